/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * RSS: for every hash type by itself and every kind of packet, the hash that rte_thash works
 * out or none at all; 1 to 16 queues; every byte of the table and of the key.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_thash.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;
static uint8_t frame[256];
static uint8_t key[40];
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};

#define V4     (RTE_ETH_RSS_IPV4)
#define V4_TCP (RTE_ETH_RSS_NONFRAG_IPV4_TCP)
#define V4_UDP (RTE_ETH_RSS_NONFRAG_IPV4_UDP)
#define V6     (RTE_ETH_RSS_IPV6)
#define V6_TCP (RTE_ETH_RSS_NONFRAG_IPV6_TCP)
#define V6_UDP (RTE_ETH_RSS_NONFRAG_IPV6_UDP)
#define EX     (RTE_ETH_RSS_IPV6_EX)
#define EX_TCP (RTE_ETH_RSS_IPV6_TCP_EX)
#define EX_UDP (RTE_ETH_RSS_IPV6_UDP_EX)

static const uint64_t all_types[] = {V4, V4_TCP, V4_UDP, V6, V6_TCP, V6_UDP, EX, EX_TCP, EX_UDP};

/* A kind of packet, and the types that hash it: with ports, with addresses only; the types of
 * extension headers look at the addresses that these bring.
 */
struct kind {
	const char *name;
	bool v6, fragment, home, vlan;
	uint8_t proto;
	uint64_t ports, addresses, ex_ports, ex_addresses;
};

static const struct kind kinds[] = {
	{"IPv4 TCP", .proto = 6, .ports = V4_TCP, .addresses = V4},
	{"IPv4 UDP", .proto = 17, .ports = V4_UDP, .addresses = V4},
	{"IPv4 SCTP", .proto = 132, .addresses = V4},
	{"IPv4 ICMP", .proto = 1, .addresses = V4},
	{"IPv4 TCP fragment", .proto = 6, .fragment = true, .addresses = V4},
	{"IPv4 UDP fragment", .proto = 17, .fragment = true, .addresses = V4},
	{"IPv4 UDP with a tag", .proto = 17, .vlan = true, .ports = V4_UDP, .addresses = V4},
	{"IPv6 TCP", .v6 = true, .proto = 6, .ports = V6_TCP, .addresses = V6, .ex_ports = EX_TCP,
		.ex_addresses = EX},
	{"IPv6 UDP", .v6 = true, .proto = 17, .ports = V6_UDP, .addresses = V6, .ex_ports = EX_UDP,
		.ex_addresses = EX},
	{"IPv6 SCTP", .v6 = true, .proto = 132, .addresses = V6, .ex_addresses = EX},
	{"IPv6 TCP with a home address", .v6 = true, .home = true, .proto = 6, .ports = V6_TCP,
		.addresses = V6, .ex_ports = EX_TCP, .ex_addresses = EX},
	{"IPv6 UDP with a home address", .v6 = true, .home = true, .proto = 17, .ports = V6_UDP,
		.addresses = V6, .ex_ports = EX_UDP, .ex_addresses = EX},
	{"ARP", .proto = 0},
};

/* Where the frame has what is hashed. */
struct places {
	const uint8_t *addresses;    /* source, then destination */
	const uint8_t *home_address; /* instead of the source */
	const uint8_t *ports;
};

static void
fill(uint8_t *p, unsigned int nb, unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < nb; i++)
		p[i] = seed * 37 + i * 11 + (seed >> 3);
}

static uint8_t *
ipv4(const struct kind *k, uint8_t *p, unsigned int seed, struct places *at)
{
	p[0] = 0x45;
	p[3] = 60;
	p[6] = k->fragment ? 0x20 : 0; /* more fragments */
	p[8] = 64;
	p[9] = k->proto;
	fill(p + 12, 8, seed);
	at->addresses = p + 12;
	return p + 20;
}

static uint8_t *
ipv6(const struct kind *k, uint8_t *p, unsigned int seed, struct places *at)
{
	uint8_t *ext = p + 40;

	p[0] = 0x60;
	p[5] = 40 + (k->home ? 24 : 0);
	p[6] = k->home ? 60 : k->proto; /* destination options */
	p[7] = 64;
	fill(p + 8, 32, seed);
	at->addresses = p + 8;
	at->home_address = p + 8;
	if (!k->home)
		return ext;
	ext[0] = k->proto;
	ext[1] = 2;
	ext[2] = 1; /* four bytes of padding, so that the address is at a multiple of 8 */
	ext[3] = 2;
	ext[6] = 0xC9;
	ext[7] = 16;
	fill(ext + 8, 16, seed + 91);
	at->home_address = ext + 8;
	return ext + 24;
}

