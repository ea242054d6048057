// SPDX-License-Identifier: GPL-3.0-or-later
// A temporary file, fsync, rename, fsync of the folder.
#include "file/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool keep_path(const char *name, struct text *path)
{
	const char *const state = getenv("XDG_STATE_HOME"), *const home = getenv("HOME");
	// The specification: a path that is not absolute is to be ignored.
	if (state && *state == '/')
		text_addf(path, "%s/bptt-repl/%s", state, name);
	else if (home && *home == '/')
		text_addf(path, "%s/.local/state/bptt-repl/%s", home, name);
	return path->length > 0;
}

static void make_folders(const char *path)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(folder, 0700);
		*slash = '/';
	}
}

static bool write_all(int file, const char *bytes, size_t length)
{
	while (length) {
		ssize_t const written = write(file, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

static void sync_folder(const char *path)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", path);
	char *const slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	int const file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file >= 0) {
		fsync(file);
		close(file);
	}
}

bool keep_write(const char *path, const char *bytes, size_t length)
{
	make_folders(path);
	char temporary[PATH_MAX];
	snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
	unlink(temporary); // left by a process of this number that was killed
	int const file =
		open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = file >= 0 && write_all(file, bytes, length) && fsync(file) == 0;
	int cause = errno;
	if (file >= 0 && close(file) != 0 && ok) {
		ok = false;
		cause = errno;
	}
	if (ok && rename(temporary, path) != 0) {
		ok = false;
		cause = errno;
	}
	if (ok)
		sync_folder(path);
	else if (file >= 0)
		unlink(temporary);
	errno = cause;
	return ok;
}
