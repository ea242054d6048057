// SPDX-License-Identifier: GPL-3.0-or-later
// What check, derive and explain have found, as JSON objects: numbers under names, not a text to be cut up.
// Names are spelt in ASCII, as they are typed.
#ifndef COMMAND_FINDINGS_H
#define COMMAND_FINDINGS_H

#include "base/text.h"
#include "tutor/check.h"
#include "view/view.h"

// {"command": "check", "name": "dE[3]/dW @ 1", "pass": 9, "fail": 0, "unchecked": 0, "reasons": {…},
//  "worst": …, "shape": [3,3], "analytic": […], "numeric": […], "verdicts": ["PASS", …]}
void findings_write_check(const struct walk *walk, struct check_subject subject,
                          const struct check *check, struct text *out);

// {"command": "derive", "name": "dE[3]/dW", "shape": [3,3], "values": […], "terms":
//  [{"k": 3, "norm": …, "share": …, "values": […]}, …]}, a term for each step that reaches the loss.
void findings_write_terms(const struct walk *walk, int t, int parameter, struct text *out);

// {"command": "explain", "phase": "backward", "t": 3, "k": 2, "equation": "ds[k-1] = W'*dz[k]",
//  "name": "ds[1]", "shape": …, "values": …, "reads": [{"name": "W", "shape": …, "values": …}, …]};
//  a sum has "before", too.  At the start only the phase.
void findings_write_place(const struct scene *scene, struct text *out);

#endif
