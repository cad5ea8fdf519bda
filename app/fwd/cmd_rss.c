/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: receive side scaling. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "log.h"

/** Longest hash key of any device. */
#define MAX_KEY 256

static const struct {
	const char *name;
	uint64_t bits;
} rss_types[] = {
	{"ipv4", RTE_ETH_RSS_IPV4},
	{"ipv4-frag", RTE_ETH_RSS_FRAG_IPV4},
	{"ipv4-tcp", RTE_ETH_RSS_NONFRAG_IPV4_TCP},
	{"ipv4-udp", RTE_ETH_RSS_NONFRAG_IPV4_UDP},
	{"ipv4-sctp", RTE_ETH_RSS_NONFRAG_IPV4_SCTP},
	{"ipv4-other", RTE_ETH_RSS_NONFRAG_IPV4_OTHER},
	{"ipv6", RTE_ETH_RSS_IPV6},
	{"ipv6-frag", RTE_ETH_RSS_FRAG_IPV6},
	{"ipv6-tcp", RTE_ETH_RSS_NONFRAG_IPV6_TCP},
	{"ipv6-udp", RTE_ETH_RSS_NONFRAG_IPV6_UDP},
	{"ipv6-sctp", RTE_ETH_RSS_NONFRAG_IPV6_SCTP},
	{"ipv6-other", RTE_ETH_RSS_NONFRAG_IPV6_OTHER},
	{"l2-payload", RTE_ETH_RSS_L2_PAYLOAD},
	{"ipv6-ex", RTE_ETH_RSS_IPV6_EX},
	{"ipv6-tcp-ex", RTE_ETH_RSS_IPV6_TCP_EX},
	{"ipv6-udp-ex", RTE_ETH_RSS_IPV6_UDP_EX},
	{"port", RTE_ETH_RSS_PORT},
	{"vxlan", RTE_ETH_RSS_VXLAN},
	{"geneve", RTE_ETH_RSS_GENEVE},
	{"nvgre", RTE_ETH_RSS_NVGRE},
	{"gtpu", RTE_ETH_RSS_GTPU},
	{"eth", RTE_ETH_RSS_ETH},
	{"s-vlan", RTE_ETH_RSS_S_VLAN},
	{"c-vlan", RTE_ETH_RSS_C_VLAN},
	{"esp", RTE_ETH_RSS_ESP},
	{"ah", RTE_ETH_RSS_AH},
	{"l2tpv3", RTE_ETH_RSS_L2TPV3},
	{"pfcp", RTE_ETH_RSS_PFCP},
	{"pppoe", RTE_ETH_RSS_PPPOE},
	{"ecpri", RTE_ETH_RSS_ECPRI},
	{"mpls", RTE_ETH_RSS_MPLS},
	{"l3-src-only", RTE_ETH_RSS_L3_SRC_ONLY},
	{"l3-dst-only", RTE_ETH_RSS_L3_DST_ONLY},
	{"l4-src-only", RTE_ETH_RSS_L4_SRC_ONLY},
	{"l4-dst-only", RTE_ETH_RSS_L4_DST_ONLY},
	{"l2-src-only", RTE_ETH_RSS_L2_SRC_ONLY},
	{"l2-dst-only", RTE_ETH_RSS_L2_DST_ONLY},
	/* Groups. */
	{"ip", RTE_ETH_RSS_IP},
	{"tcp", RTE_ETH_RSS_TCP},
	{"udp", RTE_ETH_RSS_UDP},
	{"sctp", RTE_ETH_RSS_SCTP},
	{"tunnel", RTE_ETH_RSS_TUNNEL},
	{"vlan", RTE_ETH_RSS_VLAN},
};

const char *
fwd_rss_name(uint64_t bit)
{
	for (unsigned int i = 0; i < RTE_DIM(rss_types); i++) {
		if (rss_types[i].bits == bit)
			return rss_types[i].name;
	}
	return NULL;
}

uint64_t
fwd_rss_bits(const char *name)
{
	for (unsigned int i = 0; i < RTE_DIM(rss_types); i++) {
		if (strcmp(rss_types[i].name, name) == 0)
			return rss_types[i].bits;
	}
	return 0;
}

const char *
fwd_rss_name_at(unsigned int i)
{
	return i < RTE_DIM(rss_types) ? rss_types[i].name : NULL;
}

static const char *
known_name(uint64_t bit)
{
	const char *name = fwd_rss_name(bit);

	return name != NULL ? name : "other";
}

