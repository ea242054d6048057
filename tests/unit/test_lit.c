// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody speaks of: read from the language and from TeX, found in the walk, lit in every view that
// shows it, and nothing else lit.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "net.h"
#include "trace/walk.h"
#include "view/lit.h"
#include "view/view.h"

static struct network *network;
static struct walk *walk;

static int set_up(void **state)
{
	struct error error;
	(void)state;
	utf8_set_locale(true);
	network = network_new(read_cell("tanh", false));
	walk = walk_new(network, &error);
	return walk ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	walk_free(walk);
	network_free(network);
	return 0;
}

static struct place place_at(int t, int k)
{
	struct place place;
	assert_true(place_backward(&walk->itinerary, t, k, &place));
	return place;
}

// "s[2] dW delta[3,2] dE[3]/dW@2", * for any.
static void write_lit(const struct lit *lit, struct text *out)
{
	static const char *const kinds[] = { "", "d", "delta" };
	for (int i = 0; i < lit->count; i++) {
		const struct lit_name *name = &lit->name[i];
		text_addf(out, "%s%s%s(%d,%d)", i ? " " : "", kinds[name->kind],
		          name->quantity >= 0 ? walk->network->cell->quantity[name->quantity].name : "",
		          name->t, name->k);
	}
}

static void expect_read(const char *text, bool tex, const char *expected)
{
	struct lit lit = { .count = 0 };
	struct text found = { 0 };
	(tex ? lit_add_tex : lit_add)(&lit, walk, place_at(3, 2), text);
	write_lit(&lit, &found);
	if (strcmp(text_get(&found), expected))
		fail_msg("%s: %s, not %s", text, text_get(&found), expected);
	text_free(&found);
}

static void test_language(void **state)
{
	(void)state;
	expect_read("s[2]", false, "s(2,-1)");
	expect_read("print ds[2]", false, "ds(-1,2)");
	expect_read("W'*delta[3,3] .* (1 - s[2].^2)", false, "W(-1,-1) delta(3,3) s(2,-1)");
	expect_read("delta[t,k-1]", false, "delta(3,1)");
	expect_read("δ[3,2] ⊙ ŷ[T-1]", false, "delta(3,2) yhat(4,-1)");
	expect_read("check dE[3]/dW @ 2", false, "dW(3,2)");
	expect_read("∂E[3]/∂s[1]", false, "ds(3,1)");
	expect_read("norm(ds[3]/ds[1],2)", false, "s(3,-1) s(1,-1)");
	expect_read("s[3][0] + s[3][1]", false, "s(3,-1)");
	expect_read("s[-1]", false, "s(-2,-1)");
	expect_read("dW += outer(dz[k], s[k-1])", false, "dW(-1,-1) dz(-1,2) s(1,-1)");
	expect_read("goto backward 3 1; step !?\xE2\x98\x83 \"", false, "");
	expect_read("", false, "");
	expect_read("s[", false, "s(-1,-1)");
}

static void test_tex(void **state)
{
	(void)state;
	expect_read("\\delta_2^{(3)}", true, "delta(3,2)");
	expect_read("\\delta^{(t)}_{k-1}", true, "delta(3,1)");
	expect_read("W^\\top \\delta_3^{(3)} \\odot (1 - s_2^2)", true,
	            "W(-1,-1) delta(3,3) s(2,-1)");
	expect_read("\\frac{\\partial E_3}{\\partial W}", true, "dW(3,-1)");
	expect_read("\\hat{y}_4 = \\mathrm{softmax}(V s_4)", true, "yhat(4,-1) V(-1,-1) s(4,-1)");
	expect_read("U x_0 + W s_{-1}", true, "U(-1,-1) x(0,-1) W(-1,-1) s(-2,-1)");
	expect_read("E = \\sum_t E_t", true, "E(-1,-1) E(3,-1)");
	expect_read("\\delta_2^{", true, "delta(-1,2)");
	expect_read("\\", true, "");
}

static void expect_place(const char *name, bool found, enum phase phase, int t, int k, const char *left)
{
	struct lit lit = { .count = 0 };
	struct place const near = place_at(3, 2);
	struct place place;
	lit_add(&lit, walk, near, name);
	assert_int_equal(lit.count, 1);
	assert_int_equal(lit_find_place(&lit.name[0], walk, near, &place), found);
	if (!found)
		return;
	assert_int_equal(place.phase, phase);
	assert_int_equal(place.t, t);
	assert_int_equal(place.k, k);
	struct print_style style = walk_style(walk, place, false);
	style.numbered = false;
	struct text text = { 0 };
	equation_print_left(network->cell, walk_equation(walk, place), &style, &text);
	assert_string_equal(text_get(&text), left);
	text_free(&text);
}

static void test_places(void **state)
{
	(void)state;
	expect_place("s[2]", true, PHASE_FORWARD, 2, 0, "s[t]");
	expect_place("E[4]", true, PHASE_FORWARD, 4, 0, "E[t]");
	expect_place("delta[3,1]", true, PHASE_BACKWARD, 3, 1, "dz[k]");
	expect_place("dW", true, PHASE_BACKWARD, 3, 2, "dW");
	expect_place("dE[4]/dW @ 0", true, PHASE_BACKWARD, 4, 0, "dW");
	expect_place("ds[1]", true, PHASE_BACKWARD, 3, 2, "ds[k-1]");
	expect_place("dE[4]/ds[4]", true, PHASE_BACKWARD, 4, 4, "ds[t]");
	expect_place("W", false, PHASE_START, 0, 0, "");
	expect_place("x[2]", false, PHASE_START, 0, 0, "");
	expect_place("delta[0,1]", false, PHASE_START, 0, 0, "");
	expect_place("s[17]", false, PHASE_START, 0, 0, "");
}

