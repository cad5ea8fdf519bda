/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The device in registers. Every function takes the device explicitly and
 * returns 0 or -errno; -ENODEV means that the device reads all ones (it was
 * removed, or its power or link is gone), -ETIMEDOUT that a bounded wait ran
 * out. Errors are logged where they are detected, once.
 */
#ifndef IGBX_HW_H
#define IGBX_HW_H

#include <stdbool.h>
#include <stdint.h>

#include "igbx_etype.h"
#include "igbx_pools.h"
#include "igbx_regs.h"
#include "igbx_time.h"

#define IGBX_ETH_ADDR_BYTES   6
#define IGBX_RSS_KEY_BYTES    40
#define IGBX_RSS_RETA_ENTRIES 128
#define IGBX_MAX_QUEUES	      16
#define IGBX_MTA_REGS	      128
#define IGBX_VFTA_REGS	      128

struct igbx_hw;

/* How a port was found on the bus. */
struct igbx_ident {
	uint16_t vendor_id;
	uint16_t device_id;
	uint16_t subsystem_vendor_id;
	uint16_t subsystem_device_id;
};

enum igbx_media {
	IGBX_MEDIA_COPPER, /* internal PHY */
	IGBX_MEDIA_SERDES, /* fibre or backplane through the PCS */
	IGBX_MEDIA_SGMII,  /* external PHY */
};

/* Link speeds: a set for advertisement, one bit when forced or reported. */
#define IGBX_SPEED_10_HALF   0x01u
#define IGBX_SPEED_10_FULL   0x02u
#define IGBX_SPEED_100_HALF  0x04u
#define IGBX_SPEED_100_FULL  0x08u
#define IGBX_SPEED_1000_FULL 0x20u
#define IGBX_SPEED_ALL	     0x2Fu

struct igbx_link_cfg {
	bool autoneg;
	bool loopback;	 /* what is sent comes back at 1000 Mb/s, and nothing is on the wire */
	uint32_t speeds; /* advertised set, or the one forced speed (10 and 100 Mb/s only) */
	bool fc_rx;	 /* honour pause frames */
	bool fc_tx;	 /* send pause frames */
	bool fc_forced;	 /* whatever the partner says about them */
};

struct igbx_link_state {
	bool up;
	bool full_duplex;
	bool autoneg;
	uint32_t speed_mbps; /* 0 when down */
};

#define IGBX_HDR_BUF_UNIT   64u
#define IGBX_HDR_BUF_MAX    960u
#define IGBX_NB_SPLIT_TYPES 8u

struct igbx_rxq_cfg {
	uint64_t ring_iova; /* 128-byte aligned */
	uint16_t nb_desc;   /* multiple of 8 */
	uint16_t buf_bytes; /* posted buffer size: 256, 512, or a multiple of 1024 */
	uint8_t pthresh, hthresh, wthresh;
	bool drop_en; /* drop when the ring is full instead of blocking the packet buffer */
	/* Header buffers, a multiple of IGBX_HDR_BUF_UNIT; 0: there are none, packets stay whole.
	 */
	uint16_t hdr_bytes;
	/* IGBX_PSRTYPE_*: what is split behind its headers, all else staying whole; 0: every packet
	 * is split behind hdr_bytes. Queues whose numbers differ by IGBX_NB_SPLIT_TYPES share it.
	 */
	uint32_t split_types;
};

struct igbx_txq_cfg {
	uint64_t ring_iova;
	uint16_t nb_desc;
	uint8_t pthresh, hthresh, wthresh;
};

/* Receive configuration of the whole port, written while receive is off. */
struct igbx_rx_cfg {
	uint32_t max_frame_bytes; /* longest frame to accept: L2 header, tags and CRC included */
	bool keep_crc;
	bool csum_ipv4;
	bool csum_l4; /* TCP and UDP */
	bool csum_sctp;
	bool vlan_strip;
	bool vlan_filter;
	bool vlan_extend;    /* two tags: the outer one is left alone */
	uint16_t outer_tpid; /* its ether type */
};

#define IGBX_TUPLE_PRIORITIES 8
#define IGBX_ETYPE_QUEUES     8 /* ETQF has three bits for the queue */
#define IGBX_SYN_QUEUES	      8 /* SYNQF, too */

