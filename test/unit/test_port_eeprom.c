/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What is read and written beside packets: the NVM byte by byte, a module's memory,
 * the firmware version, registers by range, LEDs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "igbx_ethdev.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NVM_BYTES (2 * NM_NVM_WORDS)
#define SUM_BYTE  0x7E /* of word 0x3F */
#define LEDCTL	  0x0E00
#define FIBRE	  0x10E6

static struct rig rig;

static uint8_t
nvm_byte(uint32_t at)
{
	return (uint8_t)(nm_nvm(rig.nm)[at / 2] >> (at % 2 * 8));
}

static bool
sum_good(void)
{
	uint16_t sum = 0;
	unsigned int i;

	for (i = 0; i < 0x40; i++)
		sum += nm_nvm(rig.nm)[i];
	return sum == 0xBABA;
}

static int
nvm_get(uint32_t offset, uint32_t length, uint8_t *data)
{
	struct rte_dev_eeprom_info info = {.data = data, .offset = offset, .length = length};

	return rte_eth_dev_get_eeprom(rig.port, &info);
}

static int
nvm_set(uint32_t offset, uint32_t length, uint8_t *data)
{
	struct rte_dev_eeprom_info info = {.data = data, .offset = offset, .length = length};

	return rte_eth_dev_set_eeprom(rig.port, &info);
}

static void
bytes_get(const char *name, uint32_t offset, uint32_t length)
{
	uint8_t data[NVM_BYTES + 1];
	uint32_t i, wrong = 0;

	memset(data, 0xA5, sizeof(data));
	TAP_EQ_INT(name, 0, nvm_get(offset, length, data));
	for (i = 0; i < length; i++)
		wrong += data[i] != nvm_byte(offset + i);
	TAP_EQ_U64("  as they are in the NVM", 0, wrong);
	TAP_EQ_INT("  and no more", 0xA5, data[length]);
}

static void
bytes_set(const char *name, uint32_t offset, uint32_t length)
{
	static uint8_t seed = 17;
	uint8_t data[NVM_BYTES], before[NVM_BYTES];
	uint32_t i, wrong = 0, other = 0;

	seed = (uint8_t)(seed * 5 + 1);
	for (i = 0; i < NVM_BYTES; i++) {
		data[i] = (uint8_t)(seed + i * 11);
		before[i] = nvm_byte(i);
	}
	TAP_EQ_INT(name, 0, nvm_set(offset, length, data));
	for (i = 0; i < NVM_BYTES; i++) {
		if (i / 2 == SUM_BYTE / 2)
			continue;
		if (i >= offset && i < offset + length)
			wrong += nvm_byte(i) != data[i - offset];
		else
			other += nvm_byte(i) != before[i];
	}
	TAP_EQ_U64("  they are there", 0, wrong);
	TAP_EQ_U64("  all others are as they were", 0, other);
	TAP_CHECK(sum_good(), "  the checksum is right", "%s", "it is not");
}

static void
refused(const char *name, int expected, int observed)
{
	TAP_EQ_INT(name, expected, observed);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line says why", "%u, the last %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last());
	plat_model_log_clear();
}

static void
test_nvm(void)
{
	struct rte_dev_eeprom_info info = {.offset = 0};
	uint8_t data[NVM_BYTES] = {0};

	TAP_EQ_INT("NVM: bytes", NVM_BYTES, rte_eth_dev_get_eeprom_length(rig.port));
	bytes_get("read of all", 0, NVM_BYTES);
	bytes_get("read of one byte", 0, 1);
	bytes_get("read of an odd byte", 0x101, 1);
	bytes_get("read from an odd one on", 0x7B, 5);
	bytes_get("read of an odd number", 0x40, 333);
	bytes_get("read of the last word", NVM_BYTES - 2, 2);
	bytes_get("read of the last byte", NVM_BYTES - 1, 1);
	info.data = data;
	info.length = 2;
	TAP_EQ_INT("read: magic", 0, rte_eth_dev_get_eeprom(rig.port, &info));
	TAP_EQ_U64("  is the PCI id", 0x10C98086, info.magic);

	bytes_set("write of the last word", NVM_BYTES - 2, 2);
	bytes_set("write of the last byte", NVM_BYTES - 1, 1);
	bytes_set("write of an odd byte", 0x201, 1);
	bytes_set("write of an even byte", 0x202, 1);
	bytes_set("write from an odd byte on", 0x21, 7);
	bytes_set("write over several pages, odd at both ends", 0x133, 200);
	bytes_set("write of half of the checksum", SUM_BYTE, 1);
	bytes_set("write across the checksum", SUM_BYTE - 5, 12);
	bytes_set("write of all", 0, NVM_BYTES);

	plat_model_log_clear();
	refused("read beyond the end", -EINVAL, nvm_get(NVM_BYTES, 1, data));
	refused("read across the end", -EINVAL, nvm_get(NVM_BYTES - 1, 2, data));
	refused("read of more than there is", -EINVAL, nvm_get(0, NVM_BYTES + 1, data));
	refused("read that comes round", -EINVAL, nvm_get(UINT32_MAX, 2, data));
	refused("read of nothing", -EINVAL, nvm_get(0, 0, data));
	refused("read to nowhere", -EINVAL, nvm_get(0, 2, NULL));
	refused("write beyond the end", -EINVAL, nvm_set(NVM_BYTES, 1, data));
	refused("write across the end", -EINVAL, nvm_set(NVM_BYTES - 1, 2, data));
	refused("write that comes round", -EINVAL, nvm_set(2, UINT32_MAX, data));
	refused("write of nothing", -EINVAL, nvm_set(0, 0, data));
	refused("write from nowhere", -EINVAL, nvm_set(0, 2, NULL));
	nm_nvm_protect(rig.nm, true);
	refused("write to a protected part", -EROFS, nvm_set(0x100, 2, data));
	nm_nvm_protect(rig.nm, false);
}

