// SPDX-License-Identifier: GPL-3.0-or-later
// Stops and displays of a session: going from place to place as far as stops allow, saying why the walk
// stopped, and what is shown after each stop.  They are no part of the state: `undo` leaves them, and
// they survive a change of the network as long as its cell has their names.
#ifndef REPL_STOPS_H
#define REPL_STOPS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "repl/names.h"
#include "repl/session.h"
#include "trace/stop.h"

// The number of the stop behind `until`, which is gone when the command is done.
enum { STOP_UNTIL = 0 };

void displays_free(struct displays *displays);
void displays_say(struct session *session); // all, with their values here

// The session's stops, read again if the cell is another one (and said which ones are lost or found).
struct stops *stops_of(struct session *session);

// What a stop's expression sees: the prompt's names, at the place that is looked at.  *names must live as
// long as the scope.
struct stop_names {
	struct session *session;
	struct names names;
};
struct stop_scope stops_scope(struct session *session, struct stop_names *names);

// "break 2: norm(delta[t,k]) < 1e-3 if t > 1"
void stops_write(const struct stop *stop, struct text *out);

// `info breakpoints`.
void info_breakpoints(struct session *session, struct text *out);

// Adds "did you mean" to an error about a name that nobody knows; always false.
bool stops_suggest(const struct session *session, const struct words *words, struct error *error);

// Goes from *place to the goal, or to the first place that a stop holds at.  False and *error where it
// was interrupted: *place is where.
bool stops_go(struct session *session, struct place *place, struct place goal, struct span command,
              struct error *error);

// Says which stops hold at the place that stops_go came to; temporary ones are done.
void stops_say_hits(struct session *session, struct place place);

#endif
