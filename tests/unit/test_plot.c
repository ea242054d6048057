// SPDX-License-Identifier: GPL-3.0-or-later
// Plots of values: scales, labels, gaps, any size and any numbers; heat maps, bars, surfaces.
// Golden pictures are in tests/golden/ (BPTT_BLESS=1 writes them; read them before you keep them).
#include <float.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "base/utf8.h"
#include "net.h"
#include "net/ledger.h"
#include "pictures.h"
#include "repl/session.h"
#include "view/bars.h"
#include "view/heat.h"
#include "view/plot.h"
#include "view/scale.h"
#include "view/surface.h"
#include "view/view.h"

// Frees the sheet; the picture stays below `rows_most` but for what is told below it, and an ASCII
// picture is ASCII.
static void expect_sheet(struct sheet *sheet, bool ascii)
{
	struct text text = { 0 };
	sheet_write(sheet, &text);
	for (size_t i = 0; ascii && i < text.length; i++)
		assert_true((unsigned char)text.at[i] < 0x80);
	text_free(&text);
	sheet_free(sheet);
}

// ---- scales

static void expect_scale(double least, double largest, bool log, int most)
{
	struct scale const scale = scale_of(least, largest, log, most);
	double const size = fmax(fabs(least), fabs(largest)), spread = largest / 2 - least / 2;
	double const ulps = spread > 0 ? 4 * DBL_EPSILON * size / spread : 0;
	assert_true(scale.ticks <= SCALE_TICKS);
	assert_true(scale_at(&scale, least) >= 0 && scale_at(&scale, largest) <= 1);
	assert_true(scale_at(&scale, least) <= scale_at(&scale, largest));
	for (int i = 0; i < scale.ticks; i++) {
		const struct tick *tick = &scale.tick[i];
		assert_true(tick->at >= -1e-9 && tick->at <= 1 + 1e-9);
		assert_true(!i || tick->at > tick[-1].at);
		assert_true(tick->label[0] != '-' || strpbrk(tick->label, "123456789"));
		// A label names the value that stands there, as far as it can be written as a number.
		double const value = strtod(tick->label, NULL);
		if (!isfinite(value) || fabs(value) < 1e-300 || (log && value <= 0))
			continue;
		if (!(fabs(scale_at(&scale, value) - tick->at) < 1e-6 + ulps))
			fail_msg("%g … %g: %s stands at %g, not %g", least, largest, tick->label,
			         tick->at, scale_at(&scale, value));
	}
}

static void scales_hold_all_numbers(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 7);
	for (int i = 0; i < scaled(20000); i++) {
		double const size = pow(10, random_uniform(&random, -307, 307));
		double const a = random_uniform(&random, -1, 1) * size;
		double const spread = pow(10, random_uniform(&random, -10, 1)) * fabs(a);
		expect_scale(a, a + spread, false, below(&random, 12));
		expect_scale(fabs(a), fabs(a) + spread, true, below(&random, 12));
	}
	for (int i = 0; i < NUMBERS; i++)
		for (int j = 0; j < NUMBERS; j++)
			for (int log = 0; log < 2; log++)
				if (scale_has(numbers[i], log) && scale_has(numbers[j], log) &&
				    numbers[i] <= numbers[j])
					expect_scale(numbers[i], numbers[j], log, 6);
	assert_false(scale_has(0, true) || scale_has(-1, true) || scale_has(NAN, false));
	assert_true(scale_has(0, false) && scale_has(5e-324, true));
}

static void expect_labels(struct scale scale, const char *labels)
{
	struct text text = { 0 };
	for (int i = 0; i < scale.ticks; i++)
		text_addf(&text, i ? " %s" : "%s", scale.tick[i].label);
	assert_string_equal(text_get(&text), labels);
	text_free(&text);
}

