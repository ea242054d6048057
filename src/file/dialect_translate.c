// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/dialect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/dialect_fit.h"

// A file's arrays, as a dialect takes them.
struct bound {
	const struct dialect *dialect;
	const struct npz *npz;
	const struct named **array; // by the number of the dialect's
};

static struct bound bind(const struct dialect *dialect, const struct npz *npz)
{
	return (struct bound){ dialect, npz, dialect_bind(dialect, npz) };
}

// ---- parts

// A term's part of its array: out[i][j] is array[first + …].
struct part {
	const struct named *named; // NULL: the file has not got it
	int rows, cols;            // of what the term gives
	size_t first, down, right; // from one row of it to the next, from one column to the next
	double factor;
};

// Whether the term is one row of its matrix, however large that is: then it is a vector.
static bool is_one_row(const struct dialect *dialect, const struct dialect_term *term)
{
	struct error impossible; // both were read before
	int longer[DIALECT_SIZES];
	double from, to;
	for (int i = 0; i < dialect->sizes; i++)
		longer[i] = dialect->length[i] + 1;
	return term->from[0] && dialect_value(dialect, term->from[0], longer, 0, &from, &impossible) &&
	       dialect_value(dialect, term->to[0], longer, 0, &to, &impossible) && !(from < to) && !(to < from);
}

static bool find_part(const struct bound *bound, const struct dialect_term *term, struct part *part,
                      struct error *error)
{
	const struct dialect *dialect = bound->dialect;
	*part = (struct part){ .named = bound->array[term->array->number], .factor = term->factor };
	if (!part->named)
		return true;
	int first[DIALECT_SIDES] = { 0, 0 }, length[DIALECT_SIDES] = { 1, 1 };
	for (int d = 0; d < term->array->dims; d++) {
		size_t const whole = dialect_side_of(&part->named->array, term->array->dims, d);
		double from = 0, to = (double)whole - 1;
		if (term->from[d] &&
		    (!dialect_value(dialect, term->from[d], dialect->length, 0, &from, error) ||
		     !dialect_value(dialect, term->to[d], dialect->length, 0, &to, error)))
			return false;
		if (!(from >= 0 && to >= from && to < (double)whole))
			return npz_fail(error, part->named, NULL,
			                _("the dialect %s takes %g..%g of a side of %zu of %s"),
			                dialect->name, from, to, whole, part->named->name);
		first[d] = (int)from;
		length[d] = (int)(to - from) + 1;
	}
	size_t const cols =
		term->array->dims == 2 ? dialect_side_of(&part->named->array, 2, 1) : 1;
	part->first = (size_t)first[0] * cols + (size_t)first[1];
	part->down = term->is_transposed ? 1 : cols;
	part->right = term->is_transposed ? cols : 1;
	part->rows = length[term->is_transposed];
	part->cols = length[!term->is_transposed];
	if (part->rows == 1 && part->cols > 1 && !term->is_transposed && is_one_row(dialect, term)) {
		part->rows = part->cols;
		part->cols = 1;
		part->down = 1;
	}
	return true;
}

// As find_part, for one of several terms that are added: they are all as large as the first one that the file has,
// *whole.
static bool find_addend(const struct bound *bound, const struct dialect_term *term, struct part *whole,
                        struct part *part, struct error *error)
{
	if (!find_part(bound, term, part, error))
		return false;
	if (part->named && !whole->named)
		*whole = *part;
	return !part->named || (part->rows == whole->rows && part->cols == whole->cols) ||
	       npz_fail(error, part->named, NULL, _("the dialect %s adds %d×%d and %d×%d"), bound->dialect->name, whole->rows,
	                whole->cols, part->rows, part->cols);
}

// Where the number in row i and column j of a part stands in its array.
static size_t place_of(const struct part *part, int i, int j)
{
	return part->first + (size_t)i * part->down + (size_t)j * part->right;
}

static bool is_words(const struct dialect_equation *equation)
{
	return equation->term->array->is_words;
}

const char *dialect_given_name(const struct dialect *dialect, const char *input)
{
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next)
		if (is_words(each) && !strcmp(each->target, input))
			return each->term->array->name;
	return NULL;
}

// The terms that are there, under the target's name: their sum.  Or, of gradients, with a scale: from
// g = scale Σ f dp of each term's part dp = Σ f g / (scale Σ f²), NaN where nothing is told.
static bool add_terms(const struct bound *from, const struct dialect_equation *equation, const double *scale, struct npz *to,
                      struct error *error)
{
	double *sum = NULL, *weight = NULL;
	struct part whole = { 0 };
	bool is_good = true;
	for (const struct dialect_term *term = equation->term; is_good && term; term = term->next) {
		struct part part;
		is_good = find_addend(from, term, &whole, &part, error);
		if (!is_good || !part.named)
			continue;
		size_t const size = (size_t)part.rows * (size_t)part.cols;
		if (!sum) {
			sum = memory_get(2 * size, sizeof *sum);
			weight = sum + size;
		}
		for (size_t at = 0; at < size; at++) {
			int const i = (int)(at / (size_t)part.cols), j = (int)(at % (size_t)part.cols);
			double const number = part.named->array.at[place_of(&part, i, j)];
			bool const is_told = !scale || !isnan(number);
			sum[at] += is_told ? part.factor * number : 0;
			weight[at] += scale && is_told ? part.factor * part.factor * *scale : 0;
		}
	}
	for (size_t at = 0; is_good && sum && scale && at < (size_t)whole.rows * (size_t)whole.cols; at++)
		sum[at] = fabs(weight[at]) > 0 ? sum[at] / weight[at] : NAN;
	if (is_good && sum) {
		size_t const side[] = { (size_t)whole.rows, (size_t)whole.cols };
		bool const is_vector = !scale && whole.cols == 1 && equation->term->array->dims == 1;
		npz_add(to, equation->target, is_vector ? 1 : 2, side, false, sum);
		to->at[to->count - 1].offset = whole.named->offset;
	}
	free(sum);
	return is_good;
}

