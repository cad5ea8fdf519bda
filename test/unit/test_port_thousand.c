/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A thousand times each, with traffic in between: stop and start, reset, reconfigure, single queues
 * off and on, the cable out and in, a pool that runs dry, close and probe. Nothing is left behind:
 * mbufs, memzones, heap, open files, threads, interrupt handlers. And each step of the way up, with
 * the n-th allocation or reply of the device failing for every n: the step says so, and the next
 * try goes well and takes no more than the first would have.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 100 /* slow there */
#else
#define ROUNDS 1000
#endif
#define FRAME_BYTES    200
#define SETTLE_STEPS   60000
#define SETTLE_US      1000
#define MAX_QUEUES     16
#define LINK_MS	       5000
#define NB_STOLEN      RIG_POOL_MBUFS
#define MAX_STEPS      1000
#define MAX_REST_BYTES 1024

static const uint8_t own_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static struct rig rig;
static uint8_t frame[FRAME_BYTES], out[RIG_FRAME_BYTES];
static struct rte_mbuf *stolen[NB_STOLEN];

/* ---- what is in use beyond the rig's account ---- */

static unsigned int
entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int nb = 0;

	while (dir != NULL && readdir(dir) != NULL)
		nb++;
	if (dir != NULL)
		closedir(dir);
	return nb;
}

/* EAL's interrupt thread opens its files anew some time after a handler has come or gone. */
static bool
settles(const char *path, unsigned int nb)
{
	unsigned int i;

	for (i = 0; i < SETTLE_STEPS && entries(path) != nb; i++)
		usleep(SETTLE_US);
	return i < SETTLE_STEPS;
}

static void
no_handler(void *arg)
{
	RTE_SET_USED(arg);
}

/* The same but for what EAL's heap adds to a block that would leave too small a rest. */
static bool
same(struct rig_usage a, struct rig_usage b)
{
	uint64_t rest = a.heap_bytes > b.heap_bytes ? a.heap_bytes - b.heap_bytes
						    : b.heap_bytes - a.heap_bytes;

	b.heap_bytes = a.heap_bytes;
	return rig_usage_same(a, b) && rest < MAX_REST_BYTES;
}

static void
check_same(const char *name, struct rig_usage before)
{
	struct rig_usage now = rig_usage();

	if (!TAP_CHECK(same(before, now), name, "more or less in use")) {
		rig_usage_print("before", before);
		rig_usage_print("after", now);
	}
}

/* ---- traffic ---- */

/* A frame in and out of each of the queues. True when all came. */
static bool
traffic(uint16_t nb_txq)
{
	uint16_t q;

	rig_udp4(frame, FRAME_BYTES, own_mac, 1);
	if (nm_rx_frame(rig.nm, frame, FRAME_BYTES) != 0 || rig_recv(&rig, 0, out) != FRAME_BYTES ||
		memcmp(frame, out, FRAME_BYTES) != 0)
		return false;
	rig.nb_sent = 0;
	for (q = 0; q < nb_txq; q++)
		if (rig_send(&rig, q, frame, FRAME_BYTES) != 1)
			return false;
	return rig.nb_sent == nb_txq;
}

/* ---- a thousand times ---- */

static unsigned int
many_starts(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		bad += !traffic(2);
		bad += rte_eth_dev_stop(rig.port) != 0;
		bad += rig_start(&rig) != 0;
	}
	return bad;
}

static unsigned int
many_resets(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		bad += !traffic(2);
		bad += rte_eth_dev_reset(rig.port) != 0;
		bad += rig_up(&rig, 2, 2, NULL) != 0;
	}
	return bad;
}

