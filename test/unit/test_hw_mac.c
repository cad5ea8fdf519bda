/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port's own MAC address: from where, and which are refused.
 */
#include "hw_fixture.h"

static void
nvm_mac_put(struct fx *fx, unsigned int word, const uint8_t mac[6])
{
	uint16_t *nvm = nm_nvm(fx->nm);
	unsigned int i;

	for (i = 0; i < 3; i++)
		nvm[word + i] = mac[2 * i] | mac[2 * i + 1] << 8;
	nm_nvm_fix_checksum(fx->nm);
}

static void
from_receive_address(void)
{
	struct fx *fx = fx_open_as(0, 0);

	TAP_EQ_INT("port 0: init", 0, fx_init(fx));
	TAP_EQ_MEM("port 0: the NVM's address", fx_mac, fx->hw.perm_mac, 6);
	fx_close(fx);
}

static void
second_port(void)
{
	static const uint8_t base[6] = {0x00, 0x1B, 0x21, 0x10, 0x20, 0x30};
	static const uint8_t expected[6] = {0x00, 0x1B, 0x21, 0x10, 0x20, 0x31};
	struct fx *fx = fx_open_as(0, 1);

	nvm_mac_put(fx, 0, base);
	TAP_EQ_INT("port 1: init", 0, fx_init(fx));
	TAP_EQ_INT("port 1: index", 1, fx->hw.port_index);
	TAP_EQ_MEM("port 1: the last bit differs", expected, fx->hw.perm_mac, 6);
	fx_close(fx);
}

/* The device did not load receive address 0: the signature in word 0x0A is missing. */
static void
not_loaded(uint8_t port, uint8_t last)
{
	static const uint8_t base[6] = {0x00, 0x1B, 0x21, 0x10, 0x20, 0x30};
	const uint8_t expected[6] = {0x00, 0x1B, 0x21, 0x10, 0x20, last};
	struct fx *fx = fx_open_as(0, port);
	char name[64];

	nm_nvm(fx->nm)[0x0A] = 0;
	nvm_mac_put(fx, 0, base);
	snprintf(name, sizeof(name), "port %u, not loaded: init", port);
	TAP_EQ_INT(name, 0, fx_init(fx));
	snprintf(name, sizeof(name), "port %u, not loaded: read from the NVM", port);
	TAP_EQ_MEM(name, expected, fx->hw.perm_mac, 6);
	fx_close(fx);
}

static void
alternate(uint8_t port, uint8_t last)
{
	static const uint8_t alt0[6] = {0x02, 0xAA, 0, 0, 0, 0x10};
	static const uint8_t alt1[6] = {0x02, 0xAA, 0, 0, 0, 0x20};
	const uint8_t expected[6] = {0x02, 0xAA, 0, 0, 0, last};
	struct fx *fx = fx_open_as(0, port);
	char name[64];

	nm_nvm(fx->nm)[0x37] = 0x80;
	nvm_mac_put(fx, 0x80, alt0);
	nvm_mac_put(fx, 0x83, alt1);
	snprintf(name, sizeof(name), "port %u, alternate address: init", port);
	TAP_EQ_INT(name, 0, fx_init(fx));
	snprintf(name, sizeof(name), "port %u, alternate address: its own", port);
	TAP_EQ_MEM(name, expected, fx->hw.perm_mac, 6);
	fx_content(fx, "alternate address: no violation");
	fx_close(fx);
}

static void
alternate_unusable(const char *what, uint16_t ptr, uint8_t first)
{
	const uint8_t alt[6] = {first, first, first, first, first, first};
	struct fx *fx = fx_open_as(0, 0);
	char name[96];

	if (ptr < NM_NVM_WORDS - 3)
		nvm_mac_put(fx, ptr, alt);
	nm_nvm(fx->nm)[0x37] = ptr;
	nm_nvm_fix_checksum(fx->nm);
	snprintf(name, sizeof(name), "alternate address %s: init", what);
	TAP_EQ_INT(name, 0, fx_init(fx));
	snprintf(name, sizeof(name), "alternate address %s: not used", what);
	TAP_EQ_MEM(name, fx_mac, fx->hw.perm_mac, 6);
	fx_content(fx, "alternate address that is unusable: no violation");
	fx_close(fx);
}

static void
refused(const char *what, const uint8_t mac[6])
{
	struct fx *fx = fx_open_as(0, 0);
	char name[96];

	nvm_mac_put(fx, 0, mac);
	snprintf(name, sizeof(name), "%s: refused", what);
	TAP_EQ_INT(name, -EADDRNOTAVAIL, fx_init(fx));
	snprintf(name, sizeof(name), "%s: one line says so", what);
	TAP_EQ_U64(name, 1, plat_model_log_count(IGBX_LOG_ERR));
	snprintf(name, sizeof(name), "%s: semaphores are free", what);
	TAP_CHECK(fx_locks_free(fx), name, "one is held");
	fx_close(fx);
}

int
main(void)
{
	static const uint8_t zero[6];
	static const uint8_t multicast[6] = {0x01, 0x1B, 0x21, 0, 0, 1};
	static const uint8_t broadcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

	from_receive_address();
	second_port();
	not_loaded(0, 0x30);
	not_loaded(1, 0x31);
	alternate(0, 0x10);
	alternate(1, 0x20);
	alternate_unusable("multicast", 0x80, 0x01);
	alternate_unusable("zero", 0x80, 0x00);
	alternate_unusable("erased", 0x80, 0xFF);
	alternate_unusable("beyond the NVM", 0x7FF0, 0x02);
	refused("zero", zero);
	refused("multicast", multicast);
	refused("broadcast", broadcast);
	return tap_done();
}
