// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"

enum {
	MARGIN = 2,        // the mark of the current block stands there
	TOGETHER_MOST = 30 // columns of code or mathematics that no line break may part
};

// A sheet of rows that is drawn top down; without a grid it only counts.
struct sheet {
	struct grid *grid;
	struct area area;
	int row;         // the next one, from 0; may be above or below the area
	bool backquotes; // code is shown between backquotes, as plain lines have no roles
};

static void put(struct sheet *sheet, int col, enum role role, const char *bytes, size_t length)
{
	if (sheet->grid && sheet->row >= 0 && sheet->row < sheet->area.rows)
		grid_put_bytes(sheet->grid, sheet->area, sheet->row, col, role, bytes, length);
}

// A paragraph's letters in one line, each byte with its role; HARD marks a blank that stays.
struct flow {
	struct text words;
	struct text roles;
};

static const char hard = '\x01';

static void flow_add(struct flow *flow, const char *words, enum role role, bool together)
{
	for (const char *c = words; *c; c++) {
		text_add_char(&flow->words, together && *c == ' ' ? hard : *c);
		text_add_char(&flow->roles, (char)(role + 1));
	}
}

static void flow_fill(struct flow *flow, const struct paragraph *paragraph, bool backquotes)
{
	for (int i = 0; i < paragraph->pieces; i++) {
		const struct piece *const piece = &paragraph->piece[i];
		bool const is_code = piece->role == ROLE_CODE && !paragraph->verbatim;
		bool const exact = is_code || piece->role == ROLE_MATH;
		bool const together =
			exact && utf8_columns(piece->words, strlen(piece->words)) <= TOGETHER_MOST;
		const char *const quote = is_code && backquotes ? "`" : "";
		flow_add(flow, quote, piece->role, false);
		flow_add(flow, piece->words, piece->role, together);
		flow_add(flow, quote, piece->role, false);
	}
}

// Puts bytes [begin, end) of the flow from a column on, role by role.
static void put_flow(struct sheet *sheet, const struct flow *flow, size_t begin, size_t end,
                     int col)
{
	while (begin < end) {
		size_t stop = begin + 1;
		bool const blank = flow->words.at[begin] == hard;
		while (stop < end && !blank && flow->words.at[stop] != hard &&
		       flow->roles.at[stop] == flow->roles.at[begin])
			stop++;
		enum role const role = (enum role)(flow->roles.at[begin] - 1);
		const char *const bytes = blank ? " " : flow->words.at + begin;
		put(sheet, col, role, bytes, stop - begin);
		col += utf8_columns(bytes, stop - begin);
		begin = stop;
	}
}

static int columns_between(const struct flow *flow, size_t begin, size_t end)
{
	int columns = 0;
	for (size_t i = begin; i < end;) {
		size_t stop = i;
		while (stop < end && flow->words.at[stop] != hard)
			stop++;
		columns += utf8_columns(flow->words.at + i, stop - i);
		for (i = stop; i < end && flow->words.at[i] == hard; i++)
			columns++;
	}
	return columns;
}

// How many bytes from `begin` fit into a line of `cols`; at least one letter.
static size_t cut(const struct flow *flow, size_t begin, size_t end, int cols)
{
	size_t at = begin;
	int used = 0;
	while (at < end) {
		size_t const length =
			flow->words.at[at] == hard ? 1 : utf8_letter(flow->words.at + at, end - at);
		int const columns = columns_between(flow, at, at + length);
		if (used + columns > cols && at > begin)
			break;
		used += columns;
		at += length;
	}
	return at - begin;
}

