// SPDX-License-Identifier: GPL-3.0-or-later
// A part of kernel_body.h: products with matrices.

// Keeps a vector in a register: else it may be read from memory again for each use.
#if defined __x86_64__
#define HOLD(v) __asm__("" : "+x"(v))
#else
#define HOLD(v) ((void)0)
#endif

#if defined __clang__
#define FOUR_TIMES
#else
#define FOUR_TIMES _Pragma("GCC unroll 4")
#endif

// out[r] = base[r] + scale·(sum of the lanes of s[r]), r = 0 … 3; base may be NULL.
INLINE void put_four(double *out, const double *base, double scale, const vec s[4])
{
#if LANES == 4
	vec const ab = __builtin_shufflevector(s[0], s[1], 0, 4, 2, 6) +
	               __builtin_shufflevector(s[0], s[1], 1, 5, 3, 7);
	vec const cd = __builtin_shufflevector(s[2], s[3], 0, 4, 2, 6) +
	               __builtin_shufflevector(s[2], s[3], 1, 5, 3, 7);
	vec const sum = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
	                __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
	store(out, base ? load(base) + scale * sum : scale * sum);
#else
	double const a = sum_lanes(s[0]), b = sum_lanes(s[1]), c = sum_lanes(s[2]), d = sum_lanes(s[3]);
	out[0] = (base ? base[0] : 0) + scale * a;
	out[1] = (base ? base[1] : 0) + scale * b;
	out[2] = (base ? base[2] : 0) + scale * c;
	out[3] = (base ? base[3] : 0) + scale * d;
#endif
}

// The columns from j on, which fill no vector.
INLINE void add_rest(double *out, double scale, const double *M, size_t apart, const double *v, size_t j,
                     size_t cols)
{
	for (; j < cols; j++) {
		double const a = scale * v[j];
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++)
			out[r] += M[r * apart + j] * a;
	}
}

// Rows i … i+3 of M v, four sums side by side.
INLINE void four_rows(double *out, const double *base, double scale, const double *M, size_t apart,
                      const double *v, size_t cols)
{
	vec s[4] = { 0 }, z[4] = { 0 };
	size_t j = 0;
	for (; j + 2 * LANES <= cols; j += 2 * LANES) {
		vec const a = load(v + j), b = load(v + j + LANES);
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++) {
			s[r] += load(M + r * apart + j) * a;
			z[r] += load(M + r * apart + j + LANES) * b;
		}
	}
	FOUR_TIMES
	for (size_t r = 0; r < 4; r++)
		s[r] += z[r];
	if (j + LANES <= cols) {
		vec const a = load(v + j);
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++)
			s[r] += load(M + r * apart + j) * a;
		j += LANES;
	}
	put_four(out, base, scale, s);
	add_rest(out, scale, M, apart, v, j, cols);
}

INLINE void one_row(double *out, const double *base, double scale, const double *M, const double *v,
                    size_t cols)
{
	*out = (base ? *base : 0) + scale * dot(M, v, cols);
}

static void product(double *out, const double *base, double scale, const double *M, size_t apart,
                    const double *v, size_t rows, size_t cols, bool back)
{
	size_t const blocks = rows / 4;
	for (size_t b = 0; b < blocks; b++) {
		size_t const i = 4 * (back ? blocks - 1 - b : b);
		four_rows(out + i, base ? base + i : NULL, scale, M + i * apart, apart, v, cols);
	}
	for (size_t i = 4 * blocks; i < rows; i++)
		one_row(out + i, base ? base + i : NULL, scale, M + i * apart, v, cols);
}

INLINE void add_four_rows(double *out, const double *M, size_t apart, const double *v, double scale,
                          size_t cols)
{
	double const a = scale * v[0], b = scale * v[1], c = scale * v[2], d = scale * v[3];
	const double *M1 = M + apart, *M2 = M1 + apart, *M3 = M2 + apart;
	size_t j = 0;
	for (; j + LANES <= cols; j += LANES)
		store(out + j, (load(out + j) + a * load(M + j) + b * load(M1 + j)) +
		                       (c * load(M2 + j) + d * load(M3 + j)));
	for (; j < cols; j++)
		out[j] += a * M[j] + b * M1[j] + (c * M2[j] + d * M3[j]);
}

static void product_transposed(double *out, const double *base, double scale, const double *M,
                               size_t apart, const double *v, size_t rows, size_t cols, bool back)
{
	if (!base)
		memset(out, 0, cols * sizeof *out);
	else if (base != out)
		memcpy(out, base, cols * sizeof *out);
	size_t const blocks = rows / 4;
	for (size_t b = 0; b < blocks; b++) {
		size_t const i = 4 * (back ? blocks - 1 - b : b);
		add_four_rows(out, M + i * apart, apart, v + i, scale, cols);
	}
	for (size_t i = 4 * blocks; i < rows; i++)
		add_scaled(out, scale * v[i], M + i * apart, cols);
}

INLINE void four_rows_twice(double *out, double *later, double scale, const double *M, size_t apart,
                            const double *v, const double *w, size_t cols)
{
	vec s[4] = { 0 }, z[4] = { 0 };
	size_t j = 0;
	for (; j + LANES <= cols; j += LANES) {
		vec const a = load(v + j), b = load(w + j);
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++) {
			vec m = load(M + r * apart + j);
			HOLD(m);
			s[r] += m * a;
			z[r] += m * b;
		}
	}
	put_four(out, out, scale, s);
	put_four(later, later, scale, z);
	add_rest(out, scale, M, apart, v, j, cols);
	add_rest(later, scale, M, apart, w, j, cols);
}

