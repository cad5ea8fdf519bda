/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Small faults that drivers of this family are known for, each shown to be absent: see
 * doc/faults.md.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};

/* A queue that nobody polls costs its own packets, and no other's. */
static void
test_unpolled_queue(void)
{
	const struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP,
	};
	unsigned int i, on[2] = {0, 0}, received = 0, dropped = 0;
	struct eth_queue_stats of_queues;
	struct rte_eth_stats s;
	int queue;

	TAP_EQ_INT("two queues, everything by default", 0, rig_up(&rig, 2, 1, &conf));
	for (i = 0; i < 2000; i++) {
		rig_udp4(frame, 1000, own, i);
		queue = nm_rx_frame(rig.nm, frame, 1000);
		if (queue >= 0)
			on[queue]++;
		else
			dropped++;
		received += rig_recv(&rig, 1, out) != 0;
	}
	rte_eth_stats_get(rig.port, &s);
	rig_queue_stats(&rig, &of_queues);
	TAP_CHECK(dropped > 500, "queue 0 is full and drops", "%u", dropped);
	TAP_EQ_U64("queue 1 gets all that is for it", on[1], received);
	TAP_EQ_U64("it drops nothing", 0, of_queues.q_errors[1]);
	TAP_EQ_U64("the drops of queue 0 are missed packets", dropped, s.imissed);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
}

/* Asking for the link, which applications do in their main loop. */
static void
test_link_cost(void)
{
	uint64_t reads, delayed;
	struct rte_eth_link link;
	unsigned int i;

	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	reads = plat_model_reads();
	delayed = plat_model_delayed_us();
	for (i = 0; i < 100; i++)
		if (rte_eth_link_get_nowait(rig.port, &link) != 0)
			break;
	TAP_EQ_U64("a look at the link is one register read, and no PHY's", 100,
		plat_model_reads() - reads);
	TAP_EQ_U64("  and waits for nothing", 0, plat_model_delayed_us() - delayed);
	TAP_EQ_INT("  it is up", RTE_ETH_LINK_UP, link.link_status);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
}

/* What a start turned on must not be there at the next one that does not want it. */
static void
test_leftovers(void)
{
	struct rte_eth_conf conf = {.rxmode.mtu = 9000,
		.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_KEEP_CRC |
				   RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_TCP_CKSUM};
	const struct rte_eth_conf plain = {.rxmode.mtu = 1500};
	struct rte_eth_rxq_info info;

	TAP_EQ_INT("long frames", 0, rig_up(&rig, 1, 1, &conf));
	rig_udp4(frame, 9014, own, 1);
	TAP_EQ_INT("  are received", 0, nm_rx_frame(rig.nm, frame, 9014));
	TAP_EQ_INT("  whole", 9014, rig_recv(&rig, 0, out));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("short frames again", 0, rig_up(&rig, 1, 1, &plain));
	TAP_EQ_INT(
		"  long ones are not received", NM_RX_OVERSIZE, nm_rx_frame(rig.nm, frame, 9014));
	rte_eth_rx_queue_info_get(rig.port, 0, &info);
	TAP_EQ_INT("  nothing is scattered", 0, info.scattered_rx);
	TAP_EQ_U64("  no tag is stripped", 0, nm_read(rig.nm, 0) & 0x40000000);
	TAP_EQ_U64("  no CRC is kept", 0x04000000, nm_read(rig.nm, 0x100) & 0x04000000);
	TAP_EQ_U64("  no checksum is looked at", 0, nm_read(rig.nm, 0x5000) & 0xB00);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
}

/* What this chip has not. */
static void
test_not_offered(void)
{
	struct rte_eth_dev_info info = rig_info(&rig);

	TAP_EQ_U64(
		"no launch time", 0, info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_SEND_ON_TIMESTAMP);
	TAP_EQ_U64(
		"no stamp in every packet", 0, info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_TIMESTAMP);
	TAP_EQ_U64("no reassembly of TCP", 0, info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_TCP_LRO);
	TAP_EQ_U64("no offload of queues that is the port's", 0,
		info.tx_queue_offload_capa & ~info.tx_offload_capa);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_unpolled_queue();
	test_link_cost();
	test_leftovers();
	test_not_offered();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
