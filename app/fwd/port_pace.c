/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The pace of ports: what was asked, and the speed of links. */

#include <errno.h>

#include <rte_cycles.h>

#include "engine.h"
#include "fwd.h"
#include "log.h"
#include "pace.h"

/** In Mb/s; 0: not known, or the link is down. */
static uint32_t
link_mbps(const struct fwd_port *p)
{
	struct rte_eth_link link = {0};

	if (rte_eth_link_get_nowait(p->id, &link) < 0 || link.link_status != RTE_ETH_LINK_UP ||
		link.link_speed == RTE_ETH_SPEED_NUM_UNKNOWN)
		return 0;
	return link.link_speed;
}

/** Bytes of the tags that the device inserts into what is sent. */
static uint32_t
nb_inserted(const struct fwd_port *p)
{
	return ((p->vlan_taps & FWD_TAP_VLAN) != 0 ? RTE_VLAN_HLEN : 0) +
	       ((p->vlan_taps & FWD_TAP_QINQ) != 0 ? RTE_VLAN_HLEN : 0);
}

int
fwd_port_pace_set(struct fwd_port *p, const struct fwd_rate *rate)
{
	uint32_t mbps = rate->kind == FWD_RATE_PERCENT ? link_mbps(p) : 0;
	char text[FWD_RATE_TEXT];

	if (fwd_pace_set(p->pace, rate, mbps, nb_inserted(p), rte_get_tsc_hz()) == 0)
		return 0;
	fwd_rate_write(rate, text);
	fwd_err("port %u: a rate of %s needs a link that is up and tells its speed: give the rate "
		"in pps or bps",
		p->id, text);
	return -EINVAL;
}

int
fwd_port_paces_start(struct fwd_app *app)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];

		if (app->engine->generates || p->replay != NULL)
			ret = fwd_port_pace_set(p, &p->tx_rate);
	}
	return ret;
}
