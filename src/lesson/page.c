// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lesson/paper.h"

enum {
	MARGIN = 2,          // the mark of the current block stands there,
	COLS_MARGIN = 24,    // if the page is so wide
	PROSE_COLUMNS = 76,  // longer lines are hard to read
	OUTPUT_INDENT = 2,   // of what was printed, below its command,
	COLS_INDENT = 50     // if there is room
};

static int margin_of(int cols)
{
	return cols >= COLS_MARGIN ? MARGIN : 0;
}

static int indent_of(int cols)
{
	return cols >= COLS_INDENT ? OUTPUT_INDENT : 0;
}

int page_line_columns(int cols)
{
	int const left = cols - margin_of(cols) - indent_of(cols);
	return left > 1 ? left : 1;
}

// Prose keeps its measure on a wide page.
static struct area narrow(struct paper *paper, int col)
{
	struct area const all = paper->area;
	if (paper->area.cols > col + PROSE_COLUMNS)
		paper->area.cols = col + PROSE_COLUMNS;
	return all;
}

static void put_words(struct paper *paper, int col, const char *before, enum role role,
                      const struct paragraph *words)
{
	struct area const all = narrow(paper, col);
	paper_words(paper, col, before, role, words);
	paper->area = all;
}

static void put_paragraph(struct paper *paper, const struct paragraph *paragraph, int col)
{
	struct area const all = narrow(paper, col);
	paper_paragraph(paper, paragraph, col);
	paper->area = all;
}

static void draw_question(struct paper *paper, const struct question *question, int col)
{
	put_words(paper, col, _("Question. "), ROLE_HINT, &question->words);
	for (int i = 0; i < question->choices; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d) ", i + 1);
		struct piece piece = { .words = question->choice[i], .role = ROLE_TEXT };
		struct paragraph const choice = { .indent = 2, .marker = number, .piece = &piece, .pieces = 1 };
		put_paragraph(paper, &choice, col);
	}
}

// ---- entries

static const enum role roles[TOLD_KINDS] = {
	[TOLD_RESULT] = ROLE_TEXT, [TOLD_NOTE] = ROLE_HINT,   [TOLD_ERROR] = ROLE_ERROR,
	[TOLD_RIGHT] = ROLE_GOOD,  [TOLD_WRONG] = ROLE_ERROR,
};

static void draw_output(struct paper *paper, const struct output *output, int col)
{
	bool const is_verdict = output->told == TOLD_RIGHT || output->told == TOLD_WRONG;
	bool const is_error = output->told == TOLD_ERROR; // it shows a line as it was typed, and a place in it
	const char *lines = output->text;
	if (is_verdict) {
		put_words(paper, col, lines, roles[output->told], NULL);
		return;
	}
	do {
		size_t const length = strcspn(lines, "\n");
		(is_error ? paper_line : paper_printed)(paper, col, roles[output->told], lines, length);
		lines += length + (lines[length] == '\n');
	} while (*lines);
}

static void draw_outputs(struct paper *paper, const struct entry *entry, int col)
{
	for (int i = 0; i < entry->outputs; i++)
		draw_output(paper, &entry->output[i], col);
}

// What goes on over several lines stands below its beginning.
static void draw_typed(struct paper *paper, const char *prompt, const char *line, int col)
{
	int const indent = utf8_columns(prompt, strlen(prompt));
	LOCAL(text) typed = { 0 };
	text_add(&typed, prompt);
	for (;; line++) {
		size_t const length = strcspn(line, "\n");
		text_add_bytes(&typed, line, length);
		paper_line(paper, col, ROLE_COMMAND, text_get(&typed), typed.length);
		line += length;
		if (!*line)
			break;
		text_clear(&typed);
		text_add_repeated(&typed, " ", indent);
	}
}

static void draw_hint(struct paper *paper, const struct question *question, int number, int col)
{
	char before[60];
	snprintf(before, sizeof before, _("Hint %d of %d. "), number + 1, question->hints);
	if (number < question->hints)
		put_words(paper, col, before, ROLE_HINT, &question->hint[number]);
}

// Where the author has foreseen the answer, his words go on behind the verdict.
static void draw_verdict(struct paper *paper, const struct question *question,
                         const struct entry *entry, int col)
{
	LOCAL(text) before = { 0 };
	int const foreseen = entry->number - 1;
	if (!question || foreseen < 0 || foreseen >= question->wrongs || !entry->outputs) {
		draw_outputs(paper, entry, col);
		return;
	}
	text_addf(&before, "%s ", entry->output[0].text);
	put_words(paper, col, text_get(&before), roles[entry->output[0].told],
	          &question->wrong[foreseen].reply);
}

static void draw_entry(struct paper *paper, const struct block *block, const struct entry *entry,
                       int col)
{
	const struct question *question = block ? block->question : NULL;
	switch (entry->kind) {
	case ENTRY_TYPED:
		draw_typed(paper, "bptt> ", entry->line, col);
		draw_outputs(paper, entry, col + indent_of(paper->area.cols));
		break;
	case ENTRY_ANSWER:
		draw_typed(paper, _("answer> "), entry->line, col);
		draw_verdict(paper, question, entry, col);
		break;
	case ENTRY_HINT:
		if (question)
			draw_hint(paper, question, entry->number, col);
		break;
	case ENTRY_SOLUTION:
		draw_outputs(paper, entry, col);
		if (question && question->solution.pieces)
			put_words(paper, col, _("Solution. "), ROLE_GOOD, &question->solution);
		break;
	default:
		draw_outputs(paper, entry, col);
	}
}

