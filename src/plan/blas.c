// SPDX-License-Identifier: GPL-3.0-or-later
// Linked, OpenBLAS would cost every start of the program 1.5 ms and a thread; so it is opened here.
#include "plan/blas.h"

#include <dlfcn.h>
#include <stdlib.h>

// From <cblas.h>, whose package need not be there.
enum { ROW_MAJOR = 101, NOT_TRANSPOSED = 111, TRANSPOSED = 112 };

typedef void dgemm(int order, int a_form, int b_form, int m, int n, int k, double alpha, const double *A,
                   int a_apart, const double *B, int b_apart, double beta, double *C, int c_apart);

#ifdef WITH_BLAS
// A library's function; ISO C has no cast for what dlsym gives.
static bool find(void *library, const char *name, void *function, size_t size)
{
	void *symbol = dlsym(library, name);
	if (symbol && size == sizeof symbol)
		*(void **)function = symbol;
	return symbol;
}

static dgemm *open_library(void)
{
	static const char *const names[] = { "libopenblas.so.0", "libblas.so.3", "libcblas.so.3" };
	// It would start a thread a processor, which could take the signals of the terminal.
	setenv("OPENBLAS_NUM_THREADS", "1", 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
		dgemm *multiply = NULL;
		void (*set_threads)(int) = NULL;
		if (!library)
			continue;
		if (find(library, "cblas_dgemm", &multiply, sizeof multiply)) {
			if (find(library, "openblas_set_num_threads", &set_threads, sizeof set_threads))
				set_threads(1);
			return multiply;
		}
		dlclose(library);
	}
	return NULL;
}
#else // configure --without-blas: our own loops alone
static dgemm *open_library(void)
{
	return NULL;
}
#endif

bool blas_multiply(double *C, size_t c_apart, double scale, const double *A, size_t a_apart,
                   bool a_transposed, const double *B, size_t b_apart, bool b_transposed, size_t m,
                   size_t n, size_t k)
{
	static bool searched;
	static dgemm *multiply;
	if (!searched)
		multiply = open_library();
	searched = true;
	if (!multiply)
		return false;
	multiply(ROW_MAJOR, a_transposed ? TRANSPOSED : NOT_TRANSPOSED,
	         b_transposed ? TRANSPOSED : NOT_TRANSPOSED, (int)m, (int)n, (int)k, scale, A, (int)a_apart,
	         B, (int)b_apart, 1, C, (int)c_apart);
	return true;
}
