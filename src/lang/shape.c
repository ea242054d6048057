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

// ---- sides: H, C and a number, each with a factor

struct side {
	int H, C, number;
};

enum { TIMES_MOST = 63, NUMBER_LEAST = -4096, NUMBER_MOST = 8191 };

static struct side side_of(int code)
{
	int const letters = -code;
	return code >= 0 ? (struct side){ 0, 0, code }
	                 : (struct side){ letters >> 20, letters >> 14 & TIMES_MOST,
		                          (letters & 16383) + NUMBER_LEAST };
}

static bool side_code(struct side side, int *code)
{
	bool const is_number = !side.H && !side.C;
	if (side.H < 0 || side.H > TIMES_MOST || side.C < 0 || side.C > TIMES_MOST ||
	    side.number < (is_number ? 0 : NUMBER_LEAST) ||
	    side.number > (is_number ? 1 << 24 : NUMBER_MOST))
		return false;
	*code = is_number ? side.number : -(side.H << 20 | side.C << 14 | (side.number - NUMBER_LEAST));
	return true;
}

bool shape_side_add(int a, int b, int sign, int *out)
{
	struct side const x = side_of(a), y = side_of(b);
	return side_code((struct side){ x.H + sign * y.H, x.C + sign * y.C, x.number + sign * y.number }, out);
}

bool shape_side_scale(int side, int by, int *out)
{
	struct side const x = side_of(side);
	return by >= 0 && by <= 4096 && x.number <= 4096 &&
	       side_code((struct side){ by * x.H, by * x.C, by * x.number }, out);
}

// H and C are 1 at least.
bool shape_side_reaches(int side, int least)
{
	struct side const x = side_of(side), y = side_of(least);
	return x.H >= y.H && x.C >= y.C &&
	       x.number - y.number + (x.H - y.H) + (x.C - y.C) >= 0;
}

int shape_side_resolve(int side, int H, int C)
{
	struct side const x = side_of(side);
	return x.H * H + x.C * C + x.number;
}

struct shape shape_resolve(struct shape symbolic, int H, int C)
{
	return shape_of(shape_side_resolve(symbolic.rows, H, C), shape_side_resolve(symbolic.cols, H, C));
}

static void write_letter(int times, char letter, struct text *out, size_t begin)
{
	if (times)
		text_add(out, out->length > begin ? "+" : "");
	if (times > 1)
		text_addf(out, "%d*", times);
	if (times)
		text_add_char(out, letter);
}

void shape_side_write(int side, struct text *out)
{
	struct side const x = side_of(side);
	size_t const begin = out->length;
	write_letter(x.H, 'H', out, begin);
	write_letter(x.C, 'C', out, begin);
	if (x.number || out->length == begin)
		text_addf(out, out->length > begin ? "%+d" : "%d", x.number);
}

void shape_write(struct shape shape, struct text *out)
{
	shape_side_write(shape.rows, out);
	text_add(out, "×");
	shape_side_write(shape.cols, out);
}
