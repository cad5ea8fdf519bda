/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Writing the NVM: words as they were given, a checksum that is right at the end
 * whatever goes wrong on the way, and parts that must not or cannot be written.
 */
#include "hw_fixture.h"

#define SUM_WORD 0x3F
#define LAST	 (NM_NVM_WORDS - 1)

static bool
sum_good(struct fx *fx)
{
	const uint16_t *nvm = nm_nvm(fx->nm);
	uint16_t sum = 0;
	unsigned int i;

	for (i = 0; i <= SUM_WORD; i++)
		sum += nvm[i];
	return sum == 0xBABA;
}

static void
image_make(uint16_t image[NM_NVM_WORDS], unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < NM_NVM_WORDS; i++)
		image[i] = (uint16_t)(seed + i * 0x9E37);
}

/* The NVM holds the words, its checksum is right, and nothing is locked. */
static void
check(struct fx *fx, const char *name, uint16_t word, uint16_t nb, const uint16_t *words)
{
	const uint16_t *nvm = nm_nvm(fx->nm);
	uint16_t i, bad;

	for (i = 0; i < nb; i++) {
		if (word + i != SUM_WORD && nvm[word + i] != words[i])
			break;
	}
	bad = i < nb ? i : 0;
	TAP_CHECK(i == nb, name, "word 0x%x is 0x%04x, not 0x%04x", word + bad, nvm[word + bad],
		words[bad]);
	TAP_CHECK(sum_good(fx), "  with the right checksum", "word 0x3F 0x%04x", nvm[SUM_WORD]);
	TAP_CHECK(fx_locks_free(fx), "  semaphores are free", "one is held");
	TAP_EQ_U64("  and so is the bus", 0,
		fx_reg(fx, IGBX_REG(EECD)) & (IGBX_EECD_REQ | IGBX_EECD_GNT));
	fx_content(fx, "  no violation");
}

static void
places(void)
{
	static const struct {
		const char *name;
		uint16_t word, nb;
	} cases[] = {
		{"write of the last word", LAST, 1},
		{"write of word 0", 0, 1},
		{"write of one word in the middle", 0x123, 1},
		{"write of the words around a page's end", 0x4F, 2},
		{"write of the word before the checksum", SUM_WORD - 1, 1},
		{"write of the word behind it", SUM_WORD + 1, 1},
		{"write across it", SUM_WORD - 3, 7},
		{"write of the checksum alone", SUM_WORD, 1},
		{"write of words that are in the checksum", 0x05, 30},
		{"write of the whole NVM", 0, NM_NVM_WORDS},
		{"write of nothing", 7, 0},
	};
	uint16_t image[NM_NVM_WORDS], before[NM_NVM_WORDS];
	struct fx *fx = fx_up();
	size_t i;
	int w;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		image_make(image, 0x1111 * (unsigned int)(i + 1));
		memcpy(before, nm_nvm(fx->nm), sizeof(before));
		TAP_EQ_INT("write", 0,
			igbx_nvm_write(&fx->hw, cases[i].word, cases[i].nb, &image[cases[i].word]));
		check(fx, cases[i].name, cases[i].word, cases[i].nb, &image[cases[i].word]);
		for (w = 0; w < NM_NVM_WORDS; w++) {
			if ((w >= cases[i].word && w < cases[i].word + cases[i].nb) ||
				w == SUM_WORD)
				continue;
			if (nm_nvm(fx->nm)[w] != before[w])
				break;
		}
		TAP_CHECK(w == NM_NVM_WORDS, "  nothing else changes", "word 0x%x", w);
		TAP_EQ_INT("  the driver agrees", 0, igbx_nvm_validate(&fx->hw));
	}
	fx_close(fx);
}

static void
wear(void)
{
	uint16_t image[NM_NVM_WORDS];
	struct fx *fx = fx_up();
	unsigned int stores;

	memcpy(image, nm_nvm(fx->nm), sizeof(image));
	TAP_EQ_INT("same words", 0, igbx_nvm_write(&fx->hw, 0, NM_NVM_WORDS, image));
	TAP_EQ_U64("  no page is written", 0, nm_nvm_stores(fx->nm));
	image[0x200]++;
	TAP_EQ_INT("one differs", 0, igbx_nvm_write(&fx->hw, 0, NM_NVM_WORDS, image));
	TAP_EQ_U64("  one page is written", 1, nm_nvm_stores(fx->nm));
	image[0x10]++;
	TAP_EQ_INT(
		"one that is in the checksum", 0, igbx_nvm_write(&fx->hw, 0x10, 1, &image[0x10]));
	TAP_EQ_U64("  its page and the checksum", 3, nm_nvm_stores(fx->nm));
	stores = nm_nvm_stores(fx->nm);
	image[0x30]++;
	TAP_EQ_INT("one beside the checksum", 0, igbx_nvm_write(&fx->hw, 0x30, 0x10, &image[0x30]));
	TAP_EQ_U64("  both at once", stores + 1, nm_nvm_stores(fx->nm));
	check(fx, "all there", 0, NM_NVM_WORDS, image);
	fx_close(fx);
}

