// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/lexer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

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
	{ "⁹", TOKEN_RAISED, "9" },   { "‖", TOKEN_SYMBOL, "‖" },
};

// Small letters below the line and, between parentheses, above it.
static const struct script {
	const char *low, *high;
	char means;
} script_letters[] = {
	{ "₀", "⁰", '0' }, { "₁", "¹", '1' }, { "₂", "²", '2' }, { "₃", "³", '3' }, { "₄", "⁴", '4' },
	{ "₅", "⁵", '5' }, { "₆", "⁶", '6' }, { "₇", "⁷", '7' }, { "₈", "⁸", '8' }, { "₉", "⁹", '9' },
	{ "₊", "⁺", '+' }, { "₋", "⁻", '-' }, { "ₜ", "ᵗ", 't' }, { "ₖ", "ᵏ", 'k' }, { "ₙ", "ⁿ", 'n' },
	{ "ⱼ", "ʲ", 'j' }, { "ᵢ", "ⁱ", 'i' }, { "ₘ", "ᵐ", 'm' },
};

// Letters beyond ASCII that stand in names, and what they stand for.
static const struct {
	const char *letter, *means;
} name_letters[] = { { "ŷ", "yhat" }, { "y\xCC\x82", "yhat" }, { "δ", "delta" }, { "∂", "d" } };

// What people write in other languages and books, and how it is written here.  Not an error: a hint.
static const struct {
	const char *letter, *advice;
} foreign_letters[] = {
	{ "&", N_("both conditions: write and") },
	{ "|", N_("of two conditions: write or; of sizes: norm(W), abs(a)") },
	{ "!", N_("write not, or != for unequal") },
	{ "~", N_("write not, or != for unequal") },
	{ "¬", N_("write not") },
	{ "{", N_("subscripts stand in brackets: s[3], W[1,2]") },
	{ "}", N_("subscripts stand in brackets: s[3], W[1,2]") },
	{ ":", N_("elements are asked for one by one, W[1,2]; a list is s[k] for k = 0..3") },
	{ "\"", N_("names stand without quotation marks: s[3]") },
	{ "“", N_("names stand without quotation marks: s[3]") },
	{ "”", N_("names stand without quotation marks: s[3]") },
	{ ".", N_("a dot stands in numbers, 0.5, and in .* ./ .^; W' is W transposed") },
	{ "`", N_("W' is W transposed") },
	{ "’", N_("W' is W transposed") },
	{ "‘", N_("W' is W transposed") },
	{ "′", N_("W' is W transposed") },
	{ "\\", N_("division is written /, and ./ element by element") },
	{ "÷", N_("division is written /, and ./ element by element") },
	{ "%", N_("division is written /, and ./ element by element") },
	{ "×", N_("multiplication is written *, and .* element by element") },
	{ "∗", N_("multiplication is written *, and .* element by element") },
	{ "∘", N_("multiplication is written *, and .* element by element") },
	{ "–", N_("a minus is written -") },
	{ "—", N_("a minus is written -") },
	{ "∑", N_("sum(a) sums the elements of a; a list is s[k] for k = 0..3") },
	{ "Σ", N_("sum(a) sums the elements of a; a list is s[k] for k = 0..3") },
	{ "√", N_("write sqrt(a)") },
	{ "∇", N_("a gradient is written dE/dW") },
	{ "σ", N_("write sigmoid(a), or norm(W,2) for the largest singular value") },
	{ "Δ", N_("write delta[3,1] or dW") },
	{ "?", N_("explain tells of this step, help of a word: help norm") },
};

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
	lexer->token.typed = arena_copy_bytes(lexer->arena, lexer->text + lexer->at, end - lexer->at);
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
	LOCAL(text) name = { 0 };
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

// The small letters from byte `at` on, in ASCII; the return value is where they end.
static size_t read_small(const struct lexer *lexer, size_t at, bool high, struct text *out)
{
	for (size_t i = 0; i < sizeof script_letters / sizeof *script_letters; i++) {
		const char *letter = high ? script_letters[i].high : script_letters[i].low;
		if (!starts(lexer, at, letter))
			continue;
		text_add_char(out, script_letters[i].means);
		at += strlen(letter);
		i = (size_t)-1;
	}
	return at;
}

// SCRIPT: ₖ, or with a time above it, on either side: ₂⁽³⁾ or ⁽³⁾₂, which is [3,2].
static bool read_script(struct lexer *lexer)
{
	LOCAL(text) low = { 0 }, high = { 0 };
	size_t end = read_small(lexer, lexer->at, false, &low);
	if (starts(lexer, end, "⁽")) {
		size_t const close = read_small(lexer, end + strlen("⁽"), true, &high);
		if (starts(lexer, close, "⁾") && high.length)
			end = close + strlen("⁾");
		else
			text_clear(&high);
		if (high.length && !low.length)
			end = read_small(lexer, end, false, &low);
	}
	bool const any = low.length > 0;
	if (any) {
		if (high.length) {
			text_add_char(&high, ',');
			text_add(&high, text_get(&low));
		}
		const struct text *whole = high.length ? &high : &low;
		lexer->token.kind = TOKEN_SCRIPT;
		lexer->token.spelling =
			arena_copy_bytes(lexer->arena, text_get(whole), whole->length);
		take(lexer, end);
	}
	return any;
}

static bool fail_letter(struct lexer *lexer, struct error *error)
{
	size_t const letter = utf8_letter(lexer->text + lexer->at, lexer->length - lexer->at);
	const char *advice = _("an expression is made of names, numbers, + - * / .* ./ .^ ' ( ) [ ]");
	uint32_t code;
	utf8_decode(lexer->text + lexer->at, letter, &code);
	utf8proc_category_t const category = utf8proc_category((utf8proc_int32_t)code);
	bool const is_name = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
	if (is_name)
		advice = _("names are made of a to z, A to Z, digits and _, and of ŷ, δ, ∂");
	else if (category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NO)
		advice = _("numbers are made of 0 to 9; a time or element stands in brackets: s[3]");
	else if (category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZS)
		advice = _("delete it: it came with a copied text");
	for (size_t i = 0; i < sizeof foreign_letters / sizeof *foreign_letters; i++)
		if (starts(lexer, lexer->at, foreign_letters[i].letter))
			advice = _(foreign_letters[i].advice);
	take(lexer, lexer->at + letter);
	return error_set(error, lexer->token.span, advice,
	                 is_name ? _("the letter '%s' can be in no name") : _("'%s' means nothing here"),
	                 lexer->token.typed);
}

bool lexer_next(struct lexer *lexer, struct error *error)
{
	skip_blanks(lexer);
	if (lexer->at >= lexer->length) {
		lexer->token.kind = TOKEN_END;
		lexer->token.spelling = lexer->token.typed = "";
		lexer->token.span = (struct span){ lexer->line, lexer->column, 1 };
		return true;
	}
	if (is_digit(lexer, lexer->at) ||
	    (lexer->text[lexer->at] == '.' && is_digit(lexer, lexer->at + 1)))
		return read_number(lexer, error);
	if (read_name(lexer) || read_script(lexer) || read_symbol(lexer))
		return true;
	return fail_letter(lexer, error);
}
