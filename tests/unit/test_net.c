// SPDX-License-Identifier: GPL-3.0-or-later
// A network in time: its weights, against the tutorial's numbers, its bounds, and as a value.
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "array/decompose.h"
#include "lang/operator.h"
#include "net.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/network.h"
#include "net/pass.h"
#include "tutor/check.h"

// ---- weights

// What NumPy's RandomState(seed).random_sample() gives: draws 0 … 3 and 999.
static void draws_are_those_of_numpy(void **state)
{
	(void)state;
	static const struct {
		uint32_t seed;
		double first[4], later;
	} cases[] = {
		{ 0,
		  { 0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
		    0.5448831829968969 },
		  0.6771411441114241 },
		{ 10,
		  { 0.771320643266746, 0.0207519493594015, 0.6336482349262754, 0.7488038825386119 },
		  0.09518927820839873 },
		{ 4294967295,
		  { 0.0976320289940138, 0.9123828453026218, 0.78903530185164, 0.7800035981134678 },
		  0.556626859384112 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct random random;
		random_seed(&random, cases[i].seed);
		for (int j = 0; j < 4; j++) {
			double const drawn = random_unit(&random);
			assert_memory_equal(&drawn, &cases[i].first[j], sizeof drawn);
		}
		for (int j = 4; j < 999; j++)
			random_unit(&random);
		double const drawn = random_unit(&random);
		assert_memory_equal(&drawn, &cases[i].later, sizeof drawn);
	}
}

static void weights_are_a_function_of_the_settings(void **state)
{
	(void)state;
	struct error error;
	struct network *first = new_network("lstm", 4, 7, 99);
	set_initialiser(first, "xavier", 2);
	for (int order = 0; order < 24; order++) {
		struct network *network = network_new(read_cell("tanh", true));
		bool done[4] = { false };
		for (int i = 4, code = order; i > 0; code /= i, i--) {
			int pick = code % i, step = 0;
			while (done[step] || pick--)
				step++;
			done[step] = true;
			switch (step) {
			case 0:
				assert_true(network_set_hidden(network, 4, &error));
				break;
			case 1:
				assert_true(network_set_vocabulary_size(network, 7, &error));
				break;
			case 2:
				network_set_seed(network, 99);
				set_initialiser(network, "xavier", 2);
				break;
			default:
				network_set_cell(network, cell_hold(first->cell), &error);
			}
		}
		for (int q = 0; q < first->cell->quantities; q++)
			if (first->cell->quantity[q].kind == QUANTITY_PARAMETER)
				assert_true(
					array_equal(network->parameter[q], first->parameter[q]));
		network_free(network);
	}
	network_free(first);
}

// The values that NumPy gives are asked for in tests/cells.py.
static void initialisers_scale_and_refuse(void **state)
{
	(void)state;
	struct error error;
	struct network *network = new_network("tanh", 8, 4, 3);
	for (const struct initialiser *each = initialisers; each->name; each++) {
		assert_ptr_equal(initialiser_find(each->name), each);
		set_initialiser(network, each->name, 1);
		double const most = largest(network->parameter[find(network, "W")]);
		assert_true(strcmp(each->name, "zero") ? most > 0 : most <= 0);
		set_initialiser(network, each->name, 3);
		expect_number(largest(network->parameter[find(network, "W")]), 3 * most, 1e-12, each->name);
	}
	assert_null(initialiser_find("nonesuch"));
	set_initialiser(network, "sigma", 1);
	assert_false(network_set_hidden(network, 513, &error));
	assert_string_equal(error.cause, "init sigma takes 512 hidden units at most, not 513");
	assert_int_equal(network->H, 8);
	network_free(network);
}

// Biases come and go; everything else stays, what was assigned too.
static void biases_come_and_go(void **state)
{
	(void)state;
	struct error error;
	struct network *network = network_new(read_cell("lstm", false));
	network_set_forget_bias(network, 1);
	network_parameter(network, find(network, "Wf")).at[0] = 7;
	network_initial(network, find(network, "c")).at[1] = 5;
	struct network *before = network_copy(network);
	assert_true(network_set_biases(network, true, &error));
	assert_int_equal(network->cell->quantities, before->cell->quantities + 5);
	for (int q = 0; q < before->cell->quantities; q++) {
		int const now = find(network, before->cell->quantity[q].name);
		assert_int_equal(network->assigned[now], before->assigned[q]);
		assert_true(array_equal(network->parameter[now], before->parameter[q]));
		assert_true(array_equal(network->initial[now], before->initial[q]));
	}
	assert_true(largest(network->parameter[find(network, "bi")]) <= 0);
	expect_number(network->parameter[find(network, "bf")].at[2], 1, 0, "bf");
	network_set_seed(network, 5); // a draw of all, the forget bias too
	expect_number(network->parameter[find(network, "bf")].at[2], 1, 0, "bf");
	network_parameter(network, find(network, "bf")).at[0] = 3;
	network_set_forget_bias(network, 2);
	expect_number(network->parameter[find(network, "bf")].at[0], 2, 0, "bf");
	assert_true(network_set_biases(network, false, &error));
	assert_int_equal(cell_find(network->cell, "bf"), -1);
	network_free(network);
	network_free(before);
}

// ---- the tutorial's numbers

static void expect_norm(const struct pass *pass, const char *name, double norm)
{
	struct arena arena = { 0 };
	struct array const gradient =
		backward_parameter(pass, -1, find(pass->network, name), -1, &arena);
	expect_number(array_norm(gradient), norm, 1e-12, name);
	arena_free(&arena);
}

static void golden_values_come_out(void **state)
{
	(void)state;
	struct network *network = tutorial_network(100);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	expect_number(pass->total, 18.30718764221934, 1e-12, "E");
	expect_norm(pass, "U", 1.0922777842974813);
	expect_norm(pass, "V", 0.36547209286159593);
	expect_norm(pass, "W", 0.1936958174904962);
	struct array const dW = backward_parameter(pass, -1, find(network, "W"), -1, &arena);
	expect_number(dW.at[0], -0.019673514438359137, 1e-12, "dW[0,0]");
	expect_number(dW.at[1], 0.031487033643705135, 1e-12, "dW[0,1]");
	expect_number(dW.at[2], 0.028875277138652185, 1e-12, "dW[0,2]");

	static const double deltas[] = { 0.12993475983987823, 0.2086371512222576, 0.298201959339041,
		                         0.4743831319704332 };
	double norms[4];
	backward_delta_norms(pass, 3, norms);
	for (int k = 0; k < 4; k++) {
		expect_number(norms[k], deltas[k], 1e-12, "delta");
		expect_number(array_norm(backward_delta(pass, 3, k, &arena)), deltas[k], 1e-12,
		              "delta");
	}

	// The claim that a Jacobian's norm is at most 1 is false on this very network.
	struct array values = array_new(&arena, 10, 1);
	int const s = find(network, "s");
	array_singular_values(values, jacobian(pass, s, 1, s, 0, -1, &arena));
	assert_true(fabs(values.at[0] - 1.134) < 5e-4);
	array_singular_values(values, network->parameter[find(network, "W")]);
	expect_number(values.at[0], 1.1420536194356643, 1e-12, "norm(W,2)");
	arena_free(&arena);
	pass_free(pass);
	network_free(network);

	network = tutorial_network(5);
	pass = pass_new(network);
	expect_number(pass->total, 6.439881832000389, 1e-12, "E of C = 5");
	pass_free(pass);
	network_free(network);
}

// ---- bounds

static void settings_are_bounded(void **state)
{
	(void)state;
	struct error error;
	struct network *network = tutorial_network(5), *before = network_copy(network);
	static const long hidden[] = { 0, -1, 4097, 5000, INT_MAX, LONG_MAX };
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		assert_false(network_set_hidden(network, hidden[i], &error));
		assert_non_null(strstr(error.cause, "the hidden size is 1 to 4096"));
	}
	static const long words[] = { 0, -1, 65537, 1000000, LONG_MAX };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		assert_false(network_set_vocabulary_size(network, words[i], &error));
		assert_non_null(strstr(error.cause, "a vocabulary has 1 to 65536 words"));
	}
	assert_false(network_set_vocabulary(network, NULL, 0, &error));
	assert_false(network_set_vocabulary(network, (const char *[]){ "a", "b", "a" }, 3, &error));
	assert_string_equal(error.cause, "the word a is in the vocabulary twice");
	assert_false(network_set_text(network, (const char *[]){ "a" }, 1, &error));
	assert_string_equal(error.cause,
	                    "a text needs two words at least: each is to predict the next");
	assert_true(network_equal(network, before));
	network_free(network);
	network_free(before);

	network = new_network("tanh", 4096, 2, 1);
	before = network_copy(network);
	assert_false(network_set_vocabulary_size(network, 65536, &error));
	assert_string_equal(
		error.cause,
		"4096 hidden units and 65536 words need 4225 MiB of weights, more than 1024");
	assert_true(network_equal(network, before));
	network_free(network);
	network_free(before);

	network = new_network("lstm", 1, 65536, 1);
	assert_false(network_set_hidden(network, 4096, &error));
	network_free(network);
}

