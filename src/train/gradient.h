// SPDX-License-Identifier: GPL-3.0-or-later
// What one step of learning needs: E of a sequence, its gradient by every parameter as the program in
// force has it, and a move against it.  The one door through which training reaches an engine: the
// compiled plan (plan/plan.h), or where that cannot do what is asked for (some amended equations) the
// walk's own sweeps.  Both agree to 1e-12.
#ifndef TRAIN_GRADIENT_H
#define TRAIN_GRADIENT_H

#include <stdbool.h>

#include "net/corpus.h"
#include "net/network.h"
#include "train/clip.h"
#include "train/optimiser.h"

struct gradient {
	struct optimising optimising;
	struct rule *rule;       // its equations; NULL: the plan moves by itself
	long steps;              // made since the optimiser began to remember
	double *memory;          // what it remembers: rows in the order of the weights at hand, owned; NULL: nothing
	int scores;              // cell_scores
	struct network *network; // not owned; while there is a plan, its parameters are old
	struct plan *plan;       // NULL: the walk,
	struct error why;        // and this is why
	bool is_truncated;
	struct pass *pass;       // the walk's, of the last sequence
	struct moment *end;
	double total;   // E of the sequence
	double answers; // the part of it from step `asked` on
	int right;      // of these steps, those whose word is the likeliest; 0 where no word is predicted
	double norm;    // of all parameters' gradients as one vector, before it is clipped
	double length;  // and after
	double scale;   // what clipping by norm multiplies it by, which gradient_step does
};

// No finite number of such steps is safe: it is an explosion, though its numbers are finite still.
#define GRADIENT_LONGEST_STEP 1e100

// For sequences of at most `longest` steps, each of which the network can run (network_ready).
struct gradient *gradient_new(struct network *network, int longest, const struct optimising *optimising);
void gradient_free(struct gradient *gradient);

// The sequence in place of the network's x and y.  False: interrupted, and the numbers mean nothing.
bool gradient_run(struct gradient *gradient, const struct sequence *sequence);

// The same and the step, at once where nobody asks for the gradient by itself: where `clip` and the optimiser leave it
// alone, and the plan can.  What is not finite, or too long, is no step.  The gradient is then nowhere.
enum gradient_end { GRADIENT_STEPPED, GRADIENT_CLIPPED, GRADIENT_INTERRUPTED, GRADIENT_NOT_FINITE };
enum gradient_end gradient_learn(struct gradient *gradient, const struct sequence *sequence, struct clip clip, double rate);

// Only `total`, `answers` and `right`.
bool gradient_run_forward(struct gradient *gradient, const struct sequence *sequence);

// What follows uses the gradient of the last gradient_run.
void gradient_step(struct gradient *gradient, double rate);      // as the optimiser has it

// The parameters as they are now into the network (they do not become assigned).
void gradient_store(const struct gradient *gradient);
// And back: the network's have changed.
void gradient_load(struct gradient *gradient);

// What the optimiser remembers (the caller owns it), and back.
struct remembered gradient_remembered(const struct gradient *gradient);
void gradient_remember(struct gradient *gradient, const struct remembered *remembered);

#endif
