// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that are asked at the prompt, not differentiated.
#include <math.h>

#include "array/decompose.h"
#include "base/message.h"
#include "lang/operation.h"

static bool shape_norm(const struct operation *op, const struct shape *in, int count,
                       struct shape *out, struct error *error)
{
	*out = shape_of(1, 1);
	if (count == 2 && !shape_is_scalar(in[1]))
		return error_set(error, SPAN_NONE, _(op->help), _("the kind of a norm is 1, 2 or inf"));
	return true;
}

static bool shape_diag(const struct operation *op, const struct shape *in, int count,
                       struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_is_vector(in[0])      ? shape_of(in[0].rows, in[0].rows) :
	       in[0].rows < in[0].cols     ? shape_of(in[0].rows, 1) :
	                                     shape_of(in[0].cols, 1);
	return true;
}

static bool shape_singular(const struct operation *op, const struct shape *in, int count,
                           struct shape *out, struct error *error)
{
	(void)op, (void)count, (void)error;
	*out = shape_of(in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	return true;
}

static bool shape_eigen(const struct operation *op, const struct shape *in, int count,
                        struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(in[0].rows, 2);
	return operation_need_square(in[0], error);
}

static bool shape_radius(const struct operation *op, const struct shape *in, int count,
                         struct shape *out, struct error *error)
{
	(void)op, (void)count;
	*out = shape_of(1, 1);
	return operation_need_square(in[0], error);
}

static void value_argmax(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	out.at[0] = (double)array_argmax(in[0]);
}

static double largest_singular(struct array a)
{
	LOCAL(arena) arena = { 0 };
	struct array values = array_new(&arena, a.rows < a.cols ? a.rows : a.cols, 1);
	array_singular_values(values, a);
	return array_size(values) ? values.at[0] : 0;
}

static void value_norm(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op;
	double const kind = count == 2 ? in[1].at[0] : 0;
	bool const vector = in[0].cols == 1;
	out.at[0] = count == 1 || (vector && kind >= 2 && kind <= 2) ? array_norm(in[0]) :
	            kind >= 1 && kind <= 1                            ? array_norm_one(in[0]) :
	            kind >= 2 && kind <= 2                            ? largest_singular(in[0]) :
	            isinf(kind) && kind > 0 ? array_norm_infinity(in[0]) : NAN;
}

static void value_diag(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	bool const spread = in[0].cols == 1;
	size_t const wide = (size_t)(spread ? out.cols : in[0].cols);
	for (size_t i = 0; i < (size_t)out.rows; i++)
		if (spread)
			out.at[i * wide + i] = in[0].at[i];
		else
			out.at[i] = in[0].at[i * wide + i];
}

static void value_svd(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	array_singular_values(out, in[0]);
}

static void value_eig(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	array_eigenvalues(out, in[0]);
}

static void value_radius(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	LOCAL(arena) arena = { 0 };
	struct array values = array_new(&arena, in[0].rows, 2);
	array_eigenvalues(values, in[0]);
	out.at[0] = hypot(values.at[0], values.at[1]);
}

static void value_condition(const struct operation *op, struct array out, const struct array *in,
                            int count)
{
	(void)op, (void)count;
	LOCAL(arena) arena = { 0 };
	struct array values = array_new(&arena, in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	array_singular_values(values, in[0]);
	out.at[0] = values.at[0] / values.at[values.rows - 1];
}

// As NumPy: singular values above the largest times the longer side times 2⁻⁵² count.
static void value_rank(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)count;
	LOCAL(arena) arena = { 0 };
	struct array values = array_new(&arena, in[0].rows < in[0].cols ? in[0].rows : in[0].cols, 1);
	array_singular_values(values, in[0]);
	int const longer = in[0].rows > in[0].cols ? in[0].rows : in[0].cols;
	for (int i = 0; i < values.rows; i++)
		out.at[0] += values.at[i] > values.at[0] * longer * 0x1p-52;
}

// norm(A), norm(A, kind)
static bool size_norm(const struct operation *op, const struct array *in, int count, struct shape *out,
                      struct error *error)
{
	double const kind = count == 2 && array_size(in[1]) == 1 ? in[1].at[0] : count == 2 ? NAN : 2;
	bool const is_known = (kind >= 1 && kind <= 1) || (kind >= 2 && kind <= 2) || (isinf(kind) && kind > 0);
	*out = shape_of(1, 1);
	return is_known || error_set(error, SPAN_NONE, _(op->help), _("the kind of a norm is 1, 2 or inf"));
}

// zeros(m, n), ones(m, n), eye(n): a side that is left out is 1, or for eye the other one.
static bool size_given(const struct operation *op, const struct array *in, int count, struct shape *out,
                       struct error *error)
{
	int side[2] = { 1, 1 };
	for (int i = 0; i < count; i++) {
		double const wanted = array_size(in[i]) == 1 ? in[i].at[0] : NAN;
		if (array_size(in[i]) != 1)
			return error_set(error, SPAN_NONE, _(op->help),
			                 _("a side is a whole number from 1 to 4096, not a %d×%d matrix"),
			                 in[i].rows, in[i].cols);
		if (!(wanted >= 1 && wanted <= 4096 && floor(wanted) >= wanted))
			return error_set(error, SPAN_NONE, _(op->help),
			                 _("a side is a whole number from 1 to 4096, not %g"), wanted);
		side[i] = (int)wanted;
	}
	bool const square = op->most == 1;
	*out = shape_of(side[0], square ? side[0] : side[1]);
	return true;
}

static void value_zeros(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)out, (void)in, (void)count;
}

