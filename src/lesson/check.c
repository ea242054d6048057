// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/check.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/operator.h"
#include "lesson/ask.h"
#include "lesson/compare.h"
#include "lesson/desk.h"
#include "lesson/fence.h"
#include "lesson/forbid.h"
#include "lesson/lesson.h"
#include "lesson/links.h"
#include "repl/meaning.h"
#include "repl/session.h"

struct replay {
	const struct lesson *lesson;
	struct lesson_check *check;
	struct session *session;
	bool bless;
	size_t copied;     // of the lesson's text, into blessed_text
	struct text shown; // all that has been typed and printed so far
	struct stretch command; // that runs, or ran last
};

// SECONDS of processor time for a lesson, unless $BPTT_REPL_CHECK_SECONDS says otherwise.
enum { FAULTS_MOST = 100, SECONDS = 60, SECONDS_MOST = 86400 };

static void fault(struct replay *replay, struct error *error)
{
	const struct lesson *const lesson = replay->lesson;
	error_locate(error, lesson->source, lesson->text, lesson->length, 1);
	error_write(error, &replay->check->report);
	if (replay->check->report.length &&
	    replay->check->report.at[replay->check->report.length - 1] != '\n')
		text_add_char(&replay->check->report, '\n');
	replay->check->faults++;
}

// Set when the time is over; the command that runs is interrupted as by Ctrl-C.
static volatile sig_atomic_t is_late;

static void on_time(int number)
{
	(void)number;
	is_late = 1;
	interrupt_raise();
}

// Each fault is looked for from the beginning of the text, and nobody reads so many.
static bool goes_on(const struct replay *replay)
{
	return replay->check->faults < FAULTS_MOST && !is_late;
}

#define FAULT(replay, at, advice, ...)                                                             \
	do {                                                                                       \
		struct error error_;                                                               \
		lesson_fail((replay)->lesson, (at), &error_, (advice), __VA_ARGS__);               \
		fault((replay), &error_);                                                          \
	} while (0)

// Commands.

// What was said since entry number `from`.
static void collect(const struct session *session, long from, struct text *out)
{
	for (int i = log_index(&session->log, from); i < session->log.count; i++) {
		const struct said *const said = &session->log.at[i];
		if (said->kind == SAY_COMMAND)
			continue;
		if (out->length)
			text_add_char(out, '\n');
		text_add(out, said->text);
	}
	// Blanks at the ends of lines are nobody's intention.
	struct text trimmed = { 0 };
	const char *at = text_get(out);
	while (*at) {
		size_t const length = strcspn(at, "\n");
		size_t end = length;
		while (end && at[end - 1] == ' ')
			end--;
		text_add_bytes(&trimmed, at, end);
		if (at[length])
			text_add_char(&trimmed, '\n');
		at += length + (at[length] != '\0');
	}
	text_free(out);
	*out = trimmed;
}

static void copy_until(struct replay *replay, size_t end)
{
	text_add_bytes(&replay->check->blessed_text, replay->lesson->text + replay->copied,
	               end - replay->copied);
	replay->copied = end;
}

static bool can_bless(struct replay *replay, const struct command_line *command,
                      const char *printed)
{
	for (const char *line = printed; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, "> ", 2) == 0 || strncmp(line, "```", 3) == 0) {
			FAULT(replay, command->at, NULL,
			      _("this prints a line that would end the block"));
			return false;
		}
	return true;
}

static void judge_output(struct replay *replay, const struct command_line *command,
                         const char *printed)
{
	int line;
	bool const same = compare_outputs(command->expected, printed, &line);
	if (same)
		return;
	if (replay->bless) {
		if (!can_bless(replay, command, printed))
			return;
		copy_until(replay, command->output.begin);
		text_addf(&replay->check->blessed_text, *printed ? "%s\n" : "%s", printed);
		replay->copied = command->output.end;
		replay->check->blessed++;
		return;
	}
	const char *got = printed;
	for (int i = 0; i < line && *got; i++)
		got += strcspn(got, "\n"), got += *got == '\n';
	FAULT(replay, command->at, _("--bless writes what is printed"),
	      _("line %d of its output is not the expected one: \"%.*s\""), line + 1,
	      (int)strcspn(got, "\n"), got);
}

