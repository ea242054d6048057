// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: the derivative comes from the operator's own row, as the backward equations do.
#include "view/activation.h"

#include "lang/operator.h"

enum { CALLS_MOST = 32 };

struct found {
	const struct equation *equation; // whose right side is being looked through
	struct {
		const struct tree *call;
		int quantity; // that the equation computes
	} at[CALLS_MOST];
	int count;
};

static bool is_activation(const struct tree *tree)
{
	return tree->kind == TREE_CALL && tree->count == 1 && tree->op->scalar && tree->op->vjp &&
	       tree->op->fixity == FIX_FUNCTION;
}

static void look_at(void *context, struct tree *tree)
{
	struct found *found = context;
	if (!is_activation(tree) || found->count == CALLS_MOST)
		return;
	found->at[found->count].call = tree;
	found->at[found->count++].quantity = found->equation->quantity;
}

static struct found look_through(const struct cell *cell)
{
	struct found found = { .count = 0 };
	for (int i = 0; i < cell->forward.count; i++) {
		found.equation = &cell->forward.equation[i];
		tree_visit(found.equation->right, look_at, &found);
	}
	return found;
}

struct reading {
	int quantity;
	bool reads;
};

static void look_for(void *context, struct tree *tree)
{
	struct reading *reading = context;
	reading->reads |= tree->kind == TREE_NAME && tree->quantity == reading->quantity;
}

static bool is_read(const struct tree *tree, int quantity)
{
	struct reading reading = { quantity, false };
	tree_visit((struct tree *)tree, look_for, &reading);
	return reading.reads;
}

// What the current equation is about: the function that makes its left side, or takes it; else the
// first one of the cell.
static const struct tree *choose(const struct study *study, const struct found *found)
{
	const struct equation *equation = study_equation(study);
	for (int i = 0; equation && i < found->count; i++)
		if (found->at[i].quantity == equation->quantity)
			return found->at[i].call;
	for (int i = 0; equation && i < found->count; i++)
		if (is_read(found->at[i].call->part[0], equation->quantity))
			return found->at[i].call;
	return found->count ? found->at[0].call : NULL;
}

// ---- the units

struct at_time {
	const struct pass *pass;
	int time;
};

static struct array bound(void *context, const struct tree *name)
{
	const struct at_time *at = context;
	return pass_value(at->pass, name->quantity, at->time + name->offset);
}

struct knowing {
	const struct study *study;
	int time;
	bool all;
};

static void look_whether_known(void *context, struct tree *tree)
{
	struct knowing *knowing = context;
	const struct scene *scene = knowing->study->scene;
	if (tree->kind == TREE_NAME && tree->quantity >= 0 && tree->time != TIME_NONE)
		knowing->all = knowing->all && walk_known(scene->walk, scene->place, tree->quantity,
		                                          knowing->time + tree->offset);
}

static struct array read_argument(struct study *study, const struct tree *argument, int time)
{
	struct array value = { 0 };
	struct knowing knowing = { study, time, study->scene->place.phase != PHASE_START };
	tree_visit((struct tree *)argument, look_whether_known, &knowing);
	struct at_time at = { study->scene->walk->pass, time };
	struct scope const scope = { .context = &at, .H = at.pass->network->H, .C = at.pass->network->C,
		                     .bound = bound };
	struct error error;
	if (!knowing.all || !evaluate(argument, &scope, &study->arena, &value, &error))
		return (struct array){ 0 };
	return value;
}

static struct tree *derive(struct arena *arena, struct tree *call)
{
	struct shape const shape = { 0 };
	struct vjp const vjp = { arena, call, tree_number(arena, 1), &shape };
	return call->op->vjp(&vjp, 0);
}

struct activation activation_in_play(struct study *study)
{
	struct found const found = look_through(study_cell(study));
	struct place const place = study->scene->place;
	struct activation activation = { .call = choose(study, &found) };
	if (!activation.call)
		return activation;
	activation.time = place.phase == PHASE_BACKWARD ? place.k : place.t;
	activation.variable = tree_name(&study->arena, "u");
	struct tree *call = tree_call(&study->arena, activation.call->op, 1, &activation.variable);
	activation.derivative = derive(&study->arena, call);
	activation.argument = read_argument(study, activation.call->part[0], activation.time);
	return activation;
}

double activation_value(const struct activation *activation, double at)
{
	return activation->call->op->scalar(at);
}

double activation_slope(const struct activation *activation, double at, struct arena *arena)
{
	static struct scope const nothing;
	struct arena_mark const mark = arena_mark(arena);
	struct array value;
	struct error error;
	double slope = 0;
	if (evaluate_with(activation->derivative, activation->variable->name, at, &nothing, arena,
	                  &value, &error))
		slope = value.at[0];
	arena_release(arena, mark);
	return slope;
}

// ---- in words

static struct print_style names_at(const struct study *study, int time)
{
	struct print_style style = study_names(study, study->scene->place.phase != PHASE_START);
	style.t = style.k = time;
	return style;
}

void activation_write(const struct study *study, const struct activation *activation,
                      struct text *out)
{
	struct print_style const style = names_at(study, activation->time);
	print_tree(activation->call, &style, out);
}

void activation_write_slope(struct study *study, const struct activation *activation,
                            struct text *out)
{
	struct print_style const style = names_at(study, activation->time);
	print_tree(derive(&study->arena, (struct tree *)activation->call), &style, out);
}
