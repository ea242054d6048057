// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/language.h"

#include <dirent.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/catalog.h"
#include "base/data.h"
#include "base/file.h"
#include "base/message.h"
#include "base/text.h"
#include "base/utf8.h"

enum { NAME_BYTES = 16, CATALOG_BYTES_MOST = 16 << 20 };

static char spoken[NAME_BYTES] = "en";

#ifdef ENABLE_NLS
static struct catalog *read_catalog(const char *language)
{
	LOCAL(text) path = { 0 }, bytes = { 0 };
	struct catalog *catalog = NULL;
	data_find_messages(&path);
	text_addf(&path, "/%s/LC_MESSAGES/bptt-repl.mo", language);
	if (file_read(&bytes, text_get(&path), FILE_OWN, CATALOG_BYTES_MOST) && bytes.length) {
		size_t const length = bytes.length;
		catalog = catalog_new(text_take(&bytes), length);
	}
	return catalog;
}
#else // configure --disable-nls: English alone
static struct catalog *read_catalog(const char *language)
{
	return (void)language, NULL;
}
#endif

// Its first `length` bytes: "" when they cannot be the name of a folder.
static void copy_name(char name[NAME_BYTES], const char *from, size_t length)
{
	bool const is_one = length > 0 && length < NAME_BYTES && !memchr(from, '/', length) && *from != '.';
	memcpy(name, from, is_one ? length : 0);
	name[is_one ? length : 0] = '\0';
}

static bool is_english(const char *name)
{
	return !strcmp(name, "en") || !strcmp(name, "C") || !strcmp(name, "POSIX");
}

static bool take(const char *name)
{
	struct catalog *const catalog = is_english(name) || !*name ? NULL : read_catalog(name);
	if (!catalog && !is_english(name))
		return false;
	catalog_free(message_set_catalog(catalog));
	strcpy(spoken, catalog ? name : "en");
	return true;
}

// "vi_VN.UTF-8" is vi_VN if that is there, else vi.
static bool take_name(const char *name, size_t length)
{
	char shorter[NAME_BYTES];
	size_t const country = strcspn(name, ".@:"), language = strcspn(name, "_.@:");
	copy_name(shorter, name, country < length ? country : length);
	if (take(shorter))
		return true;
	copy_name(shorter, name, language < length ? language : length);
	return take(shorter);
}

static bool has_utf8_letters(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static void want_utf8_letters(void)
{
	static const char *const locales[] = { "C.UTF-8", "en_US.UTF-8", "UTF-8" };
	for (size_t i = 0; !has_utf8_letters() && i < sizeof locales / sizeof *locales; i++)
		setlocale(LC_CTYPE, locales[i]);
	utf8_set_locale(has_utf8_letters());
}

static bool names_utf8(const char *locale)
{
	const char *const codeset = strchr(locale, '.');
	return codeset && (!strncasecmp(codeset, ".UTF-8", 6) || !strncasecmp(codeset, ".UTF8", 5));
}

// What the environment calls the locale of messages.
static const char *locale_name(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *const value = getenv(variables[i]);
		if (value && *value)
			return value;
	}
	return "C";
}

void language_begin(void)
{
	const char *const locale = locale_name(), *wanted = getenv("LANGUAGE");
	bool const is_there = setlocale(LC_ALL, "") != NULL;
	utf8_set_locale(has_utf8_letters());
	if (!is_there && names_utf8(locale))
		want_utf8_letters();
	setlocale(LC_NUMERIC, "C"); // 0.5 is written so everywhere
	if (is_english(locale) || !utf8_locale())
		return;
	if (!wanted || !*wanted)
		wanted = locale;
	while (*wanted) {
		size_t const length = strcspn(wanted, ":");
		if (take_name(wanted, length))
			return;
		wanted += length + (wanted[length] == ':');
	}
}

bool language_speak(const char *name)
{
	if (!take_name(name, strlen(name)))
		return false;
	if (strcmp(spoken, "en"))
		want_utf8_letters();
	return true;
}

const char *language_spoken(void)
{
	return spoken;
}

char *language_list(void)
{
	struct text out = { 0 }, path = { 0 };
	text_add(&out, "en");
	data_find_messages(&path);
	DIR *const open = opendir(text_get(&path));
	for (struct dirent *entry; open && (entry = readdir(open));) {
		char name[NAME_BYTES];
		copy_name(name, entry->d_name, strlen(entry->d_name));
		struct catalog *const catalog = *name ? read_catalog(name) : NULL;
		if (catalog)
			text_addf(&out, ", %s", name);
		catalog_free(catalog);
	}
	if (open)
		closedir(open);
	text_free(&path);
	return text_take(&out);
}