static void labels_are_round(void **state)
{
	(void)state;
	expect_labels(scale_of(0.13, 0.474, false, 6), "0.0 0.1 0.2 0.3 0.4 0.5");
	expect_labels(scale_of(-1, 1, false, 6), "-1.0 -0.5 0.0 0.5 1.0");
	expect_labels(scale_of(3, 3, false, 4), "0 2 4 6");
	expect_labels(scale_of(0, 0, false, 4), "-1 0 1");
	expect_labels(scale_of(1e-7, 9.7e-7, false, 6), "0.0 0.2e-6 0.4e-6 0.6e-6 0.8e-6 1.0e-6");
	expect_labels(scale_of(1e-4, 1, true, 6), "1e-4 1e-3 1e-2 1e-1 1e0");
	expect_labels(scale_of(0.13, 0.474, true, 6), "1e-1 2e-1 5e-1");
	expect_labels(scale_of(1e-300, 1e300, true, 4), "1e-300 1e-100 1e100 1e300");
	expect_labels(scale_of_steps(4, 0, 20), "4 3 2 1 0");
	expect_labels(scale_of_steps(0, 99, 6), "0 20 40 60 80");
	expect_labels(scale_of_steps(-3, 1000000, 3), "0 1000000");
	expect_labels(scale_of_steps(7, 7, 3), "7");
}

// ---- plots

static const double falling[] = { 0.47438, 0.29820, 0.20864, 0.12993, 0.0311 };
static const double growing[] = { 0.1, 0.5, 2, 9, 40 };
static const double broken[] = { 1, 2, 0, NAN, 5, -3, INFINITY, 7, 0, 0, 0, 0, 0, 4, 3 };

static void draw_plot(const struct plot *plot, int rows, int cols, struct text *out)
{
	struct sheet sheet = sheet_new(cols, rows);
	plot_draw(plot, &sheet);
	sheet_write(&sheet, out);
	sheet_free(&sheet);
}

static void plots_look_right(void **state)
{
	(void)state;
	struct plot_line const lines[] = { { "norm(delta[4,k])", 4, 0, falling },
		                           { "norm(ds[4]/ds[k])", 4, 0, growing } };
	struct plot_line const gaps = { "[1,2,0,nan,5,-3,inf]", 0, 14, broken };
	struct text out = { 0 };
	for (int glyphs = GLYPHS_BRAILLE; glyphs <= GLYPHS_ASCII; glyphs++) {
		struct plot plot = { .line = lines,
			             .lines = 2,
			             .variable = "k",
			             .log = true,
			             .glyphs = (enum glyphs)glyphs };
		draw_plot(&plot, 16, 72, &out);
		plot.log = false;
		plot.lines = 1;
		draw_plot(&plot, 10, 40, &out);
		plot.line = &gaps;
		plot.variable = "i";
		draw_plot(&plot, 10, 60, &out);
		plot.log = true;
		draw_plot(&plot, 10, 60, &out);
	}
	expect_golden("picture-plot.txt", text_get(&out));
	text_free(&out);
}

static void gaps_are_told(void **state)
{
	(void)state;
	struct plot_line const line = { "a", 0, 14, broken };
	struct plot const plot = {
		.line = &line, .lines = 1, .variable = "i", .log = true, .glyphs = GLYPHS_ASCII
	};
	struct text out = { 0 };
	draw_plot(&plot, 20, 80, &out);
	assert_non_null(strstr(text_get(&out), "not drawn, i = 3: NaN\n"));
	assert_non_null(strstr(text_get(&out), "not drawn, i = 6: Inf\n"));
	assert_non_null(strstr(text_get(&out), "not drawn, i = 5: below 0"));
	assert_non_null(strstr(text_get(&out), "not drawn, i = 2, 8, 9, 10, ...: 0"));
	assert_non_null(strstr(text_get(&out), ", 6 in all\n"));
	// 1, 5 and 7 stand alone, so that all six points that can be drawn are marked.
	int marks = 0;
	for (const char *c = strchr(text_get(&out), '\n'); *c; c++)
		marks += *c == 'o' &&
		         (c[-1] == ' ' || c[-1] == '.' || c[-1] == '\'' || c[-1] == '|');
	assert_true(marks >= 6);
	text_free(&out);
}

