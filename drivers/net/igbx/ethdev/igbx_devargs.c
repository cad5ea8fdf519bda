/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Device arguments, as in "-a 0000:01:00.0,rx_drop=1,flow_ctrl=none":
 *
 * rx_drop=0|1|auto (default auto)
 *	What happens to a packet whose receive ring is full. 1: it is dropped and counted,
 *	on every queue. 0: it waits in the device's packet buffer, where in the end it holds
 *	up the packets of all queues, unless the application asked for dropping by
 *	rte_eth_rxconf.rx_drop_en; with pause frames nothing is lost then. auto: 1 when the
 *	port has several Rx queues, else 0.
 *
 * flow_ctrl=none|rx|tx|full (default full)
 *	Pause frames (IEEE 802.3 annex 31B) that the port offers to its link partner: none;
 *	rx, it honours them; tx, it sends them; full, both. rte_eth_dev_flow_ctrl_set()
 *	changes it later.
 *
 * simd=auto|scalar|sse|avx2|avx512|neon (default auto)
 *	Instructions that receive and transmit use. auto: the best ones that the CPU has,
 *	within EAL's --force-max-simd-bitwidth; scalar ones when QEMU emulates the CPU. The
 *	others are for tests and comparisons; an instruction set that the CPU or this build
 *	lacks is an error.
 *
 * itr_us=0..8191 (default 0)
 *	Least time between two interrupts of the same receive queue in microseconds (82576
 *	datasheet 8.8.12), for applications that sleep until packets come: a longer time, fewer
 *	wake-ups. 0: an interrupt as soon as there is reason.
 *
 * queue_bytes=0|1 (default 0)
 *	1: the bytes of each queue are counted, too, for rte_eth_stats.q_ibytes and q_obytes and
 *	the extended statistics rx_q0_bytes and so on. The device has no such counters: each
 *packet's length is read once more in every burst, which costs a few cycles per packet.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include "igbx_ethdev.h"

struct word {
	const char *text;
	int value;
};

#define FC_RX 1
#define FC_TX 2

static const struct word rx_drop_words[] = {
	{"0", IGBX_RX_DROP_OFF},
	{"1", IGBX_RX_DROP_ON},
	{"auto", IGBX_RX_DROP_AUTO},
};

static const struct word flow_ctrl_words[] = {
	{"none", 0},
	{"rx", FC_RX},
	{"tx", FC_TX},
	{"full", FC_RX | FC_TX},
};

static const struct word bool_words[] = {
	{"0", 0},
	{"1", 1},
};

static const struct word simd_words[] = {
	{"auto", IGBX_ISA_AUTO},
	{"scalar", IGBX_ISA_SCALAR},
	{"sse", IGBX_ISA_SSE},
	{"avx2", IGBX_ISA_AVX2},
	{"avx512", IGBX_ISA_AVX512},
	{"neon", IGBX_ISA_NEON},
};

struct key {
	const char *name;
	const char *takes;
	const struct word *words; /* NULL: a decimal number */
	unsigned int nb_words;
	int max; /* of the number */
};

enum { KEY_RX_DROP, KEY_FLOW_CTRL, KEY_SIMD, KEY_ITR_US, KEY_Q_BYTES, NB_KEYS };

static const struct key keys[NB_KEYS] = {
	[KEY_RX_DROP] = {IGBX_DEVARG_RX_DROP, "0, 1 or auto", rx_drop_words, RTE_DIM(rx_drop_words),
		0},
	[KEY_FLOW_CTRL] = {IGBX_DEVARG_FLOW_CTRL, "none, rx, tx or full", flow_ctrl_words,
		RTE_DIM(flow_ctrl_words), 0},
	[KEY_SIMD] = {IGBX_DEVARG_SIMD, "auto, scalar, sse, avx2, avx512 or neon", simd_words,
		RTE_DIM(simd_words), 0},
	[KEY_ITR_US] = {IGBX_DEVARG_ITR_US, "0 to " RTE_STR(IGBX_ITR_MAX_US) " microseconds", NULL,
		0, IGBX_ITR_MAX_US},
	[KEY_Q_BYTES] = {IGBX_DEVARG_Q_BYTES, "0 or 1", bool_words, RTE_DIM(bool_words), 0},
};

static int
key_find(const char *name)
{
	int k;

	for (k = 0; k < NB_KEYS; k++) {
		if (strcmp(keys[k].name, name) == 0)
			return k;
	}
	return -1;
}

