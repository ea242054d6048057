// SPDX-License-Identifier: GPL-3.0-or-later
// The manner in which a front end shows the session and hears a person: settings that change nothing of
// what is computed or said.
#ifndef REPL_MANNER_H
#define REPL_MANNER_H

#include <stdbool.h>

#include "base/palette.h"

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

#endif
