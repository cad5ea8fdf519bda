/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The life of an exception path; what it is for stands in exception.h. */

#include "exception.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_ring.h>

#include "cmd.h"
#include "events.h"
#include "log.h"

/** Frames on their way to the kernel and back: a bound for the mbufs that an attacker can hold. */
#define TO_KERNEL_FRAMES 1024
#define TO_WIRE_FRAMES	 256

/** Descriptors of the software port; for net_tap: the mbufs that one frame may take. */
#define TAP_DESC	 16
#define VIRTIO_USER_DESC 256

#define FOLLOW_MS 100

#define TUN_DEVICE   "/dev/net/tun"
#define VHOST_DEVICE "/dev/vhost-net"

static int
failed(const struct fwd_port *p, const char *name, const char *what, int ret)
{
	fwd_err("exception path of port %u: interface %s: cannot %s: %s", p->id, name, what,
		rte_strerror(-ret));
	return ret;
}

const char *
fwd_exception_kind_name(enum fwd_exception_kind kind)
{
	return kind == FWD_EXCEPTION_TAP ? "tap" : "virtio-user";
}

/** Find out what is missing before a driver says so in its own words. */
static int
check(const struct fwd_port *p, const struct fwd_exception_ask *ask)
{
	if (access(TUN_DEVICE, R_OK | W_OK) < 0)
		return failed(p, ask->name, "open " TUN_DEVICE, -errno);
	if (ask->kind == FWD_EXCEPTION_VIRTIO_USER && access(VHOST_DEVICE, R_OK | W_OK) < 0)
		return failed(p, ask->name, "open " VHOST_DEVICE, -errno);
	if (if_nametoindex(ask->name) == 0)
		return 0;
	fwd_err("exception path of port %u: there is an interface %s already", p->id, ask->name);
	return -EEXIST;
}

/** Make the software port, and with it the interface. */
static int
probe(struct fwd_exception *e, const struct fwd_port *p)
{
	char args[256], mac[RTE_ETHER_ADDR_FMT_SIZE];
	int ret;

	rte_ether_format_addr(mac, sizeof(mac), &p->mac);
	if (e->kind == FWD_EXCEPTION_TAP) {
		snprintf(e->device, sizeof(e->device), "net_tap_fwd%u", p->id);
		snprintf(args, sizeof(args), "iface=%s,mac=%s", e->name, mac);
	} else {
		snprintf(e->device, sizeof(e->device), "virtio_user_fwd%u", p->id);
		snprintf(args, sizeof(args), "path=%s,iface=%s,queue_size=%u,mac=%s", VHOST_DEVICE,
			e->name, VIRTIO_USER_DESC, mac);
	}
	fwd_events_mute(true);
	ret = rte_eal_hotplug_add("vdev", e->device, args);
	fwd_events_mute(false);
	if (ret < 0) {
		e->device[0] = '\0';
		return failed(p, e->name,
			e->kind == FWD_EXCEPTION_TAP ? "make it with net_tap"
						     : "make it with virtio-user",
			ret);
	}
	ret = rte_eth_dev_get_port_by_name(e->device, &e->id);
	return ret < 0 ? failed(p, e->name, "find its port", ret) : 0;
}

/** No offload is on: checksums are complete both ways, made and checked by the kernel. */
static int
configure(struct fwd_exception *e, const struct fwd_port *p)
{
	uint16_t nb_rxd = e->kind == FWD_EXCEPTION_TAP ? TAP_DESC : VIRTIO_USER_DESC;
	uint16_t nb_txd = nb_rxd;
	struct rte_eth_conf conf = {.intr_conf.rxq = e->kind == FWD_EXCEPTION_TAP};
	struct rte_eth_dev_info info;
	int ret = rte_eth_dev_info_get(e->id, &info);

	if (ret == 0) {
		conf.rxmode.offloads = info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER;
		conf.txmode.offloads = info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
		ret = rte_eth_dev_configure(e->id, 1, 1, &conf);
	}
	if (ret == 0)
		ret = rte_eth_dev_adjust_nb_rx_tx_desc(e->id, &nb_rxd, &nb_txd);
	if (ret == 0)
		ret = rte_eth_rx_queue_setup(
			e->id, 0, nb_rxd, (unsigned int)p->socket, NULL, p->pool);
	if (ret == 0)
		ret = rte_eth_tx_queue_setup(e->id, 0, nb_txd, (unsigned int)p->socket, NULL);
	if (ret == 0)
		ret = rte_eth_dev_start(e->id);
	return ret < 0 ? failed(p, e->name, "start it", ret) : 0;
}

