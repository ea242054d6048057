// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner at a terminal of 80×24 does, and what is then to be seen: the words in which screen
// tests are written.  All of it asserts.
#ifndef TESTS_LEARNER_H
#define TESTS_LEARNER_H

#include "pty.h"

enum { ROWS = 24, COLS = 80, LAST = ROWS - 1 };

#define LEFT "\033[D"
#define RIGHT "\033[C"
#define UP "\033[A"
#define PAGE_DOWN "\033[6~"
#define PAGE_UP "\033[5~"
#define CTRL_C "\003"
#define CTRL_D "\004"
#define CTRL_E "\005"
#define CTRL_L "\014"
#define CTRL_R "\022"
#define CTRL_U "\025"
#define CTRL_Z "\032"
#define BACKSPACE "\177"

// Starts the program and waits for its prompt; words and environment as pty_start takes them.
struct pty *begin(void);
struct pty *begin_with(const char *const *words, const char *const *environment);

// Leaves it; it ends well and the terminal is as it was.  assert_left: it was told to leave already.
void end(struct pty *pty);
void assert_left(struct pty *pty);

// The line reads so, and the caret stands in this column of it.
void assert_line(struct pty *pty, const char *line, int caret);

void clear_line(struct pty *pty);
void enter(struct pty *pty, const char *line);

#endif
