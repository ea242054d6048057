// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8: letters, columns, what foreign text is cleaned of.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/utf8.h"
#include "letters.h"

// --- UTF-8

static void utf8_decodes(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length, step;
		uint32_t code;
	} cases[] = {
		{ "", 0, 0, UTF8_INVALID },
		{ "\0", 1, 1, 0 },
		{ "a", 1, 1, 'a' },
		{ "\u1EC7", 3, 3, 0x1EC7 },
		{ "\u1EC7", 2, 1, UTF8_INVALID }, // cut short
		{ "\U0010FFFF", 4, 4, 0x10FFFF },
		{ "\xF4\x90\x80\x80", 4, 1, UTF8_INVALID }, // beyond Unicode
		{ "\xC0\xAF", 2, 1, UTF8_INVALID },         // overlong
		{ "\xE0\x80\x80", 3, 1, UTF8_INVALID },     // overlong
		{ "\xF0\x80\x80\xAF", 4, 1, UTF8_INVALID }, // overlong
		{ "\xED\xA0\x80", 3, 1, UTF8_INVALID },     // surrogate
		{ "\x80", 1, 1, UTF8_INVALID },
		{ "\xFF", 1, 1, UTF8_INVALID },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t code = 1;
		assert_int_equal(utf8_decode(cases[i].bytes, cases[i].length, &code),
		                 cases[i].step);
		assert_int_equal(code, cases[i].code);
	}
}

static void utf8_knows_letters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int letters, columns;
	} cases[] = {
		{ "", 0, 0 },
		{ NAM_NFC, 10, 10 },
		{ NAM_NFD, 10, 10 },
		{ "\u2202E/\u2202W \u2299 \u2212\u00B7\u221E\u2502", 12, 12 }, // ambiguous width: 1
		{ "\u5B57a\uD55C", 3, 5 },
		{ "\u1112\u1161\u11AB", 1, 2 },                       // Hangul, letters apart
		{ "\u0915\u093E", 1, 2 },                             // a spacing mark
		{ "\U0001F1FB\U0001F1F3\U0001F1FB\U0001F1F3", 2, 4 }, // two flags
		{ "a\xFF\xFEz", 4, 2 },
		{ "\xCC\x81", 1, 0 }, // a mark alone
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t const length = strlen(cases[i].text);
		assert_int_equal(utf8_count(cases[i].text, length), cases[i].letters);
		assert_int_equal(utf8_columns(cases[i].text, length), cases[i].columns);
	}
	assert_int_equal(utf8_letter("e\u0302\u0301n", 6), 5);
	assert_int_equal(utf8_letter("e\u0302\u0301n", 3), 3);
	assert_int_equal(utf8_letter("e\u0302\u0301n", 2), 1); // half a mark is a letter of its own
	assert_int_equal(utf8_letter("", 0), 0);
}

static void utf8_cuts_between_letters(void **state)
{
	(void)state;
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 2), 2);
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 3), strlen("Tie\u0302\u0301"));
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 10), strlen(NAM_NFD));
	assert_int_equal(utf8_fit("\u5B57\u5B57", 6, 3), 3);
	assert_int_equal(utf8_fit("\u5B57", 3, 1), 0);
	assert_int_equal(utf8_fit("abc", 3, 0), 0);
	assert_int_equal(utf8_fit("abc", 3, -1), 0);
}

static void check_clean(const char *bytes, size_t length, bool keep_lines, const char *wanted)
{
	struct text out = { 0 };
	utf8_clean(&out, bytes, length, keep_lines);
	assert_string_equal(text_get(&out), wanted);
	text_free(&out);
}

