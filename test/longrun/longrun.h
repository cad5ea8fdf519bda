/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The driver in use for a long time: random operations on a port of the software 82576, with
 * traffic both ways of which every packet is known. What ought to happen to each is foretold from
 * what the application has set (longrun_plan.c), what did happen is compared (longrun_rx.c,
 * longrun_tx.c), and the port's counters must account for every one that did not arrive
 * (longrun_account.c). All chance comes from one seed.
 */
#ifndef LONGRUN_H
#define LONGRUN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_flow.h>

#include "rig.h"

#define LR_QUEUES    16
#define LR_FLOWS     48
#define LR_FRAME_MAX 10240
#define LR_TSO_MAX   65535
#define LR_RULES     16
#define LR_HOARD     RIG_POOL_MBUFS
#define LR_VLANS     16 /* VLAN identifiers in use: 1 to this */

/* ---- chance: longrun_random.c ---- */
void lr_seed(uint64_t seed);
uint64_t lr_random(void);
/* 0 to below - 1 */
uint32_t lr_pick(uint32_t below);
/* True once in so many times. */
bool lr_once_in(uint32_t times);
/* A hash of two numbers, without the sequence. */
uint64_t lr_mix(uint64_t a, uint64_t b);

/* ---- packets: longrun_packet.c ---- */
enum lr_kind { LR_UDP4, LR_TCP4, LR_UDP6, LR_TCP6, LR_IP4, LR_L2, LR_KINDS };

/* Destinations: the port may have the first eight as its own; then multicast; then the rest. */
enum { LR_DST_OWN = 0, LR_DST_UC = 8, LR_DST_MC = 8, LR_DST_BC = 16, LR_DST_STRANGER = 17 };

/* All that its bytes follow from. */
struct lr_packet {
	uint32_t seq;
	uint32_t len; /* bytes, without tag and CRC */
	uint16_t flow;
	uint8_t dst;
	bool tagged;
	uint16_t tci;
	bool bad_ip; /* wrong checksums, on purpose */
	bool bad_l4;
};

enum lr_kind lr_kind_of(uint16_t flow);
uint32_t lr_len_min(uint16_t flow);
/* Header bytes up to the L4 payload, without tag; that of L3 and L4. */
struct lr_headers {
	uint8_t l2, l3, l4;
};
struct lr_headers lr_headers_of(uint16_t flow);
void lr_mac(uint8_t dst, uint8_t mac[6]);
uint16_t lr_ether_type(uint16_t flow);
/* Addresses and ports of an IPv4 flow. */
void lr_tuple4(uint16_t flow, uint32_t *src, uint32_t *dst, uint16_t *sport, uint16_t *dport);
/* The frame with its tag and without CRC; returns its length. */
uint32_t lr_build(const struct lr_packet *p, uint8_t *out);
/* What the flow is hashed by, and its length: with_ports for TCP and UDP. */
uint32_t lr_hash_input(uint16_t flow, bool with_ports, uint8_t out[36]);
/* The n-th segment that a packet is cut into: built from the whole; 0 when there is none. */
uint32_t lr_segment(const struct lr_packet *p, const uint8_t *whole, uint32_t whole_len,
	uint32_t mss, uint32_t nth, uint8_t *out);
/* What a frame that nobody expected says of itself. */
void lr_describe(const uint8_t *frame, uint32_t len, char *text, size_t size);
void lr_describe_packet(const struct lr_packet *p, char *text, size_t size);

/* ---- packets under way ---- */
struct lr_entry {
	struct lr_packet p;
	uint32_t hash;
	uint16_t mss; /* of a packet that the device cuts; 0: whole */
	uint16_t nb_segs_seen;
	bool hashed;
	bool early; /* came while its queue was off */
	bool maybe; /* waits behind a queue that is full, and may be dropped when its turn comes */
};

struct lr_fifo {
	struct lr_entry *entries;
	uint32_t head, nb;
};
#define LR_FIFO_MAX 16384

void lr_fifo_push(struct lr_fifo *f, const struct lr_entry *e);
struct lr_entry *lr_fifo_at(const struct lr_fifo *f, uint32_t i);
void lr_fifo_pop(struct lr_fifo *f, uint32_t nb);

/* ---- what the application has set ---- */
/* Where a queue splits packets between two pools. */
enum lr_split { LR_SPLIT_NONE, LR_SPLIT_BYTES, LR_SPLIT_HEADERS };

/* Pools of queues, VMDq. */
struct lr_vmdq {
	bool on;
	bool default_on;
	uint8_t default_pool;
	uint8_t pools;	   /* one bit each */
	uint8_t rss_pools; /* with a second queue, which is 8 above the first */
	uint8_t nb_maps;   /* of VLANs 1 to this */
	uint8_t map[LR_VLANS + 1];
	uint32_t accept; /* RTE_ETH_VMDQ_ACCEPT_* */
};

struct lr_rule {
	struct rte_flow *flow; /* NULL: free */
	uint16_t of;	       /* flow that it is for */
	int queue;	       /* -1: dropped */
};

