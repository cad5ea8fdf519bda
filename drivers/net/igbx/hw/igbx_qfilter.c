/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Filters by IPv4 five-tuple and by TCP SYN, which choose the queue of a packet:
 * 82576 datasheet, sections 7.1.1 (order and rules) and 8.11 (FTQF, SAQF, DAQF, SPQF,
 * IMIR, IMIREXT, SYNQF).
 */
#include "igbx_priv.h"

#define BP_ALL	  (IGBX_FTQF_PROTO_BP | IGBX_FTQF_SRC_BP | IGBX_FTQF_DST_BP | IGBX_FTQF_SPORT_BP)
#define TCP_FLAGS 0x3Fu

static bool
same(const struct igbx_tuple *a, const struct igbx_tuple *b)
{
	uint8_t match = a->match;

	return match == b->match && match != 0 &&
	       (!(match & IGBX_TUPLE_PROTO) || a->proto == b->proto) &&
	       (!(match & IGBX_TUPLE_SRC_IP) || a->src_ip == b->src_ip) &&
	       (!(match & IGBX_TUPLE_DST_IP) || a->dst_ip == b->dst_ip) &&
	       (!(match & IGBX_TUPLE_SRC_PORT) || a->src_port == b->src_port) &&
	       (!(match & IGBX_TUPLE_DST_PORT) || a->dst_port == b->dst_port) &&
	       (!(match & IGBX_TUPLE_TCP_FLAG) || a->tcp_flag == b->tcp_flag);
}

int
igbx_tuple_find(const struct igbx_hw *hw, const struct igbx_tuple *tuple)
{
	int i;

	for (i = 0; i < IGBX_NB_TUPLES; i++) {
		if (same(&hw->tuples[i], tuple))
			return i;
	}
	return -ENOENT;
}

static uint32_t
ftqf_value(const struct igbx_hw *hw, const struct igbx_tuple *t)
{
	uint32_t value = IGBX_FTQF_VF_BP | IGBX_FTQF_QUEUE_EN | igbx_stamps_ftqf_bits(hw);

	value |= IGBX_FIELD_PREP(IGBX_FTQF_QUEUE, t->queue);
	value |= t->match & IGBX_TUPLE_PROTO ? t->proto : IGBX_FTQF_PROTO_BP;
	if (!(t->match & IGBX_TUPLE_SRC_IP))
		value |= IGBX_FTQF_SRC_BP;
	if (!(t->match & IGBX_TUPLE_DST_IP))
		value |= IGBX_FTQF_DST_BP;
	if (!(t->match & IGBX_TUPLE_SRC_PORT))
		value |= IGBX_FTQF_SPORT_BP;
	return value;
}

static uint32_t
imirext_value(const struct igbx_tuple *t)
{
	/* From FIN to URG, in the order of the header's bits. */
	static const uint32_t ctrl[] = {IGBX_IMIREXT_CTRL_FIN, IGBX_IMIREXT_CTRL_SYN,
		IGBX_IMIREXT_CTRL_RST, IGBX_IMIREXT_CTRL_PSH, IGBX_IMIREXT_CTRL_ACK,
		IGBX_IMIREXT_CTRL_URG};

	if (!(t->match & IGBX_TUPLE_TCP_FLAG))
		return IGBX_IMIREXT_SIZE_BP | IGBX_IMIREXT_CTRL_BP;
	return IGBX_IMIREXT_SIZE_BP | ctrl[__builtin_ctz(t->tcp_flag)];
}

/* Addresses and ports stand in the registers as in a packet, its first byte in the lowest bits. */
static void
tuple_write(struct igbx_hw *hw, int i)
{
	const struct igbx_tuple *t = &hw->tuples[i];
	uint32_t imir = IGBX_FIELD_PREP(IGBX_IMIR_PRIORITY, t->priority);

	imir |= t->match & IGBX_TUPLE_DST_PORT ? __builtin_bswap16(t->dst_port) : IGBX_IMIR_PORT_BP;
	igbx_wr(hw, IGBX_REGN(SAQF, i), __builtin_bswap32(t->src_ip));
	igbx_wr(hw, IGBX_REGN(DAQF, i), __builtin_bswap32(t->dst_ip));
	igbx_wr(hw, IGBX_REGN(SPQF, i), __builtin_bswap16(t->src_port));
	igbx_wr(hw, IGBX_REGN(IMIR, i), imir);
	igbx_wr(hw, IGBX_REGN(IMIREXT, i), imirext_value(t));
	/* On when all the rest is there. */
	igbx_wr(hw, IGBX_REGN(FTQF, i), ftqf_value(hw, t));
}

