// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/momenta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// "adam.m.W", "adam.steps"
static void write_name(int by, char letter, const char *parameter, struct text *out)
{
	text_clear(out);
	text_addf(out, "%s.", optimisers[by].name);
	if (letter)
		text_addf(out, "%c.%s", letter, parameter);
	else
		text_add(out, "steps");
}

void momenta_write(const struct network *network, const struct optimising *optimising,
                   const struct remembered *remembered, struct npz *out)
{
	struct text name = { 0 };
	double const steps = (double)remembered->steps, *at = remembered->at;
	write_name(optimising->by, '\0', NULL, &name);
	npz_add(out, text_get(&name), 0, NULL, true, &steps);
	for (const char *letter = optimisers[optimising->by].memory; *letter; letter++)
		for (int q = 0; q < network->cell->quantities; q++) {
			struct array const a = network->parameter[q];
			size_t const side[] = { (size_t)a.rows, (size_t)a.cols };
			if (!a.at)
				continue;
			write_name(optimising->by, *letter, network->cell->quantity[q].name, &name);
			npz_add(out, text_get(&name), a.cols == 1 ? 1 : 2, side, false, at);
			at += array_size(a);
		}
	text_free(&name);
}

// The optimiser whose name and a dot the array's begins with; -1: none.
static int find_optimiser(const char *name)
{
	for (int by = 0; optimisers[by].name; by++) {
		size_t const length = strlen(optimisers[by].name);
		if (*optimisers[by].memory && !strncmp(name, optimisers[by].name, length) && name[length] == '.')
			return by;
	}
	return -1;
}

void momenta_take(struct npz *npz, struct npz *momenta)
{
	int kept = 0;
	*momenta = (struct npz){ .at = memory_get((size_t)npz->count + 1, sizeof *momenta->at) };
	for (int i = 0; i < npz->count; i++)
		if (find_optimiser(npz->at[i].name) >= 0)
			momenta->at[momenta->count++] = npz->at[i];
		else
			npz->at[kept++] = npz->at[i];
	npz->count = kept;
}

static const struct named *find(const struct npz *npz, const char *name)
{
	for (int i = 0; i < npz->count; i++)
		if (!strcmp(npz->at[i].name, name))
			return &npz->at[i];
	return NULL;
}

static bool read_part(const struct npz *momenta, const char *name, struct array like, double *to, struct error *error)
{
	const struct named *named = find(momenta, name);
	if (!named)
		return error_set(error, SPAN_NONE, _("save FILE writes all that an optimiser remembers"), _("there is no %s"), name);
	const struct npy *array = &named->array;
	bool const fits = array->count == array_size(like) && array->dims >= 1 && array->side[0] == (size_t)like.rows;
	if (!fits)
		return npz_fail(error, named, NULL, _("%s is not %d×%d, as its parameter is"), name, like.rows, like.cols);
	memcpy(to, array->at, array->count * sizeof *to);
	return true;
}

bool momenta_read(const struct npz *momenta, const struct network *network, struct optimising *optimising,
                  struct remembered *remembered, struct error *error)
{
	*remembered = (struct remembered){ 0 };
	if (!momenta->count)
		return true;
	int const by = optimising->by = find_optimiser(momenta->at[0].name);
	struct text name = { 0 };
	write_name(by, '\0', NULL, &name);
	const struct named *steps = find(momenta, text_get(&name));
	bool is_good = (steps && steps->array.count == 1 && *steps->array.at >= 0 && *steps->array.at <= 1e15) ||
	               error_set(error, SPAN_NONE, NULL, _("%s is one number: how many steps were made"), text_get(&name));
	double *at = remembered->at = memory_get(network_weights(network) * optimising_memory(optimising), sizeof *at);
	remembered->steps = is_good ? lround(*steps->array.at) : 0;
	for (const char *letter = optimisers[by].memory; *letter; letter++)
		for (int q = 0; is_good && q < network->cell->quantities; q++) {
			struct array const like = network->parameter[q];
			if (!like.at)
				continue;
			write_name(by, *letter, network->cell->quantity[q].name, &name);
			is_good = read_part(momenta, text_get(&name), like, at, error);
			at += array_size(like);
		}
	if (!is_good) {
		free(remembered->at);
		*remembered = (struct remembered){ 0 };
	}
	text_free(&name);
	return is_good;
}
