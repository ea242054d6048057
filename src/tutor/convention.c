// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/convention.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "lang/print.h"
#include "lang/reads.h"

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

// NULL: the two do not read the same kinds of parameters.
static struct network *with_exchanged(const struct network *from, int a, int b)
{
	struct reads const of_a = reads_of(from->cell, a), of_b = reads_of(from->cell, b);
	if (!reads_match(&of_a, &of_b))
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
	const struct sequences *sequences; // of the right network
	const struct forward *forward;
	struct convention_found found;
};

static const struct network *network_of(const struct sequences *sequences)
{
	return sequences->pass[0]->network;
}

static bool agrees(struct array given, struct array value, struct array tolerance, double relative)
{
	bool is = given.rows == value.rows && given.cols == value.cols;
	double const most = fmax(1, array_largest(value));
	for (size_t i = 0; is && i < array_size(given); i++)
		is = isnan(given.at[i]) ||
		     fabs(given.at[i] - value.at[i]) <= fmax(tolerance.at[i], relative * most);
	return is;
}

// Whether a value that is given is that of a pass at a time.
static bool explains_value(const struct search *search, const struct evidence *given, const struct pass *pass, int time,
                           double relative)
{
	struct evidence moved;
	convention_move(network_of(search->sequences), pass->network, given, 1, &moved);
	return moved.quantity >= 0 &&
	       agrees(moved.given, pass_value(pass, moved.quantity, time), moved.tolerance, relative);
}

static bool explains_total(const struct forward *forward, double total, double relative)
{
	return isnan(forward->total) ||
	       fabs(forward->total - total) <= fmax(forward->total_tolerance, relative * fabs(total));
}

static bool explains_values(const struct search *search, const struct sequences *sequences, double relative)
{
	const struct forward *forward = search->forward;
	bool is = explains_total(forward, sequences->total, relative);
	for (int i = 0; is && i < forward->values; i++) {
		const struct evidence *each = &forward->value[i];
		is = explains_value(search, each, sequences->pass[evidence_sequence(each)], each->time, relative);
	}
	return is;
}

static bool explains_gradients(const struct search *search, const struct sequences *sequences)
{
	const struct forward *forward = search->forward;
	struct arena arena = { 0 };
	const struct network *network = network_of(sequences);
	struct evidence *moved = arena_get(&arena, ((size_t)forward->gradients + 1) * sizeof *moved);
	struct array *values = arena_get(&arena, ((size_t)forward->gradients + 1) * sizeof *values);
	convention_move(network_of(search->sequences), network, forward->gradient, forward->gradients, moved);
	bool is = forward->gradients > 0;
	for (int i = 0; is && i < forward->gradients; i++)
		is = moved[i].quantity >= 0;
	struct given const given = { sequences, moved, forward->gradients, forward->gradients };
	struct guess const right = { .cell = network->cell };
	if (is)
		guess_compute(&given, &right, values, &arena);
	for (int i = 0; is && i < forward->gradients; i++)
		is = agrees(moved[i].given, values[i], moved[i].tolerance, 0);
	arena_free(&arena);
	return is;
}

static bool has_values(const struct forward *forward)
{
	return forward->values || !isnan(forward->total);
}

static bool explains(const struct search *search, const struct sequences *sequences)
{
	return has_values(search->forward) ? explains_values(search, sequences, 0) : explains_gradients(search, sequences);
}

// The passes, or none, pass.
static void take(struct search *search, const struct convention *convention, const char *where,
                 struct sequences sequences)
{
	struct convention_found *found = &search->found;
	bool is_new = found->convention && strcmp(found->convention->name, convention->name);
	for (int i = 0; i < found->other_count; i++)
		is_new &= strcmp(found->others[i]->name, convention->name) != 0;
	if (!found->convention) {
		found->convention = convention;
		found->where = where && *where ? memory_copy_string(where) : NULL;
		found->sequences = sequences;
		return;
	}
	if (is_new && found->other_count < 4)
		found->others[found->other_count++] = convention;
	sequences_free(&sequences);
}

// Keeps the passes if they explain what is given.
static void try_sequences(struct search *search, const struct convention *convention, const char *where,
                          struct sequences sequences)
{
	if (sequences.count && explains(search, &sequences))
		take(search, convention, where, sequences);
	else
		sequences_free(&sequences);
}

