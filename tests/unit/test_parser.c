// SPDX-License-Identifier: GPL-3.0-or-later
// Parser: what a text is read as, and what is said of mistakes.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "lang/cell.h"
#include "lang/evaluate.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "letters.h"
#include "parsed.h"
#include "trees.h"

// ---- parser

static void parser_knows_precedence(void **state)
{
	(void)state;
	static const struct {
		const char *text, *same, *other;
	} cases[] = {
		{ "a+b*c", "a+(b*c)", "(a+b)*c" },
		{ "a*b+c", "(a*b)+c", "a*(b+c)" },
		{ "a-b-c", "(a-b)-c", "a-(b-c)" },
		{ "a-b+c", "(a-b)+c", "a-(b+c)" },
		{ "a/b/c", "(a/b)/c", "a/(b/c)" },
		{ "a/b*c", "(a/b)*c", "a/(b*c)" },
		{ "a*b.*c", "(a*b).*c", "a*(b.*c)" },
		{ "a.*b*c", "(a.*b)*c", "a.*(b*c)" },
		{ "a./b.*c", "(a./b).*c", "a./(b.*c)" },
		{ "a*b⊗c", "outer(a*b, c)", "a*outer(b, c)" },
		{ "a⊗b⊗c", "outer(outer(a, b), c)", "outer(a, outer(b, c))" },
		{ "a+b⊗c", "a+outer(b, c)", "outer(a+b, c)" },
		{ "-a*b", "(-a)*b", "-(a*b)" },
		{ "-a+b", "(-a)+b", "-(a+b)" },
		{ "-a.^b", "-(a.^b)", "(-a).^b" },
		{ "-a'", "-(a')", "(-a)'" },
		{ "a*-b", "a*(-b)", "-a*b" },
		{ "a--b", "a-(-b)", "a+b" },
		{ "+a+b", "(+a)+b", "a+b" },
		{ "a.^b.^c", "a.^(b.^c)", "(a.^b).^c" },
		{ "a.^-b", "a.^(-b)", "-a.^b" },
		{ "a.^b*c", "(a.^b)*c", "a.^(b*c)" },
		{ "a.^b'", "a.^(b')", "(a.^b)'" },
		{ "a'.^b", "(a').^b", "(a.^b)'" },
		{ "a''", "(a')'", "a" },
		{ "a*b'", "a*(b')", "(a*b)'" },
		{ "a²", "a.^2", "a*2" },
		{ "a'²", "(a').^2", "(a.^2)'" },
		{ "-a²*b", "(-(a.^2))*b", "-(a.^2*b)" },
		{ "tanh(a)'", "(tanh(a))'", "tanh(a')" },
		{ "tanh(a)*b", "(tanh(a))*b", "tanh(a*b)" },
		{ "a⊙bᵀ", "a.*(b')", "(a.*b)'" },
		{ "a·b", "a*b", "a.*b" },
		{ "a−b", "a-b", "a+b" },
		{ "((a))", "a", "a'" },
		// DNAME/DNAME is always a derivative and binds tighter than any operator.
		{ "2*dE/dW", "2*(dE/dW)", "(2*dE)/dW" },
		{ "dE/dW'", "(dE/dW)'", "(dE)/(dW')" },
		{ "dE/dW*2", "(dE/dW)*2", "dE/(dW*2)" },
		{ "dE/dW.^2", "(dE/dW).^2", "(dE)/(dW.^2)" },
		{ "dE / dW", "dE/dW", "(dE)/(dW)" },
		{ "∂E/∂W", "dE/dW", "(dE)/(dW)" },
		{ "dE[3]/dW[1,2]", "(dE[3]/dW[1,2])", "(dE[3])/dW[1,2]" },
		{ "dE[3]/dW[1,2]*2", "(dE[3]/dW[1,2])*2", "dE[3]/(dW[1,2]*2)" },
		{ "dE[3]/dW @ 1", "(dE[3]/dW @ 1)", "dE[3]/dW" },
		{ "dE[3]/dW @ 1*2", "(dE[3]/dW @ 1)*2", "dE[3]/dW @ (1*2)" },
		{ "dE[3]/dW @ k-1", "(dE[3]/dW @ k)-1", "dE[3]/dW @ (k-1)" },
		{ "dE[3]/dW @ -1+a", "(dE[3]/dW @ (-1))+a", "dE[3]/dW @ (-1+a)" },
		{ "dE[3]/dW @ 2.^1", "dE[3]/dW @ (2.^1)", "(dE[3]/dW @ 2).^1" },
		{ "ds[3][0]/ds[1][2]", "(ds[3][0]/ds[1][2])", "(ds[3][0])/(ds[1][2])" },
		// What is no quantity has no d-name.
		{ "da/db", "(da)/(db)", "dE/dW" },
		{ "dE/2", "(dE)/2", "dE/dW" },
		{ "dE/db", "(dE)/(db)", "dE/dW" },
		{ "inf", "1.*inf+0*inf", "nan" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		const struct tree *tree = parsed(cases[i].text, &arena);
		if (strcmp(cases[i].text, "inf") &&
		    !tree_equal(tree, parsed(cases[i].same, &arena)))
			fail_msg("%s is not read as %s", cases[i].text, cases[i].same);
		if (tree_equal(tree, parsed(cases[i].other, &arena)))
			fail_msg("%s is read as %s", cases[i].text, cases[i].other);
		arena_free(&arena);
	}
}

static void parser_builds_what_it_reads(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const struct tree *tree = parsed("s[3][0]", &arena);
	assert_int_equal(tree->kind, TREE_NAME);
	assert_int_equal(tree->subscripts, 2);
	assert_int_equal(tree->subscript[0].count, 1);
	assert_true(tree_is_number(tree->subscript[1].at[0], 0));
	assert_int_equal(tree->span.column, 1);
	assert_int_equal(tree->span.width, 7);

	tree = parsed("[1, 2; 3, 4; 5, 6]", &arena);
	assert_int_equal(tree->kind, TREE_MATRIX);
	assert_int_equal(tree->rows, 3);
	assert_int_equal(tree->count, 6);
	assert_true(tree_is_number(tree->part[3], 4));

	// A blank parts elements; a sign belongs to what it is glued to, unless a blank follows it, too.
	static const struct {
		const char *text, *same;
	} rows[] = {
		{ "[1 -2]", "[1, -2]" },
		{ "[1 - 2]", "[1-2]" },
		{ "[1 -2; 3 + 4 -5]", "[1, -2; 3+4, -5]" },
		{ "[W[0,0] -s[3 -2][0] (1 -2)]", "[W[0,0], -s[3-2][0], (1-2)]" },
		{ "[-1 +2 .5e1 -x']", "[-1, +2, .5e1, -x']" },
		{ "[tanh(1 -2) 3]", "[tanh(1-2), 3]" },
		{ "[2 * -1 3]", "[2*-1, 3]" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!tree_equal(parsed(rows[i].text, &arena), parsed(rows[i].same, &arena)))
			fail_msg("%s is not read as %s", rows[i].text, rows[i].same);

	tree = parsed("  dE[3]/dW[1,2] @ k", &arena);
	assert_int_equal(tree->kind, TREE_DERIVATIVE);
	assert_int_equal(tree->count, 3);
	assert_string_equal(tree->part[0]->name, "E");
	assert_string_equal(tree->part[1]->name, "W");
	assert_int_equal(tree->part[1]->subscript[0].count, 2);
	assert_int_equal(tree->span.column, 3);
	assert_int_equal(tree->span.width, 17);

	tree = parsed("a + norm(W, 2)", &arena);
	assert_int_equal(tree->part[1]->count, 2);
	assert_int_equal(tree->part[1]->span.column, 5);
	assert_int_equal(tree->part[1]->span.width, 10);
	arena_free(&arena);
}

static void parser_reads_statements(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_let, has_target, adds;
	} cases[] = {
		{ "s[3]", false, false, false },
		{ "W[1,2] = 0.5", false, true, false },
		{ "W=2*W", false, true, false },
		{ "dW += outer(a, b)", false, true, true },
		{ "let a = norm(W)", true, true, false },
		{ "let dz[k] = ds[k]", true, true, false },
	};
	struct arena arena = { 0 };
	struct statement statement;
	struct error error;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(parse_statement(cases[i].text, strlen(cases[i].text), 1, 1, &names,
		                            &arena, &statement, &error));
		assert_int_equal(statement.is_let, cases[i].is_let);
		assert_int_equal(statement.target != NULL, cases[i].has_target);
		assert_int_equal(statement.adds, cases[i].adds);
		assert_non_null(statement.value);
	}
	static const struct {
		const char *text, *cause;
		int column;
	} wrong[] = {
		{ "let a", "'=' is missing here", 6 },
		{ "let 2 = a", "a name is expected, not '2'", 5 },
		{ "W*s = a", "only a name can be assigned to", 1 },
		{ "W =", "a value is missing here", 4 },
		{ "W = = 2", "a value is expected, not '='", 5 },
		{ "= 2", "a value is expected, not '='", 1 },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(parse_statement(wrong[i].text, strlen(wrong[i].text), 1, 1, &names,
		                             &arena, &statement, &error));
		assert_string_equal(error.cause, wrong[i].cause);
		assert_int_equal(error.span.column, wrong[i].column);
	}
	arena_free(&arena);
}

