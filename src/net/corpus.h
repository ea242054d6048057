// SPDX-License-Identifier: GPL-3.0-or-later
// What is learned: sequences over one vocabulary, read from a text of sentences or made by a task
// (train/task.h).  A corpus does not change once it is made; it is shared by counting references.
#ifndef NET_CORPUS_H
#define NET_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

#include "array/array.h"
#include "base/error.h"
#include "lang/cell.h"

enum { CORPUS_BYTES_MOST = 256 * 1024, CORPUS_SEQUENCES_MOST = 65536 };

// What a word outside of the vocabulary becomes.
#define CORPUS_UNKNOWN "<unk>"

// x[t] is read at t, y[t] predicted: numbers of words, or WORD_NONE (y may be NULL where none is asked for).  Where there are vectors for an input
// instead, a row a step, they stand in `given`.  Right answers are counted from step `asked` on: what comes
// before cannot be known, or is no question.  States that a sequence begins with, where it does not begin as the network
// does, have the names of its corpus.
enum { WORD_NONE = -1, STARTS_MOST = 8 };

struct start {
	const char *state; // NULL: none, nor any behind it
	struct array at;   // STATE[-1]
};

struct sequence {
	int *x, *y;
	int count, asked;
	struct array given[INPUTS_MOST]; // at == NULL: words
	struct start start[STARTS_MOST];
};

// A step has a loss when it is known what to predict: a word y[t], or a row of numbers that are none of them
// NaN; of further inputs the same.  (What is read may be missing: that is a vector of zeros.)
bool sequence_has_loss(const struct sequence *sequence, int t);

struct corpus {
	int references;
	char *origin; // the command that makes it again: "sentences poem.txt", "task recall 20"
	char **word;  // C names
	int C;
	char *state[STARTS_MOST]; // what its sequences begin with, by name
	struct sequence *sequence;
	int count;
	int held;           // of the last ones: they are not learned, but tried afterwards
	int steps, longest; // of all sequences; of one
	bool is_task;       // it asks questions
	int unknown, alone; // words that became CORPUS_UNKNOWN; lines of one word, left out
};

// One without sequences; the caller owns one reference.
struct corpus *corpus_new(const char *origin, const char *const *words, int C);
struct corpus *corpus_hold(struct corpus *corpus); // NULL stays NULL
void corpus_drop(struct corpus *corpus);
bool corpus_equal(const struct corpus *a, const struct corpus *b); // either may be NULL

// A further sequence of `count` words, all of them number 0, to be filled in; valid until the next.
struct sequence *corpus_add(struct corpus *corpus, int count);
// Its vectors for an input: `cols` numbers at each of its steps, all 0, to be filled in.
struct array corpus_give(struct sequence *sequence, int input, int cols);
// What it begins with in a state, all 0, to be filled in.  The same states in all sequences, in the same order.
struct array corpus_begin(struct corpus *corpus, struct sequence *sequence, const char *state, int size);

// Reads sentences, one a line, words between blanks, in Unicode's composed form (NFC).  Of a sentence x
// is all but the last word, y all but the first; a line of one word has nothing to predict and is left
// out.  The vocabulary: the given words (`given` of them; 0: none are), or the text's `most` most
// frequent ones (0: all of them), in the order of their first appearance.  Other words become
// CORPUS_UNKNOWN; one that is given must hold it, or an unknown word is an error.
// NULL and *error, located in `source`, when the text cannot be used.
struct corpus *corpus_read(const char *origin, const char *source, const char *text, size_t length,
                           const char *const *given_word, int given, int most, struct error *error);

#endif
