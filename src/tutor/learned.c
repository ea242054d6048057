// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/learned.h"

#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "net/backward.h"

// This many steps are told one by one; the others are added up.
enum { TOLD_MOST = 7 };

struct parts {
	const struct pass *pass;
	struct passage passage;
	bool unicode;
	struct arena *arena;
	struct cause *at; // what each step, or all those up to the next pass, added
	int count;
};

bool learned_is(struct passage passage, const struct cell *cell, struct number number)
{
	return cell->quantity[number.quantity].kind == QUANTITY_PARAMETER && !number.gradient && passage.passes &&
	       (number.step || number.pass > passage_least(passage) || number.sequence > 0);
}

struct network *learned_network(struct passage passage, struct number number)
{
	const struct descent *descent = passage_at(passage, number.pass, number.sequence);
	if (!descent)
		return NULL;
	struct network *network = network_copy(descent->network);
	if (network->corpus)
		network_take_sequence(network, number.sequence);
	return network;
}

// ---- which steps

static double weight_at(const struct parts *parts, struct number number, int pass, int sequence)
{
	const struct descent *descent = passage_at(parts->passage, pass, sequence);
	return descent ? descent->network->parameter[number.quantity].at[number.element] : NAN;
}

// The steps of a pass, from one sequence to before another.
static void add_steps(struct parts *parts, struct number number, int pass, int first, int last)
{
	double before = weight_at(parts, number, pass, first);
	number.step = true;
	number.pass = pass;
	for (number.sequence = first; number.sequence < last && !interrupt_is_cut(); number.sequence++) {
		bool const ends = number.sequence + 1 == passage_steps(parts->passage, pass);
		double const after = weight_at(parts, number, pass + ends, ends ? 0 : number.sequence + 1);
		parts->at[parts->count++] = (struct cause){ after - before, NULL, true, number };
		before = after;
	}
}

// Of a weight: the passes before it, and the steps since the last of them.
static void add_passes(struct parts *parts, struct number number)
{
	struct number part = number;
	int const least = passage_least(parts->passage);
	double before = weight_at(parts, number, least, 0);
	part.step = true;
	for (part.pass = least; part.pass < number.pass && !interrupt_is_cut(); part.pass++) {
		double const after = weight_at(parts, number, part.pass + 1, 0);
		part.sequence = passage_steps(parts->passage, part.pass) > 1 ? -1 : 0;
		parts->at[parts->count++] = (struct cause){ after - before, NULL, true, part };
		before = after;
	}
	if (number.sequence > 0)
		add_steps(parts, number, number.pass, 0, number.sequence);
}

static int by_size(const void *a, const void *b)
{
	double const x = fabs(((const struct cause *)a)->value), y = fabs(((const struct cause *)b)->value);
	return (x < y) - (x > y);
}

static const char *keep(const struct parts *parts, struct text *label)
{
	const char *const kept = arena_copy_bytes(parts->arena, text_get(label), label->length);
	text_free(label);
	return kept;
}

static const char *name_of(const struct parts *parts, struct number number)
{
	struct text label = { 0 };
	why_write_number(parts->pass, number, parts->unicode, &label);
	return keep(parts, &label);
}

// The smaller parts become one, which comes last.
static void join_small(struct parts *parts)
{
	int const others = parts->count - TOLD_MOST;
	struct text label = { 0 };
	struct cause rest = { 0 };
	qsort(parts->at, (size_t)parts->count, sizeof *parts->at, by_size);
	if (others <= 1) // one is told as shortly as by its number
		return;
	while (parts->count > TOLD_MOST)
		rest.value += parts->at[--parts->count].value;
	text_addf(&label, ngettext("%d smaller step", "%d smaller steps", (unsigned long)others), others);
	rest.label = keep(parts, &label);
	parts->at[TOLD_MOST] = rest;
}

// The largest parts and the weight that they began with, in the order of their sizes, then the small ones.
static struct cause *take_parts(struct parts *parts, struct number number, int *count)
{
	struct number begin = number;
	struct cause *causes = arena_get(parts->arena, (TOLD_MOST + 2) * sizeof *causes);
	int const all = parts->count;
	join_small(parts);
	for (int i = 0; i < parts->count; i++) {
		causes[i] = parts->at[i];
		causes[i].label = name_of(parts, causes[i].number);
	}
	*count = parts->count;
	if (!number.step) {
		begin.pass = passage_least(parts->passage);
		begin.sequence = 0;
		causes[*count].value = weight_at(parts, begin, begin.pass, 0);
		causes[(*count)++].label = name_of(parts, begin);
		qsort(causes, (size_t)*count, sizeof *causes, by_size);
	}
	if (all > parts->count)
		causes[(*count)++] = parts->at[TOLD_MOST];
	return causes;
}

// ---- one step

// Plain descent multiplies the gradient by the rate; other optimisers make something of it and of those before.

static void take_step(struct parts *parts, struct number number, struct why *why)
{
	const struct descent *descent = passage_at(parts->passage, number.pass, number.sequence);
	if (!descent)
		return;
	struct array *sums = backward_parameters(parts->pass, parts->arena);
	const double *gradient = &sums[number.quantity].at[number.element];
	double const whole = *gradient;
	clip_apply(descent->learning.clip, sums, descent->network->cell->quantities);
	struct number behind = number;
	behind.step = false;
	behind.gradient = true;
	behind.t = behind.time = -1;
	struct text label = { 0 };
	why_write_number(parts->pass, behind, parts->unicode, &label);
	if (*gradient < whole || *gradient > whole)
		text_addf(&label, _(", clipped from %.5g"), whole);
	double const rate = descent->rate;
	bool const is_plain = !optimising_memory(&descent->learning.optimising);
	why->kind = is_plain ? WHY_PRODUCT : WHY_FUNCTION;
	why->cause = arena_get(parts->arena, 2 * sizeof *why->cause);
	if (is_plain)
		why->cause[why->count++] = (struct cause){ .value = -rate, .label = _("minus the rate") };
	why->cause[why->count++] = (struct cause){ *gradient, keep(parts, &label), true, behind };
	parts->at = arena_get(parts->arena, sizeof *parts->at);
	add_steps(parts, number, number.pass, number.sequence, number.sequence + 1);
	why->value = parts->at[0].value;
}

struct why learned_why(struct passage passage, const struct pass *pass, struct number number, bool unicode,
                       struct arena *arena)
{
	struct parts parts = { .pass = pass, .passage = passage, .unicode = unicode, .arena = arena };
	struct why why = { .kind = WHY_SUM };
	if (number.step && number.sequence >= 0) {
		take_step(&parts, number, &why);
		return why;
	}
	int const passes = number.pass - passage_least(passage), since = number.sequence > 0 ? number.sequence : 0;
	int const count = number.step ? passage_steps(passage, number.pass) : passes + since;
	parts.at = arena_get(arena, (size_t)count * sizeof *parts.at);
	if (number.step)
		add_steps(&parts, number, number.pass, 0, count);
	else
		add_passes(&parts, number);
	why.cause = take_parts(&parts, number, &why.count);
	for (int i = 0; i < why.count; i++)
		why.value += why.cause[i].value;
	return why;
}
