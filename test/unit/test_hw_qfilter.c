/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queue filters of the hardware layer: limits, and what stands in the registers, which is
 * compared with the layout of 82576 datasheet 8.11 written down here once more.
 */
#include "hw_fixture.h"

static const struct igbx_tuple full = {
	.match = 0x3F,
	.proto = 6,
	.tcp_flag = 0x04,
	.priority = 5,
	.queue = 13,
	.src_ip = 0x0A0B0C0D,
	.dst_ip = 0xC0A80102,
	.src_port = 0x1234,
	.dst_port = 0x5678,
};

static void
registers(void)
{
	struct fx *fx = fx_up();
	struct igbx_tuple one = {.match = IGBX_TUPLE_SRC_IP, .src_ip = 1, .queue = 2};

	TAP_EQ_INT("a five-tuple", 0, igbx_tuple_add(&fx->hw, &full));
	TAP_EQ_U64("SAQF: in the order of the packet", 0x0D0C0B0A, nm_read(fx->nm, 0x5980));
	TAP_EQ_U64("DAQF", 0x0201A8C0, nm_read(fx->nm, 0x59A0));
	TAP_EQ_U64("SPQF", 0x3412, nm_read(fx->nm, 0x59C0));
	TAP_EQ_U64("FTQF: all compared", 0x000D8106, nm_read(fx->nm, 0x59E0));
	TAP_EQ_U64("IMIR: port and priority", 0xA0007856, nm_read(fx->nm, 0x5A80));
	TAP_EQ_U64("IMIREXT: RST, any size", 0x00011000, nm_read(fx->nm, 0x5AA0));
	TAP_EQ_INT("another takes the next", 1, igbx_tuple_add(&fx->hw, &one));
	TAP_EQ_U64("FTQF: all but one bypassed", 0xD0028100, nm_read(fx->nm, 0x59E4));
	TAP_EQ_U64("IMIR: port bypassed", 0x00020000, nm_read(fx->nm, 0x5A84));
	TAP_EQ_U64("IMIREXT: flags bypassed", 0x00081000, nm_read(fx->nm, 0x5AA4));
	TAP_EQ_INT("remove the first", 0, igbx_tuple_remove(&fx->hw, &full));
	TAP_EQ_U64("FTQF: off", 0xF0008000, nm_read(fx->nm, 0x59E0));
	TAP_EQ_INT("SYN", 0,
		igbx_syn_set(&fx->hw,
			&(struct igbx_syn){.on = true, .before_tuples = true, .queue = 7}));
	TAP_EQ_U64("SYNQF", 0xF, nm_read(fx->nm, 0x55FC));
	TAP_EQ_U64("RFCTL.SYNQFP", 1u << 19, nm_read(fx->nm, 0x5008) & 1u << 19);
	TAP_EQ_INT(
		"SYN after", 0, igbx_syn_set(&fx->hw, &(struct igbx_syn){.on = true, .queue = 2}));
	TAP_EQ_U64("SYNQF", 5, nm_read(fx->nm, 0x55FC));
	TAP_EQ_U64("RFCTL.SYNQFP", 0, nm_read(fx->nm, 0x5008) & 1u << 19);
	TAP_EQ_INT("no SYN", 0, igbx_syn_set(&fx->hw, &(struct igbx_syn){.on = false}));
	TAP_EQ_U64("SYNQF", 0, nm_read(fx->nm, 0x55FC));
	fx_content(fx, "registers: no violation");
	fx_close(fx);
}

