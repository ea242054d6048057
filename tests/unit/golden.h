// SPDX-License-Identifier: GPL-3.0-or-later
// What unit tests share: where the source is, how often to repeat, goldens.
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

static inline const char *data_folder(void)
{
	const char *folder = getenv("top_srcdir");
	return folder ? folder : ".";
}

// How many of `full` repetitions this run makes.
static inline int scaled(int full)
{
	const char *scale = getenv("BPTT_TEST_SCALE");
	int const count = full * (scale ? atoi(scale) : 10) / 100;
	return count > 1 ? count : 1;
}

// The first line that differs, told by its number.
static inline void golden_compare(const char *file, const char *found, const char *expected)
{
	for (int line = 1; *found || *expected; line++) {
		size_t const a = strcspn(found, "\n"), b = strcspn(expected, "\n");
		if (a != b || memcmp(found, expected, a))
			fail_msg("%s:%d: found: %.*s; expected: %.*s", file, line, (int)a, found,
			         (int)b, expected);
		found += a + (found[a] == '\n');
		expected += b + (expected[b] == '\n');
	}
}

// tests/golden/FILE holds what was found; with BPTT_BLESS set it is written instead.
static inline void expect_golden(const char *file, const char *found)
{
	enum { GOLDEN_BYTES = 1 << 20 };
	struct text path = { 0 }, golden = { 0 };
	text_addf(&path, "%s/tests/golden/%s", data_folder(), file);
	if (getenv("BPTT_BLESS")) {
		FILE *out = fopen(text_get(&path), "w");
		assert_non_null(out);
		fputs(found, out);
		assert_int_equal(fclose(out), 0);
	}
	assert_true(file_read_text(&golden, text_get(&path), FILE_NAMED, GOLDEN_BYTES));
	golden_compare(file, found, text_get(&golden));
	text_free(&path);
	text_free(&golden);
}

#endif
