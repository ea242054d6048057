// SPDX-License-Identifier: GPL-3.0-or-later
#include "between.h"
#include "pty.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Quiet: no byte for this many milliseconds while the program sleeps.  Patience: when a test has
// failed.
enum { QUIET = 12, PATIENCE = 10000, MOST_ENVIRONMENT = 64 };

static const char *const usual_environment[] = {
	"TERM=xterm-256color", "LC_ALL=C.UTF-8", "INPUTRC=/dev/null", "PATH=/usr/bin:/bin",
	// A program under the sanitizers dies of a signal as any other does, also before its own handlers stand.
	"ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0", NULL,
};
static const char *const kept_environment[] = { "HOME", "BPTT_REPL_DATA", "TMPDIR", NULL };

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void tell_shell(struct pty *pty, const char *command)
{
	pty->is_stopped = false;
	if (write(pty->to_shell, command, 1) != 1)
		fail("the shell between has died");
}

static long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int on_property(VTermProp property, VTermValue *value, void *context)
{
	struct pty *pty = context;
	if (property == VTERM_PROP_ALTSCREEN)
		pty->is_alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		pty->is_cursor_visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void build_environment(const char *const *added, char **environment)
{
	int count = 0;
	for (int i = 0; usual_environment[i]; i++)
		environment[count++] = strdup(usual_environment[i]);
	for (int i = 0; kept_environment[i]; i++) {
		const char *value = getenv(kept_environment[i]);
		char *entry;
		if (value && asprintf(&entry, "%s=%s", kept_environment[i], value) > 0)
			environment[count++] = entry;
	}
	for (; added && *added; added++) {
		size_t const name = strcspn(*added, "=");
		for (int i = 0; i < count; i++)
			if (!strncmp(environment[i], *added, name) && environment[i][name] == '=') {
				free(environment[i]);
				environment[i--] = environment[--count];
			}
		if ((*added)[name])
			environment[count++] = strdup(*added);
	}
	environment[count] = NULL;
}

struct pty *pty_start(int rows, int cols, const char *const *words, const char *const *environment)
{
	struct pty *pty = calloc(1, sizeof *pty);
	struct winsize const size = { .ws_row = (unsigned short)rows,
		                      .ws_col = (unsigned short)cols };
	char *all_words[32] = { getenv("BPTT_REPL") }, *all_environment[MOST_ENVIRONMENT];
	if (!pty || !all_words[0])
		fail("BPTT_REPL");
	for (int i = 0; words && words[i]; i++)
		all_words[i + 1] = (char *)words[i];
	build_environment(environment, all_environment);
	int down[2], up[2];
	if (pipe(down) || pipe(up))
		fail("pipe");
	pty->shell = forkpty(&pty->master, NULL, NULL, &size);
	if (pty->shell < 0)
		fail("forkpty");
	if (!pty->shell) {
		close(down[1]);
		close(up[0]);
		between_run(all_words, all_environment, down[0], up[1]);
	}
	for (int i = 0; all_environment[i]; i++)
		free(all_environment[i]);
	close(down[0]);
	close(up[1]);
	pty->to_shell = down[1];
	pty->from_shell = up[0];
	// Now: the program, once it runs, changes them.
	if (tcgetattr(pty->master, &pty->before) || !(pty->before.c_lflag & ICANON))
		fail("the terminal's modes");
	tell_shell(pty, "G");
	if (read(pty->from_shell, &pty->program, sizeof pty->program) < 0)
		fail("the shell between");
	pty->rows = rows;
	pty->cols = cols;
	pty->is_cursor_visible = true;
	// The emulator itself knows no terminal without a row; the program still sees 0.
	pty->terminal = vterm_new(rows > 0 ? rows : 1, cols > 0 ? cols : 1);
	vterm_set_utf8(pty->terminal, 1);
	pty->screen = vterm_obtain_screen(pty->terminal);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
	vterm_screen_reset(pty->screen, 1);
	return pty;
}

void pty_free(struct pty *pty)
{
	if (!pty->has_ended)
		kill(pty->program, SIGKILL);
	close(pty->to_shell);
	close(pty->from_shell);
	close(pty->master);
	waitpid(pty->shell, NULL, 0);
	vterm_free(pty->terminal);
	free(pty->raw);
	free(pty);
}

static void hear_shell(struct pty *pty)
{
	char what;
	if (read(pty->from_shell, &what, 1) != 1)
		fail("the shell between has died");
	pty->news++;
	if (what == 'S') {
		pty->is_stopped = true;
		return;
	}
	if (read(pty->from_shell, &pty->status, sizeof pty->status) != sizeof pty->status)
		fail("the shell between has died");
	pty->has_ended = true;
}

static void keep_raw(struct pty *pty, const char *bytes, size_t length)
{
	while (pty->raw_length + length + 1 > pty->raw_room) {
		pty->raw_room = pty->raw_room ? 2 * pty->raw_room : 65536;
		pty->raw = realloc(pty->raw, pty->raw_room);
		if (!pty->raw)
			fail("realloc");
	}
	memcpy(pty->raw + pty->raw_length, bytes, length);
	pty->raw_length += length;
	pty->raw[pty->raw_length] = '\0';
}

// Takes the marks of the shell out of what the program has said.
static size_t take_marks(struct pty *pty, char *bytes, size_t length)
{
	size_t kept = 0;
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == BETWEEN_LAST)
			pty->news_reached++;
		else
			bytes[kept++] = bytes[i];
	}
	return kept;
}

