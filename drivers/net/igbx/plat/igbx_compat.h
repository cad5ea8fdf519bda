/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What older DPDK releases lack. The driver is written against the newest API;
 * this is the one place that knows what release it is built with.
 */
#ifndef IGBX_COMPAT_H
#define IGBX_COMPAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_mbuf.h>
#include <rte_telemetry.h>
#include <rte_version.h>
#include <dev_driver.h>
#include <bus_pci_driver.h>
#include <ethdev_driver.h>
#include <ethdev_pci.h>

/* Driver bodies are tied to one YY.MM: internal structures change between releases. */
#define IGBX_BUILT_YEAR	 RTE_VER_YEAR
#define IGBX_BUILT_MONTH RTE_VER_MONTH

/* ---- 26.07: generic conversions from a class device to a bus device ---- */
#ifndef RTE_CLASS_TO_BUS_DEVICE
#define RTE_CLASS_TO_BUS_DEVICE(class_dev, bus_dev_type) \
	container_of((class_dev)->device, typeof(bus_dev_type), device)
#endif

/* 26.07 took the driver pointer out of the PCI device. For whoever makes such a device. */
static inline void
igbx_compat_pci_set_driver(struct rte_pci_device *pci_dev, struct rte_pci_driver *driver)
{
#if RTE_VERSION < RTE_VERSION_NUM(26, 7, 0, 0)
	pci_dev->driver = driver;
#endif
	pci_dev->device.driver = &driver->driver;
}

/* ---- 25.07: RTE_PMD_EXPORT_NAME lost its index ---- */
#if RTE_VERSION < RTE_VERSION_NUM(25, 7, 0, 0)
#define IGBX_PMD_EXPORT_NAME(name) RTE_PMD_EXPORT_NAME(name, __COUNTER__)
#else
#define IGBX_PMD_EXPORT_NAME(name) RTE_PMD_EXPORT_NAME(name)
#endif

/* ---- 25.11: queue statistics are a structure of their own ---- */
#if RTE_VERSION < RTE_VERSION_NUM(25, 11, 0, 0)
struct eth_queue_stats {
	uint64_t q_ipackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_opackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_ibytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_obytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_errors[RTE_ETHDEV_QUEUE_STAT_CNTRS];
};

/* Defines the op of the older signature, to be named IGBX_COMPAT_OP(fn) in the table. */
#define IGBX_COMPAT_STATS_GET(fn)                                                        \
	static int fn##_compat(struct rte_eth_dev *dev, struct rte_eth_stats *stats)     \
	{                                                                                \
		struct eth_queue_stats queues;                                           \
		int ret;                                                                 \
                                                                                         \
		memset(&queues, 0, sizeof(queues));                                      \
		ret = fn(dev, stats, &queues);                                           \
		if (ret != 0)                                                            \
			return ret;                                                      \
		memcpy(stats->q_ipackets, queues.q_ipackets, sizeof(stats->q_ipackets)); \
		memcpy(stats->q_opackets, queues.q_opackets, sizeof(stats->q_opackets)); \
		memcpy(stats->q_ibytes, queues.q_ibytes, sizeof(stats->q_ibytes));       \
		memcpy(stats->q_obytes, queues.q_obytes, sizeof(stats->q_obytes));       \
		memcpy(stats->q_errors, queues.q_errors, sizeof(stats->q_errors));       \
		return 0;                                                                \
	}
#define IGBX_COMPAT_STATS_OP(fn) fn##_compat

typedef uint32_t igbx_rx_queue_count_t;
#else
#define IGBX_COMPAT_STATS_GET(fn)
#define IGBX_COMPAT_STATS_OP(fn) fn

typedef int igbx_rx_queue_count_t;
#endif

/* ---- 25.11: mbufs taken from and given to a pool in bulk, as they are in the pool ---- */
#if RTE_VERSION < RTE_VERSION_NUM(25, 11, 0, 0)
static inline int
rte_mbuf_raw_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs, unsigned int count)
{
	return rte_mempool_get_bulk(pool, (void **)mbufs, count);
}

static inline void
rte_mbuf_raw_free_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs, unsigned int count)
{
	rte_mempool_put_bulk(pool, (void **)mbufs, count);
}
#endif

/* ---- 24.11: the traffic manager's parameters are const ---- */
#if RTE_VERSION < RTE_VERSION_NUM(24, 11, 0, 0)
#define IGBX_COMPAT_TM_CONST
#else
#define IGBX_COMPAT_TM_CONST const
#endif

/* ---- a build of DPDK may watch what is taken from pools: not by hand then ---- */
#if defined(RTE_LIBRTE_MEMPOOL_DEBUG) || defined(RTE_LIBRTE_MEMPOOL_STATS) || \
	defined(RTE_LIBRTE_MBUF_DEBUG) || defined(RTE_MBUF_HISTORY_DEBUG)
#define IGBX_COMPAT_MEMPOOL_IS_PLAIN 0
#else
#define IGBX_COMPAT_MEMPOOL_IS_PLAIN 1
#endif

/* ---- 24.03: supported packet types come with their number instead of a terminator ---- */
#if RTE_VERSION < RTE_VERSION_NUM(24, 3, 0, 0)
#define IGBX_COMPAT_PTYPES_GET(fn)                                  \
	static const uint32_t *fn##_compat(struct rte_eth_dev *dev) \
	{                                                           \
		size_t nb;                                          \
                                                                    \
		return fn(dev, &nb);                                \
	}
