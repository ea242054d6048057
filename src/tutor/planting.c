// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/planting.h"

#include <stdlib.h>

#include "base/memory.h"

// ---- one

// The equation of a cell that stands where `like` stood before others were rewritten; -1: it is gone.
static int find_equation(const struct cell *cell, const struct equation *like)
{
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *each = &cell->sweep.equation[i];
		if (equation_same_left(each, like) && each->part == like->part &&
		    each->when.kind == like->when.kind && each->when.n == like->when.n)
			return i;
	}
	return -1;
}

// The edit at all its sites in `original`, made in `cell`, whose reference passes.
static struct cell *plant_all(struct cell *cell, const struct cell *original, const struct edit *edit)
{
	struct site sites[SITES_MOST];
	int const count = rewrite_sites(original, edit, sites);
	for (int i = 0; i < count; i++) {
		if (i && sites[i].equation == sites[i - 1].equation)
			continue;
		int const at = find_equation(cell, &original->sweep.equation[sites[i].equation]);
		struct site const site = { at, -1, sites[i].other };
		struct cell *next = at < 0 ? NULL : rewrite(cell, edit, site);
		if (next) {
			cell_drop(cell);
			cell = next;
		}
	}
	return cell;
}

struct cell *bug_plant(const struct cell *cell, struct planting planting)
{
	const struct bug *bug = planting.bug;
	struct edit edit = bug->edit;
	edit.number = planting.number > 0 ? planting.number : edit.number;
	if (bug->lines)
		return rewrite_lines(cell, bug->lines);
	if (!edit.left || planting.site.equation >= 0)
		return edit.left ? rewrite(cell, &edit, planting.site) : NULL;
	struct cell *planted = rewrite_lines(cell, "");
	planted = plant_all(planted, cell, &edit);
	if (bug->other.left)
		planted = plant_all(planted, cell, &bug->other);
	return planted;
}

// ---- all of them

struct gathering {
	struct plantings all;
	const struct cell *cell;
	const bool *settled;
	unsigned long *hash; // of each planting
	size_t room;
};

static bool is_new(const struct gathering *gathering, const struct cell *planted, unsigned long hash)
{
	bool is = !rewrite_same(planted, gathering->cell);
	for (int i = 0; is && i < gathering->all.count; i++)
		is = gathering->hash[i] != hash || !rewrite_same(gathering->all.cell[i], planted);
	return is;
}

static void gather(struct gathering *gathering, struct planting planting)
{
	struct plantings *all = &gathering->all;
	struct cell *planted = bug_plant(gathering->cell, planting);
	unsigned long const hash = planted ? rewrite_hash(planted) : 0;
	if (!planted || !is_new(gathering, planted, hash)) {
		cell_drop(planted);
		return;
	}
	if ((size_t)all->count == gathering->room) {
		size_t const room = gathering->room = 2 * gathering->room + 64;
		all->at = memory_resize(all->at, room, sizeof *all->at);
		all->cell = memory_resize(all->cell, room, sizeof(struct cell *));
		gathering->hash = memory_resize(gathering->hash, room, sizeof *gathering->hash);
	}
	all->at[all->count] = planting;
	all->cell[all->count] = planted;
	gathering->hash[all->count++] = hash;
}

static struct plantings gather_all(const struct cell *cell, double clip, const bool *settled)
{
	struct gathering gathering = { .cell = cell, .settled = settled };
	for (const struct bug *bug = bug_next(NULL); bug; bug = bug_next(bug)) {
		struct site sites[SITES_MOST];
		struct site const everywhere = { -1, -1, -1 };
		int const count = bug->edit.left && !bug->everywhere ? rewrite_sites(cell, &bug->edit, sites) : 0;
		double const number = bug->edit.number > 0 ? clip : 0;
		for (int i = 0; i < count; i++)
			if (!settled || !settled[cell->sweep.equation[sites[i].equation].quantity])
				gather(&gathering, (struct planting){ bug, sites[i], number });
		if (bug->lines || (bug->edit.left && !bug->edit.trades))
			gather(&gathering, (struct planting){ bug, everywhere, number });
	}
	free(gathering.hash);
	return gathering.all;
}

// ---- those of a cell as it was derived, kept from one question to the next

static struct {
	struct cell *cell; // one reference
	double clip;
	struct plantings all;
} kept;

static bool is_derived(const struct cell *cell)
{
	bool is = true;
	for (int i = 0; is && i < cell->sweep.count; i++)
		is = !cell->sweep.equation[i].amended;
	return is;
}

static struct plantings copy(const struct plantings *from, const struct cell *cell, const bool *settled)
{
	struct plantings all = { .at = memory_get((size_t)from->count + 1, sizeof *all.at),
		                 .cell = memory_get((size_t)from->count + 1, sizeof(struct cell *)) };
	for (int i = 0; i < from->count; i++) {
		int const at = from->at[i].site.equation;
		if (settled && at >= 0 && settled[cell->sweep.equation[at].quantity])
			continue;
		all.at[all.count] = from->at[i];
		all.cell[all.count++] = cell_hold(from->cell[i]);
	}
	return all;
}

struct plantings bug_plantings(const struct cell *cell, double clip, const bool *settled)
{
	if (!is_derived(cell))
		return gather_all(cell, clip, settled);
	bool const is_kept = kept.cell && cell_equal(kept.cell, cell) && !(kept.clip < clip || kept.clip > clip);
	if (!is_kept) {
		plantings_free(&kept.all);
		cell_drop(kept.cell);
		kept.cell = cell_hold((struct cell *)cell);
		kept.clip = clip;
		kept.all = gather_all(cell, clip, NULL);
	}
	return copy(&kept.all, cell, settled);
}

void plantings_free(struct plantings *plantings)
{
	for (int i = 0; i < plantings->count; i++)
		cell_drop(plantings->cell[i]);
	free(plantings->cell);
	free(plantings->at);
	*plantings = (struct plantings){ 0 };
}

bool bug_name_program(const struct cell *derived, const struct cell *amended, double clip,
                      struct planting *planting)
{
	struct plantings all = bug_plantings(derived, clip, NULL);
	bool found = false;
	for (int i = 0; i < all.count && !found; i++) {
		found = rewrite_same(all.cell[i], amended);
		*planting = all.at[i];
	}
	plantings_free(&all);
	return found;
}