static void plots_fit_any_paper(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 3);
	for (int i = 0; i < scaled(3000); i++) {
		double values[PLOT_LINES][300];
		struct plot_line line[PLOT_LINES];
		int const lines = 1 + below(&random, PLOT_LINES);
		for (int j = 0; j < lines; j++) {
			int const points =
				below(&random, 3) ? 1 + below(&random, 6) : 1 + below(&random, 300);
			int const first = below(&random, 20) - 5;
			line[j] = (struct plot_line){ "x\xCC\x87", first,
				                      below(&random, 2) ? first + points - 1
				                                        : first - points + 1,
				                      values[j] };
			for (int k = 0; k < points; k++)
				values[j][k] = numbers[below(&random, NUMBERS)];
		}
		struct plot const plot = { .line = line,
			                   .lines = lines,
			                   .variable = "k",
			                   .log = below(&random, 2),
			                   .glyphs = (enum glyphs)below(&random, 3) };
		int const *size = sizes[below(&random, SIZES)];
		struct sheet sheet = sheet_new(size[1], size[0]);
		plot_draw(&plot, &sheet);
		expect_sheet(&sheet, false);
	}
}

// ---- heat maps and bars

static struct array random_array(struct arena *arena, struct random *random, int rows, int cols)
{
	struct array a = array_new(arena, rows, cols);
	bool const wild = below(random, 2);
	for (size_t i = 0; i < array_size(a); i++)
		a.at[i] = wild ? numbers[below(random, NUMBERS)] : random_uniform(random, -1, 1);
	return a;
}

static void tables_fit_any_paper(void **state)
{
	(void)state;
	static const int shapes[][2] = { { 1, 1 },   { 3, 3 },  { 1, 9 },   { 9, 1 },
		                         { 10, 10 }, { 40, 7 }, { 7, 300 }, { 200, 200 } };
	static const char *const names[300] = { "the", "m\u00E8o", "a long word indeed", "" };
	struct random random;
	random_seed(&random, 4);
	const char *name[300];
	for (int i = 0; i < 300; i++)
		name[i] = names[i % 4];
	for (int i = 0; i < scaled(2000); i++) {
		struct arena arena = { 0 };
		int const *shape = shapes[below(&random, 8)], *size = sizes[below(&random, SIZES)];
		bool const ascii = below(&random, 2);
		struct array const a = random_array(&arena, &random, shape[0], shape[1]);
		struct heat heat = heat_of(a, 5, ascii);
		if (!ascii && below(&random, 2))
			heat.row_name = heat.col_name = name;
		heat.here_row = below(&random, shape[0]);
		heat.here_col = below(&random, shape[1]);
		struct sheet sheet = sheet_new(size[1], size[0]);
		heat_draw(&heat, &sheet);
		expect_sheet(&sheet, ascii);
		struct bars const bars = { .a = a,
			                   .name = !ascii && array_size(a) <= 300 ? name : NULL,
			                   .precision = 5,
			                   .ascii = ascii };
		sheet = sheet_new(size[1], size[0]);
		bars_draw(&bars, &sheet);
		expect_sheet(&sheet, ascii);
		arena_free(&arena);
	}
	struct array const none = { 0, 0, NULL };
	struct heat const heat = heat_of(none, 5, true);
	struct bars const bars = { .a = none, .precision = 5 };
	struct sheet sheet = sheet_new(20, 5);
	heat_draw(&heat, &sheet);
	bars_draw(&bars, &sheet);
	expect_sheet(&sheet, true);
}

static void tables_look_right(void **state)
{
	(void)state;
	struct random random;
	struct arena arena = { 0 };
	struct text out = { 0 };
	random_seed(&random, 10);
	static const int shapes[][2] = { { 3, 3 }, { 4, 12 }, { 5, 26 }, { 50, 60 } };
	for (int ascii = 0; ascii < 2; ascii++)
		for (int i = 0; i < 4; i++) {
			struct array a = array_new(&arena, shapes[i][0], shapes[i][1]);
			for (size_t j = 0; j < array_size(a); j++)
				a.at[j] = pow(random_uniform(&random, -1, 1), 3);
			a.at[1] = 0;
			a.at[2] = i == 1 ? NAN : a.at[2];
			struct heat const heat = heat_of(a, 4, ascii);
			struct sheet sheet = sheet_new(80, 14);
			heat_draw(&heat, &sheet);
			a.cols = 1;
			struct bars const bars = { .a = a, .precision = 4, .ascii = ascii };
			bars_draw(&bars, &sheet);
			sheet_write(&sheet, &out);
			sheet_free(&sheet);
		}
	expect_golden("picture-heat.txt", text_get(&out));
	text_free(&out);
	arena_free(&arena);
}

