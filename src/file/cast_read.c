// SPDX-License-Identifier: GPL-3.0-or-later
// A recording on its way in.  Anybody can have written it: what it would send is looked at before any of it is.
#include "file/cast.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"

enum { BYTES_MOST = 64 * 1024 * 1024, EVENTS_MOST = 1000000, SIDE_MOST = 1000 };

struct scanner {
	const char *text, *at;
	const char *path;
	int line;
	struct error *error;
};

static bool fail(const struct scanner *s, const char *advice, const char *cause)
{
	const char *begin = s->at;
	while (begin > s->text && begin[-1] != '\n')
		begin--;
	error_set(s->error, (struct span){ s->line, utf8_count(begin, (size_t)(s->at - begin)) + 1, 1 }, advice, "%s",
	          cause);
	error_locate(s->error, s->path, begin, strcspn(begin, "\n"), s->line);
	return false;
}

static bool accept(struct scanner *s, char c)
{
	s->at += strspn(s->at, " \t\r");
	if (*s->at != c)
		return false;
	s->at++;
	return true;
}

static bool read_number(struct scanner *s, double *number)
{
	char *end;
	s->at += strspn(s->at, " \t");
	if (!strchr("0123456789", *s->at) || !*s->at)
		return fail(s, NULL, _("a number is expected here"));
	*number = strtod(s->at, &end);
	s->at = end;
	return true;
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The four digits of \uXXXX; -1: they are none.
static long read_code(struct scanner *s)
{
	long code = 0;
	for (int i = 0; i < 4; i++) {
		int const digit = digit_of(s->at[i]);
		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	s->at += 4;
	return code;
}

static bool read_escape(struct scanner *s, struct text *out)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *const letter = *s->at ? strchr(letters, *s->at) : NULL;
	if (letter) {
		text_add_char(out, meant[letter - letters]);
		s->at++;
		return true;
	}
	if (*s->at++ != 'u')
		return fail(s, NULL, _("this is not an escape of JSON"));
	long code = read_code(s);
	if (code >= 0xD800 && code < 0xDC00 && s->at[0] == '\\' && s->at[1] == 'u') {
		s->at += 2;
		long const low = read_code(s);
		code = low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
	}
	char letter_bytes[4];
	if (code <= 0 || (code >= 0xD800 && code < 0xE000))
		return fail(s, NULL, _("this is not a letter"));
	text_add_bytes(out, letter_bytes, utf8_encode((uint32_t)code, letter_bytes));
	return true;
}

static bool read_string(struct scanner *s, struct text *out)
{
	text_clear(out);
	if (!accept(s, '"'))
		return fail(s, NULL, _("a string is expected here"));
	while (*s->at != '"') {
		if (!*s->at || *s->at == '\n')
			return fail(s, NULL, _("this string is never closed"));
		if (*s->at == '\\') {
			s->at++;
			if (!read_escape(s, out))
				return false;
		} else {
			text_add_char(out, *s->at++);
		}
	}
	s->at++;
	return true;
}

// What the cleaner leaves as it is: nothing that shows nothing, or turns the reading direction.
static bool is_letter(const char *bytes, size_t length, uint32_t code)
{
	if (code < 0x80)
		return (code >= ' ' && code != 0x7F) || code == '\r' || code == '\n';
	struct text cleaned = { 0 };
	utf8_clean(&cleaned, bytes, length, true);
	bool const is_clean = code != UTF8_INVALID && cleaned.length == length && !memcmp(cleaned.at, bytes, length);
	text_free(&cleaned);
	return is_clean;
}

// Movements, colours, clearings, the cursor's visibility, and letters: what our own recordings send.
static bool is_harmless(const char *data)
{
	size_t const length = strlen(data);
	uint32_t code;
	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = utf8_decode(data + at, length - at, &code);
		if (code == '\033') {
			size_t end = at + 1;
			if (data[end++] != '[')
				return false;
			end += data[end] == '?';
			end += strspn(data + end, "0123456789;");
			if (!data[end] || !strchr("ABCDGHJKdfhlm", data[end]))
				return false;
			bool const is_mode = data[end] == 'h' || data[end] == 'l';
			if (is_mode && strncmp(data + at, "\033[?25", 5) != 0)
				return false;
			bytes = end + 1 - at;
		} else if (!is_letter(data + at, bytes, code)) {
			return false;
		}
	}
	return true;
}