static void parser_explains_mistakes(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int column, width;
		const char *cause, *advice; // the advice holds this; NULL: there is one
	} cases[] = {
		{ "", 1, 1, "a value is missing here", NULL },
		{ "W @ s", 3, 1, "@ belongs only after a derivative, as in dE[3]/dW @ 1",
		  "W*s[1]" },
		{ "W @ s[1]", 3, 1, "@ belongs only after a derivative, as in dE[3]/dW @ 1", "*" },
		{ "s^2", 2, 1, "'^' is not an operator here", ".^2" },
		{ "W'^2", 3, 1, "'^' is not an operator here", ".^2" },
		{ "s²^2", 3, 1, "'^' is not an operator here", ".^2" },
		{ "W^T", 2, 1, "'^' is not an operator here", "W' is W transposed" },
		{ "^2", 1, 1, "a value is expected, not '^'", ".^2" },
		{ "2 s", 3, 1, "an operator is missing before 's'", "2*s[1]" },
		{ "2s", 2, 1, "an operator is missing before 's'", "2*s[1]" },
		{ "W s[1]", 3, 1, "an operator is missing before 's'", "2*s[1]" },
		{ "(a)(b)", 4, 1, "an operator is missing before '('", "2*s[1]" },
		{ "2(a)", 2, 1, "an operator is missing before '('", "2*s[1]" },
		{ "a 2", 3, 1, "an operator is missing before '2'", "2*s[1]" },
		{ "W(1)", 1, 1, "there is no function W", "multiplication is written *" },
		{ "tanhh(a)", 1, 5, "there is no function tanhh", "help functions" },
		{ "(a", 3, 1, "')' is missing here", NULL },
		{ "tanh(a", 7, 1, "')' is missing here", NULL },
		{ "tanh(a,b)", 1, 9, "tanh takes one operand, not 2", "tanh(a)" },
		{ "tanh()", 1, 6, "tanh takes one operand, not 0", "tanh(a)" },
		{ "outer(a)", 1, 8, "outer takes two operands, not 1", "outer(a, b)" },
		{ "norm(W,2,3)", 1, 11, "norm takes one operand or two, not 3", "norm(A)" },
		{ "s[3", 4, 1, "']' is missing here", "s[3] or W[1,2]" },
		{ "s[]", 3, 1, "a value is expected, not ']'", NULL },
		{ "s[1;2]", 4, 1, "']' is expected, not ';'", "s[3] or W[1,2]" },
		{ "[1,2", 5, 1, "']' is missing here", "[1, 2; 3, 4]" },
		{ "[1,2;3]", 7, 1, "row 2 has 1 element(s), the rows before it have 2",
		  "every row needs the same number of elements" },
		{ "[]", 2, 1, "a value is expected, not ']'", NULL },
		{ "[1,]", 4, 1, "a value is expected, not ']'", NULL },
		{ "a)", 2, 1, "')' is not expected here", NULL },
		{ "a]", 2, 1, "']' is not expected here", NULL },
		{ "a,b", 2, 1, "',' is not expected here", NULL },
		{ "a == b", 3, 2, "'==' is not expected here", NULL },
		{ "a = b", 3, 1, "only a name can be assigned to", NULL },
		{ "a +", 4, 1, "a value is missing here", NULL },
		{ "a * * b", 5, 1, "a value is expected, not '*'", NULL },
		{ "'a'", 1, 1, "a value is expected, not '''", NULL },
		{ "1..3", 2, 2, "'..' is not expected here", NULL },
		{ "a ? b", 3, 1, "'?' means nothing here", "help" },
		{ "a + \x1B[31m", 5, 1, "'<U+001B>' means nothing here", "names, numbers" },
		{ "1e400", 1, 5, "the number 1e400 is too large for a double", "inf" },
		{ "dE/dW @", 8, 1, "a value is missing here", NULL },
		{ "dE/dW @ @", 9, 1, "a value is expected, not '@'", NULL },
		{ "(dE/dW) @ 1", 9, 1, "@ belongs only after a derivative, as in dE[3]/dW @ 1",
		  "*" },
		{ "s[0][0][0][0][0][0][0][0][0]", 26, 1, "too many subscripts", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct tree *tree;
		struct error error;
		if (parse(cases[i].text, &arena, &tree, &error))
			fail_msg("%s is no expression", cases[i].text);
		assert_string_equal(error.cause, cases[i].cause);
		assert_int_equal(error.span.line, 1);
		assert_int_equal(error.span.column, cases[i].column);
		assert_int_equal(error.span.width, cases[i].width);
		if (cases[i].advice ? !strstr(error.advice, cases[i].advice) : !*error.advice)
			fail_msg("%s: the advice is: %s", cases[i].text, error.advice);
		arena_free(&arena);
	}
}