// An array of the file itself, under a name.
static void add_array(const struct named *named, const char *name, struct npz *to)
{
	for (int i = 0; i < to->count; i++)
		if (!strcmp(to->at[i].name, name))
			return;
	npz_add(to, name, named->array.dims, named->array.side, named->array.is_whole,
	        named->array.at);
	to->at[to->count - 1].offset = named->offset;
	if (strcmp(named->name, name))
		to->at[to->count - 1].called = memory_copy_string(named->name);
}

// What the dialect does not speak of keeps its name: x, s[-1], what else a cell is given.
static void add_others(const struct bound *from, struct npz *to)
{
	for (int i = 0; i < from->npz->count; i++) {
		bool is_taken = false;
		for (int a = 0; a < from->dialect->arrays; a++)
			is_taken |= from->array[a] == &from->npz->at[i];
		if (!is_taken)
			add_array(&from->npz->at[i], from->npz->at[i].name, to);
	}
}

// An array whose presence says that the source computes something else.
static bool fail_never(const struct dialect *dialect, const struct npz *from, struct error *error)
{
	const struct named *named = dialect_find_never(dialect, from);
	return !named ||
	       npz_fail(error, named,
	                _("leave the array out only if the model does without it; else write a cell of your own"),
	                _("%s is of a model that computes more than the cell %s: another layer, another "
	                  "direction, or a projection"), named->name, dialect->cell);
}

bool dialect_translate(struct dialect *dialect, const struct npz *npz, struct npz *to, struct error *error)
{
	struct bound const from = bind(dialect, npz);
	*to = (struct npz){ 0 };
	bool is_good = fail_never(dialect, npz, error) && dialect_fit(dialect, from.array, error);
	for (const struct dialect_equation *each = dialect->equation; is_good && each; each = each->next) {
		const struct named *words = is_words(each) ? from.array[each->term->array->number] : NULL;
		if (!is_words(each))
			is_good = add_terms(&from, each, NULL, to, error);
		else if (words)
			add_array(words, each->target, to);
	}
	if (is_good)
		add_others(&from, to);
	else
		npz_free(to);
	free(from.array);
	return is_good;
}

// ---- back

// Adds what the equation's gradient says about one array.
static void add_back(const struct bound *from, const struct dialect_equation *equation, const struct named *array,
                     const struct named *gradient, double scale, double *out)
{
	for (const struct dialect_term *term = equation->term; term; term = term->next) {
		struct part part;
		struct error impossible; // the parts were found before
		if (!find_part(from, term, &part, &impossible) || part.named != array)
			continue;
		for (int i = 0; i < part.rows; i++)
			for (int j = 0; j < part.cols; j++)
				out[place_of(&part, i, j)] +=
					scale * part.factor *
					gradient->array.at[(size_t)i * (size_t)part.cols + (size_t)j];
	}
}

static double scale_of(const struct dialect *dialect, int T)
{
	struct error impossible;
	double scale = 1;
	if (dialect->scale)
		dialect_value(dialect, dialect->scale, dialect->length, T, &scale, &impossible);
	return scale;
}

// dNAME; NULL: it is not there.
static const struct named *find_gradient(const struct npz *gradients, const char *name)
{
	for (int i = 0; i < gradients->count; i++)
		if (gradients->at[i].name[0] == 'd' && !strcmp(gradients->at[i].name + 1, name))
			return &gradients->at[i];
	return NULL;
}

void dialect_translate_back(const struct dialect *dialect, const struct npz *npz, const struct npz *gradients,
                            double E, int T, struct npz *out)
{
	struct bound const from = bind(dialect, npz);
	double const scale = scale_of(dialect, T), total = scale * E;
	npz_add(out, "E", 0, NULL, false, &total);
	for (int i = 0; i < npz->count; i++) {
		const struct named *array = &npz->at[i];
		double *sum = memory_get(array->array.count + 1, sizeof *sum);
		bool is_used = false;
		for (const struct dialect_equation *each = dialect->equation; each; each = each->next) {
			const struct named *gradient = find_gradient(gradients, each->target);
			for (const struct dialect_term *term = each->term; gradient && term; term = term->next)
				is_used |= from.array[term->array->number] == array;
			if (gradient)
				add_back(&from, each, array, gradient, scale, sum);
		}
		struct text name = { 0 };
		text_addf(&name, "d%s", array->name);
		if (is_used)
			npz_add(out, text_get(&name), array->array.dims, array->array.side, false, sum);
		text_free(&name);
		free(sum);
	}
	free(from.array);
}

// ---- gradients

bool dialect_translate_gradients(const struct dialect *dialect, const struct npz *npz, int T, struct npz *to,
                                 struct error *error)
{
	struct bound const from = bind(dialect, npz);
	*to = (struct npz){ 0 };
	double const scale = scale_of(dialect, T);
	bool is_good = dialect_check_shapes(dialect, from.array, error);
	for (const struct dialect_equation *each = dialect->equation; is_good && each; each = each->next)
		if (!is_words(each))
			is_good = add_terms(&from, each, &scale, to, error);
	if (is_good)
		add_others(&from, to);
	else
		npz_free(to);
	free(from.array);
	return is_good;
}
