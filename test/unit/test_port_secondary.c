/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port in a secondary process: it sees what the primary sees, receives and sends, also after
 * the primary started the port anew with another path, and can change nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plat_model.h"
#include "process.h"
#include "rig.h"
#include "tap.h"

#include "igbx_ethdev.h"
#include "igbx_mp.h"

#define FRAME_BYTES 100
#define LONG_BYTES  5000

static struct rig rig;
static uint8_t frame[LONG_BYTES];

static void
send_in(uint32_t len, unsigned int nb)
{
	struct rte_ether_addr mac;

	rte_eth_macaddr_get(rig.port, &mac);
	rig_udp4(frame, len, mac.addr_bytes, len);
	while (nb-- > 0)
		nm_rx_frame(rig.nm, frame, len);
}

static void
test_attach(void)
{
	struct rte_eth_dev_info primary = rig_info(&rig), secondary;
	struct rte_ether_addr mac, mac2;
	char version[64], version2[64];
	uint32_t types[32];
	int nb;

	rte_eth_macaddr_get(rig.port, &mac);
	TAP_EQ_INT("the primary's firmware version", 0,
		rte_eth_dev_fw_version_get(rig.port, version, sizeof(version)));
	nb = rte_eth_dev_get_supported_ptypes(rig.port, RTE_PTYPE_ALL_MASK, types, RTE_DIM(types));
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	secondary = rig_info(&rig);
	TAP_EQ_MEM("info is the primary's", &primary, &secondary, sizeof(primary));
	rte_eth_macaddr_get(rig.port, &mac2);
	TAP_EQ_MEM("MAC address", &mac, &mac2, sizeof(mac));
	TAP_EQ_INT("firmware version", 0,
		rte_eth_dev_fw_version_get(rig.port, version2, sizeof(version2)));
	TAP_EQ_STR("  is the same", version, version2);
	TAP_EQ_INT("packet types", nb,
		rte_eth_dev_get_supported_ptypes(
			rig.port, RTE_PTYPE_ALL_MASK, types, RTE_DIM(types)));
	TAP_EQ_INT("not removed", 0, rte_eth_dev_is_removed(rig.port));
	process_leave_secondary(&rig);
}

static void
test_refused_attach(void)
{
	struct rte_eth_dev *dev = &rte_eth_devices[rig.port];
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct rte_eth_dev other = {.data = dev->data, .device = dev->device};
	void *bar = rig.pci.mem_resource[0].addr;

	plat_model_log_clear();
	ad->layout ^= 1;
	TAP_EQ_INT("another build of the driver", -EINVAL, igbx_secondary_init(&other));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last(), "another build") != NULL,
		"  one line says so", "%s", plat_model_log_last());
	ad->layout ^= 1;
	rig.pci.mem_resource[0].addr = (uint8_t *)bar + 4096;
	TAP_EQ_INT("BAR at another address", -ENODEV, igbx_secondary_init(&other));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 2 &&
			  strstr(plat_model_log_last(), "BAR 0") != NULL,
		"  one line says so", "%s", plat_model_log_last());
	rig.pci.mem_resource[0].addr = bar;
	TAP_CHECK(other.dev_ops == NULL, "  nothing is attached", "ops are set");
}

static uint64_t
xstat(const char *name)
{
	uint64_t id, value = UINT64_MAX;

	if (rte_eth_xstats_get_id_by_name(rig.port, name, &id) != 0 ||
		rte_eth_xstats_get_by_id(rig.port, &id, &value, 1) != 1)
		return UINT64_MAX;
	return value;
}

static void
drain(void)
{
	uint8_t out[RIG_FRAME_BYTES];

	while (rig_recv(&rig, 0, out) > 0)
		;
}

