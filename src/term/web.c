// SPDX-License-Identifier: GPL-3.0-or-later
// The program in a browser: what the system does elsewhere and Emscripten does not, or not so that a program at a
// terminal can live with it.  The functions of libc that stand here take the place of its own when the program is
// linked; no other file knows of them, and a native program has none of them.
//
// Module.tty, which the page makes (site/tty.js), is the terminal: it holds the keys that were typed, the size, and
// whether Ctrl-C came.  Invariant: the program gives the browser its turn in poll alone, and there only where it waits
// for keys, for the functions on the way there are all that Asyncify has prepared (site/build).
#include <emscripten.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"

// What tty.news() tells.
enum { NEWS_INTERRUPT = 1, NEWS_RESIZE = 2 };

static struct termios modes = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = CREAD | CS8 | B38400,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = { 3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22 },
};

// ---- the terminal

// The three standard streams, as they were opened, read and write there.  A file or a pipe in their place (node)
// stays what it is.
EM_JS(void, take_streams, (void), {
	const ops = TTY.stream_ops;
	ops.read = (stream, buffer, offset, length) => {
		const got = Module.tty.read(buffer, offset, length);
		if (got < 0)
			throw new FS.ErrnoError(6); // EAGAIN
		return got;
	};
	ops.write = (stream, buffer, offset, length) => {
		Module.tty.write(Uint8Array.from(buffer.subarray(offset, offset + length)));
		return length;
	};
	ops.poll = () => (Module.tty.is_readable() ? 1 : 0) | 4; // POLLIN, POLLOUT
	ops.close = ops.flush = () => {};
})

EM_JS(int, is_terminal, (int fd), {
	const stream = FS.getStream(fd);
	return stream && stream.tty && Module.tty.is_terminal ? 1 : 0;
})
EM_JS(void, tell_modes, (int input, int output, int local), {
	Module.tty.set_modes({ turns_return: !!(input & 0x100), turns_newline: (output & 5) == 5, has_signals: !!(local & 1) });
})
EM_JS(int, count_rows, (void), { return Module.tty.rows; })
EM_JS(int, count_cols, (void), { return Module.tty.cols; })
EM_JS(int, count_keys, (void), { return Module.tty.keys.length; })
EM_JS(void, drop_keys, (void), { Module.tty.keys.length = 0; })
EM_JS(int, take_news, (void), { return Module.tty.news(); })
EM_JS(int, is_interrupted, (void), { return Module.tty.is_interrupted() ? 1 : 0; })

// What has come, as the signals that a terminal would have sent.
static void deliver(void)
{
	int const news = take_news();
	if (news & NEWS_INTERRUPT)
		raise(SIGINT);
	if (news & NEWS_RESIZE)
		raise(SIGWINCH);
}

// While the program works the browser cannot call it: Ctrl-C is a flag that it looks at.
static void ask(void)
{
	if (is_interrupted())
		raise(SIGINT);
}

__attribute__((constructor)) static void begin(void)
{
	take_streams();
	tell_modes((int)modes.c_iflag, (int)modes.c_oflag, (int)modes.c_lflag);
	interrupt_ask(ask);
}

int ioctl(int fd, int request, ...)
{
	va_list more;
	va_start(more, request);
	void *at = va_arg(more, void *);
	va_end(more);
	if (!is_terminal(fd)) {
		errno = ENOTTY;
		return -1;
	}
	switch (request) {
	case TIOCGWINSZ:
		*(struct winsize *)at = (struct winsize){ .ws_row = (unsigned short)count_rows(),
			                                  .ws_col = (unsigned short)count_cols() };
		return 0;
	case TIOCGPGRP:
		*(pid_t *)at = getpgrp();
		return 0;
	case FIONREAD:
		*(int *)at = count_keys();
		return 0;
	}
	errno = EINVAL;
	return -1;
}

int isatty(int fd)
{
	if (is_terminal(fd))
		return 1;
	errno = ENOTTY;
	return 0;
}

int tcgetattr(int fd, struct termios *now)
{
	if (!isatty(fd))
		return -1;
	*now = modes;
	return 0;
}

int tcsetattr(int fd, int when, const struct termios *now)
{
	if (!isatty(fd))
		return -1;
	if (when == TCSAFLUSH)
		drop_keys();
	modes = *now;
	tell_modes((int)modes.c_iflag, (int)modes.c_oflag, (int)modes.c_lflag);
	return 0;
}

int tcflush(int fd, int which)
{
	if (!isatty(fd))
		return -1;
	if (which != TCOFLUSH)
		drop_keys();
	return 0;
}

// ---- waiting

EM_JS(int, look_at, (int fd), {
	const stream = FS.getStream(fd);
	if (!stream)
		return 32; // POLLNVAL
	return stream.stream_ops.poll ? stream.stream_ops.poll(stream) : 5; // a file: POLLIN, POLLOUT
})
EM_ASYNC_JS(void, give_turn, (int milliseconds), { await Module.tty.wait(milliseconds); })

static int look(struct pollfd *watched, nfds_t count)
{
	int ready = 0;
	for (nfds_t i = 0; i < count; i++) {
		int const always = POLLERR | POLLHUP | POLLNVAL;
		int const seen = watched[i].fd < 0 ? 0 : look_at(watched[i].fd);
		watched[i].revents = (short)(seen & (watched[i].events | always));
		ready += watched[i].revents != 0;
	}
	return ready;
}

int poll(struct pollfd *watched, nfds_t count, int milliseconds)
{
	// Who waits for one descriptor, or for time to pass, is not prepared to wait; a file or a full terminal, which
	// it would wait for, does not exist here.
	bool const may_wait = count > 1 && milliseconds != 0;
	deliver();
	int ready = look(watched, count);
	if (ready || !may_wait)
		return ready;
	give_turn(milliseconds);
	deliver();
	return look(watched, count);
}

// ---- time

EM_JS(double, read_calendar, (void), { return Date.now(); })
EM_JS(double, count_used, (void), { return Module.tty.used_ms(); })

int clock_gettime(clockid_t clock, struct timespec *at)
{
	double const ms = clock == CLOCK_REALTIME               ? read_calendar()
	                  : clock == CLOCK_PROCESS_CPUTIME_ID ? count_used()
	                                                      : emscripten_get_now();
	at->tv_sec = (time_t)(ms / 1000);
	at->tv_nsec = (long)((ms - 1000.0 * (double)at->tv_sec) * 1e6);
	return 0;
}

// Nobody tells a page to end and waits for it.
unsigned alarm(unsigned seconds)
{
	(void)seconds;
	return 0;
}

// ---- what a browser does not have

// The page keeps what is written when the program waits next (site/store.js).
int fsync(int fd)
{
	(void)fd;
	return 0;
}

// Emscripten's begins with one that takes all rights from every new file.
mode_t umask(mode_t mask)
{
	static mode_t now = 022;
	mode_t const before = now;
	now = mask;
	return before;
}

// An overflow of the stack ends the whole program, without a handler.
int sigaltstack(const stack_t *restrict now, stack_t *restrict before)
{
	(void)now, (void)before;
	errno = ENOSYS;
	return -1;
}
