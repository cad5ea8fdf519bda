/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The ethdev layer: one callback per ethdev op, one topic per file. Private to
 * this folder and to its tests.
 *
 * Control operations of a port are called by one thread at a time, as ethdev
 * demands. The interrupt thread is the exception: it only ever looks at the link and
 * at the counters, and link_lock and stats_lock order that against the control thread.
 */
#ifndef IGBX_ETHDEV_H
#define IGBX_ETHDEV_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <rte_spinlock.h>

#include "igbx_compat.h"
#include "igbx_hw.h"
#include "igbx_plat.h"
#include "igbx_rxtx.h"
#include "igbx_tm.h"

/* Room that a frame needs beyond the MTU: header, two VLAN tags, CRC. */
#define IGBX_FRAME_OVERHEAD (RTE_ETHER_HDR_LEN + 2 * RTE_VLAN_HLEN + RTE_ETHER_CRC_LEN)

/* IEEE 802.3 lets a 1000BASE-T negotiation take this long; ethdev documents the same bound. */
#define IGBX_LINK_WAIT_MS 9000

/* ---- device arguments ---- */
enum igbx_rx_drop {
	IGBX_RX_DROP_OFF, /* a full ring blocks the packet buffer, unless the queue asks to drop */
	IGBX_RX_DROP_ON,
	IGBX_RX_DROP_AUTO, /* drop when there are several Rx queues */
};

struct igbx_devargs {
	enum igbx_rx_drop rx_drop;
	enum igbx_isa isa;
	bool fc_rx;
	bool fc_tx;
	bool queue_bytes;
	uint16_t itr_us;
};

#define IGBX_DEVARG_RX_DROP   "rx_drop"
#define IGBX_DEVARG_FLOW_CTRL "flow_ctrl"
#define IGBX_DEVARG_SIMD      "simd"
#define IGBX_DEVARG_ITR_US    "itr_us"
#define IGBX_DEVARG_Q_BYTES   "queue_bytes"

/* args may be NULL. -EINVAL after one line that names the key and what it takes. */
int igbx_devargs_parse(const char *dev_name, const char *args, struct igbx_devargs *out);

/* ---- a port ---- */
#define IGBX_FW_VERSION_BYTES 32

/* What the data path of a queue did, which no hardware counter knows. */
struct igbx_queue_counts {
	uint64_t rx_packets; /* handed to the application */
	uint64_t rx_bytes;   /* with the device argument queue_bytes */
	uint64_t rx_err;     /* discarded */
	uint64_t rx_oversize;
	uint64_t tx_packets; /* taken to be sent */
	uint64_t tx_bytes;
	uint64_t tx_err; /* discarded */
};

/* Addresses that ethdev remembers for the unicast hash table. */
#define IGBX_MAX_HASH_MACS 128

struct rte_flow;
struct rte_flow_ops;
TAILQ_HEAD(igbx_flow_list, rte_flow);

/* Flow rules: igbx_flow.c. */
struct igbx_flows {
	struct igbx_flow_list rules;
	uint32_t next_id;
	uint32_t nb_drops;   /* rules that drop */
	uint16_t drop_queue; /* valid while there are some */
	const struct rte_memzone *drop_ring;
};

/* Pools, and the VLANs that they have: those of the configuration's maps; without maps those of
 * the filter, for all pools.
 */
struct igbx_vmdq {
	struct igbx_pools_cfg pools; /* frame length and CRC are filled in when it is written */
	struct {
		uint16_t id;
		uint8_t pools;
	} vlans[IGBX_NB_POOL_VLANS];
	uint8_t nb_maps;
	uint8_t nb_vlans;
	uint8_t mapped_pools; /* that some map names */
	bool mc_all;	      /* promiscuous or all multicast */
};

