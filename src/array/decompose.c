// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/decompose.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

static bool fill_nan(struct array out)
{
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = NAN;
	return false;
}

// GSL decomposes matrices with at least as many rows as columns; the transpose has the same
// singular values.
bool array_singular_values(struct array out, struct array a)
{
	if (!array_is_finite(a))
		return fill_nan(out);
	gsl_set_error_handler_off();
	bool const wide = a.rows < a.cols;
	size_t const m = (size_t)(wide ? a.cols : a.rows), n = (size_t)(wide ? a.rows : a.cols);
	gsl_matrix *copy = gsl_matrix_alloc(m, n);
	gsl_matrix *right = gsl_matrix_alloc(n, n);
	gsl_vector *values = gsl_vector_alloc(n);
	bool done = copy && right && values;
	if (done) {
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(copy, i, j,
				               a.at[wide ? j * m + i : i * n + j]);
		// One-sided Jacobi keeps the small singular values accurate: vanishing is what we show.
		done = !gsl_linalg_SV_decomp_jacobi(copy, right, values);
	}
	for (size_t i = 0; done && i < n; i++)
		out.at[i] = gsl_vector_get(values, i);
	gsl_matrix_free(copy);
	gsl_matrix_free(right);
	gsl_vector_free(values);
	return done || fill_nan(out);
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
	for (size_t i = 0; scaled && i < n * n; i++)
		scaled->data[i] = a.at[i] / most;
	if (scaled && square && values && work &&
	    !gsl_blas_dsyrk(CblasLower, CblasTrans, 1, scaled, 0, square) &&
	    !gsl_eigen_symm(square, values, work))
		largest = most * sqrt(fmax(0, gsl_vector_max(values)));
	gsl_matrix_free(scaled);
	gsl_matrix_free(square);
	gsl_vector_free(values);
	gsl_eigen_symm_free(work);
	return largest;
}

bool array_eigenvalues(struct array out, struct array a)
{
	if (!array_is_finite(a))
		return fill_nan(out);
	gsl_set_error_handler_off();
	size_t const n = (size_t)a.rows;
	gsl_matrix *copy = gsl_matrix_alloc(n, n);
	gsl_vector_complex *values = gsl_vector_complex_alloc(n);
	gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(n);
	bool done = copy && values && work;
	if (done) {
		for (size_t i = 0; i < n * n; i++)
			copy->data[i] = a.at[i];
		gsl_eigen_nonsymm_params(0, 1, work);
		done = !gsl_eigen_nonsymm(copy, values, work);
	}
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
	if (q && r && tau && !gsl_linalg_QR_decomp(&whole.matrix, tau)) {
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
