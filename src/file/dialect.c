// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/dialect.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/dialect_read.h"
#include "net/network.h"

const char *dialect_name(const struct dialect *dialect)
{
	return dialect->name;
}

const char *dialect_cell(const struct dialect *dialect)
{
	return dialect->cell;
}

const char *dialect_layout(const struct dialect *dialect)
{
	return dialect->layout;
}

// ---- its arrays

// The array of a file that has the name, or ends in it after a dot; NULL: none.
static const struct named *find(const struct npz *npz, const char *name)
{
	const struct named *found = NULL;
	for (int i = 0; i < npz->count; i++) {
		const char *const own = npz->at[i].name, *const dot = strrchr(own, '.');
		if (!strcmp(own, name))
			return &npz->at[i];
		if (dot && !strcmp(dot + 1, name))
			found = &npz->at[i];
	}
	return found;
}

// How many arrays it knows of the file; *missing is one that it needs and the file has not, or NULL.
static int count_known(const struct dialect *dialect, const struct npz *npz,
                       const struct dialect_array **missing)
{
	int known = 0;
	*missing = NULL;
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		bool const is_there = find(npz, each->name) != NULL;
		known += is_there && !each->is_words;
		if (!is_there && each->is_needed && !*missing)
			*missing = each;
	}
	return known;
}

static const char ending[] = ".dialect";

// Their names; the caller frees them and the array, which ends with NULL.
static char **list(void)
{
	return data_list("dialects", ending);
}

static struct dialect *read_dialect(const char *name, struct error *error)
{
	struct text path = { 0 }, text = { 0 }, file = { 0 };
	struct dialect *dialect = NULL;
	bool const is_path = strchr(name, '/');
	text_addf(&file, "%s%s", name, ending);
	if (is_path)
		text_add(&path, name);
	else
		data_find("dialects", text_get(&file), &path);
	if (file_read_text(&text, text_get(&path), is_path ? FILE_NAMED : FILE_OWN,
	                   DIALECT_BYTES_MOST))
		dialect = dialect_parse(name, text_get(&path), text_get(&text), text.length, error);
	else
		file_fail(error, SPAN_NONE, text_get(&path));
	text_free(&path);
	text_free(&text);
	text_free(&file);
	return dialect;
}

// ---- sizes

// A side is constant + h H + c C.
struct side {
	int constant, h, c;
};

// A whole number of moderate size: no side is longer.
static bool is_moderate(double number)
{
	return number >= -1e6 && number <= 1e6 && !(number > floor(number));
}

static bool read_side(const struct tree *tree, struct side *side, struct error *error)
{
	double none, one_h, one_c;
	if (!dialect_value(tree, 0, 0, 0, &none, error) ||
	    !dialect_value(tree, 1, 0, 0, &one_h, error) ||
	    !dialect_value(tree, 0, 1, 0, &one_c, error))
		return false;
	if (!is_moderate(none) || !is_moderate(one_h) || !is_moderate(one_c))
		return error_set(error, tree->span, "Wf[H,H+C]",
		                 _("a side is a sum of whole numbers of H and C"));
	*side = (struct side){ (int)none, (int)(one_h - none), (int)(one_c - none) };
	return true;
}

// How long side d of the array is as it is declared; 0: it has no such side.  Sides of 1 more than declared
// are nobody's intention: h0 of 1×1×H is a vector.
static size_t side_of(const struct npy *array, int dims, int d)
{
	size_t longer = 0;
	if (dims == 2)
		return array->dims == 2 ? array->side[d] : 0;
	for (int i = 0; i < array->dims; i++)
		longer += array->side[i] > 1;
	return longer <= 1 ? array->count : 0;
}

static void solve_side(struct dialect *dialect, struct side side, size_t length)
{
	long long const left = (length < INT_MAX ? (long long)length : 0) - side.constant;
	long long const H = side.h ? (left - (long long)side.c * dialect->C) / side.h : 0;
	long long const C = side.c ? (left - (long long)side.h * dialect->H) / side.c : 0;
	if (!dialect->H && H > 0 && H < INT_MAX && (!side.c || dialect->C))
		dialect->H = (int)H;
	else if (!dialect->C && C > 0 && C < INT_MAX && (!side.h || dialect->H))
		dialect->C = (int)C;
}

