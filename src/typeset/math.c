// SPDX-License-Identifier: GPL-3.0-or-later
// Each part of a formula becomes a box, a row of parts a row of boxes.
#include "typeset/math.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "typeset/notation.h"
#include "typeset/row.h"
#include "typeset/scripts.h"

// How a part is set.
enum way {
	WAY_LINE,   // all on one line: a/b
	WAY_SCRIPT, // the same without blanks
	WAY_INNER,  // stacked, bounds beside their sum
	WAY_DISPLAY // stacked, bounds above and below
};

struct setter {
	bool ascii;
	enum role role;
};

static struct box set(const struct setter *setter, enum way way, const struct notation *part);

static bool is_flat(enum way way)
{
	return way == WAY_LINE || way == WAY_SCRIPT;
}

static struct box set_letters(const struct setter *setter, const char *letters)
{
	return box_text(letters, setter->role);
}

// Of a part on one line.
static void set_text(const struct setter *setter, enum way way, const struct notation *part, struct text *out)
{
	LOCAL(box) box = set(setter, way, part);
	box_write(&box, out);
}

static struct box set_row(const struct setter *setter, enum way way, const struct notation *whole, int cols)
{
	struct row row = { .tight = way == WAY_SCRIPT };
	for (const struct notation *part = whole->first; part; part = part->next)
		if (part->kind == NOTATION_BLANK)
			row_blank(&row, 1);
		else if (part->kind == NOTATION_QUAD)
			row_quad(&row);
		else
			row_add(&row, part->atom, set(setter, way, part));
	return row_join(&row, cols);
}

// Several of them stand close together.
static void set_script(const struct setter *setter, const struct notation *script, struct text *out)
{
	for (const struct notation *part = script->first; part; part = part->next)
		set_text(setter, WAY_SCRIPT, part, out);
}

static struct box set_scripts(const struct setter *setter, enum way way, const struct notation *part)
{
	const struct notation *const base = part->first;
	struct box box = set(setter, way, base);
	LOCAL(text) low = { 0 }, high = { 0 };
	set_script(setter, notation_part(part, 1), &low);
	set_script(setter, notation_part(part, 2), &high);
	bool const large = base->symbol && base->symbol->kind == SYMBOL_LARGE;
	struct scripts_style const style = { setter->ascii, is_flat(way), large, large && way == WAY_DISPLAY,
		                             setter->role };
	if (low.length || high.length)
		box = scripts_set(box, &low, &high, &style);
	return box;
}

static bool needs_parentheses(const struct text *part)
{
	int depth = 0;
	for (size_t i = 0; i < part->length; i++) {
		char const c = part->at[i];
		depth += (c == '(' || c == '[') - (c == ')' || c == ']');
		if (depth == 0 && (c == ' ' || c == '/'))
			return true;
	}
	return false;
}

static struct box set_fraction(const struct setter *setter, enum way way, const struct notation *part)
{
	if (!is_flat(way)) {
		struct box const upper = set(setter, WAY_INNER, part->first);
		return box_fraction(upper, set(setter, WAY_INNER, part->first->next), setter->ascii, setter->role);
	}
	LOCAL(text) line = { 0 };
	for (int i = 0; i < 2; i++) {
		LOCAL(text) operand = { 0 };
		set_text(setter, way, notation_part(part, i), &operand);
		bool const wrap = needs_parentheses(&operand);
		text_addf(&line, "%s%s%s%s", i ? "/" : "", wrap ? "(" : "", text_get(&operand),
		          wrap ? ")" : "");
	}
	struct box const box = set_letters(setter, text_get(&line));
	return box;
}

static struct box set_accent(const struct setter *setter, enum way way, const struct notation *part)
{
	struct box base = set(setter, way, part->first);
	if (base.grid.rows > 1)
		return base;
	LOCAL(text) text = { 0 };
	box_write(&base, &text);
	// ŷ in one piece, as the prompt knows it.
	bool const known =
		!setter->ascii && !strcmp(part->symbol->name, "hat") && !strcmp(text_get(&text), "y");
	text_add(&text, setter->ascii ? part->symbol->ascii : part->symbol->pretty);
	box_free(&base);
	base = set_letters(setter, known ? "ŷ" : text_get(&text));
	return base;
}

static struct box set_root(const struct setter *setter, enum way way, const struct notation *part)
{
	struct box const sign = set_letters(setter, setter->ascii ? part->symbol->ascii : part->symbol->pretty);
	return box_beside(sign,
	                  box_enclosed(set(setter, way, part->first), "(", ")", setter->ascii, setter->role));
}

