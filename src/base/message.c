// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"
#include "base/utf8.h"

static struct catalog *spoken; // NULL: English

struct catalog *message_set_catalog(struct catalog *catalog)
{
	struct catalog *const before = spoken;
	spoken = catalog;
	return before;
}

const char *message_in_language(const char *words)
{
	const char *const found = spoken && *words ? catalog_find(spoken, words) : NULL;
	return found ? found : words;
}

const char *message_counted(const char *one, const char *many, unsigned long count)
{
	const char *const found = spoken ? catalog_find_counted(spoken, one, count) : NULL;
	return found ? found : count == 1 ? one : many;
}

void message_print(const char *format, ...)
{
	LOCAL(text) words = { 0 }, clean = { 0 };
	va_list arguments;
	va_start(arguments, format);
	text_addv(&words, format, arguments);
	va_end(arguments);
	utf8_clean(&clean, text_get(&words), words.length, true);
	fputs(text_get(&clean), stderr);
}

int message_fail_usage(const char *verb, const char *cause, const char *word)
{
	LOCAL(text) clean = { 0 };
	utf8_clean(&clean, word, strlen(word), false);
	message_print("bptt-repl: ");
	message_print(cause, text_get(&clean));
	message_print(_("\nTry 'bptt-repl %s --help' for more.\n"), verb);
	return 2;
}
