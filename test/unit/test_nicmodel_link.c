/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's PHY, link timing, pause frames, interrupts and time sync.
 */
#include "nm_rig.h"
#include "tap.h"

#define READY 0x10000000u
#define ERROR 0x40000000u

static void
test_mdic(void)
{
	struct rig *r = rig_new(NULL);
	uint32_t mdic;

	TAP_EQ_U64("PHY id 1", 0x02A8, rig_phy_read(r, 2) & 0xFFFF);
	TAP_EQ_U64("PHY id 2", 0x0391, rig_phy_read(r, 3) & 0xFFFF);
	TAP_EQ_U64("read is ready without error", READY, rig_phy_read(r, 2) & (READY | ERROR));
	TAP_EQ_U64("write is ready without error", READY,
		rig_phy_write(r, 4, 0x01E1) & (READY | ERROR));
	TAP_EQ_U64("what was written", 0x01E1, rig_phy_read(r, 4) & 0xFFFF);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	nm_fault(r->nm, NM_FAULT_MDIC_ERROR, 1);
	TAP_EQ_U64("an error is told", READY | ERROR, rig_phy_read(r, 2) & (READY | ERROR));
	nm_fault(r->nm, NM_FAULT_MDIC_TIMEOUT, 1);
	TAP_EQ_U64("a lost access never gets ready", 0, rig_phy_read(r, 2) & READY);
	TAP_EQ_U64("the next one is good", READY, rig_phy_read(r, 2) & (READY | ERROR));
	rig_take(r, 2);
	wr(r, 0x0020, 0x08000000 | 2 << 21 | 2 << 16);
	nm_advance_us(r->nm, 100);
	mdic = rd(r, 0x0020);
	rig_give(r, 2);
	TAP_EQ_U64("nobody at address 2", READY | ERROR, mdic & (READY | ERROR));
	TAP_EQ_U64("still no violation", 0, nm_violations(r->nm));
	wr(r, 0x0020, 0x08000000 | 1 << 21 | 2 << 16);
	TAP_EQ_U64("MDIC without its semaphore is one", 1, nm_violations(r->nm));
	rig_free(r);
}

