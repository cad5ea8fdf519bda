/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What other processes send: requests to the primary, answers to a secondary, and parameters of
 * telemetry's commands. Nothing that they say makes the driver touch what is not its own, and the
 * port works afterwards.
 */
#include <dlfcn.h>

#include <rte_telemetry.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

#include "plat_model.h"
#include "port.h"
#include "process.h"

#define MAX_STEPS    16
#define MAX_COMMANDS 16
#define MAX_ANSWERS  256

static struct {
	const char *name;
	telemetry_cb call;
} commands[MAX_COMMANDS];
static unsigned int nb_commands;

static struct rte_tel_data *answers[MAX_ANSWERS];
static unsigned int nb_answers;

/* Stands before the library's; called before main(). */
int
rte_telemetry_register_cmd(const char *name, telemetry_cb call, const char *help)
{
	RTE_SET_USED(help);
	/* DPDK's libraries have some of their own. */
	if (strncmp(name, "/igbx/", strlen("/igbx/")) != 0)
		return 0;
	if (nb_commands == MAX_COMMANDS)
		abort();
	commands[nb_commands].name = name;
	commands[nb_commands++].call = call;
	return 0;
}

/* As above. Whoever prints an answer frees what it is nested of; nobody prints it here. */
struct rte_tel_data *
rte_tel_data_alloc(void)
{
	struct rte_tel_data *(*alloc)(void);

	*(void **)&alloc = dlsym(RTLD_NEXT, "rte_tel_data_alloc");
	FUZZ_CHECK(alloc != NULL && nb_answers < MAX_ANSWERS, "an answer of %u parts", nb_answers);
	answers[nb_answers] = alloc();
	return answers[nb_answers++];
}

void
rte_tel_data_free(struct rte_tel_data *data)
{
	unsigned int i;

	for (i = 0; i < nb_answers && answers[i] != data; i++)
		;
	FUZZ_CHECK(i < nb_answers, "a part of an answer is freed twice");
	answers[i] = answers[--nb_answers];
	free(data);
}

static void
telemetry_step(struct input *in)
{
	unsigned int i = input_below(in, nb_commands), len = input_u8(in);
	struct rte_tel_data *data;
	char *text = calloc(1, len + 1);

	nb_answers = 0;
	data = rte_tel_data_alloc();
	FUZZ_CHECK(text != NULL && data != NULL, "no memory");
	input_bytes(in, text, len);
	(void)commands[i].call(commands[i].name, len == 0 ? NULL : text, data);
	while (nb_answers > 0)
		rte_tel_data_free(answers[0]);
	free(text);
}

/* The fields where the driver has them, or any bytes; any length. */
static int
message_read(struct input *in, uint8_t *param)
{
	uint8_t how = input_u8(in);
	int len = how & 1 ? (int)input_u32(in) : 20;

	memset(param, 0, RTE_MP_MAX_PARAM_LEN);
	if (how & 2) {
		input_bytes(in, param, 20);
	} else {
		param[0] = input_u8(in);
		param[4] = input_u8(in);
		param[5] = how & 4 ? input_u8(in) : 0;
	}
	if (how & 8)
		input_bytes(in, param, RTE_MP_MAX_PARAM_LEN);
	return len;
}

static void
request_step(struct input *in)
{
	uint8_t param[RTE_MP_MAX_PARAM_LEN];
	int len = message_read(in, param);

	/* There is an answer to everything, of the right size. */
	FUZZ_CHECK(process_ask(param, len) == 20, "no answer of 20 bytes to %d bytes", len);
}

static void
answer_step(struct input *in)
{
	uint8_t param[RTE_MP_MAX_PARAM_LEN];
	int len = message_read(in, param);
	struct rte_eth_stats stats;
	struct rte_eth_link link;
	struct rte_eth_fc_conf fc;

	process_set_reply(param, len, input_below(in, 3));
	process_set_answer(PROCESS_ANSWERS_THIS);
	FUZZ_CHECK(process_enter_secondary(&fuzz_rig) == 0, "no secondary");
	(void)rte_eth_stats_get(fuzz_rig.port, &stats);
	(void)rte_eth_link_get_nowait(fuzz_rig.port, &link);
	(void)rte_eth_dev_flow_ctrl_get(fuzz_rig.port, &fc);
	(void)rte_eth_stats_reset(fuzz_rig.port);
	process_leave_secondary(&fuzz_rig);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	fuzz_port_init(*argv);
	FUZZ_CHECK(nb_commands > 0, "no telemetry");
	fuzz_port_plug(0);
	FUZZ_CHECK(rig_probe(&fuzz_rig, NULL) == 0, "no port");
	FUZZ_CHECK(rig_up(&fuzz_rig, 2, 2, NULL) == 0, "port not up");
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned int nb_blocks = guard_blocks(), i;
	struct rte_eth_stats stats;

	for (i = 0; i < MAX_STEPS && in.left > 0; i++) {
		switch (input_below(&in, 3)) {
		case 0:
			request_step(&in);
			break;
		case 1:
			answer_step(&in);
			break;
		default:
			telemetry_step(&in);
			break;
		}
	}
	FUZZ_CHECK(rte_eth_stats_get(fuzz_rig.port, &stats) == 0, "no statistics");
	FUZZ_CHECK(guard_blocks() == nb_blocks, "%u blocks before, %u after", nb_blocks,
		guard_blocks());
	FUZZ_CHECK(nm_violations(fuzz_rig.nm) == 0, "%s", nm_first_violation(fuzz_rig.nm));
	return 0;
}
