// SPDX-License-Identifier: GPL-3.0-or-later
// `bptt-repl lesson --check [--bless] [FILE...]`: checks files of lessons, or all that are installed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "file/save.h"
#include "lesson/check.h"
#include "lesson/lesson.h"
#include "lesson/library.h"

static bool write_file(const char *path, const struct text *text)
{
	struct error error;
	LOCAL(text) words = { 0 };
	bool const is_written = save_file(path, text_get(text), text->length, &error);
	if (!is_written)
		error_write(&error, &words);
	message_print("%s", text_get(&words));
	return is_written;
}

// True: there is nothing wrong with this file.
static bool check_one(const char *path, const struct command *const *tables, bool bless)
{
	struct lesson lesson;
	struct error error;
	LOCAL(text) report = { 0 };
	if (!lesson_read_file(&lesson, path, false, &error)) {
		error_write(&error, &report);
		message_print("%s", text_get(&report));
		return false;
	}
	struct lesson_check check;
	lesson_check(&lesson, tables, bless, &check);
	bool ok = check.faults == 0;
	message_print("%s", text_get(&check.report));
	if (check.blessed)
		ok = write_file(path, &check.blessed_text) && ok;
	if (check.blessed)
		printf(_("%s: %d outputs rewritten\n"), path, check.blessed);
	else if (ok)
		printf(_("%s: %d pages, %d commands, %d questions\n"), path, lesson.pages,
		       check.commands, check.questions);
	lesson_check_free(&check);
	lesson_free(&lesson);
	return ok;
}

// In the language of its folder: its outputs are what the program prints to those who read it.
static bool check_file(const char *path, const struct command *const *tables, bool bless)
{
	char *const before = memory_copy_string(language_spoken());
	shelf_speak_as(path);
	bool const ok = check_one(path, tables, bless);
	language_speak(before);
	free(before);
	return ok;
}

int lesson_check_main(const struct command *const *tables, int argc, char **argv)
{
	bool const bless = argc > 0 && strcmp(argv[0], "--bless") == 0;
	bool ok = true;
	utf8_set_locale(
		true); // outputs are compared as they are written, whatever this terminal shows
	if (argc == bless) {
		LOCAL(shelf) shelf = shelf_find();
		LOCAL(text) path = { 0 };
		for (int i = 0; i < shelf.count; i++) {
			shelf_file(&shelf, i, &path);
			ok = check_file(text_get(&path), tables, bless) && ok;
		}
		ok = ok && shelf.count;
		if (!shelf.count)
			message_print("%s", _("bptt-repl: no lessons are installed\n"));
	}
	for (int i = bless; i < argc; i++)
		ok = check_file(argv[i], tables, bless) && ok;
	return ok ? 0 : 1;
}