struct lr_rxq {
	struct rte_mempool *pool;
	struct lr_fifo fifo;
	uint16_t nb_desc;
	bool on;
	bool deferred; /* the port's start leaves it off */
	bool drops;    /* when its ring is full */
	enum lr_split split;
	bool armed; /* its interrupt is on, and has not come */
};

struct lr_txq {
	struct lr_fifo fifo;
	uint16_t nb_desc;
	bool on;
	bool deferred;
};

/* Since the port's counters were at zero. */
struct lr_counts {
	uint64_t accepted, refused, by_rule; /* the device took them, had no room, a rule drops */
	uint64_t to_pools, copies;	     /* with pools: packets for some, and copies for each */
	uint64_t received, discarded, discarded_maybe;
	uint64_t damaged, too_long;
	uint64_t sent, sent_bytes, tx_bad;
};

/* Of the whole run. */
struct lr_totals {
	uint64_t rx_arrived, rx_checked, rx_bytes;
	uint64_t rx_missed, rx_damaged, rx_too_long, rx_filtered, rx_by_rule, rx_stopped, rx_gone,
		rx_link, rx_copies;
	uint64_t wakes, sleeps; /* by interrupt, and without */
	uint64_t tx_given, tx_refused, tx_frames, tx_bytes, tx_bad, tx_stopped, tx_gone;
	uint64_t tx_segmented;
	uint64_t checks; /* of all counters */
	uint64_t lost;	 /* neither arrived nor counted; one ends the run */
};

enum lr_link { LR_LINK_DOWN, LR_LINK_UP };

struct lr {
	struct rig rig;
	/* the run */
	uint64_t seed, nb_ops, max_ops;
	double seconds;
	const char *json;
	bool tap; /* the result as the other tests have it */
	/* the port */
	bool started, promiscuous, all_multicast, rss, lsc, rxq_intr;
	enum lr_link link;
	uint16_t nb_rxq, nb_txq, mtu;
	uint64_t rx_offloads, tx_offloads, rss_hf;
	uint8_t key[40], reta[128];
	uint8_t own;		     /* destination that is the port's first address */
	uint32_t uc, mc;	     /* bits of destinations that are let in */
	uint8_t uc_pools[LR_DST_UC]; /* what each was added for */
	uint32_t vlans;		     /* bits of VLAN identifiers that are let in */
	struct lr_vmdq vmdq;
	uint32_t split_headers; /* behind which all queues split that split behind headers */
	bool tm, tm_profiles; /* a hierarchy of the traffic manager is in force; what it is made of
			       */
	struct lr_rule rules[LR_RULES];
	struct lr_rxq rxq[LR_QUEUES];
	struct lr_txq txq[LR_QUEUES];
	uint32_t rx_seq[LR_FLOWS], tx_seq[LR_FLOWS];
	struct rte_mempool *pools[4]; /* rooms of 2048, 256 and 4096 bytes, and for headers */
	struct rte_mbuf *hoard[LR_HOARD];
	unsigned int nb_hoard;
	bool secondary; /* the port is looked at from another process */
	/* results */
	struct lr_counts now;
	uint64_t unlooked; /* packets that may have been dropped since the counters were read */
	struct lr_totals total;
	struct rig_usage empty;
	uint64_t rss_kb_first, rss_kb_max, rss_kb_last;
	unsigned int fds_first, fds_last;
};

/* ---- what is foretold: longrun_plan.c ---- */
enum lr_fate {
	LR_FATE_QUEUE,
	LR_FATE_RULE, /* dropped by a flow rule */
	LR_FATE_FILTERED,
	LR_FATE_TOO_LONG,
	LR_FATE_OFF,
};
/* Queues: a bit for each that gets the packet. */
enum lr_fate lr_foretell(
	const struct lr *lr, const struct lr_packet *p, uint32_t *queues, struct lr_entry *e);
uint32_t lr_frame_limit(const struct lr *lr);
/* Chance's choice of a packet for the port. */
struct lr_packet lr_packet_make(struct lr *lr, uint32_t *seqs);

/* ---- pools: longrun_pools.c ---- */
/* Chance's choice, for ethdev; says how many Rx queues there are. */
void lr_pools_choose(struct lr *lr);
void lr_pools_conf(const struct lr *lr, struct rte_eth_conf *conf);
/* Queues of a packet, 0 when no pool wants it. */
uint32_t lr_pools_foretell(
	const struct lr *lr, const struct lr_packet *p, const struct lr_entry *e);

/* ---- buffer split: longrun_split.c ---- */
/* Chance's choice for a port, and for a queue. */
void lr_split_begin(struct lr *lr);
void lr_split_choose(struct lr *lr, uint16_t queue);
/* Sets the queue up, split or not. */
int lr_split_setup(struct lr *lr, uint16_t queue, const struct rte_eth_rxconf *conf);
/* The parts of a packet, which has this tag or none. */
void lr_split_check(
	struct lr *lr, uint16_t queue, const struct lr_entry *e, const struct rte_mbuf *m);

