// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/backward.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "lang/evaluate.h"

const struct program *backward_program(const struct network *network)
{
	return network->single_sweep ? &network->cell->single : &network->cell->sweep;
}

bool backward_computes(const struct network *network, int quantity)
{
	const struct program *program = backward_program(network);
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity)
			return true;
	return false;
}

// ---- the moment as a machine that runs equations

static struct moment *moment_blank(const struct pass *pass)
{
	const struct network *network = pass->network;
	const struct cell *cell = network->cell;
	size_t const count = (size_t)cell->quantities;
	struct moment *moment = memory_get(1, sizeof *moment);
	struct arena *arena = &moment->arena;
	moment->pass = pass;
	moment->equation = -1;
	moment->sum = arena_get(arena, count * sizeof *moment->sum);
	moment->now = arena_get(arena, count * sizeof *moment->now);
	moment->next = arena_get(arena, count * sizeof *moment->next);
	moment->now_time = arena_get(arena, count * sizeof *moment->now_time);
	moment->next_time = arena_get(arena, count * sizeof *moment->next_time);
	for (int q = 0; q < cell->quantities; q++) {
		struct shape const shape = shape_resolve(cell->quantity[q].shape, network->H, network->C);
		if (cell->quantity[q].kind == QUANTITY_PARAMETER) {
			moment->sum[q] = array_new(arena, shape.rows, shape.cols);
		} else {
			moment->now[q] = array_new(arena, shape.rows, shape.cols);
			if (cell->quantity[q].kind == QUANTITY_COMPUTED)
				moment->next[q] = array_new(arena, shape.rows, shape.cols);
		}
		moment->now_time[q] = moment->next_time[q] = NO_TIME;
	}
	return moment;
}

void moment_free(struct moment *moment)
{
	if (!moment)
		return;
	arena_free(&moment->arena);
	arena_free(&moment->scratch);
	arena_free(&moment->kept);
	free(moment);
}

struct array moment_gradient(const struct moment *moment, int quantity, int time)
{
	if (moment->pass->network->cell->quantity[quantity].kind == QUANTITY_PARAMETER)
		return moment->sum[quantity];
	return moment->now_time[quantity] == time  ? moment->now[quantity] :
	       moment->next_time[quantity] == time ? moment->next[quantity] :
	                                             (struct array){ 0 };
}

static int time_of(const struct moment *moment, enum base_time base, int offset)
{
	return offset + (base == TIME_T    ? moment->t :
	                 base == TIME_LAST ? moment->pass->T - 1 :
	                                     moment->k);
}

struct array moment_bound(const struct moment *moment, const struct tree *name)
{
	int const time = time_of(moment, name->time, name->offset);
	return name->gradient ? moment_gradient(moment, name->quantity, time) :
	                        pass_value(moment->pass, name->quantity, time);
}

static struct array scope_bound(void *context, const struct tree *name)
{
	struct array const value = moment_bound(context, name);
	assert(value.at); // the differentiator orders equations so that what is read is known
	return value;
}

static void set_zero(struct array a)
{
	memset(a.at, 0, array_size(a) * sizeof *a.at);
}

// The numbers behind an equation's left side, zero where it held nothing yet.
static struct array open_target(struct moment *moment, const struct equation *equation, bool *is_new)
{
	int const q = equation->quantity;
	*is_new = false;
	if (equation->time == TIME_NONE)
		return moment->sum[q];
	int const time = time_of(moment, equation->time, equation->offset);
	bool const ahead = time < moment->k;
	int *known = ahead ? &moment->next_time[q] : &moment->now_time[q];
	struct array const target = ahead ? moment->next[q] : moment->now[q];
	*is_new = *known != time;
	*known = time;
	if (*is_new)
		set_zero(target);
	return target;
}

