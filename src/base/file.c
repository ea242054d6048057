// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/message.h"

static const char mark[] = "\xEF\xBB\xBF"; // U+FEFF, as some editors begin a text
enum { MARK_BYTES = sizeof mark - 1 };

static bool withheld;

bool file_withhold(bool withholds)
{
	bool const before = withheld;
	withheld = withholds;
	return before;
}

bool file_is_withheld(void)
{
	return withheld;
}

void file_write_path(const char *name, struct text *path)
{
	const char *home = getenv("HOME");
	if (name[0] == '~' && name[1] == '/' && home)
		text_addf(path, "%s%s", home, name + 1);
	else
		text_add(path, name);
}

// -1 and errno.
static int open_file(const char *path, enum file_owner owner)
{
	struct stat is;
	if (withheld && owner == FILE_NAMED) {
		errno = EPERM;
		return -1;
	}
	// NONBLOCK: the opening of a pipe waits for nobody.
	LOCAL(text) full = { 0 };
	if (owner == FILE_NAMED)
		file_write_path(path, &full);
	else
		text_add(&full, path);
	int const file = open(text_get(&full), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0)
		return -1;
	int const why = fstat(file, &is)                                 ? errno
	                : S_ISDIR(is.st_mode)                            ? EISDIR
	                : owner == FILE_OWN && !S_ISREG(is.st_mode) ? ENXIO
	                                                                 : 0;
	if (!why)
		return file;
	close(file);
	errno = why;
	return -1;
}

// As read, which waits until there is something, or until Ctrl-C.
static ssize_t read_piece(int file, char *piece, size_t most)
{
	enum { WAIT_MS = 100 };
	struct pollfd wait = { .fd = file, .events = POLLIN };
	do
		if (interrupt_seen()) {
			errno = EINTR;
			return -1;
		}
	while (poll(&wait, 1, WAIT_MS) <= 0);
	return read(file, piece, most);
}

bool file_read(struct text *out, const char *path, enum file_owner owner, size_t most)
{
	int const file = open_file(path, owner);
	if (file < 0)
		return false;
	char piece[4096];
	ssize_t got;
	size_t total = 0;
	int why = 0;
	while (!why && (got = read_piece(file, piece, sizeof piece)) != 0) {
		if (got < 0) {
			why = errno;
			continue;
		}
		total += (size_t)got;
		if (total > most)
			why = EFBIG;
		else
			text_add_bytes(out, piece, (size_t)got);
	}
	close(file);
	errno = why;
	return !why;
}

bool file_read_text(struct text *out, const char *path, enum file_owner owner, size_t most)
{
	LOCAL(text) bytes = { 0 };
	bool const is_read = file_read(&bytes, path, owner, most);
	int const why = errno;
	size_t const skipped = strncmp(text_get(&bytes), mark, MARK_BYTES) ? 0 : MARK_BYTES;
	if (is_read)
		text_add_bytes(out, text_get(&bytes) + skipped, bytes.length - skipped);
	errno = why;
	return is_read;
}

// The commonest are said here, as the C library does, so that they are translated on every machine.
static const struct {
	int number;
	const char *words;
} reasons[] = {
	{ EACCES, N_("Permission denied") },
	{ EEXIST, N_("File exists") },
	{ EFBIG, N_("File too large") },
	{ EINTR, N_("interrupted") },
	{ EIO, N_("Input/output error") },
	{ EISDIR, N_("Is a directory") },
	{ EMFILE, N_("Too many open files") },
	{ ENAMETOOLONG, N_("File name too long") },
	{ ENOENT, N_("No such file or directory") },
	{ ENOSPC, N_("No space left on device") },
	{ ENOTDIR, N_("Not a directory") },
	{ ENXIO, N_("not a regular file") },
	{ EPERM, N_("Operation not permitted") },
	{ EROFS, N_("Read-only file system") },
};

const char *file_why(int number)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].number == number)
			return _(reasons[i].words);
	return strerror(number);
}

bool file_fail(struct error *error, struct span span, const char *path)
{
	int const why = errno;
	if (withheld && why == EPERM)
		return error_set(error, span, _("type it yourself, after play"),
		                 _("a lesson may not open a file"));
	const char *advice = why == ENOENT ? _("a path begins where bptt-repl was started, or with / or ~/")
	                     : why == EISDIR ? _("name a file in it")
	                                     : NULL;
	return error_set(error, span, advice, _("cannot read %s: %s"), path, file_why(why));
}

// ---- line by line

void file_lines_of(struct file_lines *lines, int descriptor)
{
	lines->descriptor = descriptor;
	lines->at = lines->end = 0;
	lines->has_begun = false;
}

bool file_lines_open(struct file_lines *lines, const char *path, enum file_owner owner)
{
	int const file = open_file(path, owner);
	file_lines_of(lines, file);
	return file >= 0;
}

void file_lines_close(struct file_lines *lines)
{
	close(lines->descriptor);
}

// Whether there are bytes; else it is the end, or errno is not 0.
static bool fill(struct file_lines *lines)
{
	errno = 0;
	while (lines->at == lines->end) {
		ssize_t const got =
			read_piece(lines->descriptor, lines->piece, sizeof lines->piece);
		if (got <= 0)
			return false;
		lines->at = 0;
		lines->end = (size_t)got;
	}
	return true;
}

// The bytes up to the end of the line; 0: there was none, what is left is the last line.
static enum file_line add_line(struct file_lines *lines, struct text *line, size_t most)
{
	while (fill(lines)) {
		const char *const from = lines->piece + lines->at;
		size_t const there = lines->end - lines->at;
		const char *const newline = memchr(from, '\n', there);
		size_t const length = newline ? (size_t)(newline - from) : there;
		const char *const nul = memchr(from, '\0', length);
		size_t const good = nul ? (size_t)(nul - from) : length;
		if (good > most - line->length) {
			text_add_bytes(line, from, most - line->length);
			return FILE_LINE_LONG;
		}
		text_add_bytes(line, from, good);
		lines->at += length + (newline != NULL);
		if (nul)
			return FILE_LINE_NUL;
		if (newline)
			return FILE_LINE_READ;
	}
	return errno ? FILE_LINE_UNREADABLE : line->length ? FILE_LINE_READ : FILE_LINE_NONE;
}

enum file_line file_lines_next(struct file_lines *lines, struct text *line, size_t most)
{
	text_clear(line);
	enum file_line const got = add_line(lines, line, most);
	if (!lines->has_begun && line->length >= MARK_BYTES && !memcmp(line->at, mark, MARK_BYTES)) {
		line->length -= MARK_BYTES;
		memmove(line->at, line->at + MARK_BYTES, line->length + 1);
	}
	lines->has_begun = true;
	if (got == FILE_LINE_READ && line->length && line->at[line->length - 1] == '\r')
		line->at[--line->length] = '\0';
	return got;
}