static void
test_stats(void)
{
	struct rte_eth_stats stats;
	unsigned int asked;
	int nb;

	TAP_EQ_INT("statistics reset", 0, rte_eth_stats_reset(rig.port));
	nb = rte_eth_xstats_get(rig.port, NULL, 0);
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	TAP_EQ_INT("as many extended statistics", nb, rte_eth_xstats_get(rig.port, NULL, 0));
	send_in(FRAME_BYTES, 5);
	asked = process_requests();
	TAP_EQ_INT("statistics", 0, rte_eth_stats_get(rig.port, &stats));
	TAP_EQ_U64("  packets that nobody had counted yet", 5, stats.ipackets);
	TAP_EQ_INT("  the primary read the device", 1, process_requests() - asked);
	send_in(FRAME_BYTES, 2);
	TAP_EQ_U64("extended statistic by name", 7, xstat("rx_mac_good_packets"));
	process_enter_primary(&rig);
	TAP_EQ_INT("the primary's statistics", 0, rte_eth_stats_get(rig.port, &stats));
	TAP_EQ_U64("  have them all", 7, stats.ipackets);
	process_leave_primary(&rig);
	TAP_EQ_INT("reset by the secondary", 0, rte_eth_stats_reset(rig.port));
	TAP_EQ_INT("  statistics", 0, rte_eth_stats_get(rig.port, &stats));
	TAP_EQ_U64("  are at zero", 0, stats.ipackets);
	process_leave_secondary(&rig);
	TAP_EQ_INT("  statistics", 0, rte_eth_stats_get(rig.port, &stats));
	TAP_EQ_U64("  in both processes", 0, stats.ipackets);
	drain();
}

static void
test_silence(void)
{
	static const enum process_answer answers[] = {PROCESS_IS_SILENT, PROCESS_ANSWERS_SHORT};
	struct rte_eth_stats stats;
	struct rte_eth_link link;
	unsigned int i;

	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	for (i = 0; i < RTE_DIM(answers); i++) {
		process_set_answer(answers[i]);
		plat_model_log_clear();
		TAP_EQ_INT("no primary, or another one: statistics", -ETIMEDOUT,
			rte_eth_stats_get(rig.port, &stats));
		TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
				  strstr(plat_model_log_last(), "does not answer") != NULL,
			"  one line says so", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
			plat_model_log_last());
		TAP_EQ_INT("  reset", -ETIMEDOUT, rte_eth_stats_reset(rig.port));
		TAP_EQ_INT("  link: as seen last", 0, rte_eth_link_get_nowait(rig.port, &link));
		TAP_EQ_INT("  which was up", RTE_ETH_LINK_UP, link.link_status);
	}
	process_set_answer(PROCESS_ANSWERS);
	process_leave_secondary(&rig);
}

struct request {
	uint32_t op;
	uint16_t port_id;
	int32_t result;
	uint32_t value[2];
};

static void
test_bad_requests(void)
{
	struct request request = {.op = IGBX_MP_STATS_SAVE, .port_id = RTE_MAX_ETHPORTS - 1};
	struct request bad_op = {.op = IGBX_MP_NB_OPS, .port_id = rig.port};
	struct request none = {.op = IGBX_MP_STATS_SAVE, .port_id = UINT16_MAX};

	TAP_EQ_INT("request for a port that is none", sizeof(request),
		process_ask(&request, sizeof(request)));
	TAP_EQ_INT("  is refused", -ENODEV, request.result);
	process_ask(&none, sizeof(none));
	TAP_EQ_INT("  also one beyond all ports", -ENODEV, none.result);
	plat_model_log_clear();
	process_ask(&bad_op, sizeof(bad_op));
	TAP_EQ_INT("request that there is not", -ENOTSUP, bad_op.result);
	TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	request.result = 0;
	process_ask(&request, sizeof(request) - 1);
	TAP_EQ_INT("request of another length: one line", 2, plat_model_log_count(IGBX_LOG_ERR));
}

static void
test_link(void)
{
	struct rte_eth_link link;

	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	nm_set_cable(rig.nm, false);
	nm_advance_us(rig.nm, 100000);
	TAP_EQ_INT("link", 0, rte_eth_link_get_nowait(rig.port, &link));
	TAP_EQ_INT("  is down when the cable is out", RTE_ETH_LINK_DOWN, link.link_status);
	nm_set_cable(rig.nm, true);
	TAP_EQ_INT("link, waited for", 0, rte_eth_link_get(rig.port, &link));
	TAP_EQ_INT("  is up", RTE_ETH_LINK_UP, link.link_status);
	TAP_EQ_INT("  at 1 Gb/s", RTE_ETH_SPEED_NUM_1G, link.link_speed);
	process_leave_secondary(&rig);
}

