// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of HTML that stand alone: their style and their script are in them, and nothing outside is asked for.
// What is given as words is no markup, whatever it holds; it must be cleaned.  The bytes are well-formed XML, too.
#ifndef FILE_HTML_H
#define FILE_HTML_H

#include <stdbool.h>

#include "base/error.h"
#include "base/grid.h"
#include "base/text.h"

struct html_page {
	const char *language; // "en"
	const char *title, *description;
	const char *links; // what else stands in its head, as markup
	bool has_steps;    // the script that steps is in it
	bool has_frame;    // it may show another page of its host
};

// Appends the beginning of a page up to <body>; its end.  False and *error: a file of ours is missing.
bool html_begin(const struct html_page *page, struct text *out, struct error *error);
bool html_end(const struct html_page *page, struct text *out, struct error *error);

// Appends an element with words in it: <h2>…</h2>.
void html_add_element(struct text *out, const char *name, const char *words);

// Appends words for <pre>: what a browser's letters may make too narrow or too wide has the columns of a terminal.
void html_add_letters(struct text *out, const char *words, size_t length);

// Appends the grid, its roles as classes, for a <pre>.
void html_add_grid(struct text *out, const struct grid *grid);

#endif
