// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/subject.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "net/network.h"
#include "repl/names.h"

// ---- reading

// `what` the number is: a time, or an element.
static bool read_index(struct session *session, const struct tree *tree, const char *what, int least, int most,
                       int *index, struct error *error)
{
	struct arena arena = { 0 };
	struct names names;
	struct array value;
	struct scope const scope = names_scope(session, &names);
	bool known = evaluate(tree, &scope, &arena, &value, error);
	if (known) {
		double const number = array_size(value) == 1 ? value.at[0] : most + 1.0;
		known = number >= least && number <= most && number <= (int)number;
		*index = known ? (int)number : 0;
		if (!known)
			error_set(error, tree->span, NULL, _("%s is a whole number from %d to %d"), what, least, most);
	}
	arena_free(&arena);
	return known;
}

static bool fail(const struct tree *tree, struct error *error)
{
	return error_set(error, tree->span, "check W, check W[1,2], check delta[3,1], check dE[3]/dW @ 1, check ds",
	                 _("a parameter, a delta, or the derivative of a loss by something can be checked"));
}

// A quantity of that name, or of the name behind d.
static int find(const struct cell *cell, const char *name)
{
	int const quantity = cell_find(cell, name);
	return quantity < 0 && name[0] == 'd' ? cell_find(cell, name + 1) : quantity;
}

// [i] of a vector, [i,j] of a matrix: the subscripts after the first `used` groups.
static bool read_element(struct session *session, const struct tree *name, int used, struct array value, int *element,
                         struct error *error)
{
	int row = 0, col = 0;
	*element = -1;
	if (name->subscripts <= used)
		return true;
	const struct subscript *at = &name->subscript[used];
	bool const is_matrix = value.rows > 1 && value.cols > 1;
	if (name->subscripts > used + 1 || at->count != 1 + is_matrix)
		return fail(name, error);
	if (!read_index(session, at->at[0], _("an element"), 0, value.rows - 1, &row, error) ||
	    (is_matrix && !read_index(session, at->at[1], _("an element"), 0, value.cols - 1, &col, error)))
		return false;
	*element = row * value.cols + col;
	return true;
}

static bool read_delta(struct session *session, const struct tree *tree, int last, struct check_subject *subject,
                       struct error *error)
{
	*subject = (struct check_subject){ -1, -1, -1, -1 };
	if (tree->subscripts != 1 || tree->subscript[0].count != 2)
		return fail(tree, error);
	const struct subscript *at = &tree->subscript[0];
	if (!read_index(session, at->at[0], _("a time"), 0, last, &subject->t, error) ||
	    !read_index(session, at->at[1], _("a time"), 0, last, &subject->step, error))
		return false;
	return subject->step <= subject->t || error_set(error, at->at[1]->span, NULL, _("k goes from t back to 0"));
}

// What a derivative is by: a parameter, or a quantity at a time.
static bool read_below(struct session *session, const struct tree *name, struct check_subject *subject,
                       bool *at_all_times, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	const struct cell *cell = session->state.network->cell;
	subject->quantity = find(cell, name->name);
	subject->step = subject->element = -1;
	if (!walk || subject->quantity < 0)
		return walk ? fail(name, error) : false;
	const struct quantity *quantity = &cell->quantity[subject->quantity];
	if (quantity->kind == QUANTITY_PARAMETER)
		return read_element(session, name, 0, pass_value(walk->pass, subject->quantity, 0), &subject->element,
		                    error);
	if (subject->quantity == cell->loss || quantity->is_rewritten)
		return error_set(error, name->span, _("what is computed from it can be"),
		                 _("no gradient of %s is computed: the loss joins it with what follows"), name->name);
	*at_all_times = !name->subscripts;
	if (*at_all_times)
		return true;
	return (name->subscript[0].count == 1 || fail(name, error)) &&
	       read_index(session, name->subscript[0].at[0], _("a time"), quantity->is_state ? -1 : 0, walk->pass->T - 1,
	                  &subject->step, error) &&
	       read_element(session, name, 1, pass_value(walk->pass, subject->quantity, subject->step),
	                    &subject->element, error);
}

static bool read_derivative(struct session *session, const struct tree *tree, struct check_subject *subject,
                            bool *at_all_times, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	const struct tree *above = tree->part[0];
	int const last = network_steps(session->state.network) - 1;
	subject->t = -1;
	if (above->subscripts > 1 || cell_find(cell, above->name) != cell->loss ||
	    (above->subscripts && above->subscript[0].count != 1))
		return fail(tree, error);
	if (above->subscripts && !read_index(session, above->subscript[0].at[0], _("a time"), 0, last, &subject->t, error))
		return false;
	if (!read_below(session, tree->part[1], subject, at_all_times, error))
		return false;
	bool const is_parameter = cell->quantity[subject->quantity].kind == QUANTITY_PARAMETER;
	if (tree->count == 3 && !is_parameter)
		return fail(tree, error);
	return tree->count < 3 || read_index(session, tree->part[2], _("a time"), 0, last, &subject->step, error);
}

bool subject_read(struct session *session, const struct tree *tree, struct check_subject *subject,
                  bool *at_all_times, struct error *error)
{
	int const last = network_steps(session->state.network) - 1;
	*at_all_times = false;
	*subject = (struct check_subject){ -1, -1, -1, -1 };
	if (tree->kind == TREE_DERIVATIVE)
		return read_derivative(session, tree, subject, at_all_times, error);
	if (tree->kind != TREE_NAME)
		return fail(tree, error);
	return strcmp(tree->name, "delta") ? read_below(session, tree, subject, at_all_times, error) :
	                                     read_delta(session, tree, last, subject, error);
}

// ---- naming

void subject_name(const struct session *session, struct check_subject subject, struct text *out)
{
	const struct cell *cell = session->state.network->cell;
	const char *d = utf8_locale() ? "∂" : "d";
	if (subject.quantity < 0) {
		text_addf(out, "%s[%d,%d]", utf8_locale() ? "δ" : "delta", subject.t, subject.step);
		return;
	}
	const struct quantity *quantity = &cell->quantity[subject.quantity];
	text_addf(out, "%s%s", d, cell->quantity[cell->loss].name);
	if (subject.t >= 0)
		text_addf(out, "[%d]", subject.t);
	text_addf(out, "/%s%s", d, quantity->name);
	if (quantity->kind != QUANTITY_PARAMETER)
		text_addf(out, "[%d]", subject.step);
	else if (subject.step >= 0)
		text_addf(out, " @ %d", subject.step);
}

void subject_name_element(struct array a, int element, struct text *out)
{
	if (a.cols == 1)
		text_addf(out, "[%d]", element);
	else
		text_addf(out, "[%d,%d]", element / a.cols, element % a.cols);
}
