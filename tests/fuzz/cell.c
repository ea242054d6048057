// SPDX-License-Identifier: GPL-3.0-or-later
// Cells from strangers.  What is a cell runs, its equations print as text that can be read, and its
// three programs, the double sweep, the single sweep and the exact adjoint, have one gradient, which the
// compiled plan has, too; what a learner's own backward equations compute adds up where it should.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/gradients.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "plan/plan.h"
#include "trace/walk.h"

static void read_equations(const struct cell *cell, const struct program *program)
{
	for (int i = 0; i < program->count; i++)
		for (int style = 0; style < 4; style++) {
			struct print_style const print = { style & 1, style & 2, 2, 1, 3 };
			struct arena arena = { 0 };
			struct text text = { 0 };
			struct statement statement;
			struct error error;
			equation_print(cell, &program->equation[i], &print, &text);
			if (text.length < 1024 &&
			    !parse_statement(text_get(&text), text.length, 1, 1, NULL, &arena,
			                     &statement, &error) &&
			    !strstr(error.cause, "too deeply"))
				abort();
			text_free(&text);
			arena_free(&arena);
		}
}

// The sides of a cell may be numbers: large ones cost time, which is no finding.
static bool is_small(const struct cell *cell)
{
	double size = 0;
	for (int q = 0; q < cell->quantities; q++) {
		struct shape const shape = shape_resolve(cell->quantity[q].shape, 2, 3);
		size += (double)shape.rows * shape.cols;
	}
	return size < 2000 && cell->forward.count < 60;
}

static bool is_close(struct array a, struct array b)
{
	double most = 1, off = 0;
	for (size_t i = 0; i < array_size(a); i++) {
		most = fmax(most, fabs(b.at[i]));
		off = fmax(off, fabs(a.at[i] - b.at[i]));
	}
	return off <= 1e-9 * most;
}

// Numbers that grew large on the way lose digits in any order of summation.
static bool is_tame(const struct pass *pass)
{
	for (size_t i = 0; i < (size_t)pass->T * pass->stride; i++)
		if (!(fabs(pass->values[i]) < 100) ||
		    (fabs(pass->values[i]) > 0 && fabs(pass->values[i]) < 1e-3))
			return false;
	return true;
}

// What a learner wrote is no gradient; but where losses may be carried together it adds up.
static void compare_losses(const struct pass *pass)
{
	const struct cell *cell = pass->network->cell;
	struct arena arena = { 0 };
	for (int q = 0; q < cell->quantities && cell->combines; q++) {
		if (cell->quantity[q].kind != QUANTITY_PARAMETER)
			continue;
		struct array const together = backward_parameter(pass, -1, q, -1, &arena);
		struct array sum = array_new(&arena, together.rows, together.cols);
		for (int t = 0; t < pass->T; t++)
			array_add(sum, backward_parameter(pass, t, q, -1, &arena));
		if (array_is_finite(together) && array_is_finite(sum) && array_norm(sum) < 1e6 &&
		    !is_close(together, sum))
			abort();
	}
	arena_free(&arena);
}

static void compare_programs(struct network *network, const struct pass *pass)
{
	const struct cell *cell = network->cell;
	struct arena arena = { 0 };
	for (int q = 0; q < cell->quantities; q++) {
		if (cell->quantity[q].kind != QUANTITY_PARAMETER)
			continue;
		struct gradients const by = gradients_by(network, pass, q, &arena);
		if (!array_is_finite(by.twice) || !array_is_finite(by.once) || !array_is_finite(by.exact) ||
		    array_norm(by.twice) > 1e6)
			continue;
		if (!is_close(by.once, by.twice) || !is_close(by.exact, by.twice))
			abort();
	}
	network->single_sweep = false;
	arena_free(&arena);
}

// The compiled plan runs whatever it does not refuse; where `whole`, its gradients are the walk's.
static void compare_plan(const struct network *network, const struct pass *pass, bool whole)
{
	const struct cell *cell = network->cell;
	struct arena arena = { 0 };
	struct error error;
	double norm;
	struct plan *plan = plan_new(cell, network->H, network->C, pass->T, &error);
	if (!plan)
		return;
	plan_load(plan, network);
	struct sequence const sequence = network_sequence(network);
	plan_gradients(plan, &sequence);
	for (int q = 0; q < cell->quantities && whole; q++) {
		if (cell->quantity[q].kind != QUANTITY_PARAMETER)
			continue;
		struct array const wanted = backward_parameter(pass, -1, q, -1, &arena);
		struct array const got = array_new(&arena, wanted.rows, wanted.cols);
		plan_read_gradient(plan, q, got);
		if (array_is_finite(wanted) && array_norm(wanted) < 1e6 && !is_close(got, wanted))
			abort();
	}
	plan_step(plan, &sequence, 0.1, INFINITY, &norm);
	plan_loss(plan, &sequence);
	plan_free(plan);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int words[] = { 0, 2, 1, 2 };
	struct error error;
	if (size < 1 || size > 4096)
		return 0;
	struct cell *cell = cell_parse("fuzz", "fuzz.cell", (const char *)data + 1, size - 1,
	                               data[0] & 1, &error);
	if (!cell) {
		if (!*error.cause || error.span.line < 1 || error.span.column < 1)
			abort();
		struct text told = { 0 };
		error_write(&error, &told);
		text_free(&told);
		return 0;
	}
	read_equations(cell, &cell->forward);
	read_equations(cell, &cell->sweep);
	read_equations(cell, &cell->single);
	if (!is_small(cell)) {
		cell_drop(cell);
		return 0;
	}
	struct network *network = network_new(cell);
	network_set_hidden(network, 2, &error);
	network_set_vocabulary_size(network, 3, &error);
	network_set_seed(network, data[0]);
	network_set_x(network, words, 3);
	network_set_y(network, words + 1, 3);
	network->truncation = truncation_steps(data[0] & 2 ? data[0] >> 5 : -1);
	struct walk *walk = walk_new(network, &error);
	struct place const end = place_end(&walk->itinerary);
	for (struct place place = place_start(); !place_equal(place, end);) {
		bool was_new;
		place = place_after(&walk->itinerary, place, STRIDE_EQUATION);
		walk_result(walk, place);
		walk_before(walk, place, &was_new);
	}
	walk_moment(walk, end);
	bool const whole = network->truncation.form == TRUNCATE_OFF && is_tame(walk->pass);
	if (whole && cell->amendments)
		compare_losses(walk->pass);
	else if (whole)
		compare_programs(network, walk->pass);
	compare_plan(network, walk->pass, whole);
	walk_free(walk);
	network_free(network);
	return 0;
}
