/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port from probe to remove: what it says of itself, what it refuses at the door,
 * that it can be started and stopped as often as one likes, that nothing is left of
 * it, and that a closed device is quiet.
 */
#include <errno.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#include "igbx_ethdev.h"

#define NVM_MAC_WORDS 3

static struct rig rig;

static void
test_version_guard(void)
{
	TAP_CHECK(igbx_version_fits("DPDK 22.11.11", 22, 11), "guard: point release", "refused");
	TAP_CHECK(igbx_version_fits("DPDK 26.11.0-rc0", 26, 11), "guard: candidate", "refused");
	TAP_CHECK(!igbx_version_fits("DPDK 22.07.0", 22, 11), "guard: other month", "taken");
	TAP_CHECK(!igbx_version_fits("DPDK 23.11.0", 22, 11), "guard: other year", "taken");
	TAP_CHECK(!igbx_version_fits("DPDK", 22, 11), "guard: no number", "taken");
	TAP_CHECK(!igbx_version_fits("", 22, 11), "guard: nothing", "taken");
	TAP_CHECK(igbx_version_fits(rte_version(), IGBX_BUILT_YEAR, IGBX_BUILT_MONTH),
		"guard: this one", "%s refused", rte_version());
}

static void
test_identity(void)
{
	const struct rte_pci_id *id = rig_driver_ids();
	unsigned int nb = 0;
	bool found = false;

	TAP_EQ_STR("driver name", "net_igbx", rig_driver_name());
	for (; id->vendor_id != 0; id++, nb++)
		found |= id->vendor_id == 0x8086 && id->device_id == 0x10C9;
	TAP_CHECK(found, "8086:10c9 is in the table", "%u ids without it", nb);
	TAP_EQ_INT("eight physical functions", 8, nb);
}

static void
test_info(void)
{
	const uint8_t mac[] = {0x02, 0, 0, 0, 0, 0x01};
	struct rte_eth_dev_info info;
	struct rte_ether_addr addr;
	char version[32], tiny[2];
	uint32_t types[32];
	int nb;

	TAP_EQ_INT("info", 0, rte_eth_dev_info_get(rig.port, &info));
	TAP_EQ_STR("info: driver", "net_igbx", info.driver_name);
	TAP_EQ_INT("info: Rx queues", 16, info.max_rx_queues);
	TAP_EQ_INT("info: Tx queues", 16, info.max_tx_queues);
	TAP_EQ_INT("info: MAC filters", 24, info.max_mac_addrs);
	TAP_EQ_INT("info: least MTU", 68, info.min_mtu);
	TAP_EQ_INT("info: largest frame and MTU differ by header, two tags, CRC", 26,
		info.max_rx_pktlen - info.max_mtu);
	TAP_CHECK(info.max_rx_pktlen >= 9500, "info: 9.5 KB frames", "%u", info.max_rx_pktlen);
	TAP_EQ_INT("info: least Rx buffer", 256, info.min_rx_bufsize);
	TAP_EQ_INT("info: RETA", 128, info.reta_size);
	TAP_EQ_INT("info: RSS key", 40, info.hash_key_size);
	TAP_EQ_INT("info: ring, least", 32, info.rx_desc_lim.nb_min);
	TAP_EQ_INT("info: ring, most", 4096, info.tx_desc_lim.nb_max);
	TAP_EQ_INT("info: ring, multiple of", 8, info.tx_desc_lim.nb_align);
	TAP_EQ_INT("info: Tx segments", 40, info.tx_desc_lim.nb_seg_max);
	TAP_EQ_U64("info: speeds",
		RTE_ETH_LINK_SPEED_10M_HD | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M_HD |
			RTE_ETH_LINK_SPEED_100M | RTE_ETH_LINK_SPEED_1G,
		info.speed_capa);
	TAP_EQ_U64("info: one per-queue Rx offload", RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT,
		info.rx_queue_offload_capa);
	TAP_CHECK((*info.dev_flags & RTE_ETH_DEV_INTR_LSC) != 0, "info: link event", "0x%x",
		*info.dev_flags);

	rte_eth_macaddr_get(rig.port, &addr);
	TAP_EQ_MEM("the NVM's MAC address", mac, addr.addr_bytes, 6);
	TAP_EQ_INT("firmware version", 0,
		rte_eth_dev_fw_version_get(rig.port, version, sizeof(version)));
	TAP_EQ_INT("firmware version: what it takes", (int)strlen(version) + 1,
		rte_eth_dev_fw_version_get(rig.port, tiny, sizeof(tiny)));
	nb = rte_eth_dev_get_supported_ptypes(rig.port, RTE_PTYPE_ALL_MASK, types, RTE_DIM(types));
	TAP_CHECK(nb > 5, "packet types", "%d", nb);
	TAP_EQ_INT("not removed", 0, rte_eth_dev_is_removed(rig.port));
}