static void
test_autoneg(void)
{
	struct nm_config cfg = {.autoneg_us = 1000000};
	struct rig *r = rig_new(&cfg);

	wr(r, 0x0000, rd(r, 0x0000) | 0x40);
	nm_advance_us(r->nm, 900000);
	TAP_EQ_U64("no link before negotiation is over", 0, rd(r, 0x0008) & 2);
	TAP_EQ_U64("not complete", 0, rig_phy_read(r, 1) & 0x0024);
	nm_advance_us(r->nm, 200000);
	TAP_EQ_U64("STATUS: up, full duplex, 1000", 0x83, rd(r, 0x0008) & 0xC3);
	TAP_EQ_U64(
		"link was down since the last look: latched", 0x0020, rig_phy_read(r, 1) & 0x0024);
	TAP_EQ_U64("the second look shows it", 0x0024, rig_phy_read(r, 1) & 0x0024);
	TAP_EQ_U64("the partner pauses", 0x0400, rig_phy_read(r, 5) & 0x0C00);
	TAP_EQ_U64("the partner does 1000 full", 0x0800, rig_phy_read(r, 10) & 0x0800);
	TAP_EQ_U64("LSC was raised", 0x4, rd(r, 0x1500) & 0x4);
	nm_set_cable(r->nm, false);
	TAP_EQ_U64("cable out: link down", 0, rd(r, 0x0008) & 2);
	TAP_EQ_U64("LSC again", 0x4, rd(r, 0x1500) & 0x4);
	nm_set_cable(r->nm, true);
	nm_advance_us(r->nm, 1100000);
	TAP_EQ_U64("cable in: link up after negotiation", 2, rd(r, 0x0008) & 2);
	wr(r, 0x0000, rd(r, 0x0000) & ~0x40u);
	TAP_EQ_U64("without SLU the MAC has no link", 0, rd(r, 0x0008) & 2);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_speeds(void)
{
	struct rig *r = rig_new(NULL);

	rig_link_up(r);
	rig_phy_write(r, 9, 0);
	rig_phy_write(r, 4, 0x0DE1);
	rig_phy_write(r, 0, 0x1200);
	TAP_EQ_U64("restart drops the link", 0, rd(r, 0x0008) & 2);
	nm_advance_us(r->nm, 2000000);
	TAP_EQ_U64("100 full when 1000 is not offered", 0x43, rd(r, 0x0008) & 0xC3);
	rig_phy_write(r, 4, 0x0C21);
	rig_phy_write(r, 0, 0x1200);
	nm_advance_us(r->nm, 2000000);
	TAP_EQ_U64("10 half when nothing else is", 0x02, rd(r, 0x0008) & 0xC3);
	rig_phy_write(r, 4, 0x0C01);
	rig_phy_write(r, 0, 0x1200);
	nm_advance_us(r->nm, 2000000);
	TAP_EQ_U64("no link without anything in common", 0, rd(r, 0x0008) & 2);
	rig_phy_write(r, 0, 0x2100);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("forced 100 full", 0x43, rd(r, 0x0008) & 0xC3);
	rig_phy_write(r, 0, 0x0000);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("forced 10 half", 0x02, rd(r, 0x0008) & 0xC3);
	rig_phy_write(r, 0, 0x0140);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("1000 cannot be forced", 0, rd(r, 0x0008) & 2);
	rig_phy_write(r, 0, 0x1940);
	nm_advance_us(r->nm, 3000000);
	TAP_EQ_U64("no link while powered down", 0, rd(r, 0x0008) & 2);
	rig_phy_write(r, 0, 0x8000);
	TAP_EQ_U64("reset is running", 0x8000, rig_phy_read(r, 0) & 0x8000);
	nm_advance_us(r->nm, 1000);
	TAP_EQ_U64("reset is over, defaults are back", 0x1140, rig_phy_read(r, 0) & 0xFFFF);
	nm_advance_us(r->nm, 2000000);
	TAP_EQ_U64("and the link with them", 0x83, rd(r, 0x0008) & 0xC3);
	wr(r, 0x0000, rd(r, 0x0000) | 0x80000000);
	nm_advance_us(r->nm, 3000000);
	TAP_EQ_U64("CTRL.PHY_RST holds the link down", 0x400, rd(r, 0x0008) & 0x402);
	wr(r, 0x0000, rd(r, 0x0000) & 0x7FFFFFFF);
	wr(r, 0x0008, 0);
	TAP_EQ_U64("PHYRA is cleared by writing 0", 0, rd(r, 0x0008) & 0x400);
	nm_advance_us(r->nm, 2000000);
	TAP_EQ_U64("link again", 2, rd(r, 0x0008) & 2);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_serdes(void)
{
	struct nm_config cfg = {.device_id = 0x10E7, .autoneg_us = 500000};
	struct rig *r = rig_new(&cfg);

	TAP_EQ_U64("link mode", 0x00C00000, rd(r, 0x0018) & 0x00C00000);
	wr(r, 0x0000, rd(r, 0x0000) | 0x40);
	wr(r, 0x4208, 0x00030000);
	TAP_EQ_U64("sync but no link", 0x10, rd(r, 0x420C) & 0x11);
	nm_advance_us(r->nm, 600000);
	TAP_EQ_U64("link, 1000, full, sync, negotiated", 0x1001D, rd(r, 0x420C));
	TAP_EQ_U64("STATUS agrees", 0x83, rd(r, 0x0008) & 0xC3);
	wr(r, 0x4200, rd(r, 0x4200) & ~0x8u);
	TAP_EQ_U64("PCS disabled: down", 0, rd(r, 0x420C) & 0x11);
	wr(r, 0x4200, rd(r, 0x4200) | 0x8);
	nm_advance_us(r->nm, 600000);
	TAP_EQ_U64("enabled: up", 0x11, rd(r, 0x420C) & 0x11);
	wr(r, 0x0018, rd(r, 0x0018) | 0x80);
	nm_advance_us(r->nm, 600000);
	TAP_EQ_U64("laser off: down", 0, rd(r, 0x420C) & 0x11);
	wr(r, 0x0018, rd(r, 0x0018) & ~0x80u);
	nm_advance_us(r->nm, 600000);
	TAP_EQ_U64("laser on: up", 0x11, rd(r, 0x420C) & 0x11);
	nm_set_cable(r->nm, false);
	TAP_EQ_U64("light off", 0, rd(r, 0x420C) & 0x11);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_pause(void)
{
	struct rig *r = rig_up();
	uint8_t f[60] = {0x01, 0x80, 0xC2, 0x00, 0x00, 0x01, 2, 0, 0, 0, 0, 9, 0x88, 0x08, 0x00,
		0x01, 0xFF, 0xFF};
	uint8_t data[60];

	rig_frame_raw(data, rig_broadcast, 0x88B5, 60);
	wr(r, 0x0000, rd(r, 0x0000) | 0x08000000);
	TAP_EQ_INT("the MAC keeps a pause frame", NM_RX_FILTERED, nm_rx_frame(r->nm, f, 60));
	TAP_EQ_U64("TXOFF", 0x10, rd(r, 0x0008) & 0x10);
	rig_send(r, data, 60);
	TAP_EQ_U64("nothing is sent while paused", 0, r->nb_sent);
	f[16] = f[17] = 0;
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("XON lets it out", 1, r->nb_sent);
	f[17] = 100;
	nm_rx_frame(r->nm, f, 60);
	nm_advance_us(r->nm, 100);
	TAP_EQ_U64("a pause ends by itself: 100 quanta are 51.2 us", 0, rd(r, 0x0008) & 0x10);
	TAP_EQ_U64("XOFFRXC", 2, rd(r, 0x4050));
	TAP_EQ_U64("XONRXC", 1, rd(r, 0x4048));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_intr_line(void)
{
	struct rig *r = rig_new(NULL);

	wr(r, 0x1504, 0x4);
	TAP_EQ_U64("masked: no interrupt", 0, r->irq_count[0]);
	TAP_EQ_U64("the cause is there", 0x4, rd(r, 0x1500) & 0x4);
	wr(r, 0x1508, 0x4);
	wr(r, 0x1504, 0x4);
	TAP_EQ_U64("unmasked: one", 1, r->irq_count[0]);
	wr(r, 0x1504, 0x4);
	TAP_EQ_U64("no second one before it is acknowledged", 1, r->irq_count[0]);
	TAP_EQ_U64("INTA and the cause", 0x80000004, rd(r, 0x1500));
	TAP_EQ_U64("reading cleared them", 0, rd(r, 0x1500));
	wr(r, 0x1504, 0x4);
	TAP_EQ_U64("the next one", 2, r->irq_count[0]);
	wr(r, 0x1500, 0x4);
	TAP_EQ_U64("writing a one clears too", 0, rd(r, 0x1500));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_intr_msix(void)
{
	struct rig *r = rig_up();
	uint8_t f[60];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	(void)rd(r, 0x1500);
	wr(r, 0x1514, 0x00000010); /* GPIE: MSI-X, NSICR clear */
	wr(r, 0x1740, 0x8300);	   /* other causes: vector 3 */
	wr(r, 0x1700, 0x81);	   /* rx queue 0: vector 1 */
	wr(r, 0x1524, 0x0A);
	wr(r, 0x152C, 0x02);
	wr(r, 0x1508, 0x4);
	wr(r, 0x1504, 0x4);
	TAP_EQ_U64("LSC on vector 3", 1, r->irq_count[3]);
	TAP_EQ_U64("EICR shows it", 0x08, rd(r, 0x1580) & 0x08);
	TAP_EQ_U64("ICR is not cleared by reading with NSICR = 0", 0x4, rd(r, 0x1500) & 0x4);
	TAP_EQ_U64("really not", 0x4, rd(r, 0x1500) & 0x4);
	wr(r, 0x1514, 0x00000011);
	(void)rd(r, 0x1500);
	TAP_EQ_U64("it is with NSICR = 1", 0, rd(r, 0x1500));
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("a frame on vector 1", 1, r->irq_count[1]);
	TAP_EQ_U64("EIAC cleared its EICR bit", 0, rd(r, 0x1580) & 0x02);
	wr(r, 0x1684, 100 << 2); /* EITR[1]: 100 us */
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("the first goes out", 2, r->irq_count[1]);
	nm_rx_frame(r->nm, f, 60);
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("the next are moderated", 2, r->irq_count[1]);
	nm_advance_us(r->nm, 101);
	TAP_EQ_U64("into one", 3, r->irq_count[1]);
	wr(r, 0x1528, 0x02);
	nm_rx_frame(r->nm, f, 60);
	nm_advance_us(r->nm, 1000);
	TAP_EQ_U64("EIMC masks", 3, r->irq_count[1]);
	wr(r, 0x1524, 0x02);
	TAP_EQ_U64("EIMS lets the pending one out", 4, r->irq_count[1]);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_time_sync(void)
{
	struct rig *r = rig_up();
	uint8_t f[60];
	uint32_t low;

	TAP_EQ_U64("the clock stands with TIMINCA = 0", 0, rd(r, 0xB600));
	wr(r, 0xB608, 1u << 24 | 16); /* every 16 ns, 16 */
	nm_advance_us(r->nm, 1000);
	low = rd(r, 0xB600);
	TAP_EQ_U64("a millisecond in nanoseconds", 1000000, low);
	wr(r, 0xB608, 2u << 24 | 16);
	nm_advance_us(r->nm, 1000);
	TAP_EQ_U64("half as fast with INCPERIOD 2", 1500000, rd(r, 0xB600));
	wr(r, 0xB600, 1000000);
	wr(r, 0xB60C, 500000);
	wr(r, 0xB610, 0x80000000);
	TAP_EQ_U64("adjusted backwards", 500000, rd(r, 0xB600));
	wr(r, 0x5CBC, 0x88F7 | 1u << 26 | 1u << 30);
	wr(r, 0xB620, 0x10);
	rig_frame_raw(f, rig_broadcast, 0x88F7, 60);
	f[14] = 0x00; /* Sync */
	f[15] = 0x02;
	f[44] = 0x12;
	f[45] = 0x34;
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("the write-back tells of the stamp", 0x10000, rig_rx_desc(r, 0, 0)[2] & 0x10000);
	TAP_EQ_U64("the type is the filter's index", 0x80F0 & ~0xF0u,
		rig_rx_desc(r, 0, 0)[0] & 0x8000);
	TAP_EQ_U64("stamp valid", 1, rd(r, 0xB620) & 1);
	TAP_EQ_U64("stamp", 500000, rd(r, 0xB624));
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("one stamp at a time", 0, rig_rx_desc(r, 0, 1)[2] & 0x10000);
	TAP_EQ_U64("sequence number", 0x3412, rd(r, 0xB630) >> 16);
	(void)rd(r, 0xB628);
	TAP_EQ_U64("reading the high half frees it", 0, rd(r, 0xB620) & 1);
	wr(r, 0xB614, 0x10);
	rig_tx_data(r, 0, f, 60, TX_LAST | 0x00080000, 60 << 14);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("transmit stamp valid", 1, rd(r, 0xB614) & 1);
	TAP_EQ_U64("transmit stamp", 500000, rd(r, 0xB618));
	TAP_CHECK(r->sent[0].info.ts_request, "the test hears of the request", "no request");
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

int
main(void)
{
	test_mdic();
	test_autoneg();
	test_speeds();
	test_serdes();
	test_pause();
	test_intr_line();
	test_intr_msix();
	test_time_sync();
	return tap_done();
}
