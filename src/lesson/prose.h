// SPDX-License-Identifier: GPL-3.0-or-later
// Paragraphs of a lesson → HTML: prose, lists, quotations, code; formulas as MathML.  What the lesson holds is no
// markup.  (As rows for a terminal they are lesson/paper.h's.)
#ifndef LESSON_PROSE_H
#define LESSON_PROSE_H

#include "base/text.h"
#include "lesson/content.h"

// Where "02-loss.md" leads: its page's address, appended.  False: nowhere.  NULL: no lesson has a page.
struct prose_ways {
	bool (*find)(void *context, const char *link, struct text *address);
	void *context;
};

// All of a block's paragraphs.
void prose_write(const struct paragraph *paragraph, int count, const struct prose_ways *ways, struct text *out);

// The words of one, within a line.
void prose_write_words(const struct paragraph *paragraph, const struct prose_ways *ways, struct text *out);

// The same as words alone, for an attribute.
void prose_write_plain(const struct paragraph *paragraph, struct text *out);

#endif
