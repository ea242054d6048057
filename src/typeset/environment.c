// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices and lines of equations: \begin{…} … \end{…}.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "typeset/drawing.h"

enum { TABLE_ROWS_MOST = 32, TABLE_COLS_MOST = 24 };

static const struct environment {
	const char *name, *left, *right;
	bool equations; // columns right and left by turns, close together
} environments[] = {
	{ "matrix", "", "", false },      { "pmatrix", "(", ")", false },
	{ "bmatrix", "[", "]", false },   { "Bmatrix", "{", "}", false },
	{ "vmatrix", "|", "|", false },   { "Vmatrix", "‖", "‖", false },
	{ "smallmatrix", "", "", false }, { "array", "", "", false },
	{ "cases", "{", "", false },      { "aligned", "", "", true },
	{ "align", "", "", true },        { "align*", "", "", true },
	{ "gathered", "", "", false },    { "split", "", "", true },
};

static const struct environment *find_environment(const struct text *name)
{
	for (size_t i = 0; i < sizeof environments / sizeof *environments; i++)
		if (!strcmp(environments[i].name, text_get(name)))
			return &environments[i];
	return NULL;
}

static bool is_number(const struct box *box)
{
	struct text text = { 0 };
	box_write(box, &text);
	const char *digits = text_get(&text);
	digits += strncmp(digits, "−", strlen("−")) ? 0 : strlen("−");
	bool const whole =
		box->grid.rows == 1 && *digits && !digits[strspn(digits, "-.0123456789e")];
	text_free(&text);
	return whole;
}

// The cells of a table, as many columns in each row as the longest has.
struct table {
	struct box *cell;
	int rows, cols, at; // `at`: the next column of the last row
};

static void add_cell(struct math *math, struct table *table, struct box box)
{
	if (table->rows > TABLE_ROWS_MOST || table->at >= TABLE_COLS_MOST) {
		math->known = false;
		box_free(&box);
		return;
	}
	table->cell[(table->rows - 1) * TABLE_COLS_MOST + table->at++] = box;
	table->cols = table->at > table->cols ? table->at : table->cols;
}

// Up to the \end of the environment, or to the end.
static struct table read_table(struct math *math, enum way way, unsigned stops)
{
	struct table table = { .rows = 1 };
	table.cell = memory_get((size_t)TABLE_ROWS_MOST * TABLE_COLS_MOST, sizeof *table.cell);
	for (;;) {
		add_cell(math, &table, drawing_row(math, way, stops | STOP_CELL, INT_MAX));
		if (math->at < math->end && *math->at == '&') {
			math->at++;
		} else if (drawing_starts(math, "\\\\")) {
			math->at += 2;
			table.rows += table.rows <= TABLE_ROWS_MOST;
			table.at = 0;
		} else {
			break;
		}
	}
	// A line break before the end begins no row.
	int const rows = table.rows > TABLE_ROWS_MOST ? TABLE_ROWS_MOST : table.rows;
	struct box *const last = &table.cell[(rows - 1) * TABLE_COLS_MOST];
	bool const is_empty = rows > 1 && table.at == 1 && !last->grid.cols;
	if (is_empty)
		box_free(last);
	table.rows = is_empty ? rows - 1 : rows;
	return table;
}

static struct box set_flat_table(struct math *math, struct table *table)
{
	struct text line = { 0 };
	text_add_char(&line, '[');
	for (int i = 0; i < table->rows; i++)
		for (int j = 0; j < table->cols; j++) {
			text_add(&line, j ? ", " : i ? "; " : "");
			box_write(&table->cell[i * TABLE_COLS_MOST + j], &line);
		}
	text_add_char(&line, ']');
	struct box const box = drawing_letters(math, text_get(&line));
	text_free(&line);
	return box;
}

static struct box set_table(struct math *math, enum way way, struct table *table,
                            const struct environment *environment)
{
	enum box_align align[TABLE_COLS_MOST];
	struct box *const cell =
		memory_get((size_t)table->rows * (size_t)table->cols + 1, sizeof *cell);
	bool all_numbers = true;
	for (int j = 0; j < table->cols; j++) {
		bool numbers = true;
		for (int i = 0; i < table->rows; i++) {
			struct box *const each = &table->cell[i * TABLE_COLS_MOST + j];
			if (!each->grid.rows)
				*each = box_blank(0);
			numbers = numbers && is_number(each);
			cell[i * table->cols + j] = *each;
		}
		all_numbers = all_numbers && numbers;
		align[j] = environment->equations ? (j % 2 ? BOX_LEFT : BOX_RIGHT)
		           : numbers              ? BOX_POINT
		           : *environment->right || !*environment->left ? BOX_CENTRE
		                                                        : BOX_LEFT;
	}
	struct box whole;
	if (drawing_is_flat(way)) {
		whole = set_flat_table(math, table);
		for (int i = 0; i < table->rows * table->cols; i++)
			box_free(&cell[i]);
	} else {
		int const gap = environment->equations || all_numbers ? 1 : 2;
		whole = box_enclosed(box_table(cell, table->rows, table->cols, align, gap),
		                     environment->left, environment->right, math->ascii,
		                     math->role);
	}
	free(cell);
	free(table->cell);
	return whole;
}

struct box drawing_environment(struct math *math, enum way way)
{
	struct text name = { 0 };
	drawing_words(math, &name);
	const struct environment *environment = find_environment(&name);
	if (environment && !strcmp(environment->name, "array")) {
		text_clear(&name);
		drawing_words(math, &name); // {ccc}
	}
	math->known = math->known && environment;
	struct table table = read_table(math, way, math->stops);
	text_clear(&name);
	if (drawing_starts(math, "\\end")) {
		math->at += strlen("\\end");
		drawing_words(math, &name);
	}
	text_free(&name);
	return set_table(math, way, &table, environment ? environment : &environments[0]);
}

bool drawing_lines(struct math *math, enum way way, struct box *out)
{
	static const struct environment plain = { "", "", "", true };
	struct table table = read_table(math, way, 0);
	*out = set_table(math, way, &table, &plain);
	return math->at == math->end;
}
