/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A software NIC with memory around it, brought up by hand, for the model's own
 * tests. Registers are named by their addresses in the datasheet, on purpose: a
 * test of the model must not go through the model's names.
 */
#ifndef NM_RIG_H
#define NM_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "nicmodel.h"

#define RIG_IOVA      UINT64_C(0x7F0000000)
#define RIG_BYTES     (4u << 20)
#define RIG_RX_RING   0x00000u /* offsets into the memory: 64 KB per ring */
#define RIG_TX_RING   0x10000u
#define RIG_RX_BUFS   0x100000u
#define RIG_TX_BUFS   0x300000u
#define RIG_NB_DESC   64
#define RIG_MAX_SENT  64
#define RIG_MAX_FRAME 16384

struct rig_sent {
	uint32_t len;
	struct nm_tx_info info;
	uint8_t bytes[RIG_MAX_FRAME];
};

struct rig {
	struct nm *nm;
	uint8_t *mem;
	unsigned int nb_sent; /* may be more than what is kept */
	struct rig_sent sent[RIG_MAX_SENT];
	unsigned int irq_count[25];
	uint32_t rx_tail, tx_tail;
};

/* Power on, nothing programmed. */
struct rig *rig_new(const struct nm_config *extra);
void rig_free(struct rig *r);

/* SLU and enough time for negotiation. */
void rig_link_up(struct rig *r);
/* Receive queue with ring and posted buffers; buffers of kb * 1024. */
void rig_rx_queue(
	struct rig *r, unsigned int queue, unsigned int kb, bool drop, unsigned int posted);
void rig_rx_on(struct rig *r, uint32_t rctl);
void rig_tx_queue(struct rig *r, unsigned int queue);
void rig_tx_on(struct rig *r);
/* All of it, queue 0, 2 KB buffers, everything accepted. */
struct rig *rig_up(void);

static inline uint32_t
rd(struct rig *r, uint32_t offset)
{
	return nm_read(r->nm, offset);
}

static inline void
wr(struct rig *r, uint32_t offset, uint32_t value)
{
	nm_write(r->nm, offset, value);
}

/* Descriptor n of a queue's ring, as 32-bit words. */
uint32_t *rig_rx_desc(struct rig *r, unsigned int queue, unsigned int n);
uint8_t *rig_rx_buf(struct rig *r, unsigned int n);
void rig_rx_post(struct rig *r, unsigned int queue, unsigned int n, unsigned int nb);

uint32_t *rig_tx_desc(struct rig *r, unsigned int queue, unsigned int n);
/* Puts one data descriptor at the tail (not yet rung): bytes are copied. */
void rig_tx_data(struct rig *r, unsigned int queue, const uint8_t *bytes, uint32_t len,
	uint32_t cmd, uint32_t olinfo);
void rig_tx_context(struct rig *r, unsigned int queue, uint32_t vlan_macip, uint32_t type_cmd,
	uint32_t mss_l4len_idx);
void rig_tx_ring(struct rig *r, unsigned int queue);
/* One frame in one descriptor, rung. */
void rig_send(struct rig *r, const uint8_t *bytes, uint32_t len);

/* Semaphores by the book, for NVM and PHY accesses. */
void rig_take(struct rig *r, uint32_t bits);
void rig_give(struct rig *r, uint32_t bits);
uint32_t rig_eerd(struct rig *r, unsigned int word);
uint32_t rig_phy_read(struct rig *r, unsigned int reg);
uint32_t rig_phy_write(struct rig *r, unsigned int reg, uint16_t value);

/* Frames. All return the length without CRC; sums are right unless spoiled after. */
uint32_t rig_frame_raw(uint8_t *f, const uint8_t da[6], uint16_t type, uint32_t len);
uint32_t rig_frame_ip4(uint8_t *f, uint8_t proto, uint32_t payload);
uint32_t rig_frame_ip6(uint8_t *f, uint8_t proto, uint32_t payload);
uint32_t rig_frame_tag(uint8_t *f, uint32_t len, uint16_t tpid, uint16_t tci);
/* Internet checksum over a range, computed here and not by the model. */
uint16_t rig_sum(const uint8_t *p, uint32_t len, uint32_t start);
bool rig_ip4_sum_good(const uint8_t *ip);
bool rig_l4_sum_good(const uint8_t *frame, uint32_t l3);
uint32_t rig_crc32(const uint8_t *p, uint32_t len);

/* Bytes of the advanced transmit command: data descriptor, last, CRC, report, tag, segment. */
#define TX_DATA 0x20300000u
#define TX_CTX	0x20200000u
#define TX_EOP	0x01000000u
#define TX_IFCS 0x02000000u
#define TX_RS	0x08000000u
#define TX_VLE	0x40000000u
#define TX_TSE	0x80000000u
#define TX_LAST (TX_DATA | TX_EOP | TX_IFCS | TX_RS)

extern const uint8_t rig_mac[6];
extern const uint8_t rig_broadcast[6];

#endif
