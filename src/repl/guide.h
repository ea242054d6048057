// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson adds to a session; the session itself knows no lessons.  Any function may be NULL.
#ifndef REPL_GUIDE_H
#define REPL_GUIDE_H

#include <stdbool.h>

#include "base/grid.h"
#include "view/stage.h"
#include "view/view.h"

struct line_meaning;
struct session;

struct guide {
	void *context;
	// An empty line; true when it meant something (else the last stepping command is repeated).
	bool (*empty_line)(void *context, struct session *session);
	// A line while a question is pending; true when it was taken as the answer.  Command lines come
	// here too: the guide declines what is a command.
	bool (*answer)(void *context, struct session *session, const char *line,
	               struct line_meaning meaning);
	// `undo` without a number: true when the guide has taken something back itself.
	bool (*undo)(void *context, struct session *session);
	// A line has been run, and what it has said begins with this entry of the log.
	void (*heard)(void *context, struct session *session, const char *line, long from);
	// Whether the page is what is to be seen, and no other picture.
	bool (*reads)(void *context);
	const char *(*prompt)(void *context); // e.g. "answer> ", NULL: the usual
	const char *(*title)(void *context);      // "Lesson 3: Backpropagation through time"
	const char *(*page_title)(void *context); // "Iteration (3,2): your turn", "" for none
	const char *(*position)(void *context);   // "page 5/9"
	const char *(*question)(void *context);   // the id of the question at hand, NULL if there is none
	const char *(*enter_means)(void *context); // what Enter does now, for the footer: "next block"
	// Draws the lesson's page; returns how many rows all of it needs at this width.  `scroll` rows are
	// skipped.  With grid NULL it only measures.
	int (*draw)(void *context, struct grid *grid, struct area area, int scroll);
	// The row at the upper edge of the area while nobody has moved the page.
	int (*rest_row)(void *context, struct area area);
	int (*begin_row)(void *context, int cols); // the first row of the block at hand
	// How wide lines may be that are printed for a page of this many columns; and they are wider or
	// narrower now than they were when they were printed.
	int (*line_columns)(void *context, int cols);
	void (*widen)(void *context);
	const struct stage *(*stage)(void *context); // the picture that belongs to the block at hand
	// Adds the names that the block speaks of.
	void (*speak)(void *context, const struct scene *scene, struct lit *lit);
	// To the block before, and its state.
	void (*back)(void *context, struct session *session);
	// Why Enter goes on to nothing now, NULL: it goes on.
	const char *(*waits)(void *context);
	const char *(*notes)(void *context); // for the teacher, of the page at hand; cleaned
	void (*leave)(void *context, struct session *session); // the session ends: save progress
};

#endif
