// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/lexer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"

void lexer_start(struct lexer *lexer, const char *text, size_t length, int line, int column,
                 struct arena *arena)
{
	*lexer = (struct lexer){ .text = text, .length = length, .line = line,
		                 .column = column, .arena = arena };
}

// Longer spellings stand before their beginnings.
static const struct {
	const char *spelling;
	enum token_kind kind;
	const char *means;
} symbols[] = {
	{ ".*", TOKEN_SYMBOL, ".*" }, { "./", TOKEN_SYMBOL, "./" }, { ".^", TOKEN_SYMBOL, ".^" },
	{ "..", TOKEN_SYMBOL, ".." }, { "+=", TOKEN_SYMBOL, "+=" }, { "<=", TOKEN_SYMBOL, "<=" },
	{ ">=", TOKEN_SYMBOL, ">=" }, { "==", TOKEN_SYMBOL, "==" }, { "!=", TOKEN_SYMBOL, "!=" },
	{ "+", TOKEN_SYMBOL, "+" },   { "-", TOKEN_SYMBOL, "-" },   { "*", TOKEN_SYMBOL, "*" },
	{ "/", TOKEN_SYMBOL, "/" },   { "'", TOKEN_SYMBOL, "'" },   { "@", TOKEN_SYMBOL, "@" },
	{ "(", TOKEN_SYMBOL, "(" },   { ")", TOKEN_SYMBOL, ")" },   { "[", TOKEN_SYMBOL, "[" },
	{ "]", TOKEN_SYMBOL, "]" },   { ",", TOKEN_SYMBOL, "," },   { ";", TOKEN_SYMBOL, ";" },
	{ "=", TOKEN_SYMBOL, "=" },   { "<", TOKEN_SYMBOL, "<" },   { ">", TOKEN_SYMBOL, ">" },
	{ "^", TOKEN_SYMBOL, "^" },   { "⊙", TOKEN_SYMBOL, ".*" },  { "⊗", TOKEN_SYMBOL, "outer" },
	{ "≤", TOKEN_SYMBOL, "<=" },  { "≥", TOKEN_SYMBOL, ">=" },  { "≠", TOKEN_SYMBOL, "!=" },
	{ "·", TOKEN_SYMBOL, "*" },   { "−", TOKEN_SYMBOL, "-" },   { "ᵀ", TOKEN_SYMBOL, "'" },
	{ "⁰", TOKEN_RAISED, "0" },   { "¹", TOKEN_RAISED, "1" },   { "²", TOKEN_RAISED, "2" },
	{ "³", TOKEN_RAISED, "3" },   { "⁴", TOKEN_RAISED, "4" },   { "⁵", TOKEN_RAISED, "5" },
	{ "⁶", TOKEN_RAISED, "6" },   { "⁷", TOKEN_RAISED, "7" },   { "⁸", TOKEN_RAISED, "8" },
	{ "⁹", TOKEN_RAISED, "9" },
};

// Letters beyond ASCII that stand in names, and what they stand for.
static const struct {
	const char *letter, *means;
} name_letters[] = { { "ŷ", "yhat" }, { "y\xCC\x82", "yhat" }, { "δ", "delta" }, { "∂", "d" } };

static bool starts(const struct lexer *lexer, size_t at, const char *spelling)
{
	size_t const length = strlen(spelling);
	return lexer->length - at >= length && !memcmp(lexer->text + at, spelling, length);
}

static bool is_digit(const struct lexer *lexer, size_t at)
{
	return at < lexer->length && lexer->text[at] >= '0' && lexer->text[at] <= '9';
}

