// SPDX-License-Identifier: GPL-3.0-or-later
// A row of pictures as a recording that terminals play: asciicast, version 2.  A header of one line, then an event
// a line: [seconds, "o", what is sent], [seconds, "i", what was typed], [seconds, "m", a marker's name].  The same
// pictures give the same bytes: no time of day and no environment stand in it.
#ifndef FILE_CAST_H
#define FILE_CAST_H

#include <stdbool.h>

#include "base/error.h"
#include "base/grid.h"

// ---- writing

struct cast {
	struct text *out;
	struct grid last; // as it was sent
	double time;      // seconds
};

// The title is foreign text and is cleaned.  cast_end frees what it holds, not `out`.
void cast_begin(struct cast *cast, int cols, int rows, const char *title, struct text *out);
void cast_mark(struct cast *cast, const char *name);
// The next picture, so many seconds after the one before: only the rows that are others are sent.
void cast_show(struct cast *cast, const struct grid *grid, double after);
void cast_end(struct cast *cast);

// ---- reading

struct cast_event {
	double time;
	char kind;  // 'o', 'i', 'm' or 'r'
	char *data; // owned; of 'o' only text, movements, colours and clearings: nothing else reaches a terminal
};

struct cast_film {
	int cols, rows;
	struct cast_event *event; // owned
	int count;
};

// False and a located *error: it cannot be read, is no asciicast of version 2, or would send a terminal what
// pictures have no need of.  cast_free frees a film that was read.
bool cast_read(struct cast_film *film, const char *path, struct error *error);
void cast_free(struct cast_film *film);

#endif
