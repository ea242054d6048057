// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lesson/paper.h"

enum { MARGIN = 2 }; // the mark of the current block stands there

// What was typed stands above the verdict on it.
static void draw_attempt(struct paper *paper, const char *attempt, int col)
{
	struct piece piece = { attempt, ROLE_CODE, NULL };
	struct paragraph const line = { 0, _("answer> "), false, &piece, 1, false };
	paper_paragraph(paper, &line, col);
}

static void draw_question(struct paper *paper, const struct question *question,
                          const struct asked *asked, int col)
{
	paper_words(paper, col, _("Question. "), ROLE_HINT, &question->words);
	for (int i = 0; i < question->choices; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d) ", i + 1);
		struct piece piece = { question->choice[i], ROLE_TEXT, NULL };
		struct paragraph const choice = { 2, number, false, &piece, 1, false };
		paper_paragraph(paper, &choice, col);
	}
	for (int i = 0; asked && i < asked->hints; i++)
		paper_words(paper, col, _("Hint. "), ROLE_HINT, &question->hint[i]);
	bool const solution = asked && asked->shows_solution && question->solution.pieces &&
	                      !question->predicts;
	if (asked && asked->attempt)
		draw_attempt(paper, asked->attempt, col);
	if (asked && asked->is_open)
		paper_words(paper, col, _("Enter shows what happens."), ROLE_HINT, NULL);
	else if (asked && *asked->verdict && !question->predicts)
		paper_words(paper, col, asked->verdict, asked->settled ? ROLE_GOOD : ROLE_ERROR,
		          asked->reply);
	else if (asked && asked->settled && !solution && !question->predicts)
		paper_words(paper, col, _("Answered."), ROLE_GOOD, NULL);
	if (solution)
		paper_words(paper, col, _("Solution. "), ROLE_GOOD, &question->solution);
}

static void draw_printed(struct paper *paper, const char *lines, int col)
{
	while (*lines) {
		size_t const length = strcspn(lines, "\n");
		paper_put(paper, col, ROLE_CODE, lines, length);
		paper->row++;
		lines += length + (lines[length] == '\n');
	}
}

static void draw_commands(struct paper *paper, const struct page_sight *sight, int number, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int c = 0; c < block->commands; c++) {
		struct piece piece = { block->command[c].line, ROLE_COMMAND, NULL };
		struct paragraph const line = { 0, sight->ascii ? "> " : "▸ ", true, &piece, 1, false };
		paper_paragraph(paper, &line, col);
		for (int i = 0; i < sight->prints; i++)
			if (sight->printed[i].block == number && sight->printed[i].command == c)
				draw_printed(paper, sight->printed[i].lines, col);
	}
}

// What came of a prediction stands below what has shown it.
static void draw_prediction(struct paper *paper, const struct question *question,
                            const struct asked *asked, int col)
{
	if (asked->is_open || !*asked->verdict)
		return;
	paper->row++;
	paper_words(paper, col, asked->verdict,
	            asked->outcome == OUTCOME_ONCE ? ROLE_GOOD : ROLE_ERROR, asked->reply);
	if (question->solution.pieces)
		paper_words(paper, col, "", ROLE_TEXT, &question->solution);
}

static void draw_block(struct paper *paper, const struct page_sight *sight, int number,
                       const struct asked *asked, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int i = 0; i < block->paragraphs; i++)
		paper_paragraph(paper, &block->paragraph[i], col);
	draw_commands(paper, sight, number, col);
	if (block->question)
		draw_question(paper, block->question, asked, col);
}

// Lists and what belongs together stand without a blank line between them.
static bool is_set_off(const struct block *block, const struct block *before)
{
	return !(block->kind == BLOCK_RUN && before->kind == BLOCK_RUN);
}

static int questions_before(const struct lesson *lesson, int page)
{
	int count = 0;
	for (int p = 0; p < page; p++)
		for (int b = 0; b < lesson->page[p].blocks; b++)
			count += lesson->page[p].block[b].kind == BLOCK_ASK;
	return count;
}

