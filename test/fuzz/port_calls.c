/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <rte_ethdev.h>

#include "alarm.h"
#include "port.h"
#include "port_calls.h"

#define MAX_BURST  64
#define MAX_QUEUES 16

static FILE *nowhere;

static void
do_configure(struct rig *rig, struct input *in)
{
	struct rte_eth_dev_info info = rig_info(rig);
	struct rte_eth_conf conf = {.link_speeds = 0};
	uint8_t flags = input_u8(in);
	uint16_t nb_rxq = input_below(in, MAX_QUEUES + 1), nb_txq = input_below(in, MAX_QUEUES + 1);

	conf.rxmode.offloads = input_u32(in) & info.rx_offload_capa;
	conf.txmode.offloads = input_u32(in) & info.tx_offload_capa;
	conf.rxmode.mq_mode = flags & 1 ? RTE_ETH_MQ_RX_RSS : RTE_ETH_MQ_RX_NONE;
	conf.intr_conf.lsc = flags >> 1 & 1;
	conf.intr_conf.rmv = flags >> 2 & 1;
	if (flags & 8)
		conf.link_speeds = RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M;
	if (flags & 16)
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY;
	(void)rte_eth_dev_configure(rig->port, nb_rxq, nb_txq, &conf);
	if (flags & 32)
		(void)rig_queues(rig, nb_rxq, nb_txq, rig_pool());
}

/* One queue of each kind, small rings, started. */
static void
do_up(struct rig *rig, struct input *in)
{
	uint16_t nb = 1 + input_below(in, 4);
	struct rte_eth_conf conf = {.intr_conf.lsc = input_bool(in)};

	(void)rte_eth_dev_stop(rig->port);
	if (rig_configure(rig, nb, nb, &conf) == 0 && rig_queues(rig, nb, nb, rig_pool()) == 0)
		(void)rte_eth_dev_start(rig->port);
}

static void
do_start(struct rig *rig, struct input *in)
{
	RTE_SET_USED(in);
	(void)rte_eth_dev_start(rig->port);
}

static void
do_stop(struct rig *rig, struct input *in)
{
	RTE_SET_USED(in);
	(void)rte_eth_dev_stop(rig->port);
}

static void
do_reset(struct rig *rig, struct input *in)
{
	RTE_SET_USED(in);
	(void)rte_eth_dev_reset(rig->port);
}

static void
do_queue(struct rig *rig, struct input *in)
{
	uint8_t what = input_u8(in);
	uint16_t queue = input_below(in, MAX_QUEUES);

	switch (what % 6) {
	case 0:
		(void)rte_eth_dev_rx_queue_start(rig->port, queue);
		break;
	case 1:
		(void)rte_eth_dev_rx_queue_stop(rig->port, queue);
		break;
	case 2:
		(void)rte_eth_dev_tx_queue_start(rig->port, queue);
		break;
	case 3:
		(void)rte_eth_dev_tx_queue_stop(rig->port, queue);
		break;
	case 4:
		(void)rte_eth_rx_queue_setup(
			rig->port, queue, 8 * input_u8(in), 0, NULL, rig_pool());
		break;
	default:
		(void)rte_eth_tx_queue_setup(rig->port, queue, 8 * input_u8(in), 0, NULL);
		break;
	}
}

/* Frames both ways. An application polls the queues of a started port only. */
static void
do_traffic(struct rig *rig, struct input *in)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[rig->port];
	static const uint8_t to[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
	uint8_t frame[300], out[RIG_FRAME_BYTES];
	unsigned int i, nb = input_below(in, 8);

	if (!dev->data->dev_started)
		return;
	rig_udp4(frame, sizeof(frame), to, nb);
	rig->nb_sent = 0;
	for (i = 0; i < nb; i++) {
		(void)nm_rx_frame(rig->nm, frame, sizeof(frame));
		if (i < dev->data->nb_tx_queues &&
			dev->data->tx_queue_state[i] == RTE_ETH_QUEUE_STATE_STARTED)
			(void)rig_send(rig, i, frame, sizeof(frame));
	}
	nm_process(rig->nm);
	for (i = 0; i < dev->data->nb_rx_queues; i++)
		if (dev->data->rx_queue_state[i] == RTE_ETH_QUEUE_STATE_STARTED)
			(void)rig_recv(rig, i, out);
}

