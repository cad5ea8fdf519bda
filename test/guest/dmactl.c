/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Forwards between ports 0 and 1, and lets the device read or write where no memory is mapped for
 * it, as an application with a broken mbuf would. Commands, a line each on standard input:
 *
 *	read	send a frame out of port 1 whose data is nowhere
 *	write	put an mbuf whose data is nowhere into the pool, for port 0 or 1 to receive into
 *	count	how many packets were received into such an mbuf since the last count
 *	reset	reset both ports and start them again
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define NB_PORTS  2
#define RING_DESC 512
#define NB_MBUFS  4095
/* What was put back last is taken first. */
#define CACHE 64
#define BURST 32
#define FRAME 60
/* Within the reach of any IOMMU, below all that EAL maps, and not what a program is linked to. */
#define NOWHERE UINT64_C(0x76543000)

static struct rte_mempool *pool;
/* Kept from being used again by a reference of our own. */
static struct rte_mbuf *sent;
static unsigned int nb_received;

static int
port_start(uint16_t port)
{
	const struct rte_eth_conf conf = {.link_speeds = 0};
	int ret;

	ret = rte_eth_dev_configure(port, 1, 1, &conf);
	if (ret == 0)
		ret = rte_eth_rx_queue_setup(port, 0, RING_DESC, SOCKET_ID_ANY, NULL, pool);
	if (ret == 0)
		ret = rte_eth_tx_queue_setup(port, 0, RING_DESC, SOCKET_ID_ANY, NULL);
	if (ret == 0)
		ret = rte_eth_dev_start(port);
	return ret == 0 ? rte_eth_promiscuous_enable(port) : ret;
}

static void
iova_mend(struct rte_mbuf *m)
{
	rte_mbuf_iova_set(m, rte_mempool_virt2iova(m) + RTE_PTR_DIFF(m->buf_addr, m));
}

static int
ports_reset(void)
{
	uint16_t port;
	int ret = 0;

	for (port = 0; port < NB_PORTS && ret == 0; port++) {
		ret = rte_eth_dev_stop(port);
		if (ret == 0)
			ret = rte_eth_dev_reset(port);
		if (ret == 0)
			ret = port_start(port);
	}
	return ret;
}

static void
forward(uint16_t from, uint16_t to)
{
	struct rte_mbuf *pkts[BURST];
	uint16_t nb = rte_eth_rx_burst(from, 0, pkts, BURST), keep = 0, i;

	for (i = 0; i < nb; i++) {
		if (rte_mbuf_iova_get(pkts[i]) != NOWHERE) {
			pkts[keep++] = pkts[i];
			continue;
		}
		nb_received++;
		iova_mend(pkts[i]);
		rte_pktmbuf_free(pkts[i]);
	}
	i = rte_eth_tx_burst(to, 0, pkts, keep);
	rte_pktmbuf_free_bulk(&pkts[i], keep - i);
}

static int
read_nowhere(void)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	if (m == NULL || rte_pktmbuf_append(m, FRAME) == NULL)
		return -ENOMEM;
	rte_mbuf_refcnt_update(m, 1);
	rte_mbuf_iova_set(m, NOWHERE);
	sent = m;
	return rte_eth_tx_burst(1, 0, &m, 1) == 1 ? 0 : -EAGAIN;
}

static int
write_nowhere(void)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	if (m == NULL)
		return -ENOMEM;
	rte_mbuf_iova_set(m, NOWHERE);
	rte_pktmbuf_free(m);
	return 0;
}

static void
answer(const char *line)
{
	int ret = -EINVAL;

	if (strcmp(line, "read") == 0)
		ret = read_nowhere();
	else if (strcmp(line, "write") == 0)
		ret = write_nowhere();
	else if (strcmp(line, "reset") == 0)
		ret = ports_reset();
	else if (strcmp(line, "count") == 0)
		ret = 0;
	if (ret != 0)
		printf("error %d\n", -ret);
	else if (strcmp(line, "count") == 0)
		printf("ok %u\n", nb_received);
	else
		printf("ok\n");
}

int
main(int argc, char **argv)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	char line[80];
	uint16_t port;
	int ret = 0;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	pool = rte_pktmbuf_pool_create(
		"dmactl", NB_MBUFS, CACHE, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL)
		ret = -ENOMEM;
	for (port = 0; port < NB_PORTS && ret == 0; port++)
		ret = port_start(port);
	if (ret != 0) {
		printf("ports do not start: %d\n", ret);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("dmactl ready\n");
	for (;;) {
		forward(0, 1);
		forward(1, 0);
		if (poll(&input, 1, 0) != 1)
			continue;
		if (fgets(line, sizeof(line), stdin) == NULL)
			break;
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "quit") == 0)
			break;
		answer(line);
	}
	for (port = 0; port < NB_PORTS; port++) {
		if (rte_eth_dev_stop(port) != 0 || rte_eth_dev_close(port) != 0)
			ret = 1;
	}
	if (sent != NULL) {
		iova_mend(sent);
		rte_pktmbuf_free(sent);
	}
	rte_eal_cleanup();
	return ret;
}
