// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/convention.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "lang/print.h"
#include "net/backward.h"

// How far a forward pass in float32 may be from one in double, relative to the largest number.
#define SAME_FLOAT 2e-5

#define EDIT(where, found, put) .edit = { .left = where, .pattern = found, .made = put }

static const struct convention conventions[] = {
	{ "float32", .how = HOW_FLOAT,
	  .says = N_("the numbers are those of float32, and nothing else is different"),
	  .asks = N_("Which type have your arrays: np.float32, torch.float?") },
	{ "mean", .how = HOW_MEAN,
	  .says = N_("E is the mean of the losses, not their sum"),
	  .asks = N_("Is your loss the sum over the steps, or their mean?") },
	{ "initial-zero", .how = HOW_ZERO,
	  .says = N_("the states begin at zero, and not where the arrays say"),
	  .asks = N_("Which state does step 0 read?") },
	{ "initial-always", .how = HOW_START,
	  .says = N_("every step reads the initial state, never the one before"),
	  .asks = N_("In your loop, which variable is read as the state before, and who writes it?") },
	{ "gates-exchanged", .how = HOW_EXCHANGED,
	  .says = N_("two gates have each other's weights: the slices are taken in another order"),
	  .asks = N_("In which order do the gates stand in the joint matrix?") },
	{ "update-exchanged", EDIT("S[t]", "(1 - Q[t]) .* A + Q[t] .* B", "Q[t] .* A + (1 - Q[t]) .* B"),
	  .says = N_("z and 1 - z are exchanged: both conventions exist in papers"),
	  .asks = N_("When the update gate is 1, is the old state kept, or replaced?") },
	{ "never-carried", EDIT("S[t]", "(1 - Q[t]) .* A + Q[t] .* S[t-1]", "(1 - Q[t]) .* A + Q[t] .* A"),
	  .says = N_("the candidate stands in both terms, so that the state is never carried"),
	  .asks = N_("Where does the old state enter the new one?") },
	{ "never-carried", EDIT("S[t]", "(1 - Q[t]) .* S[t-1] + Q[t] .* A", "(1 - Q[t]) .* A + Q[t] .* A"),
	  .says = N_("the candidate stands in both terms, so that the state is never carried"),
	  .asks = N_("Where does the old state enter the new one?") },
	{ "reset-after", .lines = "q[t] = Wh*s[t-1]\nah[t] = Uh*x[t] + r[t] .* q[t] + bh\n",
	  .says = N_("the reset gate is applied after the product, as PyTorch and cuDNN do; this cell has it before"),
	  .asks = N_("Is the reset gate applied before the product with the weights, or after it?") },
	{ "reset-before", .lines = "q[t] = r[t] .* s[t-1]\nan[t] = Un*x[t] + Wn*q[t] + bq + bn\n",
	  .says = N_("the reset gate is applied before the product, as in the papers; this cell has it after"),
	  .asks = N_("Is the reset gate applied before the product with the weights, or after it?") },
	{ "reset-before", .lines = "q[t] = r[t] .* s[t-1]\nan[t] = Un*x[t] + Wn*q[t] + bn\n",
	  .says = N_("the reset gate is applied before the product, as in the papers; this cell has it after"),
	  .asks = N_("Is the reset gate applied before the product with the weights, or after it?") },
	{ "gate-missing", EDIT("L[t]", "Q[t] .* A", "A + 0*Q[t]"),
	  .says = N_("a gate is computed and not used"),
	  .asks = N_("Which of your gates multiplies nothing?") },
	{ "tanh-forgotten", EDIT("S[t]", "A .* tanh(S[t])", "A .* S[t]"),
	  .says = N_("the cell is shown as it is, without tanh"),
	  .asks = N_("What does the output gate show: the cell, or its tanh?") },
	{ "activation-missing", EDIT("L[t]", "tanh(A)", "A"),
	  .says = N_("tanh is missing"), .asks = N_("What has still to be done with this sum?") },
	{ "activation-missing", EDIT("L[t]", "sigmoid(A)", "A"),
	  .says = N_("the sigmoid is missing"), .asks = N_("What has still to be done with this sum?") },
	{ "sigmoid-for-tanh", EDIT("L[t]", "tanh(A)", "sigmoid(A)"),
	  .says = N_("the sigmoid stands where tanh is due"),
	  .asks = N_("Between which numbers should this value lie?") },
	{ "tanh-for-sigmoid", EDIT("L[t]", "sigmoid(A)", "tanh(A)"),
	  .says = N_("tanh stands where the sigmoid is due"),
	  .asks = N_("Between which numbers should this value lie?") },
	{ "tanh-of-a-part", .lines = "z[t] = U*x[t] + b\ns[t] = tanh(z[t]) + W*s[t-1]\n",
	  .says = N_("tanh presses a part of the sum: the old state is added behind it"),
	  .asks = N_("Where does the parenthesis of tanh end?") },
	{ "tanh-of-a-part", .lines = "z[t] = U*x[t]\ns[t] = tanh(z[t]) + W*s[t-1]\n",
	  .says = N_("tanh presses a part of the sum: the old state is added behind it"),
	  .asks = N_("Where does the parenthesis of tanh end?") },
	{ "tanh-of-a-part", .lines = "z[t] = U*x[t] + W*s[t-1]\ns[t] = tanh(z[t]) + b\n",
	  .says = N_("tanh presses a part of the sum: the bias is added behind it"),
	  .asks = N_("Where does the parenthesis of tanh end?") },
	{ "one-bias", EDIT("L[t]", "A + b", "A + O"),
	  .says = N_("a gate has the bias of another one"),
	  .asks = N_("Which bias belongs to this gate?") },
	{ "one-bias-for-all", EDIT("L[t]", "A + b", "A + O"), .everywhere = true,
	  .says = N_("all gates have one gate's bias"),
	  .asks = N_("Which bias belongs to each gate?") },
	{ "bias-missing", EDIT("L[t]", "A + b", "A"),
	  .says = N_("a bias is not added"), .asks = N_("Which of your biases is never read?") },
	{ "transposed", EDIT("L[t]", "P*S[t-1]", "P'*S[t-1]"),
	  .says = N_("a square matrix is transposed"),
	  .asks = N_("Is it W @ s or s @ W in your code, and which belongs to your W?") },
	{ .name = NULL },
};