static struct rte_ring *
make_ring(const struct fwd_port *p, const char *way, unsigned int size, unsigned int flags)
{
	char name[RTE_RING_NAMESIZE];

	snprintf(name, sizeof(name), "fwd_%s_%u", way, p->id);
	return rte_ring_create(name, size, p->socket, flags | RING_F_SC_DEQ);
}

static int
make_rings(struct fwd_exception *e, const struct fwd_port *p)
{
	e->to_kernel = make_ring(p, "to_kernel", TO_KERNEL_FRAMES, 0);
	e->to_wire = make_ring(p, "to_wire", TO_WIRE_FRAMES, RING_F_SP_ENQ);
	e->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	e->wire_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (e->to_kernel != NULL && e->to_wire != NULL && e->wake_fd >= 0 && e->wire_fd >= 0)
		return 0;
	return failed(p, e->name, "have its rings", -ENOMEM);
}

static int
start_thread(struct fwd_exception *e, const struct fwd_port *p)
{
	int ret = -pthread_create(&e->thread, NULL, fwd_exception_main, e);

	e->running = ret == 0;
	return ret < 0 ? failed(p, e->name, "start its thread", ret) : 0;
}

int
fwd_exception_open(struct fwd_app *app, struct fwd_port *p, const struct fwd_exception_ask *ask)
{
	struct fwd_exception *e;
	int ret = check(p, ask);

	if (ret < 0)
		return ret;
	e = rte_zmalloc("exception", sizeof(*e), RTE_CACHE_LINE_SIZE);
	if (e == NULL)
		return failed(p, ask->name, "have memory", -ENOMEM);
	p->exception = e;
	e->kind = ask->kind;
	e->owner = p->id;
	e->rouse = fwd_rx_mode_sleeps(app->opt->rx_mode);
	e->wake_fd = -1;
	e->wire_fd = -1;
	e->carrier = true;
	memcpy(e->name, ask->name, sizeof(e->name));
	ret = probe(e, p);
	if (ret == 0)
		ret = configure(e, p);
	if (ret == 0)
		ret = make_rings(e, p);
	if (ret == 0) {
		e->index = if_nametoindex(e->name);
		/* net_tap does so, virtio-user does not. */
		ret = fwd_iface_set_up(e->index);
		if (ret < 0)
			(void)failed(p, e->name, "set it up", ret);
	}
	if (ret == 0) {
		fwd_exception_follow(app);
		ret = start_thread(e, p);
	}
	if (ret < 0)
		fwd_exception_close(p);
	return ret;
}

int
fwd_exception_open_all(struct fwd_app *app)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++) {
		struct fwd_port *p = app->ports[i];

		if (app->opt->exception[p->id].kind != FWD_EXCEPTION_NONE)
			ret = fwd_exception_open(app, p, &app->opt->exception[p->id]);
	}
	return ret;
}

static uint64_t
empty_ring(struct rte_ring *ring)
{
	struct rte_mbuf *m;
	uint64_t nb = 0;

	while (ring != NULL && rte_ring_sc_dequeue(ring, (void **)&m) == 0) {
		rte_pktmbuf_free(m);
		nb++;
	}
	return nb;
}

static uint64_t
drop_pending(struct fwd_exception *e)
{
	uint16_t nb = e->nb_pending;

	rte_pktmbuf_free_bulk(e->pending + e->first_pending, nb);
	e->nb_pending = 0;
	return nb + empty_ring(e->to_wire);
}

void
fwd_exception_flush(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_exception *e = app->ports[i]->exception;

		if (e != NULL)
			atomic_fetch_add(&e->count.unsent, drop_pending(e));
	}
}

static void
close_device(const struct fwd_exception *e)
{
	struct rte_eth_dev_info info;

	fwd_events_mute(true);
	if (e->device[0] != '\0') {
		if (rte_eth_dev_is_valid_port(e->id) && rte_eth_dev_info_get(e->id, &info) == 0)
			(void)rte_eth_dev_stop(e->id);
		(void)rte_eal_hotplug_remove("vdev", e->device);
	}
	fwd_events_mute(false);
}

void
fwd_exception_close(struct fwd_port *p)
{
	struct fwd_exception *e = p->exception;

	if (e == NULL)
		return;
	if (e->running) {
		atomic_store(&e->stop, true);
		fwd_exception_wake(e);
		pthread_join(e->thread, NULL);
	}
	(void)drop_pending(e);
	(void)empty_ring(e->to_kernel);
	close_device(e);
	rte_ring_free(e->to_kernel);
	rte_ring_free(e->to_wire);
	if (e->wake_fd >= 0)
		close(e->wake_fd);
	if (e->wire_fd >= 0)
		close(e->wire_fd);
	rte_free(e);
	p->exception = NULL;
}

