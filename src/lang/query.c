// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/query.h"

#include <string.h>

#include "base/message.h"
#include "lang/operator.h"
#include "lang/parsing.h"

struct query_reader {
	struct parser parser;
	const struct query_form *form;
	struct query *query;
};

// Whether an item may end before the token at hand.
static bool at_end(const struct query_reader *reader)
{
	const struct parser *parser = &reader->parser;
	const struct query_form *form = reader->form;
	return parsing_token(parser)->kind == TOKEN_END || (parsing_at(parser, ",") && form->too_many) ||
	       (form->has_ranges && parsing_at_word(parser, "for")) || (form->has_axes && parsing_at_word(parser, "over")) ||
	       (form->has_guard && parsing_at_word(parser, "if")) || (form->has_log && parsing_at_word(parser, "log"));
}

// Where the token at hand begins.
static size_t place_of(const struct parser *parser)
{
	return parser->lexer.at - strlen(parsing_token(parser)->typed);
}

// The text from a place to the token at hand; where several blanks stand, as joined lines leave them, one.
static const char *copy_typed(const struct parser *parser, size_t from)
{
	LOCAL(text) typed = { 0 };
	bool was_blank = false;
	for (size_t i = from; i < place_of(parser); i++) {
		char const c = parser->lexer.text[i];
		bool const is_blank = text_is_blank(c);
		if (was_blank && !is_blank)
			text_add_char(&typed, ' ');
		if (!is_blank)
			text_add_char(&typed, c);
		was_blank = is_blank;
	}
	return arena_copy_bytes(parser->arena, text_get(&typed), typed.length);
}

// ---- a value

// Words that begin a condition or stand in one, and are no names.
static bool is_connective(const char *name)
{
	return !strcmp(name, "not") || !strcmp(name, "and") || !strcmp(name, "or") || !strcmp(name, "if");
}

static struct tree *ended(struct query_reader *reader, struct tree *tree)
{
	return !tree || at_end(reader) || parsing_fail_rest(&reader->parser) ? tree : NULL;
}

// What is no expression (or no name) must be a condition.  Of two mistakes, that is told which came later.
static struct tree *parse_value(struct query_reader *reader)
{
	struct parser *parser = &reader->parser;
	struct parser const before = *parser;
	enum query_value const value = reader->form->value;
	if (value == QUERY_CONDITION)
		return ended(reader, parsing_condition(parser));
	struct tree *tree = ended(reader, parsing_expression(parser));
	bool const is_whole = tree && !(tree->kind == TREE_NAME && is_connective(tree->name));
	if (value == QUERY_EXPRESSION || (is_whole && (value == QUERY_EITHER || tree->kind == TREE_NAME)))
		return tree;
	struct error const no_expression = *parser->error;
	*parser = before;
	struct tree *condition = ended(reader, parsing_condition(parser));
	if (condition)
		return condition;
	if (value == QUERY_EITHER && no_expression.span.column >= parser->error->span.column)
		*parser->error = no_expression;
	if (is_whole) // what follows it, as `if` does, is no mistake
		error_set(parser->error,
		          (struct span){ tree->span.line, tree->span.column + tree->span.width, 1 }, _("write norm(delta[t,k]) < 1e-3"), _("%s is missing here"),
		          _("a comparison"));
	return NULL;
}

// ---- ranges

// A mistake in a range is one of how it is written, whatever the parts say.
static bool fail_range(struct parser *parser)
{
	struct error const error = *parser->error;
	return error_set(parser->error, error.span, _("write norm(delta[4,k]) for k = 4..0"), "%s",
	                 error.cause);
}

static bool read_variable(struct parser *parser, const char **variable)
{
	const struct token *token = parsing_token(parser);
	if (token->kind != TOKEN_NAME)
		return parsing_fail_expected(parser, _("the name of a variable"), NULL);
	if (operator_find_function(token->spelling) || !strcmp(token->spelling, "inf") ||
	    !strcmp(token->spelling, "nan") ||
	    (parser->names && parser->names->is_quantity &&
	     parser->names->is_quantity(parser->names->context, token->spelling)))
		return error_set(parser->error, token->span, NULL,
		                 _("%s has a meaning of its own and cannot count"), token->typed);
	*variable = token->spelling;
	return parsing_advance(parser);
}

