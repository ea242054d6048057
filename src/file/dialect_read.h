// SPDX-License-Identifier: GPL-3.0-or-later
// What the two files of a dialect share: its text (dialect_read.c) and what is done with it (dialect.c).
#ifndef FILE_DIALECT_READ_H
#define FILE_DIALECT_READ_H

#include "base/arena.h"
#include "base/error.h"
#include "lang/tree.h"

enum { DIALECT_BYTES_MOST = 65536, DIALECT_SIDES = 2, DIALECT_NAMES = 12, DIALECT_SIZES = 6 };

// An array of the source: its sides are expressions of the sizes.
struct dialect_array {
	const char *name, *also[DIALECT_NAMES]; // the first of its names, and the others
	int number;                             // among the arrays
	struct tree *side[DIALECT_SIDES];
	int dims;
	bool is_needed;
	bool is_words; // what a network is given
	struct dialect_array *next;
};

// factor · name[from..to, from..to] '
struct dialect_term {
	const struct dialect_array *array;
	size_t at; // where its name stands in the equation's text
	double factor;
	struct tree *from[DIALECT_SIDES], *to[DIALECT_SIDES]; // NULL: all
	bool is_transposed;
	struct dialect_term *next;
};

struct dialect_equation {
	const char *target, *text; // "s[-1]", and the whole line
	struct dialect_term *term;
	struct dialect_equation *next;
};

struct dialect {
	const char *name, *title, *cell;
	struct dialect_array *array;
	int arrays;
	struct dialect_equation *equation;
	struct tree *scale; // NULL: 1
	struct dialect_array *never; // what makes of the arrays another function: only the names
	const char *layout; // of what is given, NULL: the usual one
	const char *size[DIALECT_SIZES]; // H and C first
	int length[DIALECT_SIZES];       // as the arrays of a file say; 0: unknown
	int sizes;
	struct arena arena; // holds all, the dialect too
};

// Reads the text of a dialect; NULL and a located *error.
struct dialect *dialect_parse(const char *name, const char *source, const char *text, size_t length,
                              struct error *error);
void dialect_free(struct dialect *dialect); // NULL: nothing

// The value of an expression of the sizes, which are so long, and of T.
bool dialect_value(const struct dialect *dialect, const struct tree *tree, const int *length, int T, double *value,
                   struct error *error);

#endif
