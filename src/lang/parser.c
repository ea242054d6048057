// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/parser.h"

#include <math.h>
#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "lang/lexer.h"
#include "lang/operator.h"

// Bounds of one expression: how deep it nests, how many operators stand in a row, how many elements.
enum { CHAIN_MOST = 1000, LIST_MOST = 65536 };

struct parser {
	struct lexer lexer;
	const struct parse_names *names;
	struct arena *arena;
	struct error *error;
	int depth;
};

static struct tree *parse_expr(struct parser *parser);

static const struct token *token(const struct parser *parser)
{
	return &parser->lexer.token;
}

static bool advance(struct parser *parser)
{
	return lexer_next(&parser->lexer, parser->error);
}

static bool at_symbol(const struct parser *parser, const char *spelling)
{
	return token(parser)->kind == TOKEN_SYMBOL && !strcmp(token(parser)->spelling, spelling);
}

// Errors return NULL, so that a production can return them.
static void *fail(struct parser *parser, struct span span, const char *advice, const char *cause)
{
	error_set(parser->error, span, advice, "%s", cause);
	return NULL;
}

static void *fail_expected(struct parser *parser, const char *what, const char *advice)
{
	if (token(parser)->kind == TOKEN_END)
		error_set(parser->error, token(parser)->span, advice, _("%s is missing here"), what);
	else
		error_set(parser->error, token(parser)->span, advice, _("%s is expected, not '%s'"), what,
		          token(parser)->spelling);
	return NULL;
}

static struct tree *placed(struct tree *tree, struct span span)
{
	tree->span = span;
	return tree;
}

// From the beginning of one span to the end of the other, on one line.
static struct span joined(struct span first, struct span last)
{
	if (first.line == last.line && last.column + last.width > first.column)
		first.width = last.column + last.width - first.column;
	return first;
}

struct list {
	struct tree **at;
	int count, room;
};

static bool list_add(struct parser *parser, struct list *list, struct tree *tree)
{
	if (list->count == LIST_MOST)
		return fail(parser, tree->span, NULL, _("this list is too long"));
	if (list->count == list->room) {
		int const room = list->room ? 2 * list->room : 8;
		struct tree **more = arena_get(parser->arena, (size_t)room * sizeof *more);
		if (list->count)
			memcpy(more, list->at, (size_t)list->count * sizeof *more);
		list->at = more;
		list->room = room;
	}
	list->at[list->count++] = tree;
	return true;
}

// expr {"," expr} up to, not including, a closing symbol
static bool parse_list(struct parser *parser, struct list *list)
{
	for (;;) {
		struct tree *tree = parse_expr(parser);
		if (!tree || !list_add(parser, list, tree))
			return false;
		if (!at_symbol(parser, ","))
			return true;
		if (!advance(parser))
			return false;
	}
}

// index = "[" expr {"," expr} "]"
static bool parse_subscripts(struct parser *parser, struct tree *name)
{
	struct subscript groups[8];
	int count = 0;
	while (at_symbol(parser, "[")) {
		struct span const open = token(parser)->span;
		if (count == 8)
			return fail(parser, open, NULL, _("too many subscripts"));
		struct list list = { 0 };
		if (!advance(parser) || !parse_list(parser, &list))
			return false;
		if (!at_symbol(parser, "]"))
			return fail_expected(parser, "']'", _("subscripts look like s[3] or W[1,2]"));
		name->span = joined(name->span, token(parser)->span);
		groups[count++] = (struct subscript){ list.at, list.count };
		if (!advance(parser))
			return false;
	}
	name->subscript = arena_get(parser->arena, (size_t)count * sizeof *groups);
	if (count)
		memcpy(name->subscript, groups, (size_t)count * sizeof *groups);
	name->subscripts = count;
	return true;
}

static bool is_dname(const struct parser *parser, const char *name)
{
	return parser->names && parser->names->is_quantity && name[0] == 'd' && name[1] &&
	       parser->names->is_quantity(parser->names->context, name + 1);
}

