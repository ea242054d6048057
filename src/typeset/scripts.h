// SPDX-License-Identifier: GPL-3.0-or-later
// Subscripts and superscripts: small letters where Unicode has them, else rows of their own, or on one
// line the notation of the prompt.
#ifndef TYPESET_SCRIPTS_H
#define TYPESET_SCRIPTS_H

#include "base/text.h"
#include "typeset/box.h"

struct scripts_style {
	bool ascii;
	bool flat;   // on one line
	bool large;  // the base is Σ or the like: the scripts are its bounds
	bool bounds; // and stand below and above it
	enum role role;
};

// The base, which is freed, with its scripts; empty texts are none.
struct box scripts_set(struct box base, const struct text *low, const struct text *high,
                       const struct scripts_style *style);

#endif
