// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/not_finite.h"

#include <math.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "repl/value.h"
#include "trace/origin.h"
#include "typeset/typeset.h"

enum { DIGITS = 3 };

static struct print_style style_at(const struct walk *walk, struct place place)
{
	struct print_style style = walk_style(walk, place, utf8_locale());
	style.numbered = true;
	return style;
}

// "Inf at [0]"
static void add_value(const struct origin *origin, struct text *out)
{
	number_write_in_formula(origin->value, DIGITS, out);
	if (origin->element >= 0 && origin->cols == 1)
		text_addf(out, _(" at [%d]"), origin->element);
	else if (origin->element >= 0)
		text_addf(out, _(" at [%d,%d]"), origin->element / origin->cols,
		          origin->element % origin->cols);
}

// ": 1e+200 in W, 3e199 in s[3]": the largest moduli of what the part was made from.
static void add_operands(struct walk *walk, const struct origin *origin, struct text *out)
{
	struct walk_place at = { walk, origin->place };
	struct scope const scope = walk_scope(&at);
	struct print_style const style = style_at(walk, origin->place);
	LOCAL(arena) arena = { 0 };
	for (int i = 0; i < origin->part->count; i++) {
		struct array value;
		struct error error;
		double largest = 0;
		if (!evaluate(origin->part->part[i], &scope, &arena, &value, &error))
			continue;
		for (size_t j = 0; j < array_size(value); j++)
			largest = fmax(largest, fabs(value.at[j]));
		text_add(out, i ? _(" and up to ") : _(": up to "));
		number_write_in_formula(largest, DIGITS, out);
		text_add(out, _(" in "));
		print_tree(origin->part->part[i], &style, out);
	}
}

void not_finite_write_part(struct walk *walk, const struct origin *origin, struct text *out)
{
	struct print_style const style = style_at(walk, origin->place);
	if (!origin->part) {
		text_add(out, _("both are finite, but their sum is "));
		add_value(origin, out);
		return;
	}
	print_tree(origin->part, &style, out);
	text_add(out, _(" is "));
	add_value(origin, out);
	if (origin->part->kind == TREE_NAME) {
		text_add(out, _(", and was given so"));
		return;
	}
	text_add(out, _(", made from finite numbers"));
	add_operands(walk, origin, out);
}

// ---- notes

void not_finite_note_walk(struct session *session)
{
	struct error ignored;
	struct walk *walk = session_walk(session, &ignored);
	struct origin origin;
	if (!walk || !origin_find(walk, false, &origin))
		return;
	if (origin.place.phase == PHASE_START) {
		session_say(
			session, SAY_NOTE,
			_("Not finite, while the forward pass is; locate finds where it arises."));
		return;
	}
	LOCAL(text) out = { 0 }, place = { 0 };
	walk_describe(walk, origin.place, &place);
	text_addf(&out, _("Not finite from here on: %s: "), text_get(&place));
	not_finite_write_part(walk, &origin, &out);
	text_add(&out, _("; locate tells more."));
	session_say(session, SAY_NOTE, text_get(&out));
}

static void look_at(void *context, struct tree *tree)
{
	bool *has = context;
	*has = *has || tree->kind == TREE_NAME;
}

static bool has_name(struct tree *tree)
{
	bool has = false;
	tree_visit(tree, look_at, &has);
	return has;
}

void not_finite_note(struct session *session, struct tree *tree, const struct scope *scope,
                   struct array value)
{
	if (array_is_finite(value))
		return;
	LOCAL(arena) arena = { 0 };
	struct tree *part = origin_in_tree(tree, scope, &arena);
	// What the whole expression has made, or numbers alone, needs no words.
	if (!part || !has_name(part) || (part == tree && part->kind == TREE_CALL))
		return;
	if (part->kind != TREE_CALL) {
		not_finite_note_walk(session);
		return;
	}
	struct print_style const style = { .unicode = utf8_locale() };
	LOCAL(text) out = { 0 };
	print_tree(part, &style, &out);
	text_add(&out, _(" is not finite, though what it is made from is."));
	session_say(session, SAY_NOTE, text_get(&out));
}
