// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/compare.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/text.h"

#define SLACK 1.000001 // one unit, and the rounding of the subtraction

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Whether a number cannot begin behind this letter: x0, s₃, W[1 are words, 3-1 is a difference.
static bool joins(char before)
{
	return isalnum((unsigned char)before) || before == '_' || before == '.' || (before & 0x80);
}

// ["-"] digits ["." digits] ["e" ["-"|"+"] digits] | ["-"] "." digits …
size_t compare_read_numeral(const char *text, struct numeral *numeral)
{
	size_t at = text[0] == '-';
	int decimals = 0, digits = 0, exponent = 0;
	bool point = false, leading = true, has_exponent = false;
	for (; is_digit(text[at]) || (text[at] == '.' && !point && is_digit(text[at + 1])); at++) {
		if (text[at] == '.') {
			point = true;
			continue;
		}
		leading = leading && text[at] == '0';
		digits += !leading;
		decimals += point;
	}
	if (!at || !is_digit(text[at - 1]))
		return 0;
	size_t const power = text[at] != 'e'                              ? 0
	                     : text[at + 1] == '-' || text[at + 1] == '+' ? 2
	                                                                  : 1;
	if (power && is_digit(text[at + power])) {
		has_exponent = true;
		exponent = (int)strtol(text + at + 1, NULL, 10);
		at += power;
		while (is_digit(text[at]))
			at++;
	}
	*numeral = (struct numeral){
		.value = strtod(text, NULL),
		.unit = pow(10, exponent - decimals),
		.significant = digits,
		.whole = !point && !has_exponent,
	};
	return at;
}

size_t compare_next_numeral(const char *text, size_t *at, struct numeral *numeral)
{
	for (; text[*at]; ++*at) {
		if (*at > 0 && joins(text[*at - 1]))
			continue;
		size_t const length = compare_read_numeral(text + *at, numeral);
		if (length)
			return length;
	}
	return 0;
}

static bool agree(const struct numeral *a, const struct numeral *b)
{
	if (a->whole && b->whole)
		return fabs(a->value - b->value) <= 0;
	return fabs(a->value - b->value) <= fmin(a->unit, b->unit) * SLACK;
}

static size_t blanks(const char *text, size_t length)
{
	size_t at = 0;
	while (at < length && text_is_blank(text[at]))
		at++;
	return at;
}

// Errors of rounding differ from one mathematical library to the next.
static bool is_about_rounding(const char *line, size_t at)
{
	// TRANSLATORS: as these words stand before a number in the messages that have them.
	static const char *const before[] = { N_("relative error "), N_("agree to ") };
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		const char *const words = _(before[i]);
		size_t const length = strlen(words);
		if (at >= length && memcmp(line + at - length, words, length) == 0)
			return true;
	}
	return false;
}

static bool compare_line(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t i = blanks(a, a_length), j = blanks(b, b_length);
	char before = ' ';
	for (;;) {
		size_t const i_blanks = blanks(a + i, a_length - i),
			     j_blanks = blanks(b + j, b_length - j);
		i += i_blanks;
		j += j_blanks;
		if (i == a_length || j == b_length)
			return i == a_length && j == b_length;
		if (!i_blanks != !j_blanks && !strchr("[(", before))
			return false; // "12" is not "1 2"; numbers in brackets are aligned
		struct numeral x, y;
		size_t const x_length =
			i_blanks || !joins(before) ? compare_read_numeral(a + i, &x) : 0;
		size_t const y_length =
			j_blanks || !joins(before) ? compare_read_numeral(b + j, &y) : 0;
		if (x_length && y_length) {
			if (!agree(&x, &y) && !is_about_rounding(a, i))
				return false;
			before = '0';
			i += x_length;
			j += y_length;
			continue;
		}
		if (a[i] != b[j])
			return false;
		before = a[i++];
		j++;
	}
}

// The line that begins at *at; *at goes to the next one, NULL after the last.
static const char *take_line(const char **at, size_t *length)
{
	const char *const line = *at;
	*length = strcspn(line, "\n");
	*at = line[*length] ? line + *length + 1 : NULL;
	return line;
}

static bool is_gap(const char *line, size_t length)
{
	return length == 3 && memcmp(line, "...", 3) == 0;
}

// As file names are matched: a gap takes no line at first; where it goes wrong behind the last gap,
// that gap takes one line more.
bool compare_outputs(const char *expected, const char *printed, int *line)
{
	const char *a = expected, *b = printed, *after_gap = NULL, *gap_until = NULL;
	int number = 0, gap_number = 0;
	while (a || b) {
		const char *a_next = a, *b_next = b;
		size_t a_length = 0, b_length = 0;
		const char *const wanted = a ? take_line(&a_next, &a_length) : NULL;
		if (wanted && is_gap(wanted, a_length)) {
			after_gap = a = a_next;
			gap_until = b;
			gap_number = number;
			continue;
		}
		const char *const got = b ? take_line(&b_next, &b_length) : NULL;
		if (wanted && got && compare_line(wanted, a_length, got, b_length)) {
			a = a_next;
			b = b_next;
			number++;
		} else if (gap_until) {
			size_t length;
			take_line(&gap_until, &length);
			a = after_gap;
			b = gap_until;
			number = ++gap_number;
		} else {
			break;
		}
	}
	if (line)
		*line = number;
	return !a && !b;
}
