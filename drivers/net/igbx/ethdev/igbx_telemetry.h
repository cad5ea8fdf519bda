/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * /igbx/ on EAL's telemetry socket. The answers come from memory: nothing that a monitoring
 * program asks for touches the device.
 */
#ifndef IGBX_TELEMETRY_H
#define IGBX_TELEMETRY_H

#include <rte_telemetry.h>

#include "igbx_ethdev.h"

/* Once, before EAL starts. */
void igbx_telemetry_register(void);

/* Each fills a dictionary about a port that is held; -errno. */
int igbx_telemetry_queues(const struct rte_eth_dev *dev, struct rte_tel_data *data);
int igbx_telemetry_flows(const struct rte_eth_dev *dev, struct rte_tel_data *data);

/* Takes over what container holds, in every case; NULL is -ENOMEM. */
int igbx_telemetry_nest(struct rte_tel_data *data, const char *name, struct rte_tel_data *nested);

#endif
