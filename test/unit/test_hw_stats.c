/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Counters: the right ones, all of them, none twice, and beyond 32 bits.
 */
#include "hw_fixture.h"

#define FRAME_BYTES 100

static uint32_t
stat_of(const char *name)
{
	uint32_t nb, i;
	const struct igbx_stat_row *rows = igbx_stat_rows(&nb);

	for (i = 0; i < nb; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return i;
	}
	printf("Bail out! no counter is called %s\n", name);
	exit(1);
}

static void
rows(void)
{
	uint32_t nb, i, k, twice = 0, unnamed = 0;
	const struct igbx_stat_row *r = igbx_stat_rows(&nb);
	size_t nb_model, m;
	const struct nm_reg_row *model = nm_reg_rows(&nb_model);
	unsigned int not_rc = 0, absent = 0;

	TAP_CHECK(nb > IGBX_STAT_FIRST_OTHER && nb <= IGBX_STAT_MAX, "rows: as many as fit", "%u",
		nb);
	for (i = 0; i < nb; i++) {
		unnamed += r[i].name == NULL || r[i].name[0] == '\0';
		for (k = 0; k < i; k++)
			twice += r[k].reg.offset == r[i].reg.offset ||
				 strcmp(r[k].name, r[i].name) == 0;
		for (m = 0; m < nb_model && model[m].offset != r[i].reg.offset; m++)
			;
		not_rc += m == nb_model || model[m].access != NM_RC;
	}
	for (m = 0; m < nb_model; m++) {
		bool statistic = model[m].offset >= 0x4000 && model[m].offset < 0x4300 &&
				 model[m].access == NM_RC;

		for (i = 0; statistic && i < nb; i++) {
			if (r[i].reg.offset == model[m].offset ||
				(r[i].wide && r[i].reg.offset + 4 == model[m].offset))
				statistic = false;
		}
		if (statistic)
			printf("# %s has no row\n", model[m].name);
		absent += statistic;
	}
	TAP_EQ_U64(
		"rows: every counter of the datasheet, by the model's table, has one", 0, absent);
	TAP_EQ_U64("rows: each has a name", 0, unnamed);
	TAP_EQ_U64("rows: no register and no name twice", 0, twice);
	TAP_EQ_U64("rows: each is a counter that reading clears, by the model's table", 0, not_rc);
}

/* Every counter by itself: set in the device, it shows up in its total and nowhere else. */
static void
each(void)
{
	struct fx *fx = fx_up();
	uint32_t nb, i, k, wrong = 0;
	const struct igbx_stat_row *r = igbx_stat_rows(&nb);
	struct igbx_stats stats;

	for (i = 0; i < nb; i++) {
		uint64_t value = 0x1000 + i;

		memset(&stats, 0, sizeof(stats));
		nm_poke(fx->nm, r[i].reg.offset, (uint32_t)value);
		if (r[i].wide) {
			nm_poke(fx->nm, r[i].reg.offset + 4, 0x23);
			value |= (uint64_t)0x23 << 32;
		}
		wrong += igbx_stats_collect(&fx->hw, &stats) != 0;
		/* This one is a copper port. */
		if (r[i].serdes)
			value = 0;
		for (k = 0; k < nb; k++)
			wrong += stats.count[k] != (k == i ? value : 0);
		/* Cleared by that. */
		wrong += igbx_stats_collect(&fx->hw, &stats) != 0;
		wrong += stats.count[i] != value;
	}
	TAP_EQ_U64("each counter arrives in its own total, once", 0, wrong);
	for (i = 0; i < 16; i++) {
		memset(&stats, 0, sizeof(stats));
		nm_poke(fx->nm, IGBX_REGN(RQDPC, i).offset, 7 + i);
		wrong += igbx_stats_collect(&fx->hw, &stats) != 0;
		for (k = 0; k < 16; k++)
			wrong += stats.rxq_drops[k] != (k == i ? 7 + i : 0);
	}
	TAP_EQ_U64("each queue's drops arrive at the queue", 0, wrong);
	fx_content(fx, "each: no violation");
	fx_close(fx);
}

/* Read with a PCS, and left alone without one. */
static void
serdes(void)
{
	struct fx *fx = fx_up_as(0x10E7, 0);
	struct igbx_stats stats = {0};

	nm_poke(fx->nm, IGBX_OFF_SCVPC, 77);
	TAP_EQ_INT("fibre port: collect", 0, igbx_stats_collect(&fx->hw, &stats));
	TAP_EQ_U64("  code violations", 77, stats.count[stat_of("rx_serdes_code_violations")]);
	fx_close(fx);
	fx = fx_up();
	nm_poke(fx->nm, IGBX_OFF_SCVPC, 77);
	TAP_EQ_INT("copper port: collect", 0, igbx_stats_collect(&fx->hw, &stats));
	TAP_EQ_U64("  the counter of the PCS was not read", 77, nm_read(fx->nm, IGBX_OFF_SCVPC));
	fx_close(fx);
}

