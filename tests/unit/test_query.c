// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked: `log EXPR for k = a..b if COND` and its like.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "lang/query.h"
#include "parsed.h"
#include "trees.h"

static void parser_reads_queries(void **state)
{
	(void)state;
	enum { LIST, PLOT, SURFACE, BREAK, WATCH, PLACE };
	static const struct query_form forms[] = {
		[LIST] = { .most = 1, .has_ranges = true },
		[PLOT] = { .most = 2, .has_ranges = true, .has_log = true, .too_many = "too many" },
		[SURFACE] = { .most = 1, .may_lack = true, .has_axes = true, .has_log = true },
		[BREAK] = { QUERY_NAME, .most = 1, .has_guard = true },
		[WATCH] = { QUERY_EITHER, .most = 1 },
		[PLACE] = { .has_guard = true },
	};
	// What is read is written "item [variable] …, over axis axis, if guard, log".
	static const struct {
		int form;
		const char *text, *read, *cause;
		int column;
	} cases[] = {
		{ LIST, "a+1", "a+1", NULL, 0 },
		{ LIST, "norm(delta[4,k])  for k = 4..0", "norm(delta[4,k]) [k]", NULL, 0 },
		{ LIST, "i for i=0..T-1", "i [i]", NULL, 0 },
		{ LIST, "a for", NULL, "the name of a variable is missing here", 6 },
		{ LIST, "a for 2", NULL, "the name of a variable is expected, not '2'", 7 },
		{ LIST, "a for k", NULL, "'=' is missing here", 8 },
		{ LIST, "a for k =", NULL, "a value is missing here", 10 },
		{ LIST, "a for k = 1", NULL, "'..' is missing here", 12 },
		{ LIST, "a for k = 1..", NULL, "a value is missing here", 14 },
		{ LIST, "a for k = 1..3 b", NULL, "an operator is missing before 'b'", 16 },
		{ LIST, "a, b", NULL, "',' is not expected here", 2 },
		{ LIST, "a log", NULL, "an operator is missing before 'log'", 3 },
		{ PLOT, "a log", "a, log", NULL, 0 },
		{ PLOT, "log(a), [a,b] for k = 0..1 log", "log(a) [k] [a,b] [k], log", NULL, 0 },
		{ PLOT, "a for k = 0..1, b", "a [k] b", NULL, 0 },
		{ PLOT, "a, b, c", NULL, "too many", 7 },
		{ PLOT, "a,", NULL, "a value is missing here", 3 },
		{ PLOT, "a log b", NULL, "an operator is missing before 'b'", 7 },
		{ SURFACE, "over W[0,0] = -2..2, b = 0..1 log", "over W[0,0] b, log", NULL, 0 },
		{ SURFACE, "norm(W) over a=0..1,b=0..1", "norm(W), over a b", NULL, 0 },
		{ SURFACE, "a", NULL, "over which two numbers?  The word over is missing", 2 },
		{ SURFACE, "a over b = 0..1", NULL,
		  "a surface stands over two numbers, with a comma between them", 16 },
		{ SURFACE, "a over b", NULL, "an axis is a parameter and its range: W[0,0] = -2..2", 9 },
		{ BREAK, "ds[k-1] if t == 3", "ds[k-1], if t == 3", NULL, 0 },
		{ BREAK, "a < b if not (a > b)", "a < b, if not (a > b)", NULL, 0 },
		{ BREAK, "norm(a)", NULL, "a comparison is missing here", 8 },
		{ BREAK, "norm(a) if a > b", NULL, "a comparison is missing here", 8 },
		{ BREAK, "a if b", NULL, "a comparison is missing here", 7 },
		{ WATCH, "norm(a)", "norm(a)", NULL, 0 },
		{ WATCH, "norm(a) > 1", "norm(a) > 1", NULL, 0 },
		{ WATCH, "a if a > b", NULL, "an operator is missing before 'if'", 3 },
		{ PLACE, "", "", NULL, 0 },
		{ PLACE, " if a < b", ", if a < b", NULL, 0 },
		{ PLACE, "a", NULL, "an operator is missing before 'a'", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct text found = { 0 };
		struct query query;
		struct error error;
		bool const read = parse_query(cases[i].text, strlen(cases[i].text), 1, 1, &forms[cases[i].form],
		                              &names, &arena, &query, &error);
		if (read == (cases[i].cause != NULL))
			fail_msg("%s: %s", cases[i].text, read ? "is read" : error.cause);
		for (int j = 0; read && j < query.count; j++) {
			text_addf(&found, "%s%s", j ? " " : "", query.item[j].name);
			if (query.item[j].variable)
				text_addf(&found, " [%s]", query.item[j].variable);
		}
		if (read && query.axis[0].name)
			text_addf(&found, "%sover %s %s", found.length ? ", " : "", query.axis[0].name,
			          query.axis[1].name);
		if (read && query.guard)
			text_addf(&found, ", if %s", query.condition);
		if (read) {
			text_add(&found, query.log ? ", log" : "");
			assert_string_equal(text_get(&found), cases[i].read);
		} else {
			assert_string_equal(error.cause, cases[i].cause);
			assert_int_equal(error.span.column, cases[i].column);
		}
		text_free(&found);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parser_reads_queries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
