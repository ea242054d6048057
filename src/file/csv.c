// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/csv.h"

#include <string.h>

#include "base/utf8.h"

static void write_field(const char *field, const char *end, struct text *out)
{
	struct text clean = { 0 };
	text_add_char(out, '"');
	if (*field && strchr("=+-@", *field))
		text_add_char(out, '\'');
	utf8_clean(&clean, field, strlen(field), false);
	for (const char *c = text_get(&clean); *c; c++) {
		if (*c == '"')
			text_add_char(out, '"');
		text_add_char(out, *c);
	}
	text_free(&clean);
	text_add_char(out, '"');
	text_add(out, end);
}

void csv_write_row(const char *const *fields, int count, struct text *out)
{
	for (int i = 0; i < count; i++)
		write_field(fields[i], i + 1 < count ? "," : "\n", out);
}
