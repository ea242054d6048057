// SPDX-License-Identifier: GPL-3.0-or-later
// Lexer: what letters are read as.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "lang/lexer.h"
#include "letters.h"
#include "parsed.h"
#include "trees.h"

struct expected_token {
	const char *text; // tokens as KIND:SPELLING@COLUMN+WIDTH
	const char *tokens;
};

static void lexer_reads(void **state)
{
	(void)state;
	static const struct expected_token cases[] = {
		{ "", "" },
		{ " \t ", "" },
		// A dot belongs to a number only before a digit.
		{ "2.*a", "2@1+1 .*@2+2 a@4+1" },
		{ "2./a", "2@1+1 ./@2+2 a@4+1" },
		{ "2.^a", "2@1+1 .^@2+2 a@4+1" },
		{ "1..3", "1@1+1 ..@2+2 3@4+1" },
		{ "1.5..3", "1.5@1+3 ..@4+2 3@6+1" },
		{ ".5", ".5@1+2" },
		{ "a.*.5", "a@1+1 .*@2+2 .5@4+2" },
		{ "1e5", "1e5@1+3" },
		{ "1.5E-3x", "1.5E-3@1+6 x@7+1" },
		{ "2e", "2@1+1 e@2+1" },
		{ "2e+", "2@1+1 e@2+1 +@3+1" },
		{ "1.", "1@1+1 error@2+1" },
		{ "a+=b", "a@1+1 +=@2+2 b@4+1" },
		{ "a<=b!=c>=d==e", "a@1+1 <=@2+2 b@4+1 !=@5+2 c@7+1 >=@8+2 d@10+1 ==@11+2 e@13+1" },
		{ "W'", "W@1+1 '@2+1" },
		{ "s_1a2", "s_1a2@1+5" },
		// Unicode spellings; spans count letters, however they are composed.
		{ YHAT_NFC "[t]+a", "yhat@1+1 [@2+1 t@3+1 ]@4+1 +@5+1 a@6+1" },
		{ YHAT_NFD "[t]+a", "yhat@1+1 [@2+1 t@3+1 ]@4+1 +@5+1 a@6+1" },
		{ "∂E/∂W", "dE@1+2 /@3+1 dW@4+2" },
		{ "∂" YHAT_NFD, "dyhat@1+2" },
		{ "δ[3,1]", "delta@1+1 [@2+1 3@3+1 ,@4+1 1@5+1 ]@6+1" },
		{ "a⊙b⊗c", "a@1+1 .*@2+1 b@3+1 outer@4+1 c@5+1" },
		{ "Wᵀ·s²−1", "W@1+1 '@2+1 *@3+1 s@4+1 2@5+1 -@6+1 1@7+1" },
		{ "a   b", "a@1+1 b@5+1" },
		{ "1e999", "error@1+5" },
		{ "a ?", "a@1+1 error@3+1" },
		{ "$1+$", "$1@1+2 +@3+1 $@4+1" },
		{ "\"", "error@1+1" },
		{ "é", "error@1+1" },
		{ "\xFF", "error@1+1" },
		{ "a\x01", "a@1+1 error@2+1" },
		{ "\xE2\x81\xB9", "9@1+1" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct text found = { 0 };
		struct lexer lexer;
		struct error error;
		lexer_start(&lexer, cases[i].text, strlen(cases[i].text), 1, 1, &arena);
		for (;;) {
			bool const read = lexer_next(&lexer, &error);
			if (read && lexer.token.kind == TOKEN_END)
				break;
			struct span const span = read ? lexer.token.span : error.span;
			text_addf(&found, "%s%s@%d+%d", found.length ? " " : "",
			          read ? lexer.token.spelling : "error", span.column, span.width);
			if (!read)
				break;
		}
		assert_string_equal(text_get(&found), cases[i].tokens);
		text_free(&found);
		arena_free(&arena);
	}
}

static void lexer_reads_numbers_exactly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double number;
	} cases[] = {
		{ "0.1", 0.1 },
		{ ".1", 0.1 },
		{ "1e5", 1e5 },
		{ "1E+5", 1e5 },
		{ "4.9e-324", 4.9e-324 },
		{ "1e-999", 0 },
		{ "17976931348623157e292", 1.7976931348623157e308 },
		{ "0.30000000000000004", 0.1 + 0.2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct lexer lexer;
		struct error error;
		lexer_start(&lexer, cases[i].text, strlen(cases[i].text), 1, 1, &arena);
		assert_true(lexer_next(&lexer, &error));
		assert_int_equal(lexer.token.kind, TOKEN_NUMBER);
		assert_memory_equal(&lexer.token.number, &cases[i].number, sizeof(double));
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lexer_reads),
		cmocka_unit_test(lexer_reads_numbers_exactly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