/* One frame in, the same one out. */
static void
check_traffic(const char *name, uint32_t len)
{
	static uint8_t out[RIG_FRAME_BYTES];
	unsigned int sent = rig.nb_sent;
	uint32_t got;

	send_in(len, 1);
	TAP_EQ_INT(name, 1, rte_eth_rx_queue_count(rig.port, 0) > 0);
	TAP_EQ_INT("  its descriptor is done", RTE_ETH_RX_DESC_DONE,
		rte_eth_rx_descriptor_status(rig.port, 0, 0));
	got = rig_recv(&rig, 0, out);
	TAP_EQ_INT("  received", len, got);
	TAP_EQ_MEM("  unchanged", frame, out, len);
	TAP_EQ_INT("  sent", 1, rig_send(&rig, 0, frame, FRAME_BYTES));
	nm_process(rig.nm);
	TAP_EQ_INT("  and on the wire", 1, rig.nb_sent - sent);
	TAP_EQ_INT("  nothing is left", 0, rte_eth_rx_queue_count(rig.port, 0));
}

static void
restart(const struct rte_eth_conf *conf)
{
	process_enter_primary(&rig);
	TAP_EQ_INT("the primary stops the port", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("  and starts it anew", 0, rig_up(&rig, 1, 1, conf));
	process_leave_primary(&rig);
}

static void
test_traffic(void)
{
	const struct rte_eth_conf jumbo = {.rxmode.mtu = 9000};
	struct rte_eth_burst_mode mode, mode2;
	uint8_t out[FRAME_BYTES];

	rte_eth_rx_burst_mode_get(rig.port, 0, &mode);
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	TAP_EQ_INT("burst mode", 0, rte_eth_rx_burst_mode_get(rig.port, 0, &mode2));
	TAP_EQ_STR("  is the primary's", mode.info, mode2.info);
	check_traffic("the secondary's traffic", FRAME_BYTES);

	process_enter_primary(&rig);
	TAP_EQ_INT("the primary stops the port", 0, rte_eth_dev_stop(rig.port));
	process_leave_primary(&rig);
	TAP_EQ_INT("  the secondary receives nothing", 0, rig_recv(&rig, 0, out));
	TAP_EQ_INT("  and sends nothing", 0, rig_send(&rig, 0, frame, FRAME_BYTES));

	restart(&jumbo);
	TAP_EQ_INT("burst mode", 0, rte_eth_rx_burst_mode_get(rig.port, 0, &mode2));
	TAP_CHECK(strcmp(mode.info, mode2.info) != 0, "  has changed", "still %s", mode2.info);
	check_traffic("frames of several buffers", LONG_BYTES);
	restart(NULL);
	check_traffic("and back", FRAME_BYTES);

	process_enter_primary(&rig);
	TAP_EQ_INT("the primary stops one queue", 0, rte_eth_dev_rx_queue_stop(rig.port, 0));
	process_leave_primary(&rig);
	TAP_EQ_INT("  the secondary receives nothing", 0, rig_recv(&rig, 0, out));
	process_enter_primary(&rig);
	TAP_EQ_INT("  it starts it", 0, rte_eth_dev_rx_queue_start(rig.port, 0));
	process_leave_primary(&rig);
	check_traffic("  traffic goes on", FRAME_BYTES);
	TAP_EQ_INT("no queue, no packets", 0, igbx_rx_burst_shared(NULL, NULL, 1));
	TAP_EQ_INT("  and none taken", 0, igbx_tx_burst_shared(NULL, NULL, 1));
	process_leave_secondary(&rig);
	check_traffic("the primary's traffic", FRAME_BYTES);
}

/* Everything that only looks: the answers of both processes, as bytes. */
struct looks {
	struct rte_eth_fc_conf fc;
	struct rte_eth_rss_conf rss;
	struct rte_eth_rss_reta_entry64 reta[2];
	struct rte_eth_rxq_info rxq;
	struct rte_eth_txq_info txq;
	uint8_t key[40];
	char text[4096];
	int ret[7];
};

static void
look(struct looks *l)
{
	FILE *file;

	memset(l, 0, sizeof(*l));
	file = fmemopen(l->text, sizeof(l->text), "w");
	if (file == NULL)
		abort();
	l->reta[0].mask = l->reta[1].mask = UINT64_MAX;
	l->rss.rss_key = l->key;
	l->rss.rss_key_len = sizeof(l->key);
	l->ret[0] = rte_eth_dev_flow_ctrl_get(rig.port, &l->fc);
	l->ret[1] = rte_eth_dev_rss_hash_conf_get(rig.port, &l->rss);
	l->ret[2] = rte_eth_dev_rss_reta_query(rig.port, l->reta, 128);
	l->ret[3] = rte_eth_rx_queue_info_get(rig.port, 0, &l->rxq);
	l->ret[4] = rte_eth_tx_queue_info_get(rig.port, 0, &l->txq);
	l->ret[5] = rte_eth_dev_priv_dump(rig.port, file);
	l->ret[6] = rte_eth_rx_descriptor_dump(rig.port, 0, 0, 8, file) |
		    rte_eth_tx_descriptor_dump(rig.port, 0, 0, 8, file);
	fclose(file);
	l->rss.rss_key = NULL;
}

static void
test_looks(void)
{
	static struct looks primary, secondary;
	unsigned int i;

	look(&primary);
	for (i = 0; i < RTE_DIM(primary.ret); i++)
		TAP_EQ_INT("the primary looks", 0, primary.ret[i]);
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	look(&secondary);
	process_leave_secondary(&rig);
	TAP_EQ_STR("the secondary's dumps are the same", primary.text, secondary.text);
	TAP_EQ_MEM("  and its other answers", &primary, &secondary, sizeof(primary));
}

static void
test_registers(void)
{
	static uint32_t words[2][8192];
	struct rte_dev_reg_info regs = {.data = NULL};
	uint64_t writes;

	TAP_EQ_INT("registers: how many", 0, rte_eth_dev_get_reg_info(rig.port, &regs));
	regs.data = words[0];
	TAP_EQ_INT("registers of the primary", 0, rte_eth_dev_get_reg_info(rig.port, &regs));
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	regs.data = words[1];
	writes = plat_model_writes();
	TAP_EQ_INT("registers of the secondary", 0, rte_eth_dev_get_reg_info(rig.port, &regs));
	TAP_EQ_MEM("  are the same", words[0], words[1], regs.length * sizeof(words[0][0]));
	TAP_EQ_U64("  and none is written", writes, plat_model_writes());
	process_leave_secondary(&rig);
}

/* What the shared memory held before an operation that is refused. */
static struct rte_eth_dev_data data_before;
static struct igbx_adapter adapter_before;

static void
refused(const char *name, int ret, bool line)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[rig.port];

	TAP_EQ_INT(name, -ENOTSUP, ret);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == (line ? 1 : 0) &&
			  (!line || strstr(plat_model_log_last(), "only the primary") != NULL),
		line ? "  one line" : "  ethdev's own refusal", "%u: %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last());
	TAP_CHECK(
		memcmp(&data_before, dev->data, sizeof(data_before)) == 0 &&
			memcmp(&adapter_before, igbx_adapter_of(dev), sizeof(adapter_before)) == 0,
		"  no state changed", "another state");
	plat_model_log_clear();
}

