// SPDX-License-Identifier: GPL-3.0-or-later
// How roles look: the one place that knows colours.  A row a role, a table a ground; the screen asks for
// as many colours as the terminal has, SVG for all.  Every ink has a contrast of 4.5:1 or better to its
// ground and on the commonest themes (test_palette computes it), warm is above zero and cool below, good
// and wrong are not red and green, and what matters is told apart by weight or ground too, not by hue alone.
#ifndef BASE_PALETTE_H
#define BASE_PALETTE_H

#include <stdint.h>

#include "base/grid.h"

// What the picture stands on.  UNKNOWN: on a ground of its own, which is dark.
enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT, BACKGROUND_COUNT };

// A colour is 0xRRGGBB, or the terminal's own.
#define COLOUR_USUAL UINT32_MAX

struct look {
	uint32_t ink, ground;
	int of_16, of_8; // the ink where there are no more colours, -1: the terminal's own
};
struct look palette_look(enum background background, enum role role);

// The ground where there are 16 or 8 colours, -1: the terminal's own.
int palette_ground_of_8(enum background background);

// The usual ink and the ground that the picture brings.
#define PALETTE_INK 0xDDE3EA
#define PALETTE_PAPER 0x15191E

// Bits: how a role stands out beside its colour, and where there are no colours at all.
enum mark { MARK_BOLD = 1, MARK_UNDERLINE = 2, MARK_REVERSE = 4, MARK_ITALIC = 8 };
unsigned palette_marks(enum role role, bool has_colours);

// The nearest of the colours 16 … 255, which terminals with 256 have in common, and what it is.
int palette_nearest_256(uint32_t colour);
uint32_t palette_of_256(int number);

// The contrast of two colours as the Web Content Accessibility Guidelines define it, 1 … 21.
double palette_contrast(uint32_t a, uint32_t b);

// The background as `COLORFGBG` tells it ("15;0": ink, ground), or as the terminal of that name always
// has it; either may be NULL.
enum background palette_guess(const char *colorfgbg, const char *terminal);

#endif
