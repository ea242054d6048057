// SPDX-License-Identifier: GPL-3.0-or-later
// Each part of a formula becomes an element.  Where it needs just one, several stand in an <mrow>.
#include "typeset/mathml.h"

#include <string.h>

#include "base/arena.h"
#include "base/markup.h"
#include "typeset/notation.h"

#define THIN "<mspace width=\"0.17em\"/>"
#define APPLIES "<mo>&#x2061;</mo>" // a function to what follows

// Commands whose letters on a terminal are not what a browser sets.
static const struct {
	const char *name, *sign;
} signs[] = {
	{ "sum", "∑" }, { "top", "⊤" }, { "hat", "^" },      { "widehat", "^" }, { "bar", "¯" },
	{ "overline", "¯" }, { "tilde", "~" }, { "vec", "→" }, { "dot", "˙" },
};

static const char *sign_of(const struct notation *part)
{
	for (size_t i = 0; part->symbol && i < sizeof signs / sizeof *signs; i++)
		if (!strcmp(signs[i].name, part->symbol->name))
			return signs[i].sign;
	return part->pretty;
}

static void write_element(struct text *out, const char *name, const char *attributes, const char *words)
{
	text_addf(out, "<%s%s>", name, attributes);
	markup_add(out, words);
	text_addf(out, "</%s>", name);
}

static void write_parts(const struct notation *first, bool tight, struct text *out);
static void write_part(const struct notation *part, bool tight, struct text *out);

// As one element.
static void write_one(const struct notation *part, bool tight, struct text *out)
{
	bool const is_row = part->kind == NOTATION_ROW && !part->symbol;
	bool const is_alone = is_row && part->first && !part->first->next && part->first->kind != NOTATION_BLANK &&
	                      part->first->kind != NOTATION_QUAD && part->first->atom != ATOM_FUNCTION;
	if (is_alone) {
		write_one(part->first, tight, out);
	} else if (is_row) {
		text_add(out, "<mrow>");
		write_parts(part->first, tight, out);
		text_add(out, "</mrow>");
	} else {
		write_part(part, tight, out);
	}
}

// ---- letters

static bool is_letter(const struct notation *part)
{
	return part->kind == NOTATION_LETTERS && part->atom == ATOM_ORDINARY;
}

static bool is_digit(const struct notation *part)
{
	return part && is_letter(part) && *part->pretty >= '0' && *part->pretty <= '9';
}

static bool is_point(const struct notation *part)
{
	return part && is_letter(part) && !strcmp(part->pretty, ".");
}

// An operator between operands is known by its place; the others say what they are.
static void write_letters(const struct notation *part, struct text *out)
{
	static const char *const attributes[] = {
		[ATOM_SIGN] = " form=\"prefix\"",
		[ATOM_OPEN] = " form=\"prefix\" stretchy=\"false\"",
		[ATOM_CLOSE] = " form=\"postfix\" stretchy=\"false\"",
		[ATOM_FRACTION] = NULL,
	};
	bool const is_name = part->atom == ATOM_ORDINARY || part->atom == ATOM_FUNCTION;
	const char *const form = attributes[part->atom];
	if (is_digit(part))
		write_element(out, "mn", "", part->pretty);
	else
		write_element(out, is_name ? "mi" : "mo", form ? form : "", sign_of(part));
}

// The letters of a row that holds nothing else; false: it does.
static bool join_letters(const struct notation *row, struct text *out)
{
	for (const struct notation *part = row->first; part; part = part->next) {
		bool const is_group = part->kind == NOTATION_ROW && !part->symbol;
		if (is_group ? !join_letters(part, out) : part->kind != NOTATION_LETTERS)
			return false;
		if (!is_group)
			text_add(out, part->pretty);
	}
	return true;
}

// \mathrm{softmax}: one name; a single letter would lean, and several would not.
static void write_styled(const struct notation *row, bool tight, struct text *out)
{
	static const struct {
		const char *name, *style;
	} styles[] = {
		{ "mathrm", " mathvariant=\"normal\"" },        { "mathit", " style=\"font-style:italic\"" },
		{ "mathbf", " style=\"font-weight:bold\"" },    { "boldsymbol", " style=\"font-weight:bold\"" },
		{ "mathsf", " style=\"font-family:sans-serif\"" },
	};
	const char *style = "";
	LOCAL(text) name = { 0 };
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (!strcmp(styles[i].name, row->symbol->name))
			style = styles[i].style;
	if (join_letters(row, &name) && name.length) {
		write_element(out, "mi", style, text_get(&name));
	} else {
		text_add(out, "<mrow>");
		write_parts(row->first, tight, out);
		text_add(out, "</mrow>");
	}
}