// A text brings its words: they count as a vocabulary does.
static void texts_are_bounded(void **state)
{
	(void)state;
	struct error error;
	enum { MANY = 20000 };
	struct network *network = new_network("tanh", 4096, 2, 1);
	struct network *before = network_copy(network);
	char(*name)[12] = memory_get(MANY, sizeof *name);
	const char **words = memory_get(MANY, sizeof *words);
	for (int i = 0; i < MANY; i++) {
		snprintf(name[i], sizeof *name, "%d", i);
		words[i] = name[i];
	}
	assert_false(network_set_text(network, words, MANY, &error));
	assert_string_equal(
		error.cause,
		"4096 hidden units and 20000 words need 1378 MiB of weights, more than 1024");
	assert_true(network_equal(network, before));
	free(words);
	free(name);
	network_free(network);
	network_free(before);
}

static void texts_make_vocabularies(void **state)
{
	(void)state;
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	assert_int_equal(network->C, 5);
	assert_int_equal(network_steps(network), 5);
	assert_string_equal(network->word[0], "the");
	assert_string_equal(network->word[4], "mat");
	static const int x[] = { 0, 1, 2, 3, 0 }, y[] = { 1, 2, 3, 0, 4 };
	assert_memory_equal(network->x, x, sizeof x);
	assert_memory_equal(network->y, y, sizeof y);

	assert_true(network_set_vocabulary(network, (const char *[]){ "a", "b", "c" }, 3, &error));
	assert_true(network_set_text(network, (const char *[]){ "c", "a" }, 2, &error));
	assert_int_equal(network->C, 3);
	assert_int_equal(network->x[0], 2);
	assert_false(network_set_text(network, (const char *[]){ "c", "d" }, 2, &error));
	assert_string_equal(error.cause, "the word d is not in the vocabulary");
	network_free(network);
}

