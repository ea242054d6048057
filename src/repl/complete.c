// SPDX-License-Identifier: GPL-3.0-or-later
// Tab: what can stand where the cursor is.  The first word is a command, or begins an expression; the
// words after a command are what its row says.
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "lang/operator.h"
#include "repl/meaning.h"
#include "repl/names.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "repl/settings.h"

static bool is_of_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (c & 0x80);
}

// Whether a word can stand in a line as it is: it holds nothing that would be shown otherwise, and no
// quotation mark, which nothing could enclose.
static bool can_be_typed(const char *word)
{
	LOCAL(text) clean = { 0 };
	utf8_clean(&clean, word, strlen(word), false);
	return !strcmp(text_get(&clean), word) && !strchr(word, '"');
}

static bool needs_quotes(const char *word)
{
	return strpbrk(word, " ;#{") != NULL;
}

// Keeps the words that begin with `prefix`.  All are enclosed in quotation marks where one of them needs it
// (so that they begin alike); after a quotation mark that was typed, as `is_open` says, they are closed.  A
// folder stays open.
static void keep_beginning(struct words_list *from, const char *prefix, bool is_open,
                           struct words_list *to)
{
	char **words = words_list_take(from);
	bool encloses = is_open;
	for (int i = 0; words[i]; i++)
		encloses |= !strncmp(words[i], prefix, strlen(prefix)) && needs_quotes(words[i]);
	for (int i = 0; words[i]; i++) {
		LOCAL(text) word = { 0 };
		size_t const length = strlen(words[i]);
		if (strncmp(words[i], prefix, strlen(prefix)) || !can_be_typed(words[i]))
			continue;
		text_addf(&word, "%s%s%s", encloses && !is_open ? "\"" : "", words[i],
		          encloses && length && words[i][length - 1] != '/' ? "\"" : "");
		words_list_add(to, text_get(&word));
	}
	words_free(words);
}

// Where the last word of text[from ..] begins, as a command splits it; an opening quotation mark that is
// not closed stands before it.
static size_t last_word(const char *text, size_t from, bool *is_open)
{
	size_t at = from;
	*is_open = false;
	while (true) {
		at += strspn(text + at, " \t");
		size_t const begin = at;
		const char *const close = text[at] == '"' ? strchr(text + at + 1, '"') : NULL;
		*is_open = text[at] == '"' && !close;
		if (*is_open)
			return begin + 1;
		at = close ? (size_t)(close + 1 - text) : at + strcspn(text + at, " \t");
		if (!text[at])
			return begin;
	}
}

static void add_commands(const struct session *session, struct words_list *list)
{
	for (const struct command *const *table = session->tables; *table; table++)
		for (const struct command *row = *table; row->name; row++)
			words_list_add(list, row->name);
}

// Files whose path begins with `prefix`; a folder ends with a slash.
static void add_files(const char *prefix, struct words_list *list)
{
	const char *slash = strrchr(prefix, '/');
	LOCAL(text) folder = { 0 }, path = { 0 };
	text_add_bytes(&folder, prefix, slash ? (size_t)(slash + 1 - prefix) : 0);
	LOCAL(text) there = { 0 };
	file_write_path(folder.length ? text_get(&folder) : ".", &there);
	DIR *directory = opendir(text_get(&there));
	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		struct stat status;
		bool const wants_hidden = prefix[folder.length] == '.';
		if (entry->d_name[0] == '.' && !wants_hidden)
			continue;
		text_clear(&path);
		text_addf(&path, "%s%s", text_get(&folder), entry->d_name);
		if (!fstatat(dirfd(directory), entry->d_name, &status, 0) && S_ISDIR(status.st_mode))
			text_add_char(&path, '/');
		words_list_add(list, text_get(&path));
	}
	if (directory)
		closedir(directory);
}

// The words of a command; `setting` is the first of them when another is being typed.
static void add_words_of(struct session *session, const struct command *row, const char *setting,
                         const char *prefix, struct words_list *list)
{
	// set json o, set sweep s: the second word is the setting's.
	if (!strcmp(row->name, "set") && *setting) {
		const struct command *own = command_find_exact(session->tables, setting);
		const struct setting *named = setting_find(setting);
		words_list_split(list, named ? setting_choices(named) : NULL);
		if (own && strcmp(own->name, "set"))
			add_words_of(session, own, "", prefix, list);
		return;
	}
	words_list_split(list, row->choices);
	if (row->complete_words) {
		char **words = row->complete_words(session);
		for (int i = 0; words && words[i]; i++)
			words_list_add(list, words[i]);
		words_free(words);
	}
	switch (row->complete) {
	case COMPLETE_NAME:
		names_list(session, list);
		break;
	case COMPLETE_FILE:
		add_files(prefix, list);
		break;
	case COMPLETE_COMMAND:
		add_commands(session, list);
		names_list(session, list);
		words_list_add(list, "functions");
		break;
	case COMPLETE_NOTHING:
		break;
	}
}

char **session_complete(struct session *session, const char *line, size_t point, size_t *start)
{
	LOCAL(text) before = { 0 }, name = { 0 };
	struct words_list all = { 0 }, list = { 0 };
	text_add_bytes(&before, line, point);
	const char *text = text_get(&before);
	size_t const begin = parts_last(session, text);
	size_t const end = begin + strcspn(text + begin, " \t");
	const struct command *row = NULL;
	if (end < before.length) {
		text_add_bytes(&name, text + begin, end - begin);
		row = meaning_of(session, text_get(&name)).command;
	}
	size_t word = before.length;
	bool const in_expression = end < before.length && (!row || row->complete == COMPLETE_NAME);
	bool is_open = false;
	if (end < before.length && !in_expression)
		word = last_word(text, end, &is_open);
	else
		while (word > begin &&
		       (in_expression ? is_of_name(text[word - 1]) : !text_is_blank(text[word - 1])))
			word--;
	if (!row && end == before.length) {
		// The first word: a command, or an expression that need not hold blanks.
		size_t in_name = before.length;
		while (in_name > begin && is_of_name(text[in_name - 1]))
			in_name--;
		if (in_name == begin || strpbrk(text + begin, "[(*/+'")) {
			word = in_name;
			names_list(session, &all);
		}
		if (word == begin)
			add_commands(session, &all);
	} else if (row) {
		LOCAL(text) setting = { 0 };
		size_t const first = end + strspn(text + end, " \t");
		size_t const length = strcspn(text + first, " \t");
		if (first + length < word)
			text_add_bytes(&setting, text + first, length);
		add_words_of(session, row, text_get(&setting), text + word, &all);
	} else {
		names_list(session, &all);
	}
	keep_beginning(&all, text + word, is_open, &list);
	*start = word;
	return words_list_take(&list);
}
