// SPDX-License-Identifier: GPL-3.0-or-later
// The equation at hand as pieces that views and plain lines share: the rule with letters, the
// picture with names above and numbers below, and what changed, in words.
#ifndef VIEW_FORMULA_H
#define VIEW_FORMULA_H

#include "view/study.h"

// `dz[k] = ds[k] ⊙ (1 − s[k]²)`; numbered: `dz[1] = …`.
void formula_write(const struct study *study, bool numbered, struct text *out);

// The rule as a textbook sets it, at most this many columns wide; on one line (wrapped) where it is wider,
// and when formulas are shown as ASCII or TeX.
struct box formula_rule(const struct study *study, int cols);
struct box formula_rule_on_line(const struct study *study, int cols);

// The equation as TeX: with letters; as the engine runs it (false: the same); with its numbers.
void formula_write_tex(const struct study *study, struct text *out);
bool formula_write_tex_run(const struct study *study, struct text *out);
void formula_write_tex_numbers(const struct study *study, struct text *out);

// A line about what runs: "runs as ..." where that is another form than the cell's text, "yours; derived:
// ..." where a learner has replaced what was derived; false: there is nothing to say.
bool formula_write_run(const struct study *study, struct text *out);

// The left side, `=`, the right side; names above, numbers below, fitted into this many columns and
// rows as well as it can be: fewer digits, broken lines, elided matrices, in this order, and at last only
// its beginning.
struct box formula_picture(const struct study *study, int cols, int rows);

// The result as a matrix that can be typed back, on one line; false: it is longer than this many columns.
bool formula_write_result(const struct study *study, int cols, struct text *out);

// One sentence: what changed and by how much.
void formula_change(const struct study *study, struct text *out);
// The same where the equation stands beside it.
void formula_change_beside(const struct study *study, struct text *out);

// One sentence about the numeric check (brief: without the reasons why elements are unchecked); false:
// there is none.
bool formula_check(struct study *study, bool brief, enum role *role, struct text *out);

// The numbers of the check: numeric beside analytic.
struct box formula_check_picture(struct study *study, int cols, int rows);

#endif
