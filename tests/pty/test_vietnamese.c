// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese words on the input line, composed and decomposed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vietnamese),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