static void value_ones(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)in, (void)count;
	for (size_t i = 0; i < array_size(out); i++)
		out.at[i] = 1;
}

static void value_eye(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)op, (void)in, (void)count;
	for (size_t i = 0; i < (size_t)out.rows; i++)
		out.at[i * (size_t)out.cols + i] = 1;
}

// upper(A, B), lower(A, B): as many rows of A as B has
static bool shape_rows(const struct operation *op, const struct shape *in, int count, struct shape *out,
                       struct error *error)
{
	int beyond;
	(void)count;
	*out = shape_of(in[1].rows, in[0].cols);
	return in[0].rows == in[1].rows || shape_side_add(in[0].rows, in[1].rows, -1, &beyond) ||
	       error_set(error, SPAN_NONE, _(op->help), _("the first has fewer rows than the second"));
}

static void value_rows(const struct operation *op, struct array out, const struct array *in, int count)
{
	(void)count;
	array_read_block(out, in[0], op->name[0] == 'l' ? in[0].rows - out.rows : 0, 0);
}

const struct operation operation_asked[] = {
	{ "argmax", NULL, "\\operatorname{argmax}", OPERATION_FUNCTION(1), .shape = operation_shape_vector_to_scalar,
	  .value = value_argmax, .help = N_("argmax(a): where the largest element stands, from 0") },
	{ "norm", NULL, "\\left\\|#1\\right\\|", .fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = 1,
	  .most = 2, .shape = shape_norm, .sized = size_norm, .value = value_norm,
	  .help = N_("norm(A): Frobenius; norm(A,2) largest singular value; norm(A,1), norm(A,inf)") },
	{ "diag", NULL, "\\operatorname{diag}", OPERATION_FUNCTION(1), .shape = shape_diag, .value = value_diag,
	  .help = N_("diag(a): the diagonal matrix of a vector; of a matrix, its diagonal") },
	{ "svd", NULL, "\\operatorname{svd}", OPERATION_FUNCTION(1), .shape = shape_singular, .value = value_svd,
	  .help = N_("svd(A): singular values, descending") },
	{ "eig", NULL, "\\operatorname{eig}", OPERATION_FUNCTION(1), .shape = shape_eigen, .value = value_eig,
	  .help = N_("eig(A): eigenvalues as rows (re, im), by falling modulus") },
	{ "rho", NULL, "\\rho", OPERATION_FUNCTION(1), .shape = shape_radius, .value = value_radius,
	  .help = N_("rho(A): spectral radius, the largest modulus of an eigenvalue") },
	{ "cond", NULL, "\\operatorname{cond}", OPERATION_FUNCTION(1), .shape = operation_shape_scalar,
	  .value = value_condition, .help = N_("cond(A): largest over smallest singular value") },
	{ "rank", NULL, "\\operatorname{rank}", OPERATION_FUNCTION(1), .shape = operation_shape_scalar, .value = value_rank,
	  .help = N_("rank(A): how many singular values are not negligible") },
	{ "upper", NULL, "\\operatorname{upper}", OPERATION_FUNCTION(2), .shape = shape_rows, .value = value_rows,
	  .linear = LINEAR_IN_FIRST, .help = N_("upper(A, B): the first rows of A, as many as B has") },
	{ "lower", NULL, "\\operatorname{lower}", OPERATION_FUNCTION(2), .shape = shape_rows, .value = value_rows,
	  .linear = LINEAR_IN_FIRST, .help = N_("lower(A, B): the last rows of A, as many as B has") },
	{ "zeros", NULL, "\\operatorname{zeros}", .fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = 1,
	  .most = 2, .sized = size_given, .value = value_zeros, .help = N_("zeros(m, n): all 0; zeros(H)") },
	{ "ones", NULL, "\\operatorname{ones}", .fixity = FIX_FUNCTION, .bind = BIND_PRIMARY, .least = 1,
	  .most = 2, .sized = size_given, .value = value_ones, .help = N_("ones(m, n): all 1; ones(H)") },
	{ "eye", NULL, "I", OPERATION_FUNCTION(1), .sized = size_given, .value = value_eye,
	  .help = N_("eye(n): the identity matrix") },
	{ .name = NULL },
};
