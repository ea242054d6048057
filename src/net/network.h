// SPDX-License-Identifier: GPL-3.0-or-later
// A network: a cell with sizes, words, data and weights.  A value that can be copied and compared.
// Weights are a pure function of (cell, sizes, initialiser, seed) until they are assigned; a setting
// that changes one of these draws them anew, but other sizes leave what was assigned and still fits.  x and y are set independently: a mismatch is an error
// only when something must run (network_ready).
#ifndef NET_NETWORK_H
#define NET_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "array/array.h"
#include "base/error.h"
#include "lang/cell.h"
#include "net/corpus.h"
#include "net/initialise.h"
#include "net/truncation.h"

enum { HIDDEN_MOST = 4096, WORDS_MOST = 65536, STEPS_MOST = 100000 };
#define NETWORK_BYTES_MOST (1024.0 * 1024 * 1024) // weights and one walk's values

struct network {
	struct cell *cell;                   // one reference
	int H, C;
	char **word;                         // C names
	bool words_given;                    // by `vocab WORD…`: `text` must use them
	int *x, *y;                          // word numbers, or WORD_NONE; x[t] is read at t, y[t] predicted
	int x_count, y_count;
	struct array given[INPUTS_MOST];     // by input: a row of numbers a step in place of words, or NULL
	struct corpus *corpus;               // what `train` learns, one reference; NULL: x and y
	int sequence;                        // which of its sequences x and y are; -1: none of them
	uint32_t seed;
	const struct initialiser *initialiser;
	double scale;                        // its number
	double forget_bias;                  // where the biases of forget gates start; all others at 0
	struct truncation truncation;
	bool single_sweep;
	struct array *parameter;             // by quantity number; only parameters have numbers
	bool *assigned;                      // by quantity number: not as drawn
	struct array *initial;               // by quantity number: states at -1, zero unless set
};

// The network a session starts with: tanh, hidden 3, "the cat sat on the mat", a fixed seed.
// `cell` is the shipped tanh cell; its reference passes to the network.
struct network *network_new(struct cell *cell);
struct network *network_copy(const struct network *network);
bool network_equal(const struct network *a, const struct network *b); // bit for bit
void network_free(struct network *network);

// Each setting checks its value before anything changes; those that change the cell, seed or initialiser
// draw the weights anew (and forget assignments), those that change sizes all but what was assigned and
// still has its shape.
bool network_set_cell(struct network *network, struct cell *cell, struct error *error); // takes the reference
// The same cell with another backward pass (cell_amended): all numbers stay.  Takes the reference.
void network_set_backward(struct network *network, struct cell *cell);
bool network_set_hidden(struct network *network, long hidden, struct error *error);
// Another number for a size of the cell's own: the weights are drawn anew, but what was assigned and still has its shape.
bool network_set_size(struct network *network, const char *name, int number, struct error *error);
bool network_set_vocabulary_size(struct network *network, long words, struct error *error);
bool network_set_vocabulary(struct network *network, const char *const *words, int count,
                            struct error *error);
bool network_set_text(struct network *network, const char *const *words, int count,
                      struct error *error);
// Takes the reference.  Its words become the vocabulary (the weights stay if these are the words already),
// its first sequence x and y.  NULL: x and y are what is learned, and the words stay.  Another vocabulary
// drops the corpus.
bool network_set_corpus(struct network *network, struct corpus *corpus, struct error *error);
void network_set_x(struct network *network, const int *x, int count);
void network_set_y(struct network *network, const int *y, int count);
// Rows of numbers for an input, one a step (copied); a row of NaN is none.  For x and y in place of words.
void network_set_given(struct network *network, int input, struct array rows);
// All that a sequence gives, and where it begins.
void network_set_sequence(struct network *network, const struct sequence *sequence);
// The same of sequence i of its corpus.
void network_take_sequence(struct network *network, int i);
// What the network reads, to be looked at only.
struct sequence network_sequence(const struct network *network);
// A network that reads a sequence and shares all else, while both exist.  Not to be freed.
struct network_reading {
	struct network network;
	struct array initial[CELL_QUANTITIES];
};
void network_read(struct network_reading *reading, const struct network *network, const struct sequence *sequence);
// The sequences of its corpus, those held for evaluation last; without one that which it reads, alone.
int network_sequences(const struct network *network);
int network_learned(const struct network *network); // those that are not held
// "sequence 2 of 3", and of those of its corpus that are learned "sum over 3 sequences"; nothing where there is one alone.
void network_write_sequence(const struct network *network, struct text *out);
void network_write_sum(const struct network *network, struct text *out);
void network_add_sequence(const struct network *network, struct text *out); // " (sequence 2 of 3)"
struct sequence network_sequence_at(const struct network *network, int i);
// Copies what is given, whose pointers *to does not share any longer; compares it bit for bit; frees it; and, before
// the network gets another cell, drops what that one does not ask for.
void network_copy_given(struct network *to, const struct network *from);
bool network_equal_given(const struct network *a, const struct network *b);
void network_free_given(struct network *network);
void network_change_given(struct network *network, const struct cell *cell);
// What an input is at a step, in words or numbers: "cat", "_" for nothing, "[0.1 0.25 ...]".
void network_write_input(const struct network *network, int input, int t, struct text *out);
// Whether step t has a loss (sequence_has_loss), the first and the last such step; valid when network_ready.
bool network_has_loss(const struct network *network, int t);
int network_first_loss(const struct network *network);
int network_last_loss(const struct network *network);
// The loss before (below) loss t; -1: it is the first.
int network_loss_before(const struct network *network, int t);
void network_set_seed(struct network *network, uint32_t seed);
bool network_set_initialiser(struct network *network, const struct initialiser *initialiser,
                             double scale, struct error *error);

// Whether declared biases exist: the cell is read again, and all other numbers stay.
bool network_set_biases(struct network *network, bool biases, struct error *error);
// Where biases of forget gates start, in any cell that says which they are.
void network_set_forget_bias(struct network *network, double bias);

// How many numbers its parameters have.
size_t network_weights(const struct network *network);

// The numbers of a parameter, or of a state at -1, to be written in place (a scalar value fills it).
struct array network_parameter(struct network *network, int quantity);
struct array network_initial(struct network *network, int quantity);

// What a word of a text is: its number; that of CORPUS_UNKNOWN where the vocabulary has it; else -1.
int network_find_word(const struct network *network, const char *word);

// Whether a walk can run: x and y (and what else the cell is given) of one length ≥ 1, every word known, vectors
// as long as the cell says, at least one loss, sizes within bounds.
bool network_ready(const struct network *network, struct error *error);

// The number of time steps; valid when network_ready.
static inline int network_steps(const struct network *network)
{
	return network->x_count;
}

// The cell of a network that nobody has chosen one for.
#define NETWORK_USUAL_CELL "tanh"

// The cell named so among the shipped ones, or the file of that name ("./mine.cell").
struct cell *network_find_cell(const char *name, bool biases, struct error *error);
bool network_is_of_file(const struct cell *cell); // of a file that somebody named: neither shipped nor typed
char **network_list_cells(void); // names of the shipped cells; NULL-terminated, caller frees all

#endif
