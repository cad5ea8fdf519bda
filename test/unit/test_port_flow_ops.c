/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What rte_flow can be asked besides a new rule: destroy, query, isolate, dump; and
 * arguments that are not there.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "plat_model.h"
#include "tap.h"

static struct rig rig;
static struct flow_words w;

static const struct flow_tuple udp = {0x0A000003, 0xC0A80104, 5000, 53, IPPROTO_UDP, 0};

static struct rte_flow *
rule(void)
{
	struct rte_flow_error err = {.message = ""};
	struct rte_flow *flow;

	flow_etype(&w, 0x88B5);
	flow_to_queue(&w, 1);
	flow = flow_create(rig.port, &w, &err);
	TAP_CHECK(flow != NULL, "a rule", "%s", err.message);
	return flow;
}

static void
one_line(const char *word)
{
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	plat_model_log_clear();
}

static void
test_query(struct rte_flow *flow)
{
	const struct rte_flow_action count = {.type = RTE_FLOW_ACTION_TYPE_COUNT};
	const struct rte_flow_action queue = {.type = RTE_FLOW_ACTION_TYPE_QUEUE};
	struct rte_flow_query_count data;
	struct rte_flow_error err;

	TAP_EQ_INT("query a count", -ENOTSUP, rte_flow_query(rig.port, flow, &count, &data, &err));
	TAP_EQ_STR("  says why", "the filters do not count what they match", err.message);
	TAP_CHECK(err.type == RTE_FLOW_ERROR_TYPE_ACTION && err.cause == &count,
		"  names the action", "type %d", err.type);
	one_line("do not count");
	TAP_EQ_INT("query a queue", -ENOTSUP, rte_flow_query(rig.port, flow, &queue, &data, &err));
	one_line("nothing to ask");
	TAP_EQ_INT("query nothing", -ENOTSUP, rte_flow_query(rig.port, flow, NULL, &data, &err));
	one_line("nothing to ask");
}

static void
test_isolate(void)
{
	struct rte_flow_error err;

	TAP_EQ_INT("isolate", -ENOTSUP, rte_flow_isolate(rig.port, 1, &err));
	TAP_CHECK(strstr(err.message, "isolated") != NULL, "  says why", "%s", err.message);
	one_line("isolated");
	TAP_EQ_INT("do not isolate", 0, rte_flow_isolate(rig.port, 0, &err));
}

static void
check_dump(const char *name, struct rte_flow *flow, const char *expected)
{
	char *text = NULL;
	size_t bytes;
	FILE *f = open_memstream(&text, &bytes);

	TAP_EQ_INT(name, 0, rte_flow_dev_dump(rig.port, flow, f, NULL));
	fclose(f);
	TAP_EQ_STR("  its words", expected, text);
	free(text);
}

static void
test_dump(struct rte_flow *flow)
{
	struct flow_tuple tcp = udp;

	check_dump("dump one", flow, "rule 0: priority 0, ethertype filter 0: 0x88b5 -> queue 1\n");
	flow_tuple(&w, &udp, FLOW_SRC | FLOW_DST | FLOW_SPORT | FLOW_DPORT, true);
	flow_to_drop(&w);
	w.attr.priority = 2;
	check_dump("dump a five-tuple", flow_create(rig.port, &w, NULL),
		"rule 1: priority 2, tuple filter 0: src 10.0.0.3 dst 192.168.1.4 proto 17 "
		"sport 5000 dport 53 -> drop\n");
	tcp.proto = IPPROTO_TCP;
	tcp.tcp_flags = RTE_TCP_RST_FLAG;
	flow_tuple(&w, &tcp, FLOW_FLAG, true);
	flow_to_queue(&w, 2);
	check_dump("dump a flag", flow_create(rig.port, &w, NULL),
		"rule 2: priority 0, tuple filter 1: proto 6 tcp flag 0x04 -> queue 2\n");
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	flow_syn(&w, 4);
	flow_to_queue(&w, 1);
	flow_create(rig.port, &w, NULL);
	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV4, NULL, 0);
	flow_create(rig.port, &w, NULL);
	check_dump("dump all", NULL,
		"rule 3: priority 0, syn -> queue 1\n"
		"rule 4: priority 0, rss -> types 0x00020000, queues below 3\n");
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	check_dump("dump none", NULL, "");
	plat_model_log_clear();
	TAP_EQ_INT("dump to nowhere", -EINVAL, rte_flow_dev_dump(rig.port, NULL, NULL, NULL));
	one_line("no file");
}

static void
test_stale(void)
{
	FILE *null = fopen("/dev/null", "w");
	struct rte_flow *flow = rule();
	struct rte_flow_error err;

	TAP_EQ_INT("destroy", 0, rte_flow_destroy(rig.port, flow, &err));
	plat_model_log_clear();
	TAP_EQ_INT("destroy it again", -ENOENT, rte_flow_destroy(rig.port, flow, &err));
	TAP_EQ_INT("  names the handle", RTE_FLOW_ERROR_TYPE_HANDLE, err.type);
	one_line("none of this port's");
	TAP_EQ_INT("destroy nothing", -ENOENT, rte_flow_destroy(rig.port, NULL, &err));
	one_line("none of this port's");
	TAP_EQ_INT("dump it", -ENOENT, rte_flow_dev_dump(rig.port, flow, null, &err));
	one_line("none of this port's");
	fclose(null);
}

static void
refused(const char *name, int ret, enum rte_flow_error_type type, const struct rte_flow_error *err)
{
	TAP_EQ_INT(name, -EINVAL, ret);
	TAP_EQ_INT("  the error names the part", type, err->type);
}

static void
test_nothing(void)
{
	struct rte_flow_error err;

	flow_etype(&w, 0x88B5);
	flow_to_queue(&w, 1);
	refused("no attributes", rte_flow_validate(rig.port, NULL, w.items, w.actions, &err),
		RTE_FLOW_ERROR_TYPE_ATTR, &err);
	refused("no pattern", rte_flow_validate(rig.port, &w.attr, NULL, w.actions, &err),
		RTE_FLOW_ERROR_TYPE_ITEM_NUM, &err);
	refused("no actions", rte_flow_validate(rig.port, &w.attr, w.items, NULL, &err),
		RTE_FLOW_ERROR_TYPE_ACTION_NUM, &err);
	plat_model_log_clear();
	TAP_CHECK(rte_flow_create(rig.port, NULL, NULL, NULL, NULL) == NULL && rte_errno == EINVAL,
		"a rule of nothing", "errno %d", rte_errno);
	one_line("no attributes");
}

int
main(int argc, char **argv)
{
	struct rte_flow *flow;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 3, 1, NULL));
	plat_model_log_clear();
	flow = rule();
	test_query(flow);
	test_isolate();
	test_dump(flow);
	test_stale();
	test_nothing();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
