// SPDX-License-Identifier: GPL-3.0-or-later
// A window of a range that is too long to be shown.
#ifndef VIEW_WINDOW_H
#define VIEW_WINDOW_H

struct window {
	int from, count;
};

// At most `most` of the numbers 0 … total - 1, with `at` in the middle where there is room.
static inline struct window window_on(int at, int total, int most)
{
	struct window window = { 0, total < most ? total : most > 0 ? most : 0 };
	window.from = at - window.count / 2;
	if (window.from > total - window.count)
		window.from = total - window.count;
	if (window.from < 0)
		window.from = 0;
	return window;
}

#endif
