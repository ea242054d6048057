// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/array.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/interrupt.h"

struct array array_new(struct arena *arena, int rows, int cols)
{
	struct array a = { rows, cols, NULL };
	a.at = arena_get(arena, array_size(a) * sizeof *a.at);
	return a;
}

struct array array_copy(struct arena *arena, struct array a)
{
	struct array copy = array_new(arena, a.rows, a.cols);
	if (array_size(a))
		memcpy(copy.at, a.at, array_size(a) * sizeof *a.at);
	return copy;
}

struct array array_scalar(struct arena *arena, double value)
{
	struct array a = array_new(arena, 1, 1);
	a.at[0] = value;
	return a;
}

bool array_equal(struct array a, struct array b)
{
	return a.rows == b.rows && a.cols == b.cols &&
	       (!array_size(a) || !memcmp(a.at, b.at, array_size(a) * sizeof *a.at));
}

// Four rows at a time: four independent sums hide the latency of addition, each still in order.
static void multiply_vector(double *restrict out, const double *restrict a,
                            const double *restrict b, int m, int n)
{
	size_t const width = (size_t)n;
	int i = 0;
	for (; i + 4 <= m; i += 4) {
		const double *row = a + (size_t)i * width;
		double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
		for (size_t k = 0; k < width; k++) {
			s0 += row[k] * b[k];
			s1 += row[width + k] * b[k];
			s2 += row[2 * width + k] * b[k];
			s3 += row[3 * width + k] * b[k];
		}
		out[i] = s0, out[i + 1] = s1, out[i + 2] = s2, out[i + 3] = s3;
	}
	for (; i < m; i++) {
		double sum = 0;
		for (size_t k = 0; k < width; k++)
			sum += a[(size_t)i * width + k] * b[k];
		out[i] = sum;
	}
}

void array_multiply(struct array out, struct array a, struct array b)
{
	assert(a.cols == b.rows && out.rows == a.rows && out.cols == b.cols);
	if (b.cols == 1) {
		multiply_vector(out.at, a.at, b.at, a.rows, a.cols);
		return;
	}
	size_t const n = (size_t)a.cols, p = (size_t)b.cols;
	for (size_t i = 0; i < (size_t)a.rows && !interrupt_seen(); i++) {
		double *restrict row = out.at + i * p;
		for (size_t j = 0; j < p; j++)
			row[j] = 0;
		for (size_t k = 0; k < n; k++)
			for (size_t j = 0; j < p; j++)
				row[j] += a.at[i * n + k] * b.at[k * p + j];
	}
}

void array_multiply_transposed(struct array out, struct array a, struct array b)
{
	assert(a.rows == b.rows && out.rows == a.cols && out.cols == b.cols);
	size_t const m = (size_t)a.cols, p = (size_t)b.cols;
	for (size_t i = 0; i < m * p; i++)
		out.at[i] = 0;
	for (size_t k = 0; k < (size_t)a.rows && !interrupt_seen(); k++) {
		const double *restrict row = a.at + k * m;
		const double *restrict right = b.at + k * p;
		double *restrict sum = out.at;
		if (p == 1)
			for (size_t i = 0; i < m; i++)
				sum[i] += row[i] * right[0];
		else
			for (size_t i = 0; i < m; i++)
				for (size_t j = 0; j < p; j++)
					sum[i * p + j] += row[i] * right[j];
	}
}

void array_transpose(struct array out, struct array a)
{
	assert(out.rows == a.cols && out.cols == a.rows);
	for (size_t i = 0; i < (size_t)a.rows; i++)
		for (size_t j = 0; j < (size_t)a.cols; j++)
			out.at[j * (size_t)a.rows + i] = a.at[i * (size_t)a.cols + j];
}

void array_add_outer(struct array out, struct array a, struct array b)
{
	assert(array_size(a) == (size_t)out.rows && array_size(b) == (size_t)out.cols);
	size_t const n = (size_t)out.cols;
	const double *restrict right = b.at;
	for (size_t i = 0; i < (size_t)out.rows; i++) {
		double *restrict row = out.at + i * n;
		double const left = a.at[i];
		for (size_t j = 0; j < n; j++)
			row[j] += left * right[j];
	}
}

void array_add(struct array out, struct array a)
{
	bool const scalar = array_size(a) == 1;
	assert(scalar || (out.rows == a.rows && out.cols == a.cols));
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] += a.at[scalar ? 0 : i];
}

double array_largest(struct array a)
{
	double most = 0;
	for (size_t i = 0; i < array_size(a); i++)
		most = fmax(most, fabs(a.at[i]));
	return most;
}

double array_norm(struct array a)
{
	double sum = 0, most = 0;
	for (size_t i = 0; i < array_size(a); i++) {
		sum += a.at[i] * a.at[i];
		most = fmax(most, fabs(a.at[i]));
	}
	if (isnan(sum) || (sum > 1e-280 && sum < 1e280) || most == 0 || isinf(most))
		return sqrt(sum);
	sum = 0;
	for (size_t i = 0; i < array_size(a); i++)
		sum += a.at[i] / most * (a.at[i] / most);
	return most * sqrt(sum);
}

// The largest of `lines` sums of `length` moduli; NaN when one of them is.
static double largest_line(struct array a, int lines, int length, size_t line_step, size_t step)
{
	double most = 0;
	for (int i = 0; i < lines; i++) {
		double sum = 0;
		for (int j = 0; j < length; j++)
			sum += fabs(a.at[(size_t)i * line_step + (size_t)j * step]);
		if (isnan(sum))
			return sum;
		most = fmax(most, sum);
	}
	return most;
}

double array_norm_one(struct array a)
{
	return largest_line(a, a.cols, a.rows, 1, (size_t)a.cols);
}

double array_norm_infinity(struct array a)
{
	return largest_line(a, a.rows, a.cols, (size_t)a.cols, 1);
}

size_t array_argmax(struct array a)
{
	size_t at = 0;
	for (size_t i = 1; i < array_size(a); i++)
		if (a.at[i] > a.at[at])
			at = i;
	return at;
}

bool array_is_finite(struct array a)
{
	for (size_t i = 0; i < array_size(a); i++)
		if (!isfinite(a.at[i]))
			return false;
	return true;
}

void array_read_block(struct array out, struct array a, int row, int col)
{
	for (int i = 0; i < out.rows; i++)
		for (int j = 0; j < out.cols; j++)
			out.at[(size_t)i * (size_t)out.cols + (size_t)j] =
				a.at[(size_t)(row + i) * (size_t)a.cols + (size_t)(col + j)];
}

void array_write_block(struct array out, int row, int col, struct array a, bool adds)
{
	for (int i = 0; i < a.rows; i++)
		for (int j = 0; j < a.cols; j++) {
			double *to = &out.at[(size_t)(row + i) * (size_t)out.cols + (size_t)(col + j)];
			double const from = a.at[(size_t)i * (size_t)a.cols + (size_t)j];
			*to = adds ? *to + from : from;
		}
}

void array_write_index(struct array a, int element, struct text *out)
{
	if (a.cols == 1)
		text_addf(out, "[%d]", element);
	else
		text_addf(out, "[%d,%d]", element / a.cols, element % a.cols);
}
