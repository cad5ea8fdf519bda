/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Interrupts of receive queues, for applications that sleep. Each queue has an MSI-X vector of its
 * own as long as there are enough, and an event file descriptor by EAL. A vector masks itself when
 * it is raised and keeps in mind what comes in until it is unmasked: who unmasks it after the last
 * empty burst and then sleeps cannot miss a packet.
 */
#include <errno.h>

#include <rte_interrupts.h>
#include <rte_pci.h>

#include "igbx_ethdev.h"

/* PCI Local Bus 3.0, sections 6.1, 6.7 and 6.8.2 */
#define PCI_CAP_POINTER	   0x34
#define PCI_CAP_ID_MSIX	   0x11
#define PCI_MSIX_SIZE_MASK 0x07FFu
#define PCI_MAX_CAPS	   48 /* all that fit: no endless walk through a broken list */

/* Vectors that the device offers, 0 when it cannot be found out. */
static unsigned int
msix_vectors(const struct rte_eth_dev *dev)
{
	const struct rte_pci_device *pci = RTE_CLASS_TO_BUS_DEVICE(dev, *pci);
	uint8_t pointer, cap[4];
	unsigned int i;

	if (rte_pci_read_config(pci, &pointer, 1, PCI_CAP_POINTER) != 1)
		return 0;
	for (i = 0; i < PCI_MAX_CAPS && pointer != 0; i++) {
		if (rte_pci_read_config(pci, cap, sizeof(cap), pointer & 0xFC) != (int)sizeof(cap))
			return 0;
		if (cap[0] == PCI_CAP_ID_MSIX)
			return ((cap[2] | (unsigned int)cap[3] << 8) & PCI_MSIX_SIZE_MASK) + 1;
		pointer = cap[1];
	}
	return 0;
}

int
igbx_rx_intr_check(const struct rte_eth_dev *dev)
{
	if (!igbx_rx_intr_wanted(dev))
		return 0;
	if (dev->intr_handle == NULL || rte_intr_cap_multiple(dev->intr_handle) == 0) {
		IGBX_ERR("port %u: intr_conf.rxq: Rx interrupts need vfio-pci, with MSI-X",
			dev->data->port_id);
		return -ENOTSUP;
	}
	return 0;
}

int
igbx_rx_intr_open(struct rte_eth_dev *dev)
{
	unsigned int nb_queues = dev->data->nb_rx_queues, nb_vectors, q;
	int ret;

	nb_vectors = RTE_MIN(msix_vectors(dev), IGBX_INTR_RXQ_VECTORS + 1u);
	if (nb_vectors < 2) {
		IGBX_ERR("port %u: the device offers %u MSI-X vectors: Rx interrupts need two",
			dev->data->port_id, nb_vectors);
		return -ENOTSUP;
	}
	nb_vectors = RTE_MIN(nb_vectors - 1, nb_queues);
	ret = rte_intr_efd_enable(dev->intr_handle, nb_vectors);
	if (ret == 0)
		ret = rte_intr_vec_list_alloc(dev->intr_handle, "igbx_rx_intr", (int)nb_queues);
	for (q = 0; q < nb_queues && ret == 0; q++)
		ret = rte_intr_vec_list_index_set(
			dev->intr_handle, (int)q, (int)(RTE_INTR_VEC_RXTX_OFFSET + q % nb_vectors));
	if (ret == 0)
		return 0;
	IGBX_ERR("port %u: no event descriptors for %u Rx interrupts (%d)", dev->data->port_id,
		nb_vectors, ret);
	igbx_rx_intr_close(dev);
	return ret;
}

void
igbx_rx_intr_close(struct rte_eth_dev *dev)
{
	if (rte_intr_dp_is_en(dev->intr_handle) != 0)
		rte_intr_efd_disable(dev->intr_handle);
	rte_intr_vec_list_free(dev->intr_handle);
}

int
igbx_rx_intr_start(struct rte_eth_dev *dev)
{
	return igbx_intr_rxq_map(&igbx_adapter_of(dev)->hw, dev->data->nb_rx_queues,
		(unsigned int)rte_intr_nb_efd_get(dev->intr_handle));
}

static int
rx_intr_set(struct rte_eth_dev *dev, uint16_t queue, bool on)
{
	int vector;

	if (!igbx_rx_intr_wanted(dev) || !dev->data->dev_started)
		return -EINVAL;
	vector = rte_intr_vec_list_index_get(dev->intr_handle, queue);
	if (vector < 0)
		return -EINVAL;
	igbx_intr_rxq_set(&igbx_adapter_of(dev)->hw, (unsigned int)vector, on);
	return 0;
}

int
igbx_dev_rx_queue_intr_enable(struct rte_eth_dev *dev, uint16_t queue)
{
	return rx_intr_set(dev, queue, true);
}

int
igbx_dev_rx_queue_intr_disable(struct rte_eth_dev *dev, uint16_t queue)
{
	return rx_intr_set(dev, queue, false);
}
