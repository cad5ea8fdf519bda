/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The card is pulled while it works: the application hears of it once, every operation ends at
 * once, and nothing is left of the port. The alarm that looks is the test's.
 */
#include <errno.h>
#include <string.h>

#include "alarm.h"
#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;

#define LOOK_US UINT64_C(500000)
#define EVER_US (UINT64_MAX / 2)

/* Who is told what happens to the device. */
static struct {
	rte_dev_event_cb_fn callback; /* NULL: nobody */
	void *arg;
	bool busy; /* once: it is just being called */
	int refusal;
} device_events;

static struct {
	unsigned int nb_removals;
	unsigned int nb_links;
	bool close; /* in the middle of the event */
} heard;

/* The names are the linker's: __wrap_f is called for f. */
int __wrap_rte_dev_event_callback_register(
	const char *name, rte_dev_event_cb_fn callback, void *arg);
int __wrap_rte_dev_event_callback_unregister(
	const char *name, rte_dev_event_cb_fn callback, void *arg);

int
__wrap_rte_dev_event_callback_register(const char *name, rte_dev_event_cb_fn callback, void *arg)
{
	if (device_events.refusal != 0)
		return device_events.refusal;
	if (device_events.callback != NULL || strcmp(name, RIG_NAME) != 0)
		return -EEXIST;
	device_events.callback = callback;
	device_events.arg = arg;
	return 0;
}

int
__wrap_rte_dev_event_callback_unregister(const char *name, rte_dev_event_cb_fn callback, void *arg)
{
	if (strcmp(name, RIG_NAME) != 0 || device_events.callback != callback ||
		device_events.arg != arg)
		return -ENOENT;
	if (device_events.busy) {
		device_events.busy = false;
		return -EAGAIN;
	}
	device_events.callback = NULL;
	return 1;
}

static unsigned int
nb_alarms(void)
{
	return rig_alarms(LOOK_US);
}

/* The time comes for somebody to look. */
static void
ring(void)
{
	rig_alarms_pass(LOOK_US);
}

static int
on_event(uint16_t port, enum rte_eth_event_type event, void *arg, void *ret)
{
	RTE_SET_USED(arg);
	RTE_SET_USED(ret);
	if (event == RTE_ETH_EVENT_INTR_LSC)
		heard.nb_links++;
	if (event != RTE_ETH_EVENT_INTR_RMV)
		return 0;
	heard.nb_removals++;
	if (heard.close) {
		rte_eth_dev_stop(port);
		rte_eth_dev_close(port);
	}
	return 0;
}

static void
events_on(void)
{
	memset(&heard, 0, sizeof(heard));
	rte_eth_dev_callback_register(rig.port, RTE_ETH_EVENT_INTR_RMV, on_event, NULL);
	rte_eth_dev_callback_register(rig.port, RTE_ETH_EVENT_INTR_LSC, on_event, NULL);
}

static void
events_off(void)
{
	rte_eth_dev_callback_unregister(RTE_ETH_ALL, RTE_ETH_EVENT_INTR_RMV, on_event, NULL);
	rte_eth_dev_callback_unregister(RTE_ETH_ALL, RTE_ETH_EVENT_INTR_LSC, on_event, NULL);
}

/* With the link up, of which the driver learns by interrupt alone. */
static int
up(const struct rte_eth_conf *conf)
{
	struct rte_eth_link link = {.link_status = RTE_ETH_LINK_DOWN};
	unsigned int i;
	int ret;

	ret = rig_configure(&rig, 1, 1, conf);
	if (ret == 0)
		ret = rig_queues(&rig, 1, 1, rig_pool());
	if (ret == 0)
		ret = rte_eth_dev_start(rig.port);
	(void)rig_irq_state(&rig);
	for (i = 0; ret == 0 && !link.link_status && i < 100; i++) {
		nm_advance_us(rig.nm, 100000);
		rig_irq_deliver(&rig);
		ret = rte_eth_link_get_nowait(rig.port, &link);
	}
	return ret;
}

static const struct rte_eth_conf watched = {.intr_conf = {.lsc = 1, .rmv = 1}};

static void
test_watch(void)
{
	uint64_t reads;

	TAP_CHECK((*rig_info(&rig).dev_flags & RTE_ETH_DEV_INTR_RMV) != 0, "the event is offered",
		"0x%x", *rig_info(&rig).dev_flags);
	TAP_EQ_INT("up without asking for it", 0, rig_up(&rig, 1, 1, NULL));
	TAP_CHECK(nb_alarms() == 0 && device_events.callback == NULL, "  nobody looks",
		"an alarm is set");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up", 0, up(&watched));
	TAP_CHECK(nb_alarms() == 1 && device_events.callback != NULL, "  somebody looks",
		"no alarm is set");
	events_on();
	reads = plat_model_reads();
	ring();
	TAP_EQ_U64("a look is one register", 1, plat_model_reads() - reads);
	TAP_EQ_INT("  and there will be another", 1, nb_alarms());
	TAP_EQ_INT("  no event", 0, heard.nb_removals);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_CHECK(nb_alarms() == 0 && device_events.callback == NULL, "  nobody looks",
		"an alarm is set");
}

