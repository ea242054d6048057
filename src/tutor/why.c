// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/why.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "lang/evaluate.h"
#include "lang/operator.h"
#include "lang/print.h"
#include "net/backward.h"
#include "net/whole.h"

enum { CAUSES_MOST = 4096, FACTORS_MOST = 8 };

// What names mean while an equation is taken apart: in the forward pass at a time, or in iteration (t, k).
struct viewpoint {
	const struct pass *pass;
	int t, k;
	const struct moment *moment; // NULL: forward
	struct number of; // the number asked for: where it is among the passes, all behind it is too
	bool unicode;
	struct arena *arena;
};

static int time_of(const struct viewpoint *viewpoint, const struct tree *name)
{
	return name->offset + (name->time == TIME_LAST ? viewpoint->pass->T - 1 :
	                       name->time == TIME_K    ? viewpoint->k :
	                                                 viewpoint->t);
}

static struct array bound(void *context, const struct tree *name)
{
	const struct viewpoint *viewpoint = context;
	return viewpoint->moment ? moment_bound(viewpoint->moment, name) :
	                       pass_value(viewpoint->pass, name->quantity, time_of(viewpoint, name));
}

// The numbers that a learner's equation may speak of.
static bool letter(void *context, const struct tree *name, const struct indices *indices, struct arena *arena,
                   struct array *out, int *used, struct error *error)
{
	const struct viewpoint *viewpoint = context;
	(void)indices, (void)error;
	*used = 0;
	*out = array_scalar(arena, pass_number(viewpoint->pass, name->name, viewpoint->t, viewpoint->k));
	return true;
}

static struct array value_of(const struct viewpoint *viewpoint, const struct tree *tree)
{
	struct scope const scope = { .context = (void *)viewpoint, .bound = bound, .name = letter };
	struct array value = { 0 };
	struct error error;
	bool const done = evaluate(tree, &scope, viewpoint->arena, &value, &error);
	assert(done || interrupt_is_cut()); // the equation has run
	return done ? value : array_scalar(viewpoint->arena, 0);
}

static double element_of(struct array a, int row, int col)
{
	return array_size(a) == 1 ? a.at[0] : a.at[row * a.cols + col];
}

// ---- names of numbers

static void write_element(struct array shape, int element, struct text *out)
{
	if (array_size(shape) > 1)
		array_write_index(shape, element, out);
}

void why_write_number(const struct pass *pass, struct number number, bool unicode, struct text *out)
{
	const struct cell *cell = pass->network->cell;
	const struct quantity *quantity = &cell->quantity[number.quantity];
	bool const is_parameter = quantity->kind == QUANTITY_PARAMETER;
	const char *d = unicode ? "∂" : "d";
	if (number.gradient) {
		text_addf(out, "%s%s%s", d, cell->quantity[cell->loss].name, number.t == CHECK_WHOLE ? CELL_WHOLE_LOSS : "");
		if (number.t >= 0)
			text_addf(out, "[%d]", number.t);
		text_addf(out, "/%s", d);
	}
	text_add(out, quantity->name);
	if (!is_parameter)
		text_addf(out, "[%d]", number.time);
	write_element(pass_value(pass, number.quantity, is_parameter || number.time < 0 ? 0 : number.time),
	              number.element, out);
	if (is_parameter && number.gradient && number.time >= 0)
		text_addf(out, " @ %d", number.time);
	if (number.step || number.sequence >= 0)
		text_addf(out, _(!number.step         ? N_(" at pass %d") :
		                 number.sequence >= 0 ? N_(", the step from pass %d") :
		                                        N_(", the steps from pass %d")),
		          number.pass);
	bool const reads = number.step || number.gradient || !is_parameter;
	if ((reads ? number.sequence >= 0 : number.sequence > 0) && pass->network->corpus)
		text_addf(out, _(", sequence %d"), number.sequence + 1);
	if (number.of)
		text_addf(out, _(", sequence %d"), number.of);
}

// ---- terms and factors

// An element of a part of an equation.
struct factor {
	const struct tree *tree;
	int row, col;
};

struct causes {
	struct cause *at;
	int count;
	struct factor last[FACTORS_MOST]; // of the term that was added last
	int factors;
	bool negated;
};

static struct cause *list_add(struct causes *list)
{
	return list->count < CAUSES_MOST ? &list->at[list->count++] : NULL;
}

