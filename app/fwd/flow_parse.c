/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Rules word by word: attributes, pattern; the actions are in flow_actions.c. */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "log.h"

static void
expect(struct flow_parser *p, const char *text, bool is_word)
{
	if (p->nb_expected == RTE_DIM(p->expected))
		return;
	p->expects_word[p->nb_expected] = is_word;
	snprintf(p->expected[p->nb_expected++], sizeof(p->expected[0]), "%s", text);
}

static void
advance(struct flow_parser *p)
{
	p->at++;
	p->nb_expected = 0;
}

bool
flow_accept(struct flow_parser *p, const char *word)
{
	if (p->at < p->nb && strcmp(p->words->at[p->at], word) == 0) {
		advance(p);
		return true;
	}
	expect(p, word, true);
	return false;
}

const char *
flow_word(struct flow_parser *p, const char *what)
{
	const char *word;

	if (p->at == p->nb) {
		expect(p, what, false);
		return NULL;
	}
	word = p->words->at[p->at];
	advance(p);
	return word;
}

int
flow_number(struct flow_parser *p, const char *what, uint64_t max, uint64_t *value)
{
	const char *word;
	char *end;

	if (p->at == p->nb) {
		expect(p, what, false);
		return -EINVAL;
	}
	word = p->words->at[p->at];
	errno = 0;
	*value = strtoull(word, &end, strncasecmp(word, "0x", 2) == 0 ? 16 : 10);
	if (word[0] < '0' || word[0] > '9' || *end != '\0') {
		expect(p, what, false);
		return -EINVAL;
	}
	if (errno != 0 || *value > max) {
		snprintf(p->why, sizeof(p->why), "%s: %s is more than %" PRIu64, what, word, max);
		return -EINVAL;
	}
	advance(p);
	return 0;
}

void
flow_complain(const struct flow_parser *p)
{
	const char *before = p->at > 0 ? p->words->at[p->at - 1] : "";
	char list[512] = "";
	size_t used = 0;

	if (p->why[0] != '\0') {
		fwd_err("flow, after '%s': %s", before, p->why);
		return;
	}
	for (unsigned int i = 0; i < p->nb_expected && used < sizeof(list); i++)
		used += (size_t)snprintf(
			list + used, sizeof(list) - used, "%s%s", i ? ", " : "", p->expected[i]);
	if (p->at == p->nb)
		fwd_err("flow, after '%s': expected next: %s", before, list);
	else
		fwd_err("flow, after '%s': expected %s; not '%s'", before, list,
			p->words->at[p->at]);
}

/** The bytes of a value that are written. */
static unsigned int
field_bytes(const struct flow_field *f)
{
	switch (f->kind) {
	case FLOW_MAC:
		return RTE_ETHER_ADDR_LEN;
	case FLOW_IPV4:
		return 4;
	case FLOW_IPV6:
		return 16;
	default:
		return f->bytes;
	}
}

static unsigned int
field_bits(const struct flow_field *f)
{
	return f->bits != 0 ? f->bits : 8 * field_bytes(f);
}

/** Write a number into a field, leaving its neighbours in the same bytes. */
static void
put_number(const struct flow_field *f, uint64_t value, uint8_t *header)
{
	uint64_t ones = field_bits(f) == 64 ? UINT64_MAX : RTE_BIT64(field_bits(f)) - 1;

	ones <<= f->shift;
	value <<= f->shift;
	for (unsigned int i = f->bytes; i-- > 0; ones >>= 8, value >>= 8) {
		uint8_t *byte = &header[f->offset + i];

		*byte = (uint8_t)((*byte & ~ones) | (value & ones));
	}
}

static int
wrong_value(struct flow_parser *p, const struct flow_field *f, const char *what)
{
	if (p->at < p->nb)
		snprintf(p->why, sizeof(p->why), "%s: '%s' is no %s", f->name, p->words->at[p->at],
			what);
	else
		expect(p, what, false);
	return -EINVAL;
}

/** Read a value of the field's kind into a header. */
static int
read_value(struct flow_parser *p, const struct flow_field *f, uint8_t *header)
{
	const char *word = p->at < p->nb ? p->words->at[p->at] : "";
	struct rte_ether_addr mac;
	uint64_t value;
	int ret;

	switch (f->kind) {
	case FLOW_MAC:
		if (rte_ether_unformat_addr(word, &mac) != 0)
			return wrong_value(p, f, "MAC address");
		memcpy(header + f->offset, &mac, sizeof(mac));
		break;
	case FLOW_IPV4:
		if (inet_pton(AF_INET, word, header + f->offset) != 1)
			return wrong_value(p, f, "IPv4 address");
		break;
	case FLOW_IPV6:
		if (inet_pton(AF_INET6, word, header + f->offset) != 1)
			return wrong_value(p, f, "IPv6 address");
		break;
	default:
		ret = flow_number(p, f->name, RTE_BIT64(field_bits(f)) - 1, &value);
		if (ret == 0)
			put_number(f, value, header);
		return ret;
	}
	advance(p);
	return 0;
}

