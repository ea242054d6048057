// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons on a screen, by one key: whatever a lesson prints has been seen, whole, on its page; going on and
// going back.  What it prints is found out without a screen: the same lesson in a session of this program.
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"
#include "base/utf8.h"
#include "command/all.h"
#include "learner.h"
#include "lesson/lesson.h"
#include "lesson/library.h"
#include "lesson/page.h"
#include "lesson/run.h"
#include "repl/session.h"
#include "view/reading.h"

// All that a lesson may run.
static const struct command *const tables[] = { COMMAND_TABLES, lesson_commands, NULL };

enum { PAGES_MOST = 64, PRESSES_MOST = 2000 };

// What stands in the page's columns as one line, one blank for several: a sentence that is printed is wrapped on the
// page as words are, and what else is too long goes on below behind a mark.  Of code the page shows no `.
static char *unfold(const char *screen, int cols)
{
	static const char mark[] = "\342\206\252 ", bar[] = "\342\226\214";
	struct text out = { 0 };
	while (*screen) {
		size_t const length = strcspn(screen, "\n");
		size_t end = utf8_fit(screen, length, cols);
		while (end && screen[end - 1] == ' ')
			end--;
		size_t at = strncmp(screen, bar, strlen(bar)) ? 0 : strlen(bar);
		at += strspn(screen + at, " ");
		at += strncmp(screen + at, mark, strlen(mark)) ? 0 : strlen(mark);
		text_add_char(&out, ' ');
		for (; at < end; at++)
			if (screen[at] != '`' && (screen[at] != ' ' || screen[at + 1] != ' '))
				text_add_char(&out, screen[at]);
		screen += length + (screen[length] == '\n');
	}
	return text_take(&out);
}

// The lines that each page of a lesson prints.
struct wanted {
	char **line[PAGES_MOST];
	bool *seen[PAGES_MOST];
	int lines[PAGES_MOST];
	int pages, cols;
};

static void want(struct wanted *wanted, int page, const char *text)
{
	while (*text) {
		size_t const length = strcspn(text, "\n");
		size_t end = length, from = strspn(text, " ");
		while (end && text[end - 1] == ' ')
			end--;
		int const at = wanted->lines[page];
		if (from < end) {
			wanted->line[page] = memory_resize(wanted->line[page], (size_t)at + 1,
			                                   sizeof *wanted->line[page]);
			char *line = memory_copy_bytes(text + from, end - from);
			wanted->line[page][at] = unfold(line, INT_MAX);
			free(line);
			wanted->lines[page]++;
		}
		text += length + (text[length] == '\n');
	}
}

// As plain lines have it: Enter again and again, and `skip` at a question.  No progress is kept.
static struct wanted find_wanted(const char *name, int columns)
{
	struct wanted wanted = { 0 };
	struct error error;
	struct lesson lesson;
	struct text path = { 0 };
	struct shelf shelf = shelf_find();
	char *key;
	int number;
	struct session *session = session_new(tables);
	session->manner.columns = columns;
	session->front.interactive = true; // rows are cut to the page, as for a person
	assert_true(shelf_path(&shelf, name, &path, &key, &number, &error));
	assert_true(lesson_read_file(&lesson, text_get(&path), false, &error));
	assert_true(run_open(session, &lesson, NULL, 0, &error));
	shelf_free(&shelf);
	text_free(&path);
	free(key);
	struct run *run = run_of(session);
	wanted.pages = run->lesson.pages;
	assert_true(wanted.pages < PAGES_MOST);
	while (!run->finished) {
		long const from = log_next(&session->log);
		bool const asks = run_pending(run) != NULL;
		int const block = run->block;
		session_run_line(session, asks ? "skip" : "");
		for (int i = 0; i < session->log.count; i++) {
			const struct said *said = &session->log.at[i];
			// A map is lower on a screen than in plain lines, and has other steps.
			if (strstr(said->text, "┌"))
				continue;
			// What answers a skipped question stands above the block that comes, unless none does.
			if (session->log.dropped + i >= from && said->kind == SAY_RESULT &&
			    (!asks || block == run->block))
				want(&wanted, run->page, said->text);
		}
	}
	session_free(session);
	for (int page = 0; page < wanted.pages; page++)
		wanted.seen[page] =
			memory_get((size_t)wanted.lines[page] + 1, sizeof *wanted.seen[page]);
	return wanted;
}

