// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of forward equations: the cell's text with other lines, read again.
#include <string.h>

#include "lang/print.h"
#include "lang/rewrite.h"

static struct equation stated(const struct cell *cell, int i)
{
	struct equation equation = cell->forward.equation[i];
	equation.right = equation.stated ? equation.stated : equation.right;
	return equation;
}

static bool forward_fits(const struct cell *cell, int i, const char *left)
{
	int const quantity = cell->forward.equation[i].quantity;
	return !cell->forward.equation[i].made &&
	       (*left == 'S' ? cell->quantity[quantity].is_state : *left != 'E' || quantity == cell->loss);
}

int rewrite_forward_sites(const struct cell *cell, const struct edit *edit, struct site *sites)
{
	LOCAL(arena) arena = { 0 };
	struct rewriting search = rewriting_of(cell, edit, &arena);
	int count = 0;
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation const equation = stated(cell, i);
		if (!forward_fits(cell, i, edit->left) || !rewriting_begin(&search, &equation, i))
			continue;
		count = rewriting_add_sites(&search, sites, count);
	}
	return count;
}

// The cell of the text in which other lines stand for those of some equations, by equation; NULL if it is not one.
static struct cell *read_again(const struct cell *cell, const struct text *lines)
{
	LOCAL(text) text = { 0 };
	struct error error;
	int number = 1;
	for (const char *line = cell->text; *line; number++) {
		size_t const length = strcspn(line, "\n");
		int at = -1;
		for (int i = 0; i < cell->forward.count; i++)
			if (lines[i].length && cell->forward.equation[i].span.line == number)
				at = i;
		if (at >= 0)
			text_add(&text, text_get(&lines[at]));
		else
			text_add_bytes(&text, line, length);
		text_add_char(&text, '\n');
		line += length + (line[length] == '\n');
	}
	struct cell *again = cell_parse(cell->name, cell->source, text_get(&text), text.length, cell->biases, &error);
	return again;
}

static struct cell *finish_forward(const struct cell *cell, struct text *lines, bool good)
{
	struct cell *again = good ? read_again(cell, lines) : NULL;
	for (int i = 0; i < cell->forward.count; i++)
		text_free(&lines[i]);
	return again;
}

struct cell *rewrite_forward(const struct cell *cell, const struct edit *edit, struct site site)
{
	struct print_style const style = { 0 };
	LOCAL(arena) arena = { 0 };
	struct text *lines = arena_get(&arena, (size_t)cell->forward.count * sizeof *lines);
	struct rewriting search = rewriting_of(cell, edit, &arena);
	bool changed = false;
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation equation = stated(cell, i);
		bool const is_meant = site.equation == i ||
		                      (site.equation < 0 &&
		                       (site.other < 0 || shape_equal(cell->quantity[site.other].shape, equation.shape)));
		if (!is_meant || !forward_fits(cell, i, edit->left))
			continue;
		rewriting_begin(&search, &equation, i);
		search.wanted = site;
		struct tree *const right = rewriting_replace(&search, equation.right);
		bool const is_new = !tree_equal(right, equation.right);
		equation.right = right;
		if (is_new)
			equation_print(cell, &equation, &style, &lines[i]);
		changed |= is_new;
	}
	struct cell *const again = finish_forward(cell, lines, changed);
	return again;
}

struct cell *rewrite_forward_lines(const struct cell *cell, const char *text)
{
	struct print_style const style = { 0 };
	LOCAL(arena) arena = { 0 };
	struct text *lines = arena_get(&arena, (size_t)cell->forward.count * sizeof *lines);
	bool good = true;
	while (good && *text) {
		size_t const length = strcspn(text, "\n");
		good = false;
		for (int i = 0; i < cell->forward.count && !good; i++) {
			LOCAL(text) left = { 0 };
			equation_print_left(cell, &cell->forward.equation[i], &style, &left);
			good = !cell->forward.equation[i].made && !strncmp(text, text_get(&left), left.length) &&
			       text[left.length] == ' ';
			if (good)
				text_add_bytes(&lines[i], text, length);
		}
		text += length + (text[length] == '\n');
	}
	struct cell *const again = finish_forward(cell, lines, good);
	return again;
}
