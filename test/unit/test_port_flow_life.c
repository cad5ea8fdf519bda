/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * How long flow rules live, and whose they are: over stop and start, over a reset of the
 * port, until close; each port its own. Freed memory is spoiled here, so that a driver
 * which still looks at a rule that it has freed does not get away with it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <rte_malloc.h>

#include "flow.h"
#include "left.h"
#include "plat_model.h"
#include "tap.h"

#define NB_QUEUES  6
#define OTHER_NAME "0000:06:00.0"
#define SPOILED	   0xA5

static struct rig rig, other;
static uint8_t frame[FLOW_FRAME_BYTES];
static unsigned int nb_spoiled;

static const struct flow_tuple udp = {0x0A000003, 0xC0A80104, 5000, 53, IPPROTO_UDP, 0};
static const struct flow_tuple open_tcp = {
	0x0A000001, 0xC0A80102, 40000, 80, IPPROTO_TCP, RTE_TCP_SYN_FLAG};

void __real_rte_free(void *ptr);
void __wrap_rte_free(void *ptr);

void
__wrap_rte_free(void *ptr)
{
	size_t bytes;

	if (ptr != NULL && rte_malloc_validate(ptr, &bytes) == 0) {
		memset(ptr, SPOILED, bytes);
		nb_spoiled++;
	}
	__real_rte_free(ptr);
}

static struct rte_flow *
created(struct rig *r, const struct flow_words *w)
{
	struct rte_flow_error err = {.message = ""};
	struct rte_flow *flow = flow_create(r->port, w, &err);

	TAP_CHECK(flow != NULL, "  a rule", "%s", err.message);
	return flow;
}

static struct rte_flow *
etype(struct rig *r, uint16_t type, uint16_t queue)
{
	struct flow_words w;

	flow_etype(&w, type);
	flow_to_queue(&w, queue);
	return created(r, &w);
}

/* One rule of each kind, and one that drops. */
static void
rules_make(struct rig *r)
{
	struct flow_words w;
	struct flow_tuple t = udp;

	etype(r, 0x88B5, 3);
	flow_tuple(&w, &udp, FLOW_SRC | FLOW_DPORT, true);
	flow_to_queue(&w, 4);
	created(r, &w);
	flow_syn(&w, 4);
	flow_to_queue(&w, 5);
	created(r, &w);
	t.dport = 54;
	flow_tuple(&w, &t, FLOW_DPORT, true);
	flow_to_drop(&w);
	created(r, &w);
}

static void
check_l2(const char *name, struct rig *r, int queue, uint16_t type)
{
	flow_frame_l2(frame, type);
	TAP_EQ_INT(name, queue, flow_receive(r, frame, FLOW_FRAME_BYTES));
}

static void
check4(const char *name, struct rig *r, int queue, struct flow_tuple t)
{
	flow_frame_ip4(frame, &t);
	TAP_EQ_INT(name, queue, flow_receive(r, frame, FLOW_FRAME_BYTES));
}

static void
rules_check(struct rig *r, bool there)
{
	struct flow_tuple t = udp;

	check_l2("  the EtherType", r, there ? 3 : 0, 0x88B5);
	check4("  the five-tuple", r, there ? 4 : 0, udp);
	check4("  TCP SYN", r, there ? 5 : 0, open_tcp);
	t.dport = 54;
	check4("  what is dropped", r, there ? NM_RX_NO_DESC : 0, t);
}

