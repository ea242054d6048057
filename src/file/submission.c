// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/submission.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/arrays.h"
#include "file/dialect_read.h"
#include "file/initials.h"
#include "file/orientation.h"
#include "file/posted.h"
#include "file/rows.h"
#include "net/network.h"

// How far apart two computations of the same number may be: in doubles, and where somebody's had float32.
#define SAME 1e-9
#define SAME_FLOAT 1e-5

// ---- which array is what

static const struct named *find(const struct npz *npz, const char *name)
{
	for (int i = 0; i < npz->count; i++)
		if (!strcmp(npz->at[i].name, name))
			return &npz->at[i];
	return NULL;
}

// "dA" where there is an A.
static bool is_gradient(const struct npz *weights, const char *name)
{
	return name[0] == 'd' && find(weights, name + 1);
}

struct shipped shipped_read(void)
{
	struct shipped shipped = { 0 };
	char **names = network_list_cells();
	size_t count = 0;
	while (names[count])
		count++;
	shipped.cell = memory_get(count + 1, sizeof *shipped.cell);
	for (size_t i = 0; i < count; i++) {
		struct error ignored;
		struct cell *const cell = network_find_cell(names[i], true, &ignored);
		if (cell)
			shipped.cell[shipped.count++] = cell;
		free(names[i]);
	}
	free(names);
	return shipped;
}

void shipped_free(struct shipped *shipped)
{
	for (int i = 0; i < shipped->count; i++)
		cell_drop(shipped->cell[i]);
	free(shipped->cell);
	*shipped = (struct shipped){ 0 };
}

// Whether some shipped cell computes a quantity of this name, and none has it as a parameter.
static bool is_value_name(const struct shipped *shipped, const char *name)
{
	bool is = false, is_not = false;
	for (int i = 0; i < shipped->count; i++) {
		const struct cell *const cell = shipped->cell[i];
		int const q = cell_find(cell, name);
		if (q >= 0) {
			is |= cell->quantity[q].kind == QUANTITY_COMPUTED;
			is_not |= cell->quantity[q].kind != QUANTITY_COMPUTED;
		}
	}
	return is && !is_not;
}

static void add(struct npz *npz, const struct named *named)
{
	const struct npy *array = &named->array;
	npz_add(npz, named->name, array->dims, array->side, array->is_whole, array->at);
	npz->at[npz->count - 1].offset = named->offset;
}

static bool is_value(const struct npz *all, const struct submission_request *request, const struct dialect *dialect,
                     const char *name)
{
	return is_value_name(request->shipped, name) && !(dialect && dialect_has(dialect, all, name));
}

// The arrays of the network itself, and gradients of what is computed, which may come from outside.  What one cell
// computes can be another source's weights: c.
static void take_weights(const struct npz *all, const struct submission_request *request, struct npz *weights)
{
	struct dialect *dialect = NULL;
	bool has_value = false, is_fault;
	struct error ignored;
	for (int i = 0; i < all->count; i++)
		has_value |= is_value_name(request->shipped, all->at[i].name);
	if (has_value)
		dialect = dialect_find(all, request->dialect, NETWORK_USUAL_CELL, &is_fault, &ignored);
	for (int i = 0; i < all->count; i++) {
		const char *const name = all->at[i].name;
		bool const is_of_value = is_gradient(all, name) && is_value(all, request, dialect, name + 1);
		if (!is_value(all, request, dialect, name) && (!is_gradient(all, name) || is_of_value))
			add(weights, &all->at[i]);
	}
	dialect_free(dialect);
}

static bool load_network(struct submission *submission, struct npz *arrays, const char *path,
                         const struct submission_request *request, struct error *error)
{
	struct weights *const weights = &submission->weights;
	struct cell *cell = network_find_cell(request->cell ? request->cell : NETWORK_USUAL_CELL, false, error);
	if (!cell)
		return false;
	submission->network = network_new(cell);
	weights->wanted = request->dialect;
	take_weights(arrays, request, &weights->npz);
	bool good = weights_load(weights, submission->network, path, !request->cell, true, error);
	good = good && weights_have_inputs(weights, submission->network, error);
	good = good && network_ready(submission->network, error);
	if (!good)
		error_locate(error, path, "", 0, 1);
	submission->network->truncation = request->truncation;
	return good;
}

// ---- gradients