// Draws all that has been reached; *first is the current block's first row.
static int draw_all(const struct page_sight *sight, struct paper *paper, int *first)
{
	const struct page *const page = &sight->lesson->page[sight->page];
	int const top = paper->row;
	int question = questions_before(sight->lesson, sight->page);
	// The page before the first ## has the lesson's own title, which stands elsewhere already.
	if (page->title != sight->lesson->title || sight->block < 0)
		paper_words(paper, 0, page->title, ROLE_TITLE, NULL);
	const struct asked *guess = NULL; // a prediction, until the next commands
	const struct question *guessed = NULL;
	*first = 0;
	for (int b = 0; b <= sight->block && b < page->blocks; b++) {
		const struct block *const block = &page->block[b];
		bool const current = b == sight->block;
		if (b > 0 && is_set_off(block, &page->block[b - 1]))
			paper->row++;
		int const begin = paper->row;
		const struct asked *const asked =
			block->kind == BLOCK_ASK && sight->asked ? &sight->asked[question] : NULL;
		question += block->kind == BLOCK_ASK;
		int const col = paper->area.cols > 20 ? MARGIN : 0;
		draw_block(paper, sight, b, asked, col);
		if (guess && block->kind == BLOCK_RUN)
			draw_prediction(paper, guessed, guess, col);
		if (block->kind != BLOCK_WORDS) {
			guessed = block->question;
			guess = guessed && guessed->predicts ? asked : NULL;
		}
		int const end = paper->row;
		if (current && paper->area.cols > 20)
			for (paper->row = begin; paper->row < end; paper->row++)
				paper_put(paper, 0, ROLE_HERE, sight->ascii ? "|" : "▌",
				    sight->ascii ? 1 : 3);
		paper->row = end;
		if (current)
			*first = begin - top;
	}
	return paper->row - top;
}

int page_draw(const struct page_sight *sight, struct grid *grid, struct area area, int scroll)
{
	struct paper paper = { .grid = grid, .area = area, .row = -scroll, .ascii = sight->ascii,
		               .math = sight->math };
	int first;
	return draw_all(sight, &paper, &first);
}

int page_focus(const struct page_sight *sight, int cols)
{
	struct paper paper = { .area = { .cols = cols }, .ascii = sight->ascii, .math = sight->math };
	int first;
	draw_all(sight, &paper, &first);
	return first;
}

// Draws twice: to count the rows, and into a grid of so many.
static void write_lines(void (*draw)(struct paper *paper, const void *what), const void *what,
                        struct paper paper, struct text *out)
{
	int const cols = paper.area.cols;
	draw(&paper, what);
	struct grid grid = grid_new(paper.row, cols);
	paper.grid = &grid;
	paper.area.rows = paper.row;
	paper.row = 0;
	draw(&paper, what);
	struct text lines = { 0 };
	grid_write(&grid, &lines);
	while (lines.length && lines.at[lines.length - 1] == '\n')
		lines.at[--lines.length] = '\0';
	text_add(out, text_get(&lines));
	text_free(&lines);
	grid_free(&grid);
}

static void draw_current(struct paper *paper, const void *what)
{
	const struct page_sight *const sight = what;
	draw_block(paper, sight, sight->block, NULL, 0);
}

void page_write(const struct page_sight *sight, int cols, struct text *out)
{
	struct paper const paper = { .area = { .cols = cols }, .is_plain = true,
		                     .ascii = sight->ascii, .math = sight->math };
	write_lines(draw_current, sight, paper, out);
}

struct words_before {
	const struct paragraph *words;
	const char *before;
};

static void draw_words_before(struct paper *paper, const void *what)
{
	const struct words_before *const both = what;
	paper_words(paper, 0, both->before, ROLE_TEXT, both->words);
}

void page_write_words(const struct paragraph *words, const char *before, enum math_form math,
                      int cols, struct text *out)
{
	struct words_before const both = { words, before };
	struct paper const paper = { .area = { .cols = cols }, .is_plain = true, .math = math };
	write_lines(draw_words_before, &both, paper, out);
}