static void
test_registers(void)
{
	struct rte_dev_reg_info regs = {.data = NULL};
	static uint32_t words[4096];
	struct rte_eth_stats before, after;

	TAP_EQ_INT("registers: how many", 0, rte_eth_dev_get_reg_info(rig.port, &regs));
	TAP_CHECK(regs.length > 100 && regs.length <= RTE_DIM(words) && regs.width == 4,
		"registers: 32 bits each", "%u of %u bytes", regs.length, regs.width);
	regs.data = words;
	rte_eth_stats_get(rig.port, &before);
	TAP_EQ_INT("registers: read", 0, rte_eth_dev_get_reg_info(rig.port, &regs));
	TAP_EQ_U64("registers: CTRL comes first", nm_read(rig.nm, 0), words[0]);
	rte_eth_stats_get(rig.port, &after);
	TAP_EQ_U64("registers: no counter was cleared", before.ipackets, after.ipackets);
	regs.offset = 4;
	TAP_EQ_INT("registers: a part", -EINVAL, rte_eth_dev_get_reg_info(rig.port, &regs));
}

static void
refuse_probe(const char *name, const char *args, int expected)
{
	struct rig_usage before = rig_usage(), after;
	uint16_t ports = rte_eth_dev_count_avail();
	int ret;

	plat_model_log_clear();
	ret = rig_probe(&rig, args);
	TAP_EQ_INT(name, expected, ret);
	after = rig_usage();
	if (!TAP_CHECK(rig_usage_same(before, after) && rte_eth_dev_count_avail() == ports,
		    "  all is undone", "%u ports", rte_eth_dev_count_avail())) {
		rig_usage_print("before", before);
		rig_usage_print("after", after);
	}
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line", "%u: %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last_of(IGBX_LOG_ERR));
	printf("#   %s\n", plat_model_log_last_of(IGBX_LOG_ERR));
	if (ret == 0)
		rig_remove(&rig);
}

static void
test_bad_args(void)
{
	refuse_probe("unknown key", "rx_dorp=1", -EINVAL);
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "rx_dorp") != NULL,
		"  the line names it", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	refuse_probe("value out of range", "rx_drop=2", -EINVAL);
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "0, 1 or auto") != NULL,
		"  the line says what it takes", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	refuse_probe("empty value", "flow_ctrl=", -EINVAL);
	refuse_probe("no value", "flow_ctrl", -EINVAL);
	refuse_probe("no such instructions", "simd=mmx", -EINVAL);
	refuse_probe("instructions of another CPU",
		igbx_isa_usable(IGBX_ISA_NEON) ? "simd=sse" : "simd=neon", -EINVAL);
	refuse_probe("a number too great", "itr_us=8192", -EINVAL);
	refuse_probe("a number far too great", "itr_us=99999999999999999999", -EINVAL);
	refuse_probe("a negative number", "itr_us=-1", -EINVAL);
	refuse_probe("not quite a number", "itr_us=10us", -EINVAL);
	refuse_probe("a number of another base", "itr_us=0x10", -EINVAL);
	refuse_probe("no number", "itr_us=", -EINVAL);
	refuse_probe("neither yes nor no", "queue_bytes=2", -EINVAL);
	refuse_probe("given twice", "rx_drop=1,rx_drop=0", -EINVAL);
	refuse_probe("a good one before a bad one", "rx_drop=1,flow_ctrl=both", -EINVAL);
}

