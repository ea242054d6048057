// SPDX-License-Identifier: GPL-3.0-or-later
// A grid as a picture: SVG that needs no font but a monospaced one and no script.
#ifndef FILE_SVG_H
#define FILE_SVG_H

#include "base/grid.h"
#include "base/text.h"

// Appends the grid as a whole SVG document; `title` is read aloud by screen readers.
void svg_write(const struct grid *grid, const char *title, struct text *out);

#endif
