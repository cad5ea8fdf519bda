/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * 82599 with a KX4 backplane: as many of its registers as DPDK's driver waits for, the others
 * hold what was written.
 */
#include <stdlib.h>
#include <string.h>

#include "nic.h"

#define REG_CTRL      0x00000u
#define REG_STATUS    0x00008u
#define REG_RX_QUEUES 0x01000u
#define REG_RDRXCTL   0x02F00u
#define REG_MSCA      0x0425Cu
#define REG_AUTOC     0x042A0u
#define REG_LINKS     0x042A4u
#define REG_ANLP1     0x042B0u
#define REG_RAL0_OLD  0x05400u
#define REG_RAL0      0x0A200u
#define REG_TX_QUEUES 0x06000u
#define REG_SECTXSTAT 0x08804u
#define REG_SECRXSTAT 0x08D04u
#define REG_EEC	      0x10010u
#define REG_EERD      0x10014u

#define CTRL_GIO_DIS	 (1u << 2)
#define CTRL_LNK_RST	 (1u << 3)
#define CTRL_RST	 (1u << 26)
#define STATUS_GIO	 (1u << 19)
#define RDRXCTL_DMAIDONE (1u << 3)
#define SEC_READY	 1u
#define MSCA_COMMAND	 (1u << 30)
#define AUTOC_10G_NO_AN	 (1u << 13)
#define AUTOC_AN_RESTART (1u << 12)
#define ANLP1_AN_STATE	 0x00010000u
#define LINKS_UP_10G	 0x70000080u
#define EEC_PRESENT	 (1u << 8 | 1u << 9 | 4u << 11) /* 1024 words, read after reset */
#define EERD_DONE	 (1u << 1)
#define EERD_ADDR_SHIFT	 2
#define EERD_DATA_SHIFT	 16
#define RAH_VALID	 (1u << 31)

/* The NVM is empty but for the word that makes the first 64 add up. */
#define NVM_SUM_WORD 0x3Fu
#define NVM_SUM	     0xBABAu

#define STRIDE	    0x40u
#define Q_BAL	    0x00u
#define Q_BAH	    0x04u
#define Q_LEN	    0x08u
#define Q_TAIL	    0x18u
#define Q_DCTL	    0x28u
#define Q_WBAL	    0x38u
#define Q_WBAH	    0x3Cu
#define DCTL_ENABLE (1u << 25)
#define WBAL_ENABLE 1u
#define WBAL_MASK   (~(uint64_t)3)
#define DESC_BYTES  16

struct nic {
	uint8_t index;
	uint32_t reg[NIC_BAR_BYTES / 4];
};

static void
reset(struct nic *nic)
{
	uint32_t high = RAH_VALID | (uint32_t)nic->index << 8 | 0x99u;

	memset(nic->reg, 0, sizeof(nic->reg));
	nic->reg[REG_AUTOC / 4] = AUTOC_10G_NO_AN;
	/* 02:00:00:00:99:<index>; both addresses of the first receive address */
	nic->reg[REG_RAL0_OLD / 4] = nic->reg[REG_RAL0 / 4] = 0x00000002u;
	nic->reg[REG_RAL0_OLD / 4 + 1] = nic->reg[REG_RAL0 / 4 + 1] = high;
}

static void *
create(unsigned int index)
{
	struct nic *nic = malloc(sizeof(*nic));

	if (nic != NULL) {
		nic->index = (uint8_t)index;
		reset(nic);
	}
	return nic;
}

static void
destroy(void *nic)
{
	free(nic);
}

static uint32_t
read_reg(void *ctx, uint32_t offset)
{
	struct nic *nic = ctx;
	uint32_t value = nic->reg[offset / 4];

	switch (offset) {
	case REG_STATUS:
		return nic->reg[REG_CTRL / 4] & CTRL_GIO_DIS ? 0 : STATUS_GIO;
	case REG_RDRXCTL:
		return value | RDRXCTL_DMAIDONE;
	case REG_SECRXSTAT:
	case REG_SECTXSTAT:
		return SEC_READY;
	case REG_LINKS:
		return LINKS_UP_10G;
	case REG_ANLP1:
		return value | ANLP1_AN_STATE;
	case REG_EEC:
		return EEC_PRESENT;
	default:
		return value;
	}
}

static void
write_reg(void *ctx, uint32_t offset, uint32_t value)
{
	struct nic *nic = ctx;
	uint32_t word;

	switch (offset) {
	case REG_CTRL:
		if (value & (CTRL_RST | CTRL_LNK_RST))
			reset(nic);
		value &= ~(CTRL_RST | CTRL_LNK_RST);
		break;
	case REG_AUTOC:
		value &= ~AUTOC_AN_RESTART;
		break;
	case REG_MSCA:
		/* Nobody answers on the management bus. */
		value &= ~MSCA_COMMAND;
		break;
	case REG_EERD:
		word = value >> EERD_ADDR_SHIFT;
		value |= EERD_DONE;
		value &= 0xFFFFu;
		value |= (word == NVM_SUM_WORD ? NVM_SUM : 0) << EERD_DATA_SHIFT;
		break;
	default:
		break;
	}
	nic->reg[offset / 4] = value;
}

static void
elapse(void *nic, uint32_t us)
{
	(void)nic;
	(void)us;
}

static bool
tail(uint32_t offset, bool *rx, unsigned int *queue)
{
	uint32_t at;

	*rx = offset >= REG_RX_QUEUES && offset < REG_RX_QUEUES + NIC_MAX_QUEUES * STRIDE;
	if (!*rx && !(offset >= REG_TX_QUEUES && offset < REG_TX_QUEUES + NIC_MAX_QUEUES * STRIDE))
		return false;
	at = offset - (*rx ? REG_RX_QUEUES : REG_TX_QUEUES);
	*queue = at / STRIDE;
	return at % STRIDE == Q_TAIL;
}

static struct nic_ring
ring(void *ctx, bool rx, unsigned int queue)
{
	const struct nic *nic = ctx;
	const uint32_t *q = &nic->reg[((rx ? REG_RX_QUEUES : REG_TX_QUEUES) + queue * STRIDE) / 4];
	struct nic_ring r = {
		.base = (uint64_t)q[Q_BAH / 4] << 32 | q[Q_BAL / 4],
		.nb_desc = q[Q_LEN / 4] / DESC_BYTES,
		.enabled = (q[Q_DCTL / 4] & DCTL_ENABLE) != 0,
	};

	if (!rx && q[Q_WBAL / 4] & WBAL_ENABLE)
		r.head_wb = ((uint64_t)q[Q_WBAH / 4] << 32 | q[Q_WBAL / 4]) & WBAL_MASK;
	return r;
}

const struct nic_ops nic_82599 = {
	.device_id = 0x10F7,
	.l4e_shift = 30,
	.udp_bad_unknown = true,
	.create = create,
	.destroy = destroy,
	.read = read_reg,
	.write = write_reg,
	.elapse = elapse,
	.tail = tail,
	.ring = ring,
};
