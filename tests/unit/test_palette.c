// SPDX-License-Identifier: GPL-3.0-or-later
// Every colour can be read, computed from the palette's tables: in 24 bits, in the nearest of 256, and
// in 16 and 8 as xterm and the console of Linux paint them; and the two signs of a heat map and the verdicts do
// not look alike to a colour-blind person.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/palette.h"

static const double least = 4.5;

// Grounds that terminals of the kind really have, by their commonest themes.
static const struct ground {
	enum background kind;
	uint32_t colour;
} grounds[] = {
	{ BACKGROUND_UNKNOWN, PALETTE_PAPER }, // its own, on whatever there is
	{ BACKGROUND_DARK, 0x000000 },         // xterm, the consoles
	{ BACKGROUND_DARK, 0x15191E },         // the program's SVG
	{ BACKGROUND_DARK, 0x0C0C0C },         // Windows Terminal
	{ BACKGROUND_DARK, 0x1E1E1E },         // VS Code, GNOME's dark, macOS
	{ BACKGROUND_DARK, 0x171421 },         // GNOME
	{ BACKGROUND_DARK, 0x002B36 },         // Solarized
	{ BACKGROUND_DARK, 0x282A36 },         // Dracula
	{ BACKGROUND_DARK, 0x282828 },         // Gruvbox
	{ BACKGROUND_DARK, 0x2E3440 },         // Nord
	{ BACKGROUND_DARK, 0x282C34 },         // One Dark
	{ BACKGROUND_DARK, 0x272822 },         // Monokai
	{ BACKGROUND_DARK, 0x1A1B26 },         // Tokyo Night
	{ BACKGROUND_DARK, 0x300A24 },         // Ubuntu
	{ BACKGROUND_LIGHT, 0xFFFFFF },        // xterm, macOS
	{ BACKGROUND_LIGHT, 0xFAFAFA },        // One Light
	{ BACKGROUND_LIGHT, 0xFDF6E3 },        // Solarized
	{ BACKGROUND_LIGHT, 0xFBF1C7 },        // Gruvbox
	{ BACKGROUND_LIGHT, 0xEFF1F5 },        // Catppuccin
};
enum { GROUNDS = sizeof grounds / sizeof *grounds };

static void assert_readable(const char *how, const struct ground *on, int role, uint32_t ink,
                            uint32_t ground)
{
	double const contrast = palette_contrast(ink, ground);
	if (contrast < least)
		fail_msg("%s, background %d (%06X), role %d: %06X on %06X has %.2f:1", how,
		         on->kind, on->colour, role, ink, ground, contrast);
}

static void test_many_colours(void **state)
{
	(void)state;
	for (int i = 0; i < GROUNDS; i++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct look const look = palette_look(grounds[i].kind, (enum role)role);
			bool const has_ground = look.ground != COLOUR_USUAL;
			if (look.ink == COLOUR_USUAL)
				continue;
			assert_readable("24 bits", &grounds[i], role, look.ink,
			                has_ground ? look.ground : grounds[i].colour);
			if (grounds[i].colour == 0x15191E && grounds[i].kind == BACKGROUND_DARK)
				continue; // SVG has all colours
			assert_readable("256", &grounds[i], role,
			                palette_of_256(palette_nearest_256(look.ink)),
			                has_ground
			                        ? palette_of_256(palette_nearest_256(look.ground))
			                        : grounds[i].colour);
		}
}

static void test_few_colours(void **state)
{
	// xterm, and the console of Linux (VGA), which nobody has seen with a light ground.
	static const uint32_t paints[][16] = {
		{ 0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
		  0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF },
		{ 0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA,
		  0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF },
	};
	(void)state;
	for (int i = 0; i < GROUNDS; i++) {
		bool const is_extreme = grounds[i].kind == BACKGROUND_UNKNOWN ||
		                        grounds[i].colour == 0 || grounds[i].colour == 0xFFFFFF;
		bool const brings = palette_ground_of_8(grounds[i].kind) >= 0;
		for (int paint = 0; paint < 2 && is_extreme; paint++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				struct look const look =
					palette_look(grounds[i].kind, (enum role)role);
				if (paint && grounds[i].kind == BACKGROUND_LIGHT)
					continue;
				assert_true(look.of_8 < 8 && look.of_16 < 16);
				if (look.of_16 >= 0)
					assert_readable("16", &grounds[i], role,
					                paints[paint][look.of_16],
					                brings ? 0 : grounds[i].colour);
				if (look.of_8 >= 0)
					assert_readable("8", &grounds[i], role,
					                paints[paint][look.of_8],
					                brings ? 0 : grounds[i].colour);
			}
	}
}

