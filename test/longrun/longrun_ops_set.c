/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Operations that set what the port receives, and where it goes, and those that only look.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "flow.h"
#include "longrun.h"

#define FILTERS_MAX  8
#define ETYPE_QUEUES 8

/* ---- addresses ---- */

void
lr_op_promiscuous(struct lr *lr)
{
	lr->promiscuous = lr_once_in(3);
	lr_expect(lr, "promiscuous", 0,
		lr->promiscuous ? rte_eth_promiscuous_enable(lr->rig.port)
				: rte_eth_promiscuous_disable(lr->rig.port));
}

void
lr_op_all_multicast(struct lr *lr)
{
	lr->all_multicast = lr_once_in(3);
	lr_expect(lr, "all multicast", 0,
		lr->all_multicast ? rte_eth_allmulticast_enable(lr->rig.port)
				  : rte_eth_allmulticast_disable(lr->rig.port));
}

void
lr_op_unicast(struct lr *lr)
{
	uint8_t dst = lr_pick(LR_DST_UC);
	struct rte_ether_addr mac;
	uint32_t pool;

	lr_mac(dst, mac.addr_bytes);
	if (dst == lr->own)
		return;
	if (lr->uc >> dst & 1) {
		lr_note("address %u goes", dst);
		lr_expect(
			lr, "address removed", 0, rte_eth_dev_mac_addr_remove(lr->rig.port, &mac));
		lr->uc &= ~RTE_BIT32(dst);
	} else if (lr_once_in(4)) {
		lr_note("address %u is the port's", dst);
		lr_expect(lr, "default address", 0,
			rte_eth_dev_default_mac_addr_set(lr->rig.port, &mac));
		lr->uc = (lr->uc & ~RTE_BIT32(lr->own)) | RTE_BIT32(dst);
		lr->own = dst;
	} else {
		pool = lr->vmdq.on ? lr_pick(RTE_MIN(lr->nb_rxq, 8)) : 0;
		lr_note("address %u comes, for pool %u", dst, pool);
		lr_expect(
			lr, "address added", 0, rte_eth_dev_mac_addr_add(lr->rig.port, &mac, pool));
		lr->uc |= RTE_BIT32(dst);
		lr->uc_pools[dst] = RTE_BIT32(pool);
	}
}

void
lr_op_multicast(struct lr *lr)
{
	struct rte_ether_addr macs[LR_DST_BC - LR_DST_MC];
	uint32_t nb = 0;
	uint8_t dst;

	lr->mc = 0;
	for (dst = LR_DST_MC; dst < LR_DST_BC; dst++) {
		if (lr_once_in(2))
			continue;
		lr_mac(dst, macs[nb++].addr_bytes);
		lr->mc |= RTE_BIT32(dst);
	}
	lr_expect(lr, "multicast list", 0,
		rte_eth_dev_set_mc_addr_list(lr->rig.port, nb > 0 ? macs : NULL, nb));
}

/* ---- VLANs, lengths ---- */

void
lr_op_vlan_filter(struct lr *lr)
{
	uint16_t id = 1 + lr_pick(LR_VLANS);
	bool on = !(lr->vlans >> id & 1), mapped = lr->vmdq.on && id <= lr->vmdq.nb_maps;

	if (!(lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER))
		return;
	lr_note("VLAN %u %s", id, on ? "comes" : "goes");
	lr_expect(lr, "VLAN filter", mapped && !on ? -EBUSY : 0,
		rte_eth_dev_vlan_filter(lr->rig.port, id, on));
	if (on || !mapped)
		lr->vlans ^= RTE_BIT32(id);
}

void
lr_op_vlan_offload(struct lr *lr)
{
	int mask = 0;

	/* What is under way was stripped or not as it came. */
	lr_hoard_give_back(lr);
	lr_receive_all(lr);
	lr->rx_offloads &= ~(RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	if (lr_once_in(2)) {
		mask |= RTE_ETH_VLAN_STRIP_OFFLOAD;
		lr->rx_offloads |= RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	}
	if (lr_once_in(2)) {
		mask |= RTE_ETH_VLAN_FILTER_OFFLOAD;
		lr->rx_offloads |= RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
	}
	lr_note("VLAN offloads 0x%x", mask);
	lr_expect(lr, "VLAN offloads", 0, rte_eth_dev_set_vlan_offload(lr->rig.port, mask));
}

/* Longest frame that a queue of the running port takes. */
static uint32_t
room(const struct lr *lr)
{
	struct rte_eth_rxq_info info;
	uint32_t least = UINT32_MAX;
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++) {
		if (rte_eth_rx_queue_info_get(lr->rig.port, q, &info) == 0 && !info.scattered_rx)
			least = RTE_MIN(least, (uint32_t)info.rx_buf_size);
	}
	return least;
}

/* Reception pauses, and a pause may cost what waits in the packet buffer. */
static void
waiting_at_risk(struct lr *lr)
{
	uint32_t i;
	uint16_t q;

	if (nm_rx_waiting(lr->rig.nm) == 0)
		return;
	for (q = 0; q < lr->nb_rxq; q++) {
		for (i = 0; i < lr->rxq[q].fifo.nb; i++)
			lr_fifo_at(&lr->rxq[q].fifo, i)->maybe = true;
	}
}

