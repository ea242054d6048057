// SPDX-License-Identifier: GPL-3.0-or-later
// After APPNOTE.TXT 6.3.9 of PKWARE.  All numbers are little-endian.
#include "file/zip.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"

// The records' signatures and lengths without their variable ends.
#define END64_SIGNATURE 0x06064b50U
#define LOCATOR_SIGNATURE 0x07064b50U
enum { LOCAL_BYTES = 30, ENTRY_BYTES = 46, END_BYTES = 22, END64_BYTES = 56, LOCATOR_BYTES = 20 };
enum { METHOD_STORED = 0, METHOD_DEFLATED = 8, FLAG_ENCRYPTED = 1, EXTRA_ZIP64 = 1 };

// No stream of deflate says more than this of one byte: 258 bytes in two bits.
enum { RATIO_MOST = 1032 };

bool zip_fail(struct error *error, size_t offset, const char *cause, ...)
{
	struct text words = { 0 };
	va_list arguments;
	va_start(arguments, cause);
	text_addv(&words, cause, arguments);
	va_end(arguments);
	error_set(error, SPAN_NONE, NULL, _("byte %zu: %s"), offset, text_get(&words));
	text_free(&words);
	return false;
}

static uint64_t take(const uint8_t *bytes, int count)
{
	uint64_t value = 0;
	while (count--)
		value = value << 8 | bytes[count];
	return value;
}

// Whether [at, at + count) lies before `end`.
static bool is_inside(uint64_t at, uint64_t count, uint64_t end)
{
	return at <= end && count <= end - at;
}

static bool is_signed(const struct zip *zip, uint64_t at, uint64_t bytes, uint32_t signature)
{
	return is_inside(at, bytes, zip->length) && take(zip->bytes + at, 4) == signature;
}

// ---- the end of the archive, which says where its directory is

struct directory {
	uint64_t at, bytes, count, end; // `end`: where what follows it begins
};

// The record of the end, the last thing in the file but for a comment of the length that it names.
static bool find_end(const struct zip *zip, size_t *end)
{
	if (zip->length < END_BYTES)
		return false;
	for (size_t comment = 0; comment <= UINT16_MAX && comment + END_BYTES <= zip->length;
	     comment++) {
		*end = zip->length - END_BYTES - comment;
		if (is_signed(zip, *end, END_BYTES, ZIP_END) &&
		    take(zip->bytes + *end + 20, 2) == comment)
			return true;
	}
	return false;
}

static bool read_end64(const struct zip *zip, size_t end, struct directory *directory,
                       struct error *error)
{
	size_t const locator = end - LOCATOR_BYTES;
	uint64_t const at = take(zip->bytes + locator + 8, 8);
	if (!is_inside(at, END64_BYTES, locator) ||
	    !is_signed(zip, at, END64_BYTES, END64_SIGNATURE))
		return zip_fail(error, locator + 8, _("no zip64 record is where it should be"));
	directory->count = take(zip->bytes + at + 32, 8);
	directory->bytes = take(zip->bytes + at + 40, 8);
	directory->at = take(zip->bytes + at + 48, 8);
	directory->end = at;
	return true;
}

static bool read_end(const struct zip *zip, struct directory *directory, struct error *error)
{
	size_t end;
	if (!find_end(zip, &end))
		return zip_fail(error, zip->length,
		                _("no end of a zip archive: this is not an .npz file, or it was cut short"));
	const uint8_t *record = zip->bytes + end;
	if (take(record + 4, 2) || take(record + 6, 2) ||
	    take(record + 8, 2) != take(record + 10, 2))
		return zip_fail(error, end + 4, _("the archive is in several parts"));
	*directory = (struct directory){ .count = take(record + 10, 2),
		                         .bytes = take(record + 12, 4),
		                         .at = take(record + 16, 4),
		                         .end = end };
	bool const is_wide = end >= LOCATOR_BYTES &&
	                     is_signed(zip, end - LOCATOR_BYTES, LOCATOR_BYTES, LOCATOR_SIGNATURE);
	if (is_wide && !read_end64(zip, end, directory, error))
		return false;
	if (!is_inside(directory->at, directory->bytes, directory->end))
		return zip_fail(error, end + 12, _("the directory would lie beyond the end"));
	if (directory->count > ZIP_MEMBERS_MOST)
		return zip_fail(error, end + 8, _("%llu members, more than %d"),
		                (unsigned long long)directory->count, ZIP_MEMBERS_MOST);
	return true;
}

// ---- its members

static bool check_name(const struct zip *zip, size_t at, size_t length, struct error *error)
{
	const uint8_t *name = zip->bytes + at;
	if (!length || length > ZIP_NAME_MOST)
		return zip_fail(error, at, _("a name of %zu bytes; 1 to %d are allowed"), length,
		                ZIP_NAME_MOST);
	for (size_t i = 0; i < length; i++) {
		if (name[i] == '/' || name[i] == '\\')
			return zip_fail(error, at + i, _("the name of a member holds a %c"),
			                name[i]);
		if (name[i] < ' ' || name[i] == 0x7F)
			return zip_fail(
				error, at + i,
				_("the name of a member holds the control character 0x%02X"),
				(unsigned)name[i]);
		if (name[i] == '.' && i + 1 < length && name[i + 1] == '.')
			return zip_fail(error, at + i, _("the name of a member holds .."));
	}
	return true;
}

