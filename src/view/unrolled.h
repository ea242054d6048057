// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of the drawing of the network unrolled in time: which times are its columns, which rows
// there is room for, where the current equation is lit; and how to write into it.
#ifndef VIEW_UNROLLED_H
#define VIEW_UNROLLED_H

#include "view/anatomy.h"
#include "view/sheet.h"
#include "view/study.h"

enum { UNROLLED_COLUMNS = 128 };

// The rows of the drawing, from the top; -1: left out for want of room.
struct unrolled_rows {
	int targets, guesses, losses, above, states, below, words, count;
};

struct unrolled {
	struct study *study;
	struct anatomy anatomy;
	struct unrolled_rows rows;
	struct grid *grid;
	struct area area;
	int time[UNROLLED_COLUMNS]; // what each column shows; a gap where it is not the one before + 1
	int columns, width;
	int gutter; // columns of the rows' names, and a blank
	bool ascii;
	const struct equation *lit; // the current equation; NULL at the start
	int lit_column;             // -1: not among the columns
	bool is_initial_lit;        // the current equation is of the time before the first step
};

// Columns of a text that was written.
struct extent {
	int from, cols;
};

// Takes the drawing's rows from the sheet; columns may be too narrow to draw (width < 3).
struct unrolled unrolled_plan(struct study *study, struct sheet *sheet);

static inline const struct scene *unrolled_scene(const struct unrolled *drawing)
{
	return drawing->study->scene;
}

static inline bool unrolled_is_backward(const struct unrolled *drawing)
{
	return drawing->study->scene->place.phase == PHASE_BACKWARD;
}

// A row's name as it stands in the gutter.
void unrolled_write_name(const struct unrolled *drawing, int quantity, struct text *out);

// A quantity at a time, as it is written in the drawing: s₂, E₃.
void unrolled_write_at(const struct unrolled *drawing, int quantity, int time, struct text *out);

// The middle of a column.
int unrolled_middle(const struct unrolled *drawing, int column);

// The middle of the line that carries a state into a column's step.
int unrolled_carry_middle(const struct unrolled *drawing, int column);

// Text round a middle, cut to `room` columns.
struct extent unrolled_put(const struct unrolled *drawing, int row, int middle, int room,
                           enum role role, const char *text);

// The current equation's left side, lit: with marks round it, so that it is seen without colours too.
struct extent unrolled_put_lit(const struct unrolled *drawing, int row, int middle);

// A text that stands for the time before the first step: in the gutter, whose row it names as well.
struct extent unrolled_put_initial(const struct unrolled *drawing, int row, enum role role, const char *text);
struct extent unrolled_put_initial_lit(const struct unrolled *drawing, int row);

// Lights what has been written already: as the place; as `role` has it.
void unrolled_light(const struct unrolled *drawing, int row, struct extent extent);
void unrolled_mark(const struct unrolled *drawing, int row, struct extent extent, enum role role);

// Lights what the scene's `lit` names, last of all.
void unrolled_light_spoken(const struct unrolled *drawing);

// The time at whose column the current equation is lit (-1: an initial state's gradient); whether it is lit in a column, standing so.
int unrolled_lit_time(const struct unrolled *drawing);
bool unrolled_is_lit(const struct unrolled *drawing, enum stand stand, int column);

#endif
