// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/paper.h"

#include <string.h>

#include "base/utf8.h"
#include "typeset/math.h"

enum {
	TOGETHER_MOST = 30, // columns of code or mathematics that no line break may part
	DISPLAY_INDENT = 2,
	HANGING = 2, // of a printed sentence's further lines
	MARK_COLUMNS = 2
};

// Before the rest of a line that was too long.
#define MARK "↪ "
#define MARK_ASCII "\\ "

void paper_put(struct paper *paper, int col, enum role role, const char *bytes, size_t length)
{
	if (paper->grid && paper->row >= 0 && paper->row < paper->area.rows)
		grid_put_bytes(paper->grid, paper->area, paper->row, col, role, bytes, length);
}

// How many bytes of a line stand in a row of this many columns: all, or up to a blank, or what fits.
static size_t fit_line(const char *bytes, size_t length, int cols)
{
	size_t const fits = utf8_fit(bytes, length, cols > 1 ? cols : 1);
	if (fits == length)
		return length;
	size_t end = fits;
	while (end > 0 && bytes[end - 1] != ' ' && bytes[end] != ' ')
		end--;
	size_t const begin = strspn(bytes, " ");
	if (end > begin && begin < length)
		return end;
	return fits ? fits : utf8_letter(bytes, length);
}

void paper_line(struct paper *paper, int col, enum role role, const char *bytes, size_t length)
{
	const char *const mark = paper->ascii ? MARK_ASCII : MARK;
	int const cols = paper->area.cols - col;
	bool is_first = true;
	do {
		int const indent = !is_first && cols > 2 * MARK_COLUMNS ? MARK_COLUMNS : 0;
		size_t const part = fit_line(bytes, length, cols - indent);
		if (indent)
			paper_put(paper, col, ROLE_HINT, mark, strlen(mark));
		paper_put(paper, col + indent, role, bytes, part);
		paper->row++;
		bytes += part;
		length -= part;
		for (; length && *bytes == ' '; length--)
			bytes++;
		is_first = false;
	} while (length);
}

// A paragraph's letters in one line, each byte with its role; HARD marks a blank that stays.
struct flow {
	struct text words;
	struct text roles;
};

static const char hard = '\x01';

static void flow_add_bytes(struct flow *flow, const char *bytes, size_t length, enum role role,
                           bool together)
{
	for (const char *c = bytes; c < bytes + length; c++) {
		text_add_char(&flow->words, together && *c == ' ' ? hard : *c);
		text_add_char(&flow->roles, (char)(role + 1));
	}
}

static void flow_add(struct flow *flow, const char *words, enum role role, bool together)
{
	flow_add_bytes(flow, words, strlen(words), role, together);
}

// A formula within words: on one line.
static void flow_add_math(struct flow *flow, const struct paper *paper, const struct piece *piece)
{
	LOCAL(text) line = { 0 };
	if (paper->math == MATH_TEX)
		text_addf(&line, "$%s$", piece->tex);
	else if (paper->math == MATH_ASCII)
		math_write(piece->tex, strlen(piece->tex), true, &line);
	else
		text_add(&line, piece->words);
	bool const together = utf8_columns(text_get(&line), line.length) <= TOGETHER_MOST;
	flow_add(flow, text_get(&line), piece->role, together);
}

static void flow_fill(struct flow *flow, const struct paper *paper,
                      const struct paragraph *paragraph)
{
	for (int i = 0; i < paragraph->pieces; i++) {
		const struct piece *const piece = &paragraph->piece[i];
		bool const is_code = piece->role == ROLE_CODE && !paragraph->verbatim;
		bool const together =
			is_code && utf8_columns(piece->words, strlen(piece->words)) <= TOGETHER_MOST;
		const char *const quote = is_code && paper->is_plain ? "`" : "";
		if (piece->tex) {
			flow_add_math(flow, paper, piece);
			continue;
		}
		flow_add(flow, quote, piece->role, false);
		flow_add(flow, piece->words, piece->role, together);
		flow_add(flow, quote, piece->role, false);
	}
}