struct igbx_adapter {
	uint32_t layout;   /* igbx_shared_layout() of the primary */
	struct igbx_hw hw; /* the primary's: it holds pointers that mean nothing elsewhere */
	struct igbx_devargs args;
	struct igbx_link_cfg link_cfg;
	struct igbx_rss_cfg rss;
	rte_spinlock_t stats_lock; /* the primary's threads; orders a reset of the device, too */
	struct igbx_stats stats;
	uint64_t rx_flow_dropped; /* by flow rules */
	uint64_t rx_in_no_ring;	  /* counted as received, but dropped by a full ring or by a rule */
	struct igbx_queue_counts queue_total[IGBX_MAX_QUEUES];
	struct igbx_queue_counts queue_seen[IGBX_MAX_QUEUES]; /* of the queues that are set up */
	uint8_t rx_counter[IGBX_MAX_QUEUES]; /* of struct rte_eth_stats, by queue */
	uint8_t tx_counter[IGBX_MAX_QUEUES];
	struct rte_ether_addr *mc_addrs;
	uint32_t nb_mc_addrs;
	bool uc_hash_all; /* the unicast hash table lets every address in */
	struct igbx_flows flows;
	int64_t time_offset_ns; /* time of day less the device's clock */
	uint16_t device_id;
	bool dma_active; /* the device got rings and was not seen to be stopped since */
	bool intr_registered;
	bool intr_open; /* between start and stop */
	bool removal_told;
	int access_lock; /* igbx_access_open() */
	rte_spinlock_t link_lock;
	bool running;  /* under link_lock: the link counts */
	bool link_off; /* by rte_eth_dev_set_link_down(), until the next start */
	/* for secondary processes and telemetry: indices in igbx_rx_paths[] and igbx_tx_paths[] of
	 * what the running port uses, and the firmware's version as of the probe
	 */
	uint8_t rx_path;
	uint8_t tx_path;
	uint32_t ptype_mask; /* packet types that the application wants */
	char fw_version[IGBX_FW_VERSION_BYTES];
	/* limits of transmit queues, 0: none; and the link's speed that those in the device fit */
	uint64_t txq_rate_bps[IGBX_MAX_QUEUES];
	uint32_t rate_link_mbps; /* under link_lock */
	struct igbx_tm tm;
	struct igbx_vmdq vmdq;
	uint16_t outer_tpid; /* of the outer of two VLAN tags */
};

static inline struct igbx_adapter *
igbx_adapter_of(const struct rte_eth_dev *dev)
{
	return dev->data->dev_private;
}

/* ---- ops tables ---- */
extern const struct eth_dev_ops igbx_ops;
extern const struct eth_dev_ops igbx_secondary_ops;

/* ---- life: igbx_probe.c, igbx_dev.c, igbx_start.c ---- */

/* True when a DPDK of that version string ("DPDK 22.11.11") may run a driver built with YY.MM. */
bool igbx_version_fits(const char *running, unsigned int year, unsigned int month);

/* The fast-path functions beside the bursts. */
void igbx_fast_ops_set(struct rte_eth_dev *dev);
int igbx_dev_configure(struct rte_eth_dev *dev);
int igbx_dev_start(struct rte_eth_dev *dev);
int igbx_dev_stop(struct rte_eth_dev *dev);
int igbx_dev_close(struct rte_eth_dev *dev);
int igbx_dev_reset(struct rte_eth_dev *dev);
/* The function that the application polls with, also while the port runs: the path itself, or one
 * that looks at each queue when some are split or packet types are masked.
 */
void igbx_rx_burst_choose(struct rte_eth_dev *dev);
int igbx_dev_is_removed(struct rte_eth_dev *dev);
uint64_t igbx_dev_get_restore_flags(struct rte_eth_dev *dev, enum rte_eth_dev_operation op);

/* Saves the counters and stops the device: afterwards no ring is in its hands. Fails only
 * when a device that is present does not stop; its rings must stay then.
 */
int igbx_dev_quiesce(struct rte_eth_dev *dev);

