// SPDX-License-Identifier: GPL-3.0-or-later
// Work that takes time looks up now and then, with interrupt_seen().  When Ctrl-C has come it stops there
// and then, and from that look on the piece of work at hand is *cut*: what it makes may be half of a thing.
//
// Invariant: it stays cut until it ends, or until somebody takes the interrupt who knows that what was
// reached is whole.  So makers need no care of their own: who finds interrupt_is_cut() false when a value
// is made has a whole one, and what would outlast the work (what is said, kept, written) is refused while
// it is true.  What is remembered from one piece of work to the next holds interrupt_cuts() beside it.
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

// Set when there is something to look up for; read by interrupt_seen alone.
extern volatile sig_atomic_t interrupt_calls;

// ---- for those who work

bool interrupt_look_up(void);

// Whether to stop.  Costs a load: every loop over time, rows or bytes asks it.
static inline bool interrupt_seen(void)
{
	return interrupt_calls && interrupt_look_up();
}

// The same for a loop over numbers, at the number i: looks now and then, and never at few.
static inline bool interrupt_seen_at(size_t i)
{
	return i % 65536 == 65535 && interrupt_seen();
}

// Whether there is something to look up for, which this is not: for those who wait for work that is done aside.
bool interrupt_is_called(void);

// Whether somebody has stopped: what was made since is not whole.
bool interrupt_is_cut(void);

// What was reached is whole, and is used (a training stops after a step): the work is no longer cut.  False:
// it was not.  interrupt_came() stays true.
bool interrupt_take(void);

// As interrupt_is_cut, but what was taken is cut again: for those to whom a part of it is of no use.
bool interrupt_insist(void);

// Whether Ctrl-C has come since the outermost piece of work began, taken or not: whoever runs one line after
// the other stops here.
bool interrupt_came(void);

// Milliseconds, of a clock that nobody sets.
long interrupt_clock(void);

// How many cuts are over.  What was remembered when it was another number may come from work that was cut.
unsigned long interrupt_cuts(void);

// ---- for those who begin and end work

// A piece of work, which may consist of others: what came belongs to the outermost, and ends with it.
void interrupt_begin(void);
void interrupt_end(void);

// What nobody has looked up for is forgotten.
void interrupt_forget(void);

// ---- for those who interrupt; these two may be called by a signal's handler

void interrupt_raise(void);  // stop
void interrupt_attend(void); // look up, do what interrupt_set_attention says, and go on

// A piece of work that may not take longer: the first look after this many milliseconds stops it.  Until it ends.
void interrupt_raise_in(long milliseconds);

// For somebody else's work, a lesson's command: from here to interrupt_unlimit it may take so much processor time (0:
// as much as it likes).  Returns what held before, which interrupt_unlimit gets.
long interrupt_limit(long milliseconds);

// Whether that stopped it; then it is over, and what follows is not cut.
bool interrupt_unlimit(long before);

void interrupt_set_attention(void (*attend)(void));

// Where no signal comes while there is work, in a browser: each look begins with this, which raises what has come.
void interrupt_ask(void (*ask)(void));

// For tests: the look after `looks` others sees Ctrl-C (-1: none does); how many there have been since.
void interrupt_raise_after(long looks);
long interrupt_looks(void);

#endif
