// SPDX-License-Identifier: GPL-3.0-or-later
// Did you mean: the candidate nearest to a misspelt word, by letters left out, added, changed or
// swapped; at most a third of the word may be wrong.
#ifndef REPL_NEAREST_H
#define REPL_NEAREST_H

struct nearest {
	const char *word;
	const char *best; // NULL: none is near enough
	int distance;     // of `best`
};

struct nearest nearest_to(const char *word);
void nearest_try(struct nearest *nearest, const char *candidate);

#endif
