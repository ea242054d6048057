// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/gradients.h"

#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "file/initials.h"
#include "file/inputs.h"
#include "file/rows.h"
#include "net/adjoint.h"
#include "net/backward.h"
#include "net/whole.h"
#include "tutor/check.h"

// The sums over all sequences so far.
struct sums {
	const struct network *network;
	struct gradients_how how;
	int N, T;
	struct array *whole;  // by quantity: parameters, and states at -1: all added, or where each has its own, N rows
	struct array *rows;   // by quantity: what is wanted at each step, N·T rows; no numbers: it is not
	bool any_rows;
	struct arena arena;
};

// ---- sequences

// Whether the file shall have the gradient of a quantity at each step.
static bool is_wanted(const struct sums *sums, int q)
{
	const struct cell *cell = sums->network->cell;
	const struct quantity *quantity = &cell->quantity[q];
	if (quantity->kind == QUANTITY_PARAMETER || quantity->is_rewritten || q == cell->loss)
		return false;
	struct sequence const first = network_sequence_at(sums->network, 0);
	bool const is_read = quantity->kind == QUANTITY_INPUT && quantity->input == INPUT_X;
	return sums->how.all || (is_read && first.given[INPUT_X].at);
}

// As the program in force has it: amended and truncated programs compute it loss by loss.
static void add_slowly(struct sums *sums, const struct pass *pass, int q, double *to)
{
	for (int k = 0; k < pass->T && !interrupt_seen(); k++) {
		LOCAL(arena) scratch = { 0 };
		struct check_subject const subject = { q, -1, k, -1 };
		struct array const value = check_analytic(pass, subject, &scratch);
		memcpy(to + (size_t)k * (size_t)sums->rows[q].cols, value.at, array_size(value) * sizeof *to);
	}
}

static void add_rows(struct sums *sums, const struct pass *pass, int n)
{
	const struct cell *cell = pass->network->cell;
	bool const is_plain = pass->network->truncation.form == TRUNCATE_OFF && !cell->amendments;
	LOCAL(arena) scratch = { 0 };
	const struct array *found = is_plain && sums->any_rows ? adjoint_of_all(pass, &scratch) : NULL;
	for (int q = 0; q < cell->quantities; q++) {
		if (!sums->rows[q].at)
			continue;
		double *to = sums->rows[q].at + (size_t)n * (size_t)sums->T * (size_t)sums->rows[q].cols;
		if (found)
			memcpy(to, found[q].at, array_size(found[q]) * sizeof *to);
		else
			add_slowly(sums, pass, q, to);
	}
}

// Whether each sequence begins with its own.
static bool is_own(const struct sums *sums, int q)
{
	const struct sequence first = network_sequence_at(sums->network, 0);
	bool is = false;
	for (int i = 0; i < STARTS_MOST && first.start[i].state; i++)
		is |= !strcmp(first.start[i].state, sums->network->cell->quantity[q].name);
	return is;
}

// Row n, as a vector.
static struct array row_of(struct array rows, int n)
{
	return (struct array){ rows.cols, 1, rows.at + (size_t)n * (size_t)rows.cols };
}

static void add_sequence(struct sums *sums, const struct each *each, struct gradients_told *told)
{
	const struct cell *cell = sums->network->cell;
	const struct pass *pass = each->pass;
	LOCAL(arena) scratch = { 0 };
	const struct array *parameter = backward_parameters(pass, &scratch);
	told->E += pass->total;
	for (int t = 0; t < pass->T; t++)
		told->losses += pass->has_loss[t];
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			array_add(sums->whole[q], parameter[q]);
		else if (cell->quantity[q].is_state)
			array_add(is_own(sums, q) ? row_of(sums->whole[q], each->i) : sums->whole[q],
			          backward_quantity(pass, -1, q, -1, &scratch));
	add_rows(sums, pass, each->i);
}

static bool add_all(struct sums *sums, struct gradients_told *told)
{
	const struct network *network = sums->network;
	size_t const count = (size_t)network->cell->quantities;
	struct sequence const first = network_sequence_at(network, 0);
	sums->N = network_sequences(network);
	sums->T = first.count;
	sums->whole = arena_get(&sums->arena, count * sizeof *sums->whole);
	sums->rows = arena_get(&sums->arena, count * sizeof *sums->rows);
	for (int q = 0; q < network->cell->quantities; q++) {
		struct shape const shape = shape_resolve(network->cell->quantity[q].shape, network->H, network->C);
		sums->whole[q] = is_own(sums, q) ? array_new(&sums->arena, sums->N, shape.rows) :
		                                   array_new(&sums->arena, shape.rows, shape.cols);
		sums->any_rows |= is_wanted(sums, q);
		if (is_wanted(sums, q))
			sums->rows[q] = array_new(&sums->arena, sums->N * sums->T, shape.rows * shape.cols);
	}
	told->sequences = sums->N;
	struct each each = each_of(network, sums->N);
	while (each_next(&each))
		add_sequence(sums, &each, told);
	return !interrupt_is_cut();
}

