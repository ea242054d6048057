// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/markup.h"

#include <string.h>

void markup_add_bytes(struct text *out, const char *words, size_t length)
{
	for (; length; words++, length--)
		switch (*words) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		default:
			text_add_char(out, *words);
		}
}

void markup_add_address(struct text *out, const char *address)
{
	for (; *address; address++)
		if (strchr(" \"<>\\^`{|}", *address) || (unsigned char)*address < ' ')
			text_addf(out, "%%%02X", (unsigned)(unsigned char)*address);
		else
			markup_add_bytes(out, address, 1);
}

void markup_add(struct text *out, const char *words)
{
	markup_add_bytes(out, words, strlen(words));
}
