// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of derivations share: factors with their sizes, steps, the equations that run.  Not for other
// files than derive.c and carried.c.
#ifndef VIEW_DERIVATION_H
#define VIEW_DERIVATION_H

#include "trace/walk.h"
#include "view/chain.h"
#include "view/sheet.h"
#include "view/view.h"

struct derivation {
	const struct scene *scene;
	struct sheet *sheet;
	struct chain chain;
	int cols;
	bool numbers;
};

enum { DERIVATION_INDENT = 2 };

static inline const struct pass *derivation_pass(const struct derivation *d)
{
	return d->scene->walk->pass;
}

// A factor with its shape and its largest singular value or norm; with its numbers, where they are asked for.
void derivation_write_factor(struct derivation *d, const struct text *name, struct array value);
// The first `links` factors of the chain from the loss down.
void derivation_write_links(struct derivation *d, int links);
// The steps j = first … last+1 of all states, and one step as an expression.
void derivation_write_steps(struct derivation *d, int first, int last);
void derivation_write_tangents(struct derivation *d);
// The equations of the backward pass that the gradient of a quantity needs.
void derivation_write_rules(struct derivation *d, int quantity, bool goes_on);
// A formula in TeX, as a textbook sets it, or else in these plain words.
void derivation_write_formula(struct derivation *d, const struct text *tex, const struct text *plain);
void derivation_explain(struct derivation *d, int first, int last);

#endif