static struct tree *parse_name(struct parser *parser)
{
	struct tree *name =
		placed(tree_name(parser->arena, token(parser)->spelling), token(parser)->span);
	return advance(parser) && parse_subscripts(parser, name) ? name : NULL;
}

static struct tree *parse_unary(struct parser *parser);

// deriv = DNAME [index] "/" DNAME {index} ["@" unary], from the "/" on
static struct tree *parse_derivative(struct parser *parser, struct tree *above)
{
	struct tree *parts[3] = { above };
	int count = 2;
	if (!advance(parser) || !(parts[1] = parse_name(parser)))
		return NULL;
	above->name++;
	parts[1]->name++;
	struct span span = joined(above->span, parts[1]->span);
	if (at_symbol(parser, "@")) {
		if (!advance(parser) || !(parts[2] = parse_unary(parser)))
			return NULL;
		span = joined(span, parts[2]->span);
		count = 3;
	}
	return placed(tree_parts(parser->arena, TREE_DERIVATIVE, count, parts), span);
}

// FUNC "(" [expr {"," expr}] ")"
static struct tree *parse_call(struct parser *parser, const struct operation *op, struct span span)
{
	struct list list = { 0 };
	if (!advance(parser) || (!at_symbol(parser, ")") && !parse_list(parser, &list)))
		return NULL;
	if (!at_symbol(parser, ")"))
		return fail_expected(parser, "')'", NULL);
	span = joined(span, token(parser)->span);
	if (list.count < op->least || list.count > op->most) {
		error_set(parser->error, span, _(op->help), _("%s takes %d%s%.0d operand(s), not %d"),
		          op->name, op->least, op->most > op->least ? _(" or ") : "",
		          op->most > op->least ? op->most : 0, list.count);
		return NULL;
	}
	if (!advance(parser))
		return NULL;
	return placed(tree_call(parser->arena, op, list.count, list.at), span);
}

// NAME {index} | FUNC "(" … ")" | deriv
static struct tree *parse_named(struct parser *parser)
{
	struct token const first = *token(parser);
	struct lexer ahead = parser->lexer;
	if (!lexer_next(&ahead, parser->error))
		return NULL;
	if (ahead.token.kind == TOKEN_SYMBOL && !strcmp(ahead.token.spelling, "(")) {
		const struct operation *op = operator_find_function(first.spelling);
		if (!op) {
			error_set(parser->error, first.span,
			          _("help functions lists them; multiplication is written *"),
			          _("there is no function %s"), first.spelling);
			return NULL;
		}
		parser->lexer = ahead;
		return parse_call(parser, op, first.span);
	}
	if (!strcmp(first.spelling, "inf") || !strcmp(first.spelling, "nan")) {
		parser->lexer = ahead;
		return placed(tree_number(parser->arena, *first.spelling == 'i' ? INFINITY : NAN), first.span);
	}
	struct tree *name = parse_name(parser);
	if (!name || !is_dname(parser, name->name) || !at_symbol(parser, "/"))
		return name;
	ahead = parser->lexer;
	if (!lexer_next(&ahead, parser->error))
		return NULL;
	if (ahead.token.kind != TOKEN_NAME || !is_dname(parser, ahead.token.spelling))
		return name;
	return parse_derivative(parser, name);
}

// "[" row {";" row} "]", row = expr {"," expr}
static struct tree *parse_matrix(struct parser *parser)
{
	struct span const open = token(parser)->span;
	struct list list = { 0 };
	int rows = 0, cols = 0;
	do {
		int const before = list.count;
		if (!advance(parser) || !parse_list(parser, &list))
			return NULL;
		int const width = list.count - before;
		if (rows++ && width != cols) {
			error_set(parser->error, token(parser)->span,
			          _("every row needs the same number of elements"),
			          _("row %d has %d element(s), the rows before it have %d"), rows, width, cols);
			return NULL;
		}
		cols = width;
	} while (at_symbol(parser, ";"));
	if (!at_symbol(parser, "]"))
		return fail_expected(parser, "']'", _("a matrix is written [1, 2; 3, 4]"));
	struct tree *matrix = tree_parts(parser->arena, TREE_MATRIX, list.count, list.at);
	matrix->rows = rows;
	matrix->span = joined(open, token(parser)->span);
	return advance(parser) ? matrix : NULL;
}

