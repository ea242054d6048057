// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/check.h"

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
#include "net/sequences.h"
#include "net/whole.h"
#include "plan/plan.h"

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
	const struct pass *const *pass; // one, or those of all sequences
	int passes;
	struct plan *plan; // NULL: the walk's forward pass, which has the same bits on every machine
	struct check_subject subject;
	const struct check_how *how;
	double *losses;
	double magnitude; // of the largest loss
};

static double measure(struct measure *m, const struct difference *method, double h, size_t element)
{
	struct nudge const nudge = nudge_of(m->pass[0], m->subject, element);
	double sum = 0;
	for (int i = 0; i < m->passes && !interrupt_seen(); i++)
		sum += difference_run(method, h, m->pass[i], m->plan, nudge, m->subject.t, m->losses, &m->magnitude);
	return sum;
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
	if (!has_kinks(m->pass[0]->network->cell))
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
	int longest = subject.t >= 0 ? subject.t : pass->T - 1;
	if (subject.t == CHECK_WHOLE && pass->network->corpus)
		longest = pass->network->corpus->longest - 1;
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

static struct plan *find_plan(const struct measure *m)
{
	const struct network *network = m->pass[0]->network;
	struct error ignored;
	double cost = 0, off = 0;
	int longest = 0;
	if (m->subject.quantity < 0 || network->cell->quantity[m->subject.quantity].kind != QUANTITY_PARAMETER ||
	    m->subject.step >= 0 || m->subject.element >= 0 || !m->how->method->points)
		return NULL;
	for (int i = 0; i < m->passes; i++) {
		cost += check_cost(m->pass[i], m->subject);
		longest = m->pass[i]->T > longest ? m->pass[i]->T : longest;
	}
	struct plan *plan = cost < PLAN_LEAST ? NULL : plan_new_of(network, longest, false, &ignored);
	for (int i = 0; plan && i < m->passes; i++) {
		double const E = m->pass[i]->total;
		struct sequence const sequence = network_sequence(m->pass[i]->network);
		off = fmax(off, fabs(plan_loss(plan, &sequence) - E) / fmax(1, fabs(E)));
	}
	if (off <= 1e-12)
		return plan;
	plan_free(plan);
	return NULL;
}

// ---- all sequences

bool check_fits_whole(const struct network *network, struct error *error)
{
	double steps = 0, bytes = 0;
	for (int i = 0; i < network_learned(network); i++)
		steps += network_sequence_at(network, i).count;
	for (int q = 0; q < network->cell->quantities; q++) {
		struct shape const shape = shape_resolve(network->cell->quantity[q].shape, network->H, network->C);
		if (network->cell->quantity[q].kind == QUANTITY_COMPUTED)
			bytes += steps * shape.rows * shape.cols * sizeof(double);
	}
	return bytes <= NETWORK_BYTES_MOST ||
	       error_set(error, SPAN_NONE, _("sentence 2, and then check W of that one"),
	                 _("the values of all %d sequences need %.0f MiB, more than %.0f"), network_learned(network),
	                 bytes / 1048576, NETWORK_BYTES_MOST / 1048576);
}

// ---- the check

// `truncated`: that iterations were left out explains a difference.
static struct check compare(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                            struct array analytic, bool truncated, struct arena *arena)
{
	struct check check = { .analytic = analytic, .worst_element = -1 };
	struct measure m = { &pass, 1, NULL, subject, how, NULL, 1 };
	LOCAL(sequences) all = { 0 };
	int summed = 0, longest = 1;
	if (subject.t == CHECK_WHOLE) {
		all = sequences_new(pass->network);
		m.pass = all.pass;
		m.passes = all.count ? network_learned(pass->network) : 0;
	}
	for (int i = 0; i < m.passes; i++) {
		summed += m.pass[i]->T;
		longest = m.pass[i]->T > longest ? m.pass[i]->T : longest;
	}
	m.losses = memory_get(POINTS_MOST * (size_t)longest, sizeof(double));
	m.plan = m.passes ? find_plan(&m) : NULL;
	check.numeric = array_new(arena, check.analytic.rows, check.analytic.cols);
	if (m.passes)
		numeric_values(&m, check.numeric);
	check.measured = array_copy(arena, check.numeric);

	size_t const size = array_size(check.analytic);
	check.verdict = arena_get(arena, size);
	check.reason = arena_get(arena, size);
	// Each loss is known to a few units in its last place.
	double const noise = difference_noise(how->method, how->h, m.magnitude) * sqrt(subject.t >= 0 ? 1 : summed);
	for (size_t i = 0; i < size && m.passes; i++) {
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
	if (subject.t == CHECK_WHOLE)
		return whole_parameters(pass->network, arena)[subject.quantity];
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
	text_addf(out, "%s%s%s", d, cell->quantity[cell->loss].name, subject.t == CHECK_WHOLE ? CELL_WHOLE_LOSS : "");
	if (subject.t >= 0)
		text_addf(out, "[%d]", subject.t);
	text_addf(out, "/%s%s", d, quantity->name);
	if (quantity->kind != QUANTITY_PARAMETER)
		text_addf(out, "[%d]", subject.step);
	else if (subject.step >= 0)
		text_addf(out, " @ %d", subject.step);
}

void check_write_sequences(const struct network *network, struct check_subject subject, struct text *out)
{
	LOCAL(text) sum = { 0 };
	if (subject.t != CHECK_WHOLE) {
		network_add_sequence(network, out);
		return;
	}
	network_write_sum(network, &sum);
	if (sum.length)
		text_addf(out, " (%s)", text_get(&sum));
}
