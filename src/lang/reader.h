// SPDX-License-Identifier: GPL-3.0-or-later
// The stages through which cell.c makes a cell of a text: lines are read, then names are bound.  Not
// for other files.
#ifndef LANG_READER_H
#define LANG_READER_H

#include "lang/amend.h"
#include "lang/cell.h"

enum { READER_SIZES = 32 };

struct reader {
	struct cell *cell;
	bool biases;
	bool missing[CELL_QUANTITIES]; // declared biases that do not exist
	struct error *error;
	const char *line; // at hand
	size_t length;
	int number;
	const char *size_name[READER_SIZES]; // size D = 4
	int size[READER_SIZES], sizes;
	struct amendment *amendment;   // owned: the lines of the backward pass, in their order
	int amendments;
	const char *loss, *delta[CELL_DELTAS];
	struct span loss_span, delta_span[CELL_DELTAS];
};

// Fills the reader's error (`cause` has one %s, for `name`); always false.
bool reader_fail(struct reader *reader, struct span span, const char *advice, const char *cause,
                 const char *name) __attribute__((format(printf, 4, 0)));

// The number that a size of the cell's own stands for; -1 if it is not one.
int reader_find_size(const struct reader *reader, const char *name);

// All lines: quantities and forward equations, their names free.
bool reader_read(struct reader *reader, const char *text, size_t length);

// Binds every name, infers every shape, takes biases that do not exist out.
bool reader_bind(struct reader *reader);

// The quantities that `loss` and `delta` name; after what is recurrent has been marked.
bool reader_resolve_loss(struct reader *reader);

#endif