static void utf8_cleans(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *wanted;
	} cases[] = {
		{ "", "" },
		{ NAM_NFC " " NAM_NFD, NAM_NFC " " NAM_NFD },
		{ "\u2202E\u2080/\u2202W\u1D40 \u0177 \u5B57",
		  "\u2202E\u2080/\u2202W\u1D40 \u0177 \u5B57" },
		{ "a\tb\nc\r\n", "a b<U+000A>c<U+000D><U+000A>" },
		{ "\x1B[2J\x7F\a", "<U+001B>[2J<U+007F><U+0007>" },
		{ "\xC2\x9B[m", "<U+009B>[m" }, // C1 as UTF-8
		{ "\x9B[m", "<0x9B>[m" },       // C1 as a byte
		{ "a\u202Eb\u2066c\u200F", "a<U+202E>b<U+2066>c<U+200F>" },
		{ "a\u200Bb\u200Dc\uFEFF\u2060\u00AD",
		  "a<U+200B>b<U+200D>c<U+FEFF><U+2060><U+00AD>" },
		{ "x\uFE0F\u034F\u3164", "x<U+FE0F><U+034F><U+3164>" },
		{ "\u0D4Ex", "<U+0D4E>x" },                       // joins what comes after
		{ "\U000E0041\U000E007F", "<U+E0041><U+E007F>" }, // tags
		{ "\uE000\U0010FFFD", "<U+E000><U+10FFFD>" },     // private use
		{ "\u0378\uFFFE", "<U+0378><U+FFFE>" },           // unassigned
		{ "\u2028\u2029", "<U+2028><U+2029>" },
		{ "\xED\xA0\x80", "<0xED><0xA0><0x80>" },          // a surrogate
		{ "\xC0\xAF", "<0xC0><0xAF>" },                    // overlong
		{ "\xE1\xBB", "<0xE1><0xBB>" },                    // cut short
		{ "\u0301a", "<U+0301>a" },                        // a mark with nothing under it
		{ "a\u200B\u0301", "a<U+200B><U+0301>" },          // nor may it sit on our >
		{ "\U0001F44D\U0001F3FD", "\U0001F44D<U+1F3FD>" }, // wider than a letter
		{ "\U0001F1FB\U0001F1F3", "\U0001F1FB\U0001F1F3" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_clean(cases[i].bytes, strlen(cases[i].bytes), false, cases[i].wanted);
	check_clean("a\0b", 3, false, "a<U+0000>b");
	check_clean("a\n\tb\n\u0301", 7, true, "a\n b\n<U+0301>");
}

static void utf8_bounds_marks(void **state)
{
	(void)state;
	struct text piled = { 0 }, wanted = { 0 };
	text_add(&piled, "e");
	text_add_repeated(&piled, "\u0301", 11);
	text_add(&piled, "n\u0303");
	text_add(&wanted, "e");
	text_add_repeated(&wanted, "\u0301", 8);
	text_add_repeated(&wanted, "<U+0301>", 3);
	text_add(&wanted, "n\u0303");
	check_clean(piled.at, piled.length, false, wanted.at);
	text_free(&piled);
	text_free(&wanted);
}

static void assert_folded(const char *words, bool marks, const char *folded)
{
	struct text out = { 0 };
	utf8_fold(&out, words, strlen(words), marks);
	assert_string_equal(text_get(&out), folded);
	text_free(&out);
}

static void utf8_folds_for_a_search(void **state)
{
	(void)state;
	assert_folded("Tiêu BIẾN Gradient", true, "tiêu biến gradient");
	assert_folded("Tiêu BIẾN Gradient", false, "tieu bien gradient");
	assert_folded("Đạo hàm", true, "đạo hàm");
	assert_folded("Đạo hàm", false, "dao ham");
	assert_folded("e\314\202\314\201", true, "ế"); // typed mark by mark
	assert_folded("e\314\202\314\201", false, "e");
	assert_folded("", false, "");
	assert_folded("a\377b", false, "a\377b");
}

static void utf8_remembers_the_locale(void **state)
{
	(void)state;
	assert_false(utf8_locale());
	utf8_set_locale(true);
	assert_true(utf8_locale());
	utf8_set_locale(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_decodes),
		cmocka_unit_test(utf8_knows_letters),
		cmocka_unit_test(utf8_cuts_between_letters),
		cmocka_unit_test(utf8_cleans),
		cmocka_unit_test(utf8_bounds_marks),
		cmocka_unit_test(utf8_folds_for_a_search),
		cmocka_unit_test(utf8_remembers_the_locale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
