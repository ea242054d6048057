// SPDX-License-Identifier: GPL-3.0-or-later
// After NEP 1 and numpy/lib/format.py.
#include "file/npy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/scan.h"
#include "file/strings.h"

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

static bool read_shape(struct scan *s, struct npy *npy)
{
	if (!scan_expect(s, '('))
		return false;
	while (!scan_accept(s, ')')) {
		if (npy->dims == NPY_DIMS_MOST)
			return scan_fail(s, _("the array has more than 8 dimensions"));
		if (!scan_size(s, &npy->side[npy->dims++]))
			return false;
		s->at += s->at < s->end && s->bytes[s->at] == 'L'; // as Python 2 wrote
		if (!scan_accept(s, ','))
			return scan_expect(s, ')');
	}
	return true;
}

#define QUOTES "'\"" // around strings

// What an array of another type holds, by the letter of its type.
static const struct {
	const char *letters, *cause;
} refusals[] = {
	{ "O", N_("Python objects, which only unpickling could read: never done here") },
	{ "SaU", N_("strings") },
	{ "V[", N_("records") },
	{ "cFDG", N_("complex numbers") },
	{ "mM", N_("dates or times") },
};

// What stands in the place of numbers; NULL: nothing that is known.
static const char *find_refusal(char letter)
{
	for (size_t i = 0; letter && i < sizeof refusals / sizeof *refusals; i++)
		if (strchr(refusals[i].letters, letter))
			return refusals[i].cause;
	return NULL;
}

// Of records, a list in brackets.
static bool skip_list(struct scan *s)
{
	int depth = 0;
	do {
		depth += s->at < s->end && s->bytes[s->at] == '[';
		depth -= s->at < s->end && s->bytes[s->at] == ']';
	} while (++s->at < s->end && depth > 0);
	return depth == 0 || scan_fail(s, _("a ] is missing here"));
}

static bool read_type(struct scan *s, struct header *header, struct npy *npy)
{
	static const char *const known[] = { "f8", "f4", "f2", "i8", "i4", "i2",
		                             "i1", "u8", "u4", "u2", "u1", "b1" };
	char type[32];
	scan_skip_blanks(s);
	size_t const begin = s->at;
	if (s->at < s->end && s->bytes[s->at] == '[') {
		npy->holds = find_refusal('[');
		return skip_list(s);
	}
	if (!scan_string(s, QUOTES, type, sizeof type - 1))
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
	npy->holds = find_refusal(name[0]);
	header->kind = name[0];
	header->bytes = name[0] == 'U' ? atoi(name + 1) : 0;
	header->big_endian = type[0] == '>';
	return npy->holds || scan_fail_at(s, begin, _("the array's type is '%s'; f8 f4 f2, i and u of 1 to 8 bytes, b1 are read"), type);
}

static bool read_value(struct scan *s, const char *key, size_t key_at, struct header *header,
                       struct npy *npy)
{
	bool *const has = !strcmp(key, "descr")           ? &header->has_descr
	                  : !strcmp(key, "fortran_order") ? &header->has_order
	                  : !strcmp(key, "shape")         ? &header->has_shape
	                                                  : NULL;
	if (!has || *has)
		return scan_fail_at(s, key_at,
			has ? _("the key '%s' stands twice in the header of the array")
			    : _("the header of the array holds '%s'; it has three keys, descr, "
		                "fortran_order and shape"),
			key);
	*has = true;
	if (has == &header->has_descr)
		return read_type(s, header, npy);
	if (has == &header->has_shape)
		return read_shape(s, npy);
	header->by_columns = scan_accept_word(s, "True");
	return header->by_columns || scan_accept_word(s, "False") ||
	       scan_fail(s, _("fortran_order is True or False"));
}

