// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that act.  On an empty line a key types its command and enters it, so that the learner sees
// it and the history has it; on any other line it does what it does everywhere.  Each key is one
// row.  Those of the line are in term/line_keys.c; those of the other hands, here, are looked up before
// Readline sees them.
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// What a key does to the picture, or to the page that is read, instead of the session.
enum picture_key {
	PICTURE_REDRAW,
	PICTURE_LOG,
	PICTURE_UP, // of the lesson's page
	PICTURE_DOWN,
	PICTURE_BEFORE, // back in the lesson, and its state
	PICTURE_BLANK,
	PICTURE_WAKE,
	PAGE_LINE_UP,
	PAGE_LINE_DOWN,
	PAGE_UP,
	PAGE_DOWN,
	PAGE_FIRST,
	PAGE_LAST,
	PAGE_FIND, // the words that were looked for: their next place, the one before
	PAGE_FIND_BACK,
	PAGE_ON, // a page further; at the end, back to the picture
	PAGE_BACK
};

// Who has the keys of an empty line: the line, single letters that stand for commands, a pane, the page
// that is read, the blank screen, which any key ends; or nobody, because the screen is too small to show
// what they would do.  Bits: a lesson has some keys beside those of the line or the letters.
enum hand {
	HAND_NONE = 0,
	HAND_LINE = 1,
	HAND_SINGLE = 2,
	HAND_PANE = 4,
	HAND_PAGE = 8,
	HAND_BLANK = 16,
	HAND_LESSON = 32
};

// What the front end does for a key.
struct key_actions {
	bool (*picture)(enum picture_key key); // false: there was nothing to do
	void (*quietly)(
		const char *command); // runs it: nothing is echoed, the history has none of it
	bool (*begins_word)(const char *text); // whether a command or a name begins so
};

// What all keys ask before they act.
struct keys_state {
	struct key_actions actions;
	enum hand hand;
	bool has_picture; // else no action is there
	bool is_presenting, is_continuing;
};
const struct keys_state *keys_state(void);

// NULL: there is no picture, and the keys keep their usual meaning.
void keys_start(const struct key_actions *actions);

void keys_set_hand(enum hand hand, bool presents);

// While a line is to be continued, an empty one is a part of it: no key types a command into it.
void keys_set_continuing(bool continuing);

// Whether this key on an empty line belongs to the hand that has the keys: then it was obeyed.  Any
// other begins a line, after which the hand has the keys again (as in gdb).  A word that is begun with
// letters that the hand has taken is the line's after all, with them: "quit" typed where q is a key.
bool keys_take(const char *bytes, size_t length);

// Whether it may yet want letters back: they come one by one.
bool keys_has_taken(void);

// Types a command, if the line is empty; keys_enter then tells, once, that it is to be entered.
void keys_type(const char *command);
bool keys_enter(void);

// The keys of the hand for the footer, "s step   S back"; ascii: no arrows.
void keys_write_hints(enum hand hand, bool ascii, struct text *out);

// The rows of the list of keys: those of a hand; one of any key, behind those that *out has.
void keys_write_hand(enum hand hand, struct text *out);
void keys_write_row(const char *label, const char *does, struct text *out);

#endif
