// SPDX-License-Identifier: GPL-3.0-or-later
// The plan's arithmetic, for each kind of processor that this one can stand for: against the C library,
// against plain loops, at all small sizes, and at numbers that are not ordinary.
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net.h"
#include "plan/kernel.h"

static const struct kernels *usable[3];
static int usable_count;

static void find_usable(void)
{
	usable[usable_count++] = &kernels_plain;
#if defined __x86_64__
	if (kernel_find() != &kernels_plain)
		usable[usable_count++] = &kernels_v3;
	if (kernel_find() == &kernels_v4)
		usable[usable_count++] = &kernels_v4;
#endif
}

static double sigmoid(double a)
{
	return a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a));
}

static double relu(double a)
{
	return a < 0 ? 0 : a;
}

static double step(double a)
{
	return isnan(a) ? a : a > 0;
}

static double sign(double a)
{
	return isnan(a) ? a : (a > 0) - (a < 0);
}

static const struct {
	const char *name;
	enum each each;
	double (*wanted)(double);
	double tolerance; // relative
} functions[] = {
	{ "tanh", EACH_TANH, tanh, 1e-15 },      { "sigmoid", EACH_SIGMOID, sigmoid, 1e-15 },
	{ "exp", EACH_EXP, exp, 1e-15 },         { "relu", EACH_RELU, relu, 0 },
	{ "sqrt", EACH_SQRT, sqrt, 0 },          { "abs", EACH_ABS, fabs, 0 },
	{ "step", EACH_STEP, step, 0 },          { "sign", EACH_SIGN, sign, 0 },
};

// Equal, both NaN, both the same infinity, or near; of denormal numbers the last digit may differ.
static void expect_close(double got, double wanted, double tolerance, const char *name, double a)
{
	if ((isnan(got) && isnan(wanted)) || (isinf(wanted) && !(got < wanted) && !(got > wanted)))
		return;
	if (!(fabs(got - wanted) <= tolerance * fabs(wanted) + (tolerance > 0 ? DBL_TRUE_MIN : 0)))
		fail_msg("%s(%.17g) is %.17g, not %.17g", name, a, got, wanted);
}

static void test_functions(void **state)
{
	(void)state;
	static const double strange[] = { 0.0,    -0.0,  INFINITY, -INFINITY, NAN,   DBL_MIN, -DBL_MIN,
		                          5e-324, 1e-310, -1e-310, 700,       -700,  709.7,   710,
		                          -720,   -740,   -745.1,  -746,      -1000, 1000,    DBL_MAX,
		                          1e-9,   -1e-9,  0.35,    19.99,     20.01, 22,      0.17328679 };
	enum { STRANGE = sizeof strange / sizeof *strange };
	struct random random;
	random_seed(&random, 3);
	for (int u = 0; u < usable_count; u++)
		for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
			for (int n = 0; n < STRANGE + scaled(20000); n++) {
				double in[11], out[11];
				size_t const count = 1 + (size_t)n % 11;
				for (size_t i = 0; i < count; i++)
					in[i] = n < STRANGE ? strange[n] :
					                      random_uniform(&random, -1, 1) *
					                              pow(10, random_uniform(&random, -12, 3));
				usable[u]->each[functions[f].each](out, in, NULL, NULL, count);
				for (size_t i = 0; i < count; i++)
					expect_close(out[i], functions[f].wanted(in[i]), functions[f].tolerance,
					             functions[f].name, in[i]);
			}
}

static void test_softmax(void **state)
{
	(void)state;
	double const in[] = { 1000, 999, -1000, 1e-300, 998.5, -INFINITY, 3, 1000 };
	double const total = 2 + exp(-1) + exp(-1.5);
	for (int u = 0; u < usable_count; u++) {
		double out[8];
		expect_close(usable[u]->softmax(out, in, 8), 1000 + log(total), 1e-15, "softmax", 8);
		expect_close(usable[u]->logsumexp(in, 8), 1000 + log(total), 1e-15, "logsumexp", 8);
		for (int i = 0; i < 8; i++)
			expect_close(out[i], exp(in[i] - 1000) / total, 1e-15, "softmax", in[i]);
		double const unknown[] = { 1, NAN, 3, 4, 5 };
		usable[u]->softmax(out, unknown, 5);
		for (int i = 0; i < 5; i++)
			assert_true(isnan(out[i]));
	}
}

// ---- products, against loops

enum { MOST = 40 };

