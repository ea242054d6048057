// SPDX-License-Identifier: GPL-3.0-or-later
// Roles as curses draws them: the palette in as many colours as the terminal has.
#ifndef TERM_COLOURS_H
#define TERM_COLOURS_H

#include <curses.h>

#include "base/palette.h"

// Whether COLORTERM promises colours of 24 bits, whatever TERM's description says.
bool colours_are_promised(void);

// After newterm, and again when what is wished for has changed.  `wanted` false: none.
void colours_start(bool wanted, enum background background);

bool colours_are_on(void);
attr_t colours_attributes(enum role role);
short colours_pair(enum role role);

#endif