/* ---- queues: igbx_rx_queue.c, igbx_tx_queue.c, igbx_queue_run.c ---- */
int igbx_dev_rx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, const struct rte_eth_rxconf *conf, struct rte_mempool *pool);
void igbx_dev_rx_queue_release(struct rte_eth_dev *dev, uint16_t queue);
void igbx_dev_rxq_info_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_rxq_info *info);
int igbx_dev_tx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, const struct rte_eth_txconf *conf);
void igbx_dev_tx_queue_release(struct rte_eth_dev *dev, uint16_t queue);
void igbx_dev_txq_info_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_txq_info *info);
int igbx_dev_rx_queue_start(struct rte_eth_dev *dev, uint16_t queue);
int igbx_dev_rx_queue_stop(struct rte_eth_dev *dev, uint16_t queue);
int igbx_dev_tx_queue_start(struct rte_eth_dev *dev, uint16_t queue);
int igbx_dev_tx_queue_stop(struct rte_eth_dev *dev, uint16_t queue);
/* All queues, after igbx_dev_quiesce(): what the device may still use is not freed but lost. */
void igbx_dev_free_queues(struct rte_eth_dev *dev);

/* Whether the queue drops when its ring is full, all settings considered. */
bool igbx_rxq_drops(const struct rte_eth_dev *dev, const struct igbx_rxq *q);
/* What a buffer of that many bytes, at least the minimum, holds in the device's units. */
#define IGBX_RX_BUF_MIN_BYTES 256u
uint16_t igbx_rx_buf_bytes_of(uint32_t room);

/* ---- buffer split: igbx_rx_split_conf.c ---- */
const uint32_t *igbx_dev_buffer_split_ptypes_get(struct rte_eth_dev *dev, size_t *nb);
/* What conf->rx_seg asks for, and the size of the packet buffers. -EINVAL, -ENOTSUP with a line
 * when the device cannot do that.
 */
int igbx_rx_split_from_conf(const struct rte_eth_dev *dev, uint16_t queue,
	const struct rte_eth_rxconf *conf, struct igbx_rx_split *split, uint16_t *buf_bytes);

/* Smallest posted buffer of the queues that are set up; a packet of a split queue always may take
 * several.
 */
uint32_t igbx_rx_buf_bytes_min(const struct rte_eth_dev *dev);

/* Of rx_free_thresh, tx_rs_thresh and tx_free_thresh. A ring that is too small for it gets less,
 * for whoever asks for the default has not asked for a number.
 */
#define IGBX_THRESH_DEFAULT 32
static inline uint16_t
igbx_thresh_of(uint16_t asked, uint16_t most, uint16_t nb_desc)
{
	return asked == IGBX_THRESH_DEFAULT && asked > most ? nb_desc / 4 : asked;
}

/* Ring thresholds are five-bit fields of RXDCTL and TXDCTL: 82576 datasheet 8.10, 8.12. */
int igbx_thresh_check(const struct rte_eth_dev *dev, const char *dir, uint16_t queue,
	const struct rte_eth_thresh *thresh);

/* ---- what the port is: igbx_info.c, igbx_regs_dump.c, igbx_dump.c ---- */
/* Also in a secondary process, for which the pointers in the adapter mean nothing. */
const struct igbx_chip *igbx_chip_of(const struct rte_eth_dev *dev);
int igbx_dev_infos_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info);
const uint32_t *igbx_dev_ptypes_get(struct rte_eth_dev *dev, size_t *nb);
int igbx_dev_ptypes_set(struct rte_eth_dev *dev, uint32_t mask);
int igbx_dev_rx_burst_mode_get(
	struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_burst_mode *mode);
int igbx_dev_tx_burst_mode_get(
	struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_burst_mode *mode);
