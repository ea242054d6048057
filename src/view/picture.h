// SPDX-License-Identifier: GPL-3.0-or-later
// What pictures of values have in common: which letters they are drawn with.
#ifndef VIEW_PICTURE_H
#define VIEW_PICTURE_H

// Braille has eight dots a letter and needs a font that has it; blocks have four; ASCII has two.
enum glyphs { GLYPHS_BRAILLE, GLYPHS_BLOCKS, GLYPHS_ASCII };

// Rows of a plot among lines of text; of a picture that has a row for each element, loss or word.
enum { PICTURE_ROWS = 20, TABLE_ROWS = 36 };

#endif
