// SPDX-License-Identifier: GPL-3.0-or-later
// A zip archive that lies whole in memory: its members are found, checked and unpacked, and one is
// written.  A reader of what a stranger made: every offset is checked before it is followed, every size
// before memory is taken, and each refusal names the byte where the fault stands.  No folders, no
// encryption, no parts on several disks; zip64 is read.
#ifndef FILE_ZIP_H
#define FILE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

// Of members, of their bytes together, and of the bytes of a name.
enum { ZIP_MEMBERS_MOST = 1024, ZIP_BYTES_MOST = 1 << 30, ZIP_NAME_MOST = 200 };

// How its records begin.
#define ZIP_LOCAL 0x04034b50U
#define ZIP_ENTRY 0x02014b50U
#define ZIP_END 0x06054b50U

struct zip_member {
	char *name; // owned; without / \ .. or control characters
	size_t header, data, packed,
		size; // where it begins, where its bytes begin, how many, unpacked
	uint32_t crc;
	bool is_deflated;
};

struct zip {
	const uint8_t *bytes; // not owned
	size_t length;
	struct zip_member *member; // owned
	int count;
};

// Finds all members; false and *error ("byte 94: …") when the archive is not sound; then it is empty.
bool zip_open(struct zip *zip, const void *bytes, size_t length, struct error *error);
void zip_close(struct zip *zip);

// Unpacks a member into out[0 .. member->size) and checks its sum.
bool zip_unpack(const struct zip *zip, const struct zip_member *member, uint8_t *out,
                struct error *error);

// An archive being written: members are stored as they are.
struct zip_writer {
	struct text out, directory;
	int count;
};
void zip_add(struct zip_writer *writer, const char *name, const void *bytes, size_t length);
void zip_finish(struct zip_writer *writer, struct text *out); // *out takes all; the writer is empty

uint32_t zip_sum(const void *bytes, size_t length); // CRC-32

// Fills *error with "byte OFFSET: cause"; always false.
bool zip_fail(struct error *error, size_t offset, const char *cause, ...)
	__attribute__((format(printf, 3, 4)));

#endif
