// SPDX-License-Identifier: GPL-3.0-or-later
// The formula of a gradient through time as TeX: the sum over k of the chain of a loss, the product of
// the steps between, and what step k itself does.  The same formula as chain_pieces has on one line.
#ifndef VIEW_GRADIENT_H
#define VIEW_GRADIENT_H

#include "base/text.h"
#include "view/chain.h"

void gradient_write_tex(const struct chain *chain, struct text *out);

#endif
