// SPDX-License-Identifier: GPL-3.0-or-later
// Signals: what happens outside of the program becomes an event of the one poll loop, and what
// kills the program first gives the terminal back.
#ifndef TERM_SIGNALS_H
#define TERM_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

// Bits of what signals_wait returns.
enum event {
	EVENT_INPUT = 1,     // standard input can be read, or has ended
	EVENT_MESSAGE = 2,   // so can the other descriptor
	EVENT_INTERRUPT = 4, // Ctrl-C while no command runs (else it calls interrupt_raise)
	EVENT_RESIZE = 8,    // the terminal has another size
	EVENT_STOP = 16,     // Ctrl-Z: call signals_stop
	EVENT_CONTINUE = 32, // we run again: the terminal is not in the state we left it in
	EVENT_LEAVE = 64     // TERM or HUP: save and leave
};

// Remembers the settings of the terminal and installs the handlers; before curses and Readline
// start, so that neither installs its own.
void signals_install(void);

// Alone, where there is no loop and no terminal of ours (a script): a crash is reported.
void signals_watch_crashes(void);

// Puts the settings and the handlers back; raises the signal that asked us to leave, if one did.
void signals_remove(void);

// Waits until something happens or the time is over (-1: for ever), and returns what: bits of enum
// event, 0 for the time.  `message_fd` is a further descriptor to watch, or -1.
unsigned signals_wait(int message_fd, int milliseconds);

// Takes one event that has happened, for a caller that works between two waits; false: it has not.
bool signals_take(enum event event);

// Between these Ctrl-C interrupts the work, Ctrl-Z stops the process at once, and what happens to the
// terminal calls for attention (interrupt_attend).  A command's work is also what Ctrl-C and Ctrl-Z were
// meant for that came since the last wait.
void signals_work_begins(void);
void signals_command_begins(void);
void signals_work_ends(void);

// Whether a signal asks us to leave.
bool signals_leaving(void);

// The bytes that bring the terminal back when we die or stop; until the first call, and after one
// with length 0, there are none.  `settings`: its modes are put back too.
void signals_set_restore(const char *bytes, size_t length, bool settings);

// While the terminal is being taken no signal comes between the bytes that take it and the knowledge of
// how to give it back.
void signals_hold(bool hold);

// Whether there are any: false after a stop, until the terminal was taken again.
bool signals_terminal_is_ours(void);

// Standard error is caught in a pipe: what is left in it goes to `real` when we die.  -1, -1: not
// so.
void signals_set_messages(int pipe, int real);

// What a crash says on standard error, after the signal's name; as much of it as there is room for.
void signals_set_report(const char *bytes, size_t length);

// Gives the terminal back at once, as when a signal kills, with what was caught of standard error: whoever calls
// this ends the process.
void signals_give_back(void);

// Stops the process as Ctrl-Z does, the terminal restored; EVENT_CONTINUE follows.
void signals_stop(void);

// Between these a child has the terminal, as it was before us; afterwards EVENT_CONTINUE follows.
void signals_lend(void);
void signals_lent(void);

// Whether we are the terminal's foreground job: only then may its modes be changed.
bool signals_foreground(void);

#endif