/* ---- interrupts of queues: longrun_intr.c ---- */
/* The device has its vectors from now on, or one interrupt as with UIO. */
void lr_intr_vectors(struct lr *lr, bool many);
/* Files that are open for them. */
unsigned int lr_intr_files(const struct lr *lr);
/* No queue sleeps while there is something for it. */
void lr_intr_check(struct lr *lr);
void lr_op_sleep(struct lr *lr);

/* ---- traffic: longrun_rx.c, longrun_tx.c ---- */
/* Packets from the wire. */
void lr_arrive(struct lr *lr, unsigned int nb);
/* One burst of a queue, looked at; what came is sent on when forward. Returns how many. */
unsigned int lr_receive(struct lr *lr, uint16_t queue, uint16_t nb, bool forward);
/* Until nothing is left; a fault when something stays. */
void lr_receive_all(struct lr *lr);
/* What the device holds for the queue is given up: the queue or the port was stopped. */
void lr_rx_discard(struct lr *lr, uint16_t queue, uint64_t *total);
void lr_send(struct lr *lr, uint16_t queue, unsigned int nb);
/* Mbufs of received packets go out again. */
void lr_send_on(
	struct lr *lr, struct rte_mbuf **mbufs, const struct lr_entry *entries, unsigned int nb);
void lr_send_all(struct lr *lr);
void lr_tx_discard(struct lr *lr, uint16_t queue, uint64_t *total);
/* The device's end: the rig calls it for each frame. */
void lr_on_wire(struct rig *rig, const uint8_t *frame, uint32_t len, uint16_t queue);
/* The device looks at what it was given, now or after a while. */
void lr_device_turn(struct lr *lr);

/* ---- accounts: longrun_account.c ---- */
/* Traffic to its end, and every packet accounted for. */
void lr_settle(struct lr *lr);
void lr_check_counters(struct lr *lr);
/* The port's counters are at zero. */
void lr_counters_zero(struct lr *lr);
/* No mbuf is out but those that the application holds. */
void lr_check_mbufs_stopped(struct lr *lr);
void lr_check_closed(struct lr *lr);
void lr_sample_memory(struct lr *lr);

/* ---- a port's life: longrun_port.c ---- */
void lr_probe(struct lr *lr);
void lr_configure(struct lr *lr);
void lr_start(struct lr *lr);
void lr_stop(struct lr *lr);
/* What was under way is given up, and accounted for. */
void lr_is_stopped(struct lr *lr);
void lr_close(struct lr *lr);
/* The queue was started. */
void lr_rx_queue_is_on(struct lr *lr, uint16_t queue);
/* All that was under way is gone with the device. */
void lr_all_gone(struct lr *lr);
bool lr_wait_link(struct lr *lr);
void lr_irq(struct lr *lr);
void lr_hoard_give_back(struct lr *lr);

/* ---- operations: longrun_ops*.c ---- */
struct lr_op {
	const char *name;
	uint32_t weight;
	void (*run)(struct lr *lr);
	uint64_t nb; /* done */
};
extern struct lr_op lr_ops[];
extern const unsigned int lr_nb_ops;
void lr_op_one(struct lr *lr);
/* By name, for the table. */
void lr_op_removal(struct lr *lr);
void lr_op_killed(struct lr *lr);
void lr_op_secondary(struct lr *lr);
void lr_op_reconfigure(struct lr *lr);
void lr_op_reset(struct lr *lr);
void lr_op_stop_start(struct lr *lr);
void lr_op_rx_queue(struct lr *lr);
void lr_op_tx_queue(struct lr *lr);
void lr_op_link(struct lr *lr);
void lr_op_link_command(struct lr *lr);
void lr_op_promiscuous(struct lr *lr);
void lr_op_all_multicast(struct lr *lr);
void lr_op_unicast(struct lr *lr);
void lr_op_multicast(struct lr *lr);
void lr_op_vlan_filter(struct lr *lr);
void lr_op_vlan_offload(struct lr *lr);
void lr_op_mtu(struct lr *lr);
void lr_op_rss_hash(struct lr *lr);
void lr_op_reta(struct lr *lr);
void lr_op_rule_add(struct lr *lr);
void lr_op_rule_remove(struct lr *lr);
void lr_op_rate(struct lr *lr);
void lr_op_tm(struct lr *lr);
void lr_op_flow_ctrl(struct lr *lr);
void lr_op_look(struct lr *lr);
void lr_op_time(struct lr *lr);
void lr_rules_flush(struct lr *lr);

/* ---- report: longrun_report.c ---- */
/* A line of what is going on, kept for the case of a fault. */
__attribute__((format(printf, 1, 2))) void lr_note(const char *fmt, ...);
/* The end of the run. */
__attribute__((noreturn, format(printf, 4, 5))) void lr_fault(
	struct lr *lr, const char *what, const char *expected, const char *fmt, ...);
/* An answer that must be this one. */
void lr_expect(struct lr *lr, const char *what, int64_t expected, int64_t observed);
void lr_progress(struct lr *lr, double seconds, bool last);
/* 0, or 1 when it cannot be written. */
int lr_report(struct lr *lr, const char *fault);
/* Seconds of the run. */
void lr_clock_start(void);
double lr_clock_s(void);

#endif
