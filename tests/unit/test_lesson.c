// SPDX-License-Identifier: GPL-3.0-or-later
// The lesson room without a session: reading, mathematics, pages, comparing outputs, progress.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/grid.h"
#include "base/text.h"
#include "base/utf8.h"
#include "file/keep.h"
#include "lesson/compare.h"
#include "lesson/content.h"
#include "lesson/library.h"
#include "lesson/document.h"
#include "lesson/page.h"
#include "lesson/progress.h"
#include "typeset/math.h"
#include "view/arrangement.h"
#include "view/stage.h"

static bool read_text(struct lesson *lesson, const char *text, struct error *error)
{
	return lesson_read(lesson, "l.md", text, strlen(text), false, error);
}

// --- reading

static const char good[] = "<!-- a comment\n   of two lines -->\n"
			   "# The *title*\n"
			   "\n"
			   "Before the first page: $\\delta_2^{(3)}$ and `delta[3,2]`.\n"
			   "\n"
			   "## Page one\n"
			   "\n"
			   "A paragraph\n"
			   "of two lines, see [there](02.md) and [here](https://example.org).\n"
			   "\n"
			   "- one\n"
			   "- two\n"
			   "  1. deep\n"
			   "\n"
			   "> a quotation\n"
			   "\n"
			   "```bptt\n"
			   "> hidden 2\n"
			   "> s[3]\n"
			   "s[3] =\n"
			   "  [1]\n"
			   "```\n"
			   "\n"
			   "```ask\n"
			   "id: first-one\n"
			   "What is\n"
			   "  two and two?\n"
			   "answer: 2 + 2\n"
			   "tolerance: 0.01\n"
			   "forbid: delta[3,2], dE/dz, x\n"
			   "hint: `1+1` is\n"
			   "  two\n"
			   "hint: more\n"
			   "wrong: [1, 2; 3, 4] | Is that `one` number?\n"
			   "solution: `4`, as $2 + 2$\n"
			   "```\n"
			   "\n"
			   "## Page two\n"
			   "\n"
			   "```\n"
			   "some  code\n"
			   "```\n";

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

// --- pages

static void a_page_shows_what_was_reached(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct asked asked = { .hints = 1 };
	struct document document = { 0 };
	struct page_sight sight = {
		.lesson = &lesson, .page = 1, .asked = &asked, .document = &document
	};
	struct grid grid = grid_new(40, 60);
	struct text out = { 0 };
	page_draw(&sight, &grid, grid_area(&grid), 0);
	grid_write(&grid, &out);
	assert_non_null(strstr(text_get(&out), "▌ A paragraph of two lines"));
	assert_null(strstr(text_get(&out), "• one"));
	text_clear(&out);
	sight.block = 4;
	document_tell(document_rerun(&document, 1, 3, 1), TOLD_RESULT, "s[3] =\n  [1]");
	document_add(&document, (struct entry){ .page = 1, .block = 4, .kind = ENTRY_HINT }, "");
	int const rows = page_draw(&sight, &grid, grid_area(&grid), 0);
	grid_write(&grid, &out);
	assert_non_null(strstr(text_get(&out), "  • one\n  • two\n    1. deep\n"));
	assert_non_null(strstr(text_get(&out), "  ▸ hidden 2\n  ▸ s[3]\n    s[3] =\n      [1]\n"));
	assert_non_null(
		strstr(text_get(&out), "▌ Question. What is two and two?\n▌ Hint 1 of 2. 1+1 is two\n"));
	assert_null(strstr(text_get(&out), "Solution"));
	assert_int_equal(page_draw(&sight, NULL, grid_area(&grid), 0), rows);
	assert_int_equal(page_focus(&sight, 60), rows - 2);
	document_add(&document, (struct entry){ .page = 1, .block = 4, .kind = ENTRY_SOLUTION }, "");
	assert_int_equal(page_draw(&sight, NULL, grid_area(&grid), 0), rows + 1);
	document_free(&document);
	text_free(&out);
	grid_free(&grid);
	lesson_free(&lesson);
}