// Those of a network, which passes.
static void try_network(struct search *search, const struct convention *convention, const char *where,
                        struct network *network)
{
	if (network)
		try_sequences(search, convention, where, sequences_like(search->sequences, network));
	network_free(network);
}

static void try_cell(struct search *search, const struct convention *convention, const char *where, struct cell *cell)
{
	if (cell)
		try_network(search, convention, where, with_cell(network_of(search->sequences), cell));
}

static void try_everywhere(struct search *search, const struct convention *convention)
{
	const struct cell *cell = network_of(search->sequences)->cell;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_bias)
			try_cell(search, convention, NULL,
			         rewrite_forward(cell, &convention->edit, (struct site){ -1, -1, q }));
}

static void try_edit(struct search *search, const struct convention *convention)
{
	const struct cell *cell = network_of(search->sequences)->cell;
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
	const struct cell *cell = network_of(search->sequences)->cell;
	for (int a = 0; a < cell->deltas; a++)
		for (int b = 0; b < a; b++) {
			struct text where = { 0 };
			text_addf(&where, "%s, %s", cell->quantity[cell->delta[b]].name,
			          cell->quantity[cell->delta[a]].name);
			try_network(search, convention, text_get(&where),
			            with_exchanged(network_of(search->sequences), cell->delta[a], cell->delta[b]));
			text_free(&where);
		}
}

// The values of one step, where it reads the initial states of its sequence.
static bool explains_start(const struct search *search, const struct pass *whole, int sequence, int t)
{
	struct network *network = network_copy(whole->network);
	struct sequence step = network_sequence(whole->network);
	step.x += t;
	step.y = whole->network->y + t;
	step.count = 1;
	for (int input = 0; input < INPUTS_MOST; input++)
		if (step.given[input].at) {
			step.given[input].rows = 1;
			step.given[input].at += t * step.given[input].cols;
		}
	network_set_sequence(network, &step);
	struct pass *pass = pass_new(network);
	bool is = pass != NULL;
	for (int i = 0; is && i < search->forward->values; i++) {
		const struct evidence *each = &search->forward->value[i];
		is = each->time != t || evidence_sequence(each) != sequence || explains_value(search, each, pass, 0, 0);
	}
	pass_free(pass);
	network_free(network);
	return is;
}

static void try_start(struct search *search, const struct convention *convention)
{
	bool is = search->forward->values > 0;
	for (int n = 0; is && n < search->sequences->count; n++)
		for (int t = 0; is && t < search->sequences->pass[n]->T; t++)
			is = explains_start(search, search->sequences->pass[n], n, t);
	if (is)
		take(search, convention, NULL, (struct sequences){ 0 });
}

// E over so many is the mean.
static bool is_mean(const struct search *search, int number)
{
	struct forward told = *search->forward;
	told.total *= number;
	told.total_tolerance *= number;
	struct search const same = { search->sequences, &told, { 0 } };
	return !isnan(told.total) && explains_values(&same, search->sequences, 0);
}

static void try_one(struct search *search, const struct convention *convention)
{
	const struct sequences *const sequences = search->sequences;
	switch (convention->how) {
	case HOW_FLOAT:
		if (has_values(search->forward) && explains_values(search, sequences, SAME_FLOAT))
			take(search, convention, NULL, (struct sequences){ 0 });
		break;
	case HOW_MEAN:
		if (is_mean(search, sequences->losses) || is_mean(search, sequences->count))
			take(search, convention, NULL, (struct sequences){ 0 });
		break;
	case HOW_START:
		try_start(search, convention);
		break;
	case HOW_ZERO:
		try_sequences(search, convention, NULL, sequences_at_zero(network_of(sequences)));
		break;
	case HOW_EXCHANGED:
		try_exchanged(search, convention);
		break;
	case HOW_EQUATIONS:
		if (convention->lines)
			try_cell(search, convention, NULL,
			         rewrite_forward_lines(network_of(sequences)->cell, convention->lines));
		else
			(convention->everywhere ? try_everywhere : try_edit)(search, convention);
		break;
	}
}

struct convention_found convention_find(const struct sequences *sequences, const struct forward *forward)
{
	struct search search = { .sequences = sequences, .forward = forward };
	for (const struct convention *each = conventions; each->name && !interrupt_seen(); each++)
		try_one(&search, each);
	return search.found;
}

void convention_found_free(struct convention_found *found)
{
	free(found->where);
	sequences_free(&found->sequences);
	*found = (struct convention_found){ 0 };
}
