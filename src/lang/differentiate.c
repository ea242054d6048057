// SPDX-License-Identifier: GPL-3.0-or-later
// Reverse mode on trees.  Each equation of the forward program, last to first, pushes the adjoint of
// its left side down its tree; what reaches a name is a contribution to that name's gradient.
// Contributions are then gathered: one backward equation for each name and place.
#include "lang/differentiate.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lang/build.h"
#include "lang/naming.h"
#include "lang/operator.h"

struct contribution {
	int quantity, offset; // whose gradient, at t or at t-1
	bool is_cut;          // only that of a block of it
	struct cut cut;
	struct tree *tree;
	int equation;         // the forward equation it comes from
};

struct differentiator {
	struct cell *cell;
	bool exact;                 // inputs count too
	struct contribution *given; // in the order of the walk; the text's order is the reverse
	int count, room;
	struct error *error;
	bool failed;
};

// ---- pushing adjoints down

static void give(struct differentiator *d, const struct tree *name, const struct cut *cut, struct tree *g,
                 int equation)
{
	if (d->count == d->room) {
		d->room = d->room ? 2 * d->room : 64;
		d->given = memory_resize(d->given, (size_t)d->room, sizeof *d->given);
	}
	struct contribution *given = &d->given[d->count++];
	*given = (struct contribution){ .quantity = name->quantity, .offset = name->offset, .is_cut = cut,
		                        .tree = g, .equation = equation };
	if (cut)
		given->cut = *cut;
}

static bool is_wanted(const struct differentiator *d, const struct tree *tree)
{
	if (tree->kind == TREE_NAME)
		return d->exact || d->cell->quantity[tree->quantity].kind != QUANTITY_INPUT;
	for (int i = 0; i < tree->count; i++)
		if (is_wanted(d, tree->part[i]))
			return true;
	return false;
}

static void fail_undifferentiable(struct error *error, const struct tree *tree)
{
	LOCAL(text) usable = { 0 };
	bool const is_power = tree_is_call(tree, ".^");
	error_set(error, tree->span, is_power ? _("the exponent of .^ is a number: z[t].^2") : NULL,
	          _("%s is not differentiable in a cell"), tree->op->name);
	if (is_power)
		return;
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (op->vjp && op->fixity != FIX_PREFIX)
			text_addf(&usable, "%s ", op->name);
	error_advise(error, _("a cell may use %s"), text_get(&usable));
	error_advise(error, "[a; b] a[t][0..H-1]");
}

// A number that is spread over a shape need not be where a factor of that shape follows: g .* (1 - s.^2).
static struct tree *unspread(struct tree *g)
{
	return tree_is_call(g, "spread") ? g->part[0] : g;
}

static bool needs_spread(const struct tree *call, const struct shape *shape, int i)
{
	bool const is_function = call->count == 1 && call->op->scalar && call->op->fixity == FIX_FUNCTION;
	bool const is_product = tree_is_call(call, ".*") && !shape_is_scalar(shape[1 - i]);
	return !is_function && !is_product && !tree_is_call(call, ".^");
}

static void push(struct differentiator *d, struct tree *tree, struct tree *g, int equation);

// Of Y = [A, B; C, D] each block has its block of g.
static void push_blocks(struct differentiator *d, struct tree *tree, struct tree *g, int equation)
{
	int const across = tree->count / tree->rows;
	struct shape *block = memory_get((size_t)tree->count, sizeof *block);
	struct cut *cut = memory_get((size_t)tree->count, sizeof *cut);
	struct shape whole;
	bool good = cell_shape(d->cell, tree, &whole, d->error);
	for (int i = 0; good && i < tree->count; i++) {
		good = cell_shape(d->cell, tree->part[i], &block[i], d->error);
		cut[i] = (struct cut){ { 0, 0 }, block[i], whole.cols != 1 };
		if (good && i % across)
			shape_side_add(cut[i - 1].from.cols, block[i - 1].cols, 1, &cut[i].from.cols);
		if (good && i >= across)
			shape_side_add(cut[i - across].from.rows, block[i - across].rows, 1, &cut[i].from.rows);
	}
	d->failed = d->failed || !good;
	for (int i = tree->count - 1; good && i >= 0; i--)
		if (is_wanted(d, tree->part[i]))
			push(d, tree->part[i],
			     tree->count > 1 ? tree_cut(&d->cell->arena, g, cut[i]) : g, equation);
	free(block);
	free(cut);
}

