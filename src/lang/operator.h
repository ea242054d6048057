// SPDX-License-Identifier: GPL-3.0-or-later
// The operator table: everything that a tree can call, one row each, its derivative next to its
// value.  To add an operator: one row in the file of its kind (operation.h), a line in tests/unit/test_lang.c.
#ifndef LANG_OPERATOR_H
#define LANG_OPERATOR_H

#include <complex.h>
#include <stdbool.h>
#include <string.h>

#include "array/array.h"
#include "lang/shape.h"

struct arena;
struct error;
struct tree;

// FIX_CUT: the brackets behind a name; FIX_JOIN: those around blocks.
enum fixity { FIX_FUNCTION, FIX_INFIX, FIX_PREFIX, FIX_POSTFIX, FIX_CUT, FIX_JOIN };

// Binding strength, weakest first; the grammar's levels.
enum { BIND_OR = 1, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_SUM, BIND_TERM, BIND_UNARY, BIND_POWER, BIND_POSTFIX, BIND_PRIMARY };

// What a vjp rule is given: y = op(operands), the adjoint g of y, the operands' shapes (symbolic in
// a cell).  A rule may use the call itself for y: the differentiator puts the name of an equation in
// place of any call that the equation computes (rule: derivatives use the result's name).
struct vjp {
	struct arena *arena;
	struct tree *call;
	struct tree *g;
	const struct shape *shape;
};

// In which operands a value is linear: in none; in all together, as a + b; in each one while the other is
// kept, as a*b; in the first.
enum linear { LINEAR_NOT, LINEAR_JOINTLY, LINEAR_IN_EACH, LINEAR_IN_FIRST };

// Of complex numbers; without an imaginary part (im.at NULL) they are real.
struct complex_array {
	struct array re, im;
};

// Its element i.  (CMPLX is not everywhere, and re + im*I makes NaN of an infinite part.)
static inline double complex complex_at(struct complex_array a, size_t i)
{
	double const parts[2] = { a.re.at[i], a.im.at ? a.im.at[i] : 0 };
	double complex number;
	memcpy(&number, parts, sizeof number);
	return number;
}

struct operation {
	const char *name;     // the ASCII spelling
	const char *pretty;   // the Unicode spelling, or NULL
	const char *tex;
	enum fixity fixity;
	int bind;
	int least, most;      // number of operands
	// The shape of the result; false with error's cause (the caller adds place and advice).
	bool (*shape)(const struct operation *op, const struct shape *in, int count, struct shape *out,
	              struct error *error);
	// Where the operands' numbers matter too, as for eye(3): when a tree is evaluated, instead.
	bool (*sized)(const struct operation *op, const struct array *in, int count, struct shape *out,
	              struct error *error);
	// out has the shape that `shape` said, its numbers are zero.
	void (*value)(const struct operation *op, struct array out, const struct array *in, int count);
	double (*scalar)(double);       // what an elementwise `value` applies to each number,
	double (*pair)(double, double); // or to each pair
	// The adjoint of operand i as a tree; NULL: not differentiable (in that operand).
	struct tree *(*vjp)(const struct vjp *vjp, int i);
	// The largest modulus of the derivative of `scalar`, the γ of Pascanu, Mikolov, Bengio 2013; 0: it has
	// no bound, or none is known.
	double slope;
	// The same of a function of a whole vector: the largest 2-norm of its Jacobian.
	double stretch;
	// Between what each element of the value lies, whatever the operands are; both 0: no bounds.
	double low, high;
	bool has_kink; // its slope jumps somewhere
	// For stability the engine runs another form where operand 0 is a call of `unstable_of` and the
	// others are inputs: `stable` makes it from the operands of that call and of this one.
	const char *unstable_of;
	struct tree *(*stable)(struct arena *arena, struct tree *const *inner, struct tree *const *outer);
	enum linear linear;
	// Of complex numbers, for the complex step (lang/complex.h): what is done to each, to each pair, to all, whose
	// imaginary parts are `in`'s to leave out.  What is linear needs none; all NULL: it is not analytic.
	double complex (*analytic)(double complex);
	double complex (*analytic_pair)(double complex, double complex);
	void (*analytic_all)(struct complex_array out, const struct complex_array *in);
	const char *help;
};

// The row after this one, NULL after the last; operator_next(NULL) is the first.
const struct operation *operator_next(const struct operation *op);

const struct operation *operator_find(const char *name, enum fixity fixity);
const struct operation *operator_find_function(const char *name);

// The rows, by kind: operators between values; functions of each element; functions of a vector;
// functions that are asked at the prompt and not differentiated; comparisons of stops.  Each is ended by a
// row without a name.
extern const struct operation operation_arithmetic[];
extern const struct operation operation_elementwise[];
extern const struct operation operation_vector[];
extern const struct operation operation_asked[];
extern const struct operation operation_condition[];

#endif