static void
test_restart(void)
{
	printf("# rules over stop and start\n");
	rules_make(&rig);
	rules_check(&rig, true);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	rules_check(&rig, true);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("flush while stopped", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	rules_check(&rig, false);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	rules_make(&rig);
	TAP_EQ_INT("start with rules made while stopped", 0, rig_start(&rig));
	rules_check(&rig, true);
}

static void
test_reset(void)
{
	TAP_EQ_INT("reset the port", 0, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("up again", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	rules_check(&rig, true);
	TAP_EQ_INT("reset the port", 0, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("flush before it is configured", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("up again", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	rules_check(&rig, false);
}

static void
conf_refused(const char *name, uint16_t nb_queues, const char *word)
{
	plat_model_log_clear();
	TAP_EQ_INT(name, -EBUSY, rig_configure(&rig, nb_queues, 1, NULL));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
}

/* A port gets no configuration under which a rule would lead nowhere. */
static void
test_configure(void)
{
	struct flow_words w;
	static const uint16_t queues[] = {1, 5};

	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV4, queues, 2);
	created(&rig, &w);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	conf_refused("RSS to queue 5, 5 queues", 5, "queue 5");
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("6 queues", 0, rig_configure(&rig, NB_QUEUES, 1, NULL));
	rules_make(&rig);
	conf_refused("rules for 6 queues, 3 queues", 3, "queue 3");
	conf_refused("rules for 6 queues, 5 queues", 5, "queue 5");
	conf_refused("a rule that drops through queue 7, 8 queues", 8, "queue 7");
	TAP_EQ_INT("7 queues", 0, rig_up(&rig, 7, 1, NULL));
	rules_check(&rig, true);
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("without rules 8 queues can be", 0, rig_up(&rig, 8, 1, NULL));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("6 queues", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
}

/* DPDK's igb walks on from a rule that it has just freed. */
static void
test_flush(void)
{
	struct flow_tuple t = udp;
	struct flow_words w;
	unsigned int i, round, freed;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 8; i++) {
			etype(&rig, 0x9000 + i, i % NB_QUEUES);
			t.dport = 100 + i;
			flow_tuple(&w, &t, FLOW_DPORT, true);
			flow_to_queue(&w, i % NB_QUEUES);
			created(&rig, &w);
		}
		freed = nb_spoiled;
		TAP_EQ_INT("flush of 16 rules", 0, rte_flow_flush(rig.port, NULL));
		TAP_EQ_INT("  all are freed", 16, nb_spoiled - freed);
		check_l2("  the first is gone", &rig, 0, 0x9001);
		check_l2("  the last is gone", &rig, 0, 0x9005);
	}
}

/* DPDK's igb has one list for all ports, and begins it anew with each port it finds. */
static void
test_two_ports(void)
{
	struct rte_flow *mine, *theirs;

	mine = etype(&rig, 0x88B5, 3);
	etype(&rig, 0x88B6, 2);
	rig_create(&other, 0);
	other.pci.device.name = OTHER_NAME;
	snprintf(other.pci.name, sizeof(other.pci.name), "%s", OTHER_NAME);
	TAP_EQ_INT("a second port", 0, rig_probe(&other, NULL));
	if (rte_eth_dev_get_port_by_name(OTHER_NAME, &other.port) != 0)
		other.port = UINT16_MAX;
	TAP_CHECK(other.port != rig.port, "  with a number of its own", "%u", other.port);
	TAP_EQ_INT("  up", 0, rig_up(&other, NB_QUEUES, 1, NULL));
	check_l2("the first's rule is the first's", &rig, 3, 0x88B5);
	check_l2("  not the second's", &other, 0, 0x88B5);
	theirs = etype(&other, 0x88B5, 1);
	check_l2("the second's is its own", &other, 1, 0x88B5);
	check_l2("  the first's is as before", &rig, 3, 0x88B5);
	TAP_EQ_INT(
		"the first cannot destroy it", -ENOENT, rte_flow_destroy(rig.port, theirs, NULL));
	TAP_EQ_INT("flush the second", 0, rte_flow_flush(other.port, NULL));
	check_l2("  the first's is as before", &rig, 3, 0x88B5);
	etype(&other, 0x88B5, 1);
	TAP_EQ_INT("reset the second", 0, rte_eth_dev_reset(other.port));
	TAP_EQ_INT("  the first's can be destroyed", 0, rte_flow_destroy(rig.port, mine, NULL));
	check_l2("  and is gone", &rig, 0, 0x88B5);
	check_l2("  its neighbour is not", &rig, 2, 0x88B6);
	TAP_EQ_INT("close the second", 0, rte_eth_dev_close(other.port));
	check_l2("the first's other rule is as before", &rig, 2, 0x88B6);
	TAP_EQ_STR("the second was used by the book", "", nm_first_violation(other.nm));
	rig_destroy(&other);
	TAP_EQ_INT("flush the first", 0, rte_flow_flush(rig.port, NULL));
}

/* The rule, then the ring of the queue that drops, which a port makes once. */
static void
test_no_memory(void)
{
	struct rte_flow_error err;
	struct flow_words w;
	unsigned int n;

	for (n = 1; n <= 2; n++) {
		flow_etype(&w, 0x88B5);
		flow_to_drop(&w);
		plat_model_log_clear();
		rig_fail_alloc(n);
		TAP_CHECK(flow_create(rig.port, &w, &err) == NULL && rte_errno == ENOMEM,
			"no memory for a rule that drops", "errno %d", rte_errno);
		rig_fail_alloc(0);
		TAP_EQ_INT("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
		check_l2("  nothing is dropped", &rig, 0, 0x88B5);
		TAP_CHECK(!nm_rx_queue_enabled(rig.nm, 7), "  no queue is on for it", "it is");
	}
	created(&rig, &w);
	check_l2("with memory it is", &rig, NM_RX_NO_DESC, 0x88B5);
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
}

static void
refused(const char *name, const struct flow_words *w)
{
	struct rte_flow_error err = {.message = NULL};

	/* ethdev's word for a device that is gone. */
	TAP_CHECK(flow_create(rig.port, w, &err) == NULL && rte_errno == EIO, name, "errno %d",
		rte_errno);
	TAP_CHECK(err.message != NULL, "  with a reason", "none");
}

static void
test_pulled(void)
{
	struct flow_tuple t = udp;
	struct flow_words w;

	rules_make(&rig);
	nm_set_removed(rig.nm, true);
	flow_etype(&w, 0x9100);
	flow_to_queue(&w, 1);
	refused("pulled: no EtherType", &w);
	t.dport = 99;
	flow_tuple(&w, &t, FLOW_DPORT, true);
	flow_to_queue(&w, 1);
	refused("pulled: no five-tuple", &w);
	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV4, NULL, 0);
	refused("pulled: no RSS", &w);
	TAP_EQ_INT("pulled: flush", 0, rte_flow_flush(rig.port, NULL));
	flow_syn(&w, 4);
	flow_to_queue(&w, 1);
	refused("pulled: no TCP SYN", &w);
	TAP_EQ_INT("pulled: stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("pulled: close", 0, rte_eth_dev_close(rig.port));
	rig.probed = false;
	rig_replug(&rig);
	TAP_EQ_INT("back: probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("  up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	rules_check(&rig, false);
	check_l2("  no EtherType that was refused", &rig, 0, 0x9100);
	check4("  no five-tuple that was refused", &rig, 0, t);
	rules_make(&rig);
	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("pulled: stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("pulled: close, with rules", 0, rte_eth_dev_close(rig.port));
	rig.probed = false;
	rig_replug(&rig);
	TAP_EQ_INT("back: probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("  up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	rules_check(&rig, false);
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	test_no_memory();
	test_restart();
	test_reset();
	test_configure();
	test_flush();
	test_two_ports();
	test_pulled();
	rules_make(&rig);
	TAP_EQ_INT("down, with rules", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	rules_check(&rig, false);
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	TAP_EQ_INT("no DMA outside of rings and buffers", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
