/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the port says it can do is what it does: defaults, limits of rings and thresholds from
 * both sides, what queues tell of themselves, numbers of queues that there are not.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define RXDCTL 0xC028u
#define TXDCTL 0xE028u

static struct rig rig;

/* Thresholds as the device has them: 82576 datasheet 8.10.9 and 8.12.15. */
static struct rte_eth_thresh
device_thresh(uint32_t reg)
{
	uint32_t value = nm_read(rig.nm, reg);

	return (struct rte_eth_thresh){
		.pthresh = value & 0x1F,
		.hthresh = value >> 8 & 0x1F,
		.wthresh = value >> 16 & 0x1F,
	};
}

static void
check_thresh(const char *name, struct rte_eth_thresh expected, struct rte_eth_thresh seen)
{
	TAP_CHECK(memcmp(&expected, &seen, sizeof(seen)) == 0, name, "%u/%u/%u, not %u/%u/%u",
		seen.pthresh, seen.hthresh, seen.wthresh, expected.pthresh, expected.hthresh,
		expected.wthresh);
}

static void
test_defaults(void)
{
	struct rte_eth_dev_info info = rig_info(&rig);
	struct rte_eth_conf conf = {.link_speeds = 0};
	struct rte_eth_burst_mode mode;
	struct rte_eth_rxq_info rx;
	struct rte_eth_txq_info tx;

	TAP_EQ_INT("preferred number of queues", 0, rte_eth_dev_configure(rig.port, 0, 0, &conf));
	info = rig_info(&rig);
	TAP_EQ_INT("  Rx", info.default_rxportconf.nb_queues, info.nb_rx_queues);
	TAP_EQ_INT("  Tx", info.default_txportconf.nb_queues, info.nb_tx_queues);
	TAP_EQ_INT("preferred Rx ring", 0,
		rte_eth_rx_queue_setup(rig.port, 0, 0, 0, NULL, rig_pool()));
	TAP_EQ_INT("preferred Tx ring", 0, rte_eth_tx_queue_setup(rig.port, 0, 0, 0, NULL));
	TAP_EQ_INT("Rx queue info", 0, rte_eth_rx_queue_info_get(rig.port, 0, &rx));
	TAP_EQ_INT("Tx queue info", 0, rte_eth_tx_queue_info_get(rig.port, 0, &tx));
	TAP_EQ_INT("  ring", info.default_rxportconf.ring_size, rx.nb_desc);
	TAP_EQ_INT("  ring", info.default_txportconf.ring_size, tx.nb_desc);
	TAP_EQ_INT("  stopped", RTE_ETH_QUEUE_STATE_STOPPED, rx.queue_state);
	TAP_EQ_INT("burst mode of a stopped port", -EINVAL,
		rte_eth_rx_burst_mode_get(rig.port, 0, &mode));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_thresh("default Rx thresholds are the device's", info.default_rxconf.rx_thresh,
		device_thresh(RXDCTL));
	check_thresh("  and the queue's", info.default_rxconf.rx_thresh, rx.conf.rx_thresh);
	check_thresh("default Tx thresholds are the device's", info.default_txconf.tx_thresh,
		device_thresh(TXDCTL));
	check_thresh("  and the queue's", info.default_txconf.tx_thresh, tx.conf.tx_thresh);
	TAP_EQ_INT("rx_free_thresh", info.default_rxconf.rx_free_thresh, rx.conf.rx_free_thresh);
	TAP_EQ_INT("tx_rs_thresh", info.default_txconf.tx_rs_thresh, tx.conf.tx_rs_thresh);
	TAP_EQ_INT("tx_free_thresh", info.default_txconf.tx_free_thresh, tx.conf.tx_free_thresh);
	TAP_EQ_INT("Rx queue info", 0, rte_eth_rx_queue_info_get(rig.port, 0, &rx));
	TAP_EQ_INT("  started", RTE_ETH_QUEUE_STATE_STARTED, rx.queue_state);
	TAP_EQ_INT("Rx burst mode", 0, rte_eth_rx_burst_mode_get(rig.port, 0, &mode));
	TAP_EQ_U64("  is the same for all queues", 0, mode.flags & RTE_ETH_BURST_FLAG_PER_QUEUE);
	TAP_CHECK(mode.info[0] != '\0', "  and has a name", "none");
}

