// SPDX-License-Identifier: GPL-3.0-or-later
// The operator table.  Above each operator stand its two formulas: y = …, and the adjoints of its
// operands from g, the adjoint of y.
#include "lang/operator.h"

#include <math.h>
#include <string.h>

#include "array/decompose.h"
#include "base/message.h"
#include "lang/build.h"

#define NOWHERE ((struct span){ 0 })

// ---- shapes

static bool shape_elementwise(const struct operation *op, const struct shape *in, int count,
                              struct shape *out, struct error *error)
{
	(void)op;
	*out = in[0];
	if (count == 1 || shape_equal(in[0], in[1]) || shape_is_scalar(in[1]))
		return true;
	if (shape_is_scalar(in[0])) {
		*out = in[1];
		return true;
	}
	return error_set(error, NOWHERE,
	                 in[0].rows == in[1].cols && in[0].cols == in[1].rows ?
	                         _("transpose one of them with '") :
	                         _("only a scalar fits every shape"),
	                 _("elementwise, both need the same shape"));
}

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
	const char *advice = shape_equal(in[0], in[1])   ? _("use .* to multiply element by element") :
	                     in[0].rows == in[1].rows    ? _("transpose the left one with '") :
	                     in[0].cols == in[1].cols    ? _("transpose the right one with '") :
	                                                   _("look at the sizes with: show sizes");
	return error_set(error, NOWHERE, advice,
	                 _("the columns of the left must equal the rows of the right"));
}

static bool shape_quotient(const struct operation *op, const struct shape *in, int count,
                           struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return shape_is_scalar(in[1]) || error_set(error, NOWHERE, _("use ./ to divide element by element"),
	                                           _("/ divides by a scalar only"));
}

static bool shape_scalar(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)in, (void)count, (void)error;
	*out = shape_of(1, 1);
	return true;
}

static bool shape_norm(const struct operation *op, const struct shape *in, int count,
                       struct shape *out, struct error *error)
{
	*out = shape_of(1, 1);
	if (count == 2 && !shape_is_scalar(in[1]))
		return error_set(error, NOWHERE, _(op->help), _("the kind of a norm is 1, 2 or inf"));
	return true;
}

static bool shape_transpose(const struct operation *op, const struct shape *in, int count,
                            struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_of(in[0].cols, in[0].rows);
	return true;
}

static bool need_vector(struct shape shape, struct error *error)
{
	return shape_is_vector(shape) ||
	       error_set(error, NOWHERE, _("a vector is one column; transpose a row with '"),
	                 _("a vector is needed"));
}

static bool shape_vector(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return need_vector(in[0], error);
}

static bool shape_vector_to_scalar(const struct operation *op, const struct shape *in, int count,
                                   struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return need_vector(in[0], error);
}

static bool shape_outer(const struct operation *op, const struct shape *in, int count,
                        struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(in[0].rows, in[1].rows);
	return need_vector(in[0], error) && need_vector(in[1], error);
}

static bool shape_pair_to_scalar(const struct operation *op, const struct shape *in, int count,
                                 struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return shape_equal(in[0], in[1]) || error_set(error, NOWHERE, NULL, _("both need the same shape"));
}

static bool shape_diag(const struct operation *op, const struct shape *in, int count,
                       struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_is_vector(in[0])      ? shape_of(in[0].rows, in[0].rows) :
	       in[0].rows < in[0].cols     ? shape_of(in[0].rows, 1) :
	                                     shape_of(in[0].cols, 1);
	return true;
}

static bool shape_singular(const struct operation *op, const struct shape *in, int count,
                           struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_of(in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	return true;
}

static bool need_square(struct shape shape, struct error *error)
{
	return shape.rows == shape.cols || error_set(error, NOWHERE, _("svd(A) takes any matrix"),
	                                             _("eigenvalues need a square matrix"));
}

static bool shape_eigen(const struct operation *op, const struct shape *in, int count,
                        struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(in[0].rows, 2);
	return need_square(in[0], error);
}

static bool shape_radius(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return need_square(in[0], error);
}

// ---- elementwise operators of two operands

static double add(double a, double b) { return a + b; }
static double subtract(double a, double b) { return a - b; }
static double multiply(double a, double b) { return a * b; }
static double divide(double a, double b) { return a / b; }

static void apply_pair(struct array out, const struct array *in, double (*f)(double, double))
{
	size_t const a_step = array_size(in[0]) == 1 ? 0 : 1, b_step = array_size(in[1]) == 1 ? 0 : 1;
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = f(in[0].at[i * a_step], in[1].at[i * b_step]);
}

// An operand that was broadcast gathers its adjoint: g is then summed.
static struct tree *unbroadcast(const struct vjp *vjp, int i, struct tree *adjoint)
{
	bool const was = shape_is_scalar(vjp->shape[i]) && !shape_is_scalar(vjp->shape[1 - i]);
	return was ? build_call(vjp->arena, "sum", adjoint) : adjoint;
}

// y = a + b: da = g, db = g
static void value_add(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	apply_pair(out, in, add);
}

static struct tree *vjp_add(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, vjp->g);
}

