// SPDX-License-Identifier: GPL-3.0-or-later
// The lesson room without a session: reading, mathematics, comparing outputs, names.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/grid.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lesson.h"
#include "lesson/compare.h"
#include "lesson/content.h"
#include "lesson/library.h"
#include "lesson/page.h"
#include "typeset/math.h"

// --- reading

static const char *first_words(const struct lesson *lesson, int page, int block)
{
	return lesson->page[page].block[block].paragraph[0].piece[0].words;
}

static void a_good_lesson_is_read(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	assert_string_equal(lesson.title, "The title");
	assert_int_equal(lesson.pages, 3);
	assert_string_equal(lesson.page[0].title, "The title");
	assert_string_equal(lesson.page[1].title, "Page one");
	const struct paragraph *const intro = &lesson.page[0].block[0].paragraph[0];
	assert_int_equal(intro->pieces, 5);
	assert_string_equal(intro->piece[1].words, "δ₂⁽³⁾");
	assert_int_equal(intro->piece[1].role, ROLE_MATH);
	assert_string_equal(intro->piece[3].words, "delta[3,2]");
	assert_int_equal(intro->piece[3].role, ROLE_CODE);
	assert_int_equal(lesson.page[1].blocks, 5);
	const struct paragraph *const linked = &lesson.page[1].block[0].paragraph[0];
	struct text words = { 0 };
	for (int i = 0; i < linked->pieces; i++)
		text_add(&words, linked->piece[i].words);
	assert_string_equal(text_get(&words), "A paragraph of two lines, see there and here (https://example.org).");
	text_free(&words);
	assert_string_equal(linked->piece[3].words, "here");
	assert_string_equal(linked->piece[3].link, "https://example.org");
	assert_null(linked->piece[0].link);
	assert_null(linked->piece[4].link);
	const struct block *const list = &lesson.page[1].block[1];
	assert_int_equal(list->paragraphs, 3);
	assert_string_equal(list->paragraph[1].marker, "• ");
	assert_string_equal(list->paragraph[2].marker, "1. ");
	assert_int_equal(list->paragraph[2].indent, 2);
	assert_string_equal(lesson.page[1].block[2].paragraph[0].marker, "│ ");
	const struct block *const run = &lesson.page[1].block[3];
	assert_int_equal(run->kind, BLOCK_RUN);
	assert_int_equal(run->commands, 2);
	assert_string_equal(run->command[0].line, "hidden 2");
	assert_string_equal(run->command[0].expected, "");
	assert_string_equal(run->command[1].expected, "s[3] =\n  [1]");
	const struct question *const question = lesson_question(&lesson, 0);
	assert_null(lesson_question(&lesson, 1));
	assert_string_equal(question->id, "first-one");
	assert_string_equal(question->words.piece[0].words, "What is two and two?");
	assert_string_equal(question->answer, "2 + 2");
	assert_int_equal(question->forbiddens, 3);
	assert_string_equal(question->forbidden[0], "delta[3,2]");
	assert_int_equal(question->hints, 2);
	assert_string_equal(question->hint[0].piece[1].words, " is two");
	assert_int_equal(question->wrongs, 1);
	assert_string_equal(question->wrong[0].answer, "[1, 2; 3, 4]");
	assert_string_equal(question->wrong[0].reply.piece[1].words, "one");
	assert_true(lesson.page[2].block[0].paragraph[0].verbatim);
	assert_string_equal(first_words(&lesson, 2, 0), "some  code");
	lesson_free(&lesson);
}

// A command whose braces are open goes on, behind > again; what it prints stands below its end.
static void a_command_has_several_lines(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson,
	                      "# T\n\nWords.\n\n```bptt\n> cell {\n>   # a { brace\n>   loss E }\n"
	                      "printed\n> W\n> at k=t: let dz[k] = 0 # {\n> s\n```\n",
	                      &error));
	const struct block *const run = &lesson.page[0].block[1];
	assert_int_equal(run->commands, 4);
	assert_string_equal(run->command[0].line, "cell {\n  # a { brace\n  loss E }");
	assert_string_equal(run->command[0].expected, "printed");
	assert_int_equal(lesson_span(&lesson, run->command[0].at).line, 6);
	assert_string_equal(run->command[1].line, "W");
	lesson_free(&lesson);
}

