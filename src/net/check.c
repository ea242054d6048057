// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "lang/operator.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/network.h"
#include "net/plan.h"

const char *const unchecked_reason[UNCHECKED_REASONS] = {
	[UNCHECKED_NOT] = "",
	[UNCHECKED_BOTH_ZERO] = N_("both are zero"),
	[UNCHECKED_RESOLUTION] = N_("below numeric resolution"),
	[UNCHECKED_KINK] = N_("a kink between the points"),
	[UNCHECKED_TRUNCATED] = N_("truncated on purpose"),
	[UNCHECKED_NOT_FINITE] = N_("not finite"),
};

// A difference that is larger than this does not come from the curvature over h.
#define BENT_MOST 0.01

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

// What it takes to find numeric values.
struct measure {
	const struct pass *pass;
	struct plan *plan; // NULL: the walk's forward pass, which has the same bits on every machine
	struct check_subject subject;
	const struct check_how *how;
	double *losses;
	double magnitude; // of the largest loss
};

static double measure(struct measure *m, const struct difference *method, double h, size_t element)
{
	return difference_run(method, h, m->pass, m->plan, nudge_of(m->pass, m->subject, element), m->subject.t, m->losses,
	                      &m->magnitude);
}

static void numeric_values(struct measure *m, struct array numeric)
{
	const struct check_subject *subject = &m->subject;
	bool const reaches = subject->t < 0 || subject->step <= subject->t;
	for (size_t i = 0; reaches && i < array_size(numeric) && !interrupt_seen(); i++)
		if (subject->element < 0 || (size_t)subject->element == i)
			numeric.at[i] = measure(m, m->how->method, m->how->h, i);
}

// The same without the error in h²: what bends is no mistake in the gradient.
static double unbent(struct measure *m, size_t element, double numeric)
{
	return (4 * numeric - measure(m, m->how->method, 2 * m->how->h, element)) / 3;
}

static void find_kink(void *context, struct tree *tree)
{
	*(bool *)context |= tree->kind == TREE_CALL && tree->op->has_kink;
}

static bool has_kinks(const struct cell *cell)
{
	bool found = false;
	for (int i = 0; i < cell->forward.count; i++)
		tree_visit(cell->forward.equation[i].right, find_kink, &found);
	return found;
}

// Whether a kink lies between the points: nearer points, or those of one side alone, agree with `a`.
static bool is_kink(struct measure *m, size_t element, double a)
{
	if (!has_kinks(m->pass->network->cell))
		return false;
	const struct difference *const central = difference_find("central"), *const forward = difference_find("forward");
	double const near = m->how->h / 256;
	double const tries[] = { measure(m, central, near, element), measure(m, forward, near, element),
		                 measure(m, forward, -near, element) };
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		if (fabs(a - tries[i]) <= BENT_MOST * fmax(fabs(a), fabs(tries[i])) ||
		    fabs(a - tries[i]) <= difference_noise(central, near, m->magnitude))
			return true;
	return false;
}

