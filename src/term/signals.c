// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: a handler only sets atomic flags, writes to descriptors and changes the terminal's
// modes; what it writes was prepared beforehand.  curses and Readline are never called from here.
#include "term/signals.h"

#include <errno.h>
#ifdef HAVE_EXECINFO_H
#include <execinfo.h>
#endif
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/interrupt.h"

enum { MOST_BYTES = 512, GRACE_SECONDS = 2, WRITE_PATIENCE = 1000 };

// Signals that only tell something.
static const struct telling {
	int number;
	unsigned event;
} telling[] = {
	{ SIGINT, EVENT_INTERRUPT }, { SIGWINCH, EVENT_RESIZE }, { SIGCONT, EVENT_CONTINUE },
	{ SIGTSTP, EVENT_STOP },     { SIGTERM, EVENT_LEAVE },   { SIGHUP, EVENT_LEAVE },
};

// Those that tell nothing and kill nobody; and those that nobody can catch.  Any other kills: ALRM is a
// command that does not come to its end although we were told to leave.
static const int others[] = { SIGCHLD, SIGURG, SIGTTIN, SIGTTOU, SIGKILL, SIGSTOP };

// Those that kill because the program is at fault.
static const struct crash {
	int number;
	const char *name;
} crashes[] = {
	{ SIGSEGV, "SIGSEGV" }, { SIGABRT, "SIGABRT" }, { SIGBUS, "SIGBUS" }, { SIGFPE, "SIGFPE" },
	{ SIGILL, "SIGILL" },   { SIGSYS, "SIGSYS" },   { SIGTRAP, "SIGTRAP" },
};

enum {
	TELLING_COUNT = sizeof telling / sizeof *telling,
	OTHERS_COUNT = sizeof others / sizeof *others,
	CRASHES_COUNT = sizeof crashes / sizeof *crashes,
	NUMBERS = 65, // real-time signals, too
	REPORT_BYTES = 2048,
	CALLS_MOST = 32
};

static struct sigaction before[NUMBERS];
static bool is_ours[NUMBERS];
static struct termios original;
static bool has_original;
static int wake[2] = { -1, -1 };
static atomic_uint events;
static atomic_int leaving_by; // the signal
static atomic_bool command_runs;
static void *alternate_stack;

// Two prepared texts, so that a handler never sees one half written.
static struct restore {
	char bytes[MOST_BYTES];
	size_t length;
	bool settings;
} restores[2];
static _Atomic(struct restore *) restore_in_force;
static struct report {
	char bytes[REPORT_BYTES];
	size_t length;
} reports[2];
static _Atomic(struct report *) report_in_force;
static atomic_int message_pipe = -1, message_real = -1;

static void tell(unsigned event)
{
	atomic_fetch_or(&events, event);
	// A full pipe wakes the loop as well.
	if (write(wake[1], "", 1) < 0) {}
}

// Waits a little for a terminal that does not read, but not for ever: we may be dying.
static void write_patiently(int fd, const char *bytes, size_t length)
{
	while (length) {
		struct pollfd ready = { .fd = fd, .events = POLLOUT };
		if (poll(&ready, 1, WRITE_PATIENCE) <= 0)
			return;
		ssize_t const written = write(fd, bytes, length);
		if (written < 0)
			return;
		bytes += written;
		length -= (size_t)written;
	}
}

