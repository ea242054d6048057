// SPDX-License-Identifier: GPL-3.0-or-later
// Binding a cell's names: each name in an equation becomes a quantity at a time, each equation gets a
// shape, and biases that are off disappear.
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/reader.h"

enum { LAG_MOST = 9 };

// [t] or [t-n]: the offset, or 1 when the subscript is neither.
static int read_offset(const struct tree *name)
{
	if (name->subscripts != 1 || name->subscript[0].count != 1)
		return 1;
	const struct tree *at = name->subscript[0].at[0];
	if (at->kind == TREE_NAME && !strcmp(at->name, "t") && !at->subscripts)
		return 0;
	bool const is_back = tree_is_call(at, "-") && at->count == 2 &&
	                     at->part[0]->kind == TREE_NAME && !strcmp(at->part[0]->name, "t") &&
	                     at->part[1]->kind == TREE_NUMBER;
	double const steps = is_back ? at->part[1]->number : 0;
	return steps >= 1 && steps <= LAG_MOST && floor(steps) >= steps ? -(int)steps : 1;
}

// ---- states that are looked back at by more than a step

// What a state was one step before it is looked back at is a state of its own, whose equation hands it on:
// s_lag[t] = s[t-1], s_lag2[t] = s_lag[t-1].  So s[t-2] is s_lag[t-1], and a walk, a Jacobian and a plan need
// no more than the step before.
static void name_lag(const char *state, int lag, struct text *out)
{
	text_addf(out, lag > 1 ? "%s_lag%d" : "%s_lag", state, lag);
}

static int find_lag(const struct cell *cell, int state, int lag)
{
	LOCAL(text) name = { 0 };
	name_lag(cell->quantity[state].name, lag, &name);
	return cell_find(cell, text_get(&name));
}

struct looking_back {
	const struct cell *cell;
	int lags[CELL_QUANTITIES]; // how many each state needs
};

static void look_back(void *context, struct tree *tree)
{
	struct looking_back *looking = context;
	int const q = tree->kind == TREE_NAME ? cell_find(looking->cell, tree->name) : -1;
	int const lags = q >= 0 && looking->cell->quantity[q].is_state ? -read_offset(tree) - 1 : 0;
	if (lags > 0 && lags > looking->lags[q])
		looking->lags[q] = lags;
}

static bool add_lag(struct reader *reader, int state, int lag)
{
	struct cell *cell = reader->cell;
	const struct quantity whole = cell->quantity[state];
	LOCAL(text) name = { 0 };
	name_lag(whole.name, lag, &name);
	const char *kept = arena_copy_bytes(&cell->arena, text_get(&name), name.length);
	if (cell_find(cell, kept) >= 0)
		return reader_fail(reader, whole.span, _("give what is called so another name"),
		                   _("%s is to be the name of what a state was before"), kept);
	if (cell->quantities == CELL_QUANTITIES || cell->forward.count == CELL_QUANTITIES)
		return reader_fail(reader, whole.span, _("a cell has 256 names and parts at most"),
		                   _("too many names in a cell, at %s"), kept);
	cell->quantity[cell->quantities] = (struct quantity){ .name = kept, .kind = QUANTITY_COMPUTED,
		                                              .is_state = true, .shape = whole.shape,
		                                              .span = whole.span };
	int const before = lag > 1 ? find_lag(cell, state, lag - 1) : state;
	struct equation *first = cell->forward.equation;
	memmove(first + 1, first, (size_t)cell->forward.count++ * sizeof *first);
	*first = (struct equation){ .quantity = cell->quantities++, .time = TIME_T, .part = PART_FORWARD,
		                    .right = cell_name(cell, before, false, TIME_T, -1),
		                    .made = true, .span = whole.span };
	return true;
}

// The states that are needed, each handed on before anything else is computed.
static bool add_lags(struct reader *reader)
{
	struct cell *cell = reader->cell;
	struct looking_back looking = { .cell = cell };
	for (int i = 0; i < cell->forward.count; i++)
		tree_visit(cell->forward.equation[i].right, look_back, &looking);
	int const states = cell->quantities;
	for (int q = 0; q < states; q++)
		for (int lag = 1; lag <= looking.lags[q]; lag++)
			if (!add_lag(reader, q, lag))
				return false;
	for (int i = 0; i < cell->forward.count; i++)
		cell->quantity[cell->forward.equation[i].quantity].equation = i;
	return true;
}

