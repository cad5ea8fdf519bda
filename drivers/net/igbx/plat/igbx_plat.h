/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the hardware layer needs from the machine it runs on: access to mapped
 * registers, time, and a place to say something. They are functions and not
 * macros, so that a test links its own (a software NIC, virtual time) in their
 * place and runs the very objects that ship.
 */
#ifndef IGBX_PLAT_H
#define IGBX_PLAT_H

#include <stdbool.h>
#include <stdint.h>

enum igbx_log_level {
	IGBX_LOG_ERR,
	IGBX_LOG_WARN,
	IGBX_LOG_NOTICE,
	IGBX_LOG_INFO,
	IGBX_LOG_DEBUG,
};

/* Read one little-endian register; the result is in the CPU's byte order.
 * Ordered after all earlier register accesses.
 */
uint32_t igbx_plat_read32(const volatile void *addr);

/* Write one register; all earlier stores to memory are visible to the device first. */
void igbx_plat_write32(volatile void *addr, uint32_t value);

/* Wait at least delay_us microseconds without giving up the CPU. */
void igbx_plat_delay_us(uint32_t delay_us);

/* Microseconds of a monotonic clock. */
uint64_t igbx_plat_now_us(void);

/* Whether the bus still knows the device: its configuration space can be read and is not all ones.
 * bus_dev is what igbx_hw.bus_dev holds; NULL, for whoever has no bus, is always there.
 */
bool igbx_plat_is_present(const void *bus_dev);

/* One log line; no newline at the end of fmt. */
void igbx_plat_log(enum igbx_log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define IGBX_ERR(...)	 igbx_plat_log(IGBX_LOG_ERR, __VA_ARGS__)
#define IGBX_WARN(...)	 igbx_plat_log(IGBX_LOG_WARN, __VA_ARGS__)
#define IGBX_NOTICE(...) igbx_plat_log(IGBX_LOG_NOTICE, __VA_ARGS__)
#define IGBX_INFO(...)	 igbx_plat_log(IGBX_LOG_INFO, __VA_ARGS__)
#define IGBX_DEBUG(...)	 igbx_plat_log(IGBX_LOG_DEBUG, __VA_ARGS__)

#endif
