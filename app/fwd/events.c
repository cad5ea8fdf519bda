/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "events.h"

#include <errno.h>
#include <string.h>

#include <rte_dev.h>
#include <rte_errno.h>

#include "log.h"

/** Written by EAL's interrupt thread, read by the main lcore. */
static _Atomic bool removed[RTE_MAX_ETHPORTS];
static uint64_t printed;
static bool watching_devices;
static _Atomic bool muted;

static int
on_event(uint16_t port, enum rte_eth_event_type type, void *arg, void *ret)
{
	const char *name = fwd_event_name(type);

	(void)arg;
	(void)ret;
	if ((printed >> type & 1) != 0 && !atomic_load(&muted))
		fwd_note("port %u: event %s", port, name != NULL ? name : "of another kind");
	if (type == RTE_ETH_EVENT_INTR_RMV && port < RTE_MAX_ETHPORTS)
		atomic_store(&removed[port], true);
	return 0;
}

static void
on_device(const char *device, enum rte_dev_event_type type, void *arg)
{
	uint16_t port;

	(void)arg;
	if (type != RTE_DEV_EVENT_REMOVE || device == NULL)
		return;
	fwd_note("device %s is gone", device);
	if (rte_eth_dev_get_port_by_name(device, &port) == 0)
		atomic_store(&removed[port], true);
}

/** The prompt tells of all but messages of virtual functions, else only what was asked for. */
static uint64_t
choose(const struct fwd_options *o)
{
	uint64_t bits = o->interactive ? ~RTE_BIT64(RTE_ETH_EVENT_VF_MBOX) : 0;

	return (bits | o->print_events) & ~o->mask_events;
}

int
fwd_events_start(const struct fwd_options *o)
{
	int ret;

	printed = choose(o);
	for (unsigned int type = 0; type < RTE_ETH_EVENT_MAX; type++)
		(void)rte_eth_dev_callback_register(
			RTE_ETH_ALL, (enum rte_eth_event_type)type, on_event, NULL);
	if (!o->hot_plug)
		return 0;
	ret = rte_dev_hotplug_handle_enable();
	if (ret == 0)
		ret = rte_dev_event_monitor_start();
	if (ret == 0)
		ret = rte_dev_event_callback_register(NULL, on_device, NULL);
	watching_devices = ret == 0;
	if (ret < 0)
		fwd_err("--hot-plug: devices cannot be watched: %s", rte_strerror(-ret));
	return ret;
}

void
fwd_events_stop(void)
{
	for (unsigned int type = 0; type < RTE_ETH_EVENT_MAX; type++)
		(void)rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, (enum rte_eth_event_type)type, on_event, NULL);
	if (!watching_devices)
		return;
	(void)rte_dev_event_callback_unregister(NULL, on_device, NULL);
	(void)rte_dev_event_monitor_stop();
	(void)rte_dev_hotplug_handle_disable();
}

void
fwd_events_mute(bool mute)
{
	atomic_store(&muted, mute);
}

bool
fwd_events_removed(uint16_t port)
{
	return atomic_load_explicit(&removed[port], memory_order_relaxed);
}

void
fwd_events_forget(uint16_t port)
{
	atomic_store(&removed[port], false);
}
