/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* How packets are cut into mbufs: buffer split of receiving devices, and txsplit. */

#ifndef FWD_SEGMENTS_H
#define FWD_SEGMENTS_H

#include "fwd.h"

union rte_eth_rxseg;

/** Which part of a split an option or a command gives. */
enum fwd_rx_segment_kind {
	FWD_RXPKTS,
	FWD_RXOFFS,
	FWD_RXHDRS,
};

/** Take over what a text asks for. @return 0, or -EINVAL, said of the one who asks. */
int fwd_segments_read(struct fwd_rx_segments *seg, enum fwd_rx_segment_kind kind, const char *text,
	const char *who);
/** The name of a header, or an empty text. */
const char *fwd_segments_header(uint32_t types);
/** Whether queues with these offloads split. */
bool fwd_segments_split(const struct fwd_rx_segments *seg, uint64_t offloads);
/** What a driver is told. @return the number of segments. */
uint16_t fwd_segments_conf(const struct fwd_rx_segments *seg, struct rte_mempool *pool,
	union rte_eth_rxseg out[FWD_MAX_RX_SEGMENTS]);

/** How csum cuts what it sends; it is copied. */
struct fwd_tx_split {
	bool random; /**< one to nb segments */
	unsigned int nb;
	uint16_t length[FWD_MAX_TXPKTS];
};

/** Put copies in segments in the place of packets. */
void fwd_segments_copy(struct fwd_stream *s, const struct fwd_tx_split *split,
	struct rte_mbuf **pkts, uint16_t nb);

#endif /* FWD_SEGMENTS_H */
