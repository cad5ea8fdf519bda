/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Frames with VLAN tags, in and out of a port.
 */
#ifndef PORT_TAGS_H
#define PORT_TAGS_H

#include <string.h>

#include "rig.h"
#include "tap.h"

#define TAGS_PLAIN_BYTES 90u
#define TAG_BYTES	 4u

struct tag {
	uint16_t type;
	uint16_t tci;
};

static struct rig *tags_rig;
static uint8_t tags_plain[TAGS_PLAIN_BYTES], tags_buf[256];

/* For all that follows: the port, and where its untagged frame goes. */
static inline void
tags_init(struct rig *the_rig, const uint8_t dst[6])
{
	tags_rig = the_rig;
	rig_udp4(tags_plain, sizeof(tags_plain), dst, 3);
}

/* The frame with tags behind its addresses, the first outermost. Returns its length. */
static inline uint32_t
tags_frame(uint8_t *out, const struct tag *tags, unsigned int nb)
{
	unsigned int i;

	memcpy(out, tags_plain, 12);
	for (i = 0; i < nb; i++) {
		out[12 + 4 * i] = tags[i].type >> 8;
		out[13 + 4 * i] = tags[i].type & 0xFF;
		out[14 + 4 * i] = tags[i].tci >> 8;
		out[15 + 4 * i] = tags[i].tci & 0xFF;
	}
	memcpy(out + 12 + 4 * nb, tags_plain + 12, TAGS_PLAIN_BYTES - 12);
	return TAGS_PLAIN_BYTES + 4 * nb;
}

/* Receives it; NULL when no queue has it. */
static inline struct rte_mbuf *
tags_receive(const struct tag *tags, unsigned int nb, uint16_t *queue)
{
	struct rte_eth_dev_info info = rig_info(tags_rig);
	struct rte_mbuf *m;

	nm_rx_frame(tags_rig->nm, tags_buf, tags_frame(tags_buf, tags, nb));
	for (*queue = 0; *queue < info.nb_rx_queues; (*queue)++) {
		if (rte_eth_rx_burst(tags_rig->port, *queue, &m, 1) == 1)
			return m;
	}
	return NULL;
}

/* It comes with the tags of left, and with the one taken off in the mbuf: off, or negative. */
static inline void
tags_check_rx(const char *name, const struct tag *tags, unsigned int nb, const struct tag *left,
	unsigned int nb_left, int off)
{
	uint8_t expected[256];
	uint32_t len = tags_frame(expected, left, nb_left);
	uint16_t queue;
	struct rte_mbuf *m = tags_receive(tags, nb, &queue);
	uint64_t flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;

	if (!TAP_CHECK(m != NULL, name, "nothing"))
		return;
	TAP_EQ_INT("  its length", len, rte_pktmbuf_pkt_len(m));
	TAP_EQ_MEM("  its bytes", expected, rte_pktmbuf_mtod(m, uint8_t *), len);
	TAP_EQ_U64("  a tag was taken off", off >= 0 ? flags : 0, m->ol_flags & flags);
	if (off >= 0)
		TAP_EQ_INT("  it was", off, m->vlan_tci);
	rte_pktmbuf_free(m);
}

/* It does not come. */
static inline void
tags_check_out(const char *name, const struct tag *tags, unsigned int nb)
{
	uint16_t queue;
	struct rte_mbuf *m = tags_receive(tags, nb, &queue);

	TAP_CHECK(m == NULL, name, "received");
	rte_pktmbuf_free(m);
}

/* It is sent, with the tag tci inserted unless that is negative, and leaves with those expected. */
static inline void
tags_check_tx(const char *name, const struct tag *tags, unsigned int nb, int tci,
	const struct tag *expect, unsigned int nb_expect)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(rig_pool());
	uint8_t expected[256];
	uint32_t len = tags_frame(tags_buf, tags, nb);

	memcpy(rte_pktmbuf_append(m, len), tags_buf, len);
	if (tci >= 0) {
		m->ol_flags |= RTE_MBUF_F_TX_VLAN;
		m->vlan_tci = tci;
	}
	m->l2_len = 14 + 4 * nb;
	tags_rig->nb_sent = 0;
	TAP_EQ_INT(name, 1, rte_eth_tx_burst(tags_rig->port, 0, &m, 1));
	nm_process(tags_rig->nm);
	len = tags_frame(expected, expect, nb_expect);
	TAP_EQ_INT("  is sent", 1, tags_rig->nb_sent);
	TAP_EQ_INT("  its length", len, tags_rig->sent[0].len);
	TAP_EQ_MEM("  its bytes", expected, tags_rig->sent[0].bytes, len);
}

#endif
