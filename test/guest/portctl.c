/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Asks a port what testpmd cannot: clock, time stamps, NVM, LEDs. A command a line on
 * standard input, an answer a line: "ok" and what was asked for, or "error" and the number.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define PORT	  0
#define RING_DESC 128
#define NB_MBUFS  1023
#define WAIT_S	  60
#define PTP_BYTES 60
#define SECOND	  INT64_C(1000000000)

static struct rte_mempool *pool;

static int64_t
ns_of(struct timespec ts)
{
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

static int64_t
machine_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ns_of(ts);
}

static int
answer(int ret)
{
	if (ret != 0)
		printf("error %d\n", -ret);
	return ret;
}

static void
simple(int ret)
{
	if (answer(ret) == 0)
		printf("ok\n");
}

static int
port_start(void)
{
	const struct rte_eth_conf conf = {.link_speeds = 0};
	int ret;

	ret = rte_eth_dev_configure(PORT, 1, 1, &conf);
	if (ret == 0)
		ret = rte_eth_rx_queue_setup(PORT, 0, RING_DESC, SOCKET_ID_ANY, NULL, pool);
	if (ret == 0)
		ret = rte_eth_tx_queue_setup(PORT, 0, RING_DESC, SOCKET_ID_ANY, NULL);
	if (ret == 0)
		ret = rte_eth_dev_start(PORT);
	if (ret == 0)
		ret = rte_eth_promiscuous_enable(PORT);
	return ret;
}

static void
link_wait(void)
{
	struct rte_eth_link link = {.link_status = 0};
	int ret = rte_eth_link_get(PORT, &link);

	if (answer(ret) == 0)
		printf("ok %s\n", link.link_status ? "up" : "down");
}

static void
port_restart(void)
{
	int ret = rte_eth_dev_stop(PORT);

	simple(ret != 0 ? ret : rte_eth_dev_start(PORT));
}

/* The port's time between two looks at the machine's. */
static void
time_show(void)
{
	struct timespec ts;
	int64_t before = machine_ns();
	int ret = rte_eth_timesync_read_time(PORT, &ts);

	if (answer(ret) == 0)
		printf("ok %" PRId64 " %" PRId64 " %" PRId64 "\n", ns_of(ts), before, machine_ns());
}

static void
stamp_show(bool rx)
{
	struct timespec ts;
	int ret = rx ? rte_eth_timesync_read_rx_timestamp(PORT, &ts, 0)
		     : rte_eth_timesync_read_tx_timestamp(PORT, &ts);

	if (answer(ret) == 0)
		printf("ok %" PRId64 "\n", ns_of(ts));
}

/* The flags of the next packet. */
static void
packet_take(void)
{
	int64_t end = machine_ns() + WAIT_S * SECOND;
	struct rte_mbuf *m;

	while (rte_eth_rx_burst(PORT, 0, &m, 1) == 0) {
		if (machine_ns() > end) {
			printf("error %d\n", ETIMEDOUT);
			return;
		}
	}
	printf("ok %u%s%s\n", m->pkt_len, m->ol_flags & RTE_MBUF_F_RX_IEEE1588_PTP ? " ptp" : "",
		m->ol_flags & RTE_MBUF_F_RX_IEEE1588_TMST ? " stamp" : "");
	rte_pktmbuf_free(m);
}

/* A Delay_Req over L2. */
static void
message_send(uint64_t flags)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	uint8_t *data = m == NULL ? NULL : (uint8_t *)rte_pktmbuf_append(m, PTP_BYTES);
	static const uint8_t head[] = {
		0x01, 0x1B, 0x19, 0, 0, 0, 0x02, 0, 0, 0, 0, 1, 0x88, 0xF7, 0x01, 0x02};

	if (data == NULL) {
		simple(-ENOMEM);
		return;
	}
	memset(data, 0, PTP_BYTES);
	memcpy(data, head, sizeof(head));
	m->ol_flags |= flags;
	simple(rte_eth_tx_burst(PORT, 0, &m, 1) == 1 ? 0 : -EAGAIN);
}

