// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/question.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lesson/lines.h"
#include "typeset/math.h"

#define TOLERANCE_USUAL 1e-3 // numbers typed off the screen have four digits
#define TOLERANCE_MOST 0.5

struct asking {
	struct lesson *lesson;
	struct question *question;
	struct error *error;
	bool ascii;
};

// Where the *emphasis* that begins here ends, at its second star; NULL: this star is a star.
static const char *emphasis(const char *words, char before)
{
	const char *close = words + 1;
	if (isalnum((unsigned char)before) || !*close || isspace((unsigned char)*close))
		return NULL;
	do
		close += strcspn(close + 1, "*`$") + 1;
	while (*close == '*' &&
	       (isspace((unsigned char)close[-1]) || isalnum((unsigned char)close[1])));
	return *close == '*' ? close : NULL;
}

// One line of words with `code`, $mathematics$ and *emphasis*.
static void read_words(struct asking *asking, const char *words, struct paragraph *paragraph)
{
	struct lesson *const lesson = asking->lesson;
	paragraph->marker = "";
	for (char before = ' '; *words; before = words[-1]) {
		char const mark = *words;
		const char *const close = mark == '*'         ? emphasis(words, before)
		                          : strchr("`$", mark) ? strchr(words + 1, mark)
		                                               : NULL;
		LOCAL(text) part = { 0 };
		enum role role = ROLE_TEXT;
		const char *tex = NULL;
		if (close) {
			LOCAL(text) clean = { 0 };
			utf8_clean(&clean, words + 1, (size_t)(close - words - 1), false);
			role = mark == '$' ? ROLE_MATH : mark == '*' ? ROLE_STRONG : ROLE_CODE;
			if (mark != '$')
				text_add(&part, text_get(&clean));
			else
				tex = arena_copy_bytes(&lesson->arena, text_get(&clean),
				                       clean.length);
			if (tex && !math_write(tex, clean.length, asking->ascii, &part))
				lesson->strange_math = asking->question->at.begin;
			words = close + 1;
		} else {
			size_t const length = 1 + strcspn(words + 1, "`$*");
			utf8_clean(&part, words, length, false);
			words += length;
		}
		paragraph->piece = lesson_grow(lesson, paragraph->piece, paragraph->pieces,
		                               sizeof *paragraph->piece);
		paragraph->piece[paragraph->pieces++] = (struct piece){
			arena_copy_bytes(&lesson->arena, text_get(&part), part.length),
			role,
			tex,
			NULL,
		};
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
	return lines_are_visible(asking->lesson, at, asking->error);
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
			LOCAL(text) clean = { 0 };
			utf8_clean(&clean, begin, (size_t)(end - begin), false);
			list[(*count)++] = arena_copy_bytes(&asking->lesson->arena,
			                                    text_get(&clean), clean.length);
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
	return lines_are_visible(asking->lesson, at, asking->error) &&
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
	return lines_are_visible(asking->lesson, at, asking->error);
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
			*line = lines_trim(lesson, *line);
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

bool question_read(struct lesson *lesson, const struct fence *fence, bool ascii,
                         struct block *block, struct error *error)
{
	struct question *const question = arena_get(&lesson->arena, sizeof *question);
	*question = (struct question){ .tolerance = TOLERANCE_USUAL, .at = fence->opening };
	block->question = question;
	struct asking asking = { lesson, question, error, ascii };
	bool seen[KEYS] = { false };
	for (size_t at = fence->inside.begin; at < fence->inside.end;) {
		struct stretch line;
		at = lines_take(lesson, at, fence->inside.end, &line);
		if (lines_is_blank(lesson, line))
			continue;
		struct stretch value = line;
		int const key = find_key(lesson, &value);
		if (key < 0)
			return lesson_fail(
				lesson, value, error,
				_("keys are id, question, answer, choices, tolerance, forbid, "
			          "hint, wrong, solution, predict, fast"),
				_("%s: a question has no such key"), lines_keep(lesson, value));
		// Indented lines go on with the one above.
		LOCAL(text) words = { 0 };
		text_add_bytes(&words, lesson->text + value.begin, value.end - value.begin);
		while (at < fence->inside.end && strchr(" \t", lesson->text[at])) {
			struct stretch more;
			size_t const next = lines_take(lesson, at, fence->inside.end, &more);
			if (lines_is_blank(lesson, more))
				break;
			more = lines_trim(lesson, more);
			text_add(&words, words.length ? " " : "");
			text_add_bytes(&words, lesson->text + more.begin, more.end - more.begin);
			value.end = more.end;
			at = next;
		}
		const char *const string =
			arena_copy_bytes(&lesson->arena, text_get(&words), words.length);
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