static void walks_need_data(void **state)
{
	(void)state;
	struct error error;
	static const int words[] = { 0, 4, 5, -2 };
	struct network *network = tutorial_network(5);
	assert_true(network_ready(network, &error));
	network_set_x(network, words, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "x has 2 words and y has 4");
	network_set_y(network, words, 2);
	assert_true(network_ready(network, &error));
	network_set_y(network, words + 1, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "y[1] is word 5, but the vocabulary has the words 0 to 4");
	network_set_x(network, words + 2, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "x[0] is word 5, but the vocabulary has the words 0 to 4");
	network_set_x(network, words + 3, 1);
	network_set_y(network, words, 1);
	assert_false(network_ready(network, &error));
	network_set_x(network, NULL, 0);
	network_set_y(network, NULL, 0);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "there are no words to read");

	int *many = memory_get(STEPS_MOST, sizeof *many);
	network_set_x(network, many, STEPS_MOST);
	network_set_y(network, many, STEPS_MOST);
	assert_true(network_ready(network, &error));
	assert_true(network_set_hidden(network, 1000, &error));
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause,
	                    "the values of 100000 steps need 1534 MiB, more than 1024");
	free(many);
	network_free(network);
}

static void smallest_networks_run(void **state)
{
	(void)state;
	for (int i = 0; i < ALL_CELLS; i++)
		for (int C = 1; C <= 2; C++)
			for (int sweep = 0; sweep < 3; sweep++) {
				static const int zero[] = { 0 };
				struct arena arena = { 0 };
				struct network *network = new_network(all_cells[i], 1, C, 1);
				network_set_x(network, zero, 1);
				network_set_y(network, zero, 1);
				network->single_sweep = sweep == 1;
				network->truncation = truncation_steps(sweep == 2 ? 0 : -1);
				struct pass *pass = pass_new(network);
				// Three of them add something to the cross-entropy.
				bool const certain = C == 1 && !strstr(all_cells[i], "odd") &&
				                     !strstr(all_cells[i], "regularised") && !strstr(all_cells[i], "blocks");
				assert_true(isfinite(pass->total));
				assert_true(!certain || pass->total <= 0);
				int ignored = 0;
				for (int q = 0; q < network->cell->quantities; q++)
					if (network->cell->quantity[q].kind == QUANTITY_PARAMETER) {
						struct check_subject const all = { q, -1, -1, -1 };
						expect_no_failure(pass, all, all_cells[i],
						                  &ignored);
						struct array const gradient =
							backward_parameter(pass, -1, q, -1, &arena);
						assert_true(!certain || largest(gradient) <= 0);
					}
				pass_free(pass);
				network_free(network);
				arena_free(&arena);
			}
}

