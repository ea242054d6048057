// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/fence.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "typeset/math.h"

#define TOLERANCE_USUAL 1e-3 // numbers typed off the screen have four digits
#define TOLERANCE_MOST 0.5

void *lesson_grow(struct lesson *lesson, void *list, int count, size_t size)
{
	if (count & (count - 1))
		return list; // doubled at each power of two
	void *const room = arena_get(&lesson->arena, (size_t)(count ? 2 * count : 1) * size);
	if (count)
		memcpy(room, list, (size_t)count * size);
	return room;
}

bool lesson_fail(const struct lesson *lesson, struct stretch at, struct error *error,
                 const char *advice, const char *cause, ...)
{
	char words[sizeof error->cause];
	va_list arguments;
	va_start(arguments, cause);
	vsnprintf(words, sizeof words, cause, arguments);
	va_end(arguments);
	return error_set(error, lesson_span(lesson, at), advice, "%s", words);
}

// Lines.

// The line at `at`, without its newline; the return value is where the next one begins.
static size_t take_line(const struct lesson *lesson, size_t at, size_t end, struct stretch *line)
{
	const char *const newline = memchr(lesson->text + at, '\n', end - at);
	size_t const stop = newline ? (size_t)(newline - lesson->text) : end;
	*line = (struct stretch){ at, stop };
	if (line->end > line->begin && lesson->text[line->end - 1] == '\r')
		line->end--;
	return newline ? stop + 1 : stop;
}

static struct stretch trim(const struct lesson *lesson, struct stretch at)
{
	while (at.begin < at.end && strchr(" \t", lesson->text[at.begin]))
		at.begin++;
	while (at.begin < at.end && strchr(" \t", lesson->text[at.end - 1]))
		at.end--;
	return at;
}

static bool is_blank(const struct lesson *lesson, struct stretch at)
{
	at = trim(lesson, at);
	return at.begin == at.end;
}

static const char *keep(struct lesson *lesson, struct stretch at)
{
	return arena_copy_bytes(&lesson->arena, lesson->text + at.begin, at.end - at.begin);
}

// What is run or evaluated must be what is seen.
static bool is_visible(const struct lesson *lesson, struct stretch at, struct error *error)
{
	for (size_t i = at.begin; i < at.end;) {
		if (strchr("\t\r\n", lesson->text[i])) {
			i++; // between the lines of one value
			continue;
		}
		size_t const length = utf8_letter(lesson->text + i, at.end - i);
		struct text clean = { 0 };
		utf8_clean(&clean, lesson->text + i, length, false);
		bool const same =
			clean.length == length && memcmp(clean.at, lesson->text + i, length) == 0;
		if (!same) {
			lesson_fail(lesson, (struct stretch){ i, i + length }, error,
			            _("remove it"), _("%s: this character cannot be seen"),
			            text_get(&clean));
			text_free(&clean);
			return false;
		}
		text_free(&clean);
		i += length;
	}
	return true;
}

// Fences.

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
	*bare = is_blank(lesson, (struct stretch){ i, line.end });
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
		size_t const next = take_line(lesson, at, lesson->length, &line);
		if (open || is_blank(lesson, line))
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
	struct text clean = { 0 };
	for (size_t at = command->output.begin; at < end;) {
		struct stretch line;
		at = take_line(lesson, at, end, &line);
		if (clean.length)
			text_add_char(&clean, '\n');
		utf8_clean(&clean, lesson->text + line.begin, line.end - line.begin, false);
	}
	command->expected = arena_copy_bytes(&lesson->arena, text_get(&clean), clean.length);
	text_free(&clean);
}

