/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Interrupts of the link and the like, with MSI-X and without.
 */
#include "hw_fixture.h"

static unsigned int nb_irq;
static unsigned int last_vector;

static void
irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	nb_irq++;
	last_vector = vector;
}

static struct fx *
up(void)
{
	struct fx *fx = calloc(1, sizeof(*fx));
	struct nm_config cfg = {.ctx = fx, .irq = irq};
	int ret;

	fx->arena = calloc(1, 16);
	fx->nm = nm_create(&cfg);
	plat_model_attach(fx->nm);
	fx->hw.bar = nm_bar(fx->nm);
	fx->hw.name = "model";
	ret = fx_init(fx);
	if (ret == 0)
		ret = igbx_hw_setup(&fx->hw, fx->hw.perm_mac);
	if (ret != 0) {
		printf("Bail out! %d\n", ret);
		exit(1);
	}
	fx_link_up(fx);
	(void)igbx_intr_causes(&fx->hw);
	nb_irq = 0;
	return fx;
}

static void
link_changes(bool msix)
{
	struct fx *fx = up();
	unsigned int i;
	char name[80];

	TAP_EQ_INT("enable", 0, igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, msix));
	for (i = 1; i <= 6; i++) {
		nm_set_cable(fx->nm, i % 2 == 0);
		nm_advance_us(fx->nm, 3000000);
		snprintf(name, sizeof(name), "MSI-X %d: change %u raises one interrupt", msix, i);
		TAP_EQ_U64(name, i, nb_irq);
		TAP_EQ_U64("on vector 0", 0, last_vector);
		/* A cause that stays set in EICR would raise nothing the next time. */
		TAP_EQ_U64("with MSI-X the message cleared its own cause", 0,
			msix ? fx_reg(fx, IGBX_REG(EICR)) : 0);
		snprintf(name, sizeof(name), "MSI-X %d: change %u is a link change", msix, i);
		TAP_CHECK(igbx_intr_causes(&fx->hw) & IGBX_INTR_LSC, name, "another cause");
		TAP_EQ_U64(
			"and acknowledged by that", 0, igbx_intr_causes(&fx->hw) & IGBX_INTR_LSC);
	}
	fx_content(fx, "link changes: no violation");
	fx_close(fx);
}

/* What happens while masked is not lost for the one who asks. */
static void
masked(bool msix)
{
	struct fx *fx = up();
	char name[80];

	TAP_EQ_INT("enable", 0, igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, msix));
	igbx_intr_disable_all(&fx->hw);
	TAP_EQ_U64("masked: in both registers", 0,
		fx_reg(fx, IGBX_REG(IMS)) | fx_reg(fx, IGBX_REG(EIMS)));
	nm_set_cable(fx->nm, false);
	snprintf(name, sizeof(name), "MSI-X %d, masked: no interrupt", msix);
	TAP_EQ_U64(name, 0, nb_irq);
	TAP_EQ_INT("enable again", 0, igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, msix));
	snprintf(name, sizeof(name), "MSI-X %d, unmasked: it comes then", msix);
	TAP_EQ_U64(name, 1, nb_irq);
	TAP_CHECK(igbx_intr_causes(&fx->hw) & IGBX_INTR_LSC, "with its cause", "not");
	nm_set_cable(fx->nm, true);
	nm_advance_us(fx->nm, 3000000);
	TAP_EQ_U64("and the next one too", 2, nb_irq);
	fx_content(fx, "masked: no violation");
	fx_close(fx);
}

static void
other_causes_stay_masked(void)
{
	struct fx *fx = up();

	igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true);
	nm_write(fx->nm, IGBX_OFF_ICS, 0x00000040u);
	TAP_EQ_U64("a cause that was not asked for raises nothing", 0, nb_irq);
	TAP_EQ_U64("it can be read", 0x40, igbx_intr_causes(&fx->hw) & 0x7FFFFFFF);
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = up();

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT(
		"removed: enable", -ENODEV, igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true));
	igbx_intr_disable_all(&fx->hw);
	TAP_EQ_U64("removed: ones are not causes", 0, igbx_intr_causes(&fx->hw));
	fx_close(fx);
}

static void
moderation(void)
{
	struct fx *fx = up();
	uint32_t us[] = {0, 1, 100, IGBX_ITR_MAX_US}, wrong, v;
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(us) / sizeof(us[0]); i++) {
		snprintf(name, sizeof(name), "moderation: %u us", us[i]);
		TAP_EQ_INT(name, 0, igbx_intr_moderate(&fx->hw, us[i]));
		for (v = 1, wrong = 0; v < 25; v++)
			wrong += fx_reg(fx, IGBX_REGN(EITR, v)) != us[i] << 2;
		TAP_EQ_U64("  of all Rx vectors, in bits 14:2", 0, wrong);
		TAP_EQ_U64("  not of the link's", 0, fx_reg(fx, IGBX_REGN(EITR, 0)));
	}
	fx_content(fx, "moderation: no violation");
	fx_close(fx);
}

int
main(void)
{
	link_changes(true);
	link_changes(false);
	masked(true);
	masked(false);
	other_causes_stay_masked();
	removed();
	moderation();
	return tap_done();
}
