// SPDX-License-Identifier: GPL-3.0-or-later
// After NEP 1 and numpy/lib/format.py.
#include "file/npy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/zip.h"

// ---- the header, one dictionary in Python's words:
//   header = "{" key ":" value {"," key ":" value} [","] "}" blanks
//   value  = STRING | "True" | "False" | "(" [INTEGER {"," INTEGER} [","]] ")"
// The keys are descr, fortran_order and shape, each once.

struct header {
	char kind; // f i u b
	int bytes;
	bool big_endian, by_columns;
	bool has_descr, has_order, has_shape;
};

struct scanner {
	const uint8_t *bytes;
	size_t at, end, offset; // `offset` is where bytes[0] stands
	size_t most;            // numbers
	struct error *error;
};

static bool fail(const struct scanner *s, const char *cause)
{
	return zip_fail(s->error, s->offset + s->at, "%s", cause);
}

static void skip_blanks(struct scanner *s)
{
	while (s->at < s->end && strchr(" \t\n", s->bytes[s->at]) && s->bytes[s->at])
		s->at++;
}

static bool accept(struct scanner *s, char c)
{
	skip_blanks(s);
	if (s->at == s->end || s->bytes[s->at] != (uint8_t)c)
		return false;
	s->at++;
	return true;
}

static bool expect(struct scanner *s, char c)
{
	return accept(s, c) || zip_fail(s->error, s->offset + s->at,
	                                _("the header of the array needs a %c here"), c);
}

static bool accept_word(struct scanner *s, const char *word)
{
	size_t const length = strlen(word);
	skip_blanks(s);
	if (s->end - s->at < length || memcmp(s->bytes + s->at, word, length))
		return false;
	s->at += length;
	return true;
}

// '…' or "…" without escapes, of at most 31 letters.
static bool read_string(struct scanner *s, char string[32])
{
	skip_blanks(s);
	if (s->at == s->end || (s->bytes[s->at] != '\'' && s->bytes[s->at] != '"'))
		return fail(s, _("the header of the array needs a string here"));
	uint8_t const quote = s->bytes[s->at++];
	size_t length = 0;
	while (s->at < s->end && s->bytes[s->at] != quote && s->bytes[s->at] >= ' ' && length < 31)
		string[length++] = (char)s->bytes[s->at++];
	string[length] = '\0';
	return expect(s, (char)quote);
}

static bool read_size(struct scanner *s, size_t *size)
{
	skip_blanks(s);
	size_t const begin = s->at;
	for (*size = 0; s->at < s->end && s->bytes[s->at] >= '0' && s->bytes[s->at] <= '9';
	     s->at++) {
		size_t const digit = (size_t)(s->bytes[s->at] - '0');
		if (*size > (SIZE_MAX - digit) / 10)
			return fail(s, _("a side of the array is not a possible size"));
		*size = *size * 10 + digit;
	}
	if (s->at == begin)
		return fail(s, _("a side of the array is a whole number"));
	s->at += s->at < s->end && s->bytes[s->at] == 'L'; // as Python 2 wrote
	return true;
}

static bool read_shape(struct scanner *s, struct npy *npy)
{
	if (!expect(s, '('))
		return false;
	while (!accept(s, ')')) {
		if (npy->dims == NPY_DIMS_MOST)
			return fail(s, _("the array has more than 8 dimensions"));
		if (!read_size(s, &npy->side[npy->dims++]))
			return false;
		if (!accept(s, ',')) {
			if (!expect(s, ')'))
				return false;
			break;
		}
	}
	return true;
}

// What a type that is refused holds, by its letter.
static const struct {
	const char *letters, *cause;
} refusals[] = {
	{ "O",
	  N_("the array holds Python objects, which only unpickling could read: never done here") },
	{ "SaU", N_("the array holds strings") },
	{ "V", N_("the array holds records") },
	{ "cFDG", N_("the array holds complex numbers") },
	{ "mM", N_("the array holds dates or times") },
};

static bool read_type(struct scanner *s, struct header *header)
{
	static const char *const known[] = { "f8", "f4", "f2", "i8", "i4", "i2",
		                             "i1", "u8", "u4", "u2", "u1", "b1" };
	char type[32];
	skip_blanks(s);
	size_t const begin = s->at;
	if (s->at < s->end && s->bytes[s->at] == '[')
		return fail(s, _("the array holds records"));
	if (!read_string(s, type))
		return false;
	bool const has_order = type[0] && strchr("<>|=", type[0]);
	const char *name = type + has_order;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i], name)) {
			header->kind = name[0];
			header->bytes = name[1] - '0';
			header->big_endian = type[0] == '>';
			return true;
		}
	s->at = begin;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (name[0] && strchr(refusals[i].letters, name[0]))
			return fail(s, _(refusals[i].cause));
	return zip_fail(
		s->error, s->offset + s->at,
		_("the array's type is '%s'; f8 f4 f2, i and u of 1 to 8 bytes, b1 are read"),
		type);
}

