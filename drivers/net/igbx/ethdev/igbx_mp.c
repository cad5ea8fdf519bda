/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Requests of secondary processes, both ends.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "igbx_mp.h"

struct mp_param {
	uint32_t op; /* enum igbx_mp_op */
	uint16_t port_id;
	int32_t result; /* in the answer */
	struct igbx_mp_value value;
};

static int
serve_flow_ctrl(struct rte_eth_dev *dev, struct igbx_mp_value *value)
{
	struct rte_eth_fc_conf conf;
	int ret = igbx_dev_flow_ctrl_get(dev, &conf);

	value->mode = conf.mode;
	value->autoneg = conf.autoneg;
	return ret;
}

static int
serve_op(struct rte_eth_dev *dev, struct mp_param *param)
{
	switch (param->op) {
	case IGBX_MP_STATS_SAVE:
		return igbx_stats_save(dev);
	case IGBX_MP_STATS_RESET:
		return igbx_dev_stats_reset(dev);
	case IGBX_MP_LINK_UPDATE:
		(void)igbx_dev_link_update(dev, 0);
		return 0;
	case IGBX_MP_FLOW_CTRL:
		return serve_flow_ctrl(dev, &param->value);
	default:
		IGBX_ERR(
			"port %u: a secondary process asks for %u, which this driver does not have",
			dev->data->port_id, param->op);
		return -ENOTSUP;
	}
}

/* On EAL's thread for messages; the port may be on its way out on another one. */
static int
serve(const struct rte_mp_msg *request, const void *peer)
{
	struct rte_mp_msg answer;
	struct mp_param param;
	struct rte_eth_dev *dev;

	memset(&answer, 0, sizeof(answer));
	memset(&param, 0, sizeof(param));
	if (request->len_param != sizeof(param)) {
		IGBX_ERR("a secondary process sends a request of %d bytes: %zu are expected",
			request->len_param, sizeof(param));
		param.result = -EINVAL;
	} else {
		memcpy(&param, request->param, sizeof(param));
		dev = igbx_ports_hold(param.port_id);
		param.result = dev == NULL ? -ENODEV : serve_op(dev, &param);
		if (dev != NULL)
			igbx_ports_let_go();
	}
	snprintf(answer.name, sizeof(answer.name), "%s", request->name);
	answer.len_param = sizeof(param);
	memcpy(answer.param, &param, sizeof(param));
	return rte_mp_reply(&answer, peer);
}

int
igbx_mp_ask(const struct rte_eth_dev *dev, enum igbx_mp_op op)
{
	struct igbx_mp_value none;

	return igbx_mp_ask_value(dev, op, &none);
}

int
igbx_mp_ask_value(const struct rte_eth_dev *dev, enum igbx_mp_op op, struct igbx_mp_value *value)
{
	const struct timespec limit = {.tv_sec = IGBX_MP_TIMEOUT_S};
	struct mp_param param = {.op = op, .port_id = dev->data->port_id};
	struct rte_mp_reply answers = {.nb_received = 0};
	struct rte_mp_msg request;
	int ret = -ETIMEDOUT;

	memset(&request, 0, sizeof(request));
	snprintf(request.name, sizeof(request.name), "%s", IGBX_MP_NAME);
	request.len_param = sizeof(param);
	memcpy(request.param, &param, sizeof(param));
	if (rte_mp_request_sync(&request, &answers, &limit) == 0 && answers.nb_received == 1 &&
		answers.msgs[0].len_param == sizeof(param)) {
		memcpy(&param, answers.msgs[0].param, sizeof(param));
		ret = param.result;
		*value = param.value;
	} else {
		IGBX_ERR("port %u: the primary process does not answer", dev->data->port_id);
	}
	free(answers.msgs);
	return ret;
}

/* ---- ports ---- */

/* Where a thread finds it that has nothing but the number of a port. There is one for the life
 * of the primary process, so that whoever comes late finds a lock and no port.
 */
struct ports {
	rte_spinlock_t lock;
	struct rte_eth_dev *dev[RTE_MAX_ETHPORTS];
};

#define PORTS_ZONE "igbx_ports"

static struct ports *
ports_find(void)
{
	const struct rte_memzone *mz = rte_memzone_lookup(PORTS_ZONE);

	return mz == NULL ? NULL : mz->addr;
}

static struct ports *
ports_create(void)
{
	const struct rte_memzone *mz;
	struct ports *ports;

	mz = rte_memzone_reserve(PORTS_ZONE, sizeof(*ports), SOCKET_ID_ANY, 0);
	if (mz == NULL)
		return NULL;
	ports = mz->addr;
	memset(ports, 0, sizeof(*ports));
	rte_spinlock_init(&ports->lock);
	return ports;
}

int
igbx_ports_add(struct rte_eth_dev *dev)
{
	struct ports *ports = ports_find();

	if (ports == NULL)
		ports = ports_create();
	if (ports == NULL) {
		IGBX_ERR("port %u: no memory for the list of ports", dev->data->port_id);
		return -ENOMEM;
	}
	rte_spinlock_lock(&ports->lock);
	ports->dev[dev->data->port_id] = dev;
	rte_spinlock_unlock(&ports->lock);
	/* It stays when the port goes: then the answer is -ENODEV. */
	if (rte_mp_action_register(IGBX_MP_NAME, serve) != 0 && rte_errno != EEXIST &&
		rte_errno != ENOTSUP)
		IGBX_WARN("port %u: secondary processes cannot ask for anything (%d)",
			dev->data->port_id, rte_errno);
	return 0;
}

void
igbx_ports_del(struct rte_eth_dev *dev)
{
	struct ports *ports = ports_find();

	if (ports == NULL)
		return;
	rte_spinlock_lock(&ports->lock);
	ports->dev[dev->data->port_id] = NULL;
	rte_spinlock_unlock(&ports->lock);
}

/* No lock of the primary's may be taken by a process that can be killed with it. */
static struct rte_eth_dev *
secondary_port(uint16_t port_id)
{
	struct rte_eth_dev *dev;

	if (!rte_eth_dev_is_valid_port(port_id))
		return NULL;
	dev = &rte_eth_devices[port_id];
	return dev->dev_ops == &igbx_secondary_ops ? dev : NULL;
}

void
igbx_ports_lock(void)
{
	struct ports *ports = ports_find();

	if (ports != NULL)
		rte_spinlock_lock(&ports->lock);
}

void
igbx_ports_unlock(void)
{
	struct ports *ports = ports_find();

	if (ports != NULL)
		rte_spinlock_unlock(&ports->lock);
}

struct rte_eth_dev *
igbx_ports_hold(uint16_t port_id)
{
	struct ports *ports;

	if (port_id >= RTE_MAX_ETHPORTS)
		return NULL;
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return secondary_port(port_id);
	ports = ports_find();
	if (ports == NULL)
		return NULL;
	rte_spinlock_lock(&ports->lock);
	if (ports->dev[port_id] != NULL)
		return ports->dev[port_id];
	rte_spinlock_unlock(&ports->lock);
	return NULL;
}

void
igbx_ports_let_go(void)
{
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		igbx_ports_unlock();
}
