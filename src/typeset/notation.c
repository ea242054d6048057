// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeset/notation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"

enum { TABLE_ROWS_MOST = 32, TABLE_COLS_MOST = 24 };

// What ends a group: its own end, or that of one around it.
enum { STOP_BRACE = 1, STOP_RIGHT = 2, STOP_CELL = 4 };

// Always at a place in the formula.
struct notation_reader {
	const char *at, *end;
	struct arena *arena;
	unsigned stops;
	int depth;
	bool known, in_script;
};

static struct notation *read_nucleus(struct notation_reader *reader);
static struct notation *read_row(struct notation_reader *reader, unsigned stops);

// ---- what stands here

static bool sees(const struct notation_reader *reader, const char *letters)
{
	return reader->at < reader->end && *reader->at && strchr(letters, *reader->at);
}

// A command, which does not go on to be another one.
static bool starts(const struct notation_reader *reader, const char *command)
{
	size_t const length = strlen(command), left = (size_t)(reader->end - reader->at);
	return left >= length && !memcmp(reader->at, command, length) &&
	       !(isalpha((unsigned char)command[length - 1]) && left > length &&
	         isalpha((unsigned char)reader->at[length]));
}

static bool stops(const struct notation_reader *reader)
{
	return reader->at >= reader->end || ((reader->stops & STOP_BRACE) && *reader->at == '}') ||
	       ((reader->stops & STOP_RIGHT) && starts(reader, "\\right")) ||
	       ((reader->stops & STOP_CELL) &&
	        (*reader->at == '&' || starts(reader, "\\\\") || starts(reader, "\\end")));
}

static void skip_blanks(struct notation_reader *reader)
{
	while (sees(reader, " \n"))
		reader->at++;
}

// ---- parts

static struct notation *new_part(struct notation_reader *reader, enum notation_kind kind, enum atom atom)
{
	struct notation *const part = arena_get(reader->arena, sizeof *part);
	part->kind = kind;
	part->atom = atom;
	part->pretty = part->ascii = part->left = part->right = "";
	return part;
}

static struct notation *new_words(struct notation_reader *reader, enum notation_kind kind, enum atom atom,
                                  const char *words, size_t length)
{
	struct notation *const part = new_part(reader, kind, atom);
	part->pretty = part->ascii = arena_copy_bytes(reader->arena, words, length);
	return part;
}

// Adds a part at the end of a row; returns where the next one goes.
static struct notation **add(struct notation **end, struct notation *part)
{
	*end = part;
	return &part->next;
}

const struct notation *notation_part(const struct notation *whole, int number)
{
	const struct notation *part = whole->first;
	while (part && number-- > 0)
		part = part->next;
	return part;
}

// {…} or one letter or one command with its arguments; without one, an empty row.
static struct notation *read_argument(struct notation_reader *reader)
{
	skip_blanks(reader);
	struct notation *part = NULL;
	if (!stops(reader) && !sees(reader, "_^&}"))
		part = read_nucleus(reader);
	return part && part->atom != ATOM_NONE ? part : new_part(reader, NOTATION_ROW, ATOM_ORDINARY);
}

// {…} as it is written.
static void read_words(struct notation_reader *reader, const char **words, size_t *length)
{
	int depth = 0;
	skip_blanks(reader);
	*words = reader->at;
	*length = 0;
	if (reader->at >= reader->end || *reader->at != '{')
		return;
	*words = reader->at + 1;
	for (; reader->at < reader->end; reader->at++) {
		depth += (*reader->at == '{') - (*reader->at == '}');
		if (!depth)
			break;
	}
	*length = (size_t)(reader->at - *words);
	reader->at += reader->at < reader->end;
}

// After \left and \right: ( [ \{ | \| \langle, or . for none.
static const char *read_bracket(struct notation_reader *reader)
{
	skip_blanks(reader);
	if (reader->at >= reader->end)
		return "";
	size_t length = 1;
	if (*reader->at == '\\') {
		while (reader->at + length < reader->end && isalpha((unsigned char)reader->at[length]))
			length++;
		length += length == 1 && reader->at + 1 < reader->end;
		const struct symbol *const symbol = symbol_find(reader->at + 1, length - 1);
		if (!symbol || !symbol->pretty)
			return "";
		reader->at += length;
		return symbol->pretty;
	}
	length = utf8_letter(reader->at, (size_t)(reader->end - reader->at));
	const char *const bracket = arena_copy_bytes(reader->arena, reader->at, length);
	reader->at += length;
	return strcmp(bracket, ".") ? bracket : "";
}

