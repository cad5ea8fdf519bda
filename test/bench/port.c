/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rte_bus.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_string_fns.h>
#include <rte_vect.h>

#include "eal.h"
#include "port.h"
#include "vdev.h"

#define POOL_CACHE   256
#define POOL_SPARE   2048
#define CONFIG_BYTES 4096
#define LINK_TRIES   1000
#define LINK_STEP_US 10000
#define VENDOR_INTEL 0x8086
#define RX_OFFLOADS \
	(RTE_ETH_RX_OFFLOAD_CHECKSUM | RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_RSS_HASH)
#define TX_OFFLOADS                                                     \
	(RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM | \
		RTE_ETH_TX_OFFLOAD_TCP_CKSUM | RTE_ETH_TX_OFFLOAD_VLAN_INSERT)

bool
unit_fail(struct unit *u, const char *fmt, ...)
{
	va_list args;

	if (!u->failed) {
		va_start(args, fmt);
		vsnprintf(u->why, sizeof(u->why), fmt, args);
		va_end(args);
		u->failed = true;
	}
	return false;
}

/* ---- a PCI device that is not there ---- */

static bool
device_make(struct unit *u, struct port *p, unsigned int index)
{
	const unsigned int bus = u->index + 1;
	int ret;

	p->irq[0] = p->irq[1] = p->config_fd = -1;
	snprintf(p->name, sizeof(p->name), "0000:%02x:%02x.0", bus, index);
	ret = bar_create(&p->bar, u->drv->nic, u->index * MAX_PORTS + index);
	if (ret != 0)
		return unit_fail(u, "%s: no memory for its registers: %s", p->name, strerror(-ret));
	p->has_bar = true;
	p->pci.device.name = p->name;
	p->pci.device.bus = rte_bus_find_by_name("pci");
	p->pci.device.numa_node = SOCKET_ID_ANY;
	p->pci.id.vendor_id = VENDOR_INTEL;
	p->pci.id.device_id = u->drv->nic->device_id;
	p->pci.mem_resource[0].addr = p->bar.view;
	p->pci.mem_resource[0].len = NIC_BAR_BYTES;
	rte_strscpy(p->pci.name, p->name, sizeof(p->pci.name));
	p->pci.addr.bus = (uint8_t)bus;
	p->pci.addr.devid = (uint8_t)index;
	if (u->drv->devargs != NULL) {
		p->devargs.args = u->drv->devargs;
		p->pci.device.devargs = &p->devargs;
	}
	/* An interrupt line that is never raised, and a configuration space of zeros. */
	p->pci.intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	p->config_fd = memfd_create("config", MFD_CLOEXEC);
	if (p->pci.intr_handle == NULL || p->config_fd < 0 ||
		ftruncate(p->config_fd, CONFIG_BYTES) != 0 ||
		socketpair(AF_UNIX, SOCK_STREAM, 0, p->irq) != 0)
		return unit_fail(u, "%s: no interrupt line: %s", p->name, strerror(errno));
	rte_intr_type_set(p->pci.intr_handle, RTE_INTR_HANDLE_UIO);
	rte_intr_fd_set(p->pci.intr_handle, p->irq[1]);
	rte_intr_dev_fd_set(p->pci.intr_handle, p->config_fd);
	return true;
}

static bool
device_probe(struct unit *u, struct port *p, struct rte_pci_driver *driver)
{
	int ret;

	igbx_compat_pci_set_driver(&p->pci, driver);
	ret = driver->probe(driver, &p->pci);
	if (ret != 0)
		return unit_fail(u, "%s: %s does not take the device: %s", p->name,
			u->drv->pci_name, strerror(-ret));
	p->probed = true;
	if (rte_eth_dev_get_port_by_name(p->name, &p->id) != 0)
		return unit_fail(u, "%s: probed, but there is no port", p->name);
	return true;
}

static bool
devices_create(struct unit *u)
{
	struct rte_pci_driver *driver;
	char path[512];
	unsigned int i;

	if (u->drv->file == NULL)
		snprintf(path, sizeof(path), "%s", u->opt->igbx == NULL ? "" : u->opt->igbx);
	else
		snprintf(path, sizeof(path), "%s/%s", u->opt->pmds, u->drv->file);
	if (path[0] == '\0')
		return unit_fail(u, "needs --igbx");
	driver = eal_load(path, u->drv->pci_name);
	if (driver == NULL)
		return unit_fail(u, "%s can't be loaded", path);
	for (i = 0; i < u->opt->ports; i++) {
		if (!device_make(u, &u->ports[i], i) || !device_probe(u, &u->ports[i], driver))
			return false;
	}
	return true;
}

