// SPDX-License-Identifier: GPL-3.0-or-later
// Operators between values.
#include <math.h>

#include "base/message.h"
#include "lang/operation.h"

static bool shape_product(const struct operation *op, const struct shape *in, int count,
                          struct shape *out, struct error *error)
{
	(void)op, (void)count;
	if (shape_is_scalar(in[0]) || shape_is_scalar(in[1])) {
		*out = shape_is_scalar(in[0]) ? in[1] : in[0];
		return true;
	}
	*out = shape_of(in[0].rows, in[1].cols);
	if (in[0].cols == in[1].rows)
		return true;
	const char *advice =
		shape_equal(in[0], in[1]) ? _("use .* to multiply element by element, or A'*B") :
		in[0].rows == in[1].rows  ? _("show names tells all sizes; or is A'*B meant?") :
		in[0].cols == in[1].cols  ? _("show names tells all sizes; or is A*B' meant?") :
		                            _("show names tells all sizes");
	return error_set(error, SPAN_NONE, advice,
	                 _("the columns of the left must equal the rows of the right"));
}

static bool shape_quotient(const struct operation *op, const struct shape *in, int count,
                           struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return shape_is_scalar(in[1]) ||
	       error_set(error, SPAN_NONE,
	                 shape_equal(in[0], in[1]) || shape_is_scalar(in[0]) ?
	                         _("use ./ to divide element by element") :
	                         _("divide by one number, as norm(s[1]), or by one of the same shape with ./"),
	                 _("/ divides by a scalar only"));
}

static bool shape_transpose(const struct operation *op, const struct shape *in, int count,
                            struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_of(in[0].cols, in[0].rows);
	return true;
}

static bool shape_outer(const struct operation *op, const struct shape *in, int count,
                        struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(in[0].rows, in[1].rows);
	return operation_need_vector(in[0], error) && operation_need_vector(in[1], error);
}

// ---- elementwise operators of two operands

static double add(double a, double b) { return a + b; }
static double subtract(double a, double b) { return a - b; }
static double multiply(double a, double b) { return a * b; }
static double divide(double a, double b) { return a / b; }

static double complex divide_complex(double complex a, double complex b) { return a / b; }

// A whole number of factors, so that nothing turns about 0; else by the logarithm.
static double complex power_complex(double complex a, double complex n)
{
	double const times = creal(n);
	bool const is_whole = !(fabs(cimag(n)) > 0) && !(fabs(times - nearbyint(times)) > 0) && fabs(times) <= 1024;
	if (!is_whole)
		return cpow(a, n);
	double complex product = 1;
	for (int i = 0; i < (int)fabs(times); i++)
		product *= a;
	return times < 0 ? 1 / product : product;
}

static void apply_pairs(struct array out, const struct array *in, double (*f)(double, double))
{
	size_t const a_step = array_size(in[0]) == 1 ? 0 : 1, b_step = array_size(in[1]) == 1 ? 0 : 1;
	for (size_t i = 0; i < array_size(out) && operation_goes_on(i); i++)
		out.at[i] = f(in[0].at[i * a_step], in[1].at[i * b_step]);
}

static void value_pairs(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)count;
	apply_pairs(out, in, op->pair);
}

// An operand that was broadcast gathers its adjoint: g is then summed.
static struct tree *unbroadcast(const struct vjp *vjp, int i, struct tree *adjoint)
{
	bool const was = shape_is_scalar(vjp->shape[i]) && !shape_is_scalar(vjp->shape[1 - i]);
	return was ? build_call(vjp->arena, "sum", adjoint) : adjoint;
}

// y = a + b: da = g, db = g
static struct tree *vjp_add(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, vjp->g);
}

// y = a - b: da = g, db = -g
static struct tree *vjp_subtract(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, i ? build_negative(vjp->arena, vjp->g) : vjp->g);
}

// y = a ⊙ b: da = g ⊙ b, db = g ⊙ a
static struct tree *vjp_multiply(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, build_times(vjp->arena, vjp->g, vjp->call->part[1 - i]));
}

