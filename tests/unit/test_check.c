// SPDX-License-Identifier: GPL-3.0-or-later
// What the numeric check says, and that it finds the planted mistakes.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/parser.h"
#include "net.h"
#include "net/network.h"
#include "net/pass.h"
#include "tutor/check.h"

// ---- verdicts

static struct check check_parameter(const struct network *network, const char *name,
                                    struct arena *arena)
{
	struct pass *pass = pass_new(network);
	struct check const check =
		check_run(pass, (struct check_subject){ find(network, name), -1, -1, -1 }, arena);
	assert_int_equal(check.count[VERDICT_PASS] + check.count[VERDICT_FAIL] +
	                         check.count[VERDICT_UNCHECKED],
	                 array_size(check.analytic));
	int reasons = 0;
	for (int i = 1; i < UNCHECKED_REASONS; i++) {
		reasons += check.reasons[i];
		assert_true(*unchecked_reason[i] != '\0');
	}
	assert_int_equal(reasons, check.count[VERDICT_UNCHECKED]);
	pass_free(pass);
	return check;
}

static void both_zero_is_unchecked(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(100);
	struct check const check = check_parameter(network, "U", &arena);
	assert_int_equal(check.reasons[UNCHECKED_BOTH_ZERO], 960); // the words that are not read
	assert_int_equal(check.count[VERDICT_PASS], 40);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(check.verdict[i], i % 100 < 4 ? VERDICT_PASS : VERDICT_UNCHECKED);
	arena_free(&arena);
	network_free(network);
}

static void resolution_excuses_and_never_passes(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(5);
	set_initialiser(network, "uniform", 1e-6);
	struct check const check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 0);
	assert_int_equal(check.reasons[UNCHECKED_RESOLUTION], 100);
	arena_free(&arena);
	network_free(network);
}

static void truncation_is_no_failure(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(5);
	network->truncation = truncation_steps(1);
	struct check check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 0);
	assert_true(check.reasons[UNCHECKED_TRUNCATED] > 90);
	check = check_parameter(network, "V", &arena);
	assert_int_equal(check.count[VERDICT_PASS], 50);
	network->truncation = truncation_steps(3); // leaves nothing out of four steps
	check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_PASS], 100);
	arena_free(&arena);
	network_free(network);
}

static void not_finite_is_said(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	static const double bad[] = { NAN, INFINITY };
	for (int i = 0; i < 2; i++) {
		struct network *network = tutorial_network(5);
		network_parameter(network, find(network, "W")).at[7] = bad[i];
		struct pass *pass = pass_new(network);
		assert_true(isnan(pass->total));
		pass_free(pass);
		struct check const check = check_parameter(network, "V", &arena);
		assert_int_equal(check.count[VERDICT_PASS] + check.count[VERDICT_FAIL], 0);
		assert_true(check.reasons[UNCHECKED_NOT_FINITE] > 0);
		network_free(network);
	}
	arena_free(&arena);
}

// ---- planted bugs

static bool quantity_of(void *context, const char *name)
{
	return cell_find(context, name) >= 0;
}

static void bind(struct cell *cell, struct tree *tree)
{
	for (int i = 0; i < tree->count; i++)
		bind(cell, tree->part[i]);
	if (tree->kind != TREE_NAME)
		return;
	int quantity = cell_find(cell, tree->name);
	bool const gradient = quantity < 0;
	if (gradient)
		quantity = cell_find(cell, tree->name + 1);
	assert_true(quantity >= 0);
	int offset = 0;
	if (tree->subscripts && tree_is_call(tree->subscript[0].at[0], "-"))
		offset = -1;
	*tree = *cell_name(cell, quantity, gradient, TIME_K, offset);
}

// A network of a cell that is nobody else's, so that it can be changed.
static struct network *own_network(int H, int C)
{
	struct error error;
	struct cell *const shipped = read_cell("tanh", true);
	struct network *network =
		network_new(cell_parse("own", "own.cell", shipped->text, strlen(shipped->text), true, &error));
	cell_drop(shipped);
	assert_true(network_set_hidden(network, H, &error));
	assert_true(network_set_vocabulary_size(network, C, &error));
	network_set_seed(network, 3);
	return network;
}

