// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of operators share: the rules of shapes, and the beginnings of rows.
#ifndef LANG_OPERATION_H
#define LANG_OPERATION_H

#include "base/interrupt.h"
#include "lang/build.h"
#include "lang/operator.h"

typedef bool operation_shape(const struct operation *op, const struct shape *in, int count,
                             struct shape *out, struct error *error);

operation_shape operation_shape_elementwise;     // the same shape, or a scalar with anything
operation_shape operation_shape_scalar;          // any → 1×1
operation_shape operation_shape_vector;          // n×1 → n×1
operation_shape operation_shape_vector_to_scalar; // n×1 → 1×1
operation_shape operation_shape_pair_to_scalar;  // two of one shape → 1×1
bool operation_need_vector(struct shape shape, struct error *error);
bool operation_need_square(struct shape shape, struct error *error);

// Whether a loop over numbers goes on at the number i; it looks for an interrupt now and then.
static inline bool operation_goes_on(size_t i)
{
	return i % 65536 || !interrupt_seen();
}

// The largest number; NaN if there is one.
double operation_largest(struct array a);

// Applies the row's scalar function to each number.
void operation_each(const struct operation *op, struct array out, const struct array *in, int count);

#define OPERATION_INFIX(level) .fixity = FIX_INFIX, .bind = level, .least = 2, .most = 2
#define OPERATION_PREFIX .fixity = FIX_PREFIX, .bind = BIND_UNARY, .least = 1, .most = 1
#define OPERATION_FUNCTION(operands) \
	.fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = operands, .most = operands
#define OPERATION_EACH(f) \
	OPERATION_FUNCTION(1), .shape = operation_shape_elementwise, .value = operation_each, .scalar = f

#endif
