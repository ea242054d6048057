// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that act.  On an empty line a key types its command and enters it, so that the learner sees
// it and the history has it; on any other line it does what it does everywhere.  Each key is one
// row.  Those of the line are Readline functions that a person may bind in ~/.inputrc (under `$if
// Bptt`); those of the other hands are looked up before Readline sees them.
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// What a key does to the picture instead of the session.
enum picture_key {
	PICTURE_REDRAW,
	PICTURE_LOG,
	PICTURE_UP,
	PICTURE_DOWN,
	PICTURE_BLANK,
	PICTURE_BACK
};

// Who has the keys of an empty line: the line, single letters that stand for commands, a pane; or nobody,
// because the screen is too small to show what they would do.
enum hand { HAND_NONE = 0, HAND_LINE = 1, HAND_SINGLE = 2, HAND_PANE = 4 };

// What the front end does for a key; all NULL where there is no picture.
struct key_actions {
	void (*picture)(enum picture_key key);
	void (*quietly)(
		const char *command); // runs it: nothing is echoed, the history has none of it
};

// Binds the keys; once, before Readline reads ~/.inputrc, whose bindings win.
void keys_bind(void);

// Without actions the keys keep their usual meaning.
void keys_start(const struct key_actions *actions);

void keys_set_hand(enum hand hand, bool presents);

// While text is being read page by page, PageUp and PageDown turn its pages (PICTURE_UP, _DOWN).
void keys_set_reading(bool reading);

// While a line is to be continued, an empty one is a part of it: no key types a command into it.
void keys_set_continuing(bool continuing);

// Whether this key on an empty line belongs to the hand that has the keys: then it was obeyed.  Any
// other begins a line, after which the hand has the keys again (as in gdb).
bool keys_take(const char *bytes, size_t length);

// Types a command and enters it, if the line is empty.
void keys_type(const char *command);

// The keys of the hand for the footer, "s step   S back"; ascii: no arrows.
void keys_write_hints(enum hand hand, bool ascii, struct text *out);

// All keys that work now, a line each.
void keys_write(enum hand hand, struct text *out);

#endif