#define IGBX_COMPAT_PTYPES_OP(fn) fn##_compat
#else
#define IGBX_COMPAT_PTYPES_GET(fn)
#define IGBX_COMPAT_PTYPES_OP(fn) fn
#endif

/* 24.03 also counts the descriptors that transmission has not given back. */
static inline void
igbx_compat_tx_queue_count_set(struct rte_eth_dev *dev, int (*count)(void *txq))
{
#if RTE_VERSION >= RTE_VERSION_NUM(24, 3, 0, 0)
	dev->tx_queue_count = count;
#else
	RTE_SET_USED(dev);
	RTE_SET_USED(count);
#endif
}

/* ---- 24.11: a driver that restores its filters in start says so ---- */
#if RTE_VERSION < RTE_VERSION_NUM(24, 11, 0, 0)
#define IGBX_COMPAT_RESTORE_FLAGS_OP(fn)
enum rte_eth_dev_operation { IGBX_COMPAT_NO_DEV_OPERATION };
#else
#define IGBX_COMPAT_RESTORE_FLAGS_OP(fn) .get_restore_flags = fn,
#endif

/* ---- 23.03: telemetry's unsigned values have another name ---- */
static inline int
igbx_compat_tel_add_u64(struct rte_tel_data *data, const char *name, uint64_t value)
{
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
	return rte_tel_data_add_dict_uint(data, name, value);
#else
	return rte_tel_data_add_dict_u64(data, name, value);
#endif
}

/* ---- 24.11: the frequency of the clock that stamps can be adjusted ---- */
#if RTE_VERSION < RTE_VERSION_NUM(24, 11, 0, 0)
#define IGBX_COMPAT_ADJUST_FREQ_OP(fn)
#else
#define IGBX_COMPAT_ADJUST_FREQ_OP(fn) .timesync_adjust_freq = fn,
#endif

/* ---- 26.07: limits of transmit queues can be asked for ---- */
#if RTE_VERSION < RTE_VERSION_NUM(26, 7, 0, 0)
#define IGBX_COMPAT_RATE_GET_OP(fn)
#else
#define IGBX_COMPAT_RATE_GET_OP(fn) .get_queue_rate_limit = fn,
#endif

/* ---- 24.11: registers have names, and can be chosen by them ---- */
static inline const char *
igbx_compat_reg_filter(const struct rte_dev_reg_info *info)
{
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
	return info->filter;
#else
	RTE_SET_USED(info);
	return NULL;
#endif
}

static inline void
igbx_compat_reg_name_set(const struct rte_dev_reg_info *info, uint32_t index, const char *name)
{
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
	if (info->names != NULL)
		snprintf(info->names[index].name, sizeof(info->names[index].name), "%s", name);
#else
	RTE_SET_USED(info);
	RTE_SET_USED(index);
	RTE_SET_USED(name);
#endif
}

/* ---- 23.11: mbufs go from a transmit queue to a receive queue without their pool ---- */
#if RTE_VERSION < RTE_VERSION_NUM(23, 11, 0, 0)
struct rte_eth_recycle_rxq_info {
	struct rte_mbuf **mbuf_ring;
	struct rte_mempool *mp;
	uint16_t *refill_head;
	uint16_t *receive_tail;
	uint16_t mbuf_ring_size;
	uint16_t refill_requirement;
};
#define IGBX_COMPAT_RECYCLE_OP(fn)
#else
#define IGBX_COMPAT_RECYCLE_OP(fn) .recycle_rxq_info_get = fn,
#endif

static inline void
igbx_compat_recycle_set(struct rte_eth_dev *dev,
	uint16_t (*reuse)(void *txq, struct rte_eth_recycle_rxq_info *info),
	void (*refill)(void *rxq, uint16_t nb))
{
#if RTE_VERSION >= RTE_VERSION_NUM(23, 11, 0, 0)
	dev->recycle_tx_mbufs_reuse = reuse;
	dev->recycle_rx_descriptors_refill = refill;
#else
	RTE_SET_USED(dev);
	RTE_SET_USED(reuse);
	RTE_SET_USED(refill);
#endif
}

/* ---- 23.11: receive buffer maximum, hash algorithms ---- */
static inline void
igbx_compat_info_set(struct rte_eth_dev_info *info, uint32_t max_rx_bufsize)
{
#if RTE_VERSION >= RTE_VERSION_NUM(23, 11, 0, 0)
	info->max_rx_bufsize = max_rx_bufsize;
	info->rss_algo_capa =
		RTE_ETH_HASH_ALGO_CAPA_MASK(DEFAULT) | RTE_ETH_HASH_ALGO_CAPA_MASK(TOEPLITZ);
#else
	RTE_SET_USED(info);
	RTE_SET_USED(max_rx_bufsize);
#endif
}

static inline void
igbx_compat_rss_conf_set_toeplitz(struct rte_eth_rss_conf *conf)
{
#if RTE_VERSION >= RTE_VERSION_NUM(23, 11, 0, 0)
	conf->algorithm = RTE_ETH_HASH_FUNCTION_TOEPLITZ;
#else
	RTE_SET_USED(conf);
#endif
}

#endif
