/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Register accesses: access classes first, then what a register does.
 */
#include <string.h>

#include "nm_internal.h"

#define MASTER_OFF_US 40

/* Older addresses at which the same registers answer: 82576 datasheet 8.1.3. */
uint32_t
nm_reg_alias(uint32_t offset)
{
	switch (offset) {
	case 0x00004:
		return R_CTRL;
	case 0x000C0:
		return R_ICR;
	case 0x000C8:
		return R_ICS;
	case 0x000D0:
		return R_IMS;
	case 0x000D8:
		return R_IMC;
	case 0x000E0:
		return R_IAM;
	default:
		return offset;
	}
}

/* The 64-bit counters are latched by their halves: reading the high one clears both. */
static bool
counter_low_half(uint32_t offset)
{
	return offset == R_GORCL || offset == R_GOTCL || offset == R_TORL || offset == R_TOTL ||
	       offset == R_HGORCL || offset == R_HGOTCL;
}

static uint32_t
read_clear(struct nm *nm, uint32_t offset)
{
	uint32_t value = nm_get(nm, offset);

	if (counter_low_half(offset))
		return value;
	nm_set(nm, offset, 0);
	if (offset >= 4 && counter_low_half(offset - 4))
		nm_set(nm, offset - 4, 0);
	return value;
}

/* Registers whose reading does more than to hand out the storage. */
uint32_t
nm_reg_read(struct nm *nm, uint32_t offset)
{
	uint32_t value;

	switch (offset) {
	case R_STATUS:
		return nm_status_read(nm);
	case R_ICR:
		return nm_icr_read(nm);
	case R_EICR:
		return nm_eicr_read(nm);
	case R_SWSM:
		return nm_swsm_read(nm);
	case R_PCS_LSTS:
		return nm_pcs_lsts_read(nm);
	case R_FRTIMER:
		return (uint32_t)(nm->now_us / 1000) << 16 | (uint32_t)(nm->now_us % 1000);
	default:
		break;
	}
	if (nm_time_read(nm, offset, &value))
		return value;
	if (nm_reg_row_at(nm, offset)->access == NM_RC)
		return read_clear(nm, offset);
	return nm_get(nm, offset);
}

static bool
access_too_early(struct nm *nm, const char *what, const char *name)
{
	if (nm->now_us >= nm->reset_quiet_until)
		return false;
	nm_violation(nm, "%s of %s %llu us after CTRL.RST was set; 1 ms must pass", what, name,
		(unsigned long long)(nm->now_us + 1000 - nm->reset_quiet_until));
	return true;
}

uint32_t
nm_read(struct nm *nm, uint32_t offset)
{
	const struct nm_reg_row *row;
	uint32_t value = UINT32_MAX;
	char name[48];

	if (nm_fault_hit(nm, NM_FAULT_REMOVE_AT_READ))
		nm_set_removed(nm, true);
	if (nm_fault_hit(nm, NM_FAULT_REPLACE_AT_READ))
		nm_set_replaced(nm);
	if (nm->replaced)
		memcpy(&value, nm->bar + offset, sizeof(value));
	if (nm->removed)
		return value;
	if (offset >= NM_BAR_BYTES || offset % 4 != 0) {
		nm_violation(nm, "read at 0x%x: outside of the BAR or not aligned", offset);
		return 0;
	}
	offset = nm_reg_alias(offset);
	row = nm_reg_row_at(nm, offset);
	nm_reg_name(nm, offset, name, sizeof(name));
	access_too_early(nm, "read", name);
	if (row == NULL) {
		nm_violation(nm, "read of %s", name);
		return 0;
	}
	if (row->access == NM_WO) {
		nm_violation(nm, "read of write-only %s", name);
		return 0;
	}
	nm_sync_tails(nm);
	return nm_reg_read(nm, offset);
}

/* STATUS is read only but for PHYRA, which a write of 0 clears: 82576 datasheet 8.2.2. */
bool
nm_status_write(struct nm *nm, uint32_t value)
{
	uint32_t stored = nm_get(nm, R_STATUS);

	if (!(stored & STATUS_PHYRA) || value & STATUS_PHYRA)
		return false;
	nm_set(nm, R_STATUS, stored & ~STATUS_PHYRA);
	return true;
}

static void
ctrl_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_CTRL);

	if (value & CTRL_RST) {
		/* One that is stuck may be tried again. */
		if ((old & CTRL_RST) && nm->due[NM_EV_RESET_DONE] != NM_NEVER)
			nm_violation(nm, "CTRL.RST set while a reset is running");
		nm_reset(nm);
		return;
	}
	nm_set(nm, R_CTRL, value | (old & CTRL_RST));
	if ((value ^ old) & CTRL_PHY_RST)
		nm_phy_reset_pin(nm, (value & CTRL_PHY_RST) != 0);
	if (value & ~old & CTRL_MASTER_DISABLE) {
		if (!nm_fault_hit(nm, NM_FAULT_MASTER_STUCK))
			nm_after(nm, NM_EV_MASTER_OFF, MASTER_OFF_US);
	} else if (old & ~value & CTRL_MASTER_DISABLE) {
		nm_after(nm, NM_EV_MASTER_OFF, NM_NEVER);
		nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) | STATUS_MASTER_ENABLE);
	}
	if (!(old & CTRL_SLU) && value & CTRL_SLU && nm_link_up(nm))
		nm_cause(nm, ICR_LSC);
}

