// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as a library.  It adds nothing: each function finds what its words name, and asks net.
#define BPTT_API __attribute__((visibility("default")))
#include "library/bptt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/network.h"
#include "net/pass.h"
#include "net/truncation.h"
#include "train/gradient.h"

struct bptt {
	struct network *network;
	struct pass *pass;         // of the network as it is; NULL: it has changed
	struct gradient *gradient; // what bptt_step needs; NULL: the network has changed
};

static _Thread_local char last_error[2048];

const char *bptt_version(void)
{
	return PACKAGE_VERSION;
}

const char *bptt_error(void)
{
	return last_error;
}

static int fail_with(const struct error *error)
{
	LOCAL(text) words = { 0 };
	error_write(error, &words);
	size_t const length = words.length < sizeof last_error ? words.length : sizeof last_error - 1;
	memcpy(last_error, text_get(&words), length);
	last_error[length] = '\0';
	return -1;
}

static int fail_name(const char *name, const char *wanted)
{
	struct error error;
	error_set(&error, SPAN_NONE, _("bptt_name lists the names"), _("%s is no %s of this cell"), name, wanted);
	return fail_with(&error);
}

static int fail_range(const char *what, int value, int least, int most)
{
	struct error error;
	error_set(&error, SPAN_NONE, NULL, _("%s is %d to %d here, not %d"), what, least, most, value);
	return fail_with(&error);
}

static int fail_count(const char *name, size_t needed, size_t count)
{
	struct error error;
	error_set(&error, SPAN_NONE, NULL, _("%s has %zu numbers, the array %zu"), name, needed, count);
	return fail_with(&error);
}

// ---- the network

static void forget_gradient(struct bptt *net)
{
	gradient_free(net->gradient);
	net->gradient = NULL;
}

static void forget_pass(struct bptt *net)
{
	if (net->pass)
		pass_free(net->pass);
	net->pass = NULL;
}

static void changed(struct bptt *net)
{
	forget_gradient(net);
	forget_pass(net);
}

struct bptt *bptt_new(const char *name, int H, int C, unsigned seed)
{
	struct error error;
	struct cell *cell = strchr(name, '\n')
	                            ? cell_parse("given", "", name, strlen(name), false, &error)
	                            : network_find_cell(name, false, &error);
	if (!cell) {
		fail_with(&error);
		return NULL;
	}
	struct bptt *net = memory_get(1, sizeof *net);
	net->network = network_new(cell);
	network_set_seed(net->network, seed);
	if (!network_set_vocabulary_size(net->network, C, &error) ||
	    !network_set_hidden(net->network, H, &error)) {
		fail_with(&error);
		bptt_free(net);
		return NULL;
	}
	return net;
}

void bptt_free(struct bptt *net)
{
	if (!net)
		return;
	changed(net);
	network_free(net->network);
	free(net);
}

static struct shape sides(const struct bptt *net, int quantity)
{
	const struct network *network = net->network;
	return shape_resolve(network->cell->quantity[quantity].shape, network->H, network->C);
}

int bptt_count(const struct bptt *net)
{
	return net->network->cell->quantities;
}

const char *bptt_name(const struct bptt *net, int i)
{
	return i >= 0 && i < bptt_count(net) ? net->network->cell->quantity[i].name : NULL;
}

int bptt_shape(const struct bptt *net, const char *name, int *rows, int *cols)
{
	int const quantity = cell_find(net->network->cell, name);
	if (quantity < 0)
		return fail_name(name, _("quantity"));
	struct shape const shape = sides(net, quantity);
	*rows = shape.rows;
	*cols = shape.cols;
	return 0;
}

int bptt_sequence(struct bptt *net, const int *x, const int *y, int steps)
{
	if (steps < 1 || steps > STEPS_MOST)
		return fail_range("steps", steps, 1, STEPS_MOST);
	for (int t = 0; t < steps; t++) {
		if (x[t] < 0 || x[t] >= net->network->C)
			return fail_range("x[t]", x[t], 0, net->network->C - 1);
		if (y[t] < -1 || y[t] >= net->network->C)
			return fail_range("y[t]", y[t], -1, net->network->C - 1);
	}
	changed(net);
	network_set_x(net->network, x, steps);
	network_set_y(net->network, y, steps); // -1 is WORD_NONE
	return 0;
}

int bptt_set(struct bptt *net, const char *name, const double *values, size_t count)
{
	int const quantity = cell_find(net->network->cell, name);
	const struct quantity *row = quantity < 0 ? NULL : &net->network->cell->quantity[quantity];
	if (!row || !(row->kind == QUANTITY_PARAMETER || row->is_state))
		return fail_name(name, _("parameter and no state"));
	struct array const to = row->is_state ? network_initial(net->network, quantity)
	                                      : network_parameter(net->network, quantity);
	if (count != array_size(to))
		return fail_count(name, array_size(to), count);
	changed(net);
	memcpy(to.at, values, count * sizeof *values);
	return 0;
}

int bptt_biases(struct bptt *net, int on)
{
	struct error error;
	changed(net);
	return network_set_biases(net->network, on != 0, &error) ? 0 : fail_with(&error);
}

int bptt_truncate(struct bptt *net, int n)
{
	if (n < -1 || n > TRUNCATION_MOST)
		return fail_range("n", n, -1, TRUNCATION_MOST);
	changed(net);
	net->network->truncation = truncation_steps(n);
	return 0;
}

// ---- its numbers

static bool run(struct bptt *net)
{
	struct error error;
	if (net->pass)
		return true;
	if (!network_ready(net->network, &error))
		return fail_with(&error) == 0;
	net->pass = pass_new(net->network);
	return net->pass != NULL;
}

