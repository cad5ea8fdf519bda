/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* How packets are cut into mbufs: where drivers put what they receive, and what csum sends. */

#include "segments.h"

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_ethdev.h>
#include <rte_mbuf_ptype.h>
#include <rte_random.h>

#include "burst.h"
#include "log.h"

#define L2   RTE_PTYPE_L2_ETHER
#define IPV4 (L2 | RTE_PTYPE_L3_IPV4_EXT_UNKNOWN)
#define IPV6 (L2 | RTE_PTYPE_L3_IPV6_EXT_UNKNOWN)

static const struct {
	const char *name;
	uint32_t types;
} headers[] = {
	{"eth", L2},
	{"ipv4", IPV4},
	{"ipv6", IPV6},
	{"ipv4-tcp", IPV4 | RTE_PTYPE_L4_TCP},
	{"ipv4-udp", IPV4 | RTE_PTYPE_L4_UDP},
	{"ipv4-sctp", IPV4 | RTE_PTYPE_L4_SCTP},
	{"ipv6-tcp", IPV6 | RTE_PTYPE_L4_TCP},
	{"ipv6-udp", IPV6 | RTE_PTYPE_L4_UDP},
	{"ipv6-sctp", IPV6 | RTE_PTYPE_L4_SCTP},
};

static const char *
header_name(unsigned int i)
{
	return i < RTE_DIM(headers) ? headers[i].name : NULL;
}

const char *
fwd_segments_header(uint32_t types)
{
	for (unsigned int i = 0; i < RTE_DIM(headers); i++) {
		if (headers[i].types == types)
			return headers[i].name;
	}
	return "";
}

/** @return how many, -EINVAL, said, or -E2BIG */
static int
read_headers(const char *text, uint32_t *types)
{
	int nb = 0;

	for (;;) {
		size_t len = strcspn(text, ",");
		char name[16];
		unsigned int i = 0;

		snprintf(name, sizeof(name), "%.*s", (int)RTE_MIN(len, sizeof(name) - 1), text);
		while (header_name(i) != NULL && strcmp(header_name(i), name) != 0)
			i++;
		if (header_name(i) == NULL) {
			int near = fwd_nearest(name, header_name);

			fwd_err("there is no header '%s'; %s%s", name,
				near >= 0 ? "did you mean "
					  : "there are eth, ipv4, ipv6, ipv4-tcp, ...",
				near >= 0 ? headers[near].name : "");
			return -EINVAL;
		}
		/* One segment more takes the rest. */
		if (nb + 1 == FWD_MAX_RX_SEGMENTS)
			return -E2BIG;
		types[nb++] = headers[i].types;
		if (text[len] == '\0')
			return nb;
		text += len + 1;
	}
}

int
fwd_segments_read(struct fwd_rx_segments *seg, enum fwd_rx_segment_kind kind, const char *text,
	const char *who)
{
	struct fwd_rx_segments new = *seg;
	int nb;

	switch (kind) {
	case FWD_RXPKTS:
		nb = fwd_read_sizes(text, new.length, FWD_MAX_RX_SEGMENTS, 0);
		new.nb_lengths = (unsigned int)nb;
		break;
	case FWD_RXOFFS:
		nb = fwd_read_sizes(text, new.offset, FWD_MAX_RX_SEGMENTS, 0);
		new.nb_offsets = (unsigned int)nb;
		break;
	default:
		nb = read_headers(text, new.header);
		new.nb_headers = (unsigned int)nb;
		break;
	}
	if (nb == -EINVAL && kind == FWD_RXHDRS)
		return -EINVAL;
	if (nb < 0) {
		fwd_err("%s: '%s' is not 1 to %u %s", who, text,
			FWD_MAX_RX_SEGMENTS - (kind == FWD_RXHDRS),
			kind == FWD_RXHDRS ? "headers like ipv4-tcp"
					   : "numbers of bytes like 64,0");
		return -EINVAL;
	}
	*seg = new;
	return 0;
}

