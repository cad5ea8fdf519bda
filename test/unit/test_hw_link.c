/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Media, and ports that are refused for what they have.
 */
#include "hw_fixture.h"

#include "igbx_priv.h"

static void
media(uint32_t mode, int ret, enum igbx_media expected, const char *what)
{
	struct fx *fx = fx_open_as(0, 0);
	char name[64];

	nm_write(fx->nm, IGBX_OFF_CTRL_EXT, IGBX_FIELD_PREP(IGBX_CTRL_EXT_LINK_MODE, mode));
	snprintf(name, sizeof(name), "%s: found", what);
	TAP_EQ_INT(name, ret, igbx_media_find(&fx->hw));
	snprintf(name, sizeof(name), "%s: media", what);
	TAP_EQ_INT(name, expected, fx->hw.media);
	fx_close(fx);
}

static void
external_phy_is_refused(void)
{
	struct fx *fx = fx_open_as(0, 0);

	nm_write(fx->nm, IGBX_OFF_CTRL_EXT,
		IGBX_FIELD_PREP(IGBX_CTRL_EXT_LINK_MODE, IGBX_LINK_MODE_SGMII));
	TAP_EQ_INT("external PHY: ENOTSUP", -ENOTSUP, igbx_media_find(&fx->hw));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last(), "SGMII") != NULL,
		"external PHY: one line says so", "\"%s\"", plat_model_log_last());
	fx_close(fx);
}

static void
wait_is_capped(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	uint64_t before;

	nm_set_cable(fx->nm, false);
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("a wait of ages", 0, igbx_link_wait(&fx->hw, &state, UINT32_MAX));
	TAP_CHECK(nm_now_us(fx->nm) - before <= 60000000, "a wait of ages ends after a minute",
		"%llu us", (unsigned long long)(nm_now_us(fx->nm) - before));
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("a wait of nothing", 0, igbx_link_wait(&fx->hw, &state, 0));
	TAP_EQ_U64("a wait of nothing takes none", before, nm_now_us(fx->nm));
	fx_close(fx);
}

int
main(void)
{
	media(IGBX_LINK_MODE_COPPER, 0, IGBX_MEDIA_COPPER, "internal PHY");
	media(IGBX_LINK_MODE_KX, 0, IGBX_MEDIA_SERDES, "1000BASE-KX");
	media(IGBX_LINK_MODE_SERDES, 0, IGBX_MEDIA_SERDES, "SerDes");
	media(IGBX_LINK_MODE_SGMII, -ENOTSUP, IGBX_MEDIA_SGMII, "SGMII");
	external_phy_is_refused();
	wait_is_capped();
	return tap_done();
}