static void run_equation(struct moment *moment, const struct equation *equation)
{
	struct scope const scope = { .context = moment, .bound = scope_bound };
	struct arena_mark const mark = arena_mark(&moment->scratch);
	struct error error;
	bool is_new, done;
	if (equation->adds) {
		struct array const target = open_target(moment, equation, &is_new);
		done = evaluate_add(equation->right, &scope, &moment->scratch, target, &error);
	} else {
		struct array value;
		done = evaluate(equation->right, &scope, &moment->scratch, &value, &error);
		struct array const target = open_target(moment, equation, &is_new);
		// The number 0 fills any shape.
		for (size_t i = 0; i < array_size(target); i++)
			target.at[i] = value.at[array_size(value) == 1 ? 0 : i];
	}
	assert(done); // shapes were checked when the cell was read
	(void)done;
	arena_release(&moment->scratch, mark);
}

// What was at k-1 is at k now.
static void go_back(struct moment *moment, int k)
{
	const struct cell *cell = moment->pass->network->cell;
	moment->k = k;
	for (int q = 0; q < cell->quantities; q++)
		if (moment->next_time[q] == k) {
			struct array const swap = moment->now[q];
			moment->now[q] = moment->next[q];
			moment->next[q] = swap;
			moment->now_time[q] = k;
			moment->next_time[q] = NO_TIME;
		}
}

// Runs the equations first … last of iteration (t, k); a loss enters where `enters` says so.
static void run_equations(struct moment *moment, const struct program *program, int t, int k,
                          bool enters, int first, int last)
{
	moment->t = t;
	if (first == 0)
		go_back(moment, k);
	for (int i = enters || first > program->head ? first : program->head; i <= last; i++)
		if (enters || !program->equation[i].only_at_t)
			run_equation(moment, &program->equation[i]);
}

static void run_iteration(struct moment *moment, const struct program *program, int t, int k, bool enters)
{
	run_equations(moment, program, t, k, enters, 0, program->count - 1);
}

static void forget_gradients(struct moment *moment)
{
	const struct cell *cell = moment->pass->network->cell;
	for (int q = 0; q < cell->quantities; q++)
		moment->now_time[q] = moment->next_time[q] = NO_TIME;
}

static void forget_sums(struct moment *moment)
{
	const struct cell *cell = moment->pass->network->cell;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			set_zero(moment->sum[q]);
}

static int last_k(const struct network *network, int t)
{
	return network->truncate < 0 || t < network->truncate ? 0 : t - network->truncate;
}

// Loss t's own sweep from k = t down to `until`, all equations; false when it does not get so far.
// With `only`, sums hold the last iteration alone.
static bool sweep_loss(struct moment *moment, int t, int until, bool only)
{
	const struct program *program = &moment->pass->network->cell->sweep;
	if (until > t || until < last_k(moment->pass->network, t))
		return false;
	forget_gradients(moment);
	for (int k = t; k >= until && !interrupt_pending; k--) {
		if (only && k == until)
			forget_sums(moment);
		run_iteration(moment, program, t, k, k == t);
	}
	return true;
}

// Losses after `t` together, in one sweep down to `until`.
static void sweep_combined(struct moment *moment, int t, int until, bool only)
{
	const struct program *program = &moment->pass->network->cell->single;
	forget_gradients(moment);
	if (t == moment->pass->T - 1)
		return;
	for (int k = moment->pass->T - 1; k >= until && !interrupt_pending; k--) {
		if (only && k == until)
			forget_sums(moment);
		run_iteration(moment, program, k, k, k > t);
	}
}

static void run_finished(struct moment *moment, int t)
{
	const struct network *network = moment->pass->network;
	if (network->truncate < 0)
		sweep_combined(moment, t, 0, false);
	else
		for (int loss = moment->pass->T - 1; loss > t && !interrupt_pending; loss--)
			sweep_loss(moment, loss, last_k(network, loss), false);
	forget_gradients(moment);
}

// Runs one equation and keeps what its left side held before.
static void run_and_compare(struct moment *moment, const struct program *program, int number)
{
	const struct equation *equation = &program->equation[number];
	bool const is_sum = equation->time == TIME_NONE;
	int const time = is_sum ? 0 : time_of(moment, equation->time, equation->offset);
	struct array const held = moment_gradient(moment, equation->quantity, time);
	arena_release(&moment->kept, (struct arena_mark){ 0 });
	moment->was_new = !held.at;
	if (held.at)
		moment->before = array_copy(&moment->kept, held);
	run_equation(moment, equation);
	if (moment->was_new) {
		struct array const now = moment_gradient(moment, equation->quantity, time);
		moment->before = array_new(&moment->kept, now.rows, now.cols);
	}
	moment->equation = number;
}

