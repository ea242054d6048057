// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson as a whole: its bytes, whether they are one, its end.  markdown.c reads what stands in them.
#include "lesson/content.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/fence.h"
#include "lesson/markdown.h"

struct span lesson_span(const struct lesson *lesson, struct stretch stretch)
{
	size_t const at = stretch.begin < lesson->length ? stretch.begin : lesson->length;
	int line = 1;
	size_t begin = 0;
	for (size_t i = 0; i < at; i++)
		if (lesson->text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	size_t end = at;
	while (end < stretch.end && end < lesson->length && !strchr("\r\n", lesson->text[end]))
		end++;
	int const width = utf8_count(lesson->text + at, end - at);
	return (struct span){ line, 1 + utf8_count(lesson->text + begin, at - begin),
		              width ? width : 1 };
}

static bool is_text(struct lesson *lesson, struct error *error)
{
	const char *const zero = memchr(lesson->text, '\0', lesson->length);
	struct stretch const at = { zero ? (size_t)(zero - lesson->text) : 0, 0 };
	if (zero)
		return lesson_fail(lesson, at, error, NULL,
		                   _("this is not a text: it holds a zero byte"));
	return true;
}

static bool is_lesson(struct lesson *lesson, struct error *error)
{
	struct stretch const start = { 0, 1 };
	if (!lesson->title)
		return lesson_fail(lesson, start, error, _("begin with a line `# Its title`"),
		                   _("this lesson has no title"));
	for (int i = 0; i < lesson->pages; i++)
		if (!lesson->page[i].blocks)
			return lesson_fail(lesson, lesson->page[i].at, error, NULL,
			                   _("this page is empty"));
	if (!lesson->pages)
		return lesson_fail(lesson, start, error, _("begin a page with `## Its title`"),
		                   _("this lesson has no pages"));
	return true;
}

bool lesson_read(struct lesson *lesson, const char *source, const char *bytes, size_t length,
                 bool ascii, struct error *error)
{
	*lesson = (struct lesson){ .strange_math = SIZE_MAX };
	lesson->source = arena_copy_bytes(&lesson->arena, source, strlen(source));
	if (length > LESSON_BYTES_MOST) {
		lesson_free(lesson);
		error_set(error, (struct span){ 1, 1, 1 }, NULL, _("a lesson has at most %d KiB"),
		          LESSON_BYTES_MOST / 1024);
		error_locate(error, source, "", 0, 1);
		return false;
	}
	lesson->text = arena_copy_bytes(&lesson->arena, bytes, length);
	lesson->length = length;
	if (is_text(lesson, error) && markdown_read(lesson, ascii, error) &&
	    is_lesson(lesson, error))
		return true;
	error_locate(error, source, bytes, length, 1);
	lesson_free(lesson);
	return false;
}

bool lesson_read_file(struct lesson *lesson, const char *path, bool ascii, struct error *error)
{
	*lesson = (struct lesson){ 0 };
	LOCAL(text) bytes = { 0 };
	bool const ok = file_read_text(&bytes, path, FILE_NAMED, LESSON_BYTES_MOST);
	if (!ok) {
		if (errno == EFBIG)
			error_set(error, (struct span){ 1, 1, 1 }, NULL,
			          _("a lesson has at most %d KiB"), LESSON_BYTES_MOST / 1024);
		else
			error_set(error, SPAN_NONE,
			          _("`lessons` lists the ones that are here"), "%s",
			          file_why(errno));
		error_locate(error, path, "", 0, 1);
		return false;
	}
	return lesson_read(lesson, path, text_get(&bytes), bytes.length, ascii, error);
}

void lesson_free(struct lesson *lesson)
{
	arena_free(&lesson->arena);
	*lesson = (struct lesson){ 0 };
}

const struct question *lesson_question(const struct lesson *lesson, int number)
{
	for (int p = 0; p < lesson->pages; p++)
		for (int b = 0; b < lesson->page[p].blocks; b++) {
			const struct question *const question = lesson->page[p].block[b].question;
			if (question && number-- == 0)
				return question;
		}
	return NULL;
}
