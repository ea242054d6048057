// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/optimiser.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "plan/kernel.h"

const struct optimiser optimisers[] = {
	{ "sgd", "", "W = W - rate*g" },
	{ "momentum", "m", "m = momentum*m + g; W = W - rate*m" },
	{ "adagrad", "v", "v = v + g.^2; W = W - rate*g ./ (sqrt(v) + epsilon)" },
	{ "rmsprop", "v", "v = alpha*v + (1 - alpha)*g.^2; W = W - rate*g ./ (sqrt(v) + epsilon)" },
	{ "adam", "mv",
	  "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g.^2; "
	  "W = W - rate*m/(1 - beta1.^n) ./ (sqrt(v/(1 - beta2.^n)) + epsilon)" },
	{ .name = NULL },
};

struct optimising optimising_usual(void)
{
	return (struct optimising){ 0, .momentum = 0.9, .alpha = 0.99, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8 };
}

size_t optimising_memory(const struct optimising *how)
{
	return strlen(optimisers[how->by].memory);
}

struct remembered remembered_copy(const struct remembered *remembered, size_t weights, const struct optimising *how)
{
	struct remembered copy = { remembered->steps, NULL };
	size_t const count = weights * optimising_memory(how);
	if (count && remembered->at) {
		copy.at = memory_get(count, sizeof *copy.at);
		memcpy(copy.at, remembered->at, count * sizeof *copy.at);
	}
	return copy;
}

// ---- the equations as instructions

// What an equation can name: rows of numbers, one a weight; then numbers.
enum name { W, G, M, V, ROWS, RATE = ROWS, STEP, MOMENTUM, ALPHA, BETA1, BETA2, EPSILON, NAMES };

static const char *const names[] = {
	"W", "g", "m", "v", "rate", "n", "momentum", "alpha", "beta1", "beta2", "epsilon",
};

enum { BLOCK = 512, REGISTERS = 48 };

// A register holds a number or a row.  What is made of numbers alone is made once a step.
struct make {
	double (*pair)(double, double); // of numbers
	enum each each;                 // of rows
	int a, b, out;
};

struct rule {
	struct optimising how;
	struct make number[REGISTERS], row[REGISTERS];
	int numbers, rows;
	bool is_row[REGISTERS];
	double value[REGISTERS];        // of numbers
	double block[REGISTERS][BLOCK]; // of rows that are nobody's
	int registers;
	const struct kernels *kernels;
};

// How operators run over rows: both are rows, the right one is a number, the left one is.
static const struct {
	const char *op;
	enum each rows, by_number, number_by;
} rows[] = {
	{ "+", EACH_ADD, EACH_ADD_VS, EACH_ADD_VS },
	{ "-", EACH_SUBTRACT, EACH_SUBTRACT_VS, EACH_SUBTRACT_SV },
	{ "*", EACH_COUNT, EACH_MULTIPLY_VS, EACH_MULTIPLY_VS },
	{ ".*", EACH_MULTIPLY, EACH_MULTIPLY_VS, EACH_MULTIPLY_VS },
	{ "/", EACH_COUNT, EACH_DIVIDE_VS, EACH_COUNT },
	{ "./", EACH_DIVIDE, EACH_DIVIDE_VS, EACH_DIVIDE_SV },
	{ "sqrt", EACH_SQRT, EACH_COUNT, EACH_COUNT },
};

static int new_register(struct rule *rule, bool is_row)
{
	assert(rule->registers < REGISTERS);
	rule->is_row[rule->registers] = is_row;
	return rule->registers++;
}

static enum each find_each(const struct rule *rule, const char *op, int *a, int *b)
{
	bool const both = *b < 0 || (rule->is_row[*a] && rule->is_row[*b]);
	size_t i = 0, last = sizeof rows / sizeof *rows - 1;
	while (i < last && strcmp(rows[i].op, op))
		i++;
	bool const is_symmetric = rows[i].by_number == rows[i].number_by;
	enum each const each = both ? rows[i].rows : rule->is_row[*a] ? rows[i].by_number : rows[i].number_by;
	assert(each != EACH_COUNT);
	if (!both && !rule->is_row[*a] && is_symmetric) {
		int const number = *a;
		*a = *b;
		*b = number;
	}
	return each;
}

