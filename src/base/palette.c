// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define USUAL COLOUR_USUAL
enum { OWN = -1 };

// The 16 colours, as terminals number them.
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT };

static const struct look looks[BACKGROUND_COUNT][ROLE_COUNT] = {
	[BACKGROUND_DARK] = {
		[ROLE_TEXT] = { USUAL, USUAL, OWN, OWN },
		[ROLE_DIM] = { 0x9AA5B1, USUAL, OWN, OWN },
		[ROLE_TITLE] = { 0xFFFFFF, USUAL, OWN, OWN },
		[ROLE_BORDER] = { 0x929DA9, USUAL, OWN, OWN },
		[ROLE_STRONG] = { 0xFFFFFF, USUAL, OWN, OWN },
		[ROLE_CODE] = { 0x9FD3FF, USUAL, BRIGHT + CYAN, CYAN },
		[ROLE_MATH] = { 0xFFF3D0, USUAL, OWN, OWN },
		[ROLE_COMMAND] = { 0x9FD3FF, USUAL, BRIGHT + CYAN, CYAN },
		[ROLE_HERE] = { 0x15191E, 0xF2C14E, OWN, OWN },
		[ROLE_LIT] = { 0x15191E, 0x9FD3FF, OWN, OWN },
		[ROLE_NEW] = { 0xFFD479, USUAL, BRIGHT + YELLOW, GREEN },
		[ROLE_GRADIENT] = { 0xFF9E64, USUAL, BRIGHT + MAGENTA, GREEN },
		[ROLE_POSITIVE] = { 0xFFB07C, USUAL, BRIGHT + YELLOW, GREEN },
		[ROLE_NEGATIVE] = { 0x8AB8FF, USUAL, BRIGHT + CYAN, CYAN },
		[ROLE_GOOD] = { 0x5FD7D7, USUAL, BRIGHT + CYAN, CYAN },
		[ROLE_ERROR] = { 0xFF8787, USUAL, BRIGHT + RED, OWN },
		[ROLE_HINT] = { 0xA9B4C0, USUAL, OWN, OWN },
		[ROLE_PROMPT] = { 0x8FD694, USUAL, BRIGHT + GREEN, GREEN },
	},
	[BACKGROUND_LIGHT] = {
		[ROLE_TEXT] = { USUAL, USUAL, OWN, OWN },
		[ROLE_DIM] = { 0x5F6670, USUAL, OWN, OWN },
		[ROLE_TITLE] = { 0x000000, USUAL, OWN, OWN },
		[ROLE_BORDER] = { 0x666666, USUAL, OWN, OWN },
		[ROLE_STRONG] = { 0x000000, USUAL, OWN, OWN },
		[ROLE_CODE] = { 0x005F87, USUAL, BLUE, BLUE },
		[ROLE_MATH] = { USUAL, USUAL, OWN, OWN },
		[ROLE_COMMAND] = { 0x005F87, USUAL, BLUE, BLUE },
		[ROLE_HERE] = { 0xFFFFFF, 0x005F87, OWN, OWN },
		[ROLE_LIT] = { 0xFFFFFF, 0x5F00AF, OWN, OWN },
		[ROLE_NEW] = { 0x5F00AF, USUAL, BLUE, BLUE },
		[ROLE_GRADIENT] = { 0xAF0000, USUAL, RED, RED },
		[ROLE_POSITIVE] = { 0x993F00, USUAL, RED, RED },
		[ROLE_NEGATIVE] = { 0x0057AF, USUAL, BLUE, BLUE },
		[ROLE_GOOD] = { 0x005F00, USUAL, OWN, OWN },
		[ROLE_ERROR] = { 0xAF005F, USUAL, RED, RED },
		[ROLE_HINT] = { 0x5F6670, USUAL, OWN, OWN },
		[ROLE_PROMPT] = { 0x005F00, USUAL, OWN, OWN },
	},
};