static char *repeated(const char *first, const char *middle, int times, const char *last)
{
	struct text text = { 0 };
	text_add(&text, first);
	text_add_repeated(&text, middle, times);
	text_add(&text, last);
	return text_take(&text);
}

static void parser_reads_conditions(void **state)
{
	(void)state;
	static const struct {
		const char *text, *printed, *cause; // cause: NULL where it is a condition
		int column;
	} cases[] = {
		{ "a<b", "a < b", NULL, 0 },
		{ "not a<b and c>=d or e==f", "not a < b and c >= d or e == f", NULL, 0 },
		{ "norm(delta[t,k]) < 1e-3", "norm(delta[t,k]) < 0.001", NULL, 0 },
		{ "a ≤ b or a ≠ b or b ≥ a", "a <= b or a != b or b >= a", NULL, 0 },
		{ "a", NULL, "a comparison is missing here", 2 },
		{ "a < b < c", NULL, "'<' is not expected here", 7 },
		{ "a < b and", NULL, "a value is missing here", 10 },
		{ "a < b and c", NULL, "a comparison is missing here", 12 },
		{ "not", NULL, "a value is missing here", 4 },
		{ "a = b", NULL, "a comparison is expected, not '='", 3 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct text text = { 0 };
		struct print_style const ascii = { 0 };
		struct tree *tree;
		struct error error;
		bool const read = parse_condition(cases[i].text, &arena, &tree, &error);
		assert_int_equal(read, cases[i].cause == NULL);
		if (read) {
			print_tree(tree, &ascii, &text);
			assert_string_equal(text_get(&text), cases[i].printed);
		} else {
			assert_string_equal(error.cause, cases[i].cause);
			assert_int_equal(error.span.column, cases[i].column);
		}
		text_free(&text);
		arena_free(&arena);
	}
	struct arena arena = { 0 };
	struct tree *tree;
	struct error error;
	char *text = repeated("a<b", " and a<b", 1001, "");
	assert_false(parse_condition(text, &arena, &tree, &error));
	assert_string_equal(error.cause, "this expression is too long");
	free(text);
	arena_free(&arena);
}

static void error_is_told_with_its_place(void **state)
{
	(void)state;
	const char *text = "W @ " YHAT_NFD;
	struct arena arena = { 0 };
	struct text out = { 0 };
	struct tree *tree;
	struct error error;
	assert_false(parse_expression(text, strlen(text), 7, 3, &names, &arena, &tree, &error));
	error_locate(&error, "-", "", 0, 7);
	error_write(&error, &out);
	assert_memory_equal(text_get(&out), "-:7:5: @ belongs", 16);
	text_free(&out);
	arena_free(&arena);
}

static void expect_parse(char *text, const char *cause) // frees the text
{
	struct arena arena = { 0 };
	struct tree *tree;
	struct error error;
	bool const read = parse(text, &arena, &tree, &error);
	if (!cause && !read)
		fail_msg("%.40s…: %s", text, error.cause);
	if (cause && read)
		fail_msg("%.40s… is read", text);
	if (cause)
		assert_string_equal(error.cause, cause);
	free(text);
	arena_free(&arena);
}

static void parser_is_bounded(void **state)
{
	(void)state;
	const char *deep = "this expression nests too deeply",
		   *chain = "this expression is too long";
	static const struct {
		const char *middle, *last;
	} nests[] = { { "(", "a" },  { "-", "a" },   { "tanh(", "a" }, { "[", "a" },
		      { "s[", "a" }, { "a.^", "a" }, { "a.^-", "a" },  { "+(", "a" } };
	for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
		expect_parse(repeated("", nests[i].middle, 201, nests[i].last), deep);
		expect_parse(repeated("", nests[i].middle, 10000, nests[i].last), deep);
	}
	struct text balanced = { 0 };
	text_add_repeated(&balanced, "(", 90);
	text_add_char(&balanced, 'a');
	text_add_repeated(&balanced, ")", 90);
	expect_parse(text_take(&balanced), NULL);
	expect_parse(repeated("", "-", 190, "a"), NULL);

	static const char *const links[] = { "+a", "-a", "*a", ".*a", "/a", "⊗a" };
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		expect_parse(repeated("a", links[i], 1000, ""), NULL);
		expect_parse(repeated("a", links[i], 1001, ""), chain);
	}
	expect_parse(repeated("a", "'", 1000, ""), NULL);
	expect_parse(repeated("a", "'", 1001, ""), chain);
	expect_parse(repeated("[1", ",1", 20000, "]"), NULL);
	expect_parse(repeated("", " ", PARSE_BYTES - 1, "a"), NULL);
	expect_parse(repeated("", " ", PARSE_BYTES, "a"),
	             "this line is too long for an expression (64 KiB at most)");
}

