// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/timing.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "array/random.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "net/network.h"
#include "train/gradient.h"
#include "train/train.h"

#define RATE 1e-6         // so small that the weights stay what they are
#define RUN_SECONDS 0.002 // a run is as many sequences as the clock needs to be trusted
#define ALL_SECONDS 1.0
enum { RUNS_LEAST = 3, RUNS_MOST = 301 };

static double read_clock(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// The plan has one thread: what others do meanwhile is not its time.
static double used(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static double now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static int compare(const void *a, const void *b)
{
	double const x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

// The median time of a step of `train`; NaN when Ctrl-C came.
static double median_step(struct descent *descent)
{
	struct epoch epoch;
	double run[RUNS_MOST], begin = used();
	descent_step(descent, &epoch);
	double const first = used() - begin;
	long const times = first < RUN_SECONDS ? (long)(RUN_SECONDS / fmax(first, 1e-8)) : 1;
	double const start = now();
	int runs = 0;
	while (runs < RUNS_MOST && (runs < RUNS_LEAST || now() - start < ALL_SECONDS)) {
		begin = used();
		for (long i = 0; i < times; i++)
			if (descent_step(descent, &epoch) == DESCENT_INTERRUPTED)
				return NAN;
		run[runs++] = (used() - begin) / (double)times;
	}
	qsort(run, (size_t)runs, sizeof *run, compare);
	return run[runs / 2];
}

static void set_random_words(struct network *network, int T)
{
	struct random random;
	random_seed(&random, 1);
	int *words = memory_get((size_t)T, sizeof *words);
	for (int i = 0; i < 2; i++) {
		for (int t = 0; t < T; t++)
			words[t] = (int)(random_unit(&random) * network->C);
		(i ? network_set_y : network_set_x)(network, words, T);
	}
	free(words);
}

static bool measure(struct network *network, int T, double *seconds, struct error *error)
{
	struct learning learning = learning_usual();
	learning.rate = RATE;
	set_random_words(network, T);
	struct descent *descent = descent_new(network, learning);
	bool const is_compiled = descent->gradient->plan;
	if (is_compiled)
		*seconds = median_step(descent);
	else
		*error = descent->gradient->why;
	descent_free(descent);
	return is_compiled && (!isnan(*seconds) || error_set(error, SPAN_NONE, NULL, _("interrupted")));
}

bool timing_measure(struct cell *cell, long C, long H, long T, double *seconds, struct error *error)
{
	if (T < 1 || T > STEPS_MOST)
		return error_set(error, SPAN_NONE, NULL, _("a sequence has 1 to %d steps, not %ld"), STEPS_MOST,
		                 T);
	struct network *network = network_new(cell_hold(cell));
	bool const done = network_set_hidden(network, H, error) &&
	                  network_set_vocabulary_size(network, C, error) &&
	                  measure(network, (int)T, seconds, error);
	network_free(network);
	return done;
}

void timing_write(double seconds, struct text *out)
{
	static const struct {
		double seconds;
		const char *name;
	} units[] = { { 1e-9, "ns" }, { 1e-6, "µs" }, { 1e-3, "ms" }, { 1, "s" } };
	size_t i = 0;
	// 999.5 would be written as 1000.
	while (i + 1 < sizeof units / sizeof *units && seconds >= 999.5 * units[i].seconds)
		i++;
	double const number = seconds / units[i].seconds;
	text_addf(out, "%.*f %s", number < 9.995 ? 2 : number < 99.95 ? 1 : 0, number, units[i].name);
}