// ---- tables

static bool is_number(const struct box *box)
{
	LOCAL(text) text = { 0 };
	box_write(box, &text);
	const char *digits = text_get(&text);
	digits += strncmp(digits, "−", strlen("−")) ? 0 : strlen("−");
	bool const whole =
		box->grid.rows == 1 && *digits && !digits[strspn(digits, "-.0123456789e")];
	return whole;
}

static struct box set_flat_table(const struct setter *setter, enum way way, const struct notation *table)
{
	LOCAL(text) line = { 0 };
	int i = 0;
	text_add_char(&line, '[');
	for (const struct notation *cell = table->first; cell; cell = cell->next, i++) {
		text_add(&line, i % table->cols ? ", " : i ? "; " : "");
		set_text(setter, way, cell, &line);
	}
	text_add_char(&line, ']');
	struct box const box = set_letters(setter, text_get(&line));
	return box;
}

static enum box_align align_of(const struct notation *table, int col, bool numbers)
{
	if (table->equations)
		return col % 2 ? BOX_LEFT : BOX_RIGHT;
	return numbers ? BOX_POINT : *table->right || !*table->left ? BOX_CENTRE : BOX_LEFT;
}

static struct box set_table(const struct setter *setter, enum way way, const struct notation *table)
{
	if (is_flat(way))
		return set_flat_table(setter, way, table);
	int const cols = table->cols, count = table->rows * cols;
	struct box *const cell = memory_get((size_t)count + 1, sizeof *cell);
	enum box_align *const align = memory_get((size_t)cols + 1, sizeof *align);
	const struct notation *part = table->first;
	bool all_numbers = true;
	for (int i = 0; i < count; i++, part = part->next)
		cell[i] = set(setter, way, part);
	for (int col = 0; col < cols; col++) {
		bool numbers = true;
		for (int i = col; i < count; i += cols)
			numbers = numbers && is_number(&cell[i]);
		all_numbers = all_numbers && numbers;
		align[col] = align_of(table, col, numbers);
	}
	int const gap = table->equations || all_numbers ? 1 : 2;
	struct box const whole = box_enclosed(box_table(cell, table->rows, cols, align, gap), table->left,
	                                      table->right, setter->ascii, setter->role);
	free(cell);
	free(align);
	return whole;
}

static struct box set(const struct setter *setter, enum way way, const struct notation *part)
{
	switch (part->kind) {
	case NOTATION_ROW:
		return set_row(setter, way, part, INT_MAX);
	case NOTATION_SCRIPTS:
		return set_scripts(setter, way, part);
	case NOTATION_FRACTION:
		return set_fraction(setter, way, part);
	case NOTATION_ACCENT:
		return set_accent(setter, way, part);
	case NOTATION_ROOT:
		return set_root(setter, way, part);
	case NOTATION_BRACKETS:
		return box_enclosed(set(setter, way, part->first), part->left, part->right, setter->ascii,
		                    setter->role);
	case NOTATION_TABLE:
		return set_table(setter, way, part);
	default:
		return set_letters(setter, setter->ascii ? part->ascii : part->pretty);
	}
}

// ---- the whole

// A row is broken where it is too wide; lines of equations are what they are.
static struct box set_whole(const struct setter *setter, enum way way, const struct notation *whole, int cols)
{
	return whole->kind == NOTATION_ROW ? set_row(setter, way, whole, cols) : set(setter, way, whole);
}

struct box math_box(const char *tex, size_t length, bool ascii, int cols, enum role role)
{
	struct setter const setter = { ascii, role };
	LOCAL(arena) arena = { 0 };
	bool const is_long = length > MATH_BYTES_MOST;
	bool known;
	const struct notation *const whole =
		notation_read(tex, length, is_long ? NOTATION_LINE : NOTATION_LINES, &arena, &known);
	struct box const box = set_whole(&setter, is_long ? WAY_LINE : WAY_DISPLAY, whole, cols);
	return box;
}

bool math_write(const char *tex, size_t length, bool ascii, struct text *out)
{
	struct setter const setter = { ascii, ROLE_MATH };
	LOCAL(arena) arena = { 0 };
	bool known;
	const struct notation *const whole = notation_read(tex, length, NOTATION_LINE, &arena, &known);
	LOCAL(box) box = set_whole(&setter, WAY_LINE, whole, INT_MAX);
	box_write(&box, out);
	return known;
}