// One scale for both sides: equal sizes have equal lengths, and what is not 0 is seen.
static void bars_have_one_scale(void **state)
{
	(void)state;
	double values[] = { -0.5, 0.5, 1, 1e-9, 0 };
	struct array const a = { 5, 1, values };
	struct bars const bars = { .a = a, .precision = 3, .ascii = true };
	struct sheet sheet = sheet_new(61, 9);
	struct text out = { 0 };
	bars_draw(&bars, &sheet);
	sheet_write(&sheet, &out);
	int length[5] = { 0 }, row = 0;
	for (const char *c = text_get(&out); *c; c++) {
		row += *c == '\n';
		length[row < 5 ? row : 4] += *c == '#';
	}
	assert_int_equal(length[0], length[1]);
	assert_true(abs(length[2] - 2 * length[1]) <= 1);
	assert_non_null(strstr(text_get(&out), "||"));
	assert_int_equal(length[4], 0);
	text_free(&out);
	sheet_free(&sheet);
}

// ---- the ledger and the map

static struct surface surface_of(struct arena *arena, int rows, int cols)
{
	struct surface surface = { .name = "E",
		                   .x = { "W[0,0]", -2, 2, 0.5 },
		                   .y = { "W[0,1]", 0, 1, 0.25 },
		                   .a = array_new(arena, rows, cols),
		                   .precision = 4 };
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++) {
			double const x = 4.0 * j / cols - 2, y = (double)i / rows - 0.5;
			surface.a.at[(size_t)i * (size_t)cols + (size_t)j] =
				x * x + 9 * y * y + (x > 1);
		}
	return surface;
}

static void surfaces_are_drawn(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	for (int cols = 0; cols < 100; cols++)
		for (int i = 0; i < NUMBERS; i++) {
			struct surface surface = surface_of(&arena, 1 + i % 5, surface_cols(cols));
			size_t const at = (size_t)i % array_size(surface.a);
			struct sheet sheet = sheet_new(cols, INT_MAX);
			surface.log = i & 1;
			surface.ascii = i & 2;
			surface.a.at[at] = numbers[i];
			surface.x.here = i & 4 ? NAN : numbers[i];
			surface_draw(&surface, &sheet);
			expect_sheet(&sheet, surface.ascii);
		}
	struct surface surface = surface_of(&arena, SURFACE_ROWS, surface_cols(80));
	struct sheet sheet = sheet_new(80, INT_MAX);
	struct text found = { 0 };
	surface.a.at[7] = NAN;
	surface_draw(&surface, &sheet);
	sheet_write(&sheet, &found);
	expect_golden("picture-surface.txt", text_get(&found));
	text_free(&found);
	sheet_free(&sheet);
	arena_free(&arena);
}

// Ctrl-C ends what takes long, and says so.
static void pictures_can_be_interrupted(void **state)
{
	(void)state;
	struct network *network = network_new(read_cell("tanh", false));
	struct error error;
	struct text out = { 0 };
	struct walk *walk = walk_new(network, &error);
	struct scene scene = { .walk = walk, .precision = 4 };
	place_backward(&walk->itinerary, 0, 0, &scene.place);
	interrupt_raise();
	view_write(view_find("map"), &scene, 80, &out);
	assert_non_null(strstr(text_get(&out), "Interrupted."));
	view_write(view_find("ledger"), &scene, 80, &out);
	assert_non_null(strstr(text_get(&out), "Not all losses could be read"));
	interrupt_forget();
	text_free(&out);
	walk_free(walk);
	network_free(network);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales_hold_all_numbers),
		cmocka_unit_test(labels_are_round),
		cmocka_unit_test(plots_look_right),
		cmocka_unit_test(gaps_are_told),
		cmocka_unit_test(plots_fit_any_paper),
		cmocka_unit_test(tables_fit_any_paper),
		cmocka_unit_test(tables_look_right),
		cmocka_unit_test(bars_have_one_scale),
		cmocka_unit_test(surfaces_are_drawn),
		cmocka_unit_test(pictures_can_be_interrupted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
