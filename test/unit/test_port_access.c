/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * One process for each UIO device. The kernel's side is the test's: a folder with the file of BAR
 * 0, and mapping that is counted. Another process is another open file: locks know no difference.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;
static char sysfs[] = "/tmp/igbx-access-XXXXXX", folder[64], file[80];

static struct {
	int nb_maps; /* now */
	int result;
	void *bar;
} bus;

/* The names are the linker's: __wrap_f is called for f. */
const char *__wrap_rte_pci_get_sysfs_path(void);
int __wrap_rte_pci_map_device(struct rte_pci_device *pci_dev);
void __wrap_rte_pci_unmap_device(struct rte_pci_device *pci_dev);

const char *
__wrap_rte_pci_get_sysfs_path(void)
{
	return sysfs;
}

int
__wrap_rte_pci_map_device(struct rte_pci_device *pci_dev)
{
	if (bus.result != 0)
		return bus.result;
	bus.nb_maps++;
	pci_dev->mem_resource[0].addr = bus.bar;
	return 0;
}

void
__wrap_rte_pci_unmap_device(struct rte_pci_device *pci_dev)
{
	RTE_SET_USED(pci_dev);
	bus.nb_maps--;
}

/* What another process would be told. */
static bool
is_free(void)
{
	int fd = open(file, O_RDWR);
	bool got = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;

	close(fd);
	return got;
}

static void
check_open(const char *name, bool locked)
{
	TAP_EQ_INT(name, 1, bus.nb_maps);
	TAP_CHECK(is_free() != locked, locked ? "  others are kept out" : "  no lock is held",
		"it is not so");
}

static void
check_shut(const char *name)
{
	TAP_EQ_INT(name, 0, bus.nb_maps);
	TAP_CHECK(is_free(), "  another process may have it", "locked");
}

static void
device_set(enum rte_pci_kernel_driver kdrv)
{
	rig.pci.kdrv = kdrv;
	rig.pci.mem_resource[0].addr = NULL;
	plat_model_log_clear();
}

static void
test_life(const char *name, enum rte_pci_kernel_driver kdrv, bool locked)
{
	device_set(kdrv);
	TAP_EQ_INT(name, 0, rig_probe(&rig, NULL));
	check_open("  mapped", locked);
	TAP_EQ_INT("  up", 0, rig_up(&rig, 1, 1, NULL));
	check_open("  still mapped", locked);
	TAP_EQ_INT("  removed", 0, rig_remove(&rig));
	check_shut("  not mapped");
}

/* A closed port gives the device back, though the bus still has it. */
static void
test_close(void)
{
	device_set(RTE_PCI_KDRV_IGB_UIO);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	check_shut("  not mapped");
	TAP_CHECK(rig.pci.mem_resource[0].addr == NULL, "  and nobody is told it were", "%p",
		rig.pci.mem_resource[0].addr);
	TAP_EQ_INT("  removed", 0, rig_remove(&rig));
	check_shut("  not unmapped again");
}

static void
refused(const char *name, const char *args, int expected)
{
	TAP_EQ_INT(name, expected, rig_probe(&rig, args));
	TAP_EQ_INT("  one line", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("  not mapped", 0, bus.nb_maps);
	TAP_EQ_INT("  no port", 0, rte_eth_dev_count_avail());
}

static void
test_refusals(void)
{
	int other = open(file, O_RDWR);

	device_set(RTE_PCI_KDRV_UIO_GENERIC);
	flock(other, LOCK_EX);
	refused("another process has it", NULL, -EBUSY);
	TAP_CHECK(strstr(plat_model_log_last(), "another process") != NULL, "  which is said", "%s",
		plat_model_log_last());
	close(other);
	check_shut("it has ended");
	device_set(RTE_PCI_KDRV_UIO_GENERIC);
	refused("a bad device argument", "rx_drop=7", -EINVAL);
	check_shut("  all is undone");

	device_set(RTE_PCI_KDRV_IGB_UIO);
	bus.result = -1;
	refused("EAL cannot map it", NULL, -ENODEV);
	bus.result = 0;
	check_shut("  all is undone");

	device_set(RTE_PCI_KDRV_IGB_UIO);
	unlink(file);
	refused("no file of BAR 0", NULL, -ENOENT);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (mkdtemp(sysfs) == NULL)
		return 1;
	snprintf(folder, sizeof(folder), "%s/%s", sysfs, RIG_NAME);
	snprintf(file, sizeof(file), "%s/resource0", folder);
	if (mkdir(folder, 0700) != 0 || close(open(file, O_CREAT | O_RDWR, 0600)) != 0 ||
		rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	bus.bar = rig.pci.mem_resource[0].addr;
	test_life("igb_uio", RTE_PCI_KDRV_IGB_UIO, true);
	test_life("uio_pci_generic", RTE_PCI_KDRV_UIO_GENERIC, true);
	test_life("vfio-pci, of which the kernel takes care", RTE_PCI_KDRV_VFIO, false);
	test_close();
	test_refusals();
	rig_destroy(&rig);
	rig_eal_end();
	rmdir(folder);
	rmdir(sysfs);
	return tap_done();
}