static void
do_stats(struct rig *rig, struct input *in)
{
	struct rte_eth_stats stats;
	struct rte_eth_xstat values[512];
	struct rte_eth_xstat_name names[512];
	uint64_t id = input_u16(in), value;

	(void)rte_eth_stats_get(rig->port, &stats);
	(void)rte_eth_xstats_get_names(rig->port, names, RTE_DIM(names));
	(void)rte_eth_xstats_get(rig->port, values, RTE_DIM(values));
	(void)rte_eth_xstats_get_by_id(rig->port, &id, &value, 1);
	if (id & 1)
		(void)rte_eth_stats_reset(rig->port);
}

static void
do_link(struct rig *rig, struct input *in)
{
	struct rte_eth_link link;
	struct rte_eth_fc_conf fc;
	uint8_t what = input_u8(in);

	switch (what % 6) {
	case 0:
		(void)rte_eth_link_get(rig->port, &link);
		break;
	case 1:
		(void)rte_eth_link_get_nowait(rig->port, &link);
		break;
	case 2:
		(void)rte_eth_dev_set_link_up(rig->port);
		break;
	case 3:
		(void)rte_eth_dev_set_link_down(rig->port);
		break;
	case 4:
		if (rte_eth_dev_flow_ctrl_get(rig->port, &fc) == 0)
			(void)rte_eth_dev_flow_ctrl_set(rig->port, &fc);
		break;
	default:
		(void)rte_eth_led_on(rig->port);
		(void)rte_eth_led_off(rig->port);
		break;
	}
}

static void
do_dumps(struct rig *rig, struct input *in)
{
	struct rte_dev_reg_info regs = {.data = NULL};
	uint8_t what = input_u8(in);

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	if (rte_eth_dev_get_reg_info(rig->port, &regs) == 0) {
		regs.data = calloc(regs.length, regs.width);
		(void)rte_eth_dev_get_reg_info(rig->port, &regs);
		free(regs.data);
	}
	(void)rte_eth_dev_priv_dump(rig->port, nowhere);
	(void)rte_eth_rx_descriptor_dump(rig->port, what & 3, what >> 2, 8, nowhere);
	(void)rte_eth_tx_descriptor_dump(rig->port, what & 3, what >> 2, 8, nowhere);
}

/* Memory of the size that is asked for, so that a byte too many is a fault. */
static void
do_memories(struct rig *rig, struct input *in)
{
	struct rte_eth_dev_module_info module;
	struct rte_dev_eeprom_info info = {.offset = input_u16(in), .length = input_u8(in)};
	uint8_t what = input_u8(in);
	char version[40];

	info.data = calloc(1, info.length + 1u);
	if (what & 1)
		(void)rte_eth_dev_get_eeprom(rig->port, &info);
	if (what & 2)
		(void)rte_eth_dev_get_module_eeprom(rig->port, &info);
	if (what & 4)
		(void)rte_eth_dev_set_eeprom(rig->port, &info);
	free(info.data);
	(void)rte_eth_dev_get_module_info(rig->port, &module);
	(void)rte_eth_dev_get_eeprom_length(rig->port);
	(void)rte_eth_dev_fw_version_get(rig->port, version, what % sizeof(version));
}

