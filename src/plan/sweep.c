// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/sweep.h"

#include "base/interrupt.h"

enum { SWEEP_LEAST = 128, BLOCK = 32 }; // rows

struct sweep {
	const struct execution *run;
	const struct instruction *first, *end; // the product and what follows
	bool only_loss;
	size_t rows;
	int t, next; // the step at hand and the one after; next is t when there is none
	bool begins; // the first step, whose product is made before
};

// Whether an instruction writes what an operand reads, at this step or one beside it.
static bool writes(const struct instruction *i, struct operand operand)
{
	return operand.at == i->out.at || operand.at == i->out.at + i->out.step ||
	       operand.at == i->out.at - i->out.step;
}

bool sweep_fits(const struct section *section, const struct instruction *instructions)
{
	const struct instruction *first = instructions + section->first, *end = first + section->count;
	if (!section->direction || section->count < 2 || !first->out.step || first->rows != first->cols ||
	    first->rows < SWEEP_LEAST ||
	    (first->code != &code_product && first->code != &code_product_transposed))
		return false;
	bool const in_place = first->in[0].at == first->out.at;
	bool finishes = false;
	for (const struct instruction *i = first + 1; i < end; i++) {
		if (i->code != &code_each || i->cols != first->rows || (!in_place && writes(i, first->in[0])))
			return false;
		finishes |= i->out.at + section->direction * i->out.step == first->in[1].at;
	}
	return finishes && first->in[0].at;
}

static double *row(struct operand operand, int t)
{
	return operand.at ? operand.at + t * operand.step : NULL;
}

// The elementwise instructions on `count` numbers of the step at hand.
static void finish(const struct sweep *s, size_t from, size_t count)
{
	for (const struct instruction *i = s->first + 1; i < s->end; i++) {
		if (s->only_loss && !i->for_loss)
			continue;
		double *in[3];
		for (int j = 0; j < 3; j++)
			in[j] = i->in[j].at ? row(i->in[j], s->t) + (i->in[j].scalar ? 0 : from) : NULL;
		i->each(row(i->out, s->t) + from, in[0], in[1], in[2], count);
	}
}

typedef void product_kernel(double *out, const double *base, double scale, const double *M, size_t apart,
                            const double *v, size_t rows, size_t cols, bool back);

static product_kernel *kernel_of(const struct sweep *s)
{
	return s->first->code == &code_product ? s->run->kernels->product :
	                                         s->run->kernels->product_transposed;
}

// A part of W, `count` rows by `cols`: times what is known from the step before, for this step; and,
// where `ahead`, times what is finished of this step, for the next one.
static void multiply(const struct sweep *s, size_t from, size_t count, size_t col, size_t cols, bool ahead)
{
	const struct instruction *p = s->first;
	bool const pulls = p->code == &code_product;
	size_t const to = pulls ? from : col, of = pulls ? col : from;
	size_t const apart = p->matrix.apart;
	const double *M = p->matrix.at + from * apart + col;
	double *out = row(p->out, s->t) + to, *later = row(p->out, s->next) + to;
	const double *before = row(p->in[1], s->t) + of, *now = row(p->in[1], s->next) + of;
	if (!cols || (s->begins && !ahead))
		return;
	if (s->begins)
		kernel_of(s)(later, later, p->scale, M, apart, now, count, cols, false);
	else if (!ahead)
		kernel_of(s)(out, out, p->scale, M, apart, before, count, cols, false);
	else if (pulls)
		s->run->kernels->product_twice(out, later, p->scale, M, apart, before, now, count, cols);
	else
		s->run->kernels->product_transposed_twice(out, later, p->scale, M, apart, before, now, count,
		                                          cols);
}

// One step, block by block, downward or upward through the rows.
static void step(const struct sweep *s, bool down)
{
	size_t const blocks = (s->rows + BLOCK - 1) / BLOCK;
	bool const ahead = s->next != s->t, pulls = s->first->code == &code_product;
	for (size_t b = 0; b < blocks; b++) {
		size_t const from = BLOCK * (down ? b : blocks - 1 - b);
		size_t const end = from + BLOCK < s->rows ? from + BLOCK : s->rows, count = end - from;
		multiply(s, from, count, from, count, false);
		if (pulls) // from the rows that are finished
			multiply(s, from, count, down ? 0 : end, down ? from : s->rows - end, ahead);
		finish(s, from, count);
		if (!pulls) // to the rows that are not
			multiply(s, from, count, down ? end : 0, down ? s->rows - end : from, ahead);
	}
}

bool sweep_run(const struct section *section, const struct instruction *instructions, const struct execution *run,
               bool only_loss)
{
	const struct instruction *first = instructions + section->first;
	struct sweep s = { run, first, first + section->count, only_loss, first->rows, 0, 0, true };
	bool const up = section->direction < 0;
	code_begin_rows(first, run, first->rows);
	for (int n = 0; n < run->to - run->from; n++) {
		bool const last = n + 1 == run->to - run->from;
		s.t = up ? run->from + n : run->to - 1 - n;
		s.next = last ? s.t : up ? s.t + 1 : s.t - 1;
		s.begins = n == 0;
		if (s.begins)
			first->code->step(first, run, s.t);
		step(&s, n % 2 == 0);
		if (interrupt_seen())
			return false;
	}
	return true;
}