// primary = NUMBER | deriv | NAME {index} | FUNC "(" … ")" | "(" expr ")" | "[" row {";" row} "]"
static struct tree *parse_primary(struct parser *parser)
{
	struct token const first = *token(parser);
	if (first.kind == TOKEN_NUMBER)
		return advance(parser) ? placed(tree_number(parser->arena, first.number), first.span) : NULL;
	if (first.kind == TOKEN_NAME)
		return parse_named(parser);
	if (at_symbol(parser, "["))
		return parse_matrix(parser);
	if (at_symbol(parser, "(")) {
		struct tree *inner = advance(parser) ? parse_expr(parser) : NULL;
		if (!inner)
			return NULL;
		if (!at_symbol(parser, ")"))
			return fail_expected(parser, "')'", NULL);
		return advance(parser) ? inner : NULL;
	}
	if (at_symbol(parser, "^"))
		return fail(parser, first.span, NULL, _("powers of elements are written .^"));
	return fail_expected(parser, _("a value"), NULL);
}

// postfix = primary {"'" | "ᵀ"}
static struct tree *parse_postfix(struct parser *parser)
{
	struct tree *tree = parse_primary(parser);
	for (int chain = 0; tree && at_symbol(parser, "'"); chain++) {
		if (chain == CHAIN_MOST)
			return fail(parser, token(parser)->span, NULL, _("this expression is too long"));
		struct span const span = joined(tree->span, token(parser)->span);
		if (!advance(parser))
			return NULL;
		tree = placed(tree_call1(parser->arena, "'", tree), span);
	}
	return tree;
}

// power = postfix [".^" unary]; postfix raised, as in s², is the same
static struct tree *parse_power(struct parser *parser)
{
	struct tree *base = parse_postfix(parser);
	if (!base)
		return NULL;
	if (at_symbol(parser, "^"))
		return fail(parser, token(parser)->span, NULL,
		            _("powers of elements are written .^, as in s.^2; there is no matrix power"));
	struct tree *exponent = NULL;
	if (token(parser)->kind == TOKEN_RAISED) {
		exponent = placed(tree_number(parser->arena, token(parser)->number), token(parser)->span);
		if (!advance(parser))
			return NULL;
	} else if (at_symbol(parser, ".^")) {
		if (!advance(parser) || !(exponent = parse_unary(parser)))
			return NULL;
	} else {
		return base;
	}
	return placed(tree_call2(parser->arena, ".^", base, exponent), joined(base->span, exponent->span));
}

// unary = ("-"|"+") unary | power
static struct tree *parse_unary(struct parser *parser)
{
	if (++parser->depth > PARSE_DEPTH)
		return fail(parser, token(parser)->span, _("give the inner parts names with let"),
		            _("this expression nests too deeply"));
	struct tree *tree;
	if (at_symbol(parser, "-") || at_symbol(parser, "+")) {
		struct token const sign = *token(parser);
		tree = advance(parser) ? parse_unary(parser) : NULL;
		if (tree)
			tree = placed(tree_call(parser->arena, operator_find(sign.spelling, FIX_PREFIX), 1,
			                        &tree),
			              joined(sign.span, tree->span));
	} else {
		tree = parse_power(parser);
	}
	parser->depth--;
	return tree;
}

