/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands of testpmd that are not here, and what comes nearest. */

#include <string.h>

#include "cmd.h"
#include "log.h"

/** A word that begins with * stands for any. */
static const struct {
	const char *words;
	const char *nearest;
} absent[] = {
	{"set txtimes", "set tx_rate paces what is sent"},
	{"set vf", "there are no virtual functions"},
	{"set port * vf",
		"there are no virtual functions; set port PORT queue QUEUE rate limits a queue"},
	{"show vf", "there are no virtual functions; show port stats"},
	{"clear vf", "there are no virtual functions; clear port stats"},
	{"set tx loopback", "port config PORT loopback"},
	{"set all queues drop", "port config all drop-en"},
	{"set pfc_ctrl", "set flow_ctrl"},
	{"set pfc_queue_ctrl", "set flow_ctrl"},
	{"port config * dcb", "there is no DCB; port config all rss"},
	{"show port dcb_tc", "there is no DCB; show port PORT rss reta"},
	{"show port fdir", "flow list"},
	{"port config * udp_tunnel_port", "there are no tunnels"},
	{"rx_vxlan_port", "there are no tunnels"},
	{"csum parse-tunnel", "csum looks at the outermost headers only"},
	{"tunnel_tso", "tso set"},
	{"set port * gro", "there is no software GRO"},
	{"set gro", "there is no software GRO"},
	{"set port * gso", "tso set lets the device cut"},
	{"set gso", "tso set lets the device cut"},
	{"add port meter", "set port PORT queue QUEUE rate limits a queue"},
	{"add port tm", "set port PORT queue QUEUE rate limits a queue"},
	{"port tm", "set port PORT queue QUEUE rate limits a queue"},
	{"show port tm", "show port info"},
	{"show port meter", "show port info"},
	{"bpf-load", "flow create PORT ... actions drop"},
	{"bpf-unload", "flow flush PORT"},
	{"create bonded", "EAL's --vdev=net_bonding0,..."},
	{"flow indirect_action", "flow create"},
	{"flow template_table", "flow create"},
	{"flow pattern_template", "flow create"},
	{"flow actions_template", "flow create"},
	{"flow queue", "flow create"},
	{"flow tunnel", "flow create"},
	{"set sample_actions", "flow create"},
	{"set raw_encap", "flow create"},
	{"set raw_decap", "flow create"},
	{"ddp", "there are no such profiles"},
	{"mcast_addr add vf", "mcast_addr add PORT MAC"},
	{"mac_addr add port", "mac_addr add PORT MAC"},
	{"set port setup on", "port attach and port start take each port as it comes"},
	{"set bypass", "set link-down port"},
	{"set bonding", "EAL's --vdev=net_bonding0,..."},
	{"show port * fec", "show port info"},
	{"set port * fec_mode", "port config PORT speed"},
};

/** Whether the line begins with these words. */
static bool
begins(const struct fwd_words *w, const char *words)
{
	for (unsigned int i = 0; *words != '\0'; i++) {
		size_t len = strcspn(words, " ");

		if (i == w->nb)
			return false;
		if (words[0] != '*' &&
			(strlen(w->at[i]) != len || memcmp(w->at[i], words, len) != 0))
			return false;
		words += len;
		words += *words == ' ';
	}
	return true;
}

bool
fwd_absent_explain(const struct fwd_words *w)
{
	for (unsigned int i = 0; i < RTE_DIM(absent); i++) {
		if (!begins(w, absent[i].words))
			continue;
		fwd_err("testpmd's '%s' is not here: %s", absent[i].words, absent[i].nearest);
		return true;
	}
	return false;
}
