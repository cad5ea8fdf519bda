/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Shows that a port stamps messages of IEEE 1588: each Sync over Ethernet that comes in is sent
 * back to where it came from, and the device's stamps of both are printed. Everything else is
 * dropped, and said.
 */

#include <errno.h>
#include <inttypes.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_errno.h>

#include "burst.h"
#include "engine.h"
#include "log.h"

/** The first bytes of all messages: IEEE 1588-2008, 13.3. The upper halves have other meanings. */
struct ptp_header {
	uint8_t type;
	uint8_t version;
};

#define LOWER_HALF 0x0f
#define PTP_SYNC   0
#define PTP_V2	   2

/** How long a device may take to stamp what it sends. */
#define TX_STAMP_WAIT_US 100000

static void
say(const struct fwd_stream *s, const char *what)
{
	FILE *out = fwd_log_always();

	fprintf(out, "port %u: %s\n", s->rx_port, what);
	fflush(out);
}

static void
say_stamp(const struct fwd_stream *s, const char *what, const struct timespec *stamp)
{
	FILE *out = fwd_log_always();

	fprintf(out, "port %u: %s, stamp %" PRIu64 ".%09ld s\n", s->rx_port, what,
		(uint64_t)stamp->tv_sec, stamp->tv_nsec);
	fflush(out);
}

/** Whether a packet is a Sync with a stamp; else why not is said. */
static bool
is_stamped_sync(const struct fwd_stream *s, const struct rte_mbuf *m)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, const struct rte_ether_hdr *);
	const struct ptp_header *ptp = (const struct ptp_header *)(eth + 1);
	bool seen = (m->ol_flags & RTE_MBUF_F_RX_IEEE1588_PTP) != 0;
	const char *why = NULL;

	if (m->data_len < sizeof(*eth) + sizeof(*ptp) ||
		eth->ether_type != RTE_BE16(RTE_ETHER_TYPE_1588))
		why = seen ? "what is no PTP over Ethernet is reported as PTP by the device"
			   : "not PTP over Ethernet, dropped";
	else if (!seen)
		why = "PTP is not reported as such by the device, dropped";
	else if ((ptp->version & LOWER_HALF) != PTP_V2)
		why = "PTP of another version than 2, dropped";
	else if ((ptp->type & LOWER_HALF) != PTP_SYNC)
		why = "PTP message other than Sync, dropped";
	else if ((m->ol_flags & RTE_MBUF_F_RX_IEEE1588_TMST) == 0)
		why = "Sync without a stamp of the device, dropped";
	if (why != NULL)
		say(s, why);
	return why == NULL;
}

static void
tell_tx_stamp(const struct fwd_stream *s)
{
	struct timespec stamp;

	for (unsigned int us = 0; us < TX_STAMP_WAIT_US; us++) {
		if (rte_eth_timesync_read_tx_timestamp(s->tx_port, &stamp) == 0) {
			say_stamp(s, "Sync sent back", &stamp);
			return;
		}
		rte_delay_us(1);
	}
	say(s, "Sync sent back, without a stamp of the device");
}

/** Send a Sync back, and wait for its stamp: the device keeps one. */
static void
answer(struct fwd_stream *s, struct rte_mbuf *m)
{
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);
	const struct fwd_port *port = s->ctx;
	struct timespec stamp;

	if (rte_eth_timesync_read_rx_timestamp(s->rx_port, &stamp, m->timesync) == 0)
		say_stamp(s, "Sync received", &stamp);
	else
		say(s, "Sync received, but its stamp cannot be read");
	eth->dst_addr = eth->src_addr;
	eth->src_addr = port->mac;
	m->ol_flags |= RTE_MBUF_F_TX_IEEE1588_TMST;
	if (fwd_send(s, &m, 1) == 1)
		tell_tx_stamp(s);
	else
		say(s, "Sync not sent back: the Tx ring is full");
}

static unsigned int
ieee1588_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	for (uint16_t i = 0; i < nb; i++) {
		if (is_stamped_sync(s, pkts[i]))
			answer(s, pkts[i]);
		else
			rte_pktmbuf_free(pkts[i]);
	}
	fwd_settle(s, nb);
	return nb;
}

static int
ieee1588_port_init(const struct fwd_app *app, struct fwd_port *port)
{
	int ret;

	(void)app;
	if (port->nb_rxq > 1) {
		fwd_err("ieee1588: port %u has %u Rx queues, but one place for a stamp: --rxq=1",
			port->id, port->nb_rxq);
		return -EINVAL;
	}
	ret = rte_eth_timesync_enable(port->id);
	if (ret < 0) {
		fwd_err("ieee1588: port %u (%s): time stamps cannot be turned on: %s", port->id,
			port->driver, rte_strerror(-ret));
		return ret;
	}
	port->engine_ctx = port;
	return 0;
}

static void
ieee1588_port_fini(struct fwd_port *port)
{
	(void)rte_eth_timesync_disable(port->id);
}

const struct fwd_engine fwd_engine_ieee1588 = {
	.name = "ieee1588",
	.help = "send each PTP Sync over Ethernet back to its sender, and print the device's "
		"time stamps",
	.receives = true,
	.transmits = true,
	.answers = true,
	.port_init = ieee1588_port_init,
	.port_fini = ieee1588_port_fini,
	.burst = ieee1588_burst,
};
