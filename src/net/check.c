// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/check.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "net/backward.h"

const char *const unchecked_reason[UNCHECKED_REASONS] = {
	[UNCHECKED_NOT] = "",
	[UNCHECKED_BOTH_ZERO] = N_("both are zero"),
	[UNCHECKED_RESOLUTION] = N_("below numeric resolution"),
	[UNCHECKED_TRUNCATED] = N_("truncated on purpose"),
	[UNCHECKED_NOT_FINITE] = N_("not finite"),
};

// A difference that is larger than this does not come from the curvature over h.
#define BENT_MOST 0.01

// (E(θ+h) - E(θ-h)) / 2h of loss t, or of all losses when t is -1.  Losses are subtracted one by one: what
// the nudge does not reach gives exactly nothing.
static double central_difference(const struct pass *pass, struct nudge nudge, double step, int t,
                                 double *losses, double *magnitude)
{
	double *up = losses, *down = losses + pass->T;
	int const first = t >= 0 ? t : nudge.time < 0 ? 0 : nudge.time;
	int const last = t >= 0 ? t : pass->T - 1;
	double difference = 0;
	nudge.by = step;
	pass_nudged_losses(pass, nudge, last, up);
	nudge.by = -step;
	pass_nudged_losses(pass, nudge, last, down);
	for (int i = first; i <= last; i++) {
		difference += up[i] - down[i];
		*magnitude = fmax(*magnitude, fabs(up[i]));
	}
	return difference / (2 * step);
}

// Which number an element of the subject's value is, delta's parts one below the other.
static struct nudge nudge_of(const struct pass *pass, struct check_subject subject, size_t element)
{
	const struct cell *cell = pass->network->cell;
	int quantity = subject.quantity;
	for (int part = 0; subject.quantity < 0; part++) {
		quantity = cell->delta[part];
		struct shape const shape = shape_resolve(cell->quantity[quantity].shape,
		                                         pass->network->H, pass->network->C);
		size_t const size = (size_t)shape.rows * (size_t)shape.cols;
		if (element < size)
			break;
		element -= size;
	}
	return (struct nudge){ quantity, subject.step, (int)element, 0 };
}

static void numeric_values(const struct pass *pass, struct check_subject subject, struct array numeric,
                           double *losses, double *magnitude)
{
	bool const reaches = subject.t < 0 || subject.step <= subject.t;
	for (size_t i = 0; reaches && i < array_size(numeric) && !interrupt_seen(); i++)
		numeric.at[i] = central_difference(pass, nudge_of(pass, subject, i), CHECK_STEP, subject.t,
		                                   losses, magnitude);
}

// The same without the error in h²: what bends is no mistake in the gradient.
static double unbent(const struct pass *pass, struct check_subject subject, size_t element, double numeric,
                     double *losses)
{
	double ignored = 0;
	double const wider = central_difference(pass, nudge_of(pass, subject, element), 2 * CHECK_STEP,
	                                        subject.t, losses, &ignored);
	return (4 * numeric - wider) / 3;
}

// A truncated gradient is another number on purpose where the walk leaves iterations out.
static bool is_truncated(const struct pass *pass, struct check_subject subject)
{
	int const truncate = pass->network->truncate;
	int const longest = subject.t >= 0 ? subject.t : pass->T - 1;
	return truncate >= 0 && longest > truncate;
}

// PASS is a small relative error; a difference that rounding alone explains is excused, never passed.
static enum verdict judge(double a, double n, double noise, bool truncated, enum unchecked *reason)
{
	double const difference = fabs(a - n), larger = fmax(fabs(a), fabs(n));
	*reason = UNCHECKED_NOT;
	if (!isfinite(a) || !isfinite(n))
		*reason = UNCHECKED_NOT_FINITE;
	else if (larger <= 0)
		*reason = UNCHECKED_BOTH_ZERO;
	else if (difference <= CHECK_TOLERANCE * larger)
		return VERDICT_PASS;
	else if (difference <= noise)
		*reason = UNCHECKED_RESOLUTION;
	else if (truncated)
		*reason = UNCHECKED_TRUNCATED;
	return *reason ? VERDICT_UNCHECKED : VERDICT_FAIL;
}

