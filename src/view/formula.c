// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: every name, number and operator here comes from the equation's tree and from the walk.
#include "view/formula.h"

#include <limits.h>

#include "base/message.h"
#include "base/utf8.h"
#include "typeset/tex.h"
#include "view/glyph.h"

enum { PIECES_MOST = 24, SIZE_LEAST = 3, DIGITS_FEW = 2 };

void formula_write(const struct study *study, bool numbered, struct text *out)
{
	const struct equation *equation = study_equation(study);
	struct print_style const style = study_names(study, numbered);
	study_left(study, numbered, out);
	text_add(out, equation->adds ? " += " : " = ");
	print_tree(equation->stated ? equation->stated : equation->right, &style, out);
}

bool formula_write_run(const struct study *study, struct text *out)
{
	const struct equation *equation = study_equation(study);
	bool const hidden = equation->amended && study_cell(study)->hides_amendments;
	if ((!equation->stated && !equation->amended) || hidden)
		return false;
	struct print_style const style = study_names(study, false);
	struct equation runs = equation->amended ? *equation->derived : *equation;
	when_print(equation->when, out);
	text_add(out, equation->amended ? _("yours; derived: ") : _("runs as  "));
	equation_print(study_cell(study), &runs, &style, out);
	return true;
}

// ---- the rule

static struct box prose(const char *text, int cols, enum role role)
{
	struct area area = { 0, 0, 0, cols > 0 ? cols : 1 };
	area.rows = grid_wrap(NULL, area, 0, role, text);
	struct box box = { .grid = grid_new(area.rows, area.cols) };
	grid_wrap(&box.grid, area, 0, role, text);
	return box;
}

struct box formula_rule_on_line(const struct study *study, int cols)
{
	LOCAL(text) line = { 0 };
	if (study->scene->math == MATH_TEX)
		formula_write_tex(study, &line);
	else
		formula_write(study, false, &line);
	struct box const box = prose(text_get(&line), cols, ROLE_STRONG);
	return box;
}

struct box formula_rule(const struct study *study, int cols)
{
	LOCAL(text) tex = { 0 };
	struct box box = { 0 };
	if (study->scene->math == MATH_UNICODE && !study->scene->ascii) {
		formula_write_tex(study, &tex);
		box = math_box(text_get(&tex), tex.length, false, cols, ROLE_STRONG);
		if (box.grid.cols <= cols)
			return box;
		box_free(&box);
	}
	return formula_rule_on_line(study, cols);
}

static void write_tex(const struct study *study, const struct tree *right,
                      const struct tex_style *style, struct text *out)
{
	tex_write_left(study_cell(study), study_equation(study), style, out);
	tex_write(right, style, out);
}

void formula_write_tex(const struct study *study, struct text *out)
{
	const struct equation *equation = study_equation(study);
	struct tex_style const style = { .names = study_names(study, false) };
	write_tex(study, equation->stated ? equation->stated : equation->right, &style, out);
}

bool formula_write_tex_run(const struct study *study, struct text *out)
{
	const struct equation *equation = study_equation(study);
	struct tex_style const style = { .names = study_names(study, false) };
	if (equation->stated)
		write_tex(study, equation->right, &style, out);
	return equation->stated != NULL;
}

void formula_write_tex_numbers(const struct study *study, struct text *out)
{
	enum { MOST = 12 };
	struct walk_place at = { study->scene->walk, study->scene->place };
	struct scope const scope = walk_scope(&at);
	struct typeset_style const numbers = study_style(study, MOST, MOST);
	struct tex_style const style = { study_names(study, true), &scope, &numbers };
	typeset_matrix_tex(walk_result(at.walk, at.place), &numbers, out);
	text_add(out, tex_sign(study_equation(study)));
	tex_write(study_equation(study)->right, &style, out);
}

// ---- the picture

// One way to show the equation.
struct typesetting {
	int lines, most, precision;
	bool before; // what a sum held before, too
	bool wraps;  // goes on in the next line where it is too wide
};

static struct pair left_side(const struct study *study, const struct typeset_style *style)
{
	const struct scene *scene = study->scene;
	LOCAL(text) name = { 0 };
	study_left(study, true, &name);
	enum role const role = study_equation(study)->gradient ? ROLE_GRADIENT : ROLE_MATH;
	struct pair const pair = pair_value(
		text_get(&name), role, walk_result(scene->walk, scene->place), ROLE_NEW, style);
	return pair;
}

static struct pair before_side(const struct study *study, const struct typeset_style *style)
{
	const struct scene *scene = study->scene;
	LOCAL(text) name = { 0 };
	LOCAL(text) left = { 0 };
	bool was_new;
	study_left(study, true, &left);
	text_addf(&name, _("%s before"), text_get(&left));
	struct array const before = walk_before(scene->walk, scene->place, &was_new);
	struct pair const pair = pair_value(text_get(&name), ROLE_DIM, before, ROLE_TEXT, style);
	return pair;
}

// The picture's pieces from left to right, the left side first.
struct pieces {
	struct pair piece[PIECES_MOST];
	int count;
};

static struct pieces take_pieces(const struct study *study, struct typesetting setting, bool deep,
                                 int rows)
{
	const struct equation *equation = study_equation(study);
	int const each = rows / setting.lines - 1;
	struct typeset_style style =
		study_style(study, each < setting.most ? each : setting.most, setting.most);
	style.precision = setting.precision;

	struct walk_place at = { study->scene->walk, study->scene->place };
	struct scope const scope = walk_scope(&at);
	struct pieces all = { .count = 0 };
	struct pair *piece = all.piece;
	piece[all.count++] = left_side(study, &style);
	if (setting.before)
		piece[all.count++] =
			pair_beside(pair_text(" = ", ROLE_MATH), before_side(study, &style));
	int const first = all.count;
	all.count += typeset_pieces(equation->right, &scope, &style, deep, piece + first,
	                            PIECES_MOST - first);
	const char *lead = setting.before ? " + " : equation->adds ? " += " : " = ";
	piece[first] = pair_beside(pair_text(lead, ROLE_MATH), piece[first]);
	return all;
}