static bool read_value(struct scanner *s, const char *key, size_t key_at, struct header *header,
                       struct npy *npy)
{
	bool *const has = !strcmp(key, "descr")           ? &header->has_descr
	                  : !strcmp(key, "fortran_order") ? &header->has_order
	                  : !strcmp(key, "shape")         ? &header->has_shape
	                                                  : NULL;
	if (!has || *has)
		return zip_fail(
			s->error, s->offset + key_at,
			has ? _("the key '%s' stands twice in the header of the array")
			    : _("the header of the array holds '%s'; it has three keys, descr, "
		                "fortran_order and shape"),
			key);
	*has = true;
	if (has == &header->has_descr)
		return read_type(s, header);
	if (has == &header->has_shape)
		return read_shape(s, npy);
	header->by_columns = accept_word(s, "True");
	return header->by_columns || accept_word(s, "False") ||
	       fail(s, _("fortran_order is True or False"));
}

static bool read_header(struct scanner *s, struct header *header, struct npy *npy)
{
	if (!expect(s, '{'))
		return false;
	while (!accept(s, '}')) {
		char key[32];
		skip_blanks(s);
		size_t const key_at = s->at;
		if (!read_string(s, key) || !expect(s, ':') ||
		    !read_value(s, key, key_at, header, npy))
			return false;
		if (!accept(s, ',')) {
			if (!expect(s, '}'))
				return false;
			break;
		}
	}
	skip_blanks(s);
	if (s->at < s->end)
		return fail(s, _("something follows the header of the array"));
	if (!header->has_descr || !header->has_order || !header->has_shape)
		return fail(
			s, _("the header of the array ends without descr, fortran_order or shape"));
	return true;
}

// ---- the numbers

static uint64_t take(const uint8_t *bytes, int count, bool big_endian)
{
	uint64_t value = 0;
	for (int i = 0; i < count; i++)
		value = value << 8 | bytes[big_endian ? i : count - 1 - i];
	return value;
}

// IEEE 754 binary16.
static double half_of(uint64_t bits)
{
	int const exponent = (int)(bits >> 10 & 31);
	double const fraction = (double)(bits & 1023);
	double const size = exponent == 31 ? (fraction > 0 ? NAN : INFINITY)
	                    : exponent     ? ldexp(1024 + fraction, exponent - 25)
	                                   : ldexp(fraction, -24);
	return bits >> 15 ? -size : size;
}

static double number_of(uint64_t bits, const struct header *header)
{
	double wide;
	float narrow;
	uint32_t const low = (uint32_t)bits;
	switch (header->kind) {
	case 'f':
		if (header->bytes == 2)
			return half_of(bits);
		memcpy(&wide, &bits, sizeof wide);
		memcpy(&narrow, &low, sizeof narrow);
		return header->bytes == 4 ? (double)narrow : wide;
	case 'i': {
		uint64_t const sign = (uint64_t)1 << (8 * header->bytes - 1);
		return bits & sign ? -(double)((sign - (bits & (sign - 1)))) : (double)bits;
	}
	case 'b':
		return bits != 0;
	default:
		return (double)bits;
	}
}

// Number i in the order of the file stands here in the order of rows: its subscripts, the first one
// running fastest, are read off one by one.
static size_t place_by_columns(const struct npy *npy, size_t i)
{
	size_t at = 0, stride = npy->count;
	for (int d = 0; d < npy->dims; d++) {
		stride /= npy->side[d];
		at += i % npy->side[d] * stride;
		i /= npy->side[d];
	}
	return at;
}

