// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/rewriting.h"

#include <assert.h>
#include <string.h>

#include "lang/amend.h"
#include "lang/parser.h"
#include "lang/reads.h"

// The patterns are words of ours that never change: each is read once, and its tree shared.
enum { PATTERNS_MOST = 1024 };

static struct {
	const char *text;
	struct tree *tree;
} patterns[PATTERNS_MOST];
static struct arena patterns_arena;

static struct tree *read_text(const char *text)
{
	struct parse_names const no_names = { 0 };
	struct error error;
	size_t at = ((size_t)text >> 3) % PATTERNS_MOST;
	while (patterns[at].text && patterns[at].text != text)
		at = (at + 1) % PATTERNS_MOST;
	if (patterns[at].text)
		return patterns[at].tree;
	bool const good = parse_expression(text, strlen(text), 1, 1, &no_names, &patterns_arena, &patterns[at].tree, &error);
	assert(good);
	(void)good;
	patterns[at].text = text;
	return patterns[at].tree;
}

static bool is_any(const struct tree *pattern)
{
	return pattern->kind == TREE_NAME && !pattern->subscripts &&
	       (!strcmp(pattern->name, "A") || !strcmp(pattern->name, "B"));
}

static bool is_number(const struct tree *made)
{
	return made->kind == TREE_NAME && !strcmp(made->name, "M");
}

// The letter of a name, behind its d; 0: the name stands for itself.
static char letter_of(const struct tree *pattern, bool *gradient)
{
	const char *name = pattern->name;
	*gradient = name[0] == 'd' && name[1];
	name += *gradient;
	return name[0] && !name[1] && strchr("PbOSXQRLN", name[0]) ? name[0] : '\0';
}

static bool letter_fits(const struct rewriting_match *match, char letter, int quantity)
{
	const struct quantity *q = &match->cell->quantity[quantity];
	if (match->quantity[(int)letter] >= 0)
		return match->quantity[(int)letter] == quantity;
	switch (letter) {
	case 'P':
		return q->kind == QUANTITY_PARAMETER && !q->is_bias;
	case 'b':
	case 'O':
		return q->kind == QUANTITY_PARAMETER && q->is_bias;
	case 'S':
		return q->is_state;
	case 'X':
		return q->kind == QUANTITY_INPUT;
	default:
		return q->kind == QUANTITY_COMPUTED;
	}
}

static bool fits_name(struct rewriting_match *match, const struct tree *pattern, const struct tree *tree)
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

static bool fits(struct rewriting_match *match, const struct tree *pattern, struct tree *tree)
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

static struct rewriting_match match_new(const struct cell *cell, const struct equation *equation)
{
	struct rewriting_match match = { .cell = cell };
	for (int i = 0; i < REWRITING_LETTERS; i++)
		match.quantity[i] = -1;
	match.quantity['L'] = equation->quantity;
	return match;
}

// The tree that a text makes of what was matched; names that it does not know are `other`.
static struct tree *make(const struct rewriting_match *match, const struct tree *text, int other,
                         struct arena *arena)
{
	if (is_any(text) || is_number(text))
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
	if (text->kind != TREE_CALL && text->kind != TREE_MATRIX)
		return (struct tree *)text;
	struct tree **part = arena_get(arena, (size_t)text->count * sizeof *part);
	for (int i = 0; i < text->count; i++)
		part[i] = make(match, text->part[i], other, arena);
	if (text->kind == TREE_CALL)
		return tree_call(arena, text->op, text->count, part);
	struct tree *blocks = tree_parts(arena, TREE_MATRIX, text->count, part);
	blocks->rows = text->rows;
	return blocks;
}

// ---- finding and replacing

struct rewriting rewriting_of(const struct cell *cell, const struct edit *edit, struct arena *arena)
{
	return (struct rewriting){ .cell = cell,
		                   .edit = edit,
		                   .pattern = read_text(edit->pattern),
		                   .made = read_text(edit->made),
		                   .number = tree_number(arena, edit->number),
		                   .asks_neighbour = strchr(edit->made, 'N') != NULL,
		                   .arena = arena };
}

bool rewriting_begin(struct rewriting *search, const struct equation *in, int equation)
{
	search->equation = in;
	search->wanted = (struct site){ equation, -1, -1 };
	search->found = 0;
	return !search->edit->sets || in->adds;
}

// Finds the N that stands beside the P of a match, where the edit asks for it; false if there is none.
static bool has_neighbour(const struct rewriting *search, struct rewriting_match *match)
{
	if (!search->asks_neighbour)
		return true;
	match->quantity['N'] = reads_beside(search->cell, match->quantity['P']);
	return match->quantity['N'] >= 0;
}

struct tree *rewriting_replace(struct rewriting *search, struct tree *tree)
{
	struct rewriting_match match = match_new(search->cell, search->equation);
	bool const whole = search->edit->whole || is_any(search->pattern);
	if ((!whole || tree == search->equation->right) && fits(&match, search->pattern, tree) &&
	    has_neighbour(search, &match)) {
		int const number = search->found++;
		if (number == 0)
			search->first = match;
		match.tree['M'] = search->number;
		if (search->wanted.match < 0 || search->wanted.match == number)
			return make(&match, search->made, search->wanted.other, search->arena);
	}
	if (tree->kind != TREE_CALL)
		return tree;
	bool changed = false;
	struct tree **part = arena_get(search->arena, (size_t)tree->count * sizeof *part);
	for (int i = 0; i < tree->count; i++) {
		part[i] = rewriting_replace(search, tree->part[i]);
		changed |= part[i] != tree->part[i];
	}
	return changed ? tree_call(search->arena, tree->op, tree->count, part) : tree;
}

// Counts the matches in an equation, none replaced.
static int count_matches(struct rewriting *search)
{
	search->wanted.match = SITES_MOST + 1;
	search->found = 0;
	rewriting_replace(search, search->equation->right);
	return search->found;
}

// The letter of what is made that the pattern does not bind; 0 if there is none.
static char unbound(const struct rewriting *search, const struct tree *text)
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

static int add_sites(struct rewriting *search, int match, struct site *sites, int count)
{
	const struct cell *cell = search->cell;
	char const letter = unbound(search, search->made);
	struct site site = { search->wanted.equation, match, -1 };
	if (!letter && count < SITES_MOST)
		sites[count++] = site;
	for (int q = 0; letter && q < cell->quantities && count < SITES_MOST; q++) {
		bool is_one = letter == 'S' && cell->quantity[q].is_state;
		is_one |= letter == 'O' && cell->quantity[q].is_bias && q != search->first.quantity['b'] &&
		          shape_equal(cell->quantity[q].shape, search->equation->shape);
		for (int i = 0; letter == 'R' && i < cell->deltas; i++)
			is_one |= cell->delta[i] == q && q != search->first.quantity['Q'];
		site.other = q;
		if (is_one)
			sites[count++] = site;
	}
	return count;
}

int rewriting_add_sites(struct rewriting *search, struct site *sites, int count)
{
	int const matches = count_matches(search);
	for (int match = 0; match < matches; match++)
		count = add_sites(search, match, sites, count);
	return count;
}