// "=" expr ".." expr
static bool parse_bounds(struct parser *parser, struct tree **from, struct tree **to)
{
	if (!parsing_at(parser, "="))
		return parsing_fail_expected(parser, "'='", NULL);
	if (!parsing_advance(parser) || !(*from = parsing_expression(parser)))
		return false;
	if (!parsing_at(parser, ".."))
		return parsing_fail_expected(parser, "'..'", NULL);
	return parsing_advance(parser) && (*to = parsing_expression(parser));
}

// "for" NAME "=" expr ".." expr
static bool parse_range(struct query_reader *reader, struct series *item)
{
	struct parser *parser = &reader->parser;
	return (parsing_advance(parser) && read_variable(parser, &item->variable) &&
	        parse_bounds(parser, &item->from, &item->to) &&
	        ((at_end(reader) && !parsing_at_word(parser, "for")) || parsing_fail_rest(parser))) ||
	       fail_range(parser);
}

// From the right: what has no range has that of its neighbour.
static void share_ranges(struct query *query)
{
	for (int i = query->count - 2; i >= 0; i--) {
		struct series *item = &query->item[i], *next = item + 1;
		if (item->variable)
			continue;
		item->variable = next->variable;
		item->from = next->from;
		item->to = next->to;
	}
}

// ---- the whole

static bool parse_item(struct query_reader *reader)
{
	struct parser *parser = &reader->parser;
	const struct query_form *form = reader->form;
	if (reader->query->count == form->most)
		return parsing_fail(parser, parsing_token(parser)->span, form->instead, form->too_many);
	struct series *item = &reader->query->item[reader->query->count++];
	size_t const begin = place_of(parser);
	if (!(item->tree = parse_value(reader)))
		return false;
	item->name = copy_typed(parser, begin);
	return !form->has_ranges || !parsing_at_word(parser, "for") || parse_range(reader, item);
}

static bool parse_items(struct query_reader *reader)
{
	struct parser *parser = &reader->parser;
	while (parse_item(reader)) {
		if (!parsing_at(parser, ",") || !reader->form->too_many) {
			share_ranges(reader->query);
			return true;
		}
		if (!parsing_advance(parser))
			return false;
	}
	return false;
}

static bool parse_axis(struct parser *parser, const char *advice, struct axis *axis)
{
	size_t const begin = place_of(parser);
	if (!(axis->tree = parsing_expression(parser)))
		return false;
	axis->name = copy_typed(parser, begin);
	return parse_bounds(parser, &axis->from, &axis->to) ||
	       error_set(parser->error, parser->error->span, advice,
	                 _("an axis is a parameter and its range: W[0,0] = -2..2"));
}

static bool parse_axes(struct query_reader *reader)
{
	struct parser *parser = &reader->parser;
	const char *advice = reader->form->no_axes;
	if (!parsing_at_word(parser, "over"))
		return parsing_fail(parser, parsing_token(parser)->span, advice,
		                    _("over which two numbers?  The word over is missing"));
	if (!parsing_advance(parser) || !parse_axis(parser, advice, &reader->query->axis[0]))
		return false;
	if (!parsing_at(parser, ","))
		return parsing_fail(parser, parsing_token(parser)->span, advice,
		                    _("a surface stands over two numbers, with a comma between them"));
	return parsing_advance(parser) && parse_axis(parser, advice, &reader->query->axis[1]);
}

static bool parse_guard(struct query_reader *reader)
{
	struct parser *parser = &reader->parser;
	if (!parsing_advance(parser))
		return false;
	size_t const begin = place_of(parser);
	if (!(reader->query->guard = parsing_condition(parser)))
		return false;
	reader->query->condition = copy_typed(parser, begin);
	return true;
}

bool parse_query(const char *text, size_t length, int line, int column, const struct query_form *form,
                 const struct parse_names *names, struct arena *arena, struct query *query,
                 struct error *error)
{
	struct query_reader reader = { .parser = { .names = names, .arena = arena, .error = error },
		                 .form = form,
		                 .query = query };
	struct parser *parser = &reader.parser;
	*query = (struct query){ 0 };
	if (!parsing_start(parser, text, length, line, column) ||
	    (form->most && !(form->may_lack && at_end(&reader)) && !parse_items(&reader)) ||
	    (form->has_axes && !parse_axes(&reader)) ||
	    (form->has_guard && parsing_at_word(parser, "if") && !parse_guard(&reader)))
		return false;
	query->log = form->has_log && parsing_at_word(parser, "log");
	if (query->log && !parsing_advance(parser))
		return false;
	query->typed = copy_typed(parser, 0);
	return parsing_token(parser)->kind == TOKEN_END || parsing_fail_rest(parser);
}
