// SPDX-License-Identifier: GPL-3.0-or-later
// Where the program's own files lie: cells, dialects, lessons, messages.  It looks, in this order, into the
// folder that $BPTT_REPL_DATA names; beside itself, in a build tree; at ../share, in an installation that
// was moved as a whole; where it was to be installed.
#ifndef BASE_DATA_H
#define BASE_DATA_H

#include <stdbool.h>

#include "base/text.h"

// The file of a data folder ("cells", "lessons/en") as an absolute path in *path; false if there is none.
bool data_find(const char *folder, const char *file, struct text *path);

// The files of a data folder with this ending (".cell"), which their names lose; sorted, NULL-terminated,
// the caller frees all.
char **data_list(const char *folder, const char *ending);

// The folder of the messages, which holds LANGUAGE/LC_MESSAGES/bptt-repl.mo.
void data_find_messages(struct text *path);

// A program that ours starts, which lies beside it or where it was installed; false if there is none.
bool data_find_helper(const char *name, struct text *path);

#endif
