/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Interrupts: 82576 datasheet, sections 7.3 and 8.8.
 */
#include "igbx_priv.h"

#define OTHER_VECTOR 0u

int
igbx_intr_other_enable(struct igbx_hw *hw, uint32_t causes, bool msix)
{
	/* NSICR: reading ICR acknowledges what it returns whatever the mask is. Without it
	 * a cause that is pending while masked would never be raised again.
	 */
	uint32_t gpie = IGBX_GPIE_NSICR;

	if (msix)
		gpie |= IGBX_GPIE_MSIX_MODE | IGBX_GPIE_PBA;
	igbx_wr(hw, IGBX_REG(GPIE), gpie);
	if (msix) {
		igbx_wr(hw, IGBX_REG(IVAR_MISC),
			IGBX_FIELD_PREP(IGBX_IVAR_MISC_OTHER, IGBX_IVAR_VALID | OTHER_VECTOR));
		/* The message clears its own cause; ICR says what it was. */
		igbx_rmw(hw, IGBX_REG(EIAC), 0, IGBX_BIT(OTHER_VECTOR));
		igbx_wr(hw, IGBX_REG(EIMS), IGBX_BIT(OTHER_VECTOR));
	}
	igbx_wr(hw, IGBX_REG(IMS), causes);
	return igbx_flush(hw);
}

/* Each IVAR register holds queue n and n + 8, receive in the lower byte of each half: 8.8.13. */
static void
rxq_entry_set(struct igbx_hw *hw, unsigned int queue, unsigned int vector)
{
	uint32_t mask = queue < 8 ? IGBX_IVAR_RXQ_LOW : IGBX_IVAR_RXQ_HIGH;
	uint32_t entry = IGBX_FIELD_PREP(mask, IGBX_IVAR_VALID | vector);

	igbx_rmw(hw, IGBX_REGN(IVAR, queue % 8), mask, entry);
}

int
igbx_intr_rxq_map(struct igbx_hw *hw, unsigned int nb_queues, unsigned int nb_vectors)
{
	uint32_t vectors = 0;
	unsigned int q;

	for (q = 0; q < nb_queues; q++) {
		unsigned int vector = 1 + q % nb_vectors;

		rxq_entry_set(hw, q, vector);
		vectors |= IGBX_BIT(vector);
	}
	/* The message clears its cause and masks its vector, so that nothing has to be read or
	 * written until the queue is to be watched again.
	 */
	igbx_wr(hw, IGBX_REG(EIAM), vectors);
	igbx_rmw(hw, IGBX_REG(EIAC), 0, vectors);
	igbx_rmw(hw, IGBX_REG(GPIE), 0, IGBX_GPIE_EIAME);
	return igbx_flush(hw);
}

void
igbx_intr_rxq_set(struct igbx_hw *hw, unsigned int vector, bool on)
{
	igbx_wr(hw, on ? IGBX_REG(EIMS) : IGBX_REG(EIMC), IGBX_BIT(vector));
}

void
igbx_intr_disable_all(struct igbx_hw *hw)
{
	igbx_wr(hw, IGBX_REG(IMC), IGBX_ALL_BITS);
	igbx_wr(hw, IGBX_REG(EIMC), IGBX_ALL_BITS);
	igbx_wr(hw, IGBX_REG(EIAC), 0);
	igbx_wr(hw, IGBX_REG(EIAM), 0);
	(void)igbx_flush(hw);
}

uint32_t
igbx_intr_causes(struct igbx_hw *hw)
{
	uint32_t causes = igbx_rd(hw, IGBX_REG(ICR));

	if (hw->removed)
		return 0;
	/* The link may be back with another partner before anyone saw it down. */
	if ((causes & IGBX_INTR_LSC) && hw->link_cfg.autoneg)
		hw->fc_resolved = false;
	return causes;
}

int
igbx_intr_moderate(struct igbx_hw *hw, uint32_t interval_us)
{
	unsigned int v;

	/* Vector 0 tells of the link, which does not change so often. */
	for (v = 1; v < hw->chip->nb_msix; v++)
		igbx_wr(hw, IGBX_REGN(EITR, v), IGBX_FIELD_PREP(IGBX_EITR_INTERVAL, interval_us));
	return igbx_flush(hw);
}
