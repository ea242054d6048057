// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walk.h"

#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "net/whole.h"

struct walk *walk_new(const struct network *network, struct error *error)
{
	if (!network_ready(network, error))
		return NULL;
	struct walk *walk = memory_get(1, sizeof *walk);
	walk->network = network;
	walk->cuts = interrupt_cuts();
	walk->pass = pass_new(network);
	if (!walk->pass) {
		free(walk);
		error_set(error, SPAN_NONE, NULL, _("interrupted"));
		return NULL;
	}
	walk->serves_loss = memory_get((size_t)network->cell->forward.count, sizeof *walk->serves_loss);
	for (int i = 0; i < network->cell->forward.count; i++)
		walk->serves_loss[i] =
			!network->cell->quantity[network->cell->forward.equation[i].quantity].is_recurrent;
	walk->itinerary = (struct itinerary){
		.T = walk->pass->T,
		.forward = network->cell->forward.count,
		.backward = backward_program(network),
		.truncation = network->truncation,
		.single = network->single_sweep,
		.has_loss = walk->pass->has_loss,
		.reached = walk->pass->reached,
		.serves_loss = walk->serves_loss,
	};
	return walk;
}

static void forget(struct walk *walk)
{
	moment_free(walk->memo);
	moment_free(walk->own);
	walk->memo = walk->own = NULL;
	arena_free(&walk->whole);
	walk->whole_loss = NULL;
	walk->whole_gradient = NULL;
}

void walk_free(struct walk *walk)
{
	if (!walk)
		return;
	forget(walk);
	pass_free(walk->pass);
	free(walk->serves_loss);
	free(walk);
}

const struct equation *walk_equation(const struct walk *walk, struct place place)
{
	return place.phase == PHASE_START   ? NULL :
	       place.phase == PHASE_FORWARD ? &walk->network->cell->forward.equation[place.equation] :
	                                      &backward_program(walk->network)->equation[place.equation];
}

struct print_style walk_style(const struct walk *walk, struct place place, bool unicode)
{
	return (struct print_style){ .unicode = unicode, .numbered = place.phase != PHASE_START,
		                     .t = place.t, .k = place.k, .T = walk->pass->T };
}

static void describe_forward(const struct walk *walk, int t, struct text *out)
{
	LOCAL(text) clean = { 0 }, word = { 0 };
	network_write_input(walk->network, INPUT_X, t, &word);
	utf8_clean(&clean, text_get(&word), word.length, false);
	text_addf(out, _("forward, t = %d (%s)"), t, text_get(&clean));
}

void walk_describe(const struct walk *walk, struct place place, struct text *out)
{
	const struct itinerary *itinerary = &walk->itinerary;
	LOCAL(text) sequence = { 0 };
	if (place.phase == PHASE_START)
		text_add(out, _("start"));
	else if (place.phase == PHASE_FORWARD)
		describe_forward(walk, place.t, out);
	else if (itinerary->single)
		text_addf(out, _("all losses, k = %d: step %d of %d"), place.k,
		          place_last_loss(itinerary) - place.k + 1, place_last_loss(itinerary) + 1);
	else
		text_addf(out, _("loss %d, k = %d: iteration %d of %d"), place.t, place.k,
		          place.t - place.k + 1, place.t - place_last_k(itinerary, place.t) + 1);
	network_write_sequence(walk->network, &sequence);
	if (sequence.length)
		text_addf(out, ", %s", text_get(&sequence));
}

bool walk_fail_loss(const struct walk *walk, int t, struct span span, struct error *error)
{
	int const last = place_last_loss(&walk->itinerary), before = place_loss_before(&walk->itinerary, t);
	error_set(error, span, NULL, _("step %d has no target, and so no loss"), t);
	error_advise(error, before >= 0 ? _("the loss before it is %d") : _("the last loss is %d"),
	             before >= 0 ? before : last);
	error->is_gap = true;
	return false;
}

// ---- values

// A sweep in which work was cut short did not get where it should be: nothing is carried on from it.
static void forget_cut(struct walk *walk)
{
	if (walk->cuts != interrupt_cuts())
		forget(walk);
	walk->cuts = interrupt_cuts();
}

// ---- all sequences

double walk_whole_loss(struct walk *walk)
{
	forget_cut(walk);
	if (!walk->whole_loss)
		walk->whole_loss = array_scalar(&walk->whole, whole_loss(walk->network)).at;
	return *walk->whole_loss;
}

struct array walk_whole_gradient(struct walk *walk, int quantity)
{
	forget_cut(walk);
	if (!walk->whole_gradient)
		walk->whole_gradient = whole_parameters(walk->network, &walk->whole);
	return walk->whole_gradient[quantity];
}

// What the memo holds can be carried on to a later place of the same sweep.
static bool leads_to(const struct walk *walk, struct place place)
{
	return walk->memo && walk->memo_place.phase == PHASE_BACKWARD &&
	       place_compare(walk->memo_place, place) <= 0 &&
	       (walk->itinerary.single || walk->memo_place.t == place.t);
}