/* What a five-tuple filter compares: unfragmented IPv4 only. */
#define IGBX_TUPLE_PROTO    0x01u
#define IGBX_TUPLE_SRC_IP   0x02u
#define IGBX_TUPLE_DST_IP   0x04u
#define IGBX_TUPLE_SRC_PORT 0x08u
#define IGBX_TUPLE_DST_PORT 0x10u
#define IGBX_TUPLE_TCP_FLAG 0x20u /* one flag that is set */
struct igbx_tuple {
	uint8_t match; /* IGBX_TUPLE_*; 0: no filter */
	uint8_t proto;
	uint8_t tcp_flag; /* as in the TCP header: FIN 0x01 to URG 0x20 */
	uint8_t priority; /* 0 to 7, the highest wins */
	uint8_t queue;
	uint32_t src_ip; /* 10.0.0.1 is 0x0A000001 */
	uint32_t dst_ip;
	uint16_t src_port;
	uint16_t dst_port;
};

struct igbx_syn {
	bool on;
	bool before_tuples; /* else after them */
	uint8_t queue;
};

/* RSS hash fields, as MRQC has them. */
#define IGBX_RSS_IPV4_TCP    0x00010000u
#define IGBX_RSS_IPV4	     0x00020000u
#define IGBX_RSS_IPV6_TCP_EX 0x00040000u
#define IGBX_RSS_IPV6_EX     0x00080000u
#define IGBX_RSS_IPV6	     0x00100000u
#define IGBX_RSS_IPV6_TCP    0x00200000u
#define IGBX_RSS_IPV4_UDP    0x00400000u
#define IGBX_RSS_IPV6_UDP    0x00800000u
#define IGBX_RSS_IPV6_UDP_EX 0x01000000u
#define IGBX_RSS_ALL	     0x01FF0000u

struct igbx_rss_cfg {
	uint32_t types; /* IGBX_RSS_*; 0 turns RSS off */
	uint8_t key[IGBX_RSS_KEY_BYTES];
	uint8_t reta[IGBX_RSS_RETA_ENTRIES];
};

/* One 64-bit total per hardware counter, in the order of igbx_stat_rows(). */
#define IGBX_STAT_MAX 80
struct igbx_stats {
	uint64_t count[IGBX_STAT_MAX];
	uint64_t rxq_drops[IGBX_MAX_QUEUES]; /* RQDPC */
};

struct igbx_stat_row {
	const char *name; /* ethdev's extended-statistics name */
	igbx_reg_t reg;	  /* low half when wide */
	bool wide;	  /* 64-bit pair, cleared by reading the high half */
	bool serdes;	  /* of the PCS: must not be read without one */
};

/* Rows whose totals the basic statistics are made of. */
enum igbx_stat_id {
	IGBX_STAT_GPRC, /* good packets received */
	IGBX_STAT_GPTC,
	IGBX_STAT_GORC, /* good octets received, CRC included */
	IGBX_STAT_GOTC,
	IGBX_STAT_MPC,	/* missed: packet buffer full */
	IGBX_STAT_RNBC, /* no buffers: the ring was empty, the packet may still have been kept */
	IGBX_STAT_CRCERRS,
	IGBX_STAT_RLEC,
	IGBX_STAT_RUC,
	IGBX_STAT_ROC,
	IGBX_STAT_RXERRC,
	IGBX_STAT_ALGNERRC,
	IGBX_STAT_ECOL,
	IGBX_STAT_LATECOL,
	IGBX_STAT_HTDPMC,      /* packets to send that the MAC discarded */
	IGBX_STAT_FIRST_OTHER, /* the rest is known by name only */
};

/* What differs between the chips; one const object per chip. */
struct igbx_chip {
	const char *name;
	uint8_t max_queues;
	uint8_t nb_rar; /* exact unicast filters */
	uint8_t nb_msix;
	uint16_t max_frame_bytes; /* L2 frame with CRC that the device can take */
	uint32_t rx_pbuf_kb;
	uint8_t rss_reta_shift; /* queue index position in a RETA byte */
	uint8_t default_rx_pthresh, default_rx_hthresh, default_rx_wthresh;
	uint8_t default_tx_pthresh, default_tx_hthresh, default_tx_wthresh;
	int (*reset)(struct igbx_hw *hw);
	int (*read_mac)(struct igbx_hw *hw, uint8_t mac[IGBX_ETH_ADDR_BYTES]);
	int (*link_setup)(struct igbx_hw *hw, const struct igbx_link_cfg *cfg);
	int (*link_get)(struct igbx_hw *hw, struct igbx_link_state *state);
};

