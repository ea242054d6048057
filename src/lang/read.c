// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a cell's lines:
//   cell = { "size" NAME "=" NUMBER | ("input"|"param"|"bias"|"state") {NAME "[" dim {"," dim} "]"} | "loss" NAME
//          | "delta" NAME {NAME} | "forget" NAME {NAME} | NAME "[" "t" "]" "=" expr
//          | a line of the backward pass (amend.h) }
// one declaration or equation a line, # begins a comment.
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lang/lexer.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/reader.h"

bool reader_fail(struct reader *reader, struct span span, const char *advice, const char *cause,
                 const char *name)
{
	error_set(reader->error, span, advice, cause, name);
	return false;
}

static const char line_forms[] =
	N_("a line is a declaration (size, input, param, bias, forget, state, loss, delta) or s[t] = …");

// Another token than the one at hand is wanted.
static bool fail_token(struct reader *reader, const struct token *token, const char *advice,
                       const char *wanted)
{
	if (token->kind == TOKEN_END)
		return error_set(reader->error, token->span, advice, _("%s is missing here"), wanted);
	return error_set(reader->error, token->span, advice, _("%s is expected, not '%s'"), wanted,
	                 token->typed);
}

// Names that mean something everywhere.
static bool is_reserved(const char *name)
{
	static const char *const words[] = { "inf", "nan", "delta", CELL_WHOLE_STATE, "let",
		                             "for", "and", "or",    "not" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(name, words[i]))
			return true;
	return cell_is_number(name) || operator_find_function(name);
}

static bool add_quantity(struct reader *reader, struct quantity quantity)
{
	struct cell *cell = reader->cell;
	if (is_reserved(quantity.name))
		return reader_fail(reader, quantity.span, _("choose another name"),
		            _("%s has a meaning of its own and cannot be a name in a cell"), quantity.name);
	if (cell_find(cell, quantity.name) >= 0 || reader_find_size(reader, quantity.name) >= 0)
		return reader_fail(reader, quantity.span, _("give one of the two another name"),
		            _("%s is defined twice"), quantity.name);
	for (int i = 0; i < cell->quantities; i++) {
		const char *other = cell->quantity[i].name;
		if ((*other == 'd' && !strcmp(other + 1, quantity.name)) ||
		    (*quantity.name == 'd' && !strcmp(quantity.name + 1, other)))
			return reader_fail(reader, quantity.span, _("choose a name that does not begin with d"),
			            _("%s would be confused with a gradient"), quantity.name);
	}
	if (cell->quantities == CELL_QUANTITIES)
		return reader_fail(reader, quantity.span, _("a cell has 256 names and parts at most"),
		            _("too many names in a cell, at %s"),
		            quantity.name);
	cell->quantity[cell->quantities++] = quantity;
	return true;
}

static bool is_symbol(const struct lexer *lexer, const char *spelling)
{
	return lexer->token.kind == TOKEN_SYMBOL && !strcmp(lexer->token.spelling, spelling);
}

// part = [NUMBER "*"] ("H" | "C" | NAME | NUMBER); *side gets it
static bool read_part(struct reader *reader, struct lexer *lexer, int *side)
{
	const struct token *token = &lexer->token;
	int times = 1;
	bool scales = false;
	do {
		if (scales && !lexer_next(lexer, reader->error))
			return false;
		scales = false;
		if (token->kind == TOKEN_NUMBER && token->number >= 1 && token->number <= 4096 &&
		    floor(token->number) >= token->number)
			*side = (int)token->number;
		else if (token->kind == TOKEN_NAME && !strcmp(token->spelling, "H"))
			*side = SIDE_H;
		else if (token->kind == TOKEN_NAME && !strcmp(token->spelling, "C"))
			*side = SIDE_C;
		else if (token->kind == TOKEN_NAME && reader_find_size(reader, token->spelling) >= 0)
			*side = reader_find_size(reader, token->spelling);
		else
			return fail_token(reader, token,
			                  _("H is the hidden size, C the number of words, size D = 4 names another: param "
			                    "W[4*H, H+D]"),
			                  _("H, C, a size or a number from 1 to 4096"));
		if (!shape_side_scale(*side, times, side))
			return reader_fail(reader, token->span, NULL, _("this side is too large%s"), "");
		struct lexer ahead = *lexer;
		if (*side > 0 && lexer_next(&ahead, reader->error) && is_symbol(&ahead, "*")) {
			times = *side;
			*lexer = ahead;
			scales = true;
		}
	} while (scales);
	return lexer_next(lexer, reader->error);
}

