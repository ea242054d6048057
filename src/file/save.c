// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/save.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

enum { PIECE_BYTES = 1 << 20 };

static bool write_all(int file, const char *bytes, size_t length, bool stops)
{
	while (length) {
		if (stops && interrupt_seen())
			return false;
		ssize_t const written =
			write(file, bytes, length < PIECE_BYTES ? length : PIECE_BYTES);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

// Some file systems cannot: then the file is there all the same.
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? memory_copy_bytes(path, (size_t)(slash + 1 - path))
	                     : memory_copy_string(".");
	int const file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file >= 0) {
		fsync(file);
		close(file);
	}
	free(folder);
}

// Through a symbolic link: what it names is replaced, not the link; and keeps its rights.
static char *find_target(const char *path, mode_t *mode)
{
	struct stat is;
	char *real = realpath(path, NULL);
	if (real && !stat(real, &is))
		*mode = is.st_mode & 0777;
	return real ? real : memory_copy_string(path);
}

// The names of files that are being written: .NAME.save-XXXXXX beside NAME.
static void write_temporary(const char *target, struct text *folder, struct text *name)
{
	const char *slash = strrchr(target, '/');
	text_add_bytes(folder, target, slash ? (size_t)(slash + 1 - target) : 0);
	text_addf(name, ".%s.save-", slash ? slash + 1 : target);
}

// A program that was killed while it wrote has left its file; one that is being written is young.
static void clear_leftovers(const char *folder, const struct text *name)
{
	enum { OLD_SECONDS = 600, RANDOM_LETTERS = 6 };
	DIR *const directory = opendir(*folder ? folder : ".");
	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		struct stat is;
		if (!strncmp(entry->d_name, text_get(name), name->length) &&
		    strlen(entry->d_name) == name->length + RANDOM_LETTERS &&
		    !fstatat(dirfd(directory), entry->d_name, &is, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(is.st_mode) && is.st_uid == geteuid() &&
		    is.st_mtime + OLD_SECONDS < time(NULL))
			unlinkat(dirfd(directory), entry->d_name, 0);
	}
	if (directory)
		closedir(directory);
}

// `stops`: an interrupt leaves the file as it was.
static bool save(const char *path, const void *bytes, size_t length, mode_t mode, bool stops)
{
	struct text temporary = { 0 }, folder = { 0 }, name = { 0 };
	char *target = find_target(path, &mode);
	write_temporary(target, &folder, &name);
	clear_leftovers(text_get(&folder), &name);
	text_addf(&temporary, "%s%sXXXXXX", text_get(&folder), text_get(&name));
	int const file = mkostemp(temporary.at, O_CLOEXEC);
	bool is_good =
		file >= 0 && write_all(file, bytes, length, stops) && !fchmod(file, mode) && !fsync(file);
	int why = errno;
	if (file >= 0 && close(file) && is_good) {
		is_good = false;
		why = errno;
	}
	if (is_good && stops && interrupt_seen())
		is_good = false;
	if (is_good && rename(temporary.at, target)) {
		is_good = false;
		why = errno;
	}
	if (is_good)
		sync_folder(target);
	else if (file >= 0)
		unlink(temporary.at);
	text_free(&temporary);
	text_free(&folder);
	text_free(&name);
	free(target);
	errno = why;
	return is_good;
}

bool save_bytes(const char *path, const void *bytes, size_t length, mode_t mode)
{
	return save(path, bytes, length, mode, false);
}

bool save_file(const char *path, const void *bytes, size_t length, struct error *error)
{
	struct span const nowhere = { 0 };
	struct stat is;
	mode_t const mask = umask(0);
	umask(mask);
	if (file_is_withheld())
		return error_set(error, nowhere, _("type it yourself, after play"),
		                 _("a lesson may not write a file"));
	if (!*path)
		return error_set(error, nowhere, NULL, _("a file needs a name"));
	if (!stat(path, &is) && !S_ISREG(is.st_mode))
		return error_set(error, nowhere, NULL, _("%s exists and is not a file"), path);
	if (save(path, bytes, length, 0666 & ~mask, true))
		return true;
	if (interrupt_is_cut())
		return error_set(error, nowhere, NULL, _("interrupted; %s is as it was"), path);
	return error_set(error, nowhere, NULL, _("cannot write %s: %s"), path, file_why(errno));
}