// y = a ⊘ b: da = g ⊘ b, db = -(g ⊙ a ⊘ b²)
static struct tree *vjp_divide(const struct vjp *vjp, int i)
{
	struct tree *a = vjp->call->part[0], *b = vjp->call->part[1];
	if (i == 0)
		return unbroadcast(vjp, i, tree_call2(vjp->arena, "./", vjp->g, b));
	struct tree *ratio = tree_call2(vjp->arena, "./", build_times(vjp->arena, vjp->g, a),
	                                build_square(vjp->arena, b));
	return unbroadcast(vjp, i, build_negative(vjp->arena, ratio));
}

// y = a .^ n: da = g ⊙ n a.^(n-1), for a number n
static void value_power(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	if (array_size(in[1]) == 1 && in[1].at[0] >= 2 && in[1].at[0] <= 2)
		for (size_t i = 0; i < array_size(out); i++)
			out.at[i] = in[0].at[i] * in[0].at[i];
	else
		apply_pairs(out, in, pow);
}

static struct tree *vjp_power(const struct vjp *vjp, int i)
{
	struct tree *n = vjp->call->part[1];
	bool const negative = tree_is_call(n, "-") && n->count == 1;
	const struct tree *number = negative ? n->part[0] : n;
	if (i || number->kind != TREE_NUMBER)
		return NULL;
	struct tree *a = vjp->call->part[0];
	double const less = (negative ? -number->number : number->number) - 1;
	struct tree *exponent = tree_number(vjp->arena, fabs(less));
	if (less < 0)
		exponent = build_negative(vjp->arena, exponent);
	struct tree *lower = tree_is_number(n, 2) ? a : tree_call2(vjp->arena, ".^", a, exponent);
	struct tree *adjoint = build_times(
		vjp->arena, vjp->g,
		build_times(vjp->arena, tree_number(vjp->arena, number->number), lower));
	return negative ? build_negative(vjp->arena, adjoint) : adjoint;
}

// ---- products

// Y = A B: dA = g Bᵀ (g ⊗ b for a vector), dB = Aᵀ g; with a scalar on one side it is y = a ⊙ b
static void value_product(const struct operation *op, struct array out, const struct array *in,
                          int count)
{
	(void)op, (void)count;
	if (array_size(in[0]) == 1 || array_size(in[1]) == 1)
		apply_pairs(out, in, multiply);
	else
		array_multiply(out, in[0], in[1]);
}

static struct tree *vjp_product(const struct vjp *vjp, int i)
{
	struct tree *a = vjp->call->part[0], *b = vjp->call->part[1];
	if (shape_is_scalar(vjp->shape[0]) || shape_is_scalar(vjp->shape[1]))
		return vjp_multiply(vjp, i);
	if (i == 1)
		return tree_call2(vjp->arena, "*", build_transposed(vjp->arena, a), vjp->g);
	if (shape_is_vector(vjp->shape[1]))
		return tree_call2(vjp->arena, "outer", vjp->g, b);
	return tree_call2(vjp->arena, "*", vjp->g, build_transposed(vjp->arena, b));
}

// Y = A / b for a scalar b: dA = g / b, db = -Σ g ⊙ A ⊘ b²
static struct tree *vjp_quotient(const struct vjp *vjp, int i)
{
	return i == 0 ? tree_call2(vjp->arena, "/", vjp->g, vjp->call->part[1]) : vjp_divide(vjp, i);
}

static void value_transpose(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	array_transpose(out, in[0]);
}

// Y = Aᵀ: dA = gᵀ
static struct tree *vjp_transpose(const struct vjp *vjp, int i)
{
	(void)i;
	return build_transposed(vjp->arena, vjp->g);
}

static void value_outer(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	array_add_outer(out, in[0], in[1]);
}

// y = Σ a_i b_i: da = g b, db = g a
static void value_dot(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	for (size_t i = 0; i < array_size(in[0]); i++)
		out.at[0] += in[0].at[i] * in[1].at[i];
}

static struct tree *vjp_dot(const struct vjp *vjp, int i)
{
	return build_times(vjp->arena, vjp->g, vjp->call->part[1 - i]);
}