// ---- what a colour-blind person sees (Machado, Oliveira, Fernandes 2009, severity 1.0)

static const double blindness[][3][3] = {
	{ { 0.152286, 1.052583, -0.204868 },
	  { 0.114503, 0.786281, 0.099216 },
	  { -0.003882, -0.048116, 1.051998 } }, // no red cones
	{ { 0.367322, 0.860646, -0.227968 },
	  { 0.280085, 0.672501, 0.047413 },
	  { -0.011820, 0.042940, 0.968881 } }, // no green cones
	{ { 1.255528, -0.076749, -0.178779 },
	  { -0.078411, 0.930809, 0.147602 },
	  { 0.004733, 0.691367, 0.303900 } }, // no blue cones
};

static double curve(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : t * 24389 / 27 / 116 + 4.0 / 29;
}

// CIE L*a*b* of what is seen; eyes NULL: all cones.
static void see(uint32_t colour, const double (*eyes)[3], double lab[3])
{
	double rgb[3], seen[3];
	for (int i = 0; i < 3; i++) {
		double const part = (double)(colour >> (16 - 8 * i) & 0xFF) / 255;
		rgb[i] = part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++) {
		seen[i] = eyes ? eyes[i][0] * rgb[0] + eyes[i][1] * rgb[1] + eyes[i][2] * rgb[2]
		               : rgb[i];
		seen[i] = fmin(1, fmax(0, seen[i]));
	}
	double const x = curve((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
	double const y = curve(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
	double const z = curve((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
	lab[0] = 116 * y - 16;
	lab[1] = 500 * (x - y);
	lab[2] = 200 * (y - z);
}

static double difference(uint32_t a, uint32_t b, const double (*eyes)[3])
{
	double first[3], second[3];
	see(a, eyes, first);
	see(b, eyes, second);
	return sqrt(pow(first[0] - second[0], 2) + pow(first[1] - second[1], 2) +
	            pow(first[2] - second[2], 2));
}

static void test_colour_blind(void **state)
{
	enum { APART = 25 }; // two patches side by side differ visibly from about 2.3 on
	static const enum role pairs[][2] = { { ROLE_POSITIVE, ROLE_NEGATIVE },
		                              { ROLE_GOOD, ROLE_ERROR } };
	(void)state;
	for (int kind = 0; kind < BACKGROUND_COUNT; kind++)
		for (int pair = 0; pair < 2; pair++)
			for (int eyes = -1; eyes < 3; eyes++) {
				uint32_t const a = palette_look((enum background)kind, pairs[pair][0]).ink;
				uint32_t const b = palette_look((enum background)kind, pairs[pair][1]).ink;
				for (int few = 0; few < 2; few++) {
					double const apart = difference(
						few ? palette_of_256(palette_nearest_256(a)) : a,
						few ? palette_of_256(palette_nearest_256(b)) : b,
						eyes < 0 ? NULL : blindness[eyes]);
					if (apart < APART)
						fail_msg("background %d, pair %d, eyes %d: %.1f", kind,
						         pair, eyes, apart);
				}
			}
}

static void test_nearest(void **state)
{
	(void)state;
	for (int number = 16; number < 256; number++)
		assert_int_equal(palette_of_256(palette_nearest_256(palette_of_256(number))),
		                 palette_of_256(number));
	assert_true(fabs(palette_contrast(0, 0xFFFFFF) - 21) < 1e-9);
	assert_true(fabs(palette_contrast(0x777777, 0xFFFFFF) - 4.48) <
	            0.005); // WCAG's own example
}

static void test_guess(void **state)
{
	(void)state;
	assert_int_equal(palette_guess("15;0", NULL), BACKGROUND_DARK);
	assert_int_equal(palette_guess("0;default;15", NULL), BACKGROUND_LIGHT);
	assert_int_equal(palette_guess("0;7", "linux"), BACKGROUND_LIGHT);
	assert_int_equal(palette_guess("12;8", NULL), BACKGROUND_DARK);
	assert_int_equal(palette_guess("0;default", NULL), BACKGROUND_UNKNOWN);
	assert_int_equal(palette_guess("", "xterm"), BACKGROUND_UNKNOWN);
	assert_int_equal(palette_guess("1;99", NULL), BACKGROUND_UNKNOWN);
	assert_int_equal(palette_guess(NULL, "linux-16color"), BACKGROUND_DARK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_colours),
		cmocka_unit_test(test_few_colours),
		cmocka_unit_test(test_colour_blind),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_guess),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
