/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port from probe to close, and its probe with each thing in turn going wrong.
 */
#include "hw_fixture.h"

static void
normal(uint16_t id, uint8_t port)
{
	struct fx *fx = fx_open_as(id, port);
	uint8_t mac[6];
	char name[64];

	snprintf(name, sizeof(name), "%04x port %u: init", id, port);
	TAP_EQ_INT(name, 0, fx_init_as(fx, id));
	TAP_EQ_STR("chip", "82576", fx->hw.chip->name);
	TAP_EQ_INT("port index", port, fx->hw.port_index);
	TAP_EQ_U64("init: receive, transmit and interrupts are off", 0,
		(fx_reg(fx, IGBX_REG(RCTL)) & IGBX_RCTL_EN) |
			(fx_reg(fx, IGBX_REG(TCTL)) & IGBX_TCTL_EN) | fx_reg(fx, IGBX_REG(IMS)) |
			fx_reg(fx, IGBX_REG(EIMS)));
	TAP_CHECK(fx_locks_free(fx), "init: semaphores are free", "one is held");
	TAP_EQ_U64("init: nothing to complain about", 0,
		plat_model_log_count(IGBX_LOG_ERR) + plat_model_log_count(IGBX_LOG_WARN) +
			plat_model_log_count(IGBX_LOG_NOTICE));

	memcpy(mac, fx->hw.perm_mac, 6);
	mac[5] ^= 0x40;
	TAP_EQ_INT("setup", 0, igbx_hw_setup(&fx->hw, mac));
	TAP_EQ_U64("setup: the address is in filter 0, low",
		mac[0] | mac[1] << 8 | mac[2] << 16 | (uint32_t)mac[3] << 24,
		fx_reg(fx, IGBX_REGN(RAL, 0)));
	TAP_EQ_U64("setup: the address is in filter 0, high", 0x80040000u | mac[4] | mac[5] << 8,
		fx_reg(fx, IGBX_REGN(RAH, 0)));
	TAP_CHECK(fx_reg(fx, IGBX_REG(CTRL_EXT)) & IGBX_CTRL_EXT_DRV_LOAD,
		"setup: the firmware knows of the driver", "it does not");
	TAP_CHECK(fx_reg(fx, IGBX_REG(STATUS)) & IGBX_STATUS_MASTER_ENABLE, "setup: bus master on",
		"off");
	igbx_hw_release(&fx->hw);
	TAP_EQ_U64("release: the firmware has it back", 0,
		fx_reg(fx, IGBX_REG(CTRL_EXT)) & IGBX_CTRL_EXT_DRV_LOAD);
	fx_content(fx, "probe to close: no violation");
	fx_close(fx);
}

/* Whatever was in the filters and counters before. */
static void
setup_clears(void)
{
	struct fx *fx = fx_up();
	struct igbx_stats stats = {0};
	static const uint8_t stranger[6] = {0x00, 0xAA, 0, 0, 0, 1};
	unsigned int i, left = 0;
	uint8_t frame[64];

	for (i = 1; i < 24; i++)
		igbx_rar_set(&fx->hw, i, fx_mac, 0);
	for (i = 0; i < 4096; i += 32)
		igbx_vlan_filter_set(&fx->hw, i, true);
	nm_poke(fx->nm, IGBX_OFF_GPRC, 99);
	for (i = 0; i < 128; i++)
		nm_poke(fx->nm, IGBX_REGN(UTA, i).offset, UINT32_MAX);
	TAP_EQ_INT("setup on a used port", 0, igbx_hw_setup(&fx->hw, fx_mac));
	for (i = 1; i < 16; i++)
		left += fx_reg(fx, IGBX_REGN(RAH, i)) != 0;
	for (i = 0; i < 8; i++)
		left += fx_reg(fx, IGBX_REGN(RAH2, i)) != 0;
	for (i = 0; i < 128; i++) {
		left += fx_reg(fx, IGBX_REGN(VFTA, i)) != 0;
		left += fx_reg(fx, IGBX_REGN(MTA, i)) != 0;
	}
	TAP_EQ_U64("setup on a used port: no filter is left", 0, left);
	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 1);
	fx_frame(frame, stranger, 0x88B5, sizeof(frame));
	TAP_EQ_INT("setup on a used port: the unicast table is empty", NM_RX_FILTERED,
		fx_rx(fx, frame, sizeof(frame)));
	igbx_stats_collect(&fx->hw, &stats);
	TAP_EQ_U64("setup on a used port: counters begin at 0", 0, stats.count[IGBX_STAT_GPRC]);
	fx_content(fx, "setup on a used port: no violation");
	fx_close(fx);
}

static void
init_fails(const char *what, int expected, struct fx *fx, uint16_t id)
{
	char name[96];

	snprintf(name, sizeof(name), "%s: %d", what, expected);
	TAP_EQ_INT(name, expected, fx_init_as(fx, id));
	snprintf(name, sizeof(name), "%s: one line says so", what);
	TAP_EQ_U64(name, 1, plat_model_log_count(IGBX_LOG_ERR));
	fx_close(fx);
}

