/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "process.h"

#include "igbx_ethdev.h"
#include "igbx_mp.h"

static struct {
	enum rte_proc_type_t type;
	enum process_answer answer;
	rte_mp_t action;
	unsigned int nb_requests;
	struct rte_mp_msg reply;
	int nb_replies; /* of PROCESS_ANSWERS_THIS */
	/* the other process's own memory */
	struct rte_eth_dev other_dev;
	struct rte_eth_fp_ops other_ops;
	/* the primary's pointers in the shared memory */
	struct igbx_adapter *ad;
	const struct igbx_chip *chip;
	const char *name;
	const void *bus_dev;
} process = {.type = RTE_PROC_PRIMARY};

/* The names are the linker's: __wrap_f is called for f. */
enum rte_proc_type_t __wrap_rte_eal_process_type(void);
int __wrap_rte_mp_action_register(const char *name, rte_mp_t action);
int __wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *peer);
int __wrap_rte_mp_request_sync(
	struct rte_mp_msg *req, struct rte_mp_reply *reply, const struct timespec *ts);

enum rte_proc_type_t
__wrap_rte_eal_process_type(void)
{
	return process.type;
}

int
__wrap_rte_mp_action_register(const char *name, rte_mp_t action)
{
	RTE_SET_USED(name);
	if (process.action != NULL) {
		rte_errno = EEXIST;
		return -1;
	}
	process.action = action;
	return 0;
}

int
__wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *peer)
{
	RTE_SET_USED(peer);
	process.reply = *msg;
	return 0;
}

static void
pointers_spoil(void)
{
	process.chip = process.ad->hw.chip;
	process.name = process.ad->hw.name;
	process.bus_dev = process.ad->hw.bus_dev;
	process.ad->hw.chip = (const void *)(uintptr_t)8;
	process.ad->hw.name = (const void *)(uintptr_t)8;
	process.ad->hw.bus_dev = (const void *)(uintptr_t)8;
}

static void
pointers_mend(void)
{
	process.ad->hw.chip = process.chip;
	process.ad->hw.name = process.name;
	process.ad->hw.bus_dev = process.bus_dev;
}

static void
reply_hand_out(struct rte_mp_reply *reply, int nb)
{
	int i;

	reply->nb_received = nb;
	if (nb == 0)
		return;
	reply->msgs = calloc(nb, sizeof(reply->msgs[0]));
	if (reply->msgs == NULL)
		abort();
	for (i = 0; i < nb; i++)
		reply->msgs[i] = process.reply;
}

int
__wrap_rte_mp_request_sync(
	struct rte_mp_msg *req, struct rte_mp_reply *reply, const struct timespec *ts)
{
	RTE_SET_USED(ts);
	memset(reply, 0, sizeof(*reply));
	reply->nb_sent = 1;
	if (process.answer == PROCESS_IS_SILENT) {
		rte_errno = ETIMEDOUT;
		return -1;
	}
	if (process.answer == PROCESS_ANSWERS_THIS) {
		reply_hand_out(reply, process.nb_replies);
		return 0;
	}
	process.nb_requests++;
	pointers_mend();
	process.type = RTE_PROC_PRIMARY;
	process.action(req, "peer");
	process.type = RTE_PROC_SECONDARY;
	pointers_spoil();
	reply_hand_out(reply, 1);
	if (process.answer == PROCESS_ANSWERS_SHORT)
		reply->msgs->len_param--;
	return 0;
}

/* What each process has of its own changes places. */
static void
swap(uint16_t port)
{
	struct rte_eth_dev dev = rte_eth_devices[port];
	struct rte_eth_fp_ops ops = rte_eth_fp_ops[port];

	rte_eth_devices[port] = process.other_dev;
	rte_eth_fp_ops[port] = process.other_ops;
	process.other_dev = dev;
	process.other_ops = ops;
}

/* As ethdev does it in a secondary when the probe is over. */
static void
fast_ops_set(uint16_t port)
{
	struct rte_eth_fp_ops *ops = &rte_eth_fp_ops[port];
	const struct rte_eth_dev *dev = &rte_eth_devices[port];

	ops->rx_pkt_burst = dev->rx_pkt_burst;
	ops->tx_pkt_burst = dev->tx_pkt_burst;
	ops->tx_pkt_prepare = dev->tx_pkt_prepare;
	ops->rx_queue_count = dev->rx_queue_count;
	ops->rx_descriptor_status = dev->rx_descriptor_status;
	ops->tx_descriptor_status = dev->tx_descriptor_status;
}

int
process_enter_secondary(struct rig *rig)
{
	uint16_t port = rig->port;
	int ret;

	process.ad = igbx_adapter_of(&rte_eth_devices[port]);
	process.other_ops = rte_eth_fp_ops[port];
	memset(&process.other_dev, 0, sizeof(process.other_dev));
	swap(port);
	pointers_spoil();
	process.type = RTE_PROC_SECONDARY;
	ret = rig_probe(rig, NULL);
	if (ret == 0)
		fast_ops_set(port);
	return ret;
}

void
process_leave_secondary(struct rig *rig)
{
	process.type = RTE_PROC_PRIMARY;
	pointers_mend();
	swap(rig->port);
}

void
process_enter_primary(struct rig *rig)
{
	process_leave_secondary(rig);
}

void
process_leave_primary(struct rig *rig)
{
	swap(rig->port);
	pointers_spoil();
	process.type = RTE_PROC_SECONDARY;
}

void
process_set_answer(enum process_answer answer)
{
	process.answer = answer;
}

void
process_set_reply(const void *param, int len, int nb)
{
	memset(&process.reply, 0, sizeof(process.reply));
	memcpy(process.reply.param, param, RTE_MP_MAX_PARAM_LEN);
	process.reply.len_param = len;
	process.nb_replies = nb;
}

unsigned int
process_requests(void)
{
	return process.nb_requests;
}

int
process_ask(void *param, int len)
{
	struct rte_mp_msg msg;

	memset(&msg, 0, sizeof(msg));
	snprintf(msg.name, sizeof(msg.name), "%s", IGBX_MP_NAME);
	msg.len_param = len;
	/* The length is what the message says, and there is room for no more than this. */
	len = RTE_MAX(0, RTE_MIN(len, RTE_MP_MAX_PARAM_LEN));
	memcpy(msg.param, param, len);
	memset(&process.reply, 0, sizeof(process.reply));
	if (process.action(&msg, "peer") != 0)
		return -1;
	memcpy(param, process.reply.param, len);
	return process.reply.len_param;
}
