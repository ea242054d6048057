// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson as a page of the web that needs no program: its words and formulas; what its commands print, run
// here; after each step the picture that belongs to it, where it is another one; its questions, with hints,
// answers that go wrong, and the solution folded.  It is complete without its script, which steps through it.
// It keeps no progress, needs no terminal, and is the same bytes each time, whatever the locale.
#ifndef LESSON_WEBPAGE_H
#define LESSON_WEBPAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct command;
struct lesson;

// A way to another page; address NULL: there is none.
struct way {
	const char *address, *words;
	const char *language; // of that page, where it is another one; else NULL
};

enum { WAYS_MOST = 8 };

// What stands round a lesson's page.
struct surroundings {
	struct way index, before, after, others[WAYS_MOST]; // others: the same page in other languages
	const char *program; // the program in the browser, NULL: there is none
	// Where a link to a lesson's file leads, as in lesson/prose.h; NULL: nowhere.
	bool (*find)(void *context, const char *link, struct text *address);
	void *context;
};

// What was written.
struct webpage {
	struct text bytes;
	int steps, pictures;
};

// Walks the lesson (as lesson_open takes it) in a session of its own.  False and *error: there is no such lesson,
// or it cannot be walked to its end.  webpage_free ends it.
bool webpage_make(struct webpage *page, const struct command *const *tables, const char *lesson,
                  const struct surroundings *around, struct error *error);
void webpage_free(struct webpage *page);

// Writes the ways that there are, as a <nav> of its own, and what tells a browser of them in the page's head.
void webpage_write_ways(const struct surroundings *around, struct text *out);
void webpage_write_links(const struct surroundings *around, struct text *out);

// How a lesson begins, in a line of so many columns at most.
void webpage_describe(const struct lesson *lesson, int cols, struct text *out);

// "program.html#lesson=3": where the program opens the lesson of that number (0: none) in this language.
void webpage_write_program(const char *program, int number, struct text *out);

#endif
