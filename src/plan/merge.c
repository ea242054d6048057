// SPDX-License-Identifier: GPL-3.0-or-later
// Joining neighbours: four products with the same vector, whose matrices lie one below the other and whose
// results lie side by side, are one product.
#include "plan/code.h"

static bool same(struct operand a, struct operand b)
{
	return a.at == b.at && a.step == b.step && a.scalar == b.scalar;
}

// b's numbers come right after n of a's; or neither is there.
static bool follows(struct operand a, struct operand b, size_t n)
{
	return (!a.at && !b.at) ||
	       (a.at && b.at == a.at + n && b.step == a.step && !a.scalar && !b.scalar);
}

static bool join_each(struct instruction *a, const struct instruction *b)
{
	if (a->count != b->count || !follows(a->out, b->out, a->cols))
		return false;
	for (int i = 0; i < 3; i++)
		if (!follows(a->in[i], b->in[i], a->cols) && !(a->in[i].scalar && same(a->in[i], b->in[i])))
			return false;
	a->cols += b->cols;
	return true;
}

static bool same_matrix(const struct instruction *a, const struct instruction *b, size_t further)
{
	return b->matrix.at == a->matrix.at + further && b->matrix.apart == a->matrix.apart;
}

static bool join_product(struct instruction *a, const struct instruction *b)
{
	if (a->cols != b->cols || !same(a->in[1], b->in[1]) || !follows(a->out, b->out, a->rows) ||
	    !follows(a->in[0], b->in[0], a->rows) || !same_matrix(a, b, a->rows * a->matrix.apart))
		return false;
	a->rows += b->rows;
	return true;
}

// M1ᵀ v1 + M2ᵀ v2, the vectors side by side.
static bool join_product_transposed(struct instruction *a, const struct instruction *b)
{
	if (a->cols != b->cols || !same(a->out, b->out) || !same(a->out, b->in[0]) ||
	    !follows(a->in[1], b->in[1], a->rows) || !same_matrix(a, b, a->rows * a->matrix.apart))
		return false;
	a->rows += b->rows;
	return true;
}

static bool join_gather(struct instruction *a, const struct instruction *b)
{
	if (a->word != b->word || !follows(a->out, b->out, a->cols) ||
	    !follows(a->in[0], b->in[0], a->cols) || !same_matrix(a, b, a->cols))
		return false;
	a->cols += b->cols;
	return true;
}

static bool join_total_outer(struct instruction *a, const struct instruction *b)
{
	if (a->cols != b->cols || !same(a->in[1], b->in[1]) || !follows(a->in[0], b->in[0], a->rows) ||
	    !same_matrix(a, b, a->rows * a->matrix.apart))
		return false;
	a->rows += b->rows;
	return true;
}

static bool join_total_row(struct instruction *a, const struct instruction *b)
{
	if (a->word != b->word || !follows(a->in[0], b->in[0], a->cols) || !same_matrix(a, b, a->cols))
		return false;
	a->cols += b->cols;
	return true;
}

static const struct {
	const struct code *code;
	bool (*join)(struct instruction *a, const struct instruction *b);
} joins[] = {
	{ &code_each, join_each },
	{ &code_product, join_product },
	{ &code_product_transposed, join_product_transposed },
	{ &code_gather, join_gather },
	{ &code_total_outer, join_total_outer },
	{ &code_total_row, join_total_row },
};

static bool join(struct instruction *a, const struct instruction *b)
{
	if (a->code != b->code || a->for_loss != b->for_loss || a->seeded != b->seeded || a->late != b->late ||
	    a->scale < b->scale || a->scale > b->scale)
		return false;
	for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
		if (joins[i].code == a->code)
			return joins[i].join(a, b);
	return false;
}

int code_merge(struct instruction *instruction, int count)
{
	int kept = 0;
	for (int i = 0; i < count; i++)
		if (!kept || !join(&instruction[kept - 1], &instruction[i]))
			instruction[kept++] = instruction[i];
	return kept;
}
