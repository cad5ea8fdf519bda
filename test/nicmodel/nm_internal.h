/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the model's files share: its state, the fields of registers, and the
 * functions that one topic offers to the others.
 */
#ifndef NM_INTERNAL_H
#define NM_INTERNAL_H

#include "nicmodel.h"
#include "nm_bits.h"
#include "nm_reglist.h"

#define NM_REG_WORDS  (NM_BAR_BYTES / 4)
#define NM_MAX_FRAME  16384 /* more than any frame the device takes, CRC included */
#define NM_CRC_BYTES  4
#define NM_NB_POOLS   8
#define NM_NB_VECTORS 25
#define NM_NB_RAR     24
#define NM_NEVER      UINT64_MAX
#define NM_PS_PER_US  UINT64_C(1000000)

enum {
#define NM_ENUM_OFFSET(name, offset, count, stride, access) R_##name = (offset),
	NM_REGLIST(NM_ENUM_OFFSET)
#undef NM_ENUM_OFFSET
};

/* Offset of one queue's register. */
#define R_Q(name, queue) ((uint32_t)R_##name + 0x40u * (uint32_t)(queue))

/* Things that happen later. */
enum nm_event {
	NM_EV_RESET_DONE, /* CTRL.RST clears */
	NM_EV_AUTO_RD,	  /* NVM loaded */
	NM_EV_CFG_DONE,	  /* PHY configured from the NVM */
	NM_EV_EERD,
	NM_EV_I2C,
	NM_EV_SPI, /* the NVM has stored a page */
	NM_EV_MDIC,
	NM_EV_MASTER_OFF,
	NM_EV_FW_RELEASE,
	NM_EV_PHY_RESET, /* BMCR.RESET clears */
	NM_EV_LINK,	 /* negotiation or forced link complete */
	NM_EV_PCS_LINK,
	NM_EV_PAUSE_END,
	NM_EV_TCP_TIMER,
	NM_EV_RXQ,
	NM_EV_TXQ = NM_EV_RXQ + NM_QUEUES,
	NM_EV_EITR = NM_EV_TXQ + NM_QUEUES,
	NM_EV_RATE = NM_EV_EITR + NM_NB_VECTORS,
	NM_EVENTS = NM_EV_RATE + NM_QUEUES
};

struct nm_ctx {
	bool valid;
	uint32_t vlan_macip;
	uint32_t type_cmd;
	uint32_t mss_l4len_idx;
};

struct nm_txq {
	struct nm_ctx ctx[2];
	uint8_t frame[(1u << 18) + 64]; /* what the data descriptors gathered so far */
	uint32_t len;
	uint16_t nb_desc; /* data descriptors gathered so far */
	bool too_long;
	bool started_by_sw; /* enabled by a write, not by the reset value */
	bool dead;	    /* a fetch found no memory: stopped until the next reset or enable */
	uint32_t first_cmd;
	uint32_t first_olinfo;
	bool busy;
	uint32_t rate;	  /* RTTBCNRC of this queue */
	uint64_t next_ps; /* rate scheduler: may send from this time on */
};

struct nm_rxq {
	bool started_by_sw;
	bool dead;
};

/* A frame in the packet buffer: metadata decided when it came in. */
struct nm_held {
	struct nm_held *next;
	uint32_t len;	      /* bytes to store, CRC included when it is kept */
	uint32_t done;	      /* bytes stored so far */
	uint32_t header_len;  /* at which it may be split; 0: none that the device knows */
	bool header_overflow; /* longer than the header buffer */
	uint16_t queue;
	uint16_t vlan;
	bool starved;  /* counted in RNBC already */
	bool *dropped; /* told when the frame is dropped; NULL: nobody asks */
	uint32_t info;
	uint32_t hash;
	uint32_t status;
	uint8_t bytes[];
};

struct nm_fault_state {
	unsigned int countdown;
	unsigned int seen;
	bool stuck;
};

struct nm_phy {
	uint16_t reg[32];
	bool link;
	bool link_latched_down; /* BMSR.LINK reads 0 once after a drop */
	bool an_done;
	bool in_reset;
	uint16_t speed;
	bool full_duplex;
};