// ---- blocks

// A bound of a block in the letters of shapes: 0, H-1, 2*H, D+1; false if it is not one.
static bool find_side(const struct reader *reader, const struct tree *tree, int *side)
{
	int other;
	int const size = tree->kind == TREE_NAME ? reader_find_size(reader, tree->name) : -1;
	if (tree->kind == TREE_NUMBER && tree->number >= 0 && tree->number <= 4096 &&
	    floor(tree->number) >= tree->number)
		*side = (int)tree->number;
	else if (size >= 0)
		*side = size;
	else if (tree->kind == TREE_NAME && !tree->subscripts && (!strcmp(tree->name, "H") || !strcmp(tree->name, "C")))
		*side = *tree->name == 'H' ? SIDE_H : SIDE_C;
	else if (tree->count == 2 && (tree_is_call(tree, "+") || tree_is_call(tree, "-")))
		return find_side(reader, tree->part[0], side) && find_side(reader, tree->part[1], &other) &&
		       shape_side_add(*side, other, tree_is_call(tree, "+") ? 1 : -1, side);
	else if (tree_is_call(tree, "*") && tree->part[0]->kind == TREE_NUMBER)
		return find_side(reader, tree->part[1], side) && find_side(reader, tree->part[0], &other) &&
		       shape_side_scale(*side, other, side);
	else
		return false;
	return true;
}

// One range of a block: from where, how many.
static bool find_range(struct reader *reader, const struct subscript *subscript, int i, int *from, int *size)
{
	const struct tree *first = subscript->at[i], *last = subscript->last ? subscript->last[i] : NULL;
	int end;
	if (!find_side(reader, first, from) || !find_side(reader, last ? last : first, &end) ||
	    !shape_side_add(end, 1, 1, &end) || !shape_side_add(end, *from, -1, size) ||
	    !shape_side_reaches(*size, 1))
		return reader_fail(reader, first->span,
		                   _("write for example a[t][0..H-1], a[t][2], W[0..H-1, H..H+C-1]"),
		                   _("this is not a block of numbers, H, C and sizes%s"), "");
	return true;
}

// Whether a name has brackets behind its time: a block is cut out of it.  W[t] is a mistake of another kind.
static bool is_block(const struct cell *cell, const struct tree *name)
{
	int const q = cell_find(cell, name->name);
	bool const timeless = q >= 0 && cell->quantity[q].kind == QUANTITY_PARAMETER;
	return q >= 0 && name->subscripts == (timeless ? 1 : 2) && !(timeless && read_offset(name) <= 0);
}

// Makes of the name a call that cuts a block out of it.
static bool make_cut(struct reader *reader, struct tree *tree)
{
	struct tree *name = arena_get(&reader->cell->arena, sizeof *name);
	*name = *tree;
	const struct subscript *subscript = &tree->subscript[tree->subscripts - 1];
	struct cut cut = { { 0, 0 }, { 1, 1 }, subscript->count == 2 };
	name->subscripts--;
	if (subscript->count > 2)
		return reader_fail(reader, tree->span, _("write W[0..H-1, 0..C-1]"),
		                   _("a block has one range or two%s"), "");
	if (!find_range(reader, subscript, 0, &cut.from.rows, &cut.size.rows) ||
	    (cut.is_matrix && !find_range(reader, subscript, 1, &cut.from.cols, &cut.size.cols)))
		return false;
	struct tree *made = tree_cut(&reader->cell->arena, name, cut);
	made->span = tree->span;
	*tree = *made;
	return true;
}

// ---- names

