// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

// One letter of a cleaned text holds no more than this: so it fits a cell of the grid, and nobody
// piles marks over the lines above.
enum { MOST_MARKS = 8, MOST_COLUMNS = 2 };

static bool locale_is_utf8;

bool utf8_locale(void)
{
	return locale_is_utf8;
}

void utf8_set_locale(bool is_utf8)
{
	locale_is_utf8 = is_utf8;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code)
{
	if (length && (unsigned char)*bytes < 0x80) {
		*code = (unsigned char)*bytes;
		return 1;
	}
	utf8proc_ssize_t const most = length < 4 ? (utf8proc_ssize_t)length : 4;
	utf8proc_int32_t found;
	utf8proc_ssize_t const got =
		utf8proc_iterate((const utf8proc_uint8_t *)bytes, most, &found);
	*code = got > 0 ? (uint32_t)found : UTF8_INVALID;
	return got > 0 ? (size_t)got : length > 0;
}

size_t utf8_encode(uint32_t code, char bytes[4])
{
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)bytes);
}

size_t utf8_letter(const char *bytes, size_t length)
{
	uint32_t code, next;
	utf8proc_int32_t state = 0;
	// Of ASCII only a line's end, "\r\n", is a letter of two.
	if (length && (unsigned char)*bytes < 0x80 && *bytes != '\r' &&
	    (length == 1 || (unsigned char)bytes[1] < 0x80))
		return 1;
	size_t at = utf8_decode(bytes, length, &code);
	while (code != UTF8_INVALID) {
		size_t const more = utf8_decode(bytes + at, length - at, &next);
		if (next == UTF8_INVALID ||
		    utf8proc_grapheme_break_stateful((int32_t)code, (int32_t)next, &state))
			break;
		at += more;
		code = next;
	}
	return at;
}

// As glibc's wcwidth, which ncurses asks, but in every locale.  utf8proc differs in two places: to
// a terminal a spacing mark is one column wide, and the vowel of a Hangul syllable none.
static int code_columns(uint32_t code)
{
	if (code == UTF8_INVALID)
		return 0;
	if (code < 0x80) // most of what is drawn: the screen counts every letter of every frame
		return code >= ' ' && code != 0x7F;
	const utf8proc_property_t *of = utf8proc_get_property((int32_t)code);
	if (of->category == UTF8PROC_CATEGORY_MC)
		return 1;
	if (of->boundclass == UTF8PROC_BOUNDCLASS_V || of->boundclass == UTF8PROC_BOUNDCLASS_T)
		return 0;
	return of->charwidth;
}

int utf8_columns(const char *bytes, size_t length)
{
	int columns = 0;
	uint32_t code;
	for (size_t at = 0; at < length; columns += code_columns(code))
		at += utf8_decode(bytes + at, length - at, &code);
	return columns;
}

void utf8_add_field(struct text *out, const char *words, int columns)
{
	int const wide = utf8_columns(words, strlen(words)), room = abs(columns) - wide;
	text_add_repeated(out, " ", columns < 0 ? 0 : room > 1 ? room : 1);
	text_add(out, words);
	text_add_repeated(out, " ", columns > 0 ? 0 : room > 1 ? room : 1);
}

size_t utf8_fit(const char *bytes, size_t length, int columns)
{
	size_t at = 0;
	while (at < length) {
		size_t const letter = utf8_letter(bytes + at, length - at);
		columns -= utf8_columns(bytes + at, letter);
		if (columns < 0)
			break;
		at += letter;
	}
	return at;
}

int utf8_count(const char *bytes, size_t length)
{
	int letters = 0;
	for (size_t at = 0; at < length; letters++)
		at += utf8_letter(bytes + at, length - at);
	return letters;
}

// What a terminal would obey, hide, or draw as it likes.
static bool is_harmful(uint32_t code)
{
	const utf8proc_property_t *of = utf8proc_get_property((int32_t)code);
	switch (of->category) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		// Variation selectors, Hangul fillers and the like; letters that join what comes after.
		return of->ignorable || of->boundclass == UTF8PROC_BOUNDCLASS_PREPEND;
	}
}

void utf8_clean(struct text *out, const char *bytes, size_t length, bool keep_lines)
{
	// The letter under construction: its last code point, how many have joined its first, its
	// columns.  It begins as if full: no mark may sit on what the caller puts before this text.
	uint32_t last = ' ';
	int joined = MOST_MARKS, columns = 1;
	utf8proc_int32_t state = 0;
	size_t step;
	for (size_t at = 0; at < length; at += step) {
		uint32_t code;
		const char *from = bytes + at;
		step = utf8_decode(from, length - at, &code);
		if (code == '\t') {
			code = ' ';
			from = " ";
		}
		bool fits = false;
		if (code == '\n') {
			fits = keep_lines;
			state = 0;
		} else if (code != UTF8_INVALID && !is_harmful(code)) {
			bool const joins = !utf8proc_grapheme_break_stateful((int32_t)last,
			                                                     (int32_t)code, &state);
			joined = joins ? joined + 1 : 0;
			columns = (joins ? columns : 0) + code_columns(code);
			fits = joined <= MOST_MARKS && columns > 0 && columns <= MOST_COLUMNS;
		}
		if (fits) {
			text_add_bytes(out, from, step);
			last = code;
			continue;
		}
		if (code == UTF8_INVALID)
			text_addf(out, "<0x%02X>", (unsigned)(unsigned char)*from);
		else
			text_addf(out, "<U+%04X>", (unsigned)code);
		last = '>';
		joined = MOST_MARKS; // no later mark may sit on the >
		columns = 1;
		state = 0;
	}
}

// What is not UTF-8 is appended as it is.
static void add_mapped(struct text *out, const char *bytes, size_t length, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t const got = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length,
	                                          &mapped, options);
	text_add_bytes(out, got >= 0 ? (const char *)mapped : bytes, got >= 0 ? (size_t)got : length);
	free(mapped);
}

void utf8_compose(struct text *out, const char *bytes, size_t length)
{
	add_mapped(out, bytes, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

void utf8_fold(struct text *out, const char *bytes, size_t length, bool marks)
{
	static const char barred_d[] = "\304\221"; // its bar is no mark of Unicode
	LOCAL(text) folded = { 0 };
	add_mapped(&folded, bytes, length,
	           UTF8PROC_STABLE | UTF8PROC_CASEFOLD |
	                   (marks ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK));
	for (const char *at = text_get(&folded); *at; at++) {
		bool const is_barred = !marks && !strncmp(at, barred_d, strlen(barred_d));
		text_add_char(out, is_barred ? 'd' : *at);
		at += is_barred;
	}
}

bool utf8_same(const char *a, const char *b)
{
	size_t at = 0;
	while (a[at] && a[at] == b[at])
		at++;
	// Two letters of ASCII that differ stay different, whatever marks follow them.
	if (a[at] == b[at] || !(((unsigned char)a[at] | (unsigned char)b[at]) & 0x80))
		return a[at] == b[at];
	LOCAL(text) first = { 0 }, second = { 0 };
	utf8_compose(&first, a, strlen(a));
	utf8_compose(&second, b, strlen(b));
	return !strcmp(text_get(&first), text_get(&second));
}