/* The NVM as its serial bus shows it. */
struct nm_spi {
	uint8_t status;
	uint8_t op;
	uint32_t nb_bits; /* of the command that runs, both ways */
	uint32_t in;
	uint32_t address;
	uint8_t page[32];
	uint32_t written; /* bytes of it, one bit each */
	bool storing_nothing;
};

struct nm {
	struct nm_config cfg;
	uint32_t reg[NM_REG_WORDS];
	uint16_t row_of[NM_REG_WORDS]; /* 0: unknown, else row index + 1 */
	uint8_t *bar;
	uint64_t now_us;
	uint64_t due[NM_EVENTS];
	uint64_t reset_quiet_until;
	bool removed;
	bool replaced; /* and its registers are memory */
	bool lazy;
	bool cable;
	uint32_t held_swfw; /* SW_FW_SYNC bits of whoever gives up later */
	uint8_t mac[6];
	uint16_t nvm[NM_NVM_WORDS];
	struct nm_spi spi;
	unsigned int nvm_stores;
	uint8_t sfp[512];
	unsigned int sfp_bytes; /* 0: no module */
	struct nm_phy phy;
	bool pcs_link;
	bool serdes_loop; /* by SCTL, over resets */
	uint64_t vector_ready_us[NM_NB_VECTORS];
	struct nm_txq txq[NM_QUEUES];
	struct nm_rxq rxq[NM_QUEUES];
	struct nm_held *held_head;
	struct nm_held **held_tail;
	uint32_t held_bytes;
	bool rx_busy;
	bool xoff_sent;
	bool rx_missed; /* the last frame found the packet buffer full */
	uint8_t segment[NM_MAX_FRAME];
	uint64_t systim_base; /* SYSTIM at systim_at */
	uint64_t systim_at_us;
	struct nm_fault_state fault[NM_FAULTS];
	unsigned int nb_violations;
	char first_violation[256];
	uint64_t dma_accesses;
	unsigned int sent; /* frames put on the wire by the running nm_process() */
};

