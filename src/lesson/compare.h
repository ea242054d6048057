// SPDX-License-Identifier: GPL-3.0-or-later
// Whether an output is the expected one: words exactly, numbers with a point or an exponent to one
// unit in the last digit printed, blanks in any number.  An expected line of three dots stands for
// any lines, or none; the size of an error of rounding ("agree to 3e-09") is not compared.  Text only:
// it runs nothing.
#ifndef LESSON_COMPARE_H
#define LESSON_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGITS_MOST = 6 }; // significant digits of a number in a lesson

// Agreement of two texts, line by line; *line (may be NULL) is the number, from 0, of the printed line
// that differs first.
bool compare_outputs(const char *expected, const char *printed, int *line);

// A number with a point or an exponent, or a whole one, at the beginning of a text: its bytes, 0 for
// none.
struct numeral {
	double value, unit; // of its last digit
	int significant;    // digits
	bool whole;         // neither point nor exponent
};
size_t compare_read_numeral(const char *text, struct numeral *numeral);

// The next numeral of a text that is not part of a word, from `at` on; 0 if there is none, else *at is
// where it begins and the result its length.
size_t compare_next_numeral(const char *text, size_t *at, struct numeral *numeral);

#endif
