// SPDX-License-Identifier: GPL-3.0-or-later
// The Markdown of a lesson as pages, blocks and paragraphs.  Comments may be notes for the teacher;
// other HTML is an error with its place.  Of an image its description stays.
#ifndef LESSON_MARKDOWN_H
#define LESSON_MARKDOWN_H

#include "lesson/content.h"

// Fills the pages of a lesson from its text; all lives in its arena.  `ascii`: formulas without Unicode.
bool markdown_read(struct lesson *lesson, bool ascii, struct error *error);

#endif
