/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Life of the model, virtual time, faults, violations, host memory.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nm_internal.h"

/* 82576 datasheet 4.2.1.6.1: no access for about 1 ms after CTRL.RST was set. */
#define RESET_QUIET_US 1000
#define RESET_US       1200
#define AUTO_RD_US     4000
#define CFG_DONE_US    8000

void
nm_violation(struct nm *nm, const char *fmt, ...)
{
	va_list ap;

	if (nm->nb_violations++ > 0)
		return;
	va_start(ap, fmt);
	vsnprintf(nm->first_violation, sizeof(nm->first_violation), fmt, ap);
	va_end(ap);
}

unsigned int
nm_violations(const struct nm *nm)
{
	return nm->nb_violations;
}

const char *
nm_first_violation(const struct nm *nm)
{
	return nm->first_violation;
}

void
nm_clear_violations(struct nm *nm)
{
	nm->nb_violations = 0;
	nm->first_violation[0] = '\0';
}

/* Faults of which the header says "never": they stay until disarmed. */
static bool
fault_is_lasting(enum nm_fault fault)
{
	switch (fault) {
	case NM_FAULT_RESET_STUCK:
	case NM_FAULT_AUTO_RD_STUCK:
	case NM_FAULT_MASTER_STUCK:
	case NM_FAULT_RXQ_ENABLE_STUCK:
	case NM_FAULT_TXQ_ENABLE_STUCK:
	case NM_FAULT_SMBI_STUCK:
		return true;
	default:
		return false;
	}
}

void
nm_fault(struct nm *nm, enum nm_fault fault, unsigned int n)
{
	nm->fault[fault].countdown = n;
	nm->fault[fault].stuck = false;
}

unsigned int
nm_fault_seen(const struct nm *nm, enum nm_fault fault)
{
	return nm->fault[fault].seen;
}

/* One occurrence of what the fault is about; true when it shall misbehave. */
bool
nm_fault_hit(struct nm *nm, enum nm_fault fault)
{
	struct nm_fault_state *f = &nm->fault[fault];

	f->seen++;
	if (f->stuck)
		return true;
	if (f->countdown == 0 || --f->countdown > 0)
		return false;
	f->stuck = fault_is_lasting(fault);
	return true;
}

bool
nm_master_on(const struct nm *nm)
{
	return (nm_get(nm, R_STATUS) & STATUS_MASTER_ENABLE) != 0;
}

/* Host memory for one bus transaction; NULL when there is none. Descriptors and
 * buffers alike come through here.
 */
void *
nm_dma(struct nm *nm, uint64_t iova, uint32_t len, bool write)
{
	void *host;

	if (nm->removed || !nm_master_on(nm))
		return NULL;
	nm->dma_accesses++;
	if (nm_fault_hit(nm, NM_FAULT_DMA))
		return NULL;
	host = nm->cfg.dma == NULL ? NULL : nm->cfg.dma(nm->cfg.ctx, iova, len, write);
	if (host == NULL)
		nm_violation(nm, "DMA %s of %u bytes at 0x%llx: nothing is mapped there",
			write ? "write" : "read", len, (unsigned long long)iova);
	return host;
}

uint64_t
nm_dma_accesses(const struct nm *nm)
{
	return nm->dma_accesses;
}

/* ---- time ---- */

void
nm_after(struct nm *nm, unsigned int event, uint64_t us)
{
	nm->due[event] = us == NM_NEVER ? NM_NEVER : nm->now_us + us;
}

uint64_t
nm_now_us(const struct nm *nm)
{
	return nm->now_us;
}

static void
cfg_done(struct nm *nm)
{
	uint32_t done = nm->cfg.port_index & 1 ? EEMNGCTL_CFG_DONE1 : EEMNGCTL_CFG_DONE0;

	nm_set(nm, R_EEMNGCTL, nm_get(nm, R_EEMNGCTL) | done);
}

static void
auto_rd_done(struct nm *nm)
{
	nm_set(nm, R_EECD, nm_get(nm, R_EECD) | EECD_AUTO_RD);
	nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) | STATUS_LAN_INIT_DONE);
	nm_nvm_autoload(nm);
}

static void
master_off(struct nm *nm)
{
	nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) & ~STATUS_MASTER_ENABLE);
}

