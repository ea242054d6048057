// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of all elements together: the output layer, sums, the largest.
#include <math.h>

#include "base/message.h"
#include "lang/operation.h"

static void put(struct complex_array out, size_t i, double complex y)
{
	out.re.at[i] = creal(y);
	out.im.at[i] = cimag(y);
}

// p = softmax a: da = p ⊙ (g - g·p).  Its Jacobian diag p - p pᵀ stretches by 1/2 at most: by Gershgorin
// an eigenvalue is at most 2 p_i (1 - p_i).
static void value_softmax(const struct operation *op, struct array out, const struct array *in,
                          int count)
{
	(void)op, (void)count;
	double const most = operation_largest(in[0]);
	double sum = 0;
	for (size_t i = 0; i < array_size(out); i++)
		sum += out.at[i] = exp(in[0].at[i] - most);
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] /= sum;
}

static void analytic_softmax(struct complex_array out, const struct complex_array *in)
{
	double const most = operation_largest(in[0].re);
	double complex sum = 0;
	for (size_t i = 0; i < array_size(out.re); i++)
		sum += cexp(complex_at(in[0], i) - most);
	for (size_t i = 0; i < array_size(out.re); i++)
		put(out, i, cexp(complex_at(in[0], i) - most) / sum);
}

static struct tree *vjp_softmax(const struct vjp *vjp, int i)
{
	(void)i;
	struct tree *mean = tree_call2(vjp->arena, "dot", vjp->g, vjp->call);
	return build_times(vjp->arena, vjp->call, tree_call2(vjp->arena, "-", vjp->g, mean));
}

// y = log Σ e^a: da = g softmax(a), no longer than 1
static void value_logsumexp(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	double const most = operation_largest(in[0]);
	double sum = 0;
	for (size_t i = 0; i < array_size(in[0]); i++)
		sum += exp(in[0].at[i] - most);
	out.at[0] = most + log(sum);
}

static void analytic_logsumexp(struct complex_array out, const struct complex_array *in)
{
	double const most = operation_largest(in[0].re);
	double complex sum = 0;
	for (size_t i = 0; i < array_size(in[0].re); i++)
		sum += cexp(complex_at(in[0], i) - most);
	put(out, 0, most + clog(sum));
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

static void analytic_xent(struct complex_array out, const struct complex_array *in)
{
	double complex sum = 0;
	for (size_t i = 0; i < array_size(in[0].re); i++)
		if (cabs(complex_at(in[1], i)) > 0)
			sum -= complex_at(in[1], i) * clog(complex_at(in[0], i));
	put(out, 0, sum);
}

static struct tree *vjp_xent(const struct vjp *vjp, int i)
{
	struct tree *a = vjp->call->part[0], *b = vjp->call->part[1];
	struct tree *adjoint =
		i == 0 ? tree_call2(vjp->arena, "./", build_times(vjp->arena, vjp->g, b), a) :
			 build_times(vjp->arena, vjp->g, build_call(vjp->arena, "log", a));
	return build_negative(vjp->arena, adjoint);
}

// xent(softmax(a), y) = log Σ e^a - a·y, because the y that is read, one-hot, sums to 1: no log of 0,
// no overflow, and its derivative is softmax(a) - y.
static struct tree *stable_xent(struct arena *arena, struct tree *const *softmax,
                                struct tree *const *xent)
{
	return tree_call2(arena, "-", build_call(arena, "logsumexp", softmax[0]),
	                  tree_call2(arena, "dot", softmax[0], xent[1]));
}

// y = Σ a_i: da = g in the shape of a
static void value_sum(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	for (size_t i = 0; i < array_size(in[0]); i++)
		out.at[0] += in[0].at[i];
}

static struct tree *vjp_sum(const struct vjp *vjp, int i)
{
	return build_spread(vjp->arena, vjp->g, vjp->call->part[i], vjp->shape[i]);
}

// y = a in the shape of b: da = Σ g, db = 0
static bool shape_spread(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)count;
	*out = in[1];
	return shape_is_scalar(in[0]) ||
	       error_set(error, SPAN_NONE, _(op->help), _("what is spread is one number"));
}

static void value_spread(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = in[0].at[0];
}

static struct tree *vjp_spread(const struct vjp *vjp, int i)
{
	return i ? tree_number(vjp->arena, 0) : build_call(vjp->arena, "sum", vjp->g);
}

// y = max a_i: da = g where the first of the largest stands, else 0.  Where two are the largest there is a
// kink, and this is one of the derivatives on either side of it.
static void value_max(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	out.at[0] = operation_largest(in[0]);
}

