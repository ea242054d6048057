// SPDX-License-Identifier: GPL-3.0-or-later
// Cells and the differentiator.  What the engine makes of the cells in cells/ and tests/cells/ stands in
// tests/golden/ and was compared by hand with the equations of the literature; that these equations are right in
// numbers is the business of test_backward.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "golden.h"
#include "lang/cell.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "parsed.h"
#include "trees.h"

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
		  "this is not a block of numbers, H, C and sizes", "a[t][0..H-1]" },
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
		{ HEAD "z[t] += 1\n", 5, 1, "this line is not an equation of a cell", "declaration" },
		{ HEAD "nonsense\n", 5, 1, "this line is not an equation of a cell", "declaration" },
		{ HEAD "forget\n", 5, 7, "a name is missing here", "" },
		{ HEAD "forget W\n", 5, 8, "W is not a bias that is declared above", "bias bf[H]" },
		{ "forget b\nbias b[H]\n", 1, 8, "b is not a bias that is declared above", "" },
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