static void set_original_modes(void)
{
	// A background job that changes modes would be stopped by TTOU.
	sigset_t ttou, old;
	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	pthread_sigmask(SIG_BLOCK, &ttou, &old);
	tcsetattr(STDIN_FILENO, TCSANOW, &original);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void restore_terminal(void)
{
	const struct restore *restore = atomic_exchange(&restore_in_force, NULL);
	if (!restore)
		return;
	write_patiently(STDOUT_FILENO, restore->bytes, restore->length);
	if (restore->settings && has_original)
		set_original_modes();
}

// What called what: addresses in the program, which addr2line makes lines of the source of.
static void write_calls(int to)
{
#ifdef HAVE_EXECINFO_H
	void *calls[CALLS_MOST];
	int const count = backtrace(calls, CALLS_MOST);
	if (to >= 0)
		backtrace_symbols_fd(calls, count, to);
#else
	(void)to;
#endif
}

static void write_report(int number, int to)
{
	const struct report *report = report_in_force;
	for (size_t i = 0; report && i < CRASHES_COUNT; i++) {
		if (crashes[i].number != number)
			continue;
		write_patiently(to, crashes[i].name, strlen(crashes[i].name));
		write_patiently(to, ": ", 2);
		write_patiently(to, report->bytes, report->length);
		write_calls(to);
	}
}

void signals_give_back(void)
{
	restore_terminal();
	int const from = message_pipe, to = message_real;
	char bytes[1024];
	ssize_t length;
	while (from >= 0 && to >= 0 && (length = read(from, bytes, sizeof bytes)) > 0)
		write_patiently(to, bytes, (size_t)length);
}

static void on_fatal(int number)
{
	signals_give_back();
	int const to = message_real;
	write_report(number, to >= 0 ? to : STDERR_FILENO);
	raise(number); // SA_RESETHAND: it kills as soon as we return
}

static void on_telling(int number)
{
	int const saved = errno;
	bool const running = command_runs;
	if (number == SIGTSTP && running) {
		signals_stop();
		interrupt_attend();
		errno = saved;
		return;
	}
	if (number == SIGINT && running) {
		interrupt_raise();
		errno = saved;
		return;
	}
	if (number == SIGTERM || number == SIGHUP) {
		leaving_by = number;
		if (running) {
			interrupt_raise();
			alarm(GRACE_SECONDS);
		}
	}
	for (size_t i = 0; i < TELLING_COUNT; i++)
		if (telling[i].number == number)
			tell(telling[i].event);
	if (running)
		interrupt_attend(); // the terminal is another one: nobody waits for it until the work ends
	errno = saved;
}

static bool is_telling(int number)
{
	for (size_t i = 0; i < TELLING_COUNT; i++)
		if (telling[i].number == number)
			return true;
	return false;
}

static bool is_fatal(int number)
{
	for (size_t i = 0; i < OTHERS_COUNT; i++)
		if (others[i] == number)
			return false;
	return !is_telling(number);
}

// A signal that was ignored when we were started (nohup) stays ignored.  While a handler runs, what
// tells something waits; what kills waits only for another that kills and is giving the terminal back.
static void install(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	sigemptyset(&action.sa_mask);
	for (int other = 1; other < NUMBERS; other++)
		if (is_telling(other) || (handler == on_fatal && is_fatal(other)))
			sigaddset(&action.sa_mask, other);
	// The C library keeps some for itself.
	if (is_ours[number] || sigaction(number, NULL, &before[number]) ||
	    before[number].sa_handler == SIG_IGN)
		return;
	is_ours[number] = !sigaction(number, &action, NULL);
}

static void install_fatal(int number)
{
	install(number, on_fatal, (int)(SA_RESETHAND | SA_ONSTACK));
}

// A stack that has overflowed cannot carry its own handler.
static void make_stack(void)
{
	size_t const bytes = 65536;
	alternate_stack = alternate_stack ? alternate_stack : malloc(bytes);
	stack_t const stack = { .ss_sp = alternate_stack, .ss_size = bytes };
	if (alternate_stack)
		sigaltstack(&stack, NULL);
}

void signals_watch_crashes(void)
{
	make_stack();
	for (size_t i = 0; i < CRASHES_COUNT; i++) {
		struct sigaction now;
		// A sanitizer knows more.
		if (!sigaction(crashes[i].number, NULL, &now) && now.sa_handler == SIG_DFL)
			install_fatal(crashes[i].number);
	}
}

void signals_install(void)
{
	has_original = !tcgetattr(STDIN_FILENO, &original);
	if (pipe(wake))
		abort(); // no descriptors left at the start of a program
	for (int i = 0; i < 2; i++) {
		fcntl(wake[i], F_SETFL, O_NONBLOCK);
		fcntl(wake[i], F_SETFD, FD_CLOEXEC);
	}
	make_stack();
	for (int number = 1; number < NUMBERS; number++)
		if (is_telling(number))
			install(number, on_telling, SA_RESTART);
		else if (is_fatal(number))
			install_fatal(number);
}

void signals_remove(void)
{
	restore_terminal();
	if (has_original && signals_foreground())
		set_original_modes();
	for (int number = 1; number < NUMBERS; number++) {
		if (is_ours[number])
			sigaction(number, &before[number], NULL);
		is_ours[number] = false;
	}
	stack_t const none = { .ss_flags = SS_DISABLE };
	sigaltstack(&none, NULL);
	free(alternate_stack);
	alternate_stack = NULL;
	for (int i = 0; i < 2; i++) {
		close(wake[i]);
		wake[i] = -1;
	}
	if (leaving_by)
		raise(leaving_by);
}

unsigned signals_wait(int message_fd, int milliseconds)
{
	enum { INPUT, WAKE, MESSAGE, COUNT };
	struct pollfd watched[COUNT] = {
		[INPUT] = { .fd = STDIN_FILENO, .events = POLLIN },
		[WAKE] = { .fd = wake[0], .events = POLLIN },
		[MESSAGE] = { .fd = message_fd, .events = POLLIN },
	};
	int const ready = poll(watched, COUNT, milliseconds);
	char bytes[64];
	while (read(wake[0], bytes, sizeof bytes) > 0)
		;
	unsigned happened = atomic_exchange(&events, 0);
	if (ready > 0 && watched[INPUT].revents)
		happened |= EVENT_INPUT;
	if (ready > 0 && watched[MESSAGE].revents)
		happened |= EVENT_MESSAGE;
	return happened;
}

bool signals_take(enum event event)
{
	return atomic_fetch_and(&events, ~(unsigned)event) & event;
}

void signals_work_begins(void)
{
	interrupt_forget();
	command_runs = true;
}

void signals_command_begins(void)
{
	signals_work_begins();
	// What came between the line and its command, and nobody has looked at, is meant for the
	// command.
	unsigned const came = atomic_fetch_and(&events, ~(unsigned)(EVENT_STOP | EVENT_INTERRUPT));
	if (came & EVENT_INTERRUPT)
		interrupt_raise();
	if (came & EVENT_STOP)
		signals_stop();
}

void signals_work_ends(void)
{
	command_runs = false;
	interrupt_forget();
	alarm(0);
}

bool signals_leaving(void)
{
	return leaving_by != 0;
}

void signals_set_restore(const char *bytes, size_t length, bool settings)
{
	struct restore *restore = &restores[atomic_load(&restore_in_force) == &restores[0]];
	restore->length = length < MOST_BYTES ? length : MOST_BYTES;
	if (length)
		memcpy(restore->bytes, bytes, restore->length);
	restore->settings = settings;
	atomic_store(&restore_in_force, length || settings ? restore : NULL);
}

void signals_set_report(const char *bytes, size_t length)
{
	if (!report_in_force)
		write_calls(-1); // the first time it takes memory, which a handler may not
	struct report *report = &reports[atomic_load(&report_in_force) == &reports[0]];
	report->length = length < REPORT_BYTES ? length : REPORT_BYTES;
	memcpy(report->bytes, bytes, report->length);
	atomic_store(&report_in_force, report);
}

bool signals_terminal_is_ours(void)
{
	return atomic_load(&restore_in_force) != NULL;
}

void signals_set_messages(int pipe_end, int real)
{
	message_pipe = pipe_end;
	message_real = real;
}

void signals_stop(void)
{
	restore_terminal();
	struct sigaction ours, usual = { .sa_handler = SIG_DFL };
	sigset_t stop, old;
	sigemptyset(&usual.sa_mask);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigaction(SIGTSTP, &usual, &ours);
	pthread_sigmask(SIG_UNBLOCK, &stop, &old);
	raise(SIGTSTP); // here we stand still until somebody continues us
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	tell(EVENT_CONTINUE); // a job without a shell is not stopped, and no CONT comes
}

void signals_lend(void)
{
	restore_terminal();
}

void signals_lent(void)
{
	tell(EVENT_CONTINUE);
}

void signals_hold(bool hold)
{
	sigset_t held;
	sigemptyset(&held);
	for (int number = 1; number < NUMBERS; number++)
		if (is_ours[number])
			sigaddset(&held, number);
	pthread_sigmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &held, NULL);
}

bool signals_foreground(void)
{
	pid_t const foreground = tcgetpgrp(STDIN_FILENO);
	return foreground < 0 || foreground == getpgrp();
}