/* Other numbers of queues, other rings, other offloads. */
static int
reconfigure(unsigned int i)
{
	static const uint16_t rings[] = {32, 40, 64, 128, 512};
	struct rte_eth_dev_info info = rig_info(&rig);
	const uint64_t tx_offloads[] = {0, RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE,
		RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_MULTI_SEGS};
	const uint64_t rx_offloads[] = {0, RTE_ETH_RX_OFFLOAD_SCATTER,
		RTE_ETH_RX_OFFLOAD_CHECKSUM | RTE_ETH_RX_OFFLOAD_VLAN_STRIP};
	struct rte_eth_conf conf = {
		.rxmode.offloads = rx_offloads[i % RTE_DIM(rx_offloads)] & info.rx_offload_capa,
		.txmode.offloads = tx_offloads[i / 3 % RTE_DIM(tx_offloads)] & info.tx_offload_capa,
		.intr_conf.lsc = i % 2,
	};
	uint16_t nb_rxq = 1 + i * 5 % MAX_QUEUES, nb_txq = 1 + i * 7 % MAX_QUEUES, q;
	int ret = rig_configure(&rig, nb_rxq, nb_txq, &conf);

	for (q = 0; q < nb_rxq && ret == 0; q++)
		ret = rte_eth_rx_queue_setup(
			rig.port, q, rings[(i + q) % RTE_DIM(rings)], 0, NULL, rig_pool());
	for (q = 0; q < nb_txq && ret == 0; q++)
		ret = rte_eth_tx_queue_setup(rig.port, q, rings[(i + q) % RTE_DIM(rings)], 0, NULL);
	if (ret == 0)
		ret = rte_eth_dev_start(rig.port);
	if (ret != 0 || !conf.intr_conf.lsc)
		return ret != 0 ? ret : rig_link_wait(&rig, LINK_MS) ? 0 : -ENOLINK;
	/* Here the driver looks when it is told to. */
	nm_advance_us(rig.nm, LINK_MS * 1000);
	(void)rig_irq_state(&rig);
	(void)rig_irq_deliver(&rig);
	return rig_link_wait(&rig, LINK_MS) ? 0 : -ENOLINK;
}

static unsigned int
many_configurations(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		bad += rte_eth_dev_stop(rig.port) != 0;
		(void)rig_irq_state(&rig); /* or the line fills up */
		bad += reconfigure(i) != 0;
		bad += !traffic(rte_eth_devices[rig.port].data->nb_tx_queues);
	}
	bad += rte_eth_dev_stop(rig.port) != 0;
	bad += rig_up(&rig, 2, 2, NULL) != 0;
	return bad;
}

/* A queue goes with packets in it. */
static unsigned int
many_queue_starts(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		rig_udp4(frame, FRAME_BYTES, own_mac, i);
		bad += nm_rx_frame(rig.nm, frame, FRAME_BYTES) != 0;
		bad += rte_eth_dev_rx_queue_stop(rig.port, 0) != 0;
		bad += rte_eth_dev_tx_queue_stop(rig.port, 1) != 0;
		bad += rte_eth_dev_tx_queue_start(rig.port, 1) != 0;
		bad += rte_eth_dev_rx_queue_start(rig.port, 0) != 0;
		bad += !traffic(2);
	}
	return bad;
}

static unsigned int
many_flaps(void)
{
	struct rte_eth_link link;
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		bad += !traffic(2);
		nm_set_cable(rig.nm, false);
		bad += rte_eth_link_get_nowait(rig.port, &link) != 0 || link.link_status != 0;
		nm_set_cable(rig.nm, true);
		bad += !rig_link_wait(&rig, LINK_MS);
	}
	return bad;
}

/* All mbufs are somewhere else while packets come: they wait in the ring, each poll counts that it
 * found no buffer, and all are there when the mbufs are back.
 */
