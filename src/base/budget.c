// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/budget.h"

#include "base/message.h"

enum { MB = 1024 * 1024 };

static const struct {
	size_t own, lesson;   // MB
	const char *exceeded; // with the number; NULL: nobody fails for it
} budgets[BUDGETS] = {
	[BUDGET_EVALUATION] = { 1024, 256, N_("this needs more than %zu MB at the same time") },
	[BUDGET_VALUE] = { 256, 64, NULL },
	[BUDGET_VARIABLES] = { 32, 8, N_("the variables would take more than %zu MB together") },
	[BUDGET_PRINTED] = { 64, 64, NULL },
	[BUDGET_UNDO] = { 256, 256, NULL },
	[BUDGET_PASSES] = { 256, 64, NULL },
};

static bool narrow;

static size_t megabytes(enum budget budget)
{
	return narrow ? budgets[budget].lesson : budgets[budget].own;
}

size_t budget_bytes(enum budget budget)
{
	return megabytes(budget) * MB;
}

bool budget_narrow(bool is_narrow)
{
	bool const was = narrow;
	narrow = is_narrow;
	return was;
}

bool budget_fail(enum budget budget, struct span span, const char *advice, struct error *error)
{
	LOCAL(text) words = { 0 };
	text_addf(&words, _(budgets[budget].exceeded), megabytes(budget));
	if (narrow)
		text_add(&words, _(", the most in a lesson's line"));
	error_set(error, span, advice, "%s", text_get(&words));
	return false;
}
