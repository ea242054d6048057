// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/rewrite.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/amend.h"
#include "lang/differentiate.h"
#include "lang/parser.h"
#include "lang/print.h"

// What the letters of a pattern stand for.
enum { LETTERS = 128 };

struct match {
	const struct cell *cell;
	struct tree *tree[LETTERS]; // A, B
	int quantity[LETTERS];      // the others; -1: nothing yet
};

static struct tree *read_text(const char *text, struct arena *arena)
{
	struct error error;
	struct tree *tree = NULL;
	struct parse_names const no_names = { 0 };
	bool const good = parse_expression(text, strlen(text), 1, 1, &no_names, arena, &tree, &error);
	assert(good); // the patterns are ours
	(void)good;
	return tree;
}

static bool is_any(const struct tree *pattern)
{
	return pattern->kind == TREE_NAME && !pattern->subscripts &&
	       (!strcmp(pattern->name, "A") || !strcmp(pattern->name, "B"));
}

// The letter of a name, behind its d; 0: the name stands for itself.
static char letter_of(const struct tree *pattern, bool *gradient)
{
	const char *name = pattern->name;
	*gradient = name[0] == 'd' && name[1];
	name += *gradient;
	return name[0] && !name[1] && strchr("PbSXQRL", name[0]) ? name[0] : '\0';
}

static bool letter_fits(const struct match *match, char letter, int quantity)
{
	const struct quantity *q = &match->cell->quantity[quantity];
	if (match->quantity[(int)letter] >= 0)
		return match->quantity[(int)letter] == quantity;
	switch (letter) {
	case 'P':
		return q->kind == QUANTITY_PARAMETER && !q->is_bias;
	case 'b':
		return q->kind == QUANTITY_PARAMETER && q->is_bias;
	case 'S':
		return q->is_state;
	case 'X':
		return q->kind == QUANTITY_INPUT;
	default:
		return q->kind == QUANTITY_COMPUTED;
	}
}

static bool fits_name(struct match *match, const struct tree *pattern, const struct tree *tree)
{
	bool gradient;
	char const letter = letter_of(pattern, &gradient);
	enum base_time time = TIME_NONE;
	int offset = 0;
	if (!letter || tree->kind != TREE_NAME || tree->quantity < 0 || tree->gradient != gradient ||
	    !letter_fits(match, letter, tree->quantity))
		return false;
	if (pattern->subscripts && !amend_read_time(pattern, &time, &offset))
		return false;
	if (time != tree->time || offset != tree->offset)
		return false;
	match->quantity[(int)letter] = tree->quantity;
	return true;
}

static bool fits(struct match *match, const struct tree *pattern, struct tree *tree)
{
	if (is_any(pattern)) {
		struct tree **stands = &match->tree[(int)pattern->name[0]];
		if (*stands)
			return tree_equal(*stands, tree);
		*stands = tree;
		return true;
	}
	if (pattern->kind == TREE_NAME)
		return fits_name(match, pattern, tree);
	if (pattern->kind == TREE_NUMBER)
		return tree_equal(pattern, tree);
	if (pattern->kind != tree->kind || pattern->op != tree->op || pattern->count != tree->count)
		return false;
	for (int i = 0; i < pattern->count; i++)
		if (!fits(match, pattern->part[i], tree->part[i]))
			return false;
	return true;
}

static struct match match_new(const struct cell *cell, const struct equation *equation)
{
	struct match match = { .cell = cell };
	for (int i = 0; i < LETTERS; i++)
		match.quantity[i] = -1;
	match.quantity['L'] = equation->quantity;
	return match;
}

// The tree that a text makes of what was matched; names that it does not know are `other`.
static struct tree *make(const struct match *match, const struct tree *text, int other,
                         struct arena *arena)
{
	if (is_any(text))
		return match->tree[(int)text->name[0]];
	bool gradient = false;
	char const letter = text->kind == TREE_NAME ? letter_of(text, &gradient) : '\0';
	if (letter) {
		int const known = match->quantity[(int)letter], quantity = known < 0 ? other : known;
		struct tree *name = tree_name(arena, match->cell->quantity[quantity].name);
		name->quantity = quantity;
		name->gradient = gradient;
		if (text->subscripts)
			amend_read_time(text, &name->time, &name->offset);
		return name;
	}
	if (text->kind != TREE_CALL)
		return (struct tree *)text;
	struct tree **part = arena_get(arena, (size_t)text->count * sizeof *part);
	for (int i = 0; i < text->count; i++)
		part[i] = make(match, text->part[i], other, arena);
	return tree_call(arena, text->op, text->count, part);
}