// Whether a side that is known already has another length: then the array says nothing of the others.
static bool contradicts(const struct dialect *dialect, struct side side, size_t length)
{
	bool const is_known = (dialect->H || !side.h) && (dialect->C || !side.c);
	long long const known = side.constant + (long long)side.h * dialect->H +
	                        (long long)side.c * dialect->C;
	return is_known && (known < 0 || (size_t)known != length);
}

// The arrays of H alone first: whether another one lies on its side is seen by them.  Those that contradict
// last: something must be said of them.
static bool solve(struct dialect *dialect, const struct npz *npz, struct error *error)
{
	dialect->H = dialect->C = 0;
	for (int pass = 0; pass < 4; pass++)
		for (const struct dialect_array *each = dialect->array; each; each = each->next) {
			const struct named *named = find(npz, each->name);
			struct side side[DIALECT_SIDES];
			bool is_of_H = true, is_at_odds = false;
			for (int d = 0; d < each->dims; d++) {
				if (!read_side(each->side[d], &side[d], error))
					return false;
				is_of_H = is_of_H && !side[d].c;
				is_at_odds |= named && contradicts(dialect, side[d],
				                                   side_of(&named->array, each->dims, d));
			}
			bool const is_heard = pass == 0 ? is_of_H : pass < 3 ? !is_at_odds : true;
			for (int d = 0; named && is_heard && d < each->dims; d++)
				solve_side(dialect, side[d], side_of(&named->array, each->dims, d));
		}
	return true;
}

static bool fail_shape(const struct dialect *dialect, const struct dialect_array *array,
                       const struct named *named, const size_t *needed, struct error *error)
{
	struct text seen = { 0 }, wanted = { 0 }, advice = { 0 };
	bool const lies = array->dims == 2 && named->array.dims == 2 &&
	                  named->array.side[0] == needed[1] && named->array.side[1] == needed[0];
	npy_write_shape(&named->array, &seen);
	for (int d = 0; d < array->dims; d++)
		text_addf(&wanted, d ? "×%zu" : "%zu", needed[d]);
	if (lies)
		text_addf(&advice, _("it lies on its side: np.savez(…, %s=%s.T)"), named->name,
		          named->name);
	else
		text_addf(&advice, _("np.savez(…, %s=…) with this shape; help load says more"),
		          named->name);
	npz_fail(error, named, text_get(&advice),
	         _("%s is %s, and in the dialect %s should be %s (H = %d, C = %d)"), named->name,
	         text_get(&seen), dialect->name, text_get(&wanted), dialect->H, dialect->C);
	text_free(&seen);
	text_free(&wanted);
	text_free(&advice);
	return false;
}

static bool check_shapes(const struct dialect *dialect, const struct npz *npz, struct error *error)
{
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		const struct named *named = find(npz, each->name);
		size_t needed[DIALECT_SIDES] = { 0 };
		bool fits = true;
		for (int d = 0; named && d < each->dims; d++) {
			struct side side;
			if (!read_side(each->side[d], &side, error))
				return false;
			long long const length = side.constant + (long long)side.h * dialect->H +
			                         (long long)side.c * dialect->C;
			needed[d] = length > 0 ? (size_t)length : 0;
			fits = fits && needed[d] &&
			       side_of(&named->array, each->dims, d) == needed[d];
		}
		if (!fits)
			return fail_shape(dialect, each, named, needed, error);
	}
	return true;
}

// ---- which one

static bool has_shapes(struct dialect *dialect, const struct npz *npz)
{
	struct error ignored;
	return solve(dialect, npz, &ignored) && check_shapes(dialect, npz, &ignored);
}

static struct dialect *find_wanted(const struct npz *npz, const char *wanted, bool *is_fault,
                                   struct error *error)
{
	const struct dialect_array *missing = NULL;
	struct dialect *dialect = read_dialect(wanted, error);
	*is_fault = !dialect || (count_known(dialect, npz, &missing), missing);
	if (missing)
		error_set(error, SPAN_NONE, NULL, _("there is no %s, which the dialect %s needs"),
		          missing->name, wanted);
	if (!*is_fault)
		return dialect;
	dialect_free(dialect);
	return NULL;
}