int igbx_dev_fw_version_get(struct rte_eth_dev *dev, char *version, size_t size);
/* Reads it for those who cannot: secondary processes, telemetry. */
int igbx_fw_version_keep(struct igbx_adapter *ad);
int igbx_dev_get_reg(struct rte_eth_dev *dev, struct rte_dev_reg_info *info);
int igbx_dev_rx_descriptor_dump(
	const struct rte_eth_dev *dev, uint16_t queue, uint16_t offset, uint16_t num, FILE *file);
int igbx_dev_tx_descriptor_dump(
	const struct rte_eth_dev *dev, uint16_t queue, uint16_t offset, uint16_t num, FILE *file);
int igbx_dev_priv_dump(struct rte_eth_dev *dev, FILE *file);
/* Names as the device arguments have them. */
const char *igbx_rx_drop_name(enum igbx_rx_drop drop);
const char *igbx_flow_ctrl_name(bool rx, bool tx);
const char *igbx_isa_name(enum igbx_isa isa);

/* ---- receive configuration: igbx_rx_mode.c ---- */
int igbx_rx_mode_apply(struct rte_eth_dev *dev, uint16_t mtu);
int igbx_dev_mtu_set(struct rte_eth_dev *dev, uint16_t mtu);
/* VLAN handling alone; may be called while running. */
int igbx_vlan_mode_apply(struct rte_eth_dev *dev);

/* ---- VLANs: igbx_vlan.c ---- */
int igbx_dev_vlan_filter_set(struct rte_eth_dev *dev, uint16_t vlan_id, int on);
int igbx_dev_vlan_offload_set(struct rte_eth_dev *dev, int mask);
void igbx_dev_vlan_strip_queue_set(struct rte_eth_dev *dev, uint16_t queue, int on);
int igbx_dev_vlan_tpid_set(struct rte_eth_dev *dev, enum rte_vlan_type type, uint16_t tpid);
int igbx_dev_vlan_pvid_set(struct rte_eth_dev *dev, uint16_t vlan_id, int on);
/* Writes the whole filter, and which VLANs go to which pools. */
int igbx_vlans_write(struct rte_eth_dev *dev);
/* Tells the queues whether their packets come without tags. */
void igbx_vlan_strip_note(struct rte_eth_dev *dev);

/* ---- VMDq: igbx_vmdq.c ---- */
/* Checks dev_conf; pools that are off when it asks for none. */
int igbx_vmdq_from_conf(struct rte_eth_dev *dev, struct igbx_vmdq *vmdq);
/* Whether the table of pools holds the VLANs of the filter, which it then does; -ENOSPC. */
int igbx_vmdq_vlans_check(const struct rte_eth_dev *dev, struct igbx_vmdq *vmdq);
/* Tells the device how pools receive and send; nothing without pools. */
int igbx_vmdq_write(struct rte_eth_dev *dev, uint16_t mtu);
/* Pools of an address, one bit each. */
uint8_t igbx_vmdq_mac_pools(const struct rte_eth_dev *dev, uint32_t index);
int igbx_vmdq_pool_check(const struct rte_eth_dev *dev, uint32_t pool);

/* ---- filters: igbx_filter.c ---- */
/* Writes all filters that ethdev and the application set into a device that was reset. */
int igbx_filters_restore(struct rte_eth_dev *dev);
int igbx_dev_promiscuous_enable(struct rte_eth_dev *dev);
int igbx_dev_promiscuous_disable(struct rte_eth_dev *dev);
int igbx_dev_allmulticast_enable(struct rte_eth_dev *dev);
int igbx_dev_allmulticast_disable(struct rte_eth_dev *dev);
int igbx_dev_mac_addr_add(
	struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint32_t index, uint32_t pool);
void igbx_dev_mac_addr_remove(struct rte_eth_dev *dev, uint32_t index);
int igbx_dev_mac_addr_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac);
int igbx_dev_set_mc_addr_list(struct rte_eth_dev *dev, struct rte_ether_addr *macs, uint32_t nb);

