// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese words on the input line, composed and decomposed; columns and cuts of letters.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "learner.h"

static const char vietnamese[] =
	"àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
	"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";

static void check_letter(struct pty *pty, const char *letter)
{
	char line[64];
	pty_send(pty, CTRL_E CTRL_U);
	pty_send(pty, letter);
	pty_send(pty, "x" LEFT);
	snprintf(line, sizeof line, "%sx", letter);
	assert_line(pty, line, 1);
	pty_send(pty, BACKSPACE);
	assert_line(pty, "x", 0);
}

static void test_vietnamese(void **state)
{
	(void)state;
	struct pty *pty = begin();
	int const percent = pty_scaled(100);
	size_t step;
	int seen = 0;
	for (size_t at = 0; vietnamese[at]; at += step) {
		utf8proc_int32_t code;
		step = (size_t)utf8proc_iterate((const uint8_t *)vietnamese + at, -1, &code);
		if (seen++ % 100 >= percent)
			continue;
		char composed[8] = { 0 };
		memcpy(composed, vietnamese + at, step);
		check_letter(pty, composed);
		char *decomposed = (char *)utf8proc_NFD((const uint8_t *)composed);
		check_letter(pty, decomposed);
		free(decomposed);
	}
	// An input method takes letters back and types them again.
	pty_send(pty, CTRL_E CTRL_U "tieng");
	pty_send(pty, BACKSPACE BACKSPACE BACKSPACE "ếng");
	assert_line(pty, "tiếng", 5);
	end(pty);
}

// ---- columns, by two authorities: what we count, and where a terminal's cursor then stands

static size_t put_code(char *to, int32_t code)
{
	return (size_t)utf8proc_encode_char(code, (uint8_t *)to);
}

// A letter: of Vietnamese (composed or not), Greek, Cyrillic, Chinese, ASCII; sometimes with
// more marks than any language has.
static size_t put_random_letter(char *to)
{
	static const int32_t bases[][2] = { { 'a', 'z' },       { 0xC0, 0xFF },
		                            { 0x1EA0, 0x1EF9 }, { 0x391, 0x3A1 },
		                            { 0x410, 0x44F },   { 0x4E00, 0x9FA5 },
		                            { ' ', '~' } };
	const int32_t *range = bases[(size_t)rand() % (sizeof bases / sizeof *bases)];
	size_t length = put_code(to, range[0] + rand() % (range[1] - range[0] + 1));
	int const marks = rand() % 4 ? 0 : 1 + rand() % 3;
	for (int i = 0; i < marks; i++)
		length += put_code(to + length, 0x300 + rand() % 0x35);
	to[length] = '\0';
	if (rand() % 2)
		return length;
	char *decomposed = (char *)utf8proc_NFD((const uint8_t *)to);
	length = strlen(decomposed);
	memcpy(to, decomposed, length + 1);
	free(decomposed);
	return length;
}

static int columns_on(VTerm *terminal, const char *bytes, size_t length)
{
	VTermPos at;
	vterm_input_write(terminal, "\r", 1);
	vterm_input_write(terminal, bytes, length);
	vterm_state_get_cursorpos(vterm_obtain_state(terminal), &at);
	return at.col;
}

static void test_columns(void **state)
{
	enum { STRINGS = 10000, LETTERS_MOST = 30 };
	(void)state;
	srand(3);
	VTerm *terminal = vterm_new(1, 4 * LETTERS_MOST);
	vterm_set_utf8(terminal, 1);
	vterm_screen_reset(vterm_obtain_screen(terminal), 1);
	for (int i = 0; i < STRINGS; i++) {
		char string[LETTERS_MOST * 64];
		size_t length = 0;
		for (int letters = rand() % LETTERS_MOST; letters >= 0; letters--)
			length += put_random_letter(string + length);
		struct text clean = { 0 };
		utf8_clean(&clean, string, length, false);
		int const columns = utf8_columns(clean.at, clean.length);
		int const stands = columns_on(terminal, clean.at, clean.length);
		if (columns != stands)
			fail_msg("\"%s\": %d columns, the cursor stands at %d", clean.at, columns,
			         stands);
		// A cut leaves whole letters, as many as there is room for.
		int const room = rand() % (columns + 1);
		size_t const cut = utf8_fit(clean.at, clean.length, room);
		size_t at = 0;
		while (at < cut)
			at += utf8_letter(clean.at + at, clean.length - at);
		assert_int_equal(at, cut);
		int const used = columns_on(terminal, clean.at, cut);
		assert_true(used <= room);
		if (cut < clean.length) {
			size_t const next = utf8_letter(clean.at + cut, clean.length - cut);
			assert_true(columns_on(terminal, clean.at, cut + next) > room);
		}
		text_free(&clean);
	}
	vterm_free(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vietnamese),
		cmocka_unit_test(test_columns),
	};
	utf8_set_locale(true);
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
