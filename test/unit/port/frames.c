/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <string.h>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_mbuf.h>

#include "rig.h"

#define ETH_BYTES  14u
#define IPV4_BYTES 20u
#define UDP_BYTES  8u

static void
put16(uint8_t *p, uint16_t v)
{
	p[0] = v >> 8;
	p[1] = v & 0xFF;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xFFFF);
}

static uint32_t
sum16(const uint8_t *p, uint32_t len, uint32_t sum)
{
	uint32_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	if (len % 2 != 0)
		sum += (uint32_t)p[len - 1] << 8;
	return sum;
}

static uint16_t
fold(uint32_t sum)
{
	while (sum > 0xFFFF)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return ~sum & 0xFFFF;
}

uint32_t
rig_udp4(uint8_t *out, uint32_t len, const uint8_t dst[6], uint32_t seed)
{
	static const uint8_t src[6] = {0x02, 0xAA, 0, 0, 0, 0x01};
	uint8_t *ip = out + ETH_BYTES, *udp = ip + IPV4_BYTES;
	uint32_t ip_len = len - ETH_BYTES, udp_len = ip_len - IPV4_BYTES, i;
	uint16_t sum;

	memset(out, 0, ETH_BYTES + IPV4_BYTES + UDP_BYTES);
	memcpy(out, dst, 6);
	memcpy(out + 6, src, 6);
	put16(out + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, ip_len);
	ip[8] = 64;
	ip[9] = 17;
	put32(ip + 12, 0x0A000000u + seed * 7);
	put32(ip + 16, 0xC0A80001u + seed % 251);
	put16(ip + 10, fold(sum16(ip, IPV4_BYTES, 0)));
	put16(udp, 1024 + seed % 60000);
	put16(udp + 2, 53);
	put16(udp + 4, udp_len);
	for (i = ETH_BYTES + IPV4_BYTES + UDP_BYTES; i < len; i++)
		out[i] = (seed * 31 + i * 7) & 0xFF;
	sum = fold(sum16(ip + 12, 8, sum16(udp, udp_len, 17 + udp_len)));
	put16(udp + 6, sum == 0 ? 0xFFFF : sum);
	return len;
}

const uint8_t *
rig_udp4_tuple(const uint8_t *frame)
{
	return frame + ETH_BYTES + 12;
}

uint32_t
rig_toeplitz(const uint8_t *key, const uint8_t *data, unsigned int nb_bytes)
{
	uint32_t hash = 0, window;
	unsigned int bit, i;

	for (bit = 0; bit < nb_bytes * 8; bit++) {
		if ((data[bit / 8] & (0x80u >> bit % 8)) == 0)
			continue;
		/* The 32 bits of the key that start where this bit of the input is. */
		window = 0;
		for (i = bit; i < bit + 32; i++)
			window = window << 1 | (key[i / 8] >> (7 - i % 8) & 1);
		hash ^= window;
	}
	return hash;
}

unsigned int
rig_send(struct rig *rig, uint16_t queue, const uint8_t *frame, uint32_t len)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(rig_pool());
	unsigned int sent;
	char *data;

	if (m == NULL)
		return 0;
	data = rte_pktmbuf_append(m, len);
	if (data == NULL) {
		rte_pktmbuf_free(m);
		return 0;
	}
	memcpy(data, frame, len);
	sent = rte_eth_tx_burst(rig->port, queue, &m, 1);
	if (sent == 0)
		rte_pktmbuf_free(m);
	nm_process(rig->nm);
	return sent;
}

uint32_t
rig_recv(struct rig *rig, uint16_t queue, uint8_t *out)
{
	const struct rte_mbuf *seg;
	struct rte_mbuf *m;
	uint32_t len = 0;

	if (rte_eth_rx_burst(rig->port, queue, &m, 1) == 0)
		return 0;
	/* Buffers were given back: what waits in the device moves up. */
	nm_process(rig->nm);
	for (seg = m; seg != NULL; seg = seg->next) {
		memcpy(out + len, rte_pktmbuf_mtod(seg, const uint8_t *), seg->data_len);
		len += seg->data_len;
	}
	rte_pktmbuf_free(m);
	return len;
}
