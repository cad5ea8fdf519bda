/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port of the driver's hardware layer on a software 82576, as the tests of that
 * layer begin with.
 */
#ifndef HW_FIXTURE_H
#define HW_FIXTURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "igbx_desc.h"
#include "igbx_io.h"
#include "plat_model.h"
#include "tap.h"

#define FX_IOVA	       0x40000000u
#define FX_ARENA_BYTES (1u << 20)
#define FX_NB_DESC     32
#define FX_BUF_BYTES   2048u
#define FX_RING_BYTES  4096u

struct fx {
	struct nm *nm;
	struct igbx_hw hw;
	uint8_t *arena; /* rings first, one FX_RING_BYTES each, then buffers */
	uint16_t tail[IGBX_MAX_QUEUES];
	uint8_t last_tx[16384];
	uint32_t last_tx_bytes;
};

static const uint8_t fx_mac[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
static const struct igbx_link_cfg fx_autoneg = {
	.autoneg = true, .speeds = IGBX_SPEED_ALL, .fc_rx = true, .fc_tx = true};
static const struct igbx_rx_cfg fx_rx_cfg = {.max_frame_bytes = 1526};

static inline void *
fx_dma(void *ctx, uint64_t iova, uint32_t len, bool write)
{
	struct fx *fx = ctx;

	(void)write;
	if (iova < FX_IOVA || iova + len > FX_IOVA + FX_ARENA_BYTES)
		return NULL;
	return fx->arena + (iova - FX_IOVA);
}

static inline void
fx_tx_frame(void *ctx, const uint8_t *frame, uint32_t len, const struct nm_tx_info *info)
{
	struct fx *fx = ctx;

	(void)info;
	if (len <= sizeof(fx->last_tx))
		memcpy(fx->last_tx, frame, len);
	fx->last_tx_bytes = len;
}

/* A port as it is found: nothing has touched it yet. */
static inline struct fx *
fx_open_as(uint16_t device_id, uint8_t port_index)
{
	struct fx *fx = calloc(1, sizeof(*fx));
	struct nm_config cfg = {.device_id = device_id, .port_index = port_index};

	fx->arena = aligned_alloc(4096, FX_ARENA_BYTES);
	memset(fx->arena, 0, FX_ARENA_BYTES);
	cfg.ctx = fx;
	cfg.dma = fx_dma;
	cfg.tx_frame = fx_tx_frame;
	fx->nm = nm_create(&cfg);
	plat_model_attach(fx->nm);
	fx->hw.bar = nm_bar(fx->nm);
	fx->hw.name = "model";
	plat_model_log_clear();
	return fx;
}

static inline int
fx_init_as(struct fx *fx, uint16_t device_id)
{
	struct igbx_ident ident = {.vendor_id = 0x8086, .device_id = device_id};

	return igbx_hw_init(&fx->hw, &ident);
}

static inline int
fx_init(struct fx *fx)
{
	return fx_init_as(fx, 0x10C9);
}

/* A port that was initialized and set up. */
static inline struct fx *
fx_up_as(uint16_t device_id, uint8_t port_index)
{
	struct fx *fx = fx_open_as(device_id, port_index);
	int ret = fx_init_as(fx, device_id);

	if (ret == 0)
		ret = igbx_hw_setup(&fx->hw, fx->hw.perm_mac);
	if (ret != 0) {
		printf("Bail out! the port does not come up: %d, %s\n", ret, plat_model_log_last());
		exit(1);
	}
	return fx;
}

static inline struct fx *
fx_up(void)
{
	return fx_up_as(0x10C9, 0);
}

static inline void
fx_link_up(struct fx *fx)
{
	struct igbx_link_state state;
	int ret = igbx_link_setup(&fx->hw, &fx_autoneg);

	if (ret == 0)
		ret = igbx_link_wait(&fx->hw, &state, 5000);
	if (ret != 0 || !state.up) {
		printf("Bail out! the link does not come up: %d\n", ret);
		exit(1);
	}
}

static inline void
fx_close(struct fx *fx)
{
	plat_model_detach(fx->nm);
	nm_destroy(fx->nm);
	free(fx->arena);
	free(fx);
}

/* Every legal sequence leaves the strict model content. */
static inline void
fx_content(struct fx *fx, const char *name)
{
	TAP_CHECK(nm_violations(fx->nm) == 0, name, "%u violations, the first: %s",
		nm_violations(fx->nm), nm_first_violation(fx->nm));
	nm_clear_violations(fx->nm);
}

/* No semaphore is held; looks behind the driver's back. */
static inline bool
fx_locks_free(struct fx *fx)
{
	uint32_t sync = nm_read(fx->nm, IGBX_OFF_SW_FW_SYNC);
	uint32_t swsm = nm_read(fx->nm, IGBX_OFF_SWSM);

	nm_write(fx->nm, IGBX_OFF_SWSM, 0);
	return (sync & IGBX_SW_FW_SYNC_SW) == 0 &&
	       (swsm & (IGBX_SWSM_SMBI | IGBX_SWSM_SWESMBI)) == 0;
}

static inline uint32_t
fx_reg(struct fx *fx, igbx_reg_t reg)
{
	return nm_read(fx->nm, reg.offset);
}

static inline uint64_t
fx_ring_iova(unsigned int ring)
{
	return FX_IOVA + ring * FX_RING_BYTES;
}

static inline uint64_t
fx_buf_iova(unsigned int queue, unsigned int i)
{
	return FX_IOVA + 2 * IGBX_MAX_QUEUES * FX_RING_BYTES +
	       (uint64_t)(queue % 8 * FX_NB_DESC + i) % 400 * FX_BUF_BYTES;
}

/* One receive queue, all of its descriptors but one posted. */
static inline int
fx_rxq_start(struct fx *fx, uint16_t queue)
{
	struct igbx_rxq_cfg cfg = {.ring_iova = fx_ring_iova(queue),
		.nb_desc = FX_NB_DESC,
		.buf_bytes = FX_BUF_BYTES,
		.pthresh = 8,
		.hthresh = 8,
		.wthresh = 1,
		.drop_en = true};
	union igbx_rx_desc *ring = (void *)(fx->arena + queue * FX_RING_BYTES);
	unsigned int i;
	int ret;

	for (i = 0; i < FX_NB_DESC; i++) {
		ring[i].read.pkt_addr = fx_buf_iova(queue, i);
		ring[i].read.hdr_addr = 0;
	}
	ret = igbx_rxq_enable(&fx->hw, queue, &cfg);
	fx->tail[queue] = FX_NB_DESC - 1;
	if (ret == 0)
		nm_write(fx->nm, IGBX_REGN(RDT, queue).offset, fx->tail[queue]);
	return ret;
}

/* Receive with nb queues. */
static inline void
fx_rx_start(struct fx *fx, const struct igbx_rx_cfg *cfg, uint16_t nb)
{
	int ret = igbx_rx_configure(&fx->hw, cfg);
	uint16_t q;

	for (q = 0; q < nb && ret == 0; q++)
		ret = fx_rxq_start(fx, q);
	if (ret == 0)
		ret = igbx_rx_enable(&fx->hw, true);
	if (ret != 0) {
		printf("Bail out! receive does not start: %d, %s\n", ret, plat_model_log_last());
		exit(1);
	}
}

/* A frame from the wire; the descriptors that it took are posted again. Returns what
 * nm_rx_frame() does.
 */
static inline int
fx_rx(struct fx *fx, const uint8_t *frame, uint32_t len)
{
	int queue = nm_rx_frame(fx->nm, frame, len);
	union igbx_rx_desc *ring;
	uint16_t next;

	if (queue < 0)
		return queue;
	ring = (void *)(fx->arena + queue * FX_RING_BYTES);
	for (;;) {
		next = (fx->tail[queue] + 1) % FX_NB_DESC;
		if (!(ring[next].wb.status & IGBX_RXD_STAT_DD))
			break;
		ring[next].read.pkt_addr = fx_buf_iova(queue, next);
		ring[next].read.hdr_addr = 0;
		fx->tail[queue] = next;
	}
	nm_write(fx->nm, IGBX_REGN(RDT, queue).offset, fx->tail[queue]);
	return queue;
}

/* An Ethernet header in front of zeros. */
static inline uint32_t
fx_frame(uint8_t *frame, const uint8_t *dst, uint16_t type, uint32_t len)
{
	memset(frame, 0, len);
	memcpy(frame, dst, 6);
	frame[6] = 0x02;
	frame[11] = 0x77;
	frame[12] = type >> 8;
	frame[13] = type & 0xFF;
	return len;
}

#endif