/* Digits and nothing else: strtol() would take signs, blanks and other bases. */
static bool
number_parse(const char *text, int max, int *value)
{
	long number;

	if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text))
		return false;
	errno = 0;
	number = strtol(text, NULL, 10);
	if (errno != 0 || number > max)
		return false;
	*value = (int)number;
	return true;
}

static bool
value_parse(const struct key *key, const char *text, int *value)
{
	unsigned int w;

	if (key->words == NULL)
		return number_parse(text, key->max, value);
	for (w = 0; w < key->nb_words; w++) {
		if (strcmp(key->words[w].text, text) == 0) {
			*value = key->words[w].value;
			return true;
		}
	}
	return false;
}

static int
pair_parse(const char *dev_name, const struct rte_kvargs_pair *pair, int values[NB_KEYS],
	bool seen[NB_KEYS])
{
	const char *value = pair->value == NULL ? "" : pair->value;
	int k = key_find(pair->key);

	if (k < 0) {
		IGBX_ERR("%s: unknown device argument \"%s\": there are " IGBX_DEVARG_RX_DROP
			 ", " IGBX_DEVARG_FLOW_CTRL ", " IGBX_DEVARG_SIMD ", " IGBX_DEVARG_ITR_US
			 " and " IGBX_DEVARG_Q_BYTES,
			dev_name, pair->key);
		return -EINVAL;
	}
	if (seen[k]) {
		IGBX_ERR("%s: device argument %s is given twice", dev_name, keys[k].name);
		return -EINVAL;
	}
	seen[k] = true;
	if (value_parse(&keys[k], value, &values[k]))
		return 0;
	IGBX_ERR("%s: device argument %s=%s: it takes %s", dev_name, keys[k].name, value,
		keys[k].takes);
	return -EINVAL;
}

int
igbx_devargs_parse(const char *dev_name, const char *args, struct igbx_devargs *out)
{
	int values[NB_KEYS] = {
		[KEY_RX_DROP] = IGBX_RX_DROP_AUTO,
		[KEY_FLOW_CTRL] = FC_RX | FC_TX,
		[KEY_SIMD] = IGBX_ISA_AUTO,
		[KEY_ITR_US] = 0,
		[KEY_Q_BYTES] = 0,
	};
	bool seen[NB_KEYS] = {false};
	struct rte_kvargs *list = NULL;
	unsigned int i;
	int ret = 0;

	if (args != NULL && args[0] != '\0') {
		/* All keys are let through here, so that the line below can name the bad one. */
		list = rte_kvargs_parse(args, NULL);
		if (list == NULL) {
			IGBX_ERR("%s: device arguments \"%s\" are not of the form key=value,...",
				dev_name, args);
			return -EINVAL;
		}
		for (i = 0; i < list->count && ret == 0; i++)
			ret = pair_parse(dev_name, &list->pairs[i], values, seen);
		rte_kvargs_free(list);
	}
	if (ret != 0)
		return ret;
	if (!igbx_isa_usable((enum igbx_isa)values[KEY_SIMD])) {
		IGBX_ERR("%s: device argument " IGBX_DEVARG_SIMD
			 "=%s: this CPU or this build of the driver lacks it",
			dev_name, simd_words[values[KEY_SIMD]].text);
		return -EINVAL;
	}
	out->itr_us = (uint16_t)values[KEY_ITR_US];
	out->queue_bytes = values[KEY_Q_BYTES] != 0;
	out->isa = (enum igbx_isa)values[KEY_SIMD];
	out->rx_drop = (enum igbx_rx_drop)values[KEY_RX_DROP];
	out->fc_rx = (values[KEY_FLOW_CTRL] & FC_RX) != 0;
	out->fc_tx = (values[KEY_FLOW_CTRL] & FC_TX) != 0;
	return 0;
}

static const char *
word_of(const struct word *words, unsigned int nb, int value)
{
	unsigned int w;

	for (w = 0; w < nb; w++) {
		if (words[w].value == value)
			return words[w].text;
	}
	return "";
}

const char *
igbx_rx_drop_name(enum igbx_rx_drop drop)
{
	return word_of(rx_drop_words, RTE_DIM(rx_drop_words), drop);
}

const char *
igbx_flow_ctrl_name(bool rx, bool tx)
{
	return word_of(
		flow_ctrl_words, RTE_DIM(flow_ctrl_words), (rx ? FC_RX : 0) | (tx ? FC_TX : 0));
}

const char *
igbx_isa_name(enum igbx_isa isa)
{
	return word_of(simd_words, RTE_DIM(simd_words), isa);
}
