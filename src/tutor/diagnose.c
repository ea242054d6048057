// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/diagnose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/backward.h"
#include "net/network.h"
#include "tutor/flow.h"
#include "tutor/guess.h"
#include "tutor/recover.h"

// The search keeps so many programs that explain most, and tries so many in all.
enum { KEPT = 6, TRIES_MOST = 20000, WHOLE = 1 << 24 };

// One mistake at a time; then several, where each hides the numbers of the others: two of one sum; two, and three, that
// are no sums'.  So many tries each, so that something is left for the next.
static const struct stage {
	int depth;
	bool narrow;
	int tries;
} stages[] = { { 1, false, TRIES_MOST }, { 2, true, 4000 }, { 2, false, 7000 }, { 3, false, TRIES_MOST } };

struct search {
	struct given of;
	bool *tells;      // number by number, piece by piece: it is not zero throughout
	int numbers;      // how many of those given do
	int tries, tries_most; // so far, and until the stage ends
	bool narrow;      // mistakes of one sum are looked for, else those of none
	double clip;      // the bound of clipping, as bug_plantings takes it
	int least;        // what a guess has to explain more than
	struct planting class[CLASS_MOST]; // that explain all of them, each alone
	int classes;
};

// Of the first sequence.
static const struct pass *first_pass(const struct search *search)
{
	return search->of.sequences->pass[0];
}

// ---- what a program explains

static bool agrees(const struct evidence *evidence, struct array value, size_t element)
{
	return fabs(evidence->given.at[element] - value.at[element]) <= evidence->tolerance.at[element];
}

// How many telling numbers of a piece are as they were given.
static int count_agreeing(const struct search *search, int piece, struct array value)
{
	size_t first = 0;
	for (int i = 0; i < piece; i++)
		first += array_size(search->of.evidence[i].given);
	int count = 0;
	for (size_t i = 0; i < array_size(value); i++)
		count += search->tells[first + i] && agrees(&search->of.evidence[piece], value, i);
	return count;
}

static void score(struct search *search, struct guess *guess)
{
	struct arena arena = { 0 };
	struct array *values = arena_get(&arena, (size_t)search->of.count * sizeof *values);
	guess_compute(&search->of, guess, values, &arena);
	search->tries += search->of.sequences->count;
	guess->score = guess->explained = 0;
	for (int i = 0; i < search->of.count; i++) {
		int const agreeing = count_agreeing(search, i, values[i]);
		guess->score += agreeing;
		guess->explained += i < search->of.given ? agreeing : 0;
	}
	arena_free(&arena);
}

// ---- the search

static void drop(struct guess *guess)
{
	cell_drop(guess->cell);
	guess->cell = NULL;
}

// Keeps the guess among the best, which are in falling order; its reference passes.
static void keep(struct guess *best, int *count, struct guess guess)
{
	int at = *count;
	while (at > 0 && best[at - 1].score < guess.score)
		at--;
	for (int i = at - 1; i >= 0 && best[i].score == guess.score; i--)
		if (best[i].sweep == guess.sweep && rewrite_same(best[i].cell, guess.cell) &&
		    !flow_is(guess.planting[guess.mistakes - 1])) {
			drop(&guess);
			return;
		}
	if (at == KEPT) {
		drop(&guess);
		return;
	}
	if (*count == KEPT)
		drop(&best[--*count]);
	memmove(best + at + 1, best + at, (size_t)(*count - at) * sizeof *best);
	best[at] = guess;
	++*count;
}

// The cell is the one that the planting leaves.
static struct guess with(const struct guess *guess, struct planting planting, struct cell *cell)
{
	struct guess next = *guess;
	next.cell = cell_hold(cell);
	next.planting[next.mistakes++] = planting;
	return next;
}

// Counts what a guess explains, and keeps it if that is more than before.  Its reference passes.
static void weigh(struct search *search, struct guess guess, const struct guess *from, struct guess *best, int *count)
{
	score(search, &guess);
	if (guess.explained == search->numbers && !from->mistakes && search->classes < CLASS_MOST)
		search->class[search->classes++] = guess.planting[0];
	if (guess.explained == search->numbers)
		guess.score += WHOLE;
	if (guess.score > search->least)
		keep(best, count, guess);
	else
		drop(&guess);
}

// Whether a mistake is one of a sum's: it changes one array, and hides nothing of the others.
static bool is_narrow(const struct cell *cell, struct planting planting)
{
	int const at = planting.site.equation;
	return at >= 0 && cell->quantity[cell->sweep.equation[at].quantity].kind == QUANTITY_PARAMETER;
}

