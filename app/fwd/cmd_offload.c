/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: what devices do to packets that are sent. */

#include <errno.h>

#include "cmd.h"
#include "log.h"

/** Turn a Tx offload on or off, from the next start of a stopped port on. */
static int
ask_tx(struct fwd_cli *cli, struct fwd_port *p, uint64_t bit, bool on)
{
	struct fwd_port_asks old = p->asks;
	int ret;

	if (fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	p->asks.tx_on = on ? p->asks.tx_on | bit : p->asks.tx_on & ~bit;
	ret = fwd_offloads_plan(cli->app, p);
	if (ret < 0) {
		p->asks = old;
		(void)fwd_offloads_plan(cli->app, p);
	}
	return ret;
}

static int
vlan_set(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool qinq = cli->tag == 1;
	uint64_t bits = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
	int ret;

	if (qinq)
		bits |= RTE_ETH_TX_OFFLOAD_QINQ_INSERT;
	ret = ask_tx(cli, p, bits, true);
	if (ret < 0)
		return ret;
	p->vlan = (uint16_t)a[1].u;
	p->vlan_outer = qinq ? (uint16_t)a[2].u : 0;
	p->vlan_taps = FWD_TAP_VLAN | (qinq ? FWD_TAP_QINQ : 0);
	return 0;
}

static int
vlan_reset(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	int ret = ask_tx(
		cli, p, RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_QINQ_INSERT, false);

	if (ret == 0)
		p->vlan_taps = 0;
	return ret;
}

static int
vlan_pvid(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;

	(void)cli;
	return fwd_cmd_failed(
		p, "port VLAN", rte_eth_dev_set_vlan_pvid(p->id, (uint16_t)a[1].u, a[2].u == 0));
}

static const struct {
	const char *name;
	uint64_t bit;
} sums[] = {
	{"ip", RTE_ETH_TX_OFFLOAD_IPV4_CKSUM},
	{"udp", RTE_ETH_TX_OFFLOAD_UDP_CKSUM},
	{"tcp", RTE_ETH_TX_OFFLOAD_TCP_CKSUM},
	{"sctp", RTE_ETH_TX_OFFLOAD_SCTP_CKSUM},
	{"outer-ip", RTE_ETH_TX_OFFLOAD_OUTER_IPV4_CKSUM},
	{"outer-udp", RTE_ETH_TX_OFFLOAD_OUTER_UDP_CKSUM},
};

static int
show_csum(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct doc *list = doc_list(cli->out, "checksums");

	for (unsigned int i = 0; i < RTE_DIM(sums); i++) {
		struct doc *d = doc_object(list, NULL);

		doc_str(d, "checksum", sums[i].name);
		doc_str(d, "by", (p->tx_offloads & sums[i].bit) != 0 ? "hw" : "sw");
		doc_bool(d, "device_can", (p->info.tx_offload_capa & sums[i].bit) != 0);
	}
	return 0;
}

static int
set_csum(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[2].port;
	int ret = ask_tx(cli, p, sums[a[0].u].bit, a[1].u == 0);
	struct fwd_arg port = {.port = p};

	return ret < 0 ? ret : show_csum(cli, &port);
}

static int
show_tso(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;

	doc_uint(cli->out, "segment_bytes", p->tso_size);
	doc_bool(cli->out, "device_can",
		(p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_TCP_TSO) != 0);
	return 0;
}

static int
set_tso(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[1].port;
	int ret = ask_tx(cli, p, RTE_ETH_TX_OFFLOAD_TCP_TSO, a[0].u != 0);

	if (ret == 0)
		p->tso_size = (uint16_t)a[0].u;
	return ret;
}

static const struct fwd_cmd cmds[] = {
	{"tx_vlan set <port> <vlan:0-65535>", "let the device insert a tag into what is sent",
		vlan_set, 0},
	{"tx_vlan set <port> <vlan:0-65535> <outer:0-65535>", "two tags", vlan_set, 1},
	{"tx_vlan set pvid <port> <vlan:0-4095> on|off", "a tag for all that is sent untagged",
		vlan_pvid, 0},
	{"tx_vlan reset <port>", "no tags any more", vlan_reset, 0},
	{"csum set ip|udp|tcp|sctp|outer-ip|outer-udp hw|sw <port>",
		"whether the device is asked to make a checksum", set_csum, 0},
	{"csum show <port>", "who makes checksums", show_csum, 0},
	{"tso set <bytes:0-65535> <port>", "segments that the device cuts TCP into, 0: none",
		set_tso, 0},
	{"tso show <port>", "the same shown", show_tso, 0},
};

const struct fwd_topic fwd_topic_offload = {
	.name = "offloads",
	.help = "tags, checksums and segments of what is sent",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