static void
refusals(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t reads = plat_model_reads(), writes = plat_model_writes();

	init_fails("a virtual function", -ENOTSUP, fx, 0x10CA);
	TAP_EQ_U64("a virtual function: its registers are not touched", reads + writes,
		plat_model_reads() + plat_model_writes());

	fx = fx_open_as(0, 0);
	nm_set_removed(fx->nm, true);
	init_fails("a device that reads all ones", -ENODEV, fx, 0x10C9);

	fx = fx_open_as(0, 0);
	nm_nvm(fx->nm)[0x20] ^= 0x8000;
	init_fails("a bad NVM checksum", -EBADMSG, fx, 0x10C9);
}

/* An owner that died in the middle of everything, at any of its moments. */
static void
after_a_crash(void)
{
	struct fx *fx = fx_up();

	fx_link_up(fx);
	igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true);
	fx_rx_start(fx, &fx_rx_cfg, 16);
	igbx_tx_enable(&fx->hw, true);
	nm_hold_swfw(fx->nm, IGBX_SYNC_NVM | IGBX_SYNC_PHY0, false);
	nm_hold_smbi(fx->nm, true);
	memset(&fx->hw.mta, 0xFF, sizeof(fx->hw.mta));
	TAP_EQ_INT("after a crash: init", 0, fx_init(fx));
	TAP_EQ_INT("after a crash: setup", 0, igbx_hw_setup(&fx->hw, fx->hw.perm_mac));
	TAP_CHECK(!nm_rx_queue_enabled(fx->nm, 7), "after a crash: no queue runs", "one does");
	TAP_CHECK(fx_locks_free(fx), "after a crash: semaphores are free", "one is held");
	fx_link_up(fx);
	fx_content(fx, "after a crash: no violation");
	fx_close(fx);
}

/* The n-th occurrence of a fault during init, for every n until init gets through. */
static void
walk(enum nm_fault fault, int expected, uint64_t limit_us, unsigned int at_least, const char *what)
{
	unsigned int n, wrong = 0, locked = 0, late = 0, violated = 0, again = 0, silent = 0;
	char name[96];
	int ret = -1;

	for (n = 1; ret != 0 && n < 5000; n++) {
		struct fx *fx = fx_open_as(0, 0);
		uint64_t before = nm_now_us(fx->nm);

		nm_fault(fx->nm, fault, n);
		ret = fx_init(fx);
		wrong += ret != 0 && ret != expected;
		silent += ret != 0 && plat_model_log_count(IGBX_LOG_ERR) != 1;
		late += nm_now_us(fx->nm) - before > limit_us;
		violated += nm_violations(fx->nm) > 0;
		if (expected != -ENODEV) {
			locked += !fx_locks_free(fx);
			again += ret != 0 && fx_init(fx) != 0;
		}
		fx_close(fx);
	}
	snprintf(name, sizeof(name), "%s at the n-th: ends with an init that works", what);
	TAP_CHECK(ret == 0 && n > at_least, name, "ret %d, n %u", ret, n);
	snprintf(name, sizeof(name), "%s at the n-th: returns %d", what, expected);
	TAP_EQ_U64(name, 0, wrong);
	snprintf(name, sizeof(name), "%s at the n-th: one line is logged", what);
	TAP_EQ_U64(name, 0, silent);
	snprintf(name, sizeof(name), "%s at the n-th: within %llu us", what,
		(unsigned long long)limit_us);
	TAP_EQ_U64(name, 0, late);
	snprintf(name, sizeof(name), "%s at the n-th: no violation", what);
	TAP_EQ_U64(name, 0, violated);
	snprintf(name, sizeof(name), "%s at the n-th: no semaphore stays", what);
	TAP_EQ_U64(name, 0, locked);
	snprintf(name, sizeof(name), "%s at the n-th: init works the second time", what);
	TAP_EQ_U64(name, 0, again);
}

/* A lasting fault at the n-th reset or semaphore. */
static void
stuck_for_good(enum nm_fault fault, int expected, uint64_t limit_us, const char *what)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t before = nm_now_us(fx->nm);
	char name[96];

	nm_fault(fx->nm, fault, 1);
	snprintf(name, sizeof(name), "%s for good: %d", what, expected);
	TAP_EQ_INT(name, expected, fx_init(fx));
	snprintf(name, sizeof(name), "%s for good: within %llu us", what,
		(unsigned long long)limit_us);
	TAP_CHECK(nm_now_us(fx->nm) - before <= limit_us, name, "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	fx_close(fx);
}

int
main(void)
{
	normal(0x10C9, 0);
	normal(0x10C9, 1);
	normal(0x10E6, 0);
	normal(0x1526, 1);
	setup_clears();
	refusals();
	after_a_crash();
	walk(NM_FAULT_REMOVE_AT_READ, -ENODEV, 300000, 200, "removed");
	walk(NM_FAULT_MDIC_TIMEOUT, -ETIMEDOUT, 500000, 2, "MDIC timeout");
	walk(NM_FAULT_MDIC_ERROR, -EIO, 300000, 2, "MDIC error");
	walk(NM_FAULT_EERD_TIMEOUT, -ETIMEDOUT, 500000, 64, "EERD timeout");
	stuck_for_good(NM_FAULT_RESET_STUCK, -ETIMEDOUT, 200000, "reset");
	stuck_for_good(NM_FAULT_SMBI_STUCK, -ETIMEDOUT, 500000, "SMBI");
	stuck_for_good(NM_FAULT_MASTER_STUCK, 0, 400000, "bus master");
	stuck_for_good(NM_FAULT_AUTO_RD_STUCK, 0, 400000, "NVM load");
	return tap_done();
}