// The numbers of an npz of gradients, whose names have lost their d, in the places of the quantities that they
// belong to; quantities that the file says nothing of have no numbers.
static bool arrange(const struct submission *submission, const struct npz *npz, const char *path,
                    struct array *by_quantity, struct arena *arena, struct error *error)
{
	struct network *network = submission->network;
	struct npz translated = { 0 };
	struct mapping mapping = { 0 };
	const struct dialect *dialect = submission->weights.dialect;
	const struct npz *const own = dialect ? &translated : npz;
	bool const good = (!dialect || dialect_translate_gradients(dialect, npz, submission->sequences.pass[0]->T, &translated, error)) &&
	                  mapping_make(&mapping, own, network->cell, network->H, network->C, error);
	for (int i = 0; good && i < own->count; i++) {
		struct array const shape = weights_numbers(network, &mapping.meaning[i]);
		if (!shape.at)
			continue;
		struct array const given = array_new(arena, shape.rows, shape.cols);
		memcpy(given.at, own->at[i].array.at, array_size(given) * sizeof *given.at);
		by_quantity[mapping.meaning[i].quantity] = given;
	}
	if (!good)
		error_locate(error, path, "", 0, 1);
	mapping_free(&mapping);
	npz_free(&translated);
	return good;
}

static bool is_float(const struct array *a)
{
	bool is = true;
	for (size_t i = 0; is && i < array_size(*a); i++)
		is = !(fabs(a->at[i] - (double)(float)a->at[i]) > 0);
	return is;
}

static struct array tolerance_of(struct array given, struct arena *arena)
{
	return evidence_tolerance(given, is_float(&given) ? SAME_FLOAT : SAME, arena);
}

// `tolerance`: by quantity, NULL: what two computations may differ by.
static void add_gradients(struct submission *submission, const struct array *given, const struct array *tolerance)
{
	const struct cell *cell = submission->network->cell;
	submission->gradient =
		arena_get(&submission->arena, (size_t)cell->quantities * sizeof *submission->gradient);
	for (int q = 0; q < cell->quantities; q++)
		if (given[q].at)
			submission->gradient[submission->gradients++] = (struct evidence){
				.quantity = q, .gradient = true, .time = -1, .given = given[q],
				.tolerance = tolerance ? tolerance[q] : tolerance_of(given[q], &submission->arena)
			};
}

// Says of an array of the learner's that it holds what is no number; those elements are not judged.
static void tell_broken(struct submission *submission, const struct named *named)
{
	size_t i = 0;
	while (i < named->array.count && isfinite(named->array.at[i]))
		i++;
	if (i == named->array.count)
		return;
	text_addf(&submission->broken, "%s%s%s", submission->broken.length ? ", " : "", named->name, named->array.dims ? "[" : "");
	npy_write_indices(&named->array, i, &submission->broken);
	text_addf(&submission->broken, "%s = %s", named->array.dims ? "]" : "", isnan(named->array.at[i]) ? "nan" : named->array.at[i] < 0 ? "-inf" : "inf");
}

// ---- what has a row a step

static bool fail_rows(const struct submission *submission, const struct named *named, size_t size, const char *path,
                      struct error *error)
{
	size_t const N = (size_t)submission->sequences.count, T = (size_t)submission->sequences.pass[0]->T;
	struct text seen = { 0 };
	npy_write_shape(&named->array, &seen);
	if (N > 1)
		npz_fail(error, named, NULL, _("%s is %s, and should be %zu×%zu×%zu: sequences, steps, numbers"), named->name,
		         text_get(&seen), N, T, size);
	else
		npz_fail(error, named, NULL, _("%s is %s, and should be %zu×%zu: steps, numbers"), named->name, text_get(&seen),
		         T, size);
	text_free(&seen);
	error_locate(error, path, "", 0, 1);
	return false;
}

// Room for so many gradients more, behind the others.
static struct evidence *add_pieces(struct submission *submission, int count)
{
	int const before = submission->gradients;
	struct evidence *all = arena_get(&submission->arena, (size_t)(before + count) * sizeof *all);
	if (before)
		memcpy(all, submission->gradient, (size_t)before * sizeof *all);
	submission->gradient = all;
	submission->gradients += count;
	return all + before;
}

