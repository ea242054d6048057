// SPDX-License-Identifier: GPL-3.0-or-later
// Letters that a picture draws as shapes instead of text, so that they join and keep their places
// whatever font the reader has: lines, blocks, shades, braille.
#ifndef FILE_STROKES_H
#define FILE_STROKES_H

#include <stdbool.h>

#include "base/text.h"

// A cell's place and size in units of the picture.
struct stroke_cell {
	double x, y, width, height;
};

// Writes a letter as an SVG element in this colour; false: it is an ordinary letter.
bool strokes_write(const char *letter, struct stroke_cell cell, const char *ink, struct text *out);

// Whether a row of the same letter is one stroke, drawn in a cell as wide as all of them.
bool strokes_is_across(const char *letter);

#endif