static const struct {
	unsigned beside, without;
} marks[ROLE_COUNT] = {
	[ROLE_TITLE] = { MARK_BOLD, MARK_BOLD },
	[ROLE_STRONG] = { MARK_BOLD, MARK_BOLD },
	[ROLE_COMMAND] = { MARK_BOLD, MARK_BOLD },
	[ROLE_HERE] = { MARK_BOLD, MARK_BOLD | MARK_REVERSE },
	[ROLE_LIT] = { 0, MARK_REVERSE },
	[ROLE_NEW] = { MARK_BOLD, MARK_BOLD | MARK_UNDERLINE },
	[ROLE_GRADIENT] = { MARK_BOLD, MARK_BOLD },
	[ROLE_GOOD] = { MARK_BOLD, MARK_BOLD },
	[ROLE_ERROR] = { MARK_BOLD, MARK_BOLD },
	[ROLE_HINT] = { MARK_ITALIC, 0 },
	[ROLE_PROMPT] = { MARK_BOLD, MARK_BOLD },
};

// Where nobody knows what the picture stands on it brings its own ground, for no ink can be read on black
// and on white and on all between: the looks of a dark one, and nothing left to the terminal.
struct look palette_look(enum background background, enum role role)
{
	role = role < ROLE_COUNT ? role : ROLE_TEXT;
	if (background != BACKGROUND_UNKNOWN)
		return looks[background][role];
	struct look look = looks[BACKGROUND_DARK][role];
	look.ink = look.ink == USUAL ? PALETTE_INK : look.ink;
	look.ground = look.ground == USUAL ? PALETTE_PAPER : look.ground;
	look.of_16 = look.of_16 == OWN ? WHITE : look.of_16;
	look.of_8 = look.of_8 == OWN ? WHITE : look.of_8;
	return look;
}

int palette_ground_of_8(enum background background)
{
	return background == BACKGROUND_UNKNOWN ? BLACK : OWN;
}

unsigned palette_marks(enum role role, bool has_colours)
{
	return has_colours ? marks[role].beside : marks[role].without;
}

// ---- the 256 colours: a cube of 6×6×6 from 16 on, then 24 greys

enum { CUBE = 16, GREYS = 232, ALL = 256 };
static const unsigned steps[] = { 0, 95, 135, 175, 215, 255 };

uint32_t palette_of_256(int number)
{
	unsigned const in_cube = (unsigned)number - CUBE,
		       grey = 8 + 10 * ((unsigned)number - GREYS);
	if (number >= GREYS)
		return grey << 16 | grey << 8 | grey;
	return steps[in_cube / 36] << 16 | steps[in_cube / 6 % 6] << 8 | steps[in_cube % 6];
}

static int distance(uint32_t a, uint32_t b)
{
	int sum = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		int const difference = (int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF);
		sum += difference * difference;
	}
	return sum;
}

int palette_nearest_256(uint32_t colour)
{
	int best = CUBE;
	for (int number = CUBE; number < ALL; number++)
		if (distance(palette_of_256(number), colour) <
		    distance(palette_of_256(best), colour))
			best = number;
	return best;
}

// ---- contrast (WCAG 2.1, relative luminance)

static double luminance(uint32_t colour)
{
	static const double weights[] = { 0.0722, 0.7152, 0.2126 }; // blue, green, red
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double const part = (double)(colour >> 8 * i & 0xFF) / 255;
		sum += weights[i] *
		       (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double palette_contrast(uint32_t a, uint32_t b)
{
	double const first = luminance(a) + 0.05, second = luminance(b) + 0.05;
	return first > second ? first / second : second / first;
}

// ---- the background

enum background palette_guess(const char *colorfgbg, const char *terminal)
{
	const char *ground = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
	char *end;
	if (ground && ground[1]) {
		long const number = strtol(ground + 1, &end, 10);
		if (!*end && number >= 0 && number < 16)
			return number == 7 || number > 8 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
	}
	// The console of Linux is black.
	bool const is_console = terminal && !strncmp(terminal, "linux", strlen("linux"));
	return is_console ? BACKGROUND_DARK : BACKGROUND_UNKNOWN;
}
