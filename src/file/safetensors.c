// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/safetensors.h"

#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "file/scan.h"
#include "file/zip.h"

enum { START = 8, HEADER_MOST = 1 << 20, ARRAYS_MOST = 1024, NAME_MOST = 200 };

static uint64_t header_length(const uint8_t *bytes)
{
	uint64_t length = 0;
	for (int i = START - 1; i >= 0; i--)
		length = length << 8 | bytes[i];
	return length;
}

bool safetensors_begins(const uint8_t *bytes, size_t length)
{
	return length > START && bytes[START] == '{' && memcmp(bytes, "PK", 2) != 0;
}

// [N, …] of at most `most`.
static bool read_sizes(struct scan *s, size_t *sizes, int most, int *count)
{
	*count = 0;
	if (!scan_expect(s, '['))
		return false;
	if (scan_accept(s, ']'))
		return true;
	do {
		if (*count == most)
			return scan_fail(s, _("too many numbers"));
		if (!scan_size(s, &sizes[(*count)++]))
			return false;
	} while (scan_accept(s, ','));
	return scan_expect(s, ']');
}

// What stands in the file's own notes is passed over.
static bool skip_notes(struct scan *s)
{
	char string[NAME_MOST + 1];
	if (!scan_expect(s, '{'))
		return false;
	if (scan_accept(s, '}'))
		return true;
	do {
		if (!scan_string(s, "\"", string, NAME_MOST) || !scan_expect(s, ':') || !scan_expect(s, '"'))
			return false;
		for (; s->at < s->end && s->bytes[s->at] != '"'; s->at++)
			s->at += s->bytes[s->at] == '\\';
		if (!scan_expect(s, '"'))
			return false;
	} while (scan_accept(s, ','));
	return scan_expect(s, '}');
}

// Its types and NumPy's.
static const struct {
	const char *name, *descr;
	size_t bytes;
} types[] = {
	{ "F64", "<f8", 8 }, { "F32", "<f4", 4 }, { "F16", "<f2", 2 }, { "I64", "<i8", 8 },
	{ "I32", "<i4", 4 }, { "I16", "<i2", 2 }, { "I8", "|i1", 1 },  { "U64", "<u8", 8 },
	{ "U32", "<u4", 4 }, { "U16", "<u2", 2 }, { "U8", "|u1", 1 },  { "BOOL", "|b1", 1 },
};

struct entry {
	char type[NAME_MOST + 1];
	size_t side[NPY_DIMS_MOST], offsets[2], at;
	int dims, ends;
	bool has_shape;
};

static bool read_entry(struct scan *s, struct entry *entry)
{
	char key[NAME_MOST + 1];
	*entry = (struct entry){ .at = s->at };
	if (!scan_expect(s, '{'))
		return false;
	do {
		size_t const at = s->at;
		if (!scan_string(s, "\"", key, NAME_MOST) || !scan_expect(s, ':'))
			return false;
		bool const is_good =
			!strcmp(key, "dtype") ? scan_string(s, "\"", entry->type, NAME_MOST)
			: !strcmp(key, "shape")
				? (entry->has_shape = true,
			           read_sizes(s, entry->side, NPY_DIMS_MOST, &entry->dims))
			: !strcmp(key, "data_offsets")
				? read_sizes(s, entry->offsets, 2, &entry->ends)
				: scan_fail_at(s, at, _("the header of the file holds '%s'"), key);
		if (!is_good)
			return false;
	} while (scan_accept(s, ','));
	if (!scan_expect(s, '}'))
		return false;
	return (*entry->type && entry->has_shape && entry->ends == 2) ||
	       scan_fail_at(s, entry->at, _("an array has dtype, shape and data_offsets"));
}

// The same array as a member of a .npz, read as all are.
static bool add_array(struct scan *s, size_t length, const char *name,
                      const struct entry *entry, struct npz *npz)
{
	size_t const present = length - s->end, begin = entry->offsets[0], end = entry->offsets[1];
	size_t type = 0, most = NPY_NUMBERS_MOST;
	while (type < sizeof types / sizeof *types && strcmp(types[type].name, entry->type))
		type++;
	if (type == sizeof types / sizeof *types)
		return error_set(s->error, (struct span){ 0 }, _("in the notebook: save_file({k: v.float() for k, v in tensors.items()}, ...)"),
		                 _("byte %zu: the array %s is of the type %s"), entry->at, name,
		                 entry->type);
	if (begin > end || end > present)
		return scan_fail_at(s, entry->at, _("the bytes of %s would stand outside of the file"), name);
	for (int i = 0; i < npz->count; i++) {
		if (!strcmp(npz->at[i].name, name))
			return scan_fail_at(s, entry->at, _("the array %s is there twice"), name);
		most -= npz->at[i].array.count;
	}
	struct text member = { 0 }, header = { 0 };
	text_addf(&header, "{'descr': '%s', 'fortran_order': False, 'shape': (", types[type].descr);
	for (int d = 0; d < entry->dims; d++)
		text_addf(&header, "%zu,", entry->side[d]);
	text_add(&header, ")}");
	text_add_bytes(&member, "\x93NUMPY\x01\0", 8);
	text_add_char(&member, (char)(header.length & 0xFF));
	text_add_char(&member, (char)(header.length >> 8));
	text_add_bytes(&member, text_get(&header), header.length);
	size_t const before = member.length;
	text_add_bytes(&member, (const char *)s->bytes + s->end + begin, end - begin);
	struct npy array;
	// Offsets count from the first number, as the file has them.
	bool const is_good = npy_read(&array, name, (const uint8_t *)member.at, member.length,
	                              s->end + begin - before, most, s->error);
	if (is_good) {
		npz_add(npz, name, array.dims, array.side, array.is_whole, array.at);
		npz->at[npz->count - 1].offset = s->end + begin;
		npy_free(&array);
	}
	text_free(&header);
	text_free(&member);
	return is_good;
}

static bool read_arrays(struct scan *s, size_t length, struct npz *npz)
{
	char name[NAME_MOST + 1];
	struct entry entry;
	if (!scan_expect(s, '{'))
		return false;
	if (scan_accept(s, '}'))
		return true;
	do {
		if (!scan_string(s, "\"", name, NAME_MOST) || !scan_expect(s, ':'))
			return false;
		if (!strcmp(name, "__metadata__")) {
			if (!skip_notes(s))
				return false;
			continue;
		}
		if (npz->count == ARRAYS_MOST)
			return scan_fail(s, _("the file holds more than 1024 arrays"));
		if (!read_entry(s, &entry) || !add_array(s, length, name, &entry, npz))
			return false;
	} while (scan_accept(s, ','));
	return scan_expect(s, '}');
}

bool safetensors_parse(struct npz *npz, const uint8_t *bytes, size_t length, struct error *error)
{
	struct scan s = { .bytes = bytes, .at = START, .error = error };
	*npz = (struct npz){ 0 };
	if (header_length(bytes) > HEADER_MOST)
		return zip_fail(error, 0, _("the header of the file is longer than %d bytes"), HEADER_MOST);
	if (header_length(bytes) > length - START)
		return zip_fail(error, 0, _("the header of the file would have %zu bytes, and the file has %zu behind it"),
		                (size_t)header_length(bytes), length - START);
	s.end = START + (size_t)header_length(bytes);
	if (read_arrays(&s, length, npz))
		return true;
	npz_free(npz);
	return false;
}
