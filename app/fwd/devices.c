/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The ports that EAL found, and what to tell the user when there are none. */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_lcore.h>

#include "fwd.h"
#include "log.h"
#include "place.h"
#include "pace.h"
#include "replay.h"

#define PCI_DEVICES "/sys/bus/pci/devices"
/** The upper byte of a PCI class: network controllers (PCI Code and ID Assignment, 1.3). */
#define PCI_CLASS_NETWORK 0x02

/** Ask the device what it is. */
static int
inquire(const struct fwd_options *opt, struct fwd_port *p)
{
	int ret;

	ret = rte_eth_dev_info_get(p->id, &p->info);
	if (ret == 0)
		ret = rte_eth_macaddr_get(p->id, &p->mac);
	if (ret == 0)
		ret = rte_eth_dev_get_name_by_port(p->id, p->name);
	if (ret < 0) {
		fwd_err("port %u: cannot be asked what it is: %s", p->id, rte_strerror(-ret));
		return ret;
	}
	p->driver = p->info.driver_name;
	p->socket = rte_eth_dev_socket_id(p->id);
	p->node = p->socket >= 0 && p->socket < RTE_MAX_NUMA_NODES ? p->socket : FWD_ANY_NODE;
	if (p->socket < 0 || p->socket >= RTE_MAX_NUMA_NODES)
		p->socket = (int)rte_socket_id();
	if (opt->no_numa) {
		p->socket = 0;
		p->node = FWD_ANY_NODE;
	}
	if (opt->socket_num != UINT64_MAX)
		p->socket = (int)opt->socket_num;
	if (opt->port_socket[p->id] >= 0)
		p->socket = opt->port_socket[p->id];
	return 0;
}

int
fwd_devices_add(struct fwd_app *app, uint16_t id)
{
	struct fwd_port *p = calloc(1, sizeof(*p));
	int ret;

	if (p == NULL)
		return -ENOMEM;
	p->pace = aligned_alloc(RTE_CACHE_LINE_SIZE, sizeof(*p->pace));
	if (p->pace == NULL) {
		free(p);
		return -ENOMEM;
	}
	memset(p->pace, 0, sizeof(*p->pace));
	p->tx_rate = app->opt->tx_rate;
	p->id = id;
	p->promiscuous = !app->opt->no_promiscuous;
	ret = inquire(app->opt, p);
	if (ret < 0) {
		free(p->pace);
		free(p);
		return ret;
	}
	app->ports[app->nb_ports++] = p;
	app->fwd[app->nb_fwd++] = p;
	return 0;
}

static void
forget(struct fwd_port **list, unsigned int *nb, const struct fwd_port *p)
{
	for (unsigned int i = 0; i < *nb; i++) {
		if (list[i] != p)
			continue;
		(*nb)--;
		memmove(&list[i], &list[i + 1], (*nb - i) * sizeof(list[0]));
	}
}

void
fwd_devices_remove(struct fwd_app *app, struct fwd_port *p)
{
	forget(app->ports, &app->nb_ports, p);
	forget(app->fwd, &app->nb_fwd, p);
	fwd_replay_free(p->replay);
	free(p->pace);
	free(p);
}

/** The value of an EAL option that stands at *i, in either spelling, or NULL. */
static const char *
option_value(int argc, char **argv, int *i, const char *name)
{
	size_t len = strlen(name);
	bool is_long = name[1] == '-';

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '\0')
		return *i + 1 < argc ? argv[++*i] : NULL;
	if (!is_long)
		return argv[*i] + len;
	return argv[*i][len] == '=' ? argv[*i] + len + 1 : NULL;
}

/** Whether a port is on the device with this PCI address, whose domain may be left out. */
static bool
has_port(const struct fwd_app *app, const char *address)
{
	size_t len = strlen(address);

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct rte_device *dev = app->ports[i]->info.device;
		const char *name = dev != NULL ? rte_dev_name(dev) : app->ports[i]->name;
		size_t name_len = strlen(name);

		if (name_len >= len && strcasecmp(name + name_len - len, address) == 0)
			return true;
	}
	return false;
}

/** The kernel's driver of a PCI device. */
static const char *
kernel_driver(const char *address, char *buffer, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t len;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/driver", address);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return "no driver";
	target[len] = '\0';
	name = strrchr(target, '/');
	snprintf(buffer, size, "%.*s", (int)size - 1, name != NULL ? name + 1 : target);
	return buffer;
}