struct igbx_hw {
	volatile uint8_t *bar; /* BAR 0, 128 KiB */
	const struct igbx_chip *chip;
	const char *name;    /* for log lines: the PCI address */
	const void *bus_dev; /* for igbx_plat_is_present() */
	struct igbx_ident ident;
	enum igbx_media media;
	uint8_t port_index; /* which function of the card: STATUS.LAN_ID */
	uint8_t phy_addr;
	uint32_t phy_id;
	bool removed; /* latched by the first answer of nobody that stands up to a second look */
	uint8_t perm_mac[IGBX_ETH_ADDR_BYTES];
	uint16_t nvm_words;
	struct igbx_link_cfg link_cfg;
	bool fc_resolved;	  /* pause frames follow what was negotiated with this partner */
	bool pcs_autoneg;	  /* the NVM lets the PCS negotiate */
	bool pools_on;		  /* igbx_pools_set() */
	uint16_t small_buf_bytes; /* RCTL.BSIZE as a queue with buffers below 1 KB set it, or 0 */
	struct igbx_filter_slots slots;
	struct igbx_time time;
	bool led_taken;		     /* the LEDs are the application's */
	uint32_t ledctl;	     /* and what they showed before */
	uint32_t mta[IGBX_MTA_REGS]; /* shadow: MTA is write only in effect */
	struct igbx_tuple tuples[IGBX_NB_TUPLES];
	struct igbx_syn syn;
};

/* ---- identity and life ---- */

/* Chip for a PCI id, NULL when this driver has none. */
const struct igbx_chip *igbx_chip_find(uint16_t vendor_id, uint16_t device_id);

/* From a mapped BAR to a known, quiet device: identifies the chip, recovers the
 * semaphores a dead owner left, resets, validates the NVM checksum, reads the
 * MAC address, finds the PHY. The caller sets bar and name before.
 * -ENODEV, -ETIMEDOUT, -ENOTSUP (unknown id), -EBADMSG (NVM checksum),
 * -EADDRNOTAVAIL (no valid MAC address).
 */
int igbx_hw_init(struct igbx_hw *hw, const struct igbx_ident *ident);

/* Masks all interrupts, stops both DMA engines and resets the port. All rings
 * may be freed afterwards, also when an error is returned for a removed device.
 */
int igbx_hw_reset(struct igbx_hw *hw);

/* After a reset: receive address 0, cleared filters, offload defaults, counters
 * cleared, "driver loaded" told to the firmware.
 */
int igbx_hw_setup(struct igbx_hw *hw, const uint8_t mac[IGBX_ETH_ADDR_BYTES]);

/* Gives the device back to the firmware. */
void igbx_hw_release(struct igbx_hw *hw);

/* True when nobody answers any more; latches hw->removed. */
bool igbx_hw_is_removed(struct igbx_hw *hw);

/* ---- semaphores (82576 datasheet 4.5.12): SW/SW by SWSM.SMBI, SW/FW by SW_FW_SYNC ---- */
#define IGBX_SYNC_NVM  0x01u
#define IGBX_SYNC_PHY0 0x02u
#define IGBX_SYNC_PHY1 0x04u
int igbx_sync_take(struct igbx_hw *hw, uint32_t mask);
void igbx_sync_give(struct igbx_hw *hw, uint32_t mask);
/* Frees what a process that died left locked. Only safe while probing. */
void igbx_sync_recover(struct igbx_hw *hw);

/* ---- NVM ---- */
/* Words that can be read and written; the part may have more. */
uint32_t igbx_nvm_readable_words(const struct igbx_hw *hw);
int igbx_nvm_read(struct igbx_hw *hw, uint16_t word, uint16_t nb_words, uint16_t *out);
/* Writes what differs, page by page, and keeps the checksum right whatever is asked for its word.
 * -EROFS when the part is write protected, -EACCES when the device does not give way, -EIO when
 * the words do not hold.
 */
int igbx_nvm_write(struct igbx_hw *hw, uint16_t word, uint16_t nb_words, const uint16_t *words);
/* -EBADMSG when words 0..0x3F do not sum up to 0xBABA. */
int igbx_nvm_validate(struct igbx_hw *hw);