// Whether a mistake can be one of several that hide each other's numbers: they are no sums', or both the same sum's.
static bool hides(const struct search *search, const struct guess *base, const struct guess *from,
                  struct planting planting)
{
	bool const is = is_narrow(from->cell, planting);
	if (is != search->narrow || !is || !base)
		return is == search->narrow;
	struct planting const last = from->planting[from->mistakes - 1];
	return base->cell->sweep.equation[last.site.equation].quantity ==
	       from->cell->sweep.equation[planting.site.equation].quantity;
}

// Of two mistakes in different equations one order is enough: the rows', then the quantities'.
static bool is_in_order(const struct cell *before, struct planting first, const struct cell *after, struct planting next)
{
	int const a = first.site.equation, b = next.site.equation;
	int const of_a = a < 0 ? -1 : before->sweep.equation[a].quantity;
	int const of_b = b < 0 ? -1 : after->sweep.equation[b].quantity;
	return of_a == of_b || first.bug < next.bug || (first.bug == next.bug && of_a < of_b);
}

// The parameters in whose sums nothing more can be found: no number of them was given, or all were, and the guess
// makes them.  By quantity.
static bool *find_settled(const struct search *search, const struct guess *guess, struct arena *arena)
{
	const struct cell *cell = guess->cell;
	struct array *values = arena_get(arena, (size_t)search->of.count * sizeof *values);
	bool *settled = arena_get(arena, (size_t)cell->quantities * sizeof *settled);
	for (int q = 0; q < cell->quantities; q++)
		settled[q] = cell->quantity[q].kind == QUANTITY_PARAMETER;
	guess_compute(&search->of, guess, values, arena);
	for (int i = 0; i < search->of.given; i++) {
		const struct evidence *each = &search->of.evidence[i];
		for (size_t j = 0; each->gradient && j < array_size(each->given); j++)
			settled[each->quantity] = settled[each->quantity] && agrees(each, values[i], j);
	}
	return settled;
}

// Whether a mistake asks how far a step is from its loss: in a single sweep, where all losses come together, nothing is.
static bool tells_sweeps_apart(const struct bug *bug)
{
	const char *const times[] = { bug->edit.only, bug->edit.but };
	bool tells = false;
	for (int i = 0; i < 2; i++)
		tells |= times[i] && !strncmp(times[i], "at k=t", 6);
	return tells;
}

// All guesses with `depth` mistakes more than `from`, the best of them kept.  `base`: what `from` came of by the last
// of them; NULL: it is where the search begins.
static void try_all(struct search *search, const struct guess *from, const struct guess *base, struct guess *best,
                    int *count, int depth)
{
	LOCAL(arena) arena = { 0 };
	struct plantings all = bug_plantings(from->cell, search->clip, find_settled(search, from, &arena));
	bool const may_truncate = first_pass(search)->network->truncation.form == TRUNCATE_STEPS;
	bool const is_single = !base && depth == 1;
	for (int i = 0; i < all.count && search->tries < search->tries_most && !interrupt_seen(); i++) {
		if (!is_single && !hides(search, base, from, all.at[i]))
			continue;
		if (base && !is_in_order(base->cell, from->planting[from->mistakes - 1], from->cell, all.at[i]))
			continue;
		struct guess next = with(from, all.at[i], all.cell[i]);
		if (depth > 1) {
			try_all(search, &next, from, best, count, depth - 1);
			drop(&next);
			continue;
		}
		if (next.sweep == SWEEP_EITHER && !next.cell->combines) {
			struct guess alone = next;
			alone.sweep = SWEEP_DOUBLE;
			cell_hold(alone.cell);
			weigh(search, alone, from, best, count);
			next.sweep = may_truncate ? SWEEP_DOUBLE : SWEEP_SINGLE;
		}
		if (next.sweep == SWEEP_SINGLE && from->sweep != SWEEP_SINGLE && tells_sweeps_apart(all.at[i].bug))
			drop(&next);
		else
			weigh(search, next, from, best, count);
	}
	plantings_free(&all);
}

// The same with what no equation says.
static void try_flows(struct search *search, const struct guess *from, struct guess *best, int *count)
{
	struct plantings all = flow_plantings(first_pass(search)->network, search->of.evidence, search->of.given);
	for (int i = 0; i < all.count && !interrupt_seen(); i++)
		weigh(search, with(from, all.at[i], from->cell), from, best, count);
	free(all.at);
}

static void take_better(struct guess *best, const struct guess *other)
{
	if (other->score <= best->score && other->explained <= best->explained)
		return;
	drop(best);
	*best = *other;
	cell_hold(best->cell);
}

