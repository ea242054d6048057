// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of each element.
#include <math.h>

#include "base/message.h"
#include "lang/operation.h"

// σ(a) = 1 / (1 + e^-a), for either sign without overflow.
static double sigmoid(double a)
{
	if (a >= 0)
		return 1 / (1 + exp(-a));
	double const e = exp(a);
	return e / (1 + e);
}

static double complex sigmoid_complex(double complex a)
{
	if (creal(a) >= 0)
		return 1 / (1 + cexp(-a));
	double complex const e = cexp(a);
	return e / (1 + e);
}

// NaN stays NaN, so that it can be traced to where it came from; relu'(0) = 0.
static double relu(double a) { return a < 0 ? 0 : a; }
static double step(double a) { return isnan(a) ? a : a > 0; }
static double sign(double a) { return isnan(a) ? a : (a > 0) - (a < 0); }

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

const struct operation operation_elementwise[] = {
	{ "tanh", NULL, "\\tanh", OPERATION_EACH(tanh), .vjp = vjp_tanh, .analytic = ctanh,
	  .slope = 1, .low = -1, .high = 1,
	  .help = N_("tanh(a): hyperbolic tangent, each element") },
	{ "sigmoid", NULL, "\\sigma", OPERATION_EACH(sigmoid), .vjp = vjp_sigmoid, .analytic = sigmoid_complex, .slope = 0.25, .high = 1,
	  .help = N_("sigmoid(a): 1/(1 + exp(-a)), each element") },
	{ "relu", NULL, "\\operatorname{relu}", OPERATION_EACH(relu), .vjp = vjp_relu, .slope = 1, .has_kink = true, .high = INFINITY,
	  .help = N_("relu(a): a where it is positive, else 0") },
	{ "exp", NULL, "\\exp", OPERATION_EACH(exp), .vjp = vjp_exp, .analytic = cexp, .high = INFINITY,
	  .help = N_("exp(a): each element") },
	{ "log", NULL, "\\log", OPERATION_EACH(log), .vjp = vjp_log, .analytic = clog,
	  .help = N_("log(a): natural logarithm, each element") },
	{ "sqrt", NULL, "\\sqrt{#1}", OPERATION_EACH(sqrt), .vjp = vjp_sqrt, .analytic = csqrt, .high = INFINITY,
	  .help = N_("sqrt(a): square root, each element") },
	{ "abs", NULL, "\\left|#1\\right|", OPERATION_EACH(fabs), .vjp = vjp_abs, .slope = 1, .has_kink = true, .high = INFINITY,
	  .help = N_("abs(a): modulus, each element") },
	{ "step", NULL, "\\operatorname{step}", OPERATION_EACH(step), .has_kink = true, .high = 1,
	  .help = N_("step(a): 1 where a is positive, else 0: the derivative of relu") },
	{ "sign", NULL, "\\operatorname{sign}", OPERATION_EACH(sign), .has_kink = true, .low = -1, .high = 1,
	  .help = N_("sign(a): -1, 0 or 1, each element") },
	{ .name = NULL },
};
