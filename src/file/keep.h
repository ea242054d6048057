// SPDX-License-Identifier: GPL-3.0-or-later
// What the program keeps from one session to the next: files under $XDG_STATE_HOME/bptt-repl, or
// ~/.local/state/bptt-repl.  A file is replaced whole or not at all, whatever happens meanwhile.
#ifndef FILE_KEEP_H
#define FILE_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// The path of a kept file; false: there is no place for it (neither variable is an absolute path).
bool keep_path(const char *name, struct text *path);

// Makes the folders above a path, for this person only; false and errno.
bool keep_make_folders(const char *path);

// Takes the lock of an open file (flock) against other sessions, and waits for it no longer than that, or
// until Ctrl-C.  False: EWOULDBLOCK or EINTR.  Where the file system knows no locks there is none to wait for.
bool keep_lock(int descriptor, int milliseconds);

// Replaces a file, makes the folders above it; false and errno: it is as it was.
bool keep_write(const char *path, const char *bytes, size_t length);

#endif
