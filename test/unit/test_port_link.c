/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The link: state with and without waiting, speeds, up and down by command, the event
 * by interrupt, pause frames.
 */
#include <errno.h>
#include <semaphore.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;

#define CTRL	  0x0000
#define STATUS	  0x0008
#define STATUS_LU 0x00000002u
#define CTRL_RFCE 0x08000000u
#define CTRL_TFCE 0x10000000u

static uint32_t
pause_bits(void)
{
	return nm_read(rig.nm, CTRL) & (CTRL_RFCE | CTRL_TFCE);
}

static struct rte_eth_link
link_now(void)
{
	struct rte_eth_link link = {.link_speed = 7};

	if (rte_eth_link_get_nowait(rig.port, &link) != 0)
		link.link_speed = 9;
	return link;
}

static void
check_up(const char *name, uint32_t speed, unsigned int duplex, unsigned int autoneg)
{
	struct rte_eth_link link = link_now();

	TAP_EQ_INT(name, RTE_ETH_LINK_UP, link.link_status);
	TAP_EQ_INT("  speed", speed, link.link_speed);
	TAP_EQ_INT("  duplex", duplex, link.link_duplex);
	TAP_EQ_INT("  negotiated", autoneg, link.link_autoneg);
}

static void
check_down(const char *name)
{
	struct rte_eth_link link = link_now();

	TAP_EQ_INT(name, RTE_ETH_LINK_DOWN, link.link_status);
	TAP_EQ_INT("  no speed", RTE_ETH_SPEED_NUM_NONE, link.link_speed);
}

static void
test_wait(void)
{
	struct rte_eth_link link;
	uint64_t start_us;

	TAP_EQ_INT("configure", 0, rig_configure(&rig, 1, 1, NULL));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 1, 1, rig_pool()));
	start_us = nm_now_us(rig.nm);
	TAP_EQ_INT("start", 0, rte_eth_dev_start(rig.port));
	TAP_CHECK(nm_now_us(rig.nm) - start_us < 500000, "  does not wait for the link",
		"%" PRIu64 " us", nm_now_us(rig.nm) - start_us);
	check_down("link, right after start");
	TAP_EQ_INT("ask with waiting", 0, rte_eth_link_get(rig.port, &link));
	TAP_EQ_INT("link, with waiting", RTE_ETH_LINK_UP, link.link_status);
	check_up("link, without", 1000, RTE_ETH_LINK_FULL_DUPLEX, RTE_ETH_LINK_AUTONEG);

	nm_set_cable(rig.nm, false);
	nm_advance_us(rig.nm, 10000);
	check_down("cable pulled");
	start_us = nm_now_us(rig.nm);
	TAP_EQ_INT("ask with waiting", 0, rte_eth_link_get(rig.port, &link));
	TAP_EQ_INT("waiting without a cable", RTE_ETH_LINK_DOWN, link.link_status);
	TAP_CHECK(
		nm_now_us(rig.nm) - start_us >= 9000000 && nm_now_us(rig.nm) - start_us < 11000000,
		"  takes nine seconds and no more", "%" PRIu64 " us", nm_now_us(rig.nm) - start_us);
	nm_set_cable(rig.nm, true);
	TAP_CHECK(rig_link_wait(&rig, 5000), "cable back", "still down");
}

