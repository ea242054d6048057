// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/scan.h"

#include <stdarg.h>
#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "file/zip.h"

static bool fail(const struct scan *scan, size_t at, const char *cause, va_list arguments)
{
	LOCAL(text) words = { 0 };
	text_addv(&words, cause, arguments);
	return scan->name ? zip_fail(scan->error, scan->offset + at, "%s: %s", scan->name, text_get(&words)) :
	                    zip_fail(scan->error, scan->offset + at, "%s", text_get(&words));
}

bool scan_fail(const struct scan *scan, const char *cause, ...)
{
	va_list arguments;
	va_start(arguments, cause);
	fail(scan, scan->at, cause, arguments);
	va_end(arguments);
	return false;
}

bool scan_fail_at(const struct scan *scan, size_t at, const char *cause, ...)
{
	va_list arguments;
	va_start(arguments, cause);
	fail(scan, at, cause, arguments);
	va_end(arguments);
	return false;
}

void scan_skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && scan->bytes[scan->at] && strchr(" \t\r\n", scan->bytes[scan->at]))
		scan->at++;
}

bool scan_accept(struct scan *scan, char c)
{
	scan_skip_blanks(scan);
	if (scan->at == scan->end || scan->bytes[scan->at] != (uint8_t)c)
		return false;
	scan->at++;
	return true;
}

bool scan_expect(struct scan *scan, char c)
{
	return scan_accept(scan, c) || scan_fail(scan, scan->name ? _("the header of the array needs a %c here") :
	                                                            _("the header of the file needs a %c here"), c);
}

bool scan_accept_word(struct scan *scan, const char *word)
{
	size_t const length = strlen(word);
	scan_skip_blanks(scan);
	if (scan->end - scan->at < length || memcmp(scan->bytes + scan->at, word, length))
		return false;
	scan->at += length;
	return true;
}

bool scan_string(struct scan *scan, const char *quotes, char *string, size_t most)
{
	scan_skip_blanks(scan);
	if (scan->at == scan->end || !scan->bytes[scan->at] || !strchr(quotes, scan->bytes[scan->at]))
		return scan_fail(scan, _("a string must stand here"));
	uint8_t const quote = scan->bytes[scan->at++];
	size_t length = 0;
	while (scan->at < scan->end && scan->bytes[scan->at] != quote) {
		int const count = scan->bytes[scan->at] == '\\' ? 2 : 1;
		for (int i = 0; i < count && scan->at < scan->end; i++) {
			if (scan->bytes[scan->at] < ' ')
				return scan_fail(scan, _("a control character stands in the header"));
			if (length == most)
				return scan_fail(scan, _("a string is longer than %zu bytes"), most);
			string[length++] = (char)scan->bytes[scan->at++];
		}
	}
	string[length] = '\0';
	return scan_expect(scan, (char)quote);
}

bool scan_size(struct scan *scan, size_t *size)
{
	scan_skip_blanks(scan);
	size_t const begin = scan->at;
	for (*size = 0; scan->at < scan->end && scan->bytes[scan->at] >= '0' && scan->bytes[scan->at] <= '9'; scan->at++) {
		size_t const digit = (size_t)(scan->bytes[scan->at] - '0');
		if (*size > (SIZE_MAX - digit) / 10)
			return scan_fail(scan, _("this is not a possible size"));
		*size = *size * 10 + digit;
	}
	return scan->at > begin || scan_fail(scan, _("a whole number is expected here"));
}
