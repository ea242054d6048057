// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/terminal.h"

#include <curses.h>
#include <stdlib.h>
#include <term.h>
#include <unistd.h>

#include "base/message.h"

// tputs puts a byte with a function that knows only the byte: it fills this.
static struct {
	char *bytes;
	size_t length, room;
} put;

static int put_byte(int byte)
{
	if (byte && put.length < put.room)
		put.bytes[put.length] = (char)byte;
	put.length += byte != 0; // NUL is padding
	return byte;
}

static size_t get(const char *value, char *bytes, size_t room)
{
	put.bytes = bytes;
	put.length = 0;
	put.room = room;
	tputs(value, 1, put_byte);
	return put.length <= room ? put.length : 0;
}

// tigetstr has two ways of saying no.
static const char *find(const char *capability)
{
	const char *value = tigetstr(capability);
	return value == (const char *)-1 ? NULL : value;
}

bool terminal_can_address(const char **why)
{
	static TERMINAL *terminal; // as it was found first: curses has its own while it runs
	const char *name = getenv("TERM");
	int found;
	*why = NULL;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	if (!name || !*name)
		*why = _("TERM is not set");
	else if (terminal)
		set_curterm(terminal);
	else if (setupterm(name, STDOUT_FILENO, &found) != OK)
		*why = found == 1 ? _("the terminal prints on paper")
		                  : _("the terminal is unknown");
	else if (tigetflag("hc") > 0 || tigetflag("gn") > 0 || !find("cup"))
		*why = _("the terminal cannot move its cursor");
	else
		terminal = cur_term;
	return !*why;
}

size_t terminal_get(const char *capability, char *bytes, size_t room)
{
	const char *value = find(capability);
	return value ? get(value, bytes, room) : 0;
}

static size_t get_with(const char *capability, int first, int second, char *bytes, size_t room)
{
	const char *value = find(capability);
	return value ? get(tiparm(value, first, second), bytes, room) : 0;
}

size_t terminal_get_cursor_to(int row, int col, char *bytes, size_t room)
{
	return get_with("cup", row, col, bytes, room);
}

size_t terminal_get_scroll_region(int first, int last, char *bytes, size_t room)
{
	return get_with("csr", first, last, bytes, room);
}
