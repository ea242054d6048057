// SPDX-License-Identifier: GPL-3.0-or-later
// The operator table: its parts are in the files named arithmetic, elementwise, vector, asked and
// condition.  Above each operator there stand its two formulas: y = …, and the adjoints of its operands
// from g, the adjoint of y.
#include "lang/operator.h"

#include <string.h>

static const struct operation *const tables[] = { operation_arithmetic, operation_elementwise,
	                                          operation_vector, operation_asked,
	                                          operation_condition };

const struct operation *operator_next(const struct operation *op)
{
	if (op && op[1].name)
		return op + 1;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (!op)
			return tables[i];
		const struct operation *last = tables[i];
		while (last[1].name)
			last++;
		if (op == last)
			op = NULL;
	}
	return NULL;
}

const struct operation *operator_find(const char *name, enum fixity fixity)
{
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (op->fixity == fixity && !strcmp(op->name, name))
			return op;
	return NULL;
}

const struct operation *operator_find_function(const char *name)
{
	return operator_find(name, FIX_FUNCTION);
}
