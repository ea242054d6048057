// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/moment.h"

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

bool backward_combines(const struct network *network)
{
	return network->single_sweep || (network->truncation.form != TRUNCATE_STEPS && network->cell->combines);
}

bool backward_computes(const struct network *network, int quantity)
{
	const struct program *program = backward_program(network);
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity)
			return true;
	return false;
}

struct moment *moment_blank(const struct pass *pass)
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
	if (moment->next_time[quantity] == time && moment->now_time[quantity] != time)
		return moment->next[quantity];
	// A sweep that was cut did not come so far: its numbers mean nothing, but who goes on reading finds some.
	return moment->now_time[quantity] == time || interrupt_is_cut() ? moment->now[quantity] :
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

// The numbers that an amended equation may speak of.
static bool scope_name(void *context, const struct tree *name, const struct indices *indices,
                       struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct moment *moment = context;
	(void)indices, (void)error;
	*used = 0;
	*out = array_scalar(arena, pass_number(moment->pass, name->name, moment->t, moment->k));
	return true;
}

void moment_set_zero(struct array a)
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
		moment_set_zero(target);
	return target;
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

// A block of the left side.
static bool run_block(struct moment *moment, const struct equation *equation, const struct scope *scope,
                      struct error *error)
{
	struct array value;
	bool is_new;
	if (!evaluate(equation->right, scope, &moment->scratch, &value, error))
		return false;
	struct shape const from = shape_resolve(equation->cut.from, scope->H, scope->C);
	struct shape const size = shape_resolve(equation->cut.size, scope->H, scope->C);
	if (array_size(value) == 1) { // as it fits any shape
		struct array const all = array_new(&moment->scratch, size.rows, size.cols);
		for (size_t i = 0; i < array_size(all); i++)
			all.at[i] = value.at[0];
		value = all;
	}
	array_write_block(open_target(moment, equation, &is_new), from.rows, from.cols, value, equation->adds);
	return true;
}

void moment_open_step(struct moment *moment, int k)
{
	const struct cell *cell = moment->pass->network->cell;
	go_back(moment, k);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind != QUANTITY_PARAMETER && moment->now_time[q] != k) {
			moment_set_zero(moment->now[q]);
			moment->now_time[q] = k;
		}
}

struct array *moment_take_sums(struct moment *moment, struct arena *arena)
{
	const struct cell *cell = moment->pass->network->cell;
	struct array *sums = arena_get(arena, (size_t)cell->quantities * sizeof *sums);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			sums[q] = array_copy(arena, moment->sum[q]);
	moment_free(moment);
	return sums;
}

void moment_run_equation(struct moment *moment, const struct equation *equation)
{
	const struct network *network = moment->pass->network;
	struct scope const scope = { .context = moment, .H = network->H, .C = network->C, .bound = scope_bound, .name = scope_name };
	struct arena_mark const mark = arena_mark(&moment->scratch);
	struct error error;
	bool is_new, done;
	if (equation->is_cut) {
		done = run_block(moment, equation, &scope, &error);
	} else if (equation->adds) {
		struct array const target = open_target(moment, equation, &is_new);
		// The number 0 fits any shape.
		done = tree_is_number(equation->right, 0) ||
		       evaluate_add(equation->right, &scope, &moment->scratch, target, &error);
	} else {
		struct array value;
		done = evaluate(equation->right, &scope, &moment->scratch, &value, &error);
		struct array const target = open_target(moment, equation, &is_new);
		// As it does here.
		for (size_t i = 0; done && i < array_size(target); i++)
			target.at[i] = value.at[array_size(value) == 1 ? 0 : i];
	}
	assert(done || interrupt_is_cut()); // shapes were checked when the cell was read
	arena_release(&moment->scratch, mark);
}

// At k = t runs what runs where a loss enters; where there is none, no t is k.
static bool runs(const struct pass *pass, const struct program *program, int equation, int t, int k)
{
	return program_runs(program, equation, t == k && !pass->has_loss[k] ? -1 : t, k);
}

// Runs the equations first … last of iteration (t, k).
static void run_equations(struct moment *moment, const struct program *program, int t, int k, int first,
                          int last)
{
	moment->t = t;
	if (first == 0)
		go_back(moment, k);
	if (first == 0 && truncation_cuts(moment->pass->network->truncation, k + 1))
		moment_forget_gradients(moment);
	for (int i = first; i <= last; i++)
		if (runs(moment->pass, program, i, t, k) &&
		    !(moment->without_sums && program->equation[i].time == TIME_NONE))
			moment_run_equation(moment, &program->equation[i]);
}

void moment_run_iteration(struct moment *moment, const struct program *program, int t, int k)
{
	run_equations(moment, program, t, k, 0, program->count - 1);
}

void moment_forget_gradients(struct moment *moment)
{
	const struct cell *cell = moment->pass->network->cell;
	for (int q = 0; q < cell->quantities; q++)
		moment->now_time[q] = moment->next_time[q] = NO_TIME;
}

void moment_forget_sums(struct moment *moment)
{
	const struct cell *cell = moment->pass->network->cell;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			moment_set_zero(moment->sum[q]);
}

int moment_last_k(const struct network *network, int t)
{
	return truncation_last_k(network->truncation, t);
}

