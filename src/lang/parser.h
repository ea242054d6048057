// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tree: the grammar of expressions stands above each function of expression.c.  What commands ask for
// is read by lang/query.h.
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include <stdbool.h>

#include "base/error.h"
#include "lang/tree.h"

enum { PARSE_DEPTH = 200, PARSE_BYTES = 65536 };

// Whether `name` is a quantity of the cell, so that d and this name make a DNAME; may be NULL (none is).
// `whole_state`: the DNAME of all states together, when these names, in their order, are all of them; else
// NULL.
struct parse_names {
	void *context;
	bool (*is_quantity)(void *context, const char *name);
	const char *(*whole_state)(void *context, const char *const *name, int count);
	bool juxtaposes; // factors may stand beside each other, as formulas are printed: U x₁
};

// What a line is, once read.
struct statement {
	bool is_let;
	struct tree *target; // NULL: a bare expression
	bool adds;           // += rather than =
	struct tree *value;
};

// Reads one expression, all of text[0 .. length).  `line` is the number of its line and `column` that
// of its first letter, for spans.  The tree lives in the arena.
bool parse_expression(const char *text, size_t length, int line, int column,
                      const struct parse_names *names, struct arena *arena, struct tree **tree,
                      struct error *error);

// line = ["let"] target ("="|"+=") expr | expr
bool parse_statement(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena,
                     struct statement *statement, struct error *error);

#endif
