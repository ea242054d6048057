// SPDX-License-Identifier: GPL-3.0-or-later
// A dialect says, in the language of equations, how the arrays of another source become a cell's parameters:
//     # Who writes so.
//     cell lstm
//     array Wf|W_f[H,H+C] bf[H]       what its files hold, under which names, and in which shapes
//     maybe by[C] a0[H]               and what they may hold: biases, initial states
//     x = inputs                      words, or vectors
//     given g = dh                    what else a cell is given, and what the file must hold then
//     never Wr                        what makes another function of them: refused
//     size D                          a size besides H and C
//     layout CNT                      the order of their sides, where it is not NTC
//     Wf = Wf[:, 0..H-1]              a part: rows, columns; all of them; the last one is named
//     Wo = kernel[:, 3*H..4*H-1]'     transposed
//     b = bias_ih + bias_hh           sums, factors: -1*b
//     s[-1] = a0
//     scale 1/T                       its gradients are those of the mean
// All of it is linear, so that the equations read backwards give the gradients of the source's arrays.  A new
// source is a new file beside the others, which are found as the cells are; nothing here knows one.
#ifndef FILE_DIALECT_H
#define FILE_DIALECT_H

#include "file/mapping.h"

struct dialect; // file/dialect_read.h

// The dialect in which the file is written: each array that it needs is there; of several the one that
// means the most of them, and then the one of the cell that is named.  NULL: none, *error is untouched; or, with
// is_fault, the file is nearly one, or is several.  `wanted` (or NULL) names one.
struct dialect *dialect_find(const struct npz *npz, const char *wanted, const char *cell, bool *is_fault,
                             struct error *error);

// Whether the file has two arrays or more of a dialect, but not all: *error says which one is missing.
bool dialect_is_near(const struct npz *npz, struct error *error);

// How well a dialect fits a file: how many arrays it knows, and CELL_QUANTITIES more where their shapes are right;
// 0: it needs one that is not there.
int dialect_worth(struct dialect *dialect, const struct npz *npz);

// Whether the file's array of this name is one of the dialect's.
bool dialect_has(const struct dialect *dialect, const struct npz *npz, const char *array);

// Whether some dialect needs an array of this name, or says that it makes another function; *name is that dialect.
bool dialect_claims(const char *array, struct text *name);
// "np.savez(…, Wxh=WXH" and ", Whh=WHH": how an array is saved whose name differs in its capitals alone from one that
// some dialect knows; nothing for any other.
void dialect_write_renaming(const char *array, struct text *out);
// Whether some dialect takes an array of this name for something.
bool dialect_knows(const char *array);
const char *dialect_name(const struct dialect *dialect);
const char *dialect_cell(const struct dialect *dialect);
const char *dialect_layout(const struct dialect *dialect); // NULL: the usual one

// The arrays of `from` under the cell's names, in `to`; others keep theirs.  A fault names the array, its byte, the shape that is
// seen, the one that is needed, and what to write in the notebook.
bool dialect_translate(struct dialect *dialect, const struct npz *from, struct npz *to,
                       struct error *error);

// The gradients d… that are found under the cell's names become those of the source's arrays: in its names,
// shapes and order, after their E.  T: the steps.
void dialect_translate_back(const struct dialect *dialect, const struct npz *from, const struct npz *gradients,
                            double E, int T, struct npz *out);

// Gradients of the source's arrays, under the arrays' names and in their shapes, become those of the cell's
// parameters: what the equations read backwards made them of.  Where an array is not there, or an element of it is
// NaN, they are NaN.  Each element of an array belongs to one parameter.  T: the steps.
bool dialect_translate_gradients(const struct dialect *dialect, const struct npz *from, int T, struct npz *to,
                                 struct error *error);

// The equation that makes a parameter, "Ui = Wx[:, 0..H-1]'"; NULL: none does.
const char *dialect_equation_of(const struct dialect *dialect, const char *target);

// The gradients of the file's arrays that a parameter is made of, "dbias_ih + dbias_hh"; false: there are none.
bool dialect_write_sources(const struct dialect *dialect, const struct npz *npz, const char *target, struct text *out);

// Whether some dialect reads an initial state from an array of this name; what this one reads from it, "s[-1]".
bool dialect_names_state(const char *array);
bool dialect_write_state(const struct dialect *dialect, const char *array, struct text *target);

// What the source calls an input; NULL: nothing.
const char *dialect_given_name(const struct dialect *dialect, const char *input);

// What each array was taken for, as equations; what the arrays cannot tell; and which ones the mapping of their
// translation, `own`, has no use for.
void dialect_tell(const struct dialect *dialect, const struct npz *from, const struct mapping *mapping,
                  const struct npz *own, struct text *out);

#endif
