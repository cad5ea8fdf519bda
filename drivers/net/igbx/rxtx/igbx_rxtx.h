/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rings and mbufs. This layer knows descriptors and mempools, and of the device
 * nothing but the address of a queue's tail register.
 */
#ifndef IGBX_RXTX_H
#define IGBX_RXTX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_ethdev.h>
#include <rte_io.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_memzone.h>
#include <rte_power_intrinsics.h>

#include "igbx_compat.h"
#include "igbx_desc.h"

#define IGBX_RING_MIN_DESC    32
#define IGBX_RING_MAX_DESC    4096
#define IGBX_RING_ALIGN_DESC  8 /* RDLEN and TDLEN are multiples of 128 bytes */
#define IGBX_RING_ALIGN_BYTES 128

/* A received packet spans no more buffers: 64 of the smallest size (256 bytes) hold
 * more than the longest frame of the device. What is longer is discarded.
 */
#define IGBX_RX_MAX_SEG 64

/* The widest group of descriptors that a path looks at in one step. Ring and sw_ring go on for as
 * many entries of zeros, so that a group may reach over their end.
 */
#define IGBX_RX_GROUP_MAX 8

/* Mbufs that can be handed to a receive queue at once; a power of two. */
#define IGBX_RX_RECYCLE_MAX 128

#define IGBX_TX_MAX_SEG	       40    /* data descriptors of one packet: 82576 datasheet 7.2.1.1 */
#define IGBX_TX_MAX_DESC_BYTES 16384 /* longer segments take several descriptors */
#define IGBX_TX_MIN_BYTES      17    /* with TCTL.PSP the device pads from here: 7.2.1.1 */
#define IGBX_TX_MAX_BYTES      9724  /* 9.5 KB with the CRC, inserted tag included */
#define IGBX_TX_TAG_BYTES      4
#define IGBX_TX_MAX_PAYLEN     ((1u << 18) - 1)
#define IGBX_TX_MAX_MSS	       9216
#define IGBX_TX_MAX_TSO_HDR    512

/* Offloads the data path carries out; ethdev may add those of the device alone (VLAN filter). */
#define IGBX_RX_OFFLOADS                                                      \
	(RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_IPV4_CKSUM |      \
		RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM | \
		RTE_ETH_RX_OFFLOAD_SCTP_CKSUM | RTE_ETH_RX_OFFLOAD_KEEP_CRC | \
		RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_RSS_HASH)
#define IGBX_TX_OFFLOADS                                                      \
	(RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_IPV4_CKSUM |     \
		RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM | \
		RTE_ETH_TX_OFFLOAD_SCTP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO |  \
		RTE_ETH_TX_OFFLOAD_UDP_TSO | RTE_ETH_TX_OFFLOAD_MULTI_SEGS |  \
		RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE)

struct igbx_rx_split;

/* The words of a write-back that say what a packet is, and what they mean: nearly every packet is
 * like the one before it but for its length, tag and hash.
 */
struct igbx_rx_like {
	uint64_t head[2]; /* of the mbuf, data_off to ol_flags; the first word is of all packets */
	uint32_t fields[4]; /* packet_type to hash, to be added to what is in the write-back */
	uint32_t info;
	uint32_t status; /* 0: nothing is like this */
};

