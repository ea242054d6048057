// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons from strangers: what is read is drawn at two widths, within its bounds.
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "lesson/content.h"
#include "lesson/page.h"

enum { ASKED_MOST = 1024 };

static void draw_page(const struct lesson *lesson, int page, int cols, bool ascii)
{
	struct text lines = { 0 };
	struct asked *asked = memory_get(ASKED_MOST, sizeof *asked);
	struct page_sight sight = { .lesson = lesson,
		                    .page = page,
		                    .block = lesson->page[page].blocks - 1,
		                    .asked = asked,
		                    .ascii = ascii };
	struct grid grid = grid_new(24, cols);
	int const rows = page_draw(&sight, NULL, grid_area(&grid), 0);
	int const focus = page_focus(&sight, cols);
	if (rows < 0 || focus < 0 || focus > rows)
		abort();
	page_draw(&sight, &grid, grid_area(&grid), focus);
	page_write(&sight, cols, &lines);
	text_free(&lines);
	grid_free(&grid);
	free(asked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lesson lesson;
	struct error error;
	if (size < 1 || size > 16384)
		return 0;
	if (!lesson_read(&lesson, "fuzz.md", (const char *)data + 1, size - 1, data[0] & 1, &error)) {
		struct text told = { 0 };
		if (!*error.cause)
			abort();
		error_write(&error, &told);
		text_free(&told);
		return 0;
	}
	for (int i = 0; i < lesson.pages && !lesson_question(&lesson, ASKED_MOST); i++)
		for (int cols = 20; cols <= 80; cols += 60)
			draw_page(&lesson, i, cols, data[0] & 1);
	lesson_free(&lesson);
	return 0;
}
