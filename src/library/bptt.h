// SPDX-License-Identifier: GPL-3.0-or-later
/* libbptt: recurrent cells as equations, their gradients through time, and how far these can be trusted.
 *
 * A network is a cell (a text of equations), its sizes, its parameters and a sequence.  All numbers are
 * doubles in the caller's own arrays, row after row (as NumPy's order C); a vector is n x 1.  Time counts
 * from 0; a state's value at time -1 is the initial one.  E is the *sum* of the losses E[t].
 *
 * A function that can fail returns -1 (or NULL, or NaN) and leaves words in bptt_error(), which belong to the
 * thread.  Nothing is printed, no signal and no locale is touched.  Where memory ends, the program ends (abort).
 * A network belongs to one thread at a time.  Names are those of the cell's text: "W", "s", "logits".
 *
 * The backward equations are derived from the cell's own, by one rule an operator: `bptt-repl -e equations` prints
 * them.  For the plain cell they are those of Werbos (1990) as the usual tutorials write them:
 *     delta[t,k] = dE[t]/dz[k],  ds[k-1] = W' dz[k],  dE[t]/dW = sum over k <= t of delta[t,k] s[k-1]'
 */
#ifndef BPTT_H
#define BPTT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef BPTT_API
#define BPTT_API
#endif

struct bptt;

enum { BPTT_ALL = -1 }; /* all losses, all steps */

/* "0.1". */
BPTT_API const char *bptt_version(void);

/* Why the last function of this thread that failed did so, with FILE:LINE:COLUMN in a cell's text and what to try;
 * "" before.  Valid until the next one fails. */
BPTT_API const char *bptt_error(void);

/* A network of the cell that `cell` names: one that is shipped ("tanh", "lstm"), a file ("./mine.cell"), or the text
 * of equations itself, where it has a line end.  H hidden units, C words; the parameters are drawn as NumPy's
 * RandomState(seed) draws them.  NULL: it is none.  bptt_free takes it, and NULL. */
BPTT_API struct bptt *bptt_new(const char *cell, int H, int C, unsigned seed);
BPTT_API void bptt_free(struct bptt *net);

/* The quantities of its cell, in the order of their declaration: how many; the name of one (the network's own), NULL
 * past the end. */
BPTT_API int bptt_count(const struct bptt *net);
BPTT_API const char *bptt_name(const struct bptt *net, int i);

/* How many rows and columns a quantity has (at one time); 0, or -1: there is none of this name. */
BPTT_API int bptt_shape(const struct bptt *net, const char *name, int *rows, int *cols);

/* The words that are read and to be predicted, by number, `steps` of each; copied.  A y of -1 is none. */
BPTT_API int bptt_sequence(struct bptt *net, const int *x, const int *y, int steps);

/* A parameter's numbers, or a state's at time -1; `count` is rows*cols.  Copied. */
BPTT_API int bptt_set(struct bptt *net, const char *name, const double *values, size_t count);

/* Whether the biases that the cell declares exist (they do not at first).  Other parameters stay. */
BPTT_API int bptt_biases(struct bptt *net, int on);

/* Each loss goes back n steps only, n + 1 iterations; -1: all the way. */
BPTT_API int bptt_truncate(struct bptt *net, int n);

/* Runs the forward pass, O(T (H^2 + C H)): the sum of the losses.  What follows runs it where it has not. */
BPTT_API double bptt_run(struct bptt *net);

/* A quantity's value at a time (a parameter has none: give 0; an initial state's is -1) into out[rows*cols]. */
BPTT_API int bptt_get(struct bptt *net, const char *name, int time, double *out, size_t count);

/* dE[t]/d(parameter), of the parameter's shape; t may be BPTT_ALL, and so may step, which says for the use of the
 * parameter at one time step only. */
BPTT_API int bptt_gradient(struct bptt *net, const char *name, int t, int step, double *out, size_t count);

/* dE[t]/d(quantity at time k), rows x 1: zero for k > t, or past a truncation.  With the cell's pre-activation it is
 * delta[t,k]. */
BPTT_API int bptt_back(struct bptt *net, const char *name, int t, int k, double *out, size_t count);

/* d(above at time t)/d(below at time k), the exact total derivative along all paths whatever the truncation: a row
 * for each element of `above`, count = rows of above * rows of below. */
BPTT_API int bptt_jacobian(struct bptt *net, const char *above, int t, const char *below, int k, double *out,
                           size_t count);

/* The central difference (E(p + h) - E(p - h)) / 2h for one element of a parameter: what a gradient is to be held
 * against.  Its error is O(h^2), and about 1e-16 E / h. */
BPTT_API double bptt_numeric(struct bptt *net, const char *name, int row, int col, double h);

/* One step of gradient descent, parameters -= rate * gradient, on the compiled plan where that can do it.  The loss
 * before the step. */
BPTT_API double bptt_step(struct bptt *net, double rate);

#ifdef __cplusplus
}
#endif

#endif
