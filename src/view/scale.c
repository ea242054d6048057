// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/scale.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A spread below this part of the numbers themselves is none: rounding made it.
#define SPREAD_LEAST 1e-12

enum { FIXED_POWER = 4 };

bool scale_has(double value, bool log)
{
	return isfinite(value) && (!log || value > 0);
}

// value·10^-power, in two factors, since 10^-power alone may be out of range.
static double reduced(double value, int power)
{
	return value * pow(10, -(power / 2)) * pow(10, -(power - power / 2));
}

static int power_of(double size)
{
	return size > 0 ? (int)floor(log10(size)) : 0;
}

// The smallest of 1, 2, 5, 10, 20, … times 10^power that cuts `spread` into at most `most` parts.
struct step {
	int digit, power; // digit·10^power
};

static struct step step_for(double spread, int most)
{
	static const int digits[] = { 1, 2, 5 };
	double const least = spread / most * (1 - 1e-9);
	int const power = power_of(least);
	int i = 0;
	while (digits[i % 3] * pow(10, power + i / 3) < least)
		i++;
	return (struct step){ digits[i % 3], power + i / 3 };
}

static void add_tick(struct scale *scale, double at, const char *label)
{
	if (scale->ticks == SCALE_TICKS)
		return;
	struct tick *tick = &scale->tick[scale->ticks++];
	tick->at = at;
	snprintf(tick->label, sizeof tick->label, "%s", label);
}

static double part(const struct scale *scale, double at)
{
	double const length = scale->to - scale->from;
	return fabs(length) > 0 ? (at - scale->from) / length : 0.5;
}

// ---- linear

// A number of the axis, all of them with the same digits after the point: in full while that is short,
// else with the axis' power of ten.
static void write_label(const struct scale *scale, double number, int power,
                        char label[SCALE_LABEL])
{
	bool const fixed = abs(scale->power) <= FIXED_POWER;
	// 10e-7 is 1.0e-6.
	bool const carry = fmax(fabs(scale->from), fabs(scale->to)) > 10 - 1e-9;
	int const out = fixed ? -scale->power : carry;
	int const decimals = out - power;
	double const shown = number * pow(10, -out);
	char digits[SCALE_LABEL];
	snprintf(digits, sizeof digits, "%.*f", decimals > 0 ? decimals : 0, shown);
	bool const zero = !strpbrk(digits, "123456789");
	if (zero || fixed)
		snprintf(label, SCALE_LABEL, "%s", digits + (zero && digits[0] == '-'));
	else
		snprintf(label, SCALE_LABEL, "%.16se%d", digits, scale->power + out);
}

// The ends become round numbers, so that both can be labelled, where these are near.
static void fill_linear(struct scale *scale, double least, double largest, int most)
{
	scale->power = power_of(fmax(fabs(least), fabs(largest)));
	double low = reduced(least, scale->power), high = reduced(largest, scale->power);
	if (!(high - low > SPREAD_LEAST * fmax(fabs(low), fabs(high)))) {
		// One number only: it stands in the middle, or on the floor when it is 0.
		double const room = fabs(low) > 0 ? fabs(low) : 1;
		low -= room;
		high += room;
	} else if (low > 0 && low < high - low) {
		low = 0; // near enough for lengths to tell ratios
	} else if (high < 0 && -high < high - low) {
		high = 0;
	}
	struct step const step = step_for(high - low, most > 2 ? most - 1 : 1);
	double const unit = step.digit * pow(10, step.power);
	double const first = floor(low / unit + 1e-9), last = ceil(high / unit - 1e-9);
	scale->from = low - first * unit < unit / 2 ? first * unit : low;
	scale->to = last * unit - high < unit / 2 ? last * unit : high;
	for (double i = first; i <= last; i++) {
		char label[SCALE_LABEL];
		double const at = part(scale, i * unit);
		write_label(scale, i * unit, step.power, label);
		if (at >= 0 && at <= 1)
			add_tick(scale, at, label);
	}
}