static int
set_types(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct rte_eth_rss_conf conf = {0};
	const char *name = a[cli->tag].s;
	uint64_t asked = fwd_rss_bits(name);
	int ret;

	if (strcmp(name, "all") == 0 || strcmp(name, "default") == 0)
		asked = p->info.flow_type_rss_offloads;
	if (asked == 0 && strcmp(name, "none") != 0) {
		int near = fwd_nearest(name, fwd_rss_name_at);

		fwd_err("port config rss: no type '%s'; %s%s", name,
			near >= 0 ? "did you mean " : "there are all, none, ip, tcp, udp, ...",
			near >= 0 ? fwd_rss_name_at((unsigned int)near) : "");
		return -EINVAL;
	}
	conf.rss_hf = asked & p->info.flow_type_rss_offloads;
	if (asked != 0 && conf.rss_hf == 0) {
		fwd_err("port %u (%s): the device does not spread by %s", p->id, p->driver, name);
		return -ENOTSUP;
	}
	p->asks.has_rss = true;
	p->asks.rss_hf = conf.rss_hf;
	if (!p->configured || p->nb_rxq == 1) {
		p->configured &= p->started;
		return fwd_offloads_plan(cli->app, p);
	}
	ret = rte_eth_dev_rss_hash_update(p->id, &conf);
	if (ret == 0)
		p->rss_hf = conf.rss_hf;
	return fwd_cmd_failed(p, "RSS types", ret);
}

static int
config_types(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, cli->tag == 0 ? NULL : a[0].port, set_types, a);
}

/** A key in hexadecimal digits. @return its length, or -EINVAL. */
static int
read_key(const char *text, uint8_t *key)
{
	size_t len = strlen(text);

	if (len % 2 != 0 || len / 2 > MAX_KEY || len == 0 ||
		strspn(text, "0123456789abcdefABCDEF") != len)
		return -EINVAL;
	for (size_t i = 0; i < len / 2; i++) {
		char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};

		key[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return (int)len / 2;
}

static int
config_key(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_eth_rss_conf conf = {0};
	struct fwd_port *p = a[0].port;
	uint8_t key[MAX_KEY];
	int len = read_key(a[2].s, key);
	uint8_t wanted = p->info.hash_key_size != 0 ? p->info.hash_key_size : 40;

	(void)cli;
	conf.rss_hf = fwd_rss_bits(a[1].s);
	if (conf.rss_hf == 0) {
		fwd_err("port config rss-hash-key: no type '%s'", a[1].s);
		return -EINVAL;
	}
	if (len != wanted) {
		fwd_err("port config rss-hash-key: port %u takes a key of %u bytes, that is %u "
			"hexadecimal digits",
			p->id, wanted, 2u * wanted);
		return -EINVAL;
	}
	/* Types other than the one that is named stay as they are. */
	conf.rss_hf |= p->rss_hf;
	conf.rss_hf &= p->info.flow_type_rss_offloads;
	conf.rss_key = key;
	conf.rss_key_len = (uint8_t)len;
	return fwd_cmd_failed(p, "RSS key", rte_eth_dev_rss_hash_update(p->id, &conf));
}

static int
show_hash(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_eth_rss_conf conf = {0};
	struct fwd_port *p = a[0].port;
	uint8_t key[MAX_KEY] = {0};
	char text[2 * MAX_KEY + 1] = "";
	uint8_t len = p->info.hash_key_size != 0 ? p->info.hash_key_size : 40;
	int ret;

	conf.rss_key = cli->tag != 0 ? key : NULL;
	conf.rss_key_len = len;
	ret = rte_eth_dev_rss_hash_conf_get(p->id, &conf);
	if (ret < 0)
		return fwd_cmd_failed(p, "RSS", ret);
	doc_bool(cli->out, "enabled", conf.rss_hf != 0);
	fwd_cmd_bits(cli->out, "types", conf.rss_hf, known_name);
	if (cli->tag == 0)
		return 0;
	for (unsigned int i = 0; i < len; i++)
		snprintf(text + 2 * i, sizeof(text) - 2 * i, "%02x", key[i]);
	doc_str(cli->out, "key", text);
	return 0;
}

static int
need_reta(const struct fwd_port *p)
{
	if (p->info.reta_size != 0)
		return 0;
	fwd_err("port %u (%s): the device has no RSS table", p->id, p->driver);
	return -ENOTSUP;
}

/** (hash,queue)[,(hash,queue)...] */
static int
read_reta(const struct fwd_port *p, const char *text, struct rte_eth_rss_reta_entry64 *reta)
{
	const char *at = text;

	for (;;) {
		uint64_t hash, queue;

		if (*at++ != '(' || fwd_read_uint(at, ",", &hash, &at) < 0 || *at++ != ',' ||
			fwd_read_uint(at, ")", &queue, &at) < 0 || *at++ != ')') {
			fwd_err("rss reta: '%s' is not of the form (hash,queue),(hash,queue)...",
				text);
			return -EINVAL;
		}
		if (hash >= p->info.reta_size || queue >= p->nb_rxq) {
			fwd_err("rss reta: (%u,%u): port %u has %u entries and %u Rx queues",
				(unsigned int)hash, (unsigned int)queue, p->id, p->info.reta_size,
				p->nb_rxq);
			return -EINVAL;
		}
		reta[hash / RTE_ETH_RETA_GROUP_SIZE].mask |=
			RTE_BIT64(hash % RTE_ETH_RETA_GROUP_SIZE);
		reta[hash / RTE_ETH_RETA_GROUP_SIZE].reta[hash % RTE_ETH_RETA_GROUP_SIZE] =
			(uint16_t)queue;
		if (*at == '\0')
			return 0;
		if (*at++ != ',') {
			fwd_err("rss reta: a comma is expected before '%s'", at - 1);
			return -EINVAL;
		}
	}
}

static int
set_reta(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct rte_eth_rss_reta_entry64 reta[RTE_ETH_RSS_RETA_SIZE_512 / RTE_ETH_RETA_GROUP_SIZE];
	const char *text = a[cli->tag].s;

	memset(reta, 0, sizeof(reta));
	if (need_reta(p) < 0)
		return -ENOTSUP;
	if (read_reta(p, text, reta) < 0)
		return -EINVAL;
	return fwd_cmd_failed(
		p, "RSS table", rte_eth_dev_rss_reta_update(p->id, reta, p->info.reta_size));
}

static int
config_reta(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, cli->tag == 0 ? NULL : a[0].port, set_reta, a);
}

