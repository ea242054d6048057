// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard: what the terminal sends, cut into whole keys, pastes and clicks.  It knows no line and no
// Readline.  It never waits: half a key stays until its rest comes, or is given up.  Where the locale is
// UTF-8 a letter is one key, and bytes that are no letter are nothing, in pastes as well.
#ifndef TERM_KEYBOARD_H
#define TERM_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { KEY_BYTES_MOST = 64 };

enum stroke_kind {
	STROKE_NONE,  // there is nothing, or only half of something
	STROKE_KEY,   // bytes[0 .. length)
	STROKE_PASTE, // a text that the terminal has marked as pasted
	STROKE_CLICK  // a button of the mouse went down, or something else happened to it
};

struct stroke {
	enum stroke_kind kind;
	char bytes[KEY_BYTES_MOST]; // of a key
	size_t length;
	// Of a paste: its lines end in \n, it holds no NUL; until the next call.  NULL: it was longer than
	// a line can be.
	const char *pasted;
	bool is_press; // of a click: the first button went down
	int row, col;  // from 0
};

// Reads what standard input has for us; false: it has ended.
bool keyboard_fill(void);

// The same bytes, from elsewhere (tests); returns how many found room.
size_t keyboard_feed(const char *bytes, size_t length);

// The next stroke of what was read.
struct stroke keyboard_next(void);

// Whether the next stroke is there and is a letter: what may be read ahead without thinking.
bool keyboard_has_letter(void);

// Milliseconds until what is half there is given up; -1: there is nothing.
int keyboard_patience(void);

// They have passed: a lone ESC is a key, a paste has ended, any other half is nothing.
struct stroke keyboard_give_up(void);

// Takes out of a text what is not UTF-8, where the locale is; returns its new length, and ends it with NUL.
size_t keyboard_drop_broken(char *text, size_t length);

// What was read goes nowhere.
void keyboard_discard(void);

#endif
