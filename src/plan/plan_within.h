// SPDX-License-Identifier: GPL-3.0-or-later
// A plan from within, for the files that run it: plan.c forward and all losses back at once, plan_truncated.c as far
// back as truncation lets them, plan_step.c what becomes of gradients.  Not for other files.
#ifndef PLAN_PLAN_WITHIN_H
#define PLAN_PLAN_WITHIN_H

#include "net/network.h"
#include "plan/code.h"
#include "plan/storage.h"

// Words that occurred in the run whose gradients are there.
struct occurred {
	int *word;   // each once
	int count;
	bool *seen;  // by word
};

// A row that comes from the step after: zero behind the last step.
struct beyond {
	struct operand row;
	size_t bytes;
};

struct plan {
	struct arena arena;
	struct cell *cell; // one reference
	int H, C, T_most;
	struct graph graph;
	struct storage storage;
	struct program_code code;
	struct occurred occurred[2];
	const struct kernels *kernels;
	struct operand loss;
	bool *has_loss;            // of the run at hand, by step; NULL: all have one
	struct beyond *beyond; // in the arena
	int beyonds;
	struct instruction **again; // made anew before each iteration of a truncated loss, ended by NULL
	struct instruction **alone; // by weights: the one outer product that is all of their gradient; NULL: there is more
};

// The sequence, before anything is made of it.
struct execution plan_begin_run(struct plan *plan, const struct sequence *sequence);

// The way forward, and all losses back at once.  False: interrupted.
bool plan_run_forward(struct plan *plan, struct execution *run, bool only_loss);
bool plan_run_back(struct plan *plan, struct execution *run);
// The steps from … to of the way back, beyond which there is nothing.
bool plan_run_back_over(struct plan *plan, struct execution *run, int from, int to);

// What these steps add to the gradients (run->factor, run->target).  `parts`: only of weights that are not alone.
void plan_run_totals(struct plan *plan, struct execution *run, int from, int to, bool parts);
void plan_clear_beyond(const struct plan *plan, int T); // what comes from step T is 0
double plan_total_loss(const struct plan *plan, int T);

// The way back and the totals as truncation has them.  False: interrupted.
bool plan_run_truncated(struct plan *plan, struct execution *run);
// What that needs to know.  False and *error: this plan cannot be truncated so.
bool plan_prepare_truncation(struct plan *plan, struct error *error);

#endif
