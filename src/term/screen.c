// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: between screen_start and screen_stop, signals.c holds the bytes that undo what was
// done to the terminal.  endwin runs once.
#include "term/screen.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "term/colours.h"
#include "term/direct.h"
#include "term/signals.h"
#include "term/terminal.h"

// A terminal that says it is larger gets a picture of this size.
enum { MOST_ROWS = 1000, MOST_COLS = 1000 };

// Letters for terminals that have only ASCII, one column each; any other is a question mark.
static const struct replacement {
	const char *letters, *instead;
} replacements[] = {
	{ "─━┄╌═", "-----" },
	{ "│┃┆╎║", "|||||" },
	{ "┌┐└┘├┤┬┴┼╭╮╰╯", "+++++++++++++" },
	{ "–—−‐", "----" },
	{ "‘’“”", "''\"\"" },
	{ "…·•×", "..*x" },
	{ "→←↑↓▶◀▲▼", "><^v><^v" },
	{ "∂δ∇σΣ∑", "dddsSS" },
	{ "⊙∘⊗≤≥≈≠", "**x<>~!" },
	{ "█▓▒░", "##%." },
	{ "⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦", "/|\\\\|/[[[]]]" },
};

// Buttons, and their places as numbers (xterm's modes 1000 and 1006).
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static SCREEN *screen;
static bool is_up, has_paste_marks, hears_mouse;
static char enter_bytes[512];
static size_t enter_length;
static struct termios modes; // while the picture stands

static size_t add(char *bytes, size_t room, size_t length, const char *capability)
{
	return length + terminal_get(capability, bytes + length, room - length);
}

// What takes the terminal and what gives it back, as curses itself would.
static void prepare_bytes(int last_row)
{
	size_t const room = sizeof enter_bytes;
	enter_length = add(enter_bytes, room, 0, "smcup");
	if (has_paste_marks)
		enter_length = add(enter_bytes, room, enter_length, "BE");
	if (hears_mouse) {
		memcpy(enter_bytes + enter_length, MOUSE_ON, strlen(MOUSE_ON));
		enter_length += strlen(MOUSE_ON);
	}

	char leave[sizeof enter_bytes];
	size_t length = has_paste_marks ? add(leave, room, 0, "BD") : 0;
	if (hears_mouse) {
		memcpy(leave + length, MOUSE_OFF, strlen(MOUSE_OFF));
		length += strlen(MOUSE_OFF);
	}
	length = add(leave, room, length, "sgr0");
	if (colours_are_on())
		length = add(leave, room, length, "op");
	length = add(leave, room, length, "cnorm");
	length += terminal_get_cursor_to(last_row, 0, leave + length, room - length);
	// Where there is no second screen, the shell goes on below the picture.
	size_t const before = length;
	length = add(leave, room, length, "rmcup");
	if (length == before && length < room)
		leave[length++] = '\n';
	if (length < room)
		leave[length++] = '\r';
	signals_set_restore(leave, length, true);
}

