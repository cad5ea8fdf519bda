/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What a card's NVM and a module's memory hold, and any piece of them read and written. What is
 * read is what is there; a write to the NVM is there afterwards, all else in it is as it was, and
 * the checksum is good if it was.
 */
#include "plat_model.h"
#include "port.h"

#define MAX_PATCHES 8
#define MAX_STEPS   16
#define NVM_BYTES   (NM_NVM_WORDS * 2)
#define SFP_BYTES   512

static uint8_t module[SFP_BYTES];

static void
spoil_nvm(struct input *in)
{
	uint8_t *nvm = (uint8_t *)nm_nvm(fuzz_rig.nm);
	unsigned int i, nb = input_below(in, MAX_PATCHES + 1);

	for (i = 0; i < nb; i++) {
		unsigned int offset = input_u16(in) % NVM_BYTES, n = input_below(in, 64);

		input_bytes(in, nvm + offset, n < NVM_BYTES - offset ? n : NVM_BYTES - offset);
	}
	if ((input_u8(in) & 3) != 0)
		nm_nvm_fix_checksum(fuzz_rig.nm);
}

static unsigned int
plug_module(struct input *in)
{
	static const unsigned int sizes[] = {0, 256, SFP_BYTES, SFP_BYTES};
	unsigned int i, nb = sizes[input_below(in, 4)];

	for (i = 0; i < SFP_BYTES; i++)
		module[i] = i * 7;
	module[0] = input_u8(in);
	module[92] = input_u8(in);
	module[94] = input_u8(in);
	input_bytes(in, module + 16, 16);
	nm_sfp_insert(fuzz_rig.nm, module, nb);
	return nb;
}

/* A buffer of just the size that is asked for. */
static struct rte_dev_eeprom_info
piece_of(struct input *in)
{
	struct rte_dev_eeprom_info info = {.offset = input_u16(in)};

	info.length = input_u8(in) * (input_bool(in) ? 1 : 9);
	if (input_u8(in) == 0)
		info.offset = input_u32(in);
	if (input_u8(in) == 0)
		info.length = 4096;
	info.data = calloc(1, info.length + (info.length == 0));
	FUZZ_CHECK(info.data != NULL, "no memory");
	return info;
}

static void
read_nvm(struct input *in)
{
	struct rte_dev_eeprom_info info = piece_of(in);
	const uint8_t *nvm = (const uint8_t *)nm_nvm(fuzz_rig.nm);

	if (rte_eth_dev_get_eeprom(fuzz_rig.port, &info) == 0)
		FUZZ_CHECK(memcmp(info.data, nvm + info.offset, info.length) == 0,
			"%u bytes from %u are not those of the NVM", info.length, info.offset);
	free(info.data);
}

static uint16_t
nvm_sum(const uint16_t *words)
{
	uint16_t sum = 0;
	unsigned int i;

	for (i = 0; i < 0x40; i++)
		sum += words[i];
	return sum;
}

static void
write_nvm(struct input *in)
{
	struct rte_dev_eeprom_info info = piece_of(in);
	uint16_t *words = nm_nvm(fuzz_rig.nm);
	uint8_t *nvm = (uint8_t *)words, before[NVM_BYTES];
	uint16_t sum = nvm_sum(words);
	unsigned int i;

	input_bytes(in, info.data, info.length < 64 ? info.length : 64);
	memcpy(before, nvm, sizeof(before));
	info.magic = input_bool(in) ? 0x10C98086 : input_u32(in);
	if (rte_eth_dev_set_eeprom(fuzz_rig.port, &info) == 0) {
		for (i = 0; i < NVM_BYTES; i++) {
			bool within = i >= info.offset && i < info.offset + info.length;

			/* Word 3Fh is the driver's, to make the sum good. */
			if (i / 2 == 0x3F)
				continue;
			FUZZ_CHECK(nvm[i] == (within ? ((uint8_t *)info.data)[i - info.offset]
						     : before[i]),
				"byte %u is 0x%02x", i, nvm[i]);
		}
		FUZZ_CHECK(sum != 0xBABA || nvm_sum(words) == 0xBABA ||
				   (info.offset <= 0x7F && info.offset + info.length > 0x7E),
			"the checksum is bad now");
	}
	free(info.data);
}

static void
read_module(struct input *in, unsigned int nb_bytes)
{
	struct rte_dev_eeprom_info info = piece_of(in);
	struct rte_eth_dev_module_info about;
	uint32_t room = info.length;

	if (rte_eth_dev_get_module_info(fuzz_rig.port, &about) == 0)
		FUZZ_CHECK(about.eeprom_len <= SFP_BYTES, "%u bytes", about.eeprom_len);
	if (rte_eth_dev_get_module_eeprom(fuzz_rig.port, &info) == 0)
		FUZZ_CHECK(info.length == room && info.offset + info.length <= nb_bytes &&
				   memcmp(info.data, module + info.offset, info.length) == 0,
			"%u bytes from %u are not those of the module, which has %u", info.length,
			info.offset, nb_bytes);
	free(info.data);
}

static void
step(struct input *in, unsigned int module_bytes)
{
	char version[40];
	uint8_t size = input_u8(in) % sizeof(version);

	switch (input_below(in, 5)) {
	case 0:
		read_nvm(in);
		break;
	case 1:
		write_nvm(in);
		break;
	case 2:
		read_module(in, module_bytes);
		break;
	case 3:
		nm_nvm_protect(fuzz_rig.nm, input_bool(in));
		break;
	default:
		(void)rte_eth_dev_fw_version_get(fuzz_rig.port, version, size);
		break;
	}
}

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
	static const uint16_t ids[] = {0x10C9, 0x10E6, 0x10E7, 0x10E6};
	struct input in = {data, size};
	unsigned int i, nb_bytes;

	fuzz_port_plug(ids[input_below(&in, RTE_DIM(ids))]);
	nb_bytes = plug_module(&in);
	spoil_nvm(&in);
	if (rig_probe(&fuzz_rig, NULL) == 0)
		for (i = 0; i < MAX_STEPS && in.left > 0; i++)
			step(&in, nb_bytes);
	FUZZ_CHECK(nm_violations(fuzz_rig.nm) == 0, "%s", nm_first_violation(fuzz_rig.nm));
	fuzz_port_unplug();
	return 0;
}