struct dialect *dialect_find(const struct npz *npz, const char *wanted, bool *is_fault,
                             struct error *error)
{
	*is_fault = false;
	if (wanted)
		return find_wanted(npz, wanted, is_fault, error);
	struct dialect *best = NULL;
	struct text twin = { 0 };
	int most = 0;
	char **names = list();
	for (char **name = names; *name; name++) {
		const struct dialect_array *missing;
		struct dialect *other = *is_fault ? NULL : read_dialect(*name, error);
		*is_fault |= !other;
		int known = other ? count_known(other, npz, &missing) : 0;
		free(*name);
		// Sources that use the same names differ in their shapes.
		if (known && !missing && has_shapes(other, npz))
			known += CELL_QUANTITIES;
		if (!known || missing || known < most) {
			dialect_free(other);
			continue;
		}
		text_clear(&twin);
		if (known == most)
			text_add(&twin, best->name);
		dialect_free(best);
		best = other;
		most = known;
	}
	free(names);
	if (!*is_fault && twin.length) {
		*is_fault = true;
		error_set(error, SPAN_NONE, _("say which one: load FILE as NAME, or grad --dialect=NAME"),
		          _("these arrays can be of the dialect %s or %s"), text_get(&twin), best->name);
	}
	text_free(&twin);
	if (!*is_fault)
		return best;
	dialect_free(best);
	return NULL;
}

// ---- parts

// A term's part of its array: out[i][j] is array[first + …].
struct part {
	const struct named *named; // NULL: the file has not got it
	int rows, cols;            // of what the term gives
	size_t first, down, right; // from one row of it to the next, from one column to the next
	double factor;
};

static bool find_part(const struct dialect *dialect, const struct dialect_term *term,
                      const struct npz *npz, struct part *part, struct error *error)
{
	*part = (struct part){ .named = find(npz, term->array->name), .factor = term->factor };
	if (!part->named)
		return true;
	int first[DIALECT_SIDES] = { 0, 0 }, length[DIALECT_SIDES] = { 1, 1 };
	for (int d = 0; d < term->array->dims; d++) {
		size_t const whole = side_of(&part->named->array, term->array->dims, d);
		double from = 0, to = (double)whole - 1;
		if (term->from[d] &&
		    (!dialect_value(term->from[d], dialect->H, dialect->C, 0, &from, error) ||
		     !dialect_value(term->to[d], dialect->H, dialect->C, 0, &to, error)))
			return false;
		if (!(from >= 0 && to >= from && to < (double)whole))
			return npz_fail(error, part->named, NULL,
			                _("the dialect %s takes %g..%g of a side of %zu of %s"),
			                dialect->name, from, to, whole, part->named->name);
		first[d] = (int)from;
		length[d] = (int)(to - from) + 1;
	}
	size_t const cols =
		term->array->dims == 2 ? side_of(&part->named->array, 2, 1) : 1;
	part->first = (size_t)first[0] * cols + (size_t)first[1];
	part->down = term->is_transposed ? 1 : cols;
	part->right = term->is_transposed ? cols : 1;
	part->rows = length[term->is_transposed];
	part->cols = length[!term->is_transposed];
	// One row, or one column, of a matrix is a vector.
	if (part->rows == 1 && part->cols > 1 && !term->is_transposed && term->from[0]) {
		part->rows = part->cols;
		part->cols = 1;
		part->down = 1;
	}
	return true;
}

