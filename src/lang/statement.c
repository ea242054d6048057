// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tree: what a whole line can be: an expression, a condition, an assignment.
#include <string.h>

#include "base/message.h"
#include "lang/operator.h"
#include "lang/parsing.h"

bool parsing_start(struct parser *parser, const char *text, size_t length, int line, int column)
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
	if (!parsing_start(&parser, text, length, line, column) || !(*tree = parsing_expression(&parser)))
		return false;
	return parsing_token(&parser)->kind == TOKEN_END || parsing_fail_rest(&parser);
}

bool parsing_at_word(const struct parser *parser, const char *name)
{
	return parsing_token(parser)->kind == TOKEN_NAME && !strcmp(parsing_token(parser)->spelling, name);
}

// Whether the "(" at hand encloses a condition: a comparison or its connective stands in it.
static bool encloses_condition(const struct parser *parser)
{
	struct lexer ahead = parser->lexer;
	LOCAL(arena) scratch = { 0 };
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
	return encloses;
}

// cmp = ["not"] ("(" cond ")" | expr ("<"|"<="|">"|">="|"=="|"!=") expr)
static struct tree *parse_bare_comparison(struct parser *parser)
{
	if (parsing_at(parser, "(") && encloses_condition(parser)) {
		struct span const open = parsing_token(parser)->span;
		struct tree *inner = parsing_advance(parser) ? parsing_condition(parser) : NULL;
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
	bool const negated = parsing_at_word(parser, "not");
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

struct tree *parsing_condition(struct parser *parser)
{
	return parsing_chain(parser, BIND_OR, parse_conjunction);
}

bool parse_statement(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena,
                     struct statement *statement, struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	*statement = (struct statement){ 0 };
	if (!parsing_start(&parser, text, length, line, column))
		return false;
	if (parsing_at_word(&parser, "let")) {
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
