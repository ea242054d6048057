// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tree: expressions, by recursive descent; each production stands above its function.
#include "lang/parsing.h"

#include <string.h>

#include "base/message.h"
#include "lang/operator.h"

// Bounds of one expression: how many operators stand in a row, how high its tree grows when rows of them
// stand within rows (whoever walks a tree recurs so deep), how many elements a list has.
enum { CHAIN_MOST = 1000, HEIGHT_MOST = 1500, LIST_MOST = 65536 };

const struct token *parsing_token(const struct parser *parser)
{
	return &parser->lexer.token;
}

bool parsing_advance(struct parser *parser)
{
	return lexer_next(&parser->lexer, parser->error);
}

bool parsing_at(const struct parser *parser, const char *spelling)
{
	return parsing_token(parser)->kind == TOKEN_SYMBOL && !strcmp(parsing_token(parser)->spelling, spelling);
}

struct tree *parsing_placed(struct tree *tree, struct span span)
{
	tree->span = span;
	return tree;
}

// From the beginning of one span to the end of the other, on one line.
struct span parsing_joined(struct span first, struct span last)
{
	if (first.line == last.line && last.column + last.width > first.column)
		first.width = last.column + last.width - first.column;
	return first;
}

bool parsing_list_add(struct parser *parser, struct trees *list, struct tree *tree)
{
	if (list->count == LIST_MOST)
		return parsing_fail(parser, tree->span, _("zeros(m,n), ones(m,n) and eye(n) make large matrices"),
		                    _("this list is too long"));
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

// Whether the token at hand begins another element of a matrix's row, as -2 does in [1 -2]: a sign that is
// glued to what follows, after a blank, is no operator there (as in MATLAB and NumPy).
bool parsing_at_element(const struct parser *parser)
{
	const struct token *token = parsing_token(parser);
	if (!parser->in_row || !token->after_blank)
		return false;
	if (parsing_at(parser, "+") || parsing_at(parser, "-")) {
		struct lexer ahead = parser->lexer;
		struct error unheard;
		return lexer_next(&ahead, &unheard) && !ahead.token.after_blank;
	}
	return token->kind == TOKEN_NUMBER || parsing_at(parser, "(") || parsing_at(parser, "[") ||
	       (token->kind == TOKEN_NAME && !parsing_infix(parser));
}

// expr {"," expr} up to, not including, a closing symbol
bool parsing_list(struct parser *parser, struct trees *list)
{
	for (;;) {
		struct tree *tree = parsing_expression(parser);
		if (!tree || !parsing_list_add(parser, list, tree))
			return false;
		bool const is_comma = parsing_at(parser, ",");
		if (!is_comma && !parsing_at_element(parser))
			return true;
		if (is_comma && !parsing_advance(parser))
			return false;
	}
}

// The same between brackets of its own, where a blank parts elements (in_row) or does not.
bool parsing_enclosed(struct parser *parser, bool in_row, struct trees *list)
{
	bool const outside = parser->in_row;
	parser->in_row = in_row;
	bool const is_read = parsing_list(parser, list);
	parser->in_row = outside;
	return is_read;
}

// "[" row {";" row} "]", row = expr {[","] expr}; without a comma there is a blank
static struct tree *parse_matrix(struct parser *parser)
{
	struct span const open = parsing_token(parser)->span;
	struct trees list = { 0 };
	int rows = 0, cols = 0;
	do {
		int const before = list.count;
		if (!parsing_advance(parser) || !parsing_enclosed(parser, true, &list))
			return NULL;
		int const width = list.count - before;
		if (rows++ && width != cols) {
			error_set(parser->error, parsing_token(parser)->span,
			          _("every row needs the same number of elements"),
			          _("row %d has %d element(s), the rows before it have %d"), rows, width, cols);
			return NULL;
		}
		cols = width;
	} while (parsing_at(parser, ";"));
	if (!parsing_at(parser, "]"))
		return parsing_fail_expected(parser, "']'", _("a matrix is written [1, 2; 3, 4]"));
	struct tree *matrix = tree_parts(parser->arena, TREE_MATRIX, list.count, list.at);
	matrix->rows = rows;
	matrix->span = parsing_joined(open, parsing_token(parser)->span);
	return parsing_advance(parser) ? matrix : NULL;
}

// "‖" expr "‖" [SCRIPT], as norms are printed: ‖W‖ and ‖W‖₂ are norm(W) and norm(W,2)
static struct tree *parse_norm(struct parser *parser)
{
	struct span const open = parsing_token(parser)->span;
	struct trees list = { 0 };
	struct tree *inner = parsing_advance(parser) ? parsing_expression(parser) : NULL;
	if (!inner || !parsing_list_add(parser, &list, inner))
		return NULL;
	if (!parsing_at(parser, "‖"))
		return parsing_fail_open(parser, "'‖'", open);
	if (!parsing_advance(parser) ||
	    (parsing_token(parser)->kind == TOKEN_SCRIPT &&
	     (!parsing_script(parser, &list) || !parsing_advance(parser))))
		return NULL;
	const struct operation *norm = operator_find_function("norm");
	if (list.count > norm->most)
		return parsing_fail_operands(parser, norm, open, list.count);
	return parsing_placed(tree_call(parser->arena, norm, list.count, list.at),
	                      parsing_joined(open, inner->span));
}

// primary = NUMBER | deriv | NAME {index} | FUNC "(" … ")" | "(" expr ")" | "[" row {";" row} "]"
//         | "‖" expr "‖" [SCRIPT]
static struct tree *parse_primary(struct parser *parser)
{
	struct token const first = *parsing_token(parser);
	if (first.kind == TOKEN_NUMBER)
		return parsing_advance(parser) ? parsing_placed(tree_number(parser->arena, first.number), first.span) : NULL;
	if (first.kind == TOKEN_NAME)
		return parsing_named(parser);
	if (parsing_at(parser, "["))
		return parse_matrix(parser);
	if (parsing_at(parser, "‖"))
		return parse_norm(parser);
	if (parsing_at(parser, "(")) {
		bool const in_row = parser->in_row;
		parser->in_row = false;
		struct tree *inner = parsing_advance(parser) ? parsing_expression(parser) : NULL;
		parser->in_row = in_row;
		if (!inner)
			return NULL;
		if (!parsing_at(parser, ")"))
			return parsing_fail_open(parser, "')'", first.span);
		return parsing_advance(parser) ? inner : NULL;
	}
	return parsing_fail_value(parser);
}

// postfix = primary {"'" | "ᵀ"}
static struct tree *parse_postfix(struct parser *parser)
{
	struct tree *tree = parse_primary(parser);
	for (int chain = 0; tree && parsing_at(parser, "'"); chain++) {
		if (chain == CHAIN_MOST || tree->height >= HEIGHT_MOST)
			return parsing_fail(parser, parsing_token(parser)->span, _("give its parts names with let"),
			                    _("this expression is too long"));
		struct span const span = parsing_joined(tree->span, parsing_token(parser)->span);
		if (!parsing_advance(parser))
			return NULL;
		tree = parsing_placed(tree_call1(parser->arena, "'", tree), span);
	}
	return tree;
}

// power = postfix [".^" unary]; postfix raised, as in s², is the same
static struct tree *parse_power(struct parser *parser)
{
	struct tree *base = parse_postfix(parser);
	if (!base)
		return NULL;
	if (parsing_at(parser, "^"))
		return parsing_fail_power(parser);
	struct tree *exponent = NULL;
	if (parsing_token(parser)->kind == TOKEN_RAISED) {
		exponent = parsing_placed(tree_number(parser->arena, parsing_token(parser)->number), parsing_token(parser)->span);
		if (!parsing_advance(parser))
			return NULL;
		if (parsing_at(parser, "^"))
			return parsing_fail_power(parser);
	} else if (parsing_at(parser, ".^")) {
		if (!parsing_advance(parser) || !(exponent = parsing_unary(parser)))
			return NULL;
	} else {
		return base;
	}
	return parsing_placed(tree_call2(parser->arena, ".^", base, exponent), parsing_joined(base->span, exponent->span));
}

// unary = ("-"|"+") unary | power
struct tree *parsing_unary(struct parser *parser)
{
	if (++parser->depth > PARSE_DEPTH)
		return parsing_fail(parser, parsing_token(parser)->span, _("give the inner parts names with let"),
		            _("this expression nests too deeply"));
	struct tree *tree;
	if (parsing_at(parser, "-") || parsing_at(parser, "+")) {
		struct token const sign = *parsing_token(parser);
		tree = parsing_advance(parser) ? parsing_unary(parser) : NULL;
		if (tree)
			tree = parsing_placed(tree_call(parser->arena, operator_find(sign.spelling, FIX_PREFIX), 1,
			                        &tree),
			              parsing_joined(sign.span, tree->span));
	} else {
		tree = parse_power(parser);
	}
	parser->depth--;
	return tree;
}

// The operator between two values at hand: a symbol, or the word `and` or `or`; NULL if it is none.
const struct operation *parsing_infix(const struct parser *parser)
{
	if (parsing_token(parser)->kind != TOKEN_SYMBOL && parsing_token(parser)->kind != TOKEN_NAME)
		return NULL;
	if (parsing_at(parser, "outer"))
		return operator_find_function("outer");
	return operator_find(parsing_token(parser)->spelling, FIX_INFIX);
}

// Whether a factor stands right behind another one, and that is a product here.
static bool is_beside_factor(const struct parser *parser)
{
	return parser->names && parser->names->juxtaposes &&
	       (parsing_at(parser, "(") || (parsing_token(parser)->kind == TOKEN_NAME &&
	                                    strcmp(parsing_token(parser)->spelling, "for")));
}

// Left-associative operators of one level: part {op part}
struct tree *parsing_chain(struct parser *parser, int bind,
                                struct tree *(*part)(struct parser *parser))
{
	struct tree *left = part(parser);
	for (int chain = 0; left; chain++) {
		const struct operation *op = parsing_infix(parser);
		if (parsing_at_element(parser))
			break;
		bool const is_beside = !op && bind == BIND_TERM && is_beside_factor(parser);
		if (is_beside)
			op = operator_find("*", FIX_INFIX);
		if (!op || op->bind != bind)
			break;
		if (chain == CHAIN_MOST || left->height >= HEIGHT_MOST)
			return parsing_fail(parser, parsing_token(parser)->span, _("give its parts names with let"),
			                    _("this expression is too long"));
		struct tree *right = is_beside || parsing_advance(parser) ? part(parser) : NULL;
		if (!right)
			return NULL;
		struct span const span = parsing_joined(left->span, right->span);
		left = parsing_placed(tree_call(parser->arena, op, 2, (struct tree *[]){ left, right }), span);
	}
	return left;
}

// term = unary {("*"|"/"|".*"|"./"|"⊙"|"⊗") unary}
static struct tree *parse_term(struct parser *parser)
{
	return parsing_chain(parser, BIND_TERM, parsing_unary);
}

// expr = term {("+"|"-") term}
struct tree *parsing_expression(struct parser *parser)
{
	if (++parser->depth > PARSE_DEPTH)
		return parsing_fail(parser, parsing_token(parser)->span, _("give the inner parts names with let"),
		            _("this expression nests too deeply"));
	struct tree *tree = parsing_chain(parser, BIND_SUM, parse_term);
	parser->depth--;
	return tree;
}
