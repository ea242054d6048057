// SPDX-License-Identifier: GPL-3.0-or-later
// A dialect's text; what can be read is used on arrays a, b, c and d of small shapes, there and back.  A refusal
// has its place, and what goes back has the shapes that came.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file/dialect.h"
#include "file/dialect_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(struct npz *npz, const char *name, size_t rows, size_t cols)
{
	double numbers[64] = { 0.5, -1, 2 };
	size_t const side[] = { rows, cols };
	npz_add(npz, name, cols ? 2 : 1, side, false, numbers);
}

static void use(struct dialect *dialect)
{
	struct npz from = { 0 }, to = { 0 }, gradients = { 0 }, back = { 0 };
	struct error error;
	struct text told = { 0 };
	add(&from, "a", 3, 5);
	add(&from, "b", 3, 3);
	add(&from, "c", 5, 3);
	add(&from, "d", 3, 0);
	if (dialect_translate(dialect, &from, &to, &error)) {
		struct mapping const mapping = { 0 };
		dialect_tell(dialect, &from, &mapping, &back, &told);
		for (int i = 0; i < to.count; i++) {
			struct text name = { 0 };
			text_addf(&name, "d%s", to.at[i].name);
			npz_add(&gradients, text_get(&name), to.at[i].array.dims, to.at[i].array.side,
			        false, to.at[i].array.at);
			text_free(&name);
		}
		dialect_translate_back(dialect, &from, &gradients, 1, 4, &back);
	} else if (!*error.cause) {
		abort();
	}
	text_free(&told);
	npz_free(&from);
	npz_free(&to);
	npz_free(&gradients);
	npz_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error;
	struct dialect *dialect =
		size <= DIALECT_BYTES_MOST
			? dialect_parse("fuzz", "fuzz", (const char *)data, size, &error)
			: NULL;
	if (dialect)
		use(dialect);
	else if (size <= DIALECT_BYTES_MOST && (!*error.cause || !error.span.line))
		abort();
	dialect_free(dialect);
	return 0;
}