static struct box picture_in(const struct study *study, struct typesetting setting, bool deep, int cols,
                             int rows)
{
	struct pieces all = take_pieces(study, setting, deep, rows);
	int const indent = all.piece[0].names.grid.cols;
	return typeset_flow(all.piece, all.count, indent, setting.wraps ? cols : INT_MAX);
}

// Where the whole has no room: as many pieces as have, and the sign that it goes on.
static struct box picture_begun(const struct study *study, int cols, int rows)
{
	struct typesetting const setting = { 1, SIZE_LEAST, DIGITS_FEW, false, false };
	struct pieces all = take_pieces(study, setting, true, rows);
	LOCAL(text) gap = { 0 };
	text_addf(&gap, " %s", glyph(GLYPH_GAP, study_is_ascii(study)));
	int width = utf8_columns(text_get(&gap), gap.length), kept = 0;
	while (kept < all.count && all.piece[kept].numbers.grid.rows < rows &&
	       width + all.piece[kept].names.grid.cols <= cols)
		width += all.piece[kept++].names.grid.cols;
	for (int i = kept; i < all.count; i++) {
		box_free(&all.piece[i].names);
		box_free(&all.piece[i].numbers);
	}
	if (kept == all.count)
		kept--;
	struct box box = { 0 };
	if (kept > 0) {
		all.piece[kept] = pair_text(text_get(&gap), ROLE_DIM);
		box = typeset_flow(all.piece, kept + 1, 0, INT_MAX);
	} else {
		box = prose(_("The numbers have no room here."), cols, ROLE_DIM);
	}
	return box;
}

// Tries a setting; the box is freed unless it fits (or must do).
static bool try_setting(const struct study *study, struct typesetting setting, int cols, int rows,
                        struct box *box)
{
	for (int deep = 0; deep < 2; deep++) {
		*box = picture_in(study, setting, deep, cols, rows);
		if (box->grid.cols <= cols && box->grid.rows <= rows)
			return true;
		box_free(box);
	}
	return false;
}

// The most digits of a range with which the equation stands on one line.
static bool try_one_line(const struct study *study, struct typesetting setting, int least, int cols,
                         int rows, struct box *box)
{
	for (; setting.precision >= least; setting.precision--)
		if (try_setting(study, setting, cols, rows, box))
			return true;
	return false;
}

struct box formula_picture(const struct study *study, int cols, int rows)
{
	static int const sizes[] = { 12, 8, 6, 5, 4, SIZE_LEAST };
	enum {
		SIZES = sizeof sizes / sizeof *sizes,
		DIGITS_MANY = 6,
		DIGITS_ENOUGH = 4,
		SIZE_ELIDED = 6
	};
	const struct network *network = study->scene->walk->network;
	int const largest = network->H > network->C ? network->H : network->C;
	int const most_digits = study->scene->precision;
	bool was_new;
	walk_before(study->scene->walk, study->scene->place, &was_new);
	bool const sums = study_equation(study)->adds && !was_new;
	// An equation reads best on one line: a digit or two less is its price.  Not where there is room
	// below without end, nor where many digits were asked for.
	bool const may_round = rows != INT_MAX && most_digits <= DIGITS_MANY;
	struct box box;
	for (int size = 0; size < SIZES; size++) {
		// The next size shows as much, or what is elided anyway may be small.
		if (size + 1 < SIZES && (sizes[size + 1] >= largest ||
		                         (largest > sizes[0] && sizes[size] > SIZE_ELIDED)))
			continue;
		for (int before = sums; before >= 0; before--) {
			struct typesetting const line = { 1, sizes[size], most_digits, before, false };
			if (may_round && try_one_line(study, line, DIGITS_ENOUGH, cols, rows, &box))
				return box;
			for (int digits = most_digits; digits > 0; digits--) {
				if (digits < most_digits && digits > DIGITS_MANY)
					digits = DIGITS_MANY;
				if (digits < most_digits && digits < DIGITS_FEW + before)
					break;
				int const most = before ? 1 : 4;
				for (int lines = 1; lines <= most && rows / lines > 3; lines++) {
					// What was before is worth its place on the same line only.
					struct typesetting const setting = { lines, sizes[size], digits,
						                         before, !before };
					if (try_setting(study, setting, cols, rows, &box))
						return box;
					if (rows == INT_MAX)
						break;
				}
			}
		}
	}
	return picture_begun(study, cols, rows);
}

struct box formula_check_picture(struct study *study, int cols, int rows)
{
	const struct check *check = study_check(study);
	if (!check)
		return (struct box){ 0 };
	int most = rows - 1 < 12 ? rows - 1 : 12;
	struct box box = { 0 };
	for (; most >= 3; most--) {
		struct typeset_style const style = study_style(study, most, most);
		struct pair pieces[] = {
			pair_value(_("analytic"), ROLE_DIM, check->analytic, ROLE_TEXT, &style),
			pair_beside(pair_text("   ", ROLE_TEXT),
			            pair_value(_("numeric"), ROLE_DIM, check->numeric, ROLE_TEXT,
			                       &style)),
		};
		box = typeset_flow(pieces, 2, 0, cols);
		if ((box.grid.cols <= cols && box.grid.rows <= rows) || most == 3)
			break;
		box_free(&box);
	}
	return box;
}
