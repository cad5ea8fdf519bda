/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Every configuration that the driver refuses: its errno, one line of it, and no
 * state changed, which is shown by the port still starting as it was.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;

/* The driver's own refusal: a line from it that holds word. ethdev's are not its. */
static void
refused(const char *name, int expected, int ret, const char *word)
{
	TAP_EQ_INT(name, expected, ret);
	if (word == NULL)
		return;
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	plat_model_log_clear();
}

static void
refuse_conf(const char *name, int expected, const struct rte_eth_conf *conf, const char *word)
{
	plat_model_log_clear();
	refused(name, expected, rig_configure(&rig, 2, 2, conf), word);
}

static void
test_conf(void)
{
	uint8_t key[52] = {1};
	struct rte_eth_conf conf = {0};

	refused("17 Rx queues", -EINVAL, rig_configure(&rig, 17, 1, NULL), NULL);
	refused("17 Tx queues", -EINVAL, rig_configure(&rig, 1, 17, NULL), NULL);
	conf.rxmode.mtu = 67;
	refuse_conf("MTU 67", -EINVAL, &conf, NULL);
	conf.rxmode.mtu = 9728;
	refuse_conf("MTU 9728", -EINVAL, &conf, NULL);

	conf = (struct rte_eth_conf){.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY};
	refuse_conf("VMDq without pools", -EINVAL, &conf, "the device has 8");
	conf = (struct rte_eth_conf){.rxmode.mq_mode = RTE_ETH_MQ_RX_DCB};
	refuse_conf("DCB", -EINVAL, &conf, "mq_mode");
	conf = (struct rte_eth_conf){.txmode.mq_mode = RTE_ETH_MQ_TX_VMDQ_ONLY};
	refuse_conf("Tx VMDq", -EINVAL, &conf, "mq_mode");
	conf = (struct rte_eth_conf){.txmode.hw_vlan_insert_pvid = 1, .txmode.pvid = 5};
	refuse_conf("port VLAN", -ENOTSUP, &conf, "VLAN");
	conf = (struct rte_eth_conf){.txmode.hw_vlan_reject_tagged = 1};
	refuse_conf("reject tagged", -ENOTSUP, &conf, "VLAN");
	conf = (struct rte_eth_conf){.lpbk_mode = 2};
	refuse_conf("another loopback", -ENOTSUP, &conf, "lpbk_mode");
	conf = (struct rte_eth_conf){.lpbk_mode = 1, .link_speeds = RTE_ETH_LINK_SPEED_100M};
	refuse_conf("loopback without 1G", -EINVAL, &conf, "loopback is at 1G");
	conf = (struct rte_eth_conf){.dcb_capability_en = 1};
	refuse_conf("DCB capability", -ENOTSUP, &conf, "DCB");
	conf = (struct rte_eth_conf){.intr_conf.rxq = 1};
	refuse_conf("Rx interrupts", -ENOTSUP, &conf, "intr_conf.rxq");
	conf = (struct rte_eth_conf){.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TCP_LRO};
	refuse_conf("LRO", -EINVAL, &conf, NULL);
	conf = (struct rte_eth_conf){.txmode.offloads = RTE_ETH_TX_OFFLOAD_QINQ_INSERT};
	refuse_conf("QinQ insertion", -EINVAL, &conf, NULL);

	conf = (struct rte_eth_conf){.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS};
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_L2_PAYLOAD;
	refuse_conf("RSS on the Ethernet header", -EINVAL, &conf, NULL);
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4;
	conf.rx_adv_conf.rss_conf.rss_key = key;
	conf.rx_adv_conf.rss_conf.rss_key_len = 52;
	/* Newer ethdev refuses the length itself. */
	refuse_conf("RSS key of 52 bytes", -EINVAL, &conf, NULL);
}

static void
test_speeds(void)
{
	struct rte_eth_conf conf = {.link_speeds = RTE_ETH_LINK_SPEED_10G};

	refuse_conf("10G", -EINVAL, &conf, "10M, 100M, 1G");
	conf.link_speeds = RTE_ETH_LINK_SPEED_FIXED;
	refuse_conf("fixed, no speed", -EINVAL, &conf, "link_speeds");
	conf.link_speeds = RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_1G;
	refuse_conf("1G fixed", -EINVAL, &conf, "negotiated");
	conf.link_speeds =
		RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M;
	refuse_conf("two speeds fixed", -EINVAL, &conf, "fixed speed is one");
	conf.link_speeds = RTE_ETH_LINK_SPEED_1G | RTE_ETH_LINK_SPEED_2_5G;
	refuse_conf("1G and 2.5G", -EINVAL, &conf, "link_speeds");
}