void
lr_op_mtu(struct lr *lr)
{
	uint16_t mtu = lr_once_in(3) ? 1500 : 68 + lr_pick(9702 - 68 + 1);
	bool fits = mtu + 26u <= room(lr);

	lr_note("MTU %u%s", mtu, fits ? "" : ", which does not fit");
	nm_process(lr->rig.nm);
	waiting_at_risk(lr);
	lr_expect(lr, "MTU", fits ? 0 : -EBUSY, rte_eth_dev_set_mtu(lr->rig.port, mtu));
	if (fits)
		lr->mtu = mtu;
}

/* ---- RSS ---- */

void
lr_op_rss_hash(struct lr *lr)
{
	struct rte_eth_rss_conf conf = {.rss_key = lr->key, .rss_key_len = sizeof(lr->key)};
	unsigned int i;

	if (!lr->rss)
		return;
	for (i = 0; i < sizeof(lr->key); i++)
		lr->key[i] = lr_pick(256);
	lr->rss_hf = RTE_ETH_RSS_IPV4 | (lr_once_in(2) ? RTE_ETH_RSS_NONFRAG_IPV4_UDP : 0) |
		     (lr_once_in(2) ? RTE_ETH_RSS_NONFRAG_IPV4_TCP : 0) |
		     (lr_once_in(2) ? RTE_ETH_RSS_IPV6 : 0) |
		     (lr_once_in(2) ? RTE_ETH_RSS_NONFRAG_IPV6_TCP : 0);
	conf.rss_hf = lr->rss_hf;
	lr_expect(lr, "RSS key and types", 0, rte_eth_dev_rss_hash_update(lr->rig.port, &conf));
}

void
lr_op_reta(struct lr *lr)
{
	struct rte_eth_rss_reta_entry64 groups[2] = {0};
	unsigned int i, nb = 1 + lr_pick(128), at;

	if (!lr->rss)
		return;
	for (i = 0; i < nb; i++) {
		at = lr_pick(128);
		lr->reta[at] = lr_pick(lr->vmdq.on ? 2 : lr->nb_rxq);
		groups[at / 64].mask |= RTE_BIT64(at % 64);
		groups[at / 64].reta[at % 64] = lr->reta[at];
	}
	lr_expect(lr, "RETA", 0, rte_eth_dev_rss_reta_update(lr->rig.port, groups, 128));
}

/* ---- flow rules ---- */

static unsigned int
rules_like(const struct lr *lr, uint16_t flow, bool *taken, struct lr_rule **free_slot)
{
	bool l2 = lr_kind_of(flow) == LR_L2;
	unsigned int i, nb = 0;

	*taken = false;
	*free_slot = NULL;
	for (i = 0; i < LR_RULES; i++) {
		const struct lr_rule *r = &lr->rules[i];

		if (r->flow == NULL) {
			*free_slot = (struct lr_rule *)(uintptr_t)r;
			continue;
		}
		*taken |= r->of == flow;
		nb += (lr_kind_of(r->of) == LR_L2) == l2;
	}
	return nb;
}

static void
pattern(struct flow_words *w, uint16_t flow)
{
	static const uint8_t protos[LR_KINDS] = {
		[LR_UDP4] = IPPROTO_UDP, [LR_TCP4] = IPPROTO_TCP, [LR_IP4] = 253};
	enum lr_kind kind = lr_kind_of(flow);
	unsigned int fields = FLOW_SRC | FLOW_DST | FLOW_PROTO;
	struct flow_tuple t = {.proto = protos[kind]};

	if (kind == LR_L2) {
		flow_etype(w, lr_ether_type(flow));
		return;
	}
	lr_tuple4(flow, &t.src, &t.dst, &t.sport, &t.dport);
	if (kind != LR_IP4)
		fields |= FLOW_SPORT | FLOW_DPORT;
	flow_tuple(w, &t, fields, kind != LR_IP4);
}

void
lr_op_rule_add(struct lr *lr)
{
	uint16_t flow = lr_pick(LR_FLOWS);
	enum lr_kind kind = lr_kind_of(flow);
	struct rte_flow_error err = {0};
	struct rte_flow *made;
	struct lr_rule *slot;
	struct flow_words w;
	bool taken, full, drop = lr_once_in(4);

	/* With pools no filter has the queue. */
	if (kind == LR_UDP6 || kind == LR_TCP6 || lr->vmdq.on)
		return;
	full = rules_like(lr, flow, &taken, &slot) == FILTERS_MAX;
	if (taken || slot == NULL)
		return;
	slot->of = flow;
	slot->queue =
		drop ? -1
		     : (int)lr_pick(kind == LR_L2 ? RTE_MIN(lr->nb_rxq, ETYPE_QUEUES) : lr->nb_rxq);
	pattern(&w, flow);
	if (drop)
		flow_to_drop(&w);
	else
		flow_to_queue(&w, slot->queue);
	made = flow_create(lr->rig.port, &w, &err);
	lr_note("rule: flow %u to queue %d: %s", flow, slot->queue,
		made != NULL ? "made" : err.message);
	/* A rule that drops may find no queue for that. */
	if ((made != NULL && full) || (made == NULL && !full && !drop))
		lr_fault(lr, "a rule is made while there is room", full ? "refused" : "made", "%s",
			made != NULL ? "made" : err.message);
	slot->flow = made;
}