static void scale(struct array a, double factor)
{
	for (size_t i = 0; a.at && i < array_size(a); i++)
		a.at[i] *= factor;
}

static void divide(struct sums *sums, struct gradients_told *told)
{
	double const factor = sums->how.mean == MEAN_LOSSES ? 1.0 / told->losses : 1.0 / told->sequences;
	if (sums->how.mean == MEAN_NOT)
		return;
	told->E *= factor;
	for (int q = 0; q < sums->network->cell->quantities; q++) {
		scale(sums->whole[q], factor);
		scale(sums->rows[q], factor);
	}
}

// ---- arrays

static void write_parameters(const struct weights *weights, const struct sums *sums, struct npz *out)
{
	for (int i = 0; i < weights->npz.count; i++) {
		const struct meaning *meaning = &weights->mapping.meaning[i];
		const struct npy *array = &weights->npz.at[i].array;
		struct text name = { 0 };
		if (meaning->kind != MEANING_PARAMETER && meaning->kind != MEANING_STATE)
			continue;
		text_addf(&name, "d%s", weights->npz.at[i].name);
		npz_add(out, text_get(&name), array->dims, array->side, false, sums->whole[meaning->quantity].at);
		text_free(&name);
	}
}

// Initial states of which each sequence has its own, as they lie in the file.
static void write_initials(const struct weights *weights, const struct sums *sums, struct npz *out)
{
	for (int i = 0; i < weights->initial.count; i++) {
		const struct named *named = &weights->initial.at[i];
		struct array const from = sums->whole[initials_find(weights->dialect, sums->network->cell, named->name)];
		double *numbers = memory_get(named->array.count + 1, sizeof *numbers);
		struct rows rows;
		struct npy lying = named->array;
		struct text name = { 0 };
		lying.at = numbers;
		rows_find(&rows, &lying, weights_layout(weights), (size_t)sums->N, 1, (size_t)from.cols, NULL);
		for (int n = 0; n < sums->N; n++)
			rows_write(&rows, (size_t)n, 0, row_of(from, n), numbers);
		text_addf(&name, "d%s", named->name);
		npz_add(out, text_get(&name), lying.dims, lying.side, false, numbers);
		text_free(&name);
		free(numbers);
	}
}

// Rows of N sequences of T steps, in the order that the layout says; one sequence has no N.
static void write_rows(const struct sums *sums, int q, const char *name, const char *layout, struct npz *out)
{
	struct array const rows = sums->rows[q];
	size_t const size[] = { (size_t)sums->N, (size_t)sums->T, (size_t)rows.cols };
	size_t side[3], apart[3] = { 0, 0, 0 }, step = 1;
	int which[3], dims = 0;
	for (const char *letter = layout; *letter; letter++)
		if (*letter != 'N' || sums->N > 1)
			which[dims++] = *letter == 'N' ? 0 : *letter == 'T' ? 1 : 2;
	for (int d = dims - 1; d >= 0; d--) {
		side[d] = size[which[d]];
		apart[which[d]] = step;
		step *= side[d];
	}
	double *numbers = memory_get(array_size(rows) + 1, sizeof *numbers);
	for (size_t n = 0; n < size[0]; n++)
		for (size_t t = 0; t < size[1]; t++)
			for (size_t i = 0; i < size[2]; i++)
				numbers[n * apart[0] + t * apart[1] + i * apart[2]] =
					rows.at[(n * size[1] + t) * size[2] + i];
	struct text full = { 0 };
	text_addf(&full, "d%s", name);
	npz_add(out, text_get(&full), dims, side, false, numbers);
	text_free(&full);
	free(numbers);
}

static void write_all_rows(const struct weights *weights, const struct sums *sums, struct npz *out)
{
	const struct cell *cell = sums->network->cell;
	for (int q = 0; q < cell->quantities; q++) {
		if (!sums->rows[q].at)
			continue;
		bool const is_input = cell->quantity[q].kind == QUANTITY_INPUT;
		const char *own = is_input && weights->dialect ?
		                          dialect_given_name(weights->dialect, cell->quantity[q].name) :
		                          NULL;
		write_rows(sums, q, own ? own : cell->quantity[q].name, is_input ? weights_layout(weights) : LAYOUT_USUAL,
		           out);
	}
}

bool gradients_write(const struct weights *weights, const struct network *network, struct gradients_how how,
                     struct npz *out, struct gradients_told *told)
{
	struct sums sums = { .network = network, .how = how };
	struct npz own = { 0 };
	*told = (struct gradients_told){ 0 };
	bool const is_whole = add_all(&sums, told);
	divide(&sums, told);
	if (weights->dialect) {
		write_parameters(weights, &sums, &own);
		dialect_translate_back(weights->dialect, &weights->source, &own, told->E, sums.T, out);
		npz_free(&own);
	} else {
		npz_add(out, "E", 0, NULL, false, &told->E);
		write_parameters(weights, &sums, out);
	}
	write_initials(weights, &sums, out);
	write_all_rows(weights, &sums, out);
	arena_free(&sums.arena);
	return is_whole;
}
