// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/tree.h"

#include <assert.h>
#include <string.h>

#include "lang/operator.h"

static struct tree *make(struct arena *arena, enum tree_kind kind)
{
	struct tree *tree = arena_get(arena, sizeof *tree);
	tree->kind = kind;
	tree->height = 1;
	tree->quantity = -1;
	return tree;
}

struct tree *tree_number(struct arena *arena, double number)
{
	struct tree *tree = make(arena, TREE_NUMBER);
	tree->number = number;
	return tree;
}

struct tree *tree_name(struct arena *arena, const char *name)
{
	struct tree *tree = make(arena, TREE_NAME);
	tree->name = arena_copy_bytes(arena, name, strlen(name));
	return tree;
}

struct tree *tree_parts(struct arena *arena, enum tree_kind kind, int count,
                        struct tree *const *parts)
{
	struct tree *tree = make(arena, kind);
	tree->count = count;
	tree->part = arena_get(arena, (size_t)count * sizeof *tree->part);
	for (int i = 0; i < count; i++) {
		tree->part[i] = parts[i];
		if (parts[i]->height >= tree->height)
			tree->height = parts[i]->height + 1;
	}
	return tree;
}

struct tree *tree_call(struct arena *arena, const struct operation *op, int count,
                       struct tree *const *operands)
{
	struct tree *tree = tree_parts(arena, TREE_CALL, count, operands);
	tree->op = op;
	return tree;
}

struct tree *tree_with_parts(struct arena *arena, const struct tree *tree, struct tree *const *parts)
{
	struct tree *whole = tree_parts(arena, tree->kind, tree->count, parts);
	whole->op = tree->op;
	whole->cut = tree->cut;
	whole->rows = tree->rows;
	whole->span = tree->span;
	return whole;
}

struct tree *tree_cut(struct arena *arena, struct tree *name, struct cut cut)
{
	struct tree *tree = tree_call(arena, operator_find("cut", FIX_CUT), 1, &name);
	tree->cut = cut;
	return tree;
}

bool tree_is_cut(const struct tree *tree)
{
	return tree->kind == TREE_CALL && tree->op->fixity == FIX_CUT;
}

bool cut_equal(struct cut a, struct cut b)
{
	return shape_equal(a.from, b.from) && shape_equal(a.size, b.size) && a.is_matrix == b.is_matrix;
}

static const struct operation *find(const char *name, enum fixity fixity)
{
	const struct operation *op = operator_find(name, fixity);
	if (!op)
		op = operator_find(name, FIX_FUNCTION);
	assert(op);
	return op;
}

struct tree *tree_call1(struct arena *arena, const char *op, struct tree *a)
{
	return tree_call(arena, find(op, *op == '\'' ? FIX_POSTFIX : FIX_PREFIX), 1, &a);
}

struct tree *tree_call2(struct arena *arena, const char *op, struct tree *a, struct tree *b)
{
	return tree_call(arena, find(op, FIX_INFIX), 2, (struct tree *[]){ a, b });
}

static bool lasts_equal(const struct subscript *a, const struct subscript *b, int i)
{
	const struct tree *x = a->last ? a->last[i] : NULL, *y = b->last ? b->last[i] : NULL;
	return x && y ? tree_equal(x, y) : x == y;
}

static bool subscripts_equal(const struct tree *a, const struct tree *b)
{
	if (a->subscripts != b->subscripts)
		return false;
	for (int i = 0; i < a->subscripts; i++) {
		if (a->subscript[i].count != b->subscript[i].count)
			return false;
		for (int j = 0; j < a->subscript[i].count; j++)
			if (!tree_equal(a->subscript[i].at[j], b->subscript[i].at[j]) ||
			    !lasts_equal(&a->subscript[i], &b->subscript[i], j))
				return false;
	}
	return true;
}

bool tree_equal(const struct tree *a, const struct tree *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->op != b->op || a->count != b->count || a->rows != b->rows ||
	    a->quantity != b->quantity || a->gradient != b->gradient || a->time != b->time ||
	    a->offset != b->offset)
		return false;
	if (tree_is_cut(a) && !cut_equal(a->cut, b->cut))
		return false;
	if (a->kind == TREE_NUMBER)
		return !memcmp(&a->number, &b->number, sizeof a->number);
	if (a->kind == TREE_NAME && a->quantity < 0 &&
	    (strcmp(a->name, b->name) || !subscripts_equal(a, b)))
		return false;
	for (int i = 0; i < a->count; i++)
		if (!tree_equal(a->part[i], b->part[i]))
			return false;
	return true;
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * 0x100000001B3;
}

uint64_t tree_hash(struct tree *tree)
{
	if (tree->hash)
		return tree->hash;
	uint64_t hash = mix(0xCBF29CE484222325, (uint64_t)tree->kind);
	hash = mix(hash, (uint64_t)tree->count);
	hash = mix(hash, (uint64_t)tree->quantity + 2 * (uint64_t)tree->gradient);
	hash = mix(hash, (uint64_t)tree->offset + 8 * (uint64_t)tree->time);
	hash = mix(hash, (uint64_t)tree->cut.from.rows + 64 * (uint64_t)tree->cut.from.cols);
	hash = mix(hash, (uint64_t)tree->cut.size.rows + 64 * (uint64_t)tree->cut.size.cols);
	for (const char *c = tree->kind == TREE_CALL ? tree->op->name : ""; *c; c++)
		hash = mix(hash, (unsigned char)*c);
	for (int i = 0; i < tree->count; i++)
		hash = mix(hash, tree_hash(tree->part[i]));
	return tree->hash = hash ? hash : 1;
}

bool tree_is_number(const struct tree *tree, double number)
{
	return tree->kind == TREE_NUMBER && tree->number >= number && tree->number <= number;
}

bool tree_is_call(const struct tree *tree, const char *op)
{
	return tree->kind == TREE_CALL && *tree->op->name == *op && !strcmp(tree->op->name, op);
}

void tree_visit(struct tree *tree, void (*visit)(void *context, struct tree *tree), void *context)
{
	visit(context, tree);
	for (int i = 0; i < tree->count; i++)
		tree_visit(tree->part[i], visit, context);
	for (int i = 0; i < tree->subscripts; i++)
		for (int j = 0; j < tree->subscript[i].count; j++) {
			tree_visit(tree->subscript[i].at[j], visit, context);
			if (tree->subscript[i].last && tree->subscript[i].last[j])
				tree_visit(tree->subscript[i].last[j], visit, context);
		}
}
