// SPDX-License-Identifier: GPL-3.0-or-later
// The line: all of Readline.  It owns standard input; a front end waits until there is something to
// read, calls input_read, and shows the line.  Readline keeps its state in globals, so there is one
// line.
#ifndef TERM_INPUT_H
#define TERM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "term/keys.h"

struct session;

struct input {
	struct session *session;
	// The line was entered; NULL: Ctrl-D on an empty line.  The text is valid during the call.
	// False: this was the last line.
	bool (*enter)(const char *line);
	// On the screen we draw the line (input_look); else Readline does, with its ordinary
	// prompt.
	bool on_screen;
	struct key_actions actions;      // on the screen
	void (*click)(int row, int col); // a button of the mouse went down
};

// Before curses starts (Readline's tgetent changes curses' current terminal).  After input_stop, again.
void input_start(const struct input *input);
void input_stop(void);

// Shows the prompt and begins to read lines.  After it, input_stop ends that too.
void input_begin(void);

// Reads the keys that are there; false: standard input has ended.
bool input_read(void);

// Milliseconds until half a key (a lone ESC) is given up, -1: there is none.  When they have passed
// without input, input_give_up.
int input_patience(void);
void input_give_up(void);

// Keys that were pressed go nowhere: they woke a blank screen.
void input_discard(void);

// Ctrl-C: the line, the search, the half-entered key are gone.
void input_clear_line(void);

// The line as it is to be drawn.
struct input_line {
	const char *prompt, *text;
	size_t length, caret; // bytes
};
struct input_line input_look(void);

// Whether Readline wants it drawn again since the last call.
bool input_changed(void);

// Whether a terminal that knows of it should mark pasted text.
bool input_wants_paste_marks(void);

// For plain lines: the terminal is ours again after a stop; it has another size.
void input_resume(void);
void input_resize(void);

#endif
