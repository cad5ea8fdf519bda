/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queues: 82576 datasheet, sections 4.5.9.1, 4.5.10.1 and 8.10, 8.12. A ring is only
 * programmed while its queue is off, and its tail only written when the queue
 * answered that it is on. Queue 0 is on after a reset.
 */
#include "igbx_desc.h"
#include "igbx_priv.h"

#define ENABLE_STEP_US	 100
#define ENABLE_LIMIT_US	 10000
#define RING_ALIGN_BYTES 128u
#define BUF_UNIT_BYTES	 1024u

static int
queue_check(struct igbx_hw *hw, const char *kind, uint16_t queue)
{
	if (queue < hw->chip->max_queues)
		return 0;
	IGBX_HW_ERR(
		hw, "%s queue %u: the device has 0 to %u", kind, queue, hw->chip->max_queues - 1);
	return -EINVAL;
}

static int
ring_check(struct igbx_hw *hw, const char *kind, uint16_t queue, uint64_t iova, uint16_t nb_desc)
{
	uint32_t bytes = (uint32_t)nb_desc * IGBX_DESC_BYTES;

	if (nb_desc != 0 && bytes % RING_ALIGN_BYTES == 0 && iova % RING_ALIGN_BYTES == 0)
		return 0;
	IGBX_HW_ERR(hw,
		"%s queue %u: ring of %u descriptors at 0x%llx, needs a multiple of %u at a "
		"multiple of %u bytes",
		kind, queue, nb_desc, (unsigned long long)iova, RING_ALIGN_BYTES / IGBX_DESC_BYTES,
		RING_ALIGN_BYTES);
	return -EINVAL;
}

static int
thresh_check(struct igbx_hw *hw, const char *kind, uint16_t queue, const uint8_t thresh[3])
{
	uint32_t max = IGBX_FIELD_MAX(IGBX_RXDCTL_PTHRESH);

	if (thresh[0] <= max && thresh[1] <= max && thresh[2] <= max)
		return 0;
	IGBX_HW_ERR(hw, "%s queue %u: thresholds %u, %u, %u, the device takes 0 to %u", kind, queue,
		thresh[0], thresh[1], thresh[2], max);
	return -EINVAL;
}

/* Switches a queue on or off by its control register and waits until it is so. */
static int
enable_set(struct igbx_hw *hw, const char *kind, uint16_t queue, igbx_reg_t dctl, uint32_t value)
{
	uint32_t want = value & IGBX_RXDCTL_ENABLE;
	int ret;

	igbx_wr(hw, dctl, value);
	ret = igbx_poll(hw, dctl, IGBX_RXDCTL_ENABLE, want, ENABLE_STEP_US, ENABLE_LIMIT_US);
	if (ret == -ETIMEDOUT)
		IGBX_HW_ERR(hw, "%s queue %u: not %s within %u us", kind, queue,
			want ? "on" : "off", ENABLE_LIMIT_US);
	return ret;
}

static int
queue_off(struct igbx_hw *hw, const char *kind, uint16_t queue, igbx_reg_t dctl)
{
	uint32_t value = igbx_rd(hw, dctl);

	if (hw->removed)
		return -ENODEV;
	return enable_set(hw, kind, queue, dctl, value & ~IGBX_RXDCTL_ENABLE);
}

static int
queue_on(struct igbx_hw *hw, const char *kind, uint16_t queue, igbx_reg_t dctl,
	const uint8_t thresh[3])
{
	uint32_t value = IGBX_FIELD_PREP(IGBX_RXDCTL_PTHRESH, thresh[0]) |
			 IGBX_FIELD_PREP(IGBX_RXDCTL_HTHRESH, thresh[1]) |
			 IGBX_FIELD_PREP(IGBX_RXDCTL_WTHRESH, thresh[2]);
	int ret;

	ret = enable_set(hw, kind, queue, dctl, value | IGBX_RXDCTL_ENABLE);
	/* It must not come on later, on a ring that is gone by then. */
	if (ret == -ETIMEDOUT)
		igbx_wr(hw, dctl, value);
	return ret;
}

