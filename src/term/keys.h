// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that act.  On an empty line a key types its command and enters it, so that the learner sees
// it and the history has it; on any other line it does what it does everywhere.  Each key is one
// row, and one Readline function that a person may bind in ~/.inputrc (under `$if Bptt`).
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>

// What a key does to the picture instead of the session.
enum picture_key { PICTURE_REDRAW, PICTURE_LOG, PICTURE_UP, PICTURE_DOWN };

// Binds the keys; once, before Readline reads ~/.inputrc, whose bindings win.
void keys_bind(void);

// `on_picture` hears of keys for the picture; NULL: there is none, and the keys keep their usual
// meaning.
void keys_start(void (*on_picture)(enum picture_key key));

// While text is being read page by page, PageUp and PageDown turn its pages (PICTURE_UP, _DOWN).
void keys_set_reading(bool reading);

// While a line is to be continued, an empty one is a part of it: no key types a command into it.
void keys_set_continuing(bool continuing);

#endif
