// SPDX-License-Identifier: GPL-3.0-or-later
// What terminfo says of the terminal.  Apart from the screen because <term.h> takes words like
// `columns` from whoever includes it.
#ifndef TERM_TERMINAL_H
#define TERM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

// Whether there is a terminal, and it can carry a picture; else *why is a reason to say, or NULL
// where there is nothing to say (there is no terminal).  To be called before the others.
bool terminal_can_address(const char **why);

// The bytes of a capability ("smcup"), without padding; returns how many, 0 if there is none or no
// room.
size_t terminal_get(const char *capability, char *bytes, size_t room);
size_t terminal_get_cursor_to(int row, int col, char *bytes, size_t room);
size_t terminal_get_scroll_region(int first, int last, char *bytes, size_t room);

#endif