// Replaces the right side of the equation for d`name` (of its tail's, with `next`) in both sweeps.
static void plant(struct cell *cell, const char *name, bool next, const char *right)
{
	struct program *programs[] = { &cell->sweep, &cell->single };
	struct parse_names const names = { .context = cell, .is_quantity = quantity_of };
	struct tree *tree;
	struct error error;
	assert_true(
		parse_expression(right, strlen(right), 1, 1, &names, &cell->arena, &tree, &error));
	bind(cell, tree);
	for (int p = 0; p < 2; p++) {
		int planted = 0;
		for (int i = 0; i < programs[p]->count; i++) {
			struct equation *equation = &programs[p]->equation[i];
			if (equation->quantity == cell_find(cell, name) &&
			    (equation->offset < 0) == next && equation->part != PART_HEAD) {
				equation->right = tree;
				planted++;
			}
		}
		assert_int_equal(planted, 1);
	}
}

static void planted_bugs_are_found(void **state)
{
	(void)state;
	// Which of U, V, W fail names the family.
	static const struct {
		const char *name;
		bool next;
		const char *right;
		bool U, V, W;
	} bugs[] = {
		{ "z", false, "ds[k] .* (1 - s[k].^2)", false, false, false }, // none at all
		{ "z", false, "ds[k]", true, false, true },
		{ "z", false, "ds[k] .* (1 - tanh(s[k]).^2)", true, false, true },
		{ "z", false, "ds[k] .* (1 - s[k])", true, false, true },
		{ "z", false, "ds[k] .* (1 - s[k-1].^2)", true, false, true },
		{ "z", false, "1.0001 .* ds[k] .* (1 - s[k].^2)", true, false, true },
		{ "W", false, "outer(dz[k], s[k])", false, false, true },
		{ "W", false, "outer(s[k-1], dz[k])", false, false, true },
		{ "U", false, "2 .* outer(dz[k], x[k])", true, false, false },
		{ "U", false, "outer(dz[k], y[k])", true, false, false },
		{ "s", true, "W*dz[k]", true, false, true },
		{ "s", true, "0 .* dz[k]", true, false, true },
	};
	for (size_t i = 0; i < sizeof bugs / sizeof *bugs; i++)
		for (int single = 0; single < 2; single++) {
			struct random random;
			random_seed(&random, 11);
			struct network *network = own_network(4, 6);
			random_words(network, &random, 6);
			random_rest(network, &random, true);
			network->single_sweep = single;
			plant(network->cell, bugs[i].name, bugs[i].next, bugs[i].right);
			struct arena arena = { 0 };
			bool const U = check_parameter(network, "U", &arena).count[VERDICT_FAIL];
			bool const V = check_parameter(network, "V", &arena).count[VERDICT_FAIL];
			bool const W = check_parameter(network, "W", &arena).count[VERDICT_FAIL];
			if (U != bugs[i].U || V != bugs[i].V || W != bugs[i].W)
				fail_msg("d%s = %s: of U V W fail %d %d %d", bugs[i].name,
				         bugs[i].right, U, V, W);
			// δ itself is wrong where the recursion is.
			struct pass *pass = pass_new(network);
			struct check const delta =
				check_run(pass, (struct check_subject){ -1, 5, 2, -1 }, &arena);
			assert_int_equal(delta.count[VERDICT_FAIL] > 0, bugs[i].U && bugs[i].W);
			pass_free(pass);
			network_free(network);
			arena_free(&arena);
		}
}

// One wrong number of a gradient is found, and named.
static void one_wrong_element_is_found(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 12);
	struct network *network = own_network(3, 4);
	random_words(network, &random, 5);
	plant(network->cell, "W", false, "outer(dz[k], s[k-1]) + [0,0,0; 0,0,0.00001; 0,0,0]");
	struct arena arena = { 0 };
	struct check const check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 1);
	assert_int_equal(check.worst_element, 5);
	assert_int_equal(check.verdict[5], VERDICT_FAIL);
	arena_free(&arena);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_zero_is_unchecked),
		cmocka_unit_test(resolution_excuses_and_never_passes),
		cmocka_unit_test(truncation_is_no_failure),
		cmocka_unit_test(not_finite_is_said),
		cmocka_unit_test(planted_bugs_are_found),
		cmocka_unit_test(one_wrong_element_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
