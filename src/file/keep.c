// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/keep.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

bool keep_write(const char *path, const char *bytes, size_t length)
{
	make_folders(path);
	return save_bytes(path, bytes, length, 0600);
}