static void push(struct differentiator *d, struct tree *tree, struct tree *g, int equation)
{
	if (d->failed)
		return;
	bool const is_cut = tree_is_cut(tree);
	if (tree->kind == TREE_NAME || is_cut) {
		if (is_wanted(d, tree))
			give(d, is_cut ? tree->part[0] : tree, is_cut ? &tree->cut : NULL, naming_use(d->cell, &d->cell->arena, g), equation);
		return;
	}
	if (!is_wanted(d, tree))
		return; // a constant
	if (tree->kind == TREE_MATRIX) {
		push_blocks(d, tree, g, equation);
		return;
	}
	struct shape shape[2];
	for (int i = 0; i < tree->count; i++)
		if (!cell_shape(d->cell, tree->part[i], &shape[i], d->error)) {
			d->failed = true;
			return;
		}
	for (int i = tree->count - 1; i >= 0; i--) {
		if (!is_wanted(d, tree->part[i]))
			continue;
		struct vjp const vjp = { &d->cell->arena, tree, needs_spread(tree, shape, i) ? g : unspread(g), shape };
		struct tree *adjoint = tree->op->vjp ? tree->op->vjp(&vjp, i) : NULL;
		if (adjoint && tree_is_number(adjoint, 0))
			continue;
		if (!adjoint) {
			d->failed = true;
			fail_undifferentiable(d->error, tree);
			return;
		}
		push(d, tree->part[i], adjoint, equation);
	}
}

// ---- gathering

static bool is_of(const struct contribution *given, int quantity, int offset, const struct cut *cut)
{
	return given->quantity == quantity && given->offset == offset && given->is_cut == (cut != NULL) &&
	       (!cut || cut_equal(given->cut, *cut));
}

// The sum of what was given to a gradient, or to that of a block.  Whoever walks a tree recurs as deep as its
// sums are long.
static struct tree *gathered(struct differentiator *d, int quantity, int offset, const struct cut *cut)
{
	struct tree *terms[1024];
	int count = 0;
	for (int i = d->count - 1; i >= 0 && !d->failed; i--) {
		if (!is_of(&d->given[i], quantity, offset, cut))
			continue;
		if (count == 1024) {
			d->failed = true;
			error_set(d->error, d->cell->quantity[quantity].span,
			          _("compute a part of them once, under a name of its own"),
			          _("%s is used in more than 1024 places of this cell"),
			          d->cell->quantity[quantity].name);
			return NULL;
		}
		terms[count++] = d->given[i].tree;
	}
	return count ? build_sum(&d->cell->arena, terms, count) : NULL;
}

// The tree with its times spoken of from another letter: [t] becomes [k].
static struct tree *retimed(struct cell *cell, struct tree *tree, enum base_time time)
{
	struct tree *copy = arena_get(&cell->arena, sizeof *copy);
	*copy = *tree;
	copy->hash = 0;
	if (tree->kind == TREE_NAME && tree->time == TIME_T)
		copy->time = time;
	if (tree->count) {
		copy->part = arena_get(&cell->arena, (size_t)tree->count * sizeof *copy->part);
		for (int i = 0; i < tree->count; i++)
			copy->part[i] = retimed(cell, tree->part[i], time);
	}
	return copy;
}

static void make_room(struct cell *cell, struct program *program)
{
	if (program->count < program->room)
		return;
	program->room = 2 * program->room + 64;
	struct equation *more = arena_get(&cell->arena, (size_t)program->room * sizeof *more);
	if (program->count)
		memcpy(more, program->equation, (size_t)program->count * sizeof *more);
	program->equation = more;
}

// The equation is where it is until the next one.
static struct equation *emit(struct cell *cell, struct program *program, enum equation_part part,
                             enum base_time time, int quantity, int offset, bool adds, struct tree *right)
{
	bool const sum = cell->quantity[quantity].kind == QUANTITY_PARAMETER;
	make_room(cell, program);
	struct equation *equation = &program->equation[program->count++];
	*equation = (struct equation){
		.quantity = quantity,
		.gradient = true,
		.time = sum ? TIME_NONE : time,
		.offset = offset,
		.adds = adds || sum,
		.part = part,
		.shape = cell->quantity[quantity].shape,
		.right = retimed(cell, right, time),
	};
	return equation;
}

// Whether b begins where a has ended, in rows or in columns.
static bool is_apart(struct cut a, struct cut b)
{
	int end;
	bool const below = shape_side_add(a.from.rows, a.size.rows, 1, &end) && shape_side_reaches(b.from.rows, end);
	return below ||
	       (shape_side_add(a.from.cols, a.size.cols, 1, &end) && shape_side_reaches(b.from.cols, end));
}

