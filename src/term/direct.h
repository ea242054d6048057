// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own terminal with colours of 24 bits, which no name of terminfo's stands for: `xterm-direct` and
// its like describe other terminals (one of them lacks the alternate screen).  Here all that the terminal
// can do stays, and only its colours are others.  Apart from the screen because of <term.h>.
#ifndef TERM_DIRECT_H
#define TERM_DIRECT_H

// TERM's description with colours of 24 bits, as ncurses takes it from the variable TERMINFO
// ("hex:…"; term(5) has the format); NULL where there is none.  The caller frees it.
char *direct_describe(void);

#endif
