/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Every packet accounted for: what did not arrive stands in a counter, and no memory is left.
 */
#include <dirent.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <rte_mempool.h>

#include "longrun.h"

#define WARM_UP_OPS 2000 /* until every kind of thing has been allocated once */
/* The sanitizer's own allocator keeps more, and looks for what is lost itself. */
#ifdef __SANITIZE_ADDRESS__
#define RSS_SLACK_KB (64 * 1024)
#else
#define RSS_SLACK_KB (8 * 1024)
#endif
#define SETTLE_US 1000

static uint64_t
rule_drops(struct lr *lr)
{
	uint64_t id, value = 0;

	lr_expect(lr, "xstat of drops by rules", 0,
		rte_eth_xstats_get_id_by_name(lr->rig.port, "rx_flow_dropped_packets", &id));
	lr_expect(lr, "its value", 1, rte_eth_xstats_get_by_id(lr->rig.port, &id, &value, 1));
	return value;
}

static void
sum_check(struct lr *lr, const char *what, uint64_t expected, uint64_t observed, uint64_t *lost)
{
	char want[32];

	if (expected == observed)
		return;
	if (lost != NULL && expected > observed)
		*lost += expected - observed;
	snprintf(want, sizeof(want), "%" PRIu64, expected);
	lr_fault(lr, what, want, "%" PRIu64, observed);
}

static uint64_t
under_way(const struct lr *lr)
{
	uint64_t nb = 0;
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++)
		nb += lr->rxq[q].fifo.nb;
	return nb;
}

/* With pools: each copy arrives or is counted as missed; a packet counts as received when the
 * packet buffer had room for all of them.
 */
static void
rx_check_pools(struct lr *lr, const struct rte_eth_stats *s)
{
	const struct lr_counts *c = &lr->now;
	uint64_t arrived = c->received + c->discarded, open = under_way(lr) + c->discarded_maybe;

	if (arrived + s->imissed > c->copies || arrived + open + s->imissed < c->copies)
		lr_fault(lr, "imissed: the copies for pools that did not arrive",
			"the others received or given up",
			"%" PRIu64 " copies, %" PRIu64 " arrived, %" PRIu64
			" open, imissed %" PRIu64,
			c->copies, arrived, open, s->imissed);
	if (s->ipackets > c->to_pools || s->ipackets + s->imissed < c->to_pools)
		lr_fault(lr, "ipackets: the packets for some pool", "no more, nor less than missed",
			"%" PRIu64 " packets, ipackets %" PRIu64 ", imissed %" PRIu64, c->to_pools,
			s->ipackets, s->imissed);
}

/* What the device took and a rule or a ring dropped later is in one counter or the other:
 * that, and packets that may still come, are the only leeway.
 */
static void
rx_check(struct lr *lr, const struct rte_eth_stats *s, uint64_t by_rule)
{
	const struct lr_counts *c = &lr->now;
	uint64_t arrived = c->received + c->discarded, open = under_way(lr) + c->discarded_maybe;

	sum_check(lr, "ipackets, imissed and rx_flow_dropped_packets: the packets that arrived",
		c->accepted + c->refused, s->ipackets + s->imissed + by_rule, &lr->total.lost);
	if (by_rule > c->by_rule)
		lr_fault(lr, "more packets dropped by rules than there were", "fewer",
			"%" PRIu64 " of %" PRIu64, by_rule, c->by_rule);
	if (s->ipackets < arrived || s->ipackets > arrived + open + (c->by_rule - by_rule))
		lr_fault(lr, "ipackets: the packets received, or given up by a stop", "the same",
			"%" PRIu64 ": %" PRIu64 " received, %" PRIu64 " given up, %" PRIu64 " open",
			s->ipackets, c->received, c->discarded, open);
}

