// SPDX-License-Identifier: GPL-3.0-or-later
// The vectors and matrices in play at the equation just evaluated: what it wrote, then what it read.
#include "base/message.h"
#include "view/all.h"
#include "view/glyph.h"

enum { IN_PLAY_MOST = 24 };

// The names that the equation reads, each once.
struct in_play {
	const struct tree *name[IN_PLAY_MOST];
	int count;
};

static void gather(void *context, struct tree *tree)
{
	struct in_play *names = context;
	if (tree->kind != TREE_NAME || tree->quantity < 0 || names->count == IN_PLAY_MOST)
		return;
	for (int i = 0; i < names->count; i++)
		if (tree_equal(names->name[i], tree))
			return;
	names->name[names->count++] = tree;
}

void view_values_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	text_add(title, _("values"));
}

// The word that a one-hot input stands for; NULL: it is none.
static const char *word_of(struct study *study, const struct tree *name, struct array value)
{
	const struct cell *cell = study_cell(study);
	if (cell->quantity[name->quantity].kind != QUANTITY_INPUT || name->gradient)
		return NULL;
	for (int i = 0; i < value.rows; i++)
		if (value.at[i] > 0)
			return study_word(study, i);
	return NULL;
}

static struct pair value_pair(struct study *study, const char *name, const char *word,
                              struct array value, enum role role, const struct typeset_style *style)
{
	struct text caption = { 0 };
	text_add(&caption, name);
	if (word)
		text_addf(&caption, " \"%s\"", word);
	else if (array_size(value) > 1)
		text_addf(&caption, " %d%s%d", value.rows, glyph(GLYPH_TIMES, study->scene->ascii),
		          value.cols);
	struct pair const pair =
		pair_beside(pair_value(text_get(&caption), ROLE_MATH, value, role, style),
	                    pair_text("  ", ROLE_TEXT));
	text_free(&caption);
	return pair;
}

static struct box all_values(struct study *study, int most, int cols)
{
	const struct scene *scene = study->scene;
	struct typeset_style const style = study_style(study, most, most);
	struct in_play names = { .count = 0 };
	struct pair pieces[IN_PLAY_MOST + 1];
	struct text name = { 0 };
	tree_visit(study_equation(study)->right, gather, &names);
	study_left(study, true, &name);
	pieces[0] = value_pair(study, text_get(&name), NULL, walk_result(scene->walk, scene->place),
	                       ROLE_NEW, &style);
	for (int i = 0; i < names.count; i++) {
		struct array const value = walk_bound(scene->walk, scene->place, names.name[i]);
		text_clear(&name);
		print_tree(names.name[i], &style.names, &name);
		pieces[i + 1] =
			value_pair(study, text_get(&name), word_of(study, names.name[i], value),
		                   value, ROLE_TEXT, &style);
	}
	text_free(&name);
	return typeset_flow(pieces, names.count + 1, 0, cols);
}

void view_values_fill(struct study *study, struct sheet *sheet)
{
	if (!study_equation(study)) {
		sheet_prose(sheet, ROLE_DIM, _("Nothing is computed yet."));
		return;
	}
	struct box box = { 0 };
	for (int most = 12; most >= 3; most--) {
		box_free(&box);
		box = all_values(study, most, sheet->paper.cols);
		if (box.grid.rows <= sheet->rows_most && box.grid.cols <= sheet->paper.cols)
			break;
	}
	sheet_box(sheet, 0, box);
}
