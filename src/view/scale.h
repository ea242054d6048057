// SPDX-License-Identifier: GPL-3.0-or-later
// The scale of an axis: from a value to how far up it stands, and a few round numbers to write beside
// it.  Any finite numbers will do, from 5e-324 to 1.7e308.  Knows no paper.
#ifndef VIEW_SCALE_H
#define VIEW_SCALE_H

#include <stdbool.h>

enum { SCALE_TICKS = 24, SCALE_LABEL = 24 };

struct tick {
	double at; // 0: the axis' beginning, 1: its end
	char label[SCALE_LABEL];
};

struct scale {
	bool log;
	int power;       // linear: values are taken as multiples of 10^power
	double from, to; // in those multiples; log: decimal logarithms
	struct tick tick[SCALE_TICKS];
	int ticks; // from the beginning to the end, all labels with as many digits
};

// Whether a value has a place on the axis: it is finite, and above zero where the axis is logarithmic.
bool scale_has(double value, bool log);

// The axis for values least … largest (which it has) with at most `most` ticks.
struct scale scale_of(double least, double largest, bool log, int most);

// Where a value stands: 0 … 1.
double scale_at(const struct scale *scale, double value);

// The axis for the whole numbers first … last (which may run downwards), at most `most` ticks.
struct scale scale_of_steps(int first, int last, int most);

#endif
