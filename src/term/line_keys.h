// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of the line: Readline functions that a person may bind in ~/.inputrc (under `$if Bptt`).  On an empty line such
// a key types its command and enters it; on any other line it does what it does everywhere.
#ifndef TERM_LINE_KEYS_H
#define TERM_LINE_KEYS_H

#include "term/keys.h"

// Binds the keys; once, before Readline reads ~/.inputrc, whose bindings win.  And after it: a key that
// then does what it does in any program (a system's inputrc binds Home) is ours again.
void line_keys_bind(void);
void line_keys_rebind(void);

// All keys that work now, those of the hand first, a line each.
void line_keys_write(enum hand hand, struct text *out);

#endif
