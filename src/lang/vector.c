// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of a whole vector: the output layer.
#include <math.h>

#include "base/message.h"
#include "lang/operation.h"

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

// xent(softmax(a), y) = log Σ e^a - a·y, because the y that is read, one-hot, sums to 1: no log of 0,
// no overflow, and its derivative is softmax(a) - y.
static struct tree *stable_xent(struct arena *arena, struct tree *const *softmax,
                                struct tree *const *xent)
{
	return tree_call2(arena, "-", build_call(arena, "logsumexp", softmax[0]),
	                  tree_call2(arena, "dot", softmax[0], xent[1]));
}

const struct operation operation_vector[] = {
	{ "softmax", NULL, "\\operatorname{softmax}", OPERATION_FUNCTION(1), .shape = operation_shape_vector,
	  .value = value_softmax, .vjp = vjp_softmax, .stretch = 0.5, .high = 1,
	  .help = N_("softmax(a): exp(a) divided by its sum") },
	{ "logsumexp", NULL, "\\operatorname{logsumexp}", OPERATION_FUNCTION(1), .shape = operation_shape_vector_to_scalar,
	  .value = value_logsumexp, .vjp = vjp_logsumexp, .stretch = 1,
	  .help = N_("logsumexp(a): log of the sum of exp(a)") },
	{ "xent", NULL, "\\operatorname{xent}", OPERATION_FUNCTION(2), .shape = operation_shape_pair_to_scalar,
	  .value = value_xent, .vjp = vjp_xent, .unstable_of = "softmax", .stable = stable_xent,
	  .help = N_("xent(p, y): cross-entropy, -sum(y .* log(p))") },
	{ .name = NULL },
};
