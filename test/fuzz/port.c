/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <rte_interrupts.h>

#include "igbx_ethdev.h"

#include "alarm.h"
#include "pool.h"
#include "port.h"
#include "wrap.h"

struct rig fuzz_rig;

static struct {
	rte_intr_callback_fn interrupt;
	void *interrupt_arg;
	unsigned int nb_blocks; /* in use while there is no card */
} fuzz;

/* ---- these stand before EAL's functions of these names ---- */

int
rte_intr_callback_register(
	const struct rte_intr_handle *handle, rte_intr_callback_fn interrupt, void *arg)
{
	RTE_SET_USED(handle);
	fuzz.interrupt = interrupt;
	fuzz.interrupt_arg = arg;
	return 0;
}

int
rte_intr_callback_unregister_sync(
	const struct rte_intr_handle *handle, rte_intr_callback_fn interrupt, void *arg)
{
	RTE_SET_USED(handle);
	FUZZ_CHECK(fuzz.interrupt == interrupt && fuzz.interrupt_arg == arg,
		"an interrupt handler is unregistered that was not registered");
	fuzz.interrupt = NULL;
	return 1;
}

void
fuzz_port_interrupt(void)
{
	if (fuzz.interrupt != NULL)
		fuzz.interrupt(fuzz.interrupt_arg);
	(void)rig_irq_state(&fuzz_rig);
}

/* ---- life ---- */

void
fuzz_port_init(char **argv)
{
	if (rig_eal_init(argv[0]) != 0)
		exit(1);
	/* What ethdev allocates once comes with the first port. */
	fuzz_port_plug(0);
	if (rig_probe(&fuzz_rig, NULL) != 0 || rig_remove(&fuzz_rig) != 0)
		exit(1);
	rig_destroy(&fuzz_rig);
	fuzz.nb_blocks = guard_blocks();
}

void
fuzz_port_plug(uint16_t device_id)
{
	rig_create(&fuzz_rig, device_id);
}

/* True when the device may go on writing to its rings and mbufs. */
static bool
remove_port(void)
{
	const struct igbx_adapter *ad = igbx_adapter_of(&rte_eth_devices[fuzz_rig.port]);
	bool unstoppable = false;

	if (rte_eth_dev_stop(fuzz_rig.port) != 0)
		unstoppable = ad->dma_active;
	FUZZ_CHECK(rig_remove(&fuzz_rig) == 0, "the port cannot be removed");
	return unstoppable;
}

void
fuzz_port_unplug(void)
{
	bool unstoppable = false;

	if (fuzz_rig.probed)
		unstoppable = remove_port();
	FUZZ_CHECK(rte_eth_dev_count_avail() == 0, "a port is left");
	FUZZ_CHECK(rig_alarms(UINT64_MAX / 2) == 0 && fuzz.interrupt == NULL,
		"an alarm or a handler is left");
	rig_destroy(&fuzz_rig);
	if (unstoppable) {
		wrap_forget_zones();
		guard_free_behind(fuzz.nb_blocks);
		pool_take_back_all();
	}
	FUZZ_CHECK(guard_blocks() == fuzz.nb_blocks, "%u blocks of memory before, %u after",
		fuzz.nb_blocks, guard_blocks());
	FUZZ_CHECK(pool_in_use() == 0, "%u mbufs are not in their pool", pool_in_use());
}
