// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson that has all that one can hold.
#ifndef TESTS_UNIT_LESSON_H
#define TESTS_UNIT_LESSON_H

#include "lesson/content.h"

static inline bool read_text(struct lesson *lesson, const char *text, struct error *error)
{
	return lesson_read(lesson, "l.md", text, strlen(text), false, error);
}

static const char good[] = "<!-- a comment\n   of two lines -->\n"
			   "# The *title*\n"
			   "\n"
			   "Before the first page: $\\delta_2^{(3)}$ and `delta[3,2]`.\n"
			   "\n"
			   "## Page one\n"
			   "\n"
			   "A paragraph\n"
			   "of two lines, see [there](02.md) and [here](https://example.org).\n"
			   "\n"
			   "- one\n"
			   "- two\n"
			   "  1. deep\n"
			   "\n"
			   "> a quotation\n"
			   "\n"
			   "```bptt\n"
			   "> hidden 2\n"
			   "> s[3]\n"
			   "s[3] =\n"
			   "  [1]\n"
			   "```\n"
			   "\n"
			   "```ask\n"
			   "id: first-one\n"
			   "What is\n"
			   "  two and two?\n"
			   "answer: 2 + 2\n"
			   "tolerance: 0.01\n"
			   "forbid: delta[3,2], dE/dz, x\n"
			   "hint: `1+1` is\n"
			   "  two\n"
			   "hint: more\n"
			   "wrong: [1, 2; 3, 4] | Is that `one` number?\n"
			   "solution: `4`, as $2 + 2$\n"
			   "```\n"
			   "\n"
			   "## Page two\n"
			   "\n"
			   "```\n"
			   "some  code\n"
			   "```\n";

#endif
