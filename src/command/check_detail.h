// SPDX-License-Identifier: GPL-3.0-or-later
// What check tells when it looks closer: one number in full, somebody else's rule, the error over the step.  Each
// begins on a new line.
#ifndef COMMAND_CHECK_DETAIL_H
#define COMMAND_CHECK_DETAIL_H

#include "base/text.h"
#include "tutor/check.h"
#include "tutor/criterion.h"

// One element of a parameter: the losses beside it, all their digits, and what each loss and each step gives.
// `check`: what was found of it, so that a number that does not come from these two losses alone is explained.
void check_detail_write_ledger(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                         const struct check *check, int precision, struct text *out);

// What their rule lets through of what `ours` has judged.  `own`: a value in place of the program's; without numbers:
// none.
void check_detail_write_as(const struct pass *pass, struct check_subject subject, struct array own,
                     const struct criterion *as, const struct check *ours, struct text *out);

// The error against h, drawn with bars of `bar`.
void check_detail_write_sweep(const struct pass *pass, struct check_subject subject, struct array own,
                        const struct difference *method, const char *bar, struct text *out);

#endif
