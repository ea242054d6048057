// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/layout.h"

#include <string.h>

#include "base/message.h"
#include "view/all.h"

enum {
	COLS_BESIDE = 72, // from here on the side stands beside the equation
	COLS_COLUMN = 96, // from here on it may be a column of its own,
	COLS_WIDE = 120,  // and from here on it is unless somebody chose otherwise;
	COLS_TWO = 168,   // from here on it is two
	SIDE_NARROW = 24,
	SIDE_LEAST = 36,
	SIDE_MOST = 60,
	SIDE_ROWS_LEAST = 4,
	PANES_FOR_TWO = 5,
	ROWS_MOST = 1000, // more than any pane has, but not all that might be asked for at any cost
	ROWS_TITLED = 26  // with less the lesson's title stands in its pane's border
};

const struct form forms[] = {
	{ .name = "small",
	  .summary = N_("one column, the grid and the sums beside the equation: 80x24"),
	  .main = "network equation lesson log",
	  .side = "grid sums" },
	{ .name = "desk",
	  .summary = N_("columns at the right for grid, sums, plots, values; 120 and wider"),
	  .main = "network equation lesson log",
	  .side = "grid sums training program values curve vanish",
	  .more = "saturation map",
	  .column = true },
	{ .name = "projector",
	  .summary = N_("for a class: network, one large number, equation; nothing dim"),
	  .main = "network headline equation lesson log",
	  .side = "",
	  .large = true },
	{ .name = "reading",
	  .summary = N_("the lesson's page whole, then the network and the equation"),
	  .main = "lesson network equation log",
	  .side = "grid",
	  .column = true,
	  .ordered = true },
	{ .name = "gradient",
	  .summary = N_("how the gradient fades: by distance, curve, network, grid"),
	  .main = "network vanish equation lesson log",
	  .side = "grid curve sums",
	  .more = "saturation map",
	  .column = true,
	  .ordered = true },
	{ .name = NULL },
};

const struct form *form_find(const char *name)
{
	for (const struct form *form = forms; form->name; form++)
		if (!strcmp(form->name, name))
			return form;
	return NULL;
}

