/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The NVM: words, checksum, and every EERD that goes wrong.
 */
#include "hw_fixture.h"
#include "igbx_priv.h"

static void
words(void)
{
	struct fx *fx = fx_up();
	uint16_t out[IGBX_NVM_CHECKSUM + 1];
	uint16_t *nvm = nm_nvm(fx->nm);

	TAP_EQ_INT("size from EECD", NM_NVM_WORDS, fx->hw.nvm_words);
	TAP_EQ_INT("read of words 0 to 0x3F", 0, igbx_nvm_read(&fx->hw, 0, 0x40, out));
	TAP_EQ_MEM("read: as they are in the NVM", nvm, out, sizeof(out));
	nvm[NM_NVM_WORDS - 1] = 0xFFFF;
	TAP_EQ_INT("read of the last word", 0, igbx_nvm_read(&fx->hw, NM_NVM_WORDS - 1, 1, out));
	TAP_EQ_INT("read of the last word: all ones are a value", 0xFFFF, out[0]);
	TAP_EQ_INT("read of no word", 0, igbx_nvm_read(&fx->hw, 0, 0, out));
	fx_content(fx, "read: no violation");

	TAP_EQ_INT("read beyond the end", -EINVAL, igbx_nvm_read(&fx->hw, NM_NVM_WORDS, 1, out));
	TAP_EQ_INT(
		"read across the end", -EINVAL, igbx_nvm_read(&fx->hw, NM_NVM_WORDS - 1, 2, out));
	TAP_EQ_U64("read beyond the end: logged", 2, plat_model_log_count(IGBX_LOG_ERR));
	TAP_CHECK(fx_locks_free(fx), "read: semaphores are free", "one is held");
	fx_content(fx, "read beyond the end: the device was not asked");
	fx_close(fx);
}

static void
checksum(void)
{
	struct fx *fx = fx_up();
	uint16_t *nvm = nm_nvm(fx->nm);

	TAP_EQ_INT("checksum: good", 0, igbx_nvm_validate(&fx->hw));
	nvm[0x40] ^= 0xFFFF;
	TAP_EQ_INT("checksum: word 0x40 does not count", 0, igbx_nvm_validate(&fx->hw));
	nvm[0x10] ^= 0x0001;
	TAP_EQ_INT("checksum: one bit wrong", -EBADMSG, igbx_nvm_validate(&fx->hw));
	TAP_EQ_U64("checksum: logged once", 1, plat_model_log_count(IGBX_LOG_ERR));
	nm_nvm_fix_checksum(fx->nm);
	TAP_EQ_INT("checksum: mended", 0, igbx_nvm_validate(&fx->hw));
	nvm[0x3F]++;
	TAP_EQ_INT("checksum: the checksum itself is wrong", -EBADMSG, igbx_nvm_validate(&fx->hw));
	TAP_CHECK(fx_locks_free(fx), "checksum: semaphores are free", "one is held");
	fx_content(fx, "checksum: no violation");
	fx_close(fx);
}

static void
word_timeout(void)
{
	struct fx *fx = fx_up();
	uint16_t out[4];
	uint64_t before = nm_now_us(fx->nm);

	nm_fault(fx->nm, NM_FAULT_EERD_TIMEOUT, 3);
	TAP_EQ_INT("the third word is never done: ETIMEDOUT", -ETIMEDOUT,
		igbx_nvm_read(&fx->hw, 0, 4, out));
	TAP_CHECK(nm_now_us(fx->nm) - before < 110000, "never done: after 100 ms", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	TAP_EQ_U64("never done: logged once", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_CHECK(fx_locks_free(fx), "never done: semaphores are free", "one is held");
	TAP_EQ_INT("never done: the next read works", 0, igbx_nvm_read(&fx->hw, 0, 4, out));
	fx_content(fx, "never done: no violation");
	fx_close(fx);
}

/* The firmware does not let the NVM go. */
static void
locked(void)
{
	struct fx *fx = fx_up();
	unsigned int eerd = nm_fault_seen(fx->nm, NM_FAULT_EERD_TIMEOUT);
	uint16_t word;

	nm_hold_swfw(fx->nm, IGBX_SYNC_NVM << 16, false);
	TAP_EQ_INT("locked: ETIMEDOUT", -ETIMEDOUT, igbx_nvm_read(&fx->hw, 0, 1, &word));
	TAP_EQ_U64(
		"locked: EERD was not touched", eerd, nm_fault_seen(fx->nm, NM_FAULT_EERD_TIMEOUT));
	fx_content(fx, "locked: no violation");
	fx_close(fx);
}

static void
sizes(void)
{
	struct fx *fx = fx_up();
	unsigned int field;
	char name[64];

	nm_poke(fx->nm, IGBX_OFF_EECD, 0);
	TAP_EQ_INT("no NVM present: EBADMSG", -EBADMSG, igbx_nvm_find(&fx->hw));
	TAP_EQ_U64("no NVM present: one line says so", 1, plat_model_log_count(IGBX_LOG_ERR));
	for (field = 0; field < 16; field++) {
		nm_poke(fx->nm, IGBX_OFF_EECD, 0x100 | field << 11);
		snprintf(name, sizeof(name), "size field %u", field);
		TAP_EQ_INT("NVM present", 0, igbx_nvm_find(&fx->hw));
		TAP_EQ_U64(name, field < 9 ? 64u << field : 32768, fx->hw.nvm_words);
	}
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	uint16_t word = 0x1234;

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: ENODEV", -ENODEV, igbx_nvm_read(&fx->hw, 0, 1, &word));
	TAP_EQ_INT("removed: ones are not taken for a word", 0x1234, word);
	TAP_EQ_INT(
		"removed: the checksum is not called wrong", -ENODEV, igbx_nvm_validate(&fx->hw));
	TAP_EQ_U64("removed: at once", before, nm_now_us(fx->nm));
	fx_close(fx);
}

int
main(void)
{
	words();
	checksum();
	word_timeout();
	locked();
	sizes();
	removed();
	return tap_done();
}
