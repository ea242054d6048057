// SPDX-License-Identifier: GPL-3.0-or-later
// Networks side by side on the same words: what `race` and `slide` compare.  A runner's network is a copy
// of the session's with another cell, other weights or both; the session itself stays as it is.
#ifndef COMMAND_RUNNERS_H
#define COMMAND_RUNNERS_H

#include "repl/command.h"
#include "repl/session.h"
#include "view/plot.h"

struct runner {
	char *name;              // cleaned; owned
	struct network *network; // owned
	double *at;              // by distance; owned, NULL before runners_run
	int count;
};

// What is compared: ‖∂S[t]/∂S[k]‖₂ of all states together, or ‖delta[t,k]‖.
enum measure { MEASURE_STATE, MEASURE_DELTA };

struct runners {
	struct runner at[PLOT_LINES];
	int count;
	enum measure measure;
	long steps; // the words are repeated until there are this many; 0: as they are
};

void runners_free(struct runners *runners);

// Takes the network; false and *error when there are too many.  *error stands at the word.
bool runners_add(struct runners *runners, const char *name, struct network *network,
                 const struct word *word, struct error *error);

// "for N" and "by delta|state" at word *i: reads it and goes on; else leaves *i as it is.  False: a mistake.
bool runners_read_option(struct runners *runners, const struct words *words, int *i,
                         struct error *error);

// Runs all of them.  False: a mistake, or interrupted.
bool runners_measure(struct runners *runners, const struct words *words, struct error *error);

// What has come out: as one JSON object of `command`, or as a picture.
void runners_say_object(struct session *session, const struct runners *runners,
                        const char *command);

// Both: runs all of them and says what has come out.
bool runners_run(struct runners *runners, struct session *session, const char *command,
                 const struct words *words, struct error *error);

#endif
