// SPDX-License-Identifier: GPL-3.0-or-later
// Catalogs of messages: what msgfmt writes is found, in both byte orders and with any Plural-Forms; what is
// damaged is no catalog or finds nothing, and is never read beyond its end.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

static void add_number(struct text *out, uint32_t number, bool swapped)
{
	for (int i = 0; i < 4; i++)
		text_add_char(out, (char)(number >> 8 * (swapped ? 3 - i : i)));
}

struct row {
	const char *message, *translation;
	size_t message_bytes, translation_bytes; // 0: as strlen says
};

// The bytes of a .mo file; rows are sorted by their messages.
static struct text write_catalog(const struct row *rows, uint32_t count, bool swapped)
{
	struct text out = { 0 }, strings = { 0 };
	uint32_t const head = 28, at = head + count * 16;
	add_number(&out, 0x950412de, swapped);
	add_number(&out, 0, swapped);
	add_number(&out, count, swapped);
	add_number(&out, head, swapped);
	add_number(&out, head + count * 8, swapped);
	add_number(&out, 0, swapped);
	add_number(&out, at, swapped);
	for (int translated = 0; translated < 2; translated++)
		for (uint32_t i = 0; i < count; i++) {
			const char *const string = translated ? rows[i].translation : rows[i].message;
			size_t const given = translated ? rows[i].translation_bytes : rows[i].message_bytes;
			size_t const bytes = given ? given : strlen(string);
			add_number(&out, (uint32_t)bytes, swapped);
			add_number(&out, at + (uint32_t)strings.length, swapped);
			text_add_bytes(&strings, string, bytes);
			text_add_char(&strings, '\0');
		}
	text_add_bytes(&out, strings.at, strings.length);
	text_free(&strings);
	return out;
}

static struct catalog *open_catalog(struct text *bytes)
{
	size_t const length = bytes->length;
	return catalog_new(text_take(bytes), length);
}

static const struct row rows[] = {
	{ "", "Language: vi\nPlural-Forms: nplurals=2; plural=(n > 1);\n", 0, 0 },
	{ "%d step\0%d steps", "%d pas\0%d pas s", 16, 15 },
	{ "done", "xong", 0, 0 },
	{ "page %d", "trang %d", 0, 0 },
};

static void messages_are_found(void **state)
{
	(void)state;
	for (int swapped = 0; swapped < 2; swapped++) {
		struct text bytes = write_catalog(rows, 4, swapped);
		struct catalog *catalog = open_catalog(&bytes);
		assert_non_null(catalog);
		assert_string_equal(catalog_find(catalog, "done"), "xong");
		assert_string_equal(catalog_find(catalog, "page %d"), "trang %d");
		assert_null(catalog_find(catalog, "don"));
		assert_null(catalog_find(catalog, "zzz"));
		assert_string_equal(catalog_find_counted(catalog, "%d step", 1), "%d pas");
		assert_string_equal(catalog_find_counted(catalog, "%d step", 0), "%d pas");
		assert_string_equal(catalog_find_counted(catalog, "%d step", 2), "%d pas s");
		assert_null(catalog_find_counted(catalog, "%d page", 2));
		catalog_free(catalog);
	}
}

static void english_is_what_stands_in_the_source(void **state)
{
	(void)state;
	assert_string_equal(_("done"), "done");
	assert_string_equal(ngettext("%d step", "%d steps", 1), "%d step");
	assert_string_equal(ngettext("%d step", "%d steps", 0), "%d steps");
	struct text bytes = write_catalog(rows, 4, false);
	struct catalog *const catalog = open_catalog(&bytes);
	assert_null(message_set_catalog(catalog));
	assert_string_equal(_("done"), "xong");
	assert_string_equal(_("not there"), "not there");
	assert_string_equal(_(""), ""); // and not the header
	assert_string_equal(ngettext("%d step", "%d steps", 5), "%d pas s");
	assert_string_equal(ngettext("%d page", "%d pages", 5), "%d pages");
	assert_ptr_equal(message_set_catalog(NULL), catalog);
	catalog_free(catalog);
}

// Formulas of gettext's manual, and what each gives for 0, 1, 2, 5, 11, 21.
static void plural_forms_are_computed(void **state)
{
	(void)state;
	static const struct {
		const char *formula;
		int form[6];
	} cases[] = {
		{ "nplurals=1; plural=0;", { 0, 0, 0, 0, 0, 0 } },
		{ "nplurals=2; plural=n != 1;", { 1, 0, 1, 1, 1, 1 } },
		{ "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2;", { 2, 0, 1, 1, 1, 0 } },
		{ "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;",
		  { 2, 0, 1, 2, 2, 0 } },
		{ "nplurals=3; plural=1+!n*1-(n==1);", { 2, 0, 1, 1, 1, 1 } },
		{ "nplurals=2; plural=7;", { 0, 0, 0, 0, 0, 0 } },   // there is no such form
		{ "nplurals=2; plural=n/0;", { 0, 0, 0, 0, 0, 0 } }, // no number
		{ "nplurals=2; plural=(n;", { 0, 0, 0, 0, 0, 0 } },  // no formula
		{ "nplurals=2; plural=", { 0, 0, 0, 0, 0, 0 } },
		{ "nothing", { 1, 0, 1, 1, 1, 1 } },
	};
	static const unsigned long counts[] = { 0, 1, 2, 5, 11, 21 };
	static const char *const forms[] = { "a", "b", "c" };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct row const two[] = { { "", cases[i].formula, 0, 0 }, { "x\0y", "a\0b\0c", 3, 5 } };
		struct text bytes = write_catalog(two, 2, false);
		struct catalog *catalog = open_catalog(&bytes);
		for (size_t n = 0; n < 6; n++)
			assert_string_equal(catalog_find_counted(catalog, "x", counts[n]),
			                    forms[cases[i].form[n]]);
		catalog_free(catalog);
	}
}

// Each byte changed, each end cut off: with the sanitizers this shows what is read outside.
static void damage_is_borne(void **state)
{
	(void)state;
	struct text whole = write_catalog(rows, 4, false);
	for (size_t cut = 0; cut <= whole.length; cut++)
		for (int change = 0; change < 4; change++) {
			static const char changes[] = { 0, 1, (char)0x80, (char)0xFF };
			char *const bytes = memory_copy_bytes(whole.at, cut ? cut : 1);
			if (cut < whole.length)
				bytes[change ? cut / 2 : 0] ^= changes[change];
			else
				bytes[change * 9] ^= changes[change];
			struct catalog *catalog = catalog_new(bytes, cut);
			for (size_t i = 0; catalog && i < 4; i++) {
				catalog_find(catalog, rows[i].message);
				catalog_find_counted(catalog, rows[i].message, 2);
			}
			catalog_free(catalog);
		}
	text_free(&whole);
	assert_null(catalog_new(memory_copy_string("not a catalog of messages"), 25));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_found),
		cmocka_unit_test(english_is_what_stands_in_the_source),
		cmocka_unit_test(plural_forms_are_computed),
		cmocka_unit_test(damage_is_borne),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