static void
test_command(void)
{
	TAP_EQ_INT("set link down", 0, rte_eth_dev_set_link_down(rig.port));
	nm_advance_us(rig.nm, 3000000);
	check_down("  it is down");
	TAP_EQ_INT("  again", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("set link up", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  it comes up", "still down");
	TAP_EQ_INT("set link down", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	check_down("a stopped port's link is down");
	TAP_EQ_INT("start brings it up", 0, rig_start(&rig));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	nm_advance_us(rig.nm, 3000000);
	check_down("stopped: down, whatever time passes");
}

/* Commands and starts in every order; what the partner sees is whether the PHY has power. */
static void
test_order(void)
{
	struct rte_eth_fc_conf fc;

	TAP_EQ_INT("set link up, stopped", 0, rte_eth_dev_set_link_up(rig.port));
	nm_advance_us(rig.nm, 3000000);
	TAP_EQ_U64("  the device has none", 0, nm_read(rig.nm, STATUS) & STATUS_LU);
	TAP_EQ_INT("set link down, stopped", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("start brings it up", 0, rig_start(&rig));
	TAP_EQ_INT("set link down", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  is what will be offered", RTE_ETH_FC_FULL, fc.mode);
	fc.mode = RTE_ETH_FC_RX_PAUSE;
	TAP_EQ_INT("  another", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	nm_advance_us(rig.nm, 3000000);
	check_down("  does not bring the link up");
	TAP_EQ_INT("set link up", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  it comes up", "still down");
	TAP_EQ_U64("  with the other flow control", CTRL_RFCE, pause_bits());
	TAP_EQ_INT("set link down", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("set link up, stopped", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_EQ_INT("start brings it up", 0, rig_start(&rig));
	fc.mode = RTE_ETH_FC_FULL;
	TAP_EQ_INT("flow control as before", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
}

static void
test_speeds_refused(void)
{
	static const uint32_t cases[] = {
		RTE_ETH_LINK_SPEED_FIXED,
		RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_1G,
		RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M,
		RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M | RTE_ETH_LINK_SPEED_100M_HD,
		RTE_ETH_LINK_SPEED_2_5G,
		RTE_ETH_LINK_SPEED_1G | RTE_ETH_LINK_SPEED_10G,
		RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10G,
		UINT32_MAX,
	};
	struct rte_eth_conf conf = {0};
	char name[48];
	unsigned int i;

	TAP_EQ_U64("speeds that there are",
		RTE_ETH_LINK_SPEED_10M_HD | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M_HD |
			RTE_ETH_LINK_SPEED_100M | RTE_ETH_LINK_SPEED_1G,
		rig_info(&rig).speed_capa);
	for (i = 0; i < RTE_DIM(cases); i++) {
		conf.link_speeds = cases[i];
		snprintf(name, sizeof(name), "link_speeds 0x%x: refused", cases[i]);
		plat_model_log_clear();
		TAP_EQ_INT(name, -EINVAL, rig_configure(&rig, 1, 1, &conf));
		TAP_EQ_U64("  in one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	}
}

struct speed_case {
	const char *name;
	uint32_t link_speeds;
	uint32_t speed;
	unsigned int duplex;
};

static void
test_speeds(void)
{
	static const struct speed_case cases[] = {
		{"fixed 10 half", RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M_HD, 10,
			RTE_ETH_LINK_HALF_DUPLEX},
		{"fixed 10 full", RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M, 10,
			RTE_ETH_LINK_FULL_DUPLEX},
		{"fixed 100 half", RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M_HD, 100,
			RTE_ETH_LINK_HALF_DUPLEX},
		{"fixed 100 full", RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M, 100,
			RTE_ETH_LINK_FULL_DUPLEX},
		{"negotiate 10 and 100", RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M, 100,
			RTE_ETH_LINK_FULL_DUPLEX},
		{"negotiate 10", RTE_ETH_LINK_SPEED_10M, 10, RTE_ETH_LINK_FULL_DUPLEX},
		{"negotiate 1000", RTE_ETH_LINK_SPEED_1G, 1000, RTE_ETH_LINK_FULL_DUPLEX},
		{"negotiate all", RTE_ETH_LINK_SPEED_AUTONEG, 1000, RTE_ETH_LINK_FULL_DUPLEX},
	};
	struct rte_eth_conf conf = {0};
	unsigned int i;

	for (i = 0; i < RTE_DIM(cases); i++) {
		conf.link_speeds = cases[i].link_speeds;
		TAP_EQ_INT(cases[i].name, 0, rig_up(&rig, 1, 1, &conf));
		check_up("  up", cases[i].speed, cases[i].duplex,
			(cases[i].link_speeds & RTE_ETH_LINK_SPEED_FIXED) == 0);
		TAP_EQ_INT("  stop", 0, rte_eth_dev_stop(rig.port));
	}
}

/* ---- the event ---- */

struct events {
	unsigned int nb;
	int status; /* as the callback saw it */
	bool stop;  /* stop the port from inside of the callback */
	int stop_ret;
	sem_t stopped;
};

static int
on_link(uint16_t port, enum rte_eth_event_type type, void *arg, void *ret_param)
{
	struct events *e = arg;
	struct rte_eth_link link;

	RTE_SET_USED(type);
	RTE_SET_USED(ret_param);
	e->nb++;
	e->status = rte_eth_link_get_nowait(port, &link) == 0 ? (int)link.link_status : -1;
	if (e->stop) {
		e->stop_ret = rte_eth_dev_stop(port);
		sem_post(&e->stopped);
	}
	return 0;
}

static void
test_event(void)
{
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};
	struct events e = {0};

	rte_eth_dev_callback_register(rig.port, RTE_ETH_EVENT_INTR_LSC, on_link, &e);
	rig_irq_state(&rig);
	TAP_EQ_INT("configure with link events", 0, rig_configure(&rig, 1, 1, &conf));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 1, 1, rig_pool()));
	TAP_EQ_INT("start", 0, rte_eth_dev_start(rig.port));
	TAP_EQ_INT("  opens the interrupt", 1, rig_irq_state(&rig));
	nm_advance_us(rig.nm, 3000000);
	TAP_CHECK(rig_irq_deliver(&rig), "link comes up: an interrupt", "none");
	TAP_EQ_INT("  one event", 1, e.nb);
	TAP_EQ_INT("  which sees it up", RTE_ETH_LINK_UP, e.status);
	nm_set_cable(rig.nm, false);
	nm_advance_us(rig.nm, 10000);
	TAP_CHECK(rig_irq_deliver(&rig), "cable pulled: an interrupt", "none");
	TAP_EQ_INT("  one event", 2, e.nb);
	TAP_EQ_INT("  which sees it down", RTE_ETH_LINK_DOWN, e.status);
	nm_set_cable(rig.nm, true);
	nm_advance_us(rig.nm, 3000000);
	TAP_CHECK(rig_irq_deliver(&rig), "cable back: an interrupt", "none");
	TAP_EQ_INT("  which sees it up", RTE_ETH_LINK_UP, e.status);

	e.stop = true;
	e.stop_ret = 1;
	sem_init(&e.stopped, 0, 0);
	nm_set_cable(rig.nm, false);
	nm_advance_us(rig.nm, 10000);
	TAP_CHECK(rig_irq_send(&rig), "cable pulled: an interrupt", "none");
	sem_wait(&e.stopped);
	TAP_EQ_INT("  the callback stops the port", 0, e.stop_ret);
	TAP_EQ_INT("  which closes the interrupt", 0, rig_irq_state(&rig));
	nm_set_cable(rig.nm, false);
	nm_set_cable(rig.nm, true);
	nm_advance_us(rig.nm, 3000000);
	TAP_CHECK(!rig.irq_raised, "  nothing is raised any more", "an interrupt");
	rte_eth_dev_callback_unregister(rig.port, RTE_ETH_EVENT_INTR_LSC, on_link, &e);
}

static void
test_no_interrupt(void)
{
	struct rte_intr_handle *handle = rig.pci.intr_handle;
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};

	rig.pci.intr_handle = NULL;
	TAP_EQ_INT("a device without interrupt", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("  refuses link events", -EINVAL, rig_configure(&rig, 1, 1, &conf));
	TAP_EQ_INT("  and works without", 0, rig_up(&rig, 1, 1, NULL));
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig.pci.intr_handle = handle;
}

/* ---- pause frames ---- */

static void
test_flow_ctrl(void)
{
	struct rte_eth_fc_conf fc;

	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  both ways by default", RTE_ETH_FC_FULL, fc.mode);
	TAP_EQ_U64("  in the device too", CTRL_RFCE | CTRL_TFCE, pause_bits());
	fc.mode = RTE_ETH_FC_NONE;
	TAP_EQ_INT("none", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  negotiated again", "link stays down");
	TAP_EQ_U64("  in the device too", 0, pause_bits());
	fc.mode = RTE_ETH_FC_RX_PAUSE;
	TAP_EQ_INT("receive", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  negotiated again", "link stays down");
	TAP_EQ_U64("  in the device too", CTRL_RFCE, pause_bits());
	TAP_EQ_INT("get", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  receive", RTE_ETH_FC_RX_PAUSE, fc.mode);
	TAP_EQ_INT("  negotiated", 1, fc.autoneg);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	TAP_EQ_U64("  kept over stop and start", CTRL_RFCE, pause_bits());
	TAP_EQ_INT("down", 0, rig_down(&rig));

	TAP_EQ_INT("flow_ctrl=none", 0, rig_probe(&rig, "flow_ctrl=none"));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	TAP_EQ_U64("  from the start", 0, pause_bits());
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* What is reported is what came of it, and forced means that nobody is asked. */
static void
test_flow_ctrl_result(void)
{
	struct rte_eth_conf half = {
		.link_speeds = RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M_HD};
	struct rte_eth_fc_conf fc = {.mode = RTE_ETH_FC_TX_PAUSE, .autoneg = 0};
	struct rte_eth_fc_conf bad = {.mode = (enum rte_eth_fc_mode)7};

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up at half duplex", 0, rig_up(&rig, 1, 1, &half));
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  there is none", RTE_ETH_FC_NONE, fc.mode);
	TAP_EQ_INT("  and no negotiation", 0, fc.autoneg);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  what is to be offered", RTE_ETH_FC_FULL, fc.mode);

	fc.mode = RTE_ETH_FC_TX_PAUSE;
	fc.autoneg = 0;
	TAP_EQ_INT("forced: send", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	TAP_EQ_U64("  in the device too", CTRL_TFCE, pause_bits());
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  send", RTE_ETH_FC_TX_PAUSE, fc.mode);
	TAP_EQ_INT("  not negotiated", 0, fc.autoneg);
	plat_model_log_clear();
	TAP_EQ_INT("a mode that there is not", -EINVAL, rte_eth_dev_flow_ctrl_set(rig.port, &bad));
	TAP_EQ_U64("  in one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64("  nothing changes", CTRL_TFCE, pause_bits());
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* Fibre and backplanes: one speed, no PHY. */
static void
test_serdes(void)
{
	struct rte_eth_conf conf = {.link_speeds = RTE_ETH_LINK_SPEED_100M};

	TAP_EQ_INT("SerDes port", 0, rig_probe(&rig, NULL));
	TAP_EQ_U64("  has 1G", RTE_ETH_LINK_SPEED_1G, rig_info(&rig).speed_capa);
	plat_model_log_clear();
	TAP_EQ_INT("  has no 100M", -EINVAL, rig_configure(&rig, 1, 1, &conf));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "(1G)") != NULL, "  and says so",
		"%s", plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_EQ_INT("  up", 0, rig_up(&rig, 1, 1, NULL));
	check_up("  link", 1000, RTE_ETH_LINK_FULL_DUPLEX, RTE_ETH_LINK_AUTONEG);
	TAP_EQ_INT("  set link down", 0, rte_eth_dev_set_link_down(rig.port));
	nm_advance_us(rig.nm, 3000000);
	check_down("  it is down");
	TAP_EQ_INT("  set link up", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  it comes up", "still down");
	TAP_EQ_INT("  down", 0, rig_down(&rig));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_wait();
	test_command();
	test_order();
	test_speeds_refused();
	test_speeds();
	test_event();
	test_flow_ctrl();
	test_flow_ctrl_result();
	test_no_interrupt();
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);

	rig_create(&rig, 0x10E7);
	test_serdes();
	TAP_CHECK(nm_violations(rig.nm) == 0, "this one too", "%u: %s", nm_violations(rig.nm),
		nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
