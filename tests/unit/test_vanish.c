// SPDX-License-Identifier: GPL-3.0-or-later
// A gradient by distance against Jacobians and finished values; one step, written out; where NaN and Inf come
// from; golden pictures at three sizes in tests/golden/ (BPTT_BLESS=1 writes them; read them before you keep them).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "array/decompose.h"
#include "base/utf8.h"
#include "lang/bound.h"
#include "lang/evaluate.h"
#include "lang/operator.h"
#include "lang/print.h"
#include "lang/tangent.h"
#include "net.h"
#include "net/backward.h"
#include "net/distance.h"
#include "net/jacobian.h"
#include "net/slope.h"
#include "trace/origin.h"
#include "trace/walk.h"
#include "view/view.h"

// ---- by distance

static double largest_singular(struct array a, struct arena *arena)
{
	struct array const values = array_new(arena, a.rows, 1);
	array_singular_values(values, a);
	return values.at[0];
}

static void expect_jacobians(const struct pass *pass, int t, struct arena *arena)
{
	struct distance distance;
	assert_true(distance_read_jacobians(&distance, pass, t, t + 2, true, arena));
	for (int k = t; k >= -1; k--) {
		int const d = t - k;
		struct array const exact = jacobian_state(pass, t, k, arena);
		struct array const values = array_new(arena, exact.rows, 1);
		struct array const found = { exact.rows, 1,
			                     distance.singular.at + d * distance.singular.cols };
		array_singular_values(values, exact);
		expect_near(found, values, 1e-12, 1, "singular values");
		if (d)
			expect_number(
				distance.step.at[d],
				largest_singular(jacobian_state(pass, k + 1, k, arena), arena),
				1e-12, "one step");
		for (int i = 0, from = 0; i < distance.states; i++) {
			int const size = (int)array_size(pass->network->initial[distance.state[i]]);
			struct array const block = array_new(arena, size, size);
			for (int row = 0; row < size; row++)
				for (int col = 0; col < size; col++)
					block.at[row * size + col] =
						exact.at[(from + row) * exact.cols + from + col];
			expect_number(distance.own.at[d * distance.states + i],
			              largest_singular(block, arena), 1e-12, "one state");
			from += size;
		}
	}
}

static void expect_sweep(const struct pass *pass, int t, struct arena *arena)
{
	const struct network *network = pass->network;
	const struct cell *cell = network->cell;
	struct distance distance;
	assert_true(distance_read_sweep(&distance, pass, t, arena));
	int const n = network->truncation.n;
	assert_int_equal(distance.reached, network->truncation.form == TRUNCATE_CHUNKS         ? t % n + 1 :
	                                   network->truncation.form == TRUNCATE_OFF || t < n ? t + 1 :
	                                                                                         n + 1);
	for (int d = 0; d < distance.reached; d++) {
		int const k = t - d;
		expect_number(distance.delta.at[d], array_norm(backward_delta(pass, t, k, arena)),
		              1e-15, "delta");
		for (int q = 0; q < cell->quantities; q++) {
			double const part = distance.part.at[d * cell->quantities + q];
			if (cell->quantity[q].kind == QUANTITY_PARAMETER)
				expect_number(part,
				              array_norm(backward_parameter(pass, t, q, k, arena)),
				              1e-15, "part");
			else
				assert_true(part <= 0);
		}
	}
}