/* ---- nm_core.c ---- */
void nm_violation(struct nm *nm, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool nm_fault_hit(struct nm *nm, enum nm_fault fault);
void nm_after(struct nm *nm, unsigned int event, uint64_t us);
void *nm_dma(struct nm *nm, uint64_t iova, uint32_t len, bool write);
bool nm_master_on(const struct nm *nm);
void nm_reset(struct nm *nm);
void nm_sync_tails(struct nm *nm);

/* ---- nm_regs.c ---- */
const char *nm_reg_name(const struct nm *nm, uint32_t offset, char *buf, size_t len);
const struct nm_reg_row *nm_reg_row_at(const struct nm *nm, uint32_t offset);
void nm_reg_index(struct nm *nm);

static inline uint32_t
nm_get(const struct nm *nm, uint32_t offset)
{
	return nm->reg[offset / 4];
}

static inline void
nm_set(struct nm *nm, uint32_t offset, uint32_t value)
{
	nm->reg[offset / 4] = value;
}

/* ---- nm_access.c: what a read or write of a register does beside the storage ---- */
uint32_t nm_reg_read(struct nm *nm, uint32_t offset);
void nm_reg_write(struct nm *nm, uint32_t offset, uint32_t value);
bool nm_status_write(struct nm *nm, uint32_t value);

/* ---- nm_nvm.c ---- */
void nm_nvm_init(struct nm *nm);
void nm_nvm_autoload(struct nm *nm);
void nm_eerd_write(struct nm *nm, uint32_t value);
void nm_eerd_done(struct nm *nm);
uint32_t nm_swsm_read(struct nm *nm);
void nm_swsm_write(struct nm *nm, uint32_t value);
void nm_swfw_write(struct nm *nm, uint32_t value);
void nm_fw_release(struct nm *nm);

/* ---- nm_spi.c ---- */
void nm_eecd_write(struct nm *nm, uint32_t value);
void nm_spi_stored(struct nm *nm);

/* ---- nm_i2c.c ---- */
void nm_i2c_write(struct nm *nm, uint32_t value);
void nm_i2c_done(struct nm *nm);

/* ---- nm_phy.c, nm_link.c ---- */
void nm_phy_init(struct nm *nm);
void nm_phy_reset_pin(struct nm *nm, bool asserted);
void nm_phy_reset_done(struct nm *nm);
void nm_phy_start(struct nm *nm);
void nm_phy_link_due(struct nm *nm);
void nm_phy_cable(struct nm *nm);
uint16_t nm_phy_reg_read(struct nm *nm, unsigned int reg);
void nm_phy_reg_write(struct nm *nm, unsigned int reg, uint16_t value);
void nm_mdic_write(struct nm *nm, uint32_t value);
void nm_mdic_done(struct nm *nm);
uint32_t nm_status_read(struct nm *nm);
bool nm_link_up(const struct nm *nm);
bool nm_link_full_duplex(const struct nm *nm);
uint32_t nm_link_mbps(const struct nm *nm);
/* What is sent goes to the receiver, and neither to nor from the wire. */
bool nm_loops_back(const struct nm *nm);
bool nm_is_serdes(const struct nm *nm);
void nm_sctl_write(struct nm *nm, uint32_t value);
void nm_pcs_start(struct nm *nm);
void nm_pcs_cfg_write(struct nm *nm, uint32_t value);
void nm_pcs_link_due(struct nm *nm);
void nm_pcs_cable(struct nm *nm);
uint32_t nm_pcs_lsts_read(const struct nm *nm);

/* ---- nm_intr.c ---- */
void nm_intr_reset(struct nm *nm);
void nm_cause(struct nm *nm, uint32_t icr);
void nm_queue_cause(struct nm *nm, bool rx, unsigned int queue, uint32_t icr);
uint32_t nm_icr_read(struct nm *nm);
void nm_icr_write(struct nm *nm, uint32_t value);
uint32_t nm_eicr_read(struct nm *nm);
void nm_ims_write(struct nm *nm, uint32_t value);
void nm_eims_write(struct nm *nm, uint32_t value);
void nm_eics_write(struct nm *nm, uint32_t value);
void nm_eitr_write(struct nm *nm, uint32_t offset, uint32_t value);
void nm_eitr_due(struct nm *nm, unsigned int vector);

/* ---- nm_queue.c ---- */
void nm_queue_init(struct nm *nm);
bool nm_queue_write(struct nm *nm, uint32_t offset, uint32_t value);
void nm_queue_due(struct nm *nm, bool rx, unsigned int queue);
uint32_t nm_ring_len(const struct nm *nm, bool rx, unsigned int queue);

/* ---- nm_stats.c ---- */
void nm_count(struct nm *nm, uint32_t offset);
void nm_count64(struct nm *nm, uint32_t low, uint64_t add);
void nm_count_pool(struct nm *nm, uint32_t base, unsigned int pool, uint32_t add);
void nm_count_size(struct nm *nm, bool rx, uint32_t bytes);
void nm_count_tx(struct nm *nm, const uint8_t *frame, uint32_t len, unsigned int queue);
void nm_count_rx_good(struct nm *nm, const uint8_t *frame, uint32_t len);
void nm_count_rx_all(struct nm *nm, uint32_t len);

/* ---- nm_csum.c ---- */
uint32_t nm_sum_add(uint32_t sum, const uint8_t *p, uint32_t len);
uint16_t nm_sum_fold(uint32_t sum);
uint32_t nm_crc32(const uint8_t *p, uint32_t len);
uint32_t nm_crc32c(uint32_t crc, const uint8_t *p, uint32_t len);
uint32_t nm_toeplitz(const uint8_t *key, const uint8_t *input, uint32_t len);

/* ---- nm_parse.c ---- */
struct nm_pkt {
	const uint8_t *frame;
	uint32_t len;	   /* without CRC */
	unsigned int tags; /* tags that the device understands: 0, 1, or 2 with extended VLAN */
	bool inner_tag;	   /* the tag that is filtered and stripped is there */
	uint32_t tag_at;   /* where it is (its ether type) */
	uint16_t tci;
	uint16_t ether_type; /* behind the tags */
	uint32_t l3;
	bool ipv4, ipv4_options, ipv6, ipv6_ext;
	bool fragment;	     /* any kind of fragment */
	bool first_fragment; /* offset 0 */
	bool l4_unchecked;   /* a routing header with segments left: no pseudo header known */
	uint8_t proto;
	uint32_t l4;
	uint32_t l4_len; /* bytes of L4 by the IP length */
	bool tcp, udp, sctp;
	const uint8_t *rss_src; /* IPv6: home address or routing header's last address */
	const uint8_t *rss_dst;
};
void nm_parse(const struct nm *nm, const uint8_t *frame, uint32_t len, struct nm_pkt *pkt);
static inline uint16_t
nm_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}
static inline void
nm_put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* ---- nm_filter.c ---- */
struct nm_target {
	uint16_t pools; /* with VMDq: those that take it; 1 without */
	bool inexact;	/* PIF */
};
bool nm_filter(struct nm *nm, const struct nm_pkt *pkt, struct nm_target *target);
bool nm_oversize(struct nm *nm, const struct nm_pkt *pkt);
bool nm_vmdq(const struct nm *nm);