/* One thing after the other that start cannot have, the two alarms among them. */
static void
test_no_alarm(void)
{
	unsigned int n, nb_removal = 0, nb_counters = 0, wrong = 0;
	bool all_had = false;

	for (n = 1; !all_had; n++) {
		plat_model_log_clear();
		rig_fail_alloc(n);
		if (rte_eth_dev_start(rig.port) == 0) {
			/* A pool has found another way, or there was nothing left to fail. */
			all_had = rig_allocs() < n;
			wrong += rte_eth_dev_stop(rig.port) != 0;
			continue;
		}
		nb_removal += strstr(plat_model_log_last(), "watch for its removal") != NULL;
		nb_counters += strstr(plat_model_log_last(), "read the counters") != NULL;
		wrong += plat_model_log_count(IGBX_LOG_ERR) != 1 || rig_alarms(EVER_US) != 0 ||
			 device_events.callback != NULL || nm_rx_queue_enabled(rig.nm, 0);
	}
	rig_fail_alloc(0);
	TAP_EQ_INT("start without an alarm for its removal: refused", 1, nb_removal);
	TAP_EQ_INT("start without an alarm for its counters: refused", 1, nb_counters);
	TAP_EQ_INT("  each time with one line, and all is undone", 0, wrong);
	device_events.refusal = -ENOMEM;
	TAP_EQ_INT("start without events to be had", -ENOMEM, rte_eth_dev_start(rig.port));
	TAP_CHECK(nb_alarms() == 0 && device_events.callback == NULL, "  all is undone",
		"somebody looks");
	device_events.refusal = 0;
	TAP_EQ_INT("start", 0, rte_eth_dev_start(rig.port));
}

static void
test_event(void)
{
	struct rte_eth_link link;

	heard.nb_links = 0;
	nm_set_removed(rig.nm, true);
	ring();
	TAP_EQ_INT("pulled: the event comes", 1, heard.nb_removals);
	TAP_EQ_INT("  and that of the link", 1, heard.nb_links);
	TAP_EQ_INT("  which is down", 0, rte_eth_link_get_nowait(rig.port, &link));
	TAP_EQ_INT("  ", RTE_ETH_LINK_DOWN, link.link_status);
	TAP_EQ_INT("  nobody looks any more", 0, nb_alarms());
	ring();
	TAP_EQ_INT("  once", 1, heard.nb_removals);
}

static uint64_t start_us, start_accesses;

static void
begin(void)
{
	start_us = nm_now_us(rig.nm);
	start_accesses = plat_model_reads() + plat_model_writes();
	plat_model_log_clear();
}

/* An operation on a device that is gone: its answer, no waiting, no access, nothing to say but
 * what was said when it went.
 */
static void
gone(const char *name, int expected, int ret)
{
	TAP_EQ_INT(name, expected, ret);
	TAP_CHECK(nm_now_us(rig.nm) == start_us &&
			  plat_model_reads() + plat_model_writes() == start_accesses,
		"  at once", "%" PRIu64 " us and %" PRIu64 " register accesses",
		nm_now_us(rig.nm) - start_us,
		plat_model_reads() + plat_model_writes() - start_accesses);
	begin();
}

static void
test_ops(void)
{
	struct rte_ether_addr uc = {{2, 0, 0, 0, 0, 7}}, mc = {{1, 0, 0x5E, 0, 0, 1}};
	struct rte_eth_rss_reta_entry64 reta[2] = {{.mask = 1}};
	struct rte_eth_fc_conf fc = {.mode = RTE_ETH_FC_NONE};
	static uint32_t words[8192];
	struct rte_dev_reg_info regs = {.data = words};
	struct rte_eth_xstat xstats[256];
	struct rte_eth_stats stats;
	uint16_t port = rig.port;
	uint8_t frame[64] = {0};
	char version[64];

	begin();
	gone("is removed", 1, rte_eth_dev_is_removed(port));
	gone("statistics", -EIO, rte_eth_stats_get(port, &stats));
	gone("statistics reset", -EIO, rte_eth_stats_reset(port));
	gone("extended statistics", -EIO, rte_eth_xstats_get(port, xstats, RTE_DIM(xstats)));
	gone("firmware version", -EIO, rte_eth_dev_fw_version_get(port, version, sizeof(version)));
	gone("registers", -EIO, rte_eth_dev_get_reg_info(port, &regs));
	gone("promiscuous", -EIO, rte_eth_promiscuous_enable(port));
	gone("all multicast", -EIO, rte_eth_allmulticast_enable(port));
	gone("add MAC address", -EIO, rte_eth_dev_mac_addr_add(port, &uc, 0));
	gone("multicast list", -EIO, rte_eth_dev_set_mc_addr_list(port, &mc, 1));
	gone("set MTU", -EIO, rte_eth_dev_set_mtu(port, 1400));
	gone("VLAN offloads", -EIO, rte_eth_dev_set_vlan_offload(port, RTE_ETH_VLAN_STRIP_OFFLOAD));
	gone("RETA", -EIO, rte_eth_dev_rss_reta_update(port, reta, 128));
	gone("flow control", -EIO, rte_eth_dev_flow_ctrl_set(port, &fc));
	gone("link up", -EIO, rte_eth_dev_set_link_up(port));
	gone("link down", -EIO, rte_eth_dev_set_link_down(port));
	gone("receive", 0, rig_recv(&rig, 0, frame));
	gone("stop an Rx queue", 0, rte_eth_dev_rx_queue_stop(port, 0));
	gone("start an Rx queue", -EIO, rte_eth_dev_rx_queue_start(port, 0));
	gone("stop a Tx queue", 0, rte_eth_dev_tx_queue_stop(port, 0));
	gone("start a Tx queue", -EIO, rte_eth_dev_tx_queue_start(port, 0));
	gone("stop", 0, rte_eth_dev_stop(port));
	gone("start", -EIO, rte_eth_dev_start(port));
	gone("reset", -EIO, rte_eth_dev_reset(port));
	gone("close", 0, rte_eth_dev_close(port));
}