/* First off, then the rest: neither on with half of its values. */
static void
tuple_erase(struct igbx_hw *hw, int i)
{
	igbx_wr(hw, IGBX_REGN(FTQF, i), IGBX_FTQF_VF_BP | BP_ALL);
	igbx_wr(hw, IGBX_REGN(SAQF, i), 0);
	igbx_wr(hw, IGBX_REGN(DAQF, i), 0);
	igbx_wr(hw, IGBX_REGN(SPQF, i), 0);
	igbx_wr(hw, IGBX_REGN(IMIR, i), 0);
	igbx_wr(hw, IGBX_REGN(IMIREXT, i), 0);
}

static int
tuple_check(struct igbx_hw *hw, const struct igbx_tuple *t)
{
	uint8_t flag = t->match & IGBX_TUPLE_TCP_FLAG ? t->tcp_flag : 1;

	if (t->priority >= IGBX_TUPLE_PRIORITIES || t->queue >= hw->chip->max_queues) {
		IGBX_HW_ERR(hw,
			"five-tuple filter of priority %u to queue %u: there are priorities 0 to "
			"%d and queues 0 to %u",
			t->priority, t->queue, IGBX_TUPLE_PRIORITIES - 1, hw->chip->max_queues - 1);
		return -EINVAL;
	}
	if (t->match == 0 || flag == 0 || (flag & (flag - 1)) != 0 || (flag & ~TCP_FLAGS) != 0) {
		IGBX_HW_ERR(hw,
			"five-tuple filter of fields 0x%02x, TCP flags 0x%02x: it compares a field "
			"or more, and one flag at most",
			t->match, flag);
		return -EINVAL;
	}
	return 0;
}

int
igbx_tuple_add(struct igbx_hw *hw, const struct igbx_tuple *tuple)
{
	int i, ret;

	ret = tuple_check(hw, tuple);
	if (ret != 0)
		return ret;
	if (igbx_tuple_find(hw, tuple) >= 0)
		return -EEXIST;
	i = igbx_tuple_take(hw);
	if (i < 0)
		return i;
	hw->tuples[i] = *tuple;
	tuple_write(hw, i);
	ret = igbx_flush(hw);
	if (ret == 0)
		return i;
	hw->tuples[i].match = 0;
	igbx_tuple_put(hw, i);
	return ret;
}

int
igbx_tuple_remove(struct igbx_hw *hw, const struct igbx_tuple *tuple)
{
	int i = igbx_tuple_find(hw, tuple);

	if (i < 0)
		return i;
	hw->tuples[i].match = 0;
	tuple_erase(hw, i);
	igbx_tuple_put(hw, i);
	return igbx_flush(hw);
}

static void
syn_write(struct igbx_hw *hw)
{
	const struct igbx_syn *s = &hw->syn;
	uint32_t value = IGBX_SYNQF_ENABLE | IGBX_FIELD_PREP(IGBX_SYNQF_QUEUE, s->queue);

	igbx_rmw(hw, IGBX_REG(RFCTL), IGBX_RFCTL_SYNQFP,
		s->on && s->before_tuples ? IGBX_RFCTL_SYNQFP : 0);
	igbx_wr(hw, IGBX_REG(SYNQF), s->on ? value : 0);
}

int
igbx_syn_set(struct igbx_hw *hw, const struct igbx_syn *syn)
{
	if (syn->on && syn->queue >= IGBX_SYN_QUEUES) {
		IGBX_HW_ERR(hw, "TCP SYN packets to queue %u: their filter reaches 0 to %d",
			syn->queue, IGBX_SYN_QUEUES - 1);
		return -EINVAL;
	}
	hw->syn = *syn;
	syn_write(hw);
	return igbx_flush(hw);
}

int
igbx_qfilters_write(struct igbx_hw *hw)
{
	int i;

	for (i = 0; i < IGBX_NB_TUPLES; i++) {
		if (hw->tuples[i].match != 0)
			tuple_write(hw, i);
	}
	syn_write(hw);
	igbx_etypes_restore(hw);
	return igbx_flush(hw);
}