static void judge_digits(struct replay *replay, const struct command_line *command,
                         const char *printed)
{
	struct numeral numeral;
	size_t length;
	for (size_t at = 0; (length = compare_next_numeral(printed, &at, &numeral)); at += length)
		if (!numeral.whole && numeral.significant > DIGITS_MOST) {
			FAULT(replay, command->at, _("set precision 4"),
			      _("%.*s has more than %d significant digits"), (int)length,
			      printed + at, DIGITS_MOST);
			return;
		}
}

static void judge_name(struct replay *replay, const struct command_line *command)
{
	const struct command *const row = meaning_of(replay->session, command->line).command;
	size_t const width = strcspn(command->line, " ");
	if (!row)
		return;
	if (strlen(row->name) != width || strncmp(row->name, command->line, width) != 0)
		FAULT(replay, command->at, row->name, _("a lesson writes commands out"));
}

static void run_command(struct replay *replay, const struct command_line *command)
{
	struct session *const session = replay->session;
	struct error error;
	LOCAL(text) printed = { 0 };
	replay->check->commands++;
	replay->command = command->at;
	text_addf(&replay->shown, "%s\n", command->line);
	if (!desk_allows(session, command->line, &error)) {
		FAULT(replay, command->at, _("leave it to the learner"), "%s", error.cause);
		return;
	}
	judge_name(replay, command);
	long const from = log_next(&session->log);
	bool const ok = desk_try_command(session, replay->lesson, command, &error);
	if (!ok)
		session_say_error(session, &error);
	collect(session, from, &printed);
	text_addf(&replay->shown, "%s\n", text_get(&printed));
	if (!ok && (replay->bless || !*command->expected)) {
		struct error placed;
		error_set(&placed, error.span, error.advice, _("this command fails: %s"), error.cause);
		fault(replay, &placed);
	} else {
		judge_output(replay, command, text_get(&printed));
		judge_digits(replay, command, text_get(&printed));
	}
}

// Questions.

static const char *first_code(const struct paragraph *words)
{
	for (int i = 0; i < words->pieces; i++)
		if (words->piece[i].role == ROLE_CODE)
			return words->piece[i].words;
	return NULL;
}

static void judge_answer(struct replay *replay, const struct question *question)
{
	struct judgement judgement;
	ask_judge(question, replay->session, NULL, question->answer, &judgement);
	if (judgement.answer == ANSWER_NONE)
		FAULT(replay, question->answer_at, judgement.error.advice,
		      _("%s: the answer has no value: %s"), question->id, judgement.error.cause);
	else if (question->forbiddens && judgement.answer != ANSWER_FORBIDDEN)
		FAULT(replay, question->answer_at, NULL,
		      _("%s: `forbid:` does not forbid the answer itself"), question->id);
	else if (!question->forbiddens && judgement.answer != ANSWER_RIGHT)
		FAULT(replay, question->answer_at, NULL, _("%s: the answer is not accepted"),
		      question->id);
}

// What is forbidden can be written here, and is found where it is.
static void judge_forbidden(struct replay *replay, const struct question *question)
{
	for (int i = 0; i < question->forbiddens; i++) {
		const char *const name = question->forbidden[i];
		const struct operation *const op = operator_find_function(name);
		LOCAL(text) use = { 0 };
		text_add(&use, name);
		for (int j = 0; op && j < op->least; j++)
			text_add(&use, j ? ", 1" : "(1");
		text_add(&use, op ? ")" : "");
		if (!forbid_is_known(replay->session, name) ||
		    !forbid_find(question, replay->session, NULL, text_get(&use)))
			FAULT(replay, question->at, NULL,
			      _("%s: nothing here is called %s, which it forbids"), question->id,
			      name);
	}
}

