// SPDX-License-Identifier: GPL-3.0-or-later
// Writing an archive: its members as they are, then their directory.
#include <string.h>

#include "file/zip.h"

static void put(struct text *out, uint64_t value, int count)
{
	for (; count; count--, value >>= 8)
		text_add_char(out, (char)(value & 0xFF));
}

void zip_add(struct zip_writer *writer, const char *name, const void *bytes, size_t length)
{
	size_t const header = writer->out.length, letters = strlen(name);
	uint32_t const sum = zip_sum(bytes, length);
	struct text common = {
		0
	}; // what both headers say; the time is the first that a zip can say
	put(&common, 20, 2);
	put(&common, 0x800, 2); // names are UTF-8
	put(&common, 0, 2);
	put(&common, 0, 2);
	put(&common, 1 << 5 | 1, 2);
	put(&common, sum, 4);
	put(&common, length, 4);
	put(&common, length, 4);
	put(&common, letters, 2);
	put(&common, 0, 2);

	put(&writer->out, ZIP_LOCAL, 4);
	text_add_bytes(&writer->out, common.at, common.length);
	text_add(&writer->out, name);
	text_add_bytes(&writer->out, bytes, length);

	put(&writer->directory, ZIP_ENTRY, 4);
	put(&writer->directory, 20, 2);
	text_add_bytes(&writer->directory, common.at, common.length);
	put(&writer->directory, 0, 10);
	put(&writer->directory, header, 4);
	text_add(&writer->directory, name);
	writer->count++;
	text_free(&common);
}

void zip_finish(struct zip_writer *writer, struct text *out)
{
	size_t const at = writer->out.length, bytes = writer->directory.length;
	if (bytes)
		text_add_bytes(&writer->out, writer->directory.at, bytes);
	put(&writer->out, ZIP_END, 4);
	put(&writer->out, 0, 4);
	put(&writer->out, (uint64_t)writer->count, 2);
	put(&writer->out, (uint64_t)writer->count, 2);
	put(&writer->out, bytes, 4);
	put(&writer->out, at, 4);
	put(&writer->out, 0, 2);
	text_free(&writer->directory);
	text_free(out);
	*out = writer->out;
	*writer = (struct zip_writer){ 0 };
}
