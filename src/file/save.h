// SPDX-License-Identifier: GPL-3.0-or-later
// A file is replaced as a whole, or stays as it was: a temporary file beside it, fsync, rename, fsync of
// the folder.
#ifndef FILE_SAVE_H
#define FILE_SAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

// False and *error when it cannot be done.  What is there and is no file (a device, a pipe, a folder)
// is refused.  Work that is cut writes nothing (base/interrupt.h).
bool save_file(const char *path, const void *bytes, size_t length, struct error *error);

// The same without a word about why: false and errno.  `mode` is that of a file that was not
// there.  No interrupt stops it: what a session keeps is written while it ends.
bool save_bytes(const char *path, const void *bytes, size_t length, mode_t mode);

#endif
