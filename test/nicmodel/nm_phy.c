/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The internal PHY behind MDIC, and negotiation in virtual time: IEEE 802.3
 * clauses 22, 28 and 40; 82576 datasheet 3.5 and 8.2.4.
 */
#include <string.h>

#include "nm_internal.h"

#define MDIC_US	       64
#define PHY_RESET_US   500
#define FORCED_LINK_US 200000
#define PHY_ADDR       1

/* What the far end of the cable offers: everything, pause both ways. */
#define PARTNER_BASE \
	(AN_SELECTOR | AN_10_HALF | AN_10_FULL | AN_100_HALF | AN_100_FULL | AN_PAUSE | AN_ACK)

static void
phy_defaults(struct nm *nm)
{
	uint16_t *reg = nm->phy.reg;

	memset(reg, 0, sizeof(nm->phy.reg));
	reg[PHY_BMCR] = BMCR_AN_ENABLE | BMCR_FD | BMCR_SPEED_1000;
	reg[PHY_BMSR] = BMSR_CAPS;
	reg[PHY_ID1] = 0x02A8;
	reg[PHY_ID2] = 0x0391;
	reg[PHY_ANAR] = AN_SELECTOR | AN_10_HALF | AN_10_FULL | AN_100_HALF | AN_100_FULL |
			AN_PAUSE | AN_ASM_DIR;
	reg[PHY_ANER] = 0x0004;
	reg[PHY_ANNP] = 0x2001;
	reg[PHY_CTRL1000] = CTRL1000_FULL;
	reg[PHY_EXTSTAT] = 0x2000; /* 1000BASE-T full duplex */
	reg[PHY_PORT_CONFIG] = 0x0120;
}

void
nm_phy_init(struct nm *nm)
{
	memset(&nm->phy, 0, sizeof(nm->phy));
	phy_defaults(nm);
	nm_after(nm, NM_EV_LINK, NM_NEVER);
	nm_after(nm, NM_EV_PHY_RESET, NM_NEVER);
}

static void
link_set(struct nm *nm, bool up)
{
	if (nm->phy.link == up)
		return;
	nm->phy.link = up;
	if (!up)
		nm->phy.link_latched_down = true;
	nm_cause(nm, ICR_LSC);
}

static void
link_lose(struct nm *nm)
{
	nm->phy.an_done = false;
	nm->phy.reg[PHY_ANLPAR] = 0;
	nm->phy.reg[PHY_STAT1000] = 0;
	nm->phy.reg[PHY_ANER] &= 0x0004;
	link_set(nm, false);
}

/* Starts from the beginning what the control register says. */
void
nm_phy_start(struct nm *nm)
{
	uint16_t bmcr = nm->phy.reg[PHY_BMCR];

	nm_after(nm, NM_EV_LINK, NM_NEVER);
	link_lose(nm);
	if (nm->phy.in_reset || bmcr & BMCR_POWER_DOWN)
		return;
	if (bmcr & BMCR_LOOPBACK) {
		nm_after(nm, NM_EV_LINK, 1000);
		return;
	}
	if (!nm->cable)
		return;
	nm_after(nm, NM_EV_LINK, bmcr & BMCR_AN_ENABLE ? nm->cfg.autoneg_us : FORCED_LINK_US);
}

static void
resolved(struct nm *nm, uint16_t speed, bool full_duplex)
{
	nm->phy.speed = speed;
	nm->phy.full_duplex = full_duplex;
	link_set(nm, true);
}

/* Highest common denominator: IEEE 802.3 annex 28B.3. */
static void
negotiated(struct nm *nm)
{
	uint16_t *reg = nm->phy.reg;
	uint16_t common = reg[PHY_ANAR] & PARTNER_BASE;

	reg[PHY_ANLPAR] = PARTNER_BASE;
	reg[PHY_ANER] |= 0x0001;
	nm->phy.an_done = true;
	if (reg[PHY_CTRL1000] & CTRL1000_FULL) {
		reg[PHY_STAT1000] = STAT1000_LP_FULL | STAT1000_RX_OK | STAT1000_MASTER;
		resolved(nm, 1000, true);
		return;
	}
	reg[PHY_STAT1000] = STAT1000_LP_FULL;
	if (common & (AN_100_FULL | AN_100_HALF))
		resolved(nm, 100, (common & AN_100_FULL) != 0);
	else if (common & (AN_10_FULL | AN_10_HALF))
		resolved(nm, 10, (common & AN_10_FULL) != 0);
}

void
nm_phy_link_due(struct nm *nm)
{
	uint16_t bmcr = nm->phy.reg[PHY_BMCR];
	bool fd = (bmcr & BMCR_FD) != 0;

	if (bmcr & BMCR_AN_ENABLE && !(bmcr & BMCR_LOOPBACK)) {
		negotiated(nm);
		nm_tx_run_all(nm);
		return;
	}
	if (bmcr & BMCR_SPEED_1000) {
		/* 1000BASE-T needs negotiation: IEEE 802.3 clause 40.5.1. */
		if (bmcr & BMCR_LOOPBACK)
			resolved(nm, 1000, true);
		return;
	}
	resolved(nm, bmcr & BMCR_SPEED_100 ? 100 : 10, fd);
	nm_tx_run_all(nm);
}

void
nm_phy_cable(struct nm *nm)
{
	if (!(nm->phy.reg[PHY_BMCR] & BMCR_LOOPBACK))
		nm_phy_start(nm);
}

