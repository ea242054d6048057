// SPDX-License-Identifier: GPL-3.0-or-later
// Mathematics: TeX drawn in two dimensions and as MathML, trees as TeX.  Goldens are tests/golden/math-*.txt
// (BPTT_BLESS=1 writes them; read them before you keep them).  That LaTeX takes what we write is proved
// by hand: BPTT_TEX=all.tex ./test_math writes a document of it for pdflatex.
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "golden.h"
#include "lang/cell.h"
#include "lang/parser.h"
#include "trees.h"
#include "typeset/math.h"
#include "typeset/mathml.h"
#include "typeset/tex.h"

enum { COLS = 76 };

static void draw(const char *tex, bool ascii, int cols, struct text *out)
{
	struct box box = math_box(tex, strlen(tex), ascii, cols, ROLE_MATH);
	assert_true(box.baseline >= 0 && box.baseline < box.grid.rows);
	grid_write(&box.grid, out);
	box_free(&box);
}

enum { ELEMENTS_MOST = 400, NAME_BYTES = 16 };

// Elements close in the order in which they were opened, and nothing but elements is markup.
static void expect_markup(const char *markup)
{
	static char open[ELEMENTS_MOST][NAME_BYTES];
	int depth = 0;
	for (const char *c = markup; *c; c++) {
		if (*c == '&')
			assert_non_null(strchr(c, ';'));
		assert_true(*c != '>');
		if (*c != '<')
			continue;
		const char *const end = strchr(c, '>'), *const name = c + 1 + (c[1] == '/');
		assert_non_null(end);
		int const length = (int)strspn(name, "abcdefghijklmnopqrstuvwxyz");
		assert_in_range(length, 1, NAME_BYTES - 1);
		if (c[1] == '/') {
			assert_true(depth > 0);
			depth--;
			assert_true(!strncmp(open[depth], name, (size_t)length) && !open[depth][length]);
		} else if (end[-1] != '/') {
			assert_in_range(depth, 0, ELEMENTS_MOST - 1);
			snprintf(open[depth++], NAME_BYTES, "%.*s", length, name);
		}
		c = end;
	}
	assert_int_equal(depth, 0);
}

// ---- formulas

