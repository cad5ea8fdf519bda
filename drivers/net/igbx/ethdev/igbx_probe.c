/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From the PCI bus to a port and back, and what dpdk-pmdinfo shows of the driver.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>

#include <rte_pci.h>

#include "igbx_ethdev.h"
#include "igbx_ids.h"
#include "igbx_mp.h"
#include "igbx_telemetry.h"

#define IGBX_BAR_BYTES (128 * 1024)

static const struct rte_pci_id igbx_pci_ids[] = {
#define IGBX_ID_ENTRY(id, name, text) {RTE_PCI_DEVICE(IGBX_VENDOR_INTEL, id)},
	IGBX_82576_PF_ID_ROWS(IGBX_ID_ENTRY)
#undef IGBX_ID_ENTRY
		{.vendor_id = 0},
};

bool
igbx_version_fits(const char *running, unsigned int year, unsigned int month)
{
	unsigned int run_year, run_month;

	/* A prefix, a blank, and YY.MM; the point release after it may differ. */
	if (sscanf(running, "%*s %u.%u", &run_year, &run_month) != 2)
		return false;
	return run_year == year && run_month == month;
}

static int
uninit(struct rte_eth_dev *dev)
{
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return 0;
	/* Unplugged in the middle of its work: ethdev's own stop also parks the burst functions.
	 * A port that does not stop goes all the same, without the memory that its device has.
	 */
	if (dev->data->dev_started && rte_eth_dev_stop(dev->data->port_id) != 0)
		dev->data->dev_started = 0;
	(void)igbx_dev_close(dev);
	return 0;
}

/* The registers and the identity of the device, and what the user said about it. */
static int
adapter_prepare(struct rte_eth_dev *dev, struct igbx_ident *ident)
{
	const struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	const struct rte_mem_resource *bar = &pci_dev->mem_resource[0];
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const char *args = NULL;
	int ret;

	if (pci_dev->device.devargs != NULL)
		args = pci_dev->device.devargs->args;
	ret = igbx_devargs_parse(pci_dev->device.name, args, &ad->args);
	if (ret != 0)
		return ret;
	if (bar->addr == NULL || bar->len < IGBX_BAR_BYTES) {
		IGBX_ERR("%s: BAR 0 is %s, %u bytes are needed", pci_dev->device.name,
			bar->addr == NULL ? "not mapped" : "too small", IGBX_BAR_BYTES);
		return -ENODEV;
	}
	ad->outer_tpid = RTE_ETHER_TYPE_VLAN;
	igbx_queue_stats_map_init(ad);
	ad->ptype_mask = UINT32_MAX;
	ad->link_cfg.fc_rx = ad->args.fc_rx;
	ad->link_cfg.fc_tx = ad->args.fc_tx;
	ad->hw.bar = bar->addr;
	ad->hw.name = pci_dev->device.name;
	ad->hw.bus_dev = pci_dev;
	ad->device_id = pci_dev->id.device_id;
	*ident = (struct igbx_ident){
		.vendor_id = pci_dev->id.vendor_id,
		.device_id = pci_dev->id.device_id,
		.subsystem_vendor_id = pci_dev->id.subsystem_vendor_id,
		.subsystem_device_id = pci_dev->id.subsystem_device_id,
	};
	return 0;
}

void
igbx_fast_ops_set(struct rte_eth_dev *dev)
{
	dev->rx_queue_count = igbx_rx_queue_count;
	igbx_compat_tx_queue_count_set(dev, igbx_tx_queue_count);
	dev->rx_descriptor_status = igbx_rx_descriptor_status;
	dev->tx_descriptor_status = igbx_tx_descriptor_status;
	dev->tx_pkt_prepare = igbx_tx_prepare;
	igbx_compat_recycle_set(
		dev, igbx_recycle_tx_mbufs_reuse, igbx_recycle_rx_descriptors_refill);
}

