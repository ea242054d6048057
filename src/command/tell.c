// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/tell.h"

#include "array/number.h"
#include "base/message.h"
#include "net/network.h"
#include "repl/value.h"
#include "trace/walk.h"
#include "view/explain.h"
#include "view/glyph.h"
#include "view/study.h"

static void add_line(struct text *out, const char *line)
{
	if (!line[0])
		return;
	if (out->length)
		text_add_char(out, '\n');
	text_add(out, line);
}

static void add_indented(struct text *out, struct text *line)
{
	if (line->length) {
		add_line(out, "  ");
		text_add(out, text_get(line));
	}
	text_clear(line);
}

static void describe(const struct scene *scene, struct text *out)
{
	LOCAL(text) place = { 0 };
	walk_describe(scene->walk, scene->place, &place);
	add_line(out, text_get(&place));
}

void tell_equation(const struct scene *scene, int columns, struct text *out)
{
	LOCAL(text) equation = { 0 };
	describe(scene, out);
	if (scene->place.phase != PHASE_START)
		view_explain(scene, columns, &equation);
	while (equation.length && equation.at[equation.length - 1] == '\n')
		equation.at[--equation.length] = '\0';
	add_line(out, text_get(&equation));
}

// ---- the names of an equation, one line each

struct name_lines {
	const struct study *study;
	const struct tree *told[32];
	int count;
	int columns;
	struct text *out;
};

static void tell_name(void *context, struct tree *tree)
{
	struct name_lines *lines = context;
	const struct scene *scene = lines->study->scene;
	if (tree->kind != TREE_NAME || tree->quantity < 0)
		return;
	for (int i = 0; i < lines->count; i++)
		if (tree_equal(lines->told[i], tree))
			return;
	if (lines->count == (int)(sizeof lines->told / sizeof *lines->told))
		return;
	lines->told[lines->count++] = tree;
	struct print_style const style = study_names(lines->study, true);
	struct array const value = walk_bound(scene->walk, scene->place, tree);
	LOCAL(text) line = { 0 };
	print_tree(tree, &style, &line);
	text_addf(&line, _(": %d×%d, norm "), value.rows, value.cols);
	number_write(array_norm(value), scene->precision, &line);
	if (value.cols == 1 && value.rows > 1) {
		text_add(&line, ", ");
		value_write_list(value, scene->precision, lines->columns - (int)line.length - 2,
		                 &line);
	}
	add_indented(lines->out, &line);
}

void tell_explanation(const struct scene *scene, int columns, struct text *out)
{
	tell_equation(scene, columns, out);
	LOCAL(study) study = study_of(scene);
	const struct equation *equation = study_equation(&study);
	if (equation) {
		struct name_lines lines = { .study = &study, .columns = columns, .out = out };
		add_line(out, _("where"));
		tree_visit(equation->right, tell_name, &lines);
	}
}

// ---- a time step

static void tell_time_step(const struct scene *scene, int columns, struct text *out)
{
	const struct walk *walk = scene->walk;
	const struct cell *cell = walk->network->cell;
	for (int i = 0; i <= scene->place.equation; i++) {
		const struct equation *each = &cell->forward.equation[i];
		struct print_style const style = walk_style(walk, scene->place, !scene->ascii);
		LOCAL(text) line = { 0 };
		if (each->made)
			continue;
		equation_print_left(cell, each, &style, &line);
		text_add(&line, " = ");
		value_write_list(pass_value(walk->pass, each->quantity, scene->place.t),
		                 scene->precision, columns - (int)line.length - 4, &line);
		add_indented(out, &line);
	}
}

// ---- an iteration

// The view says it all: the equations, delta and partial gradients beside numeric ones, the sums.
static void tell_backward_iteration(const struct scene *scene, int columns, struct text *out)
{
	LOCAL(text) lines = { 0 };
	view_write(view_find("iteration"), scene, columns, &lines);
	while (lines.length && lines.at[lines.length - 1] == '\n')
		lines.at[--lines.length] = '\0';
	add_line(out, text_get(&lines));
}

void tell_iteration(const struct scene *scene, int columns, struct text *out)
{
	if (scene->place.phase == PHASE_BACKWARD) {
		tell_backward_iteration(scene, columns, out);
		return;
	}
	describe(scene, out);
	if (scene->place.phase == PHASE_FORWARD)
		tell_time_step(scene, columns, out);
}

// ---- a pass

static void tell_total(const struct scene *scene, struct text *out)
{
	LOCAL(text) line = { 0 };
	text_add(&line, "E = ");
	number_write(scene->walk->pass->total, scene->precision, &line);
	text_addf(&line,
	          ngettext(", the loss of the one step", ", the sum of the losses of all %d steps",
	                   (unsigned long)scene->walk->pass->T),
	          scene->walk->pass->T);
	add_line(out, text_get(&line));
}

// What one loss, or all of them, give for each parameter.
static void tell_loss(const struct scene *scene, int t, struct text *out)
{
	const struct network *network = scene->walk->network;
	const char *d = scene->ascii ? "d" : "∂", *bars = glyph(GLYPH_NORM, scene->ascii);
	for (int i = 0; i < network->cell->quantities; i++) {
		const struct quantity *each = &network->cell->quantity[i];
		LOCAL(arena) arena = { 0 };
		LOCAL(text) line = { 0 };
		if (each->kind != QUANTITY_PARAMETER)
			continue;
		if (t < 0)
			text_addf(&line, "%s%sE/%s%s%s = ", bars, d, d, each->name, bars);
		else
			text_addf(&line, "%s%s%s[%d]/%s%s%s = ", bars, d,
			          network->cell->quantity[network->cell->loss].name, t, d,
			          each->name, bars);
		number_write(
			array_norm(backward_parameter(scene->walk->pass, t, i, -1, &arena)),
			scene->precision, &line);
		add_indented(out, &line);
	}
}

void tell_pass(const struct scene *scene, int columns, struct text *out)
{
	struct place const end = place_end(&scene->walk->itinerary);
	LOCAL(text) line = { 0 };
	tell_iteration(scene, columns, out);
	if (scene->place.phase == PHASE_FORWARD) {
		tell_total(scene, out);
	} else if (scene->place.phase == PHASE_BACKWARD) {
		if (!scene->walk->itinerary.single) {
			text_addf(&line, _("loss %d is complete: the sum over its iterations"),
			          scene->place.t);
			add_line(out, text_get(&line));
			tell_loss(scene, scene->place.t, out);
		}
		if (place_equal(scene->place, end)) {
			add_line(out, _("the walk is complete: the sum over all losses"));
			tell_loss(scene, -1, out);
			tell_total(scene, out);
		}
	}
}
