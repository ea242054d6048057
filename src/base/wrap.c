// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wrap.h"

#include <string.h>

#include "base/utf8.h"

static void wrap_line(struct text *out, const char *line, size_t length, int columns)
{
	int const indent = (int)strspn(line, " "), on = indent ? indent + 2 : 0;
	int at = 0;
	for (size_t i = 0; i < length;) {
		size_t const blanks = strspn(line + i, " "), word = strcspn(line + i + blanks, " \n");
		int const wide = (int)blanks + utf8_columns(line + i + blanks, word);
		if (at > indent && at + wide > columns) {
			text_addf(out, "\n%*s", on, "");
			at = on + wide - (int)blanks;
		} else {
			text_add_bytes(out, line + i, blanks);
			at += wide;
		}
		text_add_bytes(out, line + i + blanks, word);
		i += blanks + word;
	}
}

void wrap_lines(struct text *out, const char *text, int columns)
{
	while (*text) {
		size_t const length = strcspn(text, "\n");
		wrap_line(out, text, length, columns);
		text += length;
		if (*text) {
			text_add_char(out, '\n');
			text++;
		}
	}
}