// Left-associative operators of one level: part {op part}
static struct tree *parse_chain(struct parser *parser, int bind,
                                struct tree *(*part)(struct parser *parser))
{
	struct tree *left = part(parser);
	for (int chain = 0; left && token(parser)->kind == TOKEN_SYMBOL; chain++) {
		const struct operation *op = operator_find(token(parser)->spelling, FIX_INFIX);
		if (!op && at_symbol(parser, "outer"))
			op = operator_find_function("outer");
		if (!op || op->bind != bind)
			break;
		if (chain == CHAIN_MOST)
			return fail(parser, token(parser)->span, NULL, _("this expression is too long"));
		struct tree *right = advance(parser) ? part(parser) : NULL;
		if (!right)
			return NULL;
		struct span const span = joined(left->span, right->span);
		left = placed(tree_call(parser->arena, op, 2, (struct tree *[]){ left, right }), span);
	}
	return left;
}

// term = unary {("*"|"/"|".*"|"./"|"⊙"|"⊗") unary}
static struct tree *parse_term(struct parser *parser)
{
	return parse_chain(parser, BIND_TERM, parse_unary);
}

// expr = term {("+"|"-") term}
static struct tree *parse_expr(struct parser *parser)
{
	if (++parser->depth > PARSE_DEPTH)
		return fail(parser, token(parser)->span, _("give the inner parts names with let"),
		            _("this expression nests too deeply"));
	struct tree *tree = parse_chain(parser, BIND_SUM, parse_term);
	parser->depth--;
	return tree;
}

// What follows a whole expression although nothing may.
static bool fail_rest(struct parser *parser)
{
	struct token const rest = *token(parser);
	if (at_symbol(parser, "@"))
		return fail(parser, rest.span, _("a product of matrices is written *, as in W*s[1]"),
		            _("@ belongs only after a derivative, as in dE[3]/dW @ 1"));
	if (at_symbol(parser, "^") || at_symbol(parser, "="))
		return fail(parser, rest.span, NULL, _("'=' assigns to a name only: W[1,2] = 0.5"));
	if (rest.kind == TOKEN_NAME || rest.kind == TOKEN_NUMBER || at_symbol(parser, "(") ||
	    at_symbol(parser, "["))
		error_set(parser->error, rest.span, _("multiplication is written *, as in 2*s[1]"),
		          _("an operator is missing before '%s'"), rest.spelling);
	else
		error_set(parser->error, rest.span, NULL, _("'%s' is not expected here"), rest.spelling);
	return false;
}

static bool start(struct parser *parser, const char *text, size_t length, int line, int column)
{
	if (length > PARSE_BYTES)
		return fail(parser, (struct span){ line, column, 1 }, NULL,
		            _("this line is too long for an expression (64 KiB at most)"));
	lexer_start(&parser->lexer, text, length, line, column, parser->arena);
	return advance(parser);
}

bool parse_expression(const char *text, size_t length, int line, int column,
                      const struct parse_names *names, struct arena *arena, struct tree **tree,
                      struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	if (!start(&parser, text, length, line, column) || !(*tree = parse_expr(&parser)))
		return false;
	return token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}

bool parse_statement(const char *text, size_t length, int line, int column,
                     const struct parse_names *names, struct arena *arena,
                     struct statement *statement, struct error *error)
{
	struct parser parser = { .names = names, .arena = arena, .error = error };
	*statement = (struct statement){ 0 };
	if (!start(&parser, text, length, line, column))
		return false;
	if (token(&parser)->kind == TOKEN_NAME && !strcmp(token(&parser)->spelling, "let")) {
		statement->is_let = true;
		if (!advance(&parser))
			return false;
	}
	if (!(statement->value = parse_expr(&parser)))
		return false;
	if (at_symbol(&parser, "=") || at_symbol(&parser, "+=")) {
		statement->target = statement->value;
		statement->adds = at_symbol(&parser, "+=");
		if (statement->target->kind != TREE_NAME)
			return fail(&parser, statement->target->span, _("assign to a name: W[1,2] = 0.5"),
			            _("only a name can be assigned to"));
		if (!advance(&parser) || !(statement->value = parse_expr(&parser)))
			return false;
	} else if (statement->is_let) {
		return fail_expected(&parser, "'='", _("write let a = norm(W)"));
	}
	return token(&parser)->kind == TOKEN_END || fail_rest(&parser);
}