static void words_of_a_question_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		int pieces, at; // of which the one at .at is emphasised; -1: none is
		const char *strong;
	} rows[] = {
		{ "How *many* times?", 3, 1, "many" },
		{ "*Many times* more", 2, 0, "Many times" },
		{ "(*so*), *so*", 4, 3, "so" },
		{ "2*3 and 4*5 are 2 * 3", -1, -1, NULL },
		{ "`a*b` and `c*d`", 3, -1, NULL },
		{ "a star*", -1, -1, NULL },
		{ "*", 1, -1, NULL },
		{ "an *open `a*b` one", -1, -1, NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = { 0 };
		struct lesson lesson;
		struct error error;
		text_addf(&text, "# T\n\n```ask\nid: a\n%s\nanswer: 1\nhint: h\nsolution: `1`\n```\n",
		          rows[i].words);
		assert_true(read_text(&lesson, text_get(&text), &error));
		const struct paragraph *const words = &lesson_question(&lesson, 0)->words;
		if (rows[i].pieces > 0)
			assert_int_equal(words->pieces, rows[i].pieces);
		for (int p = 0; p < words->pieces; p++)
			if (rows[i].at < 0)
				assert_int_not_equal(words->piece[p].role, ROLE_STRONG);
		if (rows[i].at >= 0) {
			assert_int_equal(words->piece[rows[i].at].role, ROLE_STRONG);
			assert_string_equal(words->piece[rows[i].at].words, rows[i].strong);
		}
		lesson_free(&lesson);
		text_free(&text);
	}
}

static void other_line_ends_change_nothing(void **state)
{
	(void)state;
	struct text text = { 0 };
	for (const char *c = good; *c; c++)
		text_add(&text, *c == '\n' ? "\r\n" : (char[]){ *c, '\0' });
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, text_get(&text), &error));
	assert_int_equal(lesson.pages, 3);
	assert_string_equal(lesson.page[1].block[3].command[1].expected, "s[3] =\n  [1]");
	assert_string_equal(lesson_question(&lesson, 0)->solution.piece[0].words, "4");
	lesson_free(&lesson);
	text_free(&text);
}

