// SPDX-License-Identifier: GPL-3.0-or-later
// The screen of a lesson: a title, the stage, the page, a footer.  Up to 109 columns the stage stands above
// the page and has at most 9 of 24 rows; from 110 on it stands at the right.
#ifndef VIEW_READING_H
#define VIEW_READING_H

#include "view/view.h"

// Where the parts stand on a grid of this size.
struct reading {
	struct area stage; // without rows: there is no room for it, or nothing on it
	struct area page;
	bool beside; // the stage is at the right
};

// `wanted`: the rows that the stage can make use of, 0: there is none.  `large`: on a projector.
struct reading reading_layout(int rows, int cols, int wanted, bool large);

void view_draw_reading(const struct scene *scene, const struct screen_parts *parts, struct grid *grid,
                       struct screen_seen *seen);

#endif
