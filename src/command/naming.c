// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/naming.h"

#include <math.h>
#include <string.h>

#include "base/message.h"
#include "file/initials.h"
#include "lang/reads.h"
#include "tutor/flow.h"

// ---- names

void naming_write(const struct cell *cell, const struct evidence *evidence, struct text *out)
{
	const struct quantity *quantity = &cell->quantity[evidence->quantity];
	text_addf(out, "%s%s", evidence->gradient ? "d" : "", quantity->name);
	if (quantity->kind != QUANTITY_PARAMETER)
		text_addf(out, "[%d]", evidence->time);
	if (evidence->alone)
		text_addf(out, _(" of sequence %d"), evidence->alone - 1);
}

// The array of initial states, one a sequence, that is this quantity's; NULL: it has none.
static const char *find_initials(const struct weights *of, const struct cell *cell, int quantity)
{
	for (int i = 0; of && i < of->initial.count; i++)
		if (initials_find(of->dialect, cell, of->initial.at[i].name) == quantity)
			return of->initial.at[i].name;
	return NULL;
}

void naming_write_whole(const struct cell *cell, int q, int time, const struct weights *of, struct text *out)
{
	const struct quantity *quantity = &cell->quantity[q];
	const struct dialect *dialect = of ? of->dialect : NULL;
	LOCAL(text) target = { 0 };
	text_addf(&target, quantity->kind == QUANTITY_PARAMETER || time >= 0 ? "%s" : "%s[%d]", quantity->name, time);
	const char *given = time < 0 ? find_initials(of, cell, q) : NULL;
	const char *input = dialect && quantity->kind == QUANTITY_INPUT ? dialect_given_name(dialect, quantity->name) : given;
	if (!dialect || input || !dialect_write_sources(dialect, &of->source, text_get(&target), out))
		text_addf(out, "d%s", input ? input : text_get(&target));
}

static bool is_right(const struct diagnosis *found, int i)
{
	return found->finding[i].right == found->finding[i].numbers;
}

// The names under which evidence stands together; in the arena.
static const char **whole_names(const struct cell *cell, const struct evidence *evidence, int count,
                                const struct weights *of, struct arena *arena)
{
	const char **names = arena_get(arena, (size_t)(count + 1) * sizeof *names);
	for (int i = 0; i < count; i++) {
		bool const is_same = i && evidence[i].quantity == evidence[i - 1].quantity && evidence[i].time >= 0;
		LOCAL(text) name = { 0 };
		if (!is_same)
			naming_write_whole(cell, evidence[i].quantity, evidence[i].time, of, &name);
		names[i] = is_same ? names[i - 1] : arena_copy_bytes(arena, text_get(&name), name.length);
	}
	return names;
}

// Whether pieces i and j stand under one name.
static bool is_one(const char *const *names, int i, int j)
{
	return names[i] == names[j] || !strcmp(names[i], names[j]);
}

// Whether all that stands under the name of piece i is right, or all wrong, as it is; *first is the first such piece.
static bool is_whole(const struct diagnosis *found, const char *const *names, int count, int i, int *first)
{
	bool is = true;
	*first = count;
	for (int j = 0; j < count; j++)
		if (is_one(names, i, j)) {
			is = is && is_right(found, j) == is_right(found, i);
			*first = j < *first ? j : *first;
		}
	return is;
}

// Whether any number of it is known.
static bool has_numbers(const struct evidence *evidence)
{
	bool has = false;
	for (size_t i = 0; i < array_size(evidence->given) && !has; i++)
		has = !isnan(evidence->given.at[i]);
	return has;
}

// Whether a piece before this one stands under its name and is wrong.
static bool has_wrong(const struct diagnosis *found, const char *const *names, int piece)
{
	bool has = false;
	for (int i = 0; i < piece; i++)
		has |= is_one(names, piece, i) && !is_right(found, i);
	return has;
}

