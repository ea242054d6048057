// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/amend.h"

#include <string.h>

#include "base/message.h"
#include "lang/lexer.h"
#include "lang/operator.h"
#include "lang/print.h"

struct amending {
	struct cell *cell;
	struct equation equation; // the new one
	struct equation *derived; // the one that it takes the place of
	struct error *error;
};

static bool fail(struct amending *a, struct span span, const char *advice, const char *cause,
                 const char *name) __attribute__((format(printf, 4, 0)));
static bool fail(struct amending *a, struct span span, const char *advice, const char *cause,
                 const char *name)
{
	return error_set(a->error, span, advice, cause, name);
}

// ---- reading

// The quantity of a name, and whether its gradient is meant; -1 if it is none of the cell's.
static int find_quantity(const struct cell *cell, const char *name, bool *gradient)
{
	int const q = cell_find(cell, name);
	*gradient = q < 0 && *name == 'd';
	return *gradient ? cell_find(cell, name + 1) : q;
}

static bool token_is(const struct lexer *lexer, const char *spelling)
{
	return lexer->token.kind != TOKEN_END && !strcmp(lexer->token.spelling, spelling);
}

// "at" "k" "=" ("t" ["-" NUMBER] | NUMBER), all of text[0 .. length)
static bool read_when(struct amending *a, const struct amendment *line, size_t length)
{
	struct lexer lexer;
	struct when *when = &a->equation.when;
	lexer_start(&lexer, line->line, length, line->number, line->column, &a->cell->arena);
	static const char *const begin[] = { "at", "k", "=" };
	bool good = true;
	for (size_t i = 0; good && i < sizeof begin / sizeof *begin; i++)
		good = lexer_next(&lexer, a->error) && token_is(&lexer, begin[i]);
	good = good && lexer_next(&lexer, a->error);
	bool const from_t = good && token_is(&lexer, "t");
	when->kind = from_t ? WHEN_FROM_T : WHEN_AT;
	bool number = !from_t;
	if (from_t) {
		good = lexer_next(&lexer, a->error);
		number = good && token_is(&lexer, "-");
		good = good && (!number || lexer_next(&lexer, a->error));
	}
	if (good && number) {
		good = lexer.token.kind == TOKEN_NUMBER && lexer.token.number >= 0 &&
		       lexer.token.number <= 1e6 && lexer.token.number <= (int)lexer.token.number;
		when->n = good ? (int)lexer.token.number : 0;
		good = good && lexer_next(&lexer, a->error);
	}
	return (good && lexer.token.kind == TOKEN_END) ||
	       fail(a, lexer.token.span,
	            _("write at k=t: let dz[k] = ..., or at k=t-2:, or at k=0:"),
	            _("'%s' is not expected in the iterations that an equation is for"),
	            lexer.token.spelling);
}

bool amend_read_time(const struct tree *name, enum base_time *base, int *offset)
{
	static const struct {
		const char *letter;
		enum base_time base;
		int offset;
	} letters[] = { { "t", TIME_T, 0 }, { "k", TIME_K, 0 }, { "T", TIME_LAST, 1 } };
	if (name->subscripts != 1 || name->subscript[0].count != 1 || name->subscript[0].last)
		return false;
	const struct tree *at = name->subscript[0].at[0];
	bool const back = tree_is_call(at, "-"), ahead = tree_is_call(at, "+");
	int by = 0;
	if (back || ahead) {
		if (at->count != 2 || at->part[1]->kind != TREE_NUMBER)
			return false;
		double const number = at->part[1]->number;
		by = number >= 1 && number <= 1 ? 1 : back && number >= 2 && number <= 2 ? 2 : 0;
		if (!by)
			return false;
		at = at->part[0];
	}
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (at->kind == TREE_NAME && !at->subscripts &&
		    !strcmp(at->name, letters[i].letter)) {
			*base = letters[i].base;
			*offset = letters[i].offset + (back ? -by : by);
			return true;
		}
	return false;
}

// Which derived equation the target names: its quantity, time and offset.
static bool bind_target(struct amending *a, const struct tree *target)
{
	struct equation *equation = &a->equation;
	bool gradient;
	equation->quantity = find_quantity(a->cell, target->name, &gradient);
	if (equation->quantity < 0 || !gradient)
		return fail(a, target->span, _("equations lists what is derived"),
		            _("%s is not a gradient of this cell"), target->name);
	equation->gradient = true;
	if (a->cell->quantity[equation->quantity].kind == QUANTITY_PARAMETER)
		return !target->subscripts ||
		       fail(a, target->span, _("write it whole"),
		            _("%s is the sum of a parameter's gradient and has no time"),
		            target->name);
	return (amend_read_time(target, &equation->time, &equation->offset) && equation->offset >= -1) ||
	       fail(a, target->span, _("write dz[k], ds[k-1] or dlogits[t]"),
	            _("%s needs the time at which it is computed"), target->name);
}

// ---- names on the right side