// What is chosen where nobody chose.
static const struct form *form_for_size(int rows, int cols)
{
	return form_find(cols >= COLS_WIDE && rows >= ROWS_TITLED - 4 ? "desk" : "small");
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

// ---- which panes

// Panes on top of each other, from the top, with a line above each.
struct stack {
	struct area area; // its inside: the first pane's line is above it
	int pane[PANES_MOST], needs[PANES_MOST], rows[PANES_MOST]; // rows 0: left out
	int count;
	int left;
};

static bool is_first_word(const char *list, const char *name)
{
	size_t const length = strlen(name);
	return !strncmp(list, name, length) && (!list[length] || list[length] == ' ');
}

static bool names_pane(const char *list, const char *name)
{
	for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (is_first_word(at, name))
			return true;
	return false;
}

bool form_presents(const struct form *form)
{
	return form && form->large;
}

bool form_has(const struct form *form, int pane)
{
	if (!form)
		return form_has(form_find("desk"), pane);
	return names_pane(form->main, pane_name(pane)) || names_pane(form->side, pane_name(pane));
}

// What the side of a form has when it has this many columns.
static bool is_at_side(const struct form *form, int pane, int sides)
{
	return names_pane(form->side, pane_name(pane)) ||
	       (sides == 2 && form->more && names_pane(form->more, pane_name(pane)));
}

static enum pane_place place_of(const struct form *form, const struct arrangement *arrangement,
                                int pane, int sides)
{
	if (arrangement->place[pane] != PLACE_USUAL)
		return arrangement->place[pane];
	return names_pane(form->main, pane_name(pane)) ? PLACE_MAIN
	       : is_at_side(form, pane, sides)         ? PLACE_SIDE
	                                               : PLACE_HIDDEN;
}

// How many rows a pane can use; 0: it has nothing to show now.
static int rows_needed(struct study *study, const struct screen_parts *parts, int pane,
                       struct area area)
{
	const struct view *view = &views[pane];
	if (!view->fill)
		return parts->draw ? larger(parts->draw(parts->context, view, NULL, area, 0), 0)
		                   : 0;
	if (view->backward && study->scene->place.phase != PHASE_BACKWARD)
		return 0;
	if (view->trained && !study->scene->history)
		return 0;
	if (!study->scene->walk && strcmp(view->name, "equation"))
		return 0; // it says why nothing runs: once is enough
	if (view->elastic)
		return view->rows_good;
	if (view->rows)
		return view->rows(study);
	int const rows = view_sheet(view, study, area.cols - 2, ROWS_MOST)->rows;
	return view->rows_good ? smaller(rows, view->rows_good) : rows;
}

static struct stack gather(struct study *study, const struct screen_parts *parts,
                           const struct form *form, enum pane_place place, int sides,
                           struct area area)
{
	const struct arrangement *arrangement = parts->arrangement;
	struct stack stack = { .area = area, .left = area.rows + 1 };
	for (int i = 0; i < pane_count(); i++) {
		int const pane = arrangement->order[i];
		if (place_of(form, arrangement, pane, sides) != place)
			continue;
		int const needs = rows_needed(study, parts, pane, area);
		if (needs <= 0)
			continue;
		stack.pane[stack.count] = pane;
		stack.needs[stack.count++] = needs;
	}
	return stack;
}

// ---- how many rows each has

// Gives a pane up to `wanted` rows of what is left, and its line above when it is new; nothing when
// fewer than `least` remain for it.
static void give(struct stack *stack, int i, int least, int wanted)
{
	int const line = stack->rows[i] ? 0 : 1;
	int const more =
		smaller(smaller(wanted, stack->needs[i]) - stack->rows[i], stack->left - line);
	if (more <= 0 || stack->rows[i] + more < smaller(least, stack->needs[i]))
		return;
	stack->rows[i] += more;
	stack->left -= more + line;
}

// The main column's rows are divided step by step, the most useful first, so that each pane is usable
// before the next one is comfortable.  `most` below 1: all that it needs, or this many less.
enum lesson { ALWAYS, WITH_LESSON, WITHOUT_LESSON };
static const struct offer {
	const char *pane;
	int least, most;
	enum lesson when;
} offers[] = {
	{ "headline", 3, 3, ALWAYS },         { "equation", 1, 4, ALWAYS },
	{ "lesson", 1, 4, ALWAYS },           { "equation", 0, 6, ALWAYS },
	{ "equation", 0, 7, WITHOUT_LESSON }, { "log", 1, 1, WITHOUT_LESSON },
	{ "network", 3, -2, ALWAYS },         { "lesson", 0, 8, ALWAYS },
	{ "log", 0, 3, WITHOUT_LESSON },      { "equation", 0, 9, ALWAYS },
	{ "network", 0, -1, ALWAYS },         { "log", 1, 3, ALWAYS },
	{ "network", 0, 0, ALWAYS },          { "log", 0, 6, WITHOUT_LESSON },
	{ "lesson", 0, 14, ALWAYS },          { "equation", 0, 12, ALWAYS },
	{ "lesson", 0, 0, ALWAYS },           { "equation", 0, 0, ALWAYS },
};

static int find_in(const struct stack *stack, const char *name)
{
	for (int i = 0; i < stack->count; i++)
		if (!strcmp(pane_name(stack->pane[i]), name))
			return i;
	return -1;
}

// What is left goes to the log, which may always have more to say, else to the lowest pane.
static void give_rest(struct stack *stack)
{
	int at = find_in(stack, "log");
	for (int i = stack->count - 1; i >= 0 && (at < 0 || !stack->rows[at]); i--)
		at = i;
	if (at < 0 || !stack->rows[at])
		return;
	stack->rows[at] += stack->left;
	stack->left = 0;
}

// Rows for a pane: at first those without which it is of no use.
static void give_pass(struct stack *stack, int i, int pass)
{
	int const least = larger(views[stack->pane[i]].rows_least, 1);
	give(stack, i, least, pass ? stack->needs[i] : least);
}

// Each pane of a column is there first, then comfortable; one that somebody put there comes before those
// that the layout names, and these come in the layout's order.
static void share_in_order(struct stack *stack, const char *names)
{
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < stack->count; i++)
			if (!names_pane(names, pane_name(stack->pane[i])))
				give_pass(stack, i, pass);
		for (const char *at = names; *at; at += strcspn(at, " "), at += strspn(at, " "))
			for (int i = 0; i < stack->count; i++)
				if (is_first_word(at, pane_name(stack->pane[i])))
					give_pass(stack, i, pass);
	}
}

// What was just said is seen: the log grows over the picture for a moment, up to half of it.
static int grow_log(struct stack *stack, int said)
{
	int const log = find_in(stack, "log"), most = stack->area.rows / 2;
	if (log >= 0 && said > 0)
		give(stack, log, 1, smaller(said, most));
	return log >= 0 ? most : 0;
}

static void share_main(struct stack *stack, const struct form *form)
{
	bool const lesson = find_in(stack, "lesson") >= 0;
	for (size_t i = 0; !form->ordered && i < sizeof offers / sizeof *offers; i++) {
		const struct offer *offer = &offers[i];
		int const at = find_in(stack, offer->pane);
		if (at < 0 || (offer->when != ALWAYS && (offer->when == WITH_LESSON) != lesson))
			continue;
		give(stack, at, offer->least,
		     offer->most > 0 ? offer->most : larger(stack->needs[at] + offer->most, 3));
	}
	share_in_order(stack, form->main);
}

// ---- where they are

static int place_stack(struct layout *layout, const struct stack *stack)
{
	int row = stack->area.row;
	for (int i = 0; i < stack->count; i++) {
		if (!stack->rows[i])
			continue;
		layout->pane[layout->count++] =
			(struct pane){ stack->pane[i],
			               { row, stack->area.col, stack->rows[i], stack->area.cols } };
		row += stack->rows[i] + 1;
	}
	return row;
}

