// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/place.h"

// Forward steps come before all iterations; within an iteration equations count up, from `head` on
// where no loss enters.  A walk without equations does not exist: a cell has a loss and a delta.

static struct place forward(int t, int equation)
{
	return (struct place){ PHASE_FORWARD, t, 0, equation };
}

static struct place backward(int t, int k, int equation)
{
	return (struct place){ PHASE_BACKWARD, t, k, equation };
}

struct place place_start(void)
{
	return (struct place){ PHASE_START, 0, 0, 0 };
}

bool place_equal(struct place a, struct place b)
{
	return !place_compare(a, b);
}

static int compare(int a, int b)
{
	return (a > b) - (a < b);
}

int place_compare(struct place a, struct place b)
{
	if (a.phase != b.phase)
		return compare((int)a.phase, (int)b.phase);
	bool const back = a.phase == PHASE_BACKWARD;
	int const t = back ? compare(b.t, a.t) : compare(a.t, b.t);
	int const k = back ? compare(b.k, a.k) : 0;
	return t ? t : k ? k : compare(a.equation, b.equation);
}

// ---- losses

bool place_has_loss(const struct itinerary *itinerary, int t)
{
	return !itinerary->has_loss || itinerary->has_loss[t];
}

int place_loss_before(const struct itinerary *itinerary, int t)
{
	while (--t >= 0 && !place_has_loss(itinerary, t))
		continue;
	return t;
}

int place_last_loss(const struct itinerary *itinerary)
{
	return place_loss_before(itinerary, itinerary->T);
}

// How many losses there are from t on.
static int losses_from(const struct itinerary *itinerary, int t)
{
	int count = 0;
	for (int loss = t; loss < itinerary->T; loss++)
		count += place_has_loss(itinerary, loss);
	return count;
}

// Whether there are iterations (t, k).
static bool has_iterations(const struct itinerary *itinerary, int t)
{
	return itinerary->single ? !itinerary->reached || itinerary->reached[t] : place_has_loss(itinerary, t);
}

int place_last_k(const struct itinerary *itinerary, int t)
{
	if (itinerary->single)
		return t;
	return truncation_last_k(itinerary->truncation, t);
}

static bool runs(const struct itinerary *itinerary, int t, int k, int equation)
{
	// Where no loss enters, no t is k.
	return program_runs(itinerary->backward, equation, t == k && !place_has_loss(itinerary, k) ? -1 : t, k);
}

static struct place last_of_iteration(const struct itinerary *itinerary, int t, int k)
{
	int equation = itinerary->backward->count - 1;
	while (!runs(itinerary, t, k, equation))
		equation--;
	return backward(t, k, equation);
}

static struct place first_of_iteration(const struct itinerary *itinerary, int t, int k)
{
	int equation = 0;
	while (!runs(itinerary, t, k, equation))
		equation++;
	return backward(t, k, equation);
}

// The sweep of the next loss; in the single sweep, of all.
static struct place first_of_loss(const struct itinerary *itinerary, int t)
{
	return first_of_iteration(itinerary, t, t);
}

struct place place_end(const struct itinerary *itinerary)
{
	int t = 0;
	while (!has_iterations(itinerary, t))
		t++;
	return last_of_iteration(itinerary, t, place_last_k(itinerary, t));
}

// ---- forward equations

static bool runs_forward(const struct itinerary *itinerary, int t, int equation)
{
	return place_has_loss(itinerary, t) || !itinerary->serves_loss || !itinerary->serves_loss[equation];
}

// The next equation of step t from `equation` on, upward or (by -1) downward; beyond: there is none.
static int find_forward(const struct itinerary *itinerary, int t, int equation, int by)
{
	while (equation >= 0 && equation < itinerary->forward && !runs_forward(itinerary, t, equation))
		equation += by;
	return equation;
}

static struct place first_forward(const struct itinerary *itinerary, int t)
{
	return forward(t, find_forward(itinerary, t, 0, 1));
}

static struct place last_forward(const struct itinerary *itinerary, int t)
{
	return forward(t, find_forward(itinerary, t, itinerary->forward - 1, -1));
}