static struct notation *read_brackets(struct notation_reader *reader)
{
	struct notation *const part = new_part(reader, NOTATION_BRACKETS, ATOM_GROUP);
	part->left = read_bracket(reader);
	part->first = read_row(reader, reader->stops | STOP_RIGHT);
	if (starts(reader, "\\right")) {
		reader->at += strlen("\\right");
		part->right = read_bracket(reader);
	}
	return part;
}

// ---- tables: \begin{…} … \end{…}

static const struct environment {
	const char *name, *left, *right;
	bool equations;
} environments[] = {
	{ "matrix", "", "", false },      { "pmatrix", "(", ")", false },
	{ "bmatrix", "[", "]", false },   { "Bmatrix", "{", "}", false },
	{ "vmatrix", "|", "|", false },   { "Vmatrix", "‖", "‖", false },
	{ "smallmatrix", "", "", false }, { "array", "", "", false },
	{ "cases", "{", "", false },      { "aligned", "", "", true },
	{ "align", "", "", true },        { "align*", "", "", true },
	{ "gathered", "", "", false },    { "split", "", "", true },
};
static const struct environment plain_lines = { "", "", "", true };

static const struct environment *find_environment(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof environments / sizeof *environments; i++)
		if (strlen(environments[i].name) == length && !memcmp(environments[i].name, name, length))
			return &environments[i];
	return NULL;
}

// The cells as they are read; row `rows` − 1 is at hand, `at` its next column.
struct cells {
	struct notation **cell;
	int rows, cols, at;
};

static void add_cell(struct notation_reader *reader, struct cells *cells, struct notation *row)
{
	if (cells->rows > TABLE_ROWS_MOST || cells->at >= TABLE_COLS_MOST) {
		reader->known = false;
		return;
	}
	cells->cell[(cells->rows - 1) * TABLE_COLS_MOST + cells->at++] = row;
	cells->cols = cells->at > cells->cols ? cells->at : cells->cols;
}

static bool is_empty(const struct notation *row)
{
	const struct notation *part = row->first;
	while (part && part->atom == ATOM_NONE)
		part = part->next;
	return !part;
}

// As many columns in each row as the longest has.
static struct notation *new_table(struct notation_reader *reader, const struct cells *cells,
                                  const struct environment *environment)
{
	struct notation *const table = new_part(reader, NOTATION_TABLE, ATOM_GROUP);
	struct notation **end = &table->first;
	table->left = environment->left;
	table->right = environment->right;
	table->equations = environment->equations;
	table->rows = cells->rows;
	table->cols = cells->cols;
	for (int i = 0; i < cells->rows; i++)
		for (int j = 0; j < cells->cols; j++) {
			struct notation *const cell = cells->cell[i * TABLE_COLS_MOST + j];
			end = add(end, cell ? cell : new_part(reader, NOTATION_ROW, ATOM_ORDINARY));
		}
	return table;
}

// Up to the \end of the environment, or to the end.
static struct notation *read_table(struct notation_reader *reader, unsigned outer, const struct environment *environment)
{
	struct cells cells = { .rows = 1 };
	cells.cell = memory_get((size_t)TABLE_ROWS_MOST * TABLE_COLS_MOST, sizeof *cells.cell);
	for (;;) {
		add_cell(reader, &cells, read_row(reader, outer | STOP_CELL));
		if (reader->at < reader->end && *reader->at == '&') {
			reader->at++;
		} else if (starts(reader, "\\\\")) {
			reader->at += 2;
			cells.rows += cells.rows <= TABLE_ROWS_MOST;
			cells.at = 0;
		} else {
			break;
		}
	}
	// A line break before the end begins no row.
	cells.rows = cells.rows > TABLE_ROWS_MOST ? TABLE_ROWS_MOST : cells.rows;
	if (cells.rows > 1 && cells.at == 1 && is_empty(cells.cell[(cells.rows - 1) * TABLE_COLS_MOST]))
		cells.rows--;
	struct notation *const table = new_table(reader, &cells, environment);
	free(cells.cell);
	return table;
}

static struct notation *read_environment(struct notation_reader *reader)
{
	const char *name;
	size_t length;
	read_words(reader, &name, &length);
	const struct environment *const environment = find_environment(name, length);
	if (environment && !strcmp(environment->name, "array"))
		read_words(reader, &name, &length); // {ccc}
	reader->known = reader->known && environment;
	struct notation *const table =
		read_table(reader, reader->stops, environment ? environment : &environments[0]);
	if (starts(reader, "\\end")) {
		reader->at += strlen("\\end");
		read_words(reader, &name, &length);
	}
	return table;
}

// ---- commands