// As find_part, for one of several terms that are added: they are all as large as the first one that the file has,
// *whole.
static bool find_addend(const struct dialect *dialect, const struct dialect_term *term, const struct npz *npz,
                        struct part *whole, struct part *part, struct error *error)
{
	if (!find_part(dialect, term, npz, part, error))
		return false;
	if (part->named && !whole->named)
		*whole = *part;
	return !part->named || (part->rows == whole->rows && part->cols == whole->cols) ||
	       npz_fail(error, part->named, NULL, _("the dialect %s adds %d×%d and %d×%d"), dialect->name, whole->rows,
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

// The sum of the terms that are there, under the target's name.
static bool add_sum(const struct dialect *dialect, const struct dialect_equation *equation,
                    const struct npz *from, struct npz *to, struct error *error)
{
	double *sum = NULL;
	struct part whole = { 0 };
	bool is_good = true;
	for (const struct dialect_term *term = equation->term; is_good && term; term = term->next) {
		struct part part;
		is_good = find_addend(dialect, term, from, &whole, &part, error);
		if (!is_good || !part.named)
			continue;
		if (!sum)
			sum = memory_get((size_t)part.rows * (size_t)part.cols, sizeof *sum);
		for (int i = 0; i < part.rows; i++)
			for (int j = 0; j < part.cols; j++)
				sum[(size_t)i * (size_t)part.cols + (size_t)j] += part.factor * part.named->array.at[place_of(&part, i, j)];
	}
	if (is_good && sum) {
		size_t const side[] = { (size_t)whole.rows, (size_t)whole.cols };
		npz_add(to, equation->target, whole.cols == 1 && equation->term->array->dims == 1 ? 1 : 2,
		        side, false, sum);
		to->at[to->count - 1].offset = whole.named->offset;
	}
	free(sum);
	return is_good;
}

static void add_words(const struct named *named, const char *name, struct npz *to)
{
	if (!named || find(to, name))
		return;
	npz_add(to, name, named->array.dims, named->array.side, named->array.is_whole,
	        named->array.at);
	to->at[to->count - 1].offset = named->offset;
}

// An array whose presence says that the source computes something else.
static bool fail_never(const struct dialect *dialect, const struct npz *from, struct error *error)
{
	for (const struct dialect_array *each = dialect->never; each; each = each->next) {
		const struct named *named = find(from, each->name);
		if (named)
			return npz_fail(error, named,
			                _("leave the array out only if the model does without it; else write a cell of your own"),
			                _("%s is of a model that computes more than the cell %s: another layer, another "
			                  "direction, or a projection"), named->name, dialect->cell);
	}
	return true;
}

bool dialect_translate(struct dialect *dialect, const struct npz *from, struct npz *to,
                       struct error *error)
{
	*to = (struct npz){ 0 };
	bool is_good = fail_never(dialect, from, error) && solve(dialect, from, error) &&
	               check_shapes(dialect, from, error);
	for (const struct dialect_equation *each = dialect->equation; is_good && each; each = each->next)
		if (is_words(each))
			add_words(find(from, each->term->array->name), each->target, to);
		else
			is_good = add_sum(dialect, each, from, to, error);
	if (is_good) {
		add_words(find(from, "x"), "x", to);
		add_words(find(from, "y"), "y", to);
	} else {
		npz_free(to);
	}
	return is_good;
}

// ---- back

// Adds what the equation's gradient says about one array.
static void add_back(const struct dialect *dialect, const struct dialect_equation *equation,
                     const struct npz *from, const struct named *array,
                     const struct named *gradient, double scale, double *out)
{
	for (const struct dialect_term *term = equation->term; term; term = term->next) {
		struct part part;
		struct error impossible; // the parts were found before
		if (!find_part(dialect, term, from, &part, &impossible) || part.named != array)
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
		dialect_value(dialect->scale, dialect->H, dialect->C, T, &scale, &impossible);
	return scale;
}

void dialect_translate_back(const struct dialect *dialect, const struct npz *from,
                            const struct npz *gradients, int T, struct npz *out)
{
	double const scale = scale_of(dialect, T);
	const struct named *E = find(gradients, "E");
	double const total = E ? scale * E->array.at[0] : 0;
	npz_add(out, "E", 0, NULL, false, &total);
	for (int i = 0; i < from->count; i++) {
		const struct named *array = &from->at[i];
		double *sum = memory_get(array->array.count + 1, sizeof *sum);
		bool is_used = false;
		for (const struct dialect_equation *each = dialect->equation; each; each = each->next) {
			struct text name = { 0 };
			text_addf(&name, "d%s", each->target);
			const struct named *gradient = find(gradients, text_get(&name));
			text_free(&name);
			for (const struct dialect_term *term = each->term; term; term = term->next)
				is_used |= gradient && find(from, term->array->name) == array;
			if (gradient)
				add_back(dialect, each, from, array, gradient, scale, sum);
		}
		struct text name = { 0 };
		text_addf(&name, "d%s", array->name);
		if (is_used)
			npz_add(out, text_get(&name), array->array.dims, array->array.side, false, sum);
		text_free(&name);
		free(sum);
	}
}

// ---- gradients

// From g = scale Σ f dp of each term's part: dp = Σ f g / (scale Σ f²), over the terms that are there.
static bool add_gradient(const struct dialect *dialect, const struct dialect_equation *equation,
                         const struct npz *from, double scale, struct npz *to, struct error *error)
{
	double *sum = NULL, *weight = NULL;
	struct part whole = { 0 };
	bool is_good = true;
	for (const struct dialect_term *term = equation->term; is_good && term; term = term->next) {
		struct part part;
		is_good = find_addend(dialect, term, from, &whole, &part, error);
		if (!is_good || !part.named)
			continue;
		if (!sum) {
			sum = memory_get(2 * (size_t)part.rows * (size_t)part.cols, sizeof *sum);
			weight = sum + (size_t)part.rows * (size_t)part.cols;
		}
		for (int i = 0; i < part.rows; i++)
			for (int j = 0; j < part.cols; j++) {
				size_t const at = (size_t)i * (size_t)part.cols + (size_t)j;
				double const number = part.named->array.at[place_of(&part, i, j)];
				sum[at] += isnan(number) ? 0 : part.factor * number;
				weight[at] += isnan(number) ? 0 : part.factor * part.factor * scale;
			}
	}
	for (size_t i = 0; is_good && sum && i < (size_t)whole.rows * (size_t)whole.cols; i++)
		sum[i] = fabs(weight[i]) > 0 ? sum[i] / weight[i] : NAN;
	if (is_good && sum)
		npz_add(to, equation->target, 2, (size_t[]){ (size_t)whole.rows, (size_t)whole.cols }, false, sum);
	free(sum);
	return is_good;
}

bool dialect_translate_gradients(const struct dialect *dialect, const struct npz *from, int T, struct npz *to,
                                 struct error *error)
{
	*to = (struct npz){ 0 };
	bool is_good = check_shapes(dialect, from, error);
	for (const struct dialect_equation *each = dialect->equation; is_good && each; each = each->next)
		if (!is_words(each))
			is_good = add_gradient(dialect, each, from, scale_of(dialect, T), to, error);
	if (!is_good)
		npz_free(to);
	return is_good;
}

const char *dialect_equation_of(const struct dialect *dialect, const char *target)
{
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next)
		if (!strcmp(each->target, target))
			return each->text;
	return NULL;
}

// ---- telling

static const struct dialect_array *declared(const struct dialect *dialect, const struct npz *npz,
                                            const struct named *named)
{
	for (const struct dialect_array *each = dialect->array; each; each = each->next)
		if (find(npz, each->name) == named)
			return each;
	return NULL;
}

// H = C: which side is which cannot be seen.
static bool may_lie(const struct dialect *dialect, const struct dialect_array *array)
{
	struct side rows, cols;
	struct error impossible;
	return array && dialect->H == dialect->C && array->dims == 2 &&
	       read_side(array->side[0], &rows, &impossible) &&
	       read_side(array->side[1], &cols, &impossible) &&
	       (rows.h != cols.h || rows.c != cols.c) && rows.h + rows.c == cols.h + cols.c;
}

void dialect_tell(const struct dialect *dialect, const struct npz *from, struct text *out)
{
	struct text squares = { 0 }, unused = { 0 };
	text_addf(out, _("dialect %s: %s\n"), dialect->name, dialect->title);
	bool is_first = true;
	for (int i = 0; i < from->count; i++) {
		const struct dialect_array *array = declared(dialect, from, &from->at[i]);
		bool const is_own = !strcmp(from->at[i].name, "x") || !strcmp(from->at[i].name, "y");
		if (!array && !is_own) {
			text_addf(&unused, " %s", from->at[i].name);
			continue;
		}
		text_addf(out, is_first ? "%s " : ", %s ", from->at[i].name);
		npy_write_shape(&from->at[i].array, out);
		if (may_lie(dialect, array))
			text_addf(&squares, " %s", from->at[i].name);
		is_first = false;
	}
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next) {
		bool is_there = false;
		for (const struct dialect_term *term = each->term; term; term = term->next)
			is_there |= find(from, term->array->name) != NULL;
		if (is_there)
			text_addf(out, "\n%s", each->text);
	}
	if (squares.length)
		text_addf(out, _("\nH = C = %d: whether these stand or lie cannot be seen, they were taken "
		                 "as the dialect says:%s"),
		          dialect->H, text_get(&squares));
	if (unused.length)
		text_addf(out, _("\nnot used:%s"), text_get(&unused));
	text_free(&squares);
	text_free(&unused);
}
