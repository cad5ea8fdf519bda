/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow rules with RSS: the queue of every packet is the one that its hash gives, worked
 * out here; and what the port was configured with comes back afterwards.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "flow.h"
#include "plat_model.h"
#include "tap.h"

#define NB_QUEUES  6
#define NB_PACKETS 200
#define KEY_BYTES  40
#define RETA_SIZE  128

static struct rig rig;
static const uint16_t rule_queues[] = {1, 4, 5};
static uint8_t rule_key[KEY_BYTES];
static uint8_t conf_key[KEY_BYTES];

struct spread {
	const uint8_t *key;
	const uint16_t *queues;
	unsigned int nb;
};

static const uint16_t all_queues[NB_QUEUES] = {0, 1, 2, 3, 4, 5};

/* NULL: everything in queue 0. */
static void
check_spread(const char *name, const struct spread *s)
{
	unsigned int i, wrong = 0, used = 0;
	uint8_t frame[FLOW_FRAME_BYTES];
	int queue, expected;

	for (i = 0; i < NB_PACKETS; i++) {
		struct flow_tuple t = {
			0x0A000000 + i * 77, 0xC0A80001, 1000 + i * 3, 53, IPPROTO_UDP, 0};

		flow_frame_ip4(frame, &t);
		expected = 0;
		if (s != NULL)
			expected =
				s->queues[rig_toeplitz(s->key, frame + 26, 12) % RETA_SIZE % s->nb];
		queue = flow_receive(&rig, frame, sizeof(frame));
		wrong += queue != expected;
		used |= queue >= 0 ? 1u << queue : 0;
	}
	TAP_EQ_U64(name, 0, wrong);
	if (s != NULL)
		TAP_EQ_INT("  over all of its queues", s->nb, __builtin_popcount(used));
}

static void
restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
}

static struct rte_flow *
rule(const char *name)
{
	struct rte_flow_error err = {.message = ""};
	struct rte_flow *flow;
	struct flow_words w;

	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_UDP, rule_queues,
		RTE_DIM(rule_queues));
	w.rss.key = rule_key;
	w.rss.key_len = KEY_BYTES;
	flow = flow_create(rig.port, &w, &err);
	TAP_CHECK(flow != NULL, name, "%s", err.message);
	return flow;
}

static void
check_queries(const uint8_t *key, uint64_t hf, uint16_t third)
{
	struct rte_eth_rss_reta_entry64 reta[2] = {{.mask = UINT64_MAX}, {.mask = UINT64_MAX}};
	uint8_t seen[KEY_BYTES];
	struct rte_eth_rss_conf conf = {.rss_key = seen, .rss_key_len = KEY_BYTES};

	TAP_EQ_INT("query the hash", 0, rte_eth_dev_rss_hash_conf_get(rig.port, &conf));
	TAP_EQ_MEM("  its key", key, seen, KEY_BYTES);
	TAP_EQ_U64("  its types", hf, conf.rss_hf);
	TAP_EQ_INT("query the table", 0, rte_eth_dev_rss_reta_query(rig.port, reta, RETA_SIZE));
	TAP_EQ_INT("  its third entry", third, reta[0].reta[2]);
}

/* A port that was configured with RSS. */
static void
test_over_rss(void)
{
	const struct spread mine = {rule_key, rule_queues, RTE_DIM(rule_queues)};
	const struct spread base = {conf_key, all_queues, NB_QUEUES};
	struct rte_eth_rss_reta_entry64 reta[2] = {{.mask = 1}, {.mask = 0}};
	struct rte_eth_rss_conf change = {.rss_hf = RTE_ETH_RSS_IPV4};
	struct rte_flow *flow;

	check_spread("as configured", &base);
	flow = rule("a rule");
	check_spread("  spreads by its own key and queues", &mine);
	check_queries(rule_key, RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_UDP, 5);
	plat_model_log_clear();
	TAP_EQ_INT(
		"meanwhile no other hash", -EBUSY, rte_eth_dev_rss_hash_update(rig.port, &change));
	TAP_EQ_INT("nor table", -EBUSY, rte_eth_dev_rss_reta_update(rig.port, reta, RETA_SIZE));
	TAP_EQ_INT("  one line each", 2, plat_model_log_count(IGBX_LOG_ERR));
	check_spread("  as before", &mine);
	restart();
	check_spread("  after restart, too", &mine);
	TAP_EQ_INT("destroy", 0, rte_flow_destroy(rig.port, flow, NULL));
	check_spread("  as configured again", &base);
	check_queries(conf_key, RTE_ETH_RSS_NONFRAG_IPV4_UDP, 2);
	restart();
	check_spread("  after restart, too", &base);
}

/* One that was not. */
static void
test_over_nothing(void)
{
	const struct spread mine = {rule_key, rule_queues, RTE_DIM(rule_queues)};
	struct rte_flow *flow;

	check_spread("without RSS", NULL);
	flow = rule("a rule while the port runs");
	check_spread("  spreads", &mine);
	TAP_EQ_INT("destroy", 0, rte_flow_destroy(rig.port, flow, NULL));
	check_spread("  not any more", NULL);
	flow = rule("once more");
	check_spread("  spreads", &mine);
	restart();
	check_spread("  after restart, too", &mine);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("destroy while stopped", 0, rte_flow_destroy(rig.port, flow, NULL));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_spread("  not any more", NULL);
}

/* Types that are left to the driver, queues too; and other rules go before. */
static void
test_defaults(void)
{
	struct rte_flow_error err = {.message = ""};
	const struct flow_tuple t = {0x0A000003, 0xC0A80104, 5000, 53, IPPROTO_UDP, 0};
	uint8_t frame[FLOW_FRAME_BYTES];
	struct flow_words w;

	flow_all(&w);
	flow_to_rss(&w, 0, NULL, 0);
	w.rss.key = rule_key;
	w.rss.key_len = KEY_BYTES;
	TAP_CHECK(flow_create(rig.port, &w, &err) != NULL, "RSS of no type and no queue", "%s",
		err.message);
	check_spread("  spreads over all", &(const struct spread){rule_key, all_queues, NB_QUEUES});
	flow_tuple(&w, &t, FLOW_SRC | FLOW_DPORT, true);
	flow_to_queue(&w, 2);
	TAP_CHECK(flow_create(rig.port, &w, &err) != NULL, "a five-tuple rule", "%s", err.message);
	flow_frame_ip4(frame, &t);
	TAP_EQ_INT("  goes before RSS", 2, flow_receive(&rig, frame, sizeof(frame)));
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	check_spread("  nothing left", NULL);
	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IP, all_queues, NB_QUEUES);
	TAP_EQ_INT("testpmd's types are covered", 0, flow_validate(rig.port, &w, NULL));
}

int
main(int argc, char **argv)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS};
	unsigned int i;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	for (i = 0; i < KEY_BYTES; i++) {
		rule_key[i] = 0x6D + i * 59;
		conf_key[i] = 0x3B + i * 101;
	}
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP;
	conf.rx_adv_conf.rss_conf.rss_key = conf_key;
	conf.rx_adv_conf.rss_conf.rss_key_len = KEY_BYTES;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up with RSS", 0, rig_up(&rig, NB_QUEUES, 1, &conf));
	test_over_rss();
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up without", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	test_over_nothing();
	test_defaults();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
