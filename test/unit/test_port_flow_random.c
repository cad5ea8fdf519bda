/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Random sequences of rules made, destroyed, flushed, and the port stopped, started and
 * reset, against an oracle of a few lines: which rule, if any, has a packet. The limits
 * of the filters are the oracle's, too: whether a rule can be made is foretold.
 */
#include <netinet/in.h>
#include <string.h>

#include "flow.h"
#include "left.h"
#include "tap.h"

#define NB_QUEUES  6
#define NB_SEEDS   12
#define NB_STEPS   400
#define NB_PACKETS 4 /* looked at after each step */
#define MAX_RULES  32
#define NB_TYPES   11
#define DROPPED	   (-1)

enum kind { KIND_ETYPE, KIND_TUPLE, KIND_SYN, KINDS };

struct rule {
	struct rte_flow *flow;
	enum kind kind;
	unsigned int priority;
	int queue; /* or DROPPED */
	unsigned int type;
	struct flow_tuple tuple;
	unsigned int fields;
};

struct packet {
	bool ip, v6;
	unsigned int type;
	struct flow_tuple tuple;
};

static struct rig rig;
static struct rule rules[MAX_RULES];
static unsigned int nb_rules;
static uint32_t state;

static unsigned int
pick(unsigned int below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 10) % below;
}

/* Few values, so that rules and packets meet. */
static struct flow_tuple
random_tuple(void)
{
	static const uint8_t protos[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP};
	struct flow_tuple t = {
		.src = 0x0A000001 + pick(2),
		.dst = 0xC0A80001 + pick(2),
		.sport = 1000 + pick(2),
		.dport = 2000 + pick(2),
		.proto = protos[pick(3)],
	};

	if (t.proto == IPPROTO_TCP)
		t.tcp_flags = pick(2) ? RTE_TCP_SYN_FLAG : RTE_TCP_ACK_FLAG;
	return t;
}

/* ---- the oracle ---- */

static bool
tuple_has(const struct rule *r, const struct packet *p)
{
	const struct flow_tuple *a = &r->tuple, *b = &p->tuple;

	if (!p->ip || p->v6 || a->proto != b->proto)
		return false;
	return !((r->fields & FLOW_SRC && a->src != b->src) ||
		 (r->fields & FLOW_DST && a->dst != b->dst) ||
		 (r->fields & FLOW_SPORT && a->sport != b->sport) ||
		 (r->fields & FLOW_DPORT && a->dport != b->dport) ||
		 (r->fields & FLOW_FLAG && !(a->tcp_flags & b->tcp_flags)));
}

static bool
has(const struct rule *r, const struct packet *p)
{
	switch (r->kind) {
	case KIND_ETYPE:
		return !p->ip && r->type == p->type;
	case KIND_TUPLE:
		return tuple_has(r, p);
	default:
		return p->ip && p->tuple.proto == IPPROTO_TCP &&
		       p->tuple.tcp_flags == RTE_TCP_SYN_FLAG;
	}
}

/* Rules of one priority that have the same packet are in no order: any of them may get it. */
static bool
may_go_to(const struct packet *p, int queue)
{
	unsigned int i, best = 8;
	bool good = false;

	for (i = 0; i < nb_rules; i++) {
		if (has(&rules[i], p) && rules[i].priority < best)
			best = rules[i].priority;
	}
	if (best == 8)
		return queue == 0;
	for (i = 0; i < nb_rules; i++) {
		if (has(&rules[i], p) && rules[i].priority == best)
			good |= rules[i].queue == queue;
	}
	return good;
}

static bool
same(const struct rule *a, const struct rule *b)
{
	const struct packet p = {.ip = true, .tuple = b->tuple};

	if (a->kind != b->kind)
		return false;
	if (a->kind == KIND_ETYPE)
		return a->type == b->type;
	return a->kind == KIND_SYN || (a->fields == b->fields && tuple_has(a, &p));
}

static bool
can_be(const struct rule *r)
{
	unsigned int i, nb = 0, below = 0, above = 0, syn = 8;

	for (i = 0; i < nb_rules; i++) {
		if (same(&rules[i], r))
			return false;
		nb += rules[i].kind == r->kind;
		if (rules[i].kind == KIND_SYN)
			syn = rules[i].priority;
	}
	if (nb == 8)
		return false;
	if (r->kind == KIND_SYN)
		syn = r->priority;
	if (r->kind == KIND_ETYPE || syn == 8)
		return true;
	for (i = 0; i < nb_rules; i++) {
		below += rules[i].kind == KIND_TUPLE && rules[i].priority < syn;
		above += rules[i].kind == KIND_TUPLE && rules[i].priority > syn;
	}
	below += r->kind == KIND_TUPLE && r->priority < syn;
	above += r->kind == KIND_TUPLE && r->priority > syn;
	return below == 0 || above == 0;
}

