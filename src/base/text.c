// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void make_room(struct text *text, size_t more)
{
	size_t const need = text->length + more + 1;
	if (need <= text->room)
		return;
	text->room = need < 2 * text->room ? 2 * text->room : need;
	text->at = memory_resize(text->at, text->room, 1);
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (length)
		memcpy(text->at + text->length, bytes, length);
	text->length += length;
	text->at[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

void text_add_repeated(struct text *text, const char *string, int times)
{
	for (int i = 0; i < times; i++)
		text_add(text, string);
}

void text_addv(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	va_copy(again, arguments);
	int const length = vsnprintf(NULL, 0, format, arguments);
	if (length > 0) {
		make_room(text, (size_t)length);
		vsnprintf(text->at + text->length, (size_t)length + 1, format, again);
		text->length += (size_t)length;
	}
	va_end(again);
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	text_addv(text, format, arguments);
	va_end(arguments);
}

const char *text_get(const struct text *text)
{
	return text->at ? text->at : "";
}

char *text_take(struct text *text)
{
	char *taken = text->at ? text->at : memory_copy_string("");
	*text = (struct text){ 0 };
	return taken;
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->at)
		text->at[0] = '\0';
}

void text_free(struct text *text)
{
	free(text->at);
	*text = (struct text){ 0 };
}

bool text_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool text_is_space(char c)
{
	return text_is_blank(c) || c == '\n' || c == '\r';
}

bool text_ends_with(const char *string, const char *ending)
{
	size_t const length = strlen(string), end = strlen(ending);
	return length > end && !strcmp(string + length - end, ending);
}
