// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

#include <time.h>

volatile sig_atomic_t interrupt_calls;

static volatile sig_atomic_t wants_stop, wants_attention;
static void (*attention)(void), (*asked)(void);
static bool is_cut, has_come, is_counting;
static int depth;
static unsigned long cuts;
static long looks, looks_most = -1;
static long deadline; // milliseconds; 0: none
static long limit;    // of processor time, in milliseconds; 0: none
static bool is_late;  // that was what stopped the work

// Only the kernel knows the processor's time: one look in this many reads it.
enum { LOOKS_A_READING = 32 };
static int looks_to_reading;

static long milliseconds_of(clockid_t clock)
{
	struct timespec at;
	clock_gettime(clock, &at);
	return (long)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

long interrupt_clock(void)
{
	return milliseconds_of(CLOCK_MONOTONIC);
}

static bool is_spent(void)
{
	return limit && milliseconds_of(CLOCK_PROCESS_CPUTIME_ID) >= limit;
}

// Whether each look is to be looked at.
static bool is_timed(void)
{
	return is_counting || deadline || limit || asked;
}

bool interrupt_look_up(void)
{
	interrupt_calls = is_timed();
	if (asked)
		asked();
	if (wants_attention) {
		wants_attention = 0;
		if (attention)
			attention();
	}
	if ((is_counting && looks++ == looks_most) || (deadline && interrupt_clock() >= deadline))
		wants_stop = 1;
	if (limit && --looks_to_reading < 0) {
		looks_to_reading = LOOKS_A_READING - 1;
		is_late |= !wants_stop && is_spent();
	}
	wants_stop |= is_late;
	is_cut = is_cut || wants_stop;
	if (is_cut)
		interrupt_calls = 1; // all that follow stop, too
	return is_cut;
}

bool interrupt_is_called(void)
{
	looks_to_reading = 0; // whoever asks this looks seldom
	return is_cut || wants_stop || wants_attention || (deadline && interrupt_clock() >= deadline) || is_spent();
}

bool interrupt_is_cut(void)
{
	return is_cut;
}

// It was cut; from here on it is not.
static void heal(void)
{
	cuts += is_cut;
	is_cut = false;
	interrupt_calls = is_timed();
	wants_stop = 0;
	if (wants_attention || wants_stop) // one that came meanwhile
		interrupt_calls = 1;
}

bool interrupt_take(void)
{
	bool const was_cut = is_cut;
	has_come = has_come || was_cut;
	heal();
	return was_cut;
}

bool interrupt_insist(void)
{
	if (has_come)
		interrupt_raise();
	return interrupt_seen();
}

bool interrupt_came(void)
{
	return has_come || is_cut || wants_stop;
}

unsigned long interrupt_cuts(void)
{
	return cuts;
}

void interrupt_begin(void)
{
	depth++;
}

void interrupt_end(void)
{
	if (--depth == 0)
		interrupt_forget();
}

void interrupt_forget(void)
{
	has_come = false;
	deadline = 0;
	heal();
}

void interrupt_raise(void)
{
	wants_stop = 1;
	interrupt_calls = 1;
}

void interrupt_raise_in(long milliseconds)
{
	deadline = interrupt_clock() + milliseconds;
	interrupt_calls = 1;
}

long interrupt_limit(long milliseconds)
{
	long const before = limit;
	is_late = false;
	looks_to_reading = 0;
	limit = milliseconds ? milliseconds_of(CLOCK_PROCESS_CPUTIME_ID) + milliseconds : 0;
	interrupt_calls = interrupt_calls || limit;
	return before;
}

bool interrupt_unlimit(long before)
{
	bool const was_late = is_late;
	is_late = false;
	limit = before;
	if (was_late) {
		has_come = false;
		heal();
	}
	return was_late;
}

void interrupt_attend(void)
{
	wants_attention = 1;
	interrupt_calls = 1;
}

void interrupt_set_attention(void (*attend)(void))
{
	attention = attend;
}

void interrupt_ask(void (*ask)(void))
{
	asked = ask;
	interrupt_calls = interrupt_calls || ask;
}

void interrupt_raise_after(long most)
{
	is_counting = most >= 0;
	looks = 0;
	looks_most = most;
	interrupt_calls = is_timed() || wants_attention || wants_stop;
}

long interrupt_looks(void)
{
	return looks;
}