bool amend_may_read_ahead(const struct cell *cell, const struct equation *equation)
{
	const struct program *sweep = &cell->sweep;
	if (equation->when.kind != WHEN_ALWAYS)
		return equation->when.kind == WHEN_FROM_T && equation->when.n > 0;
	for (int i = 0; i < sweep->count; i++)
		if (equation_same_left(&sweep->equation[i], equation) &&
		    sweep->equation[i].amended && sweep->equation[i].when.kind == WHEN_FROM_T &&
		    !sweep->equation[i].when.n)
			return true;
	return false;
}

static bool bind_value(struct amending *a, struct tree *name)
{
	const struct quantity *quantity = &a->cell->quantity[name->quantity];
	if (name->time == TIME_LAST)
		return !name->offset ||
		       fail(a, name->span, _("the last time is T-1"),
		            _("%s is read at T-1 or at a step, not there"), name->name);
	if (name->offset < 0 && !quantity->is_state)
		return fail(a, name->span, _("only states have a value at -1"),
		            _("%s is not a state and cannot look back"), name->name);
	if (name->offset > 0 && name->time == TIME_T)
		return fail(a, name->span, _("write [t] or [k+1]"),
		            _("%s[t+1] is not known to loss t"), name->name);
	return name->offset <= 0 || amend_may_read_ahead(a->cell, &a->equation) ||
	       fail(a, name->span, _("first give what runs there: at k=t: let ... = ..."),
	            _("where k is T-1 there is no %s[k+1]"), name->name);
}

static bool bind_gradient(struct amending *a, struct tree *name)
{
	bool const head = a->equation.part == PART_HEAD;
	enum base_time const time = head ? TIME_T : TIME_K;
	if (name->time != time || name->offset > 0 ||
	    (name->offset && a->equation.part != PART_TAIL))
		return fail(a, name->span,
		            head ? _("where a loss enters, gradients are read at [t]")
		                 : _("within an iteration, gradients are read at [k]"),
		            _("d%s is not kept for that time"), name->name);
	return true;
}

static bool bind_name(struct amending *a, struct tree *name)
{
	const struct cell *cell = a->cell;
	bool gradient;
	int const q = find_quantity(cell, name->name, &gradient);
	if (q < 0 && cell_is_number(name->name) &&
	    !name->subscripts)
		return true;
	if (q < 0)
		return fail(a, name->span,
		            _("an equation reads the cell's names, their gradients, t k T H C"),
		            _("there is no %s here"), name->name);
	bool const is_parameter = cell->quantity[q].kind == QUANTITY_PARAMETER;
	if (is_parameter && (gradient || name->subscripts))
		return fail(a, name->span,
		            gradient ? _("read what it is made of: outer(dz[k], s[k-1])")
		                     : _("write it without brackets"),
		            gradient ? _("%s is a sum that grows; no equation can read it")
		                     : _("%s is a parameter: it has no time and is read whole"),
		            name->name);
	if (!is_parameter && !amend_read_time(name, &name->time, &name->offset))
		return fail(a, name->span, _("write [k], [k-1], [k-2], [k+1], [t] or [T-1]"),
		            _("%s needs the time at which it is read"), name->name);
	name->name = cell->quantity[q].name;
	name->quantity = q;
	name->gradient = gradient;
	name->subscripts = 0;
	return is_parameter || (gradient ? bind_gradient(a, name) : bind_value(a, name));
}

static bool bind_tree(struct amending *a, struct tree *tree)
{
	if (tree->kind == TREE_DERIVATIVE)
		return fail(a, tree->span, _("write dz[k] for the delta at hand"),
		            _("an equation reads running values, not finished derivatives%s"), "");
	if (tree->kind == TREE_NAME)
		return bind_name(a, tree);
	for (int i = 0; i < tree->count; i++)
		if (!bind_tree(a, tree->part[i]))
			return false;
	return true;
}

static void find_step(void *context, struct tree *tree)
{
	if (tree->kind == TREE_NAME && tree->quantity < 0 && tree->subscripts) {
		enum base_time base;
		int offset;
		*(bool *)context |= amend_read_time(tree, &base, &offset) && base == TIME_K;
	}
}

// The equation whose place this one takes: same left side, and for a sum in the same part of the program;
// of several, the one that is for the same iterations.
static bool find_derived(struct amending *a, const struct tree *target, struct tree *right)
{
	struct program *sweep = &a->cell->sweep;
	bool in_step = false;
	tree_visit(right, find_step, &in_step);
	for (int pass = 0; pass < 4 && !a->derived; pass++)
		for (int i = 0; i < sweep->count && !a->derived; i++) {
			struct equation *each = &sweep->equation[i];
			bool const same_when = each->when.kind == a->equation.when.kind &&
			                       each->when.n == a->equation.when.n;
			bool const same_part =
				each->time != TIME_NONE || (each->part == PART_HEAD) != in_step;
			if (equation_same_left(each, &a->equation) && (same_part || pass >= 2) &&
			    (pass % 2 ? each->when.kind == WHEN_ALWAYS : same_when))
				a->derived = each;
		}
	if (!a->derived)
		return fail(a, target->span,
		            _("equations lists what is derived, each with its time"),
		            _("no equation computes %s at this time"), target->name);
	a->equation.part = a->derived->part;
	a->equation.shape = a->derived->shape;
	return a->equation.when.kind == WHEN_ALWAYS || a->equation.part != PART_HEAD ||
	       fail(a, target->span, _("leave the prefix out"),
	            _("a loss enters where k = t, only there%s"), "");
}