void
lr_rules_flush(struct lr *lr)
{
	lr_note("all rules go");
	lr_expect(lr, "rules flushed", 0, rte_flow_flush(lr->rig.port, NULL));
	memset(lr->rules, 0, sizeof(lr->rules));
}

void
lr_op_rule_remove(struct lr *lr)
{
	struct lr_rule *r = &lr->rules[lr_pick(LR_RULES)];

	if (lr_once_in(10)) {
		lr_rules_flush(lr);
		return;
	}
	if (r->flow == NULL)
		return;
	lr_note("rule of flow %u goes", r->of);
	lr_expect(lr, "rule destroyed", 0, rte_flow_destroy(lr->rig.port, r->flow, NULL));
	r->flow = NULL;
}

/* ---- looking ---- */

static void
registers_read(struct lr *lr)
{
	static uint32_t words[8192];
	struct rte_dev_reg_info regs = {.data = NULL};

	lr_expect(lr, "registers: how many", 0, rte_eth_dev_get_reg_info(lr->rig.port, &regs));
	regs.data = words;
	if (regs.length > RTE_DIM(words))
		lr_fault(lr, "registers", "fewer", "%u", regs.length);
	lr_expect(lr, "registers", 0, rte_eth_dev_get_reg_info(lr->rig.port, &regs));
}

static void
queues_look(struct lr *lr)
{
	uint16_t q = lr_pick(lr->nb_rxq), port = lr->rig.port;
	struct rte_eth_burst_mode mode;

	lr_expect(lr, "Rx burst mode", 0, rte_eth_rx_burst_mode_get(port, q, &mode));
	if (lr->rxq[q].on && rte_eth_rx_queue_count(port, q) > lr->rxq[q].nb_desc)
		lr_fault(lr, "packets in an Rx ring", "no more than descriptors", "more");
	q = lr_pick(lr->nb_txq);
	lr_expect(lr, "Tx burst mode", 0, rte_eth_tx_burst_mode_get(port, q, &mode));
	if (lr->txq[q].on && rte_eth_tx_done_cleanup(port, q, lr_pick(64)) < 0)
		lr_fault(lr, "tx_done_cleanup", "a number", "an error");
}

void
lr_op_look(struct lr *lr)
{
	static struct rte_eth_xstat_name names[512];
	static struct rte_eth_xstat values[512];
	struct rte_eth_dev_info info;
	uint16_t port = lr->rig.port;
	char version[64];
	uint8_t words[64];
	struct rte_dev_eeprom_info eeprom = {.data = words, .length = sizeof(words)};
	int nb;

	nb = rte_eth_xstats_get_names(port, names, RTE_DIM(names));
	lr_expect(lr, "as many values as names", nb,
		rte_eth_xstats_get(port, values, RTE_DIM(values)));
	lr_expect(lr, "info", 0, rte_eth_dev_info_get(port, &info));
	lr_expect(lr, "firmware version", 0,
		rte_eth_dev_fw_version_get(port, version, sizeof(version)));
	lr_expect(lr, "NVM", 0, rte_eth_dev_get_eeprom(port, &eeprom));
	lr_expect(lr, "not removed", 0, rte_eth_dev_is_removed(port));
	registers_read(lr);
	queues_look(lr);
}

/* Whether a filter of each kind is left for the messages that are to be stamped. */
static bool
filters_left(const struct lr *lr)
{
	unsigned int i, l2 = 0, tuples = 0;

	for (i = 0; i < LR_RULES; i++) {
		if (lr->rules[i].flow == NULL)
			continue;
		if (lr_kind_of(lr->rules[i].of) == LR_L2)
			l2++;
		else
			tuples++;
	}
	return l2 < FILTERS_MAX && tuples < FILTERS_MAX;
}

void
lr_op_time(struct lr *lr)
{
	struct timespec before, after;
	uint16_t port = lr->rig.port;
	bool free_filters = filters_left(lr);

	lr_expect(lr, "time stamps on", free_filters ? 0 : -ENOSPC, rte_eth_timesync_enable(port));
	if (!free_filters)
		return;
	lr_expect(lr, "time", 0, rte_eth_timesync_read_time(port, &before));
	nm_advance_us(lr->rig.nm, 1 + lr_pick(1000));
	lr_expect(lr, "time", 0, rte_eth_timesync_read_time(port, &after));
	if (after.tv_sec < before.tv_sec ||
		(after.tv_sec == before.tv_sec && after.tv_nsec <= before.tv_nsec))
		lr_fault(lr, "the device's clock", "goes on", "stands, or goes back");
	lr_expect(lr, "time stamps off", 0, rte_eth_timesync_disable(port));
}
