// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/glyph.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array/number.h"
#include "typeset/typeset.h"

// What stands beside numbers (shades, AT, NOT_YET) is in ASCII nothing that a number may begin or end with.
static const char *const glyphs[GLYPH_COUNT][2] = {
	[GLYPH_HORIZONTAL] = { "─", "-" },  [GLYPH_VERTICAL] = { "│", "|" },
	[GLYPH_TOP_LEFT] = { "┌", "+" },    [GLYPH_TOP_RIGHT] = { "┐", "+" },
	[GLYPH_BOTTOM_LEFT] = { "└", "+" }, [GLYPH_BOTTOM_RIGHT] = { "┘", "+" },
	[GLYPH_TEE_DOWN] = { "┬", "+" },    [GLYPH_TEE_UP] = { "┴", "+" },
	[GLYPH_TEE_LEFT] = { "┤", "+" },    [GLYPH_TEE_RIGHT] = { "├", "+" },
	[GLYPH_CROSS] = { "┼", "+" },       [GLYPH_LINK] = { "─", "-" },
	[GLYPH_LINK_HEAD] = { "▶", ">" },   [GLYPH_UP] = { "│", "|" },
	[GLYPH_UP_HEAD] = { "▲", "^" },     [GLYPH_FLOW] = { "━", "#" },
	[GLYPH_FLOW + 1] = { "═", "=" },    [GLYPH_FLOW + 2] = { "─", "-" },
	[GLYPH_FLOW + 3] = { "╌", "~" },    [GLYPH_FLOW + 4] = { "┈", "." },
	[GLYPH_FLOW_HEAD] = { "◀", "<" },   [GLYPH_FALL] = { "┃", "!" },
	[GLYPH_FALL_HEAD] = { "▼", "v" },   [GLYPH_HERE_LEFT] = { "▐", "[" },
	[GLYPH_HERE_RIGHT] = { "▌", "]" },  [GLYPH_SHADE] = { "█", "#" },
	[GLYPH_SHADE + 1] = { "▓", "&" },   [GLYPH_SHADE + 2] = { "▒", ":" },
	[GLYPH_SHADE + 3] = { "░", "'" },   [GLYPH_CURSOR] = { "▶", ">" },
	[GLYPH_AT] = { "▶", "@" },
	[GLYPH_GAP] = { "⋯", ".." },        [GLYPH_NOT_YET] = { "·", "." },
	[GLYPH_ARROW] = { "→", "->" },      [GLYPH_DELTA] = { "δ", "delta" },
	[GLYPH_NORM] = { "‖", "|" },        [GLYPH_SUM] = { "Σ", "sum " },
	[GLYPH_DONE] = { "✓", "*" },        [GLYPH_DOT] = { "·", ":" },
	[GLYPH_TIMES] = { "×", "x" },
};

const char *glyph(enum glyph which, bool ascii)
{
	return glyphs[which][ascii];
}

void glyph_add_subscript(struct text *out, int number, bool ascii)
{
	static const char *const digits[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
	char decimal[16];
	snprintf(decimal, sizeof decimal, "%d", number);
	if (ascii) {
		text_add(out, decimal);
		return;
	}
	for (const char *c = decimal; *c; c++)
		text_add(out, *c == '-' ? "₋" : digits[*c - '0']);
}

// 0.47 as .47: a column gained where columns are few.
static void drop_leading_zero(char *digits)
{
	char *zero = digits + (digits[0] == '-');
	if (zero[0] == '0' && zero[1] == '.')
		memmove(zero, zero + 1, strlen(zero));
}

void glyph_add_number(struct text *out, double number, int precision, int cols)
{
	for (int digits = precision; digits >= 1; digits--) {
		LOCAL(text) text = { 0 };
		number_write_in_formula(number, digits, &text);
		char shown[64];
		snprintf(shown, sizeof shown, "%s", text_get(&text));
		drop_leading_zero(shown);
		if ((int)strlen(shown) <= cols) {
			text_add(out, shown);
			return;
		}
	}
	// Only the order of magnitude: e-7 (also of a negative number, whose sign has no room).
	double const order = floor(log10(fabs(number)));
	char power[16] = "~";
	if (isfinite(order))
		snprintf(power, sizeof power, "e%d", (int)order);
	text_add(out, (int)strlen(power) <= cols ? power : "~");
}