static const char *print_part(const struct viewpoint *viewpoint, const struct tree *tree, int row, int col)
{
	struct print_style const style = { viewpoint->unicode, true, viewpoint->t, viewpoint->k, viewpoint->pass->T };
	LOCAL(text) text = { 0 };
	struct array const value = value_of(viewpoint, tree);
	bool const is_name = tree->kind == TREE_NAME || tree->kind == TREE_NUMBER;
	if (!is_name)
		text_add_char(&text, '(');
	print_tree(tree, &style, &text);
	if (!is_name)
		text_add_char(&text, ')');
	write_element(value, row * value.cols + col, &text);
	return arena_copy_bytes(viewpoint->arena, text_get(&text), text.length);
}

// The number that a name's element is, if it has one behind which something stands.
static bool number_of(const struct viewpoint *viewpoint, const struct tree *name, int row, int col, struct number *number)
{
	if (name->kind != TREE_NAME || name->quantity < 0)
		return false;
	const struct quantity *quantity = &viewpoint->pass->network->cell->quantity[name->quantity];
	int const time = name->time == TIME_NONE ? -1 : time_of(viewpoint, name);
	struct array const value = value_of(viewpoint, name);
	int const element = array_size(value) == 1 ? 0 : row * value.cols + col;
	*number = (struct number){ .quantity = name->quantity,
		                   .gradient = name->gradient,
		                   .t = viewpoint->t,
		                   .time = time,
		                   .element = element,
		                   .pass = viewpoint->of.pass,
		                   .sequence = viewpoint->of.sequence,
		                   .of = viewpoint->of.of };
	return name->gradient || (quantity->kind == QUANTITY_COMPUTED && time >= 0) ||
	       (quantity->kind == QUANTITY_PARAMETER && (number->pass > 0 || number->sequence > 0));
}

// The one name below a tree that is applied element by element; NULL if there are none or several.
static const struct tree *only_name(const struct tree *tree)
{
	if (tree->kind == TREE_NAME)
		return tree;
	const struct tree *found = NULL;
	for (int i = 0; i < tree->count; i++) {
		const struct tree *below = only_name(tree->part[i]);
		if (below && found && !tree_equal(below, found))
			return NULL;
		found = below ? below : found;
	}
	return found;
}

// The factors of an element: a ⊙ b of vectors, and scalars before anything.
static int find_factors(const struct viewpoint *viewpoint, const struct tree *tree, int row, int col, struct factor *factor,
                        int count)
{
	bool const is_product = tree_is_call(tree, ".*") || tree_is_call(tree, "*");
	if (!is_product || count + 2 > FACTORS_MOST) {
		factor[count] = (struct factor){ tree, row, col };
		return count + 1;
	}
	count = find_factors(viewpoint, tree->part[0], row, col, factor, count);
	return count < FACTORS_MOST ? find_factors(viewpoint, tree->part[1], row, col, factor, count) : count;
}

// Of the factors of a term a gradient is gone on with before a value, and that before a weight.
static int worth(const struct viewpoint *viewpoint, struct number number)
{
	const struct quantity *quantity = &viewpoint->pass->network->cell->quantity[number.quantity];
	return number.gradient ? 2 : quantity->kind != QUANTITY_PARAMETER;
}

static void add_term(const struct viewpoint *viewpoint, const struct factor *factor, int count, double sign, struct causes *list)
{
	struct cause *cause = list_add(list);
	LOCAL(text) label = { 0 };
	if (!cause)
		return;
	*cause = (struct cause){ .value = sign };
	memmove(list->last, factor, (size_t)count * sizeof *factor);
	list->factors = count;
	list->negated = sign < 0;
	for (int i = 0; i < count; i++) {
		struct number number;
		struct array const value = value_of(viewpoint, factor[i].tree);
		cause->value *= element_of(value, factor[i].row, factor[i].col);
		text_addf(&label, "%s%s", !i ? (sign < 0 ? "-" : "") : viewpoint->unicode ? " · " : " * ",
		          print_part(viewpoint, factor[i].tree, factor[i].row, factor[i].col));
		const struct tree *name = only_name(factor[i].tree);
		bool const goes_on = name && number_of(viewpoint, name, factor[i].row, factor[i].col, &number);
		if (goes_on && (!cause->goes_on || worth(viewpoint, number) > worth(viewpoint, cause->number))) {
			cause->goes_on = true;
			cause->number = number;
		}
	}
	cause->label = arena_copy_bytes(viewpoint->arena, text_get(&label), label.length);
}

