// SPDX-License-Identifier: GPL-3.0-or-later
// A row of a formula: boxes one after the other, with the blanks that belong between them and the
// places where a long row may be broken.
#ifndef TYPESET_ROW_H
#define TYPESET_ROW_H

#include "typeset/box.h"
#include "typeset/notation.h"

struct row {
	struct part *part; // owned
	int count, room;
	int blank;  // columns that the next part is to be set off by
	bool quad;  // before the next part a line is broken first
	bool tight; // a script: no blanks
};

// Adds a part, which the row then owns.
void row_add(struct row *row, enum atom atom, struct box box);
void row_blank(struct row *row, int cols);
void row_quad(struct row *row);

// All of it as one box, in lines of at most `cols` columns as far as it can be broken; the row is empty
// then.
struct box row_join(struct row *row, int cols);

#endif