static void
after_reset(void)
{
	struct fx *fx = fx_up();

	TAP_EQ_INT("a five-tuple", 0, igbx_tuple_add(&fx->hw, &full));
	TAP_EQ_INT("SYN", 0, igbx_syn_set(&fx->hw, &(struct igbx_syn){.on = true, .queue = 3}));
	TAP_EQ_INT("an EtherType", 0, igbx_etype_steer(&fx->hw, 0x88B5, 6));
	TAP_EQ_INT("reset", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_U64("FTQF: nothing", 0, nm_read(fx->nm, 0x59E0));
	TAP_EQ_INT("set up", 0, igbx_hw_setup(&fx->hw, fx->hw.perm_mac));
	TAP_EQ_INT("write", 0, igbx_qfilters_write(&fx->hw));
	TAP_EQ_U64("FTQF", 0x000D8106, nm_read(fx->nm, 0x59E0));
	TAP_EQ_U64("SAQF", 0x0D0C0B0A, nm_read(fx->nm, 0x5980));
	TAP_EQ_U64("SYNQF", 7, nm_read(fx->nm, 0x55FC));
	TAP_EQ_U64("ETQF", 0x840688B5, nm_read(fx->nm, 0x5CB0));
	fx_content(fx, "after reset: no violation");
	fx_close(fx);
}

static void
refuse(struct fx *fx, const char *name, struct igbx_tuple t)
{
	plat_model_log_clear();
	TAP_EQ_INT(name, -EINVAL, igbx_tuple_add(&fx->hw, &t));
	TAP_EQ_U64("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("  and no filter", -ENOENT, igbx_tuple_find(&fx->hw, &t));
}

static void
limits(void)
{
	struct fx *fx = fx_up();
	struct igbx_tuple t = full;
	unsigned int i;

	t.priority = 8;
	refuse(fx, "priority 8", t);
	t = full;
	t.queue = 16;
	refuse(fx, "queue 16", t);
	t = full;
	t.match = 0;
	refuse(fx, "no field", t);
	t = full;
	t.tcp_flag = 0;
	refuse(fx, "no flag", t);
	t.tcp_flag = 3;
	refuse(fx, "two flags", t);
	t.tcp_flag = 0x40;
	refuse(fx, "a flag that is not compared", t);
	plat_model_log_clear();
	TAP_EQ_INT("SYN to queue 8", -EINVAL,
		igbx_syn_set(&fx->hw, &(struct igbx_syn){.on = true, .queue = 8}));
	TAP_EQ_U64("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64("  SYNQF as before", 0, nm_read(fx->nm, 0x55FC));

	t = full;
	for (i = 0; i < IGBX_NB_TUPLES; i++) {
		t.dst_port = i;
		TAP_EQ_INT("a filter", i, igbx_tuple_add(&fx->hw, &t));
	}
	t.priority = 1;
	t.queue = 1;
	TAP_EQ_INT("the same fields and values", -EEXIST, igbx_tuple_add(&fx->hw, &t));
	t.dst_port = 99;
	TAP_EQ_INT("a ninth", -ENOSPC, igbx_tuple_add(&fx->hw, &t));
	TAP_EQ_INT("remove what is not there", -ENOENT, igbx_tuple_remove(&fx->hw, &t));
	t.dst_port = 4;
	TAP_EQ_INT("remove one", 0, igbx_tuple_remove(&fx->hw, &t));
	TAP_EQ_INT("time stamps take it", 0, igbx_stamps_enable(&fx->hw));
	t.dst_port = 99;
	TAP_EQ_INT("a ninth, still", -ENOSPC, igbx_tuple_add(&fx->hw, &t));
	TAP_EQ_INT("without stamps", 0, igbx_stamps_disable(&fx->hw));
	TAP_EQ_INT("it fits", 4, igbx_tuple_add(&fx->hw, &t));
	fx_content(fx, "limits: no violation");
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();
	struct igbx_tuple t = full;

	TAP_EQ_INT("a filter", 0, igbx_tuple_add(&fx->hw, &t));
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: remove", -ENODEV, igbx_tuple_remove(&fx->hw, &t));
	TAP_EQ_INT("removed: add", -ENODEV, igbx_tuple_add(&fx->hw, &t));
	TAP_EQ_INT("  not remembered", -ENOENT, igbx_tuple_find(&fx->hw, &t));
	TAP_EQ_INT("removed: SYN", -ENODEV, igbx_syn_set(&fx->hw, &(struct igbx_syn){.on = true}));
	TAP_EQ_INT("removed: write", -ENODEV, igbx_qfilters_write(&fx->hw));
	TAP_EQ_INT("removed: unicast hash", -ENODEV, igbx_uta_set(&fx->hw, NULL, 0, true));
	fx_close(fx);
}

int
main(void)
{
	registers();
	after_reset();
	limits();
	removed();
	return tap_done();
}
