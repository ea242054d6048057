// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a row by what was typed, and reading its words.
#include "repl/command.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/nearest.h"

int words_find(const char *list, const char *word)
{
	size_t const length = strlen(word);
	for (int number = 0; list && *list; number++) {
		size_t const end = strcspn(list, " ");
		if (end == length && !memcmp(list, word, length))
			return number;
		list += end + (list[end] == ' ');
	}
	return -1;
}

const struct command *command_find_exact(const struct command *const *tables, const char *word)
{
	for (; *tables; tables++)
		for (const struct command *row = *tables; row->name; row++)
			if (!strcmp(row->name, word) || words_find(row->alias, word) >= 0)
				return row;
	return NULL;
}

bool command_begins(const struct command *const *tables, const char *text)
{
	size_t const length = strlen(text);
	for (; *tables; tables++)
		for (const struct command *row = *tables; row->name; row++) {
			const char *word = row->alias;
			while (word && *word && strncmp(word, text, length)) {
				word += strcspn(word, " ");
				word += strspn(word, " ");
			}
			if (!strncmp(row->name, text, length) || (word && *word))
				return true;
		}
	return false;
}

const struct command *command_find(const struct command *const *tables, const char *word,
                                   struct text *ambiguous)
{
	const struct command *found = command_find_exact(tables, word);
	if (found || !*word)
		return found;
	struct words_list names = { 0 };
	size_t const length = strlen(word);
	for (; *tables; tables++)
		for (const struct command *row = *tables; row->name; row++)
			if (!strncmp(row->name, word, length)) {
				words_list_add(&names, row->name);
				found = row;
			}
	int const count = names.count;
	char **sorted = words_list_take(&names);
	if (count > 1 && ambiguous)
		for (int i = 0; sorted[i]; i++)
			text_addf(ambiguous, i ? ", %s" : "%s", sorted[i]);
	words_free(sorted);
	return count == 1 ? found : NULL;
}

const char *command_nearest(const struct command *const *tables, const char *word)
{
	struct nearest nearest = nearest_to(word);
	for (; *tables; tables++)
		for (const struct command *row = *tables; row->name; row++)
			nearest_try(&nearest, row->name);
	return nearest.best;
}

// TRANSLATORS: capitals, in one word: what stands for something else in a usage, as FILE in "load FILE".
static const char *const stand_ins[] = {
	N_("COLUMNS"), N_("COMMAND"), N_("CONDITION"), N_("COUNT"), N_("DIALECT"), N_("EQUATION"), N_("EXPR"),
	N_("FILE"), N_("KIND"), N_("LINE"), N_("NAME"), N_("NUMBER"), N_("OPTION"), N_("PANE"), N_("PARAMETER"),
	N_("PLACE"), N_("ROWS"), N_("SECONDS"), N_("SETTING"), N_("SIZE"), N_("TEXT"), N_("VALUE"), N_("VIEW"),
	N_("WORD"),
};

static const char *find_stand_in(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		if (strlen(stand_ins[i]) == length && !memcmp(stand_ins[i], word, length))
			return _(stand_ins[i]);
	return NULL;
}

void command_add_usage(const char *usage, struct text *out)
{
	static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	while (*usage) {
		size_t const length = strspn(usage, capitals), other = length ? length : strcspn(usage, capitals);
		const char *const word = length ? find_stand_in(usage, length) : NULL;
		if (word)
			text_add(out, word);
		else
			text_add_bytes(out, usage, other);
		usage += other;
	}
}

void command_write_usage(const struct command *row, struct text *out)
{
	text_addf(out, row->usage ? "%s " : "%s", row->name);
	command_add_usage(row->usage ? row->usage : "", out);
}

static bool fits(const struct command *row, const struct words *words, struct error *error)
{
	if (words->count < row->takes.least)
		return error_set(error, words->end, NULL, _("%s is missing here"), _(row->takes.needs));
	if (words->count > row->takes.most && !row->takes.most)
		return error_set(error, words->word[0].span, NULL, _("%s takes no words, but here is '%s'"),
		                 row->name, words->word[0].at);
	return words_at_most(words, row->takes.most, error) ||
	       (row->complete == COMPLETE_FILE && row->takes.least &&
	        error_advise(error, _("a name with blanks stands in \"…\"")));
}

