// SPDX-License-Identifier: GPL-3.0-or-later
// Where the program's own files lie: cells and lessons.
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "net/network.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/bptt-repl"
#endif

// The folder of the running program, "" if it cannot be told.
static void own_folder(struct text *path)
{
	char at[PATH_MAX];
	ssize_t const length = readlink("/proc/self/exe", at, sizeof at);
	if (length <= 0 || length == (ssize_t)sizeof at)
		return;
	const char *slash = memrchr(at, '/', (size_t)length);
	text_add_bytes(path, at, slash ? (size_t)(slash - at) : 0);
}

// The data's root: as the environment says; beside a program in its build tree; where it was installed.
static void data_root(struct text *path)
{
	const char *given = getenv("BPTT_REPL_DATA");
	if (given && *given) {
		text_add(path, given);
		return;
	}
	struct text probe = { 0 };
	own_folder(path);
	text_addf(&probe, "%s/cells/tanh.cell", text_get(path));
	if (!path->length || access(text_get(&probe), R_OK)) {
		text_clear(path);
		text_add(path, PKGDATADIR);
	}
	text_free(&probe);
}

bool network_find_data(const char *folder, const char *file, struct text *path)
{
	text_clear(path);
	data_root(path);
	text_addf(path, "/%s%s%s", folder, *file ? "/" : "", file);
	return !access(text_get(path), R_OK);
}

static bool ends_with(const char *name, const char *ending)
{
	size_t const length = strlen(name), end = strlen(ending);
	return length > end && *name != '.' && !strcmp(name + length - end, ending);
}

static bool is_cell_file(const char *name)
{
	return ends_with(name, ".cell");
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **network_list_data(const char *folder, const char *ending)
{
	struct text path = { 0 };
	size_t count = 0;
	char **names = memory_get(1, sizeof *names);
	DIR *open = network_find_data(folder, "", &path) ? opendir(text_get(&path)) : NULL;
	for (struct dirent *entry; open && (entry = readdir(open));)
		if (ends_with(entry->d_name, ending)) {
			names = memory_resize(names, count + 2, sizeof *names);
			names[count++] = memory_copy_bytes(entry->d_name,
			                                   strlen(entry->d_name) - strlen(ending));
			names[count] = NULL;
		}
	if (open)
		closedir(open);
	text_free(&path);
	if (count)
		qsort(names, count, sizeof *names, compare);
	return names;
}

char **network_list_cells(void)
{
	return network_list_data("cells", ".cell");
}

struct cell *network_find_cell(const char *name, bool biases, struct error *error)
{
	struct text path = { 0 }, text = { 0 }, file = { 0 };
	struct cell *cell = NULL;
	struct span const nowhere = { 0 };
	bool const is_path = strchr(name, '/') || is_cell_file(name);
	text_addf(&file, "%s.cell", name);
	if (is_path)
		text_add(&path, name);
	else
		network_find_data("cells", text_get(&file), &path);
	const char *last = strrchr(name, '/');
	char *short_name = memory_copy_string(last ? last + 1 : name);
	if (is_cell_file(short_name))
		short_name[strlen(short_name) - 5] = '\0';
	if (file_read_text(&text, text_get(&path), is_path ? FILE_NAMED : FILE_OWN, CELL_BYTES_MOST))
		cell = cell_parse(short_name, text_get(&path), text_get(&text), text.length, biases, error);
	else if (is_path)
		file_fail(error, nowhere, name);
	else
		error_set(error, nowhere, _("cells lists the cells; a file is named by its path: ./mine.cell"),
		          _("there is no cell %s"), name);
	free(short_name);
	text_free(&path);
	text_free(&text);
	text_free(&file);
	return cell;
}
