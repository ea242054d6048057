// SPDX-License-Identifier: GPL-3.0-or-later
// Which names an expression may use now, and what they mean: those of the walk at the session's place
// (while the network cannot run, its parameters and initial states only), variables, printed values.
// A name of the cell goes before a variable of that name.
#ifndef REPL_NAMES_H
#define REPL_NAMES_H

#include <stdbool.h>

#include "lang/evaluate.h"
#include "lang/parser.h"
#include "repl/session.h"
#include "trace/walk.h"

// What a scope points to; it must live as long as the scope.
struct names {
	const struct session *session;
	struct walk_place at; // walk NULL: the network cannot run
	struct error why;     // and this is why
};

// The scope at the session's place; the one at any place of a walk.
struct scope names_scope(struct session *session, struct names *names);
struct scope names_scope_at(const struct session *session, struct walk_place at,
                            struct names *names);
struct parse_names names_for_parser(const struct session *session);

// Whether an expression may begin with this name.
bool names_has(const struct session *session, const char *name);

// Whether the cell, the walk or the functions use this name already, so that no variable can have it.
bool names_is_taken(const struct session *session, const char *name);

// All of them: quantities, their gradients, derivatives' letters, variables, functions.
void names_list(const struct session *session, struct words_list *list);

// The words of the vocabulary, for words_free.
char **names_of_vocabulary(struct session *session);

#endif
