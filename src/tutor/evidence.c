// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/evidence.h"

#include <math.h>

struct array evidence_tolerance(struct array given, double relative, struct arena *arena)
{
	struct array const tolerance = array_new(arena, given.rows, given.cols);
	double largest = 0;
	for (size_t i = 0; i < array_size(given); i++)
		largest = isfinite(given.at[i]) ? fmax(largest, fabs(given.at[i])) : largest;
	for (size_t i = 0; i < array_size(given); i++)
		tolerance.at[i] = isfinite(given.at[i]) ? relative * (largest + fabs(given.at[i])) : 0;
	return tolerance;
}

bool evidence_is_transposed(const struct evidence *evidence, struct array right)
{
	bool is = right.rows == right.cols && right.rows > 1;
	for (int i = 0; is && i < right.rows; i++)
		for (int j = 0; is && j < right.cols; j++)
			is = fabs(evidence->given.at[i * right.cols + j] - right.at[j * right.cols + i]) <=
			     evidence->tolerance.at[i * right.cols + j];
	return is;
}

double evidence_factor(const struct evidence *evidence, struct array right)
{
	double factor = 0, most = 0;
	for (size_t i = 0; i < array_size(right); i++)
		if (fabs(right.at[i]) > most && isfinite(evidence->given.at[i])) {
			most = fabs(right.at[i]);
			factor = evidence->given.at[i] / right.at[i];
		}
	for (size_t i = 0; i < array_size(right); i++) {
		double const off = fabs(evidence->given.at[i] - factor * right.at[i]);
		if (off > evidence->tolerance.at[i] * (1 + fabs(factor)))
			return 0;
	}
	return factor;
}