int igbx_dev_uc_hash_table_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint8_t on);
int igbx_dev_uc_all_hash_table_set(struct rte_eth_dev *dev, uint8_t on);

/* ---- flow rules: igbx_flow.c ---- */
void igbx_flow_init(struct rte_eth_dev *dev);
void igbx_flow_close(struct rte_eth_dev *dev);
/* Whether the rules fit a new configuration; -EBUSY, logged, with the first that does not. */
int igbx_flow_conf_check(const struct rte_eth_dev *dev);
/* Brings all rules but RSS into a device that was reset. */
int igbx_flow_restore(struct rte_eth_dev *dev);
/* What an RSS rule says, or what the port was configured with. */
const struct igbx_rss_cfg *igbx_rss_in_force(const struct rte_eth_dev *dev);
int igbx_dev_flow_ops_get(struct rte_eth_dev *dev, const struct rte_flow_ops **ops);

/* A rule in numbers, for whoever shows them. */
struct igbx_flow_info {
	const char *kind; /* "ethertype", "tuple", "syn", "rss" */
	uint32_t id;
	uint32_t priority;
	int32_t filter; /* index of the device's filter, -1 where there is only one */
	int32_t queue;	/* -1: dropped, or many queues */
	bool drop;
	uint16_t ether_type;
	struct igbx_tuple tuple;
	uint32_t rss_types; /* IGBX_RSS_* */
};
/* Fills in the first nb rules and returns how many there are. */
uint32_t igbx_flow_list(const struct rte_eth_dev *dev, struct igbx_flow_info *infos, uint32_t nb);

/* ---- link: igbx_link.c, igbx_flow_ctrl.c ---- */
/* lpbk_mode of struct rte_eth_conf, whose values each driver defines. */
#define IGBX_LPBK_ON 1
uint32_t igbx_link_speed_capa(const struct igbx_adapter *ad);
/* Checks dev_conf.link_speeds and makes a link configuration of it. */
int igbx_link_cfg_from_conf(struct rte_eth_dev *dev, struct igbx_link_cfg *cfg);
/* Powers the PHY and starts the negotiation that was configured. */
int igbx_link_start(struct rte_eth_dev *dev);
void igbx_link_stop(struct rte_eth_dev *dev);
/* Whether link changes are looked at: while the port is stopped its link is down. */
void igbx_link_watch(struct rte_eth_dev *dev, bool on);
int igbx_dev_link_update(struct rte_eth_dev *dev, int wait);
/* All LEDs of the port; stop gives them back to the device. */
int igbx_dev_led_on(struct rte_eth_dev *dev);
int igbx_dev_led_off(struct rte_eth_dev *dev);
int igbx_dev_set_link_up(struct rte_eth_dev *dev);
int igbx_dev_set_link_down(struct rte_eth_dev *dev);
int igbx_dev_flow_ctrl_get(struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf);
int igbx_dev_flow_ctrl_set(struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf);

/* ---- transmit rate: igbx_rate.c, igbx_tm.c ---- */
#define IGBX_BITS_PER_MBIT UINT64_C(1000000)
#define IGBX_RATE_MAX_MBPS 1000
/* Tells the device all limits, for a link of that speed; under link_lock. */
int igbx_rates_apply(struct igbx_adapter *ad, uint32_t link_mbps);
/* The same after a reset, before the link is up. */
int igbx_rates_restore(struct rte_eth_dev *dev);
/* Remembers a limit, 0 for none, and tells it to a port that runs. */
int igbx_rate_change(struct rte_eth_dev *dev, uint16_t queue, uint64_t rate_bps);
/* Forgets the limits of queues that are no more. */
void igbx_rates_trim(struct rte_eth_dev *dev);
/* ethdev has looked whether there is such a queue. */
int igbx_dev_get_queue_rate_limit(struct rte_eth_dev *dev, uint16_t queue, uint32_t *rate_mbps);
int igbx_dev_set_queue_rate_limit(struct rte_eth_dev *dev, uint16_t queue, uint32_t rate_mbps);
int igbx_dev_tm_ops_get(struct rte_eth_dev *dev, void *ops);
/* A hierarchy made for another number of queues is dropped. */
void igbx_tm_configured(struct rte_eth_dev *dev);
/* Frees all nodes and profiles. */
void igbx_tm_clear(struct rte_eth_dev *dev);

