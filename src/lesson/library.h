// SPDX-License-Identifier: GPL-3.0-or-later
// The lessons that are installed: their names, their files, and what a learner means by a name.
#ifndef LESSON_LIBRARY_H
#define LESSON_LIBRARY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct shelf {
	const char *folder; // "lessons/en"
	char **name;        // "03-backpropagation-through-time", sorted; owned
	int count;
};

struct shelf shelf_find(void);
void shelf_free(struct shelf *shelf);

void shelf_file(const struct shelf *shelf, int i, struct text *path); // its path, in place of *path
const char *shelf_topic(const char *name); // "backpropagation-through-time"

// The lesson that is meant by "3", "backpropagation" or "./mine.md": its path, its name in the
// progress file (*key, the caller frees it), its number (0: it is not ours).
bool shelf_path(const struct shelf *shelf, const char *meant, struct text *path, char **key,
                int *number, struct error *error);

#endif
