/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * IEEE 1588. Received and sent messages and the time of day are three views of one
 * clock, which the hardware layer keeps running; the time of day is that clock and an
 * offset, which is all that setting and adjusting the time change.
 */
#include <errno.h>
#include <inttypes.h>
#include <time.h>

#include "igbx_ethdev.h"

#define NS_PER_SECOND 1000000000
#define MAX_SECONDS   (INT64_MAX / NS_PER_SECOND - 1)

static int
check_on(const struct rte_eth_dev *dev)
{
	if (igbx_adapter_of(dev)->hw.time.stamping)
		return 0;
	IGBX_ERR("port %u: time sync is off: rte_eth_timesync_enable() comes first",
		dev->data->port_id);
	return -EINVAL;
}

static void
time_of_day(const struct igbx_adapter *ad, uint64_t clock_ns, struct timespec *ts)
{
	int64_t ns = (int64_t)clock_ns + ad->time_offset_ns;

	/* A stamp may be older than the time that was set after it. */
	ts->tv_sec = ns / NS_PER_SECOND;
	ts->tv_nsec = ns % NS_PER_SECOND;
	if (ts->tv_nsec < 0) {
		ts->tv_nsec += NS_PER_SECOND;
		ts->tv_sec--;
	}
}

void
igbx_timesync_watch(struct rte_eth_dev *dev, uint16_t queue)
{
	if (dev->data->rx_queues[queue] != NULL)
		igbx_rxq_watch(
			dev->data->rx_queues[queue], igbx_stamps_etqf(&igbx_adapter_of(dev)->hw));
}

static void
queues_watch(struct rte_eth_dev *dev)
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		igbx_timesync_watch(dev, q);
}

int
igbx_dev_timesync_enable(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t clock_ns;
	int ret;

	if (ad->hw.time.stamping)
		return 0;
	ret = igbx_clock_rate_set(&ad->hw, 0);
	if (ret == 0)
		ret = igbx_clock_read(&ad->hw, &clock_ns);
	if (ret == 0)
		ret = igbx_stamps_enable(&ad->hw);
	if (ret != 0)
		return ret;
	ad->time_offset_ns = -(int64_t)clock_ns;
	queues_watch(dev);
	return 0;
}

int
igbx_dev_timesync_disable(struct rte_eth_dev *dev)
{
	int ret = igbx_stamps_disable(&igbx_adapter_of(dev)->hw);

	queues_watch(dev);
	return ret;
}

static int
stamp_read(
	struct rte_eth_dev *dev, int (*take)(struct igbx_hw *hw, uint64_t *ns), struct timespec *ts)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t clock_ns;
	int ret;

	ret = check_on(dev);
	if (ret == 0)
		ret = take(&ad->hw, &clock_ns);
	if (ret == 0)
		time_of_day(ad, clock_ns, ts);
	/* Not there (yet) is what applications poll for: no line is worth that. */
	return ret == -EAGAIN ? -EINVAL : ret;
}

int
igbx_dev_timesync_read_rx_timestamp(struct rte_eth_dev *dev, struct timespec *ts, uint32_t flags)
{
	/* Applications pass on mbuf->timesync, which chooses among latches; there is one. */
	RTE_SET_USED(flags);
	return stamp_read(dev, igbx_stamp_rx_take, ts);
}

int
igbx_dev_timesync_read_tx_timestamp(struct rte_eth_dev *dev, struct timespec *ts)
{
	return stamp_read(dev, igbx_stamp_tx_take, ts);
}

int
igbx_dev_timesync_read_time(struct rte_eth_dev *dev, struct timespec *ts)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t clock_ns;
	int ret;

	ret = check_on(dev);
	if (ret == 0)
		ret = igbx_clock_read(&ad->hw, &clock_ns);
	if (ret == 0)
		time_of_day(ad, clock_ns, ts);
	return ret;
}

int
igbx_dev_timesync_write_time(struct rte_eth_dev *dev, const struct timespec *ts)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t clock_ns;
	int ret;

	ret = check_on(dev);
	if (ret != 0)
		return ret;
	if (ts->tv_sec < 0 || ts->tv_sec > MAX_SECONDS || ts->tv_nsec < 0 ||
		ts->tv_nsec >= NS_PER_SECOND) {
		IGBX_ERR("port %u: time %jd s %ld ns: there are 0 to %jd s, 0 to %d ns",
			dev->data->port_id, (intmax_t)ts->tv_sec, ts->tv_nsec,
			(intmax_t)MAX_SECONDS, NS_PER_SECOND - 1);
		return -EINVAL;
	}
	ret = igbx_clock_read(&ad->hw, &clock_ns);
	if (ret == 0)
		ad->time_offset_ns = ts->tv_sec * NS_PER_SECOND + ts->tv_nsec - (int64_t)clock_ns;
	return ret;
}

int
igbx_dev_timesync_adjust_time(struct rte_eth_dev *dev, int64_t delta)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t clock_ns;
	int64_t now_ns;
	int ret;

	ret = check_on(dev);
	if (ret == 0)
		ret = igbx_clock_read(&ad->hw, &clock_ns);
	if (ret != 0)
		return ret;
	now_ns = (int64_t)clock_ns + ad->time_offset_ns;
	if (delta < -now_ns || delta > MAX_SECONDS * NS_PER_SECOND - now_ns) {
		IGBX_ERR("port %u: time adjusted by %" PRId64 " ns: at %" PRId64
			 " ns it would leave 0 to %jd s",
			dev->data->port_id, delta, now_ns, (intmax_t)MAX_SECONDS);
		return -EINVAL;
	}
	ad->time_offset_ns += delta;
	return 0;
}

int
igbx_dev_timesync_adjust_freq(struct rte_eth_dev *dev, int64_t ppm)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = check_on(dev);
	if (ret != 0)
		return ret;
	ret = igbx_clock_rate_set(&ad->hw, ppm);
	if (ret != -ERANGE)
		return ret;
	IGBX_ERR("port %u: frequency adjusted by %" PRId64 " (ppm / 65536): the clock can be "
		 "%" PRId64 " ppb faster or slower, that is %" PRId64,
		dev->data->port_id, ppm, IGBX_RATE_MAX_PPB, IGBX_RATE_MAX);
	return -EINVAL;
}

int
igbx_dev_read_clock(struct rte_eth_dev *dev, uint64_t *clock)
{
	return igbx_clock_read(&igbx_adapter_of(dev)->hw, clock);
}
