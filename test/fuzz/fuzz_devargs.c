/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Device arguments: any text. A refusal is -EINVAL with one line, and leaves nothing.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#include "plat_model.h"
#include "port.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	fuzz_port_init(*argv);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct igbx_devargs args = {.itr_us = UINT16_MAX};
	unsigned int nb_blocks = guard_blocks();
	char *text = input_string(&in);
	int ret;

	plat_model_log_clear();
	ret = igbx_devargs_parse(RIG_NAME, text, &args);
	FUZZ_CHECK(guard_blocks() == nb_blocks, "memory is left");
	FUZZ_CHECK(plat_model_log_count(IGBX_LOG_ERR) == (ret != 0), "%d with %u lines", ret,
		plat_model_log_count(IGBX_LOG_ERR));
	if (ret != 0) {
		FUZZ_CHECK(ret == -EINVAL, "result %d", ret);
	} else {
		FUZZ_CHECK(args.rx_drop <= IGBX_RX_DROP_AUTO, "rx_drop %d", args.rx_drop);
		FUZZ_CHECK(args.isa < IGBX_NB_ISAS, "simd %d", args.isa);
		FUZZ_CHECK(args.itr_us <= 8191, "itr_us %u", args.itr_us);
		FUZZ_CHECK(args.isa == IGBX_ISA_AUTO || igbx_isa_usable(args.isa),
			"instructions that this CPU lacks");
	}
	free(text);
	return 0;
}