// y = a - b: da = g, db = -g
static void value_subtract(const struct operation *op, struct array out, const struct array *in,
                           int count)
{
	(void)op, (void)count;
	apply_pair(out, in, subtract);
}

static struct tree *vjp_subtract(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, i ? build_negative(vjp->arena, vjp->g) : vjp->g);
}

// y = a ⊙ b: da = g ⊙ b, db = g ⊙ a
static void value_multiply(const struct operation *op, struct array out, const struct array *in,
                           int count)
{
	(void)op, (void)count;
	apply_pair(out, in, multiply);
}

static struct tree *vjp_multiply(const struct vjp *vjp, int i)
{
	return unbroadcast(vjp, i, build_times(vjp->arena, vjp->g, vjp->call->part[1 - i]));
}

// y = a ⊘ b: da = g ⊘ b, db = -(g ⊙ a ⊘ b²)
static void value_divide(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	apply_pair(out, in, divide);
}

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
		apply_pair(out, in, pow);
}

static struct tree *vjp_power(const struct vjp *vjp, int i)
{
	const struct tree *n = vjp->call->part[1];
	if (i || n->kind != TREE_NUMBER)
		return NULL;
	struct tree *a = vjp->call->part[0];
	double const less = n->number - 1;
	struct tree *exponent = tree_number(vjp->arena, fabs(less));
	if (less < 0)
		exponent = build_negative(vjp->arena, exponent);
	struct tree *lower = tree_is_number(n, 2) ? a : tree_call2(vjp->arena, ".^", a, exponent);
	return build_times(vjp->arena, vjp->g,
	                   build_times(vjp->arena, tree_number(vjp->arena, n->number), lower));
}

// ---- products

// Y = A B: dA = g Bᵀ (g ⊗ b for a vector), dB = Aᵀ g; with a scalar on one side it is y = a ⊙ b
static void value_product(const struct operation *op, struct array out, const struct array *in,
                          int count)
{
	(void)op, (void)count;
	if (array_size(in[0]) == 1 || array_size(in[1]) == 1)
		apply_pair(out, in, multiply);
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

// Y = A / b for a scalar b: dA = g / b
static struct tree *vjp_quotient(const struct vjp *vjp, int i)
{
	return i == 0 ? tree_call2(vjp->arena, "/", vjp->g, vjp->call->part[1]) : NULL;
}

static void value_transpose(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	array_transpose(out, in[0]);
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

// ---- elementwise functions

static void value_each(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)count;
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = op->scalar(in[0].at[i]);
}

static double identity(double a) { return a; }
static double negate(double a) { return -a; }

// σ(a) = 1 / (1 + e^-a), for either sign without overflow.
static double sigmoid(double a)
{
	if (a >= 0)
		return 1 / (1 + exp(-a));
	double const e = exp(a);
	return e / (1 + e);
}

// NaN stays NaN, so that it can be traced to where it came from; relu'(0) = 0.
static double relu(double a) { return a < 0 ? 0 : a; }
static double step(double a) { return isnan(a) ? a : a > 0; }
static double sign(double a) { return isnan(a) ? a : (a > 0) - (a < 0); }

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

// 1 - b
static struct tree *one_minus(struct arena *arena, struct tree *b)
{
	return tree_call2(arena, "-", tree_number(arena, 1), b);
}

// y = tanh a: da = g ⊙ (1 - y²)
static struct tree *vjp_tanh(const struct vjp *vjp, int i)
{
	(void)i;
	return build_times(vjp->arena, vjp->g,
	                   one_minus(vjp->arena, build_square(vjp->arena, vjp->call)));
}

// y = σ(a): da = g ⊙ y ⊙ (1 - y)
static struct tree *vjp_sigmoid(const struct vjp *vjp, int i)
{
	(void)i;
	struct tree *first = build_times(vjp->arena, vjp->g, vjp->call);
	return build_times(vjp->arena, first, one_minus(vjp->arena, vjp->call));
}

// y = relu a: da = g ⊙ step(a)
static struct tree *vjp_relu(const struct vjp *vjp, int i)
{
	return build_times(vjp->arena, vjp->g, build_call(vjp->arena, "step", vjp->call->part[i]));
}

// y = |a|: da = g ⊙ sign(a)
static struct tree *vjp_abs(const struct vjp *vjp, int i)
{
	return build_times(vjp->arena, vjp->g, build_call(vjp->arena, "sign", vjp->call->part[i]));
}

// y = e^a: da = g ⊙ y
static struct tree *vjp_exp(const struct vjp *vjp, int i)
{
	(void)i;
	return build_times(vjp->arena, vjp->g, vjp->call);
}

// y = log a: da = g ⊘ a
static struct tree *vjp_log(const struct vjp *vjp, int i)
{
	return tree_call2(vjp->arena, "./", vjp->g, vjp->call->part[i]);
}

// y = √a: da = g ⊘ 2y
static struct tree *vjp_sqrt(const struct vjp *vjp, int i)
{
	(void)i;
	return tree_call2(vjp->arena, "./", vjp->g,
	                  build_times(vjp->arena, tree_number(vjp->arena, 2), vjp->call));
}

// ---- functions of a whole vector

static double largest(struct array a)
{
	double most = a.at[0];
	for (size_t i = 1; i < array_size(a); i++)
		most = isnan(most) || a.at[i] <= most ? most : a.at[i];
	return most;
}

// p = softmax a: da = p ⊙ (g - g·p)
static void value_softmax(const struct operation *op, struct array out, const struct array *in,
                          int count)
{
	(void)op, (void)count;
	double const most = largest(in[0]);
	double sum = 0;
	for (size_t i = 0; i < array_size(out); i++)
		sum += out.at[i] = exp(in[0].at[i] - most);
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] /= sum;
}

