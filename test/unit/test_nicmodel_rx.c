/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's receive side: filters, lengths, descriptors, full rings, counters.
 */
#include "nm_rig.h"
#include "tap.h"

#define RCTL_SECRC 0x04000000u
#define RCTL_BAM   0x00008000u
#define RCTL_UPE   0x08u
#define RCTL_MPE   0x10u
#define RCTL_LPE   0x20u
#define RCTL_VFE   0x00040000u
#define RCTL_SBP   0x04u

static const uint8_t stranger[6] = {0x02, 0x99, 0x99, 0x99, 0x99, 0x99};
static const uint8_t multicast[6] = {0x01, 0x00, 0x5E, 0x01, 0x02, 0x03};

static int
arrive(struct rig *r, const uint8_t da[6], uint32_t len)
{
	static uint8_t f[20000];

	rig_frame_raw(f, da, 0x88B5, len);
	return nm_rx_frame(r->nm, f, len);
}

static struct rig *
rx_only(uint32_t rctl)
{
	struct rig *r = rig_new(NULL);

	rig_link_up(r);
	rig_rx_queue(r, 0, 2, false, RIG_NB_DESC - 1);
	rig_rx_on(r, rctl);
	return r;
}

static void
test_off(void)
{
	struct rig *r = rig_new(NULL);

	TAP_EQ_INT("receive off", NM_RX_OFF, arrive(r, rig_broadcast, 60));
	rig_rx_queue(r, 0, 2, false, 8);
	rig_rx_on(r, RCTL_SECRC | RCTL_BAM);
	TAP_EQ_INT("no link", NM_RX_OFF, arrive(r, rig_broadcast, 60));
	rig_link_up(r);
	TAP_EQ_INT("link", 0, arrive(r, rig_broadcast, 60));
	TAP_EQ_U64("what came before is not counted", 1, rd(r, 0x40D0));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_addresses(void)
{
	struct rig *r = rx_only(RCTL_SECRC);
	uint32_t hash = ((uint32_t)multicast[5] << 8 | multicast[4]) >> 4;

	TAP_EQ_INT("own address", 0, arrive(r, rig_mac, 60));
	TAP_EQ_INT("a stranger's", NM_RX_FILTERED, arrive(r, stranger, 60));
	TAP_EQ_INT("broadcast without BAM", NM_RX_FILTERED, arrive(r, rig_broadcast, 60));
	TAP_EQ_INT("multicast", NM_RX_FILTERED, arrive(r, multicast, 60));
	wr(r, 0x0100, RCTL_SECRC | RCTL_BAM | 2);
	TAP_EQ_INT("broadcast with BAM", 0, arrive(r, rig_broadcast, 60));
	wr(r, 0x0100, RCTL_SECRC | RCTL_MPE | 2);
	TAP_EQ_INT("multicast with MPE", 0, arrive(r, multicast, 60));
	TAP_EQ_U64("passed an inexact filter", 0x80, rig_rx_desc(r, 0, 2)[2] & 0x80);
	TAP_EQ_U64("the own address did not", 0, rig_rx_desc(r, 0, 0)[2] & 0x80);
	wr(r, 0x0100, RCTL_SECRC | RCTL_UPE | 2);
	TAP_EQ_INT("a stranger's with UPE", 0, arrive(r, stranger, 60));
	TAP_EQ_INT("multicast with UPE only", NM_RX_FILTERED, arrive(r, multicast, 60));
	wr(r, 0x0100, RCTL_SECRC | 2);
	wr(r, 0x5200 + 4 * (hash >> 5), 1u << (hash & 31));
	TAP_EQ_INT("multicast by hash, bits 47:36", 0, arrive(r, multicast, 60));
	wr(r, 0x0100, RCTL_SECRC | 3u << 12 | 2);
	TAP_EQ_INT("another hash offset misses", NM_RX_FILTERED, arrive(r, multicast, 60));
	wr(r, 0x54E0 + 8 * 7, 0x99999902);
	wr(r, 0x54E4 + 8 * 7, 0x80009999);
	TAP_EQ_INT("receive address 23", 0, arrive(r, stranger, 60));
	wr(r, 0x54E4 + 8 * 7, 0x00009999);
	TAP_EQ_INT("and not when it is invalid", NM_RX_FILTERED, arrive(r, stranger, 60));
	wr(r, 0xA000 + 4 * (0x999 >> 5), 1u << (0x999 & 31));
	wr(r, 0x0100, RCTL_SECRC | 2);
	TAP_EQ_INT("unicast by hash", 0, arrive(r, stranger, 60));
	wr(r, 0xA000 + 4 * (0x999 >> 5), 0);
	TAP_EQ_INT("and not when its bit is cleared", NM_RX_FILTERED, arrive(r, stranger, 60));
	TAP_EQ_U64("BPRC", 1, rd(r, 0x4078));
	TAP_EQ_U64("MPRC", 2, rd(r, 0x407C));
	TAP_EQ_U64("GPRC: those that passed", 7, rd(r, 0x4074));
	TAP_EQ_U64("TPR: all of them", 14, rd(r, 0x40D0));
	TAP_EQ_U64("PRC64", 7, rd(r, 0x405C));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_lengths(void)
{
	struct rig *r = rx_only(RCTL_SECRC | RCTL_UPE | RCTL_MPE);
	static uint8_t f[20000];

	TAP_EQ_INT("59 bytes are a runt", NM_RX_FILTERED, arrive(r, rig_mac, 59));
	TAP_EQ_U64("RUC", 1, rd(r, 0x40A4));
	TAP_EQ_INT("1514 bytes", 0, arrive(r, rig_mac, 1514));
	TAP_EQ_INT("1515 bytes without LPE", NM_RX_OVERSIZE, arrive(r, rig_mac, 1515));
	rig_frame_raw(f, rig_mac, 0x88B5, 1514);
	TAP_EQ_INT("1514 and a tag", 0, nm_rx_frame(r->nm, f, rig_frame_tag(f, 1514, 0x8100, 5)));
	TAP_EQ_U64("ROC", 1, rd(r, 0x40AC));
	TAP_EQ_U64("RLEC counts both", 2, rd(r, 0x4040));
	wr(r, 0x5004, 2000);
	wr(r, 0x0100, rd(r, 0x0100) | RCTL_LPE);
	TAP_EQ_INT("1996 bytes with RLPML 2000", 0, arrive(r, rig_mac, 1996));
	TAP_EQ_INT("1997 bytes", NM_RX_OVERSIZE, arrive(r, rig_mac, 1997));
	rig_frame_raw(f, rig_mac, 0x88B5, 1996);
	TAP_EQ_INT("RLPML is absolute, tags included", NM_RX_OVERSIZE,
		nm_rx_frame(r->nm, f, rig_frame_tag(f, 1996, 0x8100, 5)));
	wr(r, 0x5004, 0x3FFF);
	TAP_EQ_INT("9724 bytes are the most there can be", 0, arrive(r, rig_mac, 9724));
	TAP_EQ_INT("9725 are too many", NM_RX_OVERSIZE, arrive(r, rig_mac, 9725));
	TAP_EQ_U64("GORCL includes the CRC", 1518 + 1522 + 2000 + 9728, rd(r, 0x4088));
	TAP_EQ_U64("reading the low half clears nothing", 1518 + 1522 + 2000 + 9728, rd(r, 0x4088));
	TAP_EQ_U64("GORCH", 0, rd(r, 0x408C));
	TAP_EQ_U64("reading the high half clears both", 0, rd(r, 0x4088));
	TAP_EQ_U64("GPRC", 4, rd(r, 0x4074));
	TAP_EQ_U64("PRC1522 holds the long ones too", 4, rd(r, 0x4070));
	TAP_EQ_U64("read again: cleared", 0, rd(r, 0x4074));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_crc(void)
{
	struct rig *r = rx_only(RCTL_UPE);
	uint8_t f[60];
	uint32_t crc, *d = rig_rx_desc(r, 0, 0);
	const uint8_t *b = rig_rx_buf(r, 0);

	rig_frame_raw(f, rig_mac, 0x88B5, 60);
	TAP_EQ_INT("CRC kept", 0, nm_rx_frame(r->nm, f, 60));
	TAP_EQ_U64("length with CRC", 64, d[3] & 0xFFFF);
	crc = rig_crc32(f, 60);
	TAP_EQ_U64("the CRC itself", crc,
		b[60] | (uint32_t)b[61] << 8 | (uint32_t)b[62] << 16 | (uint32_t)b[63] << 24);
	TAP_EQ_INT("wrong CRC", NM_RX_FILTERED, nm_rx_frame_fault(r->nm, f, 60, NM_RX_FAULT_CRC));
	TAP_EQ_U64("CRCERRS", 1, rd(r, 0x4000));
	nm_rx_frame_fault(r->nm, f, 50, NM_RX_FAULT_CRC);
	TAP_EQ_U64("RFC: a fragment", 1, rd(r, 0x40A8));
	nm_rx_frame_fault(r->nm, f, 60, NM_RX_FAULT_SYMBOL);
	TAP_EQ_U64("RXERRC", 1, rd(r, 0x400C));
	TAP_EQ_U64("none of them is good", 1, rd(r, 0x4074));
	wr(r, 0x0100, rd(r, 0x0100) | RCTL_SBP | RCTL_SECRC);
	TAP_EQ_INT("stored with SBP", 0, nm_rx_frame_fault(r->nm, f, 60, NM_RX_FAULT_CRC));
	TAP_EQ_U64("with RXE", 0x80000000, rig_rx_desc(r, 0, 1)[2] & 0x80000000);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_vlan(void)
{
	struct rig *r = rx_only(RCTL_SECRC | RCTL_UPE);
	uint8_t f[80], plain[60];
	uint32_t len;

	rig_frame_raw(plain, rig_mac, 0x88B5, 60);
	memcpy(f, plain, 60);
	len = rig_frame_tag(f, 60, 0x8100, 0xE123);
	nm_rx_frame(r->nm, f, len);
	TAP_EQ_U64("not stripped: no VP", 0, rig_rx_desc(r, 0, 0)[2] & 8);
	TAP_EQ_MEM("not stripped: the frame as it came", f, rig_rx_buf(r, 0), 64);
	wr(r, 0x0000, rd(r, 0x0000) | 0x40000000);
	nm_rx_frame(r->nm, f, len);
	TAP_EQ_U64("stripped: VP", 8, rig_rx_desc(r, 0, 1)[2] & 8);
	TAP_EQ_U64("stripped: the tag", 0xE123, rig_rx_desc(r, 0, 1)[3] >> 16);
	TAP_EQ_U64("stripped: the length", 60, rig_rx_desc(r, 0, 1)[3] & 0xFFFF);
	TAP_EQ_MEM("stripped: the frame without it", plain, rig_rx_buf(r, 1), 60);
	wr(r, 0x0100, rd(r, 0x0100) | RCTL_VFE);
	TAP_EQ_INT("filter, table empty", NM_RX_FILTERED, nm_rx_frame(r->nm, f, len));
	wr(r, 0x5600 + 4 * (0x123 >> 5), 1u << (0x123 & 31));
	TAP_EQ_INT("filter, id enabled", 0, nm_rx_frame(r->nm, f, len));
	TAP_EQ_INT("untagged frames pass", 0, nm_rx_frame(r->nm, plain, 60));
	/* two tags: the outer one is left alone */
	wr(r, 0x0018, rd(r, 0x0018) | 1u << 26);
	wr(r, 0x0038, 0x88A88100);
	len = rig_frame_tag(f, len, 0x88A8, 0x0FFF);
	TAP_EQ_INT("two tags, filter by the inner", 0, nm_rx_frame(r->nm, f, len));
	TAP_EQ_U64("the inner tag is reported", 0xE123, rig_rx_desc(r, 0, 4)[3] >> 16);
	TAP_EQ_MEM("the outer one stays", f, rig_rx_buf(r, 4), 16);
	TAP_EQ_U64("length", 64, rig_rx_desc(r, 0, 4)[3] & 0xFFFF);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_scatter(void)
{
	struct rig *r = rig_new(NULL);
	static uint8_t f[5000];
	unsigned int i;

	rig_link_up(r);
	rig_rx_queue(r, 3, 1, false, 8);
	wr(r, 0x5818, 0);
	wr(r, 0x5CB0, 0x88B5 | 3u << 16 | 1u << 26 | 1u << 31); /* ETQF: queue 3 */
	wr(r, 0x5004, 9000);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	rig_frame_raw(f, rig_mac, 0x88B5, 5000);
	TAP_EQ_INT("queue by ether type", 3, nm_rx_frame(r->nm, f, 5000));
	for (i = 0; i < 5; i++) {
		const uint32_t *d = rig_rx_desc(r, 3, i);

		TAP_EQ_U64("done, end only on the last", i == 4 ? 3 : 1, d[2] & 3);
		TAP_EQ_U64("length of the piece", i == 4 ? 5000 - 4096 : 1024, d[3] & 0xFFFF);
		TAP_EQ_MEM("bytes of the piece", f + 1024 * i, rig_rx_buf(r, i), d[3] & 0xFFFF);
	}
	TAP_EQ_U64("untouched beyond", 0, rig_rx_desc(r, 3, 5)[2]);
	TAP_EQ_U64("head", 5, rd(r, 0xC010 + 0x40 * 3));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_full(bool drop)
{
	struct rig *r = rig_new(NULL);
	unsigned int i;
	int result = 0;

	rig_link_up(r);
	rig_rx_queue(r, 0, 2, drop, 4);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE);
	for (i = 0; i < 4; i++)
		TAP_EQ_INT("room", 0, arrive(r, rig_mac, 60));
	result = arrive(r, rig_mac, 60);
	if (drop) {
		TAP_EQ_INT("full ring drops", NM_RX_NO_DESC, result);
		TAP_EQ_U64("RQDPC", 1, rd(r, 0xC030));
		TAP_EQ_U64("RQDPC is cleared by reading", 0, rd(r, 0xC030));
		TAP_EQ_U64("RNBC does not count a drop", 0, rd(r, 0x40A0));
		rig_rx_post(r, 0, 4, 4);
		TAP_EQ_U64("gone for good", 0, rig_rx_desc(r, 0, 4)[2] & 1);
	} else {
		TAP_EQ_INT("full ring: kept in the packet buffer", 0, result);
		TAP_EQ_U64("RNBC", 1, rd(r, 0x40A0));
		rig_rx_post(r, 0, 4, 4);
		TAP_EQ_U64("stored when there is a descriptor", 3, rig_rx_desc(r, 0, 4)[2] & 3);
		for (i = 0; result == 0 && i < 200; i++)
			result = arrive(r, rig_mac, 1514);
		TAP_EQ_INT("until the packet buffer is full", NM_RX_NO_DESC, result);
		TAP_EQ_U64("64 KB of 1514 byte frames behind 3 free descriptors", 3 + 43, i - 1);
		TAP_EQ_U64("MPC", 1, rd(r, 0x4010));
		TAP_EQ_U64("RXO", 0x40, rd(r, 0x1500) & 0x40);
	}
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_partial(void)
{
	struct rig *r = rig_new(NULL);
	static uint8_t f[3000];

	rig_link_up(r);
	rig_rx_queue(r, 0, 1, false, 2);
	wr(r, 0x5004, 9000);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	rig_frame_raw(f, rig_mac, 0x88B5, 3000);
	nm_rx_frame(r->nm, f, 3000);
	TAP_EQ_U64("two pieces are done", 1, rig_rx_desc(r, 0, 1)[2] & 3);
	rig_rx_post(r, 0, 2, 2);
	TAP_EQ_U64("the end follows the next descriptor", 3, rig_rx_desc(r, 0, 2)[2] & 3);
	TAP_EQ_U64("its length", 3000 - 2048, rig_rx_desc(r, 0, 2)[3] & 0xFFFF);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_pause(void)
{
	struct rig *r = rig_new(NULL);
	static uint8_t f[3000];

	rig_link_up(r);
	rig_rx_queue(r, 0, 1, false, 2);
	wr(r, 0x5004, 9000);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	rig_frame_raw(f, rig_mac, 0x88B5, 3000);
	nm_rx_frame(r->nm, f, 3000);
	nm_rx_frame(r->nm, f, 100);
	TAP_EQ_INT("one in progress, one behind it", 2, nm_rx_waiting(r->nm));
	wr(r, 0x0100, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	TAP_EQ_INT("receive off: the one in progress stays", 1, nm_rx_waiting(r->nm));
	rig_rx_post(r, 0, 2, 2);
	TAP_EQ_U64("  and is received to its end", 3, rig_rx_desc(r, 0, 2)[2] & 3);
	TAP_EQ_INT("  nothing waits", 0, nm_rx_waiting(r->nm));
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	TAP_EQ_INT("receive on again", 0, nm_rx_frame(r->nm, f, 100));
	TAP_EQ_U64("  the next descriptor has it", 3, rig_rx_desc(r, 0, 3)[2] & 3);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

/* DROP_EN decides when a packet starts: it needs descriptors for all of it. */
static void
test_partial_drop(void)
{
	struct rig *r = rig_new(NULL);
	static uint8_t f[3000];

	rig_link_up(r);
	rig_rx_queue(r, 0, 1, true, 2);
	wr(r, 0x5004, 9000);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE | RCTL_LPE);
	rig_frame_raw(f, rig_mac, 0x88B5, 3000);
	TAP_EQ_INT("two descriptors for a packet of three: dropped", NM_RX_NO_DESC,
		nm_rx_frame(r->nm, f, 3000));
	TAP_EQ_U64("none of it is stored", 0, rig_rx_desc(r, 0, 0)[2] & 1);
	TAP_EQ_U64("one packet dropped", 1, rd(r, 0xC030));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_rules(void)
{
	struct rig *r = rx_only(RCTL_SECRC | RCTL_UPE);

	wr(r, 0xC000, (uint32_t)RIG_IOVA);
	TAP_EQ_U64("RDBAL while enabled", 1, nm_violations(r->nm));
	wr(r, 0xC018, RIG_NB_DESC);
	TAP_EQ_U64("RDT beyond the ring", 2, nm_violations(r->nm));
	wr(r, 0xC018, 10);
	TAP_EQ_U64("RDT going back", 3, nm_violations(r->nm));
	wr(r, 0xC058, 1);
	TAP_EQ_U64("RDT of a queue that is off", 4, nm_violations(r->nm));
	wr(r, 0xC040, 0x40);
	TAP_EQ_U64("RDBAL not aligned", 5, nm_violations(r->nm));
	wr(r, 0xC048, 100);
	TAP_EQ_U64("RDLEN not a multiple of 128", 6, nm_violations(r->nm));
	TAP_EQ_U64("RDLEN keeps the bits that it has", 0, rd(r, 0xC048));
	nm_clear_violations(r->nm);
	TAP_EQ_STR("cleared", "", nm_first_violation(r->nm));
	rig_rx_desc(r, 0, 0)[2] = 1;
	arrive(r, rig_mac, 60);
	TAP_EQ_STR("a descriptor with DD set",
		"receive descriptor 0 of queue 0 handed over with DD set",
		nm_first_violation(r->nm));
	nm_clear_violations(r->nm);
	rig_rx_desc(r, 0, 1)[1] = 0xFFFF;
	arrive(r, rig_mac, 60);
	TAP_CHECK(nm_violations(r->nm) == 1, "a buffer that is not mapped", "%u violations",
		nm_violations(r->nm));
	rig_free(r);
}

static void
test_enable(void)
{
	struct rig *r = rig_new(NULL);

	rig_link_up(r);
	wr(r, 0xC080, (uint32_t)RIG_IOVA);
	wr(r, 0xC084, (uint32_t)(RIG_IOVA >> 32));
	wr(r, 0xC088, 64 * 16);
	wr(r, 0xC08C, 0x02000002);
	wr(r, 0xC0A8, 0x02000000);
	TAP_EQ_U64("ENABLE does not read back at once", 0, rd(r, 0xC0A8) & 0x02000000);
	nm_advance_us(r->nm, 10);
	TAP_EQ_U64("but soon", 0x02000000, rd(r, 0xC0A8) & 0x02000000);
	TAP_CHECK(nm_rx_queue_enabled(r->nm, 2), "the model says so too", "off");
	wr(r, 0xC0A8, 0);
	TAP_EQ_U64("still on right after it was cleared", 0x02000000, rd(r, 0xC0A8) & 0x02000000);
	nm_advance_us(r->nm, 30);
	TAP_EQ_U64("then off", 0, rd(r, 0xC0A8) & 0x02000000);
	nm_fault(r->nm, NM_FAULT_RXQ_ENABLE_STUCK, 1);
	wr(r, 0xC0A8, 0x02000000);
	nm_advance_us(r->nm, 1000000);
	TAP_EQ_U64("a stuck queue does not follow", 0, rd(r, 0xC0A8) & 0x02000000);
	nm_fault(r->nm, NM_FAULT_RXQ_ENABLE_STUCK, 0);
	wr(r, 0xC0A8, 0x02000000);
	nm_advance_us(r->nm, 10);
	TAP_EQ_U64("disarmed it does", 0x02000000, rd(r, 0xC0A8) & 0x02000000);
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

static void
test_doorbell_memory(void)
{
	struct rig *r = rig_new(NULL);
	volatile uint8_t *bar = nm_bar(r->nm);
	volatile uint32_t *rdt = (volatile uint32_t *)(volatile void *)(bar + 0xC018);

	rig_link_up(r);
	rig_rx_queue(r, 0, 2, true, 1);
	rig_rx_on(r, RCTL_SECRC | RCTL_UPE);
	TAP_EQ_INT("one descriptor", 0, arrive(r, rig_mac, 60));
	TAP_EQ_INT("none left", NM_RX_NO_DESC, arrive(r, rig_mac, 60));
	memset(rig_rx_desc(r, 0, 1), 0, 16);
	memcpy(rig_rx_desc(r, 0, 1), &(uint64_t){RIG_IOVA + RIG_RX_BUFS}, 8);
	*rdt = 2;
	TAP_EQ_INT("a tail written into the BAR's memory counts", 0, arrive(r, rig_mac, 60));
	TAP_EQ_U64("and reads back as a register", 2, rd(r, 0xC018));
	TAP_EQ_U64("no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

int
main(void)
{
	test_off();
	test_addresses();
	test_lengths();
	test_crc();
	test_vlan();
	test_scatter();
	test_full(true);
	test_full(false);
	test_partial();
	test_pause();
	test_partial_drop();
	test_rules();
	test_enable();
	test_doorbell_memory();
	return tap_done();
}
