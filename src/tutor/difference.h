// SPDX-License-Identifier: GPL-3.0-or-later
// Numeric derivatives: the losses at a few points around a number, weighted; or at one beside the real axis.  One
// row a method.
#ifndef TUTOR_DIFFERENCE_H
#define TUTOR_DIFFERENCE_H

#include "lang/operator.h"
#include "net/pass.h"

enum { POINTS_MOST = 4 };

// dE/dθ ≈ Σ weight · E(θ + at·h) / h, with an error of the order h^order.
struct difference {
	const char *name;
	double h; // that suits double precision: rounding and truncation about equal
	int order, points; // no points: the complex step
	struct {
		double at, weight;
	} point[POINTS_MOST];
	const char *formula; // for people
};

// The row after this one, NULL after the last; difference_next(NULL) is the first, central differences.
const struct difference *difference_next(const struct difference *method);
const struct difference *difference_find(const char *name); // NULL if there is none

// The operator of the cell's that the method has no use for; NULL: it suits the cell.
const struct operation *difference_refuses(const struct difference *method, const struct cell *cell);

// How far rounding may carry the derivative of one loss, where losses are as large as `magnitude`.
double difference_noise(const struct difference *method, double h, double magnitude);

// The derivative of loss t (-1: of all losses) by the number that the nudge names.  Losses are weighed one by one:
// what the nudge does not reach gives exactly nothing.  `losses` is room for POINTS_MOST · T numbers;
// *magnitude becomes the largest loss that was met, if it is larger than before.  `plan`: of the pass's network, which
// finds the losses in its place; NULL: none does.
struct plan;
double difference_run(const struct difference *method, double h, const struct pass *pass, struct plan *plan,
                      struct nudge nudge, int t, double *losses, double *magnitude);

#endif
