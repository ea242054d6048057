// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/amend.h"
#include "lang/differentiate.h"
#include "lang/print.h"

// ---- where an edit fits

static bool left_fits(const struct cell *cell, const struct equation *equation, const char *left)
{
	const struct quantity *q = &cell->quantity[equation->quantity];
	if (!strcmp(left, "dP") || !strcmp(left, "db"))
		return q->kind == QUANTITY_PARAMETER && q->is_bias == (left[1] == 'b');
	if (q->kind == QUANTITY_PARAMETER)
		return false;
	return !strcmp(left, "dL[t]") ? equation->part == PART_HEAD :
	       !strcmp(left, "dL[k]") ? equation->part == PART_BODY :
	                                equation->part == PART_TAIL;
}

int rewrite_sites(const struct cell *cell, const struct edit *edit, struct site *sites)
{
	LOCAL(arena) arena = { 0 };
	struct rewriting search = rewriting_of(cell, edit, &arena);
	int count = 0;
	for (int i = 0; i < cell->sweep.count; i++) {
		if (!left_fits(cell, &cell->sweep.equation[i], edit->left) ||
		    !rewriting_begin(&search, &cell->sweep.equation[i], i))
			continue;
		count = rewriting_add_sites(&search, sites, count);
	}
	return count;
}

// ---- the cell after it

static struct when read_when(const char *only)
{
	// "at k=t: " or "at k=t-2: " or "at k=0: "
	struct when when = { WHEN_ALWAYS, 0 };
	if (only && only[5] == 't')
		when = (struct when){ WHEN_FROM_T, only[6] == '-' ? atoi(only + 7) : 0 };
	else if (only)
		when = (struct when){ WHEN_AT, atoi(only + 5) };
	return when;
}

static bool fits_its_place(const struct cell *cell, const struct equation *equation)
{
	struct shape shape;
	struct error error;
	return cell_shape(cell, equation->right, &shape, &error) &&
	       (shape_equal(shape, equation->shape) || shape_is_scalar(shape)) &&
	       (equation->adds || !equation_reads(equation, equation));
}

static void find_ahead(void *context, struct tree *tree)
{
	bool *const is_ahead = context;
	*is_ahead |= tree->kind == TREE_NAME && tree->time == TIME_K && tree->offset > 0;
}

// Whether it reads no step behind the last one.
static bool reads_within(const struct cell *cell, const struct equation *equation)
{
	bool is_ahead = false;
	tree_visit(equation->right, find_ahead, &is_ahead);
	return !is_ahead || amend_may_read_ahead(cell, equation);
}

// A copy with a backward program of its own; all else is shared.
static struct cell *copy_program(const struct cell *cell)
{
	struct cell *copy = memory_get(1, sizeof *copy);
	*copy = *cell;
	copy->base = cell_hold((struct cell *)cell);
	copy->references = 1;
	copy->arena = (struct arena){ 0 };
	struct program *sweep = &copy->sweep;
	sweep->equation = arena_get(&copy->arena, (size_t)sweep->count * sizeof *sweep->equation);
	memcpy(sweep->equation, cell->sweep.equation, (size_t)sweep->count * sizeof *sweep->equation);
	return copy;
}

static struct cell *finish(struct cell *copy, bool good)
{
	if (good) {
		copy->combines = program_combines(&copy->sweep);
		differentiate_single(copy);
		return copy;
	}
	cell_drop(copy);
	return NULL;
}

// The equation of an iteration that computes a quantity's gradient; -1 if there is none, or there are several.
static int find_body(const struct cell *cell, int quantity)
{
	int found = -1, count = 0;
	for (int i = 0; i < cell->sweep.count; i++)
		if (cell->sweep.equation[i].quantity == quantity && cell->sweep.equation[i].part == PART_BODY) {
			found = i;
			count++;
		}
	return count == 1 ? found : -1;
}

static bool is_delta(const struct cell *cell, int quantity)
{
	bool is = false;
	for (int i = 0; i < cell->deltas; i++)
		is |= cell->delta[i] == quantity;
	return is;
}

// Two deltas get each other's right sides.
static bool trade(struct cell *changed, struct site site)
{
	int const quantity = changed->sweep.equation[site.equation].quantity, other = find_body(changed, site.other);
	if (other < 0 || other == site.equation || find_body(changed, quantity) < 0 || !is_delta(changed, quantity))
		return false;
	struct equation a = changed->sweep.equation[site.equation], b = changed->sweep.equation[other];
	struct tree *const right = a.right;
	if (!shape_equal(a.shape, b.shape) || tree_equal(a.right, b.right) || a.adds || b.adds)
		return false;
	a.right = b.right;
	b.right = right;
	amend_put(changed, site.equation, a);
	amend_put(changed, other, b);
	return reads_within(changed, &a) && reads_within(changed, &b) && program_order(&changed->sweep);
}

struct cell *rewrite(const struct cell *cell, const struct edit *edit, struct site site)
{
	struct cell *changed = copy_program(cell);
	if (edit->trades)
		return finish(changed, trade(changed, site));
	struct rewriting search = rewriting_of(cell, edit, &changed->arena);
	rewriting_begin(&search, &cell->sweep.equation[site.equation], site.equation);
	search.wanted = site;
	struct equation equation = *search.equation, kept = equation;
	equation.right = rewriting_replace(&search, equation.right);
	equation.adds = equation.adds && !edit->sets;
	bool const good = fits_its_place(cell, &equation) &&
	                  (equation.right != kept.right || equation.adds != kept.adds);
	if (!good)
		return finish(changed, false);
	equation.when = edit->only ? read_when(edit->only) : equation.when;
	amend_put(changed, site.equation, equation);
	kept.when = read_when(edit->but);
	if (edit->but)
		amend_put(changed, site.equation, kept);
	return finish(changed, reads_within(changed, &equation) && program_order(&changed->sweep));
}

struct cell *rewrite_lines(const struct cell *cell, const char *lines)
{
	struct cell *changed = copy_program(cell);
	bool good = true;
	while (good && *lines) {
		size_t const length = strcspn(lines, "\n");
		struct amendment const line = { lines, length, 1, 1 };
		struct error error;
		good = amend(changed, &line, &error);
		lines += length + (lines[length] == '\n');
	}
	return finish(changed, good);
}

void rewrite_print(const struct cell *cell, struct text *out)
{
	struct print_style const style = { 0 };
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		if (!equation->amended)
			continue;
		when_print(equation->when, out);
		text_add(out, "let ");
		equation_print(cell, equation, &style, out);
		text_add(out, "\n");
	}
}

unsigned long rewrite_hash(const struct cell *cell)
{
	unsigned long hash = 0;
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *each = &cell->sweep.equation[i];
		if (each->amended)
			hash = hash * 31 + tree_hash(each->right) + (unsigned long)(each->when.n + 8 * (int)each->when.kind) +
			       (unsigned long)each->quantity;
	}
	return hash;
}

bool rewrite_same(const struct cell *a, const struct cell *b)
{
	bool same = a->sweep.count == b->sweep.count;
	for (int i = 0; same && i < a->sweep.count; i++) {
		const struct equation *x = &a->sweep.equation[i], *y = &b->sweep.equation[i];
		same = equation_same_left(x, y) && x->adds == y->adds && x->when.kind == y->when.kind &&
		       x->when.n == y->when.n && (x->right == y->right || tree_equal(x->right, y->right));
	}
	return same;
}