bool command_run(const struct command *row, struct session *session, const struct words *words,
                 struct error *error)
{
	if (fits(row, words, error) && row->run(session, words, error))
		return true;
	if (error->advice[0] || error->source[0])
		return false;
	LOCAL(text) usage = { 0 };
	command_write_usage(row, &usage);
	error_advise(error, row->help ? _("%s; help %s says more") : "%s", text_get(&usage), row->name);
	return false;
}

// Reads a line from left to right and knows the column where it is.
struct word_reader {
	const char *at;
	int line, column;
};

static struct span skip_to(struct word_reader *reader, const char *end)
{
	int const letters = utf8_count(reader->at, (size_t)(end - reader->at));
	struct span const passed = { reader->line, reader->column, letters };
	reader->at = end;
	reader->column += letters;
	return passed;
}

static void skip_blanks(struct word_reader *reader)
{
	const char *end = reader->at;
	while (text_is_blank(*end))
		end++;
	skip_to(reader, end);
}

// A word, or all that stands between quotation marks.
static bool read_word(struct word_reader *reader, struct word *word, struct arena *arena,
                      struct error *error)
{
	const char *end = reader->at;
	if (*end == '"') {
		const char *close = strchr(end + 1, '"');
		if (!close)
			return error_set(error, (struct span){ reader->line, reader->column, 1 },
			                 _("close it with another \""),
			                 _("this quotation mark is not closed"));
		word->at = arena_copy_bytes(arena, end + 1, (size_t)(close - end - 1));
		word->span = skip_to(reader, close + 1);
		return true;
	}
	while (*end && !text_is_blank(*end))
		end++;
	word->at = arena_copy_bytes(arena, reader->at, (size_t)(end - reader->at));
	word->span = skip_to(reader, end);
	return true;
}

bool words_split(struct words *words, const char *line, size_t name, size_t length, int number,
                 struct arena *arena, struct error *error)
{
	struct word_reader reader = { line, number, 1 };
	skip_to(&reader, line + name);
	*words = (struct words){ .line = line };
	words->name = skip_to(&reader, line + name + length);
	struct word_reader const after_name = reader;
	skip_blanks(&reader);
	size_t rest = strlen(reader.at);
	while (rest && text_is_blank(reader.at[rest - 1]))
		rest--;
	words->rest = arena_copy_bytes(arena, reader.at, rest);
	words->begin = (struct span){ number, rest ? reader.column : after_name.column + 1, 1 };
	words->end = (struct span){ number, after_name.column + !rest, 1 };

	int room = 0;
	while (*reader.at) {
		if (words->count == room) {
			room = room ? 2 * room : 8;
			struct word *more = arena_get(arena, (size_t)room * sizeof *more);
			if (words->count)
				memcpy(more, words->word, (size_t)words->count * sizeof *more);
			words->word = more;
		}
		struct word *word = &words->word[words->count];
		if (!read_word(&reader, word, arena, error))
			return false;
		words->count++;
		words->end = (struct span){ number, reader.column + 1, 1 };
		skip_blanks(&reader);
	}
	return true;
}

bool word_is_integer(const char *word)
{
	char *end;
	strtol(word, &end, 10);
	return end != word && !*end;
}

bool words_integer(const struct words *words, int i, const char *what, long least, long most,
                   long *value, struct error *error)
{
	if (i >= words->count)
		return error_set(error, words->end, NULL, _("%s is missing here"), what);
	const struct word *word = &words->word[i];
	char *end;
	errno = 0;
	*value = strtol(word->at, &end, 10);
	if (end == word->at || *end)
		return error_set(error, word->span, NULL, _("%s is a whole number, not '%s'"), what,
		                 word->at);
	if (errno == ERANGE || *value < least || *value > most)
		return error_set(error, word->span, NULL, _("%s is %ld at least and %ld at most"),
		                 what, least, most);
	return true;
}

bool words_seed(const struct words *words, int i, uint32_t *seed, struct error *error)
{
	if (i >= words->count)
		return error_set(error, words->end, NULL, _("%s is missing here"), _("a seed"));
	const struct word *word = &words->word[i];
	char *end;
	errno = 0;
	long long const whole = strtoll(word->at, &end, 10); // a long may have 32 bits, one of them for the sign
	if (end == word->at || *end)
		return error_set(error, word->span, NULL, _("%s is a whole number, not '%s'"), _("a seed"), word->at);
	if (errno == ERANGE || whole < 0 || whole > UINT32_MAX)
		return error_set(error, word->span, NULL, _("a seed is 0 at least and 4294967295 at most"));
	*seed = (uint32_t)whole;
	return true;
}

