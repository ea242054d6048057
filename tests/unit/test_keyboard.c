// SPDX-License-Identifier: GPL-3.0-or-later
// What a terminal sends is cut into the same strokes, wherever its bytes are torn apart.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "repl/session.h"
#include "term/keyboard.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"

static void write_stroke(const struct stroke *stroke, struct text *out)
{
	switch (stroke->kind) {
	case STROKE_NONE:
		break;
	case STROKE_KEY:
		text_add(out, "key ");
		for (size_t i = 0; i < stroke->length; i++) {
			unsigned char const byte = (unsigned char)stroke->bytes[i];
			text_addf(out, byte > ' ' && byte < 0x7F ? "%c" : "<%02X>", byte);
		}
		text_add(out, "\n");
		break;
	case STROKE_PASTE:
		text_addf(out, "paste \"%s\"\n", stroke->pasted ? stroke->pasted : "too long");
		break;
	case STROKE_CLICK:
		text_addf(out, "click %d %d %d\n", stroke->is_press, stroke->row, stroke->col);
	}
}

static void read_strokes(struct text *out)
{
	for (;;) {
		struct stroke const stroke = keyboard_next();
		if (stroke.kind == STROKE_NONE)
			return;
		write_stroke(&stroke, out);
	}
}

// Feeds the bytes in two pieces.
static char *cut(const char *bytes, size_t length, size_t at)
{
	struct text out = { 0 };
	keyboard_discard();
	assert_int_equal(keyboard_feed(bytes, at), at);
	read_strokes(&out);
	assert_int_equal(keyboard_feed(bytes + at, length - at), length - at);
	read_strokes(&out);
	return text_take(&out);
}

static const struct sample {
	const char *bytes, *strokes;
} samples[] = {
	{ "ab", "key a\nkey b\n" },
	{ "\033[A\033OP\033[1;5C\033[[A\033x", "key <1B>[A\nkey <1B>OP\nkey <1B>[1;5C\nkey <1B>[[A\nkey <1B>x\n" },
	{ "\033\033[C\033\033OC", "key <1B><1B>[C\nkey <1B><1B>OC\n" },
	{ "\033\033\033[A", "key <1B>\nkey <1B><1B>[A\n" },
	{ "a\r\nb\n\r\r\n", "key a\nkey <0D>\nkey b\nkey <0A>\nkey <0D>\nkey <0D>\n" },
	{ "#" PASTE_BEGIN "x\ty\r\nz\rw\n" PASTE_END "b", "key #\npaste \"x\ty\nz\nw\n\"\nkey b\n" },
	{ PASTE_BEGIN PASTE_END PASTE_BEGIN "\r" PASTE_END, "paste \"\"\npaste \"\n\"\n" },
	{ PASTE_BEGIN "\033[20\033[A" PASTE_BEGIN PASTE_END, "paste \"\033[20\033[A" PASTE_BEGIN "\"\n" },
	{ "\033[<0;10;5M\033[<0;10;5m\033[<65;1;1M", "click 1 4 9\nclick 0 4 9\nclick 0 0 0\n" },
	// Letters are whole, with Alt too; bytes that are none are nothing.
	{ "ế木\033ếa", "key <E1><BA><BF>\nkey <E6><9C><A8>\nkey <1B><E1><BA><BF>\nkey a\n" },
	{ "a\xFF\x80" "b\xE1\xBA" "c\xE1\xF0\x9F\xC3\xA9", "key a\nkey b\nkey c\nkey <C3><A9>\n" },
	{ "\xED\xA0\x80\xE0\x80\x80\xC0\x80y\xCC\x82", "key y\nkey <CC><82>\n" },
	{ PASTE_BEGIN "x\xE1\xBA\nế\xFF\xE1" PASTE_END "z", "paste \"x\nế\"\nkey z\n" },
	{ "\033[<x;1;1M", "key <1B>[<x\nkey ;\nkey 1\nkey ;\nkey 1\nkey M\n" },
};

static void test_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		size_t const length = strlen(samples[i].bytes);
		for (size_t at = 0; at <= length; at++) {
			// A line feed that comes later than its return is a key: only time could tell.
			if (at && at < length && samples[i].bytes[at - 1] == '\r' &&
			    samples[i].bytes[at] == '\n' && !strstr(samples[i].bytes, PASTE_BEGIN))
				continue;
			char *strokes = cut(samples[i].bytes, length, at);
			assert_string_equal(strokes, samples[i].strokes);
			free(strokes);
		}
	}
}

// What was half there is given up: only ESC is a key, and a paste has ended.
static void test_given_up(void **state)
{
	static const struct {
		const char *bytes, *stroke;
	} halves[] = {
		{ "\033", "key <1B>\n" },  { "\033\033", "key <1B>\n" },
		{ "\033[", "" },           { "\033[1;5", "" },
		{ "\033O", "" },           { PASTE_BEGIN "abc\r", "paste \"abc\n\"\n" },
		{ PASTE_BEGIN, "paste \"\"\n" },
		{ "\xE1\xBA", "" },        { "\033\xE1", "" },
		{ PASTE_BEGIN "a\xE1\xBA", "paste \"a\"\n" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		struct text out = { 0 };
		keyboard_discard();
		assert_int_equal(keyboard_patience(), -1);
		keyboard_feed(halves[i].bytes, strlen(halves[i].bytes));
		read_strokes(&out);
		assert_int_equal(out.length, 0);
		assert_true(keyboard_patience() > 0);
		struct stroke const stroke = keyboard_give_up();
		write_stroke(&stroke, &out);
		assert_string_equal(text_get(&out), halves[i].stroke);
		assert_int_equal(keyboard_patience(), -1);
		text_free(&out);
	}
}

// A paste is as long as a line can be; a NUL is no letter of it.
static void test_bounds(void **state)
{
	(void)state;
	for (long extra = -1; extra <= 1; extra++) {
		long left = LINE_BYTES_MOST + extra;
		char piece[4000];
		memset(piece, 'a', sizeof piece);
		keyboard_discard();
		keyboard_feed(PASTE_BEGIN, strlen(PASTE_BEGIN));
		while (left > 0) {
			size_t const length = left < (long)sizeof piece ? (size_t)left : sizeof piece;
			assert_int_equal(keyboard_feed(piece, length), length);
			assert_int_equal(keyboard_next().kind, STROKE_NONE);
			left -= (long)length;
		}
		keyboard_feed("\0" PASTE_END, 1 + strlen(PASTE_END));
		struct stroke const stroke = keyboard_next();
		assert_int_equal(stroke.kind, STROKE_PASTE);
		if (extra > 0) {
			assert_null(stroke.pasted);
			continue;
		}
		assert_non_null(stroke.pasted);
		assert_int_equal(strlen(stroke.pasted), LINE_BYTES_MOST + extra);
	}
}

// In another locale a byte is a letter.
static void test_other_locale(void **state)
{
	(void)state;
	utf8_set_locale(false);
	char *strokes = cut("\xE1\xFF" "a", 3, 1);
	assert_string_equal(strokes, "key <E1>\nkey <FF>\nkey a\n");
	free(strokes);
	utf8_set_locale(true);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_locale),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
