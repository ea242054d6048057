// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of one value, whatever made it: its numbers in brackets, and beside them, where there is
// room, a vector as bars and a matrix as a heat map.  Too large for numbers: only that.
#ifndef VIEW_VALUE_H
#define VIEW_VALUE_H

#include "array/array.h"
#include "view/sheet.h"
#include "view/view.h"

// `name` (cleaned) is the expression as it is to be read.
void value_draw(const struct scene *scene, const char *name, struct array value, struct sheet *sheet);

#endif
