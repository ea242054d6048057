// SPDX-License-Identifier: GPL-3.0-or-later
// An arena: memory that is taken piece by piece and given back all at once, or back to a mark.
// A zeroed struct arena is an empty one.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/local.h"

struct arena_block;

struct arena {
	struct arena_block *block; // the newest block, which points to the older ones
	size_t bytes;              // of all blocks
};

struct arena_mark {
	struct arena_block *block;
	size_t used, bytes;
};

// `bytes` zeroed bytes, aligned for any type, never NULL; they live until the arena is freed or
// released to an earlier mark.
void *arena_get(struct arena *arena, size_t bytes);

// A copy of the first `length` bytes, ended by NUL, in the arena.
char *arena_copy_bytes(struct arena *arena, const char *bytes, size_t length);

// All that is taken after arena_mark is given back by arena_release.
struct arena_mark arena_mark(const struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

// The same, but `piece`, which was taken after the mark, stays: where it is from now on, and as long as what
// was taken before it.
void *arena_keep(struct arena *arena, struct arena_mark mark, void *piece, size_t bytes);

void arena_free(struct arena *arena);

#endif
