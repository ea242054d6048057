// SPDX-License-Identifier: GPL-3.0-or-later
// A part of kernel_body.h: products with matrices.

INLINE void put(double *out, const double *base, double value)
{
	*out = (base ? *base : 0) + value;
}

// Rows i … i+3 of M v, four sums side by side.
INLINE void four_rows(double *out, const double *base, double scale, const double *M, size_t apart,
                      const double *v, size_t cols)
{
	vec s[8] = { 0 };
	size_t j = 0;
	for (; j + 2 * LANES <= cols; j += 2 * LANES)
		for (int r = 0; r < 4; r++) {
			s[r] += load(M + (size_t)r * apart + j) * load(v + j);
			s[4 + r] += load(M + (size_t)r * apart + j + LANES) * load(v + j + LANES);
		}
	for (; j + LANES <= cols; j += LANES)
		for (int r = 0; r < 4; r++)
			s[r] += load(M + (size_t)r * apart + j) * load(v + j);
	double total[4];
	for (int r = 0; r < 4; r++)
		total[r] = sum_lanes(s[r] + s[4 + r]);
	for (; j < cols; j++)
		for (int r = 0; r < 4; r++)
			total[r] += M[(size_t)r * apart + j] * v[j];
	for (int r = 0; r < 4; r++)
		put(out + r, base ? base + r : NULL, scale * total[r]);
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
		put(out + i, base ? base + i : NULL, scale * dot(M + i * apart, v, cols));
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
	for (; j + LANES <= cols; j += LANES)
		for (int r = 0; r < 4; r++) {
			vec const m = load(M + (size_t)r * apart + j);
			s[r] += m * load(v + j);
			z[r] += m * load(w + j);
		}
	for (int r = 0; r < 4; r++) {
		double total = sum_lanes(s[r]), total_later = sum_lanes(z[r]);
		for (size_t l = j; l < cols; l++) {
			total += M[(size_t)r * apart + l] * v[l];
			total_later += M[(size_t)r * apart + l] * w[l];
		}
		out[r] += scale * total;
		later[r] += scale * total_later;
	}
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
	double a[4], b[4];
	for (int r = 0; r < 4; r++) {
		a[r] = scale * v[r];
		b[r] = scale * w[r];
	}
	size_t j = 0;
	for (; j + LANES <= cols; j += LANES) {
		vec s = load(out + j), z = load(later + j);
		for (int r = 0; r < 4; r++) {
			vec const m = load(M + (size_t)r * apart + j);
			s += a[r] * m;
			z += b[r] * m;
		}
		store(out + j, s);
		store(later + j, z);
	}
	for (; j < cols; j++)
		for (int r = 0; r < 4; r++) {
			out[j] += a[r] * M[(size_t)r * apart + j];
			later[j] += b[r] * M[(size_t)r * apart + j];
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

// Four rows of C by one vector of its columns, over all of k.
INLINE void multiply_block(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
                           size_t a_col, const double *B, size_t b_apart, size_t rows, size_t k)
{
	vec s[4] = { 0 };
	for (size_t l = 0; l < k; l++) {
		vec const b = load(B + l * b_apart);
		for (size_t r = 0; r < rows; r++)
			s[r] += A[r * a_row + l * a_col] * b;
	}
	for (size_t r = 0; r < rows; r++)
		store(C + r * c_apart, load(C + r * c_apart) + scale * s[r]);
}

static void multiply(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
                     size_t a_col, const double *B, size_t b_apart, size_t m, size_t n, size_t k)
{
	size_t j = 0;
	for (; j + LANES <= n; j += LANES) {
		size_t i = 0;
		for (; i + 4 <= m; i += 4)
			multiply_block(C + i * c_apart + j, c_apart, scale, A + i * a_row, a_row, a_col, B + j,
			               b_apart, 4, k);
		for (; i < m; i++)
			multiply_block(C + i * c_apart + j, c_apart, scale, A + i * a_row, a_row, a_col, B + j,
			               b_apart, 1, k);
	}
	for (; j < n; j++)
		for (size_t i = 0; i < m; i++) {
			double total = 0;
			for (size_t l = 0; l < k; l++)
				total += A[i * a_row + l * a_col] * B[l * b_apart + j];
			C[i * c_apart + j] += scale * total;
		}
}

static void multiply_rows(double *C, size_t c_apart, double scale, const double *A, size_t a_apart,
                          const double *B, size_t b_apart, size_t m, size_t n, size_t k)
{
	for (size_t i = 0; i < m; i++)
		product(C + i * c_apart, C + i * c_apart, scale, B, b_apart, A + i * a_apart, n, k, false);
}
