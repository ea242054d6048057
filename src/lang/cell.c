// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of a cell.  How it comes to be is assemble.c.
#include "lang/cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lang/operator.h"
#include "lang/print.h"

int cell_find(const struct cell *cell, const char *name)
{
	for (int i = 0; i < cell->quantities; i++)
		if (!strcmp(cell->quantity[i].name, name))
			return i;
	return -1;
}

int cell_find_input(const struct cell *cell, int input)
{
	for (int i = 0; i < cell->quantities; i++)
		if (cell->quantity[i].kind == QUANTITY_INPUT && cell->quantity[i].input == input)
			return i;
	return -1;
}

bool cell_is_number(const char *name)
{
	return *name && !name[1] && strchr(CELL_NUMBERS, *name);
}

bool cell_is_whole_loss(const struct cell *cell, const char *name)
{
	const char *const loss = cell->quantity[cell->loss].name;
	size_t const length = strlen(loss);
	return !strncmp(name, loss, length) && !strcmp(name + length, CELL_WHOLE_LOSS) && cell_find(cell, name) < 0;
}

static bool is_quantity(void *context, const char *name)
{
	return cell_find(context, name) >= 0 || !strcmp(name, CELL_WHOLE_STATE) || cell_is_whole_loss(context, name);
}

static const char *whole_state(void *context, const char *const *name, int count)
{
	const struct cell *cell = context;
	int states = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state &&
		    (states == count || strcmp(cell->quantity[q].name, name[states++])))
			return NULL;
	return states == count ? "d" CELL_WHOLE_STATE : NULL;
}

struct parse_names cell_parse_names(const struct cell *cell)
{
	return (struct parse_names){ .context = (void *)cell, .is_quantity = is_quantity,
		                     .whole_state = whole_state };
}

struct tree *cell_name(struct cell *cell, int quantity, bool gradient, enum base_time time,
                       int offset)
{
	struct tree *name = tree_name(&cell->arena, cell->quantity[quantity].name);
	bool const timeless = cell->quantity[quantity].kind == QUANTITY_PARAMETER;
	name->quantity = quantity;
	name->gradient = gradient;
	name->time = timeless ? TIME_NONE : time;
	name->offset = timeless ? 0 : offset;
	return name;
}

// A matrix of blocks, as many in each row: [a; b], [A, B; C, D].
static bool blocks_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                         struct error *error)
{
	int const across = tree->count / tree->rows;
	struct shape *block = memory_get((size_t)tree->count, sizeof *block);
	bool good = true;
	*shape = shape_of(0, 0);
	for (int i = 0; good && i < tree->count; i++) {
		good = cell_shape(cell, tree->part[i], &block[i], error);
		bool const fits = good && block[i].rows == block[i - i % across].rows &&
		                  block[i].cols == block[i % across].cols &&
		                  (i >= across || shape_side_add(shape->cols, block[i].cols, 1, &shape->cols)) &&
		                  (i % across || shape_side_add(shape->rows, block[i].rows, 1, &shape->rows));
		LOCAL(text) size = { 0 };
		if (good && !fits) {
			shape_write(block[i], &size);
			good = error_set(error, tree->part[i]->span,
			                 _("blocks beside each other have as many rows, blocks below each other as many "
			                   "columns"),
			                 _("this block is %s and does not fit those before it"), text_get(&size));
		}
	}
	free(block);
	return good;
}

// A block lies within what it is cut out of, whatever H and C are.
static bool cut_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                      struct error *error)
{
	struct shape whole, end;
	struct cut const cut = tree->cut;
	if (!cell_shape(cell, tree->part[0], &whole, error))
		return false;
	*shape = cut.size;
	bool const is_matrix = whole.cols != 1;
	if (is_matrix != cut.is_matrix)
		return error_set(error, tree->span, _("a vector has one range, a matrix two: W[0..H-1, 0..C-1]"),
		                 is_matrix ? _("a block of a matrix needs two ranges")
		                           : _("a block of a vector needs one range"));
	if (shape_side_add(cut.from.rows, cut.size.rows, 1, &end.rows) &&
	    shape_side_add(cut.from.cols, cut.size.cols, 1, &end.cols) &&
	    shape_side_reaches(whole.rows, end.rows) && shape_side_reaches(whole.cols, end.cols))
		return true;
	LOCAL(text) size = { 0 };
	shape_write(whole, &size);
	error_set(error, tree->span, _("elements count from 0; the last one is one less than the size"),
	          _("this block does not lie within what is %s"), text_get(&size));
	return false;
}