static void
test_good_args(void)
{
	static const char *const good[] = {"", "rx_drop=0", "rx_drop=1", "rx_drop=auto",
		"flow_ctrl=none", "flow_ctrl=rx", "flow_ctrl=tx", "flow_ctrl=full,rx_drop=auto",
		"simd=auto", "simd=scalar"};
	unsigned int i;

	for (i = 0; i < RTE_DIM(good); i++) {
		TAP_EQ_INT(good[i], 0, rig_probe(&rig, good[i]));
		TAP_EQ_INT("  and out", 0, rig_remove(&rig));
	}
}

static void
test_bad_device(void)
{
	uint16_t *nvm = nm_nvm(rig.nm), kept[NVM_MAC_WORDS];
	void *bar = rig.pci.mem_resource[0].addr;

	rig.pci.mem_resource[0].addr = NULL;
	plat_model_log_clear();
	TAP_EQ_INT("no driver for user space: left to others", 1, rig_probe(&rig, NULL));
	TAP_EQ_INT("  no line", 0, plat_model_log_count(IGBX_LOG_NOTICE));
	TAP_EQ_INT("the same, but it was asked for", 1, rig_probe(&rig, "simd=auto"));
	TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_NOTICE));
	TAP_EQ_INT("  no error", 0, plat_model_log_count(IGBX_LOG_ERR));
	rig.pci.kdrv = RTE_PCI_KDRV_VFIO;
	refuse_probe("BAR 0 cannot be mapped", NULL, -ENODEV);
	rig.pci.kdrv = RTE_PCI_KDRV_UNKNOWN;
	rig.pci.mem_resource[0].addr = bar;
	rig.pci.mem_resource[0].len = 4096;
	refuse_probe("BAR 0 too small", NULL, -ENODEV);
	rig.pci.mem_resource[0].len = NM_BAR_BYTES;

	nvm[0x10] ^= 1;
	refuse_probe("NVM checksum", NULL, -EBADMSG);
	nvm[0x10] ^= 1;

	memcpy(kept, nvm, sizeof(kept));
	memset(nvm, 0, sizeof(kept));
	nm_nvm_fix_checksum(rig.nm);
	refuse_probe("no MAC address", NULL, -EADDRNOTAVAIL);
	memcpy(nvm, kept, sizeof(kept));
	nm_nvm_fix_checksum(rig.nm);

	nm_set_removed(rig.nm, true);
	refuse_probe("all ones", NULL, -ENODEV);
	rig_replug(&rig);

	rig.pci.id.device_id = 0x1234;
	refuse_probe("another chip", NULL, -ENOTSUP);
	rig.pci.id.device_id = 0x10C9;
}

/* Nothing may come from the device any more, whatever arrives on the wire. */
static void
check_quiet(const char *name)
{
	uint8_t frame[64];
	uint64_t accesses = nm_dma_accesses(rig.nm);
	const uint8_t bcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

	rig_udp4(frame, sizeof(frame), bcast, 1);
	nm_set_cable(rig.nm, false);
	nm_set_cable(rig.nm, true);
	nm_advance_us(rig.nm, 5000000);
	nm_rx_frame(rig.nm, frame, sizeof(frame));
	nm_process(rig.nm);
	TAP_EQ_U64(name, accesses, nm_dma_accesses(rig.nm));
	TAP_CHECK(!rig.irq_raised, "  and no interrupt", "one was raised");
}

