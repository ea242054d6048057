// SPDX-License-Identifier: GPL-3.0-or-later
// Assignment: `W = EXPR`, `W[1,2] = EXPR`, `s[-1] = EXPR`, each also with +=.
#ifndef REPL_ASSIGN_H
#define REPL_ASSIGN_H

#include <stdbool.h>

struct error;
struct session;

bool assign_run(struct session *session, const char *line, int number, struct error *error);

#endif
