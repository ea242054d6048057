// SPDX-License-Identifier: GPL-3.0-or-later
// A compiled description, as term(5) tells it in the format of 32-bit numbers: header, names, flags, numbers,
// places of strings, strings; then the same again for the capabilities that ncurses has added.
#include "term/direct.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/text.h"

enum { MAGIC = 01036, ABSENT = 0xFFFF, COLOURS = 0x1000000, PAIRS = 0x10000 };

// The first eight colours stay the terminal's own.  Semicolons: terminals that do not know the colons of
// ISO 8613-6 know these.
#define INK "\033[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
#define GROUND "\033[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"

// What ncurses has added and it or we ask for.
static const char *const added_flags[] = { "AX", "RGB", "XT" };
static const char *const added_strings[] = { "BD", "BE", "E3", "PE", "PS", "XM" };
enum {
	ADDED_FLAGS = sizeof added_flags / sizeof *added_flags,
	ADDED_STRINGS = sizeof added_strings / sizeof *added_strings
};

static const char *string_of(const char *name)
{
	if (!strcmp(name, "setaf"))
		return INK;
	if (!strcmp(name, "setab"))
		return GROUND;
	// Without these curses sets colours by the two above.
	static const char *const others[] = { "setf", "setb", "scp", "initp", "initc", "oc" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!strcmp(name, others[i]))
			return NULL;
	const char *value = tigetstr(name);
	return value == (const char *)-1 ? NULL : value;
}

static int number_of(const char *name)
{
	int const number = tigetnum(name);
	return !strcmp(name, "colors")  ? COLOURS
	       : !strcmp(name, "pairs") ? PAIRS
	       : !strcmp(name, "ncv")   ? -1
	       : number < 0             ? -1
	                                : number;
}

static bool flag_of(const char *name)
{
	return !strcmp(name, "RGB") || (strcmp(name, "ccc") && tigetflag(name) > 0);
}

static void add_little(struct text *out, unsigned long number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		text_add_char(out, (char)(number >> 8 * i & 0xFF));
}

static void make_even(struct text *out)
{
	if (out->length % 2)
		text_add_char(out, '\0');
}

// A string's place in the table, and the string with its end into the table.
static void add_string(struct text *places, struct text *table, const char *value)
{
	add_little(places, value ? table->length : ABSENT, 2);
	if (value)
		text_add_bytes(table, value, strlen(value) + 1);
}

static int count(NCURSES_CONST char *const *names)
{
	int total = 0;
	while (names[total])
		total++;
	return total;
}

static void add_standard(struct text *out)
{
	LOCAL(text) places = { 0 }, table = { 0 }, names = { 0 };
	int const flags = count(boolnames), numbers = count(numnames), strings = count(strnames);
	text_addf(&names, "%s|with colours of 24 bits", getenv("TERM"));
	for (int i = 0; i < strings; i++)
		add_string(&places, &table, string_of(strnames[i]));
	unsigned long const header[] = { MAGIC, names.length + 1, (unsigned long)flags,
		                         (unsigned long)numbers, (unsigned long)strings, table.length };
	for (size_t i = 0; i < sizeof header / sizeof *header; i++)
		add_little(out, header[i], 2);
	text_add_bytes(out, text_get(&names), names.length + 1);
	for (int i = 0; i < flags; i++)
		text_add_char(out, (char)flag_of(boolnames[i]));
	make_even(out);
	for (int i = 0; i < numbers; i++)
		add_little(out, (unsigned long)number_of(numnames[i]), 4);
	text_add_bytes(out, text_get(&places), places.length);
	text_add_bytes(out, text_get(&table), table.length);
	make_even(out);
}

static void add_added(struct text *out)
{
	LOCAL(text) places = { 0 }, name_places = { 0 }, table = { 0 }, names = { 0 };
	for (int i = 0; i < ADDED_STRINGS; i++)
		add_string(&places, &table, string_of(added_strings[i]));
	for (int i = 0; i < ADDED_FLAGS; i++)
		add_string(&name_places, &names, added_flags[i]);
	for (int i = 0; i < ADDED_STRINGS; i++)
		add_string(&name_places, &names, added_strings[i]);
	unsigned long const header[] = { ADDED_FLAGS, 0, ADDED_STRINGS,
		                         ADDED_FLAGS + 2 * ADDED_STRINGS,
		                         table.length + names.length };
	for (size_t i = 0; i < sizeof header / sizeof *header; i++)
		add_little(out, header[i], 2);
	for (int i = 0; i < ADDED_FLAGS; i++)
		text_add_char(out, (char)flag_of(added_flags[i]));
	make_even(out);
	text_add_bytes(out, text_get(&places), places.length);
	text_add_bytes(out, text_get(&name_places), name_places.length);
	text_add_bytes(out, text_get(&table), table.length);
	text_add_bytes(out, text_get(&names), names.length);
}

char *direct_describe(void)
{
	enum { COLOURS_LEAST = 8 };
	TERMINAL *const present = cur_term;
	struct text bytes = { 0 }, hex = { 0 };
	int found;
	const char *name = getenv("TERM");
	if (!name || setupterm(name, STDOUT_FILENO, &found) != OK) {
		set_curterm(present);
		return NULL;
	}
	if (tigetnum("colors") >= COLOURS_LEAST && string_of("op")) {
		add_standard(&bytes);
		add_added(&bytes);
		text_add(&hex, "hex:");
	}
	for (size_t i = 0; i < bytes.length; i++)
		text_addf(&hex, "%02X", (unsigned)(unsigned char)bytes.at[i]);
	text_free(&bytes);
	del_curterm(cur_term);
	set_curterm(present);
	return hex.at;
}
