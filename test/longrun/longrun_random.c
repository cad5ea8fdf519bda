/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "longrun.h"

static uint64_t state;

static uint64_t
scramble(uint64_t v)
{
	v = (v ^ v >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	v = (v ^ v >> 27) * UINT64_C(0x94D049BB133111EB);
	return v ^ v >> 31;
}

void
lr_seed(uint64_t seed)
{
	state = seed;
}

uint64_t
lr_random(void)
{
	state += UINT64_C(0x9E3779B97F4A7C15);
	return scramble(state);
}

uint32_t
lr_pick(uint32_t below)
{
	return (uint32_t)((lr_random() >> 32) * below >> 32);
}

bool
lr_once_in(uint32_t times)
{
	return lr_pick(times) == 0;
}

uint64_t
lr_mix(uint64_t a, uint64_t b)
{
	return scramble(scramble(a + UINT64_C(0x9E3779B97F4A7C15)) + b);
}
