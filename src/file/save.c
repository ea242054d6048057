// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

static bool write_all(int file, const char *bytes, size_t length)
{
	while (length) {
		ssize_t const written = write(file, bytes, length < INT_MAX ? length : INT_MAX);
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

bool save_bytes(const char *path, const void *bytes, size_t length, mode_t mode)
{
	struct text temporary = { 0 };
	char *target = find_target(path, &mode);
	text_addf(&temporary, "%s.XXXXXX", target);
	int const file = mkstemp(temporary.at);
	bool is_good =
		file >= 0 && write_all(file, bytes, length) && !fchmod(file, mode) && !fsync(file);
	int why = errno;
	if (file >= 0 && close(file) && is_good) {
		is_good = false;
		why = errno;
	}
	if (is_good && rename(temporary.at, target)) {
		is_good = false;
		why = errno;
	}
	if (is_good)
		sync_folder(target);
	else if (file >= 0)
		unlink(temporary.at);
	text_free(&temporary);
	free(target);
	errno = why;
	return is_good;
}

bool save_file(const char *path, const void *bytes, size_t length, struct error *error)
{
	struct span const nowhere = { 0 };
	struct stat is;
	mode_t const mask = umask(0);
	umask(mask);
	if (!*path)
		return error_set(error, nowhere, NULL, _("a file needs a name"));
	if (!stat(path, &is) && !S_ISREG(is.st_mode))
		return error_set(error, nowhere, NULL, _("%s is there and is no file"), path);
	return save_bytes(path, bytes, length, 0666 & ~mask) ||
	       error_set(error, nowhere, NULL, _("cannot write %s: %s"), path, strerror(errno));
}
