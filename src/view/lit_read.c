// SPDX-License-Identifier: GPL-3.0-or-later
// Text → the names it speaks of.  It is read token by token, for most of what speaks is no expression of
// the language: a command, a half-written answer, an equation.  TeX is rewritten as such a text first.
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "lang/lexer.h"
#include "net/backward.h"
#include "view/lit.h"

enum { TIMES_MOST = 2 };

struct reading {
	struct lit *lit;
	const struct walk *walk;
	struct place place;
	struct lexer lexer;
};

static void advance(struct reading *reading)
{
	struct error ignored;
	struct lexer *lexer = &reading->lexer;
	size_t const before = lexer->at;
	if (lexer_next(lexer, &ignored))
		return;
	// A letter that means nothing here: go on behind it.
	bool const at_end = lexer->at >= lexer->length;
	lexer->at += lexer->at == before && !at_end;
	lexer->token = (struct token){ .kind = at_end ? TOKEN_END : TOKEN_SYMBOL,
		                       .spelling = "", .typed = "" };
}

static bool at_symbol(const struct reading *reading, const char *symbol)
{
	const struct token *token = &reading->lexer.token;
	return token->kind == TOKEN_SYMBOL && !strcmp(token->spelling, symbol);
}

// A letter that stands for a time at the place; false: it is none, or has no meaning there.
static bool letter_means(const struct reading *reading, const char *letter, int *number)
{
	struct place const place = reading->place;
	if (!strcmp(letter, "T"))
		*number = reading->walk->itinerary.T;
	else if (!strcmp(letter, "t") && place.phase != PHASE_START)
		*number = place.t;
	else if (!strcmp(letter, "k") && place.phase == PHASE_BACKWARD)
		*number = place.k;
	else
		return false;
	return true;
}

// ["+"|"-"] (NUMBER|LETTER) {…}; LIT_ANY when something else is there.  Ends at "," or "]".
static int read_time(struct reading *reading)
{
	int sum = 0, sign = 1;
	bool known = true, any = false;
	for (; reading->lexer.token.kind != TOKEN_END && !at_symbol(reading, ",") &&
	       !at_symbol(reading, "]");
	     advance(reading)) {
		const struct token *token = &reading->lexer.token;
		int number = 0;
		if (at_symbol(reading, "-") || at_symbol(reading, "+")) {
			sign = at_symbol(reading, "-") ? -1 : 1;
			continue;
		}
		if (token->kind == TOKEN_NUMBER && token->number >= 0 && token->number < 1e6)
			number = (int)token->number;
		else if (token->kind != TOKEN_NAME ||
		         !letter_means(reading, token->spelling, &number))
			known = false;
		sum += sign * number;
		any = true;
	}
	return !known || !any ? LIT_ANY : sum < 0 ? LIT_INITIAL : sum;
}

// "[" time {"," time} "]", if it is there; further brackets are elements.
static void read_times(struct reading *reading, int times[TIMES_MOST])
{
	times[0] = times[1] = LIT_ANY;
	for (int group = 0; at_symbol(reading, "["); group++) {
		advance(reading);
		for (int i = 0; reading->lexer.token.kind != TOKEN_END; i++) {
			int const time = read_time(reading);
			if (!group && i < TIMES_MOST)
				times[i] = time;
			if (!at_symbol(reading, ","))
				break;
			advance(reading);
		}
		if (at_symbol(reading, "]"))
			advance(reading);
	}
}

static void add(struct reading *reading, struct lit_name name)
{
	struct lit *lit = reading->lit;
	for (int i = 0; i < lit->count; i++) {
		struct lit_name const *have = &lit->name[i];
		if (have->kind == name.kind && have->quantity == name.quantity &&
		    have->t == name.t && have->k == name.k)
			return;
	}
	if (lit->count < LIT_MOST)
		lit->name[lit->count++] = name;
}

static bool is_parameter(const struct cell *cell, int quantity)
{
	return cell->quantity[quantity].kind == QUANTITY_PARAMETER;
}

// What stands below the bar of dE[3]/dW @ 2; `above`: the quantity over it, at time t.
static void read_denominator(struct reading *reading, int above, int t)
{
	const struct cell *cell = reading->walk->network->cell;
	const char *name = reading->lexer.token.spelling;
	int const quantity =
		reading->lexer.token.kind == TOKEN_NAME && *name == 'd' ? cell_find(cell, name + 1) : -1;
	int times[TIMES_MOST];
	if (quantity < 0)
		return;
	advance(reading);
	read_times(reading, times);
	int k = is_parameter(cell, quantity) ? LIT_ANY : times[0];
	if (at_symbol(reading, "@")) {
		advance(reading);
		k = read_time(reading);
	}
	if (above == cell->loss) {
		add(reading, (struct lit_name){ LIT_GRADIENT, quantity, t, k });
		return;
	}
	// A Jacobian speaks of the two that it stands between.
	add(reading, (struct lit_name){ LIT_VALUE, above, t, LIT_ANY });
	add(reading, (struct lit_name){ LIT_VALUE, quantity, times[0], LIT_ANY });
}

