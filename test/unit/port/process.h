/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A secondary process, as far as the driver can tell: EAL's answer to what kind of process this
 * is, the messages between the two, and a port that is attached and not made. What both share is
 * the same memory; the primary's pointers in it are spoiled while the secondary runs, for they
 * would mean nothing in another process.
 */
#ifndef PORT_PROCESS_H
#define PORT_PROCESS_H

#include "rig.h"

enum process_answer {
	PROCESS_ANSWERS,
	PROCESS_IS_SILENT, /* the primary was killed, or hangs */
	PROCESS_ANSWERS_SHORT,
	PROCESS_ANSWERS_THIS, /* process_set_reply(); the request gets nowhere */
};

/* From here on the driver runs in the secondary, which has attached the port; 0 or the probe's
 * error.
 */
int process_enter_secondary(struct rig *rig);
void process_leave_secondary(struct rig *rig);
/* The primary does something while the secondary goes on. */
void process_enter_primary(struct rig *rig);
void process_leave_primary(struct rig *rig);

void process_set_answer(enum process_answer answer);
/* So many copies of a message of that length. */
void process_set_reply(const void *param, int len, int nb);
/* Requests that reached the primary. */
unsigned int process_requests(void);
/* What the primary answers to a message of the test's own; its bytes come back in param. */
int process_ask(void *param, int len);

#endif
