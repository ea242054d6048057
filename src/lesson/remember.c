// SPDX-License-Identifier: GPL-3.0-or-later
// The file:
//     bptt-repl page 1
//     text SUM         of the lesson's bytes
//     shift ROWS
//     entry …          see document.c
#include "lesson/remember.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "file/keep.h"

enum { BYTES_MOST = 1024 * 1024, NAME_MOST = 200, SHIFT_MOST = 100000 };

// FNV-1a.
static uint64_t sum_of(const struct lesson *lesson)
{
	uint64_t sum = 14695981039346656037u;
	for (size_t i = 0; i < lesson->length; i++)
		sum = (sum ^ (unsigned char)lesson->text[i]) * 1099511628211u;
	return sum;
}

// A path becomes a name.
static bool find_path(const char *name, struct text *path)
{
	LOCAL(text) file = { 0 };
	text_add(&file, "pages/");
	for (; *name; name++)
		text_add_char(&file, *name == '/' ? '%' : *name);
	return file.length <= NAME_MOST && keep_path(text_get(&file), path);
}

void remember_save(const char *name, const struct lesson *lesson, const struct document *document,
                   int shift)
{
	LOCAL(text) path = { 0 }, out = { 0 };
	text_addf(&out, "bptt-repl page 1\ntext %016" PRIx64 "\nshift %d\n", sum_of(lesson), shift);
	document_write(document, &out);
	if (out.length <= BYTES_MOST && find_path(name, &path))
		keep_write(text_get(&path), text_get(&out), out.length);
}

void remember_load(const char *name, const struct lesson *lesson, struct document *document, int *shift)
{
	LOCAL(text) path = { 0 }, bytes = { 0 };
	uint64_t sum;
	int rows, end = 0;
	*shift = 0;
	if (find_path(name, &path) && file_read_text(&bytes, text_get(&path), FILE_OWN, BYTES_MOST) &&
	    sscanf(text_get(&bytes), "bptt-repl page 1\ntext %16" SCNx64 "\nshift %d\n%n", &sum, &rows,
	           &end) == 2 &&
	    end && sum == sum_of(lesson)) {
		document_read(document, text_get(&bytes) + end);
		*shift = rows > -SHIFT_MOST && rows < SHIFT_MOST ? rows : 0;
	}
}