double bptt_run(struct bptt *net)
{
	return run(net) ? net->pass->total : (double)NAN;
}

// The quantity of this name in the caller's array, which is to hold `columns` vectors of it or, 0, its own shape.
static int take(const struct bptt *net, const char *name, size_t columns, size_t count)
{
	int const quantity = cell_find(net->network->cell, name);
	if (quantity < 0)
		return fail_name(name, _("quantity"));
	struct shape const shape = sides(net, quantity);
	size_t const needed = (size_t)shape.rows * (columns ? columns : (size_t)shape.cols);
	return count == needed ? quantity : fail_count(name, needed, count);
}

static bool is_time(const struct bptt *net, const char *what, int time, int least)
{
	int const last = net->pass->T - 1;
	return (time >= least && time <= last) || fail_range(what, time, least, last) == 0;
}

// Copies a value and frees what it lives in.
static int give(struct array value, double *out, size_t count, struct arena *arena)
{
	if (array_size(value) == count)
		memcpy(out, value.at, count * sizeof *out);
	int const status = array_size(value) == count ? 0 : fail_count("it", array_size(value), count);
	if (arena)
		arena_free(arena);
	return status;
}

int bptt_get(struct bptt *net, const char *name, int time, double *out, size_t count)
{
	int const quantity = take(net, name, 0, count);
	if (quantity < 0)
		return -1;
	const struct quantity *row = &net->network->cell->quantity[quantity];
	if (row->kind == QUANTITY_PARAMETER)
		return give(network_parameter(net->network, quantity), out, count, NULL);
	if (!run(net) || !is_time(net, "time", time, row->is_state ? -1 : 0))
		return -1;
	return give(pass_value(net->pass, quantity, time), out, count, NULL);
}

int bptt_gradient(struct bptt *net, const char *name, int t, int step, double *out, size_t count)
{
	struct arena arena = { 0 };
	int const quantity = take(net, name, 0, count);
	if (quantity < 0 || !run(net))
		return -1;
	if (net->network->cell->quantity[quantity].kind != QUANTITY_PARAMETER)
		return fail_name(name, _("parameter"));
	if (!is_time(net, "t", t, BPTT_ALL) || !is_time(net, "step", step, BPTT_ALL))
		return -1;
	return give(backward_parameter(net->pass, t, quantity, step, &arena), out, count, &arena);
}

int bptt_back(struct bptt *net, const char *name, int t, int k, double *out, size_t count)
{
	struct arena arena = { 0 };
	int const quantity = take(net, name, 0, count);
	if (quantity < 0 || !run(net))
		return -1;
	if (net->network->cell->quantity[quantity].kind != QUANTITY_COMPUTED)
		return fail_name(name, _("quantity that is computed"));
	if (!is_time(net, "t", t, 0) || !is_time(net, "k", k, 0))
		return -1;
	return give(backward_quantity(net->pass, t, quantity, k, &arena), out, count, &arena);
}

int bptt_jacobian(struct bptt *net, const char *above, int t, const char *below, int k, double *out, size_t count)
{
	struct arena arena = { 0 };
	int const to = cell_find(net->network->cell, above), from = cell_find(net->network->cell, below);
	if (to < 0 || net->network->cell->quantity[to].kind != QUANTITY_COMPUTED)
		return fail_name(above, _("quantity that is computed"));
	if (from < 0 || net->network->cell->quantity[from].kind == QUANTITY_PARAMETER)
		return fail_name(below, _("quantity in time"));
	if (take(net, above, (size_t)sides(net, from).rows, count) < 0 || !run(net) ||
	    !is_time(net, "t", t, 0) ||
	    !is_time(net, "k", k, net->network->cell->quantity[from].is_state ? -1 : 0))
		return -1;
	return give(jacobian(net->pass, to, t, from, k, -1, &arena), out, count, &arena);
}

double bptt_numeric(struct bptt *net, const char *name, int row, int col, double h)
{
	int const quantity = cell_find(net->network->cell, name);
	if (quantity < 0 || net->network->cell->quantity[quantity].kind != QUANTITY_PARAMETER) {
		fail_name(name, _("parameter"));
		return (double)NAN;
	}
	struct shape const at = sides(net, quantity);
	bool const bad_row = row < 0 || row >= at.rows, bad_col = col < 0 || col >= at.cols;
	if (bad_row || bad_col) {
		fail_range(bad_row ? "row" : "col", bad_row ? row : col, 0, (bad_row ? at.rows : at.cols) - 1);
		return (double)NAN;
	}
	if (!run(net))
		return (double)NAN;
	int const T = net->pass->T;
	double *losses = memory_get((size_t)T, sizeof *losses);
	double E[2] = { 0, 0 };
	for (int side = 0; side < 2; side++) {
		struct nudge const nudge = { quantity, -1, row * at.cols + col, side ? h : -h };
		pass_nudged_losses(net->pass, nudge, T - 1, losses);
		for (int t = 0; t < T; t++)
			E[side] += network_has_loss(net->network, t) ? losses[t] : 0;
	}
	free(losses);
	return (E[1] - E[0]) / (2 * h);
}

double bptt_step(struct bptt *net, double rate)
{
	struct error error;
	if (!network_ready(net->network, &error)) {
		fail_with(&error);
		return (double)NAN;
	}
	struct optimising const plain = optimising_usual();
	if (!net->gradient)
		net->gradient = gradient_new(net->network, network_steps(net->network), &plain);
	struct sequence const sequence = network_sequence(net->network);
	if (!gradient_run(net->gradient, &sequence))
		return (double)NAN;
	double const E = net->gradient->total;
	gradient_step(net->gradient, rate);
	gradient_store(net->gradient);
	forget_pass(net);
	return E;
}