void naming_write_arrays(const struct cell *cell, const struct evidence *evidence, int count,
                           const struct diagnosis *found, const struct weights *of, bool right, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	const char **names = whole_names(cell, evidence, count, of, &arena);
	for (int i = 0; i < count; i++) {
		int first;
		if (is_right(found, i) != right || !has_numbers(&evidence[i]))
			continue;
		bool const whole = is_whole(found, names, count, i, &first);
		bool const is_row = evidence[i].time >= 0 || evidence[i].alone; // of steps, or of sequences
		if ((whole && first < i) || (!whole && is_row && (right || has_wrong(found, names, i))))
			continue;
		text_add(out, out->length ? ", " : "");
		if (whole)
			text_add(out, names[i]);
		else if (is_row)
			text_addf(out, _("%s (in part)"), names[i]);
		else
			naming_write(cell, &evidence[i], out);
	}
}

void naming_write_piece(const struct cell *cell, const struct evidence *evidence, int count, int piece,
                        const struct weights *of, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	const char **names = whole_names(cell, evidence, count, of, &arena);
	int same = 0;
	for (int i = 0; i < count; i++)
		same += is_one(names, piece, i);
	if (same == 1)
		text_add(out, names[piece]);
	else
		naming_write(cell, &evidence[piece], out);
}

// ---- the cell's names in the file's

struct speech {
	const struct cell *cell;
	bool *of; // by quantity: it is spoken of
};

static void hear(void *context, struct tree *tree)
{
	struct speech *speech = context;
	if (tree->kind == TREE_NAME && tree->quantity >= 0)
		speech->of[tree->quantity] = true;
}

// A delta is known to the source by the weights that made it.
static void speak_of(struct speech *speech, int quantity)
{
	bool is_delta = false;
	for (int i = 0; i < speech->cell->deltas; i++)
		is_delta |= speech->cell->delta[i] == quantity;
	struct reads const reads = is_delta && speech->cell->deltas > 1 ? reads_of(speech->cell, quantity) : (struct reads){ .count = 0 };
	speech->of[quantity] = true;
	if (reads.count)
		speech->of[reads.parameter[0]] = true;
}

static void hear_all(struct speech *speech, const struct diagnosis *found)
{
	for (int i = 0; found->cell && i < found->cell->sweep.count; i++) {
		const struct equation *each = &found->cell->sweep.equation[i];
		if (!each->amended)
			continue;
		tree_visit(each->right, hear, speech);
		if (each->derived)
			tree_visit(each->derived->right, hear, speech);
		speak_of(speech, each->quantity);
	}
	for (int i = 0; i < found->mistakes; i++) {
		struct planting const planting = found->planting[i];
		bool const of_two = planting.bug->flow == FLOW_GATES || planting.bug->flow == FLOW_EXCHANGED;
		if (of_two) {
			speak_of(speech, planting.site.match);
			speak_of(speech, planting.site.other);
		}
	}
}

void naming_write_legend(const struct cell *cell, const struct evidence *evidence, int count,
                           const struct diagnosis *found, const struct weights *of, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	struct speech speech = { cell, arena_get(&arena, (size_t)cell->quantities * sizeof(bool)) };
	const char **names = whole_names(cell, evidence, count, of, &arena);
	const char *between = "";
	hear_all(&speech, found);
	for (int i = 0; i < count; i++) {
		int first;
		speech.of[evidence[i].quantity] |= !is_right(found, i) && !is_whole(found, names, count, i, &first);
	}
	for (int q = 0; of->dialect && q < cell->quantities; q++) {
		const char *equation = cell->quantity[q].kind == QUANTITY_PARAMETER && speech.of[q] ?
		                               dialect_equation_of(of->dialect, cell->quantity[q].name) :
		                               NULL;
		if (!equation)
			continue;
		if (!*between)
			text_addf(out, _("\nIn the names of %s: "), dialect_name(of->dialect));
		text_addf(out, "%s%s", between, equation);
		between = ", ";
	}
}