// ---- another network

static int quantity_in(const struct cell *cell, const struct cell *from, int quantity)
{
	return cell_find(cell, from->quantity[quantity].name);
}

// The numbers of `from` in a network of another cell; the reference of the cell passes.
static struct network *with_cell(const struct network *from, struct cell *cell)
{
	struct network *network = network_copy(from);
	struct error impossible; // as many numbers as before
	if (!network_set_cell(network, cell, &impossible)) {
		network_free(network);
		return NULL;
	}
	for (int q = 0; q < from->cell->quantities; q++) {
		const struct quantity *quantity = &from->cell->quantity[q];
		int const to = quantity_in(cell, from->cell, q);
		if (to >= 0 && quantity->kind == QUANTITY_PARAMETER)
			memcpy(network_parameter(network, to).at, from->parameter[q].at,
			       array_size(from->parameter[q]) * sizeof(double));
		else if (to >= 0 && quantity->is_state)
			memcpy(network_initial(network, to).at, from->initial[q].at,
			       array_size(from->initial[q]) * sizeof(double));
	}
	return network;
}

static struct network *with_zero(const struct network *from)
{
	struct network *network = network_copy(from);
	for (int q = 0; q < from->cell->quantities; q++)
		if (from->cell->quantity[q].is_state)
			memset(network_initial(network, q).at, 0, array_size(from->initial[q]) * sizeof(double));
	return network;
}

struct reads {
	const struct cell *cell;
	int parameter[16], count;
};

static void find_parameter(void *context, struct tree *tree)
{
	struct reads *reads = context;
	if (tree->kind == TREE_NAME && tree->quantity >= 0 && reads->count < 16 &&
	    reads->cell->quantity[tree->quantity].kind == QUANTITY_PARAMETER)
		reads->parameter[reads->count++] = tree->quantity;
}

// The parameters that a pre-activation reads, in the order of its equation.
static struct reads reads_of(const struct cell *cell, int quantity)
{
	struct reads reads = { .cell = cell };
	tree_visit(cell->forward.equation[cell->quantity[quantity].equation].right, find_parameter, &reads);
	return reads;
}