static void read_name(struct reading *reading)
{
	const struct cell *cell = reading->walk->network->cell;
	const char *name = reading->lexer.token.spelling;
	int const whole = cell_find(cell, name);
	int const of = whole < 0 && *name == 'd' ? cell_find(cell, name + 1) : -1;
	bool const is_delta = whole < 0 && !strcmp(name, "delta");
	int times[TIMES_MOST];
	advance(reading);
	if (whole < 0 && of < 0 && !is_delta)
		return;
	read_times(reading, times);
	if (is_delta) {
		add(reading, (struct lit_name){ LIT_DELTA, -1, times[0], times[1] });
	} else if (whole >= 0) {
		add(reading, (struct lit_name){ LIT_VALUE, whole,
		                                is_parameter(cell, whole) ? LIT_ANY : times[0], LIT_ANY });
	} else if (at_symbol(reading, "/")) {
		advance(reading);
		read_denominator(reading, of, times[0]);
	} else {
		add(reading, (struct lit_name){ LIT_GRADIENT, of, LIT_ANY,
		                                is_parameter(cell, of) ? LIT_ANY : times[0] });
	}
}

void lit_add(struct lit *lit, const struct walk *walk, struct place place, const char *text)
{
	LOCAL(arena) arena = { 0 };
	struct reading reading = { .lit = lit, .walk = walk, .place = place };
	lexer_start(&reading.lexer, text, strlen(text), 1, 1, &arena);
	advance(&reading);
	while (reading.lexer.token.kind != TOKEN_END)
		if (reading.lexer.token.kind == TOKEN_NAME)
			read_name(&reading);
		else
			advance(&reading);
}

// ---- TeX

// {…} or one letter (or \command), without its braces; moves *at behind it.
static struct text take_group(const char **at)
{
	struct text group = { 0 };
	const char *from = *at;
	while (*from == ' ')
		from++;
	const char *end = from;
	if (*from == '{') {
		int depth = 0;
		do {
			depth += (*end == '{') - (*end == '}');
			end++;
		} while (*end && depth);
		text_add_bytes(&group, from + 1, (size_t)(end - from) - (depth ? 1 : 2));
	} else if (*from == '\\') {
		for (end++; isalpha((unsigned char)*end); end++)
			;
		text_add_bytes(&group, from, (size_t)(end - from));
	} else if (*from) {
		end++;
		text_add_bytes(&group, from, 1);
	}
	*at = end;
	return group;
}

// The scripts behind a name: s_2 is s[2], \delta_2^{(3)} is delta[3,2]; powers and transposes say nothing.
static void add_scripts(const char **at, bool two, struct text *out)
{
	LOCAL(text) low = { 0 }, high = { 0 };
	while (**at == '_' || **at == '^') {
		struct text *script = *(*at)++ == '_' ? &low : &high;
		LOCAL(text) group = take_group(at);
		const char *bytes = text_get(&group);
		size_t const length = group.length;
		text_clear(script);
		if (script == &low)
			text_add(script, bytes);
		else if (length > 2 && bytes[0] == '(' && bytes[length - 1] == ')')
			text_add_bytes(script, bytes + 1, length - 2);
	}
	if (two)
		text_addf(out, "[%s,%s]", high.length ? text_get(&high) : "?",
		          low.length ? text_get(&low) : "?");
	else if (low.length)
		text_addf(out, "[%s]", text_get(&low));
}

static void rewrite(const char *tex, struct text *out);

static void rewrite_group(const char **at, struct text *out)
{
	LOCAL(text) group = take_group(at);
	rewrite(text_get(&group), out);
}

// A \command, from its name on.
static void rewrite_command(const char **at, struct text *out)
{
	size_t length = 0;
	const char *name = *at;
	while (isalpha((unsigned char)name[length]))
		length++;
	*at += length ? length : *name != '\0';
	bool const is_delta = length == 5 && !strncmp(name, "delta", length);
	if (is_delta) {
		text_add(out, " delta");
		add_scripts(at, true, out);
	} else if (length == 7 && !strncmp(name, "partial", length)) {
		text_add(out, " d");
		while (**at == ' ')
			(*at)++;
	} else if (length == 3 && !strncmp(name, "hat", length)) {
		LOCAL(text) base = take_group(at);
		text_addf(out, " %shat", text_get(&base));
		add_scripts(at, false, out);
	} else if (length == 4 && !strncmp(name, "frac", length)) {
		rewrite_group(at, out);
		text_add(out, "/");
		while (**at == ' ')
			(*at)++;
		rewrite_group(at, out);
	} else if ((length == 6 && !strncmp(name, "mathrm", length)) ||
	           (length == 12 && !strncmp(name, "operatorname", length))) {
		LOCAL(text) word = take_group(at);
		text_addf(out, " %s", text_get(&word));
		add_scripts(at, false, out);
	} else {
		text_add_char(out, ' ');
	}
}

static void rewrite(const char *tex, struct text *out)
{
	for (const char *at = tex; *at;) {
		bool const after_d = out->length && text_get(out)[out->length - 1] == 'd' &&
		                     (out->length < 2 || text_get(out)[out->length - 2] == ' ' ||
		                      text_get(out)[out->length - 2] == '/');
		if (*at == '\\') {
			at++;
			rewrite_command(&at, out);
		} else if (isalpha((unsigned char)*at)) {
			// Letters side by side are a product; behind a ∂ they belong to it.
			if (!after_d)
				text_add_char(out, ' ');
			text_add_char(out, *at++);
			add_scripts(&at, false, out);
		} else if (*at == '{' || *at == '}' || *at == '_' || *at == '^') {
			at++;
		} else {
			text_add_char(out, *at++);
		}
	}
}

void lit_add_tex(struct lit *lit, const struct walk *walk, struct place place, const char *tex)
{
	LOCAL(text) text = { 0 };
	rewrite(tex, &text);
	lit_add(lit, walk, place, text_get(&text));
}
