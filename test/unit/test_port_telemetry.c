/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * /igbx/ through EAL's telemetry socket, as a monitoring program asks.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <rte_eal.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define ANSWER_BYTES 16384
#define PREFIX_BYTES 32

static struct rig rig;
static int wire = -1;
static char answer[ANSWER_BYTES + 1];

static bool
receive(void)
{
	ssize_t nb = read(wire, answer, ANSWER_BYTES);

	answer[nb > 0 ? nb : 0] = '\0';
	return nb > 0;
}

static bool
dial(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/dpdk_telemetry.v2",
		rte_eal_get_runtime_dir());
	wire = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (wire < 0 || connect(wire, (struct sockaddr *)&addr, sizeof(addr)) != 0)
		return false;
	/* It begins by saying who it is. */
	return receive();
}

static const char *
ask(const char *question)
{
	if (write(wire, question, strlen(question)) < 0 || !receive())
		answer[0] = '\0';
	return answer;
}

static void
has(const char *part)
{
	char name[128];

	snprintf(name, sizeof(name), "  %s", part);
	TAP_CHECK(strstr(answer, part) != NULL, name, "%s", answer);
}

static void
test_refused(const char *question, const char *expected)
{
	plat_model_log_clear();
	TAP_EQ_STR(question, expected, ask(question));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line", "%u: %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last());
}

static void
test_bad_parameters(void)
{
	static const char *const endpoints[] = {"info", "queues", "filters", "interrupts"};
	static const char *const bad[] = {"", ",", ",x", ",-1", ",0x0", ",0 ", ",0,1", ",31",
		",65536", ",99999999999999999999", ", 0", ",+0"};
	char question[64], expected[64];
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(endpoints); i++) {
		snprintf(expected, sizeof(expected), "{\"/igbx/%s\":null}", endpoints[i]);
		for (k = 0; k < RTE_DIM(bad); k++) {
			snprintf(question, sizeof(question), "/igbx/%s%s", endpoints[i], bad[k]);
			test_refused(question, expected);
		}
	}
	test_refused("/igbx/list,0", "{\"/igbx/list\":null}");
}

static void
test_no_port(void)
{
	TAP_EQ_STR("no port: list", "{\"/igbx/list\":[]}", ask("/igbx/list"));
	test_refused("/igbx/info,0", "{\"/igbx/info\":null}");
}

static void
test_info(void)
{
	TAP_EQ_STR("list", "{\"/igbx/list\":[0]}", ask("/igbx/list"));
	ask("/igbx/info,0");
	has("\"device\":\"" RIG_NAME "\"");
	has("\"chip\":\"82576\"");
	has("\"id\":\"8086:10c9\"");
	has("\"removed\":0");
	has("\"devarg_rx_drop\":\"1\"");
	has("\"devarg_flow_ctrl\":\"tx\"");
	has("\"devarg_simd\":\"scalar\"");
	has("\"devarg_itr_us\":50");
	has("\"flow_ctrl\":\"tx\"");
}

static void
test_started(bool started)
{
	ask("/igbx/info,0");
	has(started ? "\"started\":1" : "\"started\":0");
	has(started ? "\"rx_path\":\"Scalar\"" : "\"rx_path\":\"\"");
}

static void
test_queues(void)
{
	uint8_t out[RIG_FRAME_BYTES], frame[60];
	struct rte_eth_stats stats;
	struct rte_ether_addr mac;
	unsigned int i;

	rte_eth_macaddr_get(rig.port, &mac);
	rig_udp4(frame, sizeof(frame), mac.addr_bytes, 1);
	for (i = 0; i < RIG_RING_DESC + 1; i++)
		nm_rx_frame(rig.nm, frame, sizeof(frame));
	rte_eth_stats_get(rig.port, &stats);
	ask("/igbx/queues,0");
	has("{\"/igbx/queues\":{\"rx\":{\"0\":{\"started\":1,\"descriptors\":64,");
	has("\"buffer_bytes\":2048,\"drops_when_full\":1,");
	has("\"used\":63,\"packets\":0,");
	has("\"dropped\":2,");
	has("\"1\":{\"started\":1,");
	has("\"tx\":{\"0\":{\"started\":1,\"descriptors\":64,");
	has("\"free_descriptors\":63,\"used\":0,\"packets\":0,\"discarded\":0}");
	while (rig_recv(&rig, 0, out) > 0)
		;
}

