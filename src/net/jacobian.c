// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/jacobian.h"

#include <string.h>

#include "base/interrupt.h"
#include "net/moment.h"

static bool wants(const struct cell *cell, const struct equation *equation, int below)
{
	return cell->quantity[equation->quantity].kind == QUANTITY_COMPUTED ||
	       equation->quantity == below;
}

// Equations as they run keep their digits where a softmax has underflowed; but yhat and y, which they use in
// another way, have their derivatives in the equations as they are stated.
static const struct program *program_of(const struct cell *cell, int below, bool is_last)
{
	return is_last && below >= 0 && cell->quantity[below].is_rewritten ? &cell->stated :
	                                                                       &cell->exact;
}

// Carries the adjoint of element `row` of `above` back to step `until`; adjoints that nothing reached are
// zero.  With `only`, sums hold the last step alone.
static void carry_seed(struct moment *moment, int above, int above_time, int row, int below, int until,
                       bool only)
{
	const struct cell *cell = moment->pass->network->cell;
	moment_forget_gradients(moment);
	moment_forget_sums(moment);
	for (int k = above_time; k >= until && !interrupt_seen(); k--) {
		moment_open_step(moment, k);
		if (only && k == until)
			moment_forget_sums(moment);
		if (k == above_time)
			moment->now[above].at[row] = 1;
		const struct program *program =
			moment->pass->has_loss[k] ? program_of(cell, below, k == until) : &cell->without;
		for (int i = 0; i < program->count; i++)
			if (wants(cell, &program->equation[i], below))
				moment_run_equation(moment, &program->equation[i]);
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
	// The initial state is given: it depends on nothing but itself.
	for (int row = 0; row < rows && above_time < 0 && above == below && below_time == above_time; row++)
		out.at[row * rows + row] = 1;
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

// ---- the whole carried state

// The states' numbers, or their gradients, at a time, one below the other.
static int state_rows(const struct pass *pass)
{
	const struct cell *cell = pass->network->cell;
	int rows = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state)
			rows += (int)array_size(pass->network->initial[q]);
	return rows;
}

// The numbers that one seed has carried to the states at a time, into row[0 .. rows).
static void collect_states(const struct moment *moment, int time, double *row)
{
	const struct pass *pass = moment->pass;
	for (int q = 0; q < pass->network->cell->quantities; q++) {
		if (!pass->network->cell->quantity[q].is_state)
			continue;
		struct array const found = moment_gradient(moment, q, time);
		size_t const size = array_size(pass->network->initial[q]);
		if (found.at)
			memcpy(row, found.at, size * sizeof *row);
		row += size;
	}
}

struct array jacobian_state(const struct pass *pass, int above, int below, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	int const rows = state_rows(pass);
	struct array out = array_new(arena, rows, rows);
	struct moment *moment = moment_blank(pass);
	double *row = out.at;
	for (int q = 0; q < cell->quantities; q++) {
		int const size = cell->quantity[q].is_state ? (int)array_size(pass->network->initial[q]) : 0;
		for (int i = 0; i < size; i++, row += rows) {
			if (below == above) {
				row[(row - out.at) / rows] = 1;
				continue;
			}
			// What step below+1 hands back: within its own step no state depends on another.
			carry_seed(moment, q, above, i, -1, below + 1, false);
			collect_states(moment, below, row);
		}
	}
	moment_free(moment);
	return out;
}