// ---- finding and replacing

struct search {
	const struct cell *cell;
	const struct edit *edit;
	const struct equation *equation;
	const struct tree *pattern, *made;
	struct site wanted;
	int found;
	struct match first; // what the first match bound
	struct arena *arena;
};

static bool begin(struct search *search, const struct cell *cell, const struct edit *edit, int equation,
                  struct arena *arena)
{
	*search = (struct search){ .cell = cell,
		                   .edit = edit,
		                   .equation = &cell->sweep.equation[equation],
		                   .pattern = read_text(edit->pattern, arena),
		                   .made = read_text(edit->made, arena),
		                   .wanted = { equation, -1, -1 },
		                   .arena = arena };
	return !edit->sets || search->equation->adds;
}

// The tree with its matches replaced; trees without a match stay the same ones.
static struct tree *replace(struct search *search, struct tree *tree)
{
	struct match match = match_new(search->cell, search->equation);
	bool const whole = search->edit->whole || is_any(search->pattern);
	if ((!whole || tree == search->equation->right) && fits(&match, search->pattern, tree)) {
		int const number = search->found++;
		if (number == 0)
			search->first = match;
		if (search->wanted.match < 0 || search->wanted.match == number)
			return make(&match, search->made, search->wanted.other, search->arena);
	}
	if (tree->kind != TREE_CALL)
		return tree;
	bool changed = false;
	struct tree **part = arena_get(search->arena, (size_t)tree->count * sizeof *part);
	for (int i = 0; i < tree->count; i++) {
		part[i] = replace(search, tree->part[i]);
		changed |= part[i] != tree->part[i];
	}
	return changed ? tree_call(search->arena, tree->op, tree->count, part) : tree;
}

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

// Counts the matches in an equation, none replaced.
static int count_matches(struct search *search)
{
	search->wanted.match = SITES_MOST + 1;
	search->found = 0;
	replace(search, search->equation->right);
	return search->found;
}

// The letter of what is made that the pattern does not bind; 0: there is none.
static char unbound(const struct search *search, const struct tree *text)
{
	bool gradient;
	char const letter = text->kind == TREE_NAME && !is_any(text) ? letter_of(text, &gradient) : '\0';
	if (letter && search->first.quantity[(int)letter] < 0)
		return letter;
	char found = '\0';
	for (int i = 0; i < text->count && !found; i++)
		found = unbound(search, text->part[i]);
	return found;
}

static int add_sites(struct search *search, int match, struct site *sites, int count)
{
	const struct cell *cell = search->cell;
	char const letter = unbound(search, search->made);
	struct site site = { search->wanted.equation, match, -1 };
	if (!letter && count < SITES_MOST)
		sites[count++] = site;
	for (int q = 0; letter && q < cell->quantities && count < SITES_MOST; q++) {
		bool is_one = letter == 'S' && cell->quantity[q].is_state;
		for (int i = 0; letter == 'R' && i < cell->deltas; i++)
			is_one |= cell->delta[i] == q && q != search->first.quantity['Q'];
		site.other = q;
		if (is_one)
			sites[count++] = site;
	}
	return count;
}

int rewrite_sites(const struct cell *cell, const struct edit *edit, struct site *sites)
{
	struct arena arena = { 0 };
	struct search search;
	int count = 0;
	for (int i = 0; i < cell->sweep.count; i++) {
		if (!left_fits(cell, &cell->sweep.equation[i], edit->left) ||
		    !begin(&search, cell, edit, i, &arena))
			continue;
		int const matches = count_matches(&search);
		for (int match = 0; match < matches; match++)
			count = add_sites(&search, match, sites, count);
	}
	arena_free(&arena);
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

struct cell *rewrite(const struct cell *cell, const struct edit *edit, struct site site)
{
	struct cell *changed = copy_program(cell);
	struct search search;
	begin(&search, cell, edit, site.equation, &changed->arena);
	search.wanted = site;
	struct equation equation = *search.equation, kept = equation;
	equation.right = replace(&search, equation.right);
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
	return finish(changed, program_order(&changed->sweep));
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

bool rewrite_same(const struct cell *a, const struct cell *b)
{
	struct text of_a = { 0 }, of_b = { 0 };
	rewrite_print(a, &of_a);
	rewrite_print(b, &of_b);
	bool const same = !strcmp(text_get(&of_a), text_get(&of_b));
	text_free(&of_a);
	text_free(&of_b);
	return same;
}