// ---- logarithmic

// 1, 2, 5 in every decade, counted through: 0 is 1e0, 1 is 2e0, 3 is 1e1, -1 is 5e-1.
static double rung_at(int rung)
{
	static const double logs[] = { 0, 0.3010299956639812, 0.6989700043360189 };
	int const decade = (rung - (rung < 0 ? 2 : 0)) / 3;
	return decade + logs[rung - 3 * decade];
}

static void add_rung(struct scale *scale, int rung)
{
	static const int digits[] = { 1, 2, 5 };
	int const decade = (rung - (rung < 0 ? 2 : 0)) / 3;
	char label[SCALE_LABEL];
	snprintf(label, sizeof label, "%de%d", digits[rung - 3 * decade], decade);
	add_tick(scale, part(scale, rung_at(rung)), label);
}

// Below two decades the ends are 1, 2 or 5 of a decade; else decades, and of many each n-th.
static void fill_logarithmic(struct scale *scale, double least, double largest, int most)
{
	static const int strides[] = { 1, 2, 5, 10, 20, 50, 100, 200, 1000 };
	double const low = log10(least), high = log10(largest);
	int first = 3 * (int)floor(low) - 3, last;
	while (rung_at(first + 1) <= low + 1e-9)
		first++;
	for (last = first + 1; rung_at(last) < high - 1e-9;)
		last++;
	if (high - low < 2 && last - first < (most > 2 ? most : 2)) {
		scale->from = rung_at(first);
		scale->to = rung_at(last);
		for (int rung = first; rung <= last; rung++)
			add_rung(scale, rung);
		return;
	}
	int const bottom = (int)floor(low + 1e-9), top = (int)ceil(high - 1e-9);
	scale->from = bottom;
	scale->to = top > bottom ? top : bottom + 1;
	int const spans = most > 2 ? most - 1 : 1;
	int i = 0;
	while (strides[i] * spans < scale->to - scale->from && strides[i] < 1000)
		i++;
	// From the top down: the largest value is what the rest is compared with.
	int const stride = strides[i], count = (int)(scale->to - scale->from) / stride;
	for (int n = count; n >= 0; n--)
		add_rung(scale, 3 * ((int)scale->to - n * stride));
}

// ---- all

struct scale scale_of(double least, double largest, bool log, int most)
{
	struct scale scale = { .log = log };
	most = most < 2 ? 2 : most > SCALE_TICKS - 2 ? SCALE_TICKS - 2 : most;
	if (log)
		fill_logarithmic(&scale, least, largest, most);
	else
		fill_linear(&scale, least, largest, most);
	return scale;
}

double scale_at(const struct scale *scale, double value)
{
	double const at = part(scale, scale->log ? log10(value) : reduced(value, scale->power));
	return at < 0 ? 0 : at > 1 ? 1 : at;
}

struct scale scale_of_steps(int first, int last, int most)
{
	struct scale scale = { .from = first, .to = last };
	long const spread = labs((long)last - first);
	long stride = 1;
	if (most > SCALE_TICKS)
		most = SCALE_TICKS;
	if (most >= 1 && spread + 1 > most) {
		struct step const step = step_for((double)spread, most > 1 ? most - 1 : 1);
		stride = lround(step.digit * pow(10, step.power));
	}
	if (stride < 1)
		stride = 1;
	// The multiples of the stride from the smaller end on, told in the order of the axis.
	long const low = first < last ? first : last, high = low + spread;
	long const begin = low + ((-low % stride) + stride) % stride;
	long const count = most >= 1 && begin <= high ? (high - begin) / stride + 1 : 0;
	for (long i = 0; i < count; i++) {
		long const number = begin + stride * (first <= last ? i : count - 1 - i);
		char label[SCALE_LABEL];
		snprintf(label, sizeof label, "%ld", number);
		add_tick(&scale, part(&scale, (double)number), label);
	}
	return scale;
}
