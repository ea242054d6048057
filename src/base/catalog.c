// SPDX-License-Identifier: GPL-3.0-or-later
// The file is two tables of (length, offset) of the same order: of messages, sorted by their bytes, and of
// their translations.  Every string ends with NUL; forms of one message follow each other, NUL between them.
// The translation of "" says, among other things, `Plural-Forms: nplurals=N; plural=EXPR;`.
#include "base/catalog.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MAGIC = 0x950412de, AT_COUNT = 8, AT_MESSAGES = 12, AT_TRANSLATIONS = 16, HEADER_BYTES = 20, ROW_BYTES = 8 };

struct catalog {
	char *bytes; // owned
	size_t length;
	bool swapped; // written on a machine of the other byte order
	uint32_t count, messages, translations;
	unsigned long forms;
	const char *plural; // the expression in n that gives the number of the form
};

static uint32_t number_at(const struct catalog *catalog, size_t at)
{
	unsigned char b[4];
	memcpy(b, catalog->bytes + at, sizeof b);
	uint32_t const little = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return catalog->swapped ? __builtin_bswap32(little) : little;
}

// The string of a row, and its bytes with all its forms; NULL: it is not within the file.
static const char *string_at(const struct catalog *catalog, uint32_t table, uint32_t row, size_t *length)
{
	size_t const entry = table + (size_t)row * ROW_BYTES;
	size_t const bytes = number_at(catalog, entry), at = number_at(catalog, entry + 4);
	if (bytes >= catalog->length || at >= catalog->length - bytes || catalog->bytes[at + bytes])
		return NULL;
	if (length)
		*length = bytes;
	return catalog->bytes + at;
}

// ---- plural forms: an expression of C in n

struct plural {
	const char *at;
	unsigned long n;
	int depth;
	bool failed;
};

static unsigned long plural_choice(struct plural *plural);

static bool take(struct plural *plural, const char *sign)
{
	plural->at += strspn(plural->at, " \t\\");
	if (strncmp(plural->at, sign, strlen(sign)))
		return false;
	plural->at += strlen(sign);
	return true;
}

static unsigned long plural_atom(struct plural *plural)
{
	enum { DEPTH_MOST = 50 };
	unsigned long value = 0;
	if (++plural->depth > DEPTH_MOST) {
		plural->failed = true;
	} else if (take(plural, "n")) {
		value = plural->n;
	} else if (take(plural, "!")) {
		value = !plural_atom(plural);
	} else if (take(plural, "(")) {
		value = plural_choice(plural);
		plural->failed |= !take(plural, ")");
	} else if (isdigit((unsigned char)*plural->at)) {
		char *end;
		value = strtoul(plural->at, &end, 10);
		plural->at = end;
	} else {
		plural->failed = true;
	}
	plural->depth--;
	return value;
}

// Those that bind less come first; a sign that begins another one stands behind it.
static const struct {
	const char *sign;
	int binds;
} signs[] = {
	{ "||", 1 }, { "&&", 2 }, { "==", 3 }, { "!=", 3 }, { "<=", 4 }, { ">=", 4 }, { "<", 4 },
	{ ">", 4 },  { "+", 5 },  { "-", 5 },  { "*", 6 },  { "/", 6 },  { "%", 6 },
};

static unsigned long apply(const char *sign, unsigned long a, unsigned long b, bool *failed)
{
	switch (sign[0]) {
	case '|': return a || b;
	case '&': return a && b;
	case '=': return a == b;
	case '!': return a != b;
	case '<': return sign[1] ? a <= b : a < b;
	case '>': return sign[1] ? a >= b : a > b;
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	default:
		*failed |= !b;
		return !b ? 0 : sign[0] == '/' ? a / b : a % b;
	}
}

// Precedence climbing: all that binds at least so much.
static unsigned long plural_binary(struct plural *plural, int binds)
{
	unsigned long value = plural_atom(plural);
	for (size_t i = 0; !plural->failed && i < sizeof signs / sizeof *signs;)
		if (signs[i].binds >= binds && take(plural, signs[i].sign)) {
			unsigned long const right = plural_binary(plural, signs[i].binds + 1);
			value = apply(signs[i].sign, value, right, &plural->failed);
			i = 0;
		} else {
			i++;
		}
	return value;
}

static unsigned long plural_choice(struct plural *plural)
{
	unsigned long const condition = plural_binary(plural, 1);
	if (plural->failed || !take(plural, "?"))
		return condition;
	unsigned long const yes = plural_choice(plural);
	plural->failed |= !take(plural, ":");
	unsigned long const no = plural->failed ? 0 : plural_choice(plural);
	return condition ? yes : no;
}

static unsigned long form_for(const struct catalog *catalog, unsigned long count)
{
	struct plural plural = { .at = catalog->plural, .n = count };
	unsigned long const form = plural_choice(&plural);
	return plural.failed || form >= catalog->forms ? 0 : form;
}

// As in English where the header does not say.
static void find_plural(struct catalog *catalog)
{
	const char *const header = catalog_find(catalog, "");
	const char *const forms = header ? strstr(header, "nplurals=") : NULL;
	const char *const plural = header ? strstr(header, "plural=") : NULL;
	catalog->forms = forms ? strtoul(forms + strlen("nplurals="), NULL, 10) : 2;
	catalog->plural = plural ? plural + strlen("plural=") : "n != 1";
}

// ----

static bool is_within(const struct catalog *catalog, uint32_t table)
{
	return table <= catalog->length && catalog->count <= (catalog->length - table) / ROW_BYTES;
}

struct catalog *catalog_new(char *bytes, size_t length)
{
	struct catalog *const catalog = memory_get(1, sizeof *catalog);
	*catalog = (struct catalog){ .bytes = bytes, .length = length };
	bool ok = length >= HEADER_BYTES;
	if (ok) {
		catalog->swapped = number_at(catalog, 0) != MAGIC;
		catalog->count = number_at(catalog, AT_COUNT);
		catalog->messages = number_at(catalog, AT_MESSAGES);
		catalog->translations = number_at(catalog, AT_TRANSLATIONS);
		ok = number_at(catalog, 0) == MAGIC && is_within(catalog, catalog->messages) &&
		     is_within(catalog, catalog->translations);
	}
	if (!ok) {
		catalog_free(catalog);
		return NULL;
	}
	find_plural(catalog);
	return catalog;
}

void catalog_free(struct catalog *catalog)
{
	if (catalog)
		free(catalog->bytes);
	free(catalog);
}

// The translation with all its forms, and its bytes.
static const char *find(const struct catalog *catalog, const char *message, size_t *length)
{
	uint32_t low = 0, high = catalog->count;
	while (low < high) {
		uint32_t const middle = low + (high - low) / 2;
		const char *const there = string_at(catalog, catalog->messages, middle, NULL);
		int const order = there ? strcmp(message, there) : 1;
		if (!order)
			return string_at(catalog, catalog->translations, middle, length);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *catalog_find(const struct catalog *catalog, const char *message)
{
	return find(catalog, message, NULL);
}

const char *catalog_find_counted(const struct catalog *catalog, const char *message, unsigned long count)
{
	size_t length;
	const char *const first = find(catalog, message, &length), *form = first;
	for (unsigned long i = first ? form_for(catalog, count) : 0; i > 0; i--) {
		form += strlen(form) + 1;
		if (form > first + length)
			return first;
	}
	return form;
}