// Waits at most so long for a byte or news of the shell; false: there was none.
static bool pump(struct pty *pty, int milliseconds)
{
	struct pollfd watched[2] = { { .fd = pty->master, .events = POLLIN },
		                     { .fd = pty->has_ended ? -1 : pty->from_shell,
		                       .events = POLLIN } };
	if (poll(watched, 2, milliseconds) <= 0)
		return false;
	if (watched[0].revents & POLLIN) {
		char bytes[65536];
		ssize_t const got = read(pty->master, bytes, sizeof bytes);
		size_t const length = take_marks(pty, bytes, got > 0 ? (size_t)got : 0);
		keep_raw(pty, bytes, length);
		vterm_input_write(pty->terminal, bytes, length);
	}
	if (watched[1].revents & (POLLIN | POLLHUP))
		hear_shell(pty);
	return true;
}

bool pty_send(struct pty *pty, const char *keys)
{
	size_t left = strlen(keys);
	long end = now() + PATIENCE;
	while (left && now() < end) {
		struct pollfd ready = { .fd = pty->master, .events = POLLOUT };
		if (poll(&ready, 1, 0) > 0) {
			ssize_t const sent = write(pty->master, keys, left < 256 ? left : 256);
			if (sent > 0) {
				keys += sent;
				left -= (size_t)sent;
				end = now() + PATIENCE;
			}
		}
		pump(pty, 0);
		if (pty->has_ended)
			return true;
	}
	return !left;
}

void pty_resize(struct pty *pty, int rows, int cols)
{
	struct winsize const size = { .ws_row = (unsigned short)rows,
		                      .ws_col = (unsigned short)cols };
	while (pump(pty, 0))
		;
	pty->rows = rows;
	pty->cols = cols;
	vterm_set_size(pty->terminal, rows > 0 ? rows : 1, cols > 0 ? cols : 1);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

void pty_signal(struct pty *pty, int number)
{
	kill(pty->program, number);
}

// The kernel's letter for what the program does: 'S' it sleeps, 'T' it is stopped, 'Z' it has
// ended.
static char find_state(const struct pty *pty)
{
	char path[64], line[512] = "";
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pty->program);
	FILE *file = fopen(path, "r");
	if (!file)
		return 'Z'; // or there is no /proc
	const char *got = fgets(line, sizeof line, file);
	fclose(file);
	const char *name_end = got ? strrchr(line, ')') : NULL;
	return name_end ? name_end[2] : 'Z';
}

void pty_continue(struct pty *pty)
{
	long const end = now() + PATIENCE;
	tell_shell(pty, "C");
	while (find_state(pty) == 'T' && now() < end)
		pump(pty, 1);
}

void pty_background(struct pty *pty)
{
	tell_shell(pty, "B");
}

void pty_let_pass(struct pty *pty, int milliseconds)
{
	long const end = now() + milliseconds;
	for (long left = milliseconds; left > 0; left = end - now())
		pump(pty, (int)left);
}

bool pty_settle(struct pty *pty)
{
	long const end = now() + PATIENCE;
	int quiet = 0;
	// Until it has said something it has not begun, however long it sleeps.
	while (now() < end && quiet < 2) {
		bool const spoke = pump(pty, QUIET / 2), began = pty->raw_room || pty->has_ended;
		quiet = spoke || !began || !strchr("STZ", find_state(pty)) ? 0 : quiet + 1;
	}
	return quiet == 2;
}

