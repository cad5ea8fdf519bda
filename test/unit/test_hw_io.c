/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Register access, the bounded wait, and a device that is gone.
 */
#include "hw_fixture.h"

static void
poll_bounds(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t before;
	int ret;

	before = nm_now_us(fx->nm);
	ret = igbx_poll(&fx->hw, IGBX_REG(RCTL), IGBX_RCTL_EN, 0, 10, 1000);
	TAP_EQ_INT("poll: what is already so is found at once", 0, ret);
	TAP_EQ_U64("poll: and takes no time", before, nm_now_us(fx->nm));

	ret = igbx_poll(&fx->hw, IGBX_REG(RCTL), IGBX_RCTL_EN, IGBX_RCTL_EN, 10, 1000);
	TAP_EQ_INT("poll: what never comes ends with a timeout", -ETIMEDOUT, ret);
	TAP_EQ_U64("poll: after the limit", before + 1000, nm_now_us(fx->nm));
	TAP_EQ_U64("poll: says nothing itself", 0, plat_model_log_count(IGBX_LOG_ERR));

	/* The last look is after the last wait. */
	igbx_wr(&fx->hw, IGBX_REG(CTRL),
		igbx_rd(&fx->hw, IGBX_REG(CTRL)) | IGBX_CTRL_MASTER_DISABLE);
	ret = igbx_poll(&fx->hw, IGBX_REG(STATUS), IGBX_STATUS_MASTER_ENABLE, 0, 50, 50);
	TAP_EQ_INT("poll: looks once more when the time is over", 0, ret);
	fx_content(fx, "poll: no violation");
	fx_close(fx);
}

static void
all_ones_but_there(void)
{
	struct fx *fx = fx_open_as(0, 0);

	nm_write(fx->nm, IGBX_REGN(MTA, 7).offset, UINT32_MAX);
	TAP_EQ_U64("rd: a register may hold all ones", UINT32_MAX,
		igbx_rd(&fx->hw, IGBX_REGN(MTA, 7)));
	TAP_CHECK(!fx->hw.removed, "rd: STATUS then clears the device of suspicion",
		"removed is set");
	fx_close(fx);
}

static void
removed_device(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t reads, writes, before = nm_now_us(fx->nm);
	int ret;

	nm_set_removed(fx->nm, true);
	ret = igbx_poll(&fx->hw, IGBX_REG(RCTL), IGBX_RCTL_EN, 0, 10, 100000);
	TAP_EQ_INT("removed: a wait ends with ENODEV", -ENODEV, ret);
	TAP_EQ_U64("removed: at once", before, nm_now_us(fx->nm));
	TAP_EQ_U64("removed: one line is logged", 1, plat_model_log_count(IGBX_LOG_ERR));

	reads = plat_model_reads();
	writes = plat_model_writes();
	TAP_EQ_U64("removed: reads answer ones", UINT32_MAX, igbx_rd(&fx->hw, IGBX_REG(CTRL)));
	igbx_wr(&fx->hw, IGBX_REG(CTRL), 0);
	igbx_rmw(&fx->hw, IGBX_REG(CTRL), 1, 2);
	TAP_EQ_INT("removed: flush says ENODEV", -ENODEV, igbx_flush(&fx->hw));
	TAP_CHECK(igbx_hw_is_removed(&fx->hw), "removed: is_removed", "false");
	TAP_EQ_U64("removed: no read reaches the bus any more", reads, plat_model_reads());
	TAP_EQ_U64("removed: no write either", writes, plat_model_writes());
	TAP_EQ_U64("removed: no second line", 1, plat_model_log_count(IGBX_LOG_ERR));
	fx_close(fx);
}

static void
present_device(void)
{
	struct fx *fx = fx_open_as(0, 0);

	TAP_CHECK(!igbx_hw_is_removed(&fx->hw), "present: is_removed", "true");
	nm_set_removed(fx->nm, true);
	TAP_CHECK(igbx_hw_is_removed(&fx->hw), "gone: is_removed by its own look", "false");
	fx_close(fx);
}

/* While a wait is under way. */
static void
removed_in_the_wait(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t before = nm_now_us(fx->nm);
	int ret;

	nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, 4);
	ret = igbx_poll(&fx->hw, IGBX_REG(RCTL), IGBX_RCTL_EN, IGBX_RCTL_EN, 10, 100000);
	TAP_EQ_INT("removed while waiting: ENODEV", -ENODEV, ret);
	TAP_EQ_U64("removed while waiting: by the next look", before + 30, nm_now_us(fx->nm));
	fx_close(fx);
}

/* The registers have become memory, as when a UIO device is unplugged. */
static void
replaced_device(void)
{
	struct fx *fx = fx_open_as(0, 0);
	int ret;

	nm_set_replaced(fx->nm);
	igbx_wr(&fx->hw, IGBX_REG(CTRL), IGBX_CTRL_RST);
	TAP_EQ_U64(
		"replaced: what is written stays", IGBX_CTRL_RST, igbx_rd(&fx->hw, IGBX_REG(CTRL)));
	ret = igbx_poll(&fx->hw, IGBX_REG(CTRL), IGBX_CTRL_RST, 0, 10, 1000);
	TAP_EQ_INT("replaced: a wait that runs out ends with ENODEV", -ENODEV, ret);
	TAP_EQ_U64("replaced: one line is logged", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64(
		"replaced: reads answer ones then", UINT32_MAX, igbx_rd(&fx->hw, IGBX_REG(CTRL)));
	fx_close(fx);

	fx = fx_open_as(0, 0);
	nm_set_replaced(fx->nm);
	TAP_EQ_INT("replaced: flush says ENODEV", -ENODEV, igbx_flush(&fx->hw));
	fx_close(fx);
}

/* No link, no access to the bus, NVM not loaded: nothing is left of STATUS, and yet the device is
 * there.
 */
static void
all_zeros_but_there(void)
{
	struct fx *fx = fx_open_as(0, 0);

	nm_set_cable(fx->nm, false);
	nm_fault(fx->nm, NM_FAULT_AUTO_RD_STUCK, 1);
	igbx_wr(&fx->hw, IGBX_REG(CTRL), IGBX_CTRL_RST);
	nm_advance_us(fx->nm, 50000);
	igbx_wr(&fx->hw, IGBX_REG(CTRL), IGBX_CTRL_MASTER_DISABLE);
	nm_advance_us(fx->nm, 1000);
	igbx_wr(&fx->hw, IGBX_REG(STATUS), 0);
	TAP_EQ_U64("zeros: STATUS", 0, igbx_rd(&fx->hw, IGBX_REG(STATUS)));
	TAP_EQ_INT("zeros: flush", 0, igbx_flush(&fx->hw));
	TAP_EQ_INT("zeros: a wait that runs out", -ETIMEDOUT,
		igbx_poll(&fx->hw, IGBX_REG(RCTL), IGBX_RCTL_EN, IGBX_RCTL_EN, 10, 1000));
	TAP_CHECK(
		!fx->hw.removed, "zeros: the bus knows that the device is there", "removed is set");
	fx_close(fx);
}

int
main(void)
{
	poll_bounds();
	all_ones_but_there();
	removed_device();
	present_device();
	removed_in_the_wait();
	replaced_device();
	all_zeros_but_there();
	return tap_done();
}
