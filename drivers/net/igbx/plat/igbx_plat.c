/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The platform as DPDK has it.
 */
#include <stdarg.h>
#include <stdio.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_io.h>
#include <rte_log.h>
#include <rte_pci.h>
#include <bus_pci_driver.h>

#include "igbx_plat.h"

#define LOG_LINE_BYTES 512

/* PCI Local Bus 3.0, section 6.1. Not the vendor: vfio-pci answers that from memory. */
#define PCI_CLASS_REVISION 0x08

RTE_LOG_REGISTER(igbx_logtype, pmd.net.igbx, NOTICE);

/* Registers are little endian, and so is every CPU of this build or it is converted. */
uint32_t
igbx_plat_read32(const volatile void *addr)
{
	return rte_le_to_cpu_32(rte_read32(addr));
}

void
igbx_plat_write32(volatile void *addr, uint32_t value)
{
	rte_write32(rte_cpu_to_le_32(value), addr);
}

void
igbx_plat_delay_us(uint32_t delay_us)
{
	rte_delay_us_block(delay_us);
}

uint64_t
igbx_plat_now_us(void)
{
	uint64_t cycles = rte_get_tsc_cycles();
	uint64_t hz = rte_get_tsc_hz();

	/* Whole seconds apart: the product of all cycles would overflow after hours. */
	return cycles / hz * US_PER_S + cycles % hz * US_PER_S / hz;
}

bool
igbx_plat_is_present(const void *bus_dev)
{
	uint32_t value;

	if (bus_dev == NULL)
		return true;
	return rte_pci_read_config(bus_dev, &value, sizeof(value), PCI_CLASS_REVISION) ==
		       (int)sizeof(value) &&
	       value != UINT32_MAX;
}

static uint32_t
level_of(enum igbx_log_level level)
{
	switch (level) {
	case IGBX_LOG_ERR:
		return RTE_LOG_ERR;
	case IGBX_LOG_WARN:
		return RTE_LOG_WARNING;
	case IGBX_LOG_NOTICE:
		return RTE_LOG_NOTICE;
	case IGBX_LOG_INFO:
		return RTE_LOG_INFO;
	default:
		return RTE_LOG_DEBUG;
	}
}

void
igbx_plat_log(enum igbx_log_level level, const char *fmt, ...)
{
	char line[LOG_LINE_BYTES];
	va_list args;

	if (!rte_log_can_log(igbx_logtype, level_of(level)))
		return;
	/* One call, so that lines of several threads do not mix. */
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	rte_log(level_of(level), igbx_logtype, "IGBX: %s\n", line);
}
