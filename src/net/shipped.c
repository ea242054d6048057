// SPDX-License-Identifier: GPL-3.0-or-later
// The cells that come with the program, and those of files.
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "net/network.h"

static bool is_cell_file(const char *name)
{
	size_t const length = strlen(name);
	return length > 5 && *name != '.' && !strcmp(name + length - 5, ".cell");
}

char **network_list_cells(void)
{
	return data_list("cells", ".cell");
}

// A cell does not change once it is read: the same text gives the same one.  A reference each.
enum { KEPT_MOST = 128 };
static struct cell *kept[KEPT_MOST];
static int kept_count;

static struct cell *parse(const char *name, const char *path, const struct text *text, bool biases, struct error *error)
{
	for (int i = 0; i < kept_count; i++)
		if (kept[i]->biases == biases && strlen(kept[i]->text) == text->length && !strcmp(kept[i]->name, name) && !strcmp(kept[i]->source, path) &&
		    !strcmp(kept[i]->text, text_get(text)))
			return cell_hold(kept[i]);
	struct cell *cell = cell_parse(name, path, text_get(text), text->length, biases, error);
	if (cell && kept_count < KEPT_MOST && strlen(cell->text) == text->length)
		kept[kept_count++] = cell_hold(cell);
	return cell;
}

struct cell *network_find_cell(const char *name, bool biases, struct error *error)
{
	LOCAL(text) path = { 0 }, text = { 0 }, file = { 0 };
	struct cell *cell = NULL;
	bool const is_path = strchr(name, '/') || is_cell_file(name);
	text_addf(&file, "%s.cell", name);
	if (is_path)
		text_add(&path, name);
	else
		data_find("cells", text_get(&file), &path);
	const char *last = strrchr(name, '/');
	char *short_name = memory_copy_string(last ? last + 1 : name);
	if (is_cell_file(short_name))
		short_name[strlen(short_name) - 5] = '\0';
	if (file_read_text(&text, text_get(&path), is_path ? FILE_NAMED : FILE_OWN, CELL_BYTES_MOST))
		cell = parse(short_name, text_get(&path), &text, biases, error);
	else if (is_path)
		file_fail(error, SPAN_NONE, name);
	else
		error_set(error, SPAN_NONE, _("cells lists the cells; a file is named by its path: ./mine.cell"),
		          _("there is no cell %s"), name);
	free(short_name);
	return cell;
}

bool network_is_of_file(const struct cell *cell)
{
	struct error error;
	struct cell *const shipped = *cell->source ? network_find_cell(cell->name, false, &error) : NULL;
	bool const is_shipped = shipped && !strcmp(shipped->source, cell->source);
	cell_drop(shipped);
	return *cell->source && !is_shipped;
}