/* ---- nm_tuple.c ---- */
int nm_tuple_find(const struct nm *nm, const struct nm_pkt *pkt);
bool nm_syn_match(const struct nm *nm, const struct nm_pkt *pkt);

/* ---- nm_steer.c: queue, RSS, queue filters ---- */
struct nm_steer {
	uint16_t queue;
	uint32_t rss_type;
	uint32_t hash;
	int etqf;   /* matching filter or -1 */
	bool stamp; /* a filter with the 1588 bit chose the packet */
};
void nm_steer(struct nm *nm, const struct nm_pkt *pkt, struct nm_steer *steer);

/* ---- nm_rxmeta.c ---- */
void nm_rx_checks(struct nm *nm, const struct nm_pkt *pkt, struct nm_held *h);
/* nm_split.c: of a packet as it came, a stripped tag noted in its status */
void nm_split_parse(struct nm *nm, const struct nm_pkt *pkt, struct nm_held *h);
uint32_t nm_split_bytes(struct nm *nm, struct nm_held *h);

/* ---- nm_rxdma.c, nm_rx.c ---- */
bool nm_rx_hold(struct nm *nm, struct nm_held *h);
void nm_rx_drain(struct nm *nm);
void nm_rx_flush(struct nm *nm);
void nm_rx_pause(struct nm *nm);
void nm_rx_flush_queue(struct nm *nm, unsigned int queue);
int nm_rx_wire(struct nm *nm, const uint8_t *frame, uint32_t len, enum nm_rx_fault fault);

/* ---- nm_tx.c, nm_txoffload.c ---- */
void nm_tx_run(struct nm *nm, unsigned int queue);
void nm_tx_run_all(struct nm *nm);
void nm_tx_queue_reset(struct nm *nm, unsigned int queue);
void nm_tx_packet(struct nm *nm, unsigned int queue);
void nm_tx_wire(struct nm *nm, unsigned int queue, uint8_t *frame, uint32_t len);

/* ---- nm_pause.c ---- */
void nm_pause_level(struct nm *nm);
bool nm_pause_rx(struct nm *nm, const uint8_t *frame, uint32_t len);
void nm_pause_end(struct nm *nm);

/* ---- nm_1588.c ---- */
void nm_time_reset(struct nm *nm);
uint64_t nm_systim(const struct nm *nm);
bool nm_time_read(struct nm *nm, uint32_t offset, uint32_t *value);
bool nm_time_write(struct nm *nm, uint32_t offset, uint32_t value);
bool nm_time_rx(struct nm *nm, const struct nm_pkt *pkt, bool selected);
void nm_time_tx(struct nm *nm);

#endif