static uint32_t
make(const struct kind *k, unsigned int seed, struct places *at)
{
	uint8_t *p = frame + 12;

	memset(frame, 0, sizeof(frame));
	memset(at, 0, sizeof(*at));
	memcpy(frame, own, 6);
	frame[11] = 2;
	if (k->vlan) {
		p[0] = 0x81;
		p[3] = 5;
		p += 4;
	}
	if (k->proto == 0) {
		p[0] = 0x08;
		p[1] = 0x06;
		return 100;
	}
	p[0] = k->v6 ? 0x86 : 0x08;
	p[1] = k->v6 ? 0xDD : 0x00;
	p = k->v6 ? ipv6(k, p + 2, seed, at) : ipv4(k, p + 2, seed, at);
	fill(p, 4, seed + 7);
	at->ports = p;
	if (k->proto == 6)
		p[12] = 0x50;
	if (k->proto == 17)
		p[5] = 40;
	return p + 40 - frame;
}

static uint32_t
word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* What rte_thash makes of it; false when none of the types covers the packet. Of all that do,
 * the ones with ports count first, and of these the ones that know extension headers.
 */
static bool
expected(const struct kind *k, const struct places *at, uint64_t types, uint32_t *hash)
{
	bool ports = (types & (k->ports | k->ex_ports)) != 0;
	bool ex = (types & (ports ? k->ex_ports : k->ex_addresses)) != 0;
	unsigned int half = k->v6 ? 4 : 1, i, nb = 0;
	uint32_t in[9];

	if (!ports && (types & (k->addresses | k->ex_addresses)) == 0)
		return false;
	for (i = 0; i < half; i++)
		in[nb++] = word((ex ? at->home_address : at->addresses) + 4 * i);
	for (i = 0; i < half; i++)
		in[nb++] = word(at->addresses + 4 * (half + i));
	if (ports)
		in[nb++] = word(at->ports);
	*hash = rte_softrss(in, nb, key);
	return true;
}

/* One packet: right queue, right hash, and a flag that tells whether there is one. */
static bool
right(const struct kind *k, unsigned int seed, uint64_t types, const uint16_t *reta)
{
	struct places at;
	uint32_t len = make(k, seed, &at), hash = 0;
	bool hashed = expected(k, &at, types, &hash), good;
	int queue = nm_rx_frame(rig.nm, frame, len);
	struct rte_mbuf *m;

	if (queue < 0 || rte_eth_rx_burst(rig.port, queue, &m, 1) != 1)
		return false;
	nm_process(rig.nm);
	good = queue == (hashed ? reta[hash % 128] : 0) &&
	       hashed == ((m->ol_flags & RTE_MBUF_F_RX_RSS_HASH) != 0) &&
	       (!hashed || m->hash.rss == hash);
	if (!good)
		printf("# %s, seed %u, types 0x%" PRIx64 ": queue %d, hash %08x, not %u, %08x\n",
			k->name, seed, types, queue, m->hash.rss, hashed ? reta[hash % 128] : 0,
			hash);
	rte_pktmbuf_free(m);
	return good;
}

static void
types_set(uint64_t types)
{
	struct rte_eth_rss_conf rss = {.rss_hf = types, .rss_key = key, .rss_key_len = 40};

	if (rte_eth_dev_rss_hash_update(rig.port, &rss) != 0)
		printf("Bail out! types 0x%" PRIx64 " not set\n", types);
}

static void
table_get(uint16_t reta[128])
{
	struct rte_eth_rss_reta_entry64 groups[2] = {{.mask = UINT64_MAX}, {.mask = UINT64_MAX}};
	unsigned int i;

	TAP_EQ_INT("query the table", 0, rte_eth_dev_rss_reta_query(rig.port, groups, 128));
	for (i = 0; i < 128; i++)
		reta[i] = groups[i / 64].reta[i % 64];
}

static int
table_set(const uint16_t reta[128])
{
	struct rte_eth_rss_reta_entry64 groups[2] = {{.mask = UINT64_MAX}, {.mask = UINT64_MAX}};
	unsigned int i;

	for (i = 0; i < 128; i++)
		groups[i / 64].reta[i % 64] = reta[i];
	return rte_eth_dev_rss_reta_update(rig.port, groups, 128);
}

static void
up(uint16_t nb_queues)
{
	struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rxmode.offloads = RTE_ETH_RX_OFFLOAD_RSS_HASH,
		.rx_adv_conf.rss_conf = {.rss_hf = V4, .rss_key = key, .rss_key_len = 40},
	};

	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("up with RSS", 0, rig_up(&rig, nb_queues, 1, &conf));
}