// Whether contribution i is the first (in the text) of its block, and whether the blocks before it leave this
// one free.
static bool begins_block(const struct differentiator *d, int i, bool *is_free)
{
	const struct contribution *this = &d->given[i];
	*is_free = true;
	for (int j = d->count - 1; j > i; j--) {
		const struct contribution *other = &d->given[j];
		if (other->quantity != this->quantity || other->offset != this->offset || !other->is_cut)
			continue;
		if (cut_equal(other->cut, this->cut))
			return false;
		*is_free = *is_free && (is_apart(other->cut, this->cut) || is_apart(this->cut, other->cut));
	}
	return true;
}

// All that was given to a gradient: to the whole of it, then to its blocks.  `zero`: where nothing was given to
// the whole, it begins with 0.
static void emit_gathered(struct differentiator *d, struct program *program, enum equation_part part,
                          enum base_time time, int quantity, int offset, bool adds, bool zero)
{
	struct tree *whole = gathered(d, quantity, offset, NULL);
	if (whole || zero)
		emit(d->cell, program, part, time, quantity, offset, adds,
		     whole ? whole : tree_number(&d->cell->arena, 0));
	for (int i = d->count - 1; i >= 0 && !d->failed; i--) {
		const struct contribution *given = &d->given[i];
		bool is_free;
		if (!given->is_cut || given->quantity != quantity || given->offset != offset ||
		    !begins_block(d, i, &is_free))
			continue;
		struct tree *right = gathered(d, quantity, offset, &given->cut);
		if (!right)
			return;
		struct equation *equation = emit(d->cell, program, part, time, quantity, offset,
		                                 adds || whole || zero || !is_free, right);
		equation->is_cut = true;
		equation->cut = given->cut;
		equation->shape = given->cut.size;
	}
}

static bool gives_later(const struct differentiator *d, int parameter, int equation)
{
	for (int i = 0; i < d->count; i++)
		if (d->given[i].quantity == parameter && d->given[i].equation < equation)
			return true;
	return false;
}

// The sums of parameters whose last contribution comes from this equation, right to left.
static void emit_parameters(struct differentiator *d, struct program *program, enum equation_part part,
                            enum base_time time, int equation)
{
	for (int i = 0; i < d->count; i++) {
		int const quantity = d->given[i].quantity;
		if (d->given[i].equation != equation ||
		    d->cell->quantity[quantity].kind != QUANTITY_PARAMETER ||
		    gives_later(d, quantity, equation))
			continue;
		bool again = false;
		for (int j = 0; j < i; j++)
			again |= d->given[j].equation == equation && d->given[j].quantity == quantity;
		if (!again)
			emit_gathered(d, program, part, time, quantity, 0, true, false);
	}
}

static bool is_carried(const struct cell *cell, const bool *touched, int quantity)
{
	return cell->quantity[quantity].is_state || touched[quantity];
}

static bool is_given(const struct differentiator *d, int quantity)
{
	for (int i = 0; i < d->count; i++)
		if (d->given[i].quantity == quantity && !d->given[i].offset)
			return true;
	return false;
}

// Where loss t enters: from the loss back to what the recurrence carries.
static void derive_head(struct differentiator *d, struct program *program, bool *touched)
{
	struct cell *cell = d->cell;
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		struct equation *equation = &cell->forward.equation[i];
		int const q = equation->quantity;
		if (q == cell->loss)
			push(d, equation->right, tree_number(&cell->arena, 1), i);
		else if (!cell->quantity[q].is_recurrent && is_given(d, q))
			push(d, equation->right, cell_name(cell, q, true, TIME_T, 0), i);
	}
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		int const q = cell->forward.equation[i].quantity;
		if (cell->quantity[q].is_recurrent)
			continue;
		emit_gathered(d, program, PART_HEAD, TIME_T, q, 0, false, false);
		emit_parameters(d, program, PART_HEAD, TIME_T, i);
	}
	for (int q = 0; q < cell->quantities; q++) {
		const struct quantity *quantity = &cell->quantity[q];
		if (quantity->kind != QUANTITY_COMPUTED || !quantity->is_recurrent ||
		    (!is_given(d, q) && !quantity->is_state))
			continue;
		touched[q] = !quantity->is_state;
		emit_gathered(d, program, PART_HEAD, TIME_T, q, 0, false, quantity->is_state);
	}
	program->head = program->count;
}

// One iteration: from the gradients of the states at k to those at k-1.
static void derive_body(struct differentiator *d, struct program *program, const bool *touched)
{
	struct cell *cell = d->cell;
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		struct equation *equation = &cell->forward.equation[i];
		int const q = equation->quantity;
		if (cell->quantity[q].is_recurrent && (is_carried(cell, touched, q) || is_given(d, q)))
			push(d, equation->right, cell_name(cell, q, true, TIME_T, 0), i);
	}
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		int const q = cell->forward.equation[i].quantity;
		if (!cell->quantity[q].is_recurrent)
			continue;
		emit_gathered(d, program, PART_BODY, TIME_K, q, 0, is_carried(cell, touched, q), false);
		emit_parameters(d, program, PART_BODY, TIME_K, i);
	}
}

