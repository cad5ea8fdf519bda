/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive interrupts: which vector a queue has, when it is raised, and that nothing which comes in
 * between two looks at a queue is slept over.
 */
#include <errno.h>
#include <string.h>

#include <rte_interrupts.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static struct rig rig;

/* The configuration space as a guest or a real slot shows it. */
static uint8_t config[256];
static bool enabled;

int __wrap_rte_pci_read_config(
	const struct rte_pci_device *device, void *buf, size_t len, off_t offset);
int __wrap_rte_intr_enable(const struct rte_intr_handle *handle);
int __wrap_rte_intr_disable(const struct rte_intr_handle *handle);

int
__wrap_rte_pci_read_config(const struct rte_pci_device *device, void *buf, size_t len, off_t offset)
{
	RTE_SET_USED(device);
	if ((size_t)offset + len > sizeof(config))
		return -1;
	memcpy(buf, config + offset, len);
	return (int)len;
}

/* VFIO's own part: there is no kernel behind the handle. */
int
__wrap_rte_intr_enable(const struct rte_intr_handle *handle)
{
	RTE_SET_USED(handle);
	enabled = true;
	return 0;
}

int
__wrap_rte_intr_disable(const struct rte_intr_handle *handle)
{
	RTE_SET_USED(handle);
	enabled = false;
	return 0;
}

/* Power management, then MSI-X with so many vectors; 0: the list ends before it. */
static void
config_set(unsigned int nb_vectors)
{
	memset(config, 0, sizeof(config));
	config[0x34] = 0x40;
	config[0x40] = 0x01;
	config[0x41] = nb_vectors > 0 ? 0x70 : 0;
	config[0x70] = 0x11;
	config[0x72] = (uint8_t)(nb_vectors - 1);
}

static struct rte_eth_conf
conf_of(uint16_t nb_rxq)
{
	struct rte_eth_conf conf = {.intr_conf.rxq = 1};

	if (nb_rxq > 1) {
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP;
	}
	return conf;
}

static void
up_with(uint16_t nb_rxq, const char *args)
{
	struct rte_eth_conf conf = conf_of(nb_rxq);

	TAP_EQ_INT("probe", 0, rig_probe(&rig, args));
	TAP_EQ_INT("up", 0, rig_up(&rig, nb_rxq, 1, &conf));
	TAP_EQ_INT("promiscuous", 0, rte_eth_promiscuous_enable(rig.port));
	rig.irq_vectors = 0;
}

static void
up(uint16_t nb_rxq)
{
	up_with(nb_rxq, NULL);
}

/* Vectors raised since the last call. */
static uint32_t
raised(void)
{
	uint32_t vectors = rig.irq_vectors;

	rig.irq_vectors = 0;
	return vectors;
}

static int
arrive(uint32_t seed)
{
	static const uint8_t dst[6] = {0x02, 0, 0, 0, 0, 0x99};
	uint8_t frame[60];

	return nm_rx_frame(rig.nm, frame, rig_udp4(frame, sizeof(frame), dst, seed));
}

static void
test_refused(void)
{
	struct rte_eth_conf conf = conf_of(1);

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("UIO: refused", -ENOTSUP, rig_configure(&rig, 1, 1, &conf));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "vfio-pci") != NULL,
		"  the line says what it takes", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_EQ_INT("out", 0, rig_remove(&rig));
}

static void
test_vectors_missing(void)
{
	static const unsigned int few[] = {0, 1};
	struct rte_eth_conf conf = conf_of(1);
	unsigned int i;

	for (i = 0; i < RTE_DIM(few); i++) {
		config_set(few[i]);
		TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
		TAP_EQ_INT("too few vectors: start fails", -ENOTSUP, rig_up(&rig, 1, 1, &conf));
		TAP_EQ_INT("  and the interrupt is off", 0, enabled);
		config_set(10);
		TAP_EQ_INT("  with enough it starts", 0, rte_eth_dev_start(rig.port));
		TAP_EQ_INT("  down", 0, rig_down(&rig));
	}
}