// A truncated gradient is another number on purpose where the walk leaves iterations out.
static bool is_truncated(const struct pass *pass, struct check_subject subject)
{
	int const longest = subject.t >= 0 ? subject.t : pass->T - 1;
	return moment_last_k(pass->network, longest) > 0;
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

struct check_how check_how_usual(void)
{
	const struct difference *const method = difference_next(NULL);
	return (struct check_how){ method, method->h };
}

// The verdict on one number; a difference that bends, or a kink, is looked at again.
static enum verdict judge_again(struct measure *m, size_t i, double a, double *n, double noise, bool truncated,
                                enum unchecked *reason)
{
	enum verdict verdict = judge(a, *n, noise, truncated, reason);
	bool const is_near = fabs(a - *n) <= BENT_MOST * fmax(fabs(a), fabs(*n));
	if (verdict == VERDICT_FAIL && is_near && m->how->method->order == 2 && !interrupt_seen()) {
		*n = unbent(m, i, *n);
		verdict = judge(a, *n, noise, truncated, reason);
	}
	if (verdict == VERDICT_FAIL && is_kink(m, i, a)) {
		*reason = UNCHECKED_KINK;
		return VERDICT_UNCHECKED;
	}
	return verdict;
}

// Where so much is to be done that it is waited for, a parameter is moved in the compiled plan; if that has the walk's
// loss.
#define PLAN_LEAST 1e7 // multiplications

static struct plan *find_plan(const struct pass *pass, struct check_subject subject, const struct check_how *how)
{
	const struct network *network = pass->network;
	struct sequence const sequence = network_sequence(network);
	struct error ignored;
	if (subject.quantity < 0 || network->cell->quantity[subject.quantity].kind != QUANTITY_PARAMETER ||
	    subject.step >= 0 || subject.element >= 0 || !how->method->points || check_cost(pass, subject) < PLAN_LEAST)
		return NULL;
	struct plan *plan = plan_new_of(network, pass->T, false, &ignored);
	if (plan && fabs(plan_loss(plan, &sequence) - pass->total) <= 1e-12 * fmax(1, fabs(pass->total)))
		return plan;
	plan_free(plan);
	return NULL;
}

// `truncated`: that iterations were left out explains a difference.
static struct check compare(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                            struct array analytic, bool truncated, struct arena *arena)
{
	struct check check = { .analytic = analytic, .worst_element = -1 };
	struct measure m = { pass, find_plan(pass, subject, how), subject, how,
		             memory_get(POINTS_MOST * (size_t)pass->T, sizeof(double)), 1 };
	check.numeric = array_new(arena, check.analytic.rows, check.analytic.cols);
	numeric_values(&m, check.numeric);
	check.measured = array_copy(arena, check.numeric);

	size_t const size = array_size(check.analytic);
	check.verdict = arena_get(arena, size);
	check.reason = arena_get(arena, size);
	// Each loss is known to a few units in its last place.
	int const summed = subject.t >= 0 ? 1 : pass->T;
	double const noise = difference_noise(how->method, how->h, m.magnitude) * sqrt(summed);
	for (size_t i = 0; i < size; i++) {
		if (subject.element >= 0 && (size_t)subject.element != i)
			continue;
		double const a = check.analytic.at[i];
		double n = check.numeric.at[i];
		enum unchecked reason;
		enum verdict const verdict = judge_again(&m, i, a, &n, noise, truncated, &reason);
		check.numeric.at[i] = n;
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
	free(m.losses);
	plan_free(m.plan);
	return check;
}

struct array check_analytic(const struct pass *pass, struct check_subject subject,
                            struct arena *arena)
{
	if (subject.quantity < 0)
		return backward_delta(pass, subject.t, subject.step, arena);
	if (pass->network->cell->quantity[subject.quantity].kind == QUANTITY_PARAMETER)
		return backward_parameter(pass, subject.t, subject.quantity, subject.step, arena);
	return backward_quantity(pass, subject.t, subject.quantity, subject.step, arena);
}

struct check check_run_by(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                          struct arena *arena)
{
	return compare(pass, subject, how, check_analytic(pass, subject, arena), is_truncated(pass, subject), arena);
}

struct check check_run(const struct pass *pass, struct check_subject subject, struct arena *arena)
{
	struct check_how const how = check_how_usual();
	return check_run_by(pass, subject, &how, arena);
}

struct check check_value(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                         struct array value, struct arena *arena)
{
	if (!value.at)
		return check_run_by(pass, subject, how, arena);
	return compare(pass, subject, how, value, false, arena);
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

void check_write_subject(const struct cell *cell, struct check_subject subject, bool ascii, struct text *out)
{
	const char *const d = ascii ? "d" : "∂";
	if (subject.quantity < 0) {
		text_addf(out, "%s[%d,%d]", ascii ? "delta" : "δ", subject.t, subject.step);
		return;
	}
	const struct quantity *const quantity = &cell->quantity[subject.quantity];
	text_addf(out, "%s%s", d, cell->quantity[cell->loss].name);
	if (subject.t >= 0)
		text_addf(out, "[%d]", subject.t);
	text_addf(out, "/%s%s", d, quantity->name);
	if (quantity->kind != QUANTITY_PARAMETER)
		text_addf(out, "[%d]", subject.step);
	else if (subject.step >= 0)
		text_addf(out, " @ %d", subject.step);
}