// NULL: the two do not read the same kinds of parameters.
static struct network *with_exchanged(const struct network *from, int a, int b)
{
	struct reads const of_a = reads_of(from->cell, a), of_b = reads_of(from->cell, b);
	bool fits = of_a.count == of_b.count;
	for (int i = 0; fits && i < of_a.count; i++)
		fits = shape_equal(from->cell->quantity[of_a.parameter[i]].shape,
		                   from->cell->quantity[of_b.parameter[i]].shape);
	if (!fits)
		return NULL;
	struct network *network = network_copy(from);
	for (int i = 0; i < of_a.count; i++) {
		struct array const x = network_parameter(network, of_a.parameter[i]),
			           y = network_parameter(network, of_b.parameter[i]);
		memcpy(x.at, from->parameter[of_b.parameter[i]].at, array_size(x) * sizeof(double));
		memcpy(y.at, from->parameter[of_a.parameter[i]].at, array_size(y) * sizeof(double));
	}
	return network;
}

void convention_move(const struct network *from, const struct network *to, const struct evidence *evidence, int count,
                     struct evidence *out)
{
	for (int i = 0; i < count; i++) {
		out[i] = evidence[i];
		out[i].quantity = quantity_in(to->cell, from->cell, evidence[i].quantity);
	}
}

// ---- what it explains

struct search {
	const struct pass *pass;
	const struct forward *forward;
	struct convention_found found;
};

static bool agrees(struct array given, struct array value, struct array tolerance, double relative)
{
	bool is = given.rows == value.rows && given.cols == value.cols;
	double const most = fmax(1, array_largest(value));
	for (size_t i = 0; is && i < array_size(given); i++)
		is = isnan(given.at[i]) ||
		     fabs(given.at[i] - value.at[i]) <= fmax(tolerance.at[i], relative * most);
	return is;
}

// Whether all values that are given are those of `pass`; an `only` time: the values of that one, at time 0 there.
static bool explains_values(const struct search *search, const struct pass *pass, int only, double relative)
{
	const struct forward *forward = search->forward;
	struct evidence moved;
	bool is = only >= 0 || isnan(forward->total) ||
	          fabs(forward->total - pass->total) <=
	                  fmax(forward->total_tolerance, relative * fabs(pass->total));
	for (int i = 0; is && i < forward->values; i++) {
		convention_move(search->pass->network, pass->network, &forward->value[i], 1, &moved);
		is = (only >= 0 && moved.time != only) ||
		     (moved.quantity >= 0 &&
		      agrees(moved.given, pass_value(pass, moved.quantity, only >= 0 ? 0 : moved.time), moved.tolerance,
		             relative));
	}
	return is;
}

static bool explains_gradients(const struct search *search, const struct pass *pass)
{
	struct arena arena = { 0 };
	struct evidence moved;
	bool is = search->forward->gradients > 0;
	struct array *sums = backward_parameters(pass, &arena);
	for (int i = 0; is && i < search->forward->gradients; i++) {
		convention_move(search->pass->network, pass->network, &search->forward->gradient[i], 1, &moved);
		bool const whole = pass->network->cell->quantity[moved.quantity].kind == QUANTITY_PARAMETER;
		struct array const value =
			whole ? sums[moved.quantity] :
				backward_quantity(pass, -1, moved.quantity, moved.time, &arena);
		is = agrees(moved.given, value, moved.tolerance, 0);
	}
	arena_free(&arena);
	return is;
}

static bool explains(const struct search *search, const struct pass *pass)
{
	bool const has_values = search->forward->values || !isnan(search->forward->total);
	return has_values ? explains_values(search, pass, -1, 0) : explains_gradients(search, pass);
}

static void take(struct search *search, const struct convention *convention, const char *where, struct network *network)
{
	struct convention_found *found = &search->found;
	bool is_new = found->convention && strcmp(found->convention->name, convention->name);
	for (int i = 0; i < found->other_count; i++)
		is_new &= strcmp(found->others[i]->name, convention->name) != 0;
	if (!found->convention) {
		found->convention = convention;
		found->where = where && *where ? memory_copy_string(where) : NULL;
		found->network = network;
		return;
	}
	if (is_new && found->other_count < 4)
		found->others[found->other_count++] = convention;
	network_free(network);
}

