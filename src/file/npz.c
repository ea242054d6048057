// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/npz.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/save.h"
#include "file/zip.h"

static struct named *add(struct npz *npz, const char *name, size_t length)
{
	npz->at = memory_resize(npz->at, (size_t)npz->count + 1, sizeof *npz->at);
	struct named *named = &npz->at[npz->count++];
	*named = (struct named){ .name = memory_copy_bytes(name, length) };
	return named;
}

// The offset in an array that was packed is that in its member.
static void say_unpacked(const struct zip_member *member, struct error *error)
{
	error_set(error, SPAN_NONE, error->advice, _("%s unpacked, %s"), member->name,
	          error->cause);
}

// How many numbers there may be yet.
static size_t room(const struct npz *npz)
{
	size_t left = NPY_NUMBERS_MOST;
	for (int i = 0; i < npz->count; i++)
		left -= npz->at[i].array.count;
	return left;
}

// The last one holds no numbers.
static void set_aside(struct npz *npz)
{
	npz->other = memory_resize(npz->other, (size_t)npz->others + 1, sizeof *npz->other);
	npz->other[npz->others++] = npz->at[--npz->count];
}

static bool read_member(struct npz *npz, const struct zip *zip, const struct zip_member *member,
                        struct error *error)
{
	static const char end[] = ".npy";
	size_t const length = strlen(member->name);
	if (length < sizeof end || strcmp(member->name + length - (sizeof end - 1), end))
		return zip_fail(error, member->header,
		                _("the member %s is not an array: its name does not end in .npy"),
		                member->name);
	uint8_t *bytes = memory_get(member->size + 1, 1);
	struct named *named = add(npz, member->name, length - (sizeof end - 1));
	named->offset = member->header;
	bool const is_unpacked = zip_unpack(zip, member, bytes, error);
	bool const is_good = is_unpacked && npy_read(&named->array, named->name, bytes, member->size,
	                                             member->is_deflated ? 0 : member->data, room(npz),
	                                             error);
	if (is_unpacked && !is_good && member->is_deflated)
		say_unpacked(member, error);
	free(bytes);
	if (is_good && named->array.holds)
		set_aside(npz);
	return is_good;
}

bool npz_parse(struct npz *npz, const void *bytes, size_t length, struct error *error)
{
	struct zip zip;
	*npz = (struct npz){ 0 };
	if (!zip_open(&zip, bytes, length, error))
		return false;
	bool is_good = true;
	for (int i = 0; is_good && i < zip.count; i++)
		is_good = read_member(npz, &zip, &zip.member[i], error);
	zip_close(&zip);
	if (!is_good)
		npz_free(npz);
	return is_good;
}

bool npz_fail(struct error *error, const struct named *named, const char *advice, const char *cause,
              ...)
{
	struct text words = { 0 };
	va_list arguments;
	va_start(arguments, cause);
	text_addv(&words, cause, arguments);
	va_end(arguments);
	error_set(error, SPAN_NONE, advice, _("byte %zu: %s"), named->offset,
	          text_get(&words));
	text_free(&words);
	return false;
}

const char *npz_name(const struct named *named)
{
	return named->called ? named->called : named->name;
}

void npz_free(struct npz *npz)
{
	for (int i = 0; i < npz->count; i++) {
		free(npz->at[i].name);
		free(npz->at[i].called);
		npy_free(&npz->at[i].array);
	}
	for (int i = 0; i < npz->others; i++) {
		free(npz->other[i].name);
		npy_free(&npz->other[i].array);
	}
	free(npz->at);
	free(npz->other);
	*npz = (struct npz){ 0 };
}

void npz_add(struct npz *npz, const char *name, int dims, const size_t *side, bool is_whole,
             const double *numbers)
{
	struct npy *array = &add(npz, name, strlen(name))->array;
	*array = (struct npy){ .dims = dims, .count = 1, .is_whole = is_whole };
	for (int d = 0; d < dims; d++)
		array->count *= array->side[d] = side[d];
	array->at = memory_get(array->count + 1, sizeof *array->at);
	if (array->count)
		memcpy(array->at, numbers, array->count * sizeof *numbers);
}

void npz_write(const struct npz *npz, struct text *out)
{
	struct zip_writer writer = { 0 };
	for (int i = 0; i < npz->count; i++) {
		struct text name = { 0 }, array = { 0 };
		text_addf(&name, "%s.npy", npz->at[i].name);
		npy_write(&npz->at[i].array, &array);
		zip_add(&writer, text_get(&name), array.at, array.length);
		text_free(&name);
		text_free(&array);
	}
	zip_finish(&writer, out);
}

bool npz_save(const struct npz *npz, const char *path, struct error *error)
{
	struct text bytes = { 0 };
	npz_write(npz, &bytes);
	bool const is_saved = save_file(path, text_get(&bytes), bytes.length, error);
	text_free(&bytes);
	return is_saved;
}
