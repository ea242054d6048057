// SPDX-License-Identifier: GPL-3.0-or-later
// The table tests/answers.txt: what learners type at the questions of the shipped lessons, and what each
// of them is told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "array/random.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "command/all.h"
#include "golden.h"
#include "lesson/ask.h"
#include "lesson/desk.h"
#include "lesson/lesson.h"
#include "repl/session.h"

enum { BYTES_MOST = 256 * 1024, ROWS_LEAST = 60 };

static const struct command *const tables[] = {
	COMMAND_TABLES,
	lesson_commands,
	NULL,
};

static const char *const answers[] = { "right", "nearly", "wrong", "shape", "forbidden", "none" };

struct table {
	const char *folder;
	int line, rows, faults;
	struct lesson lesson;
	bool is_open;
	struct session *desk, *learner;
	const struct question *question;
	struct belongings belongings;
};

#define FAULT(table, ...)                                                                          \
	do {                                                                                       \
		printf("# answers.txt:%d: ", (table)->line);                                       \
		printf(__VA_ARGS__);                                                               \
		printf("\n");                                                                      \
		(table)->faults++;                                                                 \
	} while (0)

static void close_question(struct table *table)
{
	session_free(table->desk);
	session_free(table->learner);
	belongings_free(&table->belongings);
	table->desk = table->learner = NULL;
	table->question = NULL;
}

// = FILE
static void open_lesson(struct table *table, const char *name)
{
	struct text path = { 0 };
	struct error error;
	close_question(table);
	if (table->is_open)
		lesson_free(&table->lesson);
	text_addf(&path, "%s/lessons/en/%s.md", table->folder, name);
	table->is_open = lesson_read_file(&table->lesson, text_get(&path), false, &error);
	if (!table->is_open)
		FAULT(table, "%s: %s", text_get(&path), error.cause);
	text_free(&path);
}

// ? ID: the desk is then where that question is asked.
static void open_question(struct table *table, const char *id)
{
	struct session *const owner = session_new(tables);
	close_question(table);
	for (int p = 0; table->is_open && p < table->lesson.pages; p++)
		for (int b = 0; b < table->lesson.page[p].blocks; b++) {
			const struct question *const question = table->lesson.page[p].block[b].question;
			if (!question || strcmp(question->id, id) != 0)
				continue;
			table->question = question;
			table->desk = desk_new(&table->lesson, owner, p, b - 1, NULL);
			table->learner = desk_new(&table->lesson, owner, p, b - 1, NULL);
			table->belongings.session = table->learner;
		}
	session_free(owner);
	if (!table->question)
		FAULT(table, "there is no question %s", id);
}

// A line of the learner's before the answer.
static void run_line(struct table *table, const char *line)
{
	if (!table->learner || !session_run_line(table->learner, line))
		FAULT(table, "`%s` fails", line);
	else
		belongings_note(&table->belongings, line);
}

static void told(const struct judgement *judgement, struct text *out)
{
	if (judgement->answer == ANSWER_NONE)
		text_addf(out, "%s; %s", judgement->error.cause, judgement->error.advice);
	for (int i = 0; judgement->reply && i < judgement->reply->pieces; i++)
		text_add(out, judgement->reply->piece[i].words);
	text_add(out, judgement->why);
	text_add(out, judgement->asks ? judgement->asks : "");
}

// VERDICT[: words] | ATTEMPT
static void judge(struct table *table, char *line)
{
	char *const bar = strstr(line, " | ");
	if (!bar || !table->question) {
		FAULT(table, "no row of a question: %s", line);
		return;
	}
	*bar = '\0';
	const char *const attempt = bar + 3;
	size_t const length = strcspn(line, ":");
	const char *const words = line[length] ? line + length + 2 : "";
	struct judgement judgement;
	struct text said = { 0 };
	ask_judge(table->question, table->desk, &table->belongings, attempt, &judgement);
	told(&judgement, &said);
	table->rows++;
	if (strlen(answers[judgement.answer]) != length ||
	    strncmp(answers[judgement.answer], line, length) != 0 ||
	    !strstr(text_get(&said), words))
		FAULT(table, "%s: %s: %s", attempt, answers[judgement.answer], text_get(&said));
	text_free(&said);
}

static void take_line(struct table *table, char *line)
{
	table->line++;
	if (!*line || *line == '#')
		return;
	if (strncmp(line, "= ", 2) == 0)
		open_lesson(table, line + 2);
	else if (strncmp(line, "? ", 2) == 0)
		open_question(table, line + 2);
	else if (strncmp(line, "> ", 2) == 0)
		run_line(table, line + 2);
	else
		judge(table, line);
}

static void answers_are_judged(void **state)
{
	(void)state;
	const char *const folder = getenv("top_srcdir");
	struct table table = { .folder = folder ? folder : "." };
	struct text path = { 0 }, file = { 0 };
	text_addf(&path, "%s/tests/answers.txt", table.folder);
	assert_true(file_read_text(&file, text_get(&path), FILE_NAMED, BYTES_MOST));
	char *at = text_take(&file), *const begin = at;
	while (*at) {
		size_t const length = strcspn(at, "\n");
		bool const is_last = !at[length];
		at[length] = '\0';
		take_line(&table, at);
		at += length + !is_last;
	}
	close_question(&table);
	if (table.is_open)
		lesson_free(&table.lesson);
	free(begin);
	text_free(&path);
	assert_int_equal(table.faults, 0);
	assert_true(table.rows >= ROWS_LEAST);
}

// Numbers that nothing computes, as many digits as a page prints: no mistake is read into them.
static void test_an_accident_is_no_mistake(void **state)
{
	(void)state;
	static const char *const questions[] = { "second-delta", "second-share", "sum-over-k" };
	const char *const folder = getenv("top_srcdir");
	struct table table = { .folder = folder ? folder : "." };
	struct random random;
	random_seed(&random, 12);
	open_lesson(&table, "03-backpropagation-through-time");
	for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
		open_question(&table, questions[q]);
		for (int i = 0; i < scaled(500); i++) {
			struct judgement judgement;
			char attempt[80];
			if (q == 0)
				snprintf(attempt, sizeof attempt, "[%.4f %.4f]", random_uniform(&random, -0.5, 0.5),
				         random_uniform(&random, -0.5, 0.5));
			else
				snprintf(attempt, sizeof attempt, "[%.4f %.4f; %.4f %.4f]",
				         random_uniform(&random, -0.5, 0.5), random_uniform(&random, -0.5, 0.5),
				         random_uniform(&random, -0.1, 0.1), random_uniform(&random, -0.1, 0.1));
			ask_judge(table.question, table.desk, &table.belongings, attempt, &judgement);
			assert_int_equal(judgement.answer, ANSWER_WRONG);
			assert_null(judgement.asks);
		}
	}
	close_question(&table);
	lesson_free(&table.lesson);
	assert_int_equal(table.faults, 0);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_judged),
		cmocka_unit_test(test_an_accident_is_no_mistake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