// --- documents and stages

static void a_document_is_in_the_order_of_the_lesson(void **state)
{
	(void)state;
	struct document document = { 0 }, again = { 0 };
	struct text text = { 0 }, text_again = { 0 };
	struct entry *typed = document_add(
		&document, (struct entry){ .page = 1, .block = 2, .kind = ENTRY_TYPED }, "let a = 1");
	document_tell(typed, TOLD_ERROR, "two\nlines, a \\ and a \x1b");
	document_tell(document_rerun(&document, 1, 2, 1), TOLD_RESULT, "second");
	document_tell(document_rerun(&document, 1, 2, 0), TOLD_RESULT, "first");
	document_add(&document, (struct entry){ .page = 0, .block = -1, .kind = ENTRY_END }, "");
	document_add(&document, (struct entry){ 1, 2, ENTRY_HINT, 3, NULL, NULL, 0 }, "");
	assert_int_equal(document.count, 5);
	assert_int_equal(document.entry[0].kind, ENTRY_END);
	assert_string_equal(document.entry[1].output[0].text, "first");
	assert_string_equal(document.entry[2].output[0].text, "second");
	assert_string_equal(document.entry[3].line, "let a = 1");
	assert_string_equal(document.entry[3].output[0].text, "two\nlines, a \\ and a <U+001B>");
	assert_int_equal(document_hints(&document, 1, 2, 9), 1);
	// What a command prints again takes the place of what it has printed.
	document_tell(document_rerun(&document, 1, 2, 0), TOLD_RESULT, "anew");
	assert_int_equal(document.count, 5);
	assert_string_equal(document_ran(&document, 1, 2, 0)->output[0].text, "anew");
	// The learner's part is kept.
	document_write(&document, &text);
	document_read(&again, text_get(&text));
	assert_int_equal(again.count, 3);
	document_write(&again, &text_again);
	assert_string_equal(text_get(&text), text_get(&text_again));
	document_forget_end(&again);
	assert_int_equal(again.count, 2);
	document_forget(&document);
	assert_int_equal(document.count, 2);
	document_free(&again);
	document_free(&document);
	text_free(&text);
	text_free(&text_again);
}

static void damaged_documents_are_read_as_far_as_they_are_sound(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int entries;
	} rows[] = {
		{ "", 0 },
		{ "result x\n", 0 },
		{ "entry 0 0 typed 0 a\nresult b\nentry 0 0 tiped 0 a\nentry 0 0 typed 0 c\n", 1 },
		{ "entry -1 0 typed 0 a\n", 0 },
		{ "entry 0 -2 typed 0 a\n", 0 },
		{ "entry 0 0 ran 0 a\n", 0 },
		{ "entry 99999999999999999999 0 typed 0 a\n", 0 },
		{ "entry 0 0 typed 0", 1 },
		{ "entry 0 0 typed 0 a\\", 1 },
		{ "entry 0 0 answer 0 a\nwrong", 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct document document = { 0 };
		document_read(&document, rows[i].text);
		if (document.count != rows[i].entries)
			fail_msg("row %d: %d entries", (int)i, document.count);
		document_free(&document);
	}
}

