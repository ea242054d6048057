// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked for (lang/query.h), read and answered with the session's names at its place.
#ifndef REPL_QUERY_H
#define REPL_QUERY_H

#include "lang/query.h"

struct session;

// Reads a text that stands at `column` of `line`; all lives in the arena.
bool query_read(const struct session *session, const char *text, int line, int column,
                const struct query_form *form, struct arena *arena, struct query *query,
                struct error *error);

// Evaluates the items, of each `most` values at most.
bool query_answer(struct session *session, struct query *query, int most, struct arena *arena,
                  struct error *error);

// Both, of one value.
bool query_evaluate(struct session *session, const char *text, int line, int column,
                    struct arena *arena, struct array *out, struct error *error);

#endif