static bool is_letter(const struct lexer *lexer, size_t at)
{
	char const c = at < lexer->length ? lexer->text[at] : ' ';
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Advances to byte `end`; the token covers what was passed.
static void take(struct lexer *lexer, size_t end)
{
	int const letters = utf8_count(lexer->text + lexer->at, end - lexer->at);
	lexer->token.span = (struct span){ lexer->line, lexer->column, letters };
	lexer->column += letters;
	lexer->at = end;
}

static void skip_blanks(struct lexer *lexer)
{
	lexer->token.after_blank = false;
	while (lexer->at < lexer->length && strchr(" \t\r", lexer->text[lexer->at]) &&
	       lexer->text[lexer->at]) {
		lexer->at++;
		lexer->column++;
		lexer->token.after_blank = true;
	}
}

// NUMBER: digits, a dot only before a digit, an exponent.
static bool read_number(struct lexer *lexer, struct error *error)
{
	size_t end = lexer->at;
	while (is_digit(lexer, end))
		end++;
	if (end + 1 < lexer->length && lexer->text[end] == '.' && is_digit(lexer, end + 1))
		for (end++; is_digit(lexer, end); end++)
			;
	if (end < lexer->length && (lexer->text[end] == 'e' || lexer->text[end] == 'E')) {
		size_t digits = end + 1;
		if (digits < lexer->length && strchr("+-", lexer->text[digits]) && lexer->text[digits])
			digits++;
		if (is_digit(lexer, digits))
			for (end = digits; is_digit(lexer, end); end++)
				;
	}
	lexer->token.kind = TOKEN_NUMBER;
	lexer->token.spelling =
		arena_copy_bytes(lexer->arena, lexer->text + lexer->at, end - lexer->at);
	lexer->token.number = strtod(lexer->token.spelling, NULL);
	take(lexer, end);
	if (isinf(lexer->token.number))
		return error_set(error, lexer->token.span, _("write inf if you mean infinity"),
		                 _("the number %.40s is too large for a double"),
		                 lexer->token.spelling);
	return true;
}

// NAME: letters, digits and underscores, beginning with a letter; ŷ, δ and ∂ are letters.  $ and $1 are
// the names of values said before.
static bool read_name(struct lexer *lexer)
{
	struct text name = { 0 };
	size_t end = lexer->at;
	if (lexer->text[end] == '$')
		text_add_char(&name, lexer->text[end++]);
	for (;;) {
		const char *means = NULL;
		for (size_t i = 0; i < sizeof name_letters / sizeof *name_letters; i++)
			if (starts(lexer, end, name_letters[i].letter)) {
				means = name_letters[i].means;
				end += strlen(name_letters[i].letter);
				break;
			}
		if (means)
			text_add(&name, means);
		else if (is_letter(lexer, end) || (end > lexer->at && is_digit(lexer, end)))
			text_add_char(&name, lexer->text[end++]);
		else
			break;
	}
	bool const any = end > lexer->at;
	if (any) {
		lexer->token.kind = TOKEN_NAME;
		lexer->token.spelling = arena_copy_bytes(lexer->arena, text_get(&name), name.length);
		take(lexer, end);
	}
	text_free(&name);
	return any;
}

static bool read_symbol(struct lexer *lexer)
{
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
		if (starts(lexer, lexer->at, symbols[i].spelling)) {
			lexer->token.kind = symbols[i].kind;
			lexer->token.spelling = symbols[i].means;
			lexer->token.number = symbols[i].kind == TOKEN_RAISED ? *symbols[i].means - '0' : 0;
			take(lexer, lexer->at + strlen(symbols[i].spelling));
			return true;
		}
	return false;
}

bool lexer_next(struct lexer *lexer, struct error *error)
{
	skip_blanks(lexer);
	if (lexer->at >= lexer->length) {
		lexer->token.kind = TOKEN_END;
		lexer->token.spelling = "";
		lexer->token.span = (struct span){ lexer->line, lexer->column, 1 };
		return true;
	}
	if (is_digit(lexer, lexer->at) ||
	    (lexer->text[lexer->at] == '.' && is_digit(lexer, lexer->at + 1)))
		return read_number(lexer, error);
	if (read_name(lexer) || read_symbol(lexer))
		return true;

	size_t const letter = utf8_letter(lexer->text + lexer->at, lexer->length - lexer->at);
	struct text shown = { 0 };
	utf8_clean(&shown, lexer->text + lexer->at, letter, false);
	take(lexer, lexer->at + letter);
	error_set(error, lexer->token.span,
	          _("an expression is made of names, numbers, + - * / .* ./ .^ ' ( ) [ ]"),
	          _("'%s' means nothing here"), text_get(&shown));
	text_free(&shown);
	return false;
}
