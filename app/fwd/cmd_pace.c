/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: the pace of what is generated or replayed. */

#include <errno.h>

#include <rte_cycles.h>

#include "cmd.h"
#include "log.h"
#include "pace.h"

static int
set_port(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct fwd_rate rate;
	char why[128];
	int ret = fwd_rate_read(a[1].s, &rate, why, sizeof(why));

	if (ret < 0) {
		fwd_err("set tx_rate: %s, or off", why);
		return ret;
	}
	/* What does not forward learns the rate, and the speed of its link, when it does. */
	if (fwd_cmd_is_forwarding(cli, p))
		ret = fwd_port_pace_set(p, &rate);
	if (ret == 0)
		p->tx_rate = rate;
	return ret;
}

static int
set_rate(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, set_port, a);
}

static int
add_rate(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct doc *d = doc_object(cli->list, NULL);
	char text[FWD_RATE_TEXT];
	struct fwd_pace_result r;

	(void)a;
	fwd_rate_write(&p->tx_rate, text);
	doc_uint(d, "port", p->id);
	doc_str(d, "rate", text);
	if (!fwd_cmd_is_forwarding(cli, p) || !fwd_pace_is_on(p->pace))
		return 0;
	fwd_pace_result(p->pace, rte_rdtsc(), &r);
	if (r.bps != 0)
		doc_real(d, "bps", r.bps);
	else
		doc_real(d, "pps", r.pps);
	doc_uint(d, "sent_packets", r.packets);
	doc_real(d, "sent_pps", r.sent_pps);
	doc_real(d, "sent_bps", r.sent_bps);
	doc_real(d, "late_s", r.late_s);
	return 0;
}

static int
show_rate(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_rate, a);
}

static const struct fwd_cmd cmds[] = {
	{"set tx_rate <ports> <rate:word>",
		"pace of what is generated or replayed: " FWD_RATE_FORMS
		" of the link's speed, off; at once",
		set_rate, 0},
	{"show tx_rate <ports>", "the pace asked, and what was sent at it", show_rate, 0},
};

const struct fwd_topic fwd_topic_pace = {
	.name = "pace",
	.help = "rates of what is generated or replayed",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
