/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rte_bus.h>
#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>
#include <rte_malloc.h>

#include "poison.h"
#include "pool.h"
#include "rig.h"
#include "wrap.h"

#include "igbx_ethdev.h"
#include "plat_model.h"

#define IRQ_LIMIT_MS  60000
#define LINK_STEP_US  10000
#define LINK_LIMIT_MS 5000
#define REPLUG_US     100000

static struct rte_mempool *the_pool;

int
rig_eal_init(const char *program)
{
	return rig_eal_init_with(program, "--no-telemetry");
}

int
rig_eal_init_with(const char *program, const char *option)
{
	char name[64], last[64], *argv[16];
	int argc = 0;
	/* Refers to the driver's own object, so that its constructor is linked. */
	bool (*volatile pull)(const char *, unsigned int, unsigned int) = igbx_version_fits;

	(void)pull;
	snprintf(name, sizeof(name), "%s", program);
	char args[][24] = {"--no-huge", "--no-pci", "--no-shconf", "--iova-mode=va", "-m", "256",
		"-l", "0", "--log-level=*:1"};
	argv[argc++] = name;
	for (unsigned int i = 0; i < RTE_DIM(args); i++)
		argv[argc++] = args[i];
	snprintf(last, sizeof(last), "%s", option);
	argv[argc++] = last;
	if (rte_eal_init(argc, argv) < 0) {
		printf("Bail out! rte_eal_init: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	the_pool = rig_pool_create("rig", RIG_POOL_MBUFS, RIG_DATA_ROOM);
	if (the_pool == NULL) {
		printf("Bail out! mbuf pool: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	return 0;
}

void
rig_eal_end(void)
{
	pool_free_all();
	rte_eal_cleanup();
}

struct rte_mempool *
rig_pool(void)
{
	return the_pool;
}

/* ---- the card ---- */

static void *
dma(void *ctx, uint64_t iova, uint32_t len, bool write)
{
	struct rig *rig = ctx;

	RTE_SET_USED(write);
	if ((wrap_zone_holds(iova, len) || pool_holds(iova, len)) && !is_poisoned(iova, len))
		return (void *)(uintptr_t)iova;
	rig->nb_wild++;
	return NULL;
}

static void
tx_frame(void *ctx, const uint8_t *frame, uint32_t len, const struct nm_tx_info *info)
{
	struct rig *rig = ctx;
	struct rig_frame *f;

	if (rig->on_frame != NULL) {
		rig->on_frame(rig, frame, len, info->queue);
		return;
	}
	if (rig->nb_sent == RIG_MAX_SENT || len > RIG_FRAME_BYTES) {
		printf("Bail out! more or longer frames sent than the rig can hold\n");
		exit(1);
	}
	f = &rig->sent[rig->nb_sent++];
	f->len = len;
	f->queue = info->queue;
	memcpy(f->bytes, frame, len);
}

static void
irq(void *ctx, unsigned int vector)
{
	struct rig *rig = ctx;

	rig->irq_vectors |= 1u << vector;
	rig->irq_raised = true;
}

static void
irq_create(struct rig *rig)
{
	int ends[2];

	rig->pci.intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (rig->pci.intr_handle == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		abort();
	rig->irq_wire = ends[0];
	/* As UIO has it: four bytes come for an interrupt, four are written to allow the next. */
	rte_intr_type_set(rig->pci.intr_handle, RTE_INTR_HANDLE_UIO);
	rte_intr_fd_set(rig->pci.intr_handle, ends[1]);
	rte_intr_dev_fd_set(rig->pci.intr_handle, ends[1]);
}

void
rig_create(struct rig *rig, uint16_t device_id)
{
	const struct nm_config cfg = {
		.ctx = rig,
		.dma = dma,
		.tx_frame = tx_frame,
		.irq = irq,
		.device_id = device_id,
	};

	memset(rig, 0, sizeof(*rig));
	rig->sent = calloc(RIG_MAX_SENT, sizeof(rig->sent[0]));
	rig->nm = nm_create(&cfg);
	if (rig->sent == NULL || rig->nm == NULL)
		abort();
	plat_model_attach(rig->nm);
	rig->pci.device.name = RIG_NAME;
	rig->pci.device.bus = rte_bus_find_by_name("pci");
	rig->pci.device.numa_node = SOCKET_ID_ANY;
	rig->pci.id.vendor_id = 0x8086;
	rig->pci.id.device_id = device_id == 0 ? 0x10C9 : device_id;
	rig->pci.mem_resource[0].addr = nm_bar(rig->nm);
	rig->pci.mem_resource[0].len = NM_BAR_BYTES;
	snprintf(rig->pci.name, sizeof(rig->pci.name), "%s", RIG_NAME);
	irq_create(rig);
}

void
rig_destroy(struct rig *rig)
{
	close(rte_intr_fd_get(rig->pci.intr_handle));
	close(rig->irq_wire);
	rte_intr_instance_free(rig->pci.intr_handle);
	plat_model_detach(rig->nm);
	nm_destroy(rig->nm);
	free(rig->sent);
}

int
rig_probe(struct rig *rig, const char *args)
{
	struct rte_pci_driver *driver = wrap_driver();
	int ret;

	igbx_compat_pci_set_driver(&rig->pci, driver);
	rig->devargs.args = args;
	rig->pci.device.devargs = args == NULL ? NULL : &rig->devargs;
	ret = driver->probe(driver, &rig->pci);
	rig->probed = ret == 0;
	if (rig->probed && rte_eth_dev_get_port_by_name(RIG_NAME, &rig->port) != 0)
		abort();
	return ret;
}

int
rig_remove(struct rig *rig)
{
	int ret = wrap_driver()->remove(&rig->pci);

	if (ret == 0)
		rig->probed = false;
	return ret;
}

const char *
rig_driver_name(void)
{
	return wrap_driver()->driver.name;
}

const struct rte_pci_id *
rig_driver_ids(void)
{
	return wrap_driver()->id_table;
}

/* ---- the port ---- */

int
rig_configure(struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, const struct rte_eth_conf *conf)
{
	const struct rte_eth_conf plain = {.link_speeds = 0};

	return rte_eth_dev_configure(rig->port, nb_rxq, nb_txq, conf == NULL ? &plain : conf);
}

int
rig_queues(struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, struct rte_mempool *pool)
{
	uint16_t q;
	int ret;

	for (q = 0; q < nb_rxq; q++) {
		ret = rte_eth_rx_queue_setup(rig->port, q, RIG_RING_DESC, 0, NULL, pool);
		if (ret != 0)
			return ret;
	}
	for (q = 0; q < nb_txq; q++) {
		ret = rte_eth_tx_queue_setup(rig->port, q, RIG_RING_DESC, 0, NULL);
		if (ret != 0)
			return ret;
	}
	return 0;
}

int
rig_start(struct rig *rig)
{
	int ret = rte_eth_dev_start(rig->port);

	if (ret != 0)
		return ret;
	return rig_link_wait(rig, LINK_LIMIT_MS) ? 0 : -ENOLINK;
}

int
rig_up(struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, const struct rte_eth_conf *conf)
{
	int ret;

	ret = rig_configure(rig, nb_rxq, nb_txq, conf);
	if (ret == 0)
		ret = rig_queues(rig, nb_rxq, nb_txq, the_pool);
	if (ret == 0)
		ret = rig_start(rig);
	return ret;
}

int
rig_down(struct rig *rig)
{
	int ret;

	ret = rte_eth_dev_stop(rig->port);
	if (ret != 0)
		return ret;
	ret = rte_eth_dev_close(rig->port);
	rig->probed = false;
	return ret;
}

struct rte_eth_dev_info
rig_info(const struct rig *rig)
{
	struct rte_eth_dev_info info;

	if (rte_eth_dev_info_get(rig->port, &info) != 0)
		memset(&info, 0, sizeof(info));
	return info;
}

void
rig_replug(struct rig *rig)
{
	nm_set_removed(rig->nm, false);
	nm_advance_us(rig->nm, REPLUG_US);
}

bool
rig_link_wait(struct rig *rig, unsigned int ms)
{
	struct rte_eth_link link = {.link_status = RTE_ETH_LINK_DOWN};
	uint64_t end_us = nm_now_us(rig->nm) + ms * 1000ull;

	while (nm_now_us(rig->nm) < end_us) {
		if (rte_eth_link_get_nowait(rig->port, &link) == 0 && link.link_status)
			return true;
		nm_advance_us(rig->nm, LINK_STEP_US);
	}
	return false;
}

/* ---- the interrupt line ---- */

static bool
wire_read(struct rig *rig, int limit_ms, int *value)
{
	struct pollfd pfd = {.fd = rig->irq_wire, .events = POLLIN};

	return poll(&pfd, 1, limit_ms) == 1 &&
	       read(rig->irq_wire, value, sizeof(*value)) == (ssize_t)sizeof(*value);
}

bool
rig_irq_send(struct rig *rig)
{
	const int count = 1;

	if (!rig->irq_raised)
		return false;
	rig->irq_raised = false;
	if (write(rig->irq_wire, &count, sizeof(count)) != (ssize_t)sizeof(count))
		abort();
	return true;
}

bool
rig_irq_deliver(struct rig *rig)
{
	int value;

	if (!rig_irq_send(rig))
		return false;
	/* The handler's last act is to allow the next one. */
	if (!wire_read(rig, IRQ_LIMIT_MS, &value) || value != 1) {
		printf("Bail out! the interrupt was not acknowledged\n");
		exit(1);
	}
	return true;
}

int
rig_irq_state(struct rig *rig)
{
	int value, last = -1;

	while (wire_read(rig, 0, &value))
		last = value;
	return last;
}

/* ---- what is in use ---- */

static void
zone_count(const struct rte_memzone *mz, void *arg)
{
	RTE_SET_USED(mz);
	(*(unsigned int *)arg)++;
}

struct rig_usage
rig_usage(void)
{
	struct rte_malloc_socket_stats stats;
	struct rig_usage u = {0};

	if (rte_malloc_get_socket_stats(0, &stats) == 0) {
		u.heap_allocs = stats.alloc_count;
		u.heap_bytes = stats.heap_allocsz_bytes;
	}
	rte_memzone_walk(zone_count, &u.memzones);
	u.mbufs = pool_in_use();
	return u;
}

bool
rig_usage_same(struct rig_usage a, struct rig_usage b)
{
	return a.heap_allocs == b.heap_allocs && a.heap_bytes == b.heap_bytes &&
	       a.memzones == b.memzones && a.mbufs == b.mbufs;
}

void
rig_usage_print(const char *label, struct rig_usage u)
{
	printf("# %s: %" PRIu64 " heap blocks of %" PRIu64 " bytes, %u memzones, %u mbufs\n", label,
		u.heap_allocs, u.heap_bytes, u.memzones, u.mbufs);
}

int
rig_queue_stats(const struct rig *rig, struct eth_queue_stats *stats)
{
	struct rte_eth_stats s;
#if RTE_VERSION < RTE_VERSION_NUM(25, 11, 0, 0)
	int ret = rte_eth_stats_get(rig->port, &s);

	memcpy(stats->q_ipackets, s.q_ipackets, sizeof(s.q_ipackets));
	memcpy(stats->q_opackets, s.q_opackets, sizeof(s.q_opackets));
	memcpy(stats->q_ibytes, s.q_ibytes, sizeof(s.q_ibytes));
	memcpy(stats->q_obytes, s.q_obytes, sizeof(s.q_obytes));
	memcpy(stats->q_errors, s.q_errors, sizeof(s.q_errors));
	return ret;
#else
	struct rte_eth_dev *dev = &rte_eth_devices[rig->port];

	memset(stats, 0, sizeof(*stats));
	return dev->dev_ops->stats_get(dev, &s, stats);
#endif
}