static void
test_no_such_queue(void)
{
	struct rte_eth_burst_mode mode;
	struct rte_eth_rxq_info rx;
	struct rte_eth_txq_info tx;
	static const uint16_t none[] = {1, 16, UINT16_MAX};
	unsigned int i;

	for (i = 0; i < RTE_DIM(none); i++) {
		TAP_EQ_INT("no such Rx queue: info", -EINVAL,
			rte_eth_rx_queue_info_get(rig.port, none[i], &rx));
		TAP_EQ_INT("  burst mode", -EINVAL,
			rte_eth_rx_burst_mode_get(rig.port, none[i], &mode));
		TAP_EQ_INT("  start", -EINVAL, rte_eth_dev_rx_queue_start(rig.port, none[i]));
		TAP_EQ_INT("  stop", -EINVAL, rte_eth_dev_rx_queue_stop(rig.port, none[i]));
		TAP_EQ_INT("no such Tx queue: info", -EINVAL,
			rte_eth_tx_queue_info_get(rig.port, none[i], &tx));
		TAP_EQ_INT("  burst mode", -EINVAL,
			rte_eth_tx_burst_mode_get(rig.port, none[i], &mode));
		TAP_EQ_INT("  start", -EINVAL, rte_eth_dev_tx_queue_start(rig.port, none[i]));
		TAP_EQ_INT("  stop", -EINVAL, rte_eth_dev_tx_queue_stop(rig.port, none[i]));
	}
}

/* Up to the limit it is done, and the device shows it; one more is refused in one line. */
static void
try_rx(const char *name, uint16_t nb_desc, const struct rte_eth_rxconf *conf, int expected)
{
	plat_model_log_clear();
	TAP_EQ_INT(
		name, expected, rte_eth_rx_queue_setup(rig.port, 0, nb_desc, 0, conf, rig_pool()));
	if (expected != 0) {
		TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_ERR));
		return;
	}
	TAP_EQ_INT("  it starts", 0, rte_eth_dev_start(rig.port));
	check_thresh("  thresholds", conf->rx_thresh, device_thresh(RXDCTL));
	TAP_EQ_INT("  it stops", 0, rte_eth_dev_stop(rig.port));
}

static void
try_tx(const char *name, uint16_t nb_desc, const struct rte_eth_txconf *conf, int expected)
{
	struct rte_eth_txq_info tx;

	plat_model_log_clear();
	TAP_EQ_INT(name, expected, rte_eth_tx_queue_setup(rig.port, 0, nb_desc, 0, conf));
	if (expected != 0) {
		TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_ERR));
		return;
	}
	rte_eth_tx_queue_info_get(rig.port, 0, &tx);
	TAP_EQ_INT("  tx_rs_thresh", conf->tx_rs_thresh, tx.conf.tx_rs_thresh);
	TAP_EQ_INT("  tx_free_thresh", conf->tx_free_thresh, tx.conf.tx_free_thresh);
	TAP_EQ_INT("  it starts", 0, rte_eth_dev_start(rig.port));
	check_thresh("  thresholds", conf->tx_thresh, device_thresh(TXDCTL));
	TAP_EQ_INT("  it stops", 0, rte_eth_dev_stop(rig.port));
}

static void
test_rx_limits(void)
{
	const struct rte_eth_dev_info info = rig_info(&rig);
	struct rte_eth_rxconf conf = info.default_rxconf;

	conf.rx_thresh = (struct rte_eth_thresh){.pthresh = 31, .hthresh = 31, .wthresh = 1};
	conf.rx_free_thresh = info.rx_desc_lim.nb_min - 1;
	try_rx("Rx thresholds at their limits", info.rx_desc_lim.nb_min, &conf, 0);
	conf.rx_thresh = (struct rte_eth_thresh){.pthresh = 0};
	conf.rx_free_thresh = 0;
	try_rx("Rx thresholds of zero", info.rx_desc_lim.nb_max, &conf, 0);
	conf.rx_thresh.pthresh = 32;
	try_rx("Rx pthresh 32", 64, &conf, -EINVAL);
	conf.rx_thresh = (struct rte_eth_thresh){.hthresh = 32};
	try_rx("Rx hthresh 32", 64, &conf, -EINVAL);
	conf.rx_thresh = (struct rte_eth_thresh){.wthresh = 2};
	try_rx("Rx wthresh 2", 64, &conf, -EINVAL);
	conf.rx_thresh.wthresh = 0;
	conf.rx_free_thresh = 64;
	try_rx("rx_free_thresh of the whole ring", 64, &conf, -EINVAL);
	conf.rx_free_thresh = UINT16_MAX;
	try_rx("rx_free_thresh 65535", 4096, &conf, -EINVAL);
	conf = info.default_rxconf;
	TAP_EQ_INT("the default on the smallest Rx ring", 0,
		rte_eth_rx_queue_setup(rig.port, 0, info.rx_desc_lim.nb_min, 0, &conf, rig_pool()));
	TAP_EQ_INT("  and without thresholds", 0,
		rte_eth_rx_queue_setup(rig.port, 0, info.rx_desc_lim.nb_min, 0, NULL, rig_pool()));
	TAP_EQ_INT("an Rx queue to go on with", 0,
		rte_eth_rx_queue_setup(rig.port, 0, 64, 0, NULL, rig_pool()));
}