// Puts bytes [begin, end) of the flow from a column on, role by role.
static void put_flow(struct paper *paper, const struct flow *flow, size_t begin, size_t end,
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
		paper_put(paper, col, role, bytes, stop - begin);
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

// Lines of code keep their form; what is too long goes on below, behind a mark.
static void draw_verbatim(struct paper *paper, const struct flow *flow, int col)
{
	int const cols = paper->area.cols - col > 1 ? paper->area.cols - col : 1;
	const char *const mark = paper->ascii ? MARK_ASCII : MARK;
	size_t at = 0;
	do {
		int const indent = at && cols > 2 * MARK_COLUMNS ? MARK_COLUMNS : 0;
		size_t const part = cut(flow, at, flow->words.length, cols - indent);
		if (indent)
			paper_put(paper, col, ROLE_HINT, mark, strlen(mark));
		put_flow(paper, flow, at, at + part, col + indent);
		paper->row++;
		at += part;
	} while (at < flow->words.length);
}

// Words, the lines after the first one further in by `hang`.
static void draw_flow(struct paper *paper, const struct flow *flow, int col, int hang)
{
	int cols = paper->area.cols - col > 1 ? paper->area.cols - col : 1;
	size_t const end = flow->words.length;
	int used = 0;
	for (size_t at = 0; at < end;) {
		if (flow->words.at[at] == '\n') {
			paper->row++;
			used = 0;
			at++;
			continue;
		}
		size_t const blanks = strspn(flow->words.at + at, " ");
		size_t word = strcspn(flow->words.at + at + blanks, " \n");
		int const width = columns_between(flow, at + blanks, at + blanks + word);
		int const gap = used ? (blanks ? 1 : 0) : 0;
		if (used && used + gap + width > cols) {
			paper->row++;
			used = 0;
			if (cols > 2 * hang) {
				col += hang;
				cols -= hang;
			}
			hang = 0;
		} else if (used) {
			used += gap;
		}
		at += blanks;
		if (used == 0 && width > cols)
			word = cut(flow, at, at + word, cols);
		put_flow(paper, flow, at, at + word, col + used);
		used += columns_between(flow, at, at + word);
		at += word;
	}
	paper->row++;
}

// A formula on its own, in two dimensions; false: it does not fit, or shall be one line.
static bool draw_display(struct paper *paper, const struct paragraph *paragraph, int col)
{
	if (!paragraph->display || paper->is_plain || paper->math == MATH_TEX)
		return false;
	const char *const tex = paragraph->piece->tex;
	int const cols = paper->area.cols - col;
	bool const ascii = paper->ascii || paper->math == MATH_ASCII;
	LOCAL(box) box = math_box(tex, strlen(tex), ascii, cols, ROLE_MATH);
	bool const fits = box.grid.cols <= cols;
	if (fits && paper->grid)
		box_draw(&box, paper->grid, paper->area, paper->row, col);
	paper->row += fits ? box.grid.rows : 0;
	return fits;
}

void paper_paragraph(struct paper *paper, const struct paragraph *paragraph, int col)
{
	struct flow flow = { 0 };
	int const marker = utf8_columns(paragraph->marker, strlen(paragraph->marker));
	int indent = col + paragraph->indent;
	if (indent + marker + 8 > paper->area.cols)
		indent = col; // a narrow pane keeps its columns for words
	int const first = paper->row;
	int const begin = indent + marker + (paragraph->display ? DISPLAY_INDENT : 0);
	if (!draw_display(paper, paragraph, begin)) {
		flow_fill(&flow, paper, paragraph);
		if (paragraph->verbatim)
			draw_verbatim(paper, &flow, begin);
		else
			draw_flow(paper, &flow, begin, 0);
	}
	int const last = paper->row;
	bool const bar = strncmp(paragraph->marker, "│", 3) == 0 || *paragraph->marker == '|';
	for (paper->row = first; paper->row < (bar ? last : first + 1); paper->row++)
		paper_put(paper, indent, ROLE_HINT, paragraph->marker, strlen(paragraph->marker));
	paper->row = last;
	text_free(&flow.words);
	text_free(&flow.roles);
}

void paper_words(struct paper *paper, int col, const char *before, enum role role,
                      const struct paragraph *words)
{
	struct flow flow = { 0 };
	flow_add(&flow, before, role, false);
	if (words)
		flow_fill(&flow, paper, words);
	draw_flow(paper, &flow, col, 0);
	text_free(&flow.words);
	text_free(&flow.roles);
}

// A sentence has single blanks between its words, or two behind a full stop; what stands in columns has more.
static bool is_sentence(const char *bytes, size_t length)
{
	for (size_t i = 1; i + 1 < length; i++)
		if (bytes[i] == ' ' && bytes[i + 1] == ' ' && bytes[i - 1] != '.')
			return false;
	return length > 0;
}

// Words in which code stands between backquotes.
static void flow_add_quoting(struct flow *flow, const char *bytes, size_t length, enum role role)
{
	const char *const end = bytes + length;
	while (bytes < end) {
		const char *const open = memchr(bytes, '`', (size_t)(end - bytes));
		const char *const close = open ? memchr(open + 1, '`', (size_t)(end - open - 1)) : NULL;
		flow_add_bytes(flow, bytes, (size_t)((close ? open : end) - bytes), role, false);
		if (close)
			flow_add_bytes(flow, open + 1, (size_t)(close - open - 1), ROLE_CODE,
			               close - open <= TOGETHER_MOST);
		bytes = close ? close + 1 : end;
	}
}

void paper_printed(struct paper *paper, int col, enum role role, const char *bytes, size_t length)
{
	size_t const blanks = strspn(bytes, " ");
	size_t const begin = (int)blanks < paper->area.cols - col && blanks < length ? blanks : 0;
	struct flow flow = { 0 };
	if (!is_sentence(bytes + begin, length - begin)) {
		paper_line(paper, col, role, bytes, length);
		return;
	}
	flow_add_quoting(&flow, bytes + begin, length - begin, role);
	draw_flow(paper, &flow, col + (int)begin, HANGING);
	text_free(&flow.words);
	text_free(&flow.roles);
}
