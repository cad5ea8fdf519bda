/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The entries of two filter tables that time sync and rte_flow share: EtherType
 * filters, where both may use the same entry, and five-tuple filters.
 */
#ifndef IGBX_ETYPE_H
#define IGBX_ETYPE_H

#include <stdbool.h>
#include <stdint.h>

#define IGBX_NB_ETYPES 8
#define IGBX_NB_TUPLES 8

struct igbx_hw;

/* What an EtherType filter does; an entry that does nothing is free. */
struct igbx_etype {
	uint16_t type;
	bool stamp; /* time sync: event messages of this type are stamped */
	bool steer; /* rte_flow: the queue is this one */
	uint8_t queue;
};

struct igbx_filter_slots {
	struct igbx_etype etypes[IGBX_NB_ETYPES];
	uint8_t tuples; /* five-tuple filters in use, one bit each */
};

/* Entry of the type, -ENOENT when there is none. */
int igbx_etype_find(const struct igbx_hw *hw, uint16_t type);
/* Stamping of a type on or off. -ENOSPC, logged, when all entries are in use. */
int igbx_etype_stamp(struct igbx_hw *hw, uint16_t type, bool on);
/* Packets of the type to queue; a negative one takes that back. -ENOSPC as above, -EINVAL for a
 * queue above 7: ETQF has three bits for it.
 */
int igbx_etype_steer(struct igbx_hw *hw, uint16_t type, int queue);
/* After a reset. */
void igbx_etypes_restore(struct igbx_hw *hw);

/* A free five-tuple filter, -ENOSPC when there is none (not logged). Its registers are the
 * caller's until it is put back.
 */
int igbx_tuple_take(struct igbx_hw *hw);
void igbx_tuple_put(struct igbx_hw *hw, int index);

#endif