bool fence_read_commands(struct lesson *lesson, const struct fence *fence, struct block *block,
                         struct error *error)
{
	struct command_line *last = NULL;
	for (size_t at = fence->inside.begin; at < fence->inside.end;) {
		struct stretch line;
		size_t const next = take_line(lesson, at, fence->inside.end, &line);
		bool const is_command = line.end - line.begin >= 2 && lesson->text[at] == '>' &&
		                        lesson->text[at + 1] == ' ';
		if (is_command) {
			if (last)
				end_output(lesson, last, at);
			struct stretch const words =
				trim(lesson, (struct stretch){ at + 2, line.end });
			if (words.begin == words.end)
				return lesson_fail(lesson, line, error, NULL,
				                   _("no command stands after >"));
			if (!is_visible(lesson, words, error))
				return false;
			block->command = lesson_grow(lesson, block->command, block->commands,
			                             sizeof *block->command);
			last = &block->command[block->commands++];
			*last = (struct command_line){
				.line = keep(lesson, words),
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

// Questions.

struct asking {
	struct lesson *lesson;
	struct question *question;
	struct error *error;
	bool ascii;
};

// One line of words with `code` and $mathematics$.
static void read_words(struct asking *asking, const char *words, struct paragraph *paragraph)
{
	struct lesson *const lesson = asking->lesson;
	paragraph->marker = "";
	while (*words) {
		char const mark = *words;
		const char *const close = strchr("`$", mark) ? strchr(words + 1, mark) : NULL;
		struct text part = { 0 };
		enum role role = ROLE_TEXT;
		const char *tex = NULL;
		if (close) {
			struct text clean = { 0 };
			utf8_clean(&clean, words + 1, (size_t)(close - words - 1), false);
			role = mark == '$' ? ROLE_MATH : ROLE_CODE;
			if (mark == '`')
				text_add(&part, text_get(&clean));
			else
				tex = arena_copy_bytes(&lesson->arena, text_get(&clean),
				                       clean.length);
			if (tex && !math_write(tex, clean.length, asking->ascii, &part))
				lesson->strange_math = asking->question->at.begin;
			text_free(&clean);
			words = close + 1;
		} else {
			size_t const length = 1 + strcspn(words + 1, "`$");
			utf8_clean(&part, words, length, false);
			words += length;
		}
		paragraph->piece = lesson_grow(lesson, paragraph->piece, paragraph->pieces,
		                               sizeof *paragraph->piece);
		paragraph->piece[paragraph->pieces++] = (struct piece){
			arena_copy_bytes(&lesson->arena, text_get(&part), part.length),
			role,
			tex,
		};
		text_free(&part);
	}
}

static bool take_id(struct asking *asking, const char *value, struct stretch at)
{
	if (strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(value) || !*value ||
	    strlen(value) > 60)
		return lesson_fail(asking->lesson, at, asking->error, NULL,
		                   _("an id is made of small letters, digits and hyphens"));
	asking->question->id = value;
	return true;
}

static bool take_question(struct asking *asking, const char *value, struct stretch at)
{
	(void)at;
	struct paragraph *const words = &asking->question->words;
	if (words->pieces)
		read_words(asking, " ", words);
	read_words(asking, value, words);
	return true;
}

static bool take_answer(struct asking *asking, const char *value, struct stretch at)
{
	asking->question->answer = value;
	asking->question->answer_at = at;
	return is_visible(asking->lesson, at, asking->error);
}

static bool take_tolerance(struct asking *asking, const char *value, struct stretch at)
{
	char *end;
	double const tolerance = strtod(value, &end);
	if (*end || end == value || !(tolerance > 0) || tolerance > TOLERANCE_MOST)
		return lesson_fail(asking->lesson, at, asking->error, NULL,
		                   _("a tolerance is a number above 0, at most %g"),
		                   TOLERANCE_MOST);
	asking->question->tolerance = tolerance;
	return true;
}

// Parts between `separator`, blanks removed; false and *error when there are too many.
static bool split(struct asking *asking, const char *value, char separator, struct stretch at,
                  const char **list, int *count, int most)
{
	int depth = 0;
	for (const char *begin = value, *p = value;; p++) {
		depth += (*p == '[') - (*p == ']');
		if (*p && !(*p == separator && depth == 0))
			continue;
		const char *end = p;
		while (begin < end && *begin == ' ')
			begin++;
		while (end > begin && end[-1] == ' ')
			end--;
		if (end > begin && *count == most)
			return lesson_fail(asking->lesson, at, asking->error, NULL,
			                   _("at most %d of these"), most);
		if (end > begin) {
			struct text clean = { 0 };
			utf8_clean(&clean, begin, (size_t)(end - begin), false);
			list[(*count)++] = arena_copy_bytes(&asking->lesson->arena,
			                                    text_get(&clean), clean.length);
			text_free(&clean);
		}
		if (!*p)
			return true;
		begin = p + 1;
	}
}

static bool take_choices(struct asking *asking, const char *value, struct stretch at)
{
	struct question *const question = asking->question;
	return split(asking, value, '|', at, question->choice, &question->choices, CHOICES_MOST);
}

static bool take_forbid(struct asking *asking, const char *value, struct stretch at)
{
	struct question *const question = asking->question;
	return is_visible(asking->lesson, at, asking->error) &&
	       split(asking, value, ',', at, question->forbidden, &question->forbiddens,
	             FORBIDDEN_MOST);
}

static bool take_hint(struct asking *asking, const char *value, struct stretch at)
{
	struct question *const question = asking->question;
	if (question->hints == HINTS_MOST)
		return lesson_fail(asking->lesson, at, asking->error, NULL, _("at most %d hints"),
		                   HINTS_MOST);
	read_words(asking, value, &question->hint[question->hints++]);
	return true;
}

// EXPR | words
static bool take_wrong(struct asking *asking, const char *value, struct stretch at)
{
	struct question *const question = asking->question;
	const char *const bar = strchr(value, '|');
	size_t length = bar ? (size_t)(bar - value) : 0;
	while (length && value[length - 1] == ' ')
		length--;
	const char *const words = bar ? bar + 1 + strspn(bar + 1, " ") : "";
	if (!length || !*words)
		return lesson_fail(asking->lesson, at, asking->error, NULL,
		                   _("a foreseen wrong answer is written `wrong: EXPR | words`"));
	if (question->wrongs == WRONG_MOST)
		return lesson_fail(asking->lesson, at, asking->error, NULL,
		                   _("at most %d foreseen wrong answers"), WRONG_MOST);
	struct foreseen *const wrong = &question->wrong[question->wrongs++];
	*wrong = (struct foreseen){
		.answer = arena_copy_bytes(&asking->lesson->arena, value, length),
		.at = at,
	};
	read_words(asking, words, &wrong->reply);
	return is_visible(asking->lesson, at, asking->error);
}

static bool take_solution(struct asking *asking, const char *value, struct stretch at)
{
	(void)at;
	read_words(asking, value, &asking->question->solution);
	return true;
}

static bool take_yes(struct asking *asking, const char *value, struct stretch at, bool *is_yes)
{
	*is_yes = strcmp(value, "yes") == 0;
	return *is_yes || lesson_fail(asking->lesson, at, asking->error, NULL,
	                              _("this is yes, or the line is left out"));
}

static bool take_predict(struct asking *asking, const char *value, struct stretch at)
{
	return take_yes(asking, value, at, &asking->question->predicts);
}

static bool take_fast(struct asking *asking, const char *value, struct stretch at)
{
	return take_yes(asking, value, at, &asking->question->is_fast);
}

static const struct key {
	const char *name;
	bool once;
	bool (*take)(struct asking *asking, const char *value, struct stretch at);
} keys[] = {
	{ "id", true, take_id },
	{ "question", true, take_question },
	{ "answer", true, take_answer },
	{ "choices", true, take_choices },
	{ "tolerance", true, take_tolerance },
	{ "forbid", true, take_forbid },
	{ "hint", false, take_hint },
	{ "wrong", false, take_wrong },
	{ "solution", true, take_solution },
	{ "predict", true, take_predict },
	{ "fast", true, take_fast },
};
enum { KEYS = sizeof keys / sizeof *keys };

// The key that the line begins with: KEYS for words without one, -1 for a key that is none.
static int find_key(const struct lesson *lesson, struct stretch *line)
{
	size_t i = line->begin;
	while (i < line->end && lesson->text[i] >= 'a' && lesson->text[i] <= 'z')
		i++;
	bool const is_key = i > line->begin && i < line->end && lesson->text[i] == ':' &&
	                    (i + 1 == line->end || lesson->text[i + 1] == ' ');
	if (!is_key)
		return KEYS;
	size_t const length = i - line->begin;
	for (int k = 0; k < KEYS; k++)
		if (strlen(keys[k].name) == length &&
		    memcmp(keys[k].name, lesson->text + line->begin, length) == 0) {
			line->begin = i + 1;
			*line = trim(lesson, *line);
			return k;
		}
	line->end = i;
	return -1;
}

static bool is_complete(struct asking *asking, const struct fence *fence)
{
	const struct question *const question = asking->question;
	struct lesson *const lesson = asking->lesson;
	const char *const missing = !question->id             ? "id"
	                            : !question->words.pieces ? "question"
	                            : !question->answer       ? "answer"
	                                                      : NULL;
	if (missing)
		return lesson_fail(lesson, fence->opening, asking->error, NULL,
		                   _("this question has no `%s:`"), missing);
	if (!question->choices)
		return true;
	char *end;
	long const right = strtol(question->answer, &end, 10);
	if (*end || right < 1 || right > question->choices)
		return lesson_fail(lesson, question->answer_at, asking->error, NULL,
		                   _("the answer must be the number of a choice, 1 to %d"),
		                   question->choices);
	for (int i = 0; i < question->wrongs; i++) {
		long const wrong = strtol(question->wrong[i].answer, &end, 10);
		if (*end || wrong < 1 || wrong > question->choices || wrong == right)
			return lesson_fail(lesson, question->wrong[i].at, asking->error, NULL,
			                   _("the number of another choice stands before the |"));
	}
	return true;
}

bool fence_read_question(struct lesson *lesson, const struct fence *fence, bool ascii,
                         struct block *block, struct error *error)
{
	struct question *const question = arena_get(&lesson->arena, sizeof *question);
	*question = (struct question){ .tolerance = TOLERANCE_USUAL, .at = fence->opening };
	block->question = question;
	struct asking asking = { lesson, question, error, ascii };
	bool seen[KEYS] = { false };
	for (size_t at = fence->inside.begin; at < fence->inside.end;) {
		struct stretch line;
		at = take_line(lesson, at, fence->inside.end, &line);
		if (is_blank(lesson, line))
			continue;
		struct stretch value = line;
		int const key = find_key(lesson, &value);
		if (key < 0)
			return lesson_fail(
				lesson, value, error,
				_("keys are id, question, answer, choices, tolerance, forbid, "
			          "hint, wrong, solution, predict, fast"),
				_("%s: a question has no such key"), keep(lesson, value));
		// Indented lines go on with the one above.
		struct text words = { 0 };
		text_add_bytes(&words, lesson->text + value.begin, value.end - value.begin);
		while (at < fence->inside.end && strchr(" \t", lesson->text[at])) {
			struct stretch more;
			size_t const next = take_line(lesson, at, fence->inside.end, &more);
			if (is_blank(lesson, more))
				break;
			more = trim(lesson, more);
			text_add(&words, words.length ? " " : "");
			text_add_bytes(&words, lesson->text + more.begin, more.end - more.begin);
			value.end = more.end;
			at = next;
		}
		const char *const string =
			arena_copy_bytes(&lesson->arena, text_get(&words), words.length);
		text_free(&words);
		if (key < KEYS && keys[key].once && seen[key])
			return lesson_fail(lesson, value, error, NULL, _("a second `%s:`"),
			                   keys[key].name);
		if (key < KEYS)
			seen[key] = true;
		if (!(key < KEYS ? keys[key].take : take_question)(&asking, string, value))
			return false;
	}
	return is_complete(&asking, fence);
}
