// SPDX-License-Identifier: GPL-3.0-or-later
// A file of safetensors: eight bytes that say how long its header is, the header (JSON: of each array its type,
// its shape, and where its bytes stand), the bytes.  A reader of what a stranger made, as zip.h.
#ifndef FILE_SAFETENSORS_H
#define FILE_SAFETENSORS_H

#include <stdint.h>

#include "file/npz.h"

// Whether the bytes begin as such a file does.
bool safetensors_begins(const uint8_t *bytes, size_t length);

// Reads all arrays; false and *error, which names the byte.
bool safetensors_parse(struct npz *npz, const uint8_t *bytes, size_t length, struct error *error);

#endif
