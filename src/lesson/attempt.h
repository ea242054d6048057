// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner has typed as an answer → its value.  All that a page or a picture prints can be typed back:
// an expression, in which factors may stand side by side as in a formula; numbers in brackets, in columns or
// rows; a word of the vocabulary.  And what the learner has made, `let` or printed, may be used.  Nothing is
// judged here.
#ifndef LESSON_ATTEMPT_H
#define LESSON_ATTEMPT_H

#include "array/array.h"
#include "base/error.h"
#include "lang/tree.h"
#include "repl/values.h"

struct session;
struct variables;

// What the learner brings: the session, and how the variables in it were made.
struct belongings {
	const struct session *session; // NULL: nothing
	struct let {
		char *name, *text; // owned
	} *let;
	int lets;
};

// Notes an assignment `let NAME = EXPR`; any other line is none.
void belongings_note(struct belongings *belongings, const char *line);
void belongings_free(struct belongings *belongings);
// The expression that a name of the learner's stands for, or NULL.
const char *belongings_text(const struct belongings *belongings, const char *name);

// While it is lent, the desk knows the learner's names where it has none of its own.
struct loan {
	struct variables *variables;
	struct values values;
};
struct loan attempt_lend(struct session *desk, const struct belongings *belongings);
void attempt_return(struct session *desk, struct loan loan);

struct attempt {
	struct tree *tree;
	struct array value;
	// Numbers alone, no name: typed with this many digits, each element may be off by this much.
	bool is_numbers;
	struct array slack;
};

// All lives in the arena.  False and *error: it has no value.
bool attempt_read(struct session *desk, const char *typed, struct arena *arena,
                  struct attempt *attempt, struct error *error);

// The number of the word of the desk's vocabulary that was typed, perhaps in quotation marks; -1: none.
int attempt_word(const struct session *desk, const char *typed);

#endif