/** Masks like (0xff,0x3), one for each 64 entries; all without. */
static int
read_masks(const char *text, uint16_t size, struct rte_eth_rss_reta_entry64 *reta)
{
	unsigned int nb = (size + RTE_ETH_RETA_GROUP_SIZE - 1u) / RTE_ETH_RETA_GROUP_SIZE;
	char *end;

	for (unsigned int i = 0; i < nb; i++) {
		reta[i].mask = UINT64_MAX;
		if (text == NULL)
			continue;
		if (i == 0 && *text++ != '(')
			return -EINVAL;
		reta[i].mask = strtoull(text, &end, 16);
		if (end == text || (*end != ',' && *end != ')'))
			return -EINVAL;
		text = end + 1;
	}
	return 0;
}

static int
show_reta(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_eth_rss_reta_entry64 reta[RTE_ETH_RSS_RETA_SIZE_512 / RTE_ETH_RETA_GROUP_SIZE];
	struct fwd_port *p = a[0].port;
	uint16_t size = cli->tag != 0 ? (uint16_t)a[1].u : p->info.reta_size;
	struct doc *list = doc_list(cli->out, "entries");
	int ret;

	memset(reta, 0, sizeof(reta));
	if (need_reta(p) < 0)
		return -ENOTSUP;
	if (size > p->info.reta_size || size > RTE_ETH_RSS_RETA_SIZE_512) {
		fwd_err("port %u: the RSS table has %u entries", p->id, p->info.reta_size);
		return -EINVAL;
	}
	if (read_masks(cli->tag != 0 ? a[2].s : NULL, size, reta) < 0) {
		fwd_err("show rss reta: '%s' is not of the form (0xff,...), one mask for 64 "
			"entries",
			a[2].s);
		return -EINVAL;
	}
	ret = rte_eth_dev_rss_reta_query(p->id, reta, p->info.reta_size);
	if (ret < 0)
		return fwd_cmd_failed(p, "RSS table", ret);
	for (uint16_t i = 0; i < size; i++) {
		const struct rte_eth_rss_reta_entry64 *e = &reta[i / RTE_ETH_RETA_GROUP_SIZE];
		struct doc *d;

		if ((e->mask >> (i % RTE_ETH_RETA_GROUP_SIZE) & 1) == 0)
			continue;
		d = doc_object(list, NULL);
		doc_uint(d, "hash", i);
		doc_uint(d, "queue", e->reta[i % RTE_ETH_RETA_GROUP_SIZE]);
	}
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"port config all rss <types:word>",
		"what is hashed: all, none, ip, tcp, udp, ipv4-tcp ...", config_types, 0},
	{"port config <port> rss <types:word>", "the same for one port", config_types, 1},
	{"port config all rss reta <entries:word>", "RSS table: (hash,queue),(hash,queue)...",
		config_reta, 0},
	{"port config <port> rss reta <entries:word>", "the same for one port", config_reta, 1},
	{"port config <port> rss-hash-key <type:word> <key:word>", "hash key in hexadecimal digits",
		config_key, 0},
	{"show port <port> rss-hash", "what is hashed", show_hash, 0},
	{"show port <port> rss-hash key", "and the key", show_hash, 1},
	{"show port <port> rss reta", "the RSS table", show_reta, 0},
	{"show port <port> rss reta <size:1-512> <masks:word>",
		"entries of the RSS table: 128 (0xff,0x0)", show_reta, 1},
};

const struct fwd_topic fwd_topic_rss = {
	.name = "rss",
	.help = "receive side scaling: types, key, table",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
