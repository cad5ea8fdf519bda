/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit rings with everything left to chance: sizes, thresholds, kinds of mbufs, chains,
 * offloads, bursts, and how far the device gets between them.
 */
#include "tap.h"

#include "dp.h"
#include "tx_model.h"
#include "tx_packets.h"

#define ROUNDS 150
#define STEPS  150

static struct tx_packets packets;
static uint64_t nb_frames, nb_errors;

static void
random_offload(struct rte_mbuf *m)
{
	static const uint64_t l4[] = {
		0, RTE_MBUF_F_TX_UDP_CKSUM, RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_SCTP_CKSUM};

	if (dp_one_in(6))
		m->ol_flags |= RTE_MBUF_F_TX_IEEE1588_TMST;
	if (dp_one_in(2))
		return;
	if (dp_one_in(3)) {
		m->ol_flags |= RTE_MBUF_F_TX_VLAN;
		m->vlan_tci = dp_below(3);
	}
	m->ol_flags |= dp_one_in(2) ? RTE_MBUF_F_TX_IPV4 : RTE_MBUF_F_TX_IPV6;
	if ((m->ol_flags & RTE_MBUF_F_TX_IPV4) && dp_one_in(2))
		m->ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
	m->ol_flags |= l4[dp_below(4)];
	if (dp_one_in(8))
		m->ol_flags |= dp_one_in(2) ? RTE_MBUF_F_TX_TCP_SEG : RTE_MBUF_F_TX_UDP_SEG;
	m->l2_len = 14 + 4 * dp_below(2);
	m->l3_len = 20 * (1 + dp_below(2));
	m->l4_len = dp_one_in(20) ? 0 : 20;
	m->tso_segsz = dp_one_in(20) ? 0 : 100 + dp_below(2);
}

static uint16_t
random_bytes(void)
{
	switch (dp_below(8)) {
	case 0:
		return dp_below(20);
	case 1:
		return 0;
	case 2:
		return dp_below(DP_ROOM + 1);
	default:
		return 20 + dp_below(100);
	}
}

static struct rte_mbuf *
random_packet(bool fast_free)
{
	unsigned int nb_segs = dp_one_in(3) ? 1 + dp_below(dp_one_in(20) ? 50 : 6) : 1;
	bool plain = fast_free || dp_one_in(2);
	struct rte_mbuf *m;

	m = tx_seg(&packets, plain ? TX_SEG_PLAIN : dp_below(TX_SEG_KINDS), random_bytes());
	while (m != NULL && --nb_segs > 0)
		m = tx_chain(m, tx_seg(&packets, plain ? TX_SEG_PLAIN : dp_below(TX_SEG_KINDS),
					random_bytes()));
	if (m != NULL)
		random_offload(m);
	return m;
}

static void
send_some(struct tx_model *model, const struct igbx_tx_path *path)
{
	struct rte_mbuf *pkts[64];
	uint16_t nb = dp_below(65), i, sent;

	for (i = 0; i < nb; i++) {
		pkts[i] = random_packet(model->q->fast_free);
		if (pkts[i] == NULL)
			break;
	}
	nb = i;
	sent = tx_model_burst(model, path, pkts, nb);
	for (i = sent; i < nb; i++)
		rte_pktmbuf_free(pkts[i]);
}

static void
clean_some(struct tx_model *model)
{
	uint32_t max = dp_below(40);
	int nb = igbx_tx_done_cleanup(model->q, max);

	if (nb < 0 || (max > 0 && nb > (int)max))
		dp_fail("tx_done_cleanup of %u freed %d", max, nb);
}

static void
run(const struct igbx_tx_path *path)
{
	static const uint16_t sizes[] = {32, 40, 64, 128, 512};
	uint16_t nb_desc = sizes[dp_below(RTE_DIM(sizes))];
	uint64_t offloads = dp_one_in(4) ? RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE : 0;
	struct tx_model *model = tx_model_create(
		dp_below(4), nb_desc, dp_below(nb_desc), dp_below(nb_desc), offloads);
	unsigned int step;

	for (step = 0; step < STEPS && !dp_failed(); step++) {
		if (dp_one_in(2))
			send_some(model, path);
		if (dp_one_in(2))
			tx_model_run(model, dp_below(100));
		if (dp_one_in(8))
			clean_some(model);
		if (dp_one_in(8))
			tx_packets_release(&packets);
		if (dp_one_in(4))
			tx_model_check(model);
	}
	if (dp_one_in(2)) {
		tx_model_run(model, UINT32_MAX);
		igbx_tx_done_cleanup(model->q, 0);
		tx_packets_check_held(&packets);
		tx_packets_release(&packets);
		tx_packets_check(&packets);
		tx_model_check(model);
	}
	nb_frames += model->nb_frames;
	nb_errors += model->nb_errors;
	tx_model_destroy(model);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
}

int
main(int argc, char **argv)
{
	unsigned int i, round;
	char name[80];

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(6);
	tx_packets_init(&packets, "tx", 128);
	for (i = 0; i < igbx_tx_nb_paths; i++) {
		if (!igbx_isa_usable(igbx_tx_paths[i].isa))
			continue;
		nb_frames = 0;
		nb_errors = 0;
		for (round = 0; round < dp_rounds(ROUNDS) && !dp_failed(); round++)
			run(&igbx_tx_paths[i]);
		snprintf(name, sizeof(name), "random rings, %s", igbx_tx_paths[i].name);
		DP_REPORT(name);
		printf("# %llu frames, %llu packets refused, %u rings\n",
			(unsigned long long)nb_frames, (unsigned long long)nb_errors, round);
	}
	return tap_done();
}
