/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The NVM's serial bus (SPI) in EECD, and the EEPROM at its other end: 82576 datasheet
 * 3.3, 8.4; commands and pages as EEPROMs of the 25 series have them.
 */
#include <string.h>

#include "nm_internal.h"

#define STORE_US     5000
#define PAGE_BYTES   32u
#define OP_WRITE     0x02
#define OP_READ	     0x03
#define OP_WRDI	     0x04
#define OP_RDSR	     0x05
#define OP_WREN	     0x06
#define ST_BUSY	     0x01u
#define ST_WEL	     0x02u
#define ST_PROTECTED 0x0Cu
#define OP_BITS	     8u
#define ADDRESS_BITS 24u /* of op and address */

void
nm_nvm_protect(struct nm *nm, bool on)
{
	nm->spi.status = (uint8_t)((nm->spi.status & ~ST_PROTECTED) | (on ? ST_PROTECTED : 0));
}

unsigned int
nm_nvm_stores(const struct nm *nm)
{
	return nm->nvm_stores;
}

static uint8_t
byte_at(const struct nm *nm, uint32_t address)
{
	return (uint8_t)(nm->nvm[address / 2 % NM_NVM_WORDS] >> (address % 2 * 8));
}

/* The bit that the part has on its line while the clock is high. */
static bool
bit_out(const struct nm *nm)
{
	const struct nm_spi *spi = &nm->spi;
	uint32_t n;

	if (spi->op == OP_RDSR && spi->nb_bits > OP_BITS) {
		n = spi->nb_bits - OP_BITS - 1;
		return spi->status >> (7 - n % 8) & 1;
	}
	if (spi->op == OP_READ && spi->nb_bits > ADDRESS_BITS) {
		n = spi->nb_bits - ADDRESS_BITS - 1;
		return byte_at(nm, spi->address + n / 8) >> (7 - n % 8) & 1;
	}
	return true;
}

static void
op_begin(struct nm *nm)
{
	struct nm_spi *spi = &nm->spi;

	spi->op = (uint8_t)spi->in;
	if (spi->op == OP_WRITE)
		spi->written = 0;
	if (spi->status & ST_BUSY && spi->op != OP_RDSR)
		nm_violation(nm, "NVM command 0x%02x while the part stores a page", spi->op);
	if (spi->op < OP_WRITE || spi->op > OP_WREN)
		nm_violation(nm, "NVM command 0x%02x is not modelled", spi->op);
}

/* The address counts on within its page only. */
static void
byte_in(struct nm *nm)
{
	struct nm_spi *spi = &nm->spi;
	uint32_t n = (spi->nb_bits - ADDRESS_BITS) / 8 - 1;
	uint32_t at = (spi->address + n) % PAGE_BYTES;

	if (n >= PAGE_BYTES || at < spi->address % PAGE_BYTES)
		nm_violation(nm, "NVM write at 0x%x runs over its page", spi->address);
	spi->page[at] = (uint8_t)spi->in;
	spi->written |= NM_BIT(at);
}

static void
clock_rises(struct nm *nm, bool di)
{
	struct nm_spi *spi = &nm->spi;

	spi->in = spi->in << 1 | di;
	spi->nb_bits++;
	if (spi->nb_bits == OP_BITS) {
		op_begin(nm);
	} else if (spi->nb_bits == ADDRESS_BITS) {
		spi->address = spi->in & 0xFFFF;
		if (spi->address >= 2 * NM_NVM_WORDS && spi->op != OP_RDSR)
			nm_violation(nm, "NVM address 0x%x: the part ends at 0x%x", spi->address,
				2 * NM_NVM_WORDS - 1);
	} else if (spi->nb_bits > ADDRESS_BITS && spi->nb_bits % 8 == 0 && spi->op == OP_WRITE) {
		byte_in(nm);
	}
}

static void
write_begin(struct nm *nm)
{
	struct nm_spi *spi = &nm->spi;

	if (!(spi->status & ST_WEL))
		nm_violation(nm, "NVM write without write enable");
	if (spi->nb_bits % 8 != 0)
		nm_violation(nm, "NVM write of %u bits", spi->nb_bits);
	spi->status &= (uint8_t)~ST_WEL;
	if (spi->written == 0 || spi->status & ST_PROTECTED)
		return;
	spi->status |= ST_BUSY;
	spi->storing_nothing = nm_fault_hit(nm, NM_FAULT_NVM_LOST);
	if (!nm_fault_hit(nm, NM_FAULT_NVM_BUSY))
		nm_after(nm, NM_EV_SPI, STORE_US);
}

void
nm_spi_stored(struct nm *nm)
{
	struct nm_spi *spi = &nm->spi;
	uint32_t base = spi->address & ~(PAGE_BYTES - 1), i;

	spi->status &= (uint8_t)~ST_BUSY;
	nm->nvm_stores++;
	for (i = 0; i < PAGE_BYTES && !spi->storing_nothing; i++) {
		uint16_t *word = &nm->nvm[(base + i) / 2 % NM_NVM_WORDS];
		unsigned int at = i % 2 * 8;

		if (spi->written & NM_BIT(i))
			*word = (uint16_t)((*word & ~(0xFFu << at)) | (unsigned int)spi->page[i]
									      << at);
	}
}

static void
deselected(struct nm *nm)
{
	struct nm_spi *spi = &nm->spi;

	if (spi->nb_bits < OP_BITS)
		return;
	if (spi->op == OP_WREN)
		spi->status |= ST_WEL;
	else if (spi->op == OP_WRDI)
		spi->status &= (uint8_t)~ST_WEL;
	else if (spi->op == OP_WRITE)
		write_begin(nm);
}

static void
lines_change(struct nm *nm, uint32_t old, uint32_t value)
{
	if (!(old & value & EECD_GNT)) {
		nm_violation(nm, "EECD 0x%08x: bus lines moved without EE_GNT", value);
		return;
	}
	if (!(nm_get(nm, R_SW_FW_SYNC) & SWFW_EEP))
		nm_violation(nm, "NVM bus without the NVM semaphore (SW_FW_SYNC.SW_EEP_SM)");
	if (value & EECD_CS) {
		if (!(old & EECD_CS))
			deselected(nm);
		return;
	}
	if (old & EECD_CS) {
		nm->spi.nb_bits = 0;
		nm->spi.op = 0;
		return;
	}
	if (value & ~old & EECD_SK)
		clock_rises(nm, (value & EECD_DI) != 0);
}

void
nm_eecd_write(struct nm *nm, uint32_t value)
{
	uint32_t fixed = EECD_PRES | EECD_AUTO_RD | EECD_ADDR_SIZE | 0xFu << EECD_SIZE_SHIFT;
	uint32_t lines = EECD_SK | EECD_CS | EECD_DI;
	uint32_t old = nm_get(nm, R_EECD);

	value = (value & ~(fixed | EECD_GNT | EECD_DO)) | (old & fixed);
	if (value & EECD_REQ) {
		if (old & EECD_GNT || !nm_fault_hit(nm, NM_FAULT_NVM_GRANT))
			value |= EECD_GNT;
	}
	/* What the software leaves the lines at while it has not got the bus moves nothing. */
	if ((value ^ old) & lines && (old & EECD_GNT || value & EECD_SK))
		lines_change(nm, old, value | (old & EECD_GNT));
	if (value & EECD_SK && bit_out(nm))
		value |= EECD_DO;
	nm_set(nm, R_EECD, value);
}