/* The device as it is found; ready to be configured. */
static int
device_init(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_ident ident;
	int ret;

	ret = adapter_prepare(dev, &ident);
	if (ret != 0)
		return ret;
	ret = igbx_hw_init(&ad->hw, &ident);
	if (ret != 0)
		return ret;
	ret = igbx_hw_setup(&ad->hw, ad->hw.perm_mac);
	if (ret == 0)
		ret = igbx_fw_version_keep(ad);
	if (ret != 0)
		goto release_hw;
	ret = igbx_clock_start(&ad->hw);
	if (ret != 0)
		goto release_hw;
	/* Freed by ethdev together with the port. */
	dev->data->mac_addrs = rte_calloc_socket("igbx_mac", ad->hw.chip->nb_rar,
		sizeof(struct rte_ether_addr), 0, dev->data->numa_node);
	if (dev->data->mac_addrs == NULL) {
		IGBX_ERR("%s: no memory for %u MAC addresses", ad->hw.name, ad->hw.chip->nb_rar);
		ret = -ENOMEM;
		goto release_hw;
	}
	dev->data->hash_mac_addrs = rte_calloc_socket("igbx_hash_mac", IGBX_MAX_HASH_MACS,
		sizeof(struct rte_ether_addr), 0, dev->data->numa_node);
	if (dev->data->hash_mac_addrs == NULL) {
		IGBX_ERR("%s: no memory for %u hashed MAC addresses", ad->hw.name,
			IGBX_MAX_HASH_MACS);
		ret = -ENOMEM;
		goto release_hw;
	}
	memcpy(&dev->data->mac_addrs[0], ad->hw.perm_mac, RTE_ETHER_ADDR_LEN);
	ret = igbx_ports_add(dev);
	if (ret != 0)
		goto release_hw;
	dev->dev_ops = &igbx_ops;
	igbx_fast_ops_set(dev);
	igbx_intr_register(dev);
	IGBX_INFO("%s: %s, MAC " RTE_ETHER_ADDR_PRT_FMT, ad->hw.name, ad->hw.chip->name,
		RTE_ETHER_ADDR_BYTES(&dev->data->mac_addrs[0]));
	return 0;

release_hw:
	igbx_hw_release(&ad->hw);
	return ret;
}

static int
igbx_dev_init(struct rte_eth_dev *dev)
{
	struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return igbx_secondary_init(dev);
	rte_spinlock_init(&ad->link_lock);
	rte_spinlock_init(&ad->stats_lock);
	ad->layout = igbx_shared_layout();
	igbx_flow_init(dev);
	ret = igbx_access_open(pci_dev, &ad->access_lock);
	if (ret != 0)
		return ret;
	ret = device_init(dev);
	if (ret == 0)
		return 0;
	igbx_access_give_back(pci_dev, &ad->access_lock);
	igbx_access_close(pci_dev);
	return ret;
}

static int
igbx_pci_probe(struct rte_pci_driver *driver, struct rte_pci_device *pci_dev)
{
	RTE_SET_USED(driver);
	/* For the bus: none of this driver's. */
	if (!igbx_access_is_possible(pci_dev))
		return 1;
	return rte_eth_dev_pci_generic_probe(pci_dev, sizeof(struct igbx_adapter), igbx_dev_init);
}

static int
igbx_pci_remove(struct rte_pci_device *pci_dev)
{
	int ret = rte_eth_dev_pci_generic_remove(pci_dev, uninit);

	if (ret == 0)
		igbx_access_close(pci_dev);
	return ret;
}

/* Writable because the bus links its drivers into a list through it. */
static struct rte_pci_driver igbx_pci_driver = {
	.driver.name = "net_igbx",
	.id_table = igbx_pci_ids,
	/* Not NEED_MAPPING: igbx_access.c. */
	.drv_flags = RTE_PCI_DRV_INTR_LSC | RTE_PCI_DRV_INTR_RMV,
	.probe = igbx_pci_probe,
	.remove = igbx_pci_remove,
};

/* What the application runs on. A driver of another ABI brings that release's libraries with it and
 * would ask those; the first one in the search order is the application's.
 */
static const char *
running_version(void)
{
	union {
		void *symbol;
		const char *(*call)(void);
	} version = {.symbol = dlsym(RTLD_DEFAULT, "rte_version")};

	return version.symbol != NULL ? version.call() : rte_version();
}

/* The bus and ethdev hand over structures whose layout belongs to one DPDK release, so a driver
 * of another one must not even be registered: the device is left to whoever fits.
 */
RTE_INIT(igbx_register)
{
	const char *running = running_version();

	if (!igbx_version_fits(running, IGBX_BUILT_YEAR, IGBX_BUILT_MONTH)) {
		IGBX_ERR("net_igbx was built for DPDK %u.%02u and this is %s: it is not used",
			IGBX_BUILT_YEAR, IGBX_BUILT_MONTH, running);
		return;
	}
	rte_pci_register(&igbx_pci_driver);
	igbx_telemetry_register();
}

IGBX_PMD_EXPORT_NAME(net_igbx);
RTE_PMD_REGISTER_PCI_TABLE(net_igbx, igbx_pci_ids);
RTE_PMD_REGISTER_KMOD_DEP(net_igbx, "* igb_uio | uio_pci_generic | vfio-pci");
RTE_PMD_REGISTER_PARAM_STRING(net_igbx, IGBX_DEVARG_RX_DROP
	"=<0|1|auto> " IGBX_DEVARG_FLOW_CTRL "=<none|rx|tx|full> " IGBX_DEVARG_SIMD
	"=<auto|scalar|sse|avx2|avx512|neon> " IGBX_DEVARG_ITR_US "=<0-8191>");