static bool enters(const struct network *network, int t, int k)
{
	return network->single_sweep || t == k;
}

void moment_advance(struct moment *moment, int k, int equation)
{
	const struct network *network = moment->pass->network;
	const struct program *program = backward_program(network);
	int const t = network->single_sweep ? k : moment->t;
	int next = moment->equation + 1;
	for (int step = moment->k; step >= k && !interrupt_pending; step--, next = 0) {
		int const last = step == k ? equation - 1 : program->count - 1;
		int const loss = network->single_sweep ? step : t;
		run_equations(moment, program, loss, step, enters(network, loss, step), next, last);
		if (step == k && equation >= next)
			run_and_compare(moment, program, equation);
	}
}

struct moment *moment_new(const struct pass *pass, int t, int k, int equation)
{
	struct moment *moment = moment_blank(pass);
	bool const single = pass->network->single_sweep;
	if (!single)
		run_finished(moment, t);
	moment->t = moment->k = single ? pass->T - 1 : t;
	moment_advance(moment, k, equation);
	return moment;
}

// ---- finished values

struct array backward_parameter(const struct pass *pass, int t, int quantity, int step,
                                struct arena *arena)
{
	const struct network *network = pass->network;
	if (t < 0 && step < 0) {
		struct moment *end = moment_new(pass, 0, 0, backward_program(network)->count - 1);
		struct array const whole = array_copy(arena, end->sum[quantity]);
		moment_free(end);
		return whole;
	}
	struct moment *moment = moment_blank(pass);
	struct array sum = array_new(arena, moment->sum[quantity].rows, moment->sum[quantity].cols);
	if (t >= 0) {
		if (sweep_loss(moment, t, step < 0 ? last_k(network, t) : step, step >= 0))
			array_add(sum, moment->sum[quantity]);
	} else if (network->truncate < 0) {
		sweep_combined(moment, -1, step, true);
		array_add(sum, moment->sum[quantity]);
	} else {
		for (int loss = pass->T - 1; loss >= step && !interrupt_pending; loss--) {
			forget_sums(moment);
			if (sweep_loss(moment, loss, step, true))
				array_add(sum, moment->sum[quantity]);
		}
	}
	moment_free(moment);
	return sum;
}

// The gradient of a quantity after a sweep that ended with iteration k (or 0, for k = -1).
static void add_gradient(const struct moment *moment, int quantity, int k, struct array sum)
{
	struct array const gradient = moment_gradient(moment, quantity, k);
	if (gradient.at)
		array_add(sum, gradient);
}

struct array backward_quantity(const struct pass *pass, int t, int quantity, int k,
                               struct arena *arena)
{
	struct moment *moment = moment_blank(pass);
	struct array const shape = moment->now[quantity];
	struct array sum = array_new(arena, shape.rows, shape.cols);
	int const until = k < 0 ? 0 : k;
	if (t >= 0) {
		if (sweep_loss(moment, t, until, false))
			add_gradient(moment, quantity, k, sum);
	} else if (pass->network->truncate < 0) {
		sweep_combined(moment, -1, until, false);
		add_gradient(moment, quantity, k, sum);
	} else {
		for (int loss = pass->T - 1; loss >= until && !interrupt_pending; loss--)
			if (sweep_loss(moment, loss, until, false))
				add_gradient(moment, quantity, k, sum);
	}
	moment_free(moment);
	return sum;
}

// The delta quantities at the moment's k, one below the other.
static void collect_delta(const struct moment *moment, struct array out)
{
	const struct cell *cell = moment->pass->network->cell;
	double *at = out.at;
	for (int i = 0; i < cell->deltas; i++) {
		struct array const part = moment->now[cell->delta[i]];
		memcpy(at, part.at, array_size(part) * sizeof *at);
		at += array_size(part);
	}
}