static struct tree *vjp_softmax(const struct vjp *vjp, int i)
{
	(void)i;
	struct tree *mean = tree_call2(vjp->arena, "dot", vjp->g, vjp->call);
	return build_times(vjp->arena, vjp->call, tree_call2(vjp->arena, "-", vjp->g, mean));
}

// y = log Σ e^a: da = g softmax(a)
static void value_logsumexp(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	double const most = largest(in[0]);
	double sum = 0;
	for (size_t i = 0; i < array_size(in[0]); i++)
		sum += exp(in[0].at[i] - most);
	out.at[0] = most + log(sum);
}

static struct tree *vjp_logsumexp(const struct vjp *vjp, int i)
{
	return build_times(vjp->arena, vjp->g, build_call(vjp->arena, "softmax", vjp->call->part[i]));
}

// y = -Σ b_i log a_i: da = -(g b ⊘ a), db = -(g log a).  What b does not ask for does not count, so
// that 0·log 0 is 0.
static void value_xent(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	for (size_t i = 0; i < array_size(in[0]); i++)
		if (in[1].at[i] < 0 || in[1].at[i] > 0)
			out.at[0] -= in[1].at[i] * log(in[0].at[i]);
}

static struct tree *vjp_xent(const struct vjp *vjp, int i)
{
	struct tree *a = vjp->call->part[0], *b = vjp->call->part[1];
	struct tree *adjoint =
		i == 0 ? tree_call2(vjp->arena, "./", build_times(vjp->arena, vjp->g, b), a) :
			 build_times(vjp->arena, vjp->g, build_call(vjp->arena, "log", a));
	return build_negative(vjp->arena, adjoint);
}

// ---- asked at the prompt, not differentiated

static void value_sum(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	for (size_t i = 0; i < array_size(in[0]); i++)
		out.at[0] += in[0].at[i];
}

static void value_max(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	out.at[0] = largest(in[0]);
}

static void value_argmax(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	size_t at = 0;
	for (size_t i = 1; i < array_size(in[0]); i++)
		if (in[0].at[i] > in[0].at[at])
			at = i;
	out.at[0] = (double)at;
}

static double largest_singular(struct array a)
{
	struct arena arena = { 0 };
	struct array values = array_new(&arena, a.rows < a.cols ? a.rows : a.cols, 1);
	array_singular_values(values, a);
	double const most = array_size(values) ? values.at[0] : 0;
	arena_free(&arena);
	return most;
}

static void value_norm(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op;
	double const kind = count == 2 ? in[1].at[0] : 0;
	bool const vector = in[0].cols == 1;
	out.at[0] = count == 1 || (vector && kind >= 2 && kind <= 2) ? array_norm(in[0]) :
	            kind >= 1 && kind <= 1                            ? array_norm_one(in[0]) :
	            kind >= 2 && kind <= 2                            ? largest_singular(in[0]) :
	            isinf(kind) && kind > 0 ? array_norm_infinity(in[0]) : NAN;
}

