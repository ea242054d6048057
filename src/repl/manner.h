// SPDX-License-Identifier: GPL-3.0-or-later
// How a session is shown: the manner, which are settings that change nothing of what is computed, and what
// the front end that shows it lets the commands know.
#ifndef REPL_MANNER_H
#define REPL_MANNER_H

#include <stdbool.h>

#include "base/palette.h"
#include "typeset/math.h"
#include "view/arrangement.h"
#include "view/picture.h"

struct session;

// AUTO: unless NO_COLOR is in the environment and not empty.
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_COUNT };

// SINGLE: on an empty line a letter is a command.
enum keys { KEYS_LINE, KEYS_SINGLE, KEYS_COUNT };

// What reads plain lines that are longer than the terminal.  AUTO: $PAGER, if it is set; ON: less, if it is not.
enum pager { PAGER_AUTO, PAGER_ON, PAGER_OFF, PAGER_COUNT };

struct manner {
	int columns;         // how wide plain lines should be at most
	enum math_form math; // how formulas are shown
	enum glyphs glyphs;  // what pictures are drawn with, where the locale has more than ASCII
	enum keys keys;
	enum background background; // UNKNOWN: as the environment tells it
	enum color color;
	enum pager pager;
	bool plain;        // lines instead of a screen
	bool mouse;        // the screen hears the mouse
	bool leave_screen; // the last picture stays in the terminal when we leave
};

struct front {
	bool interactive;    // a person types: prompts, pauses and reminders make sense
	bool has_screen;     // what is watched is a screen: the picture of the work stays on it
	bool has_no_picture; // the screen's was interrupted, and nobody has asked for another one
	struct screen_seen seen; // the screen as it was drawn last; all 0 where there is none
	long printed;            // the number of the first entry of the log that is not printed (log_view_print)
	// NULL: nobody watches.  Called often while work goes on that takes its time: shows what was said so far.
	void (*watch)(struct session *session);
};

#endif