static struct array new_delta(const struct moment *moment, struct arena *arena)
{
	const struct cell *cell = moment->pass->network->cell;
	int rows = 0;
	for (int i = 0; i < cell->deltas; i++)
		rows += moment->now[cell->delta[i]].rows;
	return array_new(arena, rows, 1);
}

bool moment_delta(const struct moment *moment, struct arena *arena, struct array *out)
{
	const struct cell *cell = moment->pass->network->cell;
	for (int i = 0; i < cell->deltas; i++)
		if (moment->now_time[cell->delta[i]] != moment->k)
			return false;
	*out = new_delta(moment, arena);
	collect_delta(moment, *out);
	return true;
}

struct array backward_delta(const struct pass *pass, int t, int k, struct arena *arena)
{
	struct moment *moment = moment_blank(pass);
	struct array delta = new_delta(moment, arena);
	if (sweep_loss(moment, t, k, false))
		collect_delta(moment, delta);
	moment_free(moment);
	return delta;
}

void backward_delta_norms(const struct pass *pass, int t, double *norms)
{
	const struct program *program = &pass->network->cell->sweep;
	struct moment *moment = moment_blank(pass);
	struct array const delta = new_delta(moment, &moment->arena);
	int const until = last_k(pass->network, t);
	for (int k = 0; k < until; k++)
		norms[k] = 0;
	for (int k = t; k >= until && !interrupt_pending; k--) {
		run_iteration(moment, program, t, k, k == t);
		collect_delta(moment, delta);
		norms[k] = array_norm(delta);
	}
	moment_free(moment);
}

// ---- exact derivatives of anything by anything

static bool wants(const struct cell *cell, const struct equation *equation, int below)
{
	return cell->quantity[equation->quantity].kind == QUANTITY_COMPUTED ||
	       equation->quantity == below;
}

// Carries the adjoint of element `row` of `above` back to step `until`; adjoints that nothing reached are
// zero.  With `only`, sums hold the last step alone.
static void carry_seed(struct moment *moment, int above, int above_time, int row, int below, int until,
                       bool only)
{
	const struct cell *cell = moment->pass->network->cell;
	const struct program *program = &cell->exact;
	forget_gradients(moment);
	forget_sums(moment);
	for (int k = above_time; k >= until && !interrupt_pending; k--) {
		go_back(moment, k);
		if (only && k == until)
			forget_sums(moment);
		for (int q = 0; q < cell->quantities; q++)
			if (cell->quantity[q].kind != QUANTITY_PARAMETER && moment->now_time[q] != k) {
				set_zero(moment->now[q]);
				moment->now_time[q] = k;
			}
		if (k == above_time)
			moment->now[above].at[row] = 1;
		for (int i = 0; i < program->count; i++)
			if (wants(cell, &program->equation[i], below))
				run_equation(moment, &program->equation[i]);
	}
}

struct array jacobian(const struct pass *pass, int above, int above_time, int below, int below_time,
                      int element, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	struct moment *moment = moment_blank(pass);
	bool const parameter = cell->quantity[below].kind == QUANTITY_PARAMETER;
	int const rows = (int)array_size(moment->now[above]);
	struct array const shape = parameter ? moment->sum[below] : moment->now[below];
	int const until = below_time < 0 ? 0 : below_time;
	struct array out =
		element >= 0 ? array_new(arena, rows, 1) :
		rows == 1    ? array_new(arena, shape.rows, shape.cols) :
		               array_new(arena, rows, (int)array_size(shape));
	for (int row = 0; row < rows && above_time >= until; row++) {
		carry_seed(moment, above, above_time, row, below, until, parameter && below_time >= 0);
		struct array const found = moment_gradient(moment, below, below_time);
		if (!found.at)
			continue;
		if (element >= 0)
			out.at[row] = found.at[element];
		else
			memcpy(out.at + (size_t)row * array_size(shape), found.at,
			       array_size(shape) * sizeof *out.at);
	}
	moment_free(moment);
	return out;
}
