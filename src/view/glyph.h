// SPDX-License-Identifier: GPL-3.0-or-later
// The small signs of pictures, each in Unicode and in ASCII, and numbers that fit a few columns.
#ifndef VIEW_GLYPH_H
#define VIEW_GLYPH_H

#include <stdbool.h>

#include "base/text.h"

enum glyph {
	GLYPH_HORIZONTAL, // borders
	GLYPH_VERTICAL,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_TEE_DOWN,
	GLYPH_TEE_UP,
	GLYPH_TEE_LEFT,
	GLYPH_TEE_RIGHT,
	GLYPH_CROSS,
	GLYPH_LINK, // from time to time
	GLYPH_LINK_HEAD,
	GLYPH_UP, // from the words to the loss
	GLYPH_UP_HEAD,
	GLYPH_FLOW, // the gradient, from strong to weak
	GLYPH_FLOW_LAST = GLYPH_FLOW + 4,
	GLYPH_FLOW_HEAD,
	GLYPH_FALL, // the gradient from the loss down
	GLYPH_FALL_HEAD,
	GLYPH_HERE_LEFT, // round the current place
	GLYPH_HERE_RIGHT,
	GLYPH_SHADE, // heat, from strong to weak
	GLYPH_SHADE_LAST = GLYPH_SHADE + 3,
	GLYPH_CURSOR, // before a line: this one
	GLYPH_AT,     // before a number: here
	GLYPH_GAP, // something is left out
	GLYPH_NOT_YET,
	GLYPH_ARROW, // was → is
	GLYPH_DELTA,
	GLYPH_NORM,
	GLYPH_SUM,
	GLYPH_DONE,
	GLYPH_DOT,
	GLYPH_TIMES,
	GLYPH_COUNT
};

const char *glyph(enum glyph glyph, bool ascii);

// A name at a time: s₃ (ASCII: s3).
void glyph_add_subscript(struct text *out, int number, bool ascii);

// As many digits as fit into this many columns, but at most `precision`: 12.3, .474, .005, 4e-7, e-12.
void glyph_add_number(struct text *out, double number, int precision, int cols);

#endif