static bool read_header(struct scan *s, struct header *header, struct npy *npy)
{
	if (!scan_expect(s, '{'))
		return false;
	while (!scan_accept(s, '}')) {
		char key[32];
		scan_skip_blanks(s);
		size_t const key_at = s->at;
		if (!scan_string(s, QUOTES, key, sizeof key - 1) || !scan_expect(s, ':') ||
		    !read_value(s, key, key_at, header, npy))
			return false;
		if (!scan_accept(s, ',')) {
			if (!scan_expect(s, '}'))
				return false;
			break;
		}
	}
	scan_skip_blanks(s);
	if (s->at < s->end)
		return scan_fail(s, _("something follows the header of the array"));
	if (!header->has_descr || !header->has_order || !header->has_shape)
		return scan_fail(
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

// Of a list of words, which may be a vocabulary; anything else of other types is left.
static void read_strings(const struct scan *s, const struct header *header, struct npy *npy)
{
	size_t const count = npy->dims == 1 ? npy->side[0] : 0, letters = header->kind == 'U' ? (size_t)header->bytes : 0;
	if (count && count <= STRINGS_MOST && letters && letters <= STRINGS_LETTERS_MOST && s->end - s->at == count * letters * 4)
		npy->words = strings_read(s->bytes + s->at, count, letters, header->big_endian);
}

static bool read_numbers(struct scan *s, const struct header *header, size_t most, struct npy *npy)
{
	size_t const present = s->end - s->at, bytes = (size_t)header->bytes;
	if (npy->holds) {
		read_strings(s, header, npy);
		return true;
	}
	npy->count = 1;
	for (int d = 0; d < npy->dims; d++)
		if (!npy->side[d])
			npy->count = 0;
	for (int d = 0; d < npy->dims && npy->count; d++) {
		if (npy->side[d] > present / bytes / npy->count)
			return scan_fail(s,
				_("the array declares more numbers than its %zu bytes hold"),
				present);
		npy->count *= npy->side[d];
	}
	if (npy->count * bytes != present)
		return scan_fail(s,
		                _("the array declares %zu bytes of numbers, and has %zu"),
		                npy->count * bytes, present);
	if (npy->count > most)
		return scan_fail(s,
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

static bool read_array(struct scan *s, size_t length, size_t most, struct npy *npy)
{
	static const uint8_t magic[] = { 0x93, 'N', 'U', 'M', 'P', 'Y' };
	struct header header = { 0 };
	if (length < 10 || memcmp(s->bytes, magic, sizeof magic))
		return scan_fail(s, _("no array of NumPy begins here"));
	uint8_t const version = s->bytes[6];
	int const wide = version == 1 ? 2 : 4;
	s->at = 6;
	if (version < 1 || version > 3 || s->bytes[7])
		return scan_fail(s, _("the array's format is of an unknown version"));
	s->at = 8;
	uint64_t const bytes = length < 12 ? UINT64_MAX : take(s->bytes + 8, wide, false);
	if (bytes > NPY_HEADER_MOST || bytes > length - 8 - (size_t)wide)
		return scan_fail(s, _("the header of the array would be longer than there are bytes"));
	s->at += (size_t)wide;
	s->end = s->at + (size_t)bytes;
	if (!read_header(s, &header, npy))
		return false;
	s->end = length;
	return read_numbers(s, &header, most, npy);
}

bool npy_read(struct npy *npy, const char *name, const uint8_t *bytes, size_t length, size_t offset, size_t most,
              struct error *error)
{
	struct scan s = { .bytes = bytes, .end = length, .offset = offset, .name = name, .error = error };
	*npy = (struct npy){ 0 };
	if (read_array(&s, length, most, npy))
		return true;
	npy_free(npy);
	return false;
}

void npy_free(struct npy *npy)
{
	free(npy->at);
	free(npy->words);
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

void npy_write_indices(const struct npy *npy, size_t number, struct text *out)
{
	size_t apart = npy->count;
	for (int d = 0; d < npy->dims; d++) {
		apart /= npy->side[d];
		text_addf(out, d ? ",%zu" : "%zu", number / apart);
		number %= apart;
	}
}

void npy_write_shape(const struct npy *npy, struct text *out)
{
	text_add(out, npy->dims ? "" : "()");
	for (int d = 0; d < npy->dims; d++)
		text_addf(out, d ? "×%zu" : "%zu", npy->side[d]);
}