static void
test_start_stop(void)
{
	struct rig_usage stopped, now;
	unsigned int i, bad = 0;

	TAP_EQ_INT("start without configure", -EINVAL, rte_eth_dev_start(rig.port));
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 2, 2, NULL));
	plat_model_log_clear();
	TAP_EQ_INT("start without queues", -EINVAL, rte_eth_dev_start(rig.port));
	printf("#   %s\n", plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 2, 2, rig_pool()));
	stopped = rig_usage();
	for (i = 0; i < 100; i++) {
		bad += rte_eth_dev_start(rig.port) != 0;
		bad += rte_eth_dev_start(rig.port) != 0; /* again is no error */
		bad += rte_eth_dev_stop(rig.port) != 0;
		bad += rte_eth_dev_stop(rig.port) != 0;
	}
	TAP_EQ_INT("start and stop 100 times", 0, bad);
	now = rig_usage();
	if (!TAP_CHECK(rig_usage_same(stopped, now), "  nothing is left behind", "more in use")) {
		rig_usage_print("before", stopped);
		rig_usage_print("after", now);
	}
	TAP_EQ_INT("start", 0, rte_eth_dev_start(rig.port));
	TAP_CHECK(nm_rx_queue_enabled(rig.nm, 1) && nm_tx_queue_enabled(rig.nm, 1),
		"  queues are on", "off");
	TAP_EQ_INT("close while started", -EINVAL, rte_eth_dev_close(rig.port));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	check_quiet("a stopped device is quiet");
	TAP_EQ_INT("reconfigure with more queues", 0, rig_up(&rig, 16, 16, NULL));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("reconfigure with fewer", 0, rig_up(&rig, 1, 1, NULL));
	TAP_CHECK(!nm_rx_queue_enabled(rig.nm, 1), "  the others are off", "queue 1 is on");
}

static void
test_reset(void)
{
	struct rte_ether_addr own = {{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}}, now;
	const uint8_t mac[] = {0x02, 0, 0, 0, 0, 0x01};

	TAP_EQ_INT("set the MAC address", 0, rte_eth_dev_default_mac_addr_set(rig.port, &own));
	TAP_EQ_INT("promiscuous", 0, rte_eth_promiscuous_enable(rig.port));
	TAP_EQ_INT("reset a running port", 0, rte_eth_dev_reset(rig.port));
	rte_eth_macaddr_get(rig.port, &now);
	TAP_EQ_MEM("  the NVM's address is back", mac, now.addr_bytes, 6);
	TAP_EQ_INT("  still promiscuous", 1, rte_eth_promiscuous_get(rig.port));
	TAP_EQ_INT("  no start without configure", -EINVAL, rte_eth_dev_start(rig.port));
	check_quiet("  the device is quiet");
	TAP_EQ_INT("  and works again", 0, rig_up(&rig, 1, 1, NULL));
}

static void
test_remove(void)
{
	TAP_EQ_INT("remove a running port", 0, rig_remove(&rig));
	TAP_EQ_INT("  the port is gone", 0, rte_eth_dev_count_avail());
	check_quiet("  the device is quiet");
	TAP_EQ_INT("  remove without a port", 0, rig_remove(&rig));
}

/* The cable is one thing, the slot another: the card is pulled while it works. */
static void
test_pulled(void)
{
	uint8_t out[64];

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 2, 2, NULL));
	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("pulled: says so", 1, rte_eth_dev_is_removed(rig.port));
	TAP_EQ_INT("pulled: no packet", 0, rig_recv(&rig, 0, out));
	TAP_EQ_INT("pulled: promiscuous", -EIO, rte_eth_promiscuous_enable(rig.port));
	TAP_EQ_INT("pulled: reset", -EIO, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("pulled: stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("pulled: start", -EIO, rte_eth_dev_start(rig.port));
	TAP_EQ_INT("pulled: remove", 0, rig_remove(&rig));
	rig_replug(&rig);
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	test_version_guard();
	test_identity();
	/* ethdev's own shared memory comes with the first port and stays. */
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("remove", 0, rig_remove(&rig));
	empty = rig_usage();

	test_bad_args();
	test_good_args();
	test_bad_device();
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_info();
	test_registers();
	test_start_stop();
	test_reset();
	test_remove();
	test_pulled();

	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