/* The longest answer there is fits. */
static void
test_all_queues(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("16 queues each way", 0, rig_configure(&rig, 16, 16, NULL));
	TAP_EQ_INT("  set up", 0, rig_queues(&rig, 16, 16, rig_pool()));
	ask("/igbx/queues,0");
	has("\"15\":{\"started\":0,");
	TAP_CHECK(answer[strlen(answer) - 1] == '}' && strlen(answer) < ANSWER_BYTES - 2048,
		"  to its end, with room to spare", "%zu bytes", strlen(answer));
}

static void
test_filters(void)
{
	struct rte_ether_addr uc = {{2, 0, 0, 0, 0, 7}}, mc = {{1, 0, 0x5E, 0, 0, 1}};

	rte_eth_dev_mac_addr_add(rig.port, &uc, 0);
	rte_eth_dev_set_mc_addr_list(rig.port, &mc, 1);
	rte_eth_dev_vlan_filter(rig.port, 5, 1);
	rte_eth_dev_vlan_filter(rig.port, 4095, 1);
	rte_eth_promiscuous_enable(rig.port);
	ask("/igbx/filters,0");
	has("\"promiscuous\":1");
	has("\"all_multicast\":0");
	has("\"unicast\":[\"02:00:00:00:00:01\",\"02:00:00:00:00:07\"]");
	has("\"nb_multicast\":1,\"multicast\":[\"01:00:5E:00:00:01\"],\"multicast_hash_bits\":1");
	has("\"nb_vlans\":2,\"vlans\":[5,4095]");
	has("\"rss_types\":\"0x00020000\"");
	has("\"rss_reta\":[0,1,0,1,");
}

static void
test_interrupts(void)
{
	ask("/igbx/interrupts,0");
	has("\"from_kernel\":1");
	has("\"link\":0");
	has("\"removal\":1");
	has("\"link_watched\":1");
}

static void
test_removed(void)
{
	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("pulled", 1, rte_eth_dev_is_removed(rig.port));
	ask("/igbx/info,0");
	has("\"removed\":1");
	rig_replug(&rig);
}

int
main(int argc, char **argv)
{
	struct rte_eth_conf conf = {.rxmode = {.mq_mode = RTE_ETH_MQ_RX_RSS,
					    .offloads = RTE_ETH_RX_OFFLOAD_VLAN_FILTER},
		.intr_conf.rmv = 1};
	char prefix[PREFIX_BYTES];

	RTE_SET_USED(argc);
	/* A folder of its own for the socket: several programs may run at once. */
	snprintf(prefix, sizeof(prefix), "--file-prefix=igbx%d", (int)getpid());
	if (rig_eal_init_with(argv[0], prefix) != 0)
		return 1;
	rig_create(&rig, 0);
	if (!dial()) {
		printf("Bail out! no telemetry socket in %s\n", rte_eal_get_runtime_dir());
		return 1;
	}
	test_no_port();
	TAP_EQ_INT("probe", 0, rig_probe(&rig, "rx_drop=1,flow_ctrl=tx,simd=scalar,itr_us=50"));
	test_info();
	test_bad_parameters();
	test_started(false);
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4;
	TAP_EQ_INT("up", 0, rig_up(&rig, 2, 2, &conf));
	test_started(true);
	test_queues();
	test_filters();
	test_interrupts();
	test_all_queues();
	test_removed();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	test_no_port();
	close(wire);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