// Each foreseen wrong answer gets its own reply, and no right one does.
static void judge_wrongs(struct replay *replay, const struct question *question)
{
	for (int i = 0; i < question->wrongs; i++) {
		const struct foreseen *const wrong = &question->wrong[i];
		struct judgement judgement;
		ask_judge(question, replay->session, NULL, wrong->answer, &judgement);
		if (judgement.answer == ANSWER_NONE)
			FAULT(replay, wrong->at, judgement.error.advice,
			      _("%s: this wrong answer has no value: %s"), question->id,
			      judgement.error.cause);
		else if (ask_is_within(question, replay->session, wrong->answer))
			FAULT(replay, wrong->at, _("a smaller `tolerance:`"),
			      _("%s: this is within the tolerance of the answer"), question->id);
		else if (judgement.reply != &wrong->reply)
			FAULT(replay, wrong->at, NULL,
			      _("%s: this wrong answer does not get its own words"), question->id);
	}
}

// The solution's first code must do: what a learner copies from there is taken.
static void judge_solution(struct replay *replay, const struct question *question)
{
	const char *const code = first_code(&question->solution);
	struct judgement judgement = { .answer = ANSWER_RIGHT };
	if (code && !question->choices)
		ask_judge(question, replay->session, NULL, code, &judgement);
	if (!question->solution.pieces)
		FAULT(replay, question->at, NULL, _("%s: it has no `solution:`"), question->id);
	else if (question->forbiddens && !code)
		FAULT(replay, question->at, NULL,
		      _("%s: its solution shows no `code` that answers it"), question->id);
	else if (judgement.answer != ANSWER_RIGHT)
		FAULT(replay, question->at, NULL, _("%s: the solution's `%s` is not accepted: %s"),
		      question->id, code, *judgement.why ? judgement.why : judgement.error.cause);
}

static void judge_question(struct replay *replay, const struct question *question)
{
	replay->check->questions++;
	judge_answer(replay, question);
	judge_solution(replay, question);
	judge_forbidden(replay, question);
	judge_wrongs(replay, question);
	if (!question->hints && !question->predicts)
		FAULT(replay, question->at, NULL, _("%s: it has no `hint:`"), question->id);
}

// A prediction is about what the page runs next, and judged by what is then; `waiting` is the one before
// this block, if nothing has run since.  Returns the one that waits behind the block.
static const struct question *judge_block(struct replay *replay, const struct block *block,
                                          const struct question *waiting)
{
	const struct question *const question = block->question;
	if (waiting && question)
		FAULT(replay, waiting->at, _("a bptt block below it"),
		      _("%s: nothing runs that could show what is predicted"), waiting->id);
	if (question && question->predicts)
		return question;
	if (question)
		judge_question(replay, question);
	if (waiting && block->commands)
		judge_question(replay, waiting);
	return question || block->commands ? NULL : waiting;
}

static void judge_fast(struct replay *replay)
{
	const struct question *question;
	int count = 0;
	for (int i = 0; (question = lesson_question(replay->lesson, i)); i++)
		if (question->is_fast && count++)
			FAULT(replay, question->at, NULL, _("%s: a second `fast:`"), question->id);
}

static void judge_ids(struct replay *replay)
{
	const struct question *question;
	for (int i = 0; (question = lesson_question(replay->lesson, i)); i++)
		for (int j = 0; j < i; j++)
			if (strcmp(question->id, lesson_question(replay->lesson, j)->id) == 0) {
				FAULT(replay, question->at, NULL,
				      _("a second question has the id %s"), question->id);
				break;
			}
}

// Words.

// Numbers in prose were computed, or typed, before: a lesson states nothing that it does not show.
static bool was_shown(const struct replay *replay, const struct numeral *sought)
{
	struct numeral numeral;
	size_t length;
	const char *const shown = text_get(&replay->shown);
	for (size_t at = 0; (length = compare_next_numeral(shown, &at, &numeral)); at += length) {
		double const gap = numeral.value - sought->value,
			     sum = numeral.value + sought->value;
		double const most = sought->unit * 0.500001; // it may be rounded, and lose its sign
		if ((gap <= most && gap >= -most) || (sum <= most && sum >= -most))
			return true;
	}
	return false;
}