// \mathrel{+}= is one sign; returns the last part that belongs to it.
static const struct notation *write_relation(const struct notation *part, struct text *out)
{
	LOCAL(text) sign = { 0 };
	join_letters(part, &sign);
	const struct notation *const next = part->next;
	bool const goes_on = next && next->kind == NOTATION_LETTERS && next->atom == ATOM_RELATION;
	text_add(&sign, goes_on ? next->pretty : "");
	write_element(out, "mo", "", text_get(&sign));
	return goes_on ? next : part;
}

// ---- what has parts

static void write_scripts(const struct notation *part, const char *digits, bool tight, struct text *out)
{
	static const char *const beside[] = { "mrow", "msub", "msup", "msubsup" };
	static const char *const around[] = { "mrow", "munder", "mover", "munderover" };
	const struct notation *const low = notation_part(part, 1), *const high = notation_part(part, 2);
	int const which = (low->first != NULL) + 2 * (high->first != NULL);
	const char *const name = part->atom == ATOM_LARGE ? around[which] : beside[which];
	text_addf(out, "<%s>", name);
	if (*digits)
		write_element(out, "mn", "", digits);
	else
		write_one(part->first, tight, out);
	if (low->first)
		write_one(low, true, out);
	if (high->first)
		write_one(high, true, out);
	text_addf(out, "</%s>", name);
}

static void write_bracket(const char *bracket, const char *form, struct text *out)
{
	if (!*bracket)
		return;
	text_addf(out, "<mo form=\"%s\" stretchy=\"true\">", form);
	markup_add(out, bracket);
	text_add(out, "</mo>");
}

static void write_table(const struct notation *table, struct text *out)
{
	const char *const align[] = { "text-align:right;padding-right:0", "text-align:left;padding-left:0.3em" };
	const struct notation *cell = table->first;
	text_add(out, table->equations ? "<mtable displaystyle=\"true\">" : "<mtable>");
	for (int i = 0; i < table->rows; i++) {
		text_add(out, "<mtr>");
		for (int j = 0; j < table->cols; j++, cell = cell->next) {
			bool const is_left = !table->equations && *table->left && !*table->right;
			if (table->equations || is_left)
				text_addf(out, "<mtd style=\"%s\">", align[is_left || j % 2]);
			else
				text_add(out, "<mtd>");
			write_parts(cell->first, false, out);
			text_add(out, "</mtd>");
		}
		text_add(out, "</mtr>");
	}
	text_add(out, "</mtable>");
}

static void write_part(const struct notation *part, bool tight, struct text *out)
{
	switch (part->kind) {
	case NOTATION_ROW:
		if (part->symbol && part->symbol->kind == SYMBOL_SHOW)
			write_styled(part, tight, out);
		else
			write_one(part, tight, out);
		break;
	case NOTATION_WORDS:
		write_element(out, "mtext", "", part->pretty);
		break;
	case NOTATION_BLANK:
		text_add(out, part->symbol && !tight ? THIN : "");
		break;
	case NOTATION_QUAD:
		text_add(out, "<mspace width=\"1.5em\"/>");
		break;
	case NOTATION_SCRIPTS:
		write_scripts(part, "", tight, out);
		break;
	case NOTATION_FRACTION:
		text_add(out, "<mfrac>");
		write_one(part->first, false, out);
		write_one(part->first->next, false, out);
		text_add(out, "</mfrac>");
		break;
	case NOTATION_ACCENT:
		text_add(out, "<mover accent=\"true\">");
		write_one(part->first, tight, out);
		write_element(out, "mo", strlen(part->symbol->name) > strlen("tilde") ? "" : " stretchy=\"false\"", sign_of(part));
		text_add(out, "</mover>");
		break;
	case NOTATION_ROOT:
		text_add(out, "<msqrt>");
		write_parts(part->first, tight, out);
		text_add(out, "</msqrt>");
		break;
	case NOTATION_BRACKETS:
	case NOTATION_TABLE:
		text_add(out, "<mrow>");
		write_bracket(part->left, "prefix", out);
		if (part->kind == NOTATION_TABLE)
			write_table(part, out);
		else
			write_parts(part->first->first, tight, out);
		write_bracket(part->right, "postfix", out);
		text_add(out, "</mrow>");
		break;
	case NOTATION_LETTERS:
		write_letters(part, out);
	}
}

