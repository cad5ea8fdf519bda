/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * 82576: the software NIC of the tests.
 */
#include <stddef.h>

#include "nicmodel.h"
#include "nic.h"

/* The queues' registers, and the older addresses of queues 0 to 3: 82576 datasheet 8.1.3. */
#define RX_QUEUES  0x0C000u
#define TX_QUEUES  0x0E000u
#define RX_OLD	   0x02800u
#define TX_OLD	   0x03800u
#define OLD_QUEUES 4u
#define OLD_STRIDE 0x100u
#define STRIDE	   0x40u

/* In a queue's registers: 82576 datasheet 8.10, 8.12. */
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

#define AUTONEG_US 1000
#define DESC_BYTES 16

static uint32_t
modern(uint32_t offset)
{
	uint32_t at;

	if (offset >= RX_OLD && offset < RX_OLD + OLD_QUEUES * OLD_STRIDE) {
		at = offset - RX_OLD;
		if (at % OLD_STRIDE < STRIDE)
			return RX_QUEUES + at / OLD_STRIDE * STRIDE + at % OLD_STRIDE;
	}
	if (offset >= TX_OLD && offset < TX_OLD + OLD_QUEUES * OLD_STRIDE) {
		at = offset - TX_OLD;
		if (at % OLD_STRIDE < STRIDE)
			return TX_QUEUES + at / OLD_STRIDE * STRIDE + at % OLD_STRIDE;
	}
	return offset;
}

static bool
tail(uint32_t offset, bool *rx, unsigned int *queue)
{
	uint32_t at = modern(offset);

	*rx = at >= RX_QUEUES && at < RX_QUEUES + NIC_MAX_QUEUES * STRIDE;
	if (!*rx && !(at >= TX_QUEUES && at < TX_QUEUES + NIC_MAX_QUEUES * STRIDE))
		return false;
	at -= *rx ? RX_QUEUES : TX_QUEUES;
	*queue = at / STRIDE;
	return at % STRIDE == Q_TAIL;
}

/* Descriptors and buffers are the bench's own business: the model gets nothing to fetch. */
static void *
no_dma(void *ctx, uint64_t iova, uint32_t len, bool write)
{
	(void)ctx;
	(void)iova;
	(void)len;
	(void)write;
	return NULL;
}

static void *
create(unsigned int index)
{
	const uint8_t mac[6] = {0x02, 0, 0, 0, 0x76, (uint8_t)index};
	const struct nm_config cfg = {.dma = no_dma, .mac = mac, .autoneg_us = AUTONEG_US};
	struct nm *nm = nm_create(&cfg);

	if (nm != NULL)
		nm_set_lazy(nm, true);
	return nm;
}

static void
destroy(void *nic)
{
	nm_destroy(nic);
}

static uint32_t
read_reg(void *nic, uint32_t offset)
{
	return nm_read(nic, modern(offset));
}

static void
write_reg(void *nic, uint32_t offset, uint32_t value)
{
	nm_write(nic, modern(offset), value);
}

static void
elapse(void *nic, uint32_t us)
{
	nm_advance_us(nic, us);
}

static struct nic_ring
ring(void *nic, bool rx, unsigned int queue)
{
	uint32_t at = (rx ? RX_QUEUES : TX_QUEUES) + queue * STRIDE;
	struct nic_ring r = {
		.base = (uint64_t)nm_read(nic, at + Q_BAH) << 32 | nm_read(nic, at + Q_BAL),
		.nb_desc = nm_read(nic, at + Q_LEN) / DESC_BYTES,
		.enabled = (nm_read(nic, at + Q_DCTL) & DCTL_ENABLE) != 0,
	};

	if (!rx && nm_read(nic, at + Q_WBAL) & WBAL_ENABLE)
		r.head_wb =
			((uint64_t)nm_read(nic, at + Q_WBAH) << 32 | nm_read(nic, at + Q_WBAL)) &
			WBAL_MASK;
	return r;
}

const struct nic_ops nic_82576 = {
	.device_id = 0x10C9,
	.l4e_shift = 29,
	.create = create,
	.destroy = destroy,
	.read = read_reg,
	.write = write_reg,
	.elapse = elapse,
	.tail = tail,
	.ring = ring,
};