// Loss t's own sweep from k = t down to `until`, all equations; false when it does not get so far.
// With `only`, sums hold the last iteration alone.
bool moment_sweep_loss(struct moment *moment, int t, int until, bool only)
{
	const struct program *program = &moment->pass->network->cell->sweep;
	if (!moment->pass->has_loss[t] || until > t || until < moment_last_k(moment->pass->network, t))
		return false;
	moment_forget_gradients(moment);
	for (int k = t; k >= until && !interrupt_seen(); k--) {
		if (only && k == until)
			moment_forget_sums(moment);
		moment_run_iteration(moment, program, t, k);
	}
	return true;
}

// The first loss after t; there is one.
static int first_after(const struct pass *pass, int t)
{
	do
		t++;
	while (!pass->has_loss[t]);
	return t;
}

// Losses after `t` together, in one sweep down to `until`.  Where k ≤ t no loss enters: what runs there is
// what runs in an iteration of any later loss.
void moment_sweep_combined(struct moment *moment, int t, int until, bool only)
{
	const struct program *program = &moment->pass->network->cell->single;
	int const last = network_last_loss(moment->pass->network);
	moment_forget_gradients(moment);
	if (t >= last)
		return;
	int const end = moment_last_k(moment->pass->network, first_after(moment->pass, t));
	for (int k = last; k >= until && k >= end && !interrupt_seen(); k--) {
		if (!moment->pass->reached[k])
			continue;
		if (only && k == until)
			moment_forget_sums(moment);
		moment_run_iteration(moment, program, k > t ? k : t + 1, k);
	}
	if (end > until) { // none of them gets there
		moment_forget_gradients(moment);
		if (only)
			moment_forget_sums(moment);
	}
}

static void run_finished(struct moment *moment, int t)
{
	const struct network *network = moment->pass->network;
	if (backward_combines(network))
		moment_sweep_combined(moment, t, 0, false);
	else
		for (int loss = moment->pass->T - 1; loss > t && !interrupt_seen(); loss--)
			moment_sweep_loss(moment, loss, moment_last_k(network, loss), false);
	moment_forget_gradients(moment);
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
	moment_run_equation(moment, equation);
	if (moment->was_new) {
		struct array const now = moment_gradient(moment, equation->quantity, time);
		moment->before = array_new(&moment->kept, now.rows, now.cols);
	}
	moment->equation = number;
}

void moment_advance(struct moment *moment, int k, int equation)
{
	const struct network *network = moment->pass->network;
	const struct program *program = backward_program(network);
	int const t = network->single_sweep ? k : moment->t;
	int next = moment->equation + 1;
	for (int step = moment->k; step >= k && !interrupt_seen(); step--, next = 0) {
		if (network->single_sweep && !moment->pass->reached[step])
			continue;
		int const last = step == k ? equation - 1 : program->count - 1;
		int const loss = network->single_sweep ? step : t;
		run_equations(moment, program, loss, step, next, last);
		if (step == k && equation >= next)
			run_and_compare(moment, program, equation);
	}
}

void moment_next_loss(struct moment *moment)
{
	const struct network *network = moment->pass->network;
	const struct program *program = &network->cell->sweep;
	int const t = moment->t, until = moment_last_k(network, t);
	int next = moment->equation + 1;
	int const before = network_loss_before(network, t);
	assert(!backward_combines(network) && before >= 0);
	for (int k = moment->k; k >= until && !interrupt_seen(); k--, next = 0)
		run_equations(moment, program, t, k, next, program->count - 1);
	moment_forget_gradients(moment);
	moment->t = moment->k = before;
	moment->equation = -1;
}

static struct moment *begin_moment(const struct pass *pass, int t, int k, int equation, bool sums)
{
	struct moment *moment = moment_blank(pass);
	bool const single = pass->network->single_sweep;
	moment->without_sums = !sums;
	if (!single && sums)
		run_finished(moment, t);
	moment->t = moment->k = single ? network_last_loss(pass->network) : t;
	moment_advance(moment, k, equation);
	return moment;
}

struct moment *moment_new(const struct pass *pass, int t, int k, int equation)
{
	return begin_moment(pass, t, k, equation, true);
}

struct moment *moment_end(const struct pass *pass)
{
	const struct network *network = pass->network;
	const struct program *program = backward_program(network);
	int t = network_first_loss(network), k = moment_last_k(network, t);
	while (network->single_sweep && (t = k) > 0 && pass->reached[k - 1])
		k--;
	int last = program->count - 1;
	while (!runs(pass, program, last, t, k))
		last--;
	return moment_new(pass, t, k, last);
}

struct moment *moment_new_carried(const struct pass *pass, int t, int k, int equation)
{
	return begin_moment(pass, t, k, equation, false);
}

// The delta quantities at the moment's k, one below the other.
void moment_collect_delta(const struct moment *moment, struct array out)
{
	const struct cell *cell = moment->pass->network->cell;
	double *at = out.at;
	for (int i = 0; i < cell->deltas; i++) {
		struct array const part = moment->now[cell->delta[i]];
		memcpy(at, part.at, array_size(part) * sizeof *at);
		at += array_size(part);
	}
}

struct array moment_new_delta(const struct moment *moment, struct arena *arena)
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
	*out = moment_new_delta(moment, arena);
	moment_collect_delta(moment, *out);
	return true;
}
