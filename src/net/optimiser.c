// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/optimiser.h"

#include <math.h>

// `scale`: what clipping has left of the gradient.

// w ← w - η g
static void move_sgd(const struct optimising *how, double rate, long step, double scale, double *w, const double *g,
                     double *const *memory, size_t count)
{
	(void)how, (void)step, (void)memory;
	for (size_t i = 0; i < count; i++)
		w[i] -= rate * (scale * g[i]);
}

// m ← μ m + g;  w ← w - η m
static void move_momentum(const struct optimising *how, double rate, long step, double scale, double *w,
                          const double *g, double *const *memory, size_t count)
{
	double *m = memory[0];
	(void)step;
	for (size_t i = 0; i < count; i++) {
		m[i] = how->momentum * m[i] + scale * g[i];
		w[i] -= rate * m[i];
	}
}

// v ← v + g²;  w ← w - η g/(√v + ε)
static void move_adagrad(const struct optimising *how, double rate, long step, double scale, double *w,
                         const double *g, double *const *memory, size_t count)
{
	double *v = memory[0];
	(void)step;
	for (size_t i = 0; i < count; i++) {
		double const clipped = scale * g[i];
		v[i] += clipped * clipped;
		w[i] -= rate * clipped / (sqrt(v[i]) + how->epsilon);
	}
}

// v ← α v + (1-α) g²;  w ← w - η g/(√v + ε)
static void move_rmsprop(const struct optimising *how, double rate, long step, double scale, double *w,
                         const double *g, double *const *memory, size_t count)
{
	double *v = memory[0];
	(void)step;
	for (size_t i = 0; i < count; i++) {
		double const clipped = scale * g[i];
		v[i] = how->alpha * v[i] + (1 - how->alpha) * clipped * clipped;
		w[i] -= rate * clipped / (sqrt(v[i]) + how->epsilon);
	}
}

// m ← β₁ m + (1-β₁) g;  v ← β₂ v + (1-β₂) g²;  w ← w - η m/(1-β₁ⁿ) / (√(v/(1-β₂ⁿ)) + ε)
static void move_adam(const struct optimising *how, double rate, long step, double scale, double *w,
                      const double *g, double *const *memory, size_t count)
{
	double *m = memory[0], *v = memory[1];
	double const first = 1 - pow(how->beta1, (double)step), second = 1 - pow(how->beta2, (double)step);
	for (size_t i = 0; i < count; i++) {
		double const clipped = scale * g[i];
		m[i] = how->beta1 * m[i] + (1 - how->beta1) * clipped;
		v[i] = how->beta2 * v[i] + (1 - how->beta2) * clipped * clipped;
		w[i] -= rate * (m[i] / first) / (sqrt(v[i] / second) + how->epsilon);
	}
}

const struct optimiser optimisers[] = {
	{ "sgd", "W -= rate*g", 0, move_sgd },
	{ "momentum", "m = momentum*m + g; W -= rate*m", 1, move_momentum },
	{ "adagrad", "v += g.^2; W -= rate*g/(sqrt(v) + epsilon)", 1, move_adagrad },
	{ "rmsprop", "v = alpha*v + (1-alpha)*g.^2; W -= rate*g/(sqrt(v) + epsilon)", 1, move_rmsprop },
	{ "adam", "m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g.^2;\n"
	          "           W -= rate*m/(1-beta1^n)/(sqrt(v/(1-beta2^n)) + epsilon)", 2, move_adam },
	{ .name = NULL },
};

struct optimising optimising_usual(void)
{
	return (struct optimising){ 0, .momentum = 0.9, .alpha = 0.99, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8 };
}