static bool check_shape(struct amending *a)
{
	struct shape found;
	const struct shape wanted = a->equation.shape;
	if (!cell_shape(a->cell, a->equation.right, &found, a->error))
		return false;
	if (shape_equal(found, wanted) || shape_is_scalar(found))
		return true;
	LOCAL(text) cause = { 0 };
	struct print_style const style = { 0 };
	equation_print_left(a->cell, &a->equation, &style, &cause);
	text_add(&cause, _(" is "));
	shape_write(wanted, &cause);
	text_add(&cause, _(", what is written for it is "));
	shape_write(found, &cause);
	fail(a, a->equation.right->span, _("equations shows the derived one, which fits"), "%s",
	     text_get(&cause));
	return false;
}

// ---- its place

static bool put_in_order(struct amending *a)
{
	LOCAL(text) left = { 0 };
	struct print_style const style = { 0 };
	equation_print_left(a->cell, &a->equation, &style, &left);
	bool good = true;
	if (!a->equation.adds && equation_reads(&a->equation, &a->equation))
		good = fail(a, a->equation.right->span, _("+= adds to what is there"),
		            _("%s would be computed from itself"), text_get(&left));
	else if (!program_order(&a->cell->sweep))
		good = fail(a, a->equation.right->span, _("one of them has to be computed first"),
		            _("%s would need what is computed from it"), text_get(&left));
	return good;
}

void amend_put(struct cell *cell, int place, struct equation equation)
{
	struct program *sweep = &cell->sweep;
	struct equation *derived = &sweep->equation[place];
	bool const same = derived->when.kind == equation.when.kind &&
	                  derived->when.n == equation.when.n;
	const struct equation *stood = derived->derived ? derived->derived : derived;
	equation.amended = true;
	equation.derived = stood;
	if (same) {
		struct equation *kept = arena_get(&cell->arena, sizeof *kept);
		*kept = *stood;
		equation.derived = kept;
		equation.yields = derived->yields;
		*derived = equation;
		return;
	}
	struct equation *more = arena_get(&cell->arena, (size_t)(sweep->count + 1) * sizeof *more);
	memcpy(more, sweep->equation, (size_t)place * sizeof *more);
	memcpy(more + place + 1, derived, (size_t)(sweep->count - place) * sizeof *more);
	for (int i = place + 1; i <= sweep->count; i++)
		if (equation_same_left(&more[i], &equation))
			more[i].yields = true;
	more[place] = equation;
	sweep->equation = more;
	sweep->count++;
	sweep->head += equation.part == PART_HEAD;
}

bool amend_is_line(const struct cell *cell, const char *line, size_t length)
{
	LOCAL(arena) arena = { 0 };
	struct lexer lexer;
	struct error ignored;
	bool gradient = false;
	lexer_start(&lexer, line, length, 1, 1, &arena);
	bool is = lexer_next(&lexer, &ignored) && token_is(&lexer, "at") &&
	          lexer_next(&lexer, &ignored) && token_is(&lexer, "k");
	if (!is && token_is(&lexer, "let") && lexer_next(&lexer, &ignored) &&
	    lexer.token.kind == TOKEN_NAME)
		is = find_quantity(cell, lexer.token.spelling, &gradient) >= 0 && gradient;
	return is;
}

bool amend(struct cell *cell, const struct amendment *line, struct error *error)
{
	struct amending a = { .cell = cell, .error = error };
	struct parse_names const names = cell_parse_names(cell);
	struct statement statement;
	const char *colon = memchr(line->line, ':', line->length);
	size_t skip = 0;
	if (colon && !read_when(&a, line, (size_t)(colon - line->line)))
		return false;
	if (colon)
		for (skip = (size_t)(colon - line->line) + 1;
		     skip < line->length && line->line[skip] == ' ';)
			skip++;
	int const column = line->column + (int)skip;
	if (!parse_statement(line->line + skip, line->length - skip, line->number, column, &names,
	                     &cell->arena, &statement, error))
		return false;
	if (!statement.target || !statement.is_let)
		return fail(&a, (struct span){ line->number, column, 1 },
		            _("write let dz[k] = ..."),
		            _("an equation of the backward pass begins with let%s"), "");
	a.equation.right = statement.value;
	a.equation.adds = statement.adds;
	a.equation.span = statement.target->span;
	if (!bind_target(&a, statement.target) ||
	    !find_derived(&a, statement.target, statement.value) ||
	    !bind_tree(&a, statement.value) || !check_shape(&a))
		return false;
	amend_put(cell, (int)(a.derived - cell->sweep.equation), a.equation);
	return put_in_order(&a);
}
