/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Descriptors and the port's state as text.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define FRAME_BYTES 100

static struct rig rig;
static char *text;
static size_t text_bytes;

static FILE *
text_open(void)
{
	FILE *file;

	free(text);
	text = NULL;
	file = open_memstream(&text, &text_bytes);
	if (file == NULL)
		abort();
	return file;
}

static unsigned int
lines(void)
{
	unsigned int nb = 0;
	const char *p;

	for (p = text; *p != '\0'; p++)
		nb += *p == '\n';
	return nb;
}

static void
has(const char *name, const char *part)
{
	TAP_CHECK(strstr(text, part) != NULL, name, "no \"%s\" in: %s", part, text);
}

static int
rx_dump(uint16_t offset, uint16_t num)
{
	FILE *file = text_open();
	int ret = rte_eth_rx_descriptor_dump(rig.port, 0, offset, num, file);

	fclose(file);
	return ret;
}

static int
tx_dump(uint16_t offset, uint16_t num)
{
	FILE *file = text_open();
	int ret = rte_eth_tx_descriptor_dump(rig.port, 0, offset, num, file);

	fclose(file);
	return ret;
}

typedef int (*dump_t)(uint16_t offset, uint16_t num);

static void
test_range(const char *dir, dump_t dump)
{
	static const struct {
		uint16_t offset, num;
	} bad[] = {{0, 0}, {0, RIG_RING_DESC + 1}, {RIG_RING_DESC, 1}, {RIG_RING_DESC - 1, 2},
		{UINT16_MAX, 1}, {1, UINT16_MAX}};
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		plat_model_log_clear();
		TAP_EQ_INT(dir, -EINVAL, dump(bad[i].offset, bad[i].num));
		TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 && text[0] == '\0',
			"  one line of log, none of dump", "%u, %s",
			plat_model_log_count(IGBX_LOG_ERR), text);
	}
	TAP_EQ_INT(dir, 0, dump(0, RIG_RING_DESC));
	TAP_EQ_INT("  the whole ring", RIG_RING_DESC, lines());
	TAP_EQ_INT(dir, 0, dump(RIG_RING_DESC - 1, 1));
	TAP_EQ_INT("  its last", 1, lines());
}

static void
test_rx(void)
{
	uint8_t frame[FRAME_BYTES], out[RIG_FRAME_BYTES];
	struct rte_ether_addr mac;

	rte_eth_macaddr_get(rig.port, &mac);
	rig_udp4(frame, sizeof(frame), mac.addr_bytes, 1);
	TAP_EQ_INT("Rx dump, nothing received", 0, rx_dump(0, 1));
	has("  posted", "posted");
	nm_rx_frame(rig.nm, frame, sizeof(frame));
	TAP_EQ_INT("Rx dump, one packet", 0, rx_dump(0, 2));
	has("  done", "done");
	has("  its length", "length 100 ");
	has("  one descriptor", " EOP");
	has("  the next is posted", "posted");
	TAP_EQ_INT("  the dump took nothing", sizeof(frame), rig_recv(&rig, 0, out));
	TAP_EQ_INT("Rx dump, received", 0, rx_dump(0, 1));
	TAP_CHECK(strstr(text, "[   1]") != NULL && strstr(text, "done") == NULL,
		"  goes on behind it", "%s", text);
	TAP_EQ_INT("Rx dump, the ring's last", 0, rx_dump(RIG_RING_DESC - 1, 1));
	has("  is the driver's own", "held");
}

static void
test_tx(void)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(rig_pool());

	if (m == NULL || rte_pktmbuf_append(m, FRAME_BYTES) == NULL)
		abort();
	memset(rte_pktmbuf_mtod(m, void *), 0, FRAME_BYTES);
	TAP_EQ_INT("send", 1, rte_eth_tx_burst(rig.port, 0, &m, 1));
	TAP_EQ_INT("Tx dump, one under way", 0, tx_dump(RIG_RING_DESC - 1, 1));
	has("  full", "full");
	has("  its length", "data length 100 payload 100");
	has("  a report is asked for", " EOP RS");
	nm_process(rig.nm);
	TAP_EQ_INT("Tx dump, sent", 0, tx_dump(RIG_RING_DESC - 1, 1));
	has("  done", "done");
}

static void
test_port(void)
{
	FILE *file = text_open();

	TAP_EQ_INT("private dump", 0, rte_eth_dev_priv_dump(rig.port, file));
	fclose(file);
	has("  device", "device: 82576 (8086:10c9), copper");
	has("  device arguments", "rx_drop=1 flow_ctrl=rx simd=scalar");
	has("  Rx queue", "Rx queue 0: started, 64 descriptors, next 1,");
	has("  Tx queue", "Tx queue 0: started, 64 descriptors, tail 1,");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	file = text_open();
	TAP_EQ_INT("private dump of a stopped port", 0, rte_eth_dev_priv_dump(rig.port, file));
	fclose(file);
	has("  queue", "Rx queue 0: stopped");
	has("  paths", "paths: stopped");
}

static void
test_not_set_up(void)
{
	FILE *file;

	TAP_EQ_INT("configure for more", 0, rig_configure(&rig, 2, 2, NULL));
	file = text_open();
	plat_model_log_clear();
	TAP_EQ_INT("Rx queue that is not set up", -EINVAL,
		rte_eth_rx_descriptor_dump(rig.port, 1, 0, 1, file));
	TAP_EQ_INT("Tx queue that is not set up", -EINVAL,
		rte_eth_tx_descriptor_dump(rig.port, 1, 0, 1, file));
	TAP_EQ_INT("  a line each", 2, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("private dump", 0, rte_eth_dev_priv_dump(rig.port, file));
	fclose(file);
	has("  says so", "Rx queue 1: not set up");
	has("  says so", "Tx queue 1: not set up");
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, "rx_drop=1,flow_ctrl=rx,simd=scalar"));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	test_range("Rx dump", rx_dump);
	test_range("Tx dump", tx_dump);
	test_rx();
	test_tx();
	test_port();
	test_not_set_up();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	free(text);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
