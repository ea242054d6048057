// SPDX-License-Identifier: GPL-3.0-or-later
// The session: the one mutable object.  It holds what a learner can change (the state: network,
// place, variables), what has been said (repl/log.h), how and by whom it is shown (repl/manner.h), what a
// lesson adds (repl/guide.h), and how to understand a line.  Commands change it and say things; front ends
// run lines, then show what was said and draw the scene.  Nothing here draws on or reads from a terminal.
#ifndef REPL_SESSION_H
#define REPL_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "repl/changes.h"
#include "repl/command.h"
#include "repl/guide.h"
#include "repl/log.h"
#include "repl/manner.h"
#include "repl/values.h"
#include "repl/variables.h"
#include "trace/place.h"
#include "trace/stop.h"
#include "trace/walk.h"
#include "train/train.h"
#include "tutor/why.h"
#include "view/arrangement.h"
#include "view/picture.h"
#include "view/stage.h"
#include "view/view.h"

// The state: a value that can be copied and compared (undo, `play` and `resume`, tests of going back).
struct state {
	struct network *network; // owned
	struct place place;
	struct variables *variables; // owned; NULL: none
	struct passage passage;      // at which pass of a training its weights are
};

struct state state_copy(const struct state *state);
bool state_equal(const struct state *a, const struct state *b);
void state_free(struct state *state);

// Who hears each line that was run, and whether it ran well; lines that a line has run are its own affair.
struct listener {
	void *context;
	void (*heard)(void *context, struct session *session, const char *line, bool done);
	void (*end)(void *context, struct session *session); // the session ends: it may be freed
};

// What `display` shows after each stop: expressions, by number.
struct displays {
	struct display {
		int number;
		char *text; // owned
	} *at;              // owned
	int count, numbers;
	struct cell *cell;  // the one that the stops were read for last; one reference; NULL: none yet
};

// Where each number of the last answer of `why` leads.
enum { TRAIL_MOST = 9 };
struct trail {
	struct number at[TRAIL_MOST];
	bool goes_on[TRAIL_MOST];
	int count;
};

struct session {
	struct state state;
	struct walk *walk; // the network's pass, made when first needed; NULL: stale
	struct log log;
	struct manner manner;
	struct front front;
	const struct command *const
		*tables;     // the rooms' command tables, ended by NULL; set by main
	struct guide *guide; // NULL: no lesson is open
	int precision;       // significant digits, 1 … 17
	const char *repeat;  // the command that an empty line repeats, "" for none; not owned
	const char *source;  // what errors call the text being run: "-", a file, "" at the prompt
	const char *source_is; // what `show` calls it beside that: "your start-up file"; NULL: nothing
	int line;            // its current line, 0 at the prompt
	// Told of each line before it runs, and NULL after: what is said if the program dies meanwhile.  NULL: nobody.
	void (*watch)(const struct session *session, const char *line);
	struct stops stops;         // breakpoints; no part of the state (repl/stops.h)
	struct displays displays;
	struct values values;   // what was printed: $1, $2, …
	struct trail trail;     // of `why`
	struct learning learning;  // how `train` learns
	struct history *history;   // of the last `train`, which may be going on; owned; NULL: none
	double temperature;        // of `sample`
	uint32_t draws;            // the seed of the next sample
	struct changes changes; // what `undo` takes back
	struct arrangement arrangement; // of the panes; no part of the state (repl/panes.h)
	char *arrangement_file; // where it is remembered; NULL: nowhere; owned
	struct text pending;    // lines that are to be continued (repl/parts.h)
	const char *running;    // the command being run, NULL between lines; not owned
	int nesting;            // of lines that run lines
	bool json;              // results and errors are JSON objects, one a line
	bool repeats;           // an empty line repeats the last step
	struct told *told;      // of each setting, where it came from (repl/settings.h); owned
	bool has_new_network;   // since the settings were noted
	bool quitting;
	double patience; // seconds that a lesson's command may take; 0: as long as it likes
	unsigned locks; // what a class may not do, a bit each (lesson/lock.h)
	struct listener *listener; // who writes down what is run, or NULL; not owned
	bool found_fault; // a check has failed: a script ends with status 1
	char why[600];     // why the network cannot run: what scene.why points to
};

