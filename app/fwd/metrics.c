/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bitrate.h>
#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_latencystats.h>
#include <rte_lcore.h>
#include <rte_metrics.h>

#include "doc.h"
#include "log.h"

/** Packets between two stamps, in nanoseconds: one stamp for each burst, as in testpmd. */
#define SAMPLE_NS 1

static struct {
	struct rte_stats_bitrates *bitrates;
	uint64_t last_tsc;
	bool latency;
} metrics;

static int
failed(const char *option, int ret)
{
	fwd_err("--%s: %s", option, rte_strerror(ret < 0 ? -ret : ENOMEM));
	return ret < 0 ? ret : -ENOMEM;
}

static int
check_lcore(const char *option, uint64_t id)
{
	if (id == UINT64_MAX || (id < RTE_MAX_LCORE && rte_lcore_is_enabled((unsigned int)id)))
		return 0;
	fwd_err("--%s=%u: EAL does not have this lcore", option, (unsigned int)id);
	return -EINVAL;
}

int
fwd_metrics_start(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;
	int ret = check_lcore("bitrate-stats", opt->bitrate_lcore);

	if (ret == 0)
		ret = check_lcore("latencystats", opt->latency_lcore);
	if (ret < 0 || (opt->bitrate_lcore == UINT64_MAX && opt->latency_lcore == UINT64_MAX))
		return ret;
	rte_metrics_init((int)rte_socket_id());
	if (opt->latency_lcore != UINT64_MAX) {
		ret = rte_latencystats_init(SAMPLE_NS, NULL);
		if (ret != 0)
			return failed("latencystats", ret);
		metrics.latency = true;
	}
	if (opt->bitrate_lcore != UINT64_MAX) {
		metrics.bitrates = rte_stats_bitrate_create();
		ret = metrics.bitrates == NULL ? -ENOMEM : rte_stats_bitrate_reg(metrics.bitrates);
		if (ret != 0)
			return failed("bitrate-stats", ret);
	}
	return 0;
}

void
fwd_metrics_tick(const struct fwd_app *app)
{
	uint64_t now = rte_get_timer_cycles();

	if (metrics.latency)
		(void)rte_latencystats_update();
	if (metrics.bitrates == NULL || now - metrics.last_tsc < rte_get_timer_hz())
		return;
	metrics.last_tsc = now;
	for (unsigned int i = 0; i < app->nb_ports; i++)
		(void)rte_stats_bitrate_calc(metrics.bitrates, app->ports[i]->id);
}

void
fwd_metrics_stop(void)
{
	if (metrics.latency)
		(void)rte_latencystats_uninit();
	rte_stats_bitrate_free(metrics.bitrates);
	memset(&metrics, 0, sizeof(metrics));
}

int
fwd_metrics_show(struct doc *d, int port)
{
	int nb = rte_metrics_get_names(NULL, 0), ret = 0;
	struct rte_metric_name *names;
	struct rte_metric_value *values;

	if (nb <= 0)
		return nb < 0 ? nb : -ENOENT;
	names = calloc((size_t)nb, sizeof(*names));
	values = calloc((size_t)nb, sizeof(*values));
	if (names == NULL || values == NULL)
		ret = -ENOMEM;
	else if (rte_metrics_get_names(names, (uint16_t)nb) != nb ||
		 rte_metrics_get_values(port, values, (uint16_t)nb) != nb)
		ret = -EIO;
	for (int i = 0; ret == 0 && i < nb; i++) {
		const char *name = names[values[i].key].name;

		/* Of ports there are bit rates, of all together the others. */
		if ((strstr(name, "bits") != NULL) == (port != RTE_METRICS_GLOBAL))
			doc_uint(d, name, values[i].value);
	}
	free(names);
	free(values);
	return ret;
}