static unsigned int
dry_round(unsigned int i)
{
	unsigned int nb = 0, nb_in = 1 + i % 20, k, bad = 0;
	struct rte_eth_stats before, after;

	rte_eth_stats_get(rig.port, &before);
	while (nb < NB_STOLEN && rte_mempool_get(rig_pool(), (void **)&stolen[nb]) == 0)
		nb++;
	for (k = 0; k < nb_in; k++) {
		rig_udp4(frame, FRAME_BYTES, own_mac, k);
		bad += nm_rx_frame(rig.nm, frame, FRAME_BYTES) != 0;
		bad += rig_recv(&rig, 0, out) != 0;
	}
	rte_eth_stats_get(rig.port, &after);
	bad += after.rx_nombuf - before.rx_nombuf != nb_in || after.imissed != before.imissed;
	rte_mempool_put_bulk(rig_pool(), (void **)stolen, nb);
	for (k = 0; k < nb_in; k++) {
		rig_udp4(frame, FRAME_BYTES, own_mac, k);
		bad += rig_recv(&rig, 0, out) != FRAME_BYTES ||
		       memcmp(frame, out, FRAME_BYTES) != 0;
	}
	return bad;
}

static unsigned int
many_dry_pools(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++)
		bad += dry_round(i);
	return bad;
}

static void
test_running(void)
{
	static const struct {
		const char *name;
		unsigned int (*run)(void);
	} cases[] = {
		{"stop and start", many_starts},
		{"reset", many_resets},
		{"reconfigure", many_configurations},
		{"single queues off and on", many_queue_starts},
		{"cable out and in", many_flaps},
		{"a dry pool: counted, nothing lost, and over when mbufs are back", many_dry_pools},
	};
	struct rig_usage before;
	unsigned int i;

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 2, 2, NULL));
	/* What was sent last stays in the ring. */
	TAP_CHECK(traffic(2), "traffic", "none");
	for (i = 0; i < RTE_DIM(cases); i++) {
		TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
		before = rig_usage();
		TAP_EQ_INT("start", 0, rig_start(&rig));
		TAP_EQ_INT(cases[i].name, 0, cases[i].run());
		TAP_CHECK(traffic(2), "  traffic", "none");
		TAP_EQ_INT("  stop", 0, rte_eth_dev_stop(rig.port));
		check_same("  nothing is left", before);
		TAP_EQ_INT("  start", 0, rig_start(&rig));
	}
	TAP_EQ_INT("close", 0, rig_down(&rig));
}

static void
test_probes(void)
{
	unsigned int i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		bad += rig_probe(&rig, i % 2 ? "rx_drop=1" : NULL) != 0;
		bad += rig_up(&rig, 1 + i % 4, 1 + i % 3, NULL) != 0;
		bad += !traffic(1 + i % 3);
		bad += (i % 2 ? rig_remove(&rig) : rig_down(&rig)) != 0;
	}
	TAP_EQ_INT("probe and close", 0, bad);
	TAP_EQ_INT("  no handler is left", -ENOENT,
		rte_intr_callback_unregister(rig.pci.intr_handle, no_handler, NULL));
}

/* ---- each step with failures ---- */

static int
step_configure(void)
{
	return rig_configure(&rig, 2, 2, NULL);
}

static int
step_queues(void)
{
	return rig_queues(&rig, 2, 2, rig_pool());
}

static int
step_start(void)
{
	return rte_eth_dev_start(rig.port);
}

static int
step_mtu(void)
{
	return rte_eth_dev_set_mtu(rig.port, 1400);
}

static int
step_stop(void)
{
	return rte_eth_dev_stop(rig.port);
}

static int
step_reset(void)
{
	return rte_eth_dev_reset(rig.port);
}

static const struct {
	const char *name;
	int (*run)(void);
} steps[] = {
	{"configure", step_configure},
	{"queue setup", step_queues},
	{"start", step_start},
	{"set MTU", step_mtu},
	{"stop", step_stop},
	{"reset", step_reset},
};

/* Of allocations, or of the model's faults. */
#define FAIL_ALLOC NM_FAULTS

static unsigned int seen_before;

static void
arm(unsigned int what, unsigned int n)
{
	if (what == FAIL_ALLOC) {
		rig_fail_alloc(n);
		return;
	}
	seen_before = nm_fault_seen(rig.nm, what);
	nm_fault(rig.nm, what, n);
	/* Its other owner gives it back. */
	if (what == NM_FAULT_SMBI_STUCK && n == 0)
		nm_hold_smbi(rig.nm, false);
}