// The terms of an element of a tree.
static void expand(const struct viewpoint *viewpoint, const struct tree *tree, int row, int col, double sign,
                   struct causes *list)
{
	if (interrupt_seen())
		return;
	if (tree_is_call(tree, "+") || tree_is_call(tree, "-")) {
		for (int i = 0; i < tree->count; i++)
			expand(viewpoint, tree->part[i], row, col,
			       tree_is_call(tree, "-") && (i || tree->count == 1) ? -sign : sign, list);
		return;
	}
	if (tree_is_call(tree, "outer")) {
		struct factor const factor[] = { { tree->part[0], row, 0 }, { tree->part[1], col, 0 } };
		add_term(viewpoint, factor, 2, sign, list);
		return;
	}
	if (tree_is_call(tree, "*")) {
		bool const transposed = tree_is_call(tree->part[0], "'");
		const struct tree *left = transposed ? tree->part[0]->part[0] : tree->part[0];
		struct array const a = value_of(viewpoint, left), b = value_of(viewpoint, tree->part[1]);
		int const inner = transposed ? a.rows : a.cols;
		for (int i = 0; array_size(a) > 1 && array_size(b) > 1 && i < inner; i++) {
			struct factor const factor[] = { { left, transposed ? i : row, transposed ? row : i },
				                         { tree->part[1], i, col } };
			double const product = element_of(a, factor[0].row, factor[0].col) * element_of(b, i, col);
			if (product > 0 || product < 0 || isnan(product))
				add_term(viewpoint, factor, 2, sign, list);
		}
		if (array_size(a) > 1 && array_size(b) > 1)
			return;
	}
	struct factor factor[FACTORS_MOST];
	add_term(viewpoint, factor, find_factors(viewpoint, tree, row, col, factor, 0), sign, list);
}

// ---- one equation

static int by_size(const void *a, const void *b)
{
	double const x = fabs(((const struct cause *)a)->value), y = fabs(((const struct cause *)b)->value);
	return (x < y) - (x > y);
}

// The factors of the only term, each a cause of its own; of one alone, what it is a function of.
static void split(const struct viewpoint *viewpoint, struct why *why, struct causes *list)
{
	int const count = list->factors;
	struct factor factor[FACTORS_MOST];
	memcpy(factor, list->last, sizeof factor);
	list->count = 0;
	why->kind = count > 1 ? WHY_PRODUCT : WHY_FUNCTION;
	for (int i = 0; i < count; i++) {
		const struct tree *name = only_name(factor[i].tree);
		if (count == 1 && name)
			factor[i].tree = name;
		add_term(viewpoint, &factor[i], 1, 1, list);
	}
}

// `alone`: nothing else writes the number, so that factors may stand for a term that is the only one.
static void take_equation(const struct viewpoint *viewpoint, const struct equation *equation, int element, bool alone,
                          struct why *why, struct causes *list)
{
	const struct tree *right = equation->right;
	struct array const value = value_of(viewpoint, right);
	bool const fills = array_size(value) == 1; // a scalar that is written everywhere
	int const row = fills ? 0 : element / value.cols, col = fills ? 0 : element % value.cols;
	LOCAL(text) text = { 0 };
	struct print_style const style = { viewpoint->unicode, true, viewpoint->t, viewpoint->k, viewpoint->pass->T };
	if (why->equation)
		text_addf(&text, "%s;  ", why->equation);
	equation_print(viewpoint->pass->network->cell, equation, &style, &text);
	why->equation = arena_copy_bytes(viewpoint->arena, text_get(&text), text.length);
	why->kind = WHY_SUM;
	expand(viewpoint, right, row, col, 1, list);
	if (alone && list->count == 1 && !list->negated)
		split(viewpoint, why, list);
}

static void explain_value(const struct pass *pass, struct number number, bool unicode, struct arena *arena,
                          struct why *why, struct causes *list)
{
	const struct cell *cell = pass->network->cell;
	struct viewpoint const viewpoint = { pass, number.time, number.time, NULL, number, unicode, arena };
	why->value = why_array(pass, number, arena).at[number.element];
	if (cell->quantity[number.quantity].kind == QUANTITY_COMPUTED && number.time >= 0)
		take_equation(&viewpoint, &cell->forward.equation[cell->quantity[number.quantity].equation], number.element,
		              true, why, list);
}

// ---- gradients

// Whether an equation of iteration (t, k) writes the gradient of a quantity at a time.
static bool writes(const struct equation *equation, struct number number, int k)
{
	if (equation->quantity != number.quantity || !equation->gradient)
		return false;
	return equation->time == TIME_NONE ? number.time == k : k + equation->offset == number.time;
}

