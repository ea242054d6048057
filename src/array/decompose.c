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

#include "base/aside.h"
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
	LOCAL(arena) arena = { 0 };
	struct line *line = arena_get(&arena, lines * sizeof *line);
	double const most = array_largest(a);
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
	return (!turned && !interrupt_is_cut()) || fill_nan(out);
}

// ---- GSL's, which cannot be interrupted

// What one of its functions works on, and what it needs; NULL what it does not.
struct work {
	gsl_matrix *a, *b, *c;
	gsl_vector *vector;
	gsl_vector_complex *values;
	gsl_eigen_symm_workspace *symm;
	gsl_eigen_nonsymm_workspace *nonsymm;
	bool is_done; // and has a result
};

// Below this many rows it is soon done; a thread would cost more.
enum { ROWS_ASIDE = 64 };

static struct work *work_new(struct array a)
{
	size_t const n = (size_t)a.rows;
	struct work *work = memory_get(1, sizeof *work);
	gsl_set_error_handler_off();
	work->a = gsl_matrix_alloc(n, n);
	if (!work->a)
		memory_fail(n * n * sizeof *a.at);
	for (size_t i = 0; i < n * n; i++)
		work->a->data[i] = a.at[i];
	return work;
}

static void work_free(void *data)
{
	struct work *work = data;
	gsl_matrix_free(work->a);
	gsl_matrix_free(work->b);
	gsl_matrix_free(work->c);
	gsl_vector_free(work->vector);
	gsl_vector_complex_free(work->values);
	gsl_eigen_symm_free(work->symm);
	gsl_eigen_nonsymm_free(work->nonsymm);
	free(work);
}

// False: it has no result, or was interrupted, and the work is gone.
static bool work_do(struct work *work, void (*function)(void *work))
{
	if (work->a->size1 < ROWS_ASIDE)
		function(work);
	else if (!aside_do(function, work_free, work))
		return false;
	if (work->is_done && !interrupt_seen())
		return true;
	work_free(work);
	return false;
}

static void square_and_solve(void *data)
{
	struct work *work = data;
	work->is_done = !gsl_blas_dsyrk(CblasLower, CblasTrans, 1, work->a, 0, work->b) &&
	                !gsl_eigen_symm(work->b, work->vector, work->symm);
}

// The root of the largest eigenvalue of aᵀa, of numbers scaled to at most 1: squares of very small or
// very large ones would be 0 or Inf.
double array_largest_singular_value(struct array a)
{
	if (!array_is_finite(a))
		return NAN;
	size_t const n = (size_t)a.rows;
	double const most = array_largest(a);
	if (!(most > 0))
		return 0;
	struct work *work = work_new(a);
	work->b = gsl_matrix_alloc(n, n);
	work->vector = gsl_vector_alloc(n);
	work->symm = gsl_eigen_symm_alloc(n);
	if (!work->b || !work->vector || !work->symm)
		memory_fail(n * n * sizeof *a.at);
	for (size_t i = 0; i < n * n; i++)
		work->a->data[i] = a.at[i] / most;
	if (!work_do(work, square_and_solve))
		return NAN;
	double const largest = most * sqrt(fmax(0, gsl_vector_max(work->vector)));
	work_free(work);
	return largest;
}

static void solve(void *data)
{
	struct work *work = data;
	work->is_done = !gsl_eigen_nonsymm(work->a, work->values, work->nonsymm);
}

bool array_eigenvalues(struct array out, struct array a)
{
	if (!array_is_finite(a))
		return fill_nan(out);
	size_t const n = (size_t)a.rows;
	struct work *work = work_new(a);
	work->values = gsl_vector_complex_alloc(n);
	work->nonsymm = gsl_eigen_nonsymm_alloc(n);
	if (!work->values || !work->nonsymm)
		memory_fail(n * n * sizeof *a.at);
	gsl_eigen_nonsymm_params(0, 1, work->nonsymm);
	if (!work_do(work, solve))
		return fill_nan(out);
	// By falling modulus; of a conjugate pair the positive imaginary part first.
	for (size_t i = 0; i < n; i++) {
		gsl_complex const z = gsl_vector_complex_get(work->values, i);
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
	work_free(work);
	return true;
}

static void decompose(void *data)
{
	struct work *work = data;
	work->is_done = !gsl_linalg_QR_decomp(work->a, work->vector) &&
	                !gsl_linalg_QR_unpack(work->a, work->vector, work->b, work->c);
}

void array_orthonormalise(struct array a)
{
	size_t const n = (size_t)a.rows;
	struct work *work = work_new(a);
	work->b = gsl_matrix_alloc(n, n);
	work->c = gsl_matrix_alloc(n, n);
	work->vector = gsl_vector_alloc(n);
	if (!work->b || !work->c || !work->vector)
		memory_fail(n * n * sizeof *a.at);
	if (!work_do(work, decompose))
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			a.at[i * n + j] = gsl_matrix_get(work->c, j, j) < 0 ? -gsl_matrix_get(work->b, i, j) :
			                                                      gsl_matrix_get(work->b, i, j);
	work_free(work);
}