/* What cards with a wider field can have, and applications for them ask for: it becomes 31. */
static void
test_tx_pthresh_wide(void)
{
	static const uint8_t asked[] = {32, 36, 127};
	struct rte_eth_txconf conf = rig_info(&rig).default_txconf;
	struct rte_eth_txq_info tx;
	unsigned int i;

	for (i = 0; i < RTE_DIM(asked); i++) {
		conf.tx_thresh.pthresh = asked[i];
		plat_model_log_clear();
		TAP_EQ_INT("Tx pthresh of a wider field", 0,
			rte_eth_tx_queue_setup(rig.port, 0, 64, 0, &conf));
		TAP_EQ_INT("  one line says so", 1, plat_model_log_count(IGBX_LOG_NOTICE));
		rte_eth_tx_queue_info_get(rig.port, 0, &tx);
		TAP_EQ_INT("  the queue says what it has", 31, tx.conf.tx_thresh.pthresh);
		TAP_EQ_INT("  it starts", 0, rte_eth_dev_start(rig.port));
		check_thresh("  the device has it", tx.conf.tx_thresh, device_thresh(TXDCTL));
		TAP_EQ_INT("  it stops", 0, rte_eth_dev_stop(rig.port));
	}
	conf.tx_thresh.pthresh = 128;
	try_tx("Tx pthresh 128", 64, &conf, -EINVAL);
}

static void
test_tx_limits(void)
{
	const struct rte_eth_dev_info info = rig_info(&rig);
	struct rte_eth_txconf conf = info.default_txconf;

	conf.tx_thresh = (struct rte_eth_thresh){.pthresh = 31, .hthresh = 31, .wthresh = 1};
	conf.tx_rs_thresh = 1;
	conf.tx_free_thresh = 1;
	try_tx("Tx thresholds at their limits", info.tx_desc_lim.nb_min, &conf, 0);
	conf.tx_thresh = (struct rte_eth_thresh){.pthresh = 0};
	conf.tx_rs_thresh = 61;
	conf.tx_free_thresh = 61;
	try_tx("tx_rs_thresh and tx_free_thresh, most", 64, &conf, 0);
	conf.tx_rs_thresh = 62;
	try_tx("tx_rs_thresh, one more", 64, &conf, -EINVAL);
	conf.tx_rs_thresh = 1;
	conf.tx_free_thresh = 62;
	try_tx("tx_free_thresh, one more", 64, &conf, -EINVAL);
	conf.tx_free_thresh = UINT16_MAX;
	try_tx("tx_free_thresh 65535", 4096, &conf, -EINVAL);
	conf.tx_free_thresh = 1;
	conf.tx_thresh.pthresh = 255;
	try_tx("Tx pthresh 255", 64, &conf, -EINVAL);
	conf.tx_thresh = (struct rte_eth_thresh){.hthresh = 32};
	try_tx("Tx hthresh 32", 64, &conf, -EINVAL);
	conf.tx_thresh = (struct rte_eth_thresh){.wthresh = 2};
	try_tx("Tx wthresh 2", 64, &conf, -EINVAL);
	TAP_EQ_INT("a Tx queue to go on with", 0, rte_eth_tx_queue_setup(rig.port, 0, 64, 0, NULL));
}

/* What supported types are named are those that a mask lets through. */
static void
test_ptypes(void)
{
	static const uint32_t masks[] = {RTE_PTYPE_L2_MASK, RTE_PTYPE_L3_MASK, RTE_PTYPE_L4_MASK};
	uint32_t all[64], some[64];
	int nb, nb_some, i, k;
	unsigned int m;

	nb = rte_eth_dev_get_supported_ptypes(rig.port, RTE_PTYPE_ALL_MASK, all, RTE_DIM(all));
	TAP_CHECK(nb > 0 && nb <= (int)RTE_DIM(all), "packet types", "%d", nb);
	for (m = 0; m < RTE_DIM(masks); m++) {
		nb_some = rte_eth_dev_get_supported_ptypes(rig.port, masks[m], some, RTE_DIM(some));
		for (i = 0, k = 0; i < nb; i++)
			k += (all[i] & masks[m]) != 0;
		TAP_EQ_INT("  of one layer", k, nb_some);
	}
	TAP_EQ_INT("  none of no layer", 0,
		rte_eth_dev_get_supported_ptypes(rig.port, 0, some, RTE_DIM(some)));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_defaults();
	test_no_such_queue();
	test_ptypes();
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	test_rx_limits();
	test_tx_pthresh_wide();
	test_tx_limits();
	TAP_EQ_INT("the port starts", 0, rte_eth_dev_start(rig.port));
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