// Adds a piece of evidence for each step of each sequence; `like` says of what.
static bool add_rows(struct submission *submission, const struct named *named, struct evidence like, const char *path,
                     struct evidence **list, int *count, struct error *error)
{
	const struct sequences *const all = &submission->sequences;
	const struct pass *const first = all->pass[0];
	const struct cell *cell = submission->network->cell;
	int const N = all->count, T = first->T, size = (int)array_size(pass_value(first, like.quantity, 0));
	const double *before = cell->quantity[like.quantity].is_state && !like.gradient ?
	                               pass_value(first, like.quantity, -1).at :
	                               NULL;
	struct rows rows;
	tell_broken(submission, named);
	if (!rows_find(&rows, &named->array, weights_layout(&submission->weights), (size_t)N, (size_t)T, (size_t)size, before))
		return fail_rows(submission, named, (size_t)size, path, error);
	struct evidence *more = arena_get(&submission->arena, (size_t)(*count + N * T) * sizeof *more);
	if (*count)
		memcpy(more, *list, (size_t)*count * sizeof *more);
	*list = more;
	for (int n = 0; n < N; n++)
		for (int t = 0; t < T; t++) {
			struct array const given = array_new(&submission->arena, size, 1);
			rows_read(&rows, (size_t)n, (size_t)t, given);
			like.time = t;
			like.alone = N > 1 ? n + 1 : 0;
			like.given = given;
			like.tolerance = tolerance_of(given, &submission->arena);
			more[(*count)++] = like;
		}
	return true;
}

// The gradients of what was read, behind those of the parameters.
static bool read_input(struct submission *submission, const struct npz *all, const char *path, struct error *error)
{
	const struct named *named = find(all, "dx");
	int const x = cell_find(submission->network->cell, "x");
	struct evidence const like = { .quantity = x, .gradient = true };
	return !named || x < 0 ||
	       add_rows(submission, named, like, path, &submission->gradient, &submission->gradients, error);
}

// The gradients of initial states of which each sequence has its own.
static bool read_initials(struct submission *submission, const struct npz *all, const char *path, struct error *error)
{
	struct weights *const weights = &submission->weights;
	for (int i = 0; i < all->count; i++) {
		const struct named *named = &all->at[i];
		if (*named->name != 'd' || !find(&weights->initial, named->name + 1))
			continue;
		int const q = initials_find(weights->dialect, submission->network->cell, named->name + 1);
		struct array rows;
		tell_broken(submission, named);
		if (!initials_rows(named, weights_layout(weights), submission->network, q, &rows, &submission->arena, error)) {
			error_locate(error, path, "", 0, 1);
			return false;
		}
		struct evidence *more = add_pieces(submission, rows.rows);
		for (int n = 0; n < rows.rows; n++) {
			struct array const given = { rows.cols, 1, rows.at + (size_t)n * (size_t)rows.cols };
			more[n] = (struct evidence){ .quantity = q, .gradient = true, .time = -1, .alone = n + 1, .given = given,
				                     .tolerance = tolerance_of(given, &submission->arena) };
		}
	}
	return true;
}

// ---- gradients of parameters

static bool fail_shape(const struct named *gradient, const struct named *array, const char *path, struct error *error)
{
	struct text seen = { 0 }, needed = { 0 };
	npy_write_shape(&gradient->array, &seen);
	npy_write_shape(&array->array, &needed);
	npz_fail(error, gradient, _("a gradient has the shape of what it is the gradient of"), _("%s is %s, and %s is %s"),
	         gradient->name, text_get(&seen), array->name, text_get(&needed));
	error_locate(error, path, "", 0, 1);
	text_free(&seen);
	text_free(&needed);
	return false;
}

// Adds a gradient under its array's name and in its shape; one that lies on its side is turned, and that is told.
static bool add_gradient(struct submission *submission, const struct named *gradient, const struct named *array,
                         struct npz *to)
{
	tell_broken(submission, gradient);
	enum stance const stance = orientation_of(&gradient->array, &array->array);
	if (stance == STANCE_TURNED) {
		orientation_turn(&gradient->array, array->name, to);
		text_addf(&submission->turned, submission->turned.length ? ", %s" : "%s", gradient->name);
	} else if (stance != STANCE_OTHER) {
		npz_add(to, array->name, array->array.dims, array->array.side, gradient->array.is_whole, gradient->array.at);
	}
	if (stance == STANCE_LOOSE)
		orientation_tell(gradient, array, &submission->told);
	return stance != STANCE_OTHER;
}

// What holds no numbers is nobody's business, unless it is called the gradient of something: that cannot be judged.
static bool check_numbers(const struct npz *all, const struct npz *weights, const char *path, struct error *error)
{
	for (int i = 0; i < all->others; i++) {
		const struct named *const named = &all->other[i];
		if (!is_gradient(weights, named->name))
			continue;
		npz_fail(error, named, NULL, _("%s holds no numbers"), npz_name(named));
		error_locate(error, path, "", 0, 1);
		return false;
	}
	return true;
}