/* ---- pluggable module, LEDs ---- */
#define IGBX_SFP_DEVICE_BYTES 256u
#define IGBX_SFP_BYTES	      (2 * IGBX_SFP_DEVICE_BYTES) /* A0h, then A2h */
/* -ENOTSUP on copper, -EIO when no module answers. */
int igbx_sfp_read(struct igbx_hw *hw, uint32_t offset, uint32_t nb_bytes, uint8_t *out);
int igbx_led_set(struct igbx_hw *hw, bool on);
/* The LEDs show again what they did. */
void igbx_led_restore(struct igbx_hw *hw);

/* ---- PHY and link ---- */
int igbx_phy_read(struct igbx_hw *hw, uint8_t reg, uint16_t *value);
int igbx_phy_write(struct igbx_hw *hw, uint8_t reg, uint16_t value);
int igbx_phy_power(struct igbx_hw *hw, bool up);
/* Starts (auto)negotiation or forces; does not wait for the link. -EINVAL with
 * a line that says what the device can do.
 */
int igbx_link_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg);
/* The link as it is now, without waiting. */
int igbx_link_get(struct igbx_hw *hw, struct igbx_link_state *state);
/* What came of the negotiation of pause frames. */
void igbx_fc_get(struct igbx_hw *hw, bool *rx, bool *tx);
/* As igbx_link_get, but waits up to limit_ms for the link to come up. Not coming
 * up is no error.
 */
int igbx_link_wait(struct igbx_hw *hw, struct igbx_link_state *state, uint32_t limit_ms);

/* ---- addresses, VLAN, promiscuity ---- */
int igbx_rar_set(
	struct igbx_hw *hw, uint32_t index, const uint8_t mac[IGBX_ETH_ADDR_BYTES], uint8_t pool);
/* The same for several pools, one bit each. */
int igbx_rar_set_pools(
	struct igbx_hw *hw, uint32_t index, const uint8_t mac[IGBX_ETH_ADDR_BYTES], uint8_t pools);
int igbx_rar_clear(struct igbx_hw *hw, uint32_t index);
/* Replaces the multicast hash table by that of the list. */
int igbx_mta_set(struct igbx_hw *hw, const uint8_t (*macs)[IGBX_ETH_ADDR_BYTES], uint32_t nb);
/* Replaces the unicast hash table by that of the list, or lets every address in. */
int igbx_uta_set(
	struct igbx_hw *hw, const uint8_t (*macs)[IGBX_ETH_ADDR_BYTES], uint32_t nb, bool all);
int igbx_promisc_set(struct igbx_hw *hw, bool unicast, bool multicast);
int igbx_vlan_filter_set(struct igbx_hw *hw, uint16_t vlan_id, bool on);
/* The whole filter at once: bit id % 32 of word id / 32. */
int igbx_vlan_table_set(struct igbx_hw *hw, const uint32_t table[IGBX_VFTA_REGS]);
/* Ether type of the outer of two tags. */
int igbx_vlan_tpid_set(struct igbx_hw *hw, uint16_t outer);
/* vlan_strip, vlan_filter, vlan_extend of cfg; may be called while running. */
int igbx_vlan_offload_set(struct igbx_hw *hw, const struct igbx_rx_cfg *cfg);

/* ---- receive and transmit engines, queues ---- */
int igbx_rx_configure(struct igbx_hw *hw, const struct igbx_rx_cfg *cfg);
int igbx_rx_enable(struct igbx_hw *hw, bool on);
int igbx_tx_enable(struct igbx_hw *hw, bool on);
/* Programs and enables one queue: head = tail = 0, waits for the enable bit. The
 * caller then posts descriptors by writing the tail.
 */
int igbx_rxq_enable(struct igbx_hw *hw, uint16_t queue, const struct igbx_rxq_cfg *cfg);
int igbx_rxq_disable(struct igbx_hw *hw, uint16_t queue);
int igbx_txq_enable(struct igbx_hw *hw, uint16_t queue, const struct igbx_txq_cfg *cfg);
int igbx_txq_disable(struct igbx_hw *hw, uint16_t queue);
volatile void *igbx_rxq_tail(struct igbx_hw *hw, uint16_t queue);
volatile void *igbx_txq_tail(struct igbx_hw *hw, uint16_t queue);