static void
event_fire(struct nm *nm, unsigned int event)
{
	switch (event) {
	case NM_EV_RESET_DONE:
		nm_set(nm, R_CTRL, nm_get(nm, R_CTRL) & ~CTRL_RST);
		break;
	case NM_EV_AUTO_RD:
		auto_rd_done(nm);
		break;
	case NM_EV_CFG_DONE:
		cfg_done(nm);
		break;
	case NM_EV_SPI:
		nm_spi_stored(nm);
		break;
	case NM_EV_I2C:
		nm_i2c_done(nm);
		break;
	case NM_EV_EERD:
		nm_eerd_done(nm);
		break;
	case NM_EV_MDIC:
		nm_mdic_done(nm);
		break;
	case NM_EV_MASTER_OFF:
		master_off(nm);
		break;
	case NM_EV_FW_RELEASE:
		nm_fw_release(nm);
		break;
	case NM_EV_PHY_RESET:
		nm_phy_reset_done(nm);
		break;
	case NM_EV_LINK:
		nm_phy_link_due(nm);
		break;
	case NM_EV_PCS_LINK:
		nm_pcs_link_due(nm);
		break;
	case NM_EV_PAUSE_END:
		nm_pause_end(nm);
		break;
	case NM_EV_TCP_TIMER:
		break;
	default:
		if (event >= NM_EV_RATE)
			nm_tx_run(nm, event - NM_EV_RATE);
		else if (event >= NM_EV_EITR)
			nm_eitr_due(nm, event - NM_EV_EITR);
		else if (event >= NM_EV_TXQ)
			nm_queue_due(nm, false, event - NM_EV_TXQ);
		else
			nm_queue_due(nm, true, event - NM_EV_RXQ);
	}
}

void
nm_advance_us(struct nm *nm, uint64_t us)
{
	uint64_t until = nm->now_us + us;

	for (;;) {
		unsigned int first = 0, i;

		for (i = 1; i < NM_EVENTS; i++) {
			if (nm->due[i] < nm->due[first])
				first = i;
		}
		if (nm->due[first] > until)
			break;
		if (nm->due[first] > nm->now_us)
			nm->now_us = nm->due[first];
		nm->due[first] = NM_NEVER;
		if (!nm->removed)
			event_fire(nm, first);
	}
	nm->now_us = until;
}

/* ---- reset ---- */

static void
reset_values(struct nm *nm)
{
	unsigned int i;

	nm_set(nm, R_CTRL, CTRL_FD | CTRL_SPEED_1000 | CTRL_ADVD3WUC);
	nm_set(nm, R_CTRL_EXT, nm_is_serdes(nm) ? CTRL_EXT_LINK_SERDES : 0);
	nm_set(nm, R_PCS_CFG0, nm_is_serdes(nm) ? PCS_CFG0_EN : 0);
	nm_set(nm, R_STATUS, STATUS_MASTER_ENABLE);
	nm_set(nm, R_EECD, EECD_PRES | EECD_ADDR_SIZE | 4u << EECD_SIZE_SHIFT);
	nm_set(nm, R_VET, 0x81008100u);
	nm_set(nm, R_FCAL, 0x00C28001u);
	nm_set(nm, R_FCAH, 0x00000100u);
	nm_set(nm, R_FCT, 0x8808u);
	nm_set(nm, R_LEDCTL, 0x07068302u);
	nm_set(nm, R_RXPBS, 0x40);
	nm_set(nm, R_TXPBS, 0x28);
	nm_set(nm, R_SWPBS, 0x14);
	nm_set(nm, R_RXCSUM, RXCSUM_IPOFLD | RXCSUM_TUOFLD);
	nm_set(nm, R_RLPML, 0x2600);
	nm_set(nm, R_TIPG, 0x08 | 0x04 << 10 | 0x06 << 20);
	nm_set(nm, R_TCTL, 0xA4000000u | 0x40 << 12 | 0xF << 4 | TCTL_PSP);
	nm_set(nm, R_TCTL_EXT, 0x00010840u);
	nm_set(nm, R_DTXCTL, 0x44);
	nm_set(nm, R_DTXTCPFLGL, 0x0F760FF6u);
	nm_set(nm, R_DTXTCPFLGH, 0x00000F7Fu);
	nm_set(nm, R_MBVFIMR, 0xFF);
	nm_set(nm, R_VFRE, 0xFF);
	nm_set(nm, R_VFTE, 0xFF);
	nm_set(nm, R_RPLOLR, VMOLR_STRCRC);
	for (i = 0; i < NM_NB_POOLS; i++)
		nm_set(nm, R_VMOLR + 4 * i, 0x2600 | VMOLR_STRCRC);
	nm_queue_init(nm);
}

/* Registers that the reset of one port leaves alone: what the ports share, and
 * what belongs to the wires.
 */
static bool
survives(uint32_t offset)
{
	return offset == R_SWSM || offset == R_FWSM || offset == R_SW_FW_SYNC || offset == R_GCR ||
	       offset == R_FACTPS || offset == R_MREVID;
}