// ---- values that can be copied and compared

static void networks_are_values(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 13);
	for (int i = 0; i < ALL_CELLS; i++) {
		struct network *network = random_network(all_cells[i], &random);
		struct network *copy = network_copy(network);
		assert_true(network_equal(network, copy));
		struct pass *pass = pass_new(network), *again = pass_new(copy);
		assert_memory_equal(&pass->total, &again->total, sizeof(double));
		assert_memory_equal(pass->values, again->values,
		                    (size_t)pass->T * pass->stride * sizeof(double));
		pass_free(pass);
		pass_free(again);
		copy->seed ^= 1;
		assert_false(network_equal(network, copy));
		copy->seed ^= 1;
		int first = 0;
		while (network->cell->quantity[first].kind != QUANTITY_PARAMETER)
			first++;
		double *weight = &network_parameter(copy, first).at[0];
		assert_false(network_equal(network, copy)); // assigned, though the same
		copy->assigned[first] = network->assigned[first];
		assert_true(network_equal(network, copy));
		*weight = nextafter(*weight, 9);
		assert_false(network_equal(network, copy));
		network_free(copy);
		network_free(network);
	}
}

static void cells_are_found(void **state)
{
	(void)state;
	struct error error;
	char **names = network_list_cells();
	int count = 0;
	for (; names[count]; count++) {
		struct cell *cell = network_find_cell(names[count], true, &error);
		assert_non_null(cell);
		assert_string_equal(cell->name, names[count]);
		cell_drop(cell);
		free(names[count]);
	}
	free(names);
	assert_true(count >= 7);
	assert_null(network_find_cell("nonesuch", true, &error));
	assert_string_equal(error.cause, "there is no cell nonesuch");
	assert_null(network_find_cell("./nonesuch.cell", true, &error));
	assert_string_equal(error.cause,
	                    "cannot read ./nonesuch.cell: No such file or directory");
	assert_null(network_find_cell("../cells/tanh", true, &error));
	assert_null(network_find_cell("", true, &error));
}

// The compiled plan finds the losses of a large check: the same numbers but for the last bits of a loss over h.
static void large_checks_agree(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 31);
	struct network *network = new_network("tanh", 16, 65, 3);
	random_words(network, &random, 25);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	struct check_how const how = check_how_usual();
	double *losses = calloc((size_t)(POINTS_MOST * pass->T), sizeof *losses), magnitude = 1;
	for (int q = 0; q < network->cell->quantities; q++) {
		int const size = (int)array_size(network->parameter[q]);
		if (!size)
			continue;
		struct check const check = check_run(pass, (struct check_subject){ q, -1, -1, -1 }, &arena);
		assert_int_equal(check.count[VERDICT_FAIL], 0);
		assert_true(check.count[VERDICT_PASS] > 0);
		for (int i = 0; i < 20; i++) {
			struct nudge const nudge = { q, -1, below(&random, size), 0 };
			double const by_walk = difference_run(how.method, how.h, pass, NULL, nudge, -1, losses, &magnitude);
			double const noise = difference_noise(how.method, how.h, magnitude) * sqrt(pass->T);
			assert_true(fabs(check.measured.at[nudge.element] - by_walk) <= noise);
		}
	}
	free(losses);
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_those_of_numpy),
		cmocka_unit_test(weights_are_a_function_of_the_settings),
		cmocka_unit_test(initialisers_scale_and_refuse),
		cmocka_unit_test(biases_come_and_go),
		cmocka_unit_test(golden_values_come_out),
		cmocka_unit_test(settings_are_bounded),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(texts_make_vocabularies),
		cmocka_unit_test(walks_need_data),
		cmocka_unit_test(smallest_networks_run),
		cmocka_unit_test(networks_are_values),
		cmocka_unit_test(cells_are_found),
		cmocka_unit_test(large_checks_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