/* Buffers below 1 KB have no code in SRRCTL: RCTL.BSIZE says for all such queues. */
static int
small_buf_set(struct igbx_hw *hw, uint16_t queue, uint16_t bytes)
{
	if (hw->small_buf_bytes != 0 && hw->small_buf_bytes != bytes) {
		IGBX_HW_ERR(hw,
			"receive queue %u: buffers of %u bytes, other queues have %u; sizes below "
			"1024 must be the same for all",
			queue, bytes, hw->small_buf_bytes);
		return -EINVAL;
	}
	hw->small_buf_bytes = bytes;
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_BSIZE,
		IGBX_FIELD_PREP(IGBX_RCTL_BSIZE, bytes == 512 ? IGBX_BSIZE_512 : IGBX_BSIZE_256));
	return 0;
}

static int
split_check(struct igbx_hw *hw, uint16_t queue, const struct igbx_rxq_cfg *cfg)
{
	if (cfg->hdr_bytes % IGBX_HDR_BUF_UNIT == 0 && cfg->hdr_bytes <= IGBX_HDR_BUF_MAX &&
		(cfg->hdr_bytes != 0 || cfg->split_types == 0))
		return 0;
	IGBX_HW_ERR(hw,
		"receive queue %u: header buffers of %u bytes: the device takes multiples of %u up "
		"to %u",
		queue, cfg->hdr_bytes, IGBX_HDR_BUF_UNIT, IGBX_HDR_BUF_MAX);
	return -EINVAL;
}

/* 82576 datasheet 7.1.10: one mode leaves packets of other types whole; the other one fills the
 * header buffer with what has no header that it knows, which without types is everything.
 */
static uint32_t
srrctl_split(const struct igbx_rxq_cfg *cfg)
{
	uint32_t type = cfg->split_types != 0 ? IGBX_DESCTYPE_SPLIT : IGBX_DESCTYPE_SPLIT_ALWAYS;

	if (cfg->hdr_bytes == 0)
		return IGBX_FIELD_PREP(IGBX_SRRCTL_DESCTYPE, IGBX_DESCTYPE_ADV_ONE_BUFFER);
	return IGBX_FIELD_PREP(IGBX_SRRCTL_DESCTYPE, type) |
	       IGBX_FIELD_PREP(IGBX_SRRCTL_BSIZEHEADER, cfg->hdr_bytes / IGBX_HDR_BUF_UNIT);
}

/* NFS over TCP or UDP would be types of their own, split behind headers of RPC. */
static void
split_types_write(struct igbx_hw *hw, uint16_t queue, const struct igbx_rxq_cfg *cfg)
{
	if (cfg->hdr_bytes == 0)
		return;
	igbx_rmw(hw, IGBX_REG(RFCTL), 0, IGBX_RFCTL_NFSW_DIS | IGBX_RFCTL_NFSR_DIS);
	igbx_wr(hw, IGBX_REGN(PSRTYPE, queue % IGBX_NB_SPLIT_TYPES), cfg->split_types);
}

static int
srrctl_make(struct igbx_hw *hw, uint16_t queue, const struct igbx_rxq_cfg *cfg, uint32_t *srrctl)
{
	uint32_t units = cfg->buf_bytes / BUF_UNIT_BYTES;

	*srrctl = srrctl_split(cfg);
	if (cfg->drop_en)
		*srrctl |= IGBX_SRRCTL_DROP_EN;
	if (cfg->buf_bytes == 256 || cfg->buf_bytes == 512)
		return small_buf_set(hw, queue, cfg->buf_bytes);
	if (cfg->buf_bytes % BUF_UNIT_BYTES != 0 || units == 0) {
		IGBX_HW_ERR(hw,
			"receive queue %u: buffers of %u bytes, the device takes 256, 512 and "
			"multiples of %u",
			queue, cfg->buf_bytes, BUF_UNIT_BYTES);
		return -EINVAL;
	}
	*srrctl |= IGBX_FIELD_PREP(IGBX_SRRCTL_BSIZEPACKET, units);
	return 0;
}

