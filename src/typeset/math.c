// SPDX-License-Identifier: GPL-3.0-or-later
// A parser that draws as it reads: each part of the formula becomes a box, a group a row of boxes.  It
// always goes on to the end of what it is given.
#include "typeset/math.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "typeset/drawing.h"
#include "typeset/scripts.h"

struct box drawing_letters(const struct math *math, const char *text)
{
	return box_text(text, math->role);
}

static struct nucleus atom_of(enum atom atom, struct box box)
{
	return (struct nucleus){ atom, box, NULL };
}

bool drawing_starts(const struct math *math, const char *command)
{
	size_t const length = strlen(command), left = (size_t)(math->end - math->at);
	return left >= length && !memcmp(math->at, command, length) &&
	       !(isalpha((unsigned char)command[length - 1]) && left > length &&
	         isalpha((unsigned char)math->at[length]));
}

bool drawing_sees(const struct math *math, const char *letters)
{
	return math->at < math->end && *math->at && strchr(letters, *math->at);
}

bool drawing_stops(const struct math *math)
{
	return math->at >= math->end || ((math->stops & STOP_BRACE) && *math->at == '}') ||
	       ((math->stops & STOP_RIGHT) && drawing_starts(math, "\\right")) ||
	       ((math->stops & STOP_CELL) && (*math->at == '&' || drawing_starts(math, "\\\\") ||
	                                      drawing_starts(math, "\\end")));
}

void drawing_skip_blanks(struct math *math)
{
	while (drawing_sees(math, " \n"))
		math->at++;
}

// ---- scripts

static void read_scripts(struct math *math, enum way way, struct nucleus *nucleus)
{
	struct text low = { 0 }, high = { 0 };
	while (drawing_sees(math, "_^'")) {
		char const mark = *math->at++;
		if (mark == '\'')
			text_add(&high, math->ascii ? "'" : "′");
		else
			drawing_argument_text(math, WAY_SCRIPT, mark == '_' ? &low : &high);
	}
	bool const large = nucleus->symbol && nucleus->symbol->kind == SYMBOL_LARGE;
	struct scripts_style const style = { math->ascii, drawing_is_flat(way), large,
		                             large && way == WAY_DISPLAY, math->role };
	if (low.length || high.length)
		nucleus->box = scripts_set(nucleus->box, &low, &high, &style);
	text_free(&low);
	text_free(&high);
}

// ---- parts

static struct nucleus read_unknown(struct math *math, const char *name, size_t length)
{
	struct text text = { 0 };
	math->known = false;
	text_add_char(&text, '\\');
	text_add_bytes(&text, name, length);
	struct nucleus const nucleus =
		atom_of(ATOM_ORDINARY, drawing_letters(math, text_get(&text)));
	text_free(&text);
	return nucleus;
}

static const enum atom atoms[] = {
	[SYMBOL_ORDINARY] = ATOM_ORDINARY, [SYMBOL_BINARY] = ATOM_BINARY,
	[SYMBOL_RELATION] = ATOM_RELATION, [SYMBOL_FUNCTION] = ATOM_FUNCTION,
	[SYMBOL_LARGE] = ATOM_LARGE,       [SYMBOL_OPEN] = ATOM_OPEN,
	[SYMBOL_CLOSE] = ATOM_CLOSE,
};

static struct nucleus read_symbol(struct math *math, enum way way, const struct symbol *symbol,
                                  struct row *row)
{
	struct text text = { 0 };
	struct nucleus nucleus = { .symbol = symbol };
	char plain[8];
	switch (symbol->kind) {
	case SYMBOL_BLANK:
		row_blank(row, 1);
		break;
	case SYMBOL_QUAD:
		row_quad(row);
		break;
	case SYMBOL_NOTHING:
		break;
	case SYMBOL_SHOW:
		nucleus = atom_of(ATOM_ORDINARY, drawing_argument(math, way));
		break;
	case SYMBOL_RELATED:
		nucleus = atom_of(ATOM_RELATION, drawing_argument(math, way));
		break;
	case SYMBOL_WORDS:
	case SYMBOL_NAMED:
		drawing_words(math, &text);
		nucleus = atom_of(symbol->kind == SYMBOL_NAMED ? ATOM_FUNCTION : ATOM_ORDINARY,
		                  drawing_letters(math, text_get(&text)));
		break;
	case SYMBOL_ACCENT:
		nucleus = atom_of(ATOM_ORDINARY, drawing_accent(math, way, symbol));
		break;
	case SYMBOL_FRACTION:
		nucleus = atom_of(ATOM_FRACTION, drawing_fraction(math, way));
		break;
	case SYMBOL_ROOT:
		nucleus =
			atom_of(ATOM_ORDINARY, drawing_letters(math, math->ascii ? symbol->ascii
		                                                                 : symbol->pretty));
		nucleus.box = box_beside(nucleus.box, box_enclosed(drawing_argument(math, way), "(",
		                                                   ")", math->ascii, math->role));
		break;
	case SYMBOL_LEFT:
		nucleus = atom_of(ATOM_GROUP, drawing_enclosed(math, way));
		break;
	case SYMBOL_RIGHT:
		nucleus = atom_of(ATOM_CLOSE, drawing_letters(math, drawing_bracket(math, plain)));
		break;
	case SYMBOL_BEGIN:
		nucleus = atom_of(ATOM_GROUP, drawing_environment(math, way));
		break;
	default:
		nucleus.atom = atoms[symbol->kind];
		nucleus.box = drawing_letters(math, math->ascii ? symbol->ascii : symbol->pretty);
	}
	text_free(&text);
	return nucleus;
}