/* ---- a unit ---- */

/* A ring of buffers, a ring of packets that wait for their completion, and half a ring that is
 * being measured.
 */
unsigned int
unit_nb_mbufs(const struct options *opt)
{
	return opt->ports * opt->queues * (2 * opt->ring + opt->ring / 2) + POOL_SPARE;
}

struct lane *
unit_peer(struct unit *u, unsigned int lane)
{
	return &u->lanes[(lane + u->opt->queues) % u->nb_lanes];
}

static void
lanes_make(struct unit *u)
{
	unsigned int p, q;

	u->nb_lanes = 0;
	for (p = 0; p < u->opt->ports; p++) {
		for (q = 0; q < u->opt->queues; q++) {
			struct lane *lane = &u->lanes[u->nb_lanes++];

			lane->port = u->ports[p].id;
			lane->queue = (uint16_t)q;
		}
	}
	for (p = 0; p < u->nb_lanes; p++) {
		const struct lane *in = &u->lanes[p], *out = unit_peer(u, p);

		u->hops[p] = (struct hop){in->port, in->queue, out->port, out->queue};
	}
}

bool
unit_create(struct unit *u, const struct driver *drv, const struct options *opt, unsigned int index)
{
	char name[32];

	memset(u, 0, sizeof(*u));
	u->drv = drv;
	u->opt = opt;
	u->index = index;
	snprintf(name, sizeof(name), "unit%u", index);
	u->pool = rte_pktmbuf_pool_create(
		name, unit_nb_mbufs(opt), POOL_CACHE, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	u->max_mbufs = opt->ports * opt->queues * (opt->ring / 2 + opt->burst);
	u->mbufs = calloc(u->max_mbufs, sizeof(u->mbufs[0]));
	u->frames = malloc(sizeof(*u->frames));
	if (u->pool == NULL || u->mbufs == NULL || u->frames == NULL)
		return unit_fail(u, "no memory for %u mbufs: %s", unit_nb_mbufs(opt),
			rte_strerror(rte_errno));
	frames_make(u->frames, drv->nic, opt->size, opt->offloads,
		opt->mixed ? KINDS_MIXED : KINDS_UDP, opt->seed);
	if (!(drv->kind == DRIVER_PCI ? devices_create(u) : vdevs_create(u)))
		return false;
	lanes_make(u);
	return true;
}

static bool
port_configure(struct unit *u, uint16_t id)
{
	struct rte_eth_conf conf = {.link_speeds = 0};
	struct rte_eth_dev_info info;
	int ret = rte_eth_dev_info_get(id, &info);

	if (ret != 0)
		return unit_fail(u, "port info: %s", rte_strerror(-ret));
	if (u->opt->offloads) {
		conf.rxmode.offloads = RX_OFFLOADS & info.rx_offload_capa;
		conf.txmode.offloads = TX_OFFLOADS & info.tx_offload_capa;
		if (info.flow_type_rss_offloads != 0) {
			conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
			conf.rx_adv_conf.rss_conf.rss_hf =
				info.flow_type_rss_offloads &
				(RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP);
		}
	} else if (u->opt->queues > 1 && info.flow_type_rss_offloads != 0) {
		/* As an application has it that uses several queues. */
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = info.flow_type_rss_offloads & RTE_ETH_RSS_IP;
	}
	conf.txmode.offloads |= u->drv->tx_offloads & info.tx_offload_capa;
	if (u->opt->fast_free) {
		conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE & info.tx_offload_capa;
		u->fast_free = (info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
	}
	ret = rte_eth_dev_configure(id, (uint16_t)u->opt->queues, (uint16_t)u->opt->queues, &conf);
	if (ret != 0)
		return unit_fail(u, "configuration: %s", rte_strerror(-ret));
	return true;
}

static bool
queues_set_up(struct unit *u, uint16_t id)
{
	struct rte_eth_rxconf rxconf;
	struct rte_eth_dev_info info;
	uint16_t q;
	int ret = rte_eth_dev_info_get(id, &info);

	if (ret != 0)
		return unit_fail(u, "port info: %s", rte_strerror(-ret));
	rxconf = info.default_rxconf;
	if (u->drv->rx_free_thresh != 0)
		rxconf.rx_free_thresh = u->drv->rx_free_thresh;
	for (q = 0; q < u->opt->queues; q++) {
		ret = rte_eth_rx_queue_setup(
			id, q, (uint16_t)u->opt->ring, SOCKET_ID_ANY, &rxconf, u->pool);
		if (ret != 0)
			return unit_fail(u, "receive queue %u: %s", q, rte_strerror(-ret));
		ret = rte_eth_tx_queue_setup(id, q, (uint16_t)u->opt->ring, SOCKET_ID_ANY, NULL);
		if (ret != 0)
			return unit_fail(u, "transmit queue %u: %s", q, rte_strerror(-ret));
	}
	return true;
}

static bool
link_wait(struct unit *u, uint16_t id)
{
	struct rte_eth_link link = {.link_status = RTE_ETH_LINK_DOWN};
	unsigned int i;

	for (i = 0; i < LINK_TRIES; i++) {
		if (rte_eth_link_get_nowait(id, &link) == 0 && link.link_status)
			return true;
		bar_elapse_all(LINK_STEP_US);
	}
	return unit_fail(u, "the link does not come up");
}

static bool
port_start(struct unit *u, uint16_t id)
{
	int ret;

	if (!port_configure(u, id) || !queues_set_up(u, id))
		return false;
	ret = rte_eth_dev_start(id);
	if (ret != 0)
		return unit_fail(u, "start: %s", rte_strerror(-ret));
	return link_wait(u, id);
}

static bool
lanes_attach(struct unit *u)
{
	unsigned int i;

	for (i = 0; i < u->nb_lanes; i++) {
		struct lane *lane = &u->lanes[i];
		struct bar *bar = &u->ports[i / u->opt->queues].bar;

		lane->next_frame = i;
		if (u->drv->kind != DRIVER_PCI)
			continue;
		if (!wire_attach(&lane->rx, bar, true, lane->queue) ||
			!wire_attach(&lane->tx, bar, false, lane->queue))
			return unit_fail(u, "queue %u was not programmed", lane->queue);
		lane->rx.to_memory = lane->tx.to_memory = u->opt->cold == COLD_DESC;
	}
	return true;
}

static void
path_note(struct unit *u)
{
	struct rte_eth_burst_mode rx = {.info = "-"}, tx = {.info = "-"};

	(void)rte_eth_rx_burst_mode_get(u->ports[0].id, 0, &rx);
	(void)rte_eth_tx_burst_mode_get(u->ports[0].id, 0, &tx);
	snprintf(u->path, sizeof(u->path), "%.70s / %.70s", rx.info, tx.info);
}

bool
unit_start(struct unit *u)
{
	uint16_t before = rte_vect_get_max_simd_bitwidth();
	bool ok = true;
	unsigned int i;

	if (u->drv->simd_bits != 0)
		(void)rte_vect_set_max_simd_bitwidth(u->drv->simd_bits);
	for (i = 0; ok && i < u->opt->ports; i++)
		ok = port_start(u, u->ports[i].id);
	(void)rte_vect_set_max_simd_bitwidth(before);
	if (!ok || !lanes_attach(u))
		return false;
	path_note(u);
	return true;
}

bool
unit_stop(struct unit *u)
{
	unsigned int i;
	int ret;

	unit_open(u, false);
	for (i = 0; i < u->opt->ports; i++) {
		ret = rte_eth_dev_stop(u->ports[i].id);
		if (ret != 0)
			return unit_fail(u, "stop: %s", rte_strerror(-ret));
	}
	return true;
}

bool
unit_pool_full(struct unit *u)
{
	unsigned int nb = rte_mempool_in_use_count(u->pool);

	return nb == 0 || unit_fail(u, "%u mbufs did not return to the pool", nb);
}

static void
device_free(struct port *p)
{
	if (p->probed)
		(void)rte_eth_dev_close(p->id);
	if (!p->has_bar)
		return;
	rte_intr_instance_free(p->pci.intr_handle);
	close(p->irq[0]);
	close(p->irq[1]);
	close(p->config_fd);
	bar_destroy(&p->bar);
}

void
unit_destroy(struct unit *u)
{
	unsigned int i;

	for (i = 0; i < MAX_PORTS; i++)
		device_free(&u->ports[i]);
	if (u->drv->kind != DRIVER_PCI)
		vdevs_destroy(u);
	rte_mempool_free(u->pool);
	free(u->mbufs);
	free(u->frames);
}

void
unit_open(struct unit *u, bool open)
{
	unsigned int i;

	for (i = 0; i < u->opt->ports; i++) {
		if (u->ports[i].has_bar)
			bar_open(&u->ports[i].bar, open);
	}
}