static void
refuse_rxq(const char *name, uint16_t nb_desc, const struct rte_eth_rxconf *conf,
	struct rte_mempool *pool, const char *word)
{
	plat_model_log_clear();
	refused(name, -EINVAL, rte_eth_rx_queue_setup(rig.port, 0, nb_desc, 0, conf, pool), word);
}

static void
test_rx_queues(struct rte_mempool *small)
{
	struct rte_eth_dev_info info;
	struct rte_eth_rxconf conf;

	info = rig_info(&rig);
	refuse_rxq("Rx ring of 24", 24, NULL, rig_pool(), NULL);
	refuse_rxq("Rx ring of 4104", 4104, NULL, rig_pool(), NULL);
	refuse_rxq("Rx ring of 100", 100, NULL, rig_pool(), NULL);
	refuse_rxq("pool with 255 bytes of room", 64, NULL, small, NULL);
	conf = info.default_rxconf;
	conf.rx_free_thresh = 64;
	refuse_rxq("rx_free_thresh of the whole ring", 64, &conf, rig_pool(), "rx_free_thresh 64");
	conf = info.default_rxconf;
	conf.rx_thresh.pthresh = 32;
	refuse_rxq("Rx pthresh 32", 64, &conf, rig_pool(), "pthresh 32");
	conf = info.default_rxconf;
	conf.rx_thresh.wthresh = 4;
	refuse_rxq("Rx wthresh 4", 64, &conf, rig_pool(), "wthresh 4");
	conf = info.default_rxconf;
	conf.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	refuse_rxq("offload of one queue", 64, &conf, rig_pool(), NULL);
}

static void
refuse_txq(const char *name, uint16_t nb_desc, const struct rte_eth_txconf *conf, const char *word)
{
	plat_model_log_clear();
	refused(name, -EINVAL, rte_eth_tx_queue_setup(rig.port, 0, nb_desc, 0, conf), word);
}

static void
test_tx_queues(void)
{
	struct rte_eth_dev_info info;
	struct rte_eth_txconf conf;

	info = rig_info(&rig);
	refuse_txq("Tx ring of 24", 24, NULL, NULL);
	refuse_txq("Tx ring of 4104", 4104, NULL, NULL);
	refuse_txq("Tx ring of 33", 33, NULL, NULL);
	conf = info.default_txconf;
	conf.tx_rs_thresh = 62;
	refuse_txq("tx_rs_thresh 62 of 64", 64, &conf, "tx_rs_thresh 62");
	conf = info.default_txconf;
	conf.tx_free_thresh = 62;
	refuse_txq("tx_free_thresh 62 of 64", 64, &conf, "tx_free_thresh 62");
	conf = info.default_txconf;
	conf.tx_thresh.hthresh = 32;
	refuse_txq("Tx hthresh 32", 64, &conf, "hthresh 32");
	conf = info.default_txconf;
	conf.tx_thresh.wthresh = 16;
	refuse_txq("Tx wthresh 16", 64, &conf, "wthresh 16");
}

static void
test_queue_info(void)
{
	struct rte_eth_dev_info info;
	struct rte_eth_rxconf rx;
	struct rte_eth_txconf tx;
	struct rte_eth_rxq_info rx_info;
	struct rte_eth_txq_info tx_info;

	info = rig_info(&rig);
	rx = info.default_rxconf;
	rx.rx_free_thresh = 7;
	rx.rx_thresh.pthresh = 31;
	rx.rx_thresh.hthresh = 2;
	rx.rx_thresh.wthresh = 0;
	rx.rx_drop_en = 1;
	tx = info.default_txconf;
	tx.tx_rs_thresh = 5;
	tx.tx_free_thresh = 9;
	tx.tx_thresh.pthresh = 3;
	TAP_EQ_INT("Rx queue of one's own", 0,
		rte_eth_rx_queue_setup(rig.port, 0, 4096, 0, &rx, rig_pool()));
	TAP_EQ_INT("Tx queue of one's own", 0, rte_eth_tx_queue_setup(rig.port, 0, 32, 0, &tx));
	TAP_EQ_INT("Rx queue info", 0, rte_eth_rx_queue_info_get(rig.port, 0, &rx_info));
	TAP_EQ_INT("Tx queue info", 0, rte_eth_tx_queue_info_get(rig.port, 0, &tx_info));
	TAP_EQ_INT("  descriptors", 4096, rx_info.nb_desc);
	TAP_EQ_INT("  buffer", 2048, rx_info.rx_buf_size);
	TAP_CHECK(rx_info.mp == rig_pool(), "  pool", "another");
	TAP_EQ_INT("  rx_free_thresh", 7, rx_info.conf.rx_free_thresh);
	TAP_EQ_INT("  pthresh", 31, rx_info.conf.rx_thresh.pthresh);
	TAP_EQ_INT("  drop", 1, rx_info.conf.rx_drop_en);
	TAP_EQ_INT("  descriptors", 32, tx_info.nb_desc);
	TAP_EQ_INT("  tx_rs_thresh", 5, tx_info.conf.tx_rs_thresh);
	TAP_EQ_INT("  tx_free_thresh", 9, tx_info.conf.tx_free_thresh);
	TAP_EQ_INT("  pthresh", 3, tx_info.conf.tx_thresh.pthresh);
}