static void
do_filters(struct rig *rig, struct input *in)
{
	struct rte_ether_addr mac = {{0x02, 7, 7, 7, 7, input_u8(in)}};
	uint8_t what = input_u8(in);
	uint16_t id = input_u16(in) & 0xFFF;

	if (what & 1)
		(void)rte_eth_promiscuous_enable(rig->port);
	else
		(void)rte_eth_promiscuous_disable(rig->port);
	if (what & 2)
		(void)rte_eth_dev_mac_addr_add(rig->port, &mac, 0);
	if (what & 4)
		(void)rte_eth_dev_mac_addr_remove(rig->port, &mac);
	if (what & 8)
		(void)rte_eth_dev_default_mac_addr_set(rig->port, &mac);
	if (what & 16)
		(void)rte_eth_dev_vlan_filter(rig->port, id, id & 1);
	if (what & 32)
		(void)rte_eth_dev_set_vlan_offload(rig->port, id & 0xF);
	if (what & 64)
		(void)rte_eth_dev_uc_hash_table_set(rig->port, &mac, id & 1);
	if (what & 128)
		(void)rte_eth_allmulticast_enable(rig->port);
	mac.addr_bytes[0] = 1;
	(void)rte_eth_dev_set_mc_addr_list(rig->port, &mac, id & 1);
	(void)rte_eth_dev_set_mtu(rig->port, id * 4);
}

static void
do_rss(struct rig *rig, struct input *in)
{
	struct rte_eth_rss_reta_entry64 reta[2];
	struct rte_eth_rss_conf rss = {.rss_hf = input_u64(in)};
	uint8_t key[40];

	memset(reta, input_u8(in) & 7, sizeof(reta));
	reta[0].mask = UINT64_MAX;
	reta[1].mask = UINT64_MAX;
	(void)rte_eth_dev_rss_reta_update(rig->port, reta, 128);
	(void)rte_eth_dev_rss_reta_query(rig->port, reta, 128);
	(void)rte_eth_dev_rss_hash_update(rig->port, &rss);
	rss.rss_key = key;
	rss.rss_key_len = sizeof(key);
	(void)rte_eth_dev_rss_hash_conf_get(rig->port, &rss);
}

static void
do_time(struct rig *rig, struct input *in)
{
	struct timespec now = {.tv_sec = input_u32(in), .tv_nsec = 1};
	uint64_t clock;

	(void)rte_eth_timesync_enable(rig->port);
	(void)rte_eth_timesync_write_time(rig->port, &now);
	(void)rte_eth_timesync_adjust_time(rig->port, (int64_t)input_u64(in));
	(void)rte_eth_timesync_read_time(rig->port, &now);
	(void)rte_eth_timesync_read_rx_timestamp(rig->port, &now, 0);
	(void)rte_eth_timesync_read_tx_timestamp(rig->port, &now);
	(void)rte_eth_read_clock(rig->port, &clock);
	if (input_bool(in))
		(void)rte_eth_timesync_disable(rig->port);
}

static void
do_events(struct rig *rig, struct input *in)
{
	uint8_t what = input_u8(in);

	if (what & 1)
		nm_set_cable(rig->nm, (what & 2) != 0);
	nm_advance_us(rig->nm, what * 1000u);
	if (what & 4)
		fuzz_port_interrupt();
	if (what & 8)
		rig_alarms_pass(what * UINT64_C(2000000));
	(void)rte_eth_dev_is_removed(rig->port);
}

static void
do_close(struct rig *rig, struct input *in)
{
	RTE_SET_USED(in);
	if (rte_eth_dev_stop(rig->port) == 0)
		rig->probed = rte_eth_dev_close(rig->port) != 0 && rte_eth_dev_count_avail() > 0;
}

static const struct {
	const char *name;
	void (*call)(struct rig *rig, struct input *in);
} calls[] = {
	{"up", do_up},
	{"configure", do_configure},
	{"start", do_start},
	{"stop", do_stop},
	{"reset", do_reset},
	{"queue", do_queue},
	{"traffic", do_traffic},
	{"stats", do_stats},
	{"link", do_link},
	{"dumps", do_dumps},
	{"memories", do_memories},
	{"filters", do_filters},
	{"rss", do_rss},
	{"time", do_time},
	{"events", do_events},
	{"close", do_close},
};

const char *
port_call(struct rig *rig, struct input *in)
{
	unsigned int n = input_below(in, RTE_DIM(calls));

	calls[n].call(rig, in);
	return calls[n].name;
}
