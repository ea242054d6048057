// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger: what each iteration (t, k) gives to the gradient of each parameter, beside the finished
// gradient of the program in force.  One sweep a loss, O(t·H²); no contribution is kept as a matrix.
#ifndef NET_LEDGER_H
#define NET_LEDGER_H

#include "net/pass.h"

// One contribution: its norm, and its share of the total, ⟨contribution, total⟩/‖total‖².  All shares of
// a parameter add up to 1 and may be negative; NaN where the total is 0.
struct ledger_entry {
	double norm, share;
};

struct ledger {
	const struct pass *pass;
	struct moment *end; // of the walk: the totals
	struct moment *moment;
	double *norm; // by quantity: ‖dE/d(parameter)‖
	int T;
};

struct ledger *ledger_new(const struct pass *pass);
void ledger_free(struct ledger *ledger);

// Loss t's entries (in the single sweep those of all losses together, for any t): entry[q·T + k] for
// quantity q at step k, zeros where nothing is given.  False: interrupted.
bool ledger_read_loss(struct ledger *ledger, int t, struct ledger_entry *entry);

// Multiplications of ledger_read_loss.
double ledger_cost(const struct pass *pass, int t);

#endif