// Where losses are carried one by one, the sums go on from a loss to the next.
static void pass_losses(struct walk *walk, struct place place)
{
	const struct place *from = &walk->memo_place;
	if (!walk->memo || from->phase != PHASE_BACKWARD || backward_combines(walk->network) ||
	    walk->without_sums)
		return;
	while (walk->memo->t > place.t && !interrupt_seen()) {
		moment_next_loss(walk->memo);
		walk->memo_place = (struct place){ PHASE_BACKWARD, walk->memo->t, walk->memo->k, -1 };
	}
}

const struct moment *walk_moment(struct walk *walk, struct place place)
{
	forget_cut(walk);
	pass_losses(walk, place);
	if (!leads_to(walk, place)) {
		moment_free(walk->memo);
		walk->memo = (walk->without_sums ? moment_new_carried : moment_new)(
			walk->pass, place.t, place.k, place.equation);
	} else if (!place_equal(walk->memo_place, place)) {
		moment_advance(walk->memo, place.k, place.equation);
	}
	walk->memo_place = place;
	return walk->memo;
}

void walk_keep_sums(struct walk *walk, bool sums)
{
	if (walk->without_sums == !sums)
		return;
	moment_free(walk->memo);
	walk->memo = NULL;
	walk->without_sums = !sums;
}

const struct moment *walk_loss_moment(struct walk *walk, int t, int k, bool sums)
{
	const struct network *network = walk->network;
	forget_cut(walk);
	if (!walk->pass->has_loss[t] || k > t || k < moment_last_k(network, t))
		return NULL;
	bool const leads = walk->own && walk->own_t == t && walk->own_k >= k &&
	                   !(sums && walk->own->without_sums);
	if (!leads) {
		moment_free(walk->own);
		walk->own = moment_blank(walk->pass);
		walk->own->without_sums = !sums;
		walk->own_t = t;
		walk->own_k = t + 1;
	}
	while (walk->own_k > k && !interrupt_seen()) {
		walk->own_k--;
		if (!walk->own->without_sums)
			moment_forget_sums(walk->own);
		moment_run_iteration(walk->own, &network->cell->sweep, t, walk->own_k);
	}
	return walk->own;
}

int walk_delta_equation(const struct walk *walk, int t, int k)
{
	const struct cell *cell = walk->network->cell;
	const struct program *program = backward_program(walk->network);
	int last = -1;
	for (int i = 0; i < program->count; i++)
		for (int j = 0; j < cell->deltas; j++)
			if (program->equation[i].quantity == cell->delta[j] &&
			    !program->equation[i].offset && program_runs(program, i, t, k))
				last = i;
	return last;
}

bool walk_known(const struct walk *walk, struct place place, int quantity, int time)
{
	const struct quantity *q = &walk->network->cell->quantity[quantity];
	if (q->kind != QUANTITY_COMPUTED || time < 0)
		return true;
	if (!q->is_recurrent && !walk->pass->has_loss[time])
		return false;
	return place.phase == PHASE_BACKWARD ||
	       (place.phase == PHASE_FORWARD &&
	        (time < place.t || (time == place.t && q->equation <= place.equation)));
}

struct array walk_result(struct walk *walk, struct place place)
{
	const struct equation *equation = walk_equation(walk, place);
	if (place.phase == PHASE_FORWARD)
		return pass_value(walk->pass, equation->quantity, place.t);
	struct tree const left = { .quantity = equation->quantity, .gradient = true,
		                   .time = equation->time, .offset = equation->offset };
	return moment_bound(walk_moment(walk, place), &left);
}

struct array walk_before(struct walk *walk, struct place place, bool *was_new)
{
	if (place.phase == PHASE_FORWARD) {
		*was_new = true;
		return (struct array){ 0 };
	}
	const struct moment *moment = walk_moment(walk, place);
	*was_new = moment->was_new;
	// Where the work is cut there is none: any of its shape.
	return moment->before.at ? moment->before : walk_result(walk, place);
}

struct array walk_bound(struct walk *walk, struct place place, const struct tree *name)
{
	if (place.phase == PHASE_FORWARD)
		return pass_value(walk->pass, name->quantity, place.t + name->offset);
	return moment_bound(walk_moment(walk, place), name);
}

// ---- what can be checked here

bool walk_check_subject(const struct walk *walk, struct place place, struct check_subject *subject)
{
	if (place.phase != PHASE_BACKWARD)
		return false;
	const struct equation *equation = walk_equation(walk, place);
	// In the single sweep all losses are carried together.
	int const t = walk->itinerary.single ? -1 : place.t;
	if (equation->time == TIME_NONE) {
		*subject = (struct check_subject){ equation->quantity, t, place.k, -1 };
		return true;
	}
	*subject = (struct check_subject){ -1, t, place.k, -1 };
	return t >= 0 && place.equation == walk_delta_equation(walk, place.t, place.k);
}
