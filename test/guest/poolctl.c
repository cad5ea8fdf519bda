/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Port 0 with VMDq: VLAN 100 + p belongs to pool p, other unicast to pool 6. Arguments behind
 * "--": "rss" for pools of two queues. A command a line on standard input: "wait N" answers with
 * the packets of each queue after N in all, or after a while.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define PORT	     0
#define RING_DESC    256
#define NB_MBUFS     8191
#define WAIT_S	     20
#define QUIET_MS     200
#define DEFAULT_POOL 6
#define NB_POOLS     8
#define FIRST_VLAN   100
#define BURST	     32

static struct rte_mempool *pool;
static uint16_t nb_queues;

static int
port_start(int rss)
{
	struct rte_eth_conf conf = {
		.rxmode.mq_mode = rss ? RTE_ETH_MQ_RX_VMDQ_RSS : RTE_ETH_MQ_RX_VMDQ_ONLY,
		.rx_adv_conf.rss_conf.rss_hf = rss ? RTE_ETH_RSS_NONFRAG_IPV4_UDP : 0,
	};
	struct rte_eth_vmdq_rx_conf *vmdq = &conf.rx_adv_conf.vmdq_rx_conf;
	uint16_t q;
	int ret;

	vmdq->nb_queue_pools = RTE_ETH_8_POOLS;
	vmdq->enable_default_pool = 1;
	vmdq->default_pool = DEFAULT_POOL;
	vmdq->rx_mode = RTE_ETH_VMDQ_ACCEPT_BROADCAST;
	vmdq->nb_pool_maps = NB_POOLS;
	for (q = 0; q < NB_POOLS; q++) {
		vmdq->pool_map[q].vlan_id = FIRST_VLAN + q;
		vmdq->pool_map[q].pools = UINT64_C(1) << q;
	}
	nb_queues = rss ? 2 * NB_POOLS : NB_POOLS;
	ret = rte_eth_dev_configure(PORT, nb_queues, 1, &conf);
	for (q = 0; q < nb_queues && ret == 0; q++)
		ret = rte_eth_rx_queue_setup(PORT, q, RING_DESC, SOCKET_ID_ANY, NULL, pool);
	if (ret == 0)
		ret = rte_eth_tx_queue_setup(PORT, 0, RING_DESC, SOCKET_ID_ANY, NULL);
	return ret == 0 ? rte_eth_dev_start(PORT) : ret;
}

/* Counts until there are nb in all, and then for a moment what is too many. */
static void
count(unsigned int nb)
{
	unsigned int per_queue[2 * NB_POOLS] = {0}, sum = 0;
	uint64_t hz = rte_get_timer_hz(), end = rte_get_timer_cycles() + WAIT_S * hz;
	struct rte_mbuf *pkts[BURST];
	uint16_t q, got;

	while (rte_get_timer_cycles() < end) {
		for (q = 0; q < nb_queues; q++) {
			got = rte_eth_rx_burst(PORT, q, pkts, BURST);
			rte_pktmbuf_free_bulk(pkts, got);
			per_queue[q] += got;
			sum += got;
			if (got > 0 && sum >= nb)
				end = rte_get_timer_cycles() + QUIET_MS * hz / 1000;
		}
	}
	printf("ok");
	for (q = 0; q < nb_queues; q++)
		printf(" %u", per_queue[q]);
	printf("\n");
}

int
main(int argc, char **argv)
{
	struct rte_ether_addr mac;
	struct rte_eth_link link;
	char line[80];
	int ret, used = rte_eal_init(argc, argv);

	if (used < 0)
		return 1;
	pool = rte_pktmbuf_pool_create(
		"poolctl", NB_MBUFS, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	ret = pool == NULL ? -ENOMEM
			   : port_start(argc > used + 1 && strcmp(argv[used + 1], "rss") == 0);
	if (ret == 0)
		ret = rte_eth_macaddr_get(PORT, &mac);
	if (ret == 0)
		ret = rte_eth_link_get(PORT, &link);
	if (ret == 0 && link.link_status == RTE_ETH_LINK_DOWN)
		ret = -ENOLINK;
	if (ret != 0) {
		printf("port %d does not start: %d\n", PORT, ret);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("poolctl ready " RTE_ETHER_ADDR_PRT_FMT "\n", RTE_ETHER_ADDR_BYTES(&mac));
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strncmp(line, "wait ", 5) == 0)
			count(strtoul(line + 5, NULL, 10));
		else
			break;
	}
	ret = rte_eth_dev_stop(PORT);
	if (ret == 0)
		ret = rte_eth_dev_close(PORT);
	rte_eal_cleanup();
	return ret == 0 ? 0 : 1;
}
