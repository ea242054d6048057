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
#include "lang/shape.h"
#include "lang/tree.h"

enum { CELL_QUANTITIES = 256, CELL_DELTAS = 16, CELL_BYTES_MOST = 65536 };

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
	int equation;        // COMPUTED: its forward equation
	struct span span;    // of its declaration
};

enum equation_part {
	PART_FORWARD,
	PART_HEAD, // where loss t enters: once for each t
	PART_BODY, // in each iteration
	PART_TAIL  // at its end: what goes on to k-1
};

struct equation {
	int quantity;          // the left side: this quantity,
	bool gradient;         // or its gradient d…
	enum base_time time;   // at this time (NONE: a parameter's sum)
	int offset;
	bool adds;             // += rather than =
	bool only_at_t;        // "at k=t:"
	enum equation_part part;
	struct shape shape;    // of the left side, symbolic
	struct tree *right;
	struct tree *stated;   // forward only: the right side as it was written where the engine runs
	                       // another one; else NULL
	bool made;             // a part of a larger expression that the engine gave a name
	struct span span;
};

struct program {
	struct equation *equation;
	int count;
	int head; // backward: the first `head` equations are PART_HEAD
};

struct cell {
	int references;
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
	struct program sweep;     // the double sweep: head, body, tail
	struct program single;    // the single sweep: the same head with +=
	struct program exact;     // the adjoint of everything: for Jacobians
	struct program stated;    // the same, nothing joined: for what is rewritten
};

// Reads a cell's text; `source` names it in errors.  `biases` says whether declared biases exist.
// NULL and a located *error when it is wrong.  The caller owns one reference.
struct cell *cell_parse(const char *name, const char *source, const char *text, size_t length,
                        bool biases, struct error *error);
struct cell *cell_hold(struct cell *cell);
void cell_drop(struct cell *cell);

// The shape of a bound expression of the cell, symbolic; false and *error where it has none.
bool cell_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                struct error *error);

// A name of the cell as a tree, bound; in the cell's own arena.
struct tree *cell_name(struct cell *cell, int quantity, bool gradient, enum base_time time,
                       int offset);

int cell_find(const struct cell *cell, const char *name); // a quantity's number, -1: none

// All states together as one name: dstate[3]/dstate[1] is the Jacobian of the whole carried state.
#define CELL_WHOLE_STATE "state"

// The names that make a DNAME in expressions about this cell: its quantities and the whole state.
struct parse_names cell_parse_names(const struct cell *cell);

// The name on the left side; `dW += …`, `s[k-1] = …` and the like: the left side in text.
struct tree equation_left(const struct cell *cell, const struct equation *equation);
struct print_style;
void equation_print_left(const struct cell *cell, const struct equation *equation,
                         const struct print_style *style, struct text *out);
void equation_print(const struct cell *cell, const struct equation *equation,
                    const struct print_style *style, struct text *out);

#endif
