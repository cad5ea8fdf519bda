/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <string.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "frame.h"

#define ETH_BYTES  14
#define IPV4_BYTES 20
#define IPV6_BYTES 40
#define CRC_BYTES  4

/* Received descriptor, common to 82576 (datasheet 7.1.5) and 82599 (datasheet 7.1.6). */
#define RXD_PT_IPV4    (1u << 4)
#define RXD_PT_IPV6    (1u << 6)
#define RXD_PT_TCP     (1u << 8)
#define RXD_PT_UDP     (1u << 9)
#define RXD_STAT_DD    (1u << 0)
#define RXD_STAT_EOP   (1u << 1)
#define RXD_STAT_VP    (1u << 3)
#define RXD_STAT_UDPCS (1u << 4)
#define RXD_STAT_L4CS  (1u << 5)
#define RXD_STAT_IPCS  (1u << 6)
#define RSS_TYPE_TCP4  1u
#define RSS_TYPE_TCP6  3u
#define RSS_TYPE_UDP4  7u
#define RSS_TYPE_UDP6  8u

uint32_t
random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)(*state * 0x2545F4914F6CDD1Dull >> 32);
}

/* Seven small frames, four of middle size and a long one, spread over the dozen. */
static unsigned int
imix_size(unsigned int i)
{
	static const uint16_t sizes[12] = {64, 594, 64, 64, 594, 64, 1518, 64, 594, 64, 594, 64};

	return sizes[i % 12];
}

static void
kind_choose(struct frame *f, enum kinds kinds, uint64_t *rnd)
{
	unsigned int kind = kinds == KINDS_UDP ? 0 : random_next(rnd) % 8;

	/* 0 to 5: IPv4; 6: IPv6; 7: something else. */
	f->ipv4 = kind < 6;
	f->ipv6 = kind == 6;
	f->tcp = (f->ipv4 && kind % 2 == 1) || (f->ipv6 && f->len >= 80);
	f->udp = (f->ipv4 || f->ipv6) && !f->tcp;
	if (kinds != KINDS_FAULTY)
		return;
	f->bad_ip = f->ipv4 && random_next(rnd) % 16 == 0;
	f->bad_l4 = (f->tcp || f->udp) && random_next(rnd) % 16 == 0;
}

static uint16_t
tci_choose(enum kinds kinds, uint64_t *rnd)
{
	if (kinds == KINDS_FAULTY)
		return (uint16_t)random_next(rnd);
	return (uint16_t)(100 + (kinds == KINDS_MIXED ? random_next(rnd) % 4 : 0));
}

static void
bytes_make(struct frame *f, uint64_t *rnd)
{
	uint8_t *l3 = f->bytes + ETH_BYTES;
	uint16_t type = f->ipv4 ? 0x0800 : f->ipv6 ? 0x86DD : 0x0806;
	unsigned int i;

	for (i = 0; i < f->len; i++)
		f->bytes[i] = (uint8_t)random_next(rnd);
	f->bytes[0] = 0x02;
	f->bytes[6] = 0x02;
	f->bytes[12] = (uint8_t)(type >> 8);
	f->bytes[13] = (uint8_t)type;
	if (f->ipv4) {
		l3[0] = 0x45;
		l3[6] = l3[7] = 0;
		l3[9] = f->tcp ? 6 : 17;
	} else if (f->ipv6) {
		l3[0] = 0x60;
		l3[6] = f->tcp ? 6 : 17;
	}
}

/* What the device writes back. Without offloads it checks, strips and hashes nothing. */
static void
image_make(struct frame *f, const struct nic_ops *nic, bool offloads)
{
	uint32_t info = 0, status = RXD_STAT_DD | RXD_STAT_EOP;

	info |= f->ipv4 ? RXD_PT_IPV4 : 0;
	info |= f->ipv6 ? RXD_PT_IPV6 : 0;
	info |= f->tcp ? RXD_PT_TCP : 0;
	info |= f->udp ? RXD_PT_UDP : 0;
	if (offloads) {
		if (f->hash != 0)
			info |= f->ipv4 ? (f->tcp ? RSS_TYPE_TCP4 : RSS_TYPE_UDP4)
					: (f->tcp ? RSS_TYPE_TCP6 : RSS_TYPE_UDP6);
		status |= f->tagged ? RXD_STAT_VP : 0;
		status |= f->ipv4 ? RXD_STAT_IPCS : 0;
		status |= f->tcp || f->udp ? RXD_STAT_L4CS : 0;
		status |= f->udp ? RXD_STAT_UDPCS : 0;
		status |= f->bad_l4 ? 1u << nic->l4e_shift : 0;
		status |= f->bad_ip ? 2u << nic->l4e_shift : 0;
	}
	f->image[0] = rte_cpu_to_le_64((uint64_t)f->hash << 32 | info);
	f->image[1] = rte_cpu_to_le_64((uint64_t)f->tci << 48 | (uint64_t)f->len << 32 | status);
}

static struct request
request_of(const struct frame *f, bool offloads)
{
	struct rte_mbuf m = {.ol_flags = 0};

	if (!offloads)
		return (struct request){.flags = 0};
	if (f->tagged)
		m.ol_flags |= RTE_MBUF_F_TX_VLAN;
	if (f->ipv4)
		m.ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM;
	if (f->ipv6)
		m.ol_flags |= RTE_MBUF_F_TX_IPV6;
	if (f->tcp)
		m.ol_flags |= RTE_MBUF_F_TX_TCP_CKSUM;
	if (f->udp)
		m.ol_flags |= RTE_MBUF_F_TX_UDP_CKSUM;
	if (f->ipv4 || f->ipv6) {
		m.l2_len = ETH_BYTES;
		m.l3_len = f->ipv4 ? IPV4_BYTES : IPV6_BYTES;
	}
	return (struct request){.flags = m.ol_flags, .offload = m.tx_offload};
}

void
frames_make(struct frame_set *set, const struct nic_ops *nic, unsigned int size, bool offloads,
	enum kinds kinds, uint64_t seed)
{
	bool alike = kinds == KINDS_UDP;
	uint64_t rnd = seed * 2654435761u + 1;
	unsigned int i;

	memset(set, 0, sizeof(*set));
	for (i = 0; i < NB_FRAMES; i++) {
		struct frame *f = &set->frames[i];

		f->len = (uint16_t)((size == 0 ? imix_size(i) : size) - CRC_BYTES);
		kind_choose(f, kinds, &rnd);
		if (offloads) {
			f->tagged = alike || random_next(&rnd) % 2 == 0;
			f->tci = f->tagged ? tci_choose(kinds, &rnd) : 0;
			f->hash = f->ipv4 || f->ipv6 ? random_next(&rnd) | 1 : 0;
		}
		bytes_make(f, &rnd);
		image_make(f, nic, offloads);
		set->requests[i] = request_of(f, offloads);
	}
}

void
frame_stamp(uint8_t *bytes, uint16_t len, uint32_t number)
{
	memcpy(bytes + len - sizeof(number), &number, sizeof(number));
}