static void mistakes_are_found_where_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where, *cause;
	} rows[] = {
		{ "", "l.md:1:1", "this lesson has no title" },
		{ "words\n", "l.md:1:1", "this lesson has no title" },
		{ "# t\n", "l.md:1:1", "this lesson has no pages" },
		{ "# t\n\n## empty\n\n## p\n\nx\n", "l.md:3:4", "this page is empty" },
		{ "# t\n\n# u\n", "l.md:3:3", "a lesson has one title, in its first line" },
		{ "# t\n\nx\n\n```bptt\n> step\n", "l.md:5:1", "this block is never closed" },
		{ "# t\n\n~~~~\nx\n~~~\n", "l.md:3:1", "this block is never closed" },
		{ "# t\n\n```bptt\nstep\n```\n", "l.md:4:1", "a bptt block begins with a command" },
		{ "# t\n\n```bptt\n```\n", "l.md:3:1", "this block holds no command" },
		{ "# t\n\n```bptt\n> \n```\n", "l.md:4:1", "no command stands after >" },
		{ "# t\n\n```bptt\n> step\x1b[31m\n```\n", "l.md:4:7",
		  "<U+001B>: this character cannot be seen" },
		{ "# t\n\n```bptt\n> step \xE2\x80\xAEx\n```\n", "l.md:4:8",
		  "<U+202E>: this character cannot be seen" },
		{ "# t\n\n```bptt\n> x\x9B 3\n```\n", "l.md:4:4",
		  "<0x9B>: this character cannot be seen" },
		{ "# t\n\n- ```bptt\n  > step\n  ```\n", "l.md:3:6",
		  "this block stands within a list or a quotation" },
		{ "# t\n\n> ```bptt\n> > step\n> ```\n", "l.md:3:6",
		  "this block stands within a list or a quotation" },
		{ "# t\n\n<div>\nx\n</div>\n", "l.md:3:1", "a lesson shows no HTML" },
		{ "# t\n\n```ask\nid: a\nq\nanser: 1\n```\n", "l.md:6:1",
		  "anser: a question has no such key" },
		{ "# t\n\n```ask\nq\nanswer: 1\n```\n", "l.md:3:1", "this question has no `id:`" },
		{ "# t\n\n```ask\nid: a\nanswer: 1\n```\n", "l.md:3:1",
		  "this question has no `question:`" },
		{ "# t\n\n```ask\nid: a\nq\n```\n", "l.md:3:1", "this question has no `answer:`" },
		{ "# t\n\n```ask\nid: A b\nq\nanswer: 1\n```\n", "l.md:4:5",
		  "an id is made of small letters, digits and hyphens" },
		{ "# t\n\n```ask\nid: a\nid: b\nq\nanswer: 1\n```\n", "l.md:5:5",
		  "a second `id:`" },
		{ "# t\n\n```ask\nid: a\nq\ntolerance: -1\nanswer: 1\n```\n", "l.md:6:12",
		  "a tolerance is a number above 0, at most 0.5" },
		{ "# t\n\n```ask\nid: a\nq\nchoices: x | y\nanswer: 3\n```\n", "l.md:7:9",
		  "the answer must be the number of a choice, 1 to 2" },
		{ "# t\n\n```ask\nid: a\nq\nanswer: 1\nwrong: 2\n```\n", "l.md:7:8",
		  "a foreseen wrong answer is written `wrong: EXPR | words`" },
		{ "# t\n\n```ask\nid: a\nq\nchoices: x | y\nanswer: 1\nwrong: 1 | no\n```\n",
		  "l.md:8:8", "the number of another choice stands before the |" },
		{ "# t\n\n```ask\nid: a\nq\nanswer: \xE2\x80\xAE\n```\n", "l.md:6:9",
		  "<U+202E>: this character cannot be seen" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson lesson;
		struct error error;
		struct text text = { 0 }, wanted = { 0 };
		assert_false(read_text(&lesson, rows[i].text, &error));
		error_write(&error, &text);
		text_addf(&wanted, "%s: %s", rows[i].where, rows[i].cause);
		if (strncmp(text_get(&text), text_get(&wanted), wanted.length) != 0)
			fail_msg("row %d: %s", (int)i, text_get(&text));
		text_free(&text);
		text_free(&wanted);
	}
}

static void a_stranger_cannot_send_controls(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, "# t\x1b]0;x\x07\n\na\x1b[2J \xE2\x80\xAE `\x9b` $\x1b$\n",
	                      &error));
	assert_string_equal(lesson.title, "t<U+001B>]0;x<U+0007>");
	struct page_sight const sight = { .lesson = &lesson, .math = MATH_UNICODE };
	struct text out = { 0 };
	page_write(&sight, 70, &out);
	for (size_t i = 0; i < out.length; i++)
		assert_true((unsigned char)out.at[i] >= ' ' || out.at[i] == '\n');
	assert_non_null(strstr(text_get(&out), "<U+202E>"));
	assert_non_null(strstr(text_get(&out), "<0x9B>"));
	text_free(&out);
	lesson_free(&lesson);
}

