// SPDX-License-Identifier: GPL-3.0-or-later
// The lessons that are installed: their names, their files, and what a learner means by a name.  English ones are
// all there; lessons/LANGUAGE has files of the same names, and where one is missing its English one stands in.
#ifndef LESSON_LIBRARY_H
#define LESSON_LIBRARY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct shelf {
	char **name; // "03-backpropagation-through-time", sorted; owned
	int count;
};

struct shelf shelf_find(void);
void shelf_free(struct shelf *shelf);

void shelf_file(const struct shelf *shelf, int i, struct text *path); // its path, in place of *path
bool shelf_speaks(const char *name); // whether a lesson of ours is there in the language that is spoken
const char *shelf_topic(const char *name); // "backpropagation-through-time"

// Speaks the language that the folder of a lesson's file is named by, if there is one.
void shelf_speak_as(const char *path);

// The first lesson after the one of this name (NULL: none comes after) that can be read, and its title.
bool shelf_find_next(const char *after, struct text *name, struct text *title);

// The lesson that is meant by "3", "backpropagation" or "./mine.md": its path, its name in the
// progress file (*key, the caller frees it), its number (0: it is not ours).
bool shelf_path(const struct shelf *shelf, const char *meant, struct text *path, char **key,
                int *number, struct error *error);

#endif
