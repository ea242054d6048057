// SPDX-License-Identifier: GPL-3.0-or-later
// The session: the one mutable object.  It holds what a learner can change (the state: network,
// place, variables), what has been said, and how to understand a line.  Commands change it and say
// things; front ends run lines, then show what was said and draw the scene.  Nothing here draws on or
// reads from a terminal.
#ifndef REPL_SESSION_H
#define REPL_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/grid.h"
#include "net/train.h"
#include "net/why.h"
#include "repl/changes.h"
#include "repl/command.h"
#include "repl/manner.h"
#include "repl/values.h"
#include "repl/variables.h"
#include "trace/place.h"
#include "trace/stop.h"
#include "trace/walk.h"
#include "view/arrangement.h"
#include "view/picture.h"
#include "view/stage.h"
#include "view/view.h"

// What is said, in order.  Front ends show entries they have not shown yet: RESULT goes to standard
// output, NOTE and ERROR to standard error (plain mode), all of it into the log pane (screen).
enum say {
	SAY_RESULT,  // the answer to a command
	SAY_NOTE,    // what the learner should know beside it
	SAY_ERROR,   // an error, as error_write prints it
	SAY_COMMAND, // a command that a lesson or a key typed
	SAY_PROSE    // words of a lesson (plain mode; the screen has a pane for them)
};

struct said {
	enum say kind;
	char *text; // one or more lines, cleaned, without the last newline; owned
	int rows, cols; // so many rows it has where it is so many columns wide; 0: not asked yet (repl/log.c)
};

// The state: a value that can be copied and compared (undo, `play` and `resume`, tests of going back).
struct state {
	struct network *network; // owned
	struct place place;
	struct variables *variables; // owned; NULL: none
};

struct state state_copy(const struct state *state);
bool state_equal(const struct state *a, const struct state *b);
void state_free(struct state *state);

struct session;

