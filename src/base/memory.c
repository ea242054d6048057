// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*last_words)(size_t bytes);

void memory_set_last_words(void (*say)(size_t bytes))
{
	last_words = say;
}

void memory_fail(size_t bytes)
{
	void (*const say)(size_t bytes) = last_words;
	last_words = NULL; // saying it may need memory, too
	if (say)
		say(bytes);
	abort();
}

void *memory_get(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);
	if (!memory)
		memory_fail(count * size);
	return memory;
}

void *memory_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		memory_fail(SIZE_MAX);
	size_t const bytes = count * size;
	void *memory = realloc(old, bytes ? bytes : 1);
	if (!memory)
		memory_fail(bytes);
	return memory;
}

char *memory_copy_bytes(const char *bytes, size_t length)
{
	char *copy = memory_get(length + 1, 1);
	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *memory_copy_string(const char *string)
{
	return memory_copy_bytes(string, strlen(string));
}
