// SPDX-License-Identifier: GPL-3.0-or-later
// The fenced blocks of a lesson that do the work: where fences stand, which commands a `bptt` block
// holds.  Every part keeps its place in the lesson's text, for errors and for `--bless`.  Questions are
// question.c's, prose is markdown.c's.
#ifndef LESSON_FENCE_H
#define LESSON_FENCE_H

#include "lesson/lines.h"

struct fence {
	struct stretch opening; // its first line
	struct stretch inside;  // whole lines, newlines included
};

enum { PARAGRAPH_BYTES_MOST = 8192 };

struct fences {
	struct fence *fence; // in the lesson's arena
	int count;
};

// Finds all fences; false and *error when one is never closed, or when lines without a blank one among
// them are so long together that Markdown's rules for brackets would take a visible time.
bool fences_scan(struct lesson *lesson, struct fences *fences, struct error *error);
const struct fence *fences_find(const struct fences *fences, size_t offset); // opened on that line

// Fills the block with the fence's commands.
bool fence_read_commands(struct lesson *lesson, const struct fence *fence, struct block *block,
                         struct error *error);

#endif
