/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Interrupts of Rx queues: a queue that sleeps must be woken by what comes for it, also by what
 * came while nobody looked. The vectors are those that vfio-pci would have.
 */
#include <string.h>

#include <rte_interrupts.h>

#include "longrun.h"

#define LATE_US	     20000 /* longer than any moderation */
#define CAP_POINTER  0x34
#define CAP_AT	     0x70
#define CAP_MSIX     0x11
#define CONFIG_BYTES 256

static struct {
	bool many;
	uint8_t config[CONFIG_BYTES];
} vectors;

/* The names are the linker's: __wrap_f is called for f, which is __real_f. */
int __wrap_rte_pci_read_config(
	const struct rte_pci_device *device, void *buf, size_t len, off_t offset);
int __real_rte_pci_read_config(
	const struct rte_pci_device *device, void *buf, size_t len, off_t offset);
int __wrap_rte_intr_enable(const struct rte_intr_handle *handle);
int __real_rte_intr_enable(const struct rte_intr_handle *handle);
int __wrap_rte_intr_disable(const struct rte_intr_handle *handle);
int __real_rte_intr_disable(const struct rte_intr_handle *handle);

int
__wrap_rte_pci_read_config(const struct rte_pci_device *device, void *buf, size_t len, off_t offset)
{
	if (!vectors.many)
		return __real_rte_pci_read_config(device, buf, len, offset);
	if (offset < 0 || (size_t)offset + len > CONFIG_BYTES)
		return -1;
	memcpy(buf, vectors.config + offset, len);
	return (int)len;
}

/* Where there are vectors the kernel's part is not: nobody is behind the handle. */
int
__wrap_rte_intr_enable(const struct rte_intr_handle *handle)
{
	return vectors.many ? 0 : __real_rte_intr_enable(handle);
}

int
__wrap_rte_intr_disable(const struct rte_intr_handle *handle)
{
	return vectors.many ? 0 : __real_rte_intr_disable(handle);
}

void
lr_intr_vectors(struct lr *lr, bool many)
{
	unsigned int nb = lr_once_in(2) ? 10 : 25;

	vectors.many = many;
	memset(vectors.config, 0, sizeof(vectors.config));
	vectors.config[CAP_POINTER] = CAP_AT;
	vectors.config[CAP_AT] = CAP_MSIX;
	vectors.config[CAP_AT + 2] = nb - 1;
	rte_intr_type_set(
		lr->rig.pci.intr_handle, many ? RTE_INTR_HANDLE_VFIO_MSIX : RTE_INTR_HANDLE_UIO);
}

unsigned int
lr_intr_files(const struct lr *lr)
{
	return lr->rxq_intr && lr->started ? rte_intr_nb_efd_get(lr->rig.pci.intr_handle) : 0;
}

static uint32_t
vector_bit(const struct lr *lr, uint16_t queue)
{
	return RTE_BIT32(rte_intr_vec_list_index_get(lr->rig.pci.intr_handle, queue));
}

/* Some queues may share one. */
static void
vector_is_off(struct lr *lr, uint32_t vector, bool woken)
{
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++) {
		if (!lr->rxq[q].armed || vector_bit(lr, q) != vector)
			continue;
		lr->rxq[q].armed = false;
		lr->total.wakes += woken;
	}
}

static bool
has_packets(const struct lr *lr, uint16_t queue)
{
	return lr->rxq[queue].on && rte_eth_rx_queue_count(lr->rig.port, queue) > 0;
}

void
lr_intr_check(struct lr *lr)
{
	uint32_t vector;
	uint16_t q;

	if (!lr->rxq_intr || !lr->started)
		return;
	for (q = 0; q < lr->nb_rxq; q++) {
		if (!lr->rxq[q].armed)
			continue;
		vector = vector_bit(lr, q);
		/* Moderation puts it off. */
		if (!(lr->rig.irq_vectors & vector) && has_packets(lr, q))
			nm_advance_us(lr->rig.nm, LATE_US);
		if (lr->rig.irq_vectors & vector)
			vector_is_off(lr, vector, true);
		else if (has_packets(lr, q))
			lr_fault(lr, "a queue with packets is woken", "an interrupt",
				"queue %u sleeps with %d packets", q,
				rte_eth_rx_queue_count(lr->rig.port, q));
	}
}

static void
disarm(struct lr *lr, uint16_t queue)
{
	lr_expect(lr, "Rx interrupt off", 0, rte_eth_dev_rx_intr_disable(lr->rig.port, queue));
	vector_is_off(lr, vector_bit(lr, queue), false);
}

/* The recipe: poll until nothing comes, arm, sleep. Something may come between the two. */
static void
fall_asleep(struct lr *lr, uint16_t queue)
{
	uint32_t vector = vector_bit(lr, queue);

	disarm(lr, queue);
	while (lr_receive(lr, queue, 32, lr_once_in(2)) > 0)
		;
	/* The pool is dry, or a packet is half there. */
	if (has_packets(lr, queue))
		return;
	if (lr_once_in(2))
		lr_arrive(lr, 4);
	lr->rig.irq_vectors &= ~vector;
	lr_expect(lr, "Rx interrupt on", 0, rte_eth_dev_rx_intr_enable(lr->rig.port, queue));
	lr->rxq[queue].armed = true;
	lr->total.sleeps++;
	lr_intr_check(lr);
}

void
lr_op_sleep(struct lr *lr)
{
	unsigned int turns = 1 + lr_pick(8);
	uint16_t q;

	if (!lr->rxq_intr)
		return;
	while (turns-- > 0) {
		q = lr_pick(lr->nb_rxq);
		if (!lr->rxq[q].on)
			continue;
		fall_asleep(lr, q);
		lr_arrive(lr, lr_pick(24));
		lr_intr_check(lr);
		if (lr_once_in(6))
			disarm(lr, q);
	}
}