/* On the running port, with state that must survive the refusal. */
static void
test_running(void)
{
	struct rte_ether_addr group = {{0x01, 0, 0x5E, 0, 0, 1}}, own = {{2, 0, 0, 0, 0, 9}};
	struct rte_eth_rss_reta_entry64 reta[2] = {{.mask = 1, .reta = {2}}};
	struct rte_eth_fc_conf fc = {.mode = RTE_ETH_FC_NONE, .pause_time = 100};
	struct rte_eth_rss_conf rss = {.rss_hf = 0};
	unsigned int i;

	plat_model_log_clear();
	refused("MTU 67", -EINVAL, rte_eth_dev_set_mtu(rig.port, 67), NULL);
	refused("MTU 9728", -EINVAL, rte_eth_dev_set_mtu(rig.port, 9728), NULL);
	refused("MTU that needs scattered receive", -EBUSY, rte_eth_dev_set_mtu(rig.port, 9000),
		"MTU 9000");
	refused("configure while running", -EBUSY, rig_configure(&rig, 1, 1, NULL), NULL);
	refused("multicast as a unicast filter", -EINVAL,
		rte_eth_dev_mac_addr_add(rig.port, &group, 0), "multicast");
	refused("MAC filter of pool 1", -EINVAL, rte_eth_dev_mac_addr_add(rig.port, &own, 1),
		"pool 1");
	refused("unicast in the multicast list", -EINVAL,
		rte_eth_dev_set_mc_addr_list(rig.port, &own, 1), "no multicast");
	for (i = 1; i < 24; i++) {
		own.addr_bytes[5] = 0x10 + i;
		if (rte_eth_dev_mac_addr_add(rig.port, &own, 0) != 0)
			break;
	}
	TAP_EQ_INT("23 more addresses fit", 24, i);
	own.addr_bytes[5] = 0x40;
	refused("the 25th does not", -ENOSPC, rte_eth_dev_mac_addr_add(rig.port, &own, 0), NULL);
	refused("VLAN filter without the offload", -ENOSYS, rte_eth_dev_vlan_filter(rig.port, 5, 1),
		NULL);
	refused("QinQ strip", -EINVAL,
		rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_QINQ_STRIP_OFFLOAD), NULL);
	refused("RETA of another size", -EINVAL, rte_eth_dev_rss_reta_query(rig.port, reta, 64),
		"64 entries");
	refused("RETA with queue 2 of 2", -EINVAL, rte_eth_dev_rss_reta_update(rig.port, reta, 128),
		NULL);
	refused("RSS off while running", -EBUSY, rte_eth_dev_rss_hash_update(rig.port, &rss),
		"turned off");
	refused("pause time of one's own", -EINVAL, rte_eth_dev_flow_ctrl_set(rig.port, &fc),
		"pause_time 100");
	fc.pause_time = 0;
	fc.mac_ctrl_frame_fwd = 1;
	refused("forwarding of pause frames", -ENOTSUP, rte_eth_dev_flow_ctrl_set(rig.port, &fc),
		"not passed on");
}

int
main(int argc, char **argv)
{
	struct rte_eth_conf rss = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS};
	struct rte_mempool *small;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	small = rig_pool_create("small", 255, RTE_PKTMBUF_HEADROOM + 255);
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));

	rss.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4;
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 2, 2, &rss));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 2, 2, rig_pool()));
	test_conf();
	test_speeds();
	TAP_EQ_INT("a refused configuration must be made good first", -EINVAL,
		rte_eth_dev_start(rig.port));
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 2, 2, &rss));
	test_rx_queues(small);
	test_tx_queues();
	test_queue_info();
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 2, 2, rig_pool()));
	TAP_EQ_INT("the port starts", 0, rte_eth_dev_start(rig.port));
	test_running();

	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