// What goes on to k-1; `head` holds what a loss says of a state one step back.
static void derive_tail(struct differentiator *body, struct differentiator *head, struct program *program,
                        const bool *touched)
{
	struct cell *cell = body->cell;
	for (int q = 0; q < cell->quantities; q++) {
		if (cell->quantity[q].kind != QUANTITY_COMPUTED || !is_carried(cell, touched, q))
			continue;
		emit_gathered(body, program, PART_TAIL, TIME_K, q, -1, false, true);
		int const common = program->count;
		emit_gathered(head, program, PART_TAIL, TIME_K, q, -1, true, false);
		for (int i = common; i < program->count; i++)
			program->equation[i].when = (struct when){ WHEN_FROM_T, 0 };
	}
}

static bool derive_sweep(struct cell *cell, struct error *error)
{
	struct differentiator head = { .cell = cell, .error = error };
	struct differentiator body = { .cell = cell, .error = error };
	bool touched[CELL_QUANTITIES] = { false };
	cell->sweep = (struct program){ 0 };
	derive_head(&head, &cell->sweep, touched);
	derive_body(&body, &cell->sweep, touched);
	derive_tail(&body, &head, &cell->sweep, touched);
	free(head.given);
	free(body.given);
	return !head.failed && !body.failed;
}

// Whether an iteration begins a gradient anew where nothing came from the future.
static bool body_adds_to(const struct cell *cell, int quantity)
{
	for (int i = cell->sweep.head; i < cell->sweep.count; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		if (equation->part == PART_BODY && equation->quantity == quantity)
			return true;
	}
	return false;
}

// The single sweep is the same program with the head speaking of k and adding to what comes from the
// future.  A zero is added only where nothing else would be: the last step has no future.
void differentiate_single(struct cell *cell)
{
	cell->single = (struct program){
		.equation = arena_get(&cell->arena, (size_t)cell->sweep.count * sizeof(struct equation)),
	};
	for (int i = 0; i < cell->sweep.count; i++) {
		struct equation equation = cell->sweep.equation[i];
		if (equation.part == PART_HEAD) {
			bool const carried = cell->quantity[equation.quantity].is_recurrent;
			if (carried && tree_is_number(equation.right, 0) &&
			    body_adds_to(cell, equation.quantity))
				continue;
			equation.adds |= carried;
			if (equation.time == TIME_T)
				equation.time = TIME_K;
			equation.right = retimed(cell, equation.right, TIME_K);
		}
		cell->single.equation[cell->single.count++] = equation;
		cell->single.head += equation.part == PART_HEAD;
	}
}

// Whose adjoint: that of the equations as they run, as they are stated, or only of those that run where a
// step has no loss.
enum exactly { AS_RUN, AS_STATED, WITHOUT_LOSS };

// The adjoint of every quantity, seeded anywhere: all equations add.
static bool derive_exact(struct cell *cell, struct program *exact, enum exactly what, struct error *error)
{
	struct differentiator d = { .cell = cell, .exact = true, .error = error };
	*exact = (struct program){ 0 };
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		struct equation *equation = &cell->forward.equation[i];
		if (what == WITHOUT_LOSS && !cell->quantity[equation->quantity].is_recurrent)
			continue;
		push(&d, what == AS_STATED && equation->stated ? equation->stated : equation->right,
		     cell_name(cell, equation->quantity, true, TIME_T, 0), i);
	}
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		int const q = cell->forward.equation[i].quantity;
		emit_gathered(&d, exact, PART_BODY, TIME_K, q, 0, true, false);
		emit_parameters(&d, exact, PART_BODY, TIME_K, i);
	}
	for (int q = 0; q < cell->quantities; q++) {
		if (cell->quantity[q].kind == QUANTITY_INPUT)
			emit_gathered(&d, exact, PART_BODY, TIME_K, q, 0, true, false);
		emit_gathered(&d, exact, PART_TAIL, TIME_K, q, -1, true, false);
	}
	free(d.given);
	return !d.failed;
}

bool differentiate(struct cell *cell, struct error *error)
{
	return derive_sweep(cell, error) && derive_exact(cell, &cell->exact, AS_RUN, error) &&
	       derive_exact(cell, &cell->stated, AS_STATED, error) &&
	       derive_exact(cell, &cell->without, WITHOUT_LOSS, error);
}