/* ---- RSS: igbx_rss.c ---- */
uint64_t igbx_rss_types_to_hf(uint32_t types);
uint32_t igbx_rss_hf_to_types(uint64_t hf);
/* Checks dev_conf and fills in the types, the key and an even spread. */
int igbx_rss_from_conf(struct rte_eth_dev *dev, struct igbx_rss_cfg *cfg);
int igbx_dev_reta_update(
	struct rte_eth_dev *dev, struct rte_eth_rss_reta_entry64 *reta, uint16_t size);
int igbx_dev_reta_query(
	struct rte_eth_dev *dev, struct rte_eth_rss_reta_entry64 *reta, uint16_t size);
int igbx_dev_rss_hash_update(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);
int igbx_dev_rss_hash_conf_get(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);

/* ---- counters: igbx_stats.c, igbx_xstats.c ---- */
/* Brings what the device counted into the totals, which stay as they are until they are let go; in
 * a secondary process they go on. With an error nothing is held.
 */
int igbx_stats_hold(struct rte_eth_dev *dev);
void igbx_stats_let_go(struct rte_eth_dev *dev);
/* Both; before a reset, or nothing of what the device counted is left. */
int igbx_stats_save(struct rte_eth_dev *dev);
/* Does so now and then, for counters that nobody asks for fill up. */
int igbx_stats_watch(struct rte_eth_dev *dev, bool on);
/* The same and the reset, with nobody reading counters in between or meanwhile. */
int igbx_stats_save_and_reset_device(struct rte_eth_dev *dev);
int igbx_dev_stats_get(
	struct rte_eth_dev *dev, struct rte_eth_stats *stats, struct eth_queue_stats *queues);
int igbx_dev_stats_reset(struct rte_eth_dev *dev);
int igbx_dev_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats, unsigned int n);
int igbx_dev_xstats_get_names(
	struct rte_eth_dev *dev, struct rte_eth_xstat_name *names, unsigned int n);
int igbx_dev_xstats_get_by_id(
	struct rte_eth_dev *dev, const uint64_t *ids, uint64_t *values, unsigned int n);
int igbx_dev_xstats_get_names_by_id(struct rte_eth_dev *dev, const uint64_t *ids,
	struct rte_eth_xstat_name *names, unsigned int n);

/* ---- counters of queues: igbx_queue_stats.c ---- */
/* Brings what the queues counted into queue_total; under stats_lock. */
void igbx_queue_stats_collect(const struct rte_eth_dev *dev);
/* The same for somebody who only wants to look; in a secondary process nothing is brought. */
void igbx_queue_stats_look(const struct rte_eth_dev *dev);
/* The discards of all queues. */
struct igbx_queue_counts igbx_queue_stats_sum(const struct rte_eth_dev *dev);
/* Takes a queue, or NULL, out of the port to be freed, and keeps its counts. */
struct igbx_rxq *igbx_queue_stats_take_rxq(struct rte_eth_dev *dev, uint16_t queue);
struct igbx_txq *igbx_queue_stats_take_txq(struct rte_eth_dev *dev, uint16_t queue);
/* Queue n has counter n. */
void igbx_queue_stats_map_init(struct igbx_adapter *ad);
int igbx_dev_queue_stats_mapping_set(
	struct rte_eth_dev *dev, uint16_t queue, uint8_t counter, uint8_t is_rx);
