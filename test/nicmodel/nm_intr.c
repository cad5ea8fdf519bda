/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Causes, masks, vectors and moderation: 82576 datasheet 7.3 and 8.8.
 */
#include "nm_internal.h"

static bool
msix(const struct nm *nm)
{
	return (nm_get(nm, R_GPIE) & GPIE_MSIX) != 0;
}

void
nm_intr_reset(struct nm *nm)
{
	unsigned int i;

	for (i = 0; i < NM_NB_VECTORS; i++)
		nm->vector_ready_us[i] = 0;
}

static void
raise(struct nm *nm, unsigned int vector)
{
	nm_count(nm, R_IAC);
	if (nm->cfg.irq != NULL)
		nm->cfg.irq(nm->cfg.ctx, vector);
}

/* Fires one MSI-X vector, or leaves it to the moderation timer. */
static void
vector_fire(struct nm *nm, unsigned int vector)
{
	uint32_t bit = NM_BIT(vector);
	uint64_t interval = (nm_get(nm, R_EITR + 4 * vector) & EITR_INTERVAL) >> 2;

	if (!(nm_get(nm, R_EICR) & nm_get(nm, R_EIMS) & bit))
		return;
	if (nm->now_us < nm->vector_ready_us[vector]) {
		nm_after(nm, NM_EV_EITR + vector, nm->vector_ready_us[vector] - nm->now_us);
		return;
	}
	nm->vector_ready_us[vector] = nm->now_us + interval;
	if (nm_get(nm, R_EIAC) & bit)
		nm_set(nm, R_EICR, nm_get(nm, R_EICR) & ~bit);
	if (nm_get(nm, R_GPIE) & GPIE_EIAME && nm_get(nm, R_EIAM) & bit)
		nm_set(nm, R_EIMS, nm_get(nm, R_EIMS) & ~bit);
	raise(nm, vector);
}

void
nm_eitr_due(struct nm *nm, unsigned int vector)
{
	vector_fire(nm, vector);
}

static void
eicr_set(struct nm *nm, uint32_t bits)
{
	unsigned int v;

	nm_set(nm, R_EICR, nm_get(nm, R_EICR) | bits);
	if (!msix(nm))
		return;
	for (v = 0; v < NM_NB_VECTORS; v++) {
		if (bits & NM_BIT(v))
			vector_fire(nm, v);
	}
}

/* INTx and MSI: one line for everything that ICR & IMS shows. */
static void
line_update(struct nm *nm)
{
	uint32_t icr = nm_get(nm, R_ICR);

	if (msix(nm) || icr & ICR_INTA || !(icr & ICR_CAUSES & nm_get(nm, R_IMS)))
		return;
	nm_set(nm, R_ICR, icr | ICR_INTA);
	nm_set(nm, R_EICR, nm_get(nm, R_EICR) | EICR_OTHER);
	raise(nm, 0);
}

void
nm_cause(struct nm *nm, uint32_t icr)
{
	uint32_t before = nm_get(nm, R_ICR) & nm_get(nm, R_IMS);
	uint32_t fresh;

	nm_set(nm, R_ICR, nm_get(nm, R_ICR) | icr);
	fresh = nm_get(nm, R_ICR) & nm_get(nm, R_IMS) & ~before & ICR_CAUSES;
	if (!msix(nm)) {
		line_update(nm);
	} else if (fresh != 0) {
		uint32_t entry = nm_get(nm, R_IVAR_MISC) >> 8 & 0xFF;

		if (entry & IVAR_VALID && (entry & IVAR_VECTOR) < NM_NB_VECTORS)
			eicr_set(nm, NM_BIT(entry & IVAR_VECTOR));
	}
}

/* IVAR, 8.8.13: register n holds rx n, tx n, rx n+8, tx n+8. */
static uint32_t
queue_entry(const struct nm *nm, bool rx, unsigned int queue)
{
	uint32_t reg = nm_get(nm, R_IVAR + 4 * (queue & 7));
	unsigned int byte = (queue >= 8 ? 2u : 0u) + (rx ? 0u : 1u);

	return reg >> (8 * byte) & 0xFF;
}

