// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/decompose.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "base/interrupt.h"
#include "base/memory.h"

static bool fill_nan(struct array out)
{
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = NAN;
	return false;
}

// ---- singular values

enum { SWEEPS_MOST = 60 };

// Two lines of a matrix, and how much rounding may have left in each.
struct line {
	double *at;
	double error;
};

// a·a, b·b, a·b, with four sums each, so that none waits for the one before.
static void multiply(const double *a, const double *b, size_t length, double *aa, double *bb, double *ab)
{
	double sum[3][4] = { { 0 } };
	size_t i = 0;
	for (; i + 4 <= length; i += 4)
		for (size_t j = 0; j < 4; j++) {
			sum[0][j] += a[i + j] * a[i + j];
			sum[1][j] += b[i + j] * b[i + j];
			sum[2][j] += a[i + j] * b[i + j];
		}
	for (; i < length; i++) {
		sum[0][0] += a[i] * a[i];
		sum[1][0] += b[i] * b[i];
		sum[2][0] += a[i] * b[i];
	}
	*aa = (sum[0][0] + sum[0][1]) + (sum[0][2] + sum[0][3]);
	*bb = (sum[1][0] + sum[1][1]) + (sum[1][2] + sum[1][3]);
	*ab = (sum[2][0] + sum[2][1]) + (sum[2][2] + sum[2][3]);
}

// Turns two lines within their plane so that they become orthogonal; false: they were, as far as their product
// can be told from what rounding leaves of it, or one is no more than that.
static bool turn(struct line *a, struct line *b, size_t length)
{
	double aa, bb, ab;
	multiply(a->at, b->at, length, &aa, &bb, &ab);
	double const rounding = DBL_EPSILON * sqrt((double)length + 8);
	if (!(fabs(ab) > rounding * sqrt(aa) * sqrt(bb)) || sqrt(aa) < a->error || sqrt(bb) < b->error)
		return false;
	double const zeta = (bb - aa) / (2 * ab);
	double const t = (zeta >= 0 ? 1 : -1) / (fabs(zeta) + hypot(1, zeta));
	double const cosine = 1 / hypot(1, t), sine = cosine * t, error = a->error;
	double *restrict left = a->at, *restrict right = b->at;
	for (size_t i = 0; i < length; i++) {
		double const was = left[i];
		left[i] = cosine * was - sine * right[i];
		right[i] = sine * was + cosine * right[i];
	}
	a->error = cosine * error + fabs(sine) * b->error;
	b->error = fabs(sine) * error + cosine * b->error;
	return true;
}

