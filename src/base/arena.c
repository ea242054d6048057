// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BLOCK_BYTES = 16384 };

struct arena_block {
	struct arena_block *older;
	size_t used, room;
	alignas(max_align_t) unsigned char bytes[];
};

void *arena_get(struct arena *arena, size_t bytes)
{
	size_t const step = alignof(max_align_t);
	size_t const need = bytes + (step - bytes % step) % step;
	struct arena_block *block = arena->block;
	if (!block || block->room - block->used < need) {
		size_t const room = need > BLOCK_BYTES ? need : BLOCK_BYTES;
		block = memory_resize(NULL, 1, sizeof *block + room);
		*block = (struct arena_block){ .older = arena->block, .room = room };
		arena->block = block;
		arena->bytes += room;
	}
	void *piece = block->bytes + block->used;
	block->used += need;
	return memset(piece, 0, bytes);
}

char *arena_copy_bytes(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_get(arena, length + 1);
	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->block, arena->block ? arena->block->used : 0, arena->bytes };
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	while (arena->block != mark.block) {
		struct arena_block *older = arena->block->older;
		// The first block stays: a loop that marks and releases must not allocate each time.
		if (!older && !mark.block) {
			arena->block->used = 0;
			return;
		}
		arena->bytes -= arena->block->room;
		free(arena->block);
		arena->block = older;
	}
	if (arena->block)
		arena->block->used = mark.used;
}

// The block that holds nothing but the piece, taken out of the arena; NULL: it has others beside it.
static struct arena_block *take_out(struct arena *arena, struct arena_mark mark, const void *piece)
{
	struct arena_block **at = &arena->block;
	while (*at && *at != mark.block && (*at)->bytes != piece)
		at = &(*at)->older;
	struct arena_block *block = *at;
	if (!block || block == mark.block || block->room <= BLOCK_BYTES)
		return NULL;
	*at = block->older;
	arena->bytes -= block->room;
	return block;
}

void *arena_keep(struct arena *arena, struct arena_mark mark, void *piece, size_t bytes)
{
	struct arena_block *block = take_out(arena, mark, piece);
	if (block) {
		arena_release(arena, mark);
		block->older = arena->block;
		arena->block = block;
		arena->bytes += block->room;
		return piece;
	}
	void *copy = memory_get(bytes, 1);
	memcpy(copy, piece, bytes);
	arena_release(arena, mark);
	void *kept = arena_get(arena, bytes);
	memcpy(kept, copy, bytes);
	free(copy);
	return kept;
}

void arena_free(struct arena *arena)
{
	while (arena->block) {
		struct arena_block *older = arena->block->older;
		free(arena->block);
		arena->block = older;
	}
	arena->bytes = 0;
}