// A line that is too long for the page goes on below, behind a mark, and no letter of it is lost.
static void nothing_printed_is_cut(void **state)
{
	(void)state;
	static const char printed[] = "  [-0.2186  -0.3474]   [1e-9   9.7e-05]  and-words-that-are-long";
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct document document = { 0 };
	document_tell(document_rerun(&document, 1, 3, 1), TOLD_RESULT, printed);
	struct page_sight const sight = {
		.lesson = &lesson, .page = 1, .block = 3, .document = &document
	};
	for (int cols = 30; cols < 100; cols++) {
		int const rows = page_draw(&sight, NULL, (struct area){ .cols = cols }, 0);
		struct grid grid = grid_new(rows, cols);
		struct text out = { 0 };
		page_draw(&sight, &grid, grid_area(&grid), 0);
		grid_write(&grid, &out);
		for (const char *number = "-0.2186\0-0.3474]\0[1e-9\0009.7e-05]\0and-words-that-are-long\0";
		     *number; number += strlen(number) + 1)
			if (!strstr(text_get(&out), number))
				fail_msg("at %d columns %s is cut:\n%s", cols, number, text_get(&out));
		text_free(&out);
		grid_free(&grid);
	}
	document_free(&document);
	lesson_free(&lesson);
}

// A sentence that was printed is no code: it goes on below without a mark, further in, and what it has between
// backquotes is code. Columns and errors keep the mark, since a part of them would be taken for the whole.
static void printed_sentences_are_wrapped_as_words(void **state)
{
	(void)state;
	static const struct {
		enum saying told;
		const char *printed, *rows;
	} rows[] = {
		{ TOLD_RESULT, "  undone: let W = 2; the place is loss 3, k = 0: iteration 4 of 4",
		  "\n    undone: let W = 2; the place is loss\n      3, k = 0: iteration 4 of 4\n" },
		{ TOLD_NOTE, "`lessons` lists all; `play 3` keeps this network to explore.",
		  "\n  lessons lists all; play 3 keeps this\n    network to explore.\n" },
		{ TOLD_NOTE, "one ` alone, as a name may have it", "\n  one ` alone, as a name may have it\n" },
		{ TOLD_RESULT, "a        row of a table, which is too long for it",
		  "\n  a        row of a table, which is too\n  ↪ long for it\n" },
		{ TOLD_ERROR, "lesson.md:3:1: an error is shown as it was typed",
		  "\n  lesson.md:3:1: an error is shown as it\n  ↪ was typed\n" },
	};
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct document document = { 0 };
		document_tell(document_rerun(&document, 1, 3, 1), rows[i].told, rows[i].printed);
		struct page_sight const sight = {
			.lesson = &lesson, .page = 1, .block = 4, .document = &document
		};
		struct grid grid = grid_new(40, 42);
		struct text out = { 0 };
		page_draw(&sight, &grid, grid_area(&grid), 0);
		grid_write(&grid, &out);
		if (!strstr(text_get(&out), rows[i].rows))
			fail_msg("row %d:\n%s", (int)i, text_get(&out));
		text_free(&out);
		grid_free(&grid);
		document_free(&document);
	}
	lesson_free(&lesson);
}

static void stages_hold_until_the_next(void **state)
{
	(void)state;
	static const char text[] = "# t\n\n<!-- note: For the teacher. -->\n\n## One\n\na\n\n"
				   "<!-- stage: network, equation delta[3,2] -->\n\nb\n\n"
				   "<!-- note: And more. -->\n\n## Two\n\nc\n\n"
				   "<!-- stage:\n     none -->\n\nd\n";
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, text, &error));
	assert_int_equal(lesson.pages, 2);
	assert_string_equal(lesson.page[0].notes, "For the teacher.\nAnd more.");
	assert_null(lesson.page[0].block[0].stage);
	const struct stage *stage = lesson.page[0].block[1].stage;
	assert_int_equal(stage->count, 2);
	assert_int_equal(stage->item[0].pane, pane_find("network"));
	assert_string_equal(stage->item[0].at, "");
	assert_int_equal(stage->item[1].pane, pane_find("equation"));
	assert_string_equal(stage->item[1].at, "delta[3,2]");
	assert_ptr_equal(lesson.page[1].block[0].stage, stage);
	assert_int_equal(lesson.page[1].block[1].stage->count, 0);
	lesson_free(&lesson);
	assert_false(read_text(&lesson, "# t\n\na\n\n<!-- stage: nothing -->\n\nb\n", &error));
	assert_non_null(strstr(error.cause, "there is no view 'nothing'"));
	assert_int_equal(error.span.line, 5);
}

