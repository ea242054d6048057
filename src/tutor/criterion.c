// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/criterion.h"

#include <math.h>
#include <string.h>

#include "base/message.h"

// 0/0 is no number, and no number is larger than the threshold: so it passes, as it does in the tutorial's code.
static bool tutorial_accepts(double a, double n)
{
	return !(fabs(a - n) / (fabs(a) + fabs(n)) > 1e-2);
}

static bool cs231n_accepts(double a, double n)
{
	double const larger = fmax(fabs(a), fabs(n));
	return larger <= 0 || fabs(a - n) / larger <= 1e-2;
}

static bool pytorch_accepts(double a, double n)
{
	return fabs(a - n) <= 1e-5 + 1e-3 * fabs(n);
}

static const struct criterion criteria[] = {
	{ "tutorial", N_("the tutorial's gradient_check"), "|a−n| / (|a|+|n|) ≤ 0.01", 1e-3, tutorial_accepts },
	{ "cs231n", N_("the notes of CS231n"), "|a−n| / max(|a|,|n|) ≤ 0.01", 1e-5, cs231n_accepts },
	{ "pytorch", N_("PyTorch's gradcheck"), "|a−n| ≤ 1e-5 + 1e-3·|n|", 1e-6, pytorch_accepts },
	{ .name = NULL },
};

const struct criterion *criterion_find(const char *name)
{
	for (const struct criterion *each = criteria; each->name; each++)
		if (!strcmp(each->name, name))
			return each;
	return NULL;
}
