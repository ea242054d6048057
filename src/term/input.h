// SPDX-License-Identifier: GPL-3.0-or-later
// The line: all of Readline.  A front end asks for a line; while Readline waits for its next key, the
// front end waits for everything else.  Readline keeps its state in globals, so there is one line.
#ifndef TERM_INPUT_H
#define TERM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "term/keys.h"

struct session;

// What came of waiting.
enum news {
	NEWS_KEYS,      // standard input can be read, or has ended
	NEWS_QUIET,     // nothing, the time has passed
	NEWS_OTHER,     // something that is done with
	NEWS_INTERRUPT, // Ctrl-C: the line is given up
	NEWS_LEAVE      // no line is wanted any more
};

struct input {
	struct session *session;
	// On the screen we draw the line (input_look); else Readline does, with its ordinary
	// prompt.
	bool on_screen;
	struct key_actions actions;      // on the screen
	void (*click)(int row, int col); // a button of the mouse went down
	// Shows the line if it has changed, waits this many milliseconds (-1: for ever) and does what is
	// to be done but for keys.  Readline is being read with meanwhile: no line may be asked for.
	enum news (*wait)(int milliseconds);
};

// Before curses starts (Readline's tgetent changes curses' current terminal).  After input_stop, again.
void input_start(const struct input *input);
void input_stop(void);

// How asking for a line has ended.
enum asked {
	ASKED_LINE,      // *line, the caller's; it is in the history
	ASKED_INTERRUPT, // NEWS_INTERRUPT: what was typed, also ahead or to be continued, is gone
	ASKED_LEAVE,     // NEWS_LEAVE
	ASKED_END        // Ctrl-D on an empty line; standard input has ended
};
enum asked input_ask(char **line);

// The line as it is to be drawn.
struct input_line {
	const char *prompt, *text;
	size_t length, caret; // bytes
};
struct input_line input_look(void);

// What Readline is in the middle of, for the list of keys that work now.
enum input_doing { DOING_NOTHING, DOING_LINE, DOING_SEARCH, DOING_KEY };
enum input_doing input_doing(void);

// Whether Readline wants it drawn again since the last call.
bool input_changed(void);

// Whether a terminal that knows of it should mark pasted text.
bool input_wants_paste_marks(void);

// For plain lines: the terminal is ours again after a stop; it has another size.
void input_resume(void);
void input_resize(void);

#endif
