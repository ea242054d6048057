// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/lit.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "view/glyph.h"

// Any time is any step's: the time before them is lit by its own name alone.
static bool is_same(int wanted, int is)
{
	return wanted == is || (wanted == LIT_ANY && is != LIT_INITIAL);
}

static bool has(const struct lit *lit, struct lit_name name)
{
	for (int i = 0; lit && i < lit->count; i++) {
		const struct lit_name *each = &lit->name[i];
		if (each->kind == name.kind && each->quantity == name.quantity &&
		    is_same(each->t, name.t) && is_same(each->k, name.k))
			return true;
	}
	return false;
}

bool lit_has_value(const struct lit *lit, int quantity, int time)
{
	return has(lit, (struct lit_name){ LIT_VALUE, quantity, time, LIT_ANY });
}

bool lit_has_delta(const struct lit *lit, int t, int k)
{
	return has(lit, (struct lit_name){ LIT_DELTA, -1, t, k });
}

bool lit_has_gradient(const struct lit *lit, int quantity, int k)
{
	for (int i = 0; lit && i < lit->count; i++)
		if (lit->name[i].kind == LIT_GRADIENT && lit->name[i].quantity == quantity &&
		    is_same(lit->name[i].k, k))
			return true;
	return false;
}

// ---- painting

struct painting {
	struct grid *grid;
	struct area area;
};

static const struct cell_of_grid *cell_at(const struct painting *painting, int row, int col)
{
	static const struct cell_of_grid none = { .columns = 1 };
	const struct grid *grid = painting->grid;
	if (col < 0 || col >= painting->area.cols)
		return &none;
	row += painting->area.row;
	col += painting->area.col;
	return row >= 0 && row < grid->rows && col >= 0 && col < grid->cols
	               ? grid_at(grid, row, col)
	               : &none;
}

// Whether a letter may be a part of a longer name.
static bool is_of_name(const struct cell_of_grid *cell)
{
	unsigned char const first = (unsigned char)cell->letter[0];
	if (first < 0x80)
		return isalnum(first) || first == '_';
	static const char *const others[] = { "δ", "ŷ", "∂", "₀", "₁", "₂", "₃", "₄",
		                              "₅", "₆", "₇", "₈", "₉", "₋", "₊", "ₖ",
		                              "ₜ" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!strcmp(cell->letter, others[i]))
			return true;
	return false;
}

// Whether a name stands at (row, col), written so and no longer; `element`: one of its elements may.
static bool stands(const struct painting *painting, int row, int col, const char *name, bool element)
{
	int const before = col - 1;
	for (size_t letter; *name; name += letter, col++) {
		letter = utf8_letter(name, strlen(name));
		const struct cell_of_grid *cell = cell_at(painting, row, col);
		if (strlen(cell->letter) != letter || memcmp(cell->letter, name, letter))
			return false;
	}
	const struct cell_of_grid *next = cell_at(painting, row, col);
	return !is_of_name(cell_at(painting, row, before)) && !is_of_name(next) && (element || strcmp(next->letter, "["));
}

static void paint(const struct painting *painting, const char *name, bool element)
{
	int const wide = utf8_columns(name, strlen(name));
	for (int row = 0; row < painting->area.rows; row++)
		for (int col = 0; col + wide <= painting->area.cols; col++) {
			if (!stands(painting, row, col, name, element))
				continue;
			struct area const at = { painting->area.row + row, painting->area.col + col, 1,
				                 wide };
			if (cell_at(painting, row, col)->role != ROLE_HERE)
				grid_paint(painting->grid, at, ROLE_LIT);
		}
}

// A name with its time in each way in which it may be written: s[2], s₂, s2, s[k-1], sₖ₋₁.
static void paint_at(const struct painting *painting, const char *name, int time, int here,
                     const char *letter)
{
	LOCAL(text) text = { 0 };
	text_addf(&text, "%s[%d]", name, time);
	paint(painting, text_get(&text), true);
	for (int ascii = 0; ascii < 2; ascii++) {
		text_clear(&text);
		text_add(&text, name);
		glyph_add_subscript(&text, time, ascii);
		paint(painting, text_get(&text), false);
	}
	if (letter && time - here >= -1 && time - here <= 1) {
		int const off = time - here + 1;
		static const char *const steps[][2] = { { "-1", "₋₁" }, { "", "" }, { "+1", "₊₁" } };
		text_clear(&text);
		text_addf(&text, "%s[%s%s]", name, letter, steps[off][0]);
		paint(painting, text_get(&text), true);
		text_clear(&text);
		text_addf(&text, "%s%s%s", name, *letter == 'k' ? "ₖ" : "ₜ", steps[off][1]);
		paint(painting, text_get(&text), false);
	}
}

