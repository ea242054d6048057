// SPDX-License-Identifier: GPL-3.0-or-later
// The language: printer, builder, values.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "array/number.h"
#include "golden.h"
#include "lang/build.h"
#include "lang/cell.h"
#include "lang/evaluate.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "lang/query.h"
#include "parsed.h"
#include "trees.h"

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
		{ "upper([1;7;3], [0;0])", "1; 7" },
		{ "lower([1;7;3], [0;0])", "7; 3" },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printed_text_reads_back),
		cmocka_unit_test(printer_prints),
		cmocka_unit_test(numbers_are_printed),
		cmocka_unit_test(builder_simplifies),
		cmocka_unit_test(expressions_have_values),
		cmocka_unit_test(wrong_shapes_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
