// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked for behind print, plot, heat, bars, surface, display, break, until, watch and condition:
//     query = [item {"," item}] ["over" axis "," axis] ["if" cond] ["log"]
//     item  = (expr | cond) ["for" NAME "=" expr ".." expr]
//     axis  = expr "=" expr ".." expr
// It is read here, once; each says what of it makes sense to it.
#ifndef LANG_QUERY_H
#define LANG_QUERY_H

#include "array/array.h"
#include "lang/parser.h"

enum { QUERY_ITEMS_MOST = 6, QUERY_AXES = 2 };

enum query_value {
	QUERY_EXPRESSION,
	QUERY_CONDITION,
	QUERY_NAME,  // a name, or else a condition
	QUERY_EITHER // an expression, or else a condition
};

struct query_form {
	enum query_value value;
	int most;        // items; 0: none
	bool may_lack;   // there may be no item
	bool has_ranges; // "for"
	bool has_axes;   // "over", which must stand there
	bool has_guard;  // "if"
	bool has_log;
	const char *too_many, *instead; // the error of more than `most` items, and advice; translated
	const char *no_axes;            // advice where axes are missing
};

// An expression that is asked for, of which there is one value, or a list of them over whole numbers.
struct series {
	const char *name; // the expression, as it was typed
	struct tree *tree;
	const char *variable;   // NULL: one value
	struct tree *from, *to; // of the variable; it may run downwards
	// Once evaluated (repl/series.h):
	long first, last;
	struct array value; // of a list a row for each number
};

struct axis {
	const char *name; // as it was typed
	struct tree *tree;
	struct tree *from, *to;
};

struct query {
	struct series item[QUERY_ITEMS_MOST]; // one without a range has that of the next one that has one
	int count;
	struct axis axis[QUERY_AXES];
	struct tree *guard;    // NULL: none
	const char *condition; // the guard, as it was typed
	const char *typed;     // all of it
	bool log;
};

// Reads all of text[0 .. length), which stands in `line` from `column` on.  All lives in the arena.
bool parse_query(const char *text, size_t length, int line, int column, const struct query_form *form,
                 const struct parse_names *names, struct arena *arena, struct query *query,
                 struct error *error);

#endif