struct numbers {
	double M[MOST * MOST], B[MOST * MOST], v[MOST], w[MOST], out[MOST * MOST], later[MOST], wanted[MOST * MOST];
};

static void draw(struct random *random, double *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		at[i] = random_uniform(random, -1, 1);
}

static void expect_rows(const double *got, const double *wanted, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		if (!(fabs(got[i] - wanted[i]) <= 1e-13))
			fail_msg("%s: number %zu is %.17g, not %.17g", what, i, got[i], wanted[i]);
}

// wanted = base + scale·M v, or Mᵀ v.
static void multiply(double *wanted, const double *base, double scale, const double *M, const double *v,
                     size_t rows, size_t cols, bool transposed)
{
	for (size_t i = 0; i < (transposed ? cols : rows); i++)
		wanted[i] = base ? base[i] : 0;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < cols; j++)
			wanted[transposed ? j : i] += scale * M[i * MOST + j] * v[transposed ? i : j];
}

static void try_products(const struct kernels *k, struct numbers *n, struct random *random)
{
	size_t const rows = 1 + (size_t)below(random, MOST), cols = 1 + (size_t)below(random, MOST);
	double const scale = random_uniform(random, -2, 2);
	bool const back = below(random, 2);
	draw(random, n->M, MOST * MOST);
	draw(random, n->v, MOST);
	draw(random, n->w, MOST);
	for (int transposed = 0; transposed < 2; transposed++) {
		size_t const count = transposed ? cols : rows;
		double base[MOST], later[MOST];
		draw(random, base, MOST);
		draw(random, later, MOST);
		multiply(n->wanted, NULL, scale, n->M, n->v, rows, cols, transposed);
		(transposed ? k->product_transposed : k->product)(n->out, NULL, scale, n->M, MOST, n->v, rows,
		                                                   cols, back);
		expect_rows(n->out, n->wanted, count, "product");
		multiply(n->wanted, base, scale, n->M, n->v, rows, cols, transposed);
		memcpy(n->out, base, sizeof base);
		(transposed ? k->product_transposed : k->product)(n->out, n->out, scale, n->M, MOST, n->v,
		                                                   rows, cols, back);
		expect_rows(n->out, n->wanted, count, "product added");
		memcpy(n->out, base, sizeof base);
		memcpy(n->later, later, sizeof later);
		(transposed ? k->product_transposed_twice : k->product_twice)(
			n->out, n->later, scale, n->M, MOST, n->v, n->w, rows, cols);
		expect_rows(n->out, n->wanted, count, "product twice");
		multiply(n->wanted, later, scale, n->M, n->w, rows, cols, transposed);
		expect_rows(n->later, n->wanted, count, "product twice, later");
	}
}

static void try_matrices(const struct kernels *k, struct numbers *n, struct random *random)
{
	size_t const rows = 1 + (size_t)below(random, MOST), cols = 1 + (size_t)below(random, MOST),
	             inner = 1 + (size_t)below(random, MOST);
	draw(random, n->M, MOST * MOST);
	draw(random, n->B, MOST * MOST);
	for (int form = 0; form < 3; form++) { // A B, Aᵀ B, A Bᵀ
		memset(n->out, 0, sizeof n->out);
		memset(n->wanted, 0, sizeof n->wanted);
		for (size_t i = 0; i < rows; i++)
			for (size_t j = 0; j < cols; j++)
				for (size_t l = 0; l < inner; l++)
					n->wanted[i * MOST + j] -= n->M[form == 1 ? l * MOST + i : i * MOST + l] *
					                           n->B[form == 2 ? j * MOST + l : l * MOST + j];
		if (form == 2)
			k->multiply_rows(n->out, MOST, -1, n->M, MOST, n->B, MOST, rows, cols, inner);
		else
			k->multiply(n->out, MOST, -1, n->M, form ? 1 : MOST, form ? MOST : 1, n->B, MOST, rows,
			            cols, inner);
		expect_rows(n->out, n->wanted, MOST * MOST, "matrices");
	}
}

static void test_products(void **state)
{
	(void)state;
	struct random random;
	struct numbers *n = memory_get(1, sizeof *n);
	random_seed(&random, 4);
	for (int u = 0; u < usable_count; u++)
		for (int i = 0; i < scaled(5000); i++) {
			try_products(usable[u], n, &random);
			try_matrices(usable[u], n, &random);
		}
	free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_softmax),
		cmocka_unit_test(test_products),
	};
	find_usable();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