static const char *const formulas[] = {
	// The article's.
	"\\frac{\\partial E_3}{\\partial W} = \\sum_{k=0}^{3} \\frac{\\partial E_3}{\\partial \\hat{y}_3} "
	"\\frac{\\partial \\hat{y}_3}{\\partial s_3} \\left(\\prod_{j=k+1}^{3} \\frac{\\partial s_j}"
	"{\\partial s_{j-1}}\\right) \\frac{\\partial^{+} s_k}{\\partial W}",
	"\\delta_1^{(3)} = W^\\top \\delta_2^{(3)} \\odot (1 - s_1^2)",
	"\\hat{y}_{3,i} = \\frac{\\exp(o_i)}{\\sum_j \\exp(o_j)} \\qquad o = V s_3",
	"E = \\sum_t E_t = -\\sum_t \\log(\\hat{y}_t \\cdot y_t)",
	// Scripts: small where Unicode has them, in rows of their own where not, both at once.
	"x_1 x_{t-1} x_f x_{i,j} x^2 x^{-1} x^\\top x^{k+1} x^{(3)}",
	"x_f^2 x_1^{(3)} x_{i,j}^{a+b} W_f^\\top {x_f}_g",
	"\\left(\\frac{a}{b}\\right)^2_k \\left[\\frac{a}{b}\\right]^{n+1}",
	// Fractions within fractions, and beside each other.
	"\\frac{a + \\frac{b}{c}}{\\frac{d}{e} + f} - \\frac{1}{1 + \\frac{1}{1 + \\frac{1}{x}}}",
	"\\frac{a}{b} \\frac{c}{d} x \\frac{1}{2} - \\frac{3}{4}",
	// Brackets that grow, and those that need not.
	"\\left\\{ \\frac{a}{b} \\right\\} \\left| \\frac{a}{b} \\right| \\left\\| W \\right\\|_2 "
	"\\left. \\frac{\\partial E}{\\partial W} \\right|_{k=1} \\left\\langle \\frac{a}{b} "
	"\\right\\rangle",
	// Matrices: numbers on the point, anything else centred.
	"\\begin{pmatrix} 1 & -2.5 \\\\ 0.25 & 3 \\\\ -10.125 & 0 \\end{pmatrix}^\\top "
	"\\begin{bmatrix} a & b + c \\\\ \\vdots & \\ddots \\end{bmatrix}",
	"\\tanh'(z) = \\begin{cases} 1 - s^2 & z > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
	"\\begin{aligned} z_t &= U x_t + W s_{t-1} \\\\ s_t &= \\tanh(z_t) \\end{aligned}",
	"a &= b \\\\ c + d &= \\frac{e}{f}",
	// Words, accents, letters.
	"\\bar{x} \\tilde{x} \\hat{\\beta} \\vec{v} \\text{if and only if } \\alpha \\to \\infty",
	"\\operatorname{softmax} x = \\mathrm{softmax}(x), \\quad \\sqrt{x + \\frac{1}{2}}",
	"a \\mathrel{+}= b - -c, -d \\le e \\ne f",
	// A line that is too long is broken at a quad, else before an operator.
	"z_t = U x_t + W s_{t-1} \\qquad s_t = \\tanh(z_t) \\qquad \\hat{y}_t = "
	"\\mathrm{softmax}(V s_t) \\qquad E_t = -\\log(\\hat{y}_t \\cdot y_t)",
	"s = aaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbb + cccccccccccccccccccc + "
	"\\frac{dddddddddddddddddd}{e}",
	// What is not known, and what is not TeX.
	"\\foo{a} \\bar \\unknown_1^2 \\begin{strange} a \\end{strange}",
	"\\frac{a", "\\frac", "\\left(a", "a\\right)", "}{", "_^", "^", "a_", "\\", "\\begin{pmatrix} a",
	"a & b", "\\end{x} a", "\\left", "{{{", "\\hat", "\\sum_", "\\\\", "&&&", "",
};

static void formulas_are_drawn(void **state)
{
	(void)state;
	struct text out = { 0 };
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		const char *const tex = formulas[i];
		text_addf(&out, "%s\n", tex);
		for (int ascii = 0; ascii < 2; ascii++) {
			draw(tex, ascii, COLS, &out);
			text_add(&out, ascii ? "on one line: " : "");
			math_write(tex, strlen(tex), ascii, &out);
			text_add(&out, "\n");
		}
		text_add(&out, "\n");
	}
	expect_golden("math-formulas.txt", text_get(&out));
	text_free(&out);
}

static void formulas_fit(void **state)
{
	(void)state;
	// Any width is taken; the width that is asked for is kept where a line can be broken.
	const char *const tex = "a + b + c + d + e + f + g + h";
	for (int cols = -1; cols < 40; cols++) {
		struct box box = math_box(tex, strlen(tex), false, cols, ROLE_MATH);
		assert_true(cols < 5 || box.grid.cols <= cols);
		box_free(&box);
	}
}

static void add_times(struct text *text, const char *words, int times)
{
	while (times-- > 0)
		text_add(text, words);
}

