/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * One whole life of a port, over and over: each time the n-th allocation, poll or reply
 * fails, or the card is pulled at the n-th register read, for n = 1, 2, ... until a life
 * passes undisturbed. Each failure must be told by an error, leave nothing behind, not
 * upset the device, and the next life must go well.
 */
#include <errno.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NB_QUEUES 2
/* A walk that finds no end is broken; a life has far fewer steps. */
#define MAX_STEPS 20000

static const uint8_t own_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static struct rig rig;
static struct rig_usage empty;
static uint8_t frame[256], out[RIG_FRAME_BYTES];

struct life {
	int error;	   /* the first, 0: none */
	const char *where; /* of the first error */
	int close_error;
	bool unstoppable;
	bool traffic; /* frames came and went */
};

/* Notes the first error; true to go on. */
static bool
step(struct life *life, const char *where, int ret)
{
	if (ret == 0 || life->error != 0)
		return life->error == 0;
	life->error = ret;
	life->where = where;
	return false;
}

static int
link_up(void)
{
	return rig_link_wait(&rig, 5000) ? 0 : -ENOLINK;
}

static bool
traffic(void)
{
	rig_udp4(frame, 200, own_mac, 1);
	if (nm_rx_frame(rig.nm, frame, 200) < 0 || rig_recv(&rig, 0, out) != 200)
		return false;
	rig.nb_sent = 0;
	return rig_send(&rig, 1, frame, 200) == 1 && rig.nb_sent == 1;
}

static int
control(void)
{
	struct rte_ether_addr mac = {{0x02, 9, 9, 9, 9, 9}}, group = {{1, 0, 0x5E, 0, 0, 1}};
	struct rte_eth_stats stats;
	char version[64];
	int ret;

	ret = rte_eth_promiscuous_enable(rig.port);
	if (ret == 0)
		ret = rte_eth_dev_mac_addr_add(rig.port, &mac, 0);
	if (ret == 0)
		ret = rte_eth_dev_set_mc_addr_list(rig.port, &group, 1);
	if (ret == 0)
		ret = rte_eth_dev_set_mtu(rig.port, 1400);
	if (ret == 0)
		ret = rte_eth_dev_fw_version_get(rig.port, version, sizeof(version));
	if (ret == 0)
		ret = rte_eth_dev_rx_queue_stop(rig.port, 1);
	if (ret == 0)
		ret = rte_eth_dev_rx_queue_start(rig.port, 1);
	if (ret == 0)
		ret = rte_eth_stats_get(rig.port, &stats);
	return ret;
}

/* Out of the slot. A port that does not stop is asked twice and then removed by force. */
static void
leave(struct life *life)
{
	int ret = 0, tries;

	for (tries = 0; tries < 2; tries++) {
		ret = rte_eth_dev_stop(rig.port);
		step(life, "stop", ret);
		if (ret == 0)
			break;
	}
	life->unstoppable = ret != 0;
	if (ret != 0)
		life->close_error = rig_remove(&rig);
	else
		life->close_error = rte_eth_dev_close(rig.port);
}

/* From an empty slot to an empty slot, as an application does it that gives up at the first
 * error and then tidies up.
 */
static struct life
live(void)
{
	struct life life = {0};

	if (!step(&life, "probe", rig_probe(&rig, "rx_drop=1")))
		return life;
	if (step(&life, "configure", rig_configure(&rig, NB_QUEUES, NB_QUEUES, NULL)) &&
		step(&life, "queues", rig_queues(&rig, NB_QUEUES, NB_QUEUES, rig_pool())) &&
		step(&life, "start", rte_eth_dev_start(rig.port)) &&
		step(&life, "link", link_up())) {
		life.traffic = traffic();
		step(&life, "control", control());
	}
	leave(&life);
	return life;
}

struct walk {
	const char *name;
	void (*arm)(unsigned int n);
	void (*disarm)(void);
	/* A lost register access may be made good by trying again, or concern what the port
	 * can do without: then the life passes. Else each n must show up as an error.
	 */
	bool may_heal;
	/* What the device may complain about all the same, or NULL. */
	const char *excused;
};

static unsigned int nb_complaints;
/* Rings that were given up are found again by their names. */
static bool may_shrink;

static void
complain(const struct walk *walk, unsigned int n, const struct life *life, const char *what)
{
	if (nb_complaints++ < 10)
		printf("# %s, n = %u: %s (%s: %d)\n", walk->name, n, what,
			life->where == NULL ? "no error" : life->where, life->error);
}

static void
check_life(const struct walk *walk, unsigned int n, const struct life *life)
{
	struct rig_usage now = rig_usage();

	if (life->error > 0)
		complain(walk, n, life, "a positive error");
	if (life->error != 0 && plat_model_log_count(IGBX_LOG_ERR) == 0 &&
		strcmp(life->where, "link") != 0)
		complain(walk, n, life, "an error without a line");
	if (life->close_error != 0 || rte_eth_dev_count_avail() != 0)
		complain(walk, n, life, "the port cannot be removed");
	if (life->unstoppable) {
		/* The device still has its rings: to free them would be the fault. */
		if (now.mbufs < empty.mbufs + NB_QUEUES * RIG_RING_DESC)
			complain(walk, n, life, "mbufs that the device has were freed");
		empty = now;
		may_shrink = true;
	} else if (may_shrink && now.mbufs <= empty.mbufs && now.memzones <= empty.memzones &&
		   now.heap_allocs <= empty.heap_allocs) {
		empty = now;
		may_shrink = false;
	} else if (!rig_usage_same(empty, now)) {
		complain(walk, n, life, "something is left");
		rig_usage_print("before", empty);
		rig_usage_print("after", now);
		empty = now;
	}
	if (nm_violations(rig.nm) != 0 &&
		(walk->excused == NULL || strcmp(walk->excused, nm_first_violation(rig.nm)) != 0))
		complain(walk, n, life, nm_first_violation(rig.nm));
	nm_clear_violations(rig.nm);
	if (rig.nb_wild != 0)
		complain(walk, n, life, "DMA outside of rings and mbufs");
	rig.nb_wild = 0;
}

