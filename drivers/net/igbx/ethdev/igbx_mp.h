/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Several processes on one port. The primary owns the device: its registers clear when they
 * are read, and a lock that a process takes with it when it is killed would stop all others. So
 * a secondary asks, and the primary does it on a thread of EAL's, under its own locks.
 */
#ifndef IGBX_MP_H
#define IGBX_MP_H

#include "igbx_ethdev.h"

enum igbx_mp_op {
	IGBX_MP_STATS_SAVE, /* bring the totals in the shared memory up to date */
	IGBX_MP_STATS_RESET,
	IGBX_MP_LINK_UPDATE, /* look at the link, and write what it is to the shared memory */
	IGBX_MP_FLOW_CTRL,   /* how pause frames are used on this link: an igbx_mp_value */
	IGBX_MP_NB_OPS,
};

#define IGBX_MP_NAME	  "net_igbx"
#define IGBX_MP_TIMEOUT_S 2

/* In a secondary: what the primary's answer is; -ETIMEDOUT after one line when there is none. */
int igbx_mp_ask(const struct rte_eth_dev *dev, enum igbx_mp_op op);
/* The same, for an answer that is not in the shared memory. */
struct igbx_mp_value {
	uint32_t mode;
	uint32_t autoneg;
};
int igbx_mp_ask_value(
	const struct rte_eth_dev *dev, enum igbx_mp_op op, struct igbx_mp_value *value);

/* ---- the ports of this process, for threads that ethdev does not know of ---- */

/* In the primary, after the port is complete and before any of it goes. */
int igbx_ports_add(struct rte_eth_dev *dev);
void igbx_ports_del(struct rte_eth_dev *dev);
/* This driver's port of that number, or NULL. It is not closed until it is let go of. */
struct rte_eth_dev *igbx_ports_hold(uint16_t port_id);
void igbx_ports_let_go(void);
/* Around taking away what such a thread may be reading: a queue, a list. */
void igbx_ports_lock(void);
void igbx_ports_unlock(void);

/* ---- a secondary's port: igbx_secondary.c ---- */
int igbx_secondary_init(struct rte_eth_dev *dev);
/* What must be the same in all processes for them to share a port. */
uint32_t igbx_shared_layout(void);
/* The device as this process reaches it, to look at and not to change. */
struct igbx_hw igbx_hw_view(const struct rte_eth_dev *dev);

#endif