static void free_wanted(struct wanted *wanted)
{
	for (int page = 0; page < wanted->pages; page++) {
		for (int i = 0; i < wanted->lines[page]; i++)
			free(wanted->line[page][i]);
		free(wanted->line[page]);
		free(wanted->seen[page]);
	}
}

// Which page the title says it is, from 0; -1: it says none.
static int page_shown(const char *screen)
{
	char row[512], word[64];
	const char *const position = _("page %d/%d");
	int page;
	snprintf(word, sizeof word, "%.*s", (int)strcspn(position, "%"), position);
	snprintf(row, sizeof row, "%.*s", (int)strcspn(screen, "\n"), screen);
	const char *at = strstr(row, word);
	for (const char *next = at; next; next = strstr(next + 1, word))
		at = next;
	return at && sscanf(at + strlen(word), "%d/", &page) == 1 ? page - 1 : -1;
}

// Above the page the stage has at most 9 of 24 rows, with the line below it; and no mark round a lit name
// stands in another one.
static void look_at_stage(const char *screen, int rows)
{
	static const char open[] = "\342\226\220", shut[] = "\342\226\214", rule[] = "\342\224\200 ";
	const char *line = screen, *last = screen;
	int row = 0, height = 0;
	for (; *line; row++, line += strcspn(line, "\n"), line += *line == '\n')
		if (!strncmp(line, rule, strlen(rule))) {
			height = row;
			last = line;
		}
	if (height > rows * 9 / 24)
		fail_msg("the stage has %d of %d rows:\n%s", height, rows, screen);
	bool is_open = false;
	for (const char *at = screen; at < last; at++) {
		bool const opens = !strncmp(at, open, strlen(open)), shuts = !strncmp(at, shut, strlen(shut));
		if (opens == is_open && (opens || shuts))
			fail_msg("a lit name in another one:\n%s", screen);
		is_open = (is_open || opens) && !shuts;
	}
}

