// SPDX-License-Identifier: GPL-3.0-or-later
// What the files that draw TeX share (math.c: rows and letters; argument.c: commands with arguments;
// environment.c: tables): the state of the reader, which is always at a place in the formula, and the
// parts of the grammar that call each other.
#ifndef TYPESET_DRAWING_H
#define TYPESET_DRAWING_H

#include <stdbool.h>

#include "base/text.h"
#include "typeset/row.h"
#include "typeset/symbol.h"

// How a part is set.
enum way {
	WAY_LINE,   // all on one line: a/b
	WAY_SCRIPT, // the same without blanks
	WAY_INNER,  // stacked, bounds beside their sum
	WAY_DISPLAY // stacked, bounds above and below
};

// What ends a group: its own end, or that of one around it.
enum { STOP_BRACE = 1, STOP_RIGHT = 2, STOP_CELL = 4 };

struct math {
	const char *at, *end;
	bool ascii, known;
	enum role role;
	unsigned stops;
	int depth;
};

// What was read: a box and what it is; `symbol` NULL: no command.
struct nucleus {
	enum atom atom;
	struct box box;
	const struct symbol *symbol;
};

static inline bool drawing_is_flat(enum way way)
{
	return way == WAY_LINE || way == WAY_SCRIPT;
}

struct box drawing_letters(const struct math *math, const char *text);

// Whether one of these letters stands here; whether this command does, and does not go on to be
// another one; whether a group ends here.
bool drawing_sees(const struct math *math, const char *letters);
bool drawing_starts(const struct math *math, const char *command);
bool drawing_stops(const struct math *math);
void drawing_skip_blanks(struct math *math);

// Everything up to what stops it, which is not taken.
struct box drawing_row(struct math *math, enum way way, unsigned stops, int cols);

// One part without its scripts; ATOM_NONE: there was none, but perhaps a blank for the row.
struct nucleus drawing_nucleus(struct math *math, enum way way, struct row *row);

// {…} or one letter or one command with its arguments; the same as text; {…} as it is written.
struct box drawing_argument(struct math *math, enum way way);
void drawing_argument_text(struct math *math, enum way way, struct text *out);
void drawing_words(struct math *math, struct text *out);

// What follows \frac, \hat, \left; a bracket after \left or \right, "" for none.
struct box drawing_fraction(struct math *math, enum way way);
struct box drawing_accent(struct math *math, enum way way, const struct symbol *symbol);
struct box drawing_enclosed(struct math *math, enum way way);
const char *drawing_bracket(struct math *math, char plain[8]);

// What follows \begin; lines and columns without one, up to the end (false: something stood between).
struct box drawing_environment(struct math *math, enum way way);
bool drawing_lines(struct math *math, enum way way, struct box *out);

#endif
