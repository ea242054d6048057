// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of each element in a cell's forward equations (tanh, sigmoid, …), told from its trees and
// the operator table alone: which one is in play at a place, with its units' arguments, its value and
// its derivative anywhere.
#ifndef VIEW_ACTIVATION_H
#define VIEW_ACTIVATION_H

#include "view/study.h"

struct activation {
	const struct tree *call; // NULL: the cell has none
	struct tree *variable;   // u, a free name
	struct tree *derivative; // of the function, in u
	struct array argument;   // of each unit at the time; no elements: not computed yet
	int time;
};

// In the study's arena.
struct activation activation_in_play(struct study *study);

double activation_value(const struct activation *activation, double at);
double activation_slope(const struct activation *activation, double at, struct arena *arena);

// `tanh(z[1])`; its derivative as the differentiator has it, `1 − tanh(z[1])²`.
void activation_write(const struct study *study, const struct activation *activation,
                      struct text *out);
void activation_write_slope(struct study *study, const struct activation *activation,
                            struct text *out);

#endif
