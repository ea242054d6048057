// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/findings.h"

#include "file/json.h"
#include "view/study.h"

static void add_text(const char *key, const char *string, struct text *out)
{
	text_addf(out, "%s\"%s\": ", out->at[out->length - 1] == '{' ? "" : ", ", key);
	json_write_string(string, true, out);
}

static void add_number(const char *key, double number, struct text *out)
{
	text_addf(out, ", \"%s\": ", key);
	json_write_number(number, out);
}

static void add_values(const char *key, struct array values, struct text *out)
{
	text_addf(out, ", \"%s\": ", key);
	json_write_numbers(values, out);
}

static void add_shape(struct array values, struct text *out)
{
	text_add(out, ", \"shape\": ");
	json_write_shape(values, out);
}

static void begin(const char *command, const struct walk *walk, struct check_subject subject,
                  struct text *out)
{
	LOCAL(text) name = { 0 };
	text_add_char(out, '{');
	add_text("command", command, out);
	check_write_subject(walk->network->cell, subject, true, &name);
	add_text("name", text_get(&name), out);
	int const count = network_sequences(walk->network);
	if (count > 1 && subject.t == CHECK_WHOLE)
		text_addf(out, ", \"sum\": %d", network_learned(walk->network));
	else if (count > 1)
		text_addf(out, ", \"sequence\": %d, \"sequences\": %d", walk->network->sequence + 1, count);
}

void findings_write_check(const struct walk *walk, struct check_subject subject,
                          const struct check *check, struct text *out)
{
	static const char *const verdicts[] = { "PASS", "FAIL", "UNCHECKED" };
	static const char *const counts[] = { "pass", "fail", "unchecked" };
	begin("check", walk, subject, out);
	for (int i = 0; i < 3; i++)
		text_addf(out, ", \"%s\": %d", counts[i], check->count[i]);
	text_add(out, ", \"reasons\": {");
	for (int reason = 1; reason < UNCHECKED_REASONS; reason++)
		if (check->reasons[reason]) {
			add_text(unchecked_reason[reason], "", out);
			out->length -= 2; // the empty string: its number stands there
			text_addf(out, "%d", check->reasons[reason]);
		}
	text_add_char(out, '}');
	if (check->worst_element >= 0)
		add_number("worst", check->worst, out);
	add_shape(check->analytic, out);
	add_values("analytic", check->analytic, out);
	add_values("numeric", check->numeric, out);
	text_add(out, ", \"verdicts\": [");
	for (int i = 0; i < (int)array_size(check->analytic); i++)
		text_addf(out, "%s\"%s\"", i ? "," : "", verdicts[check->verdict[i]]);
	text_add(out, "]}");
}

// <term, total>/|total|^2: the shares of all terms sum to 1.
static double share_of(struct array term, struct array total)
{
	double product = 0, square = 0;
	for (size_t i = 0; i < array_size(total); i++) {
		product += term.at[i] * total.at[i];
		square += total.at[i] * total.at[i];
	}
	return square > 0 ? product / square : 0;
}

void findings_write_terms(const struct walk *walk, int t, int parameter, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	struct array const total = backward_parameter(walk->pass, t, parameter, -1, &arena);
	begin("derive", walk, (struct check_subject){ parameter, t, -1, -1 }, out);
	add_shape(total, out);
	add_values("values", total, out);
	text_add(out, ", \"terms\": [");
	for (int k = t; k >= place_last_k(&walk->itinerary, t); k--) {
		struct arena_mark const mark = arena_mark(&arena);
		struct array const term = backward_parameter(walk->pass, t, parameter, k, &arena);
		text_addf(out, "%s{\"k\": %d", k < t ? ", " : "", k);
		add_number("norm", array_norm(term), out);
		add_number("share", share_of(term, total), out);
		add_values("values", term, out);
		text_add_char(out, '}');
		arena_release(&arena, mark);
	}
	text_add(out, "]}");
}

// ---- explain

struct reads {
	const struct scene *scene;
	struct print_style style;
	const struct tree *told[32];
	int count;
	struct text *out;
};

static void tell_read(void *context, struct tree *tree)
{
	struct reads *reads = context;
	if (tree->kind != TREE_NAME || tree->quantity < 0 ||
	    reads->count == (int)(sizeof reads->told / sizeof *reads->told))
		return;
	for (int i = 0; i < reads->count; i++)
		if (tree_equal(reads->told[i], tree))
			return;
	struct array const value = walk_bound(reads->scene->walk, reads->scene->place, tree);
	LOCAL(text) name = { 0 };
	text_add(reads->out, reads->count ? ", {" : "{");
	print_tree(tree, &reads->style, &name);
	add_text("name", text_get(&name), reads->out);
	add_shape(value, reads->out);
	add_values("values", value, reads->out);
	text_add_char(reads->out, '}');
	reads->told[reads->count++] = tree;
}

static void write_equation(const struct scene *scene, const struct equation *equation, struct text *out)
{
	struct walk *walk = scene->walk;
	const struct cell *cell = walk->network->cell;
	struct print_style style = walk_style(walk, scene->place, false);
	LOCAL(text) text = { 0 };
	style.numbered = false;
	equation_print(cell, equation, &style, &text);
	add_text("equation", text_get(&text), out);
	text_clear(&text);
	style.numbered = true;
	equation_print_left(cell, equation, &style, &text);
	add_text("name", text_get(&text), out);
	struct array const result = walk_result(walk, scene->place);
	add_shape(result, out);
	add_values("values", result, out);
	if (equation->adds) {
		bool was_new;
		add_values("before", walk_before(walk, scene->place, &was_new), out);
	}
	text_add(out, ", \"reads\": [");
	struct reads reads = { .scene = scene, .style = style, .out = out };
	tree_visit(equation->right, tell_read, &reads);
	text_add_char(out, ']');
}

void findings_write_place(const struct scene *scene, struct text *out)
{
	static const char *const phases[] = { [PHASE_START] = "start",
		                              [PHASE_FORWARD] = "forward",
		                              [PHASE_BACKWARD] = "backward" };
	struct place const place = scene->place;
	text_add_char(out, '{');
	add_text("command", "explain", out);
	add_text("phase", phases[place.phase], out);
	if (place.phase != PHASE_START)
		text_addf(out, ", \"t\": %d", place.t);
	if (place.phase == PHASE_BACKWARD)
		text_addf(out, ", \"k\": %d", place.k);
	const struct equation *equation = walk_equation(scene->walk, place);
	if (equation)
		write_equation(scene, equation, out);
	text_add_char(out, '}');
}
