// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed at the prompt: the first byte chooses what the rest is read as and where it is
// evaluated.  What is read prints as text that reads back as the same tree.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lang/evaluate.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "lang/query.h"
#include "trace/walk.h"

static const char cell_text[] = "input x[C] y[C]\n"
				"param U[H,C] V[C,H] W[H,H]\n"
				"state s[H]\n"
				"z[t] = U*x[t] + W*s[t-1]\n"
				"s[t] = tanh(z[t])\n"
				"logits[t] = V*s[t]\n"
				"yhat[t] = softmax(logits[t])\n"
				"E[t] = xent(yhat[t], y[t])\n"
				"loss E\n"
				"delta z\n";

static const struct query_form all = { .most = QUERY_ITEMS_MOST, .has_ranges = true, .has_guard = true,
	                               .has_log = true, .too_many = "too many" };

static bool read_condition(const char *text, size_t length, const struct parse_names *names,
                           struct arena *arena, struct tree **tree, struct error *error)
{
	static const struct query_form form = { .value = QUERY_CONDITION, .most = 1 };
	struct query query;
	bool const read = parse_query(text, length, 1, 1, &form, names, arena, &query, error);
	*tree = query.item[0].tree;
	return read;
}

static struct walk *make_walk(void)
{
	struct error error;
	struct network *network = network_new(
		cell_parse("tanh", "tanh", cell_text, sizeof cell_text - 1, false, &error));
	network_set_text(network, (const char *[]){ "a", "b", "c", "a" }, 4, &error);
	return walk_new(network, &error);
}

// Matrices that an expression makes are small here: what large ones cost is no finding.
static void find_large(void *context, struct tree *tree)
{
	if (!tree_is_call(tree, "zeros") && !tree_is_call(tree, "ones") &&
	    !tree_is_call(tree, "eye"))
		return;
	for (int i = 0; i < tree->count; i++)
		if (tree->part[i]->kind != TREE_NUMBER || tree->part[i]->number > 16)
			*(bool *)context = true;
}

static void expect_same(const struct tree *tree, const struct parse_names *names, bool condition,
                        struct arena *arena)
{
	for (int unicode = 0; unicode < 2; unicode++) {
		struct print_style const style = { .unicode = unicode };
		struct text text = { 0 };
		struct tree *again;
		struct error error;
		print_tree(tree, &style, &text);
		// Parentheses for clearness may pass a bound that the text itself kept.
		if (text.length < 512) {
			bool const read =
				condition ? read_condition(text_get(&text), text.length, names,
			                                   arena, &again, &error)
					  : parse_expression(text_get(&text), text.length, 1, 1,
			                                     names, arena, &again, &error);
			if (read ? !tree_equal(tree, again) : !strstr(error.cause, "too deeply"))
				abort();
		}
		text_free(&text);
	}
}

static void evaluate_at(struct walk *walk, struct place place, struct tree *tree,
                        struct arena *arena)
{
	struct walk_place at = { walk, place };
	struct scope const scope = walk_scope(&at);
	struct array value;
	struct error error;
	bool large = false;
	tree_visit(tree, find_large, &large);
	if (large || evaluate(tree, &scope, arena, &value, &error))
		return;
	if (!*error.cause || error.span.line != 1 || error.span.column < 1 || error.span.width < 1)
		abort();
	struct text told = { 0 };
	error_locate(&error, "-", "", 0, 1);
	error_write(&error, &told);
	text_free(&told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct walk *walk;
	if (!walk)
		walk = make_walk();
	if (size < 1 || size > 1024)
		return 0;
	struct arena arena = { 0 };
	struct error error;
	struct parse_names const names = walk_names(walk);
	const char *text = (const char *)data + 1;
	size_t const length = size - 1;
	struct place place = place_start();
	for (int i = data[0] / 4; i > 0; i--)
		place = place_after(&walk->itinerary, place, STRIDE_EQUATION);

	struct tree *tree = NULL;
	struct statement statement = { 0 };
	struct query query = { 0 };
	bool const condition = data[0] % 4 == 1;
	switch (data[0] % 4) {
	case 0:
		if (!parse_expression(text, length, 1, 1, &names, &arena, &tree, &error))
			tree = NULL;
		break;
	case 1:
		if (!read_condition(text, length, &names, &arena, &tree, &error))
			tree = NULL;
		break;
	case 2:
		if (parse_statement(text, length, 1, 1, &names, &arena, &statement, &error))
			tree = statement.value;
		break;
	default:
		if (parse_query(text, length, 1, 1, &all, &names, &arena, &query, &error))
			tree = query.item[0].tree;
		break;
	}
	if (tree) {
		expect_same(tree, &names, condition, &arena);
		evaluate_at(walk, place, tree, &arena);
	} else if (!*error.cause || error.span.line != 1 || error.span.column < 1) {
		abort();
	}
	arena_free(&arena);
	return 0;
}