static void
test_one_queue(void)
{
	uint8_t frame[RIG_FRAME_BYTES];

	config_set(10);
	up(1);
	TAP_EQ_INT("masked at first: received", 0, arrive(1));
	TAP_EQ_U64("  and not raised", 0, raised());
	TAP_EQ_INT("enable", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
	TAP_EQ_U64("what came before is raised at once, on vector 1", 1u << 1, raised());
	TAP_EQ_INT("another", 0, arrive(2));
	TAP_EQ_U64("it has masked itself", 0, raised());
	TAP_CHECK(rig_recv(&rig, 0, frame) > 0 && rig_recv(&rig, 0, frame) > 0, "both are there",
		"not");
	TAP_EQ_INT("enable", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
	TAP_EQ_U64("the second one's is raised now", 1u << 1, raised());
	TAP_EQ_INT("enable", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
	TAP_EQ_U64("nothing is left to raise", 0, raised());
	TAP_EQ_INT("a packet", 0, arrive(3));
	TAP_EQ_U64("raised as it comes", 1u << 1, raised());
	TAP_EQ_INT("enable and", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
	TAP_EQ_INT("disable", 0, rte_eth_dev_rx_intr_disable(rig.port, 0));
	TAP_EQ_INT("a packet", 0, arrive(4));
	TAP_EQ_U64("not raised", 0, raised());
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("the kernel's side is closed", 0, enabled);
	TAP_EQ_INT("enable on a stopped port", -EINVAL, rte_eth_dev_rx_intr_enable(rig.port, 0));
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

static void
test_many_queues(uint16_t nb_rxq, unsigned int nb_vectors)
{
	struct rte_intr_handle *handle = rig.pci.intr_handle;
	unsigned int nb_efd = RTE_MIN((unsigned int)nb_rxq, nb_vectors - 1), q;
	uint32_t seed, bad = 0, seen = 0;
	char name[80];

	config_set(nb_vectors);
	up(nb_rxq);
	snprintf(
		name, sizeof(name), "%u queues, %u vectors: event descriptors", nb_rxq, nb_vectors);
	TAP_EQ_INT(name, (int)nb_efd, rte_intr_nb_efd_get(handle));
	for (q = 0; q < nb_rxq; q++) {
		bad += rte_intr_vec_list_index_get(handle, (int)q) != (int)(1 + q % nb_efd);
		bad += rte_eth_dev_rx_intr_ctl_q_get_fd(rig.port, (uint16_t)q) < 0;
		bad += rte_eth_dev_rx_intr_enable(rig.port, (uint16_t)q) != 0;
	}
	TAP_EQ_U64("each queue has its vector", 0, bad);
	for (seed = 0; seed < 200; seed++) {
		int queue = arrive(seed);

		if (queue < 0 || raised() != 1u << (1 + (unsigned int)queue % nb_efd) ||
			rte_eth_dev_rx_intr_enable(rig.port, (uint16_t)queue) != 0)
			bad++;
		else
			seen |= 1u << queue;
		(void)rig_recv(&rig, (uint16_t)queue, (uint8_t[RIG_FRAME_BYTES]){0});
	}
	TAP_EQ_U64("each packet raises its queue's and no other", 0, bad);
	TAP_EQ_U64("every queue was tried", (1u << nb_rxq) - 1, seen);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* Beside the link's interrupt, over and over: nothing is left behind. */
static void
test_restart(void)
{
	struct rte_eth_conf conf = conf_of(1);
	unsigned int i;

	config_set(10);
	conf.intr_conf.lsc = 1;
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("link and Rx: configure", 0, rig_configure(&rig, 1, 1, &conf));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 1, 1, rig_pool()));
	for (i = 0; i < 3; i++) {
		TAP_EQ_INT("start", 0, rte_eth_dev_start(rig.port));
		rig.irq_vectors = 0;
		nm_advance_us(rig.nm, 3000000);
		TAP_EQ_U64("the link has vector 0", 1, raised());
		TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
		TAP_EQ_INT(
			"no event descriptor is left", 0, rte_intr_dp_is_en(rig.pci.intr_handle));
	}
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* A second interrupt comes no sooner than the devarg says, over restart, too. */
static void
test_moderation(void)
{
	unsigned int round;

	config_set(10);
	up_with(1, "itr_us=300");
	for (round = 0; round < 2; round++) {
		TAP_EQ_INT("enable", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
		TAP_EQ_INT("a packet", 0, arrive(10));
		TAP_EQ_U64("  is raised at once", 1u << 1, raised());
		TAP_EQ_INT("enable", 0, rte_eth_dev_rx_intr_enable(rig.port, 0));
		TAP_EQ_INT("another", 0, arrive(11));
		nm_advance_us(rig.nm, 290);
		TAP_EQ_U64("  is not raised for 290 us", 0, raised());
		nm_advance_us(rig.nm, 20);
		TAP_EQ_U64("  is after 310", 1u << 1, raised());
		TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
		TAP_EQ_INT("start", 0, rig_start(&rig));
		(void)raised();
	}
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	test_refused();
	rte_intr_type_set(rig.pci.intr_handle, RTE_INTR_HANDLE_VFIO_MSIX);
	test_vectors_missing();
	test_one_queue();
	test_many_queues(4, 10);
	test_many_queues(16, 10);
	test_many_queues(16, 25);
	test_restart();
	test_moderation();
	TAP_CHECK(nm_violations(rig.nm) == 0, "no violation", "%s", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