static bool read_event(struct scanner *s, struct cast_film *film)
{
	struct cast_event event = { 0 };
	struct text kind = { 0 }, data = { 0 };
	const char *const begin = s->at;
	bool ok = (accept(s, '[') || fail(s, NULL, _("an event begins with ["))) && read_number(s, &event.time) &&
	          (accept(s, ',') || fail(s, NULL, _("a comma is expected here"))) && read_string(s, &kind) &&
	          (accept(s, ',') || fail(s, NULL, _("a comma is expected here"))) && read_string(s, &data) &&
	          (accept(s, ']') || fail(s, NULL, _("an event ends with ]")));
	event.kind = text_get(&kind)[0];
	double const last = film->count ? film->event[film->count - 1].time : 0;
	if (ok && (kind.length != 1 || !strchr("oimr", event.kind))) {
		s->at = begin;
		ok = fail(s, NULL, _("the kind of an event is o, i, m or r"));
	} else if (ok && event.time < last) {
		s->at = begin;
		ok = fail(s, NULL, _("time goes back here"));
	} else if (ok && event.kind == 'o' && !is_harmless(text_get(&data))) {
		s->at = begin;
		ok = fail(s, _("another player, if you trust the file"),
		          _("this sends the terminal more than letters, colours and movements"));
	} else if (ok && film->count == EVENTS_MOST) {
		ok = fail(s, NULL, _("too many events"));
	}
	if (ok) {
		event.data = text_take(&data);
		film->event = memory_resize(film->event, (size_t)film->count + 1, sizeof *film->event);
		film->event[film->count++] = event;
	}
	text_free(&kind);
	text_free(&data);
	return ok;
}

// A key of the header whose value is a whole number.
static bool find_number(const char *header, size_t length, const char *key, int most, int *number)
{
	struct text quoted = { 0 };
	text_addf(&quoted, "\"%s\"", key);
	const char *at = strstr(header, text_get(&quoted));
	at = at && at < header + length ? at + quoted.length : NULL;
	text_free(&quoted);
	at = at ? at + strspn(at, " \t") : NULL;
	if (!at || *at++ != ':')
		return false;
	long const value = strtol(at, NULL, 10);
	*number = (int)value;
	return value >= 1 && value <= most;
}

static bool read_header(struct scanner *s, struct cast_film *film)
{
	int version;
	size_t const length = strcspn(s->at, "\n");
	if (!find_number(s->at, length, "version", SIDE_MOST, &version) || version != 2)
		return fail(s, _("a file that `bptt-repl export` has written"),
		            _("this is not an asciicast of version 2"));
	if (!find_number(s->at, length, "width", SIDE_MOST, &film->cols) ||
	    !find_number(s->at, length, "height", SIDE_MOST, &film->rows))
		return fail(s, NULL, _("width and height are from 1 to 1000"));
	s->at += length;
	return true;
}

bool cast_read(struct cast_film *film, const char *path, struct error *error)
{
	struct text text = { 0 };
	*film = (struct cast_film){ 0 };
	if (!file_read_text(&text, path, FILE_NAMED, BYTES_MOST)) {
		text_free(&text);
		return file_fail(error, SPAN_NONE, path);
	}
	struct scanner s = { text_get(&text), text_get(&text), path, 1, error };
	bool ok = read_header(&s, film);
	while (ok && *s.at) {
		s.at += strspn(s.at, " \t\r");
		if (*s.at == '\n') {
			s.line++;
			s.at++;
		} else if (*s.at) {
			ok = read_event(&s, film);
		}
	}
	text_free(&text);
	if (!ok)
		cast_free(film);
	return ok;
}

void cast_free(struct cast_film *film)
{
	for (int i = 0; i < film->count; i++)
		free(film->event[i].data);
	free(film->event);
	*film = (struct cast_film){ 0 };
}
