/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The memory of a pluggable module: every byte of it, its absence, and ports that
 * have none.
 */
#include "hw_fixture.h"

#define FIBRE 0x10E6

static void
module_fill(uint8_t memory[512])
{
	unsigned int i;

	for (i = 0; i < 512; i++)
		memory[i] = (uint8_t)(i * 7 + i / 256 + 3);
}

static void
reading(uint8_t port)
{
	struct fx *fx = fx_up_as(FIBRE, port);
	uint8_t memory[512], out[512], byte = 0x5A;

	module_fill(memory);
	TAP_EQ_INT("no module: EIO", -EIO, igbx_sfp_read(&fx->hw, 0, 1, &byte));
	TAP_EQ_U64("no module: one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("no module: nothing is said", 0x5A, byte);
	TAP_CHECK(fx_locks_free(fx), "no module: semaphores are free", "one is held");
	nm_sfp_insert(fx->nm, memory, 512);
	TAP_EQ_INT("all bytes", 0, igbx_sfp_read(&fx->hw, 0, 512, out));
	TAP_EQ_MEM("all bytes: as in the module", memory, out, 512);
	TAP_EQ_INT("across A0h and A2h", 0, igbx_sfp_read(&fx->hw, 255, 2, out));
	TAP_EQ_MEM("across A0h and A2h: as in the module", &memory[255], out, 2);
	TAP_EQ_INT("the last byte", 0, igbx_sfp_read(&fx->hw, 511, 1, &byte));
	TAP_EQ_INT("the last byte: as in the module", memory[511], byte);
	TAP_EQ_INT("beyond the end", -EINVAL, igbx_sfp_read(&fx->hw, 512, 1, &byte));
	TAP_EQ_INT("across the end", -EINVAL, igbx_sfp_read(&fx->hw, 511, 2, out));
	TAP_EQ_INT("far beyond", -EINVAL, igbx_sfp_read(&fx->hw, UINT32_MAX, UINT32_MAX, out));
	TAP_EQ_U64("the I2C pins are given back", 0,
		fx_reg(fx, IGBX_REG(CTRL_EXT)) & IGBX_CTRL_EXT_I2C_ENA);
	nm_sfp_insert(fx->nm, memory, 256);
	TAP_EQ_INT("a module without A2h", -EIO, igbx_sfp_read(&fx->hw, 256, 1, &byte));
	TAP_CHECK(fx_locks_free(fx), "semaphores are free", "one is held");
	fx_content(fx, "no violation");
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: ENODEV", -ENODEV, igbx_sfp_read(&fx->hw, 0, 1, &byte));
	fx_close(fx);
}

static void
copper(void)
{
	struct fx *fx = fx_up();
	uint8_t byte;

	TAP_EQ_INT("copper: ENOTSUP", -ENOTSUP, igbx_sfp_read(&fx->hw, 0, 1, &byte));
	TAP_EQ_STR("copper: a line says so", "model: a copper port has no module",
		plat_model_log_last_of(IGBX_LOG_ERR));
	fx_content(fx, "copper: no violation");
	fx_close(fx);
}

int
main(void)
{
	reading(0);
	reading(1);
	copper();
	return tap_done();
}
