// SPDX-License-Identifier: GPL-3.0-or-later
// Paper of any size.
#ifndef TESTS_UNIT_PICTURES_H
#define TESTS_UNIT_PICTURES_H

#include <float.h>

#include "net.h"

static const int sizes[][2] = { { 0, 0 },   { 0, 9 },   { 1, 1 },  { 2, 3 },    { 1, 80 },
	                        { 3, 5 },   { 5, 12 },  { 7, 20 }, { 60, 1 },   { 60, 4 },
	                        { 12, 40 }, { 24, 80 }, { 40, 9 }, { 60, 200 }, { 9, 200 } };

static const double numbers[] = { 0.0,     -0.0,     1.0,       -1.0,      0.474,     -3e-7,
	                          1e-300,  1e300,    DBL_MAX,   -DBL_MAX,  DBL_MIN,   5e-324,
	                          -5e-324, NAN,      INFINITY,  -INFINITY, 9.9999999, 99.99999,
	                          1e-3,    123456.0, 1.0000001, 10.0 };

enum { SIZES = sizeof sizes / sizeof *sizes, NUMBERS = sizeof numbers / sizeof *numbers };

#endif
