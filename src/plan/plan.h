// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled plan: a cell's equations, forward and single sweep, compiled once for given sizes into
// a list of instructions that runs a whole sequence without taking memory.  For training and for `grad`;
// what is shown comes from the walk.  Both agree to 1e-12, the last bits differ: a plan sums in another
// order, fuses multiply and add, and has its own tanh and exp.
//
// How it is made, a file a stage:
//   compile.c   equations → graph.c, a graph of values, each once; a state at t-1 is an edge in time
//   schedule.c  what needs itself at another time runs *through* time, one step after the other; what
//               comes *before* and *after* such a loop is batched: one operation over many t
//   storage.c   where numbers lie: weights that multiply the same vector one below the other, what they
//               make side by side, so that four products become one; U transposed
//   emit.c      the graph → a list of instructions (code.h): lower.c makes a node's, merge.c joins neighbours
//   plan.c      how it runs; plan_truncated.c, plan_step.c
//   execute.c   what each instruction does; sweep.c a loop with one large product, reading it half as often
//   kernel.h    the arithmetic, for three kinds of processors; product.h with CBLAS where there is one
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>

#include "array/array.h"
#include "base/error.h"
#include "net/network.h"

struct plan;

// A plan for sequences of at most T_most steps.  It has weights of its own, all zero until plan_load.
// NULL and *error (without a place) when it would need more memory than STORAGE_BYTES_MOST, or when the cell
// holds what cannot be compiled: amended backward equations that speak of numbers (t, k, T), of
// other times than k and k-1, or that do not run everywhere.  Whose plan is refused uses the walk's sweeps
// (net/backward.h).
struct plan *plan_new(const struct cell *cell, int H, int C, int T_most, struct error *error);
// The same for sequences that hold vectors in place of words, or steps without a loss, or whose losses are carried back
// so far only: as `kind` says.  Truncated, gradients are sums in another order than the walk's, which carries each
// loss back by itself; some cells are refused.
struct given_kind;
struct plan *plan_new_for(const struct cell *cell, int H, int C, int T_most, const struct given_kind *kind,
                          struct error *error);
// For the network's sequences, with its weights; truncated as it is, or not.
struct plan *plan_new_of(const struct network *network, int T_most, bool truncated, struct error *error);
void plan_free(struct plan *plan);

// The weights and initial states of a network of the same cell and sizes into the plan, and the weights
// back (without marking them as assigned).
void plan_load(struct plan *plan, const struct network *network);
void plan_store(const struct plan *plan, struct network *network);

// The losses of a sequence with one number of a parameter moved, as pass_nudged_losses has them, to the last bits.  Not
// all of them when Ctrl-C came.
struct nudge;
void plan_nudged_losses(struct plan *plan, const struct sequence *sequence, const struct nudge *nudge, int last,
                        double *losses);

// E of a sequence, the sum of its losses: 1 to T_most steps, every word below C.  NaN when Ctrl-C came.
double plan_loss(struct plan *plan, const struct sequence *sequence);

// The same, and one step of gradient descent: every parameter moves by -rate times its gradient, whose length as one
// vector is *norm.  Large gradients are never made as a whole.  Nothing moves when Ctrl-C came, and where the loss
// is not finite or the step not shorter than `longest`.  Not for a plan that truncates.
double plan_step(struct plan *plan, const struct sequence *sequence, double rate, double longest, double *norm);

// The same in parts, for a caller that looks at gradients or clips them.  plan_gradients computes them (they stay
// until the next call of any of these); what follows uses or changes them.
double plan_gradients(struct plan *plan, const struct sequence *sequence);
double plan_gradient_norm(const struct plan *plan);      // of all parameters as one vector
void plan_clip_elements(struct plan *plan, double most); // each into -most … most
void plan_move(struct plan *plan, double factor);        // parameters += factor · gradients

// All weights as one row of numbers, those of which there are none 0; as many numbers behind them are their gradients.
// For what has to do with each of them (train/optimiser.h).
size_t plan_weights(const struct plan *plan);
double *plan_weights_at(struct plan *plan);
// What a row of as many numbers has for a parameter, in the parameter's own shape; and into the row.
void plan_read_row(const struct plan *plan, const double *row, int quantity, struct array out);
void plan_write_row(const struct plan *plan, double *row, int quantity, struct array in);

// The loss of step t of the last run, whichever it was.
double plan_loss_at(const struct plan *plan, int t);
// And the numbers of a quantity there, one behind the other, if the plan has them; NULL: it does without.
const double *plan_value_at(const struct plan *plan, int quantity, int t);

// A parameter's gradient in the parameter's own shape, zero where no word came by.
void plan_read_gradient(const struct plan *plan, int quantity, struct array out);

#endif
