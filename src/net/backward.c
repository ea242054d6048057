// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/backward.h"

#include "base/interrupt.h"
#include "net/jacobian.h"
#include "net/moment.h"

struct array *backward_parameters(const struct pass *pass, struct arena *arena)
{
	return moment_take_sums(moment_end(pass), arena);
}

struct array *backward_parameters_and_deltas(const struct pass *pass, struct array *deltas, struct arena *arena)
{
	const struct network *network = pass->network;
	const struct cell *cell = network->cell;
	bool const at_once = network->single_sweep || backward_combines(network);
	struct moment *moment = moment_blank(pass);
	struct array const delta = moment_new_delta(moment, &moment->arena);
	for (int k = 0; k < pass->T; k++)
		deltas[k] = array_new(arena, delta.rows, 1);
	int const last = network_last_loss(network);
	for (int t = at_once ? 0 : last; t >= 0 && !interrupt_seen(); t--) {
		if (!at_once && !pass->has_loss[t])
			continue;
		moment_forget_gradients(moment);
		int const until = at_once ? 0 : moment_last_k(network, t);
		for (int k = at_once ? last : t; k >= until && !interrupt_seen(); k--) {
			if (at_once && !pass->reached[k])
				continue;
			moment_run_iteration(moment, at_once ? &cell->single : &cell->sweep, at_once ? k : t, k);
			moment_collect_delta(moment, delta);
			array_add(deltas[k], delta);
		}
	}
	return moment_take_sums(moment, arena);
}

struct array backward_parameter(const struct pass *pass, int t, int quantity, int step,
                                struct arena *arena)
{
	const struct network *network = pass->network;
	if (t < 0 && step < 0)
		return backward_parameters(pass, arena)[quantity];
	struct moment *moment = moment_blank(pass);
	struct array sum = array_new(arena, moment->sum[quantity].rows, moment->sum[quantity].cols);
	if (t >= 0) {
		if (moment_sweep_loss(moment, t, step < 0 ? moment_last_k(network, t) : step, step >= 0))
			array_add(sum, moment->sum[quantity]);
	} else if (backward_combines(network)) {
		moment_sweep_combined(moment, -1, step, true);
		array_add(sum, moment->sum[quantity]);
	} else {
		for (int loss = pass->T - 1; loss >= step && !interrupt_seen(); loss--) {
			moment_forget_sums(moment);
			if (moment_sweep_loss(moment, loss, step, true))
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

// What the sweeps do not need, the word that is read for instance, the adjoint of everything has; the iterations of
// each loss end where they do.
static struct array add_adjoints(const struct pass *pass, int t, int quantity, int k, struct arena *arena)
{
	const struct network *network = pass->network;
	int const until = k < 0 ? 0 : k, first = t < 0 ? until : t, last = t < 0 ? pass->T - 1 : t;
	struct array const shape = pass_value(pass, quantity, until);
	struct array sum = array_new(arena, shape.rows, shape.cols);
	if (k < 0 && !network->cell->quantity[quantity].is_state)
		return sum; // before the first step there are states alone
	for (int loss = first; loss <= last && !interrupt_seen(); loss++)
		if (loss >= until && pass->has_loss[loss] && moment_last_k(network, loss) <= until)
			array_add(sum, jacobian(pass, network->cell->loss, loss, quantity, k, -1, arena));
	return sum;
}

struct array backward_quantity(const struct pass *pass, int t, int quantity, int k,
                               struct arena *arena)
{
	if (!backward_computes(pass->network, quantity))
		return add_adjoints(pass, t, quantity, k, arena);
	struct moment *moment = moment_blank(pass);
	moment->without_sums = true;
	struct array const shape = moment->now[quantity];
	struct array sum = array_new(arena, shape.rows, shape.cols);
	int const until = k < 0 ? 0 : k;
	if (t >= 0) {
		if (moment_sweep_loss(moment, t, until, false))
			add_gradient(moment, quantity, k, sum);
	} else if (backward_combines(pass->network)) {
		moment_sweep_combined(moment, -1, until, false);
		add_gradient(moment, quantity, k, sum);
	} else {
		for (int loss = pass->T - 1; loss >= until && !interrupt_seen(); loss--)
			if (moment_sweep_loss(moment, loss, until, false))
				add_gradient(moment, quantity, k, sum);
	}
	moment_free(moment);
	return sum;
}

struct array backward_delta(const struct pass *pass, int t, int k, struct arena *arena)
{
	struct moment *moment = moment_blank(pass);
	moment->without_sums = true;
	struct array delta = moment_new_delta(moment, arena);
	if (moment_sweep_loss(moment, t, k, false))
		moment_collect_delta(moment, delta);
	moment_free(moment);
	return delta;
}

void backward_delta_norms(const struct pass *pass, int t, double *norms)
{
	const struct program *program = &pass->network->cell->sweep;
	struct moment *moment = moment_blank(pass);
	moment->without_sums = true;
	struct array const delta = moment_new_delta(moment, &moment->arena);
	int const until = moment_last_k(pass->network, t);
	for (int k = 0; k < until; k++)
		norms[k] = 0;
	for (int k = 0; k <= t && !pass->has_loss[t]; k++)
		norms[k] = 0;
	for (int k = t; k >= until && pass->has_loss[t] && !interrupt_seen(); k--) {
		moment_run_iteration(moment, program, t, k);
		moment_collect_delta(moment, delta);
		norms[k] = array_norm(delta);
	}
	moment_free(moment);
}
