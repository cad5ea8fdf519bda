/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The link as the MAC sees it, with the internal PHY or with the PCS of a SerDes
 * port: 82576 datasheet 3.5.4 and 8.22.
 */
#include "nm_internal.h"

#define PCS_SYNC_US 10000

bool
nm_is_serdes(const struct nm *nm)
{
	switch (nm->cfg.device_id) {
	case 0x10E6: /* fibre */
	case 0x10E7: /* SerDes */
	case 0x1518: /* NS SerDes */
	case 0x150D: /* quad SerDes */
		return true;
	default:
		return false;
	}
}

static bool
serdes_mode(const struct nm *nm)
{
	return (nm_get(nm, R_CTRL_EXT) & CTRL_EXT_LINK_MODE) == CTRL_EXT_LINK_SERDES;
}

uint32_t
nm_link_mbps(const struct nm *nm)
{
	uint32_t ctrl = nm_get(nm, R_CTRL);

	if (serdes_mode(nm))
		return 1000;
	if (!(ctrl & CTRL_FRCSPD) && !(nm_get(nm, R_CTRL_EXT) & CTRL_EXT_SPD_BYPS))
		return nm->phy.speed;
	switch (ctrl & CTRL_SPEED) {
	case 0:
		return 10;
	case CTRL_SPEED_100:
		return 100;
	default:
		return 1000;
	}
}

bool
nm_link_full_duplex(const struct nm *nm)
{
	uint32_t ctrl = nm_get(nm, R_CTRL);

	if (serdes_mode(nm))
		return true;
	return ctrl & CTRL_FRCDPX ? (ctrl & CTRL_FD) != 0 : nm->phy.full_duplex;
}

static bool
serdes_loops(const struct nm *nm)
{
	return nm->serdes_loop && (nm_get(nm, R_RCTL) & RCTL_LBM) == RCTL_LBM_SERDES;
}

/* One of the two alone leaves the MAC without a receiver: 82576 datasheet 3.5.6, 8.10. */
static bool
serdes_loops_by_half(const struct nm *nm)
{
	return nm->serdes_loop != ((nm_get(nm, R_RCTL) & RCTL_LBM) == RCTL_LBM_SERDES);
}

bool
nm_loops_back(const struct nm *nm)
{
	if ((nm_get(nm, R_RCTL) & RCTL_LBM) == RCTL_LBM_MAC)
		return true;
	return serdes_mode(nm) ? serdes_loops(nm) : nm->phy.reg[PHY_BMCR] & BMCR_LOOPBACK;
}

void
nm_sctl_write(struct nm *nm, uint32_t value)
{
	if ((value & SCTL_ADDRESS) == SCTL_LOOPBACK)
		nm->serdes_loop = (value & SCTL_DATA) == SCTL_LOOPBACK_ON;
}

/* The MAC listens to the PHY's link signal only with CTRL.SLU. */
bool
nm_link_up(const struct nm *nm)
{
	uint32_t ctrl = nm_get(nm, R_CTRL);

	if ((nm_get(nm, R_RCTL) & RCTL_LBM) == RCTL_LBM_MAC)
		return true;
	if (!(ctrl & CTRL_SLU))
		return false;
	if (!serdes_mode(nm))
		return nm->phy.link;
	return nm->pcs_link && !serdes_loops_by_half(nm);
}

uint32_t
nm_status_read(struct nm *nm)
{
	uint32_t value = nm_get(nm, R_STATUS);

	value |= (uint32_t)(nm->cfg.port_index & 3) << STATUS_LAN_ID_SHIFT;
	if (!nm_link_up(nm))
		return value;
	value |= STATUS_LU;
	if (nm_link_full_duplex(nm))
		value |= STATUS_FD;
	if (nm_link_mbps(nm) == 1000)
		value |= STATUS_SPEED_1000;
	else if (nm_link_mbps(nm) == 100)
		value |= STATUS_SPEED_100;
	return value;
}

/* ---- PCS ---- */

static void
pcs_link_set(struct nm *nm, bool up)
{
	if (nm->pcs_link == up)
		return;
	nm->pcs_link = up;
	nm_cause(nm, ICR_LSC);
}

/* No link without PCS_CFG0.PCS_EN, or with the laser switched off by SDP3; loopback needs neither
 * laser nor cable.
 */
static bool
pcs_on(const struct nm *nm)
{
	bool light = nm->cable && !(nm_get(nm, R_CTRL_EXT) & CTRL_EXT_SDP3_DATA);

	return serdes_mode(nm) && nm_get(nm, R_PCS_CFG0) & PCS_CFG0_EN &&
	       (light || serdes_loops(nm));
}

void
nm_pcs_start(struct nm *nm)
{
	bool an = (nm_get(nm, R_PCS_LCTL) & PCS_LCTL_AN_ENABLE) != 0;

	nm_set(nm, R_PCS_LPAB, 0);
	pcs_link_set(nm, false);
	nm_after(nm, NM_EV_PCS_LINK, NM_NEVER);
	if (pcs_on(nm))
		nm_after(nm, NM_EV_PCS_LINK, an ? nm->cfg.autoneg_us : PCS_SYNC_US);
}

void
nm_pcs_cfg_write(struct nm *nm, uint32_t value)
{
	uint32_t changed = value ^ nm_get(nm, R_PCS_CFG0);

	nm_set(nm, R_PCS_CFG0, value);
	if (changed & PCS_CFG0_EN)
		nm_pcs_start(nm);
}

void
nm_pcs_link_due(struct nm *nm)
{
	uint32_t lctl = nm_get(nm, R_PCS_LCTL);

	if (lctl & PCS_LCTL_AN_ENABLE)
		nm_set(nm, R_PCS_LPAB, 0x4000 | 0x0180 | 0x0020); /* ack, pause both, full duplex */
	else if (lctl & PCS_LCTL_FORCE_LINK && !(lctl & PCS_LCTL_FLV))
		return;
	pcs_link_set(nm, true);
	nm_tx_run_all(nm);
}

void
nm_pcs_cable(struct nm *nm)
{
	if (!serdes_loops(nm))
		nm_pcs_start(nm);
}

uint32_t
nm_pcs_lsts_read(const struct nm *nm)
{
	uint32_t value = pcs_on(nm) ? PCS_LSTS_SYNC_OK : 0;

	if (!nm->pcs_link)
		return value;
	value |= PCS_LSTS_LINK_OK | PCS_LSTS_SPEED_1000 | PCS_LSTS_FD;
	if (nm_get(nm, R_PCS_LCTL) & PCS_LCTL_AN_ENABLE)
		value |= PCS_LSTS_AN_DONE;
	return value;
}
