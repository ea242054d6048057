// SPDX-License-Identifier: GPL-3.0-or-later
// What may be done to an equation of a backward program, whichever cell it belongs to, by the patterns of
// lang/rewriting.h; and to forward equations, which makes another cell.  Nothing here knows a mistake (tutor/bug.h does)
// or a cell.
#ifndef LANG_REWRITE_H
#define LANG_REWRITE_H

#include "base/text.h"
#include "lang/rewriting.h"

// The sites of an edit, match by match, in the order of the program; at most SITES_MOST.
int rewrite_sites(const struct cell *cell, const struct edit *edit, struct site *sites);

// The cell after the edit, which shares with `cell` what it does not change.  NULL: the edit makes no program
// here (shapes do not fit, no order computes what is read, or nothing is changed).  The caller owns the one
// reference.
struct cell *rewrite(const struct cell *cell, const struct edit *edit, struct site site);

// The same for lines that a learner would write, each ended by a newline (lang/amend.h); NULL: one of them is
// wrong in this cell.
struct cell *rewrite_lines(const struct cell *cell, const char *lines);

// The same for the forward equations, as they are stated: left "L[t]" is any of them, "S[t]" one of a state, "E[t]"
// the loss.  The cell after it is derived anew, and its quantities may have other numbers.  Of what has no place
// (site.equation -1) all sites together are rewritten, with `other` where it has the equation's shape.  The caller owns the one reference.
int rewrite_forward_sites(const struct cell *cell, const struct edit *edit, struct site *sites);
struct cell *rewrite_forward(const struct cell *cell, const struct edit *edit, struct site site);
// With whole equations, one a line, in place of those with the same left side; NULL: the cell has not got all.
struct cell *rewrite_forward_lines(const struct cell *cell, const char *lines);

// A cell's amended equations as the lines that a learner would write, "at k=t: let dz[k] = ds[k]", each ended by
// a newline.
void rewrite_print(const struct cell *cell, struct text *out);

// Whether both, of the same cell, have the same equations; those that have have equal hashes.
unsigned long rewrite_hash(const struct cell *cell);
bool rewrite_same(const struct cell *a, const struct cell *b);

#endif