static void draw_flow(struct sheet *sheet, const struct flow *flow, int col, bool verbatim)
{
	int const cols = sheet->area.cols - col > 1 ? sheet->area.cols - col : 1;
	size_t const end = flow->words.length;
	if (verbatim) {
		put_flow(sheet, flow, 0, end, col);
		sheet->row++;
		return;
	}
	int used = 0;
	for (size_t at = 0; at < end;) {
		if (flow->words.at[at] == '\n') {
			sheet->row++;
			used = 0;
			at++;
			continue;
		}
		size_t const blanks = strspn(flow->words.at + at, " ");
		size_t word = strcspn(flow->words.at + at + blanks, " \n");
		int const width = columns_between(flow, at + blanks, at + blanks + word);
		int const gap = used ? (blanks ? 1 : 0) : 0;
		if (used && used + gap + width > cols) {
			sheet->row++;
			used = 0;
		} else if (used) {
			used += gap;
		}
		at += blanks;
		if (used == 0 && width > cols)
			word = cut(flow, at, at + word, cols);
		put_flow(sheet, flow, at, at + word, col + used);
		used += columns_between(flow, at, at + word);
		at += word;
	}
	sheet->row++;
}

static void draw_paragraph(struct sheet *sheet, const struct paragraph *paragraph, int col)
{
	struct flow flow = { 0 };
	flow_fill(&flow, paragraph, sheet->backquotes);
	int const marker = utf8_columns(paragraph->marker, strlen(paragraph->marker));
	int indent = col + paragraph->indent;
	if (indent + marker + 8 > sheet->area.cols)
		indent = col; // a narrow pane keeps its columns for words
	int const first = sheet->row;
	text_get(&flow.words);
	draw_flow(sheet, &flow, indent + marker, paragraph->verbatim);
	int const last = sheet->row;
	bool const bar = strncmp(paragraph->marker, "│", 3) == 0 || *paragraph->marker == '|';
	for (sheet->row = first; sheet->row < (bar ? last : first + 1); sheet->row++)
		put(sheet, indent, ROLE_HINT, paragraph->marker, strlen(paragraph->marker));
	sheet->row = last;
	text_free(&flow.words);
	text_free(&flow.roles);
}

// Words that are not the lesson's own, before a paragraph of it (or alone, `words` NULL).
static void draw_with(struct sheet *sheet, int col, const char *before, enum role role,
                      const struct paragraph *words)
{
	struct flow flow = { 0 };
	flow_add(&flow, before, role, false);
	if (words)
		flow_fill(&flow, words, sheet->backquotes);
	draw_flow(sheet, &flow, col, false);
	text_free(&flow.words);
	text_free(&flow.roles);
}

static void draw_question(struct sheet *sheet, const struct question *question,
                          const struct asked *asked, int col)
{
	draw_with(sheet, col, _("Question. "), ROLE_HINT, &question->words);
	for (int i = 0; i < question->choices; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d) ", i + 1);
		struct piece piece = { question->choice[i], ROLE_TEXT };
		struct paragraph const choice = { 2, number, false, &piece, 1 };
		draw_paragraph(sheet, &choice, col);
	}
	for (int i = 0; asked && i < asked->hints; i++)
		draw_with(sheet, col, _("Hint. "), ROLE_HINT, &question->hint[i]);
	bool const solution = asked && asked->shows_solution && question->solution.pieces;
	if (asked && *asked->verdict)
		draw_with(sheet, col, asked->verdict, asked->settled ? ROLE_GOOD : ROLE_ERROR,
		          NULL);
	else if (asked && asked->settled && !solution)
		draw_with(sheet, col, _("Answered."), ROLE_GOOD, NULL);
	if (solution)
		draw_with(sheet, col, _("Solution. "), ROLE_GOOD, &question->solution);
}

static void draw_printed(struct sheet *sheet, const char *lines, int col)
{
	while (*lines) {
		size_t const length = strcspn(lines, "\n");
		put(sheet, col, ROLE_CODE, lines, length);
		sheet->row++;
		lines += length + (lines[length] == '\n');
	}
}

static void draw_commands(struct sheet *sheet, const struct page_sight *sight, int number, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int c = 0; c < block->commands; c++) {
		struct piece piece = { block->command[c].line, ROLE_COMMAND };
		struct paragraph const line = { 0, sight->ascii ? "> " : "▸ ", true, &piece, 1 };
		draw_paragraph(sheet, &line, col);
		for (int i = 0; i < sight->prints; i++)
			if (sight->printed[i].block == number && sight->printed[i].command == c)
				draw_printed(sheet, sight->printed[i].lines, col);
	}
}

