/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cpuflags.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "igbx_compat.h"

#include "bar.h"
#include "eal.h"

#define MAX_REGISTERED 256
#define MAX_ARGS       16

static struct {
	struct rte_pci_driver *drivers[MAX_REGISTERED];
	unsigned int nb;
} registered;

/* In place of the PCI bus's own function, for every shared object that is loaded: drivers are
 * remembered, and the bus, which has no devices, never hears of them.
 */
void
rte_pci_register(struct rte_pci_driver *driver)
{
	if (registered.nb < MAX_REGISTERED)
		registered.drivers[registered.nb++] = driver;
}

/* In place of EAL's, for drivers that ring the doorbell with a direct store (rte_write32_wc): to
 * the ordinary memory that the registers are here, it goes to DRAM and costs a thousand cycles,
 * which a posted write to a device does not.
 */
int
rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature)
{
	static int (*eal)(enum rte_cpu_flag_t feature);

	if (feature == RTE_CPUFLAG_MOVDIRI)
		return 0;
	if (eal == NULL)
		*(void **)&eal = dlsym(RTLD_NEXT, "rte_cpu_get_flag_enabled");
	return eal(feature);
}

/* By drivers' destructors. */
void
rte_pci_unregister(struct rte_pci_driver *driver)
{
	RTE_SET_USED(driver);
}

/* In place of EAL's: waiting for a device that is not there is a matter of its clock. */
void
rte_delay_us_block(unsigned int us)
{
	bar_elapse_all(us);
}

void
rte_delay_us_sleep(unsigned int us)
{
	bar_elapse_all(us);
}

static unsigned int
free_huge_megabytes(void)
{
	FILE *f = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "r");
	unsigned int nb = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%u", &nb) != 1)
		nb = 0;
	fclose(f);
	return nb * 2;
}

/* The last CPU that this process may use: the first one has the machine's other work. */
static unsigned int
cpu_choose(void)
{
	unsigned int cpu, last = 0;
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 0;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &set))
			last = cpu;
	}
	return last;
}

int
eal_start(unsigned int megabytes, struct eal_info *info)
{
	char lcores[32], memory[16];
	char fixed[][24] = {"igbx-bench", "--no-pci", "--iova-mode=va", "--no-telemetry",
		"--log-level=*:error"};
	char no_huge[] = "--no-huge", no_shconf[] = "--no-shconf", in_memory[] = "--in-memory";
	char lcores_opt[] = "--lcores", memory_opt[] = "-m";
	char *argv[MAX_ARGS];
	unsigned int i;
	int argc = 0;

	info->cpu = cpu_choose();
	info->hugepages = free_huge_megabytes() >= megabytes;
	for (i = 0; i < RTE_DIM(fixed); i++)
		argv[argc++] = fixed[i];
	snprintf(lcores, sizeof(lcores), "0@%u", info->cpu);
	argv[argc++] = lcores_opt;
	argv[argc++] = lcores;
	if (info->hugepages) {
		argv[argc++] = in_memory;
	} else {
		snprintf(memory, sizeof(memory), "%u", megabytes);
		argv[argc++] = no_huge;
		argv[argc++] = no_shconf;
		argv[argc++] = memory_opt;
		argv[argc++] = memory;
	}
	if (rte_eal_init(argc, argv) < 0) {
		fprintf(stderr, "igbx-bench: EAL does not start: %s\n", rte_strerror(rte_errno));
		return -1;
	}
	return 0;
}

struct rte_pci_driver *
eal_load(const char *path, const char *name)
{
	void *handle = dlopen(path, RTLD_NOW);
	struct rte_pci_driver *found = NULL;
	unsigned int i;

	if (handle == NULL) {
		fprintf(stderr, "igbx-bench: %s\n", dlerror());
		return NULL;
	}
	/* The last one: EAL may have loaded another copy from its plugin folder. */
	for (i = 0; i < registered.nb; i++) {
		if (strcmp(registered.drivers[i]->driver.name, name) == 0)
			found = registered.drivers[i];
	}
	if (found == NULL)
		fprintf(stderr, "igbx-bench: %s does not register a driver %s\n", path, name);
	return found;
}
