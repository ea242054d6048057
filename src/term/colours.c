// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/colours.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL = -1, LEAST = 8, OF_16 = 16, OF_256 = 256, DIRECT = 0x1000000 };

static bool is_on;
static bool is_reversed[ROLE_COUNT]; // what is lit is so by reversing where it has no ground

bool colours_are_promised(void)
{
	const char *promise = getenv("COLORTERM");
	return promise && (!strcmp(promise, "truecolor") || !strcmp(promise, "24bit"));
}

static int number_of(uint32_t colour, int of_16, int of_8)
{
	if (COLORS < OF_16)
		return of_8;
	if (COLORS < OF_256)
		return of_16;
	if (colour == COLOUR_USUAL)
		return USUAL;
	// The first eight of this many are the terminal's own; black has a neighbour.
	return COLORS < DIRECT ? palette_nearest_256(colour) : colour < LEAST ? LEAST : (int)colour;
}

void colours_start(bool wanted, enum background background)
{
	is_on = wanted && has_colors() && start_color() == OK && COLORS >= LEAST;
	if (!is_on) {
		bkgdset(' ');
		return;
	}
	// The terminal's own background stays, or else it is black.
	bool const has_own = use_default_colors() == OK;
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct look const look = palette_look(background, (enum role)role);
		int const few = palette_ground_of_8(background);
		int const ink = number_of(look.ink, look.of_16, look.of_8);
		int const ground = number_of(look.ground, few, few);
		init_extended_pair(role + 1, ink == USUAL && !has_own ? COLOR_WHITE : ink,
		                   ground == USUAL && !has_own ? COLOR_BLACK : ground);
		is_reversed[role] = (ground == USUAL || COLORS < OF_256) &&
		                    palette_marks((enum role)role, false) & MARK_REVERSE;
	}
	// What is blank, too, has the ground.
	bkgdset(' ' | (chtype)COLOR_PAIR(ROLE_TEXT + 1));
}

bool colours_are_on(void)
{
	return is_on;
}

attr_t colours_attributes(enum role role)
{
	unsigned const marks = palette_marks(role, is_on);
	attr_t look = A_NORMAL;
	if (marks & MARK_BOLD)
		look |= A_BOLD;
	if (marks & MARK_UNDERLINE)
		look |= A_UNDERLINE;
	if (marks & MARK_REVERSE || (is_on && is_reversed[role]))
		look |= A_REVERSE;
	return look;
}

short colours_pair(enum role role)
{
	return (short)(is_on ? role + 1 : 0);
}
