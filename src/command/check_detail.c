// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/check_detail.h"

#include <math.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "net/imaginary.h"
#include "net/moment.h"

// ---- one number in full

// E at θ+ih: the loss itself, and what stands beside it.
static void write_imaginary(const struct pass *pass, struct nudge nudge, double h, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	double *losses = arena_get(&arena, (size_t)pass->T * sizeof *losses), sum = 0;
	nudge.by = h;
	imaginary_losses(pass, nudge, pass->T - 1, losses);
	for (int t = 0; t < pass->T; t++)
		sum += losses[t];
	text_add(out, "\n  E(θ+ih) = ");
	number_write(pass->total, 15, out);
	text_add(out, sum < 0 ? " − " : " + ");
	number_write(fabs(sum), 15, out);
	text_add(out, " i");
}

// E at θ+h and θ-h, all their digits.
static void write_sides(const struct pass *pass, struct nudge nudge, double h, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	double *losses = arena_get(&arena, (size_t)pass->T * sizeof *losses);
	for (int sign = 1; sign >= -1; sign -= 2) {
		double sum = 0;
		nudge.by = sign * h;
		pass_nudged_losses(pass, nudge, pass->T - 1, losses);
		for (int t = 0; t < pass->T; t++)
			sum += losses[t];
		text_add(out, sign > 0 ? "\n  E(θ+h) = " : "   E(θ−h) = ");
		number_write(sum, 15, out);
	}
}

// Where the numeric value is not the one that the two sides give.
static void write_second_look(const struct check *check, int element, int precision, struct text *out)
{
	double const measured = check->measured.at[element], numeric = check->numeric.at[element];
	if (!(measured < numeric || measured > numeric))
		return;
	LOCAL(text) m = { 0 };
	number_write(measured, precision + 3, &m); // the difference is small
	text_addf(out, _("\n  They give %s; the error in h², found by losses at 2h, is taken out."), text_get(&m));
}

// The losses beside the number, and what each loss and each step gives.
void check_detail_write_ledger(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                         const struct check *check, int precision, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	double *losses = arena_get(&arena, POINTS_MOST * (size_t)pass->T * sizeof *losses), magnitude = 0;
	struct nudge const nudge = { subject.quantity, subject.step, subject.element, 0 };
	(how->method->points ? write_sides : write_imaginary)(pass, nudge, how->h, out);
	text_addf(out, _("   h = %g"), how->h);
	write_second_look(check, subject.element, precision, out);
	text_add(out, _("\n  loss   analytic     numeric      = its steps, k = t … 0"));
	for (int t = pass->T - 1; t >= 0; t--) {
		if (!pass->has_loss[t])
			continue;
		struct check_subject const of_loss = { subject.quantity, t, -1, subject.element };
		double const numeric = difference_run(how->method, how->h, pass, NULL, nudge, t, losses, &magnitude);
		text_addf(out, "\n  %4d  ", t);
		LOCAL(text) a = { 0 }, n = { 0 };
		number_write(check_analytic(pass, of_loss, &arena).at[subject.element], precision, &a);
		number_write(numeric, precision, &n);
		text_addf(out, "%*s  %*s  =", precision + 6, text_get(&a), precision + 6, text_get(&n));
		for (int k = t; k >= moment_last_k(pass->network, t); k--) {
			struct check_subject const of_step = { subject.quantity, t, k, subject.element };
			text_clear(&a);
			number_write(check_analytic(pass, of_step, &arena).at[subject.element], 3, &a);
			text_addf(out, " %s", text_get(&a));
		}
	}
}

// ---- by somebody else's rule

void check_detail_write_as(const struct pass *pass, struct check_subject subject, struct array own,
                     const struct criterion *as, const struct check *ours, struct text *out)
{
	LOCAL(arena) arena = { 0 };
	struct check_how const how = { difference_find("central"), as->h };
	struct check const check = check_value(pass, subject, &how, own, &arena);
	int accepted = 0, wrongly = 0, zero = 0;
	int const size = (int)array_size(check.analytic);
	for (int i = 0; i < size; i++) {
		double const a = check.analytic.at[i], n = check.numeric.at[i];
		bool const accepts = as->accepts(a, n);
		accepted += accepts;
		wrongly += accepts && ours->verdict[i] == VERDICT_FAIL;
		zero += accepts && fmax(fabs(a), fabs(n)) <= 0;
	}
	text_addf(out, _("\n  %s (h = %g, %s): %d of %d accepted"), _(as->whose), as->h, as->rule, accepted, size);
	if (zero)
		text_addf(out, _(", %d of them 0/0"), zero);
	if (wrongly)
		text_addf(out, ngettext("; %d that fails above", "; %d that fail above", (unsigned long)wrongly), wrongly);
}

// ---- over h

enum { BAR_COLUMNS = 40 };

// The error against h: truncation on the one side, rounding on the other.
void check_detail_write_sweep(const struct pass *pass, struct check_subject subject, struct array own,
                        const struct difference *method, const char *bar, struct text *out)
{
	enum { STEPS = 12 };
	double error[STEPS] = { 0 }, least = INFINITY;
	int best = 0;
	for (int i = 0; i < STEPS && !interrupt_seen(); i++) {
		LOCAL(arena) arena = { 0 };
		struct check_how const how = { method, pow(10, -1 - i) };
		struct check const check = check_value(pass, subject, &how, own, &arena);
		double off = 0, size = 0;
		for (size_t j = 0; j < array_size(check.analytic); j++) {
			off = fmax(off, fabs(check.analytic.at[j] - check.measured.at[j]));
			size = fmax(size, fabs(check.analytic.at[j]));
		}
		error[i] = size > 0 ? off / size : off;
		if (error[i] < least) {
			least = error[i];
			best = i;
		}
	}
	text_addf(out, _("\n  h       largest error of %s,\n          relative to the largest element"), _(method->formula));
	for (int i = 0; i < STEPS; i++) {
		double const digits = error[i] > 0 ? 16 + log10(error[i]) : 0;
		int const columns = (int)(digits / 17 * BAR_COLUMNS);
		text_addf(out, "\n  1e-%02d   %.1e  ", i + 1, error[i]);
		text_add_repeated(out, bar, columns < 1 ? 1 : columns > BAR_COLUMNS ? BAR_COLUMNS : columns);
		text_add(out, i == best ? _("  least") : "");
	}
	text_addf(out, _("\n  above it the formula's own error, of the order of h^%d; below it "), method->order);
	text_add(out, method->points ? _("rounding, of the order of 1/h") :
	                               _("nothing grows: no loss is taken from another one"));
}