bool pty_wait_change(struct pty *pty, const char *before)
{
	long const end = now() + PATIENCE;
	int quiet = 0;
	bool has_changed = false;
	while (now() < end && quiet < 2) {
		bool const spoke = pump(pty, QUIET / 6);
		if (spoke || !has_changed) {
			char *text = pty_text(pty);
			has_changed = strcmp(text, before) != 0;
			free(text);
		}
		quiet = spoke || !has_changed || find_state(pty) != 'S' ? 0 : quiet + 1;
	}
	return has_changed;
}

bool pty_wait_for(struct pty *pty, const char *text)
{
	long const end = now() + PATIENCE;
	for (;;) {
		char *screen = pty_text(pty);
		bool const found = strstr(screen, text) != NULL;
		if (!found && now() >= end)
			fprintf(stderr, "# awaited \"%s\", the screen is:\n%s", text, screen);
		free(screen);
		if (found || now() >= end)
			return found;
		pump(pty, 100);
	}
}

bool pty_wait_for_row(struct pty *pty, int row, const char *text)
{
	long const end = now() + PATIENCE;
	for (;;) {
		char *is = pty_row(pty, row);
		bool const found = !strcmp(is, text);
		if (!found && now() >= end)
			fprintf(stderr, "# awaited \"%s\" in row %d, there is \"%s\"\n", text, row,
			        is);
		free(is);
		if (found || now() >= end)
			return found;
		pump(pty, 100);
	}
}

bool pty_wait_for_cursor(struct pty *pty, int row, int col)
{
	long const end = now() + PATIENCE;
	for (;;) {
		int is_row, is_col;
		pty_cursor(pty, &is_row, &is_col);
		bool const found = is_row == row && is_col == col;
		if (!found && now() >= end)
			fprintf(stderr, "# awaited the cursor at %d, %d, it is at %d, %d\n", row,
			        col, is_row, is_col);
		if (found || now() >= end)
			return found;
		pump(pty, 100);
	}
}

bool pty_wait_stop(struct pty *pty)
{
	long const end = now() + PATIENCE;
	while (((!pty->is_stopped && !pty->has_ended) || pty->news_reached < pty->news) &&
	       now() < end)
		pump(pty, 100);
	return pty->is_stopped;
}

bool pty_wait_end(struct pty *pty)
{
	long const end = now() + PATIENCE;
	while ((!pty->has_ended || pty->news_reached < pty->news) && now() < end)
		pump(pty, 100);
	return pty->has_ended;
}

void pty_forget(struct pty *pty)
{
	pty->raw_length = 0;
}

int pty_count_raw(const struct pty *pty, const char *bytes)
{
	int count = 0;
	size_t const length = strlen(bytes);
	for (size_t i = 0; i + length <= pty->raw_length; i++)
		count += !memcmp(pty->raw + i, bytes, length);
	return count;
}

static bool are_modes_equal(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && !memcmp(a->c_cc, b->c_cc, sizeof a->c_cc);
}

// Whether the program has sent the first of these after the second, or without it.
static bool was_sent_last(const struct pty *pty, const char *first, const char *second)
{
	size_t const length = strlen(first);
	for (size_t at = pty->raw_length; at >= length; at--) {
		if (!memcmp(pty->raw + at - length, first, length))
			return true;
		if (!memcmp(pty->raw + at - length, second, length))
			return false;
	}
	return false;
}

bool pty_is_restored(struct pty *pty)
{
	struct termios after = { 0 }; // musl fills in what the kernel has, which is less
	bool const has_modes =
		!tcgetattr(pty->master, &after) && are_modes_equal(&pty->before, &after);
	bool const has_paste_marks = was_sent_last(pty, "\033[?2004h", "\033[?2004l");
	if (!has_modes || pty->is_alternate || !pty->is_cursor_visible || has_paste_marks)
		fprintf(stderr, "# modes %d, alternate screen %d, cursor %d, paste marks %d\n",
		        has_modes, pty->is_alternate, pty->is_cursor_visible, has_paste_marks);
	return has_modes && !pty->is_alternate && pty->is_cursor_visible && !has_paste_marks;
}

int pty_scaled(int full)
{
	const char *scale = getenv("BPTT_TEST_SCALE");
	long const percent = scale ? strtol(scale, NULL, 10) : 10;
	long const count = full * percent / 100;
	return count > 0 ? (int)count : 1;
}