static struct nucleus read_command(struct math *math, enum way way, struct row *row)
{
	const char *const name = ++math->at;
	while (math->at < math->end && isalpha((unsigned char)*math->at))
		math->at++;
	if (math->at == name && math->at < math->end)
		math->at += utf8_letter(math->at, (size_t)(math->end - math->at));
	size_t const length = (size_t)(math->at - name);
	if (length == 1 && *name == '\\') { // a line break that ends no row
		row_quad(row);
		return (struct nucleus){ 0 };
	}
	const struct symbol *const symbol = symbol_find(name, length);
	if (!symbol)
		return read_unknown(math, name, length);
	// A blank after a command of letters only ends its name; after a script's command it is the row's.
	if (isalpha((unsigned char)*name) && way != WAY_SCRIPT)
		drawing_skip_blanks(math);
	return read_symbol(math, way, symbol, row);
}

// Single letters that are more than ordinary.
static const struct {
	const char letter, *pretty;
	enum atom atom;
} signs[] = {
	{ '-', "−", ATOM_BINARY },   { '+', "+", ATOM_BINARY },   { '=', "=", ATOM_RELATION },
	{ '<', "<", ATOM_RELATION }, { '>', ">", ATOM_RELATION }, { '(', "(", ATOM_OPEN },
	{ '[', "[", ATOM_OPEN },     { ')', ")", ATOM_CLOSE },    { ']', "]", ATOM_CLOSE },
	{ ',', ",", ATOM_COMMA },    { ';', ";", ATOM_COMMA },    { '/', "/", ATOM_SLASH },    { '\'', "′", ATOM_ORDINARY },
};

static struct nucleus read_letter(struct math *math)
{
	char const c = *math->at;
	size_t const length = utf8_letter(math->at, (size_t)(math->end - math->at));
	struct text text = { 0 };
	enum atom atom = ATOM_ORDINARY;
	text_add_bytes(&text, math->at, length);
	for (size_t i = 0; length == 1 && i < sizeof signs / sizeof *signs; i++)
		if (signs[i].letter == c) {
			atom = signs[i].atom;
			text_clear(&text);
			text_add(&text, math->ascii ? (char[]){ c, '\0' } : signs[i].pretty);
		}
	math->at += length;
	struct nucleus const nucleus = atom_of(atom, drawing_letters(math, text_get(&text)));
	text_free(&text);
	return nucleus;
}

// One part without its scripts; ATOM_NONE: there was none, but perhaps a blank for the row.
struct nucleus drawing_nucleus(struct math *math, enum way way, struct row *row)
{
	struct nucleus nucleus = { 0 };
	if (++math->depth > MATH_DEPTH_MOST) {
		math->known = false;
		math->at = math->end;
	} else if (*math->at == '\\') {
		nucleus = read_command(math, way, row);
	} else if (*math->at == '{') {
		math->at++;
		nucleus = atom_of(ATOM_ORDINARY, drawing_row(math, way, STOP_BRACE, INT_MAX));
		math->at += math->at < math->end;
	} else if (drawing_sees(math, "_^")) {
		nucleus = atom_of(ATOM_ORDINARY, box_blank(0)); // scripts of nothing
	} else if (drawing_sees(math, " \n~&}")) {
		if (*math->at++ != '}')
			row_blank(row, 1);
	} else {
		nucleus = read_letter(math);
	}
	math->depth--;
	return nucleus;
}

// Everything up to what stops it, which is not taken.
struct box drawing_row(struct math *math, enum way way, unsigned stops, int cols)
{
	unsigned const outer = math->stops;
	struct row row = { .tight = way == WAY_SCRIPT };
	math->stops = stops;
	while (!drawing_stops(math)) {
		struct nucleus nucleus = drawing_nucleus(math, way, &row);
		if (nucleus.atom == ATOM_NONE)
			continue;
		read_scripts(math, way, &nucleus);
		row_add(&row, nucleus.atom, nucleus.box);
	}
	math->stops = outer;
	return row_join(&row, cols);
}

// ---- the whole

static struct math begin(const char *tex, size_t length, bool ascii, enum role role)
{
	return (struct math){
		.at = tex, .end = tex + length, .ascii = ascii, .known = true, .role = role
	};
}

struct box math_box(const char *tex, size_t length, bool ascii, int cols, enum role role)
{
	struct math math = begin(tex, length, ascii, role);
	if (length > MATH_BYTES_MOST)
		return drawing_row(&math, WAY_LINE, 0, cols);
	struct box box = drawing_row(&math, WAY_DISPLAY, STOP_CELL, cols);
	if (math.at == math.end)
		return box;
	// Several lines without an environment: as if they stood in one.
	box_free(&box);
	math = begin(tex, length, ascii, role);
	if (drawing_lines(&math, WAY_DISPLAY, &box))
		return box;
	// An \\end without its \\begin.
	box_free(&box);
	math = begin(tex, length, ascii, role);
	return drawing_row(&math, WAY_DISPLAY, 0, cols);
}

bool math_write(const char *tex, size_t length, bool ascii, struct text *out)
{
	struct math math = begin(tex, length, ascii, ROLE_MATH);
	struct box box = drawing_row(&math, WAY_LINE, 0, INT_MAX);
	box_write(&box, out);
	box_free(&box);
	return math.known;
}
