/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Frames for the model's tests, with sums of their own.
 */
#include <string.h>

#include "nm_rig.h"

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* One's complement sum, folded at every step: slow and plain. */
uint16_t
rig_sum(const uint8_t *p, uint32_t len, uint32_t start)
{
	uint32_t sum = start, i;

	for (i = 0; i < len; i++) {
		sum += i & 1 ? p[i] : (uint32_t)p[i] << 8;
		sum = (sum & 0xFFFF) + (sum >> 16);
	}
	return (uint16_t)((sum & 0xFFFF) + (sum >> 16));
}

bool
rig_ip4_sum_good(const uint8_t *ip)
{
	return rig_sum(ip, (ip[0] & 15u) * 4, 0) == 0xFFFF;
}

static uint32_t
pseudo(const uint8_t *ip, uint8_t proto, uint32_t len)
{
	if (ip[0] >> 4 == 4)
		return rig_sum(ip + 12, 8,
			rig_sum((const uint8_t[4]){0, proto, (uint8_t)(len >> 8), (uint8_t)len}, 4,
				0));
	return rig_sum(ip + 8, 32,
		rig_sum((const uint8_t[4]){0, proto, (uint8_t)(len >> 8), (uint8_t)len}, 4, 0));
}

bool
rig_l4_sum_good(const uint8_t *frame, uint32_t l3)
{
	const uint8_t *ip = frame + l3;
	bool v4 = ip[0] >> 4 == 4;
	uint32_t header = v4 ? (ip[0] & 15u) * 4 : 40;
	uint32_t len =
		v4 ? (uint32_t)(ip[2] << 8 | ip[3]) - header : (uint32_t)(ip[4] << 8 | ip[5]);

	return rig_sum(ip + header, len, pseudo(ip, v4 ? ip[9] : ip[6], len)) == 0xFFFF;
}

uint32_t
rig_crc32(const uint8_t *p, uint32_t len)
{
	uint32_t crc = 0xFFFFFFFFu, i, k;

	for (i = 0; i < len; i++) {
		crc ^= p[i];
		for (k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	return ~crc;
}

uint32_t
rig_frame_raw(uint8_t *f, const uint8_t da[6], uint16_t type, uint32_t len)
{
	uint32_t i;

	memcpy(f, da, 6);
	memcpy(f + 6, (const uint8_t[6]){0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE}, 6);
	put16(f + 12, type);
	for (i = 14; i < len; i++)
		f[i] = (uint8_t)(i * 7 + 3);
	return len;
}

static void
l4_fill(uint8_t *ip, uint8_t *l4, uint8_t proto, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		l4[i] = (uint8_t)(i * 13 + 5);
	if (proto == 6 && len >= 20) {
		memset(l4, 0, 20);
		put16(l4, 2794);
		put16(l4 + 2, 1766);
		l4[7] = 100; /* sequence number */
		l4[12] = 0x50;
		l4[13] = 0x19; /* ACK PSH FIN */
		put16(l4 + 16, (uint16_t)~rig_sum(l4, len, pseudo(ip, proto, len)));
	} else if (proto == 17 && len >= 8) {
		put16(l4, 2794);
		put16(l4 + 2, 1766);
		put16(l4 + 4, len);
		put16(l4 + 6, 0);
		put16(l4 + 6, (uint16_t)~rig_sum(l4, len, pseudo(ip, proto, len)));
	} else if (proto == 132 && len >= 12) {
		memset(l4 + 8, 0, 4);
	}
}

/* Addresses and ports are those of the RSS verification vectors. */
uint32_t
rig_frame_ip4(uint8_t *f, uint8_t proto, uint32_t payload)
{
	static const uint8_t addresses[8] = {66, 9, 149, 187, 161, 142, 100, 80};
	uint8_t *ip = f + 14;

	rig_frame_raw(f, rig_mac, 0x0800, 14);
	memset(ip, 0, 20);
	ip[0] = 0x45;
	put16(ip + 2, 20 + payload);
	put16(ip + 4, 0x1234);
	ip[8] = 64;
	ip[9] = proto;
	memcpy(ip + 12, addresses, 8);
	put16(ip + 10, (uint16_t)~rig_sum(ip, 20, 0));
	l4_fill(ip, ip + 20, proto, payload);
	if (34 + payload < 60)
		memset(f + 34 + payload, 0, 60 - (34 + payload));
	return 34 + payload < 60 ? 60 : 34 + payload;
}

uint32_t
rig_frame_ip6(uint8_t *f, uint8_t proto, uint32_t payload)
{
	static const uint8_t addresses[32] = {0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0x1f, 0xff, 0, 0,
		0, 0, 0, 0, 0, 7, 0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1};
	uint8_t *ip = f + 14;

	rig_frame_raw(f, rig_mac, 0x86DD, 14);
	memset(ip, 0, 8);
	ip[0] = 0x60;
	put16(ip + 4, payload);
	ip[6] = proto;
	ip[7] = 64;
	memcpy(ip + 8, addresses, 32);
	l4_fill(ip, ip + 40, proto, payload);
	if (54 + payload < 60)
		memset(f + 54 + payload, 0, 60 - (54 + payload));
	return 54 + payload < 60 ? 60 : 54 + payload;
}

uint32_t
rig_frame_tag(uint8_t *f, uint32_t len, uint16_t tpid, uint16_t tci)
{
	memmove(f + 16, f + 12, len - 12);
	put16(f + 12, tpid);
	put16(f + 14, tci);
	return len + 4;
}