// The fields that do not fit stand in the extra field of zip64, in this order, those alone.
static bool read_wide(const struct zip *zip, size_t at, size_t length, uint64_t *const field[3],
                      struct error *error)
{
	bool wanted = false;
	for (int i = 0; i < 3; i++)
		wanted |= *field[i] == UINT32_MAX;
	for (size_t end = at + length; wanted && end - at >= 4;) {
		uint64_t const id = take(zip->bytes + at, 2), bytes = take(zip->bytes + at + 2, 2);
		if (bytes > end - at - 4)
			break;
		at += 4;
		uint64_t left = bytes;
		for (int i = 0; id == EXTRA_ZIP64 && i < 3; i++) {
			if (*field[i] != UINT32_MAX)
				continue;
			if (left < 8)
				return zip_fail(error, at, _("the zip64 field is too short"));
			*field[i] = take(zip->bytes + at + bytes - left, 8);
			left -= 8;
		}
		if (id == EXTRA_ZIP64)
			return true;
		at += bytes;
	}
	return !wanted || zip_fail(error, at, _("the zip64 field is missing"));
}

// The member's own header must say what the directory says.
static bool check_local(const struct zip *zip, struct zip_member *member, size_t end, size_t entry,
                        struct error *error)
{
	size_t const at = member->header, length = strlen(member->name);
	if (!is_inside(at, LOCAL_BYTES, end) || !is_signed(zip, at, LOCAL_BYTES, ZIP_LOCAL))
		return zip_fail(error, entry + 42, _("no member begins where the directory says"));
	const uint8_t *local = zip->bytes + at;
	if (take(local + 26, 2) != length || !is_inside(at + LOCAL_BYTES, length, end) ||
	    memcmp(local + LOCAL_BYTES, member->name, length))
		return zip_fail(error, at + LOCAL_BYTES,
		                _("the member has another name than in the directory"));
	if (take(local + 8, 2) != take(zip->bytes + entry + 10, 2))
		return zip_fail(error, at + 8,
		                _("the member is packed otherwise than the directory says"));
	member->data = at + LOCAL_BYTES + length + (size_t)take(local + 28, 2);
	if (!is_inside(member->data, member->packed, end))
		return zip_fail(error, at + 28,
		                _("the member %s would reach beyond the end of its archive"),
		                member->name);
	return true;
}

static bool check_sizes(const struct zip *zip, const struct zip_member *member, uint64_t packed,
                        uint64_t size, size_t entry, struct error *error)
{
	if (!is_inside(0, packed, zip->length))
		return zip_fail(error, entry + 20,
		                _("%s declares %llu bytes; the whole file has %zu"), member->name,
		                (unsigned long long)packed, zip->length);
	if (size > ZIP_BYTES_MOST)
		return zip_fail(error, entry + 24, _("%s declares %llu bytes, more than %d"),
		                member->name, (unsigned long long)size, ZIP_BYTES_MOST);
	if (!member->is_deflated && size != packed)
		return zip_fail(error, entry + 24, _("%s is not packed, but declares two sizes"),
		                member->name);
	if (size / RATIO_MOST > packed)
		return zip_fail(error, entry + 24,
		                _("%s would unpack %llu bytes from %llu: that cannot be"),
		                member->name, (unsigned long long)size, (unsigned long long)packed);
	return true;
}

// Reads the entry of the directory at *entry, which goes behind it.
static bool read_entry(struct zip *zip, size_t *entry, const struct directory *directory,
                       struct error *error)
{
	size_t const at = *entry, end = (size_t)(directory->at + directory->bytes);
	if (!is_inside(at, ENTRY_BYTES, end) || !is_signed(zip, at, ENTRY_BYTES, ZIP_ENTRY))
		return zip_fail(error, at, _("no entry of the directory here"));
	const uint8_t *record = zip->bytes + at;
	size_t const name = (size_t)take(record + 28, 2), extra = (size_t)take(record + 30, 2);
	uint64_t packed = take(record + 20, 4), size = take(record + 24, 4),
		 header = take(record + 42, 4);
	uint64_t const method = take(record + 10, 2);
	*entry = at + ENTRY_BYTES + name + extra + (size_t)take(record + 32, 2);
	if (*entry > end)
		return zip_fail(error, at + 28, _("the entry would reach beyond the directory"));
	if (!check_name(zip, at + ENTRY_BYTES, name, error))
		return false;
	if (take(record + 8, 2) & FLAG_ENCRYPTED)
		return zip_fail(error, at + 8, _("the member is encrypted"));
	if (method != METHOD_STORED && method != METHOD_DEFLATED)
		return zip_fail(error, at + 10,
		                _("packed by method %d; stored and deflated are understood"),
		                (int)method);
	if (!read_wide(zip, at + ENTRY_BYTES + name, extra,
	               (uint64_t *const[]){ &size, &packed, &header }, error))
		return false;
	struct zip_member *member = &zip->member[zip->count];
	*member = (struct zip_member){
		.name = memory_copy_bytes((const char *)record + ENTRY_BYTES, name),
		.crc = (uint32_t)take(record + 16, 4),
		.is_deflated = method == METHOD_DEFLATED,
	};
	zip->count++;
	if (!check_sizes(zip, member, packed, size, at, error))
		return false;
	for (int i = 0; i < zip->count - 1; i++)
		if (!strcmp(zip->member[i].name, member->name))
			return zip_fail(error, at + ENTRY_BYTES, _("there are two members %s"),
			                member->name);
	member->packed = (size_t)packed;
	member->size = (size_t)size;
	member->header = header < zip->length ? (size_t)header : zip->length;
	return check_local(zip, member, (size_t)directory->at, at, error);
}

