// SPDX-License-Identifier: GPL-3.0-or-later
// The course as pages of the web: each shipped lesson in each language that it is there in (lesson/webpage.h), and
// an index for each language, all in one folder.  English pages have the lesson's name, the others the language
// behind it: 03-the-name.html, 03-the-name.vi.html, index.html, index.vi.html.
#ifndef LESSON_COURSE_H
#define LESSON_COURSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct command;

// What was written.
struct course_told {
	int pages;
	size_t bytes, largest; // of all pages; of the largest one
};

// Makes the folder if it is not there, and writes the pages into it.  `program` is the address of the program in
// the browser; NULL: program.html, if that is there.  False and *error; what was written before stays.
bool course_write(const struct command *const *tables, const char *folder, const char *program,
                  struct course_told *told, struct error *error);

#endif
