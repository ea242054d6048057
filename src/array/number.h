// SPDX-License-Identifier: GPL-3.0-or-later
// How numbers are written.  One format serves all numbers of an array, so that they stand below each other.
// Never -0.0000.  NaN and Inf by name.
#ifndef ARRAY_NUMBER_H
#define ARRAY_NUMBER_H

#include "array/array.h"
#include "base/text.h"

enum { NUMBER_BYTES = 40 };

struct number_format {
	enum { NUMBER_WHOLE, NUMBER_FIXED, NUMBER_EXPONENT, NUMBER_SHORT_EXPONENT, NUMBER_EXACT } form;
	int digits; // after the point
};

// In lines: `precision` significant digits of the largest; every number that is not 0 shows two at least,
// or all are written with exponents (1.23e-07).  17 read back exactly.
struct number_format number_format_of(struct array a, int precision);
void number_put(double number, struct number_format format, char out[NUMBER_BYTES]);
void number_write(double number, int precision, struct text *out);

// In formulas and pictures: exponents, the short ones (1.23e-7), beyond a thousandth and a million only.
// `largest` is the largest modulus among the finite numbers, `whole` says whether all are.
struct number_format number_format_in_formula(double largest, bool whole, int precision);
void number_gather(double number, double *largest, bool *whole);
void number_write_in_formula(double number, int precision, struct text *out);

// `precision` significant digits at most, the shortest form.
void number_write_short(double number, int precision, struct text *out);

// The fewest digits that read back as the same number; as they can be typed.
void number_write_exactly(double number, struct text *out);

#endif
