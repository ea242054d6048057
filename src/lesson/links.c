// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/links.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/message.h"

// As the makers of Markdown name a heading: small letters, digits and hyphens; a blank is a hyphen.
static void write_anchor(const char *heading, size_t length, struct text *out)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char const c = (unsigned char)heading[i];
		if (isalnum(c) || c == '-' || c == '_' || c >= 0x80)
			text_add_char(out, (char)tolower(c));
		else if (c == ' ')
			text_add_char(out, '-');
	}
}

static bool has_anchor(const char *text, const char *anchor, size_t length)
{
	bool is_there = false;
	for (const char *line = text; *line && !is_there; line += *line == '\n') {
		size_t const whole = strcspn(line, "\r\n"), marks = strspn(line, "#");
		size_t const begin = marks + strspn(line + marks, " ");
		LOCAL(text) own = { 0 };
		if (marks && begin > marks && begin < whole) {
			write_anchor(line + begin, whole - begin, &own);
			is_there = own.length == length && !strncmp(own.at, anchor, length);
		}
		line += strcspn(line, "\n");
	}
	return is_there;
}

// What is missing of a target: a file, "" for the lesson itself, and a heading in it; NULL: nothing.
static const char *find_missing(const struct lesson *lesson, const char *target, size_t length)
{
	const char *const source = lesson->source, *const slash = strrchr(source, '/');
	const char *const hash = memchr(target, '#', length);
	size_t const name = hash ? (size_t)(hash - target) : length;
	LOCAL(text) path = { 0 }, other = { 0 };
	const char *missing = NULL;
	text_add_bytes(&path, source, slash ? (size_t)(slash + 1 - source) : 0);
	text_add_bytes(&path, target, name);
	if (name && access(text_get(&path), R_OK))
		missing = _("there is no such file");
	else if (hash && name &&
	         !file_read_text(&other, text_get(&path), FILE_OWN, LESSON_BYTES_MOST))
		missing = _("this file cannot be read");
	else if (hash && !has_anchor(name ? text_get(&other) : lesson->text, hash + 1,
	                             length - name - 1))
		missing = _("there is no such heading");
	return missing;
}

bool links_next_dead(const struct lesson *lesson, size_t *at, struct stretch *where,
                     const char **cause)
{
	for (const char *link; (link = strstr(lesson->text + *at, "]("));) {
		const char *const target = link + 2;
		size_t const length = strcspn(target, ")\n"), begin = (size_t)(target - lesson->text);
		*at = begin + length;
		*where = (struct stretch){ begin, begin + length };
		*cause = length && strncmp(target, "http", 4) ? find_missing(lesson, target, length)
		                                              : NULL;
		if (*cause)
			return true;
	}
	return false;
}
