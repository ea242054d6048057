// SPDX-License-Identifier: GPL-3.0-or-later
// Assignment: `W = EXPR`, `W[1,2] = EXPR`, `s[-1] = EXPR`, each also with +=.
#ifndef REPL_ASSIGN_H
#define REPL_ASSIGN_H

#include <stdbool.h>

#include "array/array.h"
#include "base/arena.h"
#include "lang/evaluate.h"

struct cell;
struct error;
struct network;
struct session;
struct variable;

// What can be assigned to: the numbers of a quantity or of a variable, all of them or one.
struct target {
	int quantity;
	const struct variable *variable; // or NULL
	bool is_initial;
	bool has_element;
	int row, col;
};

// What a name with its subscripts means as a target; false and *error where it cannot be one.
bool assign_find_target(struct session *session, const struct tree *tree, const struct scope *scope,
                        struct arena *arena, struct target *target, struct error *error);

// The numbers of a target that is no variable, to be written in place; they count as assigned.
struct array assign_numbers(struct network *network, const struct target *target);

// Puts a backward equation of the learner's own in place (lang/amend.h) and says what stood there.
// `number` and `column` say where the line's first letter was read.  On a mistake all stays as it was.
bool assign_amend(struct session *session, const char *line, int number, int column,
                  struct error *error);
void assign_take_cell(struct session *session, struct cell *cell); // with another backward pass

bool assign_run(struct session *session, const char *line, int number, struct error *error);

#endif
