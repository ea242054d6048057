// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/posted.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"

enum { POSTED_BYTES_MOST = 1024 * 1024 };

static const struct named *find(const struct npz *npz, const char *name)
{
	for (int i = 0; i < npz->count; i++)
		if (!strcmp(npz->at[i].name, name))
			return &npz->at[i];
	return NULL;
}

// Half a unit of the last digit of a number as it is written.
static double last_digit(const char *text)
{
	const char *point = NULL, *at = text + (*text == '-' || *text == '+');
	int decimals = 0;
	for (; isdigit((unsigned char)*at) || *at == '.'; at++) {
		if (*at == '.')
			point = at;
		else if (point)
			decimals++;
	}
	int const exponent = *at == 'e' || *at == 'E' ? (int)strtol(at + 1, NULL, 10) : 0;
	return 0.5 * pow(10, exponent - decimals) * (1 + 1e-9);
}

struct posted {
	struct npz *values, *tolerances;
	const struct npz *weights;
	const char *path;
};

// The array that a name speaks of, NaN where nothing was said yet.
static double *slot(struct npz *npz, const struct named *shape, const char *name)
{
	for (int i = 0; i < npz->count; i++)
		if (!strcmp(npz->at[i].name, name))
			return npz->at[i].array.at;
	double *numbers = memory_get(shape->array.count + 1, sizeof *numbers);
	for (size_t i = 0; i < shape->array.count; i++)
		numbers[i] = NAN;
	npz_add(npz, name, shape->array.dims, shape->array.side, false, numbers);
	free(numbers);
	return npz->at[npz->count - 1].array.at;
}

// NAME ["[" NUMBER {"," NUMBER} "]"] "=" number
static bool read_line(struct posted *posted, char *line, int number, struct error *error)
{
	const char *example = "dWf[3,1] = -0.185";
	char *end = line + strcspn(line, "[= \t"), *at = end;
	char *const name = memory_copy_bytes(line, (size_t)(end - line));
	const struct named *array = name[0] == 'd' ? find(posted->weights, name + 1) : NULL;
	size_t element = 0;
	int dims = 0;
	bool good = array || error_set(error, (struct span){ number, 1, (int)(end - line) }, example,
	                               _("%s is not d and the name of an array of the weights"), name);
	at += strspn(at, " \t");
	if (good && *at == '[') {
		do {
			long const index = strtol(at + 1, &end, 10);
			good = end > at + 1 && dims < array->array.dims && index >= 0 &&
			       (size_t)index < array->array.side[dims];
			element = good ? element * array->array.side[dims] + (size_t)index : 0;
			dims++;
			at = end + strspn(end, " \t");
		} while (good && *at == ',');
		good = good && *at++ == ']' && dims == array->array.dims;
		if (!good) {
			struct text shape = { 0 };
			npy_write_shape(&array->array, &shape);
			error_set(error, (struct span){ number, 1, (int)(at - line) }, example,
			          _("%s has the shape %s: this is none of its elements"), name + 1,
			          text_get(&shape));
			text_free(&shape);
		}
	} else if (good) {
		good = array->array.count == 1 ||
		       error_set(error, (struct span){ number, 1, (int)(end - line) }, example,
		                 _("%s has %zu numbers: say which one"), name + 1, array->array.count);
	}
	at += good ? strspn(at, " \t=:") : 0;
	double const value = good ? strtod(at, &end) : 0;
	if (good && (end == at || end[strspn(end, " \t\r,;")]))
		good = error_set(error, (struct span){ number, (int)(at - line) + 1, 1 }, example,
		                 _("a number is missing here"));
	if (good) {
		slot(posted->values, array, name + 1)[element] = value;
		slot(posted->tolerances, array, name + 1)[element] = last_digit(at);
	}
	free(name);
	return good;
}

static bool read_text(struct posted *posted, struct text *text, struct error *error)
{
	int number = 1;
	for (char *line = text->at, *next; line && *line; line = next, number++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line += strspn(line, " \t");
		if (*line && *line != '#' && *line != '\r' && !read_line(posted, line, number, error)) {
			error_locate(error, posted->path, line, strlen(line), number);
			return false;
		}
	}
	return posted->values->count ||
	       (error_set(error, SPAN_NONE, "dWf[3,1] = -0.185", _("there is no number in it")),
	        error_locate(error, posted->path, "", 0, 1), false);
}

bool posted_read(const char *path, const struct npz *weights, struct npz *values, struct npz *tolerances,
                 struct error *error)
{
	struct posted posted = { values, tolerances, weights, path };
	struct text text = { 0 };
	bool const good = (file_read_text(&text, path, FILE_NAMED, POSTED_BYTES_MOST) || file_fail(error, SPAN_NONE, path)) &&
	                  read_text(&posted, &text, error);
	text_free(&text);
	return good;
}