// dim = part {("+"|"-") part}, up to what follows; *size: the size of the cell's own that it is, or NULL
static bool read_side(struct reader *reader, struct lexer *lexer, int *side, const char **size)
{
	int more, sign = 1;
	if (!lexer_next(lexer, reader->error))
		return false;
	struct span const span = lexer->token.span;
	struct lexer ahead = *lexer;
	if (ahead.token.kind == TOKEN_NAME && reader_find_size(reader, ahead.token.spelling) >= 0 &&
	    lexer_next(&ahead, reader->error) && (is_symbol(&ahead, ",") || is_symbol(&ahead, "]")))
		*size = lexer->token.spelling;
	if (!read_part(reader, lexer, side))
		return false;
	while (is_symbol(lexer, "+") || is_symbol(lexer, "-")) {
		sign = is_symbol(lexer, "+") ? 1 : -1;
		if (!lexer_next(lexer, reader->error) || !read_part(reader, lexer, &more))
			return false;
		if (!shape_side_add(*side, more, sign, side))
			return reader_fail(reader, span, NULL, _("a side cannot be that%s"), "");
	}
	return shape_side_reaches(*side, 1) ||
	       reader_fail(reader, span, _("a side is 1 at least, whatever H and C are"),
	                   _("a side cannot be that%s"), "");
}

int reader_find_size(const struct reader *reader, const char *name)
{
	for (int i = 0; i < reader->sizes; i++)
		if (!strcmp(reader->size_name[i], name))
			return reader->size[i];
	return -1;
}

// "size" NAME "=" NUMBER
static bool read_size(struct reader *reader, struct lexer *lexer)
{
	if (!lexer_next(lexer, reader->error))
		return false;
	struct token const name = lexer->token;
	if (name.kind != TOKEN_NAME)
		return fail_token(reader, &name, _("write for example: size D = 4"), _("a name"));
	if (is_reserved(name.spelling) || reader_find_size(reader, name.spelling) >= 0 ||
	    cell_find(reader->cell, name.spelling) >= 0 || reader->sizes == READER_SIZES)
		return reader_fail(reader, name.span, _("choose another name"),
		                   _("%s has a meaning already and cannot name a size"), name.spelling);
	if (!lexer_next(lexer, reader->error))
		return false;
	if (!is_symbol(lexer, "="))
		return fail_token(reader, &lexer->token, _("write for example: size D = 4"), "'='");
	if (!lexer_next(lexer, reader->error))
		return false;
	const struct token *number = &lexer->token;
	if (number->kind != TOKEN_NUMBER || !(number->number >= 1 && number->number <= 4096) ||
	    number->number > floor(number->number))
		return fail_token(reader, number, _("write for example: size D = 4"),
		                  _("a number from 1 to 4096"));
	reader->size_name[reader->sizes] = name.spelling;
	reader->size[reader->sizes++] = (int)number->number;
	if (!lexer_next(lexer, reader->error))
		return false;
	return lexer->token.kind == TOKEN_END ||
	       fail_token(reader, &lexer->token, _("write for example: size D = 4"), _("the end of the line"));
}

// x and y have their own numbers, others those that follow.
static bool number_input(struct reader *reader, struct quantity *quantity)
{
	int others = 0;
	for (int q = 0; q < reader->cell->quantities; q++)
		others += reader->cell->quantity[q].kind == QUANTITY_INPUT && reader->cell->quantity[q].input > INPUT_Y;
	quantity->input = !strcmp(quantity->name, "x") ? INPUT_X :
	                  !strcmp(quantity->name, "y") ? INPUT_Y :
	                                                 INPUT_Y + 1 + others;
	if (!shape_is_vector(quantity->shape))
		return reader_fail(reader, quantity->span, _("write: input x[C] y[C]"),
		                   _("%s cannot be an input: at each step a vector is given"), quantity->name);
	return quantity->input < INPUTS_MOST ||
	       reader_fail(reader, quantity->span, _("join vectors that are given together"),
	                   _("%s is one input too many: there may be x, y and four others"), quantity->name);
}