// From guesses, whose references pass, mistake by mistake to those that explain more; the best of all into *best.
static void climb(struct search *search, struct guess *kept, int count, struct guess *best)
{
	while (count && best->explained < search->numbers && !interrupt_seen()) {
		struct guess next[KEPT + 1];
		int found = 0;
		take_better(best, &kept[0]);
		for (int i = 0; i < count && kept[i].mistakes < MISTAKES_MOST && best->explained < search->numbers; i++) {
			search->least = kept[i].score;
			try_all(search, &kept[i], NULL, next, &found, 1);
			try_flows(search, &kept[i], next, &found);
		}
		for (int i = 0; i < count; i++)
			drop(&kept[i]);
		memcpy(kept, next, (size_t)found * sizeof *next);
		count = found;
	}
	for (int i = 0; i < count; i++)
		drop(&kept[i]);
}

// One stage, from a guess.
static void search_from(struct search *search, const struct stage *stage, const struct guess *from, struct guess *best)
{
	struct guess kept[KEPT + 1];
	int const most = search->tries + stage->tries;
	int count = 0;
	search->least = from->score;
	search->narrow = stage->narrow;
	search->tries_most = most < TRIES_MOST ? most : TRIES_MOST;
	try_all(search, from, NULL, kept, &count, stage->depth);
	if (stage->depth == 1)
		try_flows(search, from, kept, &count);
	search->tries_most = TRIES_MOST;
	climb(search, kept, count, best);
}

// Goes from the right program to the one that explains most: stage by stage, from the best one so far and then from the
// right one.
static struct guess find(struct search *search, struct guess start)
{
	struct guess best = start;
	cell_hold(best.cell);
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
		for (int again = 0; again < 2 && best.explained < search->numbers && !interrupt_seen(); again++) {
			struct guess from = again ? start : best;
			bool const is_same = i > 0 && !best.mistakes; // the best one is the right one
			if ((again ? i == 0 : is_same) || from.mistakes + stages[i].depth > MISTAKES_MOST)
				continue;
			cell_hold(from.cell);
			search_from(search, &stages[i], &from, &best);
			drop(&from);
		}
	drop(&start);
	return best;
}

// ---- what is said of it

// Whether all numbers of a gradient were given: then they do not tell, or there would be no class.
static bool is_given_whole(const struct search *search, int quantity, int time)
{
	for (int i = 0; i < search->of.given; i++) {
		const struct evidence *each = &search->of.evidence[i];
		if (each->gradient && each->quantity == quantity && each->time == time && array_is_finite(each->given))
			return true;
	}
	return false;
}

// A gradient in which the first two of the class differ.
static void find_telling(const struct search *search, struct cell *right, struct diagnosis *diagnosis)
{
	if (flow_is(diagnosis->class[0]) || flow_is(diagnosis->class[1]))
		return;
	struct cell *cells[2] = { bug_plant(right, diagnosis->class[0]), bug_plant(right, diagnosis->class[1]) };
	struct network network[2];
	struct pass const pass[2] = { pass_with_backward(first_pass(search), cells[0], &network[0]),
		                      pass_with_backward(first_pass(search), cells[1], &network[1]) };
	struct arena arena = { 0 };
	for (int q = 0; q < right->quantities && diagnosis->telling < 0; q++) {
		bool const whole = right->quantity[q].kind == QUANTITY_PARAMETER;
		int const first = whole ? 0 : right->quantity[q].is_state ? -1 : 0;
		for (int k = first; k < (whole ? 1 : first_pass(search)->T) && diagnosis->telling < 0; k++) {
			if (!backward_computes(&network[0], q) || is_given_whole(search, q, whole ? -1 : k))
				continue;
			struct array value[2];
			for (int i = 0; i < 2; i++)
				value[i] = whole ? backward_parameter(&pass[i], -1, q, -1, &arena) :
				                   backward_quantity(&pass[i], -1, q, k, &arena);
			for (size_t i = 0; i < array_size(value[0]); i++)
				if (fabs(value[0].at[i] - value[1].at[i]) > 1e-6 * fabs(value[0].at[i])) {
					diagnosis->telling = q;
					diagnosis->telling_time = k;
				}
		}
	}
	arena_free(&arena);
	cell_drop(cells[0]);
	cell_drop(cells[1]);
}

static bool is_given(const struct evidence *evidence, struct array value)
{
	bool is = evidence->given.rows == value.rows && evidence->given.cols == value.cols;
	for (size_t i = 0; is && i < array_size(value); i++)
		is = !(fabs(evidence->given.at[i] - value.at[i]) > evidence->tolerance.at[i]);
	return is;
}

