// SPDX-License-Identifier: GPL-3.0-or-later
// A program of the user's own that has the terminal for a while: an editor, a pager.  Until it ends the terminal
// is as it was before we began, and Ctrl-C is the program's.
#ifndef TERM_CHILD_H
#define TERM_CHILD_H

// Has sh run `command` (which may hold options, as in EDITOR="emacs -nw") with `argument` as its last word (NULL:
// none), and waits for it.  `feed` (NULL: it reads the terminal) is called meanwhile with a descriptor that the
// program reads; where nobody reads any longer, writing fails (EPIPE).  Returns what waitpid says, -1: no process.
int child_run(const char *command, const char *argument, void (*feed)(void *context, int to), void *context);

#endif