static void send_bytes(const char *bytes, size_t length)
{
	while (length) {
		ssize_t const written = write(STDOUT_FILENO, bytes, length);
		if (written < 0 && errno != EINTR)
			return;
		bytes += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
}

static void send_capability(const char *name)
{
	char bytes[64];
	send_bytes(bytes, terminal_get(name, bytes, sizeof bytes));
}

static struct winsize ask_size(void)
{
	struct winsize size = { 0 };
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	// A serial line does not know.
	if (!size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	size.ws_row = size.ws_row < MOST_ROWS ? size.ws_row : MOST_ROWS;
	size.ws_col = size.ws_col < MOST_COLS ? size.ws_col : MOST_COLS;
	return size;
}

// As Readline would set them: keys at once, no echo, ^S and ^V for the line; signals stay.
static void set_modes(void)
{
	if (tcgetattr(STDIN_FILENO, &modes))
		return;
	modes.c_iflag &= ~(tcflag_t)(IXON | ISTRIP | INPCK | ICRNL | INLCR | IGNCR);
	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	// NOFLSH: Ctrl-C must not throw away what is on its way to the screen.
	modes.c_lflag |= ISIG | NOFLSH;
	modes.c_cc[VMIN] = 1;
	modes.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	def_prog_mode();
}

void screen_colour(const struct manner *manner)
{
	const char *no_color = getenv("NO_COLOR");
	bool const wanted = manner->color == COLOR_ALWAYS ||
	                    (manner->color == COLOR_AUTO && !(no_color && *no_color));
	colours_start(wanted, manner->background != BACKGROUND_UNKNOWN
	                              ? manner->background
	                              : palette_guess(getenv("COLORFGBG"), getenv("TERM")));
}

// As TERM says; with colours of 24 bits where they are promised and ncurses takes our description of them.
static SCREEN *open_screen(void)
{
	char *direct = colours_are_promised() ? direct_describe() : NULL;
	SCREEN *opened = NULL;
	if (direct) {
		const char *terminfo = getenv("TERMINFO");
		char *own = terminfo ? memory_copy_string(terminfo) : NULL;
		setenv("TERMINFO", direct, 1);
		opened = newterm(NULL, stdout, stdin);
		if (own)
			setenv("TERMINFO", own, 1);
		else
			unsetenv("TERMINFO");
		free(own);
		free(direct);
	}
	return opened ? opened : newterm(NULL, stdout, stdin);
}

bool screen_start(const struct manner *manner, bool paste_marks)
{
	static bool is_registered;
	// The size is what the terminal says now; LINES and COLUMNS are of another time.
	use_env(FALSE);
	use_tioctl(TRUE);
	has_paste_marks = paste_marks;
	signals_set_restore(NULL, 0, true);
	screen = open_screen();
	if (!screen) {
		signals_set_restore(NULL, 0, false);
		return false;
	}
	is_up = true;
	if (!is_registered)
		atexit(screen_stop);
	is_registered = true;
	screen_colour(manner);
	cbreak();
	noecho();
	nonl();
	// Keys that wait are Readline's affair: curses would leave a picture half drawn because of
	// them.
	typeahead(-1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	set_modes();
	// What takes the terminal waits in curses' buffer: sent now, and not with the first picture, for
	// what gives it back must not be sent alone.
	prepare_bytes(LINES - 1);
	delay_output(0);
	if (has_paste_marks)
		send_capability("BE");
	screen_resize();
	return true;
}

void screen_stop(void)
{
	if (!is_up)
		return;
	is_up = false;
	// A stop has given the terminal back already, and nobody took it again: then it is not
	// ours.
	if (signals_terminal_is_ours()) {
		screen_mouse(false);
		if (has_paste_marks)
			send_capability("BD");
		endwin();
		signals_set_restore(NULL, 0, false);
	}
	delscreen(screen);
	screen = NULL;
}

void screen_mouse(bool is_heard)
{
	char bytes[64];
	bool const can = terminal_get("kmous", bytes, sizeof bytes) > 0;
	if (hears_mouse == (is_heard && can))
		return;
	hears_mouse = is_heard && can;
	prepare_bytes(LINES - 1);
	const char *mode = hears_mouse ? MOUSE_ON : MOUSE_OFF;
	send_bytes(mode, strlen(mode));
}

void screen_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

void screen_resize(void)
{
	struct winsize const size = ask_size();
	if (size.ws_row != LINES || size.ws_col != COLS)
		resize_term(size.ws_row, size.ws_col);
	prepare_bytes(LINES - 1);
	// Some terminals keep the region in which lines scroll when they become larger; curses,
	// which scrolls, thinks it is all of the screen.
	char region[64];
	send_bytes(region, terminal_get_scroll_region(0, LINES - 1, region, sizeof region));
	screen_repaint();
}

void screen_repaint(void)
{
	clearok(curscr, TRUE);
	touchwin(stdscr);
}

void screen_resume(void)
{
	// First the modes: as a background job we are stopped here, before anything is written.
	signals_hold(true);
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	prepare_bytes(LINES - 1);
	send_bytes(enter_bytes, enter_length);
	signals_hold(false);
	screen_resize();
}

// The letter that a terminal without UTF-8 shows.
static wchar_t replace(const char *letter)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		const char *at = replacements[i].letters, *instead = replacements[i].instead;
		for (size_t step; *at && *instead; at += step, instead++) {
			step = utf8_letter(at, strlen(at));
			if (!strncmp(at, letter, step) && !letter[step])
				return (wchar_t)(unsigned char)*instead;
		}
	}
	return L'?';
}

// A letter as curses takes it: a base and its marks.  What curses would draw in another number of
// columns than the grid has left for it is a question mark.
static void spell(const struct cell_of_grid *cell, wchar_t spelt[CCHARW_MAX + 1])
{
	int count = 0;
	size_t const length = strlen(cell->letter);
	spelt[0] = L' ';
	spelt[1] = L'\0';
	if (!length)
		return;
	if (!utf8_locale()) {
		unsigned char const byte = (unsigned char)*cell->letter;
		spelt[0] = byte < 0x80 ? (wchar_t)byte : replace(cell->letter);
		return;
	}
	for (size_t at = 0; at < length && count < CCHARW_MAX;) {
		uint32_t code;
		at += utf8_decode(cell->letter + at, length - at, &code);
		if (code == UTF8_INVALID || code < ' ')
			break;
		int const columns = wcwidth((wchar_t)code);
		if (count ? columns != 0 : columns != cell->columns)
			break;
		spelt[count++] = (wchar_t)code;
	}
	if (!count)
		spelt[count++] = L'?';
	spelt[count] = L'\0';
}

void screen_print(const struct grid *grid, int row)
{
	for (int i = 0; i < grid->rows && row + i < LINES; i++) {
		for (int col = 0; col < grid->cols && col < COLS; col++) {
			const struct cell_of_grid *cell = grid_at(grid, i, col);
			wchar_t spelt[CCHARW_MAX + 1];
			cchar_t letter;
			if (!cell->columns && col)
				continue;
			enum role const role = cell->role < ROLE_COUNT ? cell->role : ROLE_TEXT;
			spell(cell, spelt);
			setcchar(&letter, spelt, colours_attributes(role), colours_pair(role),
			         NULL);
			mvadd_wch(row + i, col, &letter);
		}
	}
}

void screen_show(int row, int col)
{
	int const last_row = LINES - 1, last_col = COLS - 1;
	move(row < last_row ? row : last_row, col < last_col ? col : last_col);
	wnoutrefresh(stdscr);
	doupdate();
}

void screen_beep(void)
{
	beep();
}
