// SPDX-License-Identifier: GPL-3.0-or-later
// Commands with arguments: fractions, accents, brackets that grow.
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "typeset/drawing.h"

// ---- arguments

struct box drawing_argument(struct math *math, enum way way)
{
	drawing_skip_blanks(math);
	if (drawing_stops(math) || drawing_sees(math, "_^&}"))
		return box_blank(0);
	struct row none = { 0 };
	struct nucleus const nucleus = drawing_nucleus(math, way, &none);
	return nucleus.atom == ATOM_NONE ? box_blank(0) : nucleus.box;
}

// Of a part on one line.
void drawing_argument_text(struct math *math, enum way way, struct text *out)
{
	struct box box = drawing_argument(math, way);
	box_write(&box, out);
	box_free(&box);
}

// {…} as it is written.
void drawing_words(struct math *math, struct text *out)
{
	int depth = 0;
	drawing_skip_blanks(math);
	if (math->at >= math->end || *math->at != '{')
		return;
	const char *const begin = math->at + 1;
	for (; math->at < math->end; math->at++) {
		depth += (*math->at == '{') - (*math->at == '}');
		if (!depth)
			break;
	}
	text_add_bytes(out, begin, (size_t)(math->at - begin));
	math->at += math->at < math->end;
}

// ---- commands with arguments

static bool needs_parentheses(const struct text *part)
{
	int depth = 0;
	for (size_t i = 0; i < part->length; i++) {
		char const c = part->at[i];
		depth += (c == '(' || c == '[') - (c == ')' || c == ']');
		if (depth == 0 && (c == ' ' || c == '/'))
			return true;
	}
	return false;
}

struct box drawing_fraction(struct math *math, enum way way)
{
	if (!drawing_is_flat(way)) {
		struct box const upper = drawing_argument(math, WAY_INNER);
		return box_fraction(upper, drawing_argument(math, WAY_INNER), math->ascii,
		                    math->role);
	}
	struct text line = { 0 };
	for (int i = 0; i < 2; i++) {
		struct text part = { 0 };
		drawing_argument_text(math, way, &part);
		bool const wrap = needs_parentheses(&part);
		text_addf(&line, "%s%s%s%s", i ? "/" : "", wrap ? "(" : "", text_get(&part),
		          wrap ? ")" : "");
		text_free(&part);
	}
	struct box const box = drawing_letters(math, text_get(&line));
	text_free(&line);
	return box;
}

struct box drawing_accent(struct math *math, enum way way, const struct symbol *symbol)
{
	struct box base = drawing_argument(math, way);
	if (base.grid.rows > 1)
		return base;
	struct text text = { 0 };
	box_write(&base, &text);
	// ŷ in one piece, as the prompt knows it.
	bool const known =
		!math->ascii && !strcmp(symbol->name, "hat") && !strcmp(text_get(&text), "y");
	text_add(&text, math->ascii ? symbol->ascii : symbol->pretty);
	box_free(&base);
	base = drawing_letters(math, known ? "ŷ" : text_get(&text));
	text_free(&text);
	return base;
}

// After \left and \right: ( [ \{ | \| \langle, or . for none.
const char *drawing_bracket(struct math *math, char plain[8])
{
	drawing_skip_blanks(math);
	if (math->at >= math->end)
		return "";
	size_t length = 1;
	if (*math->at == '\\') {
		while (math->at + length < math->end && isalpha((unsigned char)math->at[length]))
			length++;
		length += length == 1 && math->at + 1 < math->end;
		const struct symbol *const symbol = symbol_find(math->at + 1, length - 1);
		if (!symbol || !symbol->pretty)
			return "";
		math->at += length;
		return symbol->pretty;
	}
	length = utf8_letter(math->at, (size_t)(math->end - math->at));
	length = length < 8 ? length : 7;
	memcpy(plain, math->at, length);
	plain[length] = '\0';
	math->at += length;
	return strcmp(plain, ".") ? plain : "";
}

struct box drawing_enclosed(struct math *math, enum way way)
{
	char left[8], right[8];
	const char *const begin = drawing_bracket(math, left);
	struct box const inside = drawing_row(math, way, math->stops | STOP_RIGHT, INT_MAX);
	const char *end = "";
	if (drawing_starts(math, "\\right")) {
		math->at += strlen("\\right");
		end = drawing_bracket(math, right);
	}
	return box_enclosed(inside, begin, end, math->ascii, math->role);
}
