// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/elide.h"

#include <stdbool.h>

int elide(int count, int room, int keep, int *shown)
{
	int const most = room < ELIDE_LEAST ? ELIDE_LEAST : room;
	bool const is_whole = count <= most;
	bool const is_hidden = !is_whole && keep >= most / 2 && keep < count - (most - 1) / 2;
	int const head = is_whole ? count : is_hidden ? (most - 2) / 2 : most / 2;
	int const tail = is_whole ? 0 : is_hidden ? (most - 3) / 2 : (most - 1) / 2;
	int at = 0;
	for (int i = 0; i < head; i++)
		shown[at++] = i;
	if (!is_whole && (!is_hidden || keep > head))
		shown[at++] = ELIDED;
	if (is_hidden) {
		shown[at++] = keep;
		if (keep < count - tail - 1)
			shown[at++] = ELIDED;
	}
	for (int i = count - tail; i < count; i++)
		shown[at++] = i;
	return at;
}
