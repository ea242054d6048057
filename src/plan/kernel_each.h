// SPDX-License-Identifier: GPL-3.0-or-later
// A part of kernel_body.h: elementwise functions, and e^a by its series.

// e^a = 2^n (1 + q): q = e^r - 1 for r = a - n ln 2, |r| ≤ ln 2 / 2, by Taylor's series, whose next term is
// below 4e-18.  |a| below 2000.
struct exponential {
	vec q, n;
};

#define ROUND 6755399441055744.0 // 1.5·2^52: added to a number it rounds it to a whole one

INLINE struct exponential exponential(vec a)
{
	vec const n = (a * 1.4426950408889634074 + ROUND) - ROUND;
	vec const r = (a - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
	vec const r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
	vec const p0 = (0.5 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
	vec const p4 = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
	vec const p8 = (1.0 / 3628800 + r * (1.0 / 39916800)) +
	               r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
	return (struct exponential){ r + r2 * (p0 + r4 * p4 + r8 * p8), n };
}

// 2^n for whole numbers from -1022 to 1023.
INLINE vec power_of_two(vec n)
{
	return (vec)(((ivec)(n + ROUND) + 1023) << 52);
}

INLINE vec exp_of(vec a)
{
	// Beyond these e^a is 0 or infinite; NaN passes.
	a = choose(a < -746.0, all(-746), a);
	a = choose(a > 710.0, all(710), a);
	struct exponential const e = exponential(a);
	vec const half = (e.n * 0.5 + ROUND) - ROUND; // in two steps, for denormal results
	return (1 + e.q) * power_of_two(half) * power_of_two(e.n - half);
}

// tanh |a| = (e^2|a| - 1) / (e^2|a| + 1), exact to the last bits also near 0.
INLINE vec tanh_of(vec a)
{
	vec m = modulus(a);
	m = choose(m > 20.0, all(20), m);
	struct exponential const e = exponential(m + m);
	vec const power = power_of_two(e.n);
	vec const less_one = power * e.q + (power - 1);
	vec const y = less_one / (less_one + 2);
	return (vec)((ivec)y | ((ivec)a & INT64_MIN));
}

// e^-|a| never overflows.
INLINE vec sigmoid_of(vec a)
{
	vec const e = exp_of(-modulus(a));
	return choose(a < 0.0, e, all(1)) / (1 + e);
}

INLINE vec relu_of(vec a)
{
	return choose(a < 0.0, all(0), a);
}

INLINE vec sqrt_of(vec a)
{
	for (int i = 0; i < LANES; i++)
		a[i] = sqrt(a[i]);
	return a;
}

INLINE vec step_of(vec a)
{
	vec const y = choose(a > 0.0, all(1), all(0));
	return choose(a == a, y, a);
}

INLINE vec sign_of(vec a)
{
	vec const y = choose(a > 0.0, all(1), choose(a < 0.0, all(-1), all(0)));
	return choose(a == a, y, a);
}

// Loads fewer numbers than a vector has: the rest are 1, which every function takes.
INLINE vec load_some(const double *at, size_t count)
{
	double few[LANES];
	for (size_t i = 0; i < LANES; i++)
		few[i] = i < count ? at[i] : 1;
	return load(few);
}

INLINE void store_some(double *at, vec v, size_t count)
{
	double few[LANES];
	store(few, v);
	for (size_t i = 0; i < count; i++)
		at[i] = few[i];
}

// One function: the loop over vectors, then what remains.  A, B and C say how operands are read.
#define VECTOR(p) load(p + i)
#define FEW(p) load_some(p + i, n - i)
#define SCALAR(p) all(*p)

#define EACH(name, expression, A, B, C) \
	static void each_##name(double *out, const double *pa, const double *pb, const double *pc, size_t n) \
	{ \
		size_t i = 0; \
		for (; i + LANES <= n; i += LANES) { \
			vec const a = A(VECTOR, pa), b = B(VECTOR, pb), c = C(VECTOR, pc); \
			(void)b, (void)c; \
			store(out + i, expression); \
		} \
		if (i < n) { \
			vec const a = A(FEW, pa), b = B(FEW, pb), c = C(FEW, pc); \
			(void)b, (void)c; \
			store_some(out + i, expression, n - i); \
		} \
	}

#define V(read, p) read(p)
#define S(read, p) SCALAR(p)
#define NO(read, p) ((void)p, all(0))

EACH(copy, a, V, NO, NO)
EACH(fill, a, S, NO, NO)
EACH(negate, -a, V, NO, NO)
EACH(add, a + b, V, V, NO)
EACH(add_vs, a + b, V, S, NO)
EACH(subtract, a - b, V, V, NO)
EACH(subtract_vs, a - b, V, S, NO)
EACH(subtract_sv, a - b, S, V, NO)
EACH(multiply, a * b, V, V, NO)
EACH(multiply_vs, a * b, V, S, NO)
EACH(divide, a / b, V, V, NO)
EACH(divide_vs, a / b, V, S, NO)
EACH(divide_sv, a / b, S, V, NO)
EACH(add_times, a + b * c, V, V, V)
EACH(less_times, a - b * c, V, V, V)
EACH(less_times_sv, a - b * c, S, V, V)
EACH(tanh, tanh_of(a), V, NO, NO)
EACH(sigmoid, sigmoid_of(a), V, NO, NO)
EACH(relu, relu_of(a), V, NO, NO)
EACH(exp, exp_of(a), V, NO, NO)
EACH(sqrt, sqrt_of(a), V, NO, NO)
EACH(abs, modulus(a), V, NO, NO)
EACH(step, step_of(a), V, NO, NO)
EACH(sign, sign_of(a), V, NO, NO)

static double sum(const double *a, size_t n)
{
	size_t i = 0;
	vec total = { 0 };
	for (; i + LANES <= n; i += LANES)
		total += load(a + i);
	double rest = sum_lanes(total);
	for (; i < n; i++)
		rest += a[i];
	return rest;
}

static double dot(const double *a, const double *b, size_t n)
{
	size_t i = 0;
	vec total = { 0 };
	for (; i + LANES <= n; i += LANES)
		total += load(a + i) * load(b + i);
	double rest = sum_lanes(total);
	for (; i < n; i++)
		rest += a[i] * b[i];
	return rest;
}

static void add_scaled(double *out, double scale, const double *a, size_t n)
{
	size_t i = 0;
	for (; i + LANES <= n; i += LANES)
		store(out + i, load(out + i) + scale * load(a + i));
	for (; i < n; i++)
		out[i] += scale * a[i];
}

INLINE double largest(const double *a, size_t n)
{
	double most = a[0];
	size_t i = 0;
	if (n >= LANES) {
		vec v = load(a);
		for (i = LANES; i + LANES <= n; i += LANES)
			v = choose(load(a + i) > v, load(a + i), v);
		for (int j = 0; j < LANES; j++)
			most = v[j] > most ? v[j] : most;
	}
	for (; i < n; i++)
		most = a[i] > most ? a[i] : most;
	return most;
}

// Σ e^(a - most); `out`, if any, gets the terms.
INLINE double sum_exp(double *out, const double *a, double most, size_t n)
{
	vec total = { 0 };
	double rest = 0;
	size_t i = 0;
	for (; i + LANES <= n; i += LANES) {
		vec const e = exp_of(load(a + i) - most);
		total += e;
		if (out)
			store(out + i, e);
	}
	if (i < n) {
		double few[LANES];
		store(few, exp_of(load_some(a + i, n - i) - most));
		for (size_t j = 0; i + j < n; j++) {
			rest += few[j];
			if (out)
				out[i + j] = few[j];
		}
	}
	return sum_lanes(total) + rest;
}

static double softmax(double *out, const double *a, size_t n)
{
	double const most = largest(a, n), total = sum_exp(out, a, most, n), scale = 1 / total;
	each_multiply_vs(out, out, &scale, NULL, n);
	return most + log(total);
}

static double logsumexp(const double *a, size_t n)
{
	double const most = largest(a, n);
	return most + log(sum_exp(NULL, a, most, n));
}