static void
ctrl_ext_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_CTRL_EXT);

	nm_set(nm, R_CTRL_EXT, value & ~CTRL_EXT_EE_RST);
	if ((value ^ old) & (CTRL_EXT_SDP3_DATA | CTRL_EXT_LINK_MODE))
		nm_pcs_start(nm);
	if (value & CTRL_EXT_EE_RST)
		nm_nvm_autoload(nm);
}

static void
rctl_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_RCTL);

	if (value & 0x00000C01u)
		nm_violation(nm, "RCTL 0x%08x: reserved bits set", value);
	nm_set(nm, R_RCTL, value);
	if (old & ~value & RCTL_RXEN)
		nm_rx_pause(nm);
	if (value & ~old & RCTL_RXEN)
		nm_rx_drain(nm);
}

static void
tctl_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_TCTL);

	nm_set(nm, R_TCTL, value);
	if (value & ~old & TCTL_EN && !nm->lazy)
		nm_tx_run_all(nm);
}

/* Read-write registers that do something when written. False: plain storage. */
static bool
special_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case R_CTRL:
		ctrl_write(nm, value);
		return true;
	case R_CTRL_EXT:
		ctrl_ext_write(nm, value);
		return true;
	case R_EECD:
		nm_eecd_write(nm, value);
		return true;
	case R_EERD:
		nm_eerd_write(nm, value);
		return true;
	case R_I2CCMD:
		nm_i2c_write(nm, value);
		return true;
	case R_MDIC:
		nm_mdic_write(nm, value);
		return true;
	case R_SWSM:
		nm_swsm_write(nm, value);
		return true;
	case R_SW_FW_SYNC:
		nm_swfw_write(nm, value);
		return true;
	case R_IMS:
		nm_ims_write(nm, value);
		return true;
	case R_EIMS:
		nm_eims_write(nm, value);
		return true;
	case R_RCTL:
		rctl_write(nm, value);
		return true;
	case R_TCTL:
		tctl_write(nm, value);
		return true;
	case R_SCTL:
		nm_sctl_write(nm, value);
		return true;
	case R_PCS_CFG0:
		nm_pcs_cfg_write(nm, value);
		return true;
	case R_PCS_LCTL:
		nm_set(nm, offset, value & ~PCS_LCTL_AN_RESTART);
		if (value & PCS_LCTL_AN_RESTART || value & PCS_LCTL_FORCE_LINK)
			nm_pcs_start(nm);
		return true;
	default:
		break;
	}
	if (offset >= R_EITR && offset < R_EITR + 4 * NM_NB_VECTORS) {
		nm_eitr_write(nm, offset, value);
		return true;
	}
	return nm_time_write(nm, offset, value) || nm_queue_write(nm, offset, value);
}

static void
write_one_clear(struct nm *nm, uint32_t offset, uint32_t value)
{
	if (offset == R_ICR)
		nm_icr_write(nm, value);
	else
		nm_set(nm, offset, nm_get(nm, offset) & ~value);
}

static void
write_only(struct nm *nm, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case R_ICS:
		nm_cause(nm, value & ICR_CAUSES);
		break;
	case R_IMC:
		nm_set(nm, R_IMS, nm_get(nm, R_IMS) & ~value);
		break;
	case R_EICS:
		nm_eics_write(nm, value);
		break;
	case R_EIMC:
		nm_set(nm, R_EIMS, nm_get(nm, R_EIMS) & ~value);
		break;
	default:
		nm_set(nm, offset, value);
		break;
	}
}

void
nm_reg_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	const struct nm_reg_row *row = nm_reg_row_at(nm, offset);
	char name[48];

	switch (row->access) {
	case NM_RW:
		if (!special_write(nm, offset, value))
			nm_set(nm, offset, value);
		break;
	case NM_W1C:
	case NM_RCW1C:
		write_one_clear(nm, offset, value);
		break;
	case NM_WO:
		write_only(nm, offset, value);
		break;
	case NM_RO:
	case NM_RC:
		if (offset == R_STATUS && nm_status_write(nm, value))
			break;
		nm_violation(nm, "write of 0x%08x to read-only %s", value,
			nm_reg_name(nm, offset, name, sizeof(name)));
		break;
	}
}

void
nm_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	char name[48];

	if (nm->replaced)
		memcpy(nm->bar + offset, &value, sizeof(value));
	if (nm->removed)
		return;
	if (offset >= NM_BAR_BYTES || offset % 4 != 0) {
		nm_violation(nm, "write at 0x%x: outside of the BAR or not aligned", offset);
		return;
	}
	offset = nm_reg_alias(offset);
	nm_reg_name(nm, offset, name, sizeof(name));
	if (nm_reg_row_at(nm, offset) == NULL) {
		nm_violation(nm, "write of 0x%08x to %s", value, name);
		return;
	}
	access_too_early(nm, "write", name);
	nm_sync_tails(nm);
	nm_reg_write(nm, offset, value);
}
