// SPDX-License-Identifier: GPL-3.0-or-later
// Reading files.  Every file that somebody names is opened here, so that what must hold for all holds: a
// lesson opens none; a pipe to which nobody writes is left with Ctrl-C; a byte-order mark at the
// beginning of a text is none of it; why a file cannot be read is said in one way.  Writing: file/save.h.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

// Whose file it is.
enum file_owner {
	FILE_NAMED, // somebody named it: refused (EPERM) while a lesson's command runs
	FILE_OWN    // the program's: shipped with it, or what it keeps; a regular file, or refused (ENXIO)
};

// Appends the bytes of a whole file.  False and errno: EFBIG when there are more than `most`, EINTR after
// Ctrl-C.
bool file_read(struct text *out, const char *path, enum file_owner owner, size_t most);

// The same for a text: a byte-order mark at its beginning is skipped.
bool file_read_text(struct text *out, const char *path, enum file_owner owner, size_t most);

// The path that a name means: ~/ is the home folder, as in a shell.
void file_write_path(const char *name, struct text *path);

// Until the call with false nobody's files are opened, to read or to write; returns what held before.
bool file_withhold(bool withholds);
bool file_is_withheld(void);

// Says why `path` could not be read (errno) at `span`, and what to try; always false.
bool file_fail(struct error *error, struct span span, const char *path);

// strerror, and for the numbers that this program gives a meaning its own words.
const char *file_why(int number);

// A text that is read line by line, as it comes: standard input is no file whose end is near.
struct file_lines {
	int descriptor;
	size_t at, end; // in `piece`
	bool has_begun;
	char piece[4096];
};

enum file_line {
	FILE_LINE_READ,
	FILE_LINE_NONE,     // the end
	FILE_LINE_LONG,     // longer than `most` bytes; what was read of it is in `line`
	FILE_LINE_NUL,      // a NUL byte follows what is in `line`
	FILE_LINE_UNREADABLE // errno
};

// False and errno.  A descriptor that is given is not closed.
bool file_lines_open(struct file_lines *lines, const char *path, enum file_owner owner);
void file_lines_of(struct file_lines *lines, int descriptor);
void file_lines_close(struct file_lines *lines);

// The next line without its end (LF or CR LF) replaces what is in `line`.
enum file_line file_lines_next(struct file_lines *lines, struct text *line, size_t most);

#endif