// ---- blocks

// The lesson's commands, each with what it has printed.
static void draw_commands(struct paper *paper, const struct page_sight *sight, int number, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int c = 0; c < block->commands; c++) {
		const struct entry *ran =
			sight->document
				? document_ran(sight->document, sight->page, number, c)
				: NULL;
		draw_typed(paper, sight->ascii ? "> " : "▸ ", block->command[c].line, col);
		if (ran)
			draw_outputs(paper, ran, col + indent_of(paper->area.cols));
	}
}

static void draw_block(struct paper *paper, const struct page_sight *sight, int number, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int i = 0; i < block->paragraphs; i++)
		put_paragraph(paper, &block->paragraph[i], col);
	draw_commands(paper, sight, number, col);
	if (block->question)
		draw_question(paper, block->question, col);
}

// The learner's entries of a block; *news is the row of the one that has come last, where it is one of them.
static void draw_entries(struct paper *paper, const struct page_sight *sight, int number, int col,
                         int *news)
{
	const struct page *const page = &sight->lesson->page[sight->page];
	const struct block *block = number < 0 ? NULL : &page->block[number];
	for (int i = 0; sight->document && i < sight->document->count; i++) {
		const struct entry *entry = &sight->document->entry[i];
		if (entry->kind == ENTRY_RAN || entry->page != sight->page || entry->block != number)
			continue;
		if (entry == sight->news)
			*news = paper->row;
		draw_entry(paper, block, entry, col);
	}
}

static bool has_verdict(const struct page_sight *sight, int number)
{
	for (int i = 0; sight->document && i < sight->document->count; i++) {
		const struct entry *entry = &sight->document->entry[i];
		if (entry->page == sight->page && entry->block == number &&
		    (entry->kind == ENTRY_ANSWER || entry->kind == ENTRY_SOLUTION))
			return true;
	}
	return false;
}

// Commands stand together without a blank line between them.
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

static void mark_rows(struct paper *paper, bool ascii, int begin, int end)
{
	for (paper->row = begin; paper->row < end; paper->row++)
		paper_put(paper, 0, ROLE_HERE, ascii ? "|" : "▌", ascii ? 1 : 3);
	paper->row = end;
}

// Draws all that has been reached; *news is the first row of what has come last.
static int draw_all(const struct page_sight *sight, struct paper *paper, int *news)
{
	const struct page *const page = &sight->lesson->page[sight->page];
	int const top = paper->row, col = margin_of(paper->area.cols);
	int question = questions_before(sight->lesson, sight->page), last = top;
	if (!sight->alone || sight->block < 0)
		draw_entries(paper, sight, -1, col, &last);
	for (int b = 0; b <= sight->block && b < page->blocks; b++) {
		const struct block *const block = &page->block[b];
		if (sight->alone && b < sight->block) {
			question += block->kind == BLOCK_ASK;
			continue;
		}
		if (paper->row > top && (!b || is_set_off(block, &page->block[b - 1])))
			paper->row++;
		int const begin = paper->row;
		if (!sight->news)
			last = begin;
		draw_block(paper, sight, b, col);
		draw_entries(paper, sight, b, col, &last);
		if (block->question && sight->asked && sight->asked[question].settled &&
		    !block->question->predicts && !has_verdict(sight, b))
			put_words(paper, col, _("Answered."), ROLE_GOOD, NULL);
		question += block->kind == BLOCK_ASK;
		if (b == sight->block && col)
			mark_rows(paper, sight->ascii, begin, paper->row);
	}
	if (sight->reminder) {
		last = paper->row;
		put_words(paper, col, sight->reminder, ROLE_HINT, NULL);
	}
	*news = last - top;
	return paper->row - top;
}

int page_draw(const struct page_sight *sight, struct grid *grid, struct area area, int scroll)
{
	struct paper paper = { .grid = grid, .area = area, .row = -scroll, .ascii = sight->ascii,
		               .math = sight->math };
	int news;
	return draw_all(sight, &paper, &news);
}

int page_focus(const struct page_sight *sight, int cols)
{
	struct paper paper = { .area = { .cols = cols }, .ascii = sight->ascii, .math = sight->math };
	int news;
	draw_all(sight, &paper, &news);
	return news;
}

// Draws twice: to count the rows, and into a grid of this many.
static void write_lines(void (*draw)(struct paper *paper, const void *what), const void *what,
                        struct paper paper, struct text *out)
{
	int const cols = paper.area.cols;
	draw(&paper, what);
	LOCAL(grid) grid = grid_new(paper.row, cols);
	paper.grid = &grid;
	paper.area.rows = paper.row;
	paper.row = 0;
	draw(&paper, what);
	LOCAL(text) lines = { 0 };
	grid_write(&grid, &lines);
	while (lines.length && lines.at[lines.length - 1] == '\n')
		lines.at[--lines.length] = '\0';
	text_add(out, text_get(&lines));
}

static void draw_current(struct paper *paper, const void *what)
{
	const struct page_sight *const sight = what;
	draw_block(paper, sight, sight->block, 0);
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
