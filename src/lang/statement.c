// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tree: what a whole line can be: an expression, a list of values, a condition, an assignment.
#include <string.h>

#include "base/message.h"
#include "lang/operator.h"
#include "lang/parsing.h"

static bool start(struct parser *parser, const char *text, size_t length, int line, int column)
{
	if (length > PARSE_BYTES)
		return parsing_fail(parser, (struct span){ line, column, 1 },
		            _("give its parts names with let"),
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
	return parsing_token(&parser)->kind == TOKEN_END || parsing_fail_rest(&parser);
}

static bool at_name(const struct parser *parser, const char *name)
{
	return parsing_token(parser)->kind == TOKEN_NAME && !strcmp(parsing_token(parser)->spelling, name);
}

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

// "for" NAME "=" expr ".." expr, to the end
static bool parse_range(struct parser *parser, struct series *series)
{
	if (!parsing_advance(parser) || !read_variable(parser, &series->variable))
		return fail_range(parser);
	if (!parsing_at(parser, "="))
		return parsing_fail_expected(parser, "'='", NULL) || fail_range(parser);
	if (!parsing_advance(parser) || !(series->from = parsing_expression(parser)))
		return fail_range(parser);
	if (!parsing_at(parser, ".."))
		return parsing_fail_expected(parser, "'..'", NULL) || fail_range(parser);
	if (!parsing_advance(parser) || !(series->to = parsing_expression(parser)))
		return fail_range(parser);
	return parsing_token(parser)->kind == TOKEN_END || parsing_fail_rest(parser) || fail_range(parser);
}

bool parse_series(const char *text, size_t length, int line, int column,
                  const struct parse_names *names, struct arena *arena, struct series *series,
                  struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	*series = (struct series){ 0 };
	if (!start(&parser, text, length, line, column) || !(series->value = parsing_expression(&parser)))
		return false;
	if (at_name(&parser, "for"))
		return parse_range(&parser, series);
	return parsing_token(&parser)->kind == TOKEN_END || parsing_fail_rest(&parser);
}

static struct tree *parse_disjunction(struct parser *parser);

// Whether the "(" at hand encloses a condition: a comparison or its connective stands in it.
static bool encloses_condition(const struct parser *parser)
{
	struct lexer ahead = parser->lexer;
	struct arena scratch = { 0 };
	struct error ignored;
	int depth = 0;
	bool encloses = false;
	ahead.arena = &scratch;
	do {
		const struct token *token = &ahead.token;
		if (token->kind == TOKEN_SYMBOL && strchr("([", *token->spelling))
			depth++;
		else if (token->kind == TOKEN_SYMBOL && strchr(")]", *token->spelling))
			depth--;
		const struct operation *op = operator_find(token->spelling, FIX_INFIX);
		encloses = op && op->bind <= BIND_COMPARE;
	} while (!encloses && depth && ahead.token.kind != TOKEN_END && lexer_next(&ahead, &ignored));
	arena_free(&scratch);
	return encloses;
}

// cmp = ["not"] ("(" cond ")" | expr ("<"|"<="|">"|">="|"=="|"!=") expr)
static struct tree *parse_bare_comparison(struct parser *parser)
{
	if (parsing_at(parser, "(") && encloses_condition(parser)) {
		struct span const open = parsing_token(parser)->span;
		struct tree *inner = parsing_advance(parser) ? parse_disjunction(parser) : NULL;
		if (inner && !parsing_at(parser, ")"))
			return parsing_fail_open(parser, "')'", open);
		return inner && parsing_advance(parser) ? inner : NULL;
	}
	struct tree *left = parsing_expression(parser);
	if (!left)
		return NULL;
	const struct operation *op = parsing_infix(parser);
	if (!op || op->bind != BIND_COMPARE)
		return parsing_fail_expected(parser, _("a comparison"),
		                             parsing_at(parser, "=") ? _("two of them compare: t == 2") :
		                                                       _("write norm(delta[t,k]) < 1e-3"));
	struct tree *right = parsing_advance(parser) ? parsing_expression(parser) : NULL;
	return right ? parsing_placed(tree_call(parser->arena, op, 2, (struct tree *[]){ left, right }),
	                              parsing_joined(left->span, right->span)) :
	               NULL;
}

static struct tree *parse_comparison(struct parser *parser)
{
	struct span const first = parsing_token(parser)->span;
	if (++parser->depth > PARSE_DEPTH)
		return parsing_fail(parser, first, _("set several stops instead"),
		                    _("this condition nests too deeply"));
	bool const negated = at_name(parser, "not");
	struct tree *tree = !negated || parsing_advance(parser) ? parse_bare_comparison(parser) : NULL;
	parser->depth--;
	return tree && negated ?
	               parsing_placed(tree_call(parser->arena, operator_find("not", FIX_PREFIX), 1, &tree),
	                              parsing_joined(first, tree->span)) :
	               tree;
}

static struct tree *parse_conjunction(struct parser *parser)
{
	return parsing_chain(parser, BIND_AND, parse_comparison);
}

static struct tree *parse_disjunction(struct parser *parser)
{
	return parsing_chain(parser, BIND_OR, parse_conjunction);
}

bool parse_condition(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena, struct tree **tree,
                     struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	if (!start(&parser, text, length, line, column) ||
	    !(*tree = parse_disjunction(&parser)))
		return false;
	return parsing_token(&parser)->kind == TOKEN_END || parsing_fail_rest(&parser);
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
	if (statement->is_let && parsing_token(&parser)->kind != TOKEN_NAME)
		return parsing_fail_expected(&parser, _("a name"), _("write let a = norm(W)"));
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
	return parsing_token(&parser)->kind == TOKEN_END || parsing_fail_rest(&parser);
}