/* ---- transmit rate ---- */
/* Limits a queue to rate_bps bits per second on the wire, preamble and gap included; 0, or more
 * than the link's speed: no limit. Holds at that speed of the link; below 1/1023 of it the limit
 * is that.
 */
int igbx_txq_rate_set(struct igbx_hw *hw, uint16_t queue, uint64_t rate_bps, uint32_t link_mbps);
/* Link speed over rate as RTTBCNRC has it, or 0 when there is nothing to limit. */
uint32_t igbx_rate_factor(uint64_t rate_bps, uint32_t link_mbps);

/* ---- queue filters; those of EtherTypes are in igbx_etype.h ---- */
/* Of all that match a packet the EtherType filter goes first, then five-tuples and SYN, then RSS.
 * The filters are remembered; igbx_qfilters_write() brings them back after a reset.
 */
/* The index of the new filter. -EEXIST: one compares the same fields with the same values; -ENOSPC.
 * Neither is logged. -EINVAL, logged.
 */
int igbx_tuple_add(struct igbx_hw *hw, const struct igbx_tuple *tuple);
int igbx_tuple_remove(struct igbx_hw *hw, const struct igbx_tuple *tuple);
/* The index of the filter that compares the same, -ENOENT when there is none. */
int igbx_tuple_find(const struct igbx_hw *hw, const struct igbx_tuple *tuple);
/* TCP packets that open a connection. Without on the rest does not matter. */
int igbx_syn_set(struct igbx_hw *hw, const struct igbx_syn *syn);
int igbx_qfilters_write(struct igbx_hw *hw);

/* ---- RSS ---- */
int igbx_rss_set(struct igbx_hw *hw, const struct igbx_rss_cfg *cfg);
/* Nothing is hashed any more and queue 0 gets it all, in a device that must not leave its mode
 * without a reset (8.10, MRQC).
 */
int igbx_rss_mute(struct igbx_hw *hw);

/* ---- interrupts: causes other than the queues' (link, and so on) ---- */
#define IGBX_INTR_LSC 0x00000004u
int igbx_intr_other_enable(struct igbx_hw *hw, uint32_t causes, bool msix);
/* The other causes are on vector 0, Rx queue q on vector 1 + q % nb_vectors, 1 <= nb_vectors <=
 * IGBX_INTR_RXQ_VECTORS; all masked yet. A queue's vector masks itself when it is raised.
 * After igbx_intr_other_enable() with msix.
 */
#define IGBX_INTR_RXQ_VECTORS 24
int igbx_intr_rxq_map(struct igbx_hw *hw, unsigned int nb_queues, unsigned int nb_vectors);
/* Unmasks or masks a queue's vector. What came in while it was masked is raised at once. Single
 * register writes: queues may be served by several threads.
 */
void igbx_intr_rxq_set(struct igbx_hw *hw, unsigned int vector, bool on);
/* At least that long between two interrupts of a receive queue's vector; 0: no limit. */
#define IGBX_ITR_MAX_US 8191
int igbx_intr_moderate(struct igbx_hw *hw, uint32_t interval_us);
void igbx_intr_disable_all(struct igbx_hw *hw);
/* Reads and acknowledges the pending causes. */
uint32_t igbx_intr_causes(struct igbx_hw *hw);

/* ---- statistics ---- */
const struct igbx_stat_row *igbx_stat_rows(uint32_t *nb);
/* Adds what the read-clear counters hold to the totals. */
int igbx_stats_collect(struct igbx_hw *hw, struct igbx_stats *stats);

/* ---- registers by row, for get_reg ---- */
struct igbx_reg_row {
	const char *name;
	uint32_t offset;
	uint16_t count;
	uint16_t stride;
	uint8_t access; /* enum igbx_reg_access */
	const char *section;
};
const struct igbx_reg_row *igbx_reg_rows(uint32_t *nb);
/* One register after the other of those that are safe to read; begins with row NULL. */
struct igbx_reg_word {
	const struct igbx_reg_row *row;
	uint16_t index; /* within the row */
};
bool igbx_reg_word_next(struct igbx_reg_word *word);
uint32_t igbx_reg_word_read(struct igbx_hw *hw, const struct igbx_reg_word *word);
/* Words igbx_regs_dump() writes: all rows that are safe to read. */
uint32_t igbx_regs_dump_words(void);
int igbx_regs_dump(struct igbx_hw *hw, uint32_t *out, uint32_t nb_words);

#endif
