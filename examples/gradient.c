// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient of a plain network, beside its central differences.
//   cc gradient.c $(pkg-config --cflags --libs bptt) && ./a.out
#include <bptt.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
	enum { H = 3, C = 5, T = 4 };
	int const x[T] = { 0, 1, 2, 3 }, y[T] = { 1, 2, 3, 4 };
	double dW[H * H], worst = 0;
	struct bptt *net = bptt_new("tanh", H, C, 10);
	if (!net || bptt_sequence(net, x, y, T) || bptt_gradient(net, "W", BPTT_ALL, BPTT_ALL, dW, H * H)) {
		fputs(bptt_error(), stderr);
		return 1;
	}
	printf("E = %.15g\n", bptt_run(net));
	for (int i = 0; i < H; i++)
		for (int j = 0; j < H; j++) {
			double const numeric = bptt_numeric(net, "W", i, j, 1e-4);
			printf("dE/dW[%d,%d] = %10.6f  numeric %10.6f\n", i, j, dW[i * H + j], numeric);
			worst = fmax(worst, fabs(dW[i * H + j] - numeric));
		}
	bptt_free(net);
	printf("they differ by less than 1e-7: %s\n", worst < 1e-7 ? "yes" : "no");
	return worst >= 1e-7;
}
