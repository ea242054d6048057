// SPDX-License-Identifier: GPL-3.0-or-later
// A file of arrays, or one array (which no sum protects), as a stranger made it: refused with a reason that names a byte, or read; then it is
// written, read again and the same, and taken into a network of each cell or refused.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file/safetensors.h"
#include "file/weights.h"
#include "net/network.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_equal(const struct named *a, const struct named *b)
{
	return !strcmp(a->name, b->name) && a->array.dims == b->array.dims &&
	       a->array.count == b->array.count &&
	       !memcmp(a->array.side, b->array.side, sizeof a->array.side);
}

static bool has_equal_numbers(const struct npy *a, const struct npy *b)
{
	return !memcmp(a->at, b->at, a->count * sizeof *a->at);
}

static void write_and_read(const struct npz *npz)
{
	struct text bytes = { 0 };
	struct npz again;
	struct error error;
	npz_write(npz, &bytes);
	if (!npz_parse(&again, bytes.at, bytes.length, &error) || again.count != npz->count)
		abort();
	for (int i = 0; i < npz->count; i++)
		if (!is_equal(&npz->at[i], &again.at[i]) ||
		    !has_equal_numbers(&npz->at[i].array, &again.at[i].array))
			abort();
	npz_free(&again);
	text_free(&bytes);
}

static bool is_large(const struct npz *npz)
{
	for (int i = 0; i < npz->count; i++)
		for (int d = 0; d < npz->at[i].array.dims; d++)
			if (npz->at[i].array.side[d] > 64)
				return true;
	return false;
}

// Takes the arrays.
static void take(struct npz *npz, const char *name)
{
	struct error error;
	struct network *network = network_new(network_find_cell(name, false, &error));
	struct weights weights = { .npz = *npz };
	if (weights_load(&weights, network, "fuzz.npz", true, false, &error)) {
		struct text told = { 0 };
		struct npz out = { 0 };
		mapping_tell(&weights.mapping, &weights.npz, &told);
		if (network_ready(network, &error)) {
			struct pass *pass = pass_new(network);
			weights_write_gradients(pass, &out);
			pass_free(pass);
		}
		npz_free(&out);
		text_free(&told);
	} else if (!*error.cause) {
		abort();
	}
	network_free(network);
	weights_free(&weights);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const cells[] = { "tanh", "lstm", "gru-torch", "gru" };
	struct npz npz = { 0 };
	struct npy npy;
	struct error error;
	bool const is_array = size && data[0] == 0x93;
	bool const is_read = is_array ? npy_read(&npy, "W", data, size, 0, NPY_NUMBERS_MOST, &error)
	                     : safetensors_begins(data, size)
	                             ? safetensors_parse(&npz, data, size, &error)
	                             : npz_parse(&npz, data, size, &error);
	if (!is_read) {
		if (!strstr(error.cause, "byte "))
			abort();
		return 0;
	}
	if (is_array) {
		npz_add(&npz, "U", npy.dims, npy.side, npy.is_whole, npy.at);
		npy_free(&npy);
	}
	write_and_read(&npz);
	if (is_large(&npz))
		npz_free(&npz);
	else
		take(&npz, cells[size % 4]);
	return 0;
}