static void judge_words(struct replay *replay, const struct block *block)
{
	for (int p = 0; p < block->paragraphs; p++)
		for (int i = 0; i < block->paragraph[p].pieces; i++) {
			const char *const words = block->paragraph[p].piece[i].words;
			struct numeral numeral;
			size_t length;
			for (size_t at = 0;
			     goes_on(replay) && (length = compare_next_numeral(words, &at, &numeral));
			     at += length)
				if (!numeral.whole && !was_shown(replay, &numeral))
					FAULT(replay, block->at,
					      _("compute it in a bptt block above"),
					      _("nothing printed %.*s so far"), (int)length,
					      words + at);
		}
}

static void judge_links(struct replay *replay)
{
	struct stretch where;
	const char *cause;
	for (size_t at = 0; goes_on(replay) && links_next_dead(replay->lesson, &at, &where, &cause);)
		FAULT(replay, where, NULL, "%s", cause);
}

// A letter that would be shown as its code, an escape above all.
static void judge_letters(struct replay *replay)
{
	const char *const text = replay->lesson->text;
	size_t const length = replay->lesson->length;
	for (size_t at = 0, bytes; goes_on(replay) && at < length; at += bytes) {
		uint32_t code;
		LOCAL(text) shown = { 0 };
		bytes = utf8_decode(text + at, length - at, &code);
		if ((code >= ' ' && code < 0x7F) || code == '\n' || code == '\t' || code == '\r')
			continue;
		utf8_clean(&shown, text + at, bytes, false);
		if (shown.length != bytes || memcmp(shown.at, text + at, bytes))
			FAULT(replay, ((struct stretch){ at, at + bytes }), _("delete it"),
			      _("%s does not belong in a text"), text_get(&shown));
	}
}

// The time of one lesson begins, or is no longer counted.
static void limit_time(bool begins)
{
	const char *const given = getenv("BPTT_REPL_CHECK_SECONDS");
	long const seconds = given ? strtol(given, NULL, 10) : SECONDS;
	struct itimerval timer = { 0 };
	if (begins)
		timer.it_value.tv_sec = seconds > 0 && seconds <= SECONDS_MOST ? seconds : SECONDS;
	is_late = 0;
	interrupt_forget();
	signal(SIGPROF, on_time);
	setitimer(ITIMER_PROF, &timer, NULL);
}

void lesson_check(const struct lesson *lesson, const struct command *const *tables, bool bless,
                  struct lesson_check *check)
{
	*check = (struct lesson_check){ 0 };
	struct replay replay = {
		.lesson = lesson,
		.check = check,
		.session = session_new(tables),
		.bless = bless,
	};
	if (!replay.session) {
		FAULT(&replay, ((struct stretch){ 0, 1 }), NULL,
		      _("there is no cell to teach with"));
		return;
	}
	limit_time(true);
	if (lesson->strange_math != SIZE_MAX)
		FAULT(&replay, ((struct stretch){ lesson->strange_math, lesson->strange_math + 1 }),
		      NULL, _("this formula uses a command that is not known here"));
	judge_ids(&replay);
	judge_links(&replay);
	judge_letters(&replay);
	judge_fast(&replay);
	for (int p = 0; p < lesson->pages; p++) {
		const struct question *waiting = NULL;
		for (int b = 0; goes_on(&replay) && b < lesson->page[p].blocks; b++) {
			const struct block *const block = &lesson->page[p].block[b];
			judge_words(&replay, block);
			for (int c = 0; goes_on(&replay) && c < block->commands; c++)
				run_command(&replay, &block->command[c]);
			if (goes_on(&replay))
				waiting = judge_block(&replay, block, waiting);
		}
		if (waiting && goes_on(&replay))
			FAULT(&replay, waiting->at, _("a bptt block below it"),
			      _("%s: nothing runs that could show what is predicted"), waiting->id);
	}
	if (is_late)
		FAULT(&replay, replay.command, _("BPTT_REPL_CHECK_SECONDS=600 gives it more time"),
		      _("the lesson has not come to its end in its time; this ran last"));
	limit_time(false);
	if (bless)
		copy_until(&replay, lesson->length);
	text_free(&replay.shown);
	session_free(replay.session);
}

void lesson_check_free(struct lesson_check *check)
{
	text_free(&check->report);
	text_free(&check->blessed_text);
	*check = (struct lesson_check){ 0 };
}
