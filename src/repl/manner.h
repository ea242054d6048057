// SPDX-License-Identifier: GPL-3.0-or-later
// The manner in which a front end shows the session and hears a person: settings that change nothing of
// what is computed or said.
#ifndef REPL_MANNER_H
#define REPL_MANNER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/palette.h"

struct session;
struct text;
struct words;

// AUTO: unless NO_COLOR is in the environment and not empty.
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_COUNT };

// SINGLE: on an empty line a letter is a command.
enum keys { KEYS_LINE, KEYS_SINGLE, KEYS_COUNT };

struct manner {
	enum keys keys;
	enum background background; // UNKNOWN: as the environment tells it
	enum color color;
	bool plain;        // lines instead of a screen
	bool mouse;        // the screen hears the mouse
	bool leave_screen; // the last picture stays in the terminal when we leave
};

// Whether the same colours are wished for.
bool manner_looks_equal(const struct manner *a, const struct manner *b);

// The settings of these names, for preferences.c.
extern const char manner_backgrounds[], manner_colors[], manner_keys[];
#define MANNER_SETTING(name)                                                                       \
	void manner_tell_##name(const struct session *session, struct text *out);                  \
	bool manner_set_##name(struct session *session, const struct words *words,                 \
	                       struct error *error)
MANNER_SETTING(background);
MANNER_SETTING(color);
MANNER_SETTING(keys);
MANNER_SETTING(plain);
MANNER_SETTING(mouse);
MANNER_SETTING(leave_screen);

// Reads the word of --color; false: there is no such word.
bool manner_read_color(const char *word, enum color *color);

#endif