/* One posted mbuf per descriptor. The first two cache lines are what a burst reads. */
struct igbx_rxq {
	union igbx_rx_desc *ring;
	struct rte_mbuf **sw_ring;
	volatile uint32_t *tail_reg;
	struct rte_mempool *pool;
	uint64_t iova_offset; /* bus address of the data = address of the mbuf + this */
	uint16_t nb_desc;
	uint16_t next;	   /* descriptor to look at next */
	uint16_t nb_hold;  /* refilled since the tail was last written */
	uint16_t hold_max; /* write the tail from here on */
	/* While one of them is set no buffer is taken for a packet without a closer look. */
	union {
		struct {
			bool skip;   /* inside of a packet that is being discarded */
			bool chain;  /* inside of one that is being put together */
			bool watch;  /* for time stamps: igbx_rxq_watch() */
			bool forget; /* like is out of date */
		};
		uint32_t apart;
	};
	uint16_t buf_bytes; /* what the device was told the buffers hold */
	bool iova_linear;   /* iova_offset is good for every mbuf of the pool */
	/* second line */
	struct igbx_rx_like like __rte_aligned(RTE_CACHE_LINE_MIN_SIZE);
	uint32_t crc_bytes; /* 4 when the CRC is kept */
	uint32_t max_bytes; /* that fit the buffer, without the CRC */
	uint64_t ol_base;   /* flags that the pool's mbufs always carry: none of the low 32 */
	/* third line */
	uint32_t l4_types;	    /* IGBX_RXD_PT_* whose L4 checksum is to be reported */
	uint32_t csum_l4;	    /* checksum flags that may be set for these */
	uint32_t csum_other;	    /* and for all others */
	uint32_t vlan_flags;	    /* for a packet that had a tag */
	uint32_t rss_flags;	    /* for one with a hash */
	struct rte_mbuf *pkt_first; /* packet under reassembly */
	struct rte_mbuf *pkt_last;
	struct rte_eth_dev_data *dev_data; /* for rx_mbuf_alloc_failed */
	uint64_t
		nb_told; /* descriptors taken since the last fill, when the tail was last written */
	/* cold */
	uint64_t nb_rx_err;	 /* packets discarded: RXE, or nothing in them */
	uint64_t nb_rx_oversize; /* packets discarded: longer than what was posted for them */
	uint64_t nb_before;	 /* descriptors taken before the last fill */
	uint64_t nb_not_pkts;	 /* descriptors that did not complete a packet */
	uint64_t nb_bytes;	 /* of packets, when count_bytes is set */
	const struct rte_memzone *mz;
	uint64_t ring_iova;
	uint64_t offloads;	     /* igbx_rxq_offloads_set() */
	struct igbx_rx_split *split; /* igbx_rx_split.h; NULL: one buffer in each descriptor */
	uint32_t ptype_mask;	     /* packet types to report: igbx_rx_burst_shared() */
	uint16_t port_id;
	uint16_t queue_id;
	uint16_t free_thresh; /* refill this many before telling the device; before igbx_rxq_fill()
			       */
	uint8_t pthresh, hthresh, wthresh;
	bool drop_en;
	bool deferred_start;
	bool count_bytes;   /* igbx_rx_burst_shared() is the burst function */
	uint8_t path;	    /* igbx_rxq_path_set() */
	uint8_t ptp_filter; /* number of the EtherType filter of PTP messages, while watch is set */
	uint16_t recycle_head, recycle_tail; /* of recycled: igbx_recycle_rxq_info_get() */
	struct rte_mbuf *recycled[IGBX_RX_RECYCLE_MAX];
};

/* The device keeps two contexts for each transmit queue: 82576 datasheet 7.2.2.2. */
#define IGBX_TX_NB_CTX 2

/* A context descriptor as the device holds it, without its index; qword[1] is 0 for none. */
struct igbx_tx_ctx {
	uint64_t qword[2];
};

/* What a packet of one segment must be like to go out by one data descriptor and no thought:
 * the flags, header lengths and tag of a packet that was sent before, and its descriptor.
 */
struct igbx_tx_match {
	uint64_t flags; /* RTE_MBUF_F_*, of flags_care */
	uint64_t flags_care;
	uint64_t qword1; /* of the descriptor, without lengths */
	uint16_t lens;	 /* igbx_tx_lens(), of lens_care */
	uint16_t lens_care;
	uint16_t tci; /* of tci_care */
	uint16_t tci_care;
	uint16_t max_over; /* most bytes beyond IGBX_TX_MIN_BYTES */
	struct igbx_tx_ctx ctx;
};

/* The first cache line is all that a burst without offloads touches; each set of offloads
 * that is in use takes one more.
 */