void
nm_reset(struct nm *nm)
{
	uint32_t offset;
	unsigned int i;

	for (offset = 0; offset < NM_BAR_BYTES; offset += 4) {
		if (!survives(offset))
			nm_set(nm, offset, 0);
	}
	memset(nm->bar, 0, NM_BAR_BYTES);
	for (i = 0; i < NM_EVENTS; i++) {
		if (i != NM_EV_LINK && i != NM_EV_PHY_RESET && i != NM_EV_FW_RELEASE &&
			i != NM_EV_SPI)
			nm_after(nm, i, NM_NEVER);
	}
	nm_rx_flush(nm);
	for (i = 0; i < NM_QUEUES; i++) {
		nm_tx_queue_reset(nm, i);
		nm->txq[i].rate = 0;
		nm->txq[i].next_ps = 0;
	}
	reset_values(nm);
	nm_intr_reset(nm);
	nm_time_reset(nm);
	nm->pcs_link = false;
	nm->xoff_sent = false;
	if (nm_fault_hit(nm, NM_FAULT_RESET_STUCK)) {
		nm_set(nm, R_CTRL, nm_get(nm, R_CTRL) | CTRL_RST);
		nm->reset_quiet_until = nm->now_us + RESET_QUIET_US;
		return;
	}
	nm_set(nm, R_CTRL, nm_get(nm, R_CTRL) | CTRL_RST);
	nm->reset_quiet_until = nm->now_us + RESET_QUIET_US;
	nm_after(nm, NM_EV_RESET_DONE, RESET_US);
	if (!nm_fault_hit(nm, NM_FAULT_AUTO_RD_STUCK))
		nm_after(nm, NM_EV_AUTO_RD, AUTO_RD_US);
	nm_after(nm, NM_EV_CFG_DONE, CFG_DONE_US);
	if (nm_is_serdes(nm))
		nm_pcs_start(nm);
}

/* ---- life ---- */

static const uint8_t default_mac[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x01};

struct nm *
nm_create(const struct nm_config *cfg)
{
	struct nm *nm = calloc(1, sizeof(*nm));
	unsigned int i;

	if (nm == NULL)
		return NULL;
	nm->bar = aligned_alloc(4096, NM_BAR_BYTES);
	if (nm->bar == NULL) {
		free(nm);
		return NULL;
	}
	nm->cfg = *cfg;
	if (nm->cfg.device_id == 0)
		nm->cfg.device_id = 0x10C9;
	if (nm->cfg.autoneg_us == 0)
		nm->cfg.autoneg_us = 1500000;
	memcpy(nm->mac, cfg->mac != NULL ? cfg->mac : default_mac, sizeof(nm->mac));
	nm->cfg.mac = nm->mac;
	nm->held_tail = &nm->held_head;
	nm->cable = true;
	for (i = 0; i < NM_EVENTS; i++)
		nm->due[i] = NM_NEVER;
	nm_reg_index(nm);
	nm_nvm_init(nm);
	nm_phy_init(nm);
	/* Power has been on for a while: reset is over and the NVM is loaded. */
	nm_reset(nm);
	memset(nm->fault, 0, sizeof(nm->fault));
	nm_set(nm, R_CTRL, nm_get(nm, R_CTRL) & ~CTRL_RST);
	nm->reset_quiet_until = 0;
	nm_after(nm, NM_EV_RESET_DONE, NM_NEVER);
	nm_after(nm, NM_EV_AUTO_RD, NM_NEVER);
	nm_after(nm, NM_EV_CFG_DONE, NM_NEVER);
	auto_rd_done(nm);
	cfg_done(nm);
	nm_phy_start(nm);
	return nm;
}

void
nm_destroy(struct nm *nm)
{
	if (nm == NULL)
		return;
	nm_rx_flush(nm);
	free(nm->bar);
	free(nm);
}

void *
nm_bar(struct nm *nm)
{
	return nm->bar;
}

void
nm_set_removed(struct nm *nm, bool removed)
{
	nm->removed = removed;
	nm->replaced = false;
	memset(nm->bar, removed ? 0xFF : 0, NM_BAR_BYTES);
	if (!removed) {
		/* A device that comes back has gone through power up. */
		nm_reset(nm);
		nm_phy_init(nm);
		nm_phy_start(nm);
	}
}

void
nm_set_replaced(struct nm *nm)
{
	nm_set_removed(nm, true);
	nm->replaced = true;
	memset(nm->bar, 0, NM_BAR_BYTES);
}

bool
nm_is_removed(const struct nm *nm)
{
	return nm->removed;
}

void
nm_set_lazy(struct nm *nm, bool lazy)
{
	nm->lazy = lazy;
}

void
nm_set_cable(struct nm *nm, bool plugged)
{
	if (nm->cable == plugged)
		return;
	nm->cable = plugged;
	if (nm->removed)
		return;
	if (nm_is_serdes(nm))
		nm_pcs_cable(nm);
	else
		nm_phy_cable(nm);
}

unsigned int
nm_process(struct nm *nm)
{
	nm->sent = 0;
	if (nm->removed)
		return 0;
	nm_sync_tails(nm);
	nm_tx_run_all(nm);
	nm_rx_drain(nm);
	return nm->sent;
}

int
nm_rx_frame(struct nm *nm, const uint8_t *frame, uint32_t len)
{
	return nm_rx_frame_fault(nm, frame, len, NM_RX_FAULT_NONE);
}

int
nm_rx_frame_fault(struct nm *nm, const uint8_t *frame, uint32_t len, enum nm_rx_fault fault)
{
	if (nm->removed)
		return NM_RX_OFF;
	nm_sync_tails(nm);
	return nm_loops_back(nm) ? NM_RX_OFF : nm_rx_wire(nm, frame, len, fault);
}