// Chains within the first operands of chains.
static void nest_chains(int levels, int links, struct text *out)
{
	text_add_repeated(out, "(", levels);
	text_add(out, "1");
	for (int i = 0; i < levels; i++) {
		text_add_repeated(out, "+1", links);
		text_add_char(out, ')');
	}
	assert_true(out->length <= PARSE_BYTES);
}

// Whoever walks a tree recurs: the highest one that is read may not take the stack.
static void highest_tree_is_walked(void **state)
{
	(void)state;
	struct text text = { 0 };
	nest_chains(32, 1000, &text);
	expect_parse(text_take(&text), "this expression is too long");
	nest_chains(2, 1000, &text);
	expect_parse(text_take(&text), "this expression is too long");
	nest_chains(90, 16, &text);
	struct arena arena = { 0 };
	struct text printed = { 0 };
	struct tree *tree = parsed(text_get(&text), &arena);
	struct print_style const ascii = { 0 };
	print_tree(tree, &ascii, &printed);
	assert_true(tree_equal(tree, parsed(text_get(&text), &arena)));
	struct scope const scope = { 0 };
	struct array value;
	struct error error;
	assert_true(evaluate(tree, &scope, &arena, &value, &error));
	assert_true(value.at[0] >= 1441 && value.at[0] <= 1441);
	text_free(&printed);
	text_free(&text);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parser_knows_precedence),
		cmocka_unit_test(parser_builds_what_it_reads),
		cmocka_unit_test(parser_reads_statements),
		cmocka_unit_test(parser_explains_mistakes),
		cmocka_unit_test(parser_reads_conditions),
		cmocka_unit_test(error_is_told_with_its_place),
		cmocka_unit_test(parser_is_bounded),
		cmocka_unit_test(highest_tree_is_walked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