static unsigned long
read_hex(const char *address, const char *file)
{
	char path[PATH_MAX], text[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/%s", address, file);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fgets(text, sizeof(text), f) == NULL)
		text[0] = '\0';
	fclose(f);
	return strtoul(text, NULL, 16);
}

/** Append the network controllers that the kernel knows. @return how many there are. */
static unsigned int
list_controllers(char *text, size_t size)
{
	struct dirent **entries = NULL;
	unsigned int nb = 0;
	int found = scandir(PCI_DEVICES, &entries, NULL, alphasort);

	for (int i = 0; i < found; i++) {
		const char *address = entries[i]->d_name;
		char driver[64];
		size_t used = strlen(text);

		if (address[0] != '.' && read_hex(address, "class") >> 16 == PCI_CLASS_NETWORK) {
			snprintf(text + used, size - used, "%s%s %04lx:%04lx (%s)",
				nb++ ? ", " : "", address, read_hex(address, "vendor"),
				read_hex(address, "device"),
				kernel_driver(address, driver, sizeof(driver)));
		}
		free(entries[i]);
	}
	free(entries);
	return nb;
}

static int
explain_no_ports(int argc, char **argv)
{
	char list[320] = "";

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--no-pci") == 0) {
			fwd_err("no ports: EAL was given --no-pci and no --vdev makes a port");
			return -ENODEV;
		}
	}
	if (list_controllers(list, sizeof(list)) == 0)
		fwd_err("no ports: this machine has no PCI network controller; --vdev makes "
			"software ports");
	else
		fwd_err("no ports; PCI network controllers seen: %s; bind one with "
			"igbx-devbind bind ADDRESS (to vfio-pci)",
			list);
	return -ENODEV;
}

/** Every device that was asked for by -a must have become a port. */
static int
check_allowed(const struct fwd_app *app, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *value = option_value(argc, argv, &i, "--allow");
		char address[64], driver[64];

		if (value == NULL)
			value = option_value(argc, argv, &i, "-a");
		/* Other buses name their devices, and their ports, in ways of their own. */
		if (value == NULL || strchr(value, '.') == NULL || strchr(value, ':') == NULL)
			continue;
		snprintf(address, sizeof(address), "%.*s", (int)strcspn(value, ","), value);
		if (has_port(app, strncmp(address, "pci:", 4) == 0 ? address + 4 : address))
			continue;
		fwd_err("%s: no DPDK driver took this device, which the kernel gives to %s; "
			"EAL's messages above say why",
			address, kernel_driver(address, driver, sizeof(driver)));
		return -ENODEV;
	}
	return 0;
}

int
fwd_devices_forward(struct fwd_app *app, const uint16_t *ids, unsigned int nb)
{
	for (unsigned int i = 0; i < nb; i++) {
		if (fwd_port_by_id(app, ids[i]) != NULL)
			continue;
		fwd_err("there is no port %u to forward with", ids[i]);
		return -EINVAL;
	}
	for (unsigned int i = 0; i < nb; i++)
		app->fwd[i] = fwd_port_by_id(app, ids[i]);
	app->nb_fwd = nb;
	return 0;
}

/** The ports that the options let forward. */
static int
select_ports(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;

	if (opt->nb_portlist != 0)
		return fwd_devices_forward(app, opt->portlist, opt->nb_portlist);
	if (opt->nb_ports > app->nb_ports) {
		fwd_err("--nb-ports=%u: there are %u", (unsigned int)opt->nb_ports, app->nb_ports);
		return -EINVAL;
	}
	if (opt->nb_ports != 0)
		app->nb_fwd = (unsigned int)opt->nb_ports;
	return 0;
}

int
fwd_devices_find(struct fwd_app *app, int argc, char **argv)
{
	uint16_t id;

	RTE_ETH_FOREACH_DEV (id) {
		int ret = fwd_devices_add(app, id);

		if (ret < 0)
			return ret;
	}
	if (check_allowed(app, argc, argv) < 0)
		return -ENODEV;
	if (app->nb_ports == 0) {
		if (!app->opt->interactive)
			return explain_no_ports(argc, argv);
		fwd_warn("no ports yet: port attach adds one");
	}
	return select_ports(app);
}

/** Whether any hugepage of any size is reserved. */
static bool
has_hugepages(void)
{
	static const char dir[] = "/sys/kernel/mm/hugepages";
	struct dirent *entry;
	unsigned long nb = 0;
	DIR *d = opendir(dir);

	while (d != NULL && (entry = readdir(d)) != NULL) {
		char path[PATH_MAX];
		unsigned long pages;
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s/nr_hugepages", dir, entry->d_name);
		f = fopen(path, "r");
		if (f == NULL)
			continue;
		if (fscanf(f, "%lu", &pages) == 1)
			nb += pages;
		fclose(f);
	}
	if (d != NULL)
		closedir(d);
	return nb != 0;
}

void
fwd_devices_explain_eal(int err, int argc, char **argv)
{
	bool no_huge = false;

	for (int i = 1; i < argc; i++)
		no_huge |= strcmp(argv[i], "--no-huge") == 0;
	/* EINVAL is about the arguments, of which EAL has said more. */
	if (err != EINVAL && !no_huge && !has_hugepages())
		fwd_err("EAL did not start: no hugepages are reserved; dpdk-hugepages.py --setup "
			"1G reserves them");
	else if (geteuid() != 0)
		fwd_err("EAL did not start: %s; it was run without root's rights",
			rte_strerror(err));
	else
		fwd_err("EAL did not start: %s; its messages above say why", rte_strerror(err));
}
