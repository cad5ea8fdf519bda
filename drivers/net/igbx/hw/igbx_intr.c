/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Interrupts other than the queues': 82576 datasheet, sections 7.3 and 8.8.
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

void
igbx_intr_disable_all(struct igbx_hw *hw)
{
	igbx_wr(hw, IGBX_REG(IMC), IGBX_ALL_BITS);
	igbx_wr(hw, IGBX_REG(EIMC), IGBX_ALL_BITS);
	igbx_wr(hw, IGBX_REG(EIAC), 0);
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
