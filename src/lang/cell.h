// SPDX-License-Identifier: GPL-3.0-or-later
// A recurrent cell: its declarations, its forward equations as they were written, and the backward
// programs that the differentiator made of them.  A cell does not change once it is read; it is
// shared by counting references.
#ifndef LANG_CELL_H
#define LANG_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "lang/parser.h"
#include "lang/program.h"
#include "lang/shape.h"
#include "lang/tree.h"

enum { CELL_QUANTITIES = 256, CELL_DELTAS = 16, CELL_BYTES_MOST = 65536 };

// What is given from outside, by number: x is read, y is to be predicted, others are what else a loss needs.
enum { INPUT_X, INPUT_Y, INPUTS_MOST = 6 };

enum quantity_kind { QUANTITY_INPUT, QUANTITY_PARAMETER, QUANTITY_COMPUTED };

struct quantity {
	const char *name;
	enum quantity_kind kind;
	bool is_state;       // has a value at -1, may look back
	bool is_bias;        // a parameter that starts at 0 and draws nothing
	bool is_forget;      // the bias of a forget gate: it starts where the network says
	bool is_recurrent;   // a state at the next step depends on it
	bool is_rewritten;   // an equation uses it in another way than stated: yhat and y in xent
	struct shape shape;  // symbolic
	int input;           // INPUT: its number
	const char *size[2]; // of its rows, of its columns: the cell's own (size D = 4) that it is, or NULL
	int equation;        // COMPUTED: its forward equation
	struct span span;    // of its declaration
};

struct cell {
	int references;
	struct cell *base;        // whose parts it shares (lang/rewrite.h), one reference; NULL: none
	struct arena arena;       // holds all below
	const char *name;         // "tanh"
	const char *source;       // the path it was read from
	const char *text;         // its text, for `show cell`
	bool biases;              // whether declared biases exist,
	bool has_biases, has_forget; // whether any are declared, and one of a forget gate
	struct quantity *quantity;
	int quantities;
	int loss;                 // the scalar whose sum over time is E
	int delta[CELL_DELTAS];           // the quantities whose gradients make delta[t,k]
	int deltas;
	struct program forward;   // PART_FORWARD
	struct program sweep;     // the double sweep: head, body, tail; amended where a learner did so
	const char **amendment;   // the learner's lines, in the order in which they were written
	int amendments;
	bool hides_amendments;    // what was derived in their place is not told: they are to be found
	bool combines;            // the sweep is linear in what it carries and the same for every loss, so
	                          // that losses may be carried together
	struct program single;    // the single sweep: the same head with +=
	struct program exact;     // the adjoint of everything: for Jacobians
	struct program stated;    // the same, nothing joined: for what is rewritten
	struct program without;   // the same where a step has no loss: what serves it alone is not there
};

// Reads a cell's text; `source` names it in errors.  `biases` says whether declared biases exist.
// NULL and a located *error when it is wrong.  The caller owns one reference.
struct cell *cell_parse(const char *name, const char *source, const char *text, size_t length,
                        bool biases, struct error *error);
// The cell with one more line of a learner's backward pass (lang/amend.h); the quantities keep their
// numbers.  `number` and `column` say where the line was read.  NULL and *error when it is wrong.
struct cell *cell_amended(const struct cell *cell, const char *line, int number, int column,
                          struct error *error);
// The cell with another number for a size of its own (size D = 4): as if its text said so.
struct cell *cell_sized(const struct cell *cell, const char *name, int number, struct error *error);
// The cell as it was derived, without amendments.
struct cell *cell_rederived(const struct cell *cell);
struct cell *cell_hold(struct cell *cell);
void cell_drop(struct cell *cell);
bool cell_equal(const struct cell *a, const struct cell *b); // made of the same text

// The shape of a bound expression of the cell, symbolic; false and *error where it has none.
bool cell_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                struct error *error);

// A name of the cell as a tree, bound; in the cell's own arena.
struct tree *cell_name(struct cell *cell, int quantity, bool gradient, enum base_time time,
                       int offset);

// The numbers that a learner's backward equations may speak of, each by one letter.
#define CELL_NUMBERS "tkTHC"
bool cell_is_number(const char *name);

int cell_find(const struct cell *cell, const char *name); // a quantity's number, -1: none
int cell_find_input(const struct cell *cell, int input); // that of an input of this number

// The distribution over words that the loss judges, which stands under the cross-entropy that the loss is made
// of (the first one, where there are several); -1 if there is none, and the cell predicts no word.
int cell_prediction(const struct cell *cell);
// What is in the same order as the prediction: what it is the softmax of, where that has a name, else itself; -1.
int cell_scores(const struct cell *cell);

// All states together as one name: dstate[3]/dstate[1] is the Jacobian of the whole carried state.
#define CELL_WHOLE_STATE "state"

// The sum of the loss over all sequences that are learned, where the loss is of one: E_all, dE_all/dW.
#define CELL_WHOLE_LOSS "_all"
bool cell_is_whole_loss(const struct cell *cell, const char *name);

// The names that make a DNAME in expressions about this cell: its quantities, the whole state and the whole loss.
struct parse_names cell_parse_names(const struct cell *cell);

// The name on the left side; `dW += …`, `s[k-1] = …` and the like: the left side in text.
struct tree equation_left(const struct cell *cell, const struct equation *equation);
struct print_style;
void equation_print_left(const struct cell *cell, const struct equation *equation,
                         const struct print_style *style, struct text *out);
void equation_print(const struct cell *cell, const struct equation *equation,
                    const struct print_style *style, struct text *out);
// Behind an amended equation: "   (yours; derived: ...)"; nothing behind any other.
void equation_print_derived(const struct cell *cell, const struct equation *equation,
                            const struct print_style *style, struct text *out);
// The amended equations, a line each, and where the derived ones stand: nowhere, behind them, or below.
enum derived_place { DERIVED_NOT, DERIVED_BESIDE, DERIVED_BELOW };
void cell_print_amended(const struct cell *cell, const char *indent, enum derived_place derived,
                        const struct print_style *style, struct text *out);

#endif