static void
run_walk(const struct walk *walk, bool (*hit)(unsigned int n))
{
	struct life life, next;
	unsigned int n, nb_errors = 0, nb_healed = 0;

	nb_complaints = 0;
	for (n = 1; n < MAX_STEPS; n++) {
		plat_model_log_clear();
		walk->arm(n);
		life = live();
		if (!hit(n)) {
			walk->disarm();
			break;
		}
		walk->disarm();
		check_life(walk, n, &life);
		nb_errors += life.error != 0;
		nb_healed += life.error == 0;
		if (life.error == 0 && !walk->may_heal)
			complain(walk, n, &life, "a failure that nobody noticed");

		plat_model_log_clear();
		next = live();
		check_life(walk, n, &next);
		if (next.error != 0 || !next.traffic)
			complain(walk, n, &next, "the next life does not go well");
	}
	TAP_CHECK(nb_complaints == 0, walk->name, "%u faults of %u steps", nb_complaints, n - 1);
	TAP_CHECK(n > 1 && n < MAX_STEPS && life.error == 0 && life.traffic,
		"  the walk came to its end", "after %u steps: %s %d", n - 1,
		life.where == NULL ? "" : life.where, life.error);
	printf("# %u steps, %u of them errors, %u made good\n", n - 1, nb_errors, nb_healed);
}

/* ---- allocations ---- */

static void
alloc_disarm(void)
{
	rig_fail_alloc(0);
}

static bool
alloc_hit(unsigned int n)
{
	return rig_allocs() >= n;
}

/* ---- the model's faults ---- */

static enum nm_fault fault;
static unsigned int seen_before;

static void
fault_arm(unsigned int n)
{
	seen_before = nm_fault_seen(rig.nm, fault);
	nm_fault(rig.nm, fault, n);
}

static void
fault_disarm(void)
{
	nm_fault(rig.nm, fault, 0);
	if (fault == NM_FAULT_REMOVE_AT_READ || fault == NM_FAULT_REPLACE_AT_READ)
		rig_replug(&rig);
}

static bool
fault_hit(unsigned int n)
{
	return nm_fault_seen(rig.nm, fault) - seen_before >= n;
}

struct fault_case {
	const char *name;
	enum nm_fault fault;
	bool may_heal;
};

static void
walk_faults(void)
{
	static const struct fault_case cases[] = {
		{"the n-th PHY access never ends", NM_FAULT_MDIC_TIMEOUT, true},
		{"the n-th PHY access fails", NM_FAULT_MDIC_ERROR, true},
		{"the n-th NVM read never ends", NM_FAULT_EERD_TIMEOUT, false},
		{"the n-th reset does not end", NM_FAULT_RESET_STUCK, true},
		{"the n-th NVM load does not end", NM_FAULT_AUTO_RD_STUCK, true},
		{"the n-th bus master stop does not end", NM_FAULT_MASTER_STUCK, true},
		{"the n-th Rx queue does not come on", NM_FAULT_RXQ_ENABLE_STUCK, true},
		{"the n-th Tx queue does not come on", NM_FAULT_TXQ_ENABLE_STUCK, true},
		{"the semaphore is not free at the n-th try", NM_FAULT_SMBI_STUCK, true},
	};
	struct walk walk = {.arm = fault_arm, .disarm = fault_disarm};
	unsigned int i;

	for (i = 0; i < RTE_DIM(cases); i++) {
		fault = cases[i].fault;
		walk.name = cases[i].name;
		walk.may_heal = cases[i].may_heal;
		/* A resource is given back even so, or nobody ever got it again. */
		walk.excused = fault == NM_FAULT_SMBI_STUCK
				       ? "SW_FW_SYNC written without SWSM.SWESMBI"
				       : NULL;
		run_walk(&walk, fault_hit);
	}
}

int
main(int argc, char **argv)
{
	const struct walk allocs = {
		"the n-th allocation fails", rig_fail_alloc, alloc_disarm, .may_heal = true};
	const struct walk pulled = {
		"pulled at the n-th register read", fault_arm, fault_disarm, .may_heal = true};
	const struct walk replaced = {"memory of zeros from the n-th register read on", fault_arm,
		fault_disarm, .may_heal = true};
	struct life life;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);

	life = live();
	TAP_EQ_INT("a life without failures", 0, life.error);
	TAP_CHECK(life.traffic, "  with traffic", "none");
	run_walk(&allocs, alloc_hit);
	walk_faults();
	fault = NM_FAULT_REMOVE_AT_READ;
	run_walk(&pulled, fault_hit);
	fault = NM_FAULT_REPLACE_AT_READ;
	run_walk(&replaced, fault_hit);

	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