static void formulas_are_bounded(void **state)
{
	(void)state;
	static const char *const parts[] = { "\\frac",     "\\frac{a}{", "{",       "\\hat",
		                             "\\left(",    "a_{",        "\\sqrt{", "\\begin{matrix}a&",
		                             "a\\\\",      "a&",         "x^",      "\\sum_{k}^{j}",
		                             "\\text{",    "\\qquad a",  "W",       "\\begin{cases}" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		for (int longer = 0; longer < 2; longer++) {
			struct text tex = { 0 }, out = { 0 };
			add_times(&tex, parts[i], longer ? 20000 : MATH_BYTES_MOST / (int)strlen(parts[i]));
			struct box box =
				math_box(text_get(&tex), tex.length, false, COLS, ROLE_MATH);
			assert_true(box.grid.rows <= 2 * MATH_BYTES_MOST);
			box_free(&box);
			math_write(text_get(&tex), tex.length, true, &out);
			text_clear(&out);
			mathml_write(text_get(&tex), tex.length, i % 2, &out);
			expect_markup(text_get(&out));
			text_free(&tex);
			text_free(&out);
		}
}

// ---- trees

static bool is_quantity(void *context, const char *name)
{
	(void)context;
	return strlen(name) == 1 || !strcmp(name, "yhat") || !strcmp(name, "logits");
}

static void write_tree(const char *expression, struct text *out)
{
	struct parse_names const names = { .is_quantity = is_quantity };
	struct arena arena = { 0 };
	struct tree *tree;
	struct error error;
	if (!parse_expression(expression, strlen(expression), 1, 1, &names, &arena, &tree, &error))
		fail_msg("%s: %s", expression, error.cause);
	tex_write(tree, &(struct tex_style){ 0 }, out);
	arena_free(&arena);
}

static void trees_become_tex(void **state)
{
	(void)state;
	static const struct {
		const char *expression, *tex;
	} rows[] = {
		{ "s[t-1]", "s_{t - 1}" },
		{ "s[3][0] + W[1,2]", "s_{3,0} + W_{1,2}" },
		{ "delta[3,1]", "\\delta_{1}^{(3)}" },
		{ "delta[3,1]'", "(\\delta_{1}^{(3)})^\\top" },
		{ "W'*s", "W^\\top \\, s" },
		{ "W''", "(W^\\top)^\\top" },
		{ "2*3*s", "2 \\cdot 3 \\, s" },
		{ "a*-b", "a \\, (-b)" },
		{ "a - -b", "a - (-b)" },
		{ "-(a+b)", "-(a + b)" },
		{ "(1-s.^2)", "1 - s^{2}" },
		{ "(1-s).^(k-1)", "(1 - s)^{k - 1}" },
		{ "(a.^2).^3", "(a^{2})^{3}" },
		{ "(a/b).^2", "\\left(\\frac{a}{b}\\right)^{2}" },
		{ "a/(b+c)*2", "\\frac{a}{b + c} \\cdot 2" },
		{ "a./b", "a \\oslash b" },
		{ "outer(a, b).*C", "(a \\otimes b) \\odot C" },
		{ "dE[3]/dW", "\\frac{\\partial E_{3}}{\\partial W}" },
		{ "dE[3]/dW[1,2] @ 1",
		  "\\left.\\frac{\\partial E_{3}}{\\partial W_{1,2}}\\right|_{k=1}" },
		{ "dE[3]/dW @ k", "\\left.\\frac{\\partial E_{3}}{\\partial W}\\right|_{k}" },
		{ "ds[3]/ds[1]*W", "\\frac{\\partial s_{3}}{\\partial s_{1}} \\, W" },
		{ "dyhat[3]/dlogits[3]",
		  "\\frac{\\partial \\hat{y}_{3}}{\\partial \\mathit{logits}_{3}}" },
		{ "tanh(z[t])", "\\tanh(z_{t})" },
		{ "sigmoid(a/b)", "\\sigma\\left(\\frac{a}{b}\\right)" },
		{ "norm(W, 2)", "\\left\\|W\\right\\|_{2}" },
		{ "sqrt(abs(x))", "\\sqrt{\\left|x\\right|}" },
		{ "[1,2;3,4]", "\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}" },
		{ "Wf*af[t]", "W_{f} \\, a_{f,t}" },
		{ "layer2[t] + some_name", "\\mathit{layer}_{2,t} + \\mathit{some\\_name}" },
		{ "alpha + top + $1", "\\alpha + \\mathit{top} + \\mathit{\\$1}" },
		{ "1e-5*x", "1\\cdot10^{-5} \\, x" },
		{ "x.^1e-5", "x^{1\\cdot10^{-5}}" },
		{ "inf", "\\infty" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text tex = { 0 };
		write_tree(rows[i].expression, &tex);
		assert_string_equal(text_get(&tex), rows[i].tex);
		text_free(&tex);
	}
}

// Braces, brackets and environments close as they open, and no script is set upon another.
static void expect_sound(const char *tex)
{
	int braces = 0, brackets = 0, environments = 0;
	for (const char *c = tex; *c; c++) {
		bool const escaped = c > tex && c[-1] == '\\';
		braces += escaped ? 0 : (*c == '{') - (*c == '}');
		brackets += !strncmp(c, "\\left", 5) - !strncmp(c, "\\right", 6);
		environments += !strncmp(c, "\\begin", 6) - !strncmp(c, "\\end", 4);
		if (braces < 0 || brackets < 0 || environments < 0)
			fail_msg("closed before it is opened: %s", tex);
	}
	if (braces || brackets || environments || strstr(tex, "^\\top^") || strstr(tex, "}^\\top\\top"))
		fail_msg("not sound: %s", tex);
}

static FILE *open_document(void)
{
	const char *const path = getenv("BPTT_TEX");
	FILE *const file = path ? fopen(path, "a") : NULL;
	return file;
}

static void add_to_document(const char *tex)
{
	FILE *const file = open_document();
	if (!file)
		return;
	fprintf(file, "\\[ %s \\]\n", tex);
	fclose(file);
}

static void random_trees_are_set(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 5);
	int const count = scaled(30000);
	for (int i = 0; i < count; i++) {
		struct arena arena = { 0 };
		struct text tex = { 0 }, line = { 0 };
		struct tree *const tree = random_tree(&random, &arena, 1 + below(&random, 6));
		tex_write(tree, &(struct tex_style){ 0 }, &tex);
		expect_sound(text_get(&tex));
		if (tex.length < 600)
			add_to_document(text_get(&tex));
		// Everything that we write is understood, too, unless it is nested too deep.
		if (!math_write(text_get(&tex), tex.length, i % 2, &line) && tree->height < 6)
			fail_msg("not understood: %s", text_get(&tex));
		text_clear(&line);
		mathml_write(text_get(&tex), tex.length, i % 2, &line);
		expect_markup(text_get(&line));
		for (int ascii = 0; ascii < 2; ascii++) {
			struct box box =
				math_box(text_get(&tex), tex.length, ascii, INT_MAX, ROLE_MATH);
			assert_true(box.grid.rows > 0 && box.grid.cols > 0);
			assert_in_range(box.baseline, 0, box.grid.rows - 1);
			// No letter needs more than its TeX.
			assert_true(box.grid.cols <= (int)tex.length + 8);
			struct grid small = grid_new(2, 7);
			box_draw(&box, &small, grid_area(&small), -1, -3);
			grid_free(&small);
			box_free(&box);
		}
		text_free(&tex);
		text_free(&line);
		arena_free(&arena);
	}
}

// ---- MathML

static void formulas_become_mathml(void **state)
{
	(void)state;
	struct text out = { 0 };
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
		for (int display = 0; display < 2; display++) {
			struct text one = { 0 };
			mathml_write(formulas[i], strlen(formulas[i]), display, &one);
			expect_markup(text_get(&one));
			text_addf(&out, "%s%s\n", display ? "" : formulas[i], display ? text_get(&one) : "");
			text_free(&one);
		}
	expect_golden("mathml-formulas.txt", text_get(&out));
	text_free(&out);
}

static void hostile_formulas_are_no_markup(void **state)
{
	(void)state;
	static const char *const hostile[] = {
		"<script>alert(1)</script>", "\\text{</math><script>}", "\\mathrm{\"><b onx=}", "a & b < c > d",
		"\\left<x\\right>", "\\foo<i>", "x_{<a>}^{&amp;}", "\\begin{<p>}a\\end{<p>}", "\\operatorname{<u>}x",
	};
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		for (int display = 0; display < 2; display++) {
			struct text out = { 0 };
			mathml_write(hostile[i], strlen(hostile[i]), display, &out);
			expect_markup(text_get(&out));
			for (const char *c = text_get(&out); (c = strchr(c, '<')); c++)
				if (strncmp(c, "<m", 2) && strncmp(c, "</m", 3))
					fail_msg("markup: %s: %s", hostile[i], text_get(&out));
			text_free(&out);
		}
}

static void trees_become_mathml(void **state)
{
	(void)state;
	static const struct {
		const char *expression, *mathml;
	} rows[] = {
		{ "s[t-1]", "<msub><mi>s</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>" },
		{ "delta[3,1]", "<msubsup><mi>δ</mi><mn>1</mn><mrow><mo form=\"prefix\" stretchy=\"false\">(</mo>"
		                "<mn>3</mn><mo form=\"postfix\" stretchy=\"false\">)</mo></mrow></msubsup>" },
		{ "W'*s", "<msup><mi>W</mi><mi>⊤</mi></msup><mspace width=\"0.17em\"/><mi>s</mi>" },
		{ "a/12.5", "<mfrac><mi>a</mi><mrow><mn>12.5</mn></mrow></mfrac>" },
		{ "1e-15", "<mn>1</mn><mo>·</mo><msup><mn>10</mn><mrow><mo form=\"prefix\">−</mo>"
		           "<mn>15</mn></mrow></msup>" },
		{ "dE[3]/dW", "<mfrac><mrow><mi>∂</mi><msub><mi>E</mi><mn>3</mn></msub></mrow>"
		              "<mrow><mi>∂</mi><mi>W</mi></mrow></mfrac>" },
		{ "yhat[t]", "<msub><mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover><mi>t</mi></msub>" },
		{ "logits[3]", "<msub><mi style=\"font-style:italic\">logits</mi><mn>3</mn></msub>" },
		{ "tanh(-z)", "<mi>tanh</mi><mo>&#x2061;</mo><mo form=\"prefix\" stretchy=\"false\">(</mo>"
		              "<mo form=\"prefix\">−</mo><mi>z</mi><mo form=\"postfix\" stretchy=\"false\">)</mo>" },
		{ "norm(W)", "<mrow><mo form=\"prefix\" stretchy=\"true\">‖</mo><mi>W</mi>"
		             "<mo form=\"postfix\" stretchy=\"true\">‖</mo></mrow>" },
		{ "sqrt(x)", "<msqrt><mi>x</mi></msqrt>" },
		{ "[1;2]", "<mrow><mo form=\"prefix\" stretchy=\"true\">(</mo><mtable><mtr><mtd><mn>1</mn></mtd></mtr>"
		           "<mtr><mtd><mn>2</mn></mtd></mtr></mtable><mo form=\"postfix\" stretchy=\"true\">)</mo></mrow>" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text tex = { 0 }, mathml = { 0 }, expected = { 0 };
		write_tree(rows[i].expression, &tex);
		assert_true(mathml_write(text_get(&tex), tex.length, false, &mathml));
		text_addf(&expected, "<math>%s</math>", rows[i].mathml);
		assert_string_equal(text_get(&mathml), text_get(&expected));
		text_free(&tex);
		text_free(&mathml);
		text_free(&expected);
	}
}

// ---- the equations of cells

static struct cell *read_cell(const char *name)
{
	struct text path = { 0 }, text = { 0 };
	struct error error;
	text_addf(&path, "%s/cells/%s.cell", data_folder(), name);
	assert_true(file_read_text(&text, text_get(&path), FILE_NAMED, CELL_BYTES_MOST));
	struct cell *const cell =
		cell_parse(name, text_get(&path), text_get(&text), text.length, true, &error);
	assert_non_null(cell);
	text_free(&path);
	text_free(&text);
	return cell;
}

static void set_program(const struct cell *cell, const struct program *program, struct text *all)
{
	struct tex_style const letters = { 0 };
	struct tex_style const numbers = { .names = { .numbered = true, .t = 3, .k = 1, .T = 5 } };
	for (int i = 0; i < program->count; i++) {
		struct text tex = { 0 }, line = { 0 };
		tex_write_equation(cell, &program->equation[i], &numbers, &tex);
		expect_sound(text_get(&tex));
		add_to_document(text_get(&tex));
		text_clear(&tex);
		tex_write_equation(cell, &program->equation[i], &letters, &tex);
		expect_sound(text_get(&tex));
		add_to_document(text_get(&tex));
		assert_true(math_write(text_get(&tex), tex.length, false, &line));
		text_addf(all, "%s\n", text_get(&tex));
		draw(text_get(&tex), false, COLS, all);
		text_free(&tex);
		text_free(&line);
	}
}

static void cells_are_set(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "relu", "sigmoid", "lstm", "gru" };
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct text all = { 0 }, name = { 0 };
		struct cell *const cell = read_cell(cells[i]);
		set_program(cell, &cell->forward, &all);
		set_program(cell, &cell->sweep, &all);
		text_addf(&name, "math-%s.txt", cells[i]);
		if (i == 0 || i == 3)
			expect_golden(text_get(&name), text_get(&all));
		set_program(cell, &cell->single, &all);
		set_program(cell, &cell->exact, &all);
		cell_drop(cell);
		text_free(&all);
		text_free(&name);
	}
}

