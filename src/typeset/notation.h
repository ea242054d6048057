// SPDX-License-Identifier: GPL-3.0-or-later
// A formula as its TeX says it: a tree of rows, scripts, fractions, brackets, tables.  How it looks is for
// those who read the tree: math.h draws it with letters, mathml.h writes it for a browser.  A small part of
// TeX (symbol.c); what is not known stands there as it was written.  Reading always goes on to the end.
#ifndef TYPESET_NOTATION_H
#define TYPESET_NOTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "typeset/symbol.h"

enum { NOTATION_DEPTH_MOST = 32 };

// What a part is to its neighbours.
enum atom {
	ATOM_NONE,
	ATOM_ORDINARY,
	ATOM_SIGN,     // a minus with nothing on its left
	ATOM_FUNCTION, // a name that an operand follows
	ATOM_LARGE,    // Σ with its bounds
	ATOM_BINARY,
	ATOM_RELATION,
	ATOM_OPEN,
	ATOM_CLOSE,
	ATOM_GROUP, // brackets and what they hold
	ATOM_COMMA,
	ATOM_SLASH, // of a fraction on the line
	ATOM_FRACTION
};

enum notation_kind {
	NOTATION_ROW,     // its parts; with a symbol, that command's argument: \mathrm{…}
	NOTATION_LETTERS, // one letter, or the sign or name of a command
	NOTATION_WORDS,   // \text{…}, or a command that is not known
	NOTATION_BLANK,   // between the parts of a row
	NOTATION_QUAD,    // a wide one, where a line is broken first
	NOTATION_SCRIPTS, // base, low, high: the latter two are rows, empty for none
	NOTATION_FRACTION, // upper, lower
	NOTATION_ACCENT,   // base, with the symbol upon it
	NOTATION_ROOT,     // base
	NOTATION_BRACKETS, // inside
	NOTATION_TABLE     // rows · cols cells, row by row
};

struct notation {
	enum notation_kind kind;
	enum atom atom;              // ATOM_NONE: a blank
	const struct symbol *symbol; // the command that it was; NULL: none
	const char *pretty, *ascii;  // LETTERS, WORDS
	const char *left, *right;    // BRACKETS, TABLE; "": none
	int rows, cols;              // TABLE
	bool equations;              // TABLE: columns right and left by turns, close together
	struct notation *first, *next; // its parts; the part after it
};

// What the whole of a formula is: one row, in which breaks of lines are blanks; or lines of equations, if it has
// such breaks and stands on its own.
enum notation_form { NOTATION_LINE, NOTATION_LINES };

// The formula, in the arena.  *known: nothing in it was unknown, or cut as too deep or too large.
const struct notation *notation_read(const char *tex, size_t length, enum notation_form form,
                                     struct arena *arena, bool *known);

// A part of a part: base 0, low 1, high 2; NULL: there are fewer.
const struct notation *notation_part(const struct notation *whole, int number);

#endif