static void
beyond_32_bits(void)
{
	struct fx *fx = fx_up();
	struct igbx_stats stats = {0};
	unsigned int i;

	for (i = 0; i < 3; i++) {
		nm_poke(fx->nm, IGBX_OFF_GPRC, UINT32_MAX);
		nm_poke(fx->nm, IGBX_OFF_GORCL, UINT32_MAX);
		nm_poke(fx->nm, IGBX_OFF_GORCH, 0xF);
		igbx_stats_collect(&fx->hw, &stats);
	}
	TAP_CHECK(!fx->hw.removed, "a counter that is full is no removed device", "removed");
	TAP_EQ_U64("packets go on beyond 32 bits", 3ull * UINT32_MAX, stats.count[IGBX_STAT_GPRC]);
	TAP_EQ_U64(
		"bytes go on beyond 36 bits", 3ull * 0xFFFFFFFFFull, stats.count[IGBX_STAT_GORC]);
	fx_close(fx);
}

/* Real packets, collected in several goes. */
static void
traffic(void)
{
	static const uint8_t broadcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
	static const uint8_t stranger[6] = {0x00, 0xAA, 0, 0, 0, 1};
	struct fx *fx = fx_up();
	struct igbx_stats stats = {0};
	uint8_t frame[FRAME_BYTES];
	unsigned int i;

	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 1);
	for (i = 0; i < 50; i++) {
		fx_frame(frame, i % 5 == 0 ? broadcast : fx_mac, 0x88B5, sizeof(frame));
		fx_rx(fx, frame, sizeof(frame));
		if (i % 7 == 0)
			igbx_stats_collect(&fx->hw, &stats);
	}
	fx_frame(frame, stranger, 0x88B5, sizeof(frame));
	fx_rx(fx, frame, sizeof(frame));
	fx_frame(frame, fx_mac, 0x88B5, sizeof(frame));
	nm_rx_frame_fault(fx->nm, frame, sizeof(frame), NM_RX_FAULT_CRC);
	TAP_EQ_INT("collect", 0, igbx_stats_collect(&fx->hw, &stats));
	TAP_EQ_U64("good packets", 50, stats.count[IGBX_STAT_GPRC]);
	TAP_EQ_U64("good bytes, with CRC", 50 * (FRAME_BYTES + 4), stats.count[IGBX_STAT_GORC]);
	TAP_EQ_U64("broadcasts", 10, stats.count[stat_of("rx_broadcast_packets")]);
	TAP_EQ_U64("sizes", 50, stats.count[stat_of("rx_size_65_to_127_packets")]);
	TAP_EQ_U64("CRC errors", 1, stats.count[IGBX_STAT_CRCERRS]);
	TAP_EQ_U64("everything on the wire", 52, stats.count[stat_of("rx_total_packets")]);
	TAP_EQ_INT("collect with nothing new", 0, igbx_stats_collect(&fx->hw, &stats));
	TAP_EQ_U64("nothing is counted twice", 50, stats.count[IGBX_STAT_GPRC]);

	/* The ring runs dry: 31 posted. */
	for (i = 0; i < 40; i++)
		nm_rx_frame(fx->nm, frame, sizeof(frame));
	igbx_stats_collect(&fx->hw, &stats);
	TAP_EQ_U64("drops of a full ring are at its queue", 40 - 31, stats.rxq_drops[0]);
	fx_content(fx, "traffic: no violation");
	fx_close(fx);
}

/* Removed at every read: no total ever takes in ones. */
static void
removed_anywhere(void)
{
	struct igbx_stats stats;
	unsigned int n, i, bad = 0;
	int ret = -ENODEV;

	for (n = 1; ret == -ENODEV && n < 200; n++) {
		struct fx *fx = fx_up();

		memset(&stats, 0, sizeof(stats));
		nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, n);
		ret = igbx_stats_collect(&fx->hw, &stats);
		for (i = 0; i < IGBX_STAT_MAX; i++)
			bad += stats.count[i] > 1000;
		for (i = 0; i < 16; i++)
			bad += stats.rxq_drops[i] > 1000;
		fx_close(fx);
	}
	TAP_CHECK(
		ret == 0 && n > 70, "removed at the n-th read: ends well", "ret %d, n %u", ret, n);
	TAP_EQ_U64("removed at the n-th read: nothing absurd is counted", 0, bad);
}

int
main(void)
{
	rows();
	each();
	serdes();
	beyond_32_bits();
	traffic();
	removed_anywhere();
	return tap_done();
}
