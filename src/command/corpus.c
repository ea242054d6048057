// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be learned: sentences of a file, or a task; and which of its sequences the walk looks at.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "net/network.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "train/task.h"

static bool keep(struct session *session, struct corpus *corpus, struct error *error)
{
	struct network *next = network_copy(session->state.network);
	if (!network_set_corpus(next, corpus, error)) {
		network_free(next);
		return false;
	}
	session_set_network(session, next);
	return true;
}

static void say_corpus(struct session *session)
{
	const struct corpus *corpus = session->state.network->corpus;
	LOCAL(text) line = { 0 };
	text_addf(&line, ngettext("%d sentence", "%d sentences", (unsigned long)corpus->count),
	          corpus->count);
	text_addf(&line, _(", %d words to predict, %d in the longest; a vocabulary of %d"),
	          corpus->steps, corpus->longest, corpus->C);
	session_say(session, SAY_RESULT, text_get(&line));
	if (corpus->unknown)
		session_sayf(session, SAY_RESULT,
		             ngettext("%d word that is not in it became %s",
		                      "%d words that are not in it became %s",
		                      (unsigned long)corpus->unknown),
		             corpus->unknown, CORPUS_UNKNOWN);
	if (corpus->alone)
		session_sayf(session, SAY_NOTE,
		             ngettext("%d sentence of one word was left out: there is nothing to "
		                      "predict.",
		                      "%d sentences of one word were left out: there is nothing to "
		                      "predict.",
		                      (unsigned long)corpus->alone),
		             corpus->alone);
}

static bool read_text(const struct word *word, struct text *text, struct text *path,
                      struct error *error)
{
	file_write_path(word->at, path);
	if (file_read_text(text, text_get(path), FILE_NAMED, CORPUS_BYTES_MOST))
		return true;
	if (errno == EFBIG)
		return error_set(error, word->span, NULL, _("%s has more than %d KiB"), word->at,
		                 CORPUS_BYTES_MOST / 1024);
	return file_fail(error, word->span, word->at);
}

static struct corpus *read_corpus(const struct network *network, const struct words *words,
                                  long most, struct error *error)
{
	LOCAL(text) text = { 0 }, path = { 0 }, origin = { 0 };
	struct corpus *corpus = NULL;
	text_add(&origin, "sentences");
	settings_tell_word(words->word[0].at, &origin);
	if (most)
		text_addf(&origin, " %ld", most);
	if (read_text(&words->word[0], &text, &path, error))
		corpus = corpus_read(text_get(&origin), text_get(&path), text_get(&text),
		                     text.length, (const char *const *)network->word,
		                     network->words_given ? network->C : 0, (int)most, error);
	return corpus;
}

static bool run_sentences(struct session *session, const struct words *words, struct error *error)
{
	long most = 0;
	if (!words->count)
		return settings_say(session, "sentences");
	if (!strcmp(words->word[0].at, "off"))
		return words_at_most(words, 1, error) && keep(session, NULL, error);
	if (words->count > 1 &&
	    !words_integer(words, 1, _("the number of words"), 1, WORDS_MOST - 1, &most, error))
		return false;
	struct corpus *corpus = read_corpus(session->state.network, words, most, error);
	if (!corpus || !keep(session, corpus, error))
		return false;
	say_corpus(session);
	return true;
}

static bool run_sentence(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	long number = network->sequence + 1;
	if (!network->corpus)
		return error_set(error, words->name, "sentences poem.txt",
		                 _("there are no sentences to choose from"));
	if (words->count && !words_integer(words, 0, _("a sentence's number"), 1, network->corpus->count, &number,
	                   error))
		return false;
	if (words->count) {
		struct network *next = network_copy(network);
		network_take_sequence(next, (int)number - 1);
		session_set_network(session, next);
	}
	const struct network *next = session->state.network;
	struct text line = { 0 };
	network_write_sequence(next, &line);
	for (int input = INPUT_X; input <= INPUT_Y; input++) {
		text_addf(&line, "%s%c:", line.length ? "\n" : "", "xy"[input]);
		for (int t = 0; t < next->x_count; t++) {
			text_add_char(&line, ' ');
			network_write_input(next, input, t, &line);
		}
	}
	return session_answer(session, &line);
}

// ---- tasks

static void list_tasks(struct text *out)
{
	for (const struct task *task = tasks; task->name; task++)
		text_addf(out, "%stask %-6s %4d  %s", out->length ? "\n" : "", task->name,
		          task->usual, _(task->summary));
}

static bool fail_task(const struct word *word, struct error *error)
{
	error_set(error, word->span, NULL, _("there is no task '%s'"), word->at);
	return words_advise(error, word->at, words_of_rows(tasks, sizeof *tasks), "", NULL);
}

