// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/subject.h"

#include <string.h>

#include "base/message.h"
#include "net/network.h"
#include "repl/names.h"

// ---- reading

struct reading {
	struct session *session;
	const struct subject_kind *kind;
	struct walk *walk;
	struct check_subject *subject;
	struct error *error;
};

// `what` the number is: a time, or an element.
static bool read_index(const struct reading *reading, const struct tree *tree, const char *what, int least, int most,
                       int *index)
{
	LOCAL(arena) arena = { 0 };
	struct names names;
	struct array value;
	struct scope const scope = names_scope(reading->session, &names);
	bool known = evaluate(tree, &scope, &arena, &value, reading->error);
	if (known) {
		double const number = array_size(value) == 1 ? value.at[0] : most + 1.0;
		known = number >= least && number <= most && number <= (int)number;
		*index = known ? (int)number : 0;
		if (!known)
			error_set(reading->error, tree->span, NULL, _("%s is a whole number from %d to %d"), what, least,
			          most);
	}
	return known;
}

static bool fail(const struct reading *reading, const struct tree *tree)
{
	return error_set(reading->error, tree->span, reading->kind->advice, "%s", _(reading->kind->cause));
}

// [i] of a vector, [i,j] of a matrix: the subscripts after the first `used` groups.
static bool read_element(const struct reading *reading, const struct tree *name, int used, struct array value)
{
	int row = 0, col = 0;
	if (name->subscripts <= used)
		return true;
	const struct subscript *at = &name->subscript[used];
	bool const is_matrix = value.rows > 1 && value.cols > 1;
	if (name->subscripts > used + 1 || at->count != 1 + is_matrix)
		return fail(reading, name);
	if (!read_index(reading, at->at[0], _("an element"), 0, (is_matrix ? value.rows : (int)array_size(value)) - 1,
	                &row) ||
	    (is_matrix && !read_index(reading, at->at[1], _("an element"), 0, value.cols - 1, &col)))
		return false;
	reading->subject->element = row * (is_matrix ? value.cols : 1) + col;
	return true;
}

static bool read_delta(const struct reading *reading, const struct tree *tree)
{
	struct check_subject *subject = reading->subject;
	int const last = reading->walk->pass->T - 1;
	if (tree->subscripts != 1 || tree->subscript[0].count != 2)
		return fail(reading, tree);
	const struct subscript *at = &tree->subscript[0];
	if (!read_index(reading, at->at[0], _("a time"), 0, last, &subject->t) ||
	    !read_index(reading, at->at[1], _("a time"), 0, last, &subject->step))
		return false;
	return subject->step <= subject->t ||
	       error_set(reading->error, at->at[1]->span, NULL, _("k goes from t back to 0"));
}

// A parameter, or a quantity at a time.
static bool read_name(const struct reading *reading, const struct tree *name, bool *at_all_times)
{
	struct check_subject *subject = reading->subject;
	const struct quantity *quantity = &reading->walk->network->cell->quantity[subject->quantity];
	const struct pass *pass = reading->walk->pass;
	if (quantity->kind == QUANTITY_PARAMETER)
		return read_element(reading, name, 0, pass_value(pass, subject->quantity, 0));
	*at_all_times = !name->subscripts;
	if (*at_all_times)
		return true;
	return (name->subscript[0].count == 1 || fail(reading, name)) &&
	       read_index(reading, name->subscript[0].at[0], _("a time"), quantity->is_state ? -1 : 0, pass->T - 1,
	                  &subject->step) &&
	       read_element(reading, name, 1, pass_value(pass, subject->quantity, subject->step));
}

// What a derivative is by.
static bool read_below(const struct reading *reading, const struct tree *name, bool *at_all_times)
{
	const struct cell *cell = reading->walk->network->cell;
	int found = cell_find(cell, name->name);
	if (found < 0 && name->name[0] == 'd')
		found = cell_find(cell, name->name + 1);
	reading->subject->quantity = found;
	if (found < 0)
		return fail(reading, name);
	if (found == cell->loss || cell->quantity[found].is_rewritten)
		return error_set(reading->error, name->span, _("what is computed from it can be"),
		                 _("no gradient of %s is computed: the loss joins it with what follows"), name->name);
	return read_name(reading, name, at_all_times);
}

// dE_all/dW
static bool read_whole(const struct reading *reading, const struct tree *tree)
{
	const struct network *network = reading->walk->network;
	struct check_subject *subject = reading->subject;
	const struct tree *above = tree->part[0], *below = tree->part[1];
	int const q = cell_find(network->cell, below->name);
	bool at_all_times;
	if (above->subscripts || tree->count == 3 || q < 0 || network->cell->quantity[q].kind != QUANTITY_PARAMETER)
		return error_set(reading->error, tree->span, NULL, _("%s is derived by a parameter: each sequence has steps and values of its own"), above->name);
	subject->t = CHECK_WHOLE;
	subject->quantity = q;
	return read_name(reading, below, &at_all_times) && check_fits_whole(network, reading->error);
}

static bool read_derivative(const struct reading *reading, const struct tree *tree, bool *at_all_times)
{
	const struct cell *cell = reading->walk->network->cell;
	struct check_subject *subject = reading->subject;
	const struct tree *above = tree->part[0];
	int const last = reading->walk->pass->T - 1;
	if (cell_is_whole_loss(cell, above->name))
		return read_whole(reading, tree);
	if (above->subscripts > 1 || cell_find(cell, above->name) != cell->loss ||
	    (above->subscripts && above->subscript[0].count != 1))
		return fail(reading, tree);
	if (above->subscripts && !read_index(reading, above->subscript[0].at[0], _("a time"), 0, last, &subject->t))
		return false;
	if (!read_below(reading, tree->part[1], at_all_times))
		return false;
	if (tree->count == 3 && cell->quantity[subject->quantity].kind != QUANTITY_PARAMETER)
		return fail(reading, tree);
	return tree->count < 3 || read_index(reading, tree->part[2], _("a time"), 0, last, &subject->step);
}

static bool read_value(const struct reading *reading, const struct tree *name, bool *at_all_times)
{
	reading->subject->quantity = cell_find(reading->walk->network->cell, name->name);
	return reading->subject->quantity < 0 ? fail(reading, name) : read_name(reading, name, at_all_times);
}

bool subject_read(struct session *session, const struct tree *tree, const struct subject_kind *kind,
                  struct check_subject *subject, bool *at_all_times, struct error *error)
{
	struct reading const reading = { session, kind, session_walk(session, error), subject, error };
	*at_all_times = false;
	*subject = (struct check_subject){ -1, -1, -1, -1 };
	if (!reading.walk)
		return false;
	bool const is_name = tree->kind == TREE_NAME;
	bool const done = tree->kind == TREE_DERIVATIVE             ? read_derivative(&reading, tree, at_all_times) :
	                  is_name && !strcmp(tree->name, "delta") ? read_delta(&reading, tree) :
	                  is_name && kind->values                 ? read_value(&reading, tree, at_all_times) :
	                  is_name                                 ? read_below(&reading, tree, at_all_times) :
	                                                            fail(&reading, tree);
	return done && (subject->t < 0 || reading.walk->pass->has_loss[subject->t] ||
	                walk_fail_loss(reading.walk, subject->t, is_name ? tree->span : tree->part[0]->span, error));
}
