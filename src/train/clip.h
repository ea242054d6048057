// SPDX-License-Identifier: GPL-3.0-or-later
// Clipping a gradient, all parameters together as one long vector.  By norm (Pascanu, Mikolov, Bengio
// 2013): a longer one is scaled to the threshold and keeps its direction.  By element (Mikolov 2012): each
// element is cut to the threshold, which turns it.
#ifndef TRAIN_CLIP_H
#define TRAIN_CLIP_H

#include <stdbool.h>

#include "array/array.h"

enum clipping { CLIP_OFF, CLIP_NORM, CLIP_ELEMENT };

extern const char *const clip_names[]; // "off", "norm", "element"

struct clip {
	enum clipping by;
	double most; // > 0
};
double clip_bound(struct clip clip); // 0: it is off

// The norm of a gradient of `count` arrays, of which some may have no numbers.
double clip_norm(const struct array *gradient, int count);

// Clips in place; false: nothing was too large.
bool clip_apply(struct clip clip, struct array *gradient, int count);

// What clipping did to a vector.  The cosine of the angle between the two is NaN where one of them is 0.
struct clip_effect {
	double norm, clipped; // before and after
	double cosine;
	int cut; // elements that the threshold has cut; by norm: all, or none
};

// What it would do to one part, whose gradient has the norm `whole` in all.
struct clip_effect clip_effect(struct clip clip, struct array part, double whole);
// And to all of it.
struct clip_effect clip_effect_of_all(struct clip clip, const struct array *gradient, int count);

// The clipping of the other kind that leaves a gradient as long as this one does; CLIP_OFF where this one
// clips nothing.
struct clip clip_other(struct clip clip, const struct array *gradient, int count);

#endif
