// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of net and trace share: random networks and comparisons.
#ifndef TESTS_UNIT_NET_H
#define TESTS_UNIT_NET_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/random.h"
#include "base/memory.h"
#include "golden.h"
#include "net/network.h"
#include "net/pass.h"
#include "tutor/check.h"

static inline int below(struct random *random, int count)
{
	return (int)(random_unit(random) * count);
}

// "tanh" of cells/, "tests/cells/odd" of tests/cells/.
static inline struct cell *read_cell(const char *name, bool biases)
{
	struct text path = { 0 };
	struct error error;
	text_addf(&path, "%s/%s%s.cell", data_folder(), strchr(name, '/') ? "" : "cells/", name);
	struct cell *cell = network_find_cell(text_get(&path), biases, &error);
	if (!cell)
		fail_msg("%s: %d:%d: %s", name, error.span.line, error.span.column, error.cause);
	text_free(&path);
	return cell;
}

static inline struct network *new_network(const char *cell, int H, int C, uint32_t seed)
{
	struct error error;
	struct network *network = network_new(read_cell(cell, true));
	assert_true(network_set_hidden(network, H, &error));
	assert_true(network_set_vocabulary_size(network, C, &error));
	network_set_seed(network, seed);
	return network;
}

static inline void set_initialiser(struct network *network, const char *name, double number)
{
	struct error error;
	if (!network_set_initialiser(network, initialiser_find(name), number, &error))
		fail_msg("init %s: %s", name, error.cause);
}

// The network of the tutorial's notebook, with C words.
static inline struct network *tutorial_network(int C)
{
	static const int x[] = { 0, 1, 2, 3 }, y[] = { 1, 2, 3, 4 };
	struct network *network = new_network("tanh", 10, C, 10);
	network_set_x(network, x, 4);
	network_set_y(network, y, 4);
	return network;
}

static inline void random_words(struct network *network, struct random *random, int T)
{
	int *words = memory_get((size_t)T, sizeof *words);
	for (int t = 0; t < T; t++)
		words[t] = below(random, network->C);
	network_set_x(network, words, T);
	for (int t = 0; t < T; t++)
		words[t] = below(random, network->C);
	network_set_y(network, words, T);
	free(words);
}

// Biases and initial states that are not zero.
static inline void random_rest(struct network *network, struct random *random, bool initial)
{
	const struct cell *cell = network->cell;
	for (int q = 0; q < cell->quantities; q++) {
		struct array a = { 0 };
		if (cell->quantity[q].is_bias)
			a = network_parameter(network, q);
		else if (cell->quantity[q].is_state && initial)
			a = network_initial(network, q);
		for (size_t i = 0; i < array_size(a); i++)
			a.at[i] = random_uniform(random, -0.5, 0.5);
	}
}

// C 2 … 8, H 1 … 6, T 1 … 8; every third with truncation after some steps, some in chunks, every second with initial states.
static inline struct network *random_network(const char *cell, struct random *random)
{
	static const char *const kinds[] = { "tutorial", "uniform", "xavier" };
	int const kind = below(random, 3);
	struct network *network = new_network(cell, 1 + below(random, 6), 2 + below(random, 7),
	                                      (uint32_t)(random_unit(random) * 4294967296.0));
	set_initialiser(network, kinds[below(random, 3)], 1 + random_unit(random));
	random_rest(network, random, below(random, 2));
	random_words(network, random, 1 + below(random, 8));
	if (kind == 1)
		network->truncation = truncation_steps(below(random, 4));
	else if (!below(random, 3))
		network->truncation = truncation_chunks(1 + below(random, 4));
	network->single_sweep = kind == 2;
	return network;
}

static inline int find(const struct network *network, const char *name)
{
	int const quantity = cell_find(network->cell, name);
	if (quantity < 0)
		fail_msg("the cell has no %s", name);
	return quantity;
}

static inline double largest(struct array a)
{
	double most = 0;
	for (size_t i = 0; i < array_size(a); i++)
		most = fmax(most, fabs(a.at[i]));
	return most;
}

// max|a-b| ≤ tolerance·max(least, max|b|)
static inline void expect_near(struct array a, struct array b, double tolerance, double least,
                               const char *what)
{
	double most = 0;
	if (array_size(a) != array_size(b))
		fail_msg("%s: %d×%d, not %d×%d", what, a.rows, a.cols, b.rows, b.cols);
	for (size_t i = 0; i < array_size(a); i++) {
		double const difference = fabs(a.at[i] - b.at[i]);
		most = difference > most || isnan(difference) ? difference : most;
	}
	if (!(most <= tolerance * fmax(least, largest(b))))
		fail_msg("%s: off by %g of %g", what, most, largest(b));
}

static inline void expect_number(double a, double b, double tolerance, const char *what)
{
	if (!(fabs(a - b) <= tolerance * fmax(1, fabs(b))))
		fail_msg("%s is %.17g, not %.17g", what, a, b);
}

static const char *const all_cells[] = {
	"tanh",
	"sigmoid",
	"relu",
	"linear",
	"lstm",
	"gru",
	"gru-torch",
	"tests/cells/bounded",
	"tests/cells/attention",
	"tests/cells/blocks",
	"tests/cells/embedding",
	"tests/cells/guarded",
	"tests/cells/joint",
	"tests/cells/layers",
	"tests/cells/odd",
	"tests/cells/one-line",
	"tests/cells/peephole",
	"tests/cells/regularised",
	"tests/cells/tied",
	"tests/cells/twice",
};
enum { ALL_CELLS = sizeof all_cells / sizeof *all_cells };

static inline void expect_no_failure(const struct pass *pass, struct check_subject subject,
                                     const char *cell, int *checked)
{
	struct arena arena = { 0 };
	struct check const check = check_run(pass, subject, &arena);
	const char *name = subject.quantity < 0
	                           ? "delta"
	                           : pass->network->cell->quantity[subject.quantity].name;
	if (check.count[VERDICT_FAIL])
		fail_msg("%s: %s of loss %d at step %d: %d fail, the worst by %g", cell, name,
		         subject.t, subject.step, check.count[VERDICT_FAIL], check.worst);
	if (check.reasons[UNCHECKED_NOT_FINITE])
		fail_msg("%s: %s is not finite", cell, name);
	*checked += check.count[VERDICT_PASS];
	arena_free(&arena);
}

#endif