static void describe(const struct search *search, const struct array *right, const struct array *found,
                     struct diagnosis *diagnosis)
{
	size_t number = 0;
	for (int i = 0; i < search->of.given; i++) {
		struct finding *finding = &diagnosis->finding[i];
		const struct evidence *evidence = &search->of.evidence[i];
		for (size_t j = 0; j < array_size(right[i]); j++, number++) {
			finding->numbers += search->tells[number];
			if (search->tells[number])
				finding->largest =
					fmax(finding->largest, fabs(evidence->given.at[j] - right[i].at[j]));
		}
		finding->right = count_agreeing(search, i, right[i]);
		finding->explained = count_agreeing(search, i, found[i]);
		finding->same_as = -1;
		if (finding->right == finding->numbers)
			continue;
		finding->factor = evidence_factor(evidence, right[i]);
		finding->transposed = evidence_is_transposed(evidence, right[i]);
		for (int j = 0; j < search->of.given && finding->same_as < 0; j++)
			if (j != i && is_given(evidence, right[j]))
				finding->same_as = j;
	}
}

// The learner's pieces, and behind them, where they are not `right` ones, the deltas that they were made of.
static void gather(struct search *search, const struct evidence *evidence, int count, bool right, struct arena *arena)
{
	struct evidence *deltas = NULL;
	int const more = right || search->of.sequences->count > 1 ? 0 : recover_deltas(first_pass(search), evidence, count, &deltas, arena);
	struct evidence *all = arena_get(arena, (size_t)(count + more + 1) * sizeof *all);
	struct array *values = arena_get(arena, (size_t)(count + more + 1) * sizeof *values);
	struct guess const start = { .cell = first_pass(search)->network->cell };
	size_t size = 0, number = 0;
	if (count) // of forward values alone there is none
		memcpy(all, evidence, (size_t)count * sizeof *all);
	if (more)
		memcpy(all + count, deltas, (size_t)more * sizeof *all);
	search->of.evidence = all;
	search->of.given = count;
	search->of.count = count + more;
	search->numbers = 0;
	for (int i = 0; i < search->of.count; i++)
		size += array_size(all[i].given);
	search->tells = arena_get(arena, size + 1);
	guess_compute(&search->of, &start, values, arena);
	for (int i = 0; i < search->of.count; i++)
		for (size_t j = 0; j < array_size(values[i]); j++, number++) {
			double const given = all[i].given.at[j];
			search->tells[number] = !isnan(given) && (fabs(given) > 0 || fabs(values[i].at[j]) > 0);
			search->numbers += i < count && search->tells[number];
		}
}

struct diagnosis diagnose(const struct sequences *sequences, const struct evidence *evidence, int count, double clip,
                          struct arena *arena)
{
	struct diagnosis diagnosis = { .telling = -1 };
	struct cell *cell = sequences->pass[0]->network->cell;
	struct search search = { .of = { .sequences = sequences }, .clip = clip };
	struct guess start = { .cell = cell_hold(cell) };
	gather(&search, evidence, count, true, arena);
	score(&search, &start);
	diagnosis.right = start.explained == search.numbers;
	if (!diagnosis.right) {
		gather(&search, evidence, count, false, arena);
		score(&search, &start);
	}
	struct array *right = arena_get(arena, (size_t)search.of.count * sizeof *right);
	struct array *found = arena_get(arena, (size_t)search.of.count * sizeof *found);
	diagnosis.finding = arena_get(arena, ((size_t)count + 1) * sizeof *diagnosis.finding);
	guess_compute(&search.of, &start, right, arena);
	struct guess best = find(&search, start);
	guess_compute(&search.of, &best, found, arena);
	describe(&search, right, found, &diagnosis);
	diagnosis.explained = best.explained == search.numbers;
	diagnosis.mistakes = best.mistakes;
	memcpy(diagnosis.planting, best.planting, sizeof best.planting);
	memcpy(diagnosis.class, search.class, sizeof search.class);
	diagnosis.classes = search.classes;
	if (diagnosis.classes > 1)
		find_telling(&search, cell, &diagnosis);
	diagnosis.cell = best.mistakes ? best.cell : NULL;
	if (!best.mistakes)
		cell_drop(best.cell);
	return diagnosis;
}

void diagnosis_end(struct diagnosis *diagnosis)
{
	cell_drop(diagnosis->cell);
	diagnosis->cell = NULL;
}