static void
nvm_show(void)
{
	uint8_t data[6];
	struct rte_dev_eeprom_info info = {.data = data, .length = sizeof(data)};
	int bytes = rte_eth_dev_get_eeprom_length(PORT);
	int ret = bytes < 0 ? bytes : rte_eth_dev_get_eeprom(PORT, &info);

	if (answer(ret) == 0)
		printf("ok %d %02x:%02x:%02x:%02x:%02x:%02x\n", bytes, data[0], data[1], data[2],
			data[3], data[4], data[5]);
}

/* The second byte from the end, as it is but for one bit. */
static void
nvm_write(void)
{
	uint8_t byte;
	struct rte_dev_eeprom_info info = {.data = &byte, .length = 1};
	int bytes = rte_eth_dev_get_eeprom_length(PORT), ret;

	info.offset = (uint32_t)bytes - 2;
	ret = rte_eth_dev_get_eeprom(PORT, &info);
	byte ^= 1;
	simple(ret != 0 ? ret : rte_eth_dev_set_eeprom(PORT, &info));
}

static void
clock_show(void)
{
	uint64_t clock;
	int ret = rte_eth_read_clock(PORT, &clock);

	if (answer(ret) == 0)
		printf("ok %" PRIu64 "\n", clock);
}

static void
time_set(const char *text)
{
	const struct timespec ts = {.tv_sec = strtoll(text, NULL, 10)};

	simple(rte_eth_timesync_write_time(PORT, &ts));
}

static void
command(const char *line)
{
	struct rte_eth_dev_module_info module;

	if (strcmp(line, "link") == 0)
		link_wait();
	else if (strcmp(line, "restart") == 0)
		port_restart();
	else if (strcmp(line, "enable") == 0)
		simple(rte_eth_timesync_enable(PORT));
	else if (strcmp(line, "disable") == 0)
		simple(rte_eth_timesync_disable(PORT));
	else if (strcmp(line, "time") == 0)
		time_show();
	else if (strncmp(line, "set ", 4) == 0)
		time_set(line + 4);
	else if (strncmp(line, "adjust ", 7) == 0)
		simple(rte_eth_timesync_adjust_time(PORT, strtoll(line + 7, NULL, 10)));
	else if (strcmp(line, "clock") == 0)
		clock_show();
	else if (strcmp(line, "rx") == 0)
		packet_take();
	else if (strcmp(line, "rxstamp") == 0)
		stamp_show(true);
	else if (strcmp(line, "txstamp") == 0)
		stamp_show(false);
	else if (strcmp(line, "tx") == 0)
		message_send(0);
	else if (strcmp(line, "tx stamped") == 0)
		message_send(RTE_MBUF_F_TX_IEEE1588_TMST);
	else if (strcmp(line, "nvm") == 0)
		nvm_show();
	else if (strcmp(line, "nvm write") == 0)
		nvm_write();
	else if (strcmp(line, "module") == 0)
		simple(rte_eth_dev_get_module_info(PORT, &module));
	else if (strcmp(line, "led on") == 0)
		simple(rte_eth_led_on(PORT));
	else if (strcmp(line, "led off") == 0)
		simple(rte_eth_led_off(PORT));
	else
		printf("error unknown\n");
}

int
main(int argc, char **argv)
{
	char line[80];
	int ret;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	pool = rte_pktmbuf_pool_create(
		"portctl", NB_MBUFS, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	ret = pool == NULL ? -ENOMEM : port_start();
	if (ret != 0) {
		printf("port %d does not start: %d\n", PORT, ret);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("portctl ready\n");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "quit") == 0)
			break;
		command(line);
	}
	ret = rte_eth_dev_stop(PORT);
	if (ret == 0)
		ret = rte_eth_dev_close(PORT);
	rte_eal_cleanup();
	return ret == 0 ? 0 : 1;
}
