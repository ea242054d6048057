// SPDX-License-Identifier: GPL-3.0-or-later
// A formula in TeX: the first byte chooses the glyphs and the columns.  It is drawn within its bounds,
// and written on one line and as MathML.
#include <stdint.h>
#include <stdlib.h>

#include "base/grid.h"
#include "base/utf8.h"
#include "typeset/math.h"
#include "typeset/mathml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct text clean = { 0 }, line = { 0 };
	bool const ascii = data[0] % 2;
	int const cols = 1 + data[0] / 2;
	utf8_clean(&clean, (const char *)data + 1, size - 1, false);
	struct box box = math_box(text_get(&clean), clean.length, ascii, cols, ROLE_MATH);
	if (box.baseline < 0 || box.baseline >= box.grid.rows)
		abort();
	grid_write(&box.grid, &line);
	math_write(text_get(&clean), clean.length, ascii, &line);
	mathml_write(text_get(&clean), clean.length, ascii, &line);
	box_free(&box);
	text_free(&line);
	text_free(&clean);
	return 0;
}
