// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/preferences.h"

#include <string.h>

#include "base/message.h"
#include "repl/learning.h"
#include "repl/session.h"

static void tell_precision(const struct session *session, struct text *out)
{
	text_addf(out, "%d", session->precision);
}

static bool set_precision(struct session *session, const struct words *words, struct error *error)
{
	long digits;
	if (!words_integer(words, 1, _("the precision"), 1, 17, &digits, error))
		return false;
	session->precision = (int)digits;
	return true;
}

static const char *const glyphs_names[] = {
	[GLYPHS_BRAILLE] = "braille",
	[GLYPHS_BLOCKS] = "blocks",
	[GLYPHS_ASCII] = "ascii",
};

static void tell_glyphs(const struct session *session, struct text *out)
{
	text_add(out, glyphs_names[session->glyphs]);
}

static bool set_glyphs(struct session *session, const struct words *words, struct error *error)
{
	for (int i = GLYPHS_BRAILLE; i <= GLYPHS_ASCII; i++)
		if (!strcmp(words->word[1].at, glyphs_names[i])) {
			session->glyphs = (enum glyphs)i;
			return true;
		}
	return error_set(error, words->word[1].span, NULL,
	                 _("glyphs are braille, blocks or ascii, not '%s'"), words->word[1].at);
}

static const char *const math_names[] = {
	[MATH_UNICODE] = "unicode",
	[MATH_ASCII] = "ascii",
	[MATH_TEX] = "tex",
};

static void tell_math(const struct session *session, struct text *out)
{
	text_add(out, math_names[session->math]);
}

static bool set_math(struct session *session, const struct words *words, struct error *error)
{
	for (int i = MATH_UNICODE; i <= MATH_TEX; i++)
		if (!strcmp(words->word[1].at, math_names[i])) {
			session->math = (enum math_form)i;
			return true;
		}
	return error_set(error, words->word[1].span, NULL,
	                 _("math is unicode, ascii or tex, not '%s'"), words->word[1].at);
}

static void tell_json(const struct session *session, struct text *out)
{
	text_add(out, session->json ? "on" : "off");
}

static bool set_json(struct session *session, const struct words *words, struct error *error)
{
	return words_switch(words, &session->json, error);
}

static void tell_repeat(const struct session *session, struct text *out)
{
	text_add(out, session->empty_is_nothing ? "off" : "on");
}

static bool set_repeat(struct session *session, const struct words *words, struct error *error)
{
	bool repeats = true;
	if (!words_switch(words, &repeats, error))
		return false;
	session->empty_is_nothing = !repeats;
	return true;
}

const struct preference preferences[] = {
	{ "background", manner_backgrounds, manner_tell_background, manner_set_background },
	{ "clip", NULL, learning_tell_clip, NULL },
	{ "color", manner_colors, manner_tell_color, manner_set_color },
	{ "draws", NULL, learning_tell_draws, learning_set_draws },
	{ "glyphs", "braille blocks ascii", tell_glyphs, set_glyphs },
	{ "halve", "on off", learning_tell_halve, learning_set_halve },
	{ "json", "on off", tell_json, set_json },
	{ "keys", manner_keys, manner_tell_keys, manner_set_keys },
	{ "leave-screen", "on off", manner_tell_leave_screen, manner_set_leave_screen },
	{ "math", "unicode ascii tex", tell_math, set_math },
	{ "mouse", "on off", manner_tell_mouse, manner_set_mouse },
	{ "plain", "on off", manner_tell_plain, manner_set_plain },
	{ "precision", NULL, tell_precision, set_precision },
	{ "rate", NULL, learning_tell_rate, learning_set_rate },
	{ "repeat", "on off", tell_repeat, set_repeat },
	{ "temperature", NULL, learning_tell_temperature, learning_set_temperature },
	{ .name = NULL },
};

const struct preference *preference_find(const char *name)
{
	for (const struct preference *preference = preferences; preference->name; preference++)
		if (!strcmp(preference->name, name))
			return preference;
	return NULL;
}

void preference_tell(const struct preference *preference, const struct session *session,
                     struct text *out)
{
	if (preference->set)
		text_addf(out, "set %s ", preference->name);
	preference->tell(session, out);
}

// "set math unicode, ascii or tex"
static void advise_choices(const struct preference *preference, struct error *error)
{
	error->advice[0] = '\0';
	error_advise(error, "set %s ", preference->name);
	for (const char *c = preference->choices; *c; c++) {
		bool const is_last = *c == ' ' && !strchr(c + 1, ' ');
		if (*c == ' ')
			error_advise(error, "%s", is_last ? _(" or ") : ", ");
		else
			error_advise(error, "%c", *c);
	}
}

bool preference_set(const struct preference *preference, struct session *session,
                    const struct words *words, struct error *error)
{
	if (preference->set(session, words, error))
		return true;
	if (preference->choices)
		advise_choices(preference, error);
	return false;
}
