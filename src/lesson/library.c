// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/content.h"
#include "repl/nearest.h"

// A lesson's name begins with its number.
static bool is_lesson(const char *name)
{
	return *name >= '0' && *name <= '9';
}

struct shelf shelf_find(void)
{
	struct shelf shelf = { 0 };
	char **const names = data_list("lessons/en", ".md");
	for (char **name = names; *name; name++)
		if (is_lesson(*name)) {
			shelf.name = memory_resize(shelf.name, (size_t)shelf.count + 1, sizeof *shelf.name);
			shelf.name[shelf.count++] = *name;
		} else {
			free(*name);
		}
	free(names);
	return shelf;
}

void shelf_free(struct shelf *shelf)
{
	for (int i = 0; i < shelf->count; i++)
		free(shelf->name[i]);
	free(shelf->name);
	*shelf = (struct shelf){ 0 };
}

const char *shelf_topic(const char *name)
{
	return name + strspn(name, "0123456789-");
}

static bool find_spoken(const char *name, struct text *path)
{
	LOCAL(text) file = { 0 }, folder = { 0 };
	text_addf(&file, "%s.md", name);
	text_addf(&folder, "lessons/%s", language_spoken());
	bool const is_there = data_find(text_get(&folder), text_get(&file), path);
	if (!is_there)
		data_find("lessons/en", text_get(&file), path);
	return is_there;
}

void shelf_file(const struct shelf *shelf, int i, struct text *path)
{
	find_spoken(shelf->name[i], path);
}

bool shelf_speaks(const char *name)
{
	LOCAL(text) path = { 0 };
	return find_spoken(name, &path);
}

void shelf_speak_as(const char *path)
{
	char *const real = realpath(path, NULL), *const last = real ? strrchr(real, '/') : NULL;
	if (last)
		*last = '\0';
	const char *const folder = last ? strrchr(real, '/') : NULL;
	if (folder)
		language_speak(folder + 1);
	free(real);
}

// By number, by its whole name, or by a part that only one name has; -1: none or several.
static int find(const struct shelf *shelf, const char *meant)
{
	char *end;
	long const number = strtol(meant, &end, 10);
	bool const is_number = end != meant && !*end;
	int found = -1, count = 0;
	for (int i = 0; i < shelf->count; i++) {
		if (strcmp(shelf->name[i], meant) == 0 ||
		    strcmp(shelf_topic(shelf->name[i]), meant) == 0)
			return i;
		if (is_number ? atoi(shelf->name[i]) == number
		              : strstr(shelf->name[i], meant) != NULL) {
			found = i;
			count++;
		}
	}
	return count == 1 ? found : -1;
}

static bool fail_unknown(const struct shelf *shelf, const char *meant, struct error *error)
{
	struct nearest nearest = nearest_to(meant);
	for (int i = 0; i < shelf->count; i++)
		nearest_try(&nearest, shelf_topic(shelf->name[i]));
	return error_set(error, SPAN_NONE, nearest.best ? nearest.best : "lessons",
	                 _("there is no lesson '%s'"), meant);
}

bool shelf_path(const struct shelf *shelf, const char *meant, struct text *path, char **key,
                int *number, struct error *error)
{
	size_t const length = strlen(meant);
	*number = 0;
	*key = NULL;
	text_clear(path);
	if (strchr(meant, '/') || (length > 3 && strcmp(meant + length - 3, ".md") == 0)) {
		text_add(path, meant);
		char *const real = realpath(meant, NULL);
		// The progress file is made of lines.
		if (real && strpbrk(real, "\n\r\t\x1b\x7f"))
			free(real);
		else
			*key = real;
		return true;
	}
	int const i = *meant ? find(shelf, meant) : -1;
	if (i < 0)
		return fail_unknown(shelf, meant, error);
	shelf_file(shelf, i, path);
	*key = memory_copy_string(shelf->name[i]);
	*number = atoi(shelf->name[i]);
	return true;
}

bool shelf_find_next(const char *after, struct text *name, struct text *title)
{
	LOCAL(shelf) shelf = shelf_find();
	bool found = false;
	for (int i = 0; after && !found && i < shelf.count; i++) {
		LOCAL(text) path = { 0 };
		struct lesson next;
		struct error error;
		if (strcmp(shelf.name[i], after) <= 0)
			continue;
		shelf_file(&shelf, i, &path);
		found = lesson_read_file(&next, text_get(&path), !utf8_locale(), &error);
		if (found) {
			text_add(name, shelf.name[i]);
			text_add(title, next.title);
			lesson_free(&next);
		}
	}
	return found;
}
