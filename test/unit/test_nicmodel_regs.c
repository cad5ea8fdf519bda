/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's registers: access classes, reset, NVM, semaphores, removal.
 */
#include <stdlib.h>

#include "nm_rig.h"
#include "tap.h"

static void
expect_violation(struct rig *r, const char *name)
{
	TAP_EQ_U64(name, 1, nm_violations(r->nm));
	nm_clear_violations(r->nm);
}

static void
test_access(void)
{
	struct rig *r = rig_new(NULL);

	TAP_EQ_U64("VET after power up", 0x81008100, rd(r, 0x0038));
	TAP_EQ_U64("an unprovoked model has no violation", 0, nm_violations(r->nm));
	TAP_EQ_STR("first violation is empty", "", nm_first_violation(r->nm));
	wr(r, 0x4010, 1);
	TAP_EQ_STR("first violation is kept as text", "write of 0x00000001 to read-only MPC",
		nm_first_violation(r->nm));
	expect_violation(r, "write to a counter");
	wr(r, 0x5B54, 1);
	expect_violation(r, "write to read-only FWSM");
	(void)rd(r, 0x1504);
	expect_violation(r, "read of write-only ICS");
	(void)rd(r, 0x0068);
	expect_violation(r, "read of an unknown register");
	wr(r, 0x0068, 1);
	expect_violation(r, "write of an unknown register");
	(void)rd(r, 0x0002);
	expect_violation(r, "unaligned read");
	(void)rd(r, NM_BAR_BYTES);
	expect_violation(r, "read beyond the BAR");
	wr(r, 0x0008, 0);
	expect_violation(r, "write to STATUS");
	wr(r, 0x5C04, 0x11223344);
	TAP_EQ_U64("RETA stores", 0x11223344, rd(r, 0x5C04));
	wr(r, 0x00D0, 0x4);
	TAP_EQ_U64("IMS at its older address is the same register", 0x4, rd(r, 0x1508));
	wr(r, 0x00D8, 0x4);
	TAP_EQ_U64("IMC clears it", 0, rd(r, 0x00D0));
	TAP_EQ_U64("none of these is a violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_reset(void)
{
	struct rig *r = rig_new(NULL);

	wr(r, 0x5C00, 1);
	wr(r, 0x0000, rd(r, 0x0000) | 0x04000000);
	(void)rd(r, 0x0008);
	expect_violation(r, "STATUS read right after CTRL.RST");
	nm_advance_us(r->nm, 999);
	(void)rd(r, 0x0000);
	expect_violation(r, "CTRL read 999 us after CTRL.RST");
	nm_advance_us(r->nm, 1);
	TAP_CHECK(rd(r, 0x0000) & 0x04000000, "RST is still set after 1 ms", "CTRL without RST");
	nm_advance_us(r->nm, 500);
	TAP_EQ_U64("RST clears by itself", 0, rd(r, 0x0000) & 0x04000000);
	TAP_EQ_U64("the NVM is not loaded yet", 0, rd(r, 0x0010) & 0x200);
	TAP_EQ_U64("no address before the NVM is loaded", 0, rd(r, 0x5404));
	nm_advance_us(r->nm, 10000);
	TAP_EQ_U64("AUTO_RD follows", 0x200, rd(r, 0x0010) & 0x200);
	TAP_EQ_U64("the PHY is configured", 0x40000, rd(r, 0x1010) & 0x40000);
	TAP_EQ_U64("RAL[0] from the NVM", 0x00000002, rd(r, 0x5400));
	TAP_EQ_U64("RAH[0] from the NVM, valid", 0x80000100, rd(r, 0x5404));
	TAP_EQ_U64("RETA is cleared", 0, rd(r, 0x5C00));
	TAP_EQ_U64("queue 0 is enabled by reset", 0x02000000, rd(r, 0xC028) & 0x02000000);
	TAP_EQ_U64("queue 1 is not", 0, rd(r, 0xC068) & 0x02000000);
	TAP_EQ_U64("no violation in a reset by the book", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_reset_faults(void)
{
	struct rig *r = rig_new(NULL);

	nm_fault(r->nm, NM_FAULT_RESET_STUCK, 1);
	wr(r, 0x0000, rd(r, 0x0000) | 0x04000000);
	nm_advance_us(r->nm, 1000000);
	TAP_CHECK(rd(r, 0x0000) & 0x04000000, "a stuck reset never ends", "CTRL without RST");
	TAP_EQ_U64("it was seen once", 1, nm_fault_seen(r->nm, NM_FAULT_RESET_STUCK));
	rig_free(r);

	r = rig_new(NULL);
	nm_fault(r->nm, NM_FAULT_AUTO_RD_STUCK, 1);
	wr(r, 0x0000, rd(r, 0x0000) | 0x04000000);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("AUTO_RD can be made to stay away", 0, rd(r, 0x0010) & 0x200);
	rig_free(r);

	r = rig_new(NULL);
	TAP_CHECK(rd(r, 0x0008) & 0x80000, "master is enabled", "STATUS without MASTER_ENABLE");
	wr(r, 0x0000, rd(r, 0x0000) | 0x4);
	nm_advance_us(r->nm, 1000);
	TAP_EQ_U64("GIO_MASTER_DISABLE takes effect", 0, rd(r, 0x0008) & 0x80000);
	wr(r, 0x0000, rd(r, 0x0000) & ~0x4u);
	TAP_CHECK(rd(r, 0x0008) & 0x80000, "and is undone", "STATUS without MASTER_ENABLE");
	nm_fault(r->nm, NM_FAULT_MASTER_STUCK, 1);
	wr(r, 0x0000, rd(r, 0x0000) | 0x4);
	nm_advance_us(r->nm, 1000000);
	TAP_CHECK(rd(r, 0x0008) & 0x80000, "a stuck master stays", "STATUS without MASTER_ENABLE");
	rig_free(r);
}

static void
test_nvm(void)
{
	struct rig *r = rig_new(NULL);
	uint16_t sum = 0;
	unsigned int i;
	uint32_t eerd;

	for (i = 0; i < 0x40; i++)
		sum = (uint16_t)(sum + (rig_eerd(r, i) >> 16));
	TAP_EQ_U64("words 0 to 0x3F sum up to 0xBABA", 0xBABA, sum);
	TAP_EQ_U64("word 2 holds the last two bytes", 0x0100, rig_eerd(r, 2) >> 16);
	TAP_EQ_U64("no violation with the semaphore", 0, nm_violations(r->nm));
	nm_nvm(r->nm)[0x20] ^= 1;
	nm_nvm_fix_checksum(r->nm);
	for (i = 0, sum = 0; i < 0x40; i++)
		sum = (uint16_t)(sum + nm_nvm(r->nm)[i]);
	TAP_EQ_U64("the checksum can be made right again", 0xBABA, sum);

	rig_take(r, 1);
	wr(r, 0x0014, 5 << 2 | 1);
	TAP_EQ_U64("a read takes time", 0, rd(r, 0x0014) & 2);
	nm_advance_us(r->nm, 100);
	TAP_EQ_U64("then it is done", 2, rd(r, 0x0014) & 2);
	nm_fault(r->nm, NM_FAULT_EERD_TIMEOUT, 2);
	wr(r, 0x0014, 5 << 2 | 1);
	nm_advance_us(r->nm, 100);
	TAP_EQ_U64("the first read is good", 2, rd(r, 0x0014) & 2);
	wr(r, 0x0014, 5 << 2 | 1);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("the second one is the fault", 0, rd(r, 0x0014) & 2);
	wr(r, 0x0014, 5 << 2 | 1);
	nm_advance_us(r->nm, 100);
	eerd = rd(r, 0x0014);
	TAP_EQ_U64("the third one is good again", 2, eerd & 2);
	rig_give(r, 1);
	TAP_EQ_U64("still no violation", 0, nm_violations(r->nm));
	wr(r, 0x0014, 5 << 2 | 1);
	expect_violation(r, "EERD without the semaphore");
	rig_free(r);
}

static void
test_second_port(void)
{
	static const uint8_t mac[6] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
	struct nm_config cfg = {.port_index = 1, .mac = mac};
	struct rig *r = rig_new(&cfg);

	TAP_EQ_U64("LAN_ID", 1, rd(r, 0x0008) >> 2 & 3);
	TAP_EQ_U64("RAL[0] of function 1", 0x33221102, rd(r, 0x5400));
	TAP_EQ_U64("RAH[0] of function 1", 0x80005544, rd(r, 0x5404));
	TAP_EQ_U64("the NVM holds function 0's address", 0x5444, rig_eerd(r, 2) >> 16);
	TAP_EQ_U64("its configuration done bit", 0x80000, rd(r, 0x1010) & 0xC0000);
	rig_free(r);
}

static void
test_semaphores(void)
{
	struct rig *r = rig_new(NULL);

	TAP_EQ_U64("SMBI: the first reader gets it", 0, rd(r, 0x5B50) & 1);
	TAP_EQ_U64("the second does not", 1, rd(r, 0x5B50) & 1);
	wr(r, 0x5B50, 0x3);
	TAP_EQ_U64("SWESMBI sticks when the firmware is away", 3, rd(r, 0x5B50) & 3);
	wr(r, 0x5B5C, 0x1);
	wr(r, 0x5B50, 0);
	TAP_EQ_U64("both are given back", 0, rd(r, 0x5B50) & 3);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	wr(r, 0x5B50, 0);
	wr(r, 0x5B5C, 0x3);
	expect_violation(r, "SW_FW_SYNC without SWESMBI");
	wr(r, 0x5B50, 2);
	expect_violation(r, "SWESMBI without SMBI");
	wr(r, 0x5B50, 0);
	wr(r, 0x5B50, 1);
	TAP_EQ_U64("SMBI cannot be set by writing", 0, rd(r, 0x5B50) & 1);
	wr(r, 0x5B50, 0);
	nm_hold_smbi(r->nm, true);
	TAP_EQ_U64("a dead owner's SMBI", 1, rd(r, 0x5B50) & 1);
	TAP_EQ_U64("stays", 1, rd(r, 0x5B50) & 1);
	wr(r, 0x5B50, 0);
	TAP_EQ_U64("until it is written away", 0, rd(r, 0x5B50) & 1);
	wr(r, 0x5B50, 0);
	nm_fault(r->nm, NM_FAULT_SMBI_STUCK, 1);
	wr(r, 0x5B50, 0);
	TAP_EQ_U64("a stuck SMBI cannot", 1, rd(r, 0x5B50) & 1);
	nm_hold_swfw(r->nm, 0x00020000, true);
	nm_advance_us(r->nm, 49000);
	TAP_EQ_U64("the firmware holds the PHY", 0x20000, rd(r, 0x5B5C) & 0x20000);
	nm_advance_us(r->nm, 2000);
	TAP_EQ_U64("and gives up", 0, rd(r, 0x5B5C) & 0x20000);
	nm_hold_swfw(r->nm, 0x00020000, false);
	nm_advance_us(r->nm, 10000000);
	TAP_EQ_U64("or does not", 0x20000, rd(r, 0x5B5C) & 0x20000);
	rig_free(r);
}

static void
test_removal(void)
{
	struct rig *r = rig_new(NULL);

	nm_fault(r->nm, NM_FAULT_REMOVE_AT_READ, 3);
	TAP_CHECK(rd(r, 0x0008) != UINT32_MAX, "first read", "all ones");
	TAP_CHECK(rd(r, 0x0008) != UINT32_MAX, "second read", "all ones");
	TAP_EQ_U64("removed at the third", UINT32_MAX, rd(r, 0x0008));
	wr(r, 0x5C00, 7);
	TAP_EQ_U64("counts as many", 3, nm_fault_seen(r->nm, NM_FAULT_REMOVE_AT_READ));
	TAP_EQ_INT("no frame gets in", NM_RX_OFF, nm_rx_frame(r->nm, rig_broadcast, 6));
	nm_set_removed(r->nm, false);
	nm_advance_us(r->nm, 20000);
	TAP_EQ_U64("plugged in again: the write is lost", 0, rd(r, 0x5C00));
	TAP_EQ_U64("a removed device is no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

int
main(void)
{
	test_access();
	test_reset();
	test_reset_faults();
	test_nvm();
	test_second_port();
	test_semaphores();
	test_removal();
	return tap_done();
}
