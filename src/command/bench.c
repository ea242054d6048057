// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/message.h"
#include "file/json.h"
#include "net/network.h"
#include "repl/command.h"
#include "train/timing.h"

// A size is a whole number; how large it may be is for those to say who take it.
static bool read_size(const char *word, const char *name, long *size)
{
	char *end;
	errno = 0;
	*size = strtol(word, &end, 10);
	if (*word && !*end && !errno)
		return true;
	message_print(_("bptt-repl: %s is a whole number, not '%s'\n"), name, word);
	return false;
}

int bench_main(const struct session *session, char **words)
{
	struct error error;
	long C, H, T;
	double seconds;
	if (!read_size(words[1], "C", &C) || !read_size(words[2], "H", &H) || !read_size(words[3], "T", &T))
		return 2;
	struct cell *cell = network_find_cell(words[0], session->state.network->cell->biases, &error);
	if (!cell) {
		error.advice[0] = '\0';
		words_advise(&error, words[0], network_list_cells(), "bench ",
		             _("cells lists the cells; a file is named by its path: ./mine.cell"));
	}
	bool const done = cell && timing_measure(cell, C, H, T, &seconds, &error);
	cell_drop(cell);
	if (!done) {
		error_print(&error);
		return 1;
	}
	LOCAL(text) time = { 0 };
	if (session->json) {
		text_add(&time, "{\"cell\": ");
		json_write_string(words[0], true, &time);
		text_addf(&time, ", \"C\": %ld, \"H\": %ld, \"T\": %ld, \"seconds\": %.9g}", C, H, T,
		          seconds);
	} else {
		timing_write(seconds, &time);
	}
	puts(text_get(&time));
	return 0;
}