static void look(struct wanted *wanted, const char *screen)
{
	int const page = page_shown(screen);
	if (page < 0 || page >= wanted->pages)
		fail_msg("no page in the title:\n%s", screen);
	char *unfolded = unfold(screen, wanted->cols);
	// A sentence goes on in the next row without a mark.
	for (char *c = unfolded; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	for (int i = 0; i < wanted->lines[page]; i++)
		wanted->seen[page][i] |= strstr(unfolded, wanted->line[page][i] + 1) != NULL;
	free(unfolded);
}

static void assert_all_seen(struct wanted *wanted, const char *lesson, const char *way, int rows,
                            int cols)
{
	for (int page = 0; page < wanted->pages; page++)
		for (int i = 0; i < wanted->lines[page]; i++) {
			if (!wanted->seen[page][i])
				fail_msg("%s: lesson %s %s at %dx%d, page %d: never seen: %s", language_spoken(),
				         lesson, way, cols, rows, page + 1, wanted->line[page][i]);
			wanted->seen[page][i] = false;
		}
}

// Presses the key until the page shows the words, and looks at each picture.
static void press_through(struct pty *pty, struct wanted *wanted, const char *key, const char *until)
{
	char question[64], answers[64];
	snprintf(question, sizeof question, "\n%.*s", (int)strcspn(_("answer> "), " "), _("answer> "));
	snprintf(answers, sizeof answers, _("Enter: %s"), _("an answer"));
	char *before = pty_text(pty);
	look(wanted, before);
	look_at_stage(before, pty->rows);
	for (int i = 0; i < PRESSES_MOST && !strstr(before, until); i++) {
		bool const asks = strstr(before, question) && !strcmp(key, PAGE_DOWN) && strstr(before, answers);
		pty_send(pty, asks ? "skip\r" : key);
		if (!pty_wait_change(pty, before))
			fail_msg("nothing happens, the screen is\n%s", before);
		if (asks)
			pty_settle(pty); // its letters are a change already
		free(before);
		before = pty_text(pty);
		look(wanted, before);
		look_at_stage(before, pty->rows);
	}
	assert_non_null(strstr(before, until));
	free(before);
}

static void go_through(const char *lesson, int rows, int cols)
{
	const char *const words[] = { "-n", "--lang", language_spoken(), "lesson", lesson, NULL };
	struct reading_places const reading = reading_layout(rows - 1, cols, 1, false);
	struct wanted wanted = find_wanted(lesson, page_line_columns(reading.page.cols));
	char last[32], state[512];
	wanted.cols = reading.page.cols;
	const char *const environment[] = { state, NULL };
	snprintf(state, sizeof state, "XDG_STATE_HOME=%s/reading-%s-%s-%d", getenv("HOME"), language_spoken(),
	         lesson, cols);
	struct pty *pty = pty_start(rows, cols, words, environment);
	assert_true(pty_wait_for_row(pty, rows - 1, "bptt>"));
	press_through(pty, &wanted, PAGE_DOWN, _("The end of this lesson."));
	assert_all_seen(&wanted, lesson, "forward", rows, cols);
	snprintf(last, sizeof last, _("page %d/%d"), 1, wanted.pages);
	press_through(pty, &wanted, PAGE_UP, last);
	assert_all_seen(&wanted, lesson, "back", rows, cols);
	end(pty);
	free_wanted(&wanted);
}

// All lessons in the language that is spoken: one size for each, from `first` on in turn; all sizes where there is
// time.
static void go_through_all(int first)
{
	static const int sizes[][2] = { { 24, 80 }, { 20, 60 }, { 40, 132 } };
	struct shelf shelf = shelf_find();
	assert_true(shelf.count > 0);
	int const count = (int)(sizeof sizes / sizeof *sizes);
	bool const has_time = pty_scaled(100) == 100;
	for (int i = 0; i < shelf.count; i++)
		for (int size = 0; size < count; size++) {
			char number[16];
			if (!has_time && size != (i + first) % count)
				continue;
			assert_true(shelf_speaks(shelf.name[i]));
			snprintf(number, sizeof number, "%d", atoi(shelf.name[i]));
			go_through(number, sizes[size][0], sizes[size][1]);
		}
	shelf_free(&shelf);
}

static void test_all_is_seen(void **state)
{
	(void)state;
	go_through_all(0);
}

// Without msgfmt there are no catalogs.  They lie where the program is built, the lessons where it came from.
static void test_all_is_seen_in_vietnamese(void **state)
{
	char *const data = memory_copy_string(getenv("BPTT_REPL_DATA"));
	(void)state;
	setenv("BPTT_REPL_DATA", getenv("top_builddir"), true);
	bool const is_there = language_speak("vi");
	setenv("BPTT_REPL_DATA", data, true);
	free(data);
	if (!is_there)
		skip();
	go_through_all(1);
	language_speak("en");
}

// ---- keys

static struct pty *open_lesson(int rows, int cols, const char *name, const char *state)
{
	char home[512];
	const char *const words[] = { "-n", "lesson", name, NULL }, *environment[] = { home, NULL };
	snprintf(home, sizeof home, "XDG_STATE_HOME=%s/%s", getenv("HOME"), state);
	struct pty *pty = pty_start(rows, cols, words, environment);
	assert_true(pty_wait_for(pty, ">"));
	pty_settle(pty);
	return pty;
}

static void press(struct pty *pty, const char *key)
{
	char *before = pty_text(pty);
	pty_send(pty, key);
	if (!pty_wait_change(pty, before))
		fail_msg("nothing happens, the screen is\n%s", before);
	free(before);
}

// Enter, Space and PageDown are one key, PageUp and Backspace another one; on a line that was begun they are
// what they are elsewhere.
static void test_one_key(void **state)
{
	static const char *const on[] = { "\r", " ", PAGE_DOWN };
	static const char *const back[] = { PAGE_UP, BACKSPACE, "\b" };
	(void)state;
	struct pty *pty = open_lesson(ROWS, COLS, "3", "one-key");
	for (int i = 0; i < 3; i++) {
		press(pty, on[i]);
		press(pty, back[i]);
	}
	for (int i = 0; i < 6; i++)
		press(pty, on[i % 3]);
	assert_true(pty_wait_for(pty, "page 2/"));
	pty_send(pty, "1 + 1" BACKSPACE " 41\r");
	assert_true(pty_wait_for(pty, "bptt> 1 +  41"));
	for (int i = 0; i < 5; i++)
		press(pty, back[i % 3]);
	assert_true(pty_wait_for(pty, "page 1/"));
	end(pty);
}

// Where a question waits a key reminds; on a projector the second one shows the answer, for a clicker can do no
// more.
static void test_a_question_waits(void **state)
{
	(void)state;
	struct pty *pty = open_lesson(ROWS, COLS, "3", "waits");
	pty_send(pty, "page 8\r");
	assert_true(pty_wait_for(pty, "page 8/"));
	press(pty, PAGE_DOWN);
	assert_true(pty_wait_for(pty, "Enter: an answer"));
	press(pty, PAGE_DOWN);
	assert_true(pty_wait_for(pty, "The question waits"));
	pty_send(pty, PAGE_DOWN " \r");
	pty_settle(pty);
	assert_true(pty_wait_for(pty, "Enter: an answer"));
	pty_send(pty, "layout projector\r");
	assert_true(pty_wait_for(pty, "layout projector"));
	press(pty, PAGE_DOWN);
	press(pty, PAGE_DOWN);
	assert_true(pty_wait_for(pty, "Solution."));
	press(pty, PAGE_DOWN);
	assert_true(pty_wait_for(pty, "bptt>"));
	end(pty);
}

// Whether the rows above the line below the stage show the words.
static bool stage_shows(struct pty *pty, const char *words)
{
	static const char rule[] = "\n\342\224\200 ";
	char *screen = pty_text(pty), *end = strstr(screen, rule);
	if (end)
		*end = '\0';
	bool const shows = end && strstr(screen, words);
	free(screen);
	return shows;
}

// The stage of 9 rows has the numbers of the equation, as much of them as there is room for; where they are not
// computed yet, the rule, or the curves without their units.
static void test_the_stage_has_numbers(void **state)
{
	static const struct {
		const char *lesson, *page, *words[3];
	} rows[] = {
		{ "1", "page 4\r", { "z[0] = [0.9000; -0.5000]", "⎛ 0.7163⎞ = tanh(⎛ 0.9000⎞)" } },
		{ "4", "page 3\r", { "\n dW   ‖dE/dW‖", "\n all t              37%" } },
		{ "3", "page 8\r", { "⊙ (1 − s", "(not computed yet)", "⎛-0.2480⎞ = ⎛-0.3685⎞ ⊙ (1 − ⎛0.5719⎞²)" } },
		{ "9", "page 9\r", { "(dashed)" } },
	};
	(void)state;
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		char page[16];
		struct pty *pty = open_lesson(ROWS, COLS, rows[row].lesson, "numbers");
		pty_send(pty, rows[row].page);
		snprintf(page, sizeof page, "page %d/", atoi(rows[row].page + 5));
		assert_true(pty_wait_for(pty, page));
		pty_settle(pty);
		for (int i = 0; i < 3 && rows[row].words[i]; i++)
			for (int presses = 0; !stage_shows(pty, rows[row].words[i]); presses++) {
				char *screen = pty_text(pty);
				if (presses == 10 || !strstr(screen, page))
					fail_msg("lesson %s: the stage does not show %s:\n%s", rows[row].lesson,
					         rows[row].words[i], screen);
				press(pty, strstr(screen, "Enter: an answer") ? "skip\r" : "\r");
				pty_settle(pty);
				free(screen);
			}
		end(pty);
	}
}