// What a lesson adds to a session; the session itself knows no lessons.  Any function may be NULL.
struct guide {
	void *context;
	// An empty line; true when it meant something (else the last stepping command is repeated).
	bool (*empty_line)(void *context, struct session *session);
	// A line while a question is pending; true when it was taken as the answer.  Command lines come
	// here too: the guide declines what is a command.
	bool (*answer)(void *context, struct session *session, const char *line);
	// `undo` without a number: true when the guide has taken something back itself.
	bool (*undo)(void *context, struct session *session);
	// A line has been run, and what it has said begins with this entry of the log.
	void (*heard)(void *context, struct session *session, const char *line, long from);
	// Whether the page is what is to be seen, and no other picture.
	bool (*reads)(void *context);
	const char *(*prompt)(void *context); // e.g. "answer> ", NULL: the usual
	const char *(*title)(void *context);      // "Lesson 3: Backpropagation through time"
	const char *(*page_title)(void *context); // "Iteration (3,2): your turn", "" for none
	const char *(*position)(void *context);   // "page 5/9"
	const char *(*enter_means)(void *context); // what Enter does now, for the footer: "next block"
	// Draws the lesson's page; returns how many rows all of it needs at this width.  `scroll` rows are
	// skipped.  With grid NULL it only measures.
	int (*draw)(void *context, struct grid *grid, struct area area, int scroll);
	// The row at the upper edge of the area while nobody has moved the page.
	int (*rest_row)(void *context, struct area area);
	int (*begin_row)(void *context, int cols); // the first row of the block at hand
	// How wide lines may be that are printed for a page of so many columns; and they are wider or
	// narrower now than they were when they were printed.
	int (*line_columns)(void *context, int cols);
	void (*widen)(void *context);
	const struct stage *(*stage)(void *context); // the picture that belongs to the block at hand
	// Adds the names that the block speaks of.
	void (*speak)(void *context, const struct scene *scene, struct lit *lit);
	// To the block before, and its state.
	void (*back)(void *context, struct session *session);
	// Why Enter goes on to nothing now, NULL: it goes on.
	const char *(*waits)(void *context);
	const char *(*notes)(void *context); // for the teacher, of the page at hand; cleaned
	void (*leave)(void *context, struct session *session); // the session ends: save progress
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
	struct said *log;  // owned, bounded: the oldest entries are dropped
	int said_count;
	long said_dropped; // entries dropped so far; entry i has the number said_dropped + i
	long printed;      // the number of the first entry that no script has printed
	const struct command *const
		*tables;     // the rooms' command tables, ended by NULL; set by main
	struct guide *guide; // NULL: no lesson is open
	int precision;       // significant digits, 1 … 17
	enum math_form math; // how formulas are shown
	enum glyphs glyphs;  // what pictures are drawn with, where the locale has more than ASCII
	const char *repeat;  // the command that an empty line repeats, "" for none; not owned
	const char *source;  // what errors call the text being run: "-", a file, "" at the prompt
	int line;            // its current line, 0 at the prompt
	struct stops stops;         // breakpoints; no part of the state (repl/stops.h)
	struct displays displays;
	struct values values;   // what was printed: $1, $2, …
	struct trail trail;     // of `why`
	struct learning learning;  // how `train` learns
	struct history *history;   // of the last `train`, which may be going on; owned; NULL: none
	double temperature;        // of `sample`
	uint32_t draws;            // the seed of the next sample
	// Set by a front end; NULL: nobody watches.  Called often while work goes on that takes its time:
	// shows what was said so far.
	void (*watch)(struct session *session);
	bool has_no_picture; // the screen's was interrupted, and nobody has asked for another one
	bool has_screen; // what is watched is a screen: the picture of the work stays on it
	struct changes changes; // what `undo` takes back
	struct arrangement arrangement; // of the panes; no part of the state (repl/panes.h)
	struct screen_seen seen;        // the screen as it was drawn last; all 0 where there is none
	char *arrangement_file; // where it is remembered; NULL: nowhere; owned
	struct text pending;    // lines that are to be continued (repl/parts.h)
	const char *running;    // the command being run, NULL between lines; not owned
	int nesting;            // of lines that run lines
	bool json;              // results and errors are JSON objects, one a line
	bool repeats;           // an empty line repeats the last step
	struct told *told;      // of each setting, where it came from (repl/settings.h); owned
	bool has_new_network;   // since the settings were noted
	bool quitting;
	bool found_fault; // a check has failed: a script ends with status 1
	bool interactive;  // a person types: prompts, pauses and reminders make sense
	struct manner manner; // how it is shown
	int columns;       // how wide plain lines should be at most
	size_t said_bytes; // all texts of the log
	char why[600];     // why the network cannot run: what scene.why points to
};

// The log holds at most this many entries, and about this many bytes.
enum { SAID_MOST = 2000, SAID_BYTES_MOST = 16 * 1024 * 1024, LINE_BYTES_MOST = 1024 * 1024 };

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

// What kind of line this is; *command (may be NULL) receives the row of a command.
enum line_kind {
	LINE_EMPTY,
	LINE_COMMENT,
	LINE_ASSIGNMENT,
	LINE_COMMAND,
	LINE_EXPRESSION,
	LINE_UNKNOWN
};
enum line_kind session_line_kind(const struct session *session, const char *line,
                                 const struct command **command);

// The error of a line of LINE_UNKNOWN; always false.
bool session_unknown(const struct session *session, const char *line, struct error *error);

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

// Takes other variables; the network and the place stay.
void session_set_variables(struct session *session, struct variables *variables);

// Whether pictures are made of ASCII alone: the locale has no more, or it was wished for, or they are to
// be read aloud (plain lines), which lines and braille cannot.
bool session_draws_ascii(const struct session *session);

// What views draw from; the walk is NULL when the network cannot run, and `why` says why.
struct scene session_scene(struct session *session);

// The completions of `line` up to byte `point`: `*start` is the byte where the completed word begins.
// Words are strings in a NULL-terminated array, all owned by the caller (words_free).
char **session_complete(struct session *session, const char *line, size_t point, size_t *start);

#endif