// {NAME "[" dim {"," dim} "]"}
static bool read_declarations(struct reader *reader, struct lexer *lexer, struct quantity model)
{
	if (!lexer_next(lexer, reader->error))
		return false;
	while (lexer->token.kind != TOKEN_END) {
		struct quantity quantity = model;
		quantity.name = lexer->token.spelling;
		quantity.span = lexer->token.span;
		quantity.shape = shape_of(1, 1);
		quantity.equation = -1;
		if (lexer->token.kind != TOKEN_NAME)
			return fail_token(reader, &lexer->token, _("write for example: param W[H,H]"),
			                  _("a name"));
		if (!lexer_next(lexer, reader->error))
			return false;
		if (!is_symbol(lexer, "["))
			return reader_fail(reader, quantity.span, _("write for example: param W[H,H]"),
			            _("%s needs a shape in brackets"), quantity.name);
		if (!read_side(reader, lexer, &quantity.shape.rows, &quantity.size[0]) ||
		    (is_symbol(lexer, ",") && !read_side(reader, lexer, &quantity.shape.cols, &quantity.size[1])))
			return false;
		if (!is_symbol(lexer, "]"))
			return fail_token(reader, &lexer->token, _("write for example: param W[H,H]"), "']'");
		if (quantity.kind == QUANTITY_INPUT && !number_input(reader, &quantity))
			return false;
		if (!add_quantity(reader, quantity))
			return false;
		reader->missing[reader->cell->quantities - 1] = quantity.is_bias && !reader->biases;
		reader->cell->has_biases |= quantity.is_bias;
		if (!lexer_next(lexer, reader->error))
			return false;
	}
	return true;
}

static bool read_names(struct reader *reader, struct lexer *lexer, const char **names,
                       struct span *spans, int most)
{
	int count = 0;
	if (!lexer_next(lexer, reader->error))
		return false;
	if (lexer->token.kind != TOKEN_NAME)
		return fail_token(reader, &lexer->token, _("write: loss E, or delta z"), _("a name"));
	for (; lexer->token.kind != TOKEN_END; count++) {
		if (lexer->token.kind != TOKEN_NAME || count == most)
			return reader_fail(reader, lexer->token.span,
			            _("write: loss E, or delta ai af ao ag"),
			            _("'%s' is not expected here"), lexer->token.typed);
		names[count] = lexer->token.spelling;
		spans[count] = lexer->token.span;
		if (!lexer_next(lexer, reader->error))
			return false;
	}
	return true;
}

// The biases of forget gates, declared above.
static bool read_forgets(struct reader *reader, struct lexer *lexer)
{
	const char *name[CELL_DELTAS] = { NULL };
	struct span span[CELL_DELTAS];
	if (!read_names(reader, lexer, name, span, CELL_DELTAS))
		return false;
	for (int i = 0; i < CELL_DELTAS && name[i]; i++) {
		int const q = cell_find(reader->cell, name[i]);
		if (q < 0 || !reader->cell->quantity[q].is_bias)
			return reader_fail(reader, span[i], _("write for example: bias bf[H], then forget bf"),
			            _("%s is not a bias that is declared above"), name[i]);
		reader->cell->quantity[q].is_forget = true;
		reader->cell->has_forget = true;
	}
	return true;
}