// Behind the end of a lesson comes the next one on the shelf, behind the last one nothing, and it says so.
static void test_behind_the_end(void **state)
{
	(void)state;
	struct shelf shelf = shelf_find();
	struct text path = { 0 };
	int const lessons[] = { shelf.count - 2, shelf.count - 1 };
	struct lesson lesson[2];
	for (int i = 0; i < 2; i++) {
		struct error error;
		shelf_file(&shelf, lessons[i], &path);
		assert_true(lesson_read_file(&lesson[i], text_get(&path), false, &error));
	}
	struct pty *pty = open_lesson(ROWS, COLS, shelf_topic(shelf.name[lessons[0]]), "behind");
	char line[64];
	for (int i = 0; i < 2; i++) {
		snprintf(line, sizeof line, "page %d\r", lesson[i].pages);
		pty_send(pty, line);
		snprintf(line, sizeof line, "page %d/%d", lesson[i].pages, lesson[i].pages);
		assert_true(pty_wait_for(pty, line));
		for (bool ends = false; !ends;) {
			press(pty, "\r");
			char *screen = pty_text(pty);
			ends = strstr(screen, "The end of this lesson.");
			free(screen);
		}
		press(pty, i ? "\r" : PAGE_DOWN);
		assert_true(pty_wait_for(pty, i ? "The lesson is over" : lesson[1].title));
		snprintf(line, sizeof line, "page %d/%d", i ? lesson[1].pages : 1, lesson[1].pages);
		assert_true(pty_wait_for(pty, line));
	}
	press(pty, PAGE_UP);
	assert_true(pty_wait_for(pty, "Enter: finish"));
	end(pty);
	for (int i = 0; i < 2; i++)
		lesson_free(&lesson[i]);
	text_free(&path);
	shelf_free(&shelf);
}

