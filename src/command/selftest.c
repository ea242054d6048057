// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/selftest.h"

#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "net/network.h"
#include "tutor/planting.h"

// Whether a program's gradients fail somewhere; *same: they are the right ones on this network.
static bool is_found(const struct pass *pass, struct cell *cell, const struct check_how *how, bool *same)
{
	struct network network;
	struct pass const with = pass_with_backward(pass, cell, &network);
	bool fails = false;
	*same = true;
	for (int q = 0; q < cell->quantities && !fails && !interrupt_seen(); q++) {
		struct check_subject const subject = { q, -1, -1, -1 };
		LOCAL(arena) arena = { 0 };
		if (cell->quantity[q].kind == QUANTITY_PARAMETER) {
			struct check const check = check_run_by(&with, subject, how, &arena);
			struct array const right = check_analytic(pass, subject, &arena);
			fails = check.count[VERDICT_FAIL] > 0;
			for (size_t i = 0; i < array_size(right); i++)
				*same &= fabs(right.at[i] - check.analytic.at[i]) <= 1e-9 * array_norm(right);
		}
	}
	return fails;
}

// ---- B21: the check itself at fault

// What people's checks do wrong, each held against gradients that are right: where it lets as much pass as a sound
// one, the fault is not seen on this network.
static const struct fault {
	const char *name;
	struct difference method;
	bool leaves; // what was moved is not put back
} faults[] = {
	{ N_("θ − h moved the wrong way"), { .h = 1e-4, .order = 2, .points = 2, .point = { { 1, 0.5 }, { 1, -0.5 } } }, false },
	{ N_("divided by h for 2h"), { .h = 1e-4, .order = 2, .points = 2, .point = { { 1, 1 }, { -1, -1 } } }, false },
	{ N_("h too small"), { .h = 1e-14, .order = 2, .points = 2, .point = { { 1, 0.5 }, { -1, -0.5 } } }, false },
	{ N_("θ not put back"), { .h = 1e-4, .order = 2, .points = 2, .point = { { 1, 0.5 }, { -1, -0.5 } } }, true },
};

// How many elements of a parameter pass; with `leaves` each is measured where those before it were left.
static int count_passes(const struct pass *pass, int parameter, const struct check_how *how, bool leaves)
{
	LOCAL(arena) arena = { 0 };
	struct check_subject subject = { parameter, -1, -1, -1 };
	struct array const right = check_analytic(pass, subject, &arena);
	int passes = 0;
	if (!leaves) {
		passes = check_run_by(pass, subject, how, &arena).count[VERDICT_PASS];
	} else {
		struct network *network = network_copy(pass->network);
		for (subject.element = 0; (size_t)subject.element < array_size(right); subject.element++) {
			struct pass *moved = pass_new(network);
			if (moved)
				passes += check_value(moved, subject, how, right, &arena).count[VERDICT_PASS];
			pass_free(moved);
			network_parameter(network, parameter).at[subject.element] -= how->h;
		}
		network_free(network);
	}
	return passes;
}

static bool fault_is_seen(const struct pass *pass, const struct fault *fault, const struct check_how *sound)
{
	const struct cell *cell = pass->network->cell;
	struct check_how const how = { &fault->method, fault->method.h };
	bool seen = false;
	for (int q = 0; q < cell->quantities && !seen && !interrupt_seen(); q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			seen = count_passes(pass, q, &how, fault->leaves) < count_passes(pass, q, sound, false);
	return seen;
}

static bool write_faults(const struct pass *pass, const struct check_how *sound, struct text *out)
{
	bool all = true;
	text_add(out, _("\nB21, faults of the check itself, held against what is right: "));
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		bool const seen = fault_is_seen(pass, &faults[i], sound);
		text_addf(out, "%s%s %s", i ? ", " : "", _(faults[i].name), seen ? _("(seen)") : _("(NOT seen)"));
		all &= seen;
	}
	return all;
}

bool selftest_write(const struct pass *of, const struct check_how *how, struct text *out)
{
	struct network network;
	struct pass const pass =
		pass_with_backward(of, cell_rederived(of->network->cell), &network);
	struct plantings all = bug_plantings(network.cell, 0, NULL);
	LOCAL(text) missed = { 0 }, hidden = { 0 };
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
	bool const proves = write_faults(&pass, how, out) && !missed.length;
	plantings_free(&all);
	cell_drop(network.cell);
	return proves;
}