static bool bind_name(struct reader *reader, struct tree *name, int equation)
{
	struct cell *cell = reader->cell;
	int q = cell_find(cell, name->name);
	if (name->quantity >= 0)
		return true; // that of a lag's own equation
	if (q < 0)
		return reader_fail(reader, name->span, _("declare it: input, param, bias or state, or compute it "
		                                  "in an equation above"),
		            _("%s is not defined in this cell"), name->name);
	const struct quantity *quantity = &cell->quantity[q];
	int offset = read_offset(name);
	if (quantity->kind == QUANTITY_PARAMETER) {
		if (name->subscripts)
			return reader_fail(reader, name->span, _("write it without brackets: it is used whole"),
			            _("%s is a parameter and has no time"), name->name);
	} else if (offset > 0) {
		return reader_fail(reader, name->span, _("write [t], or [t-1], [t-2] up to [t-9] of a state"),
		            name->subscripts ? _("the time of %s is neither t nor a step before it") :
		                               _("%s needs a time"), name->name);
	} else if (offset < 0 && !quantity->is_state) {
		return reader_fail(reader, name->span, _("declare it: state s[H]"),
		            _("only a state may look back; %s is none"), name->name);
	} else if (!offset && quantity->kind == QUANTITY_COMPUTED &&
	           (quantity->equation < 0 || quantity->equation >= equation)) {
		return reader_fail(reader, name->span, _("equations run in the order of the text"),
		            _("%s is used before it is computed"), name->name);
	}
	if (offset < -1) {
		q = find_lag(cell, q, -offset - 1);
		name->name = cell->quantity[q].name;
		offset = -1;
	}
	name->quantity = q;
	name->time = quantity->kind == QUANTITY_PARAMETER ? TIME_NONE : TIME_T;
	name->offset = name->time == TIME_NONE ? 0 : offset;
	name->subscripts = 0;
	return true;
}

static bool bind_tree(struct reader *reader, struct tree *tree, int equation)
{
	int const size = tree->kind == TREE_NAME && !tree->subscripts ? reader_find_size(reader, tree->name) : -1;
	if (size >= 0) {
		struct span const span = tree->span;
		*tree = *tree_number(&reader->cell->arena, size);
		tree->span = span;
		return true;
	}
	if (tree->kind == TREE_NAME && tree->quantity < 0 && is_block(reader->cell, tree) &&
	    !make_cut(reader, tree))
		return false;
	if (tree->kind == TREE_NAME)
		return bind_name(reader, tree, equation);
	for (int i = 0; i < tree->count; i++)
		if (!bind_tree(reader, tree->part[i], equation))
			return false;
	return true;
}

// What remains of a call some of whose operands are 0; NULL: 0 itself.
static struct tree *without_zeros(struct arena *arena, struct tree *tree, const bool *zero)
{
	bool const adds = tree_is_call(tree, "+"), takes = tree_is_call(tree, "-");
	if (tree_is_call(tree, "*") || tree_is_call(tree, ".*") || tree_is_call(tree, "'"))
		return NULL;
	if (tree_is_call(tree, "./"))
		return zero[0] && !zero[1] ? NULL : tree;
	if (!adds && !takes)
		return tree;
	if (tree->count == 1 || (zero[0] && zero[1]))
		return NULL;
	if (zero[1])
		return tree->part[0];
	return adds ? tree->part[1] : tree_call1(arena, "-", tree->part[1]);
}

// The tree with the biases that do not exist as 0, and what follows from that; NULL: it became 0.
static struct tree *without_biases(struct reader *reader, struct tree *tree)
{
	struct arena *arena = &reader->cell->arena;
	bool is_changed = false, zero[2] = { false };
	if (tree->kind == TREE_NAME)
		return reader->missing[tree->quantity] ? NULL : tree;
	for (int i = 0; i < tree->count; i++) {
		struct tree *part = without_biases(reader, tree->part[i]);
		if (!part && tree->kind == TREE_CALL)
			is_changed = zero[i] = true;
		tree->part[i] = part ? part : tree_number(arena, 0);
	}
	return is_changed ? without_zeros(arena, tree, zero) : tree;
}

static bool fail_state_shape(struct reader *reader, const struct equation *equation,
                             const struct quantity *quantity)
{
	LOCAL(text) computed = { 0 }, declared = { 0 };
	shape_write(equation->shape, &computed);
	shape_write(quantity->shape, &declared);
	error_set(reader->error, equation->span, _("make the two alike"),
	          _("the state %s is declared %s, but its equation gives %s"), quantity->name,
	          text_get(&declared), text_get(&computed));
	return false;
}

