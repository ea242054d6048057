// SPDX-License-Identifier: GPL-3.0-or-later
// The screen: all of ncurses.  It prints grids, puts the cursor, and gives the terminal back.  It
// reads no keys and waits for no answer of the terminal.
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include <stdbool.h>

#include "base/grid.h"
#include "repl/manner.h"

// Takes the terminal.  False: it cannot, after all.  `paste_marks`: ask for bracketed paste.
bool screen_start(const struct manner *manner, bool paste_marks);
void screen_colour(const struct manner *manner); // other colours are wished for
void screen_stop(void);                          // gives it back; may be called again

// Whether the mouse is heard, where the terminal has one.
void screen_mouse(bool is_heard);

void screen_size(int *rows, int *cols);

// The terminal has changed its size, or was not ours for a while: what it shows is unknown.
void screen_resize(void);
void screen_resume(void);
void screen_repaint(void);

// Prints a grid from this row on, as much of it as the screen has.
void screen_print(const struct grid *grid, int row);

// Shows all that was printed, the cursor at (row, col).
void screen_show(int row, int col);
void screen_beep(void);

#endif
