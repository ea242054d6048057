// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "base/utf8.h"

void message_print(const char *format, ...)
{
	struct text words = { 0 }, clean = { 0 };
	va_list arguments;
	va_start(arguments, format);
	text_addv(&words, format, arguments);
	va_end(arguments);
	utf8_clean(&clean, text_get(&words), words.length, true);
	fputs(text_get(&clean), stderr);
	text_free(&words);
	text_free(&clean);
}