/* ---- steps ---- */

static struct rule
random_rule(void)
{
	struct rule r = {
		.kind = pick(KINDS),
		.priority = pick(8),
		.queue = pick(4) == 0 ? DROPPED : (int)pick(NB_QUEUES),
		.type = 0x9000 + pick(NB_TYPES),
		.tuple = random_tuple(),
		.fields = pick(0x20) & ~FLOW_PROTO,
	};

	if (r.tuple.proto == IPPROTO_TCP && r.fields != 0 && pick(3) == 0)
		r.fields |= FLOW_FLAG;
	return r;
}

static bool
step_create(void)
{
	struct rule r = random_rule();
	struct rte_flow_error err;
	struct flow_words w;
	bool expected = can_be(&r);

	if (r.kind == KIND_ETYPE)
		flow_etype(&w, r.type);
	else if (r.kind == KIND_TUPLE)
		flow_tuple(&w, &r.tuple, r.fields, true);
	else
		flow_syn(&w, pick(2) ? 4 : 6);
	if (r.queue == DROPPED)
		flow_to_drop(&w);
	else
		flow_to_queue(&w, r.queue);
	w.attr.priority = r.priority;
	if ((flow_validate(rig.port, &w, &err) == 0) != expected)
		return false;
	r.flow = flow_create(rig.port, &w, &err);
	if (r.flow != NULL)
		rules[nb_rules++] = r;
	return (r.flow != NULL) == expected;
}

static bool
step_destroy(void)
{
	unsigned int i = pick(nb_rules);
	int ret = rte_flow_destroy(rig.port, rules[i].flow, NULL);

	rules[i] = rules[--nb_rules];
	return ret == 0;
}

static bool
step(void)
{
	unsigned int dice = pick(100);

	if (dice < 60)
		return step_create();
	if (dice < 94)
		return nb_rules == 0 || step_destroy();
	if (dice == 94) {
		nb_rules = 0;
		return rte_flow_flush(rig.port, NULL) == 0;
	}
	if (dice == 95)
		return rte_eth_dev_reset(rig.port) == 0 && rig_up(&rig, NB_QUEUES, 1, NULL) == 0;
	if (dice < 98)
		return rte_eth_dev_stop(rig.port) == 0 && rig_start(&rig) == 0;
	/* Rules made while the port is stopped. */
	return rte_eth_dev_stop(rig.port) == 0 && step_create() && step_create() &&
	       rig_start(&rig) == 0;
}

static bool
packet_right(void)
{
	struct packet p = {.ip = pick(3) != 0, .v6 = pick(4) == 0, .type = 0x9000 + pick(NB_TYPES)};
	uint8_t frame[FLOW_FRAME_BYTES];
	int queue;

	p.tuple = random_tuple();
	if (!p.ip)
		flow_frame_l2(frame, p.type);
	else if (p.v6)
		flow_frame_ip6(frame, &p.tuple);
	else
		flow_frame_ip4(frame, &p.tuple);
	queue = flow_receive(&rig, frame, sizeof(frame));
	return may_go_to(&p, queue == NM_RX_NO_DESC ? DROPPED : queue);
}

static void
sequence(uint32_t seed)
{
	unsigned int i, k, most = 0;
	const char *what = "";
	bool right = true;
	char name[64];

	snprintf(name, sizeof(name), "sequence of seed %u", seed);
	state = seed;
	for (i = 0; i < NB_STEPS && right; i++) {
		right = step();
		if (!right)
			what = "the step itself";
		most = nb_rules > most ? nb_rules : most;
		for (k = 0; k < NB_PACKETS && right; k++) {
			right = packet_right();
			if (!right)
				what = "a packet after it";
		}
	}
	TAP_CHECK(right, name, "step %u of %u, with %u rules: %s is not as foretold", i, NB_STEPS,
		nb_rules, what);
	TAP_CHECK(most > 8, "  with many rules at a time", "%u", most);
	TAP_EQ_INT("  flush", 0, rte_flow_flush(rig.port, NULL));
	nb_rules = 0;
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;
	uint32_t seed;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	for (seed = 1; seed <= NB_SEEDS; seed++)
		sequence(seed);
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
