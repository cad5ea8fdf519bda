/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pools of queues (VMDq): 82576 datasheet, sections 7.10.3 and 8.14. Pool p has queue p, and
 * with RSS queue p + 8 as well.
 */
#ifndef IGBX_POOLS_H
#define IGBX_POOLS_H

#include <stdbool.h>
#include <stdint.h>

#define IGBX_NB_POOLS	   8
#define IGBX_NB_POOL_VLANS 32 /* VLVF */

/* What a pool takes beside the addresses that are its own. */
#define IGBX_POOL_UNTAGGED  0x01u
#define IGBX_POOL_MC_HASH   0x02u /* multicast of the table */
#define IGBX_POOL_UC_HASH   0x04u
#define IGBX_POOL_BROADCAST 0x08u
#define IGBX_POOL_MC_ALL    0x10u

struct igbx_pools_cfg {
	bool on;
	uint8_t pools;	      /* the ones with queues, one bit each */
	uint8_t rss_pools;    /* of these, with two queues to spread over */
	uint8_t strip_pools;  /* that get packets without their VLAN tag */
	uint8_t accept;	      /* IGBX_POOL_* */
	uint8_t default_pool; /* for unicast that no pool wants */
	bool default_on;      /* false: it is dropped */
	bool keep_crc;
	bool pvid_on; /* every packet sent gets the tag pvid */
	uint16_t pvid;
	uint32_t max_frame_bytes;
};

struct igbx_hw;

/* Pools on or off and how they receive; after a reset, and again when something changed. Without
 * pools nothing is written. What RSS does depends on it: igbx_rss_set() comes after.
 */
int igbx_pools_set(struct igbx_hw *hw, const struct igbx_pools_cfg *cfg);
/* Entry 0 to 31 of the table that says to which pools a VLAN goes; pools 0: none. */
int igbx_pool_vlan_set(struct igbx_hw *hw, uint32_t entry, uint16_t vlan_id, uint8_t pools);

#endif