static bool read_numbers(struct scanner *s, const struct header *header, struct npy *npy)
{
	size_t const present = s->end - s->at, bytes = (size_t)header->bytes;
	npy->count = 1;
	for (int d = 0; d < npy->dims; d++)
		if (!npy->side[d])
			npy->count = 0;
	for (int d = 0; d < npy->dims && npy->count; d++) {
		if (npy->side[d] > present / bytes / npy->count)
			return zip_fail(
				s->error, s->offset + s->at,
				_("the array declares more numbers than its %zu bytes hold"),
				present);
		npy->count *= npy->side[d];
	}
	if (npy->count * bytes != present)
		return zip_fail(s->error, s->offset + s->at,
		                _("the array declares %zu bytes of numbers, and has %zu"),
		                npy->count * bytes, present);
	if (npy->count > s->most)
		return zip_fail(s->error, s->offset + s->at,
		                _("the arrays of a file hold at most %d numbers together"),
		                NPY_NUMBERS_MOST);
	npy->at = memory_get(npy->count + 1, sizeof *npy->at);
	for (size_t i = 0; i < npy->count && !interrupt_seen_at(i); i++) {
		uint64_t const bits =
			take(s->bytes + s->at + i * bytes, header->bytes, header->big_endian);
		npy->at[header->by_columns ? place_by_columns(npy, i) : i] =
			number_of(bits, header);
	}
	npy->is_whole = header->kind != 'f';
	return true;
}

static bool read_array(struct scanner *s, size_t length, struct npy *npy)
{
	static const uint8_t magic[] = { 0x93, 'N', 'U', 'M', 'P', 'Y' };
	struct header header = { 0 };
	if (length < 10 || memcmp(s->bytes, magic, sizeof magic))
		return fail(s, _("no array of NumPy begins here"));
	uint8_t const version = s->bytes[6];
	int const wide = version == 1 ? 2 : 4;
	s->at = 6;
	if (version < 1 || version > 3 || s->bytes[7])
		return fail(s, _("the array's format is of an unknown version"));
	s->at = 8;
	uint64_t const bytes = length < 12 ? UINT64_MAX : take(s->bytes + 8, wide, false);
	if (bytes > NPY_HEADER_MOST || bytes > length - 8 - (size_t)wide)
		return fail(s, _("the header of the array would be longer than there are bytes"));
	s->at += (size_t)wide;
	s->end = s->at + (size_t)bytes;
	if (!read_header(s, &header, npy))
		return false;
	s->end = length;
	return read_numbers(s, &header, npy);
}

bool npy_read(struct npy *npy, const uint8_t *bytes, size_t length, size_t offset, size_t most,
              struct error *error)
{
	struct scanner s = {
		.bytes = bytes, .end = length, .offset = offset, .most = most, .error = error
	};
	*npy = (struct npy){ 0 };
	if (read_array(&s, length, npy))
		return true;
	npy_free(npy);
	return false;
}

void npy_free(struct npy *npy)
{
	free(npy->at);
	*npy = (struct npy){ 0 };
}

// ---- writing

enum { ALIGNMENT = 64 };

static void put(struct text *out, uint64_t value, int count)
{
	for (; count; count--, value >>= 8)
		text_add_char(out, (char)(value & 0xFF));
}

// Whether integers of 8 bytes hold them; those that were read from u8 may be larger.
static bool are_long(const struct npy *npy)
{
	bool are = npy->is_whole;
	for (size_t i = 0; are && i < npy->count && !interrupt_seen_at(i); i++)
		are = npy->at[i] > -9e18 && npy->at[i] < 9e18;
	return are;
}

void npy_write(const struct npy *npy, struct text *out)
{
	struct text header = { 0 };
	bool const is_long = are_long(npy);
	text_addf(&header, "{'descr': '<%s8', 'fortran_order': False, 'shape': (",
	          is_long ? "i" : "f");
	for (int d = 0; d < npy->dims; d++)
		text_addf(&header, d ? ", %zu" : npy->dims > 1 ? "%zu" : "%zu,", npy->side[d]);
	text_add(&header, "), }");
	while ((10 + header.length + 1) % ALIGNMENT)
		text_add_char(&header, ' ');
	text_add_char(&header, '\n');
	text_add_bytes(out, "\x93NUMPY\x01\0", 8);
	put(out, header.length, 2);
	text_add_bytes(out, header.at, header.length);
	text_free(&header);
	for (size_t i = 0; i < npy->count && !interrupt_seen_at(i); i++) {
		uint64_t bits;
		int64_t const whole = is_long ? (int64_t)npy->at[i] : 0;
		if (is_long)
			memcpy(&bits, &whole, sizeof bits);
		else
			memcpy(&bits, &npy->at[i], sizeof bits);
		put(out, bits, 8);
	}
}

void npy_write_shape(const struct npy *npy, struct text *out)
{
	text_add(out, npy->dims ? "" : "()");
	for (int d = 0; d < npy->dims; d++)
		text_addf(out, d ? "×%zu" : "%zu", npy->side[d]);
}
