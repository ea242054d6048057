// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/selftest.h"

#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "net/bug.h"

// Whether a program's gradients fail somewhere; *same: they are the right ones on this network.
static bool is_found(const struct pass *pass, struct cell *cell, const struct check_how *how, bool *same)
{
	struct network network;
	struct pass const with = pass_with_backward(pass, cell, &network);
	bool fails = false;
	*same = true;
	for (int q = 0; q < cell->quantities && !fails && !interrupt_seen(); q++) {
		struct check_subject const subject = { q, -1, -1, -1 };
		struct arena arena = { 0 };
		if (cell->quantity[q].kind == QUANTITY_PARAMETER) {
			struct check const check = check_run_by(&with, subject, how, &arena);
			struct array const right = check_analytic(pass, subject, &arena);
			fails = check.count[VERDICT_FAIL] > 0;
			for (size_t i = 0; i < array_size(right); i++)
				*same &= fabs(right.at[i] - check.analytic.at[i]) <= 1e-9 * array_norm(right);
		}
		arena_free(&arena);
	}
	return fails;
}

bool selftest_write(const struct pass *of, const struct check_how *how, struct text *out)
{
	struct network network;
	struct pass const pass =
		pass_with_backward(of, cell_rederived(of->network->cell), &network);
	struct plantings all = bug_plantings(network.cell);
	struct text missed = { 0 }, hidden = { 0 };
	int found = 0, unseen = 0;
	for (int i = 0; i < all.count && !interrupt_seen(); i++) {
		struct cell *cell = bug_plant(network.cell, all.at[i]);
		bool same;
		bool const is = is_found(&pass, cell, how, &same);
		struct text *const list = is ? NULL : same ? &hidden : &missed;
		found += is;
		unseen += !is && same;
		if (list)
			text_addf(list, "%sB%d %s", list->length ? ", " : "", all.at[i].bug->number, all.at[i].bug->name);
		cell_drop(cell);
	}
	text_addf(out, _("%d ways to plant a mistake in %s: %d found"), all.count, network.cell->name, found);
	if (unseen)
		text_addf(out, _(", %d change nothing on this network (%s)"), unseen, text_get(&hidden));
	if (missed.length)
		text_addf(out, _(", missed: %s"), text_get(&missed));
	bool const proves = !missed.length;
	text_free(&missed);
	text_free(&hidden);
	plantings_free(&all);
	cell_drop(network.cell);
	return proves;
}
