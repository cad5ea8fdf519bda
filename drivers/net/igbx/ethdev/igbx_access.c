/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The way to the device's registers, and who may go it. vfio-pci lets one process have a device.
 * UIO lets everyone, and two drivers would undo each other's work; worse, uio_pci_generic takes the
 * device off the bus whenever anybody closes it. So a process holds a lock on the file of BAR 0
 * before it opens the UIO device at all, for which this driver maps its devices itself; however the
 * process ends, the kernel lets go of the lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <rte_pci.h>

#include "igbx_ethdev.h"

#define PATH_BYTES 256

static bool
is_uio(const struct rte_pci_device *pci_dev)
{
	return pci_dev->kdrv == RTE_PCI_KDRV_IGB_UIO || pci_dev->kdrv == RTE_PCI_KDRV_UIO_GENERIC;
}

static bool
is_bound(const struct rte_pci_device *pci_dev)
{
	return is_uio(pci_dev) || pci_dev->kdrv == RTE_PCI_KDRV_VFIO;
}

/* Whoever makes a device without a kernel maps it as well. */
static bool
is_mapped(const struct rte_pci_device *pci_dev)
{
	return pci_dev->mem_resource[0].addr != NULL;
}

bool
igbx_access_is_possible(const struct rte_pci_device *pci_dev)
{
	const char *name = pci_dev->device.name;

	if (!is_bound(pci_dev) && !is_mapped(pci_dev)) {
		/* To whoever asked for it by name this is news. */
		if (pci_dev->device.devargs != NULL)
			IGBX_NOTICE("%s: not bound to vfio-pci, igb_uio or uio_pci_generic: left "
				    "alone",
				name);
		return false;
	}
	if (rte_eal_process_type() != RTE_PROC_PRIMARY &&
		pci_dev->kdrv == RTE_PCI_KDRV_UIO_GENERIC) {
		IGBX_ERR("%s: uio_pci_generic stops the device for all when a process ends: "
			 "secondary processes need vfio-pci or igb_uio",
			name);
		return false;
	}
	return true;
}

/* The descriptor that holds the lock, or -errno. */
static int
lock_take(const struct rte_pci_device *pci_dev)
{
	const char *name = pci_dev->device.name;
	char path[PATH_BYTES];
	int fd, error;

	/* Only who may use the device can open it, so that nobody else can lock it either. */
	snprintf(path, sizeof(path), "%s/%s/resource0", rte_pci_get_sysfs_path(), name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		error = errno;
		IGBX_ERR("%s: cannot open %s: %s", name, path, strerror(error));
		return -error;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	error = errno;
	close(fd);
	if (error == EWOULDBLOCK) {
		IGBX_ERR("%s: another process uses this device", name);
		return -EBUSY;
	}
	IGBX_ERR("%s: cannot lock %s: %s", name, path, strerror(error));
	return -error;
}

int
igbx_access_open(struct rte_pci_device *pci_dev, int *lock)
{
	int ret;

	*lock = -1;
	if (is_mapped(pci_dev))
		return 0;
	if (is_uio(pci_dev) && rte_eal_process_type() == RTE_PROC_PRIMARY) {
		ret = lock_take(pci_dev);
		if (ret < 0)
			return ret;
		*lock = ret;
	}
	ret = rte_pci_map_device(pci_dev);
	if (ret == 0)
		return 0;
	if (ret < 0)
		IGBX_ERR("%s: EAL cannot map its registers", pci_dev->device.name);
	if (*lock >= 0)
		close(*lock);
	*lock = -1;
	return ret < 0 ? -ENODEV : ret;
}

void
igbx_access_give_back(struct rte_pci_device *pci_dev, int *lock)
{
	if (*lock < 0)
		return;
	igbx_access_close(pci_dev);
	close(*lock);
	*lock = -1;
}

void
igbx_access_close(struct rte_pci_device *pci_dev)
{
	unsigned int i;

	if (!is_mapped(pci_dev) || !is_bound(pci_dev))
		return;
	rte_pci_unmap_device(pci_dev);
	/* EAL would put memory there when the device is unplugged. */
	for (i = 0; i < RTE_DIM(pci_dev->mem_resource); i++)
		pci_dev->mem_resource[i].addr = NULL;
}