static bool bind_equations(struct reader *reader)
{
	struct cell *cell = reader->cell;
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation *equation = &cell->forward.equation[i];
		struct quantity *quantity = &cell->quantity[equation->quantity];
		// A cell is right or wrong with all of its biases, whether they exist or not.
		if (!bind_tree(reader, equation->right, i) ||
		    !cell_shape(cell, equation->right, &equation->shape, reader->error))
			return false;
		equation->right = without_biases(reader, equation->right);
		if (!equation->right)
			equation->right = tree_number(&cell->arena, 0);
		if (!cell_shape(cell, equation->right, &equation->shape, reader->error))
			return false;
		if (quantity->is_state && !shape_equal(quantity->shape, equation->shape))
			return fail_state_shape(reader, equation, quantity);
		quantity->shape = equation->shape;
	}
	return true;
}

static void renumber(struct tree *tree, const int *number)
{
	if (tree->kind == TREE_NAME)
		tree->quantity = number[tree->quantity];
	for (int i = 0; i < tree->count; i++)
		renumber(tree->part[i], number);
}

// Takes the biases that do not exist out of the list of quantities.
static void drop_missing(struct reader *reader)
{
	struct cell *cell = reader->cell;
	int number[CELL_QUANTITIES], kept = 0;
	for (int i = 0; i < cell->quantities; i++) {
		number[i] = kept;
		if (!reader->missing[i])
			cell->quantity[kept++] = cell->quantity[i];
	}
	cell->quantities = kept;
	for (int i = 0; i < cell->forward.count; i++) {
		cell->forward.equation[i].quantity = number[cell->forward.equation[i].quantity];
		renumber(cell->forward.equation[i].right, number);
	}
}

static bool states_have_equations(struct reader *reader)
{
	const struct cell *cell = reader->cell;
	for (int i = 0; i < cell->quantities; i++)
		if (cell->quantity[i].is_state && cell->quantity[i].equation < 0)
			return reader_fail(reader, cell->quantity[i].span, _("write s[t] = …"),
			            _("the state %s has no equation"), cell->quantity[i].name);
	return true;
}

bool reader_bind(struct reader *reader)
{
	if (!states_have_equations(reader) || !add_lags(reader) || !bind_equations(reader))
		return false;
	drop_missing(reader);
	return true;
}

static bool fail_loss(struct reader *reader)
{
	const struct quantity *quantity =
		reader->cell->loss < 0 ? NULL : &reader->cell->quantity[reader->cell->loss];
	LOCAL(text) what = { 0 };
	if (!quantity)
		text_add(&what, _("it is not defined"));
	else if (quantity->kind != QUANTITY_COMPUTED)
		text_add(&what, _("it is given"));
	else
		shape_write(quantity->shape, &what);
	error_set(reader->error, reader->loss_span, _("a loss is a scalar that an equation computes"),
	          _("%s cannot be the loss: %s"), reader->loss, text_get(&what));
	return false;
}

bool reader_resolve_loss(struct reader *reader)
{
	struct cell *cell = reader->cell;
	struct span const end = { reader->number ? reader->number : 1, 1, 1 };
	if (!reader->loss)
		return reader_fail(reader, end, _("write: loss E"), _("the cell names no loss%s"), "");
	cell->loss = cell_find(cell, reader->loss);
	if (cell->loss < 0 || cell->quantity[cell->loss].kind != QUANTITY_COMPUTED ||
	    !shape_is_scalar(cell->quantity[cell->loss].shape))
		return fail_loss(reader);
	if (cell->quantity[cell->loss].is_recurrent)
		return reader_fail(reader, reader->loss_span,
		            _("let a state depend on what the loss is computed from"), _("the loss %s may not feed a state"),
		            reader->loss);
	if (!reader->delta[0])
		return reader_fail(reader, end, _("write: delta z"), _("the cell names no delta%s"), "");
	for (; cell->deltas < CELL_DELTAS && reader->delta[cell->deltas]; cell->deltas++) {
		const char *name = reader->delta[cell->deltas];
		int const q = cell_find(cell, name);
		if (q < 0 || !cell->quantity[q].is_recurrent || !shape_is_vector(cell->quantity[q].shape))
			return reader_fail(reader, reader->delta_span[cell->deltas],
			            _("a delta is the gradient of a vector that the states depend on"),
			            _("%s cannot be a delta"), name);
		cell->delta[cell->deltas] = q;
	}
	return true;
}
