// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/reach.h"

#include "base/interrupt.h"
#include "net/moment.h"

// The equations of the exact program that carry to the quantity: those of parameters are left out.
static bool carries(const struct cell *cell, const struct equation *equation, int quantity)
{
	return cell->quantity[equation->quantity].kind == QUANTITY_COMPUTED ||
	       equation->quantity == quantity;
}

bool reach_norms(const struct pass *pass, int t, int quantity, int until, double *norms)
{
	const struct cell *cell = pass->network->cell;
	struct moment *moment = moment_blank(pass);
	int k = t;
	for (; k >= until && !interrupt_seen(); k--) {
		moment_open_step(moment, k);
		if (k == t)
			moment->now[cell->loss].at[0] = 1;
		const struct program *program = pass->has_loss[k] ? &cell->exact : &cell->without;
		for (int i = 0; i < program->count; i++)
			if (carries(cell, &program->equation[i], quantity))
				moment_run_equation(moment, &program->equation[i]);
		norms[k - until] = array_norm(moment->now[quantity]);
	}
	moment_free(moment);
	return k < until;
}

double reach_cost(const struct pass *pass, int t, int until)
{
	const struct network *network = pass->network;
	double cost = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].kind == QUANTITY_PARAMETER)
			cost += 2.0 * (double)array_size(network->parameter[q]);
	return cost * (t + 1 - until);
}
