/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The table of options: parser, field, range and help of each. */

#include "options.h"

#include <rte_common.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "fwd.h"

#define FIELD(name) offsetof(struct fwd_options, name)

/* Names are testpmd's where testpmd has the option. */
static const struct fwd_option options[] = {
	{"forward-mode", "ENGINE", fwd_parse_engine, FIELD(engine), 0, 0,
		"what is done with packets (engines below; default io)"},
	{"rxq", "N", fwd_parse_uint, FIELD(rxq), 1, RTE_MAX_QUEUES_PER_PORT,
		"Rx queues of each port, spread by RSS (default 1)"},
	{"txq", "N", fwd_parse_uint, FIELD(txq), 1, RTE_MAX_QUEUES_PER_PORT,
		"Tx queues of each port (default 1)"},
	{"rxd", "N", fwd_parse_uint, FIELD(rxd), 1, UINT16_MAX,
		"descriptors of each Rx queue (default: the driver's choice, or 512)"},
	{"txd", "N", fwd_parse_uint, FIELD(txd), 1, UINT16_MAX,
		"descriptors of each Tx queue (default: the driver's choice, or 512)"},
	{"burst", "N", fwd_parse_uint, FIELD(burst), 1, FWD_MAX_BURST,
		"packets of a burst (default 32)"},
	{"nb-cores", "N", fwd_parse_uint, FIELD(nb_cores), 1, RTE_MAX_LCORE,
		"forwarding lcores (default: all but the main lcore, as far as there is work)"},
	{"mbuf-size", "BYTES", fwd_parse_uint, FIELD(mbuf_size), RTE_PKTMBUF_HEADROOM + 128,
		UINT16_MAX,
		"data room of an mbuf, headroom included (default 2176, or more when "
		"the device cannot chain mbufs)"},
	{"total-num-mbufs", "N", fwd_parse_uint, FIELD(total_mbufs), 64, UINT32_MAX / 2,
		"mbufs of each pool (default: from ports, queues, descriptors and bursts)"},
	{"mtu", "BYTES", fwd_parse_uint, FIELD(mtu), RTE_ETHER_MIN_MTU, UINT16_MAX,
		"MTU of each port, set before it is started (default 1500)"},
	{"max-pkt-len", "BYTES", fwd_parse_uint, FIELD(max_pkt_len), RTE_ETHER_MIN_LEN, UINT16_MAX,
		"largest frame with FCS; another way to set the MTU"},
	{"port-topology", "NAME", fwd_parse_topology, FIELD(topology), 0, 0,
		"paired (0 with 1, 2 with 3; default), chained (to the next port) or loop (back "
		"out of the same port)"},
	{"rx-mode", "NAME", fwd_parse_rx_mode, FIELD(rx_mode), 0, 0,
		"poll (default); interrupt: sleep whenever there is nothing to receive; adaptive: "
		"sleep after --idle-us without a packet; monitor: then wait for a write to the "
		"next "
		"descriptor; pause: then look every 10 us"},
	{"idle-us", "US", fwd_parse_uint, FIELD(idle_us), 1, 1000000,
		"with --rx-mode=adaptive, monitor and pause (default 100)"},
	{"stats-period", "S", fwd_parse_seconds, FIELD(stats_period_s), 0, 86400,
		"print rates and drops of each port every S seconds"},
	{"tui", NULL, fwd_parse_flag, FIELD(tui), 0, 0,
		"show ports, rates, drops and lcores on the terminal (igbx-top); q ends the run"},
	{"duration", "S", fwd_parse_seconds, FIELD(duration_s), 0, 31536000,
		"stop after S seconds of forwarding"},
	{"packets", "N", fwd_parse_uint, FIELD(packets), 1, UINT64_MAX / 2,
		"stop after exactly N packets of all ports together: forwarded, "
		"received (rxonly) or sent (txonly, flowgen, latency, icmpecho)"},
	{"retry", "N", fwd_parse_uint, FIELD(retry), 1, UINT16_MAX,
		"offer the rest of a partial Tx burst up to N times more, 1 us apart, before it "
		"is dropped (default: drop at once)"},
	{"eth-peer", "PORT,MAC", fwd_parse_eth_peer, FIELD(eth_peer), 0, RTE_MAX_ETHPORTS - 1,
		"destination of what mac, csum, txonly, flowgen and latency send out of PORT "
		"(default "
		"02:00:00:00:00:PORT)"},
	{"txpkts", "SIZE[,SIZE...]", fwd_parse_txpkts, FIELD(txpkts), 1, UINT16_MAX,
		"segment sizes of the packets of txonly, flowgen and latency, without FCS (default "
		"64)"},
	{"tx-mix", "SIZE[:WEIGHT],...", fwd_parse_mix, FIELD(tx_mix), FWD_GENERATED_HEADERS,
		UINT16_MAX,
		"send packets of several sizes, without FCS, by turns; imix is 60:7,566:4,1514:1"},
	{"tx-rate", "RATE", fwd_parse_rate, FIELD(tx_rate), 0, 0,
		"pace of what each port sends by txonly, flowgen, latency and "
		"--replay: " FWD_RATE_FORMS
		" of the link; bits are those of the line (default: off)"},
	{"drain-ms", "MS", fwd_parse_uint, FIELD(drain_ms), 0, 60000,
		"how long latency waits at the end for packets that have not arrived (default "
		"1000)"},
	{"flowgen-flows", "N", fwd_parse_uint, FIELD(flowgen_flows), 1, INT32_MAX,
		"destination addresses of flowgen, from that of --tx-ip on (default 1024)"},
	{"tx-ip", "SRC,DST", fwd_parse_tx_ip, 0, 0, 0,
		"IPv4 addresses of the packets of txonly, flowgen and latency (default "
		"198.18.0.1,198.18.0.2)"},
	{"tx-udp", "SRC[,DST]", fwd_parse_tx_udp, 0, 0, UINT16_MAX,
		"UDP ports of the packets of txonly, flowgen and latency (default 9,9)"},
	{"txonly-multi-flow", NULL, fwd_parse_flag, FIELD(txonly_multi_flow), 0, 0,
		"let each packet of txonly have another source address"},
	{"no-promiscuous", NULL, fwd_parse_flag, FIELD(no_promiscuous), 0, 0,
		"leave promiscuous mode off"},
	{"enable-rx-cksum", NULL, fwd_parse_flag, FIELD(enable_rx_cksum), 0, 0,
		"let the device check IPv4, TCP and UDP checksums, and count the bad ones"},
	{"disable-crc-strip", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_KEEP_CRC, "leave the FCS at the end of received frames"},
	{"enable-scatter", NULL, fwd_parse_or, FIELD(rx_offloads), 0, RTE_ETH_RX_OFFLOAD_SCATTER,
		"receive frames that are longer than an mbuf in several mbufs"},
	{"enable-hw-vlan", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_VLAN_FILTER,
		"strip VLAN tags, and filter by them"},
	{"enable-hw-vlan-filter", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_VLAN_FILTER, "filter by VLAN tags"},
	{"enable-hw-vlan-strip", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_VLAN_STRIP, "strip VLAN tags"},
	{"enable-hw-vlan-extend", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_VLAN_EXTEND, "expect an outer VLAN tag"},
	{"enable-hw-qinq-strip", NULL, fwd_parse_or, FIELD(rx_offloads), 0,
		RTE_ETH_RX_OFFLOAD_QINQ_STRIP, "strip both VLAN tags"},
	{"enable-drop-en", NULL, fwd_parse_flag, FIELD(enable_drop_en), 0, 0,
		"drop what comes to an Rx queue without descriptors, rather than hold the others "
		"up"},
	{"rx-offloads", "HEX", fwd_parse_hex, FIELD(rx_offloads), 0, UINT64_MAX,
		"Rx offloads by their bits in DPDK"},
	{"tx-offloads", "HEX", fwd_parse_hex, FIELD(tx_offloads), 0, UINT64_MAX,
		"Tx offloads by their bits in DPDK"},
	{"rss-ip", NULL, fwd_parse_set, FIELD(rss_hf), 0, RTE_ETH_RSS_IP, "spread by IP addresses"},
	{"rss-udp", NULL, fwd_parse_set, FIELD(rss_hf), 0, RTE_ETH_RSS_IP | RTE_ETH_RSS_UDP,
		"spread by IP addresses and UDP ports"},
	{"disable-rss", NULL, fwd_parse_set, FIELD(rss_hf), 0, 0, "leave RSS off"},
	{"rxpt", "N", fwd_parse_uint, FIELD(thresholds.rx_prefetch), 0, UINT8_MAX,
		"prefetch threshold of Rx queues (default: the driver's, as with the following)"},
	{"rxht", "N", fwd_parse_uint, FIELD(thresholds.rx_host), 0, UINT8_MAX,
		"host threshold of Rx queues"},
	{"rxwt", "N", fwd_parse_uint, FIELD(thresholds.rx_write_back), 0, UINT8_MAX,
		"write-back threshold of Rx queues"},
	{"rxfreet", "N", fwd_parse_uint, FIELD(thresholds.rx_free), 0, UINT16_MAX,
		"descriptors of an Rx queue that are refilled together"},
	{"txpt", "N", fwd_parse_uint, FIELD(thresholds.tx_prefetch), 0, UINT8_MAX,
		"prefetch threshold of Tx queues"},
	{"txht", "N", fwd_parse_uint, FIELD(thresholds.tx_host), 0, UINT8_MAX,
		"host threshold of Tx queues"},
	{"txwt", "N", fwd_parse_uint, FIELD(thresholds.tx_write_back), 0, UINT8_MAX,
		"write-back threshold of Tx queues"},
	{"txfreet", "N", fwd_parse_uint, FIELD(thresholds.tx_free), 0, UINT16_MAX,
		"free descriptors of a Tx queue below which sent mbufs are freed"},
	{"txrst", "N", fwd_parse_uint, FIELD(thresholds.tx_rs), 0, UINT16_MAX,
		"descriptors of a Tx queue of which one reports that it was sent"},
	{"eth-link-speed", "MBPS", fwd_parse_speed, 0, 0, 0,
		"forced speed of the links (default: auto)"},
	{"no-lsc-interrupt", NULL, fwd_parse_flag, FIELD(no_lsc_interrupt), 0, 0,
		"do without the interrupt when a link changes"},
	{"no-rmv-interrupt", NULL, fwd_parse_flag, FIELD(no_rmv_interrupt), 0, 0,
		"do without the interrupt when a device is removed"},
	{"print-event", "NAME", fwd_parse_event, 0, 0, 1,
		"print events of this name, or all (default: none; at the prompt all but vf_mbox)"},
	{"mask-event", "NAME", fwd_parse_event, 0, 0, 0,
		"do not print events of this name, or any (all)"},
	{"hot-plug", NULL, fwd_parse_flag, FIELD(hot_plug), 0, 0,
		"watch for devices that are removed, and close their ports"},
	{"portlist", "LIST", fwd_parse_portlist, 0, 0, RTE_MAX_ETHPORTS - 1,
		"ports that forward, in the order of the topology: 0,2-3 (default: all)"},
	{"portmask", "HEX", fwd_parse_portmask, 0, 1, UINT64_MAX,
		"ports that forward, by their bits"},
	{"nb-ports", "N", fwd_parse_uint, FIELD(nb_ports), 1, RTE_MAX_ETHPORTS,
		"forward with the first N ports only"},
	{"coremask", "HEX", fwd_parse_coremask, 0, 1, UINT64_MAX,
		"lcores that forward, by their bits (default: see --nb-cores)"},
	{"numa", NULL, fwd_parse_flag, FIELD(numa), 0, 0,
		"take mbufs from the memory of a port's NUMA node (default)"},
	{"no-numa", NULL, fwd_parse_flag, FIELD(no_numa), 0, 0,
		"take all mbufs from the memory of NUMA node 0"},
	{"socket-num", "N", fwd_parse_uint, FIELD(socket_num), 0, RTE_MAX_NUMA_NODES - 1,
		"take all mbufs and rings from the memory of this NUMA node"},
	{"port-numa-config", "(PORT,NODE),...", fwd_parse_port_socket, 0, 0, RTE_MAX_ETHPORTS - 1,
		"NUMA nodes of single ports' mbufs and rings"},
	{"mbcache", "N", fwd_parse_uint, FIELD(mbcache), 0, RTE_MEMPOOL_CACHE_MAX_SIZE,
		"mbufs that each lcore keeps at hand (default 256)"},
	{"replay", "PORT=FILE", fwd_parse_port_file, FIELD(replay), 0, RTE_MAX_ETHPORTS - 1,
		"send the frames of a pcap or pcapng file out of PORT, as fast as possible"},
	{"replay-loops", "N", fwd_parse_uint, FIELD(replay_loops), 0, UINT32_MAX,
		"send the files N times, 0: until the run ends (default 1)"},
	{"replay-gaps", "NAME", fwd_parse_gaps, 0, 0, 0,
		"none: as fast as possible, or at --tx-rate (default); recorded: the gaps of the "
		"file"},
	{"replay-speed", "N", fwd_parse_speed_factor, 0, 0, 0,
		"with recorded gaps: N times as fast, 0.001 to 1000 (default 1)"},
	{"replay-loop-gap", "S", fwd_parse_loop_gap, 0, 0, 86400,
		"seconds between the last frame of a loop and the first of the next (default 0)"},
	{"replay-cut", "NAME", fwd_parse_cut, 0, 0, 0,
		"frames recorded only in part: part sends that part (default), pad fills them up "
		"with zeros, refuse takes no such file"},
	{"capture", "PORT=FILE", fwd_parse_port_file, FIELD(capture), 0, RTE_MAX_ETHPORTS - 1,
		"write what PORT receives to a pcap file with nanosecond stamps"},
	{"exception-path", "PORT[:IFNAME][,tap|virtio-user]", fwd_parse_exception, 0, 0,
		RTE_MAX_ETHPORTS - 1,
		"give what PORT receives for this host to the kernel, and send what the kernel "
		"sends, through an interface (default fwdPORT, tap)"},
	{"exception-match", "NAME", fwd_parse_match, 0, 0, 0,
		"what is for this host: mac (default), all to the port's MAC address; ip, of that "
		"what is to the interface's IP addresses, or no IP"},
	{"json", "FILE", fwd_parse_string, FIELD(json), 0, 0,
		"write the report as JSON; - is standard output, text for people then goes to "
		"standard error"},
	{"interactive", NULL, fwd_parse_flag, FIELD(interactive), 0, 0,
		"read commands: from a terminal with editing, completion and history, or from a "
		"pipe; also -i"},
	{"auto-start", NULL, fwd_parse_flag, FIELD(auto_start), 0, 0,
		"with --interactive: start forwarding at once; also -a"},
	{"tx-first", NULL, fwd_parse_flag, FIELD(tx_first), 0, 0,
		"send one burst out of every port before forwarding starts"},
	{"cmdline-file", "FILE", fwd_parse_string, FIELD(cmdline_file), 0, 0,
		"run the commands of a file when the ports are ready"},
	{"prompt", "TEXT", fwd_parse_prompt, FIELD(prompt), 0, 0,
		"what is printed when a command may be given (default 'igbx-fwd> ')"},
	{"display-xstats", "NAME[,NAME...]", fwd_parse_string, FIELD(display_xstats), 0, 0,
		"extended statistics that show port stats shows, too"},
	{"record-core-cycles", NULL, fwd_parse_flag, FIELD(record_core_cycles), 0, 0,
		"measure the cycles of each lcore per packet"},
	{"record-burst-stats", NULL, fwd_parse_flag, FIELD(record_burst_stats), 0, 0,
		"count how large bursts are"},
	{"no-flush-rx", NULL, fwd_parse_flag, FIELD(no_flush_rx), 0, 0,
		"with --interactive: forward what was received before the start, too"},
	{"disable-device-start", NULL, fwd_parse_flag, FIELD(disable_device_start), 0, 0,
		"with --interactive: leave the ports stopped"},
	{"no-link-wait", NULL, fwd_parse_flag, FIELD(no_link_wait), 0, 0,
		"start without waiting for the links (default: wait up to 9 s)"},
	{"disable-link-check", NULL, fwd_parse_flag, FIELD(no_link_wait), 0, 0,
		"the same as --no-link-wait"},
	{"quiet", NULL, fwd_parse_flag, FIELD(quiet), 0, 0,
		"print only errors and the line that forwarding started"},
	{"help", NULL, fwd_parse_flag, FIELD(help), 0, 0, "print this text"},
	{"version", NULL, fwd_parse_flag, FIELD(version), 0, 0, "print the version"},
};

const struct fwd_option *
fwd_option_at(unsigned int i)
{
	return i < RTE_DIM(options) ? &options[i] : NULL;
}