enum { LINE_BYTES_MOST = 1024 * 1024 };

// A session on the default network (the cat sat on the mat, hidden 3), at the start of its walk; NULL
// when the shipped cell "tanh" cannot be read: session_open then says why.
struct session *session_new(const struct command *const *tables);
struct session *session_open(const struct command *const *tables, struct error *error);
void session_free(struct session *session);

// Runs one line as a learner would type it (design: assignment, command, expression, prefix), says its
// results, and on a mistake says the error.  False: there was one; the state is as it was before.  Of
// several commands in a line (repl/parts.h) those before the mistake stay done.  An interrupt
// (base/interrupt.h) is such a mistake: while the work is cut the session hears and takes nothing more.  A newline inside
// joins lines that continue each other.
bool session_run_line(struct session *session, const char *line);

// As session_run_line, but a mistake is returned in *error (located), not said.
bool session_try_line(struct session *session, const char *line, struct error *error);

// The number that errors give the line being run: at the prompt it is line 1.
int session_line_number(const struct session *session);

// What an empty line would do now, for the footer: "repeat step", or what the guide says.
const char *session_enter_means(const struct session *session);
const char *session_prompt(const struct session *session); // "bptt> " or the guide's

// Whether a lesson's page is what is to be seen: then all that is said stands there.
bool session_reads(const struct session *session);

// Says a text (cleaned here); the formatted form.
void session_say(struct session *session, enum say kind, const char *text);
void session_sayf(struct session *session, enum say kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// Takes the text, an answer: says it, if there is any, and frees it.  Always true, for a command to return.
bool session_answer(struct session *session, struct text *answer);
void session_say_error(struct session *session, const struct error *error);

// Says one line that is a JSON object already (repl/object.h).
void session_say_object(struct session *session, enum say kind, const char *object);

// The walk of the state's network, run if it is stale; NULL and *error when it cannot run
// (x and y differ in length, a word is not in the vocabulary, too large).
struct walk *session_walk(struct session *session, struct error *error);

// After any change of the network: the walk is stale, the place is the start.
void session_network_changed(struct session *session);

// Takes another network (the place becomes the start) or another state (the place too); frees the one
// before.  The way to change a network so that a mistake leaves all as it was: change a copy.
void session_set_network(struct session *session, struct network *network);
void session_set_state(struct session *session, struct state state);

// Takes a network that differs from the one before in its numbers alone: the place stays.
void session_set_weights(struct session *session, struct network *network);

// The third time.  A training has brought the network's weights to this pass (takes the reference).
void session_set_passage(struct session *session, struct passage passage);
// Goes to another pass of the training: other weights, while all else and the place stay.  As moving through the
// walk it is no change that undo takes back.  False and *error: there is no such pass, or it is interrupted.
bool session_go_pass(struct session *session, long pass, struct span span, struct error *error);

// Takes other variables; the network and the place stay.
void session_set_variables(struct session *session, struct variables *variables);

// The letters that pictures are drawn with: those that were wished for; ASCII alone where the locale has no
// more, or they are to be read aloud (plain lines), which lines and braille cannot be.
enum glyphs session_glyphs(const struct session *session);
bool session_draws_ascii(const struct session *session);

// What views draw from; the walk is NULL when the network cannot run, and `why` says why.
struct scene session_scene(struct session *session);

// The completions of `line` up to byte `point`: `*start` is the byte where the completed word begins.
// Words are strings in a NULL-terminated array, all owned by the caller (words_free).
char **session_complete(struct session *session, const char *line, size_t point, size_t *start);

#endif
