// SPDX-License-Identifier: GPL-3.0-or-later
// What begins with a name: a name with its subscripts, a call, a derivative.
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "lang/operator.h"
#include "lang/parsing.h"

// Subscripts as they are printed, s₃ or δ₂⁽³⁾: what they mean stands in the token.
bool parsing_script(struct parser *parser, struct trees *list)
{
	struct lexer const outer = parser->lexer;
	struct token const script = outer.token;
	lexer_start(&parser->lexer, script.spelling, strlen(script.spelling), script.span.line,
	            script.span.column, parser->arena);
	if (!parsing_advance(parser) || !parsing_list(parser, list) ||
	    parsing_token(parser)->kind != TOKEN_END)
		return parsing_fail(parser, script.span, _("subscripts look like s₃ or s[3]"),
		                    _("this is not a subscript"));
	parser->lexer = outer;
	return true;
}

// expr [".." expr] {"," expr [".." expr]} up to, not including, a closing symbol
static bool parse_ranges(struct parser *parser, struct trees *from, struct tree ***last)
{
	struct trees to = { 0 };
	bool any = false;
	bool const outside = parser->in_row;
	parser->in_row = false;
	for (bool more = true; more;) {
		struct tree *tree = parsing_expression(parser), *end = NULL;
		if (!tree)
			return false;
		if (parsing_at(parser, "..")) {
			any = true;
			if (!parsing_advance(parser) || !(end = parsing_expression(parser)))
				return false;
		}
		if (!parsing_list_add(parser, from, tree) || !parsing_list_add(parser, &to, end ? end : tree))
			return false;
		to.at[to.count - 1] = end;
		more = parsing_at(parser, ",");
		if (more && !parsing_advance(parser))
			return false;
	}
	parser->in_row = outside;
	*last = any ? to.at : NULL;
	return true;
}