static void distances_are_finished_values(void **state)
{
	struct random random;
	(void)state;
	random_seed(&random, 42);
	for (int run = 0; run < scaled(100) * ALL_CELLS; run++) {
		struct network *network = random_network(all_cells[run % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		struct arena arena = { 0 };
		int const t = below(&random, pass->T);
		expect_jacobians(pass, t, &arena);
		expect_sweep(pass, t, &arena);
		arena_free(&arena);
		pass_free(pass);
		network_free(network);
	}
}

// Design: on the tutorial's network the norm of a step is above 1, and below σmax(W).
static void the_tutorial_network_refutes_the_claim(void **state)
{
	struct network *network = tutorial_network(100);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	struct distance distance;
	(void)state;
	struct bound const bound = bound_of_step(network->cell, &arena);
	assert_true(fabs(slope_bound(pass, &bound) - 1.1420536194356643) < 1e-12);
	assert_true(distance_read_jacobians(&distance, pass, 1, 2, true, &arena));
	assert_true(fabs(distance_norm(&distance, 1) - 1.1343915039294481) < 1e-12);
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

// ---- one step, written out

static struct array bound_at(void *context, const struct tree *name)
{
	const struct pass *pass = context;
	return pass_value(pass, name->quantity, pass->T - 1 + name->offset);
}

static bool hidden_size(void *context, const struct tree *name, const struct indices *indices,
                        struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct pass *pass = context;
	(void)name, (void)indices, (void)error;
	*used = 0;
	*out = array_scalar(arena, pass->network->H);
	return true;
}

// Each block of the Jacobian of the last step, as numbers and as the expression says; how many there were.
static int expect_tangents(const struct pass *pass, struct arena *arena)
{
	const struct network *network = pass->network;
	const struct cell *cell = network->cell;
	struct scope const scope = { .context = (void *)(uintptr_t)pass, .H = network->H, .C = network->C,
		                     .bound = bound_at, .name = hidden_size };
	struct array const exact = jacobian_state(pass, pass->T - 1, pass->T - 2, arena);
	int written = 0;
	for (int above = 0, row = 0; above < cell->quantities; above++) {
		if (!cell->quantity[above].is_state)
			continue;
		int const rows = (int)array_size(network->initial[above]);
		for (int below = 0, col = 0; below < cell->quantities; below++) {
			if (!cell->quantity[below].is_state)
				continue;
			int const cols = (int)array_size(network->initial[below]);
			struct tree *tree = tangent_of_step(cell, above, below, arena);
			struct array const block = array_new(arena, rows, cols);
			struct array value;
			struct error error;
			array_read_block(block, exact, row, col);
			col += cols;
			if (!tree)
				continue;
			assert_true(evaluate(tree, &scope, arena, &value, &error));
			if (tree_is_number(tree, 0))
				value = array_new(arena, rows, cols);
			expect_near(value, block, 1e-13, 1, cell->name);
			written++;
		}
		row += rows;
	}
	return written;
}

static void steps_are_written_out(void **state)
{
	struct random random;
	int written = 0;
	(void)state;
	random_seed(&random, 44);
	for (int run = 0; run < scaled(100) * ALL_CELLS; run++) {
		struct network *network = random_network(all_cells[run % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		struct arena arena = { 0 };
		written += expect_tangents(pass, &arena);
		arena_free(&arena);
		pass_free(pass);
		network_free(network);
	}
	assert_true(written > scaled(100) * ALL_CELLS);
}

static void expect_tangent(const char *cell, const char *above, const char *below, const char *written)
{
	struct cell *read = read_cell(cell, false);
	struct arena arena = { 0 };
	struct text text = { 0 };
	struct tree *tree = tangent_of_step(read, cell_find(read, above), cell_find(read, below), &arena);
	assert_non_null(tree);
	print_tree(tree, &(struct print_style){ .unicode = false }, &text);
	assert_string_equal(text_get(&text), written);
	text_free(&text);
	arena_free(&arena);
	cell_drop(read);
}

static void steps_are_written_as_in_books(void **state)
{
	(void)state;
	expect_tangent("tanh", "s", "s", "diag(1 - s[t].^2)*W");
	expect_tangent("linear", "s", "s", "W");
	expect_tangent("lstm", "c", "c", "diag(f[t])");
	expect_tangent("lstm", "c", "s",
	               "diag(c[t-1] .* f[t] .* (1 - f[t]))*Wf + diag(g[t] .* i[t] .* (1 - i[t]))*Wi + "
	               "diag(i[t] .* (1 - g[t].^2))*Wg");
	expect_tangent("diagonal", "s", "s", "diag(l[t])");
	expect_tangent("tests/cells/tied", "s", "s_lag", "diag(1 - s[t].^2)*A");
	expect_tangent("tests/cells/tied", "s_lag", "s", "eye(H)");
}

// ---- NaN and Inf

// A number somewhere that is none, or that soon overflows.
static void spoil(struct network *network, struct random *random)
{
	static const double bad[] = { 1e200, -1e300, NAN, INFINITY };
	int q;
	do
		q = below(random, network->cell->quantities);
	while (network->cell->quantity[q].kind != QUANTITY_PARAMETER &&
	       !network->cell->quantity[q].is_state);
	struct array const a = network->cell->quantity[q].kind == QUANTITY_PARAMETER
	                               ? network_parameter(network, q)
	                               : network_initial(network, q);
	a.at[below(random, (int)array_size(a))] = bad[below(random, 4)];
}

static bool is_finite_at(struct walk *walk, struct place place, const struct tree *tree)
{
	struct walk_place at = { walk, place };
	struct scope const scope = walk_scope(&at);
	struct arena arena = { 0 };
	struct array value;
	struct error error;
	assert_true(evaluate(tree, &scope, &arena, &value, &error));
	bool const is = array_is_finite(value);
	arena_free(&arena);
	return is;
}

static void expect_origin(struct walk *walk, const struct origin *origin)
{
	const struct tree *part = origin->part;
	assert_true(isnan(origin->value) || isinf(origin->value));
	assert_false(array_is_finite(walk_result(walk, origin->place)));
	for (struct place place = place_start(); !place_equal(place, origin->place);) {
		struct place const next = place_after(&walk->itinerary, place, STRIDE_EQUATION);
		if (!place_equal(next, origin->place))
			assert_true(array_is_finite(walk_result(walk, next)));
		place = next;
	}
	if (!part)
		return;
	assert_false(is_finite_at(walk, origin->place, part));
	for (int i = 0; i < part->count; i++)
		assert_true(is_finite_at(walk, origin->place, part->part[i]));
	// A name is one of those that nothing has computed.
	if (part->kind == TREE_NAME)
		assert_true(part->time == TIME_NONE || origin->place.t + part->offset < 0 ||
		            (origin->place.phase == PHASE_BACKWARD &&
		             origin->place.k + part->offset < 0));
}

static void origins_are_first(void **state)
{
	struct random random;
	int found = 0, backward = 0;
	(void)state;
	random_seed(&random, 77);
	for (int run = 0; run < scaled(200) * ALL_CELLS; run++) {
		struct error error;
		struct network *network = random_network(all_cells[run % ALL_CELLS], &random);
		for (int i = below(&random, 3); i > 0; i--)
			spoil(network, &random);
		struct walk *walk = walk_new(network, &error);
		assert_non_null(walk);
		struct origin origin, ahead;
		assert_true(origin_find(walk, true, &origin));
		assert_true(origin_find(walk, false, &ahead));
		if (origin.place.phase == PHASE_FORWARD)
			assert_true(place_equal(origin.place, ahead.place));
		else
			assert_int_equal(ahead.place.phase, PHASE_START);
		if (origin.place.phase != PHASE_START) {
			expect_origin(walk, &origin);
			found++;
			backward += origin.place.phase == PHASE_BACKWARD;
		}
		walk_free(walk);
		network_free(network);
	}
	assert_true(found > scaled(200) * ALL_CELLS / 4);
	assert_true(backward > 0);
}

// ---- pictures

static void golden_sizes(void **state)
{
	static const char *const names[] = { "vanish", "saturation" };
	static const struct {
		const char *cell;
		int rows, cols, truncate;
		bool ascii;
	} sizes[] = { { "lstm", 9, 24, -1, false },
		      { "relu", 24, 80, 2, true },
		      { "gru", 50, 120, -1, false } };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct text found = { 0 }, name = { 0 };
		for (int size = 0; size < 3; size++) {
			struct error error;
			struct network *network = network_new(read_cell(sizes[size].cell, false));
			network->truncation = truncation_steps(sizes[size].truncate);
			struct walk *walk = walk_new(network, &error);
			struct scene const scene = { .walk = walk,
				                     .place = { PHASE_BACKWARD, 3, 1, 3 },
				                     .precision = 4,
				                     .ascii = sizes[size].ascii,
				                     .glyphs = sizes[size].ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE };
			struct grid grid = grid_new(sizes[size].rows, sizes[size].cols);
			view_draw(view_find(names[i]), &scene, &grid, grid_area(&grid), 0);
			text_addf(&found, "%s, %d×%d\n", sizes[size].cell, sizes[size].rows,
			          sizes[size].cols);
			grid_write(&grid, &found);
			grid_free(&grid);
			walk_free(walk);
			network_free(network);
		}
		text_addf(&name, "sizes-%s.txt", names[i]);
		expect_golden(text_get(&name), text_get(&found));
		text_free(&found);
		text_free(&name);
	}
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances_are_finished_values),
		cmocka_unit_test(the_tutorial_network_refutes_the_claim),
		cmocka_unit_test(steps_are_written_out),
		cmocka_unit_test(steps_are_written_as_in_books),
		cmocka_unit_test(origins_are_first),
		cmocka_unit_test(golden_sizes),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
