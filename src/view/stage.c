// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/stage.h"

#include <string.h>

#include "view/arrangement.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

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
	while (from < end && is_blank(*from))
		from++;
	while (end > from && is_blank(end[-1]))
		end--;
	return arena_copy_bytes(arena, from, (size_t)(end - from));
}

bool stage_read(struct stage *stage, const char *text, struct arena *arena, const char **unknown)
{
	*stage = (struct stage){ 0 };
	while (*text) {
		const char *const end = text + item_length(text);
		const char *from = text;
		while (is_blank(*from))
			from++;
		const char *word = from;
		while (word < end && !is_blank(*word))
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
