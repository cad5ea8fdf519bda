/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * RSS: which packets are spread, by which hash, to which queue. The hash is worked out here
 * once more, bit by bit from its definition, and first against its published examples.
 */
#include "hw_fixture.h"

/* The key of the published examples. */
static const uint8_t key[40] = {0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25,
	0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb,
	0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa};

static bool
key_bit(const uint8_t *k, unsigned int i)
{
	return i < 320 && k[i / 8] >> (7 - i % 8) & 1;
}

static uint32_t
toeplitz(const uint8_t *k, const uint8_t *in, unsigned int bytes)
{
	uint32_t hash = 0;
	unsigned int i, b;

	for (i = 0; i < bytes * 8; i++) {
		if (!(in[i / 8] >> (7 - i % 8) & 1))
			continue;
		for (b = 0; b < 32; b++)
			hash ^= (uint32_t)key_bit(k, i + b) << (31 - b);
	}
	return hash;
}

static void
published(void)
{
	static const uint8_t in[] = {66, 9, 149, 187, 161, 142, 100, 80, 0x0A, 0xEA, 0x06, 0xE6};

	TAP_EQ_U64("published hash, addresses", 0x323e8fc2, toeplitz(key, in, 8));
	TAP_EQ_U64("published hash, with ports", 0x51ccc178, toeplitz(key, in, 12));
}

struct flow {
	const char *name;
	bool v6;
	uint8_t proto;		     /* 6 TCP, 17 UDP, 132 SCTP */
	uint32_t types_l4, types_l3; /* hash types that cover it */
};

static const struct flow flows[] = {
	{"IPv4 TCP", false, 6, IGBX_RSS_IPV4_TCP, IGBX_RSS_IPV4},
	{"IPv4 UDP", false, 17, IGBX_RSS_IPV4_UDP, IGBX_RSS_IPV4},
	{"IPv4 SCTP", false, 132, 0, IGBX_RSS_IPV4},
	{"IPv6 TCP", true, 6, IGBX_RSS_IPV6_TCP, IGBX_RSS_IPV6},
	{"IPv6 UDP", true, 17, IGBX_RSS_IPV6_UDP, IGBX_RSS_IPV6},
	{"IPv6 SCTP", true, 132, 0, IGBX_RSS_IPV6},
};
#define NB_FLOWS (sizeof(flows) / sizeof(flows[0]))

static uint32_t
sum16(const uint8_t *p, unsigned int bytes)
{
	uint32_t sum = 0;
	unsigned int i;

	for (i = 0; i < bytes; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return sum;
}

/* A packet of the flow; the hash input goes to tuple, which returns with its length when
 * ports count and when not.
 */
static uint32_t
packet(const struct flow *f, uint32_t seed, uint8_t *frame, uint8_t *tuple, unsigned int *addrs)
{
	unsigned int l3 = 14, l4 = f->v6 ? 54 : 34, i;

	fx_frame(frame, fx_mac, f->v6 ? 0x86DD : 0x0800, 100);
	*addrs = f->v6 ? 32 : 8;
	for (i = 0; i < *addrs + 4; i++) {
		seed = seed * 1664525u + 1013904223u;
		tuple[i] = seed >> 24;
	}
	if (f->v6) {
		frame[l3] = 0x60;
		frame[l3 + 5] = 100 - l4;
		frame[l3 + 6] = f->proto;
		frame[l3 + 7] = 64;
		memcpy(frame + l3 + 8, tuple, 32);
	} else {
		frame[l3] = 0x45;
		frame[l3 + 3] = 100 - l3;
		frame[l3 + 8] = 64;
		frame[l3 + 9] = f->proto;
		memcpy(frame + l3 + 12, tuple, 8);
		i = ~sum16(frame + l3, 20) & 0xFFFF;
		frame[l3 + 10] = i >> 8;
		frame[l3 + 11] = i & 0xFF;
	}
	memcpy(frame + l4, tuple + *addrs, 4);
	if (f->proto == 6)
		frame[l4 + 12] = 0x50;
	else if (f->proto == 17)
		frame[l4 + 5] = 100 - l4;
	return 100;
}

static struct igbx_rss_cfg
rss(uint32_t types, unsigned int nb_queues)
{
	struct igbx_rss_cfg cfg = {.types = types};
	unsigned int i;

	memcpy(cfg.key, key, sizeof(key));
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		cfg.reta[i] = (i * 7 + i / 16) % nb_queues;
	return cfg;
}

/* Hash in the descriptor and queue, as the definition has them. */
static bool
right(struct fx *fx, const struct flow *f, const struct igbx_rss_cfg *cfg, uint32_t seed)
{
	uint8_t frame[128], tuple[40];
	unsigned int addrs, in;
	uint32_t len = packet(f, seed, frame, tuple, &addrs);
	uint32_t hash = 0, expected = 0, seen;
	union igbx_rx_desc *ring;
	uint16_t at[16];
	int q;

	for (q = 0; q < 16; q++)
		at[q] = (fx->tail[q] + 1) % FX_NB_DESC;
	if (cfg->types & (f->types_l4 | f->types_l3)) {
		in = cfg->types & f->types_l4 ? addrs + 4 : addrs;
		hash = toeplitz(cfg->key, tuple, in);
		expected = cfg->reta[hash & 127];
	}
	q = nm_rx_frame(fx->nm, frame, len);
	if (q < 0 || q > 15)
		return false;
	ring = (void *)(fx->arena + q * FX_RING_BYTES);
	seen = ring[at[q]].wb.hash;
	/* Post it again. */
	ring[at[q]].read.pkt_addr = fx_buf_iova(q, at[q]);
	ring[at[q]].read.hdr_addr = 0;
	fx->tail[q] = at[q];
	nm_write(fx->nm, IGBX_REGN(RDT, q).offset, at[q]);
	return (uint32_t)q == expected && seen == hash;
}

static void
spread(uint32_t types, unsigned int nb_queues, const char *what)
{
	struct igbx_rss_cfg cfg = rss(types, nb_queues);
	struct fx *fx = fx_up();
	unsigned int i, n, wrong;
	char name[96];

	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 16);
	TAP_EQ_INT("set", 0, igbx_rss_set(&fx->hw, &cfg));
	for (i = 0; i < NB_FLOWS; i++) {
		wrong = 0;
		for (n = 0; n < 64; n++)
			wrong += !right(fx, &flows[i], &cfg, n * 977 + i);
		snprintf(name, sizeof(name), "%s, %u queues: %s", what, nb_queues, flows[i].name);
		TAP_CHECK(wrong == 0, name, "%u of 64 with another hash or queue", wrong);
	}
	fx_content(fx, "spread: no violation");
	fx_close(fx);
}

