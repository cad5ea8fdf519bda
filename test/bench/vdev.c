/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ethdev.h>

#include "port.h"
#include "vdev.h"

#define CRC_BYTES    4
#define IMIX_AVERAGE 362 /* net_null knows one size */

typedef int (*from_rings_fn)(const char *name, struct rte_ring *const rx[],
	const unsigned int nb_rx, struct rte_ring *const tx[], const unsigned int nb_tx,
	const unsigned int socket);

static bool
null_create(struct unit *u, struct port *p)
{
	unsigned int size = (u->opt->size == SIZE_IMIX ? IMIX_AVERAGE : u->opt->size) - CRC_BYTES;
	char args[32];
	int ret;

	snprintf(args, sizeof(args), "size=%u", size);
	ret = rte_eal_hotplug_add("vdev", p->name, args);
	if (ret != 0)
		return unit_fail(u, "%s: %s", p->name, strerror(-ret));
	if (rte_eth_dev_get_port_by_name(p->name, &p->id) != 0)
		return unit_fail(u, "%s: created, but there is no port", p->name);
	p->probed = true;
	return true;
}

static bool
ring_create(struct unit *u, struct port *p, unsigned int index, from_rings_fn from_rings)
{
	struct rte_ring *rx[MAX_QUEUES], *tx[MAX_QUEUES];
	char name[RTE_RING_NAMESIZE];
	unsigned int q;
	int id;

	for (q = 0; q < u->opt->queues; q++) {
		struct lane *lane = &u->lanes[index * u->opt->queues + q];

		snprintf(name, sizeof(name), "rx%u_%u_%u", u->index, index, q);
		rx[q] = lane->rx_ring = rte_ring_create(
			name, u->opt->ring, SOCKET_ID_ANY, RING_F_SP_ENQ | RING_F_SC_DEQ);
		snprintf(name, sizeof(name), "tx%u_%u_%u", u->index, index, q);
		tx[q] = lane->tx_ring = rte_ring_create(
			name, u->opt->ring, SOCKET_ID_ANY, RING_F_SP_ENQ | RING_F_SC_DEQ);
		if (rx[q] == NULL || tx[q] == NULL)
			return unit_fail(u, "no ring: %s", rte_strerror(rte_errno));
	}
	id = from_rings(p->name, rx, u->opt->queues, tx, u->opt->queues, 0);
	if (id < 0)
		return unit_fail(u, "no port over rings: %s", rte_strerror(rte_errno));
	p->id = (uint16_t)id;
	p->probed = true;
	return true;
}

bool
vdevs_create(struct unit *u)
{
	from_rings_fn from_rings = NULL;
	char path[512];
	void *handle;
	unsigned int i;

	snprintf(path, sizeof(path), "%s/%s", u->opt->pmds, u->drv->file);
	handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	if (handle == NULL)
		return unit_fail(u, "can't be loaded: %s", dlerror());
	if (u->drv->kind == DRIVER_RING) {
		*(void **)&from_rings = dlsym(handle, "rte_eth_from_rings");
		if (from_rings == NULL)
			return unit_fail(u, "%s has no rte_eth_from_rings()", path);
	}
	for (i = 0; i < u->opt->ports; i++) {
		struct port *p = &u->ports[i];

		snprintf(p->name, sizeof(p->name), "net_%s%u_%u", u->drv->name, u->index, i);
		if (!(from_rings == NULL ? null_create(u, p) : ring_create(u, p, i, from_rings)))
			return false;
	}
	return true;
}

void
vdevs_destroy(struct unit *u)
{
	unsigned int i;

	for (i = 0; i < u->nb_lanes; i++) {
		rte_ring_free(u->lanes[i].rx_ring);
		rte_ring_free(u->lanes[i].tx_ring);
	}
}
