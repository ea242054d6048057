// SPDX-License-Identifier: GPL-3.0-or-later
// A text that is typed between braces, as in `cell {` … `}`: over several lines, or in one with `;` for
// their ends.  A # begins a comment there, so that a brace in it counts for nothing.
#ifndef REPL_BLOCK_H
#define REPL_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct session;

struct braced {
	size_t begin,
		end; // the bytes between the braces; to the end of the line when it is not closed
	bool is_closed; // then line[end] is the brace
};

// The block of the command that begins at line[at]; false: that command takes none, or has none.
bool block_find(const struct session *session, const char *line, size_t at, struct braced *block);

// Its text, each `;` that ends a line made a newline: letter by letter as long as it was.
void block_read(const char *line, struct braced block, struct text *out);

// An error in that text becomes one in the line itself, whose number is given.
void block_place_error(const char *line, struct braced block, int number, struct error *error);

// The other way: a text as a block in one line, without its comments.
void block_write(const char *text, struct text *out);

#endif
