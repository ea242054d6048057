// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/random.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

// ---- recall: a word, and N steps later the question which one it was
//
//   x   b . . . ?        y   . . . . b

enum { RECALL_KINDS = 4, RECALL_WAIT = RECALL_KINDS, RECALL_QUESTION };

static const char *const recall_words[] = { "a", "b", "c", "d", ".", "?", NULL };

static void fill_recall(struct corpus *corpus, int n)
{
	for (int kind = 0; kind < RECALL_KINDS; kind++) {
		struct sequence *sequence = corpus_add(corpus, n + 1);
		for (int t = 0; t <= n; t++) {
			sequence->x[t] = RECALL_WAIT;
			sequence->y[t] = RECALL_WAIT;
		}
		sequence->x[0] = sequence->y[n] = kind;
		sequence->x[n] = RECALL_QUESTION;
		sequence->asked = n;
	}
}

// ---- anbn: aⁿbⁿ and its end, for n = 1 … N.  How many a come cannot be known; once the first b is read,
// how many b are left can.  What has learned to count knows it of a few more as well.
//
//   x   a a a b b b      y   a a b b b .

enum { ANBN_A, ANBN_B, ANBN_END, ANBN_HELD = 2 };

static const char *const anbn_words[] = { "a", "b", ".", NULL };

static void fill_anbn(struct corpus *corpus, int n)
{
	corpus->held = ANBN_HELD;
	for (int length = 1; length <= n + ANBN_HELD; length++) {
		struct sequence *sequence = corpus_add(corpus, 2 * length);
		for (int t = 0; t < 2 * length; t++) {
			sequence->x[t] = t < length ? ANBN_A : ANBN_B;
			sequence->y[t] = t + 1 < length ? ANBN_A : ANBN_B;
		}
		sequence->y[2 * length - 1] = ANBN_END;
		sequence->asked = length;
	}
}

// ---- adding: N digits, one marked in each half, and the question what the marked ones add up to.  The
// adding problem of Hochreiter and Schmidhuber (1997) in words: its numbers are digits, its answer one of
// five words, its squared error a cross-entropy.
//
//   x   1 0* 2 1 2* 0 =    y   . . . . . . 2

enum {
	ADDING_DIGITS = 3,
	ADDING_SUMS = 2 * ADDING_DIGITS - 1,
	ADDING_MARKED = ADDING_SUMS,
	ADDING_WAIT = ADDING_MARKED + ADDING_DIGITS,
	ADDING_QUESTION,
	ADDING_LEARNED = 200,
	ADDING_HELD = 100,
	ADDING_SEED = 1
};

static const char *const adding_words[] = { "0",  "1",  "2", "3", "4", "0*",
	                                    "1*", "2*", ".", "=", NULL };

static int below(struct random *random, int count)
{
	return (int)(random_unit(random) * count);
}

static void fill_adding(struct corpus *corpus, int n)
{
	struct random random;
	random_seed(&random, ADDING_SEED);
	for (int i = 0; i < ADDING_LEARNED + ADDING_HELD; i++) {
		struct sequence *sequence = corpus_add(corpus, n + 1);
		int const marked[2] = { below(&random, n / 2), n / 2 + below(&random, n - n / 2) };
		int sum = 0;
		for (int t = 0; t < n; t++) {
			int const digit = below(&random, ADDING_DIGITS);
			bool const is_marked = t == marked[0] || t == marked[1];
			sequence->x[t] = is_marked ? ADDING_MARKED + digit : digit;
			sequence->y[t] = ADDING_WAIT;
			sum += is_marked ? digit : 0;
		}
		sequence->x[n] = ADDING_QUESTION;
		sequence->y[n] = sum;
		sequence->asked = n;
	}
	corpus->held = ADDING_HELD;
}

const struct task tasks[] = {
	{ "recall", 1, 1000, 20, N_("which of four words came first, N steps later"), fill_recall,
	  recall_words },
	{ "anbn", 1, 100, 8, N_("as many b as there were a, 1 to N of them, and then the end"),
	  fill_anbn, anbn_words },
	{ "adding", 2, 1000, 20, N_("the sum of the two marked digits among N"), fill_adding,
	  adding_words },
	{ NULL, 0, 0, 0, NULL, NULL, NULL },
};

const struct task *task_find(const char *name)
{
	for (const struct task *task = tasks; task->name; task++)
		if (!strcmp(task->name, name))
			return task;
	return NULL;
}

struct corpus *task_corpus(const struct task *task, int n)
{
	int C = 0;
	while (task->word[C])
		C++;
	LOCAL(text) origin = { 0 };
	text_addf(&origin, "task %s %d", task->name, n);
	struct corpus *corpus = corpus_new(text_get(&origin), task->word, C);
	corpus->is_task = true;
	task->fill(corpus, n);
	return corpus;
}

double task_guess(const struct corpus *corpus)
{
	int *times = memory_get((size_t)corpus->C, sizeof *times), all = 0;
	double loss = 0;
	for (int i = 0; i < corpus->count - corpus->held; i++)
		for (int t = corpus->sequence[i].asked; t < corpus->sequence[i].count; t++, all++)
			times[corpus->sequence[i].y[t]]++;
	for (int i = 0; i < corpus->C; i++)
		if (times[i])
			loss -= (double)times[i] / all * log((double)times[i] / all);
	free(times);
	return loss;
}