bool cell_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                struct error *error)
{
	struct shape in[2];
	switch (tree->kind) {
	case TREE_NUMBER:
		*shape = shape_of(1, 1);
		return true;
	case TREE_NAME:
		*shape = tree->quantity < 0 ? shape_of(1, 1) : cell->quantity[tree->quantity].shape;
		return true;
	case TREE_MATRIX:
		return blocks_shape(cell, tree, shape, error);
	case TREE_DERIVATIVE:
		return error_set(error, tree->span, _("write the forward pass only"),
		                 _("a cell's equations hold no derivatives: they are made from them"));
	case TREE_CALL:
		break;
	}
	if (tree_is_cut(tree))
		return cut_shape(cell, tree, shape, error);
	for (int i = 0; i < tree->count; i++)
		if (!cell_shape(cell, tree->part[i], &in[i], error))
			return false;
	if (!tree->op->shape)
		return error_set(error, tree->span, _("use a param instead"),
		                 _("%s cannot be used in a cell"), tree->op->name);
	if (tree->op->shape(tree->op, in, tree->count, shape, error))
		return true;
	struct print_style const ascii = { 0 };
	LOCAL(text) words = { 0 };
	for (int i = 0; i < tree->count; i++) {
		print_tree(tree->part[i], &ascii, &words);
		text_add(&words, _(" is "));
		shape_write(in[i], &words);
		text_add(&words, i + 1 < tree->count ? ", " : "; ");
	}
	struct error const why = *error;
	error_set(error, tree->span, _("shapes come from the declarations and the equations above"),
	          "%s%s", text_get(&words), why.cause);
	return false;
}

struct cell *cell_hold(struct cell *cell)
{
	cell->references++;
	return cell;
}

void cell_drop(struct cell *cell)
{
	if (!cell || --cell->references)
		return;
	cell_drop(cell->base);
	arena_free(&cell->arena);
	free(cell);
}

bool cell_equal(const struct cell *a, const struct cell *b)
{
	return a == b || (a->biases == b->biases && !strcmp(a->name, b->name) && !strcmp(a->text, b->text));
}

struct tree equation_left(const struct cell *cell, const struct equation *equation)
{
	return (struct tree){ .kind = TREE_NAME, .name = cell->quantity[equation->quantity].name,
		              .quantity = equation->quantity, .gradient = equation->gradient,
		              .time = equation->time, .offset = equation->offset };
}

void equation_print_left(const struct cell *cell, const struct equation *equation,
                         const struct print_style *style, struct text *out)
{
	struct tree const left = equation_left(cell, equation);
	print_tree(&left, style, out);
	if (equation->is_cut)
		print_cut(equation->cut, out);
}

void equation_print(const struct cell *cell, const struct equation *equation,
                    const struct print_style *style, struct text *out)
{
	equation_print_left(cell, equation, style, out);
	text_add(out, equation->adds ? " += " : " = ");
	print_tree(equation->right, style, out);
}

void equation_print_derived(const struct cell *cell, const struct equation *equation,
                            const struct print_style *style, struct text *out)
{
	if (!equation->amended || cell->hides_amendments)
		return;
	text_add(out, _("   (yours; derived: "));
	equation_print(cell, equation->derived, style, out);
	text_add_char(out, ')');
}

void cell_print_amended(const struct cell *cell, const char *indent, enum derived_place derived,
                        const struct print_style *style, struct text *out)
{
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *each = &cell->sweep.equation[i];
		if (!each->amended)
			continue;
		text_addf(out, "%s%s", out->length ? "\n" : "", indent);
		when_print(each->when, out);
		equation_print(cell, each, style, out);
		if (derived == DERIVED_BESIDE)
			equation_print_derived(cell, each, style, out);
		if (derived == DERIVED_BELOW && each->derived) {
			text_addf(out, _("\n%s  where the derivation has  "), indent);
			equation_print(cell, each->derived, style, out);
		}
	}
}

// ---- what is predicted

// What the cross-entropy nearest to the loss judges: from the loss back through the equations that it is made
// of, in reading order.
static int prediction_in(const struct cell *cell, const struct tree *tree, bool *seen)
{
	int found = -1;
	if (tree_is_call(tree, "xent") && tree->part[0]->kind == TREE_NAME &&
	    cell->quantity[tree->part[0]->quantity].kind == QUANTITY_COMPUTED)
		return tree->part[0]->quantity;
	for (int i = 0; found < 0 && i < tree->count; i++)
		found = prediction_in(cell, tree->part[i], seen);
	if (tree->kind != TREE_NAME || tree->offset || seen[tree->quantity] ||
	    cell->quantity[tree->quantity].kind != QUANTITY_COMPUTED)
		return found;
	seen[tree->quantity] = true;
	const struct equation *equation = &cell->forward.equation[cell->quantity[tree->quantity].equation];
	return prediction_in(cell, equation->stated ? equation->stated : equation->right, seen);
}

int cell_prediction(const struct cell *cell)
{
	bool seen[CELL_QUANTITIES] = { false };
	struct tree const loss = { .kind = TREE_NAME, .quantity = cell->loss };
	return prediction_in(cell, &loss, seen);
}

int cell_scores(const struct cell *cell)
{
	int const prediction = cell_prediction(cell);
	if (prediction < 0)
		return -1;
	const struct tree *right = cell->forward.equation[cell->quantity[prediction].equation].right;
	bool const is_softmax = tree_is_call(right, "softmax") && right->part[0]->kind == TREE_NAME;
	return is_softmax && !right->part[0]->offset ? right->part[0]->quantity : prediction;
}