static void
test_types(void)
{
	uint16_t reta[128];
	unsigned int t, k, seed, wrong;
	char name[96];

	up(16);
	table_get(reta);
	for (t = 0; t <= RTE_DIM(all_types); t++) {
		uint64_t types = t < RTE_DIM(all_types) ? all_types[t]
							: rig_info(&rig).flow_type_rss_offloads;

		types_set(types);
		for (k = 0, wrong = 0; k < RTE_DIM(kinds); k++) {
			for (seed = 0; seed < 20; seed++)
				wrong += !right(&kinds[k], seed, types, reta);
		}
		snprintf(name, sizeof(name), "types 0x%" PRIx64 ": as rte_thash has it", types);
		TAP_EQ_U64(name, 0, wrong);
	}
}

static void
test_random_types(void)
{
	uint16_t reta[128];
	unsigned int round, i, wrong = 0;

	table_get(reta);
	srand(82576);
	for (round = 0; round < 100; round++) {
		uint64_t types = 0;

		for (i = 0; i < RTE_DIM(all_types); i++)
			types |= rand() % 2 ? all_types[i] : 0;
		if (types == 0)
			continue;
		for (i = 0; i < sizeof(key); i++)
			key[i] = rand();
		types_set(types);
		for (i = 0; i < RTE_DIM(kinds); i++)
			wrong += !right(&kinds[i], rand() % 1000, types, reta);
	}
	TAP_EQ_U64("100 sets of types, each with a key of its own", 0, wrong);
}

static void
test_queues(void)
{
	uint16_t nb, reta[128];
	unsigned int seed, wrong, i;
	char name[64];

	for (nb = 1; nb <= 16; nb++) {
		uint32_t seen = 0;

		up(nb);
		table_get(reta);
		types_set(V4_UDP);
		for (seed = 0, wrong = 0; seed < 200; seed++)
			wrong += !right(&kinds[1], seed, V4_UDP, reta);
		for (i = 0; i < 128; i++) {
			wrong += reta[i] >= nb;
			seen |= 1u << reta[i];
		}
		snprintf(name, sizeof(name), "%u queues: each packet where its hash says", nb);
		TAP_EQ_U64(name, 0, wrong);
		TAP_EQ_U64("  all are used", (1u << nb) - 1, seen);
	}
}

/* Four entries share a register: each has to be in its own byte, and nothing else. */
static void
test_table(void)
{
	uint16_t reta[128], back[128];
	struct rte_eth_rss_reta_entry64 one[2] = {{.mask = 0}, {.mask = RTE_BIT64(5)}};
	unsigned int i, round, wrong = 0;

	up(16);
	srand(7);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 128; i++)
			reta[i] = rand() % 16;
		wrong += table_set(reta) != 0;
		for (i = 0; i < 32; i++)
			wrong += nm_read(rig.nm, 0x5C00 + 4 * i) !=
				 (reta[4 * i] | (uint32_t)reta[4 * i + 1] << 8 |
					 (uint32_t)reta[4 * i + 2] << 16 |
					 (uint32_t)reta[4 * i + 3] << 24);
	}
	TAP_EQ_U64("20 random tables: every byte in the device", 0, wrong);
	one[1].reta[5] = (reta[69] + 1) % 16;
	reta[69] = one[1].reta[5];
	TAP_EQ_INT("one entry", 0, rte_eth_dev_rss_reta_update(rig.port, one, 128));
	table_get(back);
	TAP_EQ_MEM("  the others stay", reta, back, sizeof(reta));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	table_get(back);
	TAP_EQ_MEM("  and after restart", reta, back, sizeof(reta));
	for (i = 0, wrong = 0; i < 128; i++)
		wrong += (nm_read(rig.nm, 0x5C00 + (i & ~3u)) >> 8 * (i % 4) & 0xFF) != reta[i];
	TAP_EQ_U64("  in the device, too", 0, wrong);
	for (i = 0, wrong = 0; i < 40; i++)
		wrong += (nm_read(rig.nm, 0x5C80 + (i & ~3u)) >> 8 * (i % 4) & 0xFF) != key[i];
	TAP_EQ_U64("every byte of the key", 0, wrong);
}

int
main(int argc, char **argv)
{
	unsigned int i;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	for (i = 0; i < sizeof(key); i++)
		key[i] = i * 73 + 29;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_types();
	test_random_types();
	test_queues();
	test_table();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