static const enum atom atoms[] = {
	[SYMBOL_ORDINARY] = ATOM_ORDINARY, [SYMBOL_BINARY] = ATOM_BINARY,
	[SYMBOL_RELATION] = ATOM_RELATION, [SYMBOL_FUNCTION] = ATOM_FUNCTION,
	[SYMBOL_LARGE] = ATOM_LARGE,       [SYMBOL_OPEN] = ATOM_OPEN,
	[SYMBOL_CLOSE] = ATOM_CLOSE,
};

// A part of one or two arguments.
static struct notation *read_around(struct notation_reader *reader, enum notation_kind kind, enum atom atom, int arguments)
{
	struct notation *const part = new_part(reader, kind, atom);
	struct notation **end = &part->first;
	while (arguments-- > 0)
		end = add(end, read_argument(reader));
	return part;
}

static struct notation *read_named(struct notation_reader *reader, enum notation_kind kind, enum atom atom)
{
	const char *words;
	size_t length;
	read_words(reader, &words, &length);
	return new_words(reader, kind, atom, words, length);
}

static struct notation *read_symbol(struct notation_reader *reader, const struct symbol *symbol)
{
	struct notation *part;
	switch (symbol->kind) {
	case SYMBOL_BLANK:
		return new_part(reader, NOTATION_BLANK, ATOM_NONE);
	case SYMBOL_QUAD:
		return new_part(reader, NOTATION_QUAD, ATOM_NONE);
	case SYMBOL_NOTHING:
		return NULL;
	case SYMBOL_SHOW:
		return read_around(reader, NOTATION_ROW, ATOM_ORDINARY, 1);
	case SYMBOL_RELATED:
		return read_around(reader, NOTATION_ROW, ATOM_RELATION, 1);
	case SYMBOL_WORDS:
		return read_named(reader, NOTATION_WORDS, ATOM_ORDINARY);
	case SYMBOL_NAMED:
		return read_named(reader, NOTATION_LETTERS, ATOM_FUNCTION);
	case SYMBOL_ACCENT:
		return read_around(reader, NOTATION_ACCENT, ATOM_ORDINARY, 1);
	case SYMBOL_FRACTION:
		return read_around(reader, NOTATION_FRACTION, ATOM_FRACTION, 2);
	case SYMBOL_ROOT:
		return read_around(reader, NOTATION_ROOT, ATOM_ORDINARY, 1);
	case SYMBOL_LEFT:
		return read_brackets(reader);
	case SYMBOL_BEGIN:
		return read_environment(reader);
	case SYMBOL_RIGHT: // without its \left
		part = new_part(reader, NOTATION_LETTERS, ATOM_CLOSE);
		part->pretty = part->ascii = read_bracket(reader);
		return part;
	default:
		part = new_part(reader, NOTATION_LETTERS, atoms[symbol->kind]);
		part->pretty = symbol->pretty;
		part->ascii = symbol->ascii;
		return part;
	}
}

static struct notation *read_command(struct notation_reader *reader)
{
	const char *const name = ++reader->at;
	while (reader->at < reader->end && isalpha((unsigned char)*reader->at))
		reader->at++;
	if (reader->at == name && reader->at < reader->end)
		reader->at += utf8_letter(reader->at, (size_t)(reader->end - reader->at));
	size_t const length = (size_t)(reader->at - name);
	if (length == 1 && *name == '\\') // a line break that ends no row
		return new_part(reader, NOTATION_QUAD, ATOM_NONE);
	const struct symbol *const symbol = symbol_find(name, length);
	if (!symbol) {
		reader->known = false;
		return new_words(reader, NOTATION_WORDS, ATOM_ORDINARY, name - 1, length + 1);
	}
	// A blank after a command of letters only ends its name; after a script's command it is the row's.
	if (isalpha((unsigned char)*name) && !reader->in_script)
		skip_blanks(reader);
	struct notation *const part = read_symbol(reader, symbol);
	if (part)
		part->symbol = symbol;
	return part;
}

// Single letters that are more than ordinary.
static const struct {
	const char *letter, *pretty;
	enum atom atom;
} signs[] = {
	{ "-", "−", ATOM_BINARY },   { "+", "+", ATOM_BINARY },   { "=", "=", ATOM_RELATION },
	{ "<", "<", ATOM_RELATION }, { ">", ">", ATOM_RELATION }, { "(", "(", ATOM_OPEN },
	{ "[", "[", ATOM_OPEN },     { ")", ")", ATOM_CLOSE },    { "]", "]", ATOM_CLOSE },
	{ ",", ",", ATOM_COMMA },    { ";", ";", ATOM_COMMA },    { "/", "/", ATOM_SLASH },
	{ "'", "′", ATOM_ORDINARY },
};

