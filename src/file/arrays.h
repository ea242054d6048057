// SPDX-License-Identifier: GPL-3.0-or-later
// A file of named arrays, whichever its format.
#ifndef FILE_ARRAYS_H
#define FILE_ARRAYS_H

#include "file/npz.h"

// Reads all arrays, of a .npz or of a file of safetensors; what torch.save wrote is refused with the lines that
// write it otherwise.  False and a located *error, which names the byte in the file where the fault
// stands, or the byte of a member once it is unpacked.
bool arrays_read(struct npz *npz, const char *path, struct error *error);

#endif
