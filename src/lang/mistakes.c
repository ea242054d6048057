// SPDX-License-Identifier: GPL-3.0-or-later
// What the parser says of a text that it cannot read: the cause, and how what was meant is written here.
#include <string.h>

#include "base/message.h"
#include "lang/parsing.h"

void *parsing_fail(struct parser *parser, struct span span, const char *advice, const char *cause)
{
	error_set(parser->error, span, advice, "%s", cause);
	return NULL;
}

void *parsing_fail_expected(struct parser *parser, const char *what, const char *advice)
{
	const struct token *token = parsing_token(parser);
	if (token->kind == TOKEN_END)
		error_set(parser->error, token->span, advice, _("%s is missing here"), what);
	else
		error_set(parser->error, token->span, advice, _("%s is expected, not '%s'"), what,
		          token->typed);
	return NULL;
}

// What is meant by a symbol where a value or the end should be, perhaps.
struct hint {
	const char *spelling, *advice;
};

static const char *find_hint(const struct parser *parser, const struct hint *hint, const char *other)
{
	for (; hint->spelling; hint++)
		if (parsing_at(parser, hint->spelling))
			return _(hint->advice);
	return other;
}

void *parsing_fail_value(struct parser *parser)
{
	static const struct hint hints[] = {
		{ ")", N_("a value stands before each ) and after each comma: norm(W,2)") },
		{ "]", N_("numbers stand between the brackets: s[3], W[1,2], [1,2; 3,4]") },
		{ ",", N_("a value stands on both sides of a comma: [1,2], W[1,2]") },
		{ ";", N_("a row of a matrix has numbers: [1,2; 3,4]") },
		{ "=", N_("NAME = EXPR assigns; two, as in t == 2, compare in a stop") },
		{ "'", N_("the ' stands behind what is transposed: W'") },
		{ "*", N_("products are written W*s[1], powers s[1].^2") },
		{ "..", N_("a list is written s[k] for k = 0..3") },
		{ ">", N_("write >= or !=; an operator has a value on both sides") },
		{ "^", N_("powers of elements are written s[1].^2") },
		{ NULL, NULL },
	};
	const char *advice = _("an operator has a value on both sides: W*s[1] + U*x[2]");
	if (parsing_token(parser)->kind == TOKEN_END)
		advice = _("the line ends before the expression does: finish it");
	return parsing_fail_expected(parser, _("a value"), find_hint(parser, hints, advice));
}

void *parsing_fail_open(struct parser *parser, const char *close, struct span open)
{
	bool const is_end = parsing_token(parser)->kind == TOKEN_END;
	LOCAL(text) advice = { 0 };
	text_addf(&advice,
	          is_end ? _("close what is open since column %d")
	                 : _("close what is open since column %d, or write an operator or a comma"),
	          open.column);
	parsing_fail_expected(parser, close, text_get(&advice));
	return NULL;
}

void *parsing_fail_operands(struct parser *parser, const struct operation *op, struct span span,
                            int count)
{
	error_set(parser->error, span, _(op->help), _("%s takes %s, not %d"), op->name,
	          op->most > op->least ? _("one operand or two")
	          : op->most == 1      ? _("one operand")
	                               : _("two operands"),
	          count);
	return NULL;
}

void *parsing_fail_function(struct parser *parser, const struct token *name)
{
	const struct parse_names *names = parser->names;
	bool const is_quantity = names && names->is_quantity &&
	                         names->is_quantity(names->context, name->spelling);
	error_set(parser->error, name->span,
	          is_quantity ? _("elements stand in brackets, s[3] or W[1,2]; "
	                          "multiplication is written *")
	                      : _("help functions lists them; multiplication is written *"),
	          _("there is no function %s"), name->typed);
	return NULL;
}

void *parsing_fail_bare_function(struct parser *parser, const struct token *name)
{
	error_set(parser->error, name->span, _(operator_find_function(name->spelling)->help),
	          _("the operands of %s stand in parentheses"), name->typed);
	return NULL;
}

void *parsing_fail_power(struct parser *parser)
{
	struct span const span = parsing_token(parser)->span;
	bool const is_transposed = parsing_advance(parser) &&
	                           parsing_token(parser)->kind == TOKEN_NAME &&
	                           !strcmp(parsing_token(parser)->spelling, "T");
	return parsing_fail(parser, span,
	                    is_transposed ? _("W' is W transposed")
	                                  : _("powers of elements are written s[1].^2, "
	                                      "products W*W"),
	                    _("'^' is not an operator here"));
}

// ---- what follows a whole expression although nothing may

static bool fail_juxtaposed(struct parser *parser)
{
	const struct token *rest = parsing_token(parser);
	const char *advice = parsing_at(parser, "(")
	                             ? _("multiplication is written *, as in 2*s[1]; an element is s[1][0]")
	                     : parsing_at(parser, "[")
	                             ? _("only names have elements: let v = [1,2,3], then v[0]")
	                             : _("multiplication is written *, as in 2*s[1]");
	return error_set(parser->error, rest->span, advice,
	                 _("an operator is missing before '%s'"), rest->typed);
}

bool parsing_fail_rest(struct parser *parser)
{
	static const struct hint hints[] = {
		{ ")", N_("there is no ( that it closes") },
		{ "]", N_("there is no [ that it closes") },
		{ ",", N_("several expressions stand in a line with ; between them") },
		{ "..", N_("a list is written s[k] for k = 0..3") },
		{ "<", N_("comparisons belong into stops, joined by and, or: break t == 2 and k < 1") },
		{ "<=", N_("comparisons belong into stops, joined by and, or: break t == 2 and k < 1") },
		{ ">", N_("comparisons belong into stops, joined by and, or: break t == 2 and k < 1") },
		{ ">=", N_("comparisons belong into stops, joined by and, or: break t == 2 and k < 1") },
		{ "==", N_("comparisons belong into stops: break t == 2; one = assigns") },
		{ "!=", N_("comparisons belong into stops, joined by and, or: break t != 2 and k < 1") },
		{ NULL, NULL },
	};
	const struct token *rest = parsing_token(parser);
	if (parsing_at(parser, "@"))
		return parsing_fail(parser, rest->span,
		                    _("a product of matrices is written *, as in W*s[1]"),
		                    _("@ belongs only after a derivative, as in dE[3]/dW @ 1"));
	if (parsing_at(parser, "=") || parsing_at(parser, "+="))
		return parsing_fail(parser, rest->span, _("assign to a name: W[1,2] = 0.5"),
		                    _("only a name can be assigned to"));
	if (rest->kind == TOKEN_NAME && !strcmp(rest->spelling, "for"))
		return parsing_fail(parser, rest->span, _("print the list alone, then use $"),
		                    _("a list cannot stand here"));
	if (rest->kind == TOKEN_NAME || rest->kind == TOKEN_NUMBER || parsing_at(parser, "(") ||
	    parsing_at(parser, "["))
		return fail_juxtaposed(parser);
	return error_set(parser->error, rest->span,
	                 find_hint(parser, hints,
	                           _("an operator has a value on both sides: W*s[1] + U*x[2]")),
	                 _("'%s' is not expected here"), rest->typed);
}