// The equations of iteration (t, k) that write the number; with `why` NULL they are only counted.
static int explain_iteration(const struct pass *pass, struct number number, int k, bool alone, bool unicode,
                             struct arena *arena, struct why *why, struct causes *list)
{
	const struct program *program = &pass->network->cell->sweep;
	struct moment *moment = moment_blank(pass);
	int count = 0;
	if (moment_sweep_loss(moment, number.t, k, true)) {
		struct viewpoint const viewpoint = { pass, number.t, k, moment, number, unicode, arena };
		for (int i = 0; i < program->count; i++) {
			if (!program_runs(program, i, number.t, k) || !writes(&program->equation[i], number, k))
				continue;
			count++;
			if (why)
				take_equation(&viewpoint, &program->equation[i], number.element, alone, why, list);
		}
	}
	moment_free(moment);
	return count;
}

struct array why_array(const struct pass *pass, struct number number, struct arena *arena)
{
	bool const is_parameter = pass->network->cell->quantity[number.quantity].kind == QUANTITY_PARAMETER;
	if (number.t == CHECK_WHOLE && number.gradient)
		return whole_parameters(pass->network, arena)[number.quantity];
	if (!number.gradient)
		return pass_value(pass, number.quantity, number.time);
	return is_parameter ? backward_parameter(pass, number.t, number.quantity, number.time, arena) :
	                      backward_quantity(pass, number.t, number.quantity, number.time, arena);
}

// The sum over losses, or over steps: `part` is the number of one of them.
static void add_part(const struct pass *pass, struct number part, bool unicode, struct arena *arena, struct causes *list)
{
	double const value = why_array(pass, part, arena).at[part.element];
	LOCAL(text) label = { 0 };
	struct cause *cause = value > 0 || value < 0 || isnan(value) ? list_add(list) : NULL;
	if (!cause)
		return;
	why_write_number(pass, part, unicode, &label);
	*cause = (struct cause){ value, arena_copy_bytes(arena, text_get(&label), label.length), true, part };
}

// The sum over sequences.
static void add_sequences(const struct pass *pass, struct number number, bool unicode, struct arena *arena,
                          struct causes *list)
{
	struct each each = each_of(pass->network, network_learned(pass->network));
	number.t = -1;
	while (each_next(&each)) {
		number.of = each.i + 1;
		add_part(each.pass, number, unicode, arena, list);
	}
}

static void explain_gradient(const struct pass *pass, struct number number, bool unicode, struct arena *arena,
                             struct why *why, struct causes *list)
{
	bool const is_parameter = pass->network->cell->quantity[number.quantity].kind == QUANTITY_PARAMETER;
	why->value = why_array(pass, number, arena).at[number.element];
	struct number part = number;
	if (number.t == CHECK_WHOLE) {
		why->kind = WHY_SUM;
		add_sequences(pass, number, unicode, arena, list);
	} else if (number.t < 0) {
		why->kind = WHY_SUM;
		for (part.t = pass->T - 1; part.t >= 0 && part.t >= number.time; part.t--)
			add_part(pass, part, unicode, arena, list);
	} else if (is_parameter && number.time < 0) {
		why->kind = WHY_SUM;
		for (part.time = number.t; part.time >= moment_last_k(pass->network, number.t); part.time--)
			add_part(pass, part, unicode, arena, list);
	} else {
		int const first = number.time < number.t && !is_parameter ? number.time + 1 : number.time;
		int writers = 0;
		for (int k = first; k >= number.time && k >= 0; k--)
			writers += explain_iteration(pass, number, k, false, unicode, arena, NULL, NULL);
		for (int k = first; k >= number.time && k >= 0; k--)
			explain_iteration(pass, number, k, writers == 1, unicode, arena, why, list);
	}
}

struct why why_of(const struct pass *pass, struct number number, bool unicode, struct arena *arena)
{
	struct why why = { .kind = WHY_GIVEN };
	struct causes list = { .at = arena_get(arena, CAUSES_MOST * sizeof *list.at) };
	if (number.gradient)
		explain_gradient(pass, number, unicode, arena, &why, &list);
	else
		explain_value(pass, number, unicode, arena, &why, &list);
	if (why.kind == WHY_SUM && list.count)
		qsort(list.at, (size_t)list.count, sizeof *list.at, by_size);
	why.cause = list.at;
	why.count = list.count;
	return why;
}