static void size_and_kind_are_bounded(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	struct text text = { 0 };
	text_add(&text, "# t\n\n");
	while (text.length < LESSON_BYTES_MOST)
		text_add(&text, text.length % 1000     ? "x"
		                : text.length % 100000 ? "\n\nx"
		                                       : "\n## p\n\nx");
	text.at[text.length = LESSON_BYTES_MOST] = '\0';
	assert_true(read_text(&lesson, text_get(&text), &error));
	lesson_free(&lesson);
	text_add(&text, "x");
	assert_false(read_text(&lesson, text_get(&text), &error));
	assert_string_equal(error.cause, "a lesson has at most 256 KiB");
	text_clear(&text);
	text_add(&text, "# t\n\n");
	text_add_repeated(&text, "[", 10000);
	assert_false(read_text(&lesson, text_get(&text), &error));
	assert_string_equal(error.cause, "this paragraph is longer than 8 KiB");
	assert_false(lesson_read(&lesson, "l.md", "# t\n\na\0b\n", 10, false, &error));
	assert_int_equal(error.span.line, 3);
	assert_int_equal(error.span.column, 2);
	assert_false(lesson_read_file(&lesson, "/dev/zero", false, &error));
	assert_false(lesson_read_file(&lesson, "/", false, &error));
	assert_false(lesson_read_file(&lesson, "/nonexistent.md", false, &error));
	text_free(&text);
}

// Each of these grows to the largest size; none may take long, whatever it is read as.
static void no_bomb_goes_off(void **state)
{
	(void)state;
	static const char *const parts[] = {
		"> ",    "- ",         "* a\n ",
		"1. ",   "[",          "![",
		"[a](",  "**",         "*a _b ",
		"`",     "``` ",       "$",
		"$$",    "<",          "<!--",
		"&#0;",  "[a][a]",     "\\",
		"{",     "$\\hat{",    "$\\frac{",
		"$a_{",  "~",          "\t",
		"a\n\n", "## \n\na\n", "```bptt\n> s\n```\n",
		"|",     "<a ",        "[a]: b\n",
		"_a*",   "\xF0\x9F",   "\xCC\x81",
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct text text = { 0 };
		struct lesson lesson;
		struct error error;
		text_add(&text, i % 2 ? "# t\n\n"
		                      : "# t\n\n[a]: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n");
		while (text.length + 64 < LESSON_BYTES_MOST)
			text_add(&text, parts[i]);
		clock_t const begin = clock();
		if (read_text(&lesson, text_get(&text), &error)) {
			struct page_sight const sight = { .lesson = &lesson,
				                          .page = lesson.pages - 1,
				                          .block = 3 };
			page_draw(&sight, NULL, (struct area){ .cols = 40 }, 0);
			lesson_free(&lesson);
		}
		double const seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
		if (seconds > 10)
			fail_msg("%s takes %.1f s", parts[i], seconds);
		text_free(&text);
	}
}

static void any_bytes_are_survived(void **state)
{
	(void)state;
	static const char *const parts[] = {
		"# t\n",       "## p\n",
		"\n",          "```bptt\n",
		"```ask\n",    "```\n",
		"> s\n",       "id: a\n",
		"answer: 1\n", "hint: `",
		"$\\hat{y}_",  "{",
		"}",           "^",
		"- ",          "1. ",
		"> ",          "**",
		"\x1b",        "\xE2\x80",
		"\r\n",        "choices: a|b\n",
		"<!-- ",       "-->",
		"[x](y)",      "\\",
		"forbid: [",   "  ",
		"words ",      "ŷ",
	};
	unsigned random = 1;
	for (int round = 0; round < 3000; round++) {
		struct text text = { 0 };
		for (int i = 0; i < 40; i++) {
			random = random * 1103515245 + 12345;
			text_add(&text, parts[(random >> 16) % (sizeof parts / sizeof *parts)]);
		}
		char *const exact = malloc(text.length);
		memcpy(exact, text_get(&text), text.length);
		struct lesson lesson;
		struct error error;
		if (lesson_read(&lesson, "l.md", exact, text.length, round % 2, &error)) {
			for (int p = 0; p < lesson.pages; p++) {
				struct page_sight const sight = { .lesson = &lesson, .page = p, .block = 100 };
				struct grid grid = grid_new(5, round % 60);
				page_draw(&sight, &grid, grid_area(&grid), round % 3);
				grid_free(&grid);
			}
			lesson_free(&lesson);
		}
		free(exact);
		text_free(&text);
	}
}

