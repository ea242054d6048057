// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/initialise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/decompose.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"

// Scaled after the draw: at scale 1 these are the very bits of NumPy's uniform(-bound, bound).
static void draw_uniform(struct array a, double bound, double scale, struct random *random)
{
	for (size_t i = 0; i < array_size(a) && !interrupt_seen_at(i); i++)
		a.at[i] = scale * random_uniform(random, -bound, bound);
}

// The very bits of NumPy's normal(0, deviation).
static void draw_normal(struct array a, double deviation, struct random *random)
{
	for (size_t i = 0; i < array_size(a) && !interrupt_seen_at(i); i++)
		a.at[i] = deviation * random_normal(random);
}

static void tutorial(struct array a, double scale, struct random *random)
{
	draw_uniform(a, sqrt(1.0 / a.cols), scale, random);
}

static void uniform(struct array a, double scale, struct random *random)
{
	draw_uniform(a, 1, scale, random);
}

static void normal(struct array a, double scale, struct random *random)
{
	draw_normal(a, scale, random);
}

static void xavier(struct array a, double scale, struct random *random)
{
	draw_uniform(a, sqrt(6.0 / (a.rows + a.cols)), scale, random);
}

static void xavier_normal(struct array a, double scale, struct random *random)
{
	draw_normal(a, scale * sqrt(2.0 / (a.rows + a.cols)), random);
}

static void he(struct array a, double scale, struct random *random)
{
	draw_uniform(a, sqrt(6.0 / a.cols), scale, random);
}

static void he_normal(struct array a, double scale, struct random *random)
{
	draw_normal(a, scale * sqrt(2.0 / a.cols), random);
}

static void scale_all(struct array a, double factor)
{
	for (size_t i = 0; i < array_size(a); i++)
		a.at[i] *= factor;
}

// Q of a normal matrix, with the signs that make the diagonal of R positive: then no rotation is
// likelier than another (Mezzadri 2007).
static void orthogonal(struct array a, double scale, struct random *random)
{
	draw_normal(a, 1, random);
	array_orthonormalise(a);
	scale_all(a, scale);
}

static void identity(struct array a, double scale, struct random *random)
{
	(void)random;
	for (int i = 0; i < a.rows; i++)
		for (int j = 0; j < a.cols; j++)
			a.at[(size_t)i * (size_t)a.cols + (size_t)j] = i == j ? scale : 0;
}

static void sigma(struct array a, double largest, struct random *random)
{
	tutorial(a, 1, random);
	double const now = array_largest_singular_value(a);
	if (now > 0)
		scale_all(a, largest / now);
}

static void radius(struct array a, double largest, struct random *random)
{
	tutorial(a, 1, random);
	double *values = memory_get((size_t)a.rows, 2 * sizeof *values);
	array_eigenvalues((struct array){ a.rows, 2, values }, a);
	double const now = hypot(values[0], values[1]);
	if (now > 0)
		scale_all(a, largest / now);
	free(values);
}

static void zero(struct array a, double number, struct random *random)
{
	(void)number, (void)random;
	scale_all(a, 0);
}

#define ANY_SCALE .number = "SCALE", .least = -INFINITY

const struct initialiser initialisers[] = {
	{ "tutorial", ANY_SCALE, .draw = tutorial,
	  .summary = N_("uniform within ±sqrt(1/columns), as in the tutorial") },
	{ "uniform", ANY_SCALE, .draw = uniform, .summary = N_("uniform within ±1") },
	{ "normal", .number = "SCALE", .draw = normal,
	  .summary = N_("normal, mean 0 and standard deviation 1") },
	// Glorot and Bengio 2010.
	{ "xavier", ANY_SCALE, .draw = xavier,
	  .summary = N_("uniform within ±sqrt(6/(rows + columns))") },
	{ "xavier-normal", .number = "SCALE", .draw = xavier_normal,
	  .summary = N_("normal, variance 2/(rows + columns)") },
	// He et al. 2015.
	{ "he", ANY_SCALE, .draw = he, .summary = N_("uniform within ±sqrt(6/columns)") },
	{ "he-normal", .number = "SCALE", .draw = he_normal,
	  .summary = N_("normal, variance 2/columns") },
	// Saxe, McClelland and Ganguli 2014.
	{ "orthogonal", .number = "SCALE", .draw_recurrent = orthogonal, .sides_most = 512,
	  .summary = N_("H×H matrices random and orthogonal: all singular values are 1") },
	// Le, Jaitly and Hinton 2015.
	{ "identity", ANY_SCALE, .draw_recurrent = identity,
	  .summary = N_("H×H matrices the identity") },
	{ "sigma", .number = "SIGMA", .draw_recurrent = sigma, .sides_most = 512,
	  .summary =
	          N_("the tutorial's, then H×H matrices scaled to this largest singular value") },
	{ "radius", .number = "RHO", .draw_recurrent = radius, .sides_most = 512,
	  .summary = N_("the tutorial's, then H×H matrices scaled to this spectral radius") },
	{ "zero", .draw = zero, .summary = N_("all weights zero") },
	{ .name = NULL },
};

const struct initialiser *initialiser_find(const char *name)
{
	for (const struct initialiser *each = initialisers; each->name; each++)
		if (!strcmp(each->name, name))
			return each;
	return NULL;
}

void initialiser_run(const struct initialiser *initialiser, struct array a, bool is_recurrent,
                     double number, struct random *random)
{
	if (is_recurrent && initialiser->draw_recurrent)
		initialiser->draw_recurrent(a, number, random);
	else if (initialiser->draw)
		initialiser->draw(a, number, random);
	else
		tutorial(a, 1, random);
}