static void
tables(void)
{
	struct igbx_rss_cfg cfg = rss(IGBX_RSS_ALL, 16);
	struct fx *fx = fx_up();
	uint8_t seen[IGBX_RSS_RETA_ENTRIES];
	unsigned int i;

	TAP_EQ_INT("set", 0, igbx_rss_set(&fx->hw, &cfg));
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		seen[i] = fx_reg(fx, IGBX_REGN(RETA, i / 4)) >> 8 * (i % 4) & 0xFF;
	TAP_EQ_MEM("RETA: all 128 entries, in place", cfg.reta, seen, sizeof(seen));
	for (i = 0; i < IGBX_RSS_KEY_BYTES; i++)
		seen[i] = fx_reg(fx, IGBX_REGN(RSSRK, i / 4)) >> 8 * (i % 4) & 0xFF;
	TAP_EQ_MEM("RSSRK: all 40 bytes, in place", key, seen, sizeof(key));
	TAP_EQ_U64("MRQC", IGBX_RSS_ALL | 2, fx_reg(fx, IGBX_REG(MRQC)));
	cfg.types = 0;
	TAP_EQ_INT("types 0", 0, igbx_rss_set(&fx->hw, &cfg));
	TAP_EQ_U64("types 0: off", 0, fx_reg(fx, IGBX_REG(MRQC)));
	fx_content(fx, "tables: no violation");
	fx_close(fx);
}

static void
refused(void)
{
	struct igbx_rss_cfg cfg = rss(IGBX_RSS_ALL, 16);
	struct fx *fx = fx_up();
	uint64_t writes = plat_model_writes();

	cfg.types |= 0x02000000u;
	TAP_EQ_INT("a type that there is not", -EINVAL, igbx_rss_set(&fx->hw, &cfg));
	cfg = rss(IGBX_RSS_ALL, 16);
	cfg.reta[127] = 16;
	TAP_EQ_INT("queue 16 in the last entry", -EINVAL, igbx_rss_set(&fx->hw, &cfg));
	TAP_EQ_U64("both are logged", 2, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64("nothing was written", writes, plat_model_writes());
	nm_set_removed(fx->nm, true);
	cfg = rss(IGBX_RSS_ALL, 16);
	TAP_EQ_INT("removed", -ENODEV, igbx_rss_set(&fx->hw, &cfg));
	fx_close(fx);
}

int
main(void)
{
	published();
	tables();
	spread(IGBX_RSS_ALL, 16, "all types");
	spread(IGBX_RSS_ALL, 3, "all types");
	spread(IGBX_RSS_IPV4 | IGBX_RSS_IPV6, 16, "addresses only");
	spread(IGBX_RSS_IPV4_TCP, 16, "IPv4 TCP only");
	spread(IGBX_RSS_IPV6_UDP, 16, "IPv6 UDP only");
	spread(0, 16, "off");
	refused();
	return tap_done();
}