static void say_task(struct session *session)
{
	const struct corpus *corpus = session->state.network->corpus;
	int const learned = corpus->count - corpus->held;
	struct text line = { 0 };
	text_addf(&line, ngettext("%d sequence", "%d sequences", (unsigned long)learned), learned);
	if (corpus->held)
		text_addf(&line, _(" and %d that are not learned, but tried afterwards"),
		          corpus->held);
	text_addf(&line, _("; %d steps in the longest; guessing an answer has the loss %.4f"),
	          corpus->longest, task_guess(corpus));
	session_answer(session, &line);
}

static bool run_task(struct session *session, const struct words *words, struct error *error)
{
	struct text list = { 0 };
	if (!words->count) {
		list_tasks(&list);
		return session_answer(session, &list);
	}
	if (words->count == 1 && !strcmp(words->word[0].at, "off"))
		return keep(session, NULL, error);
	const struct task *task = task_find(words->word[0].at);
	if (!task)
		return fail_task(&words->word[0], error);
	long n = task->usual;
	if (words->count > 1 &&
	    !words_integer(words, 1, _("the length"), task->least, task->most, &n, error))
		return false;
	if (!keep(session, task_corpus(task, (int)n), error))
		return false;
	say_task(session);
	return true;
}

static char **complete_task(struct session *session)
{
	(void)session;
	return words_of_rows(tasks, sizeof *tasks);
}

const struct command corpus_commands[] = {
	{
		.name = "sentences",
		.group = GROUP_NETWORK,
		.usage = "[off|FILE [N]]",
		.takes = { 0, 2, NULL },
		.summary = N_(
			"Learn the sentences of a file, one a line; its words are the vocabulary."),
		.help = N_(
			"  sentences poem.txt         all of its words\n"
			"  sentences poem.txt 500     its 500 most frequent ones; others are <unk>\n"
			"  sentences off              train learns x and y again\n"
			"Words stand between blanks; a letter and its marks typed one by one are the\n"
			"same as the letter typed at once.  The file has 256 KiB at most.  After\n"
			"`vocab WORD…` these are the words, and others are <unk> if it is among them,\n"
			"else an error.  A sentence of one word has nothing to predict and is left out.\n"
			"The walk looks at one of them: `sentence 3`."),
		.run = run_sentences,
		.complete = COMPLETE_FILE,
		.choices = "off",
	},
	{
		.name = "task",
		.group = GROUP_NETWORK,
		.usage = "[off|NAME [N]]",
		.takes = { 0, 2, NULL },
		.summary = N_("Learn a task that needs memory: recall, anbn or adding; alone: list "
	                      "them."),
		.help = N_(
			"  task recall 20    which of four words came first is asked 20 steps later\n"
			"  task anbn 8       after 1 to 8 times a come as many b, and then the end\n"
			"  task adding 20    the sum of the two marked digits among 20\n"
			"  task off          train learns x and y again\n"
			"What an LSTM learns in a second, and the plain cell does not:\n"
			"  cell lstm ; set bias on ; set forget-bias 2 ; hidden 12 ; clip norm 1\n"
			"  task recall 20 ; train 4000\n"
			"and a GRU whose update gates begin open, so that it keeps what it reads:\n"
			"  cell gru ; set bias on ; set forget-bias 2 ; hidden 12 ; set rate 0.3\n"
			"  clip norm 1 ; task recall 20 ; train 4000\n"
			"Each loss counts for E; train tells those of the answers apart, and how many\n"
			"are right: the word is the likeliest.  `sentence 2` takes the second sequence\n"
			"to walk through.  Adding is the well-known problem in words: digits 0 to 2 in\n"
			"place of real numbers, a sum from 0 to 4, and the cross-entropy in place of the\n"
			"squared error."),
		.run = run_task,
		.choices = "off",
		.complete_words = complete_task,
		.in_lessons = true,
	},
	{
		.name = "sentence",
		.group = GROUP_NETWORK,
		.alias = "sequence",
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_(
			"Take sentence N (or sequence N of a task) as x and y, to walk through."),
		.help = N_("  sentence 2\n"
		           "  E, dE/dW, check W     are of this sequence, as all that the walk shows\n"
		           "  E_all, dE_all/dW      the sums over all sequences that are learned: what\n"
		           "                        train makes small, and grad writes to a file\n"
		           "  check dE_all/dW\n"
		           "  why dE_all/dW[1,2]    which sequences make it\n"
		           "  plot E_all, E for pass = 0..200\n"
		           "Alone it says which sequence is walked through."),
		.run = run_sentence,
		.in_lessons = true,
	},
	{ .name = NULL },
};
