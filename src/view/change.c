// SPDX-License-Identifier: GPL-3.0-or-later
// The equation at hand in sentences: what changed and by how much, and what the numeric check says.
#include <math.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "trace/origin.h"
#include "view/formula.h"
#include "view/glyph.h"

static void add_norm(const struct study *study, const char *name, double norm, struct text *out)
{
	bool const ascii = study->scene->ascii;
	text_addf(out, "%s%s%s ", glyph(GLYPH_NORM, ascii), name, glyph(GLYPH_NORM, ascii));
	number_write_in_formula(norm, study->scene->precision, out);
}

// A signed difference, so that growing and shrinking differ at a glance.
static void add_difference(const struct study *study, double difference, struct text *out)
{
	LOCAL(text) number = { 0 };
	number_write_in_formula(difference, study->scene->precision, &number);
	text_addf(out, "%s%s", text_get(&number)[0] == '-' ? "" : "+", text_get(&number));
}

// What is carried back is compared with where it came from: that ratio is how a gradient vanishes.
static void add_ratio(const struct study *study, double norm, struct text *out)
{
	const struct scene *scene = study->scene;
	const struct equation *equation = study_equation(study);
	if (scene->place.phase != PHASE_BACKWARD || equation->time != TIME_K ||
	    equation->offset != -1)
		return;
	struct array const source = moment_gradient(walk_moment(scene->walk, scene->place),
	                                            equation->quantity, scene->place.k);
	double const ratio = source.at ? norm / array_norm(source) : NAN;
	if (!isfinite(ratio))
		return;
	LOCAL(text) name = { 0 }, number = { 0 };
	text_addf(&name, "%sd%s[%d]%s", glyph(GLYPH_NORM, scene->ascii),
	          study_cell(study)->quantity[equation->quantity].name, scene->place.k,
	          glyph(GLYPH_NORM, scene->ascii));
	number_write_in_formula(ratio, 3, &number);
	text_addf(out, _(", %s times %s"), text_get(&number), text_get(&name));
}

// Where the last iteration's carry ends.
static void add_end(const struct study *study, struct text *out)
{
	const struct equation *equation = study_equation(study);
	struct place const place = study->scene->place;
	const struct itinerary *itinerary = &study->scene->walk->itinerary;
	if (place.phase != PHASE_BACKWARD || equation->part != PART_TAIL)
		return;
	if (place.k == 0)
		text_add(out, _("; it is the gradient of the initial state"));
	else if (truncation_cuts(itinerary->truncation, place.k))
		text_add(out, _("; it is dropped: a chunk begins here"));
	else if (!itinerary->single && place.k == place_last_k(itinerary, place.t))
		text_add(out, _("; it is dropped: truncation ends here"));
}

// A NaN or an Inf is told with where it came from: the part of the equation that made it, or a name
// that was not finite before.
static void add_origin(const struct study *study, struct text *out)
{
	const struct scene *scene = study->scene;
	if (array_is_finite(walk_result(scene->walk, scene->place)))
		return;
	struct origin const origin = origin_at(scene->walk, scene->place);
	struct print_style const style = study_names(study, true);
	bool const is_name = origin.part && origin.part->kind == TREE_NAME;
	LOCAL(text) part = { 0 };
	if (origin.part)
		print_tree(origin.part, &style, &part);
	text_addf(out,
	          is_name       ? _("; not finite, and it comes from %s")
	          : origin.part ? _("; not finite, and it arises here, in %s")
	                        : _("; not finite, and it arises here%s"),
	          text_get(&part));
}

// `brief`: beside the equation, whose left side says what is new.
static void write_change(const struct study *study, bool brief, struct text *out)
{
	const struct scene *scene = study->scene;
	bool const ascii = scene->ascii;
	bool was_new;
	double const was = array_norm(walk_before(scene->walk, scene->place, &was_new));
	struct array const result = walk_result(scene->walk, scene->place);
	double const norm = array_norm(result);
	LOCAL(text) name = { 0 };
	study_left(study, true, &name);
	if (was_new && !brief)
		text_addf(out, _("%s is new: "), text_get(&name));
	if (array_size(result) == 1 && was_new) {
		text_add(out, brief ? "= " : "");
		number_write_in_formula(result.at[0], scene->precision, out);
	} else if (was_new) {
		add_norm(study, text_get(&name), norm, out);
	} else {
		add_norm(study, text_get(&name), was, out);
		text_addf(out, " %s ", glyph(GLYPH_ARROW, ascii));
		number_write_in_formula(norm, scene->precision, out);
		text_add(out, " (");
		add_difference(study, norm - was, out);
		text_add(out, ")");
	}
	add_ratio(study, norm, out);
	add_end(study, out);
	add_origin(study, out);
}

static void add_reasons(const struct check *check, struct text *out)
{
	for (int i = 0; i < UNCHECKED_REASONS; i++)
		if (check->reasons[i] && i != UNCHECKED_NOT)
			text_addf(out, _("; %d unchecked: %s"), check->reasons[i],
			          _(unchecked_reason[i]));
}

bool formula_check(struct study *study, bool brief, enum role *role, struct text *out)
{
	const struct check *check = study_check(study);
	if (!check)
		return false;
	int const passed = check->count[VERDICT_PASS], failed = check->count[VERDICT_FAIL];
	int const unchecked = check->count[VERDICT_UNCHECKED];
	text_add(out, _("numeric "));
	check_write_subject(study_cell(study), study->subject, study->scene->ascii, out);
	check_write_sequences(study->scene->walk->network, study->subject, out);
	text_add(out, ": ");
	if (failed)
		text_addf(out, _("%d of %d differ, by up to %.1e"), failed, passed + failed,
		          check->worst);
	else if (passed)
		text_addf(out, _("%d of %d agree to %.0e"), passed, passed + unchecked,
		          check->worst);
	else
		text_add(out, _("unchecked"));
	if (brief && passed + failed) {
		if (unchecked)
			text_addf(out, _("; %d unchecked"), unchecked);
	} else {
		add_reasons(check, out);
	}
	*role = failed ? ROLE_ERROR : passed ? ROLE_GOOD : ROLE_HINT;
	return true;
}

void formula_change(const struct study *study, struct text *out)
{
	write_change(study, false, out);
}

void formula_change_beside(const struct study *study, struct text *out)
{
	write_change(study, true, out);
}

bool formula_write_result(const struct study *study, int cols, struct text *out)
{
	enum { ELEMENTS_MOST = 64 };
	const struct scene *scene = study->scene;
	struct array const result = walk_result(scene->walk, scene->place);
	if (array_size(result) > ELEMENTS_MOST)
		return false;
	study_left(study, true, out);
	text_add(out, array_size(result) == 1 ? " = " : " = [");
	for (int i = 0; i < result.rows; i++)
		for (int j = 0; j < result.cols; j++) {
			if (j)
				text_add(out, ", ");
			else if (i)
				text_add(out, "; ");
			number_write_in_formula(result.at[i * result.cols + j], scene->precision, out);
		}
	if (array_size(result) != 1)
		text_add_char(out, ']');
	return utf8_columns(text_get(out), out->length) <= cols;
}