// NAME "[" "t" "]" "=" expr
static bool read_equation(struct reader *reader)
{
	struct cell *cell = reader->cell;
	struct statement statement;
	if (!parse_statement(reader->line, reader->length, reader->number, 1, NULL, &cell->arena,
	                     &statement, reader->error))
		return false;
	struct tree *left = statement.target;
	if (!left || statement.is_let || statement.adds)
		return reader_fail(reader, (struct span){ reader->number, 1, 1 },
		            _(line_forms),
		            _("this line is not an equation of a cell%s"), "");
	if (left->subscripts != 1 || left->subscript[0].count != 1 ||
	    left->subscript[0].at[0]->kind != TREE_NAME ||
	    strcmp(left->subscript[0].at[0]->name, "t"))
		return reader_fail(reader, left->span, _("write s[t] = …"),
		            _("the left side of an equation is a name at time t: %s[t]"), left->name);
	int quantity = cell_find(cell, left->name);
	if (quantity < 0) {
		struct quantity const computed = { .name = left->name, .kind = QUANTITY_COMPUTED,
			                           .equation = -1, .span = left->span };
		if (!add_quantity(reader, computed))
			return false;
		quantity = cell->quantities - 1;
	} else if (cell->quantity[quantity].kind != QUANTITY_COMPUTED) {
		return reader_fail(reader, left->span, _("give what is computed another name"),
		            _("%s is declared as an input or a parameter"), left->name);
	} else if (cell->quantity[quantity].equation >= 0) {
		return reader_fail(reader, left->span, _("give one of the two another name"),
		            _("%s has two equations"), left->name);
	}
	cell->quantity[quantity].equation = cell->forward.count;
	cell->forward.equation[cell->forward.count++] = (struct equation){
		.quantity = quantity, .time = TIME_T, .part = PART_FORWARD,
		.right = statement.value, .span = left->span,
	};
	return true;
}

// A line of the backward pass waits until there is one.
static bool keep_amendment(struct reader *reader)
{
	reader->amendment = memory_resize(reader->amendment, (size_t)reader->amendments + 1,
	                                  sizeof *reader->amendment);
	reader->amendment[reader->amendments++] =
		(struct amendment){ reader->line, reader->length, reader->number, 1 };
	return true;
}

static const struct {
	const char *word;
	struct quantity model;
} declarations[] = {
	{ "input", { .kind = QUANTITY_INPUT } },
	{ "param", { .kind = QUANTITY_PARAMETER } },
	{ "bias", { .kind = QUANTITY_PARAMETER, .is_bias = true } },
	{ "state", { .kind = QUANTITY_COMPUTED, .is_state = true } },
};

static bool read_line(struct reader *reader)
{
	const char *comment = memchr(reader->line, '#', reader->length);
	if (comment)
		reader->length = (size_t)(comment - reader->line);
	struct lexer lexer;
	lexer_start(&lexer, reader->line, reader->length, reader->number, 1, &reader->cell->arena);
	if (!lexer_next(&lexer, reader->error))
		return false;
	if (lexer.token.kind == TOKEN_END)
		return true;
	for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++)
		if (!strcmp(lexer.token.spelling, declarations[i].word))
			return read_declarations(reader, &lexer, declarations[i].model);
	if (amend_is_line(reader->cell, reader->line, reader->length))
		return keep_amendment(reader);
	if (!strcmp(lexer.token.spelling, "size"))
		return read_size(reader, &lexer);
	if (!strcmp(lexer.token.spelling, "loss"))
		return read_names(reader, &lexer, &reader->loss, &reader->loss_span, 1);
	if (!strcmp(lexer.token.spelling, "delta"))
		return read_names(reader, &lexer, reader->delta, reader->delta_span, CELL_DELTAS);
	if (!strcmp(lexer.token.spelling, "forget"))
		return read_forgets(reader, &lexer);
	// Two words in a row: a declaration that there is not.
	struct token const first = lexer.token;
	if (first.kind == TOKEN_NAME && strcmp(first.spelling, "let") &&
	    lexer_next(&lexer, reader->error) &&
	    (lexer.token.kind == TOKEN_NAME || lexer.token.kind == TOKEN_NUMBER))
		return reader_fail(reader, first.span,
		            _(line_forms),
		            _("'%s' declares nothing"), first.typed);
	return read_equation(reader);
}

bool reader_read(struct reader *reader, const char *text, size_t length)
{
	const char *end = text + length;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		reader->line = text;
		reader->length = (size_t)((newline ? newline : end) - text);
		reader->number++;
		if (reader->cell->forward.count == CELL_QUANTITIES)
			return reader_fail(reader, (struct span){ reader->number, 1, 1 },
			            _("a cell has 256 names and parts at most"),
			            _("too many equations in a cell%s"), "");
		if (!read_line(reader))
			return false;
		text = newline ? newline + 1 : end;
	}
	return true;
}