static void numbers_become_tex(void **state)
{
	(void)state;
	struct typeset_style const style = { .precision = 3, .rows_most = 3, .cols_most = 3 };
	double numbers[] = { 1, -0.5, 1e-9, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1e300 * 1e300 };
	struct text tex = { 0 };
	typeset_matrix_tex((struct array){ 2, 2, numbers }, &style, &tex);
	assert_string_equal(text_get(&tex), "\\begin{pmatrix}1.00 & -0.50 \\\\ 0.00 & 0.00\\end{pmatrix}");
	text_clear(&tex);
	typeset_matrix_tex((struct array){ 4, 4, numbers }, &style, &tex);
	expect_sound(text_get(&tex));
	assert_non_null(strstr(text_get(&tex), "\\ddots"));
	assert_non_null(strstr(text_get(&tex), "\\infty"));
	add_to_document(text_get(&tex));
	text_clear(&tex);
	typeset_matrix_tex((struct array){ 1, 1, numbers + 2 }, &style, &tex);
	assert_string_equal(text_get(&tex), "1.00\\cdot10^{-9}");
	text_free(&tex);
}

int main(void)
{
	const char *const path = getenv("BPTT_TEX");
	FILE *file = path ? fopen(path, "w") : NULL;
	if (file) {
		fputs("\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n", file);
		fclose(file);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_are_drawn),   cmocka_unit_test(formulas_fit),
		cmocka_unit_test(formulas_are_bounded), cmocka_unit_test(trees_become_tex),
		cmocka_unit_test(formulas_become_mathml), cmocka_unit_test(hostile_formulas_are_no_markup),
		cmocka_unit_test(trees_become_mathml),
		cmocka_unit_test(random_trees_are_set), cmocka_unit_test(cells_are_set),
		cmocka_unit_test(numbers_become_tex),
	};
	int const failed = cmocka_run_group_tests(tests, NULL, NULL);
	file = open_document();
	if (file) {
		fputs("\\end{document}\n", file);
		fclose(file);
	}
	return failed;
}