/* EAL says so for a device that the kernel wants back, and for one that is gone. */
static void
device_event(enum rte_dev_event_type type)
{
	if (device_events.callback != NULL)
		device_events.callback(RIG_NAME, type, device_events.arg);
}

static void
test_request(void)
{
	struct rte_eth_link link;

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	events_on();
	TAP_EQ_INT("up", 0, up(&watched));
	heard.nb_links = 0;
	device_event(RTE_DEV_EVENT_ADD);
	ring();
	TAP_EQ_INT("a device that comes: no event", 0, heard.nb_removals);
	device_event(RTE_DEV_EVENT_REMOVE);
	TAP_EQ_INT("asked for: not told at once", 0, heard.nb_removals);
	ring();
	TAP_EQ_INT("  the event comes", 1, heard.nb_removals);
	TAP_EQ_INT("  the link is as it was", 0, rte_eth_link_get_nowait(rig.port, &link));
	TAP_EQ_INT("  ", RTE_ETH_LINK_UP, link.link_status);
	TAP_EQ_INT("  nothing is said of it", 0, heard.nb_links);
	device_event(RTE_DEV_EVENT_REMOVE);
	ring();
	nm_set_replaced(rig.nm);
	ring();
	TAP_EQ_INT("  once, though it is gone then", 1, heard.nb_removals);
	TAP_EQ_INT("  nobody looks any more", 0, nb_alarms());
	device_events.busy = true;
	TAP_EQ_INT("stop while EAL tells it again", 0, rte_eth_dev_stop(rig.port));
	TAP_CHECK(device_events.callback == NULL, "  nobody listens", "somebody does");
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	events_off();
	rig_replug(&rig);
}

static void
pull_ones(void)
{
	nm_set_removed(rig.nm, true);
}

static void
pull_zeros(void)
{
	nm_set_replaced(rig.nm);
}

/* An operation meets it before the alarm does. */
static void
pull_noticed(void)
{
	struct rte_eth_stats stats;

	nm_set_removed(rig.nm, true);
	TAP_EQ_INT(
		"statistics of a device that is gone", -EIO, rte_eth_stats_get(rig.port, &stats));
	TAP_EQ_INT("  no event in the middle of the application's call", 0, heard.nb_removals);
}

static void
pull_politely(void)
{
	device_event(RTE_DEV_EVENT_REMOVE);
}

static void
test_close_in_event(void (*pull)(void))
{
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	events_on();
	heard.close = true;
	TAP_EQ_INT("up", 0, up(&watched));
	pull();
	ring();
	TAP_EQ_INT("pulled: the event comes", 1, heard.nb_removals);
	TAP_EQ_INT("  and the application closed the port in it", 0, rte_eth_dev_count_avail());
	TAP_EQ_INT("  nobody looks any more", 0, nb_alarms());
	rig_replug(&rig);
	events_off();
}

int
main(int argc, char **argv)
{
	const struct rte_eth_conf rss = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS, .intr_conf = {.lsc = 1, .rmv = 1}};
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("remove", 0, rig_remove(&rig));
	empty = rig_usage();
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_watch();
	test_no_alarm();
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with RSS", 0, up(&rss));
	test_event();
	test_ops();
	events_off();
	rig_replug(&rig);
	test_request();
	test_close_in_event(pull_ones);
	test_close_in_event(pull_zeros);
	test_close_in_event(pull_noticed);
	test_close_in_event(pull_politely);
	rig_check_left(empty);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
