// SPDX-License-Identifier: GPL-3.0-or-later
// What `check` and `why` are asked about: how it is written, and what it is called.
#ifndef COMMAND_SUBJECT_H
#define COMMAND_SUBJECT_H

#include "lang/tree.h"
#include "repl/session.h"

struct subject_kind {
	const char *cause, *advice; // of the error where it is none
	bool values;                // a name alone is a value; else the gradient by it
};

// W, dW, W[1,2], delta[3,1], dE[3]/dW @ 1, dE[3]/ds[1], s[-1]; a quantity without a time ("ds") is it at all
// times: *at_all_times.  False and a located *error: it is none of these.
bool subject_read(struct session *session, const struct tree *tree, const struct subject_kind *kind,
                  struct check_subject *subject, bool *at_all_times, struct error *error);

#endif