void igbx_queue_stats_fill(const struct igbx_adapter *ad, struct eth_queue_stats *queues);

/* ---- memories: igbx_eeprom.c ---- */
int igbx_dev_get_eeprom_length(struct rte_eth_dev *dev);
int igbx_dev_get_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info);
int igbx_dev_set_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info);
int igbx_dev_get_module_info(struct rte_eth_dev *dev, struct rte_eth_dev_module_info *info);
int igbx_dev_get_module_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info);

/* ---- IEEE 1588: igbx_timesync.c ---- */
/* Whether the queue flags messages, as time sync is on or off. */
void igbx_timesync_watch(struct rte_eth_dev *dev, uint16_t queue);
int igbx_dev_timesync_enable(struct rte_eth_dev *dev);
int igbx_dev_timesync_disable(struct rte_eth_dev *dev);
int igbx_dev_timesync_read_rx_timestamp(
	struct rte_eth_dev *dev, struct timespec *ts, uint32_t flags);
int igbx_dev_timesync_read_tx_timestamp(struct rte_eth_dev *dev, struct timespec *ts);
int igbx_dev_timesync_read_time(struct rte_eth_dev *dev, struct timespec *ts);
int igbx_dev_timesync_write_time(struct rte_eth_dev *dev, const struct timespec *ts);
int igbx_dev_timesync_adjust_time(struct rte_eth_dev *dev, int64_t delta);
/* ppm: millionths with 16 binary places */
int igbx_dev_timesync_adjust_freq(struct rte_eth_dev *dev, int64_t ppm);
/* Nanoseconds of the device's clock since the probe; no setting of the time moves it. */
int igbx_dev_read_clock(struct rte_eth_dev *dev, uint64_t *clock);

/* ---- interrupt: igbx_intr.c ---- */
void igbx_intr_register(struct rte_eth_dev *dev);
void igbx_intr_unregister(struct rte_eth_dev *dev);
int igbx_intr_start(struct rte_eth_dev *dev);
void igbx_intr_stop(struct rte_eth_dev *dev);

/* ---- the way to the registers: igbx_access.c ---- */
/* Whether the kernel's driver lets this process at the device; a line when not. */
bool igbx_access_is_possible(const struct rte_pci_device *pci_dev);
/* Maps the BARs; through UIO it first keeps other processes out, by a lock: -1 when there is none.
 * 0, -EBUSY for a device that another process has, other errors; all logged, and nothing is open.
 */
int igbx_access_open(struct rte_pci_device *pci_dev, int *lock);
/* For a port that is closed: another process may have the device where there is a lock. */
void igbx_access_give_back(struct rte_pci_device *pci_dev, int *lock);
/* For a device that leaves the bus. */
void igbx_access_close(struct rte_pci_device *pci_dev);

/* ---- removal: igbx_removal.c ---- */
/* Looks whether the device is still there, and whether the kernel wants it back, and tells the
 * application once.
 */
int igbx_removal_watch(struct rte_eth_dev *dev, bool on);

/* ---- receive interrupts: igbx_rx_intr.c ---- */
static inline bool
igbx_rx_intr_wanted(const struct rte_eth_dev *dev)
{
	return dev->data->dev_conf.intr_conf.rxq != 0 && dev->data->nb_rx_queues > 0;
}

int igbx_rx_intr_check(const struct rte_eth_dev *dev);
/* EAL's side: event descriptors and the vectors of the queues. */
int igbx_rx_intr_open(struct rte_eth_dev *dev);
void igbx_rx_intr_close(struct rte_eth_dev *dev);
/* The device's side, all vectors masked. */
int igbx_rx_intr_start(struct rte_eth_dev *dev);
int igbx_dev_rx_queue_intr_enable(struct rte_eth_dev *dev, uint16_t queue);
int igbx_dev_rx_queue_intr_disable(struct rte_eth_dev *dev, uint16_t queue);

#endif
