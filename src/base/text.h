// SPDX-License-Identifier: GPL-3.0-or-later
// A text that grows.  A zeroed struct text is empty; `at` is NULL or ends with NUL at `length`.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/local.h"

struct text {
	char *at; // owned
	size_t length, room;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_add_repeated(struct text *text, const char *string, int times);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

// The bytes, never NULL; valid until the text changes.
const char *text_get(const struct text *text);

// Whether a letter of a line parts words: a blank or a tab.  Of a text of lines: also their ends.
bool text_is_blank(char c);
bool text_is_space(char c);

// Whether a string ends with another one, and is not that alone: "step.svg" with ".svg".
bool text_ends_with(const char *string, const char *ending);

// The bytes as a string that the caller frees; the text is empty afterwards.
char *text_take(struct text *text);

void text_clear(struct text *text); // keeps the memory
void text_free(struct text *text);

#endif
