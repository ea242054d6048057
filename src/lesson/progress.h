// SPDX-License-Identifier: GPL-3.0-or-later
// How far the learner has come: one small text file, $XDG_STATE_HOME/bptt-repl/progress, which can be
// copied to another home.  It is replaced as a whole (temporary file, fsync, rename); a damaged one is
// set aside under another name, never fatal and never overwritten.
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include <stdbool.h>

#include "base/text.h"

struct settled {
	char *id;
	bool right; // else skipped
};

struct record {
	char *lesson;    // a shipped lesson's name without ".md", another one's absolute path
	int page, block; // where the learner is, from 0; block -1: at the page's title
	bool finished;   // was once at the end
	struct settled *settled;
	int settleds;
	bool is_ours; // changed by this session: wins over what another one has written
};

struct progress {
	struct record *record;
	int count;
	char *last; // the lesson that was open last, or NULL
};

// The file's path; false when there is no home to put it into.
bool progress_path(struct text *path);

// Reads the file; what is wrong with it, and where it was put, is said in *complaint.
void progress_load(struct progress *progress, const char *path, struct text *complaint);

// Writes the file, after taking in what other sessions have written since.  False: *complaint.
bool progress_save(struct progress *progress, const char *path, struct text *complaint);

struct record *progress_find(const struct progress *progress, const char *lesson); // or NULL
struct record *progress_record(struct progress *progress, const char *lesson);     // made if new
void progress_settle(struct record *record, const char *id, bool right);
const struct settled *progress_settled(const struct record *record, const char *id);
void progress_forget(struct record *record); // its place and answers

// Takes in what `from` knows: answers of both, the further place, except in records that are ours.
void progress_merge(struct progress *progress, const struct progress *from);

bool progress_parse(struct progress *progress, const char *text, size_t length);
void progress_write(const struct progress *progress, struct text *out);
void progress_free(struct progress *progress);

#endif