struct igbx_txq {
	union igbx_tx_desc *ring;
	struct rte_mbuf **sw_ring; /* mbuf to free, and IGBX_TX_ENTRY_* */
	volatile uint32_t *tail_reg;
	uint64_t *marks;	  /* one bit for each descriptor that asked for a report */
	struct rte_mempool *pool; /* of all mbufs in sw_ring without IGBX_TX_ENTRY_CHECK */
	uint16_t nb_desc;
	uint16_t tail;		/* next descriptor to write */
	uint16_t nb_free;	/* one descriptor always stays free: head = tail means empty */
	uint16_t clean;		/* oldest descriptor not yet reclaimed */
	uint16_t nb_since_rs;	/* descriptors behind the last mark */
	uint16_t nb_since_pool; /* descriptors behind the last mbuf of q->pool */
	uint16_t rs_thresh;
	uint16_t free_thresh;
	uint8_t match;	/* what the last packet was like: 0, or 1 + its context */
	uint8_t ctx;	/* context that was used last */
	bool fast_free; /* RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE */
	/* a line each */
	struct igbx_tx_match matches[IGBX_TX_NB_CTX] __rte_aligned(RTE_CACHE_LINE_MIN_SIZE);
	/* cold */
	uint64_t pad_iova;     /* zeros, to bring a packet to IGBX_TX_MIN_BYTES */
	uint64_t nb_tx_err;    /* packets that the device cannot send: freed, not sent */
	uint64_t nb_reclaimed; /* descriptors since the last reset */
	uint64_t nb_before;    /* descriptors written before it */
	uint64_t nb_not_pkts;  /* descriptors beyond one for each packet */
	uint64_t nb_bytes;     /* of packets, when count_bytes is set */
	const struct rte_memzone *mz;
	uint64_t ring_iova;
	uint64_t offloads; /* igbx_txq_offloads_set() */
	uint16_t port_id;
	uint16_t queue_id;
	uint8_t pthresh, hthresh, wthresh;
	bool deferred_start;
	bool count_bytes; /* igbx_tx_burst_shared() is the burst function */
	uint8_t path;	  /* igbx_txq_path_set() */
};

/* Tail write: descriptors first, then the register. Nothing else in this layer touches the device.
 */
static inline void
igbx_doorbell(volatile uint32_t *tail_reg, uint32_t value)
{
	rte_io_wmb();
	rte_write32_relaxed(rte_cpu_to_le_32(value), tail_reg);
}

/* ---- queue memory; all -ENOMEM undo themselves ---- */

/* A queue with its ring; NULL with a log line when there is no memory. The caller then sets
 * tail_reg, buf_bytes, free_thresh (0: every burst) and the device's thresholds, and calls
 * igbx_rxq_offloads_set(). A ring of another size is had by freeing the queue first.
 */
struct igbx_rxq *igbx_rxq_alloc(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, struct rte_mempool *pool);
void igbx_rxq_free(struct igbx_rxq *q);
/* RTE_ETH_RX_OFFLOAD_* that the queue reports; the VLAN strip bit may change while it runs. */
void igbx_rxq_offloads_set(struct igbx_rxq *q, uint64_t offloads);
/* Flags packets that were stamped, and those that the EtherType filter of that number matched as
 * PTP messages; a negative one ends that. May be called while the queue runs.
 */
void igbx_rxq_watch(struct igbx_rxq *q, int ptp_filter);
/* Post a buffer in every descriptor, next = 0; leaves the tail alone. -ENOMEM posts none. */
int igbx_rxq_fill(struct igbx_rxq *q);
/* Free all posted buffers and a packet under reassembly. */
void igbx_rxq_drain(struct igbx_rxq *q);

/* As above: tail_reg, rs_thresh, free_thresh are the caller's, then igbx_txq_offloads_set()
 * and igbx_txq_reset().
 */
struct igbx_txq *igbx_txq_alloc(
	struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc, unsigned int socket);
void igbx_txq_free(struct igbx_txq *q);
void igbx_txq_offloads_set(struct igbx_txq *q, uint64_t offloads);
/* Free every mbuf that is held, mark all descriptors done, forget the context. */
void igbx_txq_reset(struct igbx_txq *q);

