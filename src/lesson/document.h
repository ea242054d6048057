// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a lesson: what has happened in it, as values, in its order: what the lesson's commands
// have printed, what the learner has typed and was told.  An entry belongs to the block at which it came
// about, and the page is drawn of the blocks and of their entries (lesson/page.h).  It knows no session
// and draws nothing.
//
// What the lesson's own commands print can be had again by running them; all else is the learner's, and
// is kept in a small text file, so that a lesson that is opened again stands as it was left.
#ifndef LESSON_DOCUMENT_H
#define LESSON_DOCUMENT_H

#include "base/text.h"

enum entry_kind {
	ENTRY_RAN,      // command `number` of a block that runs
	ENTRY_TYPED,    // a line of the learner's that was no answer
	ENTRY_ANSWER,   // one that was; `number`: from 1, of the foreseen answer that it is, 0: of none
	ENTRY_HINT,     // hint `number` of the question
	ENTRY_SOLUTION, // of the question
	ENTRY_TOLD,     // what the lesson says beside it
	ENTRY_END,      // and at its end
	ENTRY_KINDS
};

enum saying {
	TOLD_RESULT,
	TOLD_NOTE,
	TOLD_ERROR,
	TOLD_RIGHT, // the verdicts
	TOLD_WRONG,
	TOLD_KINDS
};

struct output {
	enum saying told;
	char *text; // lines, cleaned, without the last newline; owned
};

struct entry {
	int page, block; // block -1: before the first one
	enum entry_kind kind;
	int number;
	char *line; // what was typed, cleaned; "" for nothing; owned
	struct output *output;
	int outputs;
};

// In the order of the pages and blocks; of one block, what it ran comes first, the rest as it happened.
struct document {
	struct entry *entry;
	int count;
};

// Adds an entry in its place; the pointer is good until the next one is added.
struct entry *document_add(struct document *document, struct entry entry, const char *line);
void document_tell(struct entry *entry, enum saying told, const char *text);

// What a command has printed is known again: its entry, emptied, or a new one.
struct entry *document_rerun(struct document *document, int page, int block, int command);

// The entry of a command, NULL: it has not been run.
const struct entry *document_ran(const struct document *document, int page, int block, int command);

// How many hints of a question have been shown, `most` at most.
int document_hints(const struct document *document, int page, int block, int most);

// What was answered last there, or NULL.
const char *document_answer(const struct document *document, int page, int block);

// What the learner did at a block goes: its question is asked anew.
void document_forget_block(struct document *document, int page, int block);

// What the lesson has said at its end goes.
void document_forget_end(struct document *document);

void document_free(struct document *document);

// The learner's entries as text, and back.  What cannot be read ends the reading; what was read before it
// stays.  An entry may name a page or a block that the lesson no longer has: then it is nowhere drawn.
void document_write(const struct document *document, struct text *out);
void document_read(struct document *document, const char *text);

#endif
