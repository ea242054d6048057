// SPDX-License-Identifier: GPL-3.0-or-later
// What stands round a lesson's page of the web: the ways from it to other pages, and to the program.  They are
// addresses below the page's own folder; each may be missing.
#ifndef LESSON_WAYS_H
#define LESSON_WAYS_H

#include <stdbool.h>

#include "base/text.h"

// A way to another page; address NULL if there is none.
struct way {
	const char *address, *words;
	const char *language; // of that page, where it is another one; else NULL
};

enum { WAYS_MOST = 8 };

// What stands round a lesson's page.
struct surroundings {
	struct way index, before, after, others[WAYS_MOST]; // others: the same page in other languages
	const char *program; // the program in the browser, NULL if there is none
	// Where a link to a lesson's file leads, as in lesson/prose.h; NULL: nowhere.
	bool (*find)(void *context, const char *link, struct text *address);
	void *context;
};

// Writes the ways that there are, as a <nav>; and what tells a browser of them, for the page's head.
void ways_write(const struct surroundings *around, struct text *out);
void ways_write_links(const struct surroundings *around, struct text *out);

// A link to "program.html#lesson=3&page=2&lang=en": where the program opens the lesson of that number (0: none) at that
// page (0: where the learner left it), in the language that is spoken.
void ways_write_program(const char *program, int number, int page, struct text *out);

#endif