/* ---- paths ---- */
enum igbx_isa {
	IGBX_ISA_AUTO, /* the best that the CPU has and EAL's limit on SIMD width allows */
	IGBX_ISA_SCALAR,
	IGBX_ISA_SSE,
	IGBX_ISA_AVX2,
	IGBX_ISA_AVX512,
	IGBX_ISA_NEON,
	IGBX_NB_ISAS,
};
struct igbx_rx_path {
	const char *name; /* shown by burst mode info */
	enum igbx_isa isa;
	uint16_t simd_bits; /* 0: scalar */
	bool scattered;	    /* packets may span buffers */
	eth_rx_burst_t burst;
};
struct igbx_tx_path {
	const char *name;
	enum igbx_isa isa;
	uint16_t simd_bits;
	eth_tx_burst_t burst;
};
/* By rising preference. Those of an instruction set that the CPU lacks must not be called. */
extern const struct igbx_rx_path igbx_rx_paths[];
extern const unsigned int igbx_rx_nb_paths;
/* That of queues with two buffers in each descriptor: igbx_rx_split.h. It is for no others. */
extern const struct igbx_rx_path igbx_rx_path_split;
extern const struct igbx_tx_path igbx_tx_paths[];
extern const unsigned int igbx_tx_nb_paths;
/* True when this build has paths of the instruction set, and this CPU can run them. */
bool igbx_isa_usable(enum igbx_isa isa);
/* The path of an instruction set that is usable; EAL's limit on the width counts for AUTO only. */
const struct igbx_rx_path *igbx_rx_path_select(enum igbx_isa isa, bool scattered);
const struct igbx_tx_path *igbx_tx_path_select(enum igbx_isa isa);

/* ---- what came and went: igbx_queue_count.c ----
 * Packets since the queue was allocated, those that were handed to the application, and those that
 * were taken to be sent. For any thread; never more than there were.
 */
uint64_t igbx_rxq_nb_pkts(const struct igbx_rxq *q);
uint64_t igbx_txq_nb_pkts(const struct igbx_txq *q);

/* ---- secondary processes, and counting of bytes: igbx_shared_burst.c ----
 * Functions have other addresses there, and ethdev has them set once, when the port is attached.
 * These look up what the primary runs the queue with, also after it has started it anew.
 */
#define IGBX_RX_PATH_SPLIT 0xFE /* igbx_rx_path_split */
#define IGBX_NO_PATH	   0xFF /* the queue does not run: nothing is received, nothing taken to send */
/* index in igbx_rx_paths[], igbx_tx_paths[], or one of these */
void igbx_rxq_path_set(struct igbx_rxq *q, uint8_t index);
void igbx_txq_path_set(struct igbx_txq *q, uint8_t index);
/* Also in the primary, when queues differ or report only packet types of their ptype_mask. */
uint16_t igbx_rx_burst_shared(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_tx_burst_shared(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts);

/* Checks packets and prepares their checksum fields; rte_errno tells why the first one that is
 * not counted cannot be sent: ENOTSUP for flags the device has no offload for, EINVAL for the rest.
 */
uint16_t igbx_tx_prepare(void *txq, struct rte_mbuf **pkts, uint16_t nb);

/* ---- fast ops beside the bursts ---- */
int igbx_rx_descriptor_status(void *rxq, uint16_t offset);
int igbx_tx_descriptor_status(void *txq, uint16_t offset);
igbx_rx_queue_count_t igbx_rx_queue_count(void *rxq);
/* When a core that polls this queue may sleep, and what wakes it. */
int igbx_rx_get_monitor_addr(void *rxq, struct rte_power_monitor_cond *pmc);
int igbx_tx_queue_count(void *txq);
int igbx_tx_done_cleanup(void *txq, uint32_t free_cnt);

/* ---- rte_eth_recycle_mbufs(): either half also works with another driver's ---- */
void igbx_recycle_rxq_info_get(
	struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_recycle_rxq_info *info);
uint16_t igbx_recycle_tx_mbufs_reuse(void *txq, struct rte_eth_recycle_rxq_info *info);
void igbx_recycle_rx_descriptors_refill(void *rxq, uint16_t nb);

/* Descriptors as text, offset 0 being the one that receive or transmit looks at next. -EINVAL with
 * a line when there are not as many.
 */
int igbx_rx_desc_dump(const struct igbx_rxq *q, uint16_t offset, uint16_t num, FILE *file);
int igbx_tx_desc_dump(const struct igbx_txq *q, uint16_t offset, uint16_t num, FILE *file);

/* Packet types the receive paths report, RTE_PTYPE_UNKNOWN at the end (not counted). */
const uint32_t *igbx_rx_ptypes(size_t *nb);

#endif
