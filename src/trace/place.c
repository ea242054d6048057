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

struct place place_end(const struct itinerary *itinerary)
{
	int const k = itinerary->single ? 0 : place_last_k(itinerary, 0);
	return backward(itinerary->single ? k : 0, k, itinerary->backward - 1);
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

int place_last_k(const struct itinerary *itinerary, int t)
{
	if (itinerary->single)
		return t;
	return itinerary->truncate < 0 || t < itinerary->truncate ? 0 : t - itinerary->truncate;
}

static bool runs(const struct itinerary *itinerary, int t, int k, int equation)
{
	return t == k || (equation >= itinerary->head && !itinerary->guarded[equation]);
}

static struct place last_of_iteration(const struct itinerary *itinerary, int t, int k)
{
	int equation = itinerary->backward - 1;
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

static struct place next_equation(const struct itinerary *itinerary, struct place place)
{
	int const T = itinerary->T;
	switch (place.phase) {
	case PHASE_START:
		return forward(0, 0);
	case PHASE_FORWARD:
		if (place.equation + 1 < itinerary->forward)
			return forward(place.t, place.equation + 1);
		return place.t + 1 < T ? forward(place.t + 1, 0) :
		                         first_of_iteration(itinerary, T - 1, T - 1);
	case PHASE_BACKWARD:
		break;
	}
	for (int i = place.equation + 1; i < itinerary->backward; i++)
		if (runs(itinerary, place.t, place.k, i))
			return backward(place.t, place.k, i);
	if (place.k > place_last_k(itinerary, place.t))
		return first_of_iteration(itinerary, place.t, place.k - 1);
	return place.t > 0 ? first_of_iteration(itinerary, place.t - 1, place.t - 1) : place;
}

static struct place previous_equation(const struct itinerary *itinerary, struct place place)
{
	int const T = itinerary->T;
	switch (place.phase) {
	case PHASE_START:
		return place;
	case PHASE_FORWARD:
		if (place.equation > 0)
			return forward(place.t, place.equation - 1);
		return place.t > 0 ? forward(place.t - 1, itinerary->forward - 1) : place_start();
	case PHASE_BACKWARD:
		break;
	}
	for (int i = place.equation - 1; i >= 0; i--)
		if (runs(itinerary, place.t, place.k, i))
			return backward(place.t, place.k, i);
	if (place.k < place.t)
		return last_of_iteration(itinerary, place.t, place.k + 1);
	if (place.t + 1 < T)
		return last_of_iteration(itinerary, place.t + 1,
		                         place_last_k(itinerary, place.t + 1));
	return forward(T - 1, itinerary->forward - 1);
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
		return forward(whole ? itinerary->T - 1 : place.t, itinerary->forward - 1);
	int const t = whole && itinerary->single ? 0 : place.t;
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
		return forward(whole ? 0 : place.t, 0);
	int const t = whole && itinerary->single ? itinerary->T - 1 : place.t;
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
	*place = forward(t, itinerary->forward - 1);
	return true;
}

bool place_backward(const struct itinerary *itinerary, int t, int k, struct place *place)
{
	if (t < 0 || t >= itinerary->T || k > t || k < place_last_k(itinerary, t))
		return false;
	*place = last_of_iteration(itinerary, t, k);
	return true;
}

// ---- counting

// Iterations of losses t and later.
static long iterations_from(const struct itinerary *itinerary, int t)
{
	long count = 0;
	for (int loss = itinerary->T - 1; loss >= t; loss--)
		count += loss - place_last_k(itinerary, loss) + 1;
	return count;
}

static long equations_of(const struct itinerary *itinerary, int t, int k, int last)
{
	long count = 0;
	for (int i = 0; i <= last; i++)
		count += runs(itinerary, t, k, i);
	return count;
}

// Equations of an iteration where a loss enters, and of one where none does.
static long equations_from(const struct itinerary *itinerary, int t)
{
	long const losses = itinerary->T - t;
	long const iterations = iterations_from(itinerary, t);
	int const last = itinerary->backward - 1;
	return losses * equations_of(itinerary, 0, 0, last) +
	       (iterations - losses) * equations_of(itinerary, 1, 0, last);
}

long place_ordinal(const struct itinerary *itinerary, struct place place, enum stride stride)
{
	bool const ends = place_equal(place, stop_of(itinerary, place, stride));
	long const T = itinerary->T;
	int const last = itinerary->backward - 1;
	if (place.phase == PHASE_START)
		return 0;
	if (stride == STRIDE_ALL)
		return ends;
	if (place.phase == PHASE_FORWARD)
		return stride == STRIDE_EQUATION  ? (long)place.t * itinerary->forward + place.equation + 1 :
		       stride == STRIDE_ITERATION ? place.t + ends :
		                                    ends;
	if (stride == STRIDE_LOSS)
		return 1 + (itinerary->single ? ends : T - 1 - place.t + ends);
	if (stride == STRIDE_ITERATION)
		return T + iterations_from(itinerary, place.t + 1) + place.t - place.k + ends;
	long count = T * itinerary->forward + equations_from(itinerary, place.t + 1);
	if (place.k < place.t)
		count += equations_of(itinerary, 0, 0, last) +
		         (place.t - place.k - 1) * equations_of(itinerary, 1, 0, last);
	return count + equations_of(itinerary, place.t, place.k, place.equation);
}

long place_count(const struct itinerary *itinerary, enum stride stride)
{
	return place_ordinal(itinerary, place_end(itinerary), stride);
}
