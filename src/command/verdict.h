// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict on what one learner handed in: judged from a file, and printed as a line, an object or a row.
#ifndef COMMAND_VERDICT_H
#define COMMAND_VERDICT_H

#include <stdio.h>

#include "base/text.h"
#include "file/submission.h"

// What has become of one file, as it goes from a worker to the one who prints.
struct verdict {
	char kind;          // 'r'ight, 'w'rong, 'e'rror
	struct text names;  // of the mistakes
	struct text arrays; // that are wrong
	struct text group;  // equal wrong gradients have equal groups
	struct text told;   // all of it, for people
};
void verdict_free(struct verdict *verdict);

// Reads and judges what is handed in; with a hint (1 to HINT_LEVELS, 0: none) only that is told.
struct verdict verdict_of(const char *path, const struct submission_request *request, int hint);

enum verdict_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

// To standard output; why a file was refused goes to standard error.  `note`: a teacher's, or NULL.
void verdict_print(enum verdict_format format, const char *file, const struct verdict *verdict, const char *note);

// Words that may be somebody's, cleaned.
void verdict_print_words(const char *words, FILE *to);

#endif
