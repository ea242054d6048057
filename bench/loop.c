// SPDX-License-Identifier: GPL-3.0-or-later
// One training step of the tutorial's network: a loop written by hand in C for it alone, beside a step of `train`,
// which knows no cell, and also says how long the gradient is and how many words are right.  In turns in one process,
// so that what else the machine does meets both; the ratio is the median over the turns.
//
//   bench/loop [C H T]    8 4 5
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array/random.h"
#include "train/descent.h"
#include "train/train.h"

#if !defined __clang__
#pragma GCC optimize("O3")
#endif

#define RATE 1e-6
enum { TURNS = 201 };

// ---- by hand: U is kept transposed, and only what words have reached is touched

struct loop {
	int C, H, T;
	const int *x, *y;
	double *U, *V, *W;     // C×H, C×H, H×H
	double *s, *ds, *dW;   // (T+1)×H, from s[-1] on; H; H×H
	double *p, *dz;        // T×C, T×H
};

static double loop_step(struct loop *n)
{
	int const C = n->C, H = n->H, T = n->T;
	double loss = 0;
	for (int t = 0; t < T; t++) {
		const double *before = n->s + t * H, *u = n->U + n->x[t] * H;
		double *s = n->s + (t + 1) * H, *p = n->p + t * C, sum = 0, most = -INFINITY;
		for (int i = 0; i < H; i++) {
			double z = u[i];
			for (int j = 0; j < H; j++)
				z += n->W[i * H + j] * before[j];
			s[i] = tanh(z);
		}
		for (int c = 0; c < C; c++) {
			double o = 0;
			for (int j = 0; j < H; j++)
				o += n->V[c * H + j] * s[j];
			p[c] = o;
			most = o > most ? o : most;
		}
		for (int c = 0; c < C; c++)
			sum += p[c] = exp(p[c] - most);
		for (int c = 0; c < C; c++)
			p[c] /= sum;
		loss -= log(p[n->y[t]]);
		p[n->y[t]] -= 1;
	}
	memset(n->ds, 0, (size_t)H * sizeof *n->ds);
	for (int t = T - 1; t >= 0; t--) {
		const double *s = n->s + (t + 1) * H, *p = n->p + t * C;
		double *dz = n->dz + t * H;
		for (int c = 0; c < C; c++)
			for (int j = 0; j < H; j++)
				n->ds[j] += n->V[c * H + j] * p[c];
		for (int i = 0; i < H; i++)
			dz[i] = n->ds[i] * (1 - s[i] * s[i]);
		memset(n->ds, 0, (size_t)H * sizeof *n->ds);
		for (int i = 0; i < H; i++)
			for (int j = 0; j < H; j++)
				n->ds[j] += n->W[i * H + j] * dz[i];
	}
	for (int t = 0; t < T; t++) {
		const double *s = n->s + (t + 1) * H, *before = n->s + t * H, *p = n->p + t * C, *dz = n->dz + t * H;
		for (int c = 0; c < C; c++)
			for (int j = 0; j < H; j++)
				n->V[c * H + j] -= RATE * p[c] * s[j];
		for (int i = 0; i < H; i++)
			for (int j = 0; j < H; j++)
				n->W[i * H + j] -= RATE * dz[i] * before[j];
		for (int i = 0; i < H; i++)
			n->U[n->x[t] * H + i] -= RATE * dz[i];
	}
	return loss;
}

static double *numbers(int count)
{
	return calloc((size_t)count, sizeof(double));
}

// The network's weights, as the loop keeps them.
static struct loop loop_new(const struct network *network, const struct sequence *words)
{
	int const C = network->C, H = network->H, T = words->count;
	const struct cell *cell = network->cell;
	struct loop n = { C, H, T, words->x, words->y, numbers(C * H), numbers(C * H), numbers(H * H), numbers((T + 1) * H),
		          numbers(H), NULL, numbers(T * C), numbers(T * H) };
	const double *U = network->parameter[cell_find(cell, "U")].at;
	for (int i = 0; i < H; i++)
		for (int c = 0; c < C; c++)
			n.U[c * H + i] = U[i * C + c];
	memcpy(n.V, network->parameter[cell_find(cell, "V")].at, (size_t)(C * H) * sizeof(double));
	memcpy(n.W, network->parameter[cell_find(cell, "W")].at, (size_t)(H * H) * sizeof(double));
	return n;
}

// ---- in turns

static double used(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double step(struct loop *loop, struct descent *descent)
{
	struct epoch epoch = { 0 };
	if (loop)
		return loop_step(loop);
	descent_step(descent, &epoch);
	return epoch.loss;
}

static double timed(struct loop *loop, struct descent *descent, long times)
{
	double const begin = used();
	for (long i = 0; i < times; i++)
		step(loop, descent);
	return (used() - begin) / (double)times;
}

static int compare(const void *a, const void *b)
{
	double const x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, TURNS, sizeof *values, compare);
	return values[TURNS / 2];
}

static struct network *network_of(int C, int H, int T)
{
	struct error error;
	struct random random;
	random_seed(&random, 1);
	struct cell *cell = network_find_cell("tanh", false, &error);
	if (!cell) {
		fprintf(stderr, "%s\n", error.cause);
		exit(1);
	}
	struct network *network = network_new(cell);
	network_set_hidden(network, H, &error);
	network_set_vocabulary_size(network, C, &error);
	int *words[2];
	for (int i = 0; i < 2; i++) {
		words[i] = calloc((size_t)T, sizeof(int));
		for (int t = 0; t < T; t++)
			words[i][t] = (int)(random_unit(&random) * C);
	}
	network_set_x(network, words[0], T);
	network_set_y(network, words[1], T);
	free(words[0]);
	free(words[1]);
	return network;
}

int main(int count, char **words)
{
	int const C = count > 3 ? atoi(words[1]) : 8, H = count > 3 ? atoi(words[2]) : 4, T = count > 3 ? atoi(words[3]) : 5;
	struct network *network = network_of(C, H, T);
	struct learning learning = learning_usual();
	learning.rate = RATE;
	struct sequence const sequence = network_sequence(network);
	struct loop loop = loop_new(network, &sequence);
	struct descent *descent = descent_new(network, learning);
	for (int i = 0; i < 3; i++) {
		double const by_hand = step(&loop, NULL), trained = step(NULL, descent);
		if (!(fabs(trained - by_hand) < 1e-12 * by_hand)) {
			fprintf(stderr, "the two have other losses: %.17g by hand, %.17g\n", by_hand, trained);
			return 1;
		}
	}
	double const once = timed(&loop, NULL, 10);
	long const times = once < 0.001 ? (long)(0.001 / once) : 1;
	double by_hand[TURNS], trained[TURNS], ratio[TURNS];
	for (int turn = 0; turn < TURNS; turn++) {
		by_hand[turn] = timed(&loop, NULL, times);
		trained[turn] = timed(NULL, descent, times);
		ratio[turn] = by_hand[turn] / trained[turn];
	}
	printf("tanh %d/%d/%d: a loop written by hand in C %.3g µs a step, train %.3g µs: %.2f of its speed (target 0.85)\n",
	       C, H, T, 1e6 * median(by_hand), 1e6 * median(trained), median(ratio));
	descent_free(descent);
	network_free(network);
	return 0;
}