// A name with all its times, or with this one.
static void paint_name(const struct painting *painting, const char *name, int time, int T,
                       struct place place)
{
	bool const backward = place.phase == PHASE_BACKWARD;
	const char *letter = backward ? "k" : place.phase == PHASE_FORWARD ? "t" : NULL;
	int const first = time == LIT_ANY ? 0 : time == LIT_INITIAL ? -1 : time;
	int const last = time == LIT_ANY ? T - 1 : first;
	for (int i = first; i <= last; i++)
		paint_at(painting, name, i, backward ? place.k : place.t, letter);
}

static void paint_delta(const struct painting *painting, const struct lit_name *name)
{
	static const char *const spelt[] = { "delta", "δ" };
	if (name->t < 0 || name->k < 0)
		return;
	for (int i = 0; i < 2; i++) {
		LOCAL(text) text = { 0 };
		text_addf(&text, "%s[%d,%d]", spelt[i], name->t, name->k);
		paint(painting, text_get(&text), true);
	}
}

static void paint_one(const struct painting *painting, const struct walk *walk, struct place place,
                      const struct lit_name *name)
{
	if (name->kind == LIT_DELTA) {
		paint_delta(painting, name);
		return;
	}
	const struct quantity *quantity = &walk->network->cell->quantity[name->quantity];
	bool const gradient = name->kind == LIT_GRADIENT;
	int const time = gradient ? name->k : name->t;
	static const char *const prefix[] = { "d", "∂" };
	for (int i = 0; i < (gradient ? 2 : 1); i++) {
		LOCAL(text) text = { 0 };
		text_addf(&text, "%s%s", gradient ? prefix[i] : "", quantity->name);
		if (quantity->kind == QUANTITY_PARAMETER)
			paint(painting, text_get(&text), true);
		else
			paint_name(painting, text_get(&text), time, walk->itinerary.T, place);
	}
	if (!gradient && !strcmp(quantity->name, "yhat"))
		paint_name(painting, "ŷ", time, walk->itinerary.T, place);
}

void lit_paint(const struct lit *lit, const struct walk *walk, struct place place, struct grid *grid,
               struct area area)
{
	struct painting const painting = { grid, area };
	for (int i = 0; lit && walk && i < lit->count; i++)
		paint_one(&painting, walk, place, &lit->name[i]);
}

// ---- places

// The equation of iteration (t, k) that writes a gradient at step `step` (-1: a parameter's sum); -1.
static int find_writer(const struct walk *walk, int quantity, int t, int k, int step)
{
	const struct program *program = backward_program(walk->network);
	int found = -1;
	for (int i = 0; i < program->count; i++) {
		const struct equation *each = &program->equation[i];
		int const written = each->time == TIME_NONE ? -1
		                    : each->time == TIME_T  ? t
		                                            : k + each->offset;
		if (each->gradient && each->quantity == quantity && written == step &&
		    place_runs(&walk->itinerary, (struct place){ PHASE_BACKWARD, t, k, i }, i))
			found = i;
	}
	return found;
}

static bool find_gradient(const struct lit_name *name, const struct walk *walk, struct place near,
                          struct place *place)
{
	bool const sum =
		walk->network->cell->quantity[name->quantity].kind == QUANTITY_PARAMETER;
	bool const backward = near.phase == PHASE_BACKWARD;
	int const t = name->t >= 0 ? name->t : backward ? near.t : place_last_loss(&walk->itinerary);
	int const k = name->k >= 0 ? name->k : backward && near.t == t ? near.k : t;
	// What is carried to a step is written in the iteration before.
	for (int from = sum ? k : k + 1; from >= k; from--) {
		struct place at;
		int const writer = from > t ? -1 : find_writer(walk, name->quantity, t, from, sum ? -1 : k);
		if (writer >= 0 && place_backward(&walk->itinerary, t, from, &at)) {
			at.equation = writer;
			*place = at;
			return true;
		}
	}
	return false;
}

bool lit_find_place(const struct lit_name *name, const struct walk *walk, struct place near,
                    struct place *place)
{
	if (name->kind == LIT_GRADIENT)
		return find_gradient(name, walk, near, place);
	if (name->kind == LIT_DELTA) {
		int const t = name->t, k = name->k;
		if (t < 0 || k < 0 || !place_backward(&walk->itinerary, t, k, place))
			return false;
		place->equation = walk_delta_equation(walk, t, k);
		return place->equation >= 0;
	}
	const struct quantity *quantity = &walk->network->cell->quantity[name->quantity];
	int const t = name->t >= 0 ? name->t : near.phase == PHASE_FORWARD ? near.t : 0;
	if (quantity->kind != QUANTITY_COMPUTED || !place_forward(&walk->itinerary, t, place))
		return false;
	place->equation = quantity->equation;
	return true;
}
