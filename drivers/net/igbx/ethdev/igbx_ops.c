/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What ethdev may call.
 */
#include "igbx_ethdev.h"

IGBX_COMPAT_STATS_GET(igbx_dev_stats_get)
IGBX_COMPAT_PTYPES_GET(igbx_dev_ptypes_get)
IGBX_COMPAT_PTYPES_GET(igbx_dev_buffer_split_ptypes_get)

const struct eth_dev_ops igbx_ops = {
	.dev_configure = igbx_dev_configure,
	.dev_start = igbx_dev_start,
	.dev_stop = igbx_dev_stop,
	.dev_close = igbx_dev_close,
	.dev_reset = igbx_dev_reset,
	.is_removed = igbx_dev_is_removed,
	.dev_infos_get = igbx_dev_infos_get,
	.dev_supported_ptypes_get = IGBX_COMPAT_PTYPES_OP(igbx_dev_ptypes_get),
	.dev_ptypes_set = igbx_dev_ptypes_set,
	.buffer_split_supported_hdr_ptypes_get =
		IGBX_COMPAT_PTYPES_OP(igbx_dev_buffer_split_ptypes_get),
	.fw_version_get = igbx_dev_fw_version_get,
	.get_reg = igbx_dev_get_reg,
	.eth_rx_descriptor_dump = igbx_dev_rx_descriptor_dump,
	.eth_tx_descriptor_dump = igbx_dev_tx_descriptor_dump,
	.eth_dev_priv_dump = igbx_dev_priv_dump,
	IGBX_COMPAT_RESTORE_FLAGS_OP(igbx_dev_get_restore_flags)

		.rx_queue_setup = igbx_dev_rx_queue_setup,
	.rx_queue_release = igbx_dev_rx_queue_release,
	.rx_queue_start = igbx_dev_rx_queue_start,
	.rx_queue_stop = igbx_dev_rx_queue_stop,
	.rx_queue_intr_enable = igbx_dev_rx_queue_intr_enable,
	.rx_queue_intr_disable = igbx_dev_rx_queue_intr_disable,
	.rxq_info_get = igbx_dev_rxq_info_get,
	IGBX_COMPAT_RECYCLE_OP(igbx_recycle_rxq_info_get).rx_burst_mode_get =
		igbx_dev_rx_burst_mode_get,
	.tx_queue_setup = igbx_dev_tx_queue_setup,
	.tx_queue_release = igbx_dev_tx_queue_release,
	.tx_queue_start = igbx_dev_tx_queue_start,
	.tx_queue_stop = igbx_dev_tx_queue_stop,
	.txq_info_get = igbx_dev_txq_info_get,
	.tx_burst_mode_get = igbx_dev_tx_burst_mode_get,
	.tx_done_cleanup = igbx_tx_done_cleanup,
	.get_monitor_addr = igbx_rx_get_monitor_addr,

	.link_update = igbx_dev_link_update,
	.dev_led_on = igbx_dev_led_on,
	.dev_led_off = igbx_dev_led_off,
	.dev_set_link_up = igbx_dev_set_link_up,
	.dev_set_link_down = igbx_dev_set_link_down,
	.flow_ctrl_get = igbx_dev_flow_ctrl_get,
	.flow_ctrl_set = igbx_dev_flow_ctrl_set,

	.mtu_set = igbx_dev_mtu_set,
	.promiscuous_enable = igbx_dev_promiscuous_enable,
	.promiscuous_disable = igbx_dev_promiscuous_disable,
	.allmulticast_enable = igbx_dev_allmulticast_enable,
	.allmulticast_disable = igbx_dev_allmulticast_disable,
	.mac_addr_add = igbx_dev_mac_addr_add,
	.mac_addr_remove = igbx_dev_mac_addr_remove,
	.mac_addr_set = igbx_dev_mac_addr_set,
	.set_mc_addr_list = igbx_dev_set_mc_addr_list,
	.uc_hash_table_set = igbx_dev_uc_hash_table_set,
	.uc_all_hash_table_set = igbx_dev_uc_all_hash_table_set,
	.flow_ops_get = igbx_dev_flow_ops_get,
	.vlan_filter_set = igbx_dev_vlan_filter_set,
	.vlan_offload_set = igbx_dev_vlan_offload_set,
	.vlan_strip_queue_set = igbx_dev_vlan_strip_queue_set,
	.vlan_tpid_set = igbx_dev_vlan_tpid_set,
	.vlan_pvid_set = igbx_dev_vlan_pvid_set,

	.set_queue_rate_limit = igbx_dev_set_queue_rate_limit,
	.tm_ops_get = igbx_dev_tm_ops_get,
	IGBX_COMPAT_RATE_GET_OP(igbx_dev_get_queue_rate_limit)

		.reta_update = igbx_dev_reta_update,
	.reta_query = igbx_dev_reta_query,
	.rss_hash_update = igbx_dev_rss_hash_update,
	.rss_hash_conf_get = igbx_dev_rss_hash_conf_get,

	.get_eeprom_length = igbx_dev_get_eeprom_length,
	.get_eeprom = igbx_dev_get_eeprom,
	.set_eeprom = igbx_dev_set_eeprom,
	.get_module_info = igbx_dev_get_module_info,
	.get_module_eeprom = igbx_dev_get_module_eeprom,
	.timesync_enable = igbx_dev_timesync_enable,
	.timesync_disable = igbx_dev_timesync_disable,
	.timesync_read_rx_timestamp = igbx_dev_timesync_read_rx_timestamp,
	.timesync_read_tx_timestamp = igbx_dev_timesync_read_tx_timestamp,
	.timesync_read_time = igbx_dev_timesync_read_time,
	.timesync_write_time = igbx_dev_timesync_write_time,
	.timesync_adjust_time = igbx_dev_timesync_adjust_time,
	.read_clock = igbx_dev_read_clock,
	IGBX_COMPAT_ADJUST_FREQ_OP(igbx_dev_timesync_adjust_freq)

		.stats_get = IGBX_COMPAT_STATS_OP(igbx_dev_stats_get),
	.stats_reset = igbx_dev_stats_reset,
	.xstats_get = igbx_dev_xstats_get,
	.xstats_get_names = igbx_dev_xstats_get_names,
	.xstats_get_by_id = igbx_dev_xstats_get_by_id,
	.xstats_get_names_by_id = igbx_dev_xstats_get_names_by_id,
	.xstats_reset = igbx_dev_stats_reset,
	.queue_stats_mapping_set = igbx_dev_queue_stats_mapping_set,
};
