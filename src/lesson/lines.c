// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"

void *lesson_grow(struct lesson *lesson, void *list, int count, size_t size)
{
	if (count & (count - 1))
		return list; // doubled at each power of two
	void *const room = arena_get(&lesson->arena, (size_t)(count ? 2 * count : 1) * size);
	if (count)
		memcpy(room, list, (size_t)count * size);
	return room;
}

bool lesson_fail(const struct lesson *lesson, struct stretch at, struct error *error,
                 const char *advice, const char *cause, ...)
{
	char words[sizeof error->cause];
	va_list arguments;
	va_start(arguments, cause);
	vsnprintf(words, sizeof words, cause, arguments);
	va_end(arguments);
	return error_set(error, lesson_span(lesson, at), advice, "%s", words);
}

size_t lines_take(const struct lesson *lesson, size_t at, size_t end, struct stretch *line)
{
	const char *const newline = memchr(lesson->text + at, '\n', end - at);
	size_t const stop = newline ? (size_t)(newline - lesson->text) : end;
	*line = (struct stretch){ at, stop };
	if (line->end > line->begin && lesson->text[line->end - 1] == '\r')
		line->end--;
	return newline ? stop + 1 : stop;
}

struct stretch lines_trim(const struct lesson *lesson, struct stretch at)
{
	while (at.begin < at.end && strchr(" \t", lesson->text[at.begin]))
		at.begin++;
	while (at.begin < at.end && strchr(" \t", lesson->text[at.end - 1]))
		at.end--;
	return at;
}

bool lines_is_blank(const struct lesson *lesson, struct stretch at)
{
	at = lines_trim(lesson, at);
	return at.begin == at.end;
}

const char *lines_keep(struct lesson *lesson, struct stretch at)
{
	return arena_copy_bytes(&lesson->arena, lesson->text + at.begin, at.end - at.begin);
}

bool lines_are_visible(const struct lesson *lesson, struct stretch at, struct error *error)
{
	for (size_t i = at.begin; i < at.end;) {
		if (strchr("\t\r\n", lesson->text[i])) {
			i++; // between the lines of one value
			continue;
		}
		size_t const length = utf8_letter(lesson->text + i, at.end - i);
		LOCAL(text) clean = { 0 };
		utf8_clean(&clean, lesson->text + i, length, false);
		bool const same =
			clean.length == length && memcmp(clean.at, lesson->text + i, length) == 0;
		if (!same) {
			lesson_fail(lesson, (struct stretch){ i, i + length }, error,
			            _("remove it"), _("%s: this character cannot be seen"),
			            text_get(&clean));
			return false;
		}
		i += length;
	}
	return true;
}