// Keeps the network if its forward pass explains what is given; it passes.
static void try_network(struct search *search, const struct convention *convention, const char *where,
                        struct network *network)
{
	struct pass *pass = network ? pass_new(network) : NULL;
	if (pass && explains(search, pass))
		take(search, convention, where, network);
	else
		network_free(network);
	pass_free(pass);
}

static void try_cell(struct search *search, const struct convention *convention, const char *where, struct cell *cell)
{
	if (cell)
		try_network(search, convention, where, with_cell(search->pass->network, cell));
}

static void try_everywhere(struct search *search, const struct convention *convention)
{
	const struct cell *cell = search->pass->network->cell;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_bias)
			try_cell(search, convention, NULL,
			         rewrite_forward(cell, &convention->edit, (struct site){ -1, -1, q }));
}

static void try_edit(struct search *search, const struct convention *convention)
{
	const struct cell *cell = search->pass->network->cell;
	struct print_style const style = { 0 };
	struct site sites[SITES_MOST];
	int const count = rewrite_forward_sites(cell, &convention->edit, sites);
	for (int i = 0; i < count && !interrupt_seen(); i++) {
		struct text where = { 0 };
		equation_print_left(cell, &cell->forward.equation[sites[i].equation], &style, &where);
		try_cell(search, convention, text_get(&where), rewrite_forward(cell, &convention->edit, sites[i]));
		text_free(&where);
	}
}

static void try_exchanged(struct search *search, const struct convention *convention)
{
	const struct cell *cell = search->pass->network->cell;
	for (int a = 0; a < cell->deltas; a++)
		for (int b = 0; b < a; b++) {
			struct text where = { 0 };
			text_addf(&where, "%s, %s", cell->quantity[cell->delta[b]].name,
			          cell->quantity[cell->delta[a]].name);
			try_network(search, convention, text_get(&where),
			            with_exchanged(search->pass->network, cell->delta[a], cell->delta[b]));
			text_free(&where);
		}
}

// Each step by itself, from the initial states.
static void try_start(struct search *search, const struct convention *convention)
{
	bool is = search->forward->values > 0;
	for (int t = 0; is && t < search->pass->T; t++) {
		struct network *network = network_copy(search->pass->network);
		network_set_x(network, search->pass->network->x + t, 1);
		network_set_y(network, search->pass->network->y + t, 1);
		struct pass *pass = pass_new(network);
		is = pass && explains_values(search, pass, t, 0);
		pass_free(pass);
		network_free(network);
	}
	if (is)
		take(search, convention, NULL, NULL);
}

static void try_one(struct search *search, const struct convention *convention)
{
	const struct forward *forward = search->forward;
	const struct pass *pass = search->pass;
	bool const has_values = forward->values || !isnan(forward->total);
	struct forward told = *forward;
	switch (convention->how) {
	case HOW_FLOAT:
		if (has_values && explains_values(search, pass, -1, SAME_FLOAT))
			take(search, convention, NULL, NULL);
		break;
	case HOW_MEAN:
		told.total *= pass->T;
		told.total_tolerance *= pass->T;
		if (!isnan(told.total) &&
		    explains_values(&(struct search){ .pass = pass, .forward = &told }, pass, -1, 0))
			take(search, convention, NULL, NULL);
		break;
	case HOW_START:
		try_start(search, convention);
		break;
	case HOW_ZERO:
		try_network(search, convention, NULL, with_zero(pass->network));
		break;
	case HOW_EXCHANGED:
		try_exchanged(search, convention);
		break;
	case HOW_EQUATIONS:
		if (convention->lines)
			try_cell(search, convention, NULL,
			         rewrite_forward_lines(pass->network->cell, convention->lines));
		else
			(convention->everywhere ? try_everywhere : try_edit)(search, convention);
		break;
	}
}

struct convention_found convention_find(const struct pass *pass, const struct forward *forward)
{
	struct search search = { .pass = pass, .forward = forward };
	for (const struct convention *each = conventions; each->name && !interrupt_seen(); each++)
		try_one(&search, each);
	return search.found;
}

void convention_found_free(struct convention_found *found)
{
	free(found->where);
	network_free(found->network);
	*found = (struct convention_found){ 0 };
}
