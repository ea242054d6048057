// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip.h"

#include <math.h>

#include "base/interrupt.h"

const char *const clip_names[] = {
	[CLIP_OFF] = "off",
	[CLIP_NORM] = "norm",
	[CLIP_ELEMENT] = "element",
};

double clip_bound(struct clip clip)
{
	return clip.by == CLIP_OFF ? 0 : clip.most;
}

double clip_norm(const struct array *gradient, int count)
{
	double norm = 0;
	for (int i = 0; i < count; i++)
		if (gradient[i].at)
			norm = hypot(norm, array_norm(gradient[i]));
	return norm;
}

// What an element becomes; `scale` is that of clipping by norm.
static double clipped(struct clip clip, double scale, double element)
{
	switch (clip.by) {
	case CLIP_NORM:
		return element * scale;
	case CLIP_ELEMENT:
		return fabs(element) > clip.most ? copysign(clip.most, element) : element;
	default:
		return element;
	}
}

static double scale_of(struct clip clip, double norm)
{
	return clip.by == CLIP_NORM && norm > clip.most ? clip.most / norm : 1;
}

bool clip_apply(struct clip clip, struct array *gradient, int count)
{
	if (clip.by == CLIP_OFF)
		return false;
	double const scale = scale_of(clip, clip_norm(gradient, count));
	bool changed = false;
	if (clip.by == CLIP_NORM && scale >= 1)
		return false;
	for (int i = 0; i < count; i++)
		for (size_t j = 0; gradient[i].at && j < array_size(gradient[i]); j++) {
			double *element = &gradient[i].at[j];
			changed = changed || clip.by == CLIP_NORM || fabs(*element) > clip.most;
			*element = clipped(clip, scale, *element);
		}
	return changed;
}

// Squares of both vectors and their product, summed over parts.
struct sums {
	double raw, clipped, product;
	int cut;
};

static void add_part(struct clip clip, double scale, struct array part, struct sums *sums)
{
	for (size_t i = 0; part.at && i < array_size(part) && !interrupt_seen_at(i); i++) {
		double const raw = part.at[i], now = clipped(clip, scale, raw);
		sums->raw += raw * raw;
		sums->clipped += now * now;
		sums->product += raw * now;
		sums->cut += fabs(now) < fabs(raw);
	}
}

static struct clip_effect effect_of(const struct sums *sums)
{
	struct clip_effect effect = { sqrt(sums->raw), sqrt(sums->clipped), 0, sums->cut };
	// Rounding may leave it a little above 1.
	effect.cosine = fmin(1, sums->product / (effect.norm * effect.clipped));
	if (!(effect.norm > 0) || !(effect.clipped > 0))
		effect.cosine = NAN;
	return effect;
}

struct clip_effect clip_effect(struct clip clip, struct array part, double whole)
{
	struct sums sums = { 0 };
	add_part(clip, scale_of(clip, whole), part, &sums);
	return effect_of(&sums);
}

struct clip_effect clip_effect_of_all(struct clip clip, const struct array *gradient, int count)
{
	struct sums sums = { 0 };
	double const scale = scale_of(clip, clip_norm(gradient, count));
	for (int i = 0; i < count; i++)
		add_part(clip, scale, gradient[i], &sums);
	return effect_of(&sums);
}

struct clip clip_other(struct clip clip, const struct array *gradient, int count)
{
	struct clip_effect const effect = clip_effect_of_all(clip, gradient, count);
	struct clip other = { CLIP_ELEMENT, effect.clipped };
	if (!effect.cut)
		return (struct clip){ CLIP_OFF, clip.most };
	if (clip.by == CLIP_ELEMENT)
		return (struct clip){ CLIP_NORM, effect.clipped };
	// The length grows with the threshold: halve the interval to the last bit.
	double low = 0, high = effect.norm;
	for (int i = 0; i < 200 && low < high && !interrupt_seen(); i++) {
		other.most = low + (high - low) / 2;
		if (clip_effect_of_all(other, gradient, count).clipped < effect.clipped)
			low = other.most;
		else
			high = other.most;
	}
	return other;
}