/** Whether what goes to the kernel and what comes from it passes. */
static bool
is_alive(const struct fwd_app *app, const struct fwd_port *p)
{
	struct rte_eth_link link = {0};

	if (!app->running || !p->started || fwd_events_removed(p->id))
		return false;
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		if (app->fwd[i] == p)
			return rte_eth_link_get_nowait(p->id, &link) == 0 &&
			       link.link_status == RTE_ETH_LINK_UP;
	}
	return false;
}

static int
follow_mtu(const struct fwd_exception *e, uint16_t mtu)
{
	int ret = rte_eth_dev_set_mtu(e->id, mtu);

	return ret < 0 && ret != -ENOTSUP ? ret : fwd_iface_set_mtu(e->index, mtu);
}

/** Have the addresses of the interface, if they are looked at. */
static void
follow_addresses(struct fwd_exception *e, bool wanted)
{
	const struct fwd_exception_hosts *now = atomic_load(&e->match);
	struct fwd_exception_hosts *next = &e->hosts[now == &e->hosts[0]];

	if (!wanted) {
		atomic_store(&e->match, NULL);
		return;
	}
	(void)fwd_iface_addresses(e->index, next);
	if (now == NULL || memcmp(now, next, sizeof(*now)) != 0)
		atomic_store(&e->match, next);
}

static void
follow(const struct fwd_app *app, const struct fwd_port *p, struct fwd_exception *e)
{
	bool alive = is_alive(app, p);
	int ret = 0;

	atomic_store(&e->keeps_crc, (p->rx_conf & RTE_ETH_RX_OFFLOAD_KEEP_CRC) != 0);
	atomic_store(&e->max_frame, p->max_frame);
	follow_addresses(e, app->opt->exception_match == FWD_EXCEPTION_MATCH_IP);
	if (e->deaf)
		return;
	if (!rte_is_same_ether_addr(&e->host, &p->mac)) {
		e->host = p->mac;
		atomic_store(&e->mac, fwd_exception_mac(&p->mac));
		ret = fwd_iface_set_mac(e->index, &p->mac);
	}
	if (ret == 0 && e->mtu != p->mtu) {
		e->mtu = p->mtu;
		ret = follow_mtu(e, p->mtu);
	}
	if (ret == 0 && e->carrier != alive) {
		e->carrier = alive;
		ret = fwd_iface_set_carrier(e->index, alive);
	}
	if (ret == 0)
		return;
	/* It may have been moved to another namespace, where it works, but is out of reach. */
	e->deaf = true;
	fwd_warn("exception path of port %u: interface %s no longer follows the port's link, "
		 "address and MTU: %s",
		p->id, e->name, rte_strerror(-ret));
}

void
fwd_exception_follow(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = app->ports[i];

		if (p->exception != NULL)
			follow(app, p, p->exception);
	}
	app->next_follow_tsc = rte_get_timer_cycles() + rte_get_timer_hz() / 1000 * FOLLOW_MS;
}

void
fwd_exception_tick(struct fwd_app *app)
{
	if (rte_get_timer_cycles() >= app->next_follow_tsc)
		fwd_exception_follow(app);
}

static uint64_t
read_counter(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

#define COPY_COUNT(e, member) (e)->zero.member = read_counter(&(e)->count.member)

void
fwd_exception_clear(struct fwd_exception *e)
{
	COPY_COUNT(e, taken);
	COPY_COUNT(e, copied);
	COPY_COUNT(e, lost);
	COPY_COUNT(e, to_kernel);
	COPY_COUNT(e, from_kernel);
	COPY_COUNT(e, sent);
	COPY_COUNT(e, unsent);
}

#define SHOW_COUNT(d, e, member) \
	doc_uint(d, #member, read_counter(&(e)->count.member) - (e)->zero.member)

void
fwd_exception_doc(const struct fwd_app *app, const struct fwd_port *p, struct doc *list)
{
	const struct fwd_exception *e = p->exception;
	struct doc *d = doc_object(list, NULL);
	char name[IF_NAMESIZE];

	doc_uint(d, "port", p->id);
	doc_str(d, "interface", if_indextoname(e->index, name) != NULL ? name : e->name);
	doc_str(d, "kind", fwd_exception_kind_name(e->kind));
	doc_str(d, "match", app->opt->exception_match == FWD_EXCEPTION_MATCH_IP ? "ip" : "mac");
	fwd_cmd_mac(d, "mac", &e->host);
	doc_uint(d, "mtu", e->mtu);
	doc_str(d, "carrier", e->carrier ? "on" : "off");
	SHOW_COUNT(d, e, taken);
	SHOW_COUNT(d, e, copied);
	SHOW_COUNT(d, e, lost);
	SHOW_COUNT(d, e, to_kernel);
	SHOW_COUNT(d, e, from_kernel);
	SHOW_COUNT(d, e, sent);
	SHOW_COUNT(d, e, unsent);
}
