/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <stddef.h>

#include <rte_alarm.h>
#include <rte_common.h>

#include "alarm.h"
#include "wrap.h"

#define MAX_ALARMS 8

struct entry {
	rte_eal_alarm_callback callback; /* NULL: none is set */
	void *arg;
	uint64_t due_us;
};

static struct {
	struct entry entries[MAX_ALARMS];
	uint64_t now_us;
} alarms;

/* The names are the linker's: __wrap_f is called for f. */
int __wrap_rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback callback, void *arg);
int __wrap_rte_eal_alarm_cancel(rte_eal_alarm_callback callback, void *arg);

int
__wrap_rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback callback, void *arg)
{
	unsigned int i;

	if (wrap_alloc_fails())
		return -ENOMEM;
	for (i = 0; i < MAX_ALARMS; i++) {
		if (alarms.entries[i].callback == NULL) {
			alarms.entries[i] = (struct entry){callback, arg, alarms.now_us + us};
			return 0;
		}
	}
	return -ENOSPC;
}

int
__wrap_rte_eal_alarm_cancel(rte_eal_alarm_callback callback, void *arg)
{
	unsigned int i;
	int nb = 0;

	for (i = 0; i < MAX_ALARMS; i++) {
		if (alarms.entries[i].callback == callback && alarms.entries[i].arg == arg) {
			alarms.entries[i].callback = NULL;
			nb++;
		}
	}
	return nb > 0 ? nb : -ENOENT;
}

unsigned int
rig_alarms(uint64_t us)
{
	unsigned int i, nb = 0;

	for (i = 0; i < MAX_ALARMS; i++)
		nb += alarms.entries[i].callback != NULL &&
		      alarms.entries[i].due_us - alarms.now_us <= us;
	return nb;
}

/* The first of those that are due by then. */
static struct entry *
next_due(uint64_t end_us)
{
	struct entry *next = NULL;
	unsigned int i;

	for (i = 0; i < MAX_ALARMS; i++) {
		struct entry *e = &alarms.entries[i];

		if (e->callback != NULL && e->due_us <= end_us &&
			(next == NULL || e->due_us < next->due_us))
			next = e;
	}
	return next;
}

void
rig_alarms_pass(uint64_t us)
{
	uint64_t end_us = alarms.now_us + us;
	struct entry *next, due;

	for (next = next_due(end_us); next != NULL; next = next_due(end_us)) {
		due = *next;
		next->callback = NULL;
		alarms.now_us = due.due_us;
		due.callback(due.arg);
	}
	alarms.now_us = end_us;
}
