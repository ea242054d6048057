// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/keep.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "file/save.h"

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

bool keep_make_folders(const char *path)
{
	char *const folder = memory_copy_string(path);
	bool are_there = true;
	int why = 0;
	for (char *slash = strchr(folder + 1, '/'); are_there && slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		// What is there need not be ours to make: /home on a read-only file system.
		are_there = !mkdir(folder, 0700) || errno == EEXIST || !access(folder, X_OK);
		why = errno;
		*slash = '/';
	}
	free(folder);
	errno = why;
	return are_there;
}

bool keep_lock(int descriptor, int milliseconds)
{
	enum { STEP_MS = 10 };
	for (int waited = 0; flock(descriptor, LOCK_EX | LOCK_NB); waited += STEP_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return true;
		if (interrupt_seen()) {
			errno = EINTR;
			return false;
		}
		if (waited >= milliseconds) {
			errno = EWOULDBLOCK;
			return false;
		}
		poll(NULL, 0, STEP_MS);
	}
	return true;
}

bool keep_write(const char *path, const char *bytes, size_t length)
{
	return keep_make_folders(path) && save_bytes(path, bytes, length, 0600);
}
