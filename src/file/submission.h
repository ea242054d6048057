// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner hands in: a file of weights, x and y, and beside them whatever of the learner's own there is:
// dA for an array A of the weights, under the same names and in the same shapes, in any dialect, and forward values under the
// cell's names, a row a time step.  Or, instead of gradients, some numbers copied from somewhere, with as many
// digits as there are.  What the names of arrays mean is file/mapping.h's business.
#ifndef FILE_SUBMISSION_H
#define FILE_SUBMISSION_H

#include "file/weights.h"
#include "tutor/diagnose.h"

struct submission {
	struct weights weights;     // what the arrays were taken for
	struct network *network;
	struct sequences sequences; // the right forward passes
	struct evidence *gradient;  // of parameters and initial states
	int gradients;
	struct evidence *value;     // of the forward pass, in the order in which they are computed
	int values;
	double total, total_tolerance; // the sum of the losses; NaN: it was not told
	struct text turned;         // gradients that were handed in transposed, by name, and are turned here: "dWxh, dWhy"
	struct text broken;         // arrays that hold what is no number, each with the first such element: "dU[0,3] = nan"
	struct text told;           // what else is to be said of their shapes
	struct arena arena;         // holds the evidence
};

// The shipped cells, read once for many submissions: what they compute are forward values, not weights.
struct shipped {
	struct cell **cell; // one reference each; owned
	int count;
};
struct shipped shipped_read(void);
void shipped_free(struct shipped *shipped);

struct submission_request {
	const struct shipped *shipped;
	const char *cell;   // NULL: the one that the arrays fit
	const char *load;   // weights, x and y; NULL: they are in the file itself
	const char *posted; // a text of lines NAME[i,j] = number; NULL: none
	const char *dialect; // whose names the arrays have; NULL: the one in which they are named
	struct truncation truncation;
};

// Reads what is handed in; `path` may be NULL where numbers are posted.  False and *error, which names the file,
// the array and its byte or the line, what was seen and what is needed; *submission is then empty.
bool submission_read(struct submission *submission, const char *path,
                     const struct submission_request *request, struct error *error);
void submission_end(struct submission *submission);

#endif
