// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/fence.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"

// How many ` or ~ the line begins with (three or more make a fence), after at most `indent` blanks.
// One in a list has more: it is md4c's alone.
static int fence_length(const struct lesson *lesson, struct stretch line, size_t indent, char *mark,
                        bool *bare)
{
	size_t i = line.begin;
	while (i < line.end && i < line.begin + indent && lesson->text[i] == ' ')
		i++;
	if (i == line.end || !strchr("`~", lesson->text[i]))
		return 0;
	*mark = lesson->text[i];
	int count = 0;
	for (; i < line.end && lesson->text[i] == *mark; i++)
		count++;
	*bare = lines_is_blank(lesson, (struct stretch){ i, line.end });
	// After backquotes a further one makes it code within a line.
	if (*mark == '`' && memchr(lesson->text + i, '`', line.end - i))
		return 0;
	return count >= 3 ? count : 0;
}

bool fences_scan(struct lesson *lesson, struct fences *fences, struct error *error)
{
	int open = 0;
	char opened_with = '\0';
	struct fence fence = { 0 };
	size_t paragraph = 0;
	for (size_t at = 0; at < lesson->length;) {
		struct stretch line;
		size_t const next = lines_take(lesson, at, lesson->length, &line);
		if (open || lines_is_blank(lesson, line))
			paragraph = next;
		if (next - paragraph > PARAGRAPH_BYTES_MOST)
			return lesson_fail(lesson, (struct stretch){ paragraph, paragraph + 1 },
			                   error, _("put blank lines between its parts"),
			                   _("this paragraph is longer than %d KiB"),
			                   PARAGRAPH_BYTES_MOST / 1024);
		char mark = 0;
		bool bare = false;
		int const length = fence_length(lesson, line, open ? 3 : 0, &mark, &bare);
		if (!open && length) {
			open = length;
			opened_with = mark;
			fence = (struct fence){ line, { next, next } };
		} else if (open && length >= open && mark == opened_with && bare) {
			fence.inside.end = at;
			fences->fence =
				lesson_grow(lesson, fences->fence, fences->count, sizeof fence);
			fences->fence[fences->count++] = fence;
			open = 0;
		}
		at = next;
	}
	if (open)
		return lesson_fail(lesson, fence.opening, error,
		                   _("add a line of ``` after its last line"),
		                   _("this block is never closed"));
	return true;
}

const struct fence *fences_find(const struct fences *fences, size_t offset)
{
	int low = 0, high = fences->count;
	while (low < high) {
		int const middle = (low + high) / 2;
		const struct fence *const fence = &fences->fence[middle];
		if (offset >= fence->opening.begin && offset < fence->opening.end)
			return fence;
		if (offset < fence->opening.begin)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

// Commands.

static void end_output(struct lesson *lesson, struct command_line *command, size_t end)
{
	command->output.end = end;
	LOCAL(text) clean = { 0 };
	for (size_t at = command->output.begin; at < end;) {
		struct stretch line;
		at = lines_take(lesson, at, end, &line);
		if (clean.length)
			text_add_char(&clean, '\n');
		utf8_clean(&clean, lesson->text + line.begin, line.end - line.begin, false);
	}
	command->expected = arena_copy_bytes(&lesson->arena, text_get(&clean), clean.length);
}

// Whether a block of the command is open (repl/block.h): it goes on in the next line.
static bool is_open(const char *line)
{
	int depth = 0;
	for (; *line; line += *line != '\0') {
		if (*line == '#')
			line += strcspn(line, "\n");
		depth += (*line == '{') - (*line == '}');
	}
	return depth > 0;
}

static void go_on(struct lesson *lesson, struct command_line *command, struct stretch words,
                  size_t next)
{
	LOCAL(text) text = { 0 };
	text_addf(&text, "%s\n%s", command->line, lines_keep(lesson, words));
	command->line = arena_copy_bytes(&lesson->arena, text_get(&text), text.length);
	command->at.end = words.end;
	command->output = (struct stretch){ next, next };
}

bool fence_read_commands(struct lesson *lesson, const struct fence *fence, struct block *block,
                         struct error *error)
{
	struct command_line *last = NULL;
	for (size_t at = fence->inside.begin; at < fence->inside.end;) {
		struct stretch line;
		size_t const next = lines_take(lesson, at, fence->inside.end, &line);
		bool const is_command = line.end - line.begin >= 2 && lesson->text[at] == '>' &&
		                        lesson->text[at + 1] == ' ';
		bool const goes_on =
			is_command && last && last->output.begin == at && is_open(last->line);
		if (goes_on) {
			struct stretch const words = { at + 2, line.end };
			if (!lines_are_visible(lesson, words, error))
				return false;
			go_on(lesson, last, words, next);
		} else if (is_command) {
			if (last)
				end_output(lesson, last, at);
			struct stretch const words =
				lines_trim(lesson, (struct stretch){ at + 2, line.end });
			if (words.begin == words.end)
				return lesson_fail(lesson, line, error, NULL,
				                   _("no command stands after >"));
			if (!lines_are_visible(lesson, words, error))
				return false;
			block->command = lesson_grow(lesson, block->command, block->commands,
			                             sizeof *block->command);
			last = &block->command[block->commands++];
			*last = (struct command_line){
				.line = lines_keep(lesson, words),
				.at = words,
				.output = { next, next },
			};
		} else if (!last) {
			return lesson_fail(lesson, line, error, _("write `> ` before a command"),
			                   _("a bptt block begins with a command"));
		}
		at = next;
	}
	if (!last)
		return lesson_fail(lesson, fence->opening, error, _("write `> ` before a command"),
		                   _("this block holds no command"));
	end_output(lesson, last, fence->inside.end);
	return true;
}