static int falling(const void *a, const void *b)
{
	double const x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

// One-sided Jacobi (Hestenes): the shorter lines are turned pair by pair until all are orthogonal; their
// lengths are the singular values.  It keeps the small ones accurate: vanishing is what we show.  GSL has it
// too, but cannot be interrupted.
bool array_singular_values(struct array out, struct array a)
{
	if (!array_is_finite(a))
		return fill_nan(out);
	bool const wide = a.rows <= a.cols;
	size_t const lines = (size_t)(wide ? a.rows : a.cols), length = (size_t)(wide ? a.cols : a.rows);
	struct arena arena = { 0 };
	struct line *line = arena_get(&arena, lines * sizeof *line);
	double most = 0;
	for (size_t i = 0; i < array_size(a); i++)
		most = fmax(most, fabs(a.at[i]));
	double const scale = most > 0 ? ldexp(1, -ilogb(most)) : 1; // no square of it overflows
	for (size_t i = 0; i < lines; i++) {
		struct array const copy = array_new(&arena, 1, (int)length);
		for (size_t j = 0; j < length; j++)
			copy.at[j] = scale * a.at[wide ? i * length + j : j * lines + i];
		line[i] = (struct line){ copy.at, DBL_EPSILON * array_norm(copy) };
	}
	bool turned = true;
	for (int sweep = 0; turned && sweep < SWEEPS_MOST; sweep++) {
		turned = false;
		for (size_t i = 0; i < lines && !interrupt_seen(); i++)
			for (size_t j = i + 1; j < lines && !interrupt_seen(); j++)
				turned |= turn(&line[i], &line[j], length);
	}
	for (size_t i = 0; i < lines; i++)
		out.at[i] = array_norm((struct array){ 1, (int)length, line[i].at }) / scale;
	qsort(out.at, lines, sizeof *out.at, falling);
	arena_free(&arena);
	return (!turned && !interrupt_is_cut()) || fill_nan(out);
}

// The root of the largest eigenvalue of aᵀa, of numbers scaled to at most 1: squares of very small or
// very large ones would be 0 or Inf.
double array_largest_singular_value(struct array a)
{
	if (!array_is_finite(a))
		return NAN;
	gsl_set_error_handler_off();
	size_t const n = (size_t)a.rows;
	double most = 0, largest = NAN;
	for (size_t i = 0; i < n * n; i++)
		most = fmax(most, fabs(a.at[i]));
	if (!(most > 0))
		return 0;
	gsl_matrix *scaled = gsl_matrix_alloc(n, n), *square = gsl_matrix_alloc(n, n);
	gsl_vector *values = gsl_vector_alloc(n);
	gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(n);
	if (!scaled || !square || !values || !work)
		memory_fail(n * n * sizeof *a.at);
	for (size_t i = 0; i < n * n; i++)
		scaled->data[i] = a.at[i] / most;
	if (!gsl_blas_dsyrk(CblasLower, CblasTrans, 1, scaled, 0, square) &&
	    !gsl_eigen_symm(square, values, work))
		largest = most * sqrt(fmax(0, gsl_vector_max(values)));
	gsl_matrix_free(scaled);
	gsl_matrix_free(square);
	gsl_vector_free(values);
	gsl_eigen_symm_free(work);
	return largest;
}

// ---- eigenvalues

bool array_eigenvalues(struct array out, struct array a)
{
	if (!array_is_finite(a))
		return fill_nan(out);
	gsl_set_error_handler_off();
	size_t const n = (size_t)a.rows;
	gsl_matrix *copy = gsl_matrix_alloc(n, n);
	gsl_vector_complex *values = gsl_vector_complex_alloc(n);
	gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(n);
	if (!copy || !values || !work)
		memory_fail(n * n * sizeof *a.at);
	for (size_t i = 0; i < n * n; i++)
		copy->data[i] = a.at[i];
	gsl_eigen_nonsymm_params(0, 1, work);
	bool const done = !gsl_eigen_nonsymm(copy, values, work);
	// By falling modulus; of a conjugate pair the positive imaginary part first.
	for (size_t i = 0; done && i < n; i++) {
		gsl_complex const z = gsl_vector_complex_get(values, i);
		double const modulus = gsl_complex_abs(z);
		size_t at = i;
		for (; at > 0; at--) {
			double const re = out.at[2 * at - 2], im = out.at[2 * at - 1];
			if (hypot(re, im) >= modulus)
				break;
			out.at[2 * at] = re;
			out.at[2 * at + 1] = im;
		}
		out.at[2 * at] = GSL_REAL(z);
		out.at[2 * at + 1] = GSL_IMAG(z);
	}
	gsl_matrix_free(copy);
	gsl_vector_complex_free(values);
	gsl_eigen_nonsymm_free(work);
	return done || fill_nan(out);
}

void array_orthonormalise(struct array a)
{
	gsl_set_error_handler_off();
	size_t const n = (size_t)a.rows;
	gsl_matrix_view whole = gsl_matrix_view_array(a.at, n, n);
	gsl_matrix *q = gsl_matrix_alloc(n, n), *r = gsl_matrix_alloc(n, n);
	gsl_vector *tau = gsl_vector_alloc(n);
	if (!q || !r || !tau)
		memory_fail(n * n * sizeof *a.at);
	if (!gsl_linalg_QR_decomp(&whole.matrix, tau)) {
		gsl_linalg_QR_unpack(&whole.matrix, tau, q, r);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				a.at[i * n + j] = gsl_matrix_get(r, j, j) < 0 ?
				                          -gsl_matrix_get(q, i, j) :
				                          gsl_matrix_get(q, i, j);
	}
	gsl_matrix_free(q);
	gsl_matrix_free(r);
	gsl_vector_free(tau);
}
