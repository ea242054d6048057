// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/strings.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

static uint32_t letter_at(const uint8_t *bytes, bool big_endian)
{
	uint32_t code = 0;
	for (int i = 0; i < 4; i++)
		code = code << 8 | bytes[big_endian ? i : 3 - i];
	return code;
}

static uint32_t shown(uint32_t code)
{
	return code == ' ' ? 0x2423 : code == '\n' ? 0x21B5 : code == '\t' ? 0x21E5 : code;
}

static bool is_letter(uint32_t code)
{
	return code > ' ' && code != 0x7F && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
}

char *strings_read(const uint8_t *bytes, size_t count, size_t letters, bool big_endian)
{
	struct text words = { 0 };
	bool is_good = true;
	for (size_t i = 0; is_good && i < count; i++) {
		const uint8_t *at = bytes + i * letters * 4;
		uint32_t code = 0;
		is_good = letter_at(at, big_endian) != 0;
		for (size_t j = 0; is_good && j < letters && (code = letter_at(at + j * 4, big_endian)); j++) {
			char encoded[4];
			is_good = is_letter(shown(code));
			if (is_good)
				text_add_bytes(&words, encoded, utf8_encode(shown(code), encoded));
		}
		text_add_char(&words, '\0');
	}
	if (is_good && words.length)
		return text_take(&words);
	text_free(&words);
	return NULL;
}