static void product_twice(double *out, double *later, double scale, const double *M, size_t apart,
                          const double *v, const double *w, size_t rows, size_t cols)
{
	size_t i = 0;
	for (; i + 4 <= rows; i += 4)
		four_rows_twice(out + i, later + i, scale, M + i * apart, apart, v, w, cols);
	for (; i < rows; i++) {
		out[i] += scale * dot(M + i * apart, v, cols);
		later[i] += scale * dot(M + i * apart, w, cols);
	}
}

INLINE void add_four_rows_twice(double *out, double *later, double scale, const double *M, size_t apart,
                                const double *v, const double *w, size_t cols)
{
	vec a[4], b[4];
	FOUR_TIMES
	for (size_t r = 0; r < 4; r++) {
		a[r] = all(scale * v[r]);
		b[r] = all(scale * w[r]);
	}
	size_t j = 0;
	for (; j + LANES <= cols; j += LANES) {
		vec s = load(out + j), z = load(later + j);
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++) {
			vec m = load(M + r * apart + j);
			HOLD(m);
			s += a[r] * m;
			z += b[r] * m;
		}
		store(out + j, s);
		store(later + j, z);
	}
	for (; j < cols; j++)
		FOUR_TIMES
		for (size_t r = 0; r < 4; r++) {
			out[j] += scale * v[r] * M[r * apart + j];
			later[j] += scale * w[r] * M[r * apart + j];
		}
}

static void product_transposed_twice(double *out, double *later, double scale, const double *M,
                                     size_t apart, const double *v, const double *w, size_t rows,
                                     size_t cols)
{
	size_t i = 0;
	for (; i + 4 <= rows; i += 4)
		add_four_rows_twice(out, later, scale, M + i * apart, apart, v + i, w + i, cols);
	for (; i < rows; i++) {
		add_scaled(out, scale * v[i], M + i * apart, cols);
		add_scaled(later, scale * w[i], M + i * apart, cols);
	}
}

enum { WIDE = 3, DEEP = 64 }; // vectors of a block's columns; rows of B that stay in the cache

#if defined __clang__
#define WIDE_TIMES
#else
#define WIDE_TIMES _Pragma("GCC unroll 3")
#endif

// A block of C, rows by `vectors` of columns, plus its product over all of k.
INLINE void multiply_block(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
                           size_t a_col, const double *B, size_t b_apart, size_t rows, size_t vectors,
                           size_t k)
{
	vec s[4][WIDE] = { { { 0 } } };
	for (size_t l = 0; l < k; l++) {
		vec b[WIDE];
		WIDE_TIMES
		for (size_t j = 0; j < vectors; j++)
			b[j] = load(B + l * b_apart + j * LANES);
		FOUR_TIMES
		for (size_t r = 0; r < rows; r++) {
			vec const a = all(A[r * a_row + l * a_col]);
			WIDE_TIMES
			for (size_t j = 0; j < vectors; j++)
				s[r][j] += a * b[j];
		}
	}
	FOUR_TIMES
	for (size_t r = 0; r < rows; r++) {
		WIDE_TIMES
		for (size_t j = 0; j < vectors; j++)
			store(C + r * c_apart + j * LANES, load(C + r * c_apart + j * LANES) + scale * s[r][j]);
	}
}

// `rows` rows of C, all columns.
INLINE void multiply_strip(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
                           size_t a_col, const double *B, size_t b_apart, size_t rows, size_t n, size_t k)
{
	size_t j = 0;
	for (; j + WIDE * LANES <= n; j += WIDE * LANES)
		multiply_block(C + j, c_apart, scale, A, a_row, a_col, B + j, b_apart, rows, WIDE, k);
	for (; j + LANES <= n; j += LANES)
		multiply_block(C + j, c_apart, scale, A, a_row, a_col, B + j, b_apart, rows, 1, k);
	for (; j < n; j++)
		for (size_t r = 0; r < rows; r++) {
			double total = 0;
			for (size_t l = 0; l < k; l++)
				total += A[r * a_row + l * a_col] * B[l * b_apart + j];
			C[r * c_apart + j] += scale * total;
		}
}

static void multiply(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
                     size_t a_col, const double *B, size_t b_apart, size_t m, size_t n, size_t k)
{
	for (size_t l = 0; l < k; l += DEEP) {
		size_t const depth = k - l < DEEP ? k - l : DEEP, at = l * a_col;
		size_t i = 0;
		for (; i + 4 <= m; i += 4)
			multiply_strip(C + i * c_apart, c_apart, scale, A + i * a_row + at, a_row, a_col,
			               B + l * b_apart, b_apart, 4, n, depth);
		for (; i < m; i++)
			multiply_strip(C + i * c_apart, c_apart, scale, A + i * a_row + at, a_row, a_col,
			               B + l * b_apart, b_apart, 1, n, depth);
	}
}

static void multiply_rows(double *C, size_t c_apart, double scale, const double *A, size_t a_apart,
                          const double *B, size_t b_apart, size_t m, size_t n, size_t k)
{
	size_t j = 0;
	for (; j + 4 <= n; j += 4)
		for (size_t i = 0; i < m; i++)
			four_rows(C + i * c_apart + j, C + i * c_apart + j, scale, B + j * b_apart, b_apart,
			          A + i * a_apart, k);
	for (; j < n; j++)
		for (size_t i = 0; i < m; i++)
			C[i * c_apart + j] += scale * dot(B + j * b_apart, A + i * a_apart, k);
}
