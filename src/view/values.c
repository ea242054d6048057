// SPDX-License-Identifier: GPL-3.0-or-later
// The vectors and matrices in play at the equation just evaluated, what it wrote and what it read:
// vectors as columns side by side, or lying where they are too long; matrices as heat maps, with
// numbers where these fit.
#include <limits.h>
#include <math.h>

#include "array/number.h"
#include "base/message.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/heat.h"

enum { IN_PLAY_MOST = 24, MOST = 12, LEAST = 3, MATRIX_ROWS = 5, HEAT_LEAST = 3 };

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

// The word that a one-hot input stands for; NULL if it is not one.
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

// Everything in play, the result first.
struct play {
	struct study *study;
	struct item {
		const char *name, *word; // word: NULL, or what a one-hot vector stands for
		struct array value;
		bool is_new;
	} item[IN_PLAY_MOST + 1];
	int count;
	int most; // rows of a standing vector
};

enum kind { KIND_COLUMN, KIND_STRIP, KIND_MATRIX };

static enum kind kind_of(const struct play *play, const struct item *item)
{
	bool const is_matrix = item->value.rows > 1 && item->value.cols > 1;
	return is_matrix                                      ? KIND_MATRIX
	       : item->value.rows > play->most && !item->word ? KIND_STRIP
	                                                      : KIND_COLUMN;
}

static int count_kind(const struct play *play, enum kind kind)
{
	int count = 0;
	for (int i = 0; i < play->count; i++)
		count += kind_of(play, &play->item[i]) == kind;
	return count;
}

static void add_item(struct play *play, const struct text *name, const char *word,
                     struct array value)
{
	play->item[play->count] =
		(struct item){ arena_copy_bytes(&play->study->arena, text_get(name), name->length),
		               word, value, play->count == 0 };
	play->count++;
}

static struct play gather_play(struct study *study)
{
	const struct scene *scene = study->scene;
	struct play play = { .study = study };
	struct in_play names = { .count = 0 };
	struct print_style const style = study_names(study, true);
	LOCAL(text) name = { 0 };
	tree_visit(study_equation(study)->right, gather, &names);
	study_left(study, true, &name);
	add_item(&play, &name, NULL, walk_result(scene->walk, scene->place));
	for (int i = 0; i < names.count; i++) {
		struct array const value = walk_bound(scene->walk, scene->place, names.name[i]);
		text_clear(&name);
		print_tree(names.name[i], &style, &name);
		add_item(&play, &name, word_of(study, names.name[i], value), value);
	}
	return play;
}

static void write_caption(const struct play *play, const struct item *item, struct text *out)
{
	text_add(out, item->name);
	if (item->word)
		text_addf(out, " \"%s\"", item->word);
	else if (array_size(item->value) > 1)
		text_addf(out, " %d%s%d", item->value.rows,
		          glyph(GLYPH_TIMES, play->study->scene->ascii), item->value.cols);
}

static struct pair column(const struct play *play, const struct item *item,
                          const struct typeset_style *style)
{
	LOCAL(text) caption = { 0 };
	write_caption(play, item, &caption);
	struct pair const value = item->value.rows > play->most
	                                  ? pair_value(text_get(&caption), ROLE_MATH,
	                                               (struct array){ 0 }, ROLE_DIM, style)
	                                  : pair_value(text_get(&caption), ROLE_MATH, item->value,
	                                               item->is_new ? ROLE_NEW : ROLE_TEXT, style);
	return pair_beside(value, pair_text("  ", ROLE_TEXT));
}

static void fill_columns(const struct play *play, struct sheet *sheet)
{
	struct typeset_style const style = study_style(play->study, play->most, play->most);
	struct pair pieces[IN_PLAY_MOST + 1];
	int count = 0;
	for (int i = 0; i < play->count; i++)
		if (kind_of(play, &play->item[i]) == KIND_COLUMN)
			pieces[count++] = column(play, &play->item[i], &style);
	if (count)
		sheet_box(sheet, 0, typeset_flow(pieces, count, 0, sheet->paper.cols));
}

static double largest_of(struct array a)
{
	double largest = 0;
	for (size_t i = 0; i < array_size(a); i++)
		if (fabs(a.at[i]) > fabs(largest) || isnan(a.at[i]))
			largest = a.at[i];
	return largest;
}

// A caption with the largest element, then the picture in this many rows.
static void fill_heat(const struct play *play, struct sheet *sheet, const struct item *item,
                      struct array shown, int rows)
{
	const struct scene *scene = play->study->scene;
	struct heat heat = heat_of(shown, scene->precision, scene->ascii);
	LOCAL(text) caption = { 0 };
	int const most = sheet->rows_most;
	int tall, wide;
	heat.bare = true;
	sheet->rows_most = rows;
	heat_measure(&heat, sheet, &tall, &wide);
	write_caption(play, item, &caption);
	text_add(&caption, _(", largest "));
	number_write_in_formula(largest_of(shown), scene->precision < 4 ? scene->precision : 4, &caption);
	// Fewer rows would say nothing.
	bool const is_seen = rows > (shown.rows < HEAT_LEAST ? shown.rows : HEAT_LEAST);
	if (is_seen && tall * wide > 1)
		text_addf(&caption, _("; by %d%s%d"), tall, glyph(GLYPH_TIMES, scene->ascii), wide);
	sheet_line(sheet, 0, item->is_new ? ROLE_NEW : ROLE_MATH, text_get(&caption));
	if (is_seen)
		heat_draw(&heat, sheet);
	sheet->rows_most = most;
}

static void fill_heats(const struct play *play, struct sheet *sheet, enum kind kind)
{
	int left = count_kind(play, kind);
	for (int i = 0; i < play->count; i++) {
		const struct item *item = &play->item[i];
		if (kind_of(play, item) != kind)
			continue;
		int const room = sheet->rows_most - sheet->rows;
		int const rows = kind == KIND_STRIP ? 2 : room / left - 1;
		struct array shown = item->value;
		if (kind == KIND_STRIP)
			shown = (struct array){ 1, shown.rows, shown.at };
		fill_heat(play, sheet, item, shown, rows);
		left--;
	}
}

void view_values_fill(struct study *study, struct sheet *sheet)
{
	if (!study_equation(study)) {
		sheet_prose(sheet, ROLE_DIM, _("Nothing is computed yet."));
		return;
	}
	struct play play = gather_play(study);
	play.most = MOST;
	int const matrices = count_kind(&play, KIND_MATRIX);
	int const room =
		sheet->rows_most == INT_MAX ? MOST : sheet->rows_most - 1 - MATRIX_ROWS * matrices;
	play.most = room > MOST ? MOST : room < LEAST ? LEAST : room;
	fill_columns(&play, sheet);
	fill_heats(&play, sheet, KIND_STRIP);
	fill_heats(&play, sheet, KIND_MATRIX);
}