bool place_runs(const struct itinerary *itinerary, struct place place, int equation)
{
	return place.phase == PHASE_START || (place.phase == PHASE_FORWARD ? runs_forward(itinerary, place.t, equation) :
	                                                                   runs(itinerary, place.t, place.k, equation));
}

// How many equations of step t run, up to this one.
static long forward_equations(const struct itinerary *itinerary, int t, int last)
{
	long count = 0;
	for (int i = 0; i <= last; i++)
		count += runs_forward(itinerary, t, i);
	return count;
}

// ---- one equation on or back

static struct place next_equation(const struct itinerary *itinerary, struct place place)
{
	int const T = itinerary->T;
	int next;
	switch (place.phase) {
	case PHASE_START:
		return first_forward(itinerary, 0);
	case PHASE_FORWARD:
		next = find_forward(itinerary, place.t, place.equation + 1, 1);
		if (next < itinerary->forward)
			return forward(place.t, next);
		return place.t + 1 < T ? first_forward(itinerary, place.t + 1) :
		                         first_of_loss(itinerary, place_last_loss(itinerary));
	case PHASE_BACKWARD:
		break;
	}
	for (int i = place.equation + 1; i < itinerary->backward->count; i++)
		if (runs(itinerary, place.t, place.k, i))
			return backward(place.t, place.k, i);
	if (place.k > place_last_k(itinerary, place.t))
		return first_of_iteration(itinerary, place.t, place.k - 1);
	next = place.t - 1;
	while (next >= 0 && !has_iterations(itinerary, next))
		next--;
	return next >= 0 ? first_of_loss(itinerary, next) : place;
}

static struct place previous_equation(const struct itinerary *itinerary, struct place place)
{
	int const T = itinerary->T;
	int next;
	switch (place.phase) {
	case PHASE_START:
		return place;
	case PHASE_FORWARD:
		next = find_forward(itinerary, place.t, place.equation - 1, -1);
		if (next >= 0)
			return forward(place.t, next);
		return place.t > 0 ? last_forward(itinerary, place.t - 1) : place_start();
	case PHASE_BACKWARD:
		break;
	}
	for (int i = place.equation - 1; i >= 0; i--)
		if (runs(itinerary, place.t, place.k, i))
			return backward(place.t, place.k, i);
	if (place.k < place.t)
		return last_of_iteration(itinerary, place.t, place.k + 1);
	if (place.t < place_last_loss(itinerary)) {
		next = place.t + 1;
		while (!has_iterations(itinerary, next))
			next++;
		return last_of_iteration(itinerary, next, place_last_k(itinerary, next));
	}
	return last_forward(itinerary, T - 1);
}

// The stop of a stride at or after a place: the last equation of the same iteration, pass or loss.
static struct place stop_of(const struct itinerary *itinerary, struct place place, enum stride stride)
{
	if (stride == STRIDE_EQUATION || place.phase == PHASE_START)
		return place;
	if (stride == STRIDE_ALL)
		return place_end(itinerary);
	bool const whole = stride == STRIDE_LOSS;
	if (place.phase == PHASE_FORWARD)
		return last_forward(itinerary, whole ? itinerary->T - 1 : place.t);
	if (whole && itinerary->single)
		return place_end(itinerary);
	int const t = place.t;
	return last_of_iteration(itinerary, t, whole ? place_last_k(itinerary, t) : place.k);
}

struct place place_after(const struct itinerary *itinerary, struct place place, enum stride stride)
{
	return stop_of(itinerary, next_equation(itinerary, place), stride);
}

// The first equation of the iteration, pass or loss that a place lies in.
static struct place beginning_of(const struct itinerary *itinerary, struct place place,
                                 enum stride stride)
{
	if (stride == STRIDE_EQUATION || place.phase == PHASE_START)
		return place;
	bool const whole = stride == STRIDE_LOSS;
	if (place.phase == PHASE_FORWARD)
		return first_forward(itinerary, whole ? 0 : place.t);
	int const t = whole && itinerary->single ? place_last_loss(itinerary) : place.t;
	return first_of_iteration(itinerary, t, whole ? t : place.k);
}

struct place place_before(const struct itinerary *itinerary, struct place place, enum stride stride)
{
	if (stride == STRIDE_ALL)
		return place_start();
	return previous_equation(itinerary, beginning_of(itinerary, place, stride));
}