// The register of a tree's value.
static int compile(struct rule *rule, const struct tree *tree)
{
	if (tree->kind == TREE_NUMBER) {
		int const number = new_register(rule, false);
		rule->value[number] = tree->number;
		return number;
	}
	if (tree->kind == TREE_NAME) {
		int name = W;
		while (name < NAMES - 1 && strcmp(names[name], tree->name))
			name++;
		assert(!strcmp(names[name], tree->name));
		return name;
	}
	assert(tree->kind == TREE_CALL);
	const char *op = tree->op->name;
	int a = compile(rule, tree->part[0]), b = tree->count > 1 ? compile(rule, tree->part[1]) : -1;
	bool const is_row = rule->is_row[a] || (b >= 0 && rule->is_row[b]);
	if (is_row && !strcmp(op, ".^")) { // the only power of a row is its square
		assert(rule->value[b] >= 2 && rule->value[b] <= 2);
		op = ".*";
		b = a;
	}
	struct make make = { tree_is_call(tree, ".^") ? pow : tree->op->pair, EACH_COUNT, a, b, new_register(rule, is_row) };
	if (is_row) {
		make.each = find_each(rule, op, &make.a, &make.b);
		rule->row[rule->rows++] = make;
	} else {
		assert(make.pair);
		rule->number[rule->numbers++] = make;
	}
	return make.out;
}

// The equations are ours: what cannot be read in them is our mistake.
static void compile_equation(struct rule *rule, const char *text, size_t length)
{
	LOCAL(arena) arena = { 0 };
	struct statement statement;
	struct error error;
	bool const is_read = parse_statement(text, length, 1, 1, NULL, &arena, &statement, &error);
	assert(is_read && statement.target && !statement.adds);
	(void)is_read;
	int const target = compile(rule, statement.target);
	compile(rule, statement.value);
	assert(target < ROWS && rule->rows);
	rule->row[rule->rows - 1].out = target;
}

struct rule *rule_new(const struct optimising *how)
{
	struct rule *rule = memory_get(1, sizeof *rule);
	rule->how = *how;
	rule->kernels = kernel_find();
	rule->registers = NAMES;
	for (int i = 0; i < ROWS; i++)
		rule->is_row[i] = true;
	for (const char *at = optimisers[how->by].equations; *at; at += strspn(at, "; ")) {
		size_t const length = strcspn(at, ";");
		compile_equation(rule, at, length);
		at += length;
	}
	return rule;
}

void rule_free(struct rule *rule)
{
	free(rule);
}

// ---- a step

static void make_numbers(struct rule *rule, double rate, long step)
{
	const struct optimising *how = &rule->how;
	double const named[] = { rate,       (double)step, how->momentum, how->alpha,
		                 how->beta1, how->beta2,   how->epsilon };
	memcpy(rule->value + ROWS, named, sizeof named);
	for (const struct make *make = rule->number; make < rule->number + rule->numbers; make++)
		rule->value[make->out] = make->pair(rule->value[make->a], rule->value[make->b]);
}

static void move_block(struct rule *rule, double *const *named, size_t count)
{
	double *at[REGISTERS];
	for (int i = 0; i < rule->registers; i++)
		at[i] = i < ROWS ? named[i] : rule->is_row[i] ? rule->block[i] : &rule->value[i];
	for (const struct make *make = rule->row; make < rule->row + rule->rows; make++)
		rule->kernels->each[make->each](at[make->out], at[make->a], make->b < 0 ? NULL : at[make->b], NULL, count);
}

void rule_move(struct rule *rule, double rate, long step, double scale, double *w, const double *g,
               double *const *memory, size_t count)
{
	double clipped[BLOCK];
	const char *letters = optimisers[rule->how.by].memory;
	bool const is_clipped = scale < 1;
	make_numbers(rule, rate, step);
	for (size_t i = 0; i < count; i += BLOCK) {
		size_t const some = count - i < BLOCK ? count - i : BLOCK;
		double *named[ROWS] = { [W] = w + i, [G] = is_clipped ? clipped : (double *)g + i };
		if (is_clipped)
			rule->kernels->each[EACH_MULTIPLY_VS](clipped, g + i, &scale, NULL, some);
		for (int j = 0; letters[j]; j++)
			named[letters[j] == 'm' ? M : V] = memory[j] + i;
		move_block(rule, named, some);
	}
}
