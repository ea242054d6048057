// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/operator.h"

static bool holds(struct when when, int t, int k)
{
	return when.kind == WHEN_ALWAYS || k == (when.kind == WHEN_AT ? when.n : t - when.n);
}

bool program_runs(const struct program *program, int equation, int t, int k)
{
	const struct equation *this = &program->equation[equation];
	if ((equation < program->head && t != k) || !holds(this->when, t, k))
		return false;
	for (int i = 0; this->yields && i < equation; i++) {
		const struct equation *other = &program->equation[i];
		if (other->amended && equation_same_left(other, this) && holds(other->when, t, k))
			return false;
	}
	return true;
}

// As it is typed, and in no other language.
void when_print(struct when when, struct text *out)
{
	if (when.kind == WHEN_AT)
		text_addf(out, "at k=%d: ", when.n);
	else if (when.kind == WHEN_FROM_T)
		text_addf(out, when.n ? "at k=t-%d: " : "at k=t: ", when.n);
}

bool equation_same_left(const struct equation *a, const struct equation *b)
{
	return a->quantity == b->quantity && a->gradient == b->gradient && a->time == b->time &&
	       a->offset == b->offset && a->is_cut == b->is_cut &&
	       (!a->is_cut || cut_equal(a->cut, b->cut));
}

// ---- the order

struct reading {
	const struct equation *writer;
	bool found;
};

static void find_reading(void *context, struct tree *tree)
{
	struct reading *reading = context;
	const struct equation *writer = reading->writer;
	reading->found |= tree->kind == TREE_NAME && tree->gradient &&
	                  tree->quantity == writer->quantity && tree->offset == writer->offset;
}

bool equation_reads(const struct equation *reader, const struct equation *writer)
{
	struct reading reading = { writer, false };
	if (reader->part != writer->part || writer->time == TIME_NONE)
		return false;
	tree_visit(reader->right, find_reading, &reading);
	return reading.found;
}

// Of one left side, or of blocks of it.
static bool writes_same(const struct equation *a, const struct equation *b)
{
	return a->quantity == b->quantity && a->gradient == b->gradient && a->time == b->time &&
	       a->offset == b->offset;
}

// Whether equation i has to wait for equation j.
static bool waits(const struct equation *equation, int i, int j)
{
	return equation[j].part < equation[i].part || equation_reads(&equation[i], &equation[j]) ||
	       (j < i && writes_same(&equation[i], &equation[j]));
}

static bool is_in_order(const struct program *program)
{
	bool is = true;
	for (int i = 0; is && i < program->count; i++)
		for (int j = i + 1; is && j < program->count; j++)
			is = !waits(program->equation, i, j);
	return is;
}

bool program_order(struct program *program)
{
	if (is_in_order(program))
		return true;
	size_t const count = (size_t)program->count;
	struct equation *old = memory_get(count, sizeof *old);
	bool *done = memory_get(count, sizeof *done);
	int next = 0;
	memcpy(old, program->equation, count * sizeof *old);
	for (int i = 0; i < program->count;) {
		bool ready = !done[i];
		for (int j = 0; ready && j < program->count; j++)
			ready = j == i || done[j] || !waits(old, i, j);
		if (ready) {
			program->equation[next++] = old[i];
			done[i] = true;
		}
		i = ready ? 0 : i + 1;
	}
	bool const good = next == program->count;
	if (!good)
		memcpy(program->equation, old, count * sizeof *old);
	free(old);
	free(done);
	return good;
}

// ---- whether losses may be carried together

enum degree { DEGREE_NONE, DEGREE_ONE, DEGREE_OTHER };

// How a tree depends on gradients: not at all, linearly, or otherwise.
static enum degree degree_of(const struct tree *tree)
{
	enum degree part[2] = { DEGREE_NONE, DEGREE_NONE };
	if (tree->kind == TREE_NAME)
		return tree->gradient ? DEGREE_ONE : DEGREE_NONE;
	bool any = false;
	for (int i = 0; i < tree->count; i++) {
		enum degree const degree = degree_of(tree->part[i]);
		part[i < 2 ? i : 1] = degree;
		any |= degree != DEGREE_NONE;
	}
	if (!any)
		return DEGREE_NONE;
	bool const is_pair = tree->kind == TREE_MATRIX && tree->count == 2; // two blocks
	switch (tree->kind == TREE_CALL ? tree->op->linear : is_pair ? LINEAR_JOINTLY : LINEAR_NOT) {
	case LINEAR_JOINTLY:
		return tree->count == 1 || part[0] == part[1] ? part[0] : DEGREE_OTHER;
	case LINEAR_IN_EACH:
		return part[0] == DEGREE_NONE   ? part[1]
		       : part[1] == DEGREE_NONE ? part[0]
		                                : DEGREE_OTHER;
	case LINEAR_IN_FIRST:
		return part[1] == DEGREE_NONE ? part[0] : DEGREE_OTHER;
	case LINEAR_NOT:
		break;
	}
	return DEGREE_OTHER;
}

static void find_loss_time(void *context, struct tree *tree)
{
	*(bool *)context |=
		tree->kind == TREE_NAME &&
		(tree->time == TIME_T || (tree->quantity < 0 && !strcmp(tree->name, "t")));
}

static bool equation_combines(const struct equation *equation)
{
	bool speaks_of_t = false;
	if (!equation->adds && equation->time == TIME_NONE)
		return false;
	if (equation->part == PART_HEAD)
		return true;
	tree_visit(equation->right, find_loss_time, &speaks_of_t);
	return equation->when.kind == WHEN_ALWAYS && !speaks_of_t &&
	       (degree_of(equation->right) == DEGREE_ONE || tree_is_number(equation->right, 0));
}

bool program_combines(const struct program *sweep)
{
	for (int i = 0; i < sweep->count; i++)
		if (sweep->equation[i].amended && !equation_combines(&sweep->equation[i]))
			return false;
	return true;
}
