// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows, columns or entries of something long are shown: the first and the last.
#ifndef ARRAY_ELIDE_H
#define ARRAY_ELIDE_H

enum { ELIDED = -1, ELIDE_LEAST = 3 };

// Which of `count` lines are shown where there is room for `room` (ELIDE_LEAST at least): all of them, or the first and
// the last, with ELIDED in place of those between; the line `keep` is among them (-1: none needs to be).  Returns how
// many there are in shown[], which holds `room` (ELIDE_LEAST at least).
int elide(int count, int room, int keep, int *shown);

#endif
