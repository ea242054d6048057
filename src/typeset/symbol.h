// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TeX that is drawn: its commands, and the letters that Unicode has small.  Tables; how
// things are put together is math.c's business.
#ifndef TYPESET_SYMBOL_H
#define TYPESET_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>

enum symbol_kind {
	SYMBOL_ORDINARY,
	SYMBOL_BINARY,   // blanks on both sides
	SYMBOL_RELATION, // the same
	SYMBOL_FUNCTION, // a name: a blank before what follows
	SYMBOL_LARGE,    // sum and product: bounds below and above
	SYMBOL_OPEN,
	SYMBOL_CLOSE,
	SYMBOL_BLANK,
	SYMBOL_QUAD,     // a wide blank, where a line is broken first
	SYMBOL_NOTHING,
	SYMBOL_SHOW,     // its argument, as it is: \mathrm{softmax}
	SYMBOL_WORDS,    // its argument letter by letter: \text{the word}
	SYMBOL_NAMED,    // its argument is a function's name
	SYMBOL_RELATED,  // its argument is a relation
	SYMBOL_ACCENT,   // `pretty` goes upon its argument
	SYMBOL_FRACTION,
	SYMBOL_ROOT,
	SYMBOL_LEFT,     // \left( … \right)
	SYMBOL_RIGHT,
	SYMBOL_BEGIN     // \begin{pmatrix} … \end{pmatrix}
};

struct symbol {
	const char *name;
	enum symbol_kind kind;
	const char *pretty, *ascii;
};

// NULL: it is not known.
const struct symbol *symbol_find(const char *name, size_t length);

// The letter small and low, or small and high; NULL: Unicode has none.
const char *symbol_find_small(const char *letter, size_t length, bool high);

#endif
