// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/lock.h"

#include "base/message.h"
#include "repl/command.h"
#include "repl/session.h"

// In the order of enum lock; the last one is all of them.
const char lock_words[] = "skip solution hint fast all";
static const char *const names[LOCK_COUNT] = { "skip", "solution", "hint", "fast" };

bool lock_holds(const struct session *session, enum lock lock)
{
	return session->locks >> lock & 1;
}

bool lock_allows(const struct session *session, enum lock lock, struct error *error)
{
	return !lock_holds(session, lock) ||
	       error_set(error, SPAN_NONE,
	                 lock == LOCK_HINT || lock == LOCK_FAST ? _("Enter, which reads on")
	                                                        : _("an answer; nothing is lost by a wrong one"),
	                 _("your teacher has locked `%s` for this class"), names[lock]);
}

bool lock_close(struct session *session, const char *word)
{
	int const lock = words_find(lock_words, word);
	if (lock < 0)
		return false;
	session->locks |= lock == LOCK_COUNT ? (1u << LOCK_COUNT) - 1 : 1u << lock;
	return true;
}

void lock_write(const struct session *session, struct text *out)
{
	for (int lock = 0; lock < LOCK_COUNT; lock++)
		if (lock_holds(session, (enum lock)lock))
			text_addf(out, "%s%s", out->length ? ", " : "", names[lock]);
}
