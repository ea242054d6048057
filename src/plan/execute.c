// SPDX-License-Identifier: GPL-3.0-or-later
// What each instruction does, at one time step and over all of them.
#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "net/corpus.h"
#include "plan/code.h"
#include "plan/product.h"
#include "plan/sweep.h"

static double *row(struct operand operand, int t)
{
	return operand.at ? operand.at + t * operand.step : NULL;
}

// ---- elementwise

static void each_step(const struct instruction *i, const struct execution *run, int t)
{
	(void)run;
	i->each(row(i->out, t), row(i->in[0], t), row(i->in[1], t), row(i->in[2], t), i->cols);
}

// Rows without gaps are one long row.
static bool is_flat(const struct instruction *i)
{
	bool flat = i->out.step == (ptrdiff_t)i->cols;
	for (int j = 0; j < 3; j++)
		if (i->in[j].at)
			flat &= i->in[j].step == (i->in[j].scalar ? 0 : i->out.step);
	return flat;
}

static void each_batch(const struct instruction *i, const struct execution *run)
{
	int const t = run->from;
	if (is_flat(i))
		i->each(row(i->out, t), row(i->in[0], t), row(i->in[1], t), row(i->in[2], t),
		        i->cols * (size_t)(run->to - t));
	else
		for (int each = t; each < run->to; each++)
			each_step(i, run, each);
}

// ---- products

static void product_step(const struct instruction *i, const struct execution *run, int t)
{
	run->kernels->product(row(i->out, t), row(i->in[0], t), i->scale, i->matrix.at, i->matrix.apart,
	                      row(i->in[1], t), i->rows, i->cols, t & 1);
}

static void product_transposed_step(const struct instruction *i, const struct execution *run, int t)
{
	run->kernels->product_transposed(row(i->out, t), row(i->in[0], t), i->scale, i->matrix.at,
	                                 i->matrix.apart, row(i->in[1], t), i->rows, i->cols, t & 1);
}

void code_begin_rows(const struct instruction *i, const struct execution *run, size_t n)
{
	if (i->in[0].at == i->out.at && i->in[0].step == i->out.step)
		return;
	for (int t = run->from; t < run->to; t++) {
		if (i->in[0].at)
			memcpy(row(i->out, t), row(i->in[0], t), n * sizeof(double));
		else
			memset(row(i->out, t), 0, n * sizeof(double));
	}
}

static void product_batch(const struct instruction *i, const struct execution *run)
{
	code_begin_rows(i, run, i->rows);
	product_rows(run->kernels, row(i->out, run->from), (size_t)i->out.step, i->scale,
	             row(i->in[1], run->from), (size_t)i->in[1].step, i->matrix.at, i->matrix.apart,
	             (size_t)(run->to - run->from), i->rows, i->cols);
}

static void product_transposed_batch(const struct instruction *i, const struct execution *run)
{
	code_begin_rows(i, run, i->cols);
	product_plain(run->kernels, row(i->out, run->from), (size_t)i->out.step, i->scale,
	              row(i->in[1], run->from), (size_t)i->in[1].step, i->matrix.at, i->matrix.apart,
	              (size_t)(run->to - run->from), i->cols, i->rows);
}

// ---- words

// WORD_NONE reads a vector of zeros, and adds to no weights.
static int word_at(const struct instruction *i, const struct execution *run, int t)
{
	return run->word[i->word][t];
}

static void copy_or_zero(double *out, const double *from, size_t count)
{
	if (!from)
		memset(out, 0, count * sizeof *out);
	else if (from != out)
		memcpy(out, from, count * sizeof *out);
}

static void gather_step(const struct instruction *i, const struct execution *run, int t)
{
	double *out = row(i->out, t);
	const double *base = row(i->in[0], t);
	if (word_at(i, run, t) == WORD_NONE) {
		copy_or_zero(out, base, i->cols);
		return;
	}
	const double *from = i->matrix.at + (size_t)word_at(i, run, t) * i->matrix.apart;
	if (base)
		for (size_t j = 0; j < i->cols; j++)
			out[j] = base[j] + i->scale * from[j];
	else
		for (size_t j = 0; j < i->cols; j++)
			out[j] = i->scale * from[j];
}

static void gather_column_step(const struct instruction *i, const struct execution *run, int t)
{
	double *out = row(i->out, t);
	const double *base = row(i->in[0], t);
	if (word_at(i, run, t) == WORD_NONE) {
		copy_or_zero(out, base, i->cols);
		return;
	}
	const double *from = i->matrix.at + word_at(i, run, t);
	for (size_t j = 0; j < i->cols; j++)
		out[j] = (base ? base[j] : 0) + i->scale * from[j * i->matrix.apart];
}

static void hot_step(const struct instruction *i, const struct execution *run, int t)
{
	if (word_at(i, run, t) != WORD_NONE)
		row(i->out, t)[word_at(i, run, t)] += i->scale;
}

static void word_step(const struct instruction *i, const struct execution *run, int t)
{
	struct array const given = run->given[i->word];
	double *out = row(i->out, t), *const at = given.at ? given.at + (size_t)t * (size_t)given.cols : NULL;
	copy_or_zero(out, at && !isnan(*at) ? at : NULL, i->cols);
	if (!at && word_at(i, run, t) != WORD_NONE)
		out[word_at(i, run, t)] = 1;
}

static void present_step(const struct instruction *i, const struct execution *run, int t)
{
	copy_or_zero(row(i->out, t), run->has_loss[t] ? row(i->in[0], t) : NULL, i->cols);
}

