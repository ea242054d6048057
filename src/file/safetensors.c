// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/safetensors.h"

#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "file/zip.h"

enum { START = 8, HEADER_MOST = 1 << 20, ARRAYS_MOST = 1024, NAME_MOST = 200 };

struct scanner {
	const uint8_t *bytes;
	size_t at, end; // of the header
	struct error *error;
};

static bool fail(const struct scanner *s, const char *cause)
{
	return zip_fail(s->error, s->at, "%s", cause);
}

static uint64_t header_length(const uint8_t *bytes)
{
	uint64_t length = 0;
	for (int i = START - 1; i >= 0; i--)
		length = length << 8 | bytes[i];
	return length;
}

bool safetensors_begins(const uint8_t *bytes, size_t length)
{
	return length > START && bytes[START] == '{' && header_length(bytes) <= length - START;
}

static bool accept(struct scanner *s, char c)
{
	while (s->at < s->end && s->bytes[s->at] && strchr(" \t\r\n", s->bytes[s->at]))
		s->at++;
	if (s->at == s->end || s->bytes[s->at] != (uint8_t)c)
		return false;
	s->at++;
	return true;
}

static bool expect(struct scanner *s, char c)
{
	return accept(s, c) ||
	       zip_fail(s->error, s->at, _("the header of the file needs a %c here"), c);
}

// "…"; what is escaped is kept as it stands, for no name that means anything is.
static bool read_string(struct scanner *s, char string[NAME_MOST + 1])
{
	size_t length = 0;
	if (!expect(s, '"'))
		return false;
	while (s->at < s->end && s->bytes[s->at] != '"') {
		if (s->bytes[s->at] < ' ')
			return fail(s, _("a control character stands in the header"));
		int const count = s->bytes[s->at] == '\\' ? 2 : 1;
		for (int i = 0; i < count && s->at < s->end; i++) {
			if (length == NAME_MOST)
				return fail(s, _("a name is longer than 200 bytes"));
			string[length++] = (char)s->bytes[s->at++];
		}
	}
	string[length] = '\0';
	return expect(s, '"');
}

static bool read_size(struct scanner *s, size_t *size)
{
	accept(s, '\0'); // skips blanks: no NUL is one
	size_t const begin = s->at;
	for (*size = 0; s->at < s->end && s->bytes[s->at] >= '0' && s->bytes[s->at] <= '9'; s->at++) {
		if (*size > (SIZE_MAX - 9) / 10)
			return fail(s, _("this is not a possible size"));
		*size = *size * 10 + (size_t)(s->bytes[s->at] - '0');
	}
	return s->at > begin || fail(s, _("a whole number is expected here"));
}

// [N, …] of at most `most`.
static bool read_sizes(struct scanner *s, size_t *sizes, int most, int *count)
{
	*count = 0;
	if (!expect(s, '['))
		return false;
	if (accept(s, ']'))
		return true;
	do {
		if (*count == most)
			return fail(s, _("too many numbers"));
		if (!read_size(s, &sizes[(*count)++]))
			return false;
	} while (accept(s, ','));
	return expect(s, ']');
}

// What stands in the file's own notes is passed over.
static bool skip_notes(struct scanner *s)
{
	char string[NAME_MOST + 1];
	if (!expect(s, '{'))
		return false;
	if (accept(s, '}'))
		return true;
	do {
		if (!read_string(s, string) || !expect(s, ':') || !expect(s, '"'))
			return false;
		for (; s->at < s->end && s->bytes[s->at] != '"'; s->at++)
			s->at += s->bytes[s->at] == '\\';
		if (!expect(s, '"'))
			return false;
	} while (accept(s, ','));
	return expect(s, '}');
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

static bool read_entry(struct scanner *s, struct entry *entry)
{
	char key[NAME_MOST + 1];
	*entry = (struct entry){ .at = s->at };
	if (!expect(s, '{'))
		return false;
	do {
		size_t const at = s->at;
		if (!read_string(s, key) || !expect(s, ':'))
			return false;
		bool const is_good =
			!strcmp(key, "dtype") ? read_string(s, entry->type)
			: !strcmp(key, "shape")
				? (entry->has_shape = true,
			           read_sizes(s, entry->side, NPY_DIMS_MOST, &entry->dims))
			: !strcmp(key, "data_offsets")
				? read_sizes(s, entry->offsets, 2, &entry->ends)
				: zip_fail(s->error, at, _("the header of the file holds '%s'"), key);
		if (!is_good)
			return false;
	} while (accept(s, ','));
	if (!expect(s, '}'))
		return false;
	return (*entry->type && entry->has_shape && entry->ends == 2) ||
	       zip_fail(s->error, entry->at, _("an array has dtype, shape and data_offsets"));
}

// The same array as a member of a .npz, read as all are.
static bool add_array(struct scanner *s, size_t length, const char *name,
                      const struct entry *entry, struct npz *npz)
{
	size_t const present = length - s->end, begin = entry->offsets[0], end = entry->offsets[1];
	size_t type = 0, most = NPY_NUMBERS_MOST;
	while (type < sizeof types / sizeof *types && strcmp(types[type].name, entry->type))
		type++;
	if (type == sizeof types / sizeof *types)
		return error_set(s->error, (struct span){ 0 }, _("in the notebook: tensor.float()"),
		                 _("byte %zu: the array %s is of the type %s"), entry->at, name,
		                 entry->type);
	if (begin > end || end > present)
		return zip_fail(s->error, entry->at, _("the bytes of %s would stand outside of the file"), name);
	for (int i = 0; i < npz->count; i++) {
		if (!strcmp(npz->at[i].name, name))
			return zip_fail(s->error, entry->at, _("the array %s is there twice"), name);
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
	bool const is_good = npy_read(&array, (const uint8_t *)member.at, member.length,
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

static bool read_arrays(struct scanner *s, size_t length, struct npz *npz)
{
	char name[NAME_MOST + 1];
	struct entry entry;
	if (!expect(s, '{'))
		return false;
	if (accept(s, '}'))
		return true;
	do {
		if (!read_string(s, name) || !expect(s, ':'))
			return false;
		if (!strcmp(name, "__metadata__")) {
			if (!skip_notes(s))
				return false;
			continue;
		}
		if (npz->count == ARRAYS_MOST)
			return fail(s, _("the file holds more than 1024 arrays"));
		if (!read_entry(s, &entry) || !add_array(s, length, name, &entry, npz))
			return false;
	} while (accept(s, ','));
	return expect(s, '}');
}

bool safetensors_parse(struct npz *npz, const uint8_t *bytes, size_t length, struct error *error)
{
	struct scanner s = { .bytes = bytes, .at = START, .error = error };
	*npz = (struct npz){ 0 };
	if (header_length(bytes) > HEADER_MOST)
		return zip_fail(error, 0, _("the header of the file is longer than %d bytes"), HEADER_MOST);
	s.end = START + (size_t)header_length(bytes);
	if (read_arrays(&s, length, npz))
		return true;
	npz_free(npz);
	return false;
}
