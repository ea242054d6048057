// SPDX-License-Identifier: GPL-3.0-or-later
// Text → tokens.  Unicode spellings become the ASCII ones here, so that the parser knows one of each.
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,   // δ is delta, ŷ is yhat, ∂E is dE
	TOKEN_SYMBOL, // ASCII spelling; "outer" for ⊗
	TOKEN_RAISED, // ² and the like: .^ and the number
	TOKEN_SCRIPT  // subscripts as they are printed, in ASCII: "3" for ₃, "k-1" for ₖ₋₁, "3,2" for ₂⁽³⁾
};

struct token {
	enum token_kind kind;
	const char *spelling; // in the arena; "" at the end
	const char *typed;    // the same as it stands in the text, for errors; in the arena
	double number;
	struct span span;
	bool after_blank;
};

struct lexer {
	const char *text;
	size_t length, at;
	int line, column;     // of the letter at `at`
	struct arena *arena;
	struct token token;   // the one read last
};

void lexer_start(struct lexer *lexer, const char *text, size_t length, int line, int column,
                 struct arena *arena);

// Reads the next token into lexer->token; false and *error for a letter or number that is none.
bool lexer_next(struct lexer *lexer, struct error *error);

#endif