static void pick_step(const struct instruction *i, const struct execution *run, int t)
{
	int const word = word_at(i, run, t);
	*row(i->out, t) = word == WORD_NONE ? 0 : row(i->in[0], t)[word];
}

// ---- whole rows

static void dot_step(const struct instruction *i, const struct execution *run, int t)
{
	*row(i->out, t) = run->kernels->dot(row(i->in[0], t), row(i->in[1], t), i->cols);
}

static void sum_step(const struct instruction *i, const struct execution *run, int t)
{
	*row(i->out, t) = run->kernels->sum(row(i->in[0], t), i->cols);
}

static void softmax_step(const struct instruction *i, const struct execution *run, int t)
{
	double const log_sum = run->kernels->softmax(row(i->out, t), row(i->in[0], t), i->cols);
	if (i->in[1].at)
		*row(i->in[1], t) = log_sum;
}

static void logsumexp_step(const struct instruction *i, const struct execution *run, int t)
{
	*row(i->out, t) = run->kernels->logsumexp(row(i->in[0], t), i->cols);
}

static void call_step(const struct instruction *i, const struct execution *run, int t)
{
	(void)run;
	struct array in[2];
	for (int j = 0; j < i->count; j++)
		in[j] = (struct array){ i->shape[j].rows, i->shape[j].cols, row(i->in[j], t) };
	struct array const out = { i->shape[2].rows, i->shape[2].cols, row(i->out, t) };
	memset(out.at, 0, array_size(out) * sizeof *out.at);
	i->op->value(i->op, out, in, i->count);
}

// ---- totals

static double *target(const struct instruction *i, const struct execution *run)
{
	return i->matrix.at + run->target;
}

static void total_outer_batch(const struct instruction *i, const struct execution *run)
{
	product_outer(run->kernels, target(i, run), i->matrix.apart, run->factor * i->scale, row(i->in[0], run->from),
	              (size_t)i->in[0].step, row(i->in[1], run->from), (size_t)i->in[1].step, i->rows, i->cols,
	              (size_t)(run->to - run->from));
}

static void total_row_step(const struct instruction *i, const struct execution *run, int t)
{
	if (word_at(i, run, t) == WORD_NONE)
		return;
	double *to = target(i, run) + (size_t)word_at(i, run, t) * i->matrix.apart;
	run->kernels->add_scaled(to, run->factor * i->scale, row(i->in[0], t), i->cols);
}

static void total_column_step(const struct instruction *i, const struct execution *run, int t)
{
	if (word_at(i, run, t) == WORD_NONE)
		return;
	double *to = target(i, run) + word_at(i, run, t);
	const double *from = row(i->in[0], t);
	for (size_t j = 0; j < i->cols; j++)
		to[j * i->matrix.apart] += run->factor * i->scale * from[j];
}

static void total_sum_step(const struct instruction *i, const struct execution *run, int t)
{
	run->kernels->add_scaled(target(i, run), run->factor * i->scale, row(i->in[0], t), i->cols);
}

static void total_constant_batch(const struct instruction *i, const struct execution *run)
{
	run->kernels->add_scaled(target(i, run), run->factor * i->scale * (run->to - run->from), i->in[0].at, i->cols);
}

const struct code code_each = { "each", each_step, each_batch };
const struct code code_product = { "product", product_step, product_batch };
const struct code code_product_transposed = { "product_transposed", product_transposed_step,
	                                      product_transposed_batch };
const struct code code_gather = { "gather", gather_step, NULL };
const struct code code_gather_column = { "gather_column", gather_column_step, NULL };
const struct code code_hot = { "hot", hot_step, NULL };
const struct code code_word = { "word", word_step, NULL };
const struct code code_present = { "present", present_step, NULL };
const struct code code_pick = { "pick", pick_step, NULL };
const struct code code_dot = { "dot", dot_step, NULL };
const struct code code_sum = { "sum", sum_step, NULL };
const struct code code_softmax = { "softmax", softmax_step, NULL };
const struct code code_logsumexp = { "logsumexp", logsumexp_step, NULL };
const struct code code_call = { "call", call_step, NULL };
const struct code code_total_outer = { "total_outer", NULL, total_outer_batch };
const struct code code_total_row = { "total_row", total_row_step, NULL };
const struct code code_total_column = { "total_column", total_column_step, NULL };
const struct code code_total_sum = { "total_sum", total_sum_step, NULL };
const struct code code_total_constant = { "total_constant", NULL, total_constant_batch };

// ---- running

void code_run_all(const struct instruction *i, const struct execution *run)
{
	if (i->code->batch)
		i->code->batch(i, run);
	else
		for (int t = run->from; t < run->to; t++)
			i->code->step(i, run, t);
}

bool code_run(const struct section *section, const struct instruction *instructions, const struct execution *run,
              bool only_loss)
{
	const struct instruction *first = instructions + section->first, *end = first + section->count;
	if (!section->direction) {
		for (const struct instruction *i = first; i < end; i++)
			if (only_loss && !i->for_loss)
				continue;
			else if (section->level < 0)
				i->code->step(i, run, 0);
			else
				code_run_all(i, run);
		return true;
	}
	if (section->sweeps)
		return sweep_run(section, instructions, run, only_loss);
	bool const up = section->direction < 0;
	for (int n = 0; n < run->to - run->from; n++) {
		int const t = up ? run->from + n : run->to - 1 - n;
		for (const struct instruction *i = first; i < end; i++)
			if (!only_loss || i->for_loss)
				i->code->step(i, run, t);
		if (interrupt_seen())
			return false;
	}
	return true;
}
