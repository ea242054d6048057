// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons and their connectives: 1 for true, 0 for false.  What is compared with NaN is not so,
// except that it differs.
#include <math.h>

#include "base/message.h"
#include "lang/operation.h"

static bool shape_scalars(const struct operation *op, const struct shape *in, int count,
                          struct shape *out, struct error *error)
{
	*out = shape_of(1, 1);
	for (int i = 0; i < count; i++)
		if (!shape_is_scalar(in[i]))
			return error_set(error, SPAN_NONE, _("compare a norm, a sum or an element"),
			                 _("%s takes scalars"), op->name);
	return true;
}

static double less(double a, double b) { return a < b; }
static double less_or_equal(double a, double b) { return a <= b; }
static double greater(double a, double b) { return a > b; }
static double greater_or_equal(double a, double b) { return a >= b; }
static double equal(double a, double b) { return a <= b && a >= b; }
static double different(double a, double b) { return a < b || a > b || isnan(a) || isnan(b); }
static double both(double a, double b) { return a != 0 && b != 0; }
static double either(double a, double b) { return a != 0 || b != 0; }
static double negation(double a) { return a == 0; }

static void value_pair(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)count;
	out.at[0] = op->pair(in[0].at[0], in[1].at[0]);
}

#define COMPARISON(f) \
	OPERATION_INFIX(BIND_COMPARE), .shape = shape_scalars, .value = value_pair, .pair = f

const struct operation operation_condition[] = {
	{ "<", NULL, "<", COMPARISON(less), .help = N_("a < b, of scalars") },
	{ "<=", "≤", "\\le", COMPARISON(less_or_equal), .help = N_("a <= b, of scalars") },
	{ ">", NULL, ">", COMPARISON(greater), .help = N_("a > b, of scalars") },
	{ ">=", "≥", "\\ge", COMPARISON(greater_or_equal), .help = N_("a >= b, of scalars") },
	{ "==", NULL, "=", COMPARISON(equal), .help = N_("a == b, of scalars") },
	{ "!=", "≠", "\\ne", COMPARISON(different), .help = N_("a != b, of scalars") },
	{ "and", NULL, "\\wedge", OPERATION_INFIX(BIND_AND), .shape = shape_scalars, .value = value_pair,
	  .pair = both, .help = N_("a and b: both are so") },
	{ "or", NULL, "\\vee", OPERATION_INFIX(BIND_OR), .shape = shape_scalars, .value = value_pair,
	  .pair = either, .help = N_("a or b: one of them is so") },
	{ "not", NULL, "\\neg", .fixity = FIX_PREFIX, .bind = BIND_NOT, .least = 1, .most = 1,
	  .shape = shape_scalars, .value = operation_each, .scalar = negation,
	  .help = N_("not a: a is not so") },
	{ .name = NULL },
};
