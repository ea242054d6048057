// SPDX-License-Identifier: GPL-3.0-or-later
// Texts as the trees that they are read as, with names like those of a cell.
#ifndef TESTS_UNIT_PARSED_H
#define TESTS_UNIT_PARSED_H

#include "lang/parser.h"
#include "lang/query.h"

static inline bool is_quantity(void *context, const char *name)
{
	(void)context;
	static const char *const names[] = { "x", "y", "U", "V",    "W",
		                             "s", "z", "E", "yhat", "logits" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static const struct parse_names names = { .is_quantity = is_quantity };

static inline bool parse(const char *text, struct arena *arena, struct tree **tree, struct error *error)
{
	return parse_expression(text, strlen(text), 1, 1, &names, arena, tree, error);
}

static inline bool parse_condition(const char *text, struct arena *arena, struct tree **tree, struct error *error)
{
	static const struct query_form form = { .value = QUERY_CONDITION, .most = 1 };
	struct query query;
	bool const read = parse_query(text, strlen(text), 1, 1, &form, &names, arena, &query, error);
	*tree = query.item[0].tree;
	return read;
}

static inline struct tree *parsed(const char *text, struct arena *arena)
{
	struct tree *tree;
	struct error error;
	if (!parse(text, arena, &tree, &error))
		fail_msg("%s: %d: %s", text, error.span.column, error.cause);
	return tree;
}

#endif
