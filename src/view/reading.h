// SPDX-License-Identifier: GPL-3.0-or-later
// The screen of a lesson: a title, the stage, the page, a footer.  Up to 109 columns the stage stands above
// the page and has at most 9 of 24 rows; from 110 on it stands at the right.
#ifndef VIEW_READING_H
#define VIEW_READING_H

#include "base/text.h"
#include "view/view.h"

// Where the parts stand on a grid of this size.
struct reading_places {
	struct area stage; // without rows: there is no room for it, or nothing on it
	struct area page;
	bool beside; // the stage is at the right
};

// `wanted`: the rows that the stage can make use of, 0 if there is none.  `large`: on a projector.
struct reading_places reading_layout(int rows, int cols, int wanted, bool large);

// The stage alone, each view below the first with a line above it that says what it is.
struct stage_picture {
	struct grid grid;  // as many rows as it needs; none: there is nothing on it
	struct text title; // what its last view shows, and where
	struct text tex;   // the equation just evaluated, where a view shows it; else empty
};
struct stage_picture reading_draw_stage(const struct scene *scene, const struct screen_parts *parts, int cols,
                                        int rows);
void stage_picture_free(struct stage_picture *picture);

void view_draw_reading(const struct scene *scene, const struct screen_parts *parts, struct grid *grid,
                       struct screen_seen *seen);

#endif