static void draw_block(struct sheet *sheet, const struct page_sight *sight, int number,
                       const struct asked *asked, int col)
{
	const struct block *const block = &sight->lesson->page[sight->page].block[number];
	for (int i = 0; i < block->paragraphs; i++)
		draw_paragraph(sheet, &block->paragraph[i], col);
	draw_commands(sheet, sight, number, col);
	if (block->question)
		draw_question(sheet, block->question, asked, col);
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
static int draw_all(const struct page_sight *sight, struct sheet *sheet, int *first)
{
	const struct page *const page = &sight->lesson->page[sight->page];
	int const top = sheet->row;
	int question = questions_before(sight->lesson, sight->page);
	// The page before the first ## has the lesson's own title, which stands elsewhere already.
	if (page->title != sight->lesson->title || sight->block < 0)
		draw_with(sheet, 0, page->title, ROLE_TITLE, NULL);
	*first = 0;
	for (int b = 0; b <= sight->block && b < page->blocks; b++) {
		const struct block *const block = &page->block[b];
		bool const current = b == sight->block;
		if (b > 0 && is_set_off(block, &page->block[b - 1]))
			sheet->row++;
		int const begin = sheet->row;
		const struct asked *const asked =
			block->kind == BLOCK_ASK && sight->asked ? &sight->asked[question] : NULL;
		question += block->kind == BLOCK_ASK;
		draw_block(sheet, sight, b, asked, sheet->area.cols > 20 ? MARGIN : 0);
		int const end = sheet->row;
		if (current && sheet->area.cols > 20)
			for (sheet->row = begin; sheet->row < end; sheet->row++)
				put(sheet, 0, ROLE_HERE, sight->ascii ? "|" : "▌",
				    sight->ascii ? 1 : 3);
		sheet->row = end;
		if (current)
			*first = begin - top;
	}
	return sheet->row - top;
}

int page_draw(const struct page_sight *sight, struct grid *grid, struct area area, int scroll)
{
	struct sheet sheet = { .grid = grid, .area = area, .row = -scroll };
	int first;
	return draw_all(sight, &sheet, &first);
}

int page_focus(const struct page_sight *sight, int cols)
{
	struct sheet sheet = { .area = { .cols = cols } };
	int first;
	draw_all(sight, &sheet, &first);
	return first;
}

// Draws twice: to count the rows, and into a grid of so many.
static void write_lines(void (*draw)(struct sheet *sheet, const void *what), const void *what,
                        int cols, struct text *out)
{
	struct sheet sheet = { .area = { .cols = cols }, .backquotes = true };
	draw(&sheet, what);
	struct grid grid = grid_new(sheet.row, cols);
	sheet.grid = &grid;
	sheet.area.rows = sheet.row;
	sheet.row = 0;
	draw(&sheet, what);
	struct text lines = { 0 };
	grid_write(&grid, &lines);
	while (lines.length && lines.at[lines.length - 1] == '\n')
		lines.at[--lines.length] = '\0';
	text_add(out, text_get(&lines));
	text_free(&lines);
	grid_free(&grid);
}

static void draw_current(struct sheet *sheet, const void *what)
{
	const struct page_sight *const sight = what;
	draw_block(sheet, sight, sight->block, NULL, 0);
}

void page_write(const struct page_sight *sight, int cols, struct text *out)
{
	write_lines(draw_current, sight, cols, out);
}

struct words_before {
	const struct paragraph *words;
	const char *before;
};

static void draw_words_before(struct sheet *sheet, const void *what)
{
	const struct words_before *const both = what;
	draw_with(sheet, 0, both->before, ROLE_TEXT, both->words);
}

void page_write_words(const struct paragraph *words, const char *before, int cols, struct text *out)
{
	struct words_before const both = { words, before };
	write_lines(draw_words_before, &both, cols, out);
}
