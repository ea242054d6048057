// SPDX-License-Identifier: GPL-3.0-or-later
// What several operators share.
#include "lang/operation.h"

#include <math.h>

#include "base/message.h"

// GSL cannot be interrupted: this many rows take a second.
enum { EIGEN_ROWS_MOST = 512 };

bool operation_shape_elementwise(const struct operation *op, const struct shape *in, int count,
                              struct shape *out, struct error *error)
{
	(void)op;
	*out = in[0];
	if (count == 1 || shape_equal(in[0], in[1]) || shape_is_scalar(in[1]))
		return true;
	if (shape_is_scalar(in[0])) {
		*out = in[1];
		return true;
	}
	return error_set(error, SPAN_NONE,
	                 in[0].rows == in[1].cols && in[0].cols == in[1].rows ?
	                         _("transpose one of them with '") :
	                         _("a single number fits every shape; show names tells all sizes"),
	                 _("elementwise, both need the same shape"));
}

bool operation_shape_scalar(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)in, (void)count, (void)error;
	*out = shape_of(1, 1);
	return true;
}

bool operation_need_vector(struct shape shape, struct error *error)
{
	return shape_is_vector(shape) ||
	       error_set(error, SPAN_NONE, _("a vector is one column; transpose a row with '"),
	                 _("a vector is needed"));
}

bool operation_shape_vector(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = in[0];
	return operation_need_vector(in[0], error);
}

bool operation_shape_vector_to_scalar(const struct operation *op, const struct shape *in, int count,
                                   struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return operation_need_vector(in[0], error);
}

bool operation_shape_pair_to_scalar(const struct operation *op, const struct shape *in, int count,
                                 struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return shape_equal(in[0], in[1]) ||
	       error_set(error, SPAN_NONE,
	                 in[0].rows == in[1].cols && in[0].cols == in[1].rows ?
	                         _("transpose one of them with '") :
	                         _("show names tells all sizes"),
	                 _("both need the same shape"));
}

bool operation_need_square(struct shape shape, struct error *error)
{
	if (shape.rows != shape.cols)
		return error_set(error, SPAN_NONE, _("svd(A) takes any matrix"),
		                 _("eigenvalues need a square matrix"));
	return shape.rows <= EIGEN_ROWS_MOST ||
	       error_set(error, SPAN_NONE, _("svd(A) and norm(A,2) take any matrix"),
	                 _("eigenvalues of more than %d rows take too long"), EIGEN_ROWS_MOST);
}

double operation_largest(struct array a)
{
	double most = a.at[0];
	for (size_t i = 1; i < array_size(a); i++)
		most = isnan(most) || a.at[i] <= most ? most : a.at[i];
	return most;
}

void operation_each(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)count;
	for (size_t i = 0; i < array_size(out) && operation_goes_on(i); i++)
		out.at[i] = op->scalar(in[0].at[i]);
}