static void
test_refused(void)
{
	struct rte_eth_dev *dev = &rte_eth_devices[rig.port];
	const struct rte_eth_conf conf = {.link_speeds = 0};
	struct rte_ether_addr uc = {{2, 0, 0, 0, 0, 7}}, mc = {{1, 0, 0x5E, 0, 0, 1}};
	struct rte_eth_rss_reta_entry64 reta[2] = {{.mask = 1}};
	struct rte_eth_fc_conf fc = {.mode = RTE_ETH_FC_NONE};
	struct rte_eth_rss_conf rss = {.rss_hf = RTE_ETH_RSS_IPV4};
	struct rte_eth_conf rss_conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS};
	uint16_t port = rig.port;
	uint64_t writes;

	rss_conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4;
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(port));
	TAP_EQ_INT("up with RSS", 0, rig_up(&rig, 1, 1, &rss_conf));
	test_looks();
	writes = plat_model_writes();
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	memcpy(&data_before, dev->data, sizeof(data_before));
	memcpy(&adapter_before, igbx_adapter_of(dev), sizeof(adapter_before));
	plat_model_log_clear();
	refused("set MTU", rte_eth_dev_set_mtu(port, 1400), true);
	refused("add MAC address", rte_eth_dev_mac_addr_add(port, &uc, 0), true);
	refused("set MAC address", rte_eth_dev_default_mac_addr_set(port, &uc), true);
	refused("multicast list", rte_eth_dev_set_mc_addr_list(port, &mc, 1), true);
	refused("flow control", rte_eth_dev_flow_ctrl_set(port, &fc), true);
	refused("RETA", rte_eth_dev_rss_reta_update(port, reta, 128), true);
	refused("RSS hash", rte_eth_dev_rss_hash_update(port, &rss), true);
	refused("link up", rte_eth_dev_set_link_up(port), true);
	refused("link down", rte_eth_dev_set_link_down(port), true);
	refused("reset", rte_eth_dev_reset(port), true);
	refused("stop an Rx queue", rte_eth_dev_rx_queue_stop(port, 0), true);
	refused("stop a Tx queue", rte_eth_dev_tx_queue_stop(port, 0), true);
	refused("configure", rte_eth_dev_configure(port, 1, 1, &conf), false);
	refused("start", rte_eth_dev_start(port), false);
	refused("stop", rte_eth_dev_stop(port), false);
	refused("Rx queue setup", rte_eth_rx_queue_setup(port, 0, 64, 0, NULL, rig_pool()), false);
	refused("Tx queue setup", rte_eth_tx_queue_setup(port, 0, 64, 0, NULL), false);
	refused("promiscuous", rte_eth_promiscuous_enable(port), false);
	refused("all multicast", rte_eth_allmulticast_enable(port), false);
	refused("remove MAC address", rte_eth_dev_mac_addr_remove(port, &uc), false);
	TAP_EQ_U64("no register was written", writes, plat_model_writes());
	TAP_EQ_INT("close", 0, dev->dev_ops->dev_close(dev));
	TAP_EQ_U64("  leaves the device alone", writes, plat_model_writes());
	process_leave_secondary(&rig);
	check_traffic("the primary's traffic goes on", FRAME_BYTES);
}

/* Whoever closes a device of uio_pci_generic stops it for all. */
static void
test_uio_pci_generic(void)
{
	rig.pci.kdrv = RTE_PCI_KDRV_UIO_GENERIC;
	plat_model_log_clear();
	TAP_EQ_INT("uio_pci_generic: not for a secondary", 1, process_enter_secondary(&rig));
	process_leave_secondary(&rig);
	TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	rig.pci.kdrv = RTE_PCI_KDRV_UNKNOWN;
	check_traffic("  the primary's traffic goes on", FRAME_BYTES);
}

static void
test_removed(void)
{
	struct rte_eth_stats stats;

	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("pulled: the secondary sees it", 1, rte_eth_dev_is_removed(rig.port));
	TAP_EQ_INT("  statistics", -EIO, rte_eth_stats_get(rig.port, &stats));
	process_leave_secondary(&rig);
	TAP_EQ_INT("  and so does the primary", 1, rte_eth_dev_is_removed(rig.port));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	test_attach();
	test_refused_attach();
	test_stats();
	test_silence();
	test_bad_requests();
	test_link();
	test_traffic();
	test_registers();
	test_refused();
	test_uio_pci_generic();
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);
	test_removed();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