static void
test_version(void)
{
	uint16_t *nvm = nm_nvm(rig.nm);
	char version[64];
	unsigned int size;

	nvm[0x05] = 0x2A70;
	nvm[0x42] = 0x1234;
	nvm[0x43] = 0x8000;
	nm_nvm_fix_checksum(rig.nm);
	TAP_EQ_INT("version", 0, rte_eth_dev_fw_version_get(rig.port, version, sizeof(version)));
	TAP_EQ_STR("  with the image's id", "2.a7, 0x80001234", version);
	TAP_EQ_INT("into nothing: how much it takes", 17,
		rte_eth_dev_fw_version_get(rig.port, NULL, 0));
	for (size = 1; size < 17; size++) {
		memset(version, 'x', sizeof(version));
		if (rte_eth_dev_fw_version_get(rig.port, version, size) != 17 ||
			strlen(version) != size - 1 || version[size] != 'x')
			break;
	}
	TAP_EQ_U64("into too little: how much it takes, and what fits", 17, size);
	TAP_EQ_INT("into just enough", 0, rte_eth_dev_fw_version_get(rig.port, version, 17));
	TAP_EQ_STR("  all of it", "2.a7, 0x80001234", version);
	nvm[0x42] = 0xFFFF;
	nvm[0x43] = 0xFFFF;
	TAP_EQ_INT("no id", 0, rte_eth_dev_fw_version_get(rig.port, version, sizeof(version)));
	TAP_EQ_STR("  the version alone", "2.a7", version);
}

static void
test_registers(void)
{
	struct rte_dev_reg_info all = {.data = NULL}, part;
	static uint32_t words[4096], few[8];
	uint32_t i;

	TAP_EQ_INT("registers: how many", 0, rte_eth_dev_get_reg_info(rig.port, &all));
	TAP_EQ_U64("  four bytes each", 4, all.width);
	all.data = words;
	TAP_EQ_INT("all of them", 0, rte_eth_dev_get_reg_info(rig.port, &all));
	part = (struct rte_dev_reg_info){.data = few, .offset = 3, .length = 5};
	memset(few, 0xA5, sizeof(few));
	TAP_EQ_INT("five from the fourth on", 0, rte_eth_dev_get_reg_info(rig.port, &part));
	TAP_EQ_MEM("  are these", &words[3], few, 5 * sizeof(few[0]));
	TAP_EQ_U64("  and no more", 0xA5A5A5A5, few[5]);
	part = (struct rte_dev_reg_info){.data = few, .offset = all.length - 2, .length = 0};
	TAP_EQ_INT(
		"the rest from the last but one on", 0, rte_eth_dev_get_reg_info(rig.port, &part));
	TAP_EQ_U64("  two", 2, part.length);
	TAP_EQ_MEM("  are these", &words[all.length - 2], few, 2 * sizeof(few[0]));
	plat_model_log_clear();
	part = (struct rte_dev_reg_info){.data = few, .offset = all.length, .length = 1};
	refused("beyond the end", -EINVAL, rte_eth_dev_get_reg_info(rig.port, &part));
	part = (struct rte_dev_reg_info){.data = few, .offset = all.length - 1, .length = 2};
	refused("across the end", -EINVAL, rte_eth_dev_get_reg_info(rig.port, &part));
	part = (struct rte_dev_reg_info){.data = few, .offset = UINT32_MAX, .length = 2};
	refused("far beyond", -EINVAL, rte_eth_dev_get_reg_info(rig.port, &part));
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
	struct rte_eth_reg_name names[8];

	part = (struct rte_dev_reg_info){.filter = "RAL2"};
	TAP_EQ_INT("by name: how many", 0, rte_eth_dev_get_reg_info_ext(rig.port, &part));
	TAP_EQ_U64("  eight", 8, part.length);
	part.data = few;
	part.names = names;
	TAP_EQ_INT("by name", 0, rte_eth_dev_get_reg_info_ext(rig.port, &part));
	TAP_EQ_STR("  names", "RAL2[7]", names[7].name);
	part = (struct rte_dev_reg_info){.filter = "NOSUCH"};
	refused("no such name", -EINVAL, rte_eth_dev_get_reg_info_ext(rig.port, &part));
#endif
	for (i = 0; i < all.length && words[i] == 0; i++)
		;
	TAP_CHECK(i < all.length, "not all of them are 0", "%u are", i);
}