/** Set the first bits of a field. */
static void
put_prefix(const struct flow_field *f, unsigned int nb, uint8_t *header)
{
	unsigned int bits = field_bits(f);

	if (f->kind == FLOW_NUMBER) {
		put_number(f, nb == 0 ? 0 : (RTE_BIT64(nb) - 1) << (bits - nb), header);
		return;
	}
	for (unsigned int i = 0; i < bits; i++) {
		if (i < nb)
			header[f->offset + i / 8] |= (uint8_t)(0x80 >> i % 8);
		else
			header[f->offset + i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	}
}

/** A field with how it is compared, and with what. */
static int
read_field(struct flow_parser *p, const struct flow_field *f, unsigned int i)
{
	struct flow_rule *r = p->rule;
	struct rte_flow_item *item = &r->items[i];
	uint64_t nb;

	if (flow_accept(p, "is")) {
		item->spec = r->spec[i];
		item->mask = r->mask[i];
		put_prefix(f, field_bits(f), r->mask[i]);
		return read_value(p, f, r->spec[i]);
	}
	if (flow_accept(p, "spec")) {
		item->spec = r->spec[i];
		return read_value(p, f, r->spec[i]);
	}
	if (flow_accept(p, "last")) {
		item->last = r->last[i];
		return read_value(p, f, r->last[i]);
	}
	if (flow_accept(p, "mask")) {
		item->mask = r->mask[i];
		return read_value(p, f, r->mask[i]);
	}
	if (!flow_accept(p, "prefix"))
		return -EINVAL;
	if (flow_number(p, "bits of the prefix", field_bits(f), &nb) < 0)
		return -EINVAL;
	item->mask = r->mask[i];
	put_prefix(f, (unsigned int)nb, r->mask[i]);
	return 0;
}

static const struct flow_item *
accept_item(struct flow_parser *p)
{
	const struct flow_item *item;

	for (unsigned int i = 0; (item = flow_item_at(i)) != NULL; i++) {
		if (flow_accept(p, item->name))
			return item;
	}
	return NULL;
}

/** The fields of an item, up to the "/" behind it. */
static int
read_fields(struct flow_parser *p, const struct flow_item *item, unsigned int at)
{
	while (!flow_accept(p, "/")) {
		bool found = false;

		for (unsigned int i = 0; !found && i < item->nb_fields; i++) {
			if (!flow_accept(p, item->fields[i].name))
				continue;
			found = true;
			if (read_field(p, &item->fields[i], at) < 0)
				return -EINVAL;
		}
		if (!found)
			return -EINVAL;
	}
	return 0;
}

static int
parse_pattern(struct flow_parser *p)
{
	struct flow_rule *r = p->rule;

	while (!flow_accept(p, "end")) {
		const struct flow_item *item = accept_item(p);

		if (item == NULL)
			return -EINVAL;
		if (r->nb_items == FLOW_MAX_ITEMS - 1) {
			snprintf(p->why, sizeof(p->why), "more than %u items", FLOW_MAX_ITEMS - 1);
			return -EINVAL;
		}
		r->items[r->nb_items].type = item->type;
		r->item_names[r->nb_items] = item->name;
		if (read_fields(p, item, r->nb_items) < 0)
			return -EINVAL;
		r->nb_items++;
	}
	r->items[r->nb_items++].type = RTE_FLOW_ITEM_TYPE_END;
	return 0;
}

int
flow_parse_rule(struct flow_parser *p)
{
	struct rte_flow_attr *attr = &p->rule->attr;
	uint64_t value;

	while (!flow_accept(p, "pattern")) {
		if (flow_accept(p, "ingress")) {
			attr->ingress = 1;
		} else if (flow_accept(p, "egress")) {
			attr->egress = 1;
		} else if (flow_accept(p, "transfer")) {
			attr->transfer = 1;
		} else if (flow_accept(p, "group")) {
			if (flow_number(p, "group", UINT32_MAX, &value) < 0)
				return -EINVAL;
			attr->group = (uint32_t)value;
		} else if (flow_accept(p, "priority")) {
			if (flow_number(p, "priority", UINT32_MAX, &value) < 0)
				return -EINVAL;
			attr->priority = (uint32_t)value;
		} else {
			return -EINVAL;
		}
	}
	if (parse_pattern(p) < 0 || !flow_accept(p, "actions") || flow_parse_actions(p) < 0)
		return -EINVAL;
	if (p->at == p->nb)
		return 0;
	snprintf(p->why, sizeof(p->why), "nothing more is expected, not '%s'", p->words->at[p->at]);
	return -EINVAL;
}
