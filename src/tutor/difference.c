// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/difference.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "net/imaginary.h"
#include "net/network.h"
#include "plan/plan.h"

static const struct difference methods[] = {
	{ "central", 1e-4, 2, 2, { { 1, 0.5 }, { -1, -0.5 } }, "(E(θ+h) − E(θ−h)) / 2h" },
	{ "forward", 1e-7, 1, 2, { { 1, 1 }, { 0, -1 } }, "(E(θ+h) − E(θ)) / h" },
	{ "five-point", 1e-3, 4, 4,
	  { { 2, -1.0 / 12 }, { 1, 2.0 / 3 }, { -1, -2.0 / 3 }, { -2, 1.0 / 12 } },
	  "(−E(θ+2h) + 8 E(θ+h) − 8 E(θ−h) + E(θ−2h)) / 12h" },
	// (4 D(h/2) - D(h)) / 3 of central differences D: Richardson 1911.
	{ "richardson", 2e-3, 4, 4,
	  { { 1, -1.0 / 6 }, { 0.5, 4.0 / 3 }, { -0.5, -4.0 / 3 }, { -1, 1.0 / 6 } },
	  "(4 D(h/2) − D(h)) / 3 of central differences D" },
	{ "complex", 1e-20, 2, 0, .formula = "Im E(θ + ih) / h" },
	{ .name = NULL },
};

const struct difference *difference_next(const struct difference *method)
{
	method = method ? method + 1 : methods;
	return method->name ? method : NULL;
}

const struct difference *difference_find(const char *name)
{
	const struct difference *method = NULL;
	while ((method = difference_next(method)) && strcmp(method->name, name))
		continue;
	return method;
}

// Nothing is subtracted: a loss that the nudge does not reach has no imaginary part.
static double run_complex(double h, const struct pass *pass, struct nudge nudge, int first, int last, double *losses)
{
	double sum = 0;
	nudge.by = h;
	imaginary_losses(pass, nudge, last, losses);
	for (int j = first; j <= last; j++)
		sum += losses[j];
	return sum / h;
}

const struct operation *difference_refuses(const struct difference *method, const struct cell *cell)
{
	return method->points ? NULL : imaginary_refuses(cell);
}

double difference_noise(const struct difference *method, double h, double magnitude)
{
	return 16 * DBL_EPSILON * magnitude / (method->points ? h : 1);
}

double difference_run(const struct difference *method, double h, const struct pass *pass, struct plan *plan,
                      struct nudge nudge, int t, double *losses, double *magnitude)
{
	int const first = t >= 0 ? t : nudge.time < 0 ? 0 : nudge.time;
	int const last = t >= 0 ? t : pass->T - 1;
	struct sequence const sequence = network_sequence(pass->network);
	double sum = 0;
	if (!method->points)
		return run_complex(h, pass, nudge, first, last, losses);
	for (int i = 0; i < method->points; i++) {
		nudge.by = method->point[i].at * h;
		if (plan)
			plan_nudged_losses(plan, &sequence, &nudge, last, losses + i * pass->T);
		else
			pass_nudged_losses(pass, nudge, last, losses + i * pass->T);
	}
	// The weights sum to zero: what the nudge does not reach gives exactly nothing.
	const double *const base = losses + (method->points - 1) * pass->T;
	for (int j = first; j <= last; j++) {
		double of_loss = 0;
		for (int i = 0; i < method->points - 1; i++)
			of_loss += method->point[i].weight * (losses[i * pass->T + j] - base[j]);
		sum += of_loss;
		*magnitude = fmax(*magnitude, fabs(losses[j]));
	}
	return sum / h;
}
