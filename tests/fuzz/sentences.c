// SPDX-License-Identifier: GPL-3.0-or-later
// Texts from strangers, as sentences to learn: every word number lies in the vocabulary, what is read next
// is what was to be predicted, no word is lost, and what is refused says where.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "net/corpus.h"

static void check_sequence(const struct corpus *corpus, const struct sequence *sequence)
{
	if (sequence->count < 1)
		abort();
	for (int t = 0; t < sequence->count; t++)
		if (sequence->x[t] < 0 || sequence->x[t] >= corpus->C || sequence->y[t] < 0 ||
		    sequence->y[t] >= corpus->C || (t && sequence->x[t] != sequence->y[t - 1]))
			abort();
}

static void check(const struct corpus *corpus, size_t size)
{
	int words = corpus->alone;
	for (int i = 0; i < corpus->count; i++) {
		check_sequence(corpus, &corpus->sequence[i]);
		words += corpus->sequence[i].count + 1;
	}
	if (corpus->count < 1 || words > (int)(size / 2) + 1 || corpus->unknown > words)
		abort();
	for (int i = 0; i < corpus->C; i++)
		for (int j = 0; j < i; j++)
			if (!strcmp(corpus->word[i], corpus->word[j]))
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const given[] = { "a", "trời", CORPUS_UNKNOWN };
	struct error error;
	if (size < 1 || size > 4096)
		return 0;
	int const count = data[0] & 3, most = data[0] >> 4;
	struct corpus *corpus = corpus_read("sentences f", "f", (const char *)data + 1, size - 1,
	                                    given, count, most, &error);
	if (corpus) {
		check(corpus, size - 1);
		corpus_drop(corpus);
		return 0;
	}
	if (!*error.cause || strcmp(error.source, "f"))
		abort();
	struct text told = { 0 };
	error_write(&error, &told);
	text_free(&told);
	return 0;
}