bool
fwd_segments_split(const struct fwd_rx_segments *seg, uint64_t offloads)
{
	return (offloads & RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT) != 0 &&
	       (seg->nb_lengths > 1 || seg->nb_headers != 0);
}

uint16_t
fwd_segments_conf(const struct fwd_rx_segments *seg, struct rte_mempool *pool,
	union rte_eth_rxseg out[FWD_MAX_RX_SEGMENTS])
{
	unsigned int nb = seg->nb_headers != 0 ? seg->nb_headers + 1 : seg->nb_lengths;
	uint32_t before = 0;

	memset(out, 0, FWD_MAX_RX_SEGMENTS * sizeof(out[0]));
	for (unsigned int i = 0; i < nb; i++) {
		struct rte_eth_rxseg_split *s = &out[i].split;

		s->mp = pool;
		if (i < seg->nb_offsets)
			s->offset = seg->offset[i];
		if (i < seg->nb_headers) {
			/* Each tells what it adds to those before. */
			s->proto_hdr = seg->header[i] & ~before;
			before |= seg->header[i];
		} else if (seg->nb_headers == 0) {
			s->length = seg->length[i];
		}
	}
	return (uint16_t)nb;
}

/** Lengths of the segments of a copy: as asked, and the last takes the rest. */
static unsigned int
cut(const struct fwd_tx_split *split, uint32_t len, uint32_t *lengths)
{
	unsigned int nb = split->nb, i;

	if (split->random)
		nb = 1 + (unsigned int)rte_rand_max(nb);
	for (i = 0; i + 1 < nb && len > split->length[i]; i++) {
		lengths[i] = split->length[i];
		len -= lengths[i];
	}
	lengths[i] = len;
	return i + 1;
}

/** A copy in segments, with what the engine told the device. @return NULL when there is no room. */
static struct rte_mbuf *
copy_in_segments(
	struct rte_mempool *pool, const struct fwd_tx_split *split, const struct rte_mbuf *m)
{
	uint32_t lengths[FWD_MAX_TXPKTS], at = 0;
	unsigned int nb = cut(split, m->pkt_len, lengths);
	struct rte_mbuf *first = NULL, **end = &first;

	for (unsigned int i = 0; i < nb; i++) {
		struct rte_mbuf *seg = rte_pktmbuf_alloc(pool);
		const void *bytes;

		*end = seg;
		if (seg == NULL || lengths[i] > rte_pktmbuf_tailroom(seg)) {
			rte_pktmbuf_free(first);
			return NULL;
		}
		bytes = rte_pktmbuf_read(m, at, lengths[i], rte_pktmbuf_mtod(seg, void *));
		if (bytes != rte_pktmbuf_mtod(seg, void *))
			memcpy(rte_pktmbuf_mtod(seg, void *), bytes, lengths[i]);
		seg->data_len = (uint16_t)lengths[i];
		at += lengths[i];
		first->nb_segs = (uint16_t)(i + 1);
		first->pkt_len = at;
		end = &seg->next;
	}
	first->ol_flags |= m->ol_flags & ~(RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL);
	rte_mbuf_dynfield_copy(first, m);
	first->tx_offload = m->tx_offload;
	first->vlan_tci = m->vlan_tci;
	first->vlan_tci_outer = m->vlan_tci_outer;
	return first;
}

void
fwd_segments_copy(
	struct fwd_stream *s, const struct fwd_tx_split *split, struct rte_mbuf **pkts, uint16_t nb)
{
	for (uint16_t i = 0; i < nb; i++) {
		struct rte_mbuf *copy = copy_in_segments(s->pool, split, pkts[i]);

		/* As testpmd: what cannot be copied goes out as it is. */
		if (copy == NULL) {
			fwd_count(&s->count.no_mbuf, 1);
			continue;
		}
		rte_pktmbuf_free(pkts[i]);
		pkts[i] = copy;
	}
}