static struct tree *vjp_max(const struct vjp *vjp, int i)
{
	return build_times(vjp->arena, vjp->g, build_call(vjp->arena, "peak", vjp->call->part[i]));
}

static void value_peak(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	out.at[array_argmax(in[0])] = 1;
}

// Blocks below each other, and beside each other: the rows of [a; b] and of [A, B].  A matrix of blocks is a
// kind of tree (cell_shape, evaluate); a plan is made of these.  Of Y = [A; B] the adjoint of A is the cut of
// g where A stands; of a cut the adjoint goes to that block of the name's (differentiate.c).
static bool shape_stack(const struct operation *op, const struct shape *in, int count,
                        struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return (in[0].cols == in[1].cols && shape_side_add(in[0].rows, in[1].rows, 1, &out->rows)) ||
	       error_set(error, SPAN_NONE, _("show names tells all sizes"),
	                 _("blocks below each other have as many columns"));
}

static bool shape_beside(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return (in[0].rows == in[1].rows && shape_side_add(in[0].cols, in[1].cols, 1, &out->cols)) ||
	       error_set(error, SPAN_NONE, _("show names tells all sizes"),
	                 _("blocks beside each other have as many rows"));
}

static void value_join(const struct operation *op, struct array out, const struct array *in, int count)
{
	for (int i = 0, row = 0, col = 0; i < count; i++) {
		array_write_block(out, row, col, in[i], false);
		row += op->shape == shape_stack ? in[i].rows : 0;
		col += op->shape == shape_stack ? 0 : in[i].cols;
	}
}

const struct operation operation_vector[] = {
	{ "softmax", NULL, "\\operatorname{softmax}", OPERATION_FUNCTION(1), .shape = operation_shape_vector,
	  .value = value_softmax, .vjp = vjp_softmax, .analytic_all = analytic_softmax, .stretch = 0.5, .high = 1,
	  .help = N_("softmax(a): exp(a) divided by its sum") },
	{ "logsumexp", NULL, "\\operatorname{logsumexp}", OPERATION_FUNCTION(1), .shape = operation_shape_vector_to_scalar,
	  .value = value_logsumexp, .vjp = vjp_logsumexp, .analytic_all = analytic_logsumexp, .stretch = 1,
	  .help = N_("logsumexp(a): log of the sum of exp(a)") },
	{ "xent", NULL, "\\operatorname{xent}", OPERATION_FUNCTION(2), .shape = operation_shape_pair_to_scalar,
	  .value = value_xent, .vjp = vjp_xent, .analytic_all = analytic_xent, .unstable_of = "softmax", .stable = stable_xent,
	  .help = N_("xent(p, y): cross-entropy, -sum(y .* log(p))") },
	{ "sum", NULL, "\\operatorname{sum}", OPERATION_FUNCTION(1), .shape = operation_shape_scalar, .value = value_sum,
	  .vjp = vjp_sum, .linear = LINEAR_JOINTLY, .help = N_("sum(A): of all elements") },
	{ "spread", NULL, "\\operatorname{spread}", OPERATION_FUNCTION(2), .shape = shape_spread, .value = value_spread,
	  .vjp = vjp_spread, .linear = LINEAR_IN_FIRST,
	  .help = N_("spread(a, B): the number a in the shape of B: the derivative of sum") },
	{ "max", NULL, "\\max", OPERATION_FUNCTION(1), .shape = operation_shape_scalar, .value = value_max,
	  .vjp = vjp_max, .stretch = 1, .has_kink = true, .help = N_("max(A): the largest element") },
	{ "peak", NULL, "\\operatorname{peak}", OPERATION_FUNCTION(1), .shape = operation_shape_elementwise,
	  .value = value_peak, .has_kink = true, .high = 1,
	  .help = N_("peak(A): 1 at the first of the largest elements, else 0: the derivative of max") },
	{ .name = "cut", .fixity = FIX_CUT, .bind = BIND_PRIMARY, .least = 1, .most = 1, .linear = LINEAR_JOINTLY,
	  .help = N_("a[0..2], W[0..1, 2]: a block") },
	{ .name = "stack", .fixity = FIX_JOIN, .bind = BIND_PRIMARY, .least = 2, .most = 2, .shape = shape_stack,
	  .value = value_join, .linear = LINEAR_JOINTLY, .help = N_("[a; b]: one below the other") },
	{ .name = "beside", .fixity = FIX_JOIN, .bind = BIND_PRIMARY, .least = 2, .most = 2, .shape = shape_beside,
	  .value = value_join, .linear = LINEAR_JOINTLY, .help = N_("[A, B]: one beside the other") },
	{ .name = NULL },
};
