// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson holds, made from Markdown by read.c: its title, its pages, their blocks.  All words in
// it are cleaned already and safe to show; commands and answers hold no character that cannot be seen.
// Nothing is run here.
//
// `#` is the title, each `##` begins a page (what stands before the first one is a page too).  Fenced
// blocks at the left margin do the work; a comment `<!-- note: … -->` is for the teacher, and
// `<!-- stage: time, equation delta[3,2] -->` names the picture from there on (view/stage.h):
//
//     ```bptt                      ```ask
//     > goto backward 3 2          id: one-step-back
//     expected output              Write $\delta_2^{(3)}$ from `delta[3,3]`.
//     > norm(delta[3,2])           answer: delta[3,2]
//     ```                          forbid: delta[3,2], softmax
//                                  wrong: W*delta[3,3] | Which way does W stand?
//                                  hint: an indented line goes on
//                                    with the one above
//                                  solution: `W' * delta[3,3] .* (1 - s[2].^2)`
//                                  ```
//
// What an answer may be: lesson/attempt.h; how it is judged: lesson/ask.h.  `wrong: EXPR | words` is an
// answer that the author foresees, with a reply of its own; of choices EXPR is the number.  With
// `predict: yes` any answer is taken, and judged when the next bptt block of the page has run, as things
// stand then.  With `fast: yes` a right answer proves the lesson: the command `fast` asks it at once.
#ifndef LESSON_CONTENT_H
#define LESSON_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/grid.h"
#include "base/text.h"

enum {
	LESSON_BYTES_MOST = 256 * 1024,
	LESSON_DEPTH_MOST = 8,   // lists and quotations within each other
	LESSON_BLOCKS_MOST = 256 // on a page
};

// Words in one role; "\n" breaks the line.
struct piece {
	const char *words;
	enum role role;
	const char *tex; // of mathematics, whose words are one line: as it was written; else NULL
	const char *link; // where it leads, "02-….md" or an address in the world; NULL: nowhere
};

// What is wrapped together: "  • " and words.
struct paragraph {
	int indent;         // columns, before the marker
	const char *marker; // "• ", "2. ", "" for none: further lines are indented as wide
	bool verbatim;      // a line of code: not wrapped at words
	struct piece *piece;
	int pieces;
	bool display;       // one formula, in two dimensions where there is room
	// The same as the Markdown has it, for those who set it anew.
	unsigned char lists, quotes; // in how many of them it stands
	bool begins_item, ordered;   // of the innermost list
	unsigned number;             // of the item, where they are ordered
};

// Where something stands in the lesson's text.
struct stretch {
	size_t begin, end;
};

struct command_line {
	const char *line;
	const char *expected;  // its output, lines without the last newline; "" for none
	struct stretch at;     // of the line, without "> "
	struct stretch output; // the lines below it, with their newlines
};

enum { HINTS_MOST = 16, CHOICES_MOST = 9, FORBIDDEN_MOST = 16, WRONG_MOST = 12 };

// A wrong answer that the author has foreseen, and what he replies to it.
struct foreseen {
	const char *answer; // an expression; for choices, the number of one
	struct paragraph reply;
	struct stretch at;
};

struct question {
	const char *id;
	struct paragraph words;
	const char *answer; // an expression; for choices, the number of the right one
	double tolerance;   // relative to the answer's largest number
	const char *choice[CHOICES_MOST];
	int choices;
	const char *forbidden[FORBIDDEN_MOST];
	int forbiddens;
	struct paragraph hint[HINTS_MOST];
	int hints;
	struct foreseen wrong[WRONG_MOST];
	int wrongs;
	bool predicts; // what the next commands will show; it is judged when they have run
	bool is_fast;  // asked in place of the lesson
	struct paragraph solution; // without pieces: none was given
	struct stretch at, answer_at;
};

enum block_kind { BLOCK_WORDS, BLOCK_RUN, BLOCK_ASK };

struct block {
	enum block_kind kind;
	struct paragraph *paragraph; // WORDS: a paragraph, a list, a quotation, a piece of code
	int paragraphs;
	struct command_line *command; // RUN
	int commands;
	struct question *question; // ASK
	const struct stage *stage; // as the comment above it says; NULL: none says anything
	struct stretch at;         // where it begins
};

struct page {
	const char *title;
	const char *notes; // for the teacher, <!-- note: … -->; NULL: none
	struct block *block;
	int blocks;
	struct stretch at;
};

struct lesson {
	struct arena arena; // holds all below
	const char *source; // its path, as errors name it
	const char *text;   // its bytes, as they were read
	size_t length;
	const char *title;
	struct page *page;
	int pages;
	size_t strange_math; // where a formula uses a command that typeset/math.h does not know, or SIZE_MAX
};

// Reads a lesson, its formulas drawn with or without Unicode (`ascii`).  False and a located *error when
// it is none; then *lesson is empty.  lesson_free ends it.
bool lesson_read(struct lesson *lesson, const char *source, const char *bytes, size_t length,
                 bool ascii, struct error *error);
bool lesson_read_file(struct lesson *lesson, const char *path, bool ascii, struct error *error);
void lesson_free(struct lesson *lesson);

struct span lesson_span(const struct lesson *lesson, struct stretch stretch);

// The question of that number in the order of the text; NULL: there are fewer.
const struct question *lesson_question(const struct lesson *lesson, int number);

#endif