void
lr_check_counters(struct lr *lr)
{
	struct rte_eth_stats s;

	lr_expect(lr, "statistics", 0, rte_eth_stats_get(lr->rig.port, &s));
	if (lr->vmdq.on)
		rx_check_pools(lr, &s);
	else
		rx_check(lr, &s, rule_drops(lr));
	sum_check(lr, "ierrors: the damaged and the too long", lr->now.damaged + lr->now.too_long,
		s.ierrors, NULL);
	sum_check(lr, "opackets: the frames that left", lr->now.sent, s.opackets, NULL);
	sum_check(lr, "obytes: their bytes", lr->now.sent_bytes, s.obytes, NULL);
	sum_check(lr, "oerrors: packets that cannot be sent", lr->now.tx_bad, s.oerrors, NULL);
	if (nm_violations(lr->rig.nm) != 0)
		lr_fault(lr, "the device is used against its rules", "never", "%u times: %s",
			nm_violations(lr->rig.nm), nm_first_violation(lr->rig.nm));
	if (lr->rig.nb_wild != 0)
		lr_fault(lr, "the device is sent to memory that is not its own", "never",
			"%u accesses", lr->rig.nb_wild);
	lr->unlooked = 0;
	lr->total.checks++;
}

void
lr_counters_zero(struct lr *lr)
{
	memset(&lr->now, 0, sizeof(lr->now));
	lr->unlooked = 0;
}

/* What is in the rings, and no more. */
static void
mbufs_check_running(struct lr *lr)
{
	unsigned int out = rig_usage().mbufs - lr->nb_hoard, posted = 0, room = 0;
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++)
		posted += lr->rxq[q].on ? lr->rxq[q].nb_desc : 0;
	/* A split one has two for each. */
	for (q = 0; q < lr->nb_rxq; q++)
		posted +=
			lr->rxq[q].on && lr->rxq[q].split != LR_SPLIT_NONE ? lr->rxq[q].nb_desc : 0;
	for (q = 0; q < lr->nb_txq; q++)
		room += lr->txq[q].on ? lr->txq[q].nb_desc : 0;
	if (out < posted || out > posted + room)
		lr_fault(lr, "mbufs in the rings, with all traffic at its end",
			"as many as descriptors", "%u out, %u in Rx rings, Tx rings hold up to %u",
			out, posted, room);
}

void
lr_settle(struct lr *lr)
{
	if (!lr->started)
		return;
	lr_hoard_give_back(lr);
	nm_set_cable(lr->rig.nm, true);
	if (!lr_wait_link(lr))
		lr_fault(lr, "the link comes up", "within a few seconds", "it is down");
	nm_advance_us(lr->rig.nm, SETTLE_US);
	lr_send_all(lr);
	lr_receive_all(lr);
	mbufs_check_running(lr);
	lr_check_counters(lr);
}

void
lr_check_mbufs_stopped(struct lr *lr)
{
	unsigned int out = rig_usage().mbufs;

	if (out != lr->nb_hoard)
		lr_fault(lr, "mbufs out while the port is stopped", "those of the application",
			"%u, the application has %u", out, lr->nb_hoard);
}

void
lr_check_closed(struct lr *lr)
{
	struct rig_usage now = rig_usage();

	now.mbufs -= lr->nb_hoard;
	if (rig_usage_same(lr->empty, now))
		return;
	rig_usage_print("before the first probe", lr->empty);
	rig_usage_print("after the port was closed", now);
	lr_fault(lr, "memory that a closed port leaves", "none", "see above");
}

/* ---- the process ---- */

static uint64_t
resident_kb(void)
{
	unsigned long pages = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu %lu", &pages, &resident) != 2)
		resident = 0;
	fclose(f);
	return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}

static unsigned int
open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int nb = 0;

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		nb++;
	closedir(dir);
	return nb;
}

void
lr_sample_memory(struct lr *lr)
{
	lr->rss_kb_last = resident_kb();
	lr->fds_last = open_files() - lr_intr_files(lr);
	lr->rss_kb_max = RTE_MAX(lr->rss_kb_max, lr->rss_kb_last);
	if (lr->nb_ops < WARM_UP_OPS || lr->rss_kb_first == 0) {
		lr->rss_kb_first = lr->rss_kb_last;
		lr->fds_first = lr->fds_last;
		return;
	}
	if (lr->fds_last != lr->fds_first)
		lr_fault(lr, "open files", "as many as at the beginning", "%u, %u at the beginning",
			lr->fds_last, lr->fds_first);
	if (lr->rss_kb_last > lr->rss_kb_first + RSS_SLACK_KB)
		lr_fault(lr, "memory of the process", "flat",
			"%" PRIu64 " KiB, %" PRIu64 " KiB after the first operations",
			lr->rss_kb_last, lr->rss_kb_first);
}