// Autoplay goes on through words and commands, and says at a question what it waits for.
static void test_auto_waits(void **state)
{
	(void)state;
	struct pty *pty = open_lesson(ROWS, COLS, "1", "auto");
	pty_send(pty, "auto 0.05\r");
	assert_true(pty_wait_for(pty, "Question. At time 3"));
	assert_true(pty_wait_for(pty, "The question waits: type an expression"));
	pty_settle(pty);
	assert_true(pty_wait_for(pty, "Enter: an answer")); // any key stops no longer
	end(pty);
}

// The numbers of the rows "    N  N" that are seen; -1: none.
static void find_rows(struct pty *pty, int *first, int *last)
{
	*first = *last = -1;
	for (int row = 0; row < pty->rows; row++) {
		char *text = pty_row(pty, row);
		int number, end = 0;
		if (sscanf(text, " %*s k = %d %*f%n", &number, &end) == 1 ||
		    sscanf(text, " k = %d %*f%n", &number, &end) == 1) {
			*first = *first < 0 ? number : *first;
			*last = number;
		}
		free(text);
	}
}

// On a small screen no line is passed unseen: the numbers follow each other without a gap.
static void test_nothing_is_passed(void **state)
{
	static const int sizes[][2] = { { 7, 30 }, { 8, 80 }, { 12, 40 } };
	(void)state;
	for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
		char path[512];
		snprintf(path, sizeof path, "%s/many%d.md", getenv("HOME"), (int)size);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs("# t\n\na\n\n```bptt\n> k for k = 40..0\n```\n\nthe last words\n", file);
		fclose(file);
		struct pty *pty = open_lesson(sizes[size][0], sizes[size][1], path, "passed");
		int first, last, reached = 41;
		for (int i = 0; reached && i < 100; i++) {
			press(pty, PAGE_DOWN);
			find_rows(pty, &first, &last);
			if (last < 0)
				continue;
			if (first < reached - 1)
				fail_msg("at %dx%d: from %d to %d", sizes[size][1], sizes[size][0],
				         reached, first);
			reached = last;
		}
		assert_int_equal(reached, 0);
		end(pty);
		remove(path);
	}
}

// A lesson that was left is as it was: the page, what it printed, what was typed, the verdict.
static void test_left_and_found(void **state)
{
	(void)state;
	struct pty *pty = open_lesson(ROWS, COLS, "3", "left");
	pty_send(pty, "page 8\r");
	assert_true(pty_wait_for(pty, "page 8/"));
	press(pty, PAGE_DOWN);
	pty_send(pty, "2 * delta[3,3]\r");
	assert_true(pty_wait_for(pty, "Not yet"));
	pty_send(pty, "norm(delta[3,3])\r");
	pty_settle(pty);
	pty_send(pty, "hint\r");
	assert_true(pty_wait_for(pty, "Hint 1 of 3"));
	pty_settle(pty);
	char *before = pty_text(pty);
	pty_send(pty, CTRL_D);
	assert_left(pty);
	pty = open_lesson(ROWS, COLS, "3", "left");
	assert_true(pty_wait_for(pty, "This is where you were"));
	char *after = pty_text(pty);
	for (char *line = strtok(before, "\n"); line; line = strtok(NULL, "\n"))
		if (!strstr(after, line) && !strstr(line, "page 8/"))
			fail_msg("lost: %s\nin\n%s", line, after);
	free(before);
	free(after);
	pty_send(pty, "leave\r");
	assert_true(pty_wait_for(pty, "is closed"));
	pty_send(pty, "lessons\r");
	assert_true(pty_wait_for(pty, "`lesson 3` goes on where you were, on page 8"));
	pty_send(pty, "\r");
	pty_settle(pty);
	end(pty);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_key),
		cmocka_unit_test(test_a_question_waits),
		cmocka_unit_test(test_the_stage_has_numbers),
		cmocka_unit_test(test_behind_the_end),
		cmocka_unit_test(test_auto_waits),
		cmocka_unit_test(test_nothing_is_passed),
		cmocka_unit_test(test_left_and_found),
		cmocka_unit_test(test_all_is_seen),
		cmocka_unit_test(test_all_is_seen_in_vietnamese),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
