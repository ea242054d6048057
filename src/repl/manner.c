// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/manner.h"

#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "repl/session.h"

const char manner_backgrounds[] = "auto dark light", manner_colors[] = "auto always never";
const char manner_keys[] = "line single";

static const char *const backgrounds[BACKGROUND_COUNT] = {
	[BACKGROUND_UNKNOWN] = "auto",
	[BACKGROUND_DARK] = "dark",
	[BACKGROUND_LIGHT] = "light",
};
static const char *const colors[COLOR_COUNT] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
};
static const char *const hands[KEYS_COUNT] = { [KEYS_LINE] = "line", [KEYS_SINGLE] = "single" };

// The number of the setting's word among its choices; negative, with an error, if it is none.
static int choose(const struct words *words, const char *const *names, int count,
                  struct error *error)
{
	const struct word *word = &words->word[1];
	struct text choices = { 0 };
	for (int i = 0; i < count; i++) {
		if (!strcmp(word->at, names[i])) {
			text_free(&choices);
			return i;
		}
		text_addf(&choices, "%s%s", !i ? "" : i < count - 1 ? ", " : _(" or "), names[i]);
	}
	error_set(error, word->span, NULL, _("%s is %s, not '%s'"), words->word[0].at,
	          text_get(&choices), word->at);
	text_free(&choices);
	return -1;
}

// A setting is told its field by nobody but its own two functions.
#define CHOICE(field, names)                                                                       \
	void manner_tell_##field(const struct session *session, struct text *out)                  \
	{                                                                                          \
		text_add(out, (names)[session->manner.field]);                                     \
	}                                                                                          \
	bool manner_set_##field(struct session *session, const struct words *words,                \
	                        struct error *error)                                               \
	{                                                                                          \
		int const chosen = choose(words, names, sizeof(names) / sizeof *(names), error);   \
		if (chosen >= 0)                                                                   \
			session->manner.field = (enum field)chosen;                                \
		return chosen >= 0;                                                                \
	}
CHOICE(background, backgrounds)
CHOICE(color, colors)
CHOICE(keys, hands)

#define SWITCH(field)                                                                              \
	void manner_tell_##field(const struct session *session, struct text *out)                  \
	{                                                                                          \
		text_add(out, session->manner.field ? "on" : "off");                               \
	}                                                                                          \
	bool manner_set_##field(struct session *session, const struct words *words,                \
	                        struct error *error)                                               \
	{                                                                                          \
		return words_switch(words, &session->manner.field, error);                         \
	}
SWITCH(plain)
SWITCH(mouse)
SWITCH(leave_screen)

bool manner_read_color(const char *word, enum color *color)
{
	for (int i = 0; i < COLOR_COUNT; i++)
		if (!strcmp(word, colors[i])) {
			*color = (enum color)i;
			return true;
		}
	return false;
}

bool manner_looks_equal(const struct manner *a, const struct manner *b)
{
	return a->background == b->background && a->color == b->color;
}
