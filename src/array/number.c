// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT = 17 };

// ---- in lines

// The power of ten that the number begins with once it is rounded: 0 of 0.99999 to four digits.
static int power_of(double number, int precision)
{
	char digits[NUMBER_BYTES];
	snprintf(digits, sizeof digits, "%.*e", precision - 1, number);
	return (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
}

struct number_format number_format_of(struct array a, int precision)
{
	double largest = 0, smallest = INFINITY;
	bool whole = true;
	for (size_t i = 0; i < array_size(a); i++) {
		number_gather(a.at[i], &largest, &whole);
		if (isfinite(a.at[i]) && fabs(a.at[i]) > 0)
			smallest = fmin(smallest, fabs(a.at[i]));
	}
	if (precision >= EXACT)
		return (struct number_format){ NUMBER_EXACT, EXACT };
	if (whole && largest < pow(10, fmax(precision, 5)))
		return (struct number_format){ NUMBER_WHOLE, 0 };
	int const top = power_of(largest, precision), bottom = (int)floor(log10(smallest));
	int const decimals = precision - 1 - top;
	if (top < -4 || decimals < 0 ||
	    (array_size(a) > 1 && precision > 1 && bottom < 1 - decimals))
		return (struct number_format){ NUMBER_EXPONENT, precision - 1 };
	return (struct number_format){ NUMBER_FIXED, decimals };
}

void number_put(double number, struct number_format format, char out[NUMBER_BYTES])
{
	if (!isfinite(number)) {
		strcpy(out, isnan(number) ? "NaN" : number > 0 ? "Inf" : "-Inf");
		return;
	}
	char *e;
	switch (format.form) {
	case NUMBER_WHOLE:
	case NUMBER_FIXED:
		snprintf(out, NUMBER_BYTES, "%.*f", format.digits, number);
		break;
	case NUMBER_EXPONENT:
		snprintf(out, NUMBER_BYTES, "%.*e", format.digits, number);
		break;
	case NUMBER_SHORT_EXPONENT:
		snprintf(out, NUMBER_BYTES, "%.*e", format.digits, number);
		e = strchr(out, 'e');
		snprintf(e, (size_t)(out + NUMBER_BYTES - e), "e%d", atoi(e + 1));
		if (!(fabs(number) > 0))
			strcpy(out, "0");
		break;
	case NUMBER_EXACT:
		snprintf(out, NUMBER_BYTES, "%.*g", format.digits, number);
		break;
	}
	// A zero has no sign, whether it is one or is rounded to one.
	if (out[0] == '-' && !strpbrk(out, "123456789"))
		memmove(out, out + 1, strlen(out));
}

void number_write(double number, int precision, struct text *out)
{
	char digits[NUMBER_BYTES];
	struct array const one = { 1, 1, &number };
	number_put(number, number_format_of(one, precision), digits);
	text_add(out, digits);
}

// ---- in formulas

struct number_format number_format_in_formula(double largest, bool whole, int precision)
{
	if (whole && largest < fmax(1e6, pow(10, precision < 15 ? precision : 15)))
		return (struct number_format){ NUMBER_WHOLE, 0 };
	if (largest < 1e-3 || largest >= 1e6)
		return (struct number_format){ NUMBER_SHORT_EXPONENT, precision - 1 };
	int const decimals = precision - 1 - (int)floor(log10(largest));
	return (struct number_format){ NUMBER_FIXED, decimals > 0 ? decimals : 0 };
}

void number_gather(double number, double *largest, bool *whole)
{
	if (!isfinite(number))
		return;
	*largest = fmax(*largest, fabs(number));
	*whole = *whole && !(fabs(number - nearbyint(number)) > 0);
}

void number_write_in_formula(double number, int precision, struct text *out)
{
	double largest = 0;
	bool whole = true;
	number_gather(number, &largest, &whole);
	char digits[NUMBER_BYTES];
	number_put(number, number_format_in_formula(largest, whole, precision), digits);
	text_add(out, digits);
}

// ---- short

void number_write_short(double number, int precision, struct text *out)
{
	char digits[NUMBER_BYTES];
	snprintf(digits, sizeof digits, "%.*g", precision, number);
	text_add(out, strcmp(digits, "-0") ? digits : "0");
}

void number_write_exactly(double number, struct text *out)
{
	if (!isfinite(number)) {
		text_add(out, isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
		return;
	}
	char digits[NUMBER_BYTES];
	if (number == floor(number) && fabs(number) < 1e15) {
		text_addf(out, "%.0f", number);
		return;
	}
	for (int precision = 1; precision <= EXACT; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, number);
		double const back = strtod(digits, NULL);
		if (back >= number && back <= number)
			break;
	}
	text_add(out, digits);
}