// --- mathematics

static void mathematics_is_one_line(void **state)
{
	(void)state;
	static const struct {
		const char *tex, *pretty, *ascii;
	} rows[] = {
		{ "\\frac{\\partial E_3}{\\partial W}", "∂E₃/∂W", "dE[3]/dW" },
		{ "\\delta_2^{(3)}", "δ₂⁽³⁾", "delta[3,2]" },
		{ "\\hat{y}_3 - y_3", "ŷ₃ − y₃", "yhat[3] - y[3]" },
		{ "-y_{3,i}", "−y[3,i]", "-y[3,i]" },
		{ "s_{-1} = 0", "s₋₁ = 0", "s[-1] = 0" },
		{ "W^\\top \\delta_k \\odot (1 - s_{k-1}^2)", "Wᵀ δₖ ⊙ (1 − sₖ₋₁²)",
		  "W' delta[k] .* (1 - s[k-1]^2)" },
		{ "\\sum_{k=0}^{3} \\frac{a+b}{c}", "Σₖ₌₀³ (a + b)/c", "sum(k=0..3) (a + b)/c" },
		{ "\\sum_{k=0}^{3}x", "Σₖ₌₀³ x", "sum(k=0..3) x" },
		{ "\\prod_{j=k+1}^{3} \\frac{\\partial s_j}{\\partial s_{j-1}}",
		  "∏ⱼ₌ₖ₊₁³ ∂sⱼ/∂sⱼ₋₁", "prod(j=k+1..3) ds[j]/ds[j-1]" },
		{ "\\mathrm{softmax}(V s_t)", "softmax(V sₜ)", "softmax(V s[t])" },
		{ "\\log \\sum_j \\exp(o_j)", "log Σⱼ exp(oⱼ)", "log sum(j) exp(o[j])" },
		{ "H \\times C", "H × C", "H x C" },
		{ "\\delta_k \\otimes s_{k-1}", "δₖ ⊗ sₖ₋₁", "delta[k] (x) s[k-1]" },
		{ "\\left\\|W\\right\\|_2 \\le 1", "‖W‖₂ ≤ 1", "||W||[2] <= 1" },
		{ "\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}", "[a, b; c, d]",
		  "[a, b; c, d]" },
		{ "\\partial^{+} s_k", "∂⁺ sₖ", "d^+ s[k]" },
		{ "\\tanh'(z)", "tanh′(z)", "tanh'(z)" },
		{ "E_T", "E[T]", "E[T]" },
		{ "a\\,b", "a b", "a b" },
		{ "", "", "" },
		{ "{", "", "" },
		{ "}_^", "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int ascii = 0; ascii < 2; ascii++) {
			struct text out = { 0 };
			assert_true(math_write(rows[i].tex, strlen(rows[i].tex), ascii, &out));
			assert_string_equal(text_get(&out), ascii ? rows[i].ascii : rows[i].pretty);
			text_free(&out);
		}
	struct text out = { 0 };
	assert_false(math_write("a \\foo b", 8, false, &out));
	assert_string_equal(text_get(&out), "a \\foo b");
	text_free(&out);
}

// --- outputs

static void outputs_agree_to_one_unit(void **state)
{
	(void)state;
	static const struct {
		const char *expected, *printed;
		bool agree;
	} rows[] = {
		{ "", "", true },
		{ "a b", "a  b", true },
		{ "a b", "ab", false },
		{ "E = 1.807", "E = 1.808", true },
		{ "E = 1.807", "E = 1.809", false },
		{ "E = 1.80", "E = 1.807", false },
		{ "0.12", "0.1199", true },
		{ "0.1", "0.1004", false },
		{ "[ 0.1234 -0.5]", "[0.1235  -0.5]", true },
		{ "[-0.0001]", "[ 0.0000]", true },
		{ "1.5e-09", "1.6e-09", true },
		{ "1.5e-09", "1.7e-09", false },
		{ "1.5e-09", "1.5e-08", false },
		{ "loss 3", "loss 4", false },
		{ "k = 1", "k = 2", false },
		{ "1", "0.9999", true },
		{ "s3 1.0", "s3 1.1", true },
		{ "s3.1", "s3.2", false },
		{ "NaN", "0.1", false },
		{ "W[1,2]", "W[1,3]", false },
		{ "a\nb", "a\nb", true },
		{ "a\nb", "a", false },
		{ "a", "a\nb", false },
		{ "...", "", true },
		{ "...", "a\nb\nc", true },
		{ "a\n...", "a", true },
		{ "a\n...\nc", "a\nb\nb\nc", true },
		{ "a\n...\nc", "a\nb\nc\nd", false },
		{ "...\nc\n...\ne", "a\nc\nd\nc\ne", true },
		{ "...\nx", "a\nb", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (compare_outputs(rows[i].expected, rows[i].printed, NULL) != rows[i].agree)
			fail_msg("'%s' and '%s'", rows[i].expected, rows[i].printed);
	int line;
	assert_false(compare_outputs("a\nb\nc", "a\nx\nc", &line));
	assert_int_equal(line, 1);
}

static void numerals_have_units(void **state)
{
	(void)state;
	struct numeral numeral;
	assert_int_equal(compare_read_numeral("-0.0450x", &numeral), 7);
	assert_float_equal(numeral.unit, 1e-4, 1e-12);
	assert_int_equal(numeral.significant, 3);
	assert_int_equal(compare_read_numeral("12.5e-3", &numeral), 7);
	assert_float_equal(numeral.unit, 1e-4, 1e-12);
	assert_int_equal(compare_read_numeral("3 1", &numeral), 1);
	assert_true(numeral.whole);
	assert_int_equal(compare_read_numeral("x", &numeral), 0);
	assert_int_equal(compare_read_numeral("-", &numeral), 0);
	size_t at = 0;
	assert_int_equal(compare_next_numeral("x0 s₃ 0.5", &at, &numeral), 3);
	assert_float_equal(numeral.value, 0.5, 1e-12);
}

// --- names

static void lessons_are_found_by_what_people_type(void **state)
{
	(void)state;
	char *names[] = { (char[]){ "01-the-forward-pass" },
		          (char[]){ "03-backpropagation-through-time" }, (char[]){ "10-the-end" } };
	struct shelf const shelf = { names, 3 };
	static const struct {
		const char *meant, *key;
		int number;
	} rows[] = {
		{ "3", "03-backpropagation-through-time", 3 },
		{ "03", "03-backpropagation-through-time", 3 },
		{ "1", "01-the-forward-pass", 1 },
		{ "backpropagation", "03-backpropagation-through-time", 3 },
		{ "the-end", "10-the-end", 10 },
		{ "10-the-end", "10-the-end", 10 },
		{ "the", NULL, 0 },
		{ "2", NULL, 0 },
		{ "", NULL, 0 },
		{ "nothing", NULL, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text path = { 0 };
		char *key = NULL;
		int number;
		struct error error;
		assert_int_equal(shelf_path(&shelf, rows[i].meant, &path, &key, &number, &error),
		                 rows[i].key != NULL);
		if (rows[i].key)
			assert_string_equal(key, rows[i].key);
		if (rows[i].key)
			assert_int_equal(number, rows[i].number);
		free(key);
		text_free(&path);
	}
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_lesson_is_read),
		cmocka_unit_test(a_command_has_several_lines),
		cmocka_unit_test(words_of_a_question_are_read),
		cmocka_unit_test(other_line_ends_change_nothing),
		cmocka_unit_test(mistakes_are_found_where_they_are),
		cmocka_unit_test(a_stranger_cannot_send_controls),
		cmocka_unit_test(size_and_kind_are_bounded),
		cmocka_unit_test(no_bomb_goes_off),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(mathematics_is_one_line),
		cmocka_unit_test(outputs_agree_to_one_unit),
		cmocka_unit_test(numerals_have_units),
		cmocka_unit_test(lessons_are_found_by_what_people_type),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