static void value_diag(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	bool const spread = in[0].cols == 1;
	size_t const wide = (size_t)(spread ? out.cols : in[0].cols);
	for (size_t i = 0; i < (size_t)out.rows; i++)
		if (spread)
			out.at[i * wide + i] = in[0].at[i];
		else
			out.at[i] = in[0].at[i * wide + i];
}

static void value_svd(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	array_singular_values(out, in[0]);
}

static void value_eig(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	array_eigenvalues(out, in[0]);
}

static void value_radius(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	struct arena arena = { 0 };
	struct array values = array_new(&arena, in[0].rows, 2);
	array_eigenvalues(values, in[0]);
	out.at[0] = hypot(values.at[0], values.at[1]);
	arena_free(&arena);
}

static void value_condition(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	struct arena arena = { 0 };
	struct array values = array_new(&arena, in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	array_singular_values(values, in[0]);
	out.at[0] = values.at[0] / values.at[values.rows - 1];
	arena_free(&arena);
}

// As NumPy: singular values above the largest times the longer side times 2⁻⁵² count.
static void value_rank(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	struct arena arena = { 0 };
	struct array values = array_new(&arena, in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	array_singular_values(values, in[0]);
	int const longer = in[0].rows > in[0].cols ? in[0].rows : in[0].cols;
	for (int i = 0; i < values.rows; i++)
		out.at[0] += values.at[i] > values.at[0] * longer * 0x1p-52;
	arena_free(&arena);
}

#define INFIX(level) .fixity = FIX_INFIX, .bind = level, .least = 2, .most = 2
#define PREFIX .fixity = FIX_PREFIX, .bind = BIND_UNARY, .least = 1, .most = 1
#define FUNCTION(operands) .fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = operands, .most = operands
#define EACH(f) FUNCTION(1), .shape = shape_elementwise, .value = value_each, .scalar = f

const struct operation operators[] = {
	{ "+", NULL, "+", INFIX(BIND_SUM), .shape = shape_elementwise, .value = value_add,
	  .vjp = vjp_add, .help = N_("a + b: sum, element by element; a scalar fits every shape") },
	{ "-", "−", "-", INFIX(BIND_SUM), .shape = shape_elementwise, .value = value_subtract,
	  .vjp = vjp_subtract, .help = N_("a - b: difference, element by element") },
	{ "*", NULL, "\\,", INFIX(BIND_TERM), .shape = shape_product, .value = value_product,
	  .vjp = vjp_product, .help = N_("A*B: product of matrices; a scalar scales") },
	{ "/", NULL, "/", INFIX(BIND_TERM), .shape = shape_quotient, .value = value_divide,
	  .vjp = vjp_quotient, .help = N_("A/b: division by a scalar") },
	{ ".*", "⊙", "\\odot", INFIX(BIND_TERM), .shape = shape_elementwise, .value = value_multiply,
	  .vjp = vjp_multiply, .help = N_("a .* b: product, element by element") },
	{ "./", NULL, "\\oslash", INFIX(BIND_TERM), .shape = shape_elementwise, .value = value_divide,
	  .vjp = vjp_divide, .help = N_("a ./ b: quotient, element by element") },
	{ ".^", NULL, "^", INFIX(BIND_POWER), .shape = shape_elementwise, .value = value_power,
	  .vjp = vjp_power, .help = N_("a .^ n: power, element by element") },
	{ "-", "−", "-", PREFIX, .shape = shape_elementwise, .value = value_each, .scalar = negate,
	  .vjp = vjp_negate, .help = N_("-a: the negative") },
	{ "+", NULL, "+", PREFIX, .shape = shape_elementwise, .value = value_each, .scalar = identity,
	  .vjp = vjp_identity, .help = N_("+a: a itself") },
	{ "'", "ᵀ", "^\\top", .fixity = FIX_POSTFIX, .bind = BIND_POSTFIX, .least = 1, .most = 1,
	  .shape = shape_transpose, .value = value_transpose, .help = N_("A': transposed") },
	{ "outer", "⊗", "\\otimes", .fixity = FIX_FUNCTION, .bind = BIND_TERM, .least = 2, .most = 2,
	  .shape = shape_outer, .value = value_outer, .help = N_("outer(a, b): a*b' of two vectors") },
	{ "dot", NULL, "\\operatorname{dot}", FUNCTION(2), .shape = shape_pair_to_scalar,
	  .value = value_dot, .vjp = vjp_dot, .help = N_("dot(a, b): the sum of the products") },
	{ "tanh", NULL, "\\tanh", EACH(tanh), .vjp = vjp_tanh,
	  .help = N_("tanh(a): hyperbolic tangent, each element") },
	{ "sigmoid", NULL, "\\sigma", EACH(sigmoid), .vjp = vjp_sigmoid,
	  .help = N_("sigmoid(a): 1/(1 + exp(-a)), each element") },
	{ "relu", NULL, "\\operatorname{relu}", EACH(relu), .vjp = vjp_relu,
	  .help = N_("relu(a): a where it is positive, else 0") },
	{ "exp", NULL, "\\exp", EACH(exp), .vjp = vjp_exp, .help = N_("exp(a): each element") },
	{ "log", NULL, "\\log", EACH(log), .vjp = vjp_log,
	  .help = N_("log(a): natural logarithm, each element") },
	{ "sqrt", NULL, "\\operatorname{sqrt}", EACH(sqrt), .vjp = vjp_sqrt,
	  .help = N_("sqrt(a): square root, each element") },
	{ "abs", NULL, "\\operatorname{abs}", EACH(fabs), .vjp = vjp_abs,
	  .help = N_("abs(a): modulus, each element") },
	{ "step", NULL, "\\operatorname{step}", EACH(step),
	  .help = N_("step(a): 1 where a is positive, else 0: the derivative of relu") },
	{ "sign", NULL, "\\operatorname{sign}", EACH(sign),
	  .help = N_("sign(a): -1, 0 or 1, each element") },
	{ "softmax", NULL, "\\operatorname{softmax}", FUNCTION(1), .shape = shape_vector,
	  .value = value_softmax, .vjp = vjp_softmax,
	  .help = N_("softmax(a): exp(a) divided by its sum") },
	{ "logsumexp", NULL, "\\operatorname{logsumexp}", FUNCTION(1), .shape = shape_vector_to_scalar,
	  .value = value_logsumexp, .vjp = vjp_logsumexp,
	  .help = N_("logsumexp(a): log of the sum of exp(a)") },
	{ "xent", NULL, "\\operatorname{xent}", FUNCTION(2), .shape = shape_pair_to_scalar,
	  .value = value_xent, .vjp = vjp_xent,
	  .help = N_("xent(p, y): cross-entropy, -sum(y .* log(p))") },
	{ "sum", NULL, "\\operatorname{sum}", FUNCTION(1), .shape = shape_scalar, .value = value_sum,
	  .help = N_("sum(A): of all elements") },
	{ "max", NULL, "\\max", FUNCTION(1), .shape = shape_scalar, .value = value_max,
	  .help = N_("max(A): the largest element") },
	{ "argmax", NULL, "\\operatorname{argmax}", FUNCTION(1), .shape = shape_vector_to_scalar,
	  .value = value_argmax, .help = N_("argmax(a): where the largest element stands, from 0") },
	{ "norm", NULL, "\\operatorname{norm}", .fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = 1,
	  .most = 2, .shape = shape_norm, .value = value_norm,
	  .help = N_("norm(A): Frobenius; norm(A,2) largest singular value; norm(A,1), norm(A,inf)") },
	{ "diag", NULL, "\\operatorname{diag}", FUNCTION(1), .shape = shape_diag, .value = value_diag,
	  .help = N_("diag(a): the diagonal matrix of a vector; of a matrix, its diagonal") },
	{ "svd", NULL, "\\operatorname{svd}", FUNCTION(1), .shape = shape_singular, .value = value_svd,
	  .help = N_("svd(A): singular values, descending") },
	{ "eig", NULL, "\\operatorname{eig}", FUNCTION(1), .shape = shape_eigen, .value = value_eig,
	  .help = N_("eig(A): eigenvalues as rows (re, im), by falling modulus") },
	{ "rho", NULL, "\\rho", FUNCTION(1), .shape = shape_radius, .value = value_radius,
	  .help = N_("rho(A): spectral radius, the largest modulus of an eigenvalue") },
	{ "cond", NULL, "\\operatorname{cond}", FUNCTION(1), .shape = shape_scalar,
	  .value = value_condition, .help = N_("cond(A): largest over smallest singular value") },
	{ "rank", NULL, "\\operatorname{rank}", FUNCTION(1), .shape = shape_scalar, .value = value_rank,
	  .help = N_("rank(A): how many singular values are not negligible") },
	{ .name = NULL },
};

const struct operation *operator_find(const char *name, enum fixity fixity)
{
	for (const struct operation *op = operators; op->name; op++)
		if (op->fixity == fixity && !strcmp(op->name, name))
			return op;
	return NULL;
}

const struct operation *operator_find_function(const char *name)
{
	return operator_find(name, FIX_FUNCTION);
}
