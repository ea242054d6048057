// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tree: what a whole line can be: an expression, a list of values, a condition, an assignment.
#include <string.h>

#include "base/message.h"
#include "lang/parsing.h"

// What follows a whole expression although nothing may.
static bool fail_rest(struct parser *parser)
{
	struct token const rest = *parsing_token(parser);
	if (parsing_at(parser, "@"))
		return parsing_fail(parser, rest.span, _("a product of matrices is written *, as in W*s[1]"),
		            _("@ belongs only after a derivative, as in dE[3]/dW @ 1"));
	if (parsing_at(parser, "="))
		return parsing_fail(parser, rest.span, NULL, _("'=' assigns to a name only: W[1,2] = 0.5"));
	if (rest.kind == TOKEN_NAME || rest.kind == TOKEN_NUMBER || parsing_at(parser, "(") ||
	    parsing_at(parser, "["))
		error_set(parser->error, rest.span, _("multiplication is written *, as in 2*s[1]"),
		          _("an operator is missing before '%s'"), rest.spelling);
	else
		error_set(parser->error, rest.span, NULL, _("'%s' is not expected here"), rest.spelling);
	return false;
}

static bool start(struct parser *parser, const char *text, size_t length, int line, int column)
{
	if (length > PARSE_BYTES)
		return parsing_fail(parser, (struct span){ line, column, 1 }, NULL,
		            _("this line is too long for an expression (64 KiB at most)"));
	lexer_start(&parser->lexer, text, length, line, column, parser->arena);
	return parsing_advance(parser);
}

bool parse_expression(const char *text, size_t length, int line, int column,
                      const struct parse_names *names, struct arena *arena, struct tree **tree,
                      struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	if (!start(&parser, text, length, line, column) || !(*tree = parsing_expression(&parser)))
		return false;
	return parsing_token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}

static bool at_name(const struct parser *parser, const char *name)
{
	return parsing_token(parser)->kind == TOKEN_NAME && !strcmp(parsing_token(parser)->spelling, name);
}

bool parse_series(const char *text, size_t length, int line, int column,
                  const struct parse_names *names, struct arena *arena, struct series *series,
                  struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	*series = (struct series){ 0 };
	if (!start(&parser, text, length, line, column) || !(series->value = parsing_expression(&parser)))
		return false;
	if (at_name(&parser, "for")) {
		const char *advice = _("write norm(delta[4,k]) for k = 4..0");
		if (!parsing_advance(&parser))
			return false;
		if (parsing_token(&parser)->kind != TOKEN_NAME)
			return parsing_fail_expected(&parser, _("the name of a variable"), advice);
		series->variable = parsing_token(&parser)->spelling;
		if (!parsing_advance(&parser))
			return false;
		if (!parsing_at(&parser, "="))
			return parsing_fail_expected(&parser, "'='", advice);
		if (!parsing_advance(&parser) || !(series->from = parsing_expression(&parser)))
			return false;
		if (!parsing_at(&parser, ".."))
			return parsing_fail_expected(&parser, "'..'", advice);
		if (!parsing_advance(&parser) || !(series->to = parsing_expression(&parser)))
			return false;
	}
	return parsing_token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}

// cmp = ["not"] expr ("<"|"<="|">"|">="|"=="|"!=") expr
static struct tree *parse_comparison(struct parser *parser)
{
	struct span const first = parsing_token(parser)->span;
	bool const negated = at_name(parser, "not");
	struct tree *left = !negated || parsing_advance(parser) ? parsing_expression(parser) : NULL;
	if (!left)
		return NULL;
	const struct operation *op = parsing_infix(parser);
	if (!op || op->bind != BIND_COMPARE)
		return parsing_fail_expected(parser, _("a comparison"), _("write norm(delta[t,k]) < 1e-3"));
	struct tree *right = parsing_advance(parser) ? parsing_expression(parser) : NULL;
	if (!right)
		return NULL;
	struct tree *tree = parsing_placed(tree_call(parser->arena, op, 2, (struct tree *[]){ left, right }),
	                           parsing_joined(left->span, right->span));
	return negated ? parsing_placed(tree_call(parser->arena, operator_find("not", FIX_PREFIX), 1, &tree),
	                        parsing_joined(first, tree->span)) :
	                 tree;
}

static struct tree *parse_conjunction(struct parser *parser)
{
	return parsing_chain(parser, BIND_AND, parse_comparison);
}

bool parse_condition(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena, struct tree **tree,
                     struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	if (!start(&parser, text, length, line, column) ||
	    !(*tree = parsing_chain(&parser, BIND_OR, parse_conjunction)))
		return false;
	return parsing_token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}

bool parse_statement(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena,
                     struct statement *statement, struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	*statement = (struct statement){ 0 };
	if (!start(&parser, text, length, line, column))
		return false;
	if (at_name(&parser, "let")) {
		statement->is_let = true;
		if (!parsing_advance(&parser))
			return false;
	}
	if (!(statement->value = parsing_expression(&parser)))
		return false;
	if (parsing_at(&parser, "=") || parsing_at(&parser, "+=")) {
		statement->target = statement->value;
		statement->adds = parsing_at(&parser, "+=");
		if (statement->target->kind != TREE_NAME)
			return parsing_fail(&parser, statement->target->span, _("assign to a name: W[1,2] = 0.5"),
			            _("only a name can be assigned to"));
		if (!parsing_advance(&parser) || !(statement->value = parsing_expression(&parser)))
			return false;
	} else if (statement->is_let) {
		return parsing_fail_expected(&parser, "'='", _("write let a = norm(W)"));
	}
	return parsing_token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}