// range = expr [".." expr];  index = "[" range {"," range} "]" | SCRIPT
static bool parse_subscripts(struct parser *parser, struct tree *name)
{
	struct subscript groups[8];
	int count = 0;
	while ((parsing_at(parser, "[") && !parsing_at_element(parser)) ||
	       parsing_token(parser)->kind == TOKEN_SCRIPT) {
		bool const is_script = parsing_token(parser)->kind == TOKEN_SCRIPT;
		struct span const open = parsing_token(parser)->span;
		if (count == 8)
			return parsing_fail(parser, open, _("a time and an element are enough: s[3][0]"),
			                    _("too many subscripts"));
		struct trees list = { 0 };
		struct tree **last = NULL;
		if (is_script ? !parsing_script(parser, &list)
		              : !parsing_advance(parser) || !parse_ranges(parser, &list, &last))
			return false;
		if (!is_script && !parsing_at(parser, "]"))
			return parsing_fail_expected(parser, "']'", _("subscripts look like s[3] or W[1,2]"));
		name->span = parsing_joined(name->span, parsing_token(parser)->span);
		groups[count++] = (struct subscript){ list.at, last, list.count };
		for (int i = 0; i < list.count; i++)
			if (list.at[i]->height >= name->height)
				name->height = list.at[i]->height + 1;
		if (!parsing_advance(parser))
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

static bool is_at(const struct lexer *lexer, const char *symbol)
{
	return lexer->token.kind == TOKEN_SYMBOL && !strcmp(lexer->token.spelling, symbol);
}

// "d" "(" NAME {"," NAME} ")", as derive writes it: all states together, if the names are theirs.  From the
// "d" on; then the lexer is at the ")", and the DNAME is returned; else NULL.
static const char *read_whole_state(const struct parser *parser, struct lexer *lexer)
{
	enum { STATES_MOST = 16 };
	const char *name[STATES_MOST];
	struct error unheard;
	int count = 0;
	if (!parser->names || !parser->names->whole_state || lexer->token.kind != TOKEN_NAME ||
	    strcmp(lexer->token.spelling, "d") || !lexer_next(lexer, &unheard) || !is_at(lexer, "("))
		return NULL;
	do {
		if (count == STATES_MOST || !lexer_next(lexer, &unheard) || lexer->token.kind != TOKEN_NAME)
			return NULL;
		name[count++] = lexer->token.spelling;
		if (!lexer_next(lexer, &unheard))
			return NULL;
	} while (is_at(lexer, ","));
	return is_at(lexer, ")") ? parser->names->whole_state(parser->names->context, name, count) : NULL;
}

static bool is_at_dname(const struct parser *parser, struct lexer ahead)
{
	return ahead.token.kind == TOKEN_NAME &&
	       (is_dname(parser, ahead.token.spelling) || read_whole_state(parser, &ahead));
}

static struct tree *parse_name(struct parser *parser)
{
	struct token const first = *parsing_token(parser);
	struct lexer ahead = parser->lexer;
	const char *spelling = read_whole_state(parser, &ahead);
	if (spelling)
		parser->lexer = ahead;
	struct tree *name = parsing_placed(tree_name(parser->arena, spelling ? spelling : first.spelling),
	                                   parsing_joined(first.span, parsing_token(parser)->span));
	return parsing_advance(parser) && parse_subscripts(parser, name) ? name : NULL;
}

// deriv = DNAME [index] "/" DNAME {index} ["@" unary], from the "/" on
static struct tree *parse_derivative(struct parser *parser, struct tree *above)
{
	struct tree *parts[3] = { above };
	int count = 2;
	if (!parsing_advance(parser) || !(parts[1] = parse_name(parser)))
		return NULL;
	above->name++;
	parts[1]->name++;
	struct span span = parsing_joined(above->span, parts[1]->span);
	if (parsing_at(parser, "@")) {
		if (!parsing_advance(parser) || !(parts[2] = parsing_unary(parser)))
			return NULL;
		span = parsing_joined(span, parts[2]->span);
		count = 3;
	}
	return parsing_placed(tree_parts(parser->arena, TREE_DERIVATIVE, count, parts), span);
}

// FUNC "(" [expr {"," expr}] ")"
static struct tree *parse_call(struct parser *parser, const struct operation *op, struct span span)
{
	struct trees list = { 0 };
	struct span const open = parsing_token(parser)->span;
	if (!parsing_advance(parser) || (!parsing_at(parser, ")") && !parsing_enclosed(parser, false, &list)))
		return NULL;
	if (!parsing_at(parser, ")"))
		return parsing_fail_open(parser, "')'", open);
	span = parsing_joined(span, parsing_token(parser)->span);
	if (list.count < op->least || list.count > op->most) {
		return parsing_fail_operands(parser, op, span, list.count);
	}
	if (!parsing_advance(parser))
		return NULL;
	return parsing_placed(tree_call(parser->arena, op, list.count, list.at), span);
}

// W(a) of a quantity W, where factors may stand beside each other.
static bool is_multiplied(const struct parser *parser, const char *name)
{
	return parser->names && parser->names->juxtaposes && parser->names->is_quantity &&
	       parser->names->is_quantity(parser->names->context, name);
}

// NAME {index} | FUNC "(" … ")" | deriv
struct tree *parsing_named(struct parser *parser)
{
	struct token const first = *parsing_token(parser);
	struct lexer ahead = parser->lexer;
	if (!lexer_next(&ahead, parser->error))
		return NULL;
	if (is_at(&ahead, "(") && !is_at_dname(parser, parser->lexer)) {
		const struct operation *op = operator_find_function(first.spelling);
		if (op) {
			parser->lexer = ahead;
			return parse_call(parser, op, first.span);
		}
		if (!is_multiplied(parser, first.spelling))
			return parsing_fail_function(parser, &first);
	}
	bool const is_target = ahead.token.kind == TOKEN_SYMBOL &&
	                       (!strcmp(ahead.token.spelling, "=") || !strcmp(ahead.token.spelling, "+="));
	if (operator_find_function(first.spelling) && !is_target)
		return parsing_fail_bare_function(parser, &first);
	if (!strcmp(first.spelling, "inf") || !strcmp(first.spelling, "nan")) {
		parser->lexer = ahead;
		return parsing_placed(tree_number(parser->arena, *first.spelling == 'i' ? INFINITY : NAN), first.span);
	}
	struct tree *name = parse_name(parser);
	if (!name || !is_dname(parser, name->name) || !parsing_at(parser, "/"))
		return name;
	ahead = parser->lexer;
	if (!lexer_next(&ahead, parser->error))
		return NULL;
	if (is_at_dname(parser, ahead))
		return parse_derivative(parser, name);
	struct token const below = ahead.token; // a variable, unless a derivative must stand here
	if (below.kind == TOKEN_NAME && lexer_next(&ahead, parser->error) && is_at(&ahead, "@")) {
		error_set(parser->error, below.span, _("show names lists what can be asked for"),
		          _("there is no %s here"), below.typed);
		return NULL;
	}
	return name;
}