// `truncated`: that iterations were left out explains a difference.
static struct check compare(const struct pass *pass, struct check_subject subject,
                            struct array analytic, bool truncated, struct arena *arena)
{
	struct check check = { .analytic = analytic, .worst_element = -1 };
	check.numeric = array_new(arena, check.analytic.rows, check.analytic.cols);
	double magnitude = 1;
	double *losses = memory_get(2 * (size_t)pass->T, sizeof *losses);
	numeric_values(pass, subject, check.numeric, losses, &magnitude);

	size_t const size = array_size(check.analytic);
	check.verdict = arena_get(arena, size);
	check.reason = arena_get(arena, size);
	// Each loss is known to a few units in its last place; h = 1e-4 magnifies them.
	int const summed = subject.t >= 0 ? 1 : pass->T;
	double const noise = 16 * DBL_EPSILON * magnitude * sqrt(summed) / CHECK_STEP;
	for (size_t i = 0; i < size; i++) {
		double const a = check.analytic.at[i];
		double n = check.numeric.at[i];
		enum unchecked reason;
		enum verdict verdict = judge(a, n, noise, truncated, &reason);
		if (verdict == VERDICT_FAIL && fabs(a - n) <= BENT_MOST * fmax(fabs(a), fabs(n)) &&
		    !interrupt_seen()) {
			n = check.numeric.at[i] = unbent(pass, subject, i, n, losses);
			verdict = judge(a, n, noise, truncated, &reason);
		}
		check.verdict[i] = (unsigned char)verdict;
		check.reason[i] = (unsigned char)reason;
		check.count[verdict]++;
		check.reasons[reason]++;
		if (verdict == VERDICT_UNCHECKED)
			continue;
		double const error = fabs(a - n) / fmax(fabs(a), fabs(n));
		if (check.worst_element < 0 || error > check.worst) {
			check.worst = error;
			check.worst_element = (int)i;
		}
	}
	free(losses);
	return check;
}

struct array check_analytic(const struct pass *pass, struct check_subject subject,
                            struct arena *arena)
{
	return subject.quantity < 0 ?
	               backward_delta(pass, subject.t, subject.step, arena) :
	               backward_parameter(pass, subject.t, subject.quantity, subject.step, arena);
}

struct check check_run(const struct pass *pass, struct check_subject subject, struct arena *arena)
{
	return compare(pass, subject, check_analytic(pass, subject, arena),
	               is_truncated(pass, subject), arena);
}

struct check check_value(const struct pass *pass, struct check_subject subject, struct array value,
                         struct arena *arena)
{
	return compare(pass, subject, value, false, arena);
}

double check_cost(const struct pass *pass, struct check_subject subject)
{
	const struct cell *cell = pass->network->cell;
	double step = 0, elements = 0;
	for (int q = 0; q < cell->quantities; q++) {
		struct shape const shape =
			shape_resolve(cell->quantity[q].shape, pass->network->H, pass->network->C);
		double const size = (double)shape.rows * shape.cols;
		// A parameter is multiplied once a step; anything else costs about a function a number.
		step += cell->quantity[q].kind == QUANTITY_PARAMETER ? size : 10 * size;
		if (q == subject.quantity)
			elements = size;
	}
	for (int i = 0; subject.quantity < 0 && i < cell->deltas; i++)
		elements += shape_resolve(cell->quantity[cell->delta[i]].shape, pass->network->H,
		                          pass->network->C)
		                    .rows;
	int const last = subject.t >= 0 ? subject.t : pass->T - 1;
	int const first = subject.step > 0 ? subject.step : 0;
	return 2 * elements * step * (last - first + 1);
}
