// SPDX-License-Identifier: GPL-3.0-or-later
// What may be done to an equation of a backward program, whichever cell it belongs to: a pattern in the
// equation language, found in a right side and replaced.  In a pattern these letters stand for something:
//
//   A B      any expression, the same one wherever the letter stands
//   P        a parameter that is no bias           b   a bias
//   S        a state            X   an input       Q R what is computed, states too
//   L        the quantity on the left
//
// with the time at which it is read, as s[k-1] in an equation; `d` before a letter is its gradient.  All else
// stands for itself, t k T H C for the numbers.  A letter that stands in what is made alone, S or R, is tried
// for each state or part of delta.  Nothing here knows a mistake (net/bug.h does) or a cell.
#ifndef LANG_REWRITE_H
#define LANG_REWRITE_H

#include <stdbool.h>

#include "base/text.h"
#include "lang/cell.h"

struct edit {
	const char *left;    // of which equations: "dP", "db", "dL[t]", "dL[k]", "dS[k-1]"
	const char *pattern; // what is found in the right side; "A" alone: all of it
	const char *made;    // what stands there instead
	bool whole;          // only where the pattern is all of the right side
	bool sets;           // and it is =, where the derived equation says +=
	const char *only;    // "at k=0: ", "at k=t: ": in these iterations; NULL: in all
	const char *but;     // in all iterations but these
};

// Where an edit fits: an equation of the cell's sweep, one of the matches in it (-1: all), and what the letter
// that stands in `made` alone is (-1: there is none).
struct site {
	int equation, match, other;
};

enum { SITES_MOST = 64 };

// The sites of an edit, match by match, in the order of the program; at most SITES_MOST.
int rewrite_sites(const struct cell *cell, const struct edit *edit, struct site *sites);

// The cell after the edit, which shares with `cell` what it does not change.  NULL: the edit makes no program
// here (shapes do not fit, no order computes what is read, or nothing is changed).  The caller owns the one
// reference.
struct cell *rewrite(const struct cell *cell, const struct edit *edit, struct site site);

// The same for lines that a learner would write, each ended by a newline (lang/amend.h); NULL: one of them is
// wrong in this cell.
struct cell *rewrite_lines(const struct cell *cell, const char *lines);

// A cell's amended equations as the lines that a learner would write, "at k=t: let dz[k] = ds[k]", each ended by
// a newline.
void rewrite_print(const struct cell *cell, struct text *out);

// Whether both are the same cell with the same amended equations.
bool rewrite_same(const struct cell *a, const struct cell *b);

#endif