bool place_forward(const struct itinerary *itinerary, int t, struct place *place)
{
	if (t < 0 || t >= itinerary->T)
		return false;
	*place = last_forward(itinerary, t);
	return true;
}

bool place_backward(const struct itinerary *itinerary, int t, int k, struct place *place)
{
	if (t < 0 || t >= itinerary->T || !has_iterations(itinerary, t) || k > t || k < place_last_k(itinerary, t))
		return false;
	*place = last_of_iteration(itinerary, t, k);
	return true;
}

// ---- counting

static long iterations_of(const struct itinerary *itinerary, int t)
{
	return !has_iterations(itinerary, t) ? 0 : t - place_last_k(itinerary, t) + 1;
}

// Iterations of losses t and later.
static long iterations_from(const struct itinerary *itinerary, int t)
{
	long count = 0;
	for (int loss = itinerary->T - 1; loss >= t; loss--)
		count += iterations_of(itinerary, loss);
	return count;
}

static long equations_of(const struct itinerary *itinerary, int t, int k, int last)
{
	long count = 0;
	for (int i = 0; i <= last; i++)
		count += runs(itinerary, t, k, i);
	return count;
}

// The distance t - k, and the step k, from which on all iterations are alike: no equation says more.
static void find_alike(const struct program *program, int *distance, int *step)
{
	*distance = 1;
	*step = 0;
	for (int i = 0; i < program->count; i++) {
		struct when const when = program->equation[i].when;
		if (when.kind == WHEN_FROM_T && when.n >= *distance)
			*distance = when.n + 1;
		if (when.kind == WHEN_AT && when.n >= *step)
			*step = when.n + 1;
	}
}

// Equations of the iterations k = t ... until of loss t.  Those between the first few and the last few
// count alike.
static long equations_of_loss(const struct itinerary *itinerary, int t, int until)
{
	int const last = itinerary->backward->count - 1;
	int distance, step;
	long count = 0;
	find_alike(itinerary->backward, &distance, &step);
	for (int k = t; k >= until; k--) {
		int const least = step > until ? step : until;
		if (t - k == distance && k > least) {
			count += (k - least) * equations_of(itinerary, t, k, last);
			k = least;
		}
		count += equations_of(itinerary, t, k, last);
	}
	return count;
}

static long equations_from(const struct itinerary *itinerary, int t)
{
	long count = 0;
	for (int loss = itinerary->T - 1; loss >= t; loss--)
		count += !has_iterations(itinerary, loss) ? 0 : equations_of_loss(itinerary, loss, place_last_k(itinerary, loss));
	return count;
}

// Equations of the steps before t.
static long forward_before(const struct itinerary *itinerary, int t)
{
	long count = 0, without = -1; // how many run in a step without a loss
	for (int step = 0; step < t; step++) {
		if (!place_has_loss(itinerary, step) && without < 0)
			without = forward_equations(itinerary, step, itinerary->forward - 1);
		count += place_has_loss(itinerary, step) ? itinerary->forward : without;
	}
	return count;
}

long place_ordinal(const struct itinerary *itinerary, struct place place, enum stride stride)
{
	bool const ends = place_equal(place, stop_of(itinerary, place, stride));
	long const T = itinerary->T;
	if (place.phase == PHASE_START)
		return 0;
	if (stride == STRIDE_ALL)
		return ends;
	if (place.phase == PHASE_FORWARD)
		return stride == STRIDE_EQUATION  ? forward_before(itinerary, place.t) +
		                                            forward_equations(itinerary, place.t, place.equation) :
		       stride == STRIDE_ITERATION ? place.t + ends :
		                                    ends;
	if (stride == STRIDE_LOSS)
		return 1 + (itinerary->single ? ends : losses_from(itinerary, place.t + 1) + ends);
	if (stride == STRIDE_ITERATION)
		return T + iterations_from(itinerary, place.t + 1) + place.t - place.k + ends;
	return forward_before(itinerary, itinerary->T) + equations_from(itinerary, place.t + 1) +
	       equations_of_loss(itinerary, place.t, place.k + 1) +
	       equations_of(itinerary, place.t, place.k, place.equation);
}

long place_count(const struct itinerary *itinerary, enum stride stride)
{
	return place_ordinal(itinerary, place_end(itinerary), stride);
}
