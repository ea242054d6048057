// SPDX-License-Identifier: GPL-3.0-or-later
// Words for people are translated: _("…") where they are used, N_("…") in tables whose rows are passed through
// _() when they are shown, ngettext("…", "…", n) where a number decides.  The names are GNU gettext's, whose
// tools keep po/.
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

struct catalog;

#define _(words) message_in_language(words)
#define N_(words) words
#define ngettext(one, many, n) message_counted(one, many, n)

// The words in the language that is spoken; where that has none they are returned as they are, in English.
const char *message_in_language(const char *words) __attribute__((format_arg(1)));
const char *message_counted(const char *one, const char *many, unsigned long count)
	__attribute__((format_arg(1), format_arg(2)));

// From now on messages are looked up there; NULL: they are English.  Returns what held before.
struct catalog *message_set_catalog(struct catalog *catalog);

// Prints to standard error what may hold anybody's words, made harmless (utf8_clean).
// Says on standard error what is wrong with a verb's words, of which the cause names one (%s), and where its help is.
// Returns the exit status of wrong usage, 2.
int message_fail_usage(const char *verb, const char *cause, const char *word);

void message_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
