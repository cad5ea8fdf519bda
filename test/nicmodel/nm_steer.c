/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queue of a received packet: ether type filters, then RSS. 82576 datasheet
 * 7.1.1, 8.11.
 */
#include <string.h>

#include "nm_internal.h"

enum {
	RSS_NONE = 0,
	RSS_IPV4_TCP = 1,
	RSS_IPV4 = 2,
	RSS_IPV6_TCP = 3,
	RSS_IPV6_EX = 4,
	RSS_IPV6 = 5,
	RSS_IPV6_TCP_EX = 6,
	RSS_IPV4_UDP = 7,
	RSS_IPV6_UDP = 8,
	RSS_IPV6_UDP_EX = 9,
};

static bool
rss_on(struct nm *nm)
{
	uint32_t mode = nm_get(nm, R_MRQC) & MRQC_MODE;

	if (mode != MRQC_RSS && mode != MRQC_VMDQ_RSS)
		return false;
	if (!(nm_get(nm, R_RXCSUM) & RXCSUM_PCSD)) {
		nm_violation(
			nm, "RSS without RXCSUM.PCSD: the hash has no place in the descriptor");
		return false;
	}
	return true;
}

static uint32_t
type_ipv4(uint32_t mrqc, const struct nm_pkt *pkt)
{
	if (pkt->tcp && mrqc & MRQC_IPV4_TCP)
		return RSS_IPV4_TCP;
	if (pkt->udp && mrqc & MRQC_IPV4_UDP)
		return RSS_IPV4_UDP;
	return mrqc & MRQC_IPV4 ? RSS_IPV4 : RSS_NONE;
}

static uint32_t
type_ipv6(const struct nm *nm, uint32_t mrqc, const struct nm_pkt *pkt)
{
	uint32_t rfctl = nm_get(nm, R_RFCTL);
	const uint8_t *ip = pkt->frame + pkt->l3;
	bool moved = pkt->rss_src != ip + 8 || pkt->rss_dst != ip + 24;
	bool ex = !(rfctl & RFCTL_IPV6_EX_DIS && pkt->ipv6_ext) &&
		  !(rfctl & RFCTL_NEW_IPV6_EXT_DIS && moved);

	if (pkt->tcp && ex && mrqc & MRQC_IPV6_TCP_EX)
		return RSS_IPV6_TCP_EX;
	if (pkt->tcp && mrqc & MRQC_IPV6_TCP)
		return RSS_IPV6_TCP;
	if (pkt->udp && ex && mrqc & MRQC_IPV6_UDP_EX)
		return RSS_IPV6_UDP_EX;
	if (pkt->udp && mrqc & MRQC_IPV6_UDP)
		return RSS_IPV6_UDP;
	if (ex && mrqc & MRQC_IPV6_EX)
		return RSS_IPV6_EX;
	return mrqc & MRQC_IPV6 ? RSS_IPV6 : RSS_NONE;
}

static uint32_t
rss_input(const struct nm_pkt *pkt, uint32_t type, uint8_t input[36])
{
	const uint8_t *ip = pkt->frame + pkt->l3;
	uint32_t len;

	if (pkt->ipv4) {
		memcpy(input, ip + 12, 8);
		len = 8;
	} else {
		bool ex = type == RSS_IPV6_EX || type == RSS_IPV6_TCP_EX || type == RSS_IPV6_UDP_EX;

		memcpy(input, ex ? pkt->rss_src : ip + 8, 16);
		memcpy(input + 16, ex ? pkt->rss_dst : ip + 24, 16);
		len = 32;
	}
	if (type == RSS_IPV4 || type == RSS_IPV6 || type == RSS_IPV6_EX)
		return len;
	memcpy(input + len, pkt->frame + pkt->l4, 4); /* both ports */
	return len + 4;
}

/* RSSRK holds the key lowest byte first. */
static void
rss_key(const struct nm *nm, uint8_t key[40])
{
	unsigned int i;

	for (i = 0; i < 40; i++)
		key[i] = (uint8_t)(nm_get(nm, R_RSSRK + (i & ~3u)) >> (8 * (i & 3)));
}

static void
rss(struct nm *nm, const struct nm_pkt *pkt, struct nm_steer *steer)
{
	uint32_t mrqc = nm_get(nm, R_MRQC);
	uint8_t input[36], key[40];
	uint32_t entry;

	if (pkt->ipv4)
		steer->rss_type = type_ipv4(mrqc, pkt);
	else if (pkt->ipv6)
		steer->rss_type = type_ipv6(nm, mrqc, pkt);
	if (steer->rss_type == RSS_NONE)
		return;
	rss_key(nm, key);
	steer->hash = nm_toeplitz(key, input, rss_input(pkt, steer->rss_type, input));
	entry = steer->hash & 0x7F;
	steer->queue = nm_get(nm, R_RETA + (entry & ~3u)) >> (8 * (entry & 3)) & 0x0F;
}

static int
etqf(const struct nm *nm, const struct nm_pkt *pkt)
{
	int i;

	for (i = 0; i < 8; i++) {
		uint32_t filter = nm_get(nm, R_ETQF + 4 * (uint32_t)i);

		if (filter & ETQF_ENABLE && (filter & 0xFFFF) == pkt->ether_type)
			return i;
	}
	return -1;
}

/* Queue by a filter that says so; false: RSS decides. 82576 datasheet 7.1.1.1. */
static bool
filtered(const struct nm *nm, const struct nm_pkt *pkt, struct nm_steer *steer)
{
	bool syn = nm_syn_match(nm, pkt);
	int tuple = nm_tuple_find(nm, pkt);
	uint32_t ftqf = tuple < 0 ? 0 : nm_get(nm, R_FTQF + 4 * (uint32_t)tuple);

	steer->stamp |= (ftqf & FTQF_1588) != 0;
	if (syn && (nm_get(nm, R_RFCTL) & RFCTL_SYNQFP || !(ftqf & FTQF_QUEUE_EN))) {
		steer->queue = nm_get(nm, R_SYNQF) >> 1 & 7;
		return true;
	}
	if (ftqf & FTQF_QUEUE_EN)
		steer->queue = ftqf >> FTQF_QUEUE_SHIFT & 0x0F;
	return (ftqf & FTQF_QUEUE_EN) != 0;
}

/* Without VMDq; with it the pool decides, and RSS picks between its two queues. */
void
nm_steer(struct nm *nm, const struct nm_pkt *pkt, struct nm_steer *steer)
{
	uint32_t filter;
	uint16_t by_filter;

	memset(steer, 0, sizeof(*steer));
	steer->etqf = etqf(nm, pkt);
	if (steer->etqf >= 0) {
		filter = nm_get(nm, R_ETQF + 4 * (uint32_t)steer->etqf);
		steer->stamp = (filter & ETQF_1588) != 0;
		if (filter & ETQF_QUEUE_EN)
			steer->queue = filter >> ETQF_QUEUE_SHIFT & 7;
		return;
	}
	if (filtered(nm, pkt, steer)) {
		/* The hash is reported all the same. */
		by_filter = steer->queue;
		if (rss_on(nm))
			rss(nm, pkt, steer);
		steer->queue = by_filter;
	} else if (rss_on(nm)) {
		rss(nm, pkt, steer);
	}
}
