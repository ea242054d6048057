// SPDX-License-Identifier: GPL-3.0-or-later
// The program on a pseudo-terminal, its screen read through libvterm.  A small shell stands
// between, as it does for a person: it leads the terminal's session, sees the program stop, and
// continues it. Nothing sleeps for a fixed time: what is awaited is a text on the screen, or quiet.
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct pty {
	int master, to_shell, from_shell;
	pid_t shell, program;
	VTerm *terminal;
	VTermScreen *screen;
	int rows, cols;
	bool is_alternate, is_cursor_visible; // what the program has asked of the terminal
	bool is_stopped, has_ended;
	int news,
		news_reached; // of the shell: heard, and how many the terminal's bytes have reached
	int status;           // as waitpid says, once it has ended
	struct termios before; // the modes when the program began
	char *raw;             // all bytes that the program has sent since pty_forget
	size_t raw_length, raw_room;
};

// Starts $BPTT_REPL with these words (ended by NULL; NULL: none) on a terminal of this size.  The
// environment is a small fixed one (TERM xterm-256color, LC_ALL C.UTF-8); `environment`
// ("NAME=VALUE", ended by NULL; NULL: none) is added and wins; "NAME" without = takes it away.
struct pty *pty_start(int rows, int cols, const char *const *words, const char *const *environment);

// Kills what is left and frees it.
void pty_free(struct pty *pty);

// False: the program did not read them all, for as long as anything is waited for.
bool pty_send(struct pty *pty, const char *keys);
void pty_resize(struct pty *pty, int rows, int cols);
void pty_signal(struct pty *pty, int number);
void pty_continue(struct pty *pty);   // as fg does
void pty_background(struct pty *pty); // as bg does

// Lets time pass: only for what the program itself measures in time.
void pty_let_pass(struct pty *pty, int milliseconds);

// Reads what the program sends until the screen shows the text (false: it never did), until the
// program is quiet and asleep, until it has stopped or ended.
bool pty_wait_for(struct pty *pty, const char *text);
bool pty_wait_for_row(struct pty *pty, int row, const char *text); // the row is just this
bool pty_wait_for_cursor(struct pty *pty, int row, int col);
bool pty_settle(struct pty *pty); // whether it came to rest
bool pty_wait_change(struct pty *pty, const char *before); // the text is another one, and drawn to its end
bool pty_wait_stop(struct pty *pty);
bool pty_wait_end(struct pty *pty);

void pty_forget(struct pty *pty); // the raw bytes
int pty_count_raw(const struct pty *pty, const char *bytes);

// The screen as UTF-8 lines, trailing blanks removed; one row of it.  The caller frees it.
char *pty_text(struct pty *pty);
char *pty_row(struct pty *pty, int row);
void pty_cursor(struct pty *pty, int *row, int *col);

// The terminal as it was: its modes, the first screen, a visible cursor, pasted text not marked.
bool pty_is_restored(struct pty *pty);

// `full` times BPTT_TEST_SCALE per cent, one at least.
int pty_scaled(int full);

#endif
