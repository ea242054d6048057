// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/stage.h"

#include <string.h>

#include "view/arrangement.h"

// The end of the item that begins there: a comma that stands in no brackets.
static size_t item_length(const char *text)
{
	int depth = 0;
	size_t at = 0;
	for (; text[at] && (text[at] != ',' || depth > 0); at++)
		depth += (text[at] == '[' || text[at] == '(') - (text[at] == ']' || text[at] == ')');
	return at;
}

static const char *keep(struct arena *arena, const char *from, const char *end)
{
	while (from < end && text_is_space(*from))
		from++;
	while (end > from && text_is_space(end[-1]))
		end--;
	return arena_copy_bytes(arena, from, (size_t)(end - from));
}

bool stage_read(struct stage *stage, const char *text, struct arena *arena, const char **unknown)
{
	*stage = (struct stage){ 0 };
	while (*text) {
		const char *const end = text + item_length(text);
		const char *from = text;
		while (text_is_space(*from))
			from++;
		const char *word = from;
		while (word < end && !text_is_space(*word))
			word++;
		const char *const name = keep(arena, from, word);
		text = end + (*end == ',');
		if (!strcmp(name, "none") && !stage->count && !*text)
			return true;
		int const pane = pane_find(name);
		if (pane == PANE_NONE || stage->count == STAGE_MOST) {
			*unknown = name;
			return false;
		}
		stage->item[stage->count++] =
			(struct stage_item){ pane, keep(arena, word, end) };
	}
	return true;
}
