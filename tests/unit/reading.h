// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson that is read in a session.
#ifndef TESTS_UNIT_READING_H
#define TESTS_UNIT_READING_H

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "command/all.h"
#include "lesson/ask.h"
#include "lesson/lesson.h"
#include "lesson/run.h"
#include "repl/session.h"

static const struct command *const tables[] = {
	walk_commands, show_commands,   check_commands, network_commands, set_commands,
	undo_commands, lesson_commands, help_commands,  vanish_commands,  NULL,
};

static const char text[] = "# A lesson\n"
			   "\n"
			   "Words.\n"
			   "\n"
			   "```bptt\n"
			   "> text a b c d e f\n"
			   "> hidden 2\n"
			   "> W = [0.9, -0.5; 0.6, 0.8]\n"
			   "> goto backward 3 3\n"
			   "```\n"
			   "\n"
			   "```ask\n"
			   "id: next-delta\n"
			   "The next delta?\n"
			   "answer: delta[3,2]\n"
			   "forbid: delta[3,2], dE/dz\n"
			   "wrong: W*delta[3,3] .* (1 - s[2].^2) | Which way does `W` stand?\n"
			   "hint: one\n"
			   "hint: two\n"
			   "solution: `W'*delta[3,3] .* (1 - s[2].^2)`\n"
			   "```\n"
			   "\n"
			   "```bptt\n"
			   "> next\n"
			   "```\n"
			   "\n"
			   "## Choose\n"
			   "\n"
			   "```ask\n"
			   "id: choose\n"
			   "Which one?\n"
			   "choices: this | that one | the other\n"
			   "answer: 2\n"
			   "wrong: 3 | Is that the one?\n"
			   "hint: not the first\n"
			   "solution: That one.\n"
			   "```\n"
			   "\n"
			   "Done.\n";

static inline struct session *open_lesson(const char *lesson_text)
{
	struct session *const session = session_new(tables);
	struct lesson lesson;
	struct error error;
	assert_non_null(session);
	assert_true(lesson_read(&lesson, "l.md", lesson_text, strlen(lesson_text), false, &error));
	assert_true(run_open(session, &lesson, NULL, 0, &error));
	return session;
}

// The newest entry of a kind.
static inline const char *said(const struct session *session, enum say kind)
{
	for (int i = session->log.count; i-- > 0;)
		if (session->log.at[i].kind == kind)
			return session->log.at[i].text;
	return "";
}

static inline void enter(struct session *session, int times)
{
	while (times-- > 0)
		session_run_line(session, "");
}

static inline struct session *at_the_question(void)
{
	struct session *const session = open_lesson(text);
	enter(session, 2);
	assert_non_null(run_pending(run_of(session)));
	return session;
}

static inline const struct entry *last_entry(const struct run *run)
{
	return &run->document.entry[run->document.count - 1];
}

static const char quiz[] = "# Quiz\n\nWords.\n\n"
			   "```bptt\n> text a b c d e f\n> hidden 2\n```\n\n"
			   "## Guess\n\n"
			   "```ask\nid: guess\nWhat will C be?\nanswer: C\npredict: yes\n"
			   "wrong: 6 | That is what it was.\nsolution: `C` counts words.\n```\n\n"
			   "Let us see.\n\n"
			   "```bptt\n> vocab 9\n```\n\n"
			   "```ask\nid: plain\nWhat is H?\nanswer: H\nhint: count\nsolution: `H`\n```\n\n"
			   "## Whole\n\n"
			   "```ask\nid: hard\nWhat is H + C?\nanswer: H + C\nfast: yes\nhint: add\n"
			   "solution: `H + C`\n```\n\nBye.\n";

static inline struct session *at_the_guess(void)
{
	struct session *const session = open_lesson(quiz);
	enter(session, 2);
	assert_string_equal(run_pending(run_of(session))->id, "guess");
	return session;
}

#endif
