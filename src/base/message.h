// SPDX-License-Identifier: GPL-3.0-or-later
// Words for people go through gettext: _("…") where they are used, N_("…") in tables whose rows are
// passed through _() when they are shown.
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#ifdef ENABLE_NLS
#include <libintl.h>
#else // configure --disable-nls: English alone
#define gettext(words) (words)
#define ngettext(one, many, n) ((n) == 1 ? (one) : (many))
#endif

#define _(words) gettext(words)
#define N_(words) words

// Prints to standard error what may hold anybody's words, made harmless (utf8_clean).
void message_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