static bool
was_hit(unsigned int what, unsigned int n)
{
	if (what == FAIL_ALLOC)
		return rig_allocs() >= n;
	return nm_fault_seen(rig.nm, what) - seen_before >= n;
}

/* Up to this step without failures; then the step with the n-th one, and again without. False: it
 * has fewer than n.
 */
static bool
try_step(unsigned int step, unsigned int what, unsigned int n, struct rig_usage expected)
{
	unsigned int i;
	bool hit;
	int ret;

	if (rig_probe(&rig, NULL) != 0)
		TAP_CHECK(false, steps[step].name, "no probe at failure %u", n);
	for (i = 0; i < step; i++)
		if (steps[i].run() != 0)
			TAP_CHECK(false, steps[i].name, "fails at failure %u", n);
	arm(what, n);
	ret = steps[step].run();
	hit = was_hit(what, n);
	arm(what, 0);
	if (ret != 0 && !hit)
		TAP_CHECK(false, steps[step].name, "%d without a failure", ret);
	if (ret != 0 && (ret = steps[step].run()) != 0)
		TAP_CHECK(false, steps[step].name, "%d again after failure %u", ret, n);
	if (!same(expected, rig_usage())) {
		TAP_CHECK(false, steps[step].name, "takes more or less after failure %u", n);
		rig_usage_print("expected", expected);
		rig_usage_print("observed", rig_usage());
	}
	rig_remove(&rig);
	return hit;
}

static struct rig_usage
usage_after(unsigned int step)
{
	struct rig_usage usage;
	unsigned int i;

	rig_probe(&rig, NULL);
	for (i = 0; i <= step; i++)
		steps[i].run();
	usage = rig_usage();
	rig_remove(&rig);
	return usage;
}

static void
test_failures(const char *name, unsigned int what)
{
	unsigned int step, n, nb = 0, nb_failed = tap_state.nb_failed;

	for (step = 0; step < RTE_DIM(steps); step++) {
		struct rig_usage expected = usage_after(step);

		for (n = 1; n < MAX_STEPS && try_step(step, what, n, expected); n++)
			nb++;
	}
	TAP_CHECK(tap_state.nb_failed == nb_failed && nb > 0, name, "see above; %u failures", nb);
	printf("# %u failures\n", nb);
}

int
main(int argc, char **argv)
{
	unsigned int nb_files, nb_threads;
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("remove", 0, rig_remove(&rig));
	empty = rig_usage();
	nb_files = entries("/proc/self/fd");
	nb_threads = entries("/proc/self/task");

	test_running();
	check_same("nothing is left", empty);
	test_probes();
	check_same("nothing is left", empty);
	test_failures("the n-th allocation of a step fails", FAIL_ALLOC);
	test_failures("the n-th PHY access of a step fails", NM_FAULT_MDIC_ERROR);
	test_failures("the n-th reset of a step does not end", NM_FAULT_RESET_STUCK);
	test_failures("the n-th stop of the bus master does not end", NM_FAULT_MASTER_STUCK);
	test_failures("the n-th Rx queue of a step does not come on", NM_FAULT_RXQ_ENABLE_STUCK);
	test_failures("the n-th Tx queue of a step does not come on", NM_FAULT_TXQ_ENABLE_STUCK);
	test_failures("the semaphore is not free at the n-th try", NM_FAULT_SMBI_STUCK);
	check_same("nothing is left", empty);
	TAP_CHECK(settles("/proc/self/fd", nb_files), "open files", "%u, %u at first",
		entries("/proc/self/fd"), nb_files);
	TAP_CHECK(settles("/proc/self/task", nb_threads), "threads", "%u, %u at first",
		entries("/proc/self/task"), nb_threads);
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);

	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
