// SPDX-License-Identifier: GPL-3.0-or-later
// How far the learner has come: one small text file, $XDG_STATE_HOME/bptt-repl/progress, which can be
// copied to another home.  It is replaced as a whole (temporary file, fsync, rename), under a lock, after
// taking in what other sessions have written: what several know of a lesson is joined by its times.  A
// damaged file is set aside under another name; one that cannot be read is left as it is.  Neither is fatal.
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

// How a question was settled; a later one is the better.
enum outcome {
	OUTCOME_NONE,     // not yet
	OUTCOME_SKIPPED,
	OUTCOME_SOLUTION, // answered when its solution had been seen
	OUTCOME_HINTS,    // with hints
	OUTCOME_TRIED,    // after a wrong answer
	OUTCOME_ONCE,     // at once
	OUTCOME_COUNT
};

struct settled {
	char *id;
	enum outcome outcome;
};

struct record {
	char *lesson;    // a shipped lesson's name without ".md", another one's absolute path
	int page, block; // where the learner is, from 0; block -1: at the page's title
	bool finished;   // was once at the end
	struct settled *settled;
	int settleds;
	// Milliseconds since 1970: of the last beginning anew, which makes older answers void; of the last change.
	long long since, changed;
};

struct progress {
	struct record *record;
	int count;
	char *last; // the lesson that was open last, or NULL
	int told;   // errno of the last complaint, which is not made twice; 0: none
};

// The file's path; false when there is no home to put it into.
bool progress_path(struct text *path);

// Reads the file; what is wrong with it, and where it was put, is said in *complaint.
void progress_load(struct progress *progress, const char *path, struct text *complaint);

// Reads somebody's file, which stays as it is.  False and *error: it cannot be read, or is none (the line that is no
// line of progress).
bool progress_read(struct progress *progress, const char *path, struct error *error);

// Writes the file, after taking in what other sessions have written since.  False: *complaint says why, once.
bool progress_save(struct progress *progress, const char *path, struct text *complaint);

struct record *progress_find(const struct progress *progress, const char *lesson); // or NULL
struct record *progress_record(struct progress *progress, const char *lesson);     // made if new
void progress_settle(struct record *record, const char *id, enum outcome outcome); // the better one stays
const struct settled *progress_settled(const struct record *record, const char *id);
void progress_forget(struct record *record);  // its place and answers: it begins anew
void progress_changed(struct record *record); // now
void progress_renew(struct record *record);   // as it is now it holds, whatever was known before

// Takes in what `from` knows.  Of two records of a lesson the one restarted later holds; where none
// did, the answers of both, and the place that was reached later.
void progress_merge(struct progress *progress, const struct progress *from);

const char *progress_outcome_word(enum outcome outcome); // as the file has it: "once"

bool progress_parse(struct progress *progress, const char *text, size_t length);
void progress_write(const struct progress *progress, struct text *out);
void progress_free(struct progress *progress);

#endif
