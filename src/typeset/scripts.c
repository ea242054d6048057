// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeset/scripts.h"

#include <string.h>

#include "base/utf8.h"
#include "typeset/symbol.h"

enum { LEGIBLE_MOST = 2 }; // small letters above the line that a reader can tell apart

// Appends the text in small letters; false: Unicode has not all of them, and nothing is appended.
static bool add_small(const struct text *text, bool high, struct text *out)
{
	LOCAL(text) small = { 0 };
	bool all = true;
	for (size_t i = 0; all && i < text->length;) {
		size_t const length = utf8_letter(text->at + i, text->length - i);
		const char *const letter = symbol_find_small(text->at + i, length, high);
		all = letter != NULL;
		text_add(&small, all ? letter : "");
		i += length;
	}
	if (all)
		text_add(out, text_get(&small));
	return all;
}

static bool in_parentheses(const struct text *text)
{
	return text->length > 2 && text->at[0] == '(' && text->at[text->length - 1] == ')';
}

static void add_high(const struct text *high, bool ascii, struct text *out)
{
	bool const primes = strspn(text_get(high), "'") == high->length;
	bool const alone = utf8_count(text_get(high), high->length) == 1 || in_parentheses(high);
	if (!high->length || (!ascii && add_small(high, true, out)))
		return;
	text_addf(out, primes ? "%s" : alone ? "^%s" : "^(%s)", text_get(high));
}

// On one line, as the prompt writes it where it has a notation: s[3], W', delta[3,1], sum(k=0..3).
static void add_plain(const struct text *low, const struct text *high, bool large, bool ascii,
                      struct text *out)
{
	if (large && ascii && low->length) {
		text_addf(out, high->length ? "(%s..%s)" : "(%s%s)", text_get(low), text_get(high));
		return;
	}
	if (ascii && low->length && in_parentheses(high)) {
		text_addf(out, "[%.*s,%s]", (int)high->length - 2, high->at + 1, text_get(low));
		return;
	}
	if (low->length && (ascii || !add_small(low, false, out)))
		text_addf(out, "[%s]", text_get(low));
	add_high(high, ascii, out);
}

// A script in a row of its own.
static struct box apart(const struct text *text, enum role role)
{
	return text->length ? box_text(text_get(text), role) : (struct box){ 0 };
}

static struct box apart_small(const struct text *text, bool high, const struct scripts_style *style)
{
	LOCAL(text) small = { 0 };
	bool const is_small = !style->ascii && add_small(text, high, &small);
	struct box const box = apart(is_small ? &small : text, style->role);
	return box;
}

struct box scripts_set(struct box base, const struct text *low, const struct text *high,
                       const struct scripts_style *style)
{
	if (style->bounds)
		return box_limits(base, apart(low, style->role), apart(high, style->role));
	LOCAL(text) middle = { 0 };
	struct box under = { 0 }, over = { 0 };
	if (base.grid.rows > 1) {
		under = apart_small(low, false, style);
		over = apart_small(high, true, style);
	} else if (style->flat || style->ascii) {
		add_plain(low, high, style->large, style->ascii, &middle);
	} else {
		bool const legible = utf8_count(text_get(high), high->length) <= LEGIBLE_MOST;
		if (!add_small(low, false, &middle))
			under = apart(low, style->role);
		if (!legible || !add_small(high, true, &middle))
			over = apart(high, style->role);
	}
	struct box const whole =
		box_scripts(base, box_text(text_get(&middle), style->role), under, over);
	return whole;
}