/* CTRL.PHY_RST holds the PHY in reset as long as it is set: 82576 datasheet 4.3. */
void
nm_phy_reset_pin(struct nm *nm, bool asserted)
{
	nm->phy.in_reset = asserted;
	nm_after(nm, NM_EV_LINK, NM_NEVER);
	if (asserted) {
		phy_defaults(nm);
		link_lose(nm);
		nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) | STATUS_PHYRA);
		return;
	}
	nm_phy_start(nm);
}

void
nm_phy_reset_done(struct nm *nm)
{
	nm->phy.in_reset = false;
	nm->phy.reg[PHY_BMCR] &= (uint16_t)~BMCR_RESET;
	nm_phy_start(nm);
}

static void
bmcr_write(struct nm *nm, uint16_t value)
{
	uint16_t old = nm->phy.reg[PHY_BMCR];
	uint16_t matters = BMCR_AN_ENABLE | BMCR_SPEED_1000 | BMCR_SPEED_100 | BMCR_FD |
			   BMCR_POWER_DOWN | BMCR_LOOPBACK;

	if (value & BMCR_RESET) {
		phy_defaults(nm);
		nm->phy.reg[PHY_BMCR] |= BMCR_RESET;
		nm->phy.in_reset = true;
		link_lose(nm);
		nm_after(nm, NM_EV_LINK, NM_NEVER);
		nm_after(nm, NM_EV_PHY_RESET, PHY_RESET_US);
		return;
	}
	nm->phy.reg[PHY_BMCR] = value & (uint16_t) ~(BMCR_AN_RESTART | 0x003Fu);
	if (value & BMCR_AN_RESTART || (value ^ old) & matters)
		nm_phy_start(nm);
}

uint16_t
nm_phy_reg_read(struct nm *nm, unsigned int reg)
{
	uint16_t value = nm->phy.reg[reg];

	if (reg == PHY_BMSR) {
		/* The link bit latches low until it is read: IEEE 802.3 22.2.4.2.13. */
		if (nm->phy.link && !nm->phy.link_latched_down)
			value |= BMSR_LINK;
		if (nm->phy.an_done)
			value |= BMSR_AN_DONE;
		nm->phy.link_latched_down = !nm->phy.link;
	} else if (reg == PHY_PORT_STATUS) {
		value = 0;
		if (nm->phy.link) {
			value = nm->phy.speed == 1000  ? 0xC000
				: nm->phy.speed == 100 ? 0x8000
						       : 0x4000;
			value |= nm->phy.full_duplex ? 0x0600 : 0x0400;
		}
	}
	return value;
}

void
nm_phy_reg_write(struct nm *nm, unsigned int reg, uint16_t value)
{
	switch (reg) {
	case PHY_BMCR:
		bmcr_write(nm, value);
		break;
	case PHY_BMSR:
	case PHY_ID1:
	case PHY_ID2:
	case PHY_ANLPAR:
	case PHY_ANER:
	case PHY_STAT1000:
	case PHY_EXTSTAT:
	case PHY_PORT_STATUS:
		nm_violation(nm, "write of 0x%04x to read-only PHY register %u", value, reg);
		break;
	case PHY_CTRL1000:
		if (value & CTRL1000_HALF)
			nm_violation(nm, "PHY register 9: the device has no 1000 half duplex");
		nm->phy.reg[reg] = value;
		break;
	default:
		nm->phy.reg[reg] = value;
		break;
	}
}

/* ---- MDIC ---- */

void
nm_mdic_write(struct nm *nm, uint32_t value)
{
	uint32_t semaphore = nm->cfg.port_index & 1 ? SWFW_PHY1 : SWFW_PHY0;

	if (!(nm_get(nm, R_SW_FW_SYNC) & semaphore))
		nm_violation(nm, "MDIC without the PHY semaphore (SW_FW_SYNC.SW_PHY_SM%u)",
			nm->cfg.port_index & 1);
	if (nm->due[NM_EV_MDIC] != NM_NEVER)
		nm_violation(nm, "MDIC written while an access is running");
	if (value & MDIC_READY)
		nm_violation(nm, "MDIC 0x%08x: ready bit written as 1", value);
	nm_set(nm, R_MDIC, value & ~(MDIC_READY | MDIC_ERROR));
	if (!nm_fault_hit(nm, NM_FAULT_MDIC_TIMEOUT))
		nm_after(nm, NM_EV_MDIC, MDIC_US);
}

static bool
mdic_transfer(struct nm *nm, uint32_t *value)
{
	unsigned int reg = (*value >> MDIC_REG_SHIFT) & 0x1F;
	unsigned int phy = (*value >> MDIC_PHY_SHIFT) & 0x1F;

	if (nm_fault_hit(nm, NM_FAULT_MDIC_ERROR) || phy != PHY_ADDR)
		return false;
	switch (*value & MDIC_OP) {
	case MDIC_OP_READ:
		*value = (*value & 0xFFFF0000u) | nm_phy_reg_read(nm, reg);
		return true;
	case MDIC_OP_WRITE:
		nm_phy_reg_write(nm, reg, (uint16_t)*value);
		return true;
	default:
		nm_violation(nm, "MDIC 0x%08x: reserved operation", *value);
		return false;
	}
}

void
nm_mdic_done(struct nm *nm)
{
	uint32_t value = nm_get(nm, R_MDIC);

	value |= mdic_transfer(nm, &value) ? MDIC_READY : MDIC_READY | MDIC_ERROR;
	nm_set(nm, R_MDIC, value);
	if (value & MDIC_INT)
		nm_cause(nm, ICR_MDAC);
}
