// SPDX-License-Identifier: GPL-3.0-or-later
// What all settings have in common: telling and reading a value, and noting where it came from.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/memory.h"
#include "base/message.h"
#include "lang/print.h"
#include "repl/session.h"
#include "repl/settings.h"

static int count(void)
{
	int rows = 0;
	while (settings[rows].name)
		rows++;
	return rows;
}

const struct setting *setting_find(const char *name)
{
	for (const struct setting *row = settings; row->name; row++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}

bool setting_is_command(const struct setting *row)
{
	return row->kind == SETTING_OWN && !row->set;
}

void setting_write_usage(const struct setting *row, struct text *out)
{
	const char *choices = setting_choices(row);
	if (!choices)
		text_add(out, row->kind == SETTING_COUNT || row->kind == SETTING_SEED ? "N" : "X");
	for (; choices && *choices; choices++)
		text_add_char(out, *choices == ' ' ? '|' : *choices);
}

void setting_write_help(const struct setting *row, struct text *out)
{
	text_addf(out, "set %s ", row->name);
	setting_write_usage(row, out);
	text_addf(out, "\n%s", _(row->summary));
}

const char *setting_choices(const struct setting *row)
{
	return row->kind == SETTING_SWITCH ? "on off" : row->choices;
}

// ---- telling

// Word `number` of a list.
static void write_choice(const char *choices, int number, struct text *out)
{
	while (number--)
		choices += strcspn(choices, " ") + 1;
	text_add_bytes(out, choices, strcspn(choices, " "));
}

static void tell(const struct setting *row, const struct session *session, struct text *out)
{
	const char *at = (const char *)session + row->at;
	if (row->kind != SETTING_OWN)
		text_addf(out, "set %s ", row->name);
	switch (row->kind) {
	case SETTING_OWN:
		row->tell(session, out);
		break;
	case SETTING_SWITCH:
		text_add(out, *(const bool *)at ? "on" : "off");
		break;
	case SETTING_CHOICE:
		write_choice(row->choices, *(const int *)at, out);
		break;
	case SETTING_COUNT:
		text_addf(out, "%d", *(const int *)at);
		break;
	case SETTING_SEED:
		text_addf(out, "%lu", (unsigned long)*(const uint32_t *)at);
		break;
	case SETTING_NUMBER:
	case SETTING_POSITIVE:
	case SETTING_FRACTION:
		number_write_exactly(*(const double *)at, out);
		break;
	}
}

bool settings_tell(const struct session *session, const char *name, struct text *out)
{
	const struct setting *row = setting_find(name);
	if (row)
		tell(row, session, out);
	return row != NULL;
}

bool settings_say(struct session *session, const char *name)
{
	struct text out = { 0 };
	settings_tell(session, name, &out);
	return session_answer(session, &out);
}

void settings_tell_own(const struct session *session, const char *between, struct text *out)
{
	for (const struct setting *row = setting_find("sweep") + 1; row->name; row++) {
		text_add(out, between);
		tell(row, session, out);
	}
}

void settings_tell_changed(const struct session *session, const char *between, struct text *out)
{
	for (int i = 0; i < count(); i++) {
		LOCAL(text) now = { 0 };
		tell(&settings[i], session, &now);
		if (settings[i].makes && strcmp(text_get(&now), session->told[i].usual))
			text_addf(out, "%s%s", between, text_get(&now));
	}
}

// ---- changing

bool setting_accepts(const char *name, const char *word)
{
	return words_find(setting_find(name)->choices, word) >= 0;
}

static bool choose(const struct setting *row, const struct word *word, int *chosen, struct error *error)
{
	int const number = words_find(row->choices, word->at);
	if (number >= 0) {
		*chosen = number;
		return true;
	}
	LOCAL(text) names = { 0 };
	for (const char *c = row->choices; *c; c++)
		if (*c == ' ')
			text_add(&names, strchr(c + 1, ' ') ? ", " : _(" or "));
		else
			text_add_char(&names, *c);
	error_set(error, word->span, NULL, _("%s can be %s, not '%s'"), row->name, text_get(&names), word->at);
	return false;
}

static bool read(const struct setting *row, struct session *session, const struct words *words,
                 struct error *error)
{
	void *at = (char *)session + row->at;
	const char *what = row->what ? _(row->what) : row->name;
	long whole;
	double number;
	switch (row->kind) {
	case SETTING_OWN:
		return row->set(session, words, error);
	case SETTING_SWITCH:
		return words_switch(words, at, error);
	case SETTING_CHOICE:
		return choose(row, &words->word[1], at, error);
	case SETTING_COUNT:
		if (!words_integer(words, 1, what, row->least, row->most, &whole, error))
			return false;
		*(int *)at = (int)whole;
		return true;
	case SETTING_SEED:
		return words_seed(words, 1, at, error);
	case SETTING_NUMBER:
	case SETTING_POSITIVE:
		return words_size(words, 1, what, row->kind == SETTING_NUMBER, at, error);
	case SETTING_FRACTION:
		if (!words_size(words, 1, what, true, &number, error))
			return false;
		if (number >= 1)
			return error_set(error, words->word[1].span, NULL, _("%s is below 1"), what);
		*(double *)at = number;
		return true;
	}
	return false;
}

bool setting_set(const struct setting *row, struct session *session, const struct words *words,
                 struct error *error)
{
	if (read(row, session, words, error)) {
		settings_note(session, NULL);
		return true;
	}
	if (setting_choices(row)) {
		LOCAL(text) usage = { 0 };
		setting_write_usage(row, &usage);
		error->advice[0] = '\0';
		error_advise(error, "set %s %s", row->name, text_get(&usage));
	}
	return false;
}

bool settings_put(struct session *session, const char *name, const char *value, const char *from)
{
	struct error error;
	char word[2][32] = { "", "" };
	strncpy(word[0], name, sizeof word[0] - 1);
	strncpy(word[1], value, sizeof word[1] - 1);
	struct words const words = { .word = (struct word[]){ { .at = word[0] }, { .at = word[1] } },
		                     .count = 2 };
	bool const done = read(setting_find(name), session, &words, &error);
	settings_note(session, from);
	return done;
}

// ---- where a value came from

void settings_begin(struct session *session)
{
	session->told = memory_get((size_t)count(), sizeof *session->told);
	for (int i = 0; i < count(); i++) {
		struct text now = { 0 };
		tell(&settings[i], session, &now);
		session->told[i].usual = memory_copy_string(text_get(&now));
		session->told[i].now = text_take(&now);
	}
}

void settings_end(struct session *session)
{
	for (int i = 0; i < count(); i++) {
		free(session->told[i].usual);
		free(session->told[i].now);
		free(session->told[i].from);
	}
	free(session->told);
}

void settings_note(struct session *session, const char *from)
{
	LOCAL(text) here = { 0 };
	if (from)
		text_add(&here, from);
	else if (*session->source)
		text_addf(&here, "%s:%d%s%s", session->source, session->line, session->source_is ? ", " : "",
		          session->source_is ? session->source_is : "");
	else
		text_add(&here, _("typed in this session"));
	for (int i = 0; i < count(); i++) {
		struct told *told = &session->told[i];
		LOCAL(text) now = { 0 };
		tell(&settings[i], session, &now);
		if (strcmp(text_get(&now), told->now)) {
			free(told->now);
			free(told->from);
			told->now = text_take(&now);
			told->from = memory_copy_string(text_get(&here));
		}
	}
}

void settings_tell_origin(const struct session *session, const char *name, struct text *out)
{
	const char *from = session->told[setting_find(name) - settings].from;
	text_addf(out, "\n# %s", from ? from : _("the default"));
}
