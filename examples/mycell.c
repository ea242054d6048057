// SPDX-License-Identifier: GPL-3.0-or-later
// A cell of one's own, as a text: how fast does it forget, and what does it learn?
#include <bptt.h>
#include <math.h>
#include <stdio.h>

static const char cell[] =
	"input x[C] y[C]\n"
	"param U[H,C] W[H,H] V[C,H]\n"
	"state s[H]\n"
	"z[t] = U*x[t] + W*s[t-1]\n"
	"s[t] = 0.5 * s[t-1] + 0.5 * tanh(z[t])\n" // half of it stays
	"logits[t] = V*s[t]\n"
	"yhat[t] = softmax(logits[t])\n"
	"E[t] = xent(yhat[t], y[t])\n"
	"loss E\n"
	"delta z\n";

int main(void)
{
	enum { H = 4, C = 3, T = 6 };
	int const x[T] = { 0, 1, 2, 0, 1, 2 }, y[T] = { 1, 2, 0, 1, 2, 0 };
	double J[H * H];
	struct bptt *net = bptt_new(cell, H, C, 1);
	if (!net || bptt_sequence(net, x, y, T)) {
		fputs(bptt_error(), stderr);
		return 1;
	}
	for (int k = T - 1; k >= 0; k--) {
		double sum = 0;
		if (bptt_jacobian(net, "s", T - 1, "s", k, J, H * H)) {
			fputs(bptt_error(), stderr);
			return 1;
		}
		for (int i = 0; i < H * H; i++)
			sum += J[i] * J[i];
		printf("norm(ds[%d]/ds[%d]) = %.6f\n", T - 1, k, sqrt(sum));
	}
	double const first = bptt_run(net);
	for (int pass = 0; pass < 500; pass++)
		bptt_step(net, 0.1);
	double const last = bptt_run(net);
	printf("E: %.4f before, %.4f after 500 passes\n", first, last);
	bptt_free(net);
	return !(last < first / 10);
}
