// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/json.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
	char letter;
	const char *escape;
} escapes[] = {
	{ '"', "\\\"" },  { '\\', "\\\\" }, { '\b', "\\b" }, { '\f', "\\f" },
	{ '\n', "\\n" }, { '\r', "\\r" },  { '\t', "\\t" },
};

// Beyond the 16 bits of one escape a letter is a pair of surrogates.
static void write_escaped(uint32_t code, struct text *out)
{
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
		if (code == (unsigned char)escapes[i].letter) {
			text_add(out, escapes[i].escape);
			return;
		}
	if (code < 0x10000)
		text_addf(out, "\\u%04x", (unsigned)code);
	else
		text_addf(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + ((code - 0x10000) >> 10)),
		          (unsigned)(0xDC00 + ((code - 0x10000) & 0x3FF)));
}

void json_write_string(const char *string, bool ascii, struct text *out)
{
	size_t const length = strlen(string);
	uint32_t code;
	text_add_char(out, '"');
	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = utf8_decode(string + at, length - at, &code);
		if (code == UTF8_INVALID)
			text_add(out, ascii ? "\\ufffd" : "\xEF\xBF\xBD");
		else if (code < ' ' || code == '"' || code == '\\' || code == 0x7F ||
		         (ascii && code > 0x7F))
			write_escaped(code, out);
		else
			text_add_bytes(out, string + at, bytes);
	}
	text_add_char(out, '"');
}

void json_write_number(double number, struct text *out)
{
	if (isnan(number))
		text_add(out, "\"NaN\"");
	else if (isinf(number))
		text_add(out, number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
	else
		text_addf(out, "%.17g", number);
}

void json_write_numbers(struct array a, struct text *out)
{
	text_add_char(out, '[');
	for (size_t i = 0; i < array_size(a); i++) {
		text_add(out, i ? "," : "");
		json_write_number(a.at[i], out);
	}
	text_add_char(out, ']');
}

void json_write_shape(struct array a, struct text *out)
{
	text_addf(out, "[%d,%d]", a.rows, a.cols);
}
