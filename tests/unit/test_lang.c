// SPDX-License-Identifier: GPL-3.0-or-later
// The language: lexer, parser, printer, builder, cells and the differentiator.  What the engine makes
// of the cells in cells/ and tests/cells/ stands in tests/golden/ and was compared by hand with
// the equations of the literature; that these equations are right in numbers is test_net's business.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "golden.h"
#include "lang/build.h"
#include "lang/cell.h"
#include "lang/evaluate.h"
#include "lang/lexer.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "lang/query.h"

#include "array/number.h"
#include "trees.h"

#define YHAT_NFC "\xC5\xB7"  // ŷ
#define YHAT_NFD "y\xCC\x82" // the same, marks apart

// How many of `full` repetitions this run makes.
// ---- lexer

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

// ---- parser

static bool is_quantity(void *context, const char *name)
{
	(void)context;
	static const char *const names[] = { "x", "y", "U", "V",    "W",
		                             "s", "z", "E", "yhat", "logits" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static const struct parse_names names = { .is_quantity = is_quantity };

static bool parse(const char *text, struct arena *arena, struct tree **tree, struct error *error)
{
	return parse_expression(text, strlen(text), 1, 1, &names, arena, tree, error);
}

static bool parse_condition(const char *text, struct arena *arena, struct tree **tree, struct error *error)
{
	static const struct query_form form = { .value = QUERY_CONDITION, .most = 1 };
	struct query query;
	bool const read = parse_query(text, strlen(text), 1, 1, &form, &names, arena, &query, error);
	*tree = query.item[0].tree;
	return read;
}

static struct tree *parsed(const char *text, struct arena *arena)
{
	struct tree *tree;
	struct error error;
	if (!parse(text, arena, &tree, &error))
		fail_msg("%s: %d: %s", text, error.span.column, error.cause);
	return tree;
}

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
		// Who is no quantity has no d-name.
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
		{ "s^2", 2, 1, "'^' is no operator here", ".^2" },
		{ "W'^2", 3, 1, "'^' is no operator here", ".^2" },
		{ "s²^2", 3, 1, "'^' is no operator here", ".^2" },
		{ "W^T", 2, 1, "'^' is no operator here", "W' is W transposed" },
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

// ---- printer

// Conditions as the grammar has them: or of and of (not) comparisons, no parentheses.
static struct tree *random_condition(struct random *random, struct arena *arena, int bind,
                                     int depth)
{
	static const char *const comparisons[] = { "<", "<=", ">", ">=", "==", "!=" };
	struct tree *parts[2], *tree;
	if (bind == BIND_COMPARE) {
		for (int i = 0; i < 2; i++)
			parts[i] = random_tree(random, arena, depth);
		tree = tree_call(arena, operator_find(comparisons[below(random, 6)], FIX_INFIX), 2,
		                 parts);
		return below(random, 3)
		               ? tree
		               : tree_call(arena, operator_find("not", FIX_PREFIX), 1, &tree);
	}
	const struct operation *op = operator_find(bind == BIND_OR ? "or" : "and", FIX_INFIX);
	int const next = bind == BIND_OR ? BIND_AND : BIND_COMPARE;
	tree = random_condition(random, arena, next, depth);
	for (int i = below(random, 3); i > 0; i--) {
		parts[0] = tree;
		parts[1] = random_condition(random, arena, next, depth);
		tree = tree_call(arena, op, 2, parts);
	}
	return tree;
}

static void printed_text_reads_back(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 2);
	int const count = scaled(100000);
	for (int i = 0; i < count; i++) {
		struct arena arena = { 0 };
		bool const condition = i % 10 == 0;
		int const depth = 1 + below(&random, 6);
		const struct tree *tree =
			condition ? random_condition(&random, &arena, BIND_OR, depth / 3)
				  : random_tree(&random, &arena, depth);
		for (int unicode = 0; unicode < 2; unicode++) {
			struct print_style const style = { .unicode = unicode };
			struct text text = { 0 };
			struct tree *again;
			struct error error;
			print_tree(tree, &style, &text);
			if (text.length > PARSE_BYTES) {
				text_free(&text);
				continue;
			}
			if (!(condition ? parse_condition(text_get(&text), &arena, &again, &error)
			                : parse(text_get(&text), &arena, &again, &error)))
				fail_msg("%s: %d: %s", text_get(&text), error.span.column,
				         error.cause);
			if (!tree_equal(tree, again))
				fail_msg("another tree is read from %s", text_get(&text));
			text_free(&text);
		}
		arena_free(&arena);
	}
}

// The same for all of a cell's own equations: names with numbers for times can be typed back, too.
static void printer_prints(void **state)
{
	(void)state;
	static const struct {
		const char *text, *ascii, *unicode;
	} cases[] = {
		{ "a+b-c", "a + b - c", "a + b − c" },
		{ "W'*(a.*b)", "W'*(a .* b)", "Wᵀ*(a ⊙ b)" },
		{ "(W'*a).*b", "(W'*a) .* b", "(Wᵀ*a) ⊙ b" },
		{ "a.*b.*c", "a .* b .* c", "a ⊙ b ⊙ c" },
		{ "ds[k].*(1-s[k].^2)", "ds[k] .* (1 - s[k].^2)", "ds[k] ⊙ (1 − s[k]²)" },
		{ "outer(dz[k],s[k-1])", "outer(dz[k], s[k - 1])", "dz[k] ⊗ s[k − 1]" },
		{ "yhat[t]-y[t]", "yhat[t] - y[t]", "ŷ[t] − y[t]" },
		{ "dE[3]/dW@1", "dE[3]/dW @ 1", "∂E[3]/∂W @ 1" },
		{ "2*(dE[3]/dW@1)", "2*(dE[3]/dW @ 1)", "2*(∂E[3]/∂W @ 1)" },
		{ "(dE)/(dW)", "dE / (dW)", "dE / (dW)" },
		{ "delta[3,1]", "delta[3,1]", "δ[3,1]" },
		{ "[1,2;3,4]", "[1, 2; 3, 4]", "[1, 2; 3, 4]" },
		{ "(a.^2).^3", "(a.^2).^3", "(a²)³" },
		{ "(-a).^2", "(-a).^2", "(−a)²" },
		{ "-a.^2", "-a.^2", "−a²" },
		{ "a-(b-c)", "a - (b - c)", "a − (b − c)" },
		{ "1e300", "1e+300", "1e+300" },
		{ "0.1", "0.1", "0.1" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct text text = { 0 };
		struct print_style const ascii = { 0 }, unicode = { .unicode = true };
		const struct tree *tree = parsed(cases[i].text, &arena);
		print_tree(tree, &ascii, &text);
		assert_string_equal(text_get(&text), cases[i].ascii);
		text_clear(&text);
		print_tree(tree, &unicode, &text);
		assert_string_equal(text_get(&text), cases[i].unicode);
		text_free(&text);
		arena_free(&arena);
	}
}

static void numbers_are_printed(void **state)
{
	(void)state;
	static const struct {
		double number;
		int precision;
		const char *text;
	} cases[] = {
		{ 0.0, 6, "0" },
		{ -0.0, 6, "0" },
		{ 0.1, 17, "0.10000000000000001" },
		{ 0.1, 6, "0.1" },
		{ -1.5, 6, "-1.5" },
		{ 1e300, 6, "1e+300" },
		{ 1234567, 6, "1.23457e+06" },
		{ 18.30718764221934, 6, "18.3072" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = { 0 };
		number_write_short(cases[i].number, cases[i].precision, &text);
		assert_string_equal(text_get(&text), cases[i].text);
		text_free(&text);
	}
}

// ---- builder

static void builder_simplifies(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct text text = { 0 };
	struct print_style const ascii = { 0 };
	struct tree *a = tree_name(&arena, "a"), *b = tree_name(&arena, "b"),
		    *c = tree_name(&arena, "c");
	struct tree *one = tree_number(&arena, 1), *bc = build_times(&arena, b, c);
	struct tree *minus = build_negative(&arena, a);
	struct tree *abc = build_times(&arena, a, bc);
	const struct {
		struct tree *tree;
		const char *text;
	} cases[] = {
		{ build_times(&arena, one, a), "a" },
		{ build_times(&arena, a, one), "a" },
		{ build_negative(&arena, minus), "a" },
		{ build_transposed(&arena, build_transposed(&arena, a)), "a" },
		{ abc, "a .* b .* c" },
		{ build_times(&arena, minus, bc), "-(a .* b .* c)" },
		{ build_times(&arena, bc, minus), "-(b .* c .* a)" },
		{ build_times(&arena, minus, minus), "a .* a" },
		{ build_square(&arena, a), "a.^2" },
		{ build_sum(&arena, NULL, 0), "0" },
		{ build_sum(&arena, (struct tree *[]){ a }, 1), "a" },
		{ build_sum(&arena, (struct tree *[]){ minus }, 1), "-a" },
		{ build_sum(&arena, (struct tree *[]){ minus, b }, 2), "b - a" },
		{ build_sum(&arena, (struct tree *[]){ minus, b, c }, 3), "b - a + c" },
		{ build_sum(&arena, (struct tree *[]){ b, one }, 2), "1 + b" },
		{ build_sum(&arena, (struct tree *[]){ minus, build_negative(&arena, b) }, 2),
		  "-a - b" },
		{ build_sum(&arena, (struct tree *[]){ abc, build_times(&arena, a, c) }, 2),
		  "a .* (b .* c + c)" },
		{ build_sum(&arena,
		            (struct tree *[]){ build_negative(&arena, build_times(&arena, a, b)),
		                               build_times(&arena, a, c) },
		            2),
		  "a .* (c - b)" },
		{ build_sum(&arena, (struct tree *[]){ a, build_times(&arena, a, b) }, 2),
		  "a .* (1 + b)" },
		{ build_sum(&arena, (struct tree *[]){ a, build_times(&arena, b, a) }, 2),
		  "a + b .* a" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_clear(&text);
		print_tree(cases[i].tree, &ascii, &text);
		assert_string_equal(text_get(&text), cases[i].text);
	}
	text_free(&text);
	arena_free(&arena);
}

// ---- values

struct value_case {
	const char *text, *value; // printed with 6 digits, row by row
};

static void print_value(struct array a, struct text *out)
{
	for (int i = 0; i < a.rows; i++)
		for (int j = 0; j < a.cols; j++) {
			text_add(out, !i && !j ? "" : j ? " " : "; ");
			number_write_short(a.at[i * a.cols + j], 6, out);
		}
}

static void expressions_have_values(void **state)
{
	(void)state;
	static const struct value_case cases[] = {
		{ "1+2*3", "7" },
		{ "[1,2;3,4]*[5;6]", "17; 39" },
		{ "[1,2;3,4]'*[5;6]", "23; 34" },
		{ "[1,2;3,4]*[1,0;0,2]", "1 4; 3 8" },
		{ "[1,2;3,4]'*[1,0;0,2]", "1 6; 2 8" },
		{ "[2]'*[1,2]", "2 4" },
		{ "[1,2]'*2", "2; 4" },
		{ "[1,2;3,4]'", "1 3; 2 4" },
		{ "[1,2].*[3,4]", "3 8" },
		{ "[1,2]./[4,5]", "0.25 0.4" },
		{ "[1,2]/4", "0.25 0.5" },
		{ "2.^[1,2,3]", "2 4 8" },
		{ "[3,-4].^2", "9 16" },
		{ "[1;2]⊗[3;4;5]", "3 4 5; 6 8 10" },
		{ "dot([1;2],[3;4])", "11" },
		{ "sum([1,2;3,4])", "10" },
		{ "max([1,7;3,4])", "7" },
		{ "argmax([1;7;3])", "1" },
		{ "norm([3;4])", "5" },
		{ "norm([1,2;3,4])", "5.47723" },
		{ "norm([1,2;3,4],2)", "5.46499" },
		{ "norm([1,2;3,4],1)", "6" },
		{ "norm([1,2;3,4],inf)", "7" },
		{ "norm([1e-200;1e-200])", "1.41421e-200" },
		{ "norm([1e200;1e200])", "1.41421e+200" },
		{ "svd([3,0;0,-2])", "3; 2" },
		{ "svd([1,0,0;0,2,0])", "2; 1" },
		{ "eig([0,-2;2,0])", "0 2; 0 -2" },
		{ "rho([0,-2;2,0])", "2" },
		{ "cond([4,0;0,2])", "2" },
		{ "rank([1,2;2,4])", "1" },
		{ "diag([1;2])", "1 0; 0 2" },
		{ "diag([1,2;3,4])", "1; 4" },
		{ "softmax([0;0])", "0.5; 0.5" },
		{ "softmax([1000;1000])", "0.5; 0.5" },
		{ "logsumexp([1000;1000])", "1000.69" },
		{ "xent([0.5;0.5],[0;1])", "0.693147" },
		{ "xent([0;1],[0;1])", "0" },
		{ "tanh([0,1000])", "0 1" },
		{ "sigmoid([-1000,0,1000])", "0 0.5 1" },
		{ "relu([-1,0,2])", "0 0 2" },
		{ "step([-1,0,2])", "0 0 1" },
		{ "sign([-3,0,2])", "-1 0 1" },
		{ "abs([-3,0])", "3 0" },
		{ "exp(log(2))", "2" },
		{ "sqrt(4)", "2" },
		{ "-[1,-2]", "-1 2" },
		{ "+3", "3" },
		{ "relu(nan)", "nan" },
		{ "max([nan;1])", "nan" },
		{ "norm([nan,1],1)", "nan" },
		{ "norm([nan,1],2)", "nan" },
		{ "1/0", "inf" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct text text = { 0 };
		struct scope const scope = { 0 };
		struct array value;
		struct error error;
		if (!evaluate(parsed(cases[i].text, &arena), &scope, &arena, &value, &error))
			fail_msg("%s: %s", cases[i].text, error.cause);
		print_value(value, &text);
		if (strcmp(text_get(&text), cases[i].value) &&
		    !(!strcmp(cases[i].value, "nan") && isnan(value.at[0])))
			fail_msg("%s is %s, not %s", cases[i].text, text_get(&text),
			         cases[i].value);
		text_free(&text);
		arena_free(&arena);
	}
}

static void wrong_shapes_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *cause, *advice;
		int column, width;
	} cases[] = {
		{ "[1,2]*[3,4]",
		  "[1, 2]*[3, 4]: [1, 2] is 1×2, [3, 4] is 1×2; the columns of the left must equal "
		  "the "
		  "rows of the right",
		  ".*", 1, 11 },
		{ "1+[1,2]+[3;4]",
		  "1 + [1, 2] + [3; 4]: 1 + [1, 2] is 1×2, [3; 4] is 2×1; elementwise, both need "
		  "the same "
		  "shape",
		  "transpose", 1, 13 },
		{ "2+[1,2]/[3,4]",
		  "[1, 2] / [3, 4]: [1, 2] is 1×2, [3, 4] is 1×2; / divides by a scalar only", "./",
		  3, 11 },
		{ "eig([1,2])", "eig([1, 2]): [1, 2] is 1×2; eigenvalues need a square matrix",
		  "svd", 1, 10 },
		{ "softmax([1,2])", "softmax([1, 2]): [1, 2] is 1×2; a vector is needed",
		  "transpose", 1, 14 },
		{ "dot([1;2],[1;2;3])",
		  "dot([1; 2], [1; 2; 3]): [1; 2] is 2×1, [1; 2; 3] is 3×1; both need the same "
		  "shape",
		  "", 1, 18 },
		{ "norm([1],[1,2])",
		  "norm([1], [1, 2]): the kind of a norm is 1, 2 or inf",
		  "norm(A)", 1, 15 },
		{ "[1;[2,3]]", "this block is 1×2 and does not fit those before it", "as many columns", 4, 5 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct scope const scope = { 0 };
		struct array value;
		struct error error;
		assert_false(
			evaluate(parsed(cases[i].text, &arena), &scope, &arena, &value, &error));
		assert_string_equal(error.cause, cases[i].cause);
		if (!strstr(error.advice, cases[i].advice))
			fail_msg("%s: the advice is: %s", cases[i].text, error.advice);
		assert_int_equal(error.span.column, cases[i].column);
		assert_int_equal(error.span.width, cases[i].width);
		arena_free(&arena);
	}
}

// ---- cells and the differentiator

static void list_program(const struct cell *cell, const struct program *program, const char *title,
                         struct text *out)
{
	static const char *const parts[] = { "", "where loss t enters", "in each iteration",
		                             "at its end" };
	struct print_style const ascii = { 0 };
	enum equation_part part = PART_FORWARD;
	text_addf(out, "== %s\n", title);
	for (int i = 0; i < program->count; i++) {
		const struct equation *equation = &program->equation[i];
		if (equation->part != part && program != &cell->exact)
			text_addf(out, "-- %s\n", parts[equation->part]);
		part = equation->part;
		text_add(out, equation->made ? "(made) " : "");
		when_print(equation->when, out);
		equation_print(cell, equation, &ascii, out);
		if (equation->stated) {
			text_add(out, "   # stated: ");
			print_tree(equation->stated, &ascii, out);
		}
		text_add_char(out, '\n');
	}
}

static struct cell *read_cell(const char *folder, const char *name, bool biases)
{
	struct text path = { 0 }, text = { 0 };
	struct error error;
	text_addf(&path, "%s/%s/%s.cell", data_folder(), folder, name);
	assert_true(file_read_text(&text, text_get(&path), FILE_NAMED, 65536));
	struct cell *cell =
		cell_parse(name, text_get(&path), text_get(&text), text.length, biases, &error);
	if (!cell)
		fail_msg("%s:%d:%d: %s", name, error.span.line, error.span.column, error.cause);
	text_free(&path);
	text_free(&text);
	return cell;
}

static void expect_listing(const char *folder, const char *name)
{
	struct cell *cell = read_cell(folder, name, true);
	struct text found = { 0 }, file = { 0 };
	list_program(cell, &cell->forward, "forward", &found);
	list_program(cell, &cell->sweep, "double sweep", &found);
	list_program(cell, &cell->single, "single sweep", &found);
	list_program(cell, &cell->exact, "exact", &found);
	text_addf(&file, "%s.equations", name);
	expect_golden(text_get(&file), text_get(&found));
	text_free(&found);
	text_free(&file);
	cell_drop(cell);
}

static void shipped_cells_are_differentiated(void **state)
{
	(void)state;
	expect_listing("cells", "tanh");
	expect_listing("cells", "lstm");
	expect_listing("cells", "gru");
	expect_listing("cells", "gru-torch");
}

static void other_cells_are_differentiated(void **state)
{
	(void)state;
	expect_listing("tests/cells", "guarded");
	expect_listing("tests/cells", "layers");
	expect_listing("tests/cells", "odd");
	expect_listing("tests/cells", "one-line");
	expect_listing("tests/cells", "peephole");
	expect_listing("tests/cells", "regularised");
	expect_listing("tests/cells", "twice");
	expect_listing("tests/cells", "tied");
	expect_listing("tests/cells", "joint");
	expect_listing("tests/cells", "embedding");
	expect_listing("tests/cells", "blocks");
	expect_listing("tests/cells", "attention");
}

static int count_numbers(const struct tree *tree)
{
	int count = tree->kind == TREE_NUMBER;
	for (int i = 0; i < tree->count; i++)
		count += count_numbers(tree->part[i]);
	return count;
}

static int bound_names(const struct cell *cell, const struct tree *tree)
{
	assert_true(tree->kind != TREE_NAME ||
	            (tree->quantity >= 0 && tree->quantity < cell->quantities &&
	             !strcmp(tree->name, cell->quantity[tree->quantity].name)));
	int count = tree->kind == TREE_NAME;
	for (int i = 0; i < tree->count; i++)
		count += bound_names(cell, tree->part[i]);
	return count;
}

static void biases_are_optional(void **state)
{
	(void)state;
	static const char *const cells[] = { "gru", "lstm" };
	for (size_t i = 0; i < 2; i++) {
		struct cell *with = read_cell("cells", cells[i], true);
		struct cell *without = read_cell("cells", cells[i], false);
		int biases = 0;
		for (int q = 0; q < with->quantities; q++)
			biases += with->quantity[q].is_bias;
		assert_true(biases >= 4);
		assert_int_equal(without->quantities, with->quantities - biases);
		assert_int_equal(cell_find(without, "bv"), -1);
		struct text text = { 0 };
		list_program(without, &without->forward, "forward", &text);
		list_program(without, &without->sweep, "sweep", &text);
		assert_null(strstr(text_get(&text), "bv"));
		assert_non_null(strstr(text_get(&text), "logits[t] = V*s[t]\n"));
		assert_null(strstr(text_get(&text), "= 0 +"));
		assert_null(strstr(text_get(&text), "+ 0"));
		text_free(&text);
		for (int e = 0; e < without->forward.count; e++)
			bound_names(without, without->forward.equation[e].right);
		for (int e = 0; e < without->sweep.count; e++)
			bound_names(without, without->sweep.equation[e].right);
		cell_drop(with);
		cell_drop(without);
	}
}

#define HEAD "input x[C] y[C]\nparam U[H,C] V[C,H] W[H,H]\nbias b[H]\nstate s[H]\n"
#define TAIL "E[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta z\n"

static void missing_biases_leave_the_rest(void **state)
{
	(void)state;
	static const struct {
		const char *z, *forward;
	} cases[] = {
		{ "U*x[t] + W*s[t-1] + b", "U*x[t] + W*s[t-1]" },
		{ "b + U*x[t] + W*s[t-1]", "U*x[t] + W*s[t-1]" },
		{ "U*x[t] - b + W*s[t-1]", "U*x[t] + W*s[t-1]" },
		{ "U*x[t] + (b + W*s[t-1])", "U*x[t] + W*s[t-1]" },
		{ "b - W*s[t-1]", "-(W*s[t-1])" },
		{ "W*s[t-1] + b .* x[t]'*x[t]", NULL },
		{ "W*(s[t-1] + b) + U*x[t]", "W*s[t-1] + U*x[t]" },
		{ "W*s[t-1] + 2*b", "W*s[t-1]" },
		{ "W*s[t-1] - b./2 .* (U*x[t])", "W*s[t-1]" },
		{ "U*x[t] + tanh(b) + W*s[t-1]", "U*x[t] + tanh(0) + W*s[t-1]" },
		{ "U*x[t] - -b + W*s[t-1] - (b + b)", "U*x[t] + W*s[t-1]" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = { 0 };
		struct error error;
		text_addf(&text, HEAD "z[t] = %s\ns[t] = tanh(z[t])\n" TAIL, cases[i].z);
		struct cell *cell =
			cell_parse("b", "b.cell", text_get(&text), text.length, false, &error);
		assert_int_equal(cell != NULL, cases[i].forward != NULL);
		if (cell) {
			struct print_style const ascii = { 0 };
			text_clear(&text);
			int const z = cell->quantity[cell_find(cell, "z")].equation;
			print_tree(cell->forward.equation[z].right, &ascii, &text);
			assert_string_equal(text_get(&text), cases[i].forward);
			cell_drop(cell);
		}
		text_free(&text);
	}
}

static void cells_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int line, column;
		const char *cause, *advice;
	} cases[] = {
#define Z "z[t] = U*x[t] + W*s[t-1]\ns[t] = tanh(z[t])\n"
		{ "", 1, 1, "the cell names no loss", "loss E" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\ndelta z\n", 8, 1,
		  "the cell names no loss", "loss E" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss E\n", 8, 1,
		  "the cell names no delta", "delta z" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss F\ndelta z\n", 8, 6,
		  "F cannot be the loss: it is not defined", "scalar" },
		{ HEAD Z "E[t] = softmax(V*s[t])\nloss E\ndelta z\n", 8, 6, "E cannot be the loss: C×1",
		  "scalar" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss E E\ndelta z\n", 8, 8,
		  "'E' is not expected here", "" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss\ndelta z\n", 8, 5,
		  "a name is missing here", "" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta E\n", 9, 7,
		  "E cannot be a delta", "vector" },
		{ HEAD Z "E[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta z q\n", 9, 9,
		  "q cannot be a delta", "vector" },
		{ HEAD "e[t] = dot(s[t-1], s[t-1])\nz[t] = W*s[t-1] + e[t]\ns[t] = tanh(z[t])\n"
		       "loss e\ndelta z\n",
		  8, 6, "the loss e may not feed a state", "" },
		// Not differentiable in a cell, though the prompt knows them.
		{ HEAD "z[t] = U*x[t] + outer(s[t-1], s[t-1])*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5,
		  17, "outer is not differentiable in a cell", "tanh sigmoid relu" },
		{ HEAD "z[t] = U*x[t] + diag(s[t-1])*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 17,
		  "diag is not differentiable in a cell", "tanh sigmoid relu" },
		{ HEAD "z[t] = U*x[t] + W*s[t-1] ./ norm(s[t-1])\ns[t] = tanh(z[t])\n" TAIL, 5, 29,
		  "norm is not differentiable in a cell", "tanh sigmoid relu" },
		{ HEAD "z[t] = U*x[t] + W*step(s[t-1])\ns[t] = tanh(z[t])\n" TAIL, 5, 19,
		  "step is not differentiable in a cell", "tanh sigmoid relu" },
		{ HEAD "z[t] = U*x[t] + 2.^s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 17,
		  ".^ is not differentiable in a cell", "z[t].^2" },
		// Blocks that do not fit, sizes and lags.
		{ HEAD "z[t] = W*s[t-1] + [s[t-1]; U]\ns[t] = tanh(z[t])\n" TAIL, 5, 28,
		  "this block is H×C and does not fit those before it", "as many columns" },
		{ HEAD "z[t] = W*s[t-1] + s[t-1][1..H]\ns[t] = tanh(z[t])\n" TAIL, 5, 19,
		  "this block does not lie within what is H×1", "count from 0" },
		{ HEAD "z[t] = W[0..H-1]*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 8,
		  "a block of a matrix needs two ranges", "W[0..H-1, 0..C-1]" },
		{ HEAD "z[t] = W*s[t-1] + s[t-1][H..2]\ns[t] = tanh(z[t])\n" TAIL, 5, 26,
		  "this is no block of numbers, H, C and sizes", "a[t][0..H-1]" },
		{ HEAD "z[t] = W*s[t-10]\ns[t] = tanh(z[t])\n" TAIL, 5, 10,
		  "the time of s is neither t nor a step before it", "[t-9]" },
		{ HEAD "z[t] = W*s[t-2]\ns_lag[t] = z[t]\ns[t] = tanh(z[t])\n" TAIL, 4, 7,
		  "s_lag is to be the name of what a state was before", "another name" },
		{ "size H = 4\n", 1, 6, "H has a meaning already and cannot name a size", "another" },
		{ "size D = 0\n", 1, 10, "a number from 1 to 4096 is expected, not '0'", "size D = 4" },
		{ "param W[H-2]\n", 1, 9, "a side cannot be that", "1 at least" },
		{ HEAD "dE[t] = U*x[t] + W*s[t-1]\nz[t] = dE[t]\ns[t] = tanh(z[t])\n" TAIL, 8, 1,
		  "E would be confused with a gradient", "does not begin with d" },
		{ HEAD "z[t] = U*x[t] + W*s[t-1]\nds[t] = 1\n", 6, 1,
		  "ds would be confused with a gradient", "does not begin with d" },
		{ HEAD "s[t] = tanh(z[t])\nz[t] = U*x[t] + W*s[t-1]\n" TAIL, 5, 13,
		  "z is used before it is computed", "order of the text" },
		{ HEAD "state r[H]\nz[t] = U*x[t] + W*r[t]\nr[t] = z[t]\ns[t] = tanh(z[t])\n" TAIL,
		  6, 19, "r is used before it is computed", "order of the text" },
		{ HEAD "z[t] = U*x[t] + W*z[t]\ns[t] = tanh(z[t])\n" TAIL, 5, 19,
		  "z is used before it is computed", "order of the text" },
		{ HEAD Z "q[t] = z[t-1]\n" TAIL, 7, 8, "only a state may look back; z is none",
		  "state s[H]" },
		{ HEAD "z[t] = U*x[t-1] + W*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 10,
		  "only a state may look back; x is none", "state s[H]" },
		{ HEAD "z[t] = U*x + W*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 10, "x needs a time",
		  "[t]" },
		{ HEAD "z[t] = U*x[t] + W[t]*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 17,
		  "W is a parameter and has no time", "" },
		{ HEAD "z[t] = U*x[t] + Q*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 17,
		  "Q is not defined in this cell", "declare" },
		// Shapes: both operands, both shapes, in letters.
		{ HEAD "z[t] = W*x[t] + U*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 8,
		  "W is H×H, x[t] is C×1; the columns of the left must equal the rows of the right",
		  "declarations" },
		{ HEAD "z[t] = V*x[t]\ns[t] = tanh(z[t])\n" TAIL, 5, 8,
		  "V is C×H, x[t] is C×1; the columns of the left must equal the rows of the right",
		  "declarations" },
		{ HEAD "z[t] = U*x[t] + V*s[t-1]\ns[t] = tanh(z[t])\n" TAIL, 5, 8,
		  "U*x[t] is H×1, V*s[t-1] is C×1; elementwise, both need the same shape",
		  "declarations" },
		{ HEAD "z[t] = U*x[t] .* W\ns[t] = tanh(z[t])\n" TAIL, 5, 8,
		  "U*x[t] is H×1, W is H×H; elementwise, both need the same shape",
		  "declarations" },
		{ HEAD "z[t] = softmax(W)\ns[t] = z[t]\n" TAIL, 5, 8,
		  "W is H×H; a vector is needed", "declarations" },
		{ HEAD "z[t] = V*s[t-1]\ns[t] = z[t]\n" TAIL, 6, 1,
		  "the state s is declared H×1, but its equation gives C×1", "" },
		{ HEAD "z[t] = U*x[t]\n" TAIL, 4, 7, "the state s has no equation", "s[t] = " },
		// Declarations and lines.
		{ "input x[C] x[C]\n", 1, 12, "x is defined twice", "" },
		{ "input q[C,H]\n", 1, 7, "q cannot be an input: at each step a vector is given",
		  "input x[C] y[C]" },
		{ "input x[C] y[C] f[H] g[H] h[H] i[H] j[H]\n", 1, 37,
		  "j is one input too many: there may be x, y and four others", "join" },
		{ "param W\n", 1, 7, "W needs a shape in brackets", "param W[H,H]" },
		{ "param W[Q]\n", 1, 9, "H, C, a size or a number from 1 to 4096 is expected, not 'Q'", "hidden size" },
		{ "param W[0]\n", 1, 9, "H, C, a size or a number from 1 to 4096 is expected, not '0'", "hidden size" },
		{ "param W[5000]\n", 1, 9, "H, C, a size or a number from 1 to 4096 is expected, not '5000'",
		  "hidden size" },
		{ "param W[1e300]\n", 1, 9, "H, C, a size or a number from 1 to 4096 is expected, not '1e300'",
		  "hidden size" },
		{ "param W[H,H\n", 1, 12, "']' is missing here", "" },
		{ "param W[H,H,H]\n", 1, 12, "']' is expected, not ','", "" },
		{ "param 2[H]\n", 1, 7, "a name is expected, not '2'", "param W[H,H]" },
		{ "param tanh[H]\n", 1, 7,
		  "tanh has a meaning of its own and cannot be a name in a cell", "" },
		{ "param T[H]\n", 1, 7, "T has a meaning of its own and cannot be a name in a cell",
		  "" },
		{ "param δ[H]\n", 1, 7,
		  "delta has a meaning of its own and cannot be a name in a cell", "" },
		{ HEAD "x[t] = W*s[t-1]\n", 5, 1, "x is declared as an input or a parameter", "" },
		{ HEAD "z[t] = 1\nz[t] = 2\n", 6, 1, "z has two equations", "" },
		{ HEAD "z = 1\n", 5, 1, "the left side of an equation is a name at time t: z[t]",
		  "s[t] = " },
		{ HEAD "z[t-1] = 1\n", 5, 1,
		  "the left side of an equation is a name at time t: z[t]", "s[t] = " },
		{ HEAD "z[t] += 1\n", 5, 1, "this line is no equation of a cell", "declaration" },
		{ HEAD "nonsense\n", 5, 1, "this line is no equation of a cell", "declaration" },
		{ HEAD "forget\n", 5, 7, "a name is missing here", "" },
		{ HEAD "forget W\n", 5, 8, "W is no bias that is declared above", "bias bf[H]" },
		{ "forget b\nbias b[H]\n", 1, 8, "b is no bias that is declared above", "" },
		{ HEAD "z[t] = (1\n", 5, 10, "')' is missing here", "" },
		{ HEAD "z[t] = W @ s[t-1]\n", 5, 10,
		  "@ belongs only after a derivative, as in dE[3]/dW @ 1", "*" },
		{ "input x[C] ?\n", 1, 12, "'?' means nothing here", "" },
#undef Z
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error;
		struct text told = { 0 };
		struct cell *cell = cell_parse("bad", "bad.cell", cases[i].text,
		                               strlen(cases[i].text), true, &error);
		if (cell)
			fail_msg("this is a cell: %s", cases[i].text);
		assert_string_equal(error.cause, cases[i].cause);
		if (error.span.line != cases[i].line || error.span.column != cases[i].column)
			fail_msg("%s: at %d:%d", error.cause, error.span.line, error.span.column);
		if (!strstr(error.advice, cases[i].advice))
			fail_msg("%s: the advice is: %s", error.cause, error.advice);
		error_write(&error, &told);
		struct text begin = { 0 };
		text_addf(&begin, "bad.cell:%d:%d: ", cases[i].line, cases[i].column);
		assert_memory_equal(text_get(&told), text_get(&begin), begin.length);
		text_free(&begin);
		text_free(&told);
	}
}

// More terms than any fixed list holds: none may be lost, and none may run out of stack.
static void large_cells_are_differentiated(void **state)
{
	(void)state;
	struct text text = { 0 };
	struct error error;
	text_add(&text, "input x[C] y[C]\nparam a[H] V[C,H]\nstate s[H]\ns[t] = 0.001*(");
	for (int i = 0; i < 3; i++) {
		text_add(&text, i ? "+(s[t-1]" : "(s[t-1]");
		text_add_repeated(&text, "+a", 300);
		text_add_char(&text, ')');
	}
	text_add(&text, ")\nE[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta s\n");
	struct cell *cell =
		cell_parse("large", "large.cell", text_get(&text), text.length, true, &error);
	if (!cell)
		fail_msg("%s", error.cause);
	int uses = 0;
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		if (equation->quantity == cell_find(cell, "a"))
			uses += count_numbers(equation->right); // ds_1 .* (1 + 1 + …)
	}
	assert_int_equal(uses, 900);
	cell_drop(cell);

	// More than a sum may hold is refused, not left out.
	text_clear(&text);
	text_add(&text, "input x[C] y[C]\nparam a[H] V[C,H]\nstate s[H]\n");
	for (int i = 0; i < 3; i++) {
		text_addf(&text, "u%d[t] = s[t-1]", i);
		text_add_repeated(&text, "+a", 400);
		text_add_char(&text, '\n');
	}
	text_add(&text, "s[t] = u0[t] + u1[t] + u2[t]\n");
	text_add(&text, "E[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta s\n");
	assert_null(cell_parse("large", "large.cell", text_get(&text), text.length, true, &error));
	assert_string_equal(error.cause, "a is used in more than 1024 places of this cell");
	assert_int_equal(error.span.line, 2);

	text_clear(&text);
	text_add(&text, HEAD "z[t] = W*s[t-1]");
	text_add_repeated(&text, "+b.*s[t-1]", 900);
	text_add(&text, "\ns[t] = tanh(z[t])\n" TAIL);
	for (int biases = 0; biases < 2; biases++) {
		cell = cell_parse("large", "large.cell", text_get(&text), text.length, biases,
		                  &error);
		if (!cell)
			fail_msg("%s", error.cause);
		for (int i = 0; i < cell->forward.count; i++)
			bound_names(cell, cell->forward.equation[i].right);
		cell_drop(cell);
	}

	text_clear(&text);
	text_add(
		&text,
		"input x[C] y[C]\nbias b[1]\nparam V[C,H]\nstate s[H]\nq[t] = dot(s[t-1], s[t-1])\n"
		"u[t] = [q[t]");
	text_add_repeated(&text, ",q[t]", 2000);
	text_add(&text, "]\ns[t] = V'*y[t]\nE[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta s\n");
	cell = cell_parse("large", "large.cell", text_get(&text), text.length, false, &error);
	for (int i = 0; cell && i < cell->forward.count; i++)
		bound_names(cell, cell->forward.equation[i].right);
	cell_drop(cell);
	text_free(&text);
}

static void cells_have_bounds(void **state)
{
	(void)state;
	struct text text = { 0 };
	struct error error;
	text_add(&text, "param");
	for (int i = 0; i < 300; i++)
		text_addf(&text, " a%d[H]", i);
	assert_null(cell_parse("many", "many.cell", text_get(&text), text.length, true, &error));
	assert_string_equal(error.cause, "too many names in a cell, at a256");

	text_clear(&text);
	for (int i = 0; i < 300; i++)
		text_addf(&text, "a%d[t] = 1\n", i);
	assert_null(cell_parse("many", "many.cell", text_get(&text), text.length, true, &error));

	text_clear(&text);
	text_add_repeated(&text, "#", CELL_BYTES_MOST + 1);
	assert_null(cell_parse("long", "long.cell", text_get(&text), text.length, true, &error));
	assert_string_equal(error.cause, "a cell of more than 64 KiB is too large");

	// So many parts need names that they run out.
	text_clear(&text);
	text_add(&text, HEAD "z[t] = U*x[t] + W*s[t-1]\ns[t] = tanh(z[t])");
	for (int i = 0; i < 300; i++)
		text_addf(&text, " + 0.001*tanh(W*s[t-1] + %d)", i);
	text_add(&text, "\n" TAIL);
	assert_null(cell_parse("many", "many.cell", text_get(&text), text.length, true, &error));
	assert_string_equal(error.cause, "there are too many parts in this cell");
	assert_int_equal(error.span.line, 6);
	text_free(&text);
}

static void cells_are_shared(void **state)
{
	(void)state;
	struct cell *cell = read_cell("cells", "tanh", true);
	assert_ptr_equal(cell_hold(cell), cell);
	cell_drop(cell);
	assert_string_equal(cell->name, "tanh");
	assert_int_equal(cell_find(cell, "W"), 4);
	assert_int_equal(cell_find(cell, "w"), -1);
	cell_drop(cell);
	cell_drop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lexer_reads),
		cmocka_unit_test(lexer_reads_numbers_exactly),
		cmocka_unit_test(parser_knows_precedence),
		cmocka_unit_test(parser_builds_what_it_reads),
		cmocka_unit_test(parser_reads_statements),
		cmocka_unit_test(parser_explains_mistakes),
		cmocka_unit_test(parser_reads_conditions),
		cmocka_unit_test(parser_reads_queries),
		cmocka_unit_test(error_is_told_with_its_place),
		cmocka_unit_test(parser_is_bounded),
		cmocka_unit_test(highest_tree_is_walked),
		cmocka_unit_test(printed_text_reads_back),
		cmocka_unit_test(printer_prints),
		cmocka_unit_test(numbers_are_printed),
		cmocka_unit_test(builder_simplifies),
		cmocka_unit_test(expressions_have_values),
		cmocka_unit_test(wrong_shapes_are_named),
		cmocka_unit_test(shipped_cells_are_differentiated),
		cmocka_unit_test(other_cells_are_differentiated),
		cmocka_unit_test(biases_are_optional),
		cmocka_unit_test(missing_biases_leave_the_rest),
		cmocka_unit_test(cells_are_refused),
		cmocka_unit_test(large_cells_are_differentiated),
		cmocka_unit_test(cells_have_bounds),
		cmocka_unit_test(cells_are_shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
