// SPDX-License-Identifier: GPL-3.0-or-later
// All that enters a struct error is cleaned here, so that whoever shows one may show it as it is.
#include "base/error.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"

// An excerpt fits 80 columns with "..." on both sides; a fault farther right than that is shown
// with this much of the line before it.
enum { EXCERPT_COLUMNS = 74, BEFORE_COLUMNS = 48, BEFORE_BYTES = 120 };

static size_t fit_bytes(const char *bytes, size_t length, size_t most)
{
	size_t at = 0;
	while (at < length) {
		size_t const letter = utf8_letter(bytes + at, length - at);
		if (at + letter > most)
			break;
		at += letter;
	}
	return at;
}

static void put_cut(char *field, size_t room, const struct text *text)
{
	size_t length = text->length;
	const char *end = "";
	if (length >= room) {
		end = "...";
		length = fit_bytes(text->at, length, room - sizeof "...");
	}
	if (length)
		memcpy(field, text->at, length);
	strcpy(field + length, end);
}

static struct text clean(const char *bytes, size_t length)
{
	struct text cleaned = { 0 };
	utf8_clean(&cleaned, bytes, length, false);
	return cleaned;
}

bool error_set(struct error *error, struct span span, const char *advice, const char *cause, ...)
{
	LOCAL(text) raw = { 0 };
	va_list arguments;
	va_start(arguments, cause);
	text_addv(&raw, cause, arguments);
	va_end(arguments);

	// Both are copied before the error is cleared: they may be made of its own fields.
	LOCAL(text) what = clean(text_get(&raw), raw.length);
	LOCAL(text) try = clean(advice, advice ? strlen(advice) : 0);
	*error = (struct error){ .span = span };
	put_cut(error->cause, sizeof error->cause, &what);
	put_cut(error->advice, sizeof error->advice, &try);
	return false;
}

bool error_advise(struct error *error, const char *format, ...)
{
	LOCAL(text) raw = { 0 };
	va_list arguments;
	text_add(&raw, error->advice);
	va_start(arguments, format);
	text_addv(&raw, format, arguments);
	va_end(arguments);
	LOCAL(text) advice = clean(text_get(&raw), raw.length);
	put_cut(error->advice, sizeof error->advice, &advice);
	return false;
}

// The bytes of the first `letters` letters.
static size_t skip_letters(const char *bytes, size_t length, int letters)
{
	size_t at = 0;
	while (letters-- > 0 && at < length)
		at += utf8_letter(bytes + at, length - at);
	return at;
}

// Cuts a cleaned line, whose fault is at bytes [begin, end), to the size of an excerpt.
static void put_excerpt(struct error *error, const struct text *line, size_t begin, size_t end)
{
	const char *bytes = text_get(line);
	size_t const room = sizeof error->excerpt - sizeof "......";
	size_t from = 0;
	int before = utf8_columns(bytes, begin);
	int const width = utf8_columns(bytes + begin, end - begin);
	if (before > EXCERPT_COLUMNS - width || end > room)
		while (before > BEFORE_COLUMNS || begin - from > BEFORE_BYTES) {
			size_t const letter = utf8_letter(bytes + from, begin - from);
			before -= utf8_columns(bytes + from, letter);
			from += letter;
		}
	size_t shown = utf8_fit(bytes + from, line->length - from, EXCERPT_COLUMNS);
	shown = fit_bytes(bytes + from, shown, room);

	LOCAL(text) excerpt = { 0 };
	text_add(&excerpt, from ? "..." : "");
	error->caret = (int)excerpt.length + before;
	text_add_bytes(&excerpt, bytes + from, shown);
	int const most = utf8_columns(excerpt.at, excerpt.length) - error->caret;
	error->caret_width = width < most ? width : most;
	if (error->caret_width < 1)
		error->caret_width = 1;
	text_add(&excerpt, from + shown < line->length ? "..." : "");
	put_cut(error->excerpt, sizeof error->excerpt, &excerpt);
}

void error_locate(struct error *error, const char *source, const char *text, size_t length,
                  int first_line)
{
	if (error->source[0])
		return;
	LOCAL(text) name = clean(source, strlen(source));
	put_cut(error->source, sizeof error->source, &name);
	if (error->span.line < first_line || error->span.line < 1)
		return;

	const char *line = text, *end = text + length, *newline;
	for (int number = first_line; number < error->span.line; number++) {
		newline = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
		if (!newline)
			return;
		line = newline + 1;
	}
	newline = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
	size_t bytes = (size_t)((newline ? newline : end) - line);
	if (bytes && line[bytes - 1] == '\r')
		bytes--;

	size_t const fault = skip_letters(line, bytes, error->span.column - 1);
	size_t const wide = skip_letters(line + fault, bytes - fault, error->span.width);
	LOCAL(text) cleaned = { 0 };
	utf8_clean(&cleaned, line, fault, false);
	size_t const begin = cleaned.length;
	utf8_clean(&cleaned, line + fault, wide, false);
	size_t const past = cleaned.length;
	utf8_clean(&cleaned, line + fault + wide, bytes - fault - wide, false);
	put_excerpt(error, &cleaned, begin, past);
}

void error_write(const struct error *error, struct text *out)
{
	size_t const start = out->length;
	if (error->source[0])
		text_addf(out, "%s:", error->source);
	if (error->span.line > 0)
		text_addf(out, "%d:", error->span.line);
	if (error->span.line > 0 && error->span.column > 0)
		text_addf(out, "%d:", error->span.column);
	text_add(out, out->length > start ? " " : "");
	text_addf(out, "%s\n", error->cause);
	if (error->excerpt[0]) {
		text_addf(out, "%s\n%*s", error->excerpt, error->caret, "");
		text_add_repeated(out, "^", error->caret_width);
		text_add_char(out, '\n');
	}
	if (error->advice[0]) {
		text_addf(out, _("try: %s"), error->advice);
		text_add_char(out, '\n');
	}
}

void error_print(const struct error *error)
{
	LOCAL(text) text = { 0 };
	error_write(error, &text);
	message_print("bptt-repl: %s", text_get(&text));
}
