// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/shape.h"

bool shape_equal(struct shape a, struct shape b)
{
	return a.rows == b.rows && a.cols == b.cols;
}

bool shape_is_scalar(struct shape a)
{
	return a.rows == 1 && a.cols == 1;
}

bool shape_is_vector(struct shape a)
{
	return a.cols == 1;
}

static int resolve(int side, int H, int C)
{
	return side == SIDE_H ? H : side == SIDE_C ? C : side;
}

struct shape shape_resolve(struct shape symbolic, int H, int C)
{
	return shape_of(resolve(symbolic.rows, H, C), resolve(symbolic.cols, H, C));
}

static void write_side(int side, struct text *out)
{
	if (side == SIDE_H || side == SIDE_C)
		text_add_char(out, side == SIDE_H ? 'H' : 'C');
	else
		text_addf(out, "%d", side);
}

void shape_write(struct shape shape, struct text *out)
{
	write_side(shape.rows, out);
	text_add(out, "×");
	write_side(shape.cols, out);
}
