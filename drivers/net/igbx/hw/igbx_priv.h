/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the files of this layer share with each other only.
 */
#ifndef IGBX_PRIV_H
#define IGBX_PRIV_H

#include "igbx_io.h"

/* The chip's own share of the work: the ops of struct igbx_chip. */
int igbx_82576_reset(struct igbx_hw *hw);
int igbx_82576_read_mac(struct igbx_hw *hw, uint8_t mac[IGBX_ETH_ADDR_BYTES]);
int igbx_82576_link_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg);
int igbx_82576_link_get(struct igbx_hw *hw, struct igbx_link_state *state);

/* -EBADMSG when there is none; else sets hw->nvm_words. */
int igbx_nvm_find(struct igbx_hw *hw);
/* -EINVAL, logged, for words that are not all there. */
int igbx_nvm_range_check(struct igbx_hw *hw, uint32_t word, uint32_t nb_words);
/* For whoever holds IGBX_SYNC_NVM. */
int igbx_nvm_words_get(struct igbx_hw *hw, uint32_t word, uint32_t nb_words, uint16_t *out);

/* Which media the NVM configured; -ENOTSUP for an external PHY. */
int igbx_media_find(struct igbx_hw *hw);
/* Resets the PHY and reads its id into hw->phy_id. */
int igbx_phy_find(struct igbx_hw *hw);
/* The firmware keeps the link for itself, as for a remote console. */
bool igbx_phy_is_kept(struct igbx_hw *hw);

/* Copper: the internal PHY. */
int igbx_copper_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg);
int igbx_copper_get(struct igbx_hw *hw, struct igbx_link_state *state);
/* Fibre and backplane: the PCS. */
int igbx_serdes_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg);
int igbx_serdes_get(struct igbx_hw *hw, struct igbx_link_state *state);
void igbx_serdes_power(struct igbx_hw *hw, bool up);

/* What one side of a link advertises about pause frames: IEEE 802.3, annex 28B. */
struct igbx_pause {
	bool sym;  /* PAUSE */
	bool asym; /* ASM_DIR */
};

struct igbx_pause igbx_pause_advertise(const struct igbx_link_cfg *cfg);
/* Puts into the MAC what both sides agreed on, as far as cfg wants it. */
void igbx_fc_resolve(struct igbx_hw *hw, struct igbx_pause local, struct igbx_pause partner);
/* Turns pause frames on and off, and sets the thresholds for them. */
void igbx_fc_apply(struct igbx_hw *hw, bool rx, bool tx);
/* Frame constants and times, whether or not pause frames will be used. */
void igbx_fc_init(struct igbx_hw *hw);

#endif