static struct notation *new_sign(struct notation_reader *reader, char letter)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (*signs[i].letter == letter) {
			struct notation *const part = new_part(reader, NOTATION_LETTERS, signs[i].atom);
			part->pretty = signs[i].pretty;
			part->ascii = signs[i].letter;
			return part;
		}
	return NULL;
}

static struct notation *read_letter(struct notation_reader *reader)
{
	const char *const at = reader->at;
	size_t const length = utf8_letter(at, (size_t)(reader->end - at));
	struct notation *const sign = length == 1 ? new_sign(reader, *at) : NULL;
	reader->at += length;
	return sign ? sign : new_words(reader, NOTATION_LETTERS, ATOM_ORDINARY, at, length);
}

// One part without its scripts; NULL: there was none.
static struct notation *read_nucleus(struct notation_reader *reader)
{
	struct notation *part = NULL;
	if (++reader->depth > NOTATION_DEPTH_MOST) {
		reader->known = false;
		reader->at = reader->end;
	} else if (*reader->at == '\\') {
		part = read_command(reader);
	} else if (*reader->at == '{') {
		reader->at++;
		part = read_row(reader, STOP_BRACE);
		reader->at += reader->at < reader->end;
	} else if (sees(reader, "_^")) {
		part = new_part(reader, NOTATION_ROW, ATOM_ORDINARY); // scripts of nothing
	} else if (sees(reader, " \n~&}")) {
		if (*reader->at++ != '}')
			part = new_part(reader, NOTATION_BLANK, ATOM_NONE);
	} else {
		part = read_letter(reader);
	}
	reader->depth--;
	return part;
}

// ---- rows

static struct notation *read_scripts(struct notation_reader *reader, struct notation *base)
{
	if (!sees(reader, "_^'"))
		return base;
	struct notation *const scripts = new_part(reader, NOTATION_SCRIPTS, base->atom);
	struct notation *const low = new_part(reader, NOTATION_ROW, ATOM_ORDINARY);
	struct notation *const high = new_part(reader, NOTATION_ROW, ATOM_ORDINARY);
	struct notation **low_end = &low->first, **high_end = &high->first;
	bool const outer = reader->in_script;
	reader->in_script = true;
	while (sees(reader, "_^'")) {
		char const mark = *reader->at++;
		if (mark == '_')
			low_end = add(low_end, read_argument(reader));
		else
			high_end = add(high_end, mark == '^' ? read_argument(reader)
			                                     : new_sign(reader, '\''));
	}
	reader->in_script = outer;
	add(add(add(&scripts->first, base), low), high);
	return scripts;
}

static bool awaits_operand(enum atom last)
{
	return last == ATOM_NONE || last == ATOM_BINARY || last == ATOM_RELATION ||
	       last == ATOM_OPEN || last == ATOM_COMMA || last == ATOM_LARGE ||
	       last == ATOM_FUNCTION || last == ATOM_SIGN;
}

// Everything up to what stops it, which is not taken.
static struct notation *read_row(struct notation_reader *reader, unsigned inner)
{
	unsigned const outer = reader->stops;
	struct notation *const row = new_part(reader, NOTATION_ROW, ATOM_ORDINARY);
	struct notation **end = &row->first;
	enum atom last = ATOM_NONE;
	reader->stops = inner;
	while (!stops(reader)) {
		struct notation *part = read_nucleus(reader);
		if (part && part->atom != ATOM_NONE) {
			if (part->atom == ATOM_BINARY && awaits_operand(last))
				part->atom = ATOM_SIGN;
			part = read_scripts(reader, part);
			last = part->atom;
		}
		if (part)
			end = add(end, part);
	}
	reader->stops = outer;
	return row;
}

// ---- the whole

const struct notation *notation_read(const char *tex, size_t length, enum notation_form form,
                                     struct arena *arena, bool *known)
{
	struct notation_reader const begin = { .at = tex, .end = tex + length, .arena = arena, .known = true };
	struct notation_reader reader = begin;
	struct notation *whole = read_row(&reader, form == NOTATION_LINES ? STOP_CELL : 0);
	if (reader.at < reader.end) {
		// Several lines without an environment: as if they stood in one.
		reader = begin;
		whole = read_table(&reader, 0, &plain_lines);
	}
	if (reader.at < reader.end) {
		// An \end without its \begin.
		reader = begin;
		whole = read_row(&reader, 0);
	}
	*known = reader.known;
	return whole;
}
