/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * NVM image, EERD, and the semaphores that guard it: 82576 datasheet 3.3, 4.5.12,
 * 8.4, 8.7.
 */
#include <string.h>

#include "nm_internal.h"

#define EERD_US	      20
#define FW_RELEASE_US 50000
#define NVM_SUM_WORDS 0x40
#define NVM_SUM	      0xBABA
#define NVM_SIGNATURE 0x4000u /* word 0x0A, bits 15:14 = 01b: the image is valid */

void
nm_nvm_fix_checksum(struct nm *nm)
{
	uint16_t sum = 0;
	unsigned int i;

	for (i = 0; i < NVM_SUM_WORDS - 1; i++)
		sum = (uint16_t)(sum + nm->nvm[i]);
	nm->nvm[NVM_SUM_WORDS - 1] = (uint16_t)(NVM_SUM - sum);
}

uint16_t *
nm_nvm(struct nm *nm)
{
	return nm->nvm;
}

/* The image holds function 0's address; function 1's is the same with the lowest
 * bit of the last byte inverted: 82576 datasheet 6.2.1.
 */
void
nm_nvm_init(struct nm *nm)
{
	uint8_t base[6];
	unsigned int i;

	memset(nm->nvm, 0xFF, sizeof(nm->nvm));
	memset(nm->nvm, 0, NVM_SUM_WORDS * sizeof(nm->nvm[0]));
	memcpy(base, nm->mac, sizeof(base));
	base[5] ^= nm->cfg.port_index & 1;
	for (i = 0; i < 3; i++)
		nm->nvm[i] = (uint16_t)(base[2 * i] | base[2 * i + 1] << 8);
	nm->nvm[0x03] = 0x0C00;
	nm->nvm[0x04] = 0xFFFF;
	nm->nvm[0x05] = 0x1060; /* image version */
	nm->nvm[0x08] = 0xE647; /* printed board assembly, old form */
	nm->nvm[0x09] = 0x0301;
	nm->nvm[0x0A] = NVM_SIGNATURE | 0x000B;
	nm->nvm[0x0B] = 0xA03C; /* subsystem device and vendor */
	nm->nvm[0x0C] = 0x8086;
	nm->nvm[0x0D] = nm->cfg.device_id;
	nm->nvm[0x0E] = 0x8086;
	nm->nvm[0x0F] = 0x7040;
	nm->nvm[0x37] = 0xFFFF; /* no alternate addresses */
	nm_nvm_fix_checksum(nm);
}

/* The first receive address comes from the NVM after every reset. */
void
nm_nvm_autoload(struct nm *nm)
{
	uint8_t mac[6];
	unsigned int i;

	if ((nm->nvm[0x0A] & 0xC000u) != NVM_SIGNATURE)
		return;
	for (i = 0; i < 3; i++) {
		mac[2 * i] = (uint8_t)nm->nvm[i];
		mac[2 * i + 1] = (uint8_t)(nm->nvm[i] >> 8);
	}
	mac[5] ^= nm->cfg.port_index & 1;
	nm_set(nm, R_RAL,
		mac[0] | (uint32_t)mac[1] << 8 | (uint32_t)mac[2] << 16 | (uint32_t)mac[3] << 24);
	nm_set(nm, R_RAH, mac[4] | (uint32_t)mac[5] << 8 | RAH_AV);
}

void
nm_eerd_write(struct nm *nm, uint32_t value)
{
	if (!(nm_get(nm, R_SW_FW_SYNC) & SWFW_EEP))
		nm_violation(nm, "EERD without the NVM semaphore (SW_FW_SYNC.SW_EEP_SM)");
	if (nm->due[NM_EV_EERD] != NM_NEVER)
		nm_violation(nm, "EERD written while a read is running");
	if (nm_get(nm, R_EECD) & EECD_GNT)
		nm_violation(nm, "EERD while EECD.EE_GNT gives the NVM to the software");
	nm_set(nm, R_EERD, value & 0x0000FFFDu);
	if (!(value & EERD_START))
		return;
	if (!nm_fault_hit(nm, NM_FAULT_EERD_TIMEOUT))
		nm_after(nm, NM_EV_EERD, EERD_US);
}

void
nm_eerd_done(struct nm *nm)
{
	uint32_t value = nm_get(nm, R_EERD);
	uint32_t word = (value & 0xFFFCu) >> 2;
	uint16_t data = 0xFFFF;

	if (word < NM_NVM_WORDS)
		data = nm->nvm[word];
	else
		nm_violation(nm, "EERD of word 0x%x: the NVM has 0x%x words", word, NM_NVM_WORDS);
	nm_set(nm, R_EERD, (value & 0xFFFCu) | EERD_DONE | (uint32_t)data << 16);
}

/* ---- semaphores ---- */

/* Reading takes SMBI: who reads 0 has it. */
uint32_t
nm_swsm_read(struct nm *nm)
{
	uint32_t value = nm_get(nm, R_SWSM);

	if (nm_fault_hit(nm, NM_FAULT_SMBI_STUCK))
		value |= SWSM_SMBI;
	nm_set(nm, R_SWSM, value | SWSM_SMBI);
	return value;
}

/* SMBI can only be cleared; SWESMBI is taken when the firmware does not hold its half. */
void
nm_swsm_write(struct nm *nm, uint32_t value)
{
	uint32_t old = nm_get(nm, R_SWSM);
	uint32_t next = value & ~(SWSM_SMBI | SWSM_SWESMBI);

	next |= old & value & SWSM_SMBI;
	if (value & SWSM_SWESMBI) {
		if (!(old & SWSM_SMBI))
			nm_violation(nm, "SWSM.SWESMBI set by software that does not hold SMBI");
		if (!(nm_get(nm, R_FWSM) & FWSM_EEP))
			next |= SWSM_SWESMBI;
	}
	nm_set(nm, R_SWSM, next);
}

void
nm_swfw_write(struct nm *nm, uint32_t value)
{
	if (!(nm_get(nm, R_SWSM) & SWSM_SWESMBI))
		nm_violation(nm, "SW_FW_SYNC written without SWSM.SWESMBI");
	nm_set(nm, R_SW_FW_SYNC, value);
}

void
nm_hold_smbi(struct nm *nm, bool held)
{
	uint32_t both = SWSM_SMBI | SWSM_SWESMBI;
	uint32_t value = nm_get(nm, R_SWSM) & ~both;

	nm_set(nm, R_SWSM, held ? value | both : value);
}

void
nm_hold_swfw(struct nm *nm, uint32_t bits, bool firmware_gives_up)
{
	nm_set(nm, R_SW_FW_SYNC, bits);
	nm->held_swfw = bits;
	nm_after(nm, NM_EV_FW_RELEASE, firmware_gives_up ? FW_RELEASE_US : NM_NEVER);
}

void
nm_fw_release(struct nm *nm)
{
	nm_set(nm, R_SW_FW_SYNC, nm_get(nm, R_SW_FW_SYNC) & ~nm->held_swfw);
}
