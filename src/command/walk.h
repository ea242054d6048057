// SPDX-License-Identifier: GPL-3.0-or-later
// What other commands take from those that walk.
#ifndef COMMAND_WALK_H
#define COMMAND_WALK_H

#include <stdbool.h>

struct error;
struct session;
struct words;

// To the next stop, or the end of the walk; says where.
bool walk_continue(struct session *session, const struct words *words, struct error *error);

#endif