// ---- rows

// Digits that stand together are one number, and a script belongs to all of it; returns the last part.
static const struct notation *write_number(const struct notation *part, bool tight, struct text *out)
{
	LOCAL(text) digits = { 0 };
	text_add(&digits, part->pretty);
	for (;;) {
		const struct notation *const next = part->next;
		bool const goes_on = is_digit(next) || (is_point(next) && is_digit(next->next));
		if (!goes_on)
			break;
		text_add(&digits, next->pretty);
		part = next;
	}
	const struct notation *const next = part->next;
	if (next && next->kind == NOTATION_SCRIPTS && is_digit(next->first)) {
		text_add(&digits, next->first->pretty);
		write_scripts(next, text_get(&digits), tight, out);
		part = next;
	} else {
		write_element(out, "mn", "", text_get(&digits));
	}
	return part;
}

static bool is_operand(enum atom atom)
{
	return atom == ATOM_ORDINARY || atom == ATOM_FRACTION || atom == ATOM_CLOSE || atom == ATOM_GROUP;
}

static const struct notation *next_of(const struct notation *part)
{
	do
		part = part->next;
	while (part && part->kind == NOTATION_BLANK);
	return part;
}

// A function stands off the operand before it, and off its own where that has no brackets.
static void write_function(const struct notation *part, enum atom last, bool tight, struct text *out)
{
	const struct notation *const next = next_of(part);
	text_add(out, is_operand(last) && !tight ? THIN : "");
	write_part(part, tight, out);
	if (!next || next->kind == NOTATION_QUAD)
		return;
	text_add(out, APPLIES);
	text_add(out, next->atom != ATOM_OPEN && next->atom != ATOM_GROUP && !tight ? THIN : "");
}

static void write_parts_until(const struct notation *first, const struct notation *end, bool tight,
                              struct text *out)
{
	enum atom last = ATOM_NONE;
	for (const struct notation *part = first; part && part != end; part = part->next) {
		enum atom const atom = part->atom;
		bool const is_related = part->symbol && part->symbol->kind == SYMBOL_RELATED;
		if (is_digit(part))
			part = write_number(part, tight, out);
		else if (is_related && part->kind == NOTATION_ROW)
			part = write_relation(part, out);
		else if (atom == ATOM_FUNCTION)
			write_function(part, last, tight, out);
		else if (part->kind == NOTATION_ROW && !part->symbol)
			write_parts_until(part->first, NULL, tight, out);
		else
			write_part(part, tight, out);
		last = atom != ATOM_NONE ? atom : last;
	}
}

static void write_parts(const struct notation *first, bool tight, struct text *out)
{
	write_parts_until(first, NULL, tight, out);
}

// ---- the whole

static bool has_something(const struct notation *part, const struct notation *end)
{
	for (; part != end; part = part->next)
		if (part->atom != ATOM_NONE)
			return true;
	return false;
}

static void write_displays(const struct notation *row, struct text *out)
{
	for (const struct notation *part = row->first, *end; part; part = end ? end->next : NULL) {
		for (end = part; end && end->kind != NOTATION_QUAD;)
			end = end->next;
		if (!has_something(part, end))
			continue;
		text_add(out, "<math display=\"block\">");
		write_parts_until(part, end, false, out);
		text_add(out, "</math>");
	}
}

bool mathml_write(const char *tex, size_t length, bool display, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	bool known;
	const struct notation *const whole =
		notation_read(tex, length, display ? NOTATION_LINES : NOTATION_LINE, &arena, &known);
	if (display && whole->kind == NOTATION_ROW) {
		write_displays(whole, out);
	} else {
		text_add(out, display ? "<math display=\"block\">" : "<math>");
		write_parts_until(whole, whole->next, false, out);
		text_add(out, "</math>");
	}
	return known;
}
