// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/data.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/bptt-repl"
#endif
#ifndef PKGLIBEXECDIR
#define PKGLIBEXECDIR "/usr/local/libexec/bptt-repl"
#endif
#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif

// The folder of the running program, or one this many above it; "" if it cannot be told.
static void own_folder(int above, struct text *path)
{
	char at[PATH_MAX];
	ssize_t const length = readlink("/proc/self/exe", at, sizeof at - 1);
	if (length <= 0 || length == (ssize_t)sizeof at - 1)
		return;
	at[length] = '\0';
	for (int i = 0; i <= above; i++) {
		char *slash = strrchr(at, '/');
		if (slash)
			*slash = '\0';
	}
	text_add(path, at);
}

// Sets *path to `folder` below `root`, "" if it does not hold `probe` there.
static bool holds(struct text *path, const char *root, const char *folder, const char *probe)
{
	LOCAL(text) probed = { 0 };
	text_addf(&probed, "%s%s/%s", root, folder, probe);
	bool const there = *root && !access(text_get(&probed), R_OK);
	text_clear(path);
	if (there)
		text_addf(path, "%s%s", root, folder);
	return there;
}

static void data_root(struct text *path)
{
	static const char probe[] = "cells/tanh.cell";
	const char *given = getenv("BPTT_REPL_DATA");
	text_clear(path);
	if (given && *given) { // though there be nothing: then that is the error
		text_add(path, given);
		return;
	}
	LOCAL(text) own = { 0 }, above = { 0 };
	own_folder(0, &own);
	own_folder(1, &above);
	if (!holds(path, text_get(&own), "", probe) && !holds(path, text_get(&above), "/share/bptt-repl", probe))
		text_add(path, PKGDATADIR);
}

bool data_find(const char *folder, const char *file, struct text *path)
{
	data_root(path);
	text_addf(path, "/%s%s%s", folder, *file ? "/" : "", file);
	return !access(text_get(path), R_OK);
}

void data_find_messages(struct text *path)
{
	const char *given = getenv("BPTT_REPL_DATA");
	LOCAL(text) own = { 0 }, above = { 0 };
	own_folder(0, &own);
	own_folder(1, &above);
	if (!holds(path, given ? given : "", "/locale", "") && !holds(path, text_get(&own), "/locale", "") &&
	    !(holds(path, text_get(&above), "/share/bptt-repl", "") && holds(path, text_get(&above), "/share/locale", "")))
		text_add(path, LOCALEDIR);
}

bool data_find_helper(const char *name, struct text *path)
{
	LOCAL(text) own = { 0 }, above = { 0 };
	own_folder(0, &own);
	own_folder(1, &above);
	if (!holds(path, text_get(&own), "", name) && !holds(path, text_get(&above), "/libexec/bptt-repl", name))
		text_add(path, PKGLIBEXECDIR);
	text_addf(path, "/%s", name);
	return !access(text_get(path), X_OK);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **data_list(const char *folder, const char *ending)
{
	LOCAL(text) path = { 0 };
	size_t count = 0;
	char **names = memory_get(1, sizeof *names);
	DIR *open = data_find(folder, "", &path) ? opendir(text_get(&path)) : NULL;
	for (struct dirent *entry; open && (entry = readdir(open));)
		if (*entry->d_name != '.' && text_ends_with(entry->d_name, ending)) {
			names = memory_resize(names, count + 2, sizeof *names);
			names[count++] = memory_copy_bytes(entry->d_name,
			                                   strlen(entry->d_name) - strlen(ending));
			names[count] = NULL;
		}
	if (open)
		closedir(open);
	if (count)
		qsort(names, count, sizeof *names, compare);
	return names;
}