static int by_header(const void *a, const void *b)
{
	const struct zip_member *const *one = a, *const *other = b;
	return ((*one)->header > (*other)->header) - ((*one)->header < (*other)->header);
}

// Members that share bytes make a small file large.
static bool check_apart(const struct zip *zip, struct error *error)
{
	const struct zip_member *order[ZIP_MEMBERS_MOST];
	size_t total = 0;
	for (int i = 0; i < zip->count; i++) {
		order[i] = &zip->member[i];
		total += order[i]->size;
		if (total > ZIP_BYTES_MOST)
			return zip_fail(error, order[i]->header,
			                _("the members together hold more than %d bytes"),
			                ZIP_BYTES_MOST);
	}
	if (zip->count)
		qsort(order, (size_t)zip->count, sizeof *order, by_header);
	for (int i = 0; i + 1 < zip->count; i++)
		if (order[i]->data + order[i]->packed > order[i + 1]->header)
			return zip_fail(error, order[i + 1]->header,
			                _("the members %s and %s overlap"), order[i]->name,
			                order[i + 1]->name);
	return true;
}

bool zip_open(struct zip *zip, const void *bytes, size_t length, struct error *error)
{
	struct directory directory = { 0 };
	*zip = (struct zip){ .bytes = bytes, .length = length };
	if (!read_end(zip, &directory, error))
		return false;
	zip->member = memory_get((size_t)directory.count + 1, sizeof *zip->member);
	size_t at = (size_t)directory.at;
	bool is_good = true;
	for (uint64_t i = 0; is_good && i < directory.count; i++)
		is_good = read_entry(zip, &at, &directory, error);
	if (is_good && at != directory.at + directory.bytes)
		is_good = zip_fail(error, at, _("the directory holds more than its entries"));
	if (is_good && check_apart(zip, error))
		return true;
	zip_close(zip);
	return false;
}

void zip_close(struct zip *zip)
{
	for (int i = 0; i < zip->count; i++)
		free(zip->member[i].name);
	free(zip->member);
	*zip = (struct zip){ 0 };
}

static bool inflate_member(const struct zip *zip, const struct zip_member *member, uint8_t *out,
                           struct error *error)
{
	z_stream stream = { .next_in = (Bytef *)(zip->bytes + member->data),
		            .avail_in = (uInt)member->packed,
		            .next_out = out,
		            .avail_out = (uInt)member->size };
	uint8_t none;
	if (!member->size)
		stream.next_out = &none; // zlib wants a place even for nothing
	if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
		return zip_fail(error, member->data, _("zlib has no memory"));
	int const answer = inflate(&stream, Z_FINISH);
	size_t const read = stream.total_in, written = stream.total_out;
	inflateEnd(&stream);
	if (answer != Z_STREAM_END || written != member->size)
		return zip_fail(error, member->data + read, _("%s cannot be unpacked: %s"),
		                member->name,
		                answer == Z_STREAM_END ? _("it is shorter than it declares")
		                : answer == Z_BUF_ERROR && !stream.avail_out
		                        ? _("it is longer than it declares")
		                        : _("its bytes are damaged"));
	if (read != member->packed)
		return zip_fail(error, member->data + read, _("bytes follow the end of %s"),
		                member->name);
	return true;
}

enum { SUM_BYTES = 16 * 1024 * 1024 };

uint32_t zip_sum(const void *bytes, size_t length)
{
	uLong sum = crc32(0, NULL, 0);
	const uint8_t *at = bytes;
	for (size_t piece; length && !interrupt_seen(); length -= piece, at += piece) {
		piece = length < SUM_BYTES ? length : SUM_BYTES;
		sum = crc32(sum, at, (uInt)piece);
	}
	return (uint32_t)sum;
}

bool zip_unpack(const struct zip *zip, const struct zip_member *member, uint8_t *out,
                struct error *error)
{
	if (member->is_deflated && !inflate_member(zip, member, out, error))
		return false;
	if (!member->is_deflated && member->size)
		memcpy(out, zip->bytes + member->data, member->size);
	uint32_t const sum = zip_sum(out, member->size);
	if (interrupt_is_cut())
		return error_set(error, (struct span){ 0 }, NULL, _("interrupted"));
	return sum == member->crc ||
	       zip_fail(error, member->data, _("the sum of %s is wrong: its bytes are damaged"),
	                member->name);
}
