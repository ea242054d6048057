// SPDX-License-Identifier: GPL-3.0-or-later
// What all readers of a lesson's text share: its lines as stretches, room in its arena, errors with their
// place.
#ifndef LESSON_LINES_H
#define LESSON_LINES_H

#include "lesson/content.h"

// The line at `at`, without its newline; the return value is where the next one begins.
size_t lines_take(const struct lesson *lesson, size_t at, size_t end, struct stretch *line);

struct stretch lines_trim(const struct lesson *lesson, struct stretch at); // without blanks round it
bool lines_is_blank(const struct lesson *lesson, struct stretch at);
const char *lines_keep(struct lesson *lesson, struct stretch at); // as a string in the arena

// False and *error: a character there cannot be seen.  What is run or evaluated must be what is seen.
bool lines_are_visible(const struct lesson *lesson, struct stretch at, struct error *error);

// Room for one more thing behind `count` things of `size` bytes; they may move.
void *lesson_grow(struct lesson *lesson, void *list, int count, size_t size);

// An error about a stretch of the lesson; always false.
bool lesson_fail(const struct lesson *lesson, struct stretch at, struct error *error,
                 const char *advice, const char *cause, ...) __attribute__((format(printf, 5, 6)));

#endif