// What is measured is what is drawn, at any width; scrolling shows the same rows.
static void pages_fit_any_width(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct page_sight const sight = { .lesson = &lesson, .page = 1, .block = 4 };
	for (int cols = 0; cols < 130; cols++) {
		int const rows = page_draw(&sight, NULL, (struct area){ .cols = cols }, 0);
		assert_true(rows > 0);
		struct grid whole = grid_new(rows, cols), part = grid_new(rows, cols);
		page_draw(&sight, &whole, grid_area(&whole), 0);
		for (int row = 0; row < rows; row++)
			page_draw(&sight, &part, (struct area){ row, 0, 1, cols }, row);
		assert_true(grid_equal(&whole, &part));
		grid_free(&whole);
		grid_free(&part);
	}
	lesson_free(&lesson);
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

// --- progress

static char folder[200];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "%s/progress.XXXXXX",
	         getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	char command[240];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void write_file(const char *path, const char *text)
{
	FILE *const file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void progress_comes_back(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/new/deep/progress", folder);
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_int_equal(progress.count, 0);
	struct record *const record = progress_record(&progress, "03-bptt");
	record->page = 4;
	record->block = 2;
	progress_settle(record, "one", OUTCOME_SKIPPED);
	progress_settle(record, "one", OUTCOME_ONCE);
	progress_settle(record, "two", OUTCOME_SKIPPED);
	progress_record(&progress, "/a path/with blanks.md")->finished = true;
	progress.last = strdup("03-bptt");
	assert_true(progress_save(&progress, path, &complaint));
	assert_string_equal(text_get(&complaint), "");
	progress_free(&progress);
	progress_load(&progress, path, &complaint);
	assert_string_equal(text_get(&complaint), "");
	assert_int_equal(progress.count, 2);
	assert_int_equal(progress_find(&progress, "03-bptt")->block, 2);
	assert_true(progress_settled(progress_find(&progress, "03-bptt"), "one")->outcome == OUTCOME_ONCE);
	assert_int_equal(progress_settled(progress_find(&progress, "03-bptt"), "two")->outcome, OUTCOME_SKIPPED);
	assert_true(progress_find(&progress, "/a path/with blanks.md")->finished);
	assert_string_equal(progress.last, "03-bptt");
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	progress_free(&progress);
	text_free(&complaint);
}

static void damaged_progress_is_set_aside(void **state)
{
	(void)state;
	static const char *const damaged[] = {
		"",
		"bptt-repl progress 2\nend\n",
		"bptt-repl progress 1\n",
		"bptt-repl progress 1\nlesson 1 2 open a\nanswer right x\n",
		"bptt-repl progress 1\nlesson x 2 open a\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open\nend\n",
		"bptt-repl progress 1\nlesson -1 2 open a\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\nlesson 1 2 open a\nend\n",
		"bptt-repl progress 1\nanswer right x\nend\n",
		"bptt-repl progress 1\nlast a\nlast b\nend\n",
		"bptt-repl progress 1\nend\nend of file\n",
		"bptt-repl progress 1\ntime 1 2\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 2 1\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 1 99999999999999999999\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 1 2\ntime 1 2\nend\n",
		"bptt-repl progress 1\nlast \x1b[31m\nend\n",
		"\x01\x02\x03",
	};
	char path[260], aside[300];
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		snprintf(path, sizeof path, "%s/damaged-%d", folder, (int)i);
		snprintf(aside, sizeof aside, "%s.damaged", path);
		write_file(path, damaged[i]);
		struct progress progress;
		struct text complaint = { 0 };
		progress_load(&progress, path, &complaint);
		assert_int_equal(progress.count, 0);
		if (!strstr(text_get(&complaint), aside))
			fail_msg("row %d is taken: %s", (int)i, text_get(&complaint));
		assert_int_not_equal(access(path, F_OK), 0);
		text_clear(&complaint);
		// The next one does not overwrite it.
		write_file(path, "also damaged");
		assert_true(progress_save(&progress, path, &complaint));
		assert_non_null(strstr(text_get(&complaint), ".damaged-2"));
		struct text kept = { 0 };
		assert_true(file_read_text(&kept, aside, FILE_NAMED, 1000));
		assert_string_equal(text_get(&kept), damaged[i]);
		text_free(&kept);
		text_free(&complaint);
		progress_free(&progress);
	}
}

static void progress_of_two_sessions_is_merged(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/merged", folder);
	struct text complaint = { 0 };
	struct progress mine, theirs;
	progress_load(&mine, path, &complaint);
	progress_load(&theirs, path, &complaint);
	struct record *record = progress_record(&theirs, "a");
	record->page = 7;
	progress_changed(record);
	progress_settle(record, "q", OUTCOME_ONCE);
	progress_record(&theirs, "b")->finished = true;
	assert_true(progress_save(&theirs, path, &complaint));
	record = progress_record(&mine, "a");
	record->page = 2;
	progress_settle(record, "p", OUTCOME_ONCE);
	record->changed = progress_find(&theirs, "a")->changed + 1;
	progress_record(&mine, "c")->page = 1;
	assert_true(progress_save(&mine, path, &complaint));
	progress_free(&mine);
	progress_load(&mine, path, &complaint);
	record = progress_find(&mine, "a");
	assert_int_equal(record->page, 2); // who went back meant it
	assert_true(progress_settled(record, "p")->outcome == OUTCOME_ONCE && progress_settled(record, "q")->outcome == OUTCOME_ONCE);
	assert_true(progress_find(&mine, "b")->finished);
	assert_int_equal(progress_find(&mine, "c")->page, 1);
	// Where no time is known the further place holds.
	struct progress other = { 0 };
	progress_record(&other, "c")->page = 5;
	progress_merge(&mine, &other);
	assert_int_equal(progress_find(&mine, "c")->page, 5);
	assert_string_equal(text_get(&complaint), "");
	progress_free(&mine);
	progress_free(&theirs);
	progress_free(&other);
	text_free(&complaint);
}

// They begin a lesson anew; we, who have read its old answers, turn a page of another one.
static void what_began_anew_does_not_come_back(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/anew", folder);
	struct text complaint = { 0 };
	struct progress mine, theirs, seen;
	progress_load(&theirs, path, &complaint);
	struct record *record = progress_record(&theirs, "a");
	record->page = 7;
	progress_settle(record, "q", OUTCOME_ONCE);
	progress_changed(record);
	assert_true(progress_save(&theirs, path, &complaint));
	progress_load(&mine, path, &complaint);
	progress_forget(progress_find(&theirs, "a"));
	assert_true(progress_save(&theirs, path, &complaint));
	progress_changed(progress_record(&mine, "b"));
	assert_true(progress_save(&mine, path, &complaint));
	progress_load(&seen, path, &complaint);
	assert_int_equal(progress_find(&seen, "a")->page, 0);
	assert_null(progress_settled(progress_find(&seen, "a"), "q"));
	assert_non_null(progress_find(&seen, "b"));
	progress_free(&seen);
	progress_free(&mine);
	progress_free(&theirs);
	text_free(&complaint);
}

// Eight sessions answer at once; nothing is lost.
static void eight_sessions_lose_nothing(void **state)
{
	(void)state;
	enum { SESSIONS = 8, ANSWERS = 5 };
	char path[260], name[20];
	snprintf(path, sizeof path, "%s/eight", folder);
	for (int s = 0; s < SESSIONS; s++) {
		pid_t const child = fork();
		assert_true(child >= 0);
		if (child)
			continue;
		struct text complaint = { 0 };
		struct progress progress;
		bool is_good = true;
		progress_load(&progress, path, &complaint);
		for (int a = 0; a < ANSWERS; a++) {
			snprintf(name, sizeof name, "q%d-%d", s, a);
			progress_settle(progress_record(&progress, "shared"), name, OUTCOME_ONCE);
			progress_changed(progress_record(&progress, "shared"));
			is_good = progress_save(&progress, path, &complaint) && is_good;
		}
		_exit(is_good ? 0 : 1);
	}
	int status;
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_int_equal(progress_find(&progress, "shared")->settleds, SESSIONS * ANSWERS);
	progress_free(&progress);
	text_free(&complaint);
}

// What is there and cannot be read is told once, and stays.
static void progress_that_cannot_be_read_stays(void **state)
{
	(void)state;
	char path[260];
	struct stat status;
	snprintf(path, sizeof path, "%s/unreadable", folder);
	assert_int_equal(mkdir(path, 0700), 0); // root reads any file, but no folder
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_non_null(strstr(text_get(&complaint), "cannot be read: Is a directory"));
	text_clear(&complaint);
	progress_changed(progress_record(&progress, "a"));
	assert_false(progress_save(&progress, path, &complaint));
	assert_string_equal(text_get(&complaint), "");
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	progress_free(&progress);
	text_free(&complaint);
}

// A save that was killed leaves its temporary file; a later save clears it, a young one stays.
static void leftovers_of_a_killed_save_are_cleared(void **state)
{
	(void)state;
	char path[260], old[300], young[300], other[300];
	snprintf(path, sizeof path, "%s/kept", folder);
	snprintf(old, sizeof old, "%s/.kept.save-abcdef", folder);
	snprintf(young, sizeof young, "%s/.kept.save-ghijkl", folder);
	snprintf(other, sizeof other, "%s/.kept.save-notours", folder);
	write_file(old, "half");
	write_file(young, "half");
	write_file(other, "whole");
	struct timespec const long_ago[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
	assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, other, long_ago, 0), 0);
	assert_true(keep_write(path, "x", 1));
	assert_int_not_equal(access(old, F_OK), 0);
	assert_int_equal(access(young, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
}

static void progress_that_cannot_be_saved_is_no_end(void **state)
{
	(void)state;
	struct progress progress = { 0 };
	struct text complaint = { 0 };
	progress_record(&progress, "a");
	assert_false(progress_save(&progress, "/proc/none/progress", &complaint));
	assert_non_null(strstr(text_get(&complaint), "/proc/none/progress"));
	progress_free(&progress);
	text_free(&complaint);
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
		cmocka_unit_test(a_page_shows_what_was_reached),
		cmocka_unit_test(pages_fit_any_width),
		cmocka_unit_test(a_document_is_in_the_order_of_the_lesson),
		cmocka_unit_test(damaged_documents_are_read_as_far_as_they_are_sound),
		cmocka_unit_test(nothing_printed_is_cut),
		cmocka_unit_test(printed_sentences_are_wrapped_as_words),
		cmocka_unit_test(stages_hold_until_the_next),
		cmocka_unit_test(outputs_agree_to_one_unit),
		cmocka_unit_test(numerals_have_units),
		cmocka_unit_test(progress_comes_back),
		cmocka_unit_test(damaged_progress_is_set_aside),
		cmocka_unit_test(progress_of_two_sessions_is_merged),
		cmocka_unit_test(what_began_anew_does_not_come_back),
		cmocka_unit_test(eight_sessions_lose_nothing),
		cmocka_unit_test(progress_that_cannot_be_read_stays),
		cmocka_unit_test(leftovers_of_a_killed_save_are_cleared),
		cmocka_unit_test(progress_that_cannot_be_saved_is_no_end),
		cmocka_unit_test(lessons_are_found_by_what_people_type),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