int
igbx_rxq_enable(struct igbx_hw *hw, uint16_t queue, const struct igbx_rxq_cfg *cfg)
{
	const uint8_t thresh[3] = {cfg->pthresh, cfg->hthresh, cfg->wthresh};
	uint32_t srrctl;
	int ret;

	ret = queue_check(hw, "receive", queue);
	if (ret == 0)
		ret = ring_check(hw, "receive", queue, cfg->ring_iova, cfg->nb_desc);
	if (ret == 0)
		ret = thresh_check(hw, "receive", queue, thresh);
	if (ret == 0)
		ret = split_check(hw, queue, cfg);
	if (ret == 0)
		ret = srrctl_make(hw, queue, cfg, &srrctl);
	if (ret == 0)
		ret = queue_off(hw, "receive", queue, IGBX_REGN(RXDCTL, queue));
	if (ret != 0)
		return ret;

	igbx_wr(hw, IGBX_REGN(RDBAL, queue), (uint32_t)cfg->ring_iova);
	igbx_wr(hw, IGBX_REGN(RDBAH, queue), (uint32_t)(cfg->ring_iova >> 32));
	igbx_wr(hw, IGBX_REGN(RDLEN, queue), (uint32_t)cfg->nb_desc * IGBX_DESC_BYTES);
	igbx_wr(hw, IGBX_REGN(SRRCTL, queue), srrctl);
	split_types_write(hw, queue, cfg);
	igbx_rmw(hw, IGBX_REG(QDE), IGBX_BIT(queue), cfg->drop_en ? IGBX_BIT(queue) : 0);
	igbx_wr(hw, IGBX_REGN(RDH, queue), 0);
	igbx_wr(hw, IGBX_REGN(RDT, queue), 0);
	return queue_on(hw, "receive", queue, IGBX_REGN(RXDCTL, queue), thresh);
}

int
igbx_rxq_disable(struct igbx_hw *hw, uint16_t queue)
{
	int ret = queue_check(hw, "receive", queue);

	return ret != 0 ? ret : queue_off(hw, "receive", queue, IGBX_REGN(RXDCTL, queue));
}

int
igbx_txq_enable(struct igbx_hw *hw, uint16_t queue, const struct igbx_txq_cfg *cfg)
{
	const uint8_t thresh[3] = {cfg->pthresh, cfg->hthresh, cfg->wthresh};
	int ret;

	ret = queue_check(hw, "transmit", queue);
	if (ret == 0)
		ret = ring_check(hw, "transmit", queue, cfg->ring_iova, cfg->nb_desc);
	if (ret == 0)
		ret = thresh_check(hw, "transmit", queue, thresh);
	if (ret == 0)
		ret = queue_off(hw, "transmit", queue, IGBX_REGN(TXDCTL, queue));
	if (ret != 0)
		return ret;

	igbx_wr(hw, IGBX_REGN(TDBAL, queue), (uint32_t)cfg->ring_iova);
	igbx_wr(hw, IGBX_REGN(TDBAH, queue), (uint32_t)(cfg->ring_iova >> 32));
	igbx_wr(hw, IGBX_REGN(TDLEN, queue), (uint32_t)cfg->nb_desc * IGBX_DESC_BYTES);
	/* Done is told in the descriptors, not by writing the head back. */
	igbx_wr(hw, IGBX_REGN(TDWBAL, queue), 0);
	igbx_wr(hw, IGBX_REGN(TDWBAH, queue), 0);
	igbx_wr(hw, IGBX_REGN(TDH, queue), 0);
	igbx_wr(hw, IGBX_REGN(TDT, queue), 0);
	return queue_on(hw, "transmit", queue, IGBX_REGN(TXDCTL, queue), thresh);
}

int
igbx_txq_disable(struct igbx_hw *hw, uint16_t queue)
{
	int ret = queue_check(hw, "transmit", queue);

	return ret != 0 ? ret : queue_off(hw, "transmit", queue, IGBX_REGN(TXDCTL, queue));
}

volatile void *
igbx_rxq_tail(struct igbx_hw *hw, uint16_t queue)
{
	return hw->bar + IGBX_REGN(RDT, queue).offset;
}

volatile void *
igbx_txq_tail(struct igbx_hw *hw, uint16_t queue)
{
	return hw->bar + IGBX_REGN(TDT, queue).offset;
}