// What is left goes to the lowest pane of a side.
static void place_shared(struct layout *layout, struct stack *stack)
{
	share_in_order(stack, layout->form->side);
	for (int i = stack->count - 1; i >= 0; i--)
		if (stack->rows[i]) {
			stack->rows[i] += stack->left;
			break;
		}
	place_stack(layout, stack);
}

static void place_side(struct layout *layout, struct study *study, const struct screen_parts *parts,
                       struct area area)
{
	struct stack side = gather(study, parts, layout->form, PLACE_SIDE, 1, area);
	place_shared(layout, &side);
}

// Two columns: the first one takes about half, as long as all of it is comfortable.
static void place_two_sides(struct layout *layout, struct study *study,
                            const struct screen_parts *parts, struct area first, struct area second)
{
	struct stack side = gather(study, parts, layout->form, PLACE_SIDE, 2, first);
	struct stack rest = { .area = second, .left = side.left };
	int used = 0, all = 0, kept = 0;
	for (int i = 0; i < side.count; i++)
		all += side.needs[i] + 1;
	while (kept < side.count - 1 && used + side.needs[kept] + 1 <= side.left &&
	       2 * used + side.needs[kept] + 1 <= all)
		used += side.needs[kept++] + 1;
	for (int i = kept; i < side.count; i++) {
		rest.pane[rest.count] = side.pane[i];
		rest.needs[rest.count++] = side.needs[i];
	}
	side.count = kept;
	place_shared(layout, &side);
	place_shared(layout, &rest);
}

// The equation's pane gives up columns at its right.
static void place_beside(struct layout *layout, struct study *study,
                         const struct screen_parts *parts)
{
	for (int i = 0; i < layout->count; i++) {
		struct area *inside = &layout->pane[i].inside;
		if (strcmp(pane_name(layout->pane[i].pane), "equation") ||
		    inside->rows < SIDE_ROWS_LEAST)
			continue;
		struct area const side = { inside->row, inside->col + inside->cols - SIDE_NARROW,
			                   inside->rows, SIDE_NARROW };
		int const before = layout->count;
		place_side(layout, study, parts, side);
		if (layout->count > before)
			inside->cols -= SIDE_NARROW + 1;
		return;
	}
}

static int side_wide(int cols, int sides)
{
	return larger(SIDE_LEAST, smaller(cols / (sides == 2 ? 4 : 3), SIDE_MOST));
}

// How many columns the side has here, and how wide each is.
static int count_sides(struct study *study, const struct screen_parts *parts,
                       const struct form *form, int cols, int *wide)
{
	if (!form->column || cols < COLS_COLUMN)
		return 0;
	// What is measured at the width that it will likely have need not be measured again.
	struct area const probe = { 0, 0, 0, side_wide(cols, cols < COLS_TWO ? 1 : 2) };
	int const panes =
		study->scene->walk ? gather(study, parts, form, PLACE_SIDE, 2, probe).count : 0;
	int const sides = !panes                                     ? 0
	                  : cols < COLS_TWO || panes < PANES_FOR_TWO ? 1
	                                                             : 2;
	*wide = side_wide(cols, sides);
	return sides;
}

static void place_all(struct layout *layout, struct study *study, const struct screen_parts *parts,
                      struct area all)
{
	int wide = 0;
	int const sides = count_sides(study, parts, layout->form, all.cols + 2, &wide);
	struct area main = all;
	main.cols -= sides * (wide + 1);
	struct stack stack = gather(study, parts, layout->form, PLACE_MAIN, 0, main);
	layout->said_most = grow_log(&stack, parts->said);
	share_main(&stack, layout->form);
	give_rest(&stack);
	place_stack(layout, &stack);
	struct area side = { all.row, all.col + main.cols + 1, all.rows, wide };
	struct area second = side;
	second.col += wide + 1;
	if (sides == 2)
		place_two_sides(layout, study, parts, side, second);
	else if (sides == 1)
		place_side(layout, study, parts, side);
	else if (all.cols + 2 >= COLS_BESIDE && study->scene->walk)
		place_beside(layout, study, parts);
}

struct layout layout_make(struct study *study, const struct screen_parts *parts,
                          const struct grid *grid)
{
	const struct arrangement *arrangement = parts->arrangement;
	struct layout layout = { .form = arrangement->form };
	if (!layout.form)
		layout.form = form_for_size(grid->rows, grid->cols);
	layout.top = grid->rows >= ROWS_TITLED ? 1 : 0;
	// Inside of the frame; a line stands above each pane, one at the very left and right.
	struct area const all = { layout.top + 1, 1, grid->rows - 2 - layout.top, grid->cols - 2 };
	int const zoomed = arrangement->zoomed;
	if (zoomed != PANE_NONE && rows_needed(study, parts, zoomed, all) > 0)
		layout.pane[layout.count++] = (struct pane){ zoomed, all };
	else
		place_all(&layout, study, parts, all);
	return layout;
}