bool words_number(const struct words *words, int i, const char *what, double least, double *value,
                  struct error *error)
{
	if (i >= words->count)
		return error_set(error, words->end, NULL, _("%s is missing here"), what);
	const struct word *word = &words->word[i];
	char *end;
	*value = strtod(word->at, &end);
	if (end == word->at || *end || !isfinite(*value))
		return error_set(error, word->span, NULL, _("%s is a number, not '%s'"), what, word->at);
	if (*value < least)
		return error_set(error, word->span, NULL, _("%s is %g at least"), what, least);
	return true;
}

bool words_size(const struct words *words, int i, const char *what, bool may_be_zero, double *value,
                struct error *error)
{
	if (i >= words->count)
		return error_set(error, words->end, NULL, _("%s is missing here"), what);
	char *end;
	double const number = strtod(words->word[i].at, &end);
	if (end == words->word[i].at || *end || !isfinite(number) ||
	    !(number > 0 || (may_be_zero && number >= 0)))
		return error_set(error, words->word[i].span, NULL,
		                 may_be_zero ? _("%s is a number, 0 at least, not '%s'")
		                             : _("%s is a number above 0, not '%s'"),
		                 what, words->word[i].at);
	*value = number;
	return true;
}

bool words_switch(const struct words *words, bool *is_on, struct error *error)
{
	const char *word = words->word[1].at;
	if (strcmp(word, "on") && strcmp(word, "off"))
		return error_set(error, words->word[1].span, NULL, _("%s is on or off, not '%s'"),
		                 words->word[0].at, word);
	*is_on = !strcmp(word, "on");
	return true;
}

bool words_at_most(const struct words *words, int most, struct error *error)
{
	return words->count <= most || error_set(error, words->word[most].span, NULL,
	                                         _("'%s' is one word too many"), words->word[most].at);
}

bool words_place(const struct words *words, int i, struct error *error)
{
	struct span const place = i < words->count ? words->word[i].span : words->begin;
	if (error->span.line > 0)
		return false;
	if (error->source[0]) {
		struct error const bare = *error;
		return error_set(error, place, bare.advice, "%s: %s", bare.source, bare.cause);
	}
	error->span = place;
	return false;
}

const char *words_at(const struct words *words, int i)
{
	return i < words->count ? words->word[i].at : "";
}

void words_list_add(struct words_list *list, const char *word)
{
	if (list->count + 1 >= list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->at = memory_resize(list->at, (size_t)list->room, sizeof *list->at);
	}
	list->at[list->count++] = memory_copy_string(word);
}

void words_list_split(struct words_list *list, const char *words)
{
	while (words && *words) {
		LOCAL(text) word = { 0 };
		size_t const length = strcspn(words, " ");
		text_add_bytes(&word, words, length);
		words_list_add(list, text_get(&word));
		words += length + (words[length] == ' ');
	}
}

void words_list_rows(struct words_list *list, const void *rows, size_t size)
{
	for (const char *row = rows, *name; memcpy(&name, row, sizeof name), name; row += size)
		words_list_add(list, name);
}

char **words_of_rows(const void *rows, size_t size)
{
	struct words_list list = { 0 };
	words_list_rows(&list, rows, size);
	return words_list_take(&list);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **words_list_take(struct words_list *list)
{
	if (!list->at)
		list->at = memory_get(1, sizeof *list->at);
	if (list->count)
		qsort(list->at, (size_t)list->count, sizeof *list->at, compare);
	int kept = 0;
	for (int i = 0; i < list->count; i++)
		if (kept && !strcmp(list->at[kept - 1], list->at[i]))
			free(list->at[i]);
		else
			list->at[kept++] = list->at[i];
	list->at[kept] = NULL;
	char **taken = list->at;
	*list = (struct words_list){ 0 };
	return taken;
}

bool words_advise(struct error *error, const char *word, char **among, const char *before,
                  const char *otherwise)
{
	struct nearest nearest = nearest_to(word);
	for (int i = 0; among && among[i]; i++)
		nearest_try(&nearest, among[i]);
	if (nearest.best)
		error_advise(error, "%s%s", before, nearest.best);
	else if (otherwise)
		error_advise(error, "%s", otherwise);
	else
		for (int i = 0; among && among[i]; i++)
			error_advise(error, i ? ", %s" : "%s", among[i]);
	words_free(among);
	return false;
}

void words_free(char **words)
{
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
}