static bool read_gradients(struct submission *submission, const struct npz *all, const struct npz *weights,
                           const char *path, struct error *error)
{
	struct npz gradients = { 0 };
	struct array by_quantity[CELL_QUANTITIES] = { { 0 } };
	bool good = check_numbers(all, weights, path, error);
	for (int i = 0; i < all->count && good; i++) {
		const struct named *const gradient = &all->at[i];
		if (!is_gradient(weights, gradient->name) || !strcmp(gradient->name, "dx") ||
		    find(&submission->weights.initial, gradient->name + 1))
			continue;
		const struct named *const array = find(weights, gradient->name + 1);
		good = add_gradient(submission, gradient, array, &gradients) || fail_shape(gradient, array, path, error);
	}
	if (good && !gradients.count)
		return true;
	good = good && arrange(submission, &gradients, path, by_quantity, &submission->arena, error);
	npz_free(&gradients);
	if (!good)
		return false;
	add_gradients(submission, by_quantity, NULL);
	return true;
}

// ---- forward values

static bool read_values(struct submission *submission, const struct npz *all, const char *path, struct error *error)
{
	const struct cell *cell = submission->network->cell;
	const struct sequences *const sequences = &submission->sequences;
	const struct dialect *const dialect = submission->weights.dialect;
	bool good = true;
	for (int i = 0; good && i < cell->forward.count; i++) {
		int const q = cell->forward.equation[i].quantity;
		const struct named *named = find(all, cell->quantity[q].name);
		struct evidence const like = { .quantity = q };
		if (named && dialect && dialect_has(dialect, &submission->weights.source, named->name))
			continue; // it is a weight there
		if (named && q == cell->loss && named->array.count == 1 && (sequences->pass[0]->T > 1 || sequences->count > 1)) {
			struct array const given = { 1, 1, named->array.at };
			tell_broken(submission, named);
			submission->total = given.at[0]; // a number alone is the sum of the losses
			submission->total_tolerance = tolerance_of(given, &submission->arena).at[0];
		} else if (named) {
			good = add_rows(submission, named, like, path, &submission->value, &submission->values, error);
		}
	}
	return good;
}

// ---- numbers that were copied

static bool read_posted(struct submission *submission, const struct npz *weights, const char *path, struct error *error)
{
	struct npz posted = { 0 }, digits = { 0 };
	struct array values[CELL_QUANTITIES] = { { 0 } }, tolerances[CELL_QUANTITIES] = { { 0 } };
	bool const good = posted_read(path, weights, &posted, &digits, error) &&
	       arrange(submission, &posted, path, values, &submission->arena, error) &&
	       arrange(submission, &digits, path, tolerances, &submission->arena, error);
	for (int q = 0; good && q < submission->network->cell->quantities; q++)
		for (size_t i = 0; i < array_size(tolerances[q]); i++)
			tolerances[q].at[i] = fabs(tolerances[q].at[i]);
	if (good)
		add_gradients(submission, values, tolerances);
	npz_free(&posted);
	npz_free(&digits);
	return good;
}

// ---- all of it

bool submission_read(struct submission *submission, const char *path, const struct submission_request *request,
                     struct error *error)
{
	struct npz all = { 0 }, loaded = { 0 };
	*submission = (struct submission){ .total = NAN };
	bool good = (!path || arrays_read(&all, path, error)) &&
	            (!request->load || arrays_read(&loaded, request->load, error));
	struct npz *const weights = request->load ? &loaded : &all;
	const char *const weights_path = request->load ? request->load : path;
	good = good && load_network(submission, weights, weights_path, request, error);
	if (good)
		submission->sequences = sequences_new(submission->network);
	good = good && submission->sequences.count &&
	       (request->posted ? read_posted(submission, weights, request->posted, error) :
	                          (read_gradients(submission, &all, weights, path, error) &&
	                           read_input(submission, &all, path, error) &&
	                           read_initials(submission, &all, path, error))) &&
	       read_values(submission, &all, path, error);
	if (good && !submission->gradients && !submission->values && isnan(submission->total)) {
		good = error_set(error, SPAN_NONE,
		                 _("save your gradient of an array U as dU: np.savez(\"mine.npz\", U=U, dU=dU, x=x, y=y)"),
		                 _("there is nothing of yours in it: no array is called d and the name of another one"));
		error_locate(error, path ? path : request->posted, "", 0, 1);
	}
	npz_free(&all);
	npz_free(&loaded);
	if (!good)
		submission_end(submission);
	return good;
}

void submission_end(struct submission *submission)
{
	weights_free(&submission->weights);
	text_free(&submission->turned);
	text_free(&submission->told);
	text_free(&submission->broken);
	sequences_free(&submission->sequences);
	if (submission->network)
		network_free(submission->network);
	arena_free(&submission->arena);
	*submission = (struct submission){ 0 };
}
