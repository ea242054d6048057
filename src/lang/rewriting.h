// SPDX-License-Identifier: GPL-3.0-or-later
// A pattern in the equation language is found in the right side of one equation and replaced.  In a pattern these
// letters stand for something:
//
//   A B      any expression, the same one wherever the letter stands
//   P        a parameter that is no bias           b O a bias
//   S        a state            X   an input       Q R what is computed, states too
//   L        the quantity on the left           M the edit's number, in what is made
//   N        the other matrix in the forward equation that reads P, in what is made
//
// with the time at which it is read, as s[k-1] in an equation; `d` before a letter is its gradient.  All else
// stands for itself, t k T H C for the numbers.  A letter that stands in what is made alone, S, R or O, is tried
// for each state, part of delta or bias.
#ifndef LANG_REWRITING_H
#define LANG_REWRITING_H

#include <stdbool.h>

#include "lang/cell.h"

struct edit {
	const char *left;    // of which equations: "dP", "db", "dL[t]", "dL[k]", "dS[k-1]"
	const char *pattern; // what is found in the right side; "A" alone: all of it
	const char *made;    // what stands there instead
	bool whole;          // only where the pattern is all of the right side
	bool sets;           // and it is =, where the derived equation says +=
	bool trades;         // that of a delta: it gets the right side of dR, the unbound letter of `made`, and dR gets its
	const char *only;    // "at k=0: ", "at k=t: ": in these iterations; NULL: in all
	const char *but;     // in all iterations but these
	double number;       // what M is
};

// Where an edit fits: an equation of the cell's sweep, one of the matches in it (-1: all), and what the letter
// that stands in `made` alone is (-1 if there is none).
struct site {
	int equation, match, other;
};

enum { SITES_MOST = 64 };

// What the letters of a pattern stand for.
enum { REWRITING_LETTERS = 128 };

struct rewriting_match {
	const struct cell *cell;
	struct tree *tree[REWRITING_LETTERS]; // A, B, M
	int quantity[REWRITING_LETTERS];      // the others; -1: nothing yet
};

struct rewriting {
	const struct cell *cell;
	const struct edit *edit;
	const struct equation *equation;
	const struct tree *pattern, *made;
	struct tree *number;
	bool asks_neighbour; // N stands in `made`
	struct site wanted;
	int found;
	struct rewriting_match first; // what the first match bound
	struct arena *arena;
};

// An edit, to be looked for in equations of the cell; its texts live as long as the program.
struct rewriting rewriting_of(const struct cell *cell, const struct edit *edit, struct arena *arena);

// Begins anew in the equation `in`, whose number is `equation`; false: the edit has no place there.
bool rewriting_begin(struct rewriting *search, const struct equation *in, int equation);

// The tree with its matches replaced (search->wanted: which); trees without a match stay the same ones.
struct tree *rewriting_replace(struct rewriting *search, struct tree *tree);

// Adds the sites in the equation to the `count` that are there; how many there are then.
int rewriting_add_sites(struct rewriting *search, struct site *sites, int count);

#endif