// ---- signs

static double identity(double a) { return a; }
static double negate(double a) { return -a; }

static struct tree *vjp_identity(const struct vjp *vjp, int i)
{
	(void)i;
	return vjp->g;
}

static struct tree *vjp_negate(const struct vjp *vjp, int i)
{
	(void)i;
	return build_negative(vjp->arena, vjp->g);
}

const struct operation operation_arithmetic[] = {
	{ "+", NULL, "+", OPERATION_INFIX(BIND_SUM), .shape = operation_shape_elementwise, .value = value_pairs, .pair = add,
	  .vjp = vjp_add, .linear = LINEAR_JOINTLY, .help = N_("a + b: sum, element by element; a scalar fits every shape") },
	{ "-", "−", "-", OPERATION_INFIX(BIND_SUM), .shape = operation_shape_elementwise, .value = value_pairs, .pair = subtract,
	  .vjp = vjp_subtract, .linear = LINEAR_JOINTLY, .help = N_("a - b: difference, element by element") },
	{ "*", NULL, "\\,", OPERATION_INFIX(BIND_TERM), .shape = shape_product, .value = value_product,
	  .vjp = vjp_product, .linear = LINEAR_IN_EACH, .help = N_("A*B: product of matrices; a scalar scales") },
	{ "/", NULL, "/", OPERATION_INFIX(BIND_TERM), .shape = shape_quotient, .value = value_pairs, .pair = divide,
	  .vjp = vjp_quotient, .linear = LINEAR_IN_FIRST, .analytic_pair = divide_complex, .help = N_("A/b: division by a scalar") },
	{ ".*", "⊙", "\\odot", OPERATION_INFIX(BIND_TERM), .shape = operation_shape_elementwise, .value = value_pairs, .pair = multiply,
	  .vjp = vjp_multiply, .linear = LINEAR_IN_EACH, .help = N_("a .* b: product, element by element") },
	{ "./", NULL, "\\oslash", OPERATION_INFIX(BIND_TERM), .shape = operation_shape_elementwise, .value = value_pairs, .pair = divide,
	  .vjp = vjp_divide, .linear = LINEAR_IN_FIRST, .analytic_pair = divide_complex, .help = N_("a ./ b: quotient, element by element") },
	{ ".^", NULL, "^", OPERATION_INFIX(BIND_POWER), .shape = operation_shape_elementwise, .value = value_power,
	  .vjp = vjp_power, .analytic_pair = power_complex, .help = N_("a .^ n: power, element by element") },
	{ "-", "−", "-", OPERATION_PREFIX, .shape = operation_shape_elementwise, .value = operation_each, .scalar = negate,
	  .vjp = vjp_negate, .linear = LINEAR_JOINTLY, .help = N_("-a: the negative") },
	{ "+", NULL, "+", OPERATION_PREFIX, .shape = operation_shape_elementwise, .value = operation_each, .scalar = identity,
	  .vjp = vjp_identity, .linear = LINEAR_JOINTLY, .help = N_("+a: a itself") },
	{ "'", "ᵀ", "^\\top", .fixity = FIX_POSTFIX, .bind = BIND_POSTFIX, .least = 1, .most = 1,
	  .shape = shape_transpose, .value = value_transpose, .vjp = vjp_transpose, .linear = LINEAR_JOINTLY, .help = N_("A': transposed") },
	{ "outer", "⊗", "\\otimes", .fixity = FIX_FUNCTION, .bind = BIND_TERM, .least = 2, .most = 2,
	  .shape = shape_outer, .value = value_outer, .linear = LINEAR_IN_EACH, .help = N_("outer(a, b): a*b' of two vectors") },
	{ "dot", NULL, "\\operatorname{dot}", OPERATION_FUNCTION(2), .shape = operation_shape_pair_to_scalar,
	  .value = value_dot, .vjp = vjp_dot, .linear = LINEAR_IN_EACH, .help = N_("dot(a, b): the sum of the products") },
	{ .name = NULL },
};