static void
test_led(void)
{
	uint32_t before = nm_read(rig.nm, LEDCTL);

	TAP_EQ_INT("LED on", 0, rte_eth_led_on(rig.port));
	TAP_EQ_U64("  all four", 0x0E0E0E0E, nm_read(rig.nm, LEDCTL) & 0x8F8F8F8F);
	TAP_EQ_INT("LED off", 0, rte_eth_led_off(rig.port));
	TAP_EQ_U64("  all four", 0x0F0F0F0F, nm_read(rig.nm, LEDCTL) & 0x8F8F8F8F);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_U64("  gives them back", before, nm_read(rig.nm, LEDCTL));
	TAP_EQ_INT("LED on, stopped", 0, rte_eth_led_on(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	TAP_EQ_U64("  gives them back", before, nm_read(rig.nm, LEDCTL));
}

static void
test_removed(void)
{
	struct rte_eth_dev_module_info module;
	uint8_t data[2];

	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("removed: NVM read", -EIO, nvm_get(0, 2, data));
	TAP_EQ_INT("removed: NVM write", -EIO, nvm_set(0, 2, data));
	TAP_EQ_INT("removed: LED", -EIO, rte_eth_led_on(rig.port));
	TAP_EQ_INT("removed: copper is copper", -ENOTSUP,
		rte_eth_dev_get_module_info(rig.port, &module));
	rig_replug(&rig);
}

/* ---- modules ---- */

static void
module_is(const char *name, uint8_t *memory, unsigned int nb_bytes, uint32_t type, uint32_t length)
{
	struct rte_eth_dev_module_info module = {.type = 0};
	uint8_t out[512];
	struct rte_dev_eeprom_info info = {.data = out, .length = length};

	nm_sfp_insert(rig.nm, memory, nb_bytes);
	TAP_EQ_INT(name, 0, rte_eth_dev_get_module_info(rig.port, &module));
	TAP_EQ_U64("  its type", type, module.type);
	TAP_EQ_U64("  its length", length, module.eeprom_len);
	TAP_EQ_INT("  all bytes", 0, rte_eth_dev_get_module_eeprom(rig.port, &info));
	TAP_EQ_MEM("  are these", memory, out, length);
	info.offset = 0x33;
	info.length = 9;
	TAP_EQ_INT("  nine of them", 0, rte_eth_dev_get_module_eeprom(rig.port, &info));
	TAP_EQ_MEM("  are these", &memory[0x33], out, 9);
	plat_model_log_clear();
	info.offset = length - 1;
	info.length = 2;
	refused("  across the end", -EINVAL, rte_eth_dev_get_module_eeprom(rig.port, &info));
	info.offset = UINT32_MAX;
	refused("  far beyond", -EINVAL, rte_eth_dev_get_module_eeprom(rig.port, &info));
}

static void
test_module(void)
{
	struct rte_eth_dev_module_info module;
	uint8_t memory[512];
	unsigned int i;

	for (i = 0; i < sizeof(memory); i++)
		memory[i] = (uint8_t)(i * 13 + i / 256);
	plat_model_log_clear();
	refused("no module", -EIO, rte_eth_dev_get_module_info(rig.port, &module));
	memory[0] = 0x03;
	memory[92] = 0x68;
	memory[94] = 0x05;
	module_is("an SFP with diagnostics", memory, 512, RTE_ETH_MODULE_SFF_8472, 512);
	memory[94] = 0;
	module_is("an SFP without", memory, 256, RTE_ETH_MODULE_SFF_8079, 256);
	memory[94] = 0x05;
	memory[92] = 0x6C;
	module_is("an SFP that changes addresses", memory, 512, RTE_ETH_MODULE_SFF_8079, 256);
	memory[0] = 0x0D;
	nm_sfp_insert(rig.nm, memory, 256);
	refused("another kind of module", -ENOTSUP, rte_eth_dev_get_module_info(rig.port, &module));
}

static void
content(void)
{
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
}

int
main(int argc, char **argv)
{
	struct rte_eth_dev_module_info module;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_nvm();
	test_version();
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	test_registers();
	test_led();
	plat_model_log_clear();
	refused("copper has no module", -ENOTSUP, rte_eth_dev_get_module_info(rig.port, &module));
	content();
	test_removed();
	(void)rte_eth_dev_stop(rig.port);
	(void)rte_eth_dev_close(rig.port);
	rig_destroy(&rig);

	rig_create(&rig, FIBRE);
	TAP_EQ_INT("fibre: probe", 0, rig_probe(&rig, NULL));
	test_module();
	content();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
