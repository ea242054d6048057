// SPDX-License-Identifier: GPL-3.0-or-later
// The settings: one table.  A row says what kind of value it is, where it lives, what it can be and what it
// is for; set, show, help, completion, `settings` and `state` read the rows, and where each value came from
// is noted.  A setting of the network is changed by the command of its name, in command/network.c.
#ifndef REPL_SETTINGS_H
#define REPL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/command.h"

enum setting_kind {
	SETTING_OWN,      // its own two functions
	SETTING_SWITCH,   // bool
	SETTING_CHOICE,   // an enum whose values are the words of `choices`, from 0
	SETTING_COUNT,    // int, least … most
	SETTING_SEED,     // uint32_t
	SETTING_NUMBER,   // double, 0 or more
	SETTING_POSITIVE, // double, above 0
	SETTING_FRACTION, // double, 0 or more and below 1
};

// To add one: its field in the session, its row.
struct setting {
	const char *name; // NULL ends the table
	enum setting_kind kind;
	size_t at; // of the field in struct session
	long least, most;
	const char *choices; // separated by blanks
	bool makes;          // what is computed depends on it: `state` tells it where it is not as usual
	const char *what;    // what errors call it; NULL: its name
	const char *summary; // one sentence; NULL: that of the command of its name
	// OWN: the line that makes its present value again; and `set NAME VALUE`, NULL: it is a command.
	void (*tell)(const struct session *session, struct text *out);
	bool (*set)(struct session *session, const struct words *words, struct error *error);
};

extern const struct setting settings[];

const struct setting *setting_find(const char *name); // NULL if there is none of that name
bool setting_is_command(const struct setting *row);
const char *setting_choices(const struct setting *row); // separated by blanks; NULL: not a few words
void setting_write_usage(const struct setting *row, struct text *out); // "on|off", "N"
void setting_write_help(const struct setting *row, struct text *out);  // of one that is no command

// Whether the word is one of the setting's choices.
bool setting_accepts(const char *name, const char *word);

// `set NAME VALUE` of one that is no command; the words are NAME and VALUE.
bool setting_set(const struct setting *row, struct session *session, const struct words *words,
                 struct error *error);
// The same for what is no line: an option, the environment; `from` is its name.  False: it is no value.
bool settings_put(struct session *session, const char *name, const char *value, const char *from);

// The line that makes its present value again.  False: there is no setting of that name.
bool settings_tell(const struct session *session, const char *name, struct text *out);
// Says it.
bool settings_say(struct session *session, const char *name);

// A word as the command line reads it, after a blank: in quotation marks where it would be something else.
void settings_tell_word(const char *word, struct text *out);

// All settings of the network, in an order in which they can be run again; `exactly` as they are now also
// where it shows later only: whether another text may bring other words.
void settings_tell_network(const struct session *session, const char *between, bool exactly,
                           struct text *out);
// The session's, `between` before each: all; those that `state` tells.
void settings_tell_own(const struct session *session, const char *between, struct text *out);
void settings_tell_changed(const struct session *session, const char *between, struct text *out);

// Of each setting the line that made its value at the session's begin, the one that makes it now, and where
// that came from (NULL: it is the default).
struct told {
	char *usual, *now, *from; // owned
};
void settings_begin(struct session *session);
void settings_end(struct session *session);
// Notes what has changed; `from` NULL: the line being run.
void settings_note(struct session *session, const char *from);
void settings_tell_origin(const struct session *session, const char *name, struct text *out);

#endif
