// SPDX-License-Identifier: GPL-3.0-or-later
// What was probably meant: advice for errors about names and functions that nobody knows, about products
// that do not fit and derivatives that are half written.
#ifndef REPL_SUGGEST_H
#define REPL_SUGGEST_H

#include <stdbool.h>

#include "base/error.h"
#include "lang/tree.h"

struct session;

// What a word is called here that other programs and books have; NULL: nothing is known of it.
const char *suggest_elsewhere(const struct session *session, const char *word);

// After the evaluation of the tree failed: a name that nobody knows is the error, wherever it stands, for
// what fails beside it fails because of it.  `variable` (may be NULL) is known too.  Always false.
bool suggest_names(const struct session *session, struct tree *tree, const char *variable,
                   struct error *error);

// Of a function in a text that could not be read; the text stands at `column` of its line.  Always false.
bool suggest_function(const struct session *session, const char *text, int column,
                      struct error *error);

#endif