// The letters that are lit in a view, a blank between those apart.
static void expect_lit_at(struct place place, const char *view, const char *names, int rows,
                          const char *expected)
{
	struct lit lit = { .count = 0 };
	struct text found = { 0 };
	lit_add(&lit, walk, place, names);
	struct scene const scene = {
		.walk = walk, .place = place, .precision = 3, .lit = &lit
	};
	struct grid grid = grid_new(rows, 78);
	view_draw(view_find(view), &scene, &grid, grid_area(&grid), 0);
	bool was = false;
	for (int i = 0; i < grid.rows * grid.cols; i++) {
		const struct cell_of_grid *cell = &grid.cells[i];
		bool const is = cell->role == ROLE_LIT;
		if (is && !was && found.length)
			text_add(&found, " ");
		if (is)
			text_add(&found, cell->letter[0] ? cell->letter : "_");
		was = is;
	}
	if (strcmp(text_get(&found), expected))
		fail_msg("%s of %s: %s, not %s", names, view, text_get(&found), expected);
	text_free(&found);
	grid_free(&grid);
}

static void expect_lit(const char *view, const char *names, int rows, const char *expected)
{
	expect_lit_at(place_at(3, 2), view, names, rows, expected);
}

static void test_views(void **state)
{
	(void)state;
	expect_lit("network", "s[0]", 8, "s₀");
	expect_lit("network", "s[1]", 8, ""); // the place is there
	expect_lit("network", "s[-1]", 8, "s₋₁");
	expect_lit("network", "s[j]", 8, "s₀ s₂ s₃ s₄");
	expect_lit("network", "ds[-1]", 8, "s₋₁");
	expect_lit("network", "s[2] and s[3]", 8, "s₂ s₃");
	expect_lit("network", "delta[3,1]", 8, "δ_·"); // not computed yet
	expect_lit("network", "delta[2,1]", 8, "");    // of another loss
	expect_lit("network", "E[3]", 8, "E₃_1.98");
	expect_lit("network", "x[2]", 8, "sat");
	expect_lit("network", "dU", 8, "dU");
	expect_lit("network", "", 8, "");
	expect_lit("equation", "dz[2]", 12, "dzₖ dz[2]");
	expect_lit("equation", "W", 12, "W W");
	expect_lit("equation", "s[1]", 12, "");
	expect_lit("program", "dW", 8, "dW");
	expect_lit("program", "s[1]", 8, "s[k-1]");
	expect_lit("sums", "dV", 6, "dV");
	expect_lit("grid", "delta[4,2]", 8, ".132");
	expect_lit("grid", "delta[2,1]", 8, "");
}

// Where nothing is computed yet, the place of what is spoken of is lit, and no number stands there.
static void test_not_yet(void **state)
{
	(void)state;
	struct place place;
	assert_true(place_forward(&walk->itinerary, 1, &place));
	expect_lit_at(place, "network", "s[3]", 5, "·");
	expect_lit_at(place, "network", "E[3]", 5, "·");
	expect_lit_at(place_start(), "network", "s[3] W", 5, "· W");
}

// What a lit picture may cover of the same picture unlit: blanks, and the lines between the names.
static bool may_go(const char *letter)
{
	static const char *const lines[] = { "", " ", "─", "▶", "│", "▲", "▼", "◀", "━", "═", "╌", "┄", "·" };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (!strcmp(letter, lines[i]))
			return true;
	return false;
}

static void expect_whole(struct place place, const char *names, int rows, int cols)
{
	struct lit lit = { .count = 0 };
	lit_add(&lit, walk, place, names);
	struct scene scene = { .walk = walk, .place = place, .precision = 3 };
	struct grid plain = grid_new(rows, cols), lighted = grid_new(rows, cols);
	view_draw(view_find("network"), &scene, &plain, grid_area(&plain), 0);
	scene.lit = &lit;
	view_draw(view_find("network"), &scene, &lighted, grid_area(&lighted), 0);
	for (int row = 0; row < rows; row++) {
		bool is_open = false;
		for (int col = 0; col < cols; col++) {
			const char *was = plain.cells[row * cols + col].letter;
			const char *is = lighted.cells[row * cols + col].letter;
			bool const opens = !strcmp(is, "▐"), closes = !strcmp(is, "▌");
			if ((opens && is_open) || (closes && !is_open) || (!may_go(was) && strcmp(was, is)))
				fail_msg("row %d, column %d of %dx%d, lit %s: %s was %s", row, col, cols,
				         rows, names, is, was);
			is_open = (is_open || opens) && !closes;
		}
		assert_false(is_open);
	}
	grid_free(&plain);
	grid_free(&lighted);
}

// Names that are lit cover neither each other nor a name or a number of the picture, at any place.
static void test_nothing_is_covered(void **state)
{
	static const char *const names[] = { "U", "V", "W", "dU", "dV", "dW", "U V W", "dU dV dW s[0] s[3]",
		                             "W s[0] s[1] s[2] s[3] delta[3,1] delta[3,2]" };
	static const int cols[] = { 130, 78, 50, 40 };
	(void)state;
	for (struct place place = place_start(); !place_equal(place, place_end(&walk->itinerary));
	     place = place_after(&walk->itinerary, place, STRIDE_EQUATION))
		for (size_t n = 0; n < sizeof names / sizeof *names; n++)
			for (size_t c = 0; c < sizeof cols / sizeof *cols; c++)
				for (int rows = 4; rows <= 8; rows += 2)
					expect_whole(place, names[n], rows, cols[c]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_language), cmocka_unit_test(test_tex),
		cmocka_unit_test(test_places),   cmocka_unit_test(test_views),
		cmocka_unit_test(test_not_yet),  cmocka_unit_test(test_nothing_is_covered),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