static void
refused(struct fx *fx, const char *name, int expected, uint16_t word, uint16_t nb)
{
	uint16_t before[NM_NVM_WORDS], image[NM_NVM_WORDS + 1] = {0};

	memcpy(before, nm_nvm(fx->nm), sizeof(before));
	plat_model_log_clear();
	TAP_EQ_INT(name, expected, igbx_nvm_write(&fx->hw, word, nb, image));
	TAP_EQ_MEM("  nothing is written", before, nm_nvm(fx->nm), sizeof(before));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line says why", "%u, the last %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last());
	TAP_CHECK(fx_locks_free(fx), "  semaphores are free", "one is held");
	fx_content(fx, "  no violation");
}

static void
refusals(void)
{
	struct fx *fx = fx_up();

	refused(fx, "beyond the end", -EINVAL, NM_NVM_WORDS, 1);
	refused(fx, "across the end", -EINVAL, LAST, 2);
	refused(fx, "far beyond", -EINVAL, 0xFFFF, 0xFFFF);
	nm_nvm_protect(fx->nm, true);
	refused(fx, "a protected part", -EROFS, LAST, 1);
	nm_nvm_protect(fx->nm, false);
	nm_fault(fx->nm, NM_FAULT_NVM_GRANT, 1);
	refused(fx, "a bus that is not granted", -EACCES, LAST, 1);
	nm_hold_swfw(fx->nm, IGBX_SYNC_NVM << 16, false);
	refused(fx, "an NVM that the firmware keeps", -ETIMEDOUT, LAST, 1);
	fx_close(fx);
}

/* The part loses each of its writes in turn: an error, and a checksum of what is there. */
static void
losses(void)
{
	uint16_t image[NM_NVM_WORDS];
	unsigned int n, nb = 0, bad = 0, silent = 0;

	for (n = 1; n < 100; n++) {
		struct fx *fx = fx_up();
		int ret;

		image_make(image, 0x7777);
		nm_fault(fx->nm, NM_FAULT_NVM_LOST, n);
		ret = igbx_nvm_write(&fx->hw, 0, 0x60, image);
		nb = nm_fault_seen(fx->nm, NM_FAULT_NVM_LOST);
		silent += nb >= n && ret == 0;
		/* The write of the checksum itself may be the one that is lost. */
		bad += !sum_good(fx) && plat_model_log_count(IGBX_LOG_ERR) < 2;
		bad += !fx_locks_free(fx);
		fx_content(fx, "lost write: no violation");
		fx_close(fx);
		if (nb < n)
			break;
	}
	TAP_CHECK(n > 6, "lost writes: each was tried", "%u", n);
	TAP_EQ_U64("lost writes: each is an error", 0, silent);
	TAP_EQ_U64("lost writes: the checksum is mended, or a line says that it is not", 0, bad);
}

static void
busy_for_ever(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	uint16_t word = 0x5555;

	nm_fault(fx->nm, NM_FAULT_NVM_BUSY, 1);
	TAP_EQ_INT(
		"busy for ever: ETIMEDOUT", -ETIMEDOUT, igbx_nvm_write(&fx->hw, 0x100, 1, &word));
	TAP_CHECK(nm_now_us(fx->nm) - before < 200000, "busy for ever: given up", "%" PRIu64 " us",
		nm_now_us(fx->nm) - before);
	TAP_CHECK(sum_good(fx), "busy for ever: the checksum is right", "it is not");
	TAP_CHECK(fx_locks_free(fx), "busy for ever: semaphores are free", "one is held");
	fx_close(fx);
}

/* The device goes at each register read in turn. What cannot be avoided is the moment between the
 * write of a page and that of its checksum; it is one only, and at all others the NVM is good.
 */
static void
interrupted(void)
{
	uint16_t word[2] = {0x1234, 0x5678}, old[2];
	unsigned int n, good_old = 0, good_new = 0, between = 0, other = 0, changes = 0;
	bool was_good = true;

	for (n = 1; n < 100000; n += 7) {
		struct fx *fx = fx_up();
		const uint16_t *nvm = nm_nvm(fx->nm);
		int ret;

		memcpy(old, &nvm[0x20], sizeof(old));
		nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, n);
		ret = igbx_nvm_write(&fx->hw, 0x20, 2, word);
		if (sum_good(fx) != was_good) {
			was_good = !was_good;
			changes++;
		}
		if (!sum_good(fx))
			between++;
		else if (memcmp(&nvm[0x20], old, sizeof(old)) == 0)
			good_old++;
		else if (memcmp(&nvm[0x20], word, sizeof(word)) == 0)
			good_new++;
		else
			other++;
		fx_close(fx);
		if (ret == 0)
			break;
	}
	TAP_CHECK(good_old > 0 && good_new > 0, "interrupted: before and after", "%u and %u",
		good_old, good_new);
	TAP_EQ_U64("interrupted: no page is half written", 0, other);
	TAP_CHECK(changes <= 2, "interrupted: bad in one stretch only", "%u changes, %u times bad",
		changes, between);
}

int
main(void)
{
	places();
	wear();
	refusals();
	losses();
	busy_for_ever();
	interrupted();
	return tap_done();
}