void
nm_queue_cause(struct nm *nm, bool rx, unsigned int queue, uint32_t icr)
{
	uint32_t entry = queue_entry(nm, rx, queue);

	if (entry & IVAR_VALID) {
		if (!msix(nm))
			nm_set(nm, R_EICR, nm_get(nm, R_EICR) | (NM_BIT(entry & 0x0F) & 0xFFFFu));
		else if ((entry & IVAR_VECTOR) < NM_NB_VECTORS)
			eicr_set(nm, NM_BIT(entry & IVAR_VECTOR));
	}
	nm_cause(nm, icr);
}

/* What clears ICR when it is read: 82576 datasheet 7.3.3.2 and 8.8.9. */
static void
icr_acknowledge(struct nm *nm, uint32_t clear)
{
	uint32_t icr = nm_get(nm, R_ICR);

	if (nm_get(nm, R_CTRL_EXT) & CTRL_EXT_IAME && icr & ICR_INTA)
		nm_set(nm, R_IMS, nm_get(nm, R_IMS) & ~nm_get(nm, R_IAM));
	icr &= ~clear;
	if (!(icr & ICR_CAUSES & nm_get(nm, R_IMS)))
		icr &= ~ICR_INTA;
	nm_set(nm, R_ICR, icr);
	if (!msix(nm) && !(icr & ICR_INTA))
		nm_set(nm, R_EICR, nm_get(nm, R_EICR) & ~EICR_OTHER);
}

uint32_t
nm_icr_read(struct nm *nm)
{
	uint32_t icr = nm_get(nm, R_ICR);
	bool clears = nm_get(nm, R_GPIE) & GPIE_NSICR || nm_get(nm, R_IMS) == 0 || icr & ICR_INTA;

	if (clears)
		icr_acknowledge(nm, UINT32_MAX);
	return icr;
}

void
nm_icr_write(struct nm *nm, uint32_t value)
{
	icr_acknowledge(nm, value);
}

uint32_t
nm_eicr_read(struct nm *nm)
{
	uint32_t eicr = nm_get(nm, R_EICR);

	nm_set(nm, R_EICR, 0);
	return eicr;
}

void
nm_ims_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_IMS);
	uint32_t fresh = value & ~old & nm_get(nm, R_ICR) & ICR_CAUSES;

	nm_set(nm, R_IMS, old | (value & ICR_CAUSES));
	if (fresh == 0)
		return;
	if (msix(nm)) {
		uint32_t entry = nm_get(nm, R_IVAR_MISC) >> 8 & 0xFF;

		if (entry & IVAR_VALID && (entry & IVAR_VECTOR) < NM_NB_VECTORS)
			eicr_set(nm, NM_BIT(entry & IVAR_VECTOR));
	} else {
		line_update(nm);
	}
}

void
nm_eims_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_EIMS);
	uint32_t fresh;

	if (msix(nm) && value & ~EICR_MSIX)
		nm_violation(nm, "EIMS 0x%08x: bits above the 25 vectors set in MSI-X mode", value);
	value &= msix(nm) ? EICR_MSIX : EICR_NO_MSIX;
	nm_set(nm, R_EIMS, old | value);
	fresh = value & ~old & nm_get(nm, R_EICR);
	if (fresh != 0)
		eicr_set(nm, fresh);
}

void
nm_eics_write(struct nm *nm, uint32_t value)
{
	eicr_set(nm, value & (msix(nm) ? EICR_MSIX : EICR_NO_MSIX));
}

void
nm_eitr_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	unsigned int vector = (offset - R_EITR) / 4;

	nm_set(nm, offset, value);
	if (!(value & NM_BIT(31)))
		nm->vector_ready_us[vector] = nm->now_us;
}
