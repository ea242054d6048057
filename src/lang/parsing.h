// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the parser share: expressions (expression.c), names (reference.c), whole lines (statement.c), mistakes.  A
// production returns NULL and fills the parser's error when it cannot go on.
#ifndef LANG_PARSING_H
#define LANG_PARSING_H

#include "lang/lexer.h"
#include "lang/operator.h"
#include "lang/parser.h"

struct parser {
	struct lexer lexer;
	const struct parse_names *names;
	struct arena *arena;
	struct error *error;
	int depth;
	bool in_row; // of a matrix, outside of any parentheses: a blank may part two elements
};

struct trees {
	struct tree **at;
	int count, room;
};

bool parsing_start(struct parser *parser, const char *text, size_t length, int line, int column);
const struct token *parsing_token(const struct parser *parser);
bool parsing_advance(struct parser *parser);
bool parsing_at(const struct parser *parser, const char *symbol);
bool parsing_at_word(const struct parser *parser, const char *name);

// Mistakes (mistakes.c).  Always NULL or false, so that a production can return them.  The token at hand is
// no value; does not close what was opened at `open`; takes other operands; follows a whole expression.
void *parsing_fail(struct parser *parser, struct span span, const char *advice, const char *cause);
void *parsing_fail_expected(struct parser *parser, const char *what, const char *advice);
void *parsing_fail_value(struct parser *parser);
void *parsing_fail_open(struct parser *parser, const char *close, struct span open);
void *parsing_fail_operands(struct parser *parser, const struct operation *op, struct span span,
                            int count);
void *parsing_fail_function(struct parser *parser, const struct token *name);
void *parsing_fail_bare_function(struct parser *parser, const struct token *name);
void *parsing_fail_power(struct parser *parser);
bool parsing_fail_rest(struct parser *parser);

struct tree *parsing_placed(struct tree *tree, struct span span);
struct span parsing_joined(struct span first, struct span last); // from the one to the other

struct tree *parsing_expression(struct parser *parser);
struct tree *parsing_unary(struct parser *parser);
// NAME {index} | FUNC "(" … ")" | deriv (reference.c); SCRIPT.
struct tree *parsing_named(struct parser *parser);
bool parsing_script(struct parser *parser, struct trees *list);

// Trees in a row, in the arena; expr {"," expr} up to, not including, a closing symbol; the same between brackets of
// its own, where a blank parts elements (in_row) or does not.
bool parsing_list_add(struct parser *parser, struct trees *list, struct tree *tree);
bool parsing_list(struct parser *parser, struct trees *list);
bool parsing_enclosed(struct parser *parser, bool in_row, struct trees *list);
bool parsing_at_element(const struct parser *parser); // the token at hand begins another element of a row

// cond = conj {"or" conj};  conj = cmp {"and" cmp}
// cmp = ["not"] ("(" cond ")" | expr ("<"|"<="|">"|">="|"=="|"!=") expr)
struct tree *parsing_condition(struct parser *parser);

// Left-associative operators of one level, and the operator at hand (NULL: none).
struct tree *parsing_chain(struct parser *parser, int bind,
                           struct tree *(*part)(struct parser *parser));
const struct operation *parsing_infix(const struct parser *parser);

#endif
