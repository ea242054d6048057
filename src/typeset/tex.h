// SPDX-License-Identifier: GPL-3.0-or-later
// Tree → TeX that compiles with amsmath: s_{t-1}, W^\top, \frac{\partial E_{3}}{\partial W}.  Each
// operator's spelling is in its row.  What is drawn in two dimensions is made from the same TeX.
#ifndef TYPESET_TEX_H
#define TYPESET_TEX_H

#include "lang/cell.h"
#include "typeset/typeset.h"

struct tex_style {
	struct print_style names;
	// With a scope, names that it has values for are shown as numbers, in the style `numbers`.
	const struct scope *scope;
	const struct typeset_style *numbers;
};

void tex_write(const struct tree *tree, const struct tex_style *style, struct text *out);

// An equation as the engine runs it; its left side and its sign, `dW \mathrel{+}= `; the sign alone.
void tex_write_equation(const struct cell *cell, const struct equation *equation,
                        const struct tex_style *style, struct text *out);
void tex_write_left(const struct cell *cell, const struct equation *equation,
                    const struct tex_style *style, struct text *out);
const char *tex_sign(const struct equation *equation);

// A number's digits: 1.2e-5 is 1.2\cdot10^{-5}.
void tex_write_digits(const char *digits, struct text *out);

// A partial derivative of things that are TeX already; `immediate`: ∂⁺.
void tex_write_derivative(const char *numerator, const char *denominator, bool immediate,
                          struct text *out);

#endif
