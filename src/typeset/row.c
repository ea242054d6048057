// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeset/row.h"

#include <stdlib.h>

#include "base/memory.h"

enum { QUAD_COLUMNS = 3, INDENT = 2 };

struct part {
	struct box box;
	enum atom atom;
	int gap; // columns before it
	bool quad;
};

static enum atom last_of(const struct row *row)
{
	return row->count ? row->part[row->count - 1].atom : ATOM_NONE;
}

static bool is_set_off(enum atom atom)
{
	return atom == ATOM_BINARY || atom == ATOM_RELATION;
}

static int gap_between(enum atom last, enum atom next, int blank, bool tight)
{
	if (last == ATOM_NONE || last == ATOM_OPEN || last == ATOM_SIGN || next == ATOM_CLOSE ||
	    next == ATOM_COMMA)
		return blank > 1 ? blank : 0;
	if (last == ATOM_SLASH || next == ATOM_SLASH)
		return 0;
	if (last == ATOM_FUNCTION)
		return next != ATOM_OPEN && next != ATOM_GROUP;
	if (tight || (last == ATOM_RELATION && next == ATOM_RELATION))
		return 0;
	bool const apart = is_set_off(last) || is_set_off(next) || last == ATOM_LARGE ||
	                   next == ATOM_LARGE || next == ATOM_FUNCTION || last == ATOM_FRACTION ||
	                   next == ATOM_FRACTION;
	return blank > apart ? blank : apart;
}

void row_add(struct row *row, enum atom atom, struct box box)
{
	enum atom const last = last_of(row);
	if (row->count == row->room) {
		row->room = 2 * row->room + 8;
		row->part = memory_resize(row->part, (size_t)row->room, sizeof *row->part);
	}
	row->part[row->count++] =
		(struct part){ box, atom, gap_between(last, atom, row->blank, row->tight),
		               row->quad };
	row->blank = 0;
	row->quad = false;
}

void row_blank(struct row *row, int cols)
{
	if (!row->tight && cols > row->blank)
		row->blank = cols;
}

void row_quad(struct row *row)
{
	row_blank(row, QUAD_COLUMNS);
	row->quad = row->count > 0;
}

// The parts [begin, end) as one line.
static struct box join(const struct row *row, int begin, int end, int indent)
{
	struct box *const box = memory_get((size_t)(end - begin) * 2 + 1, sizeof *box);
	int count = 0;
	for (int i = begin; i < end; i++) {
		box[count++] = box_blank(i > begin ? row->part[i].gap : indent);
		box[count++] = row->part[i].box;
	}
	struct box const line = box_row(box, count);
	free(box);
	return line;
}

// Where the line that starts at `begin` ends: at the last quad that fits, or before the last operator
// that fits, or, if nothing does, before the first one.
static int find_end(const struct row *row, int begin, int cols)
{
	int quad = 0, operator_at = 0, used = 0;
	for (int i = begin; i < row->count; i++) {
		bool const fits = used <= cols;
		if (i > begin && row->part[i].quad && (fits || !(quad || operator_at)))
			quad = i;
		if (i > begin && is_set_off(row->part[i].atom) && (fits || !(quad || operator_at)))
			operator_at = i;
		used += (i > begin ? row->part[i].gap : 0) + row->part[i].box.grid.cols;
	}
	return used <= cols ? row->count : quad ? quad : operator_at ? operator_at : row->count;
}

struct box row_join(struct row *row, int cols)
{
	struct box all = { 0 };
	for (int begin = 0; begin < row->count;) {
		int const indent = begin && !row->part[begin].quad ? INDENT : 0;
		int const end = find_end(row, begin, cols - indent);
		struct box const line = join(row, begin, end, indent);
		all = begin ? box_above(all, line) : line;
		begin = end;
	}
	if (!row->count)
		all = box_blank(0);
	free(row->part);
	*row = (struct row){ 0 };
	return all;
}
