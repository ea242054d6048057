// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a cell:
//   cell = { ("input"|"param"|"bias"|"state") {NAME "[" dim {"," dim} "]"} | "loss" NAME
//          | "delta" NAME {NAME} | NAME "[" "t" "]" "=" expr }
// one declaration or equation a line, # begins a comment.  Then names are bound, shapes inferred,
// and the differentiator is asked for the backward programs.
#include "lang/cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"
#include "lang/build.h"
#include "lang/differentiate.h"
#include "lang/lexer.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/print.h"

// ---- small things about cells

int cell_find(const struct cell *cell, const char *name)
{
	for (int i = 0; i < cell->quantities; i++)
		if (!strcmp(cell->quantity[i].name, name))
			return i;
	return -1;
}

struct tree *cell_name(struct cell *cell, int quantity, bool gradient, enum base_time time,
                       int offset)
{
	struct tree *name = tree_name(&cell->arena, cell->quantity[quantity].name);
	bool const timeless = cell->quantity[quantity].kind == QUANTITY_PARAMETER;
	name->quantity = quantity;
	name->gradient = gradient;
	name->time = timeless ? TIME_NONE : time;
	name->offset = timeless ? 0 : offset;
	return name;
}

bool cell_shape(const struct cell *cell, const struct tree *tree, struct shape *shape,
                struct error *error)
{
	struct shape in[2];
	switch (tree->kind) {
	case TREE_NUMBER:
		*shape = shape_of(1, 1);
		return true;
	case TREE_NAME:
		*shape = cell->quantity[tree->quantity].shape;
		return true;
	case TREE_MATRIX:
		*shape = shape_of(tree->rows, tree->count / tree->rows);
		return true;
	case TREE_DERIVATIVE:
		return error_set(error, tree->span, NULL,
		                 _("a cell's equations hold no derivatives: they are made from them"));
	case TREE_CALL:
		break;
	}
	for (int i = 0; i < tree->count; i++)
		if (!cell_shape(cell, tree->part[i], &in[i], error))
			return false;
	if (tree->op->shape(tree->op, in, tree->count, shape, error))
		return true;
	struct print_style const ascii = { 0 };
	struct text words = { 0 };
	for (int i = 0; i < tree->count; i++) {
		print_tree(tree->part[i], &ascii, &words);
		text_add(&words, _(" is "));
		shape_write(in[i], &words);
		text_add(&words, i + 1 < tree->count ? ", " : "; ");
	}
	struct error const why = *error;
	error_set(error, tree->span, why.advice[0] ? why.advice : NULL, "%s%s", text_get(&words),
	          why.cause);
	text_free(&words);
	return false;
}

struct cell *cell_hold(struct cell *cell)
{
	cell->references++;
	return cell;
}

void cell_drop(struct cell *cell)
{
	if (!cell || --cell->references)
		return;
	arena_free(&cell->arena);
	free(cell);
}

void equation_print_left(const struct cell *cell, const struct equation *equation,
                         const struct print_style *style, struct text *out)
{
	struct tree const left = { .kind = TREE_NAME, .name = cell->quantity[equation->quantity].name,
		                   .quantity = equation->quantity, .gradient = equation->gradient,
		                   .time = equation->time, .offset = equation->offset };
	print_tree(&left, style, out);
}

void equation_print(const struct cell *cell, const struct equation *equation,
                    const struct print_style *style, struct text *out)
{
	equation_print_left(cell, equation, style, out);
	text_add(out, equation->adds ? " += " : " = ");
	print_tree(equation->right, style, out);
}

// ---- reading lines

struct reader {
	struct cell *cell;
	bool biases;
	bool missing[CELL_QUANTITIES]; // declared biases that do not exist
	struct error *error;
	const char *line;
	size_t length;
	int number;
	const char *loss, *delta[16];
	struct span loss_span, delta_span[16];
};

static bool fail(struct reader *reader, struct span span, const char *advice, const char *cause,
                 const char *name)
{
	error_set(reader->error, span, advice, cause, name);
	return false;
}

// Names that mean something everywhere.
static bool is_reserved(const char *name)
{
	static const char *const words[] = { "t", "k", "T", "H", "C", "inf", "nan", "delta", "let",
		                             "for", "and", "or", "not" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(name, words[i]))
			return true;
	return operator_find_function(name) != NULL;
}

static bool add_quantity(struct reader *reader, struct quantity quantity)
{
	struct cell *cell = reader->cell;
	if (is_reserved(quantity.name))
		return fail(reader, quantity.span, NULL,
		            _("%s has a meaning of its own and cannot be a name in a cell"), quantity.name);
	if (cell_find(cell, quantity.name) >= 0)
		return fail(reader, quantity.span, NULL, _("%s is defined twice"), quantity.name);
	for (int i = 0; i < cell->quantities; i++) {
		const char *other = cell->quantity[i].name;
		if ((*other == 'd' && !strcmp(other + 1, quantity.name)) ||
		    (*quantity.name == 'd' && !strcmp(quantity.name + 1, other)))
			return fail(reader, quantity.span, _("choose a name that does not begin with d"),
			            _("%s would be confused with a gradient"), quantity.name);
	}
	if (cell->quantities == CELL_QUANTITIES)
		return fail(reader, quantity.span, NULL, _("too many names in a cell, at %s"),
		            quantity.name);
	cell->quantity[cell->quantities++] = quantity;
	return true;
}

// dim = "H" | "C" | NUMBER
static bool read_side(struct reader *reader, struct lexer *lexer, int *side)
{
	if (!lexer_next(lexer, reader->error))
		return false;
	const struct token *token = &lexer->token;
	if (token->kind == TOKEN_NAME && !strcmp(token->spelling, "H"))
		*side = SIDE_H;
	else if (token->kind == TOKEN_NAME && !strcmp(token->spelling, "C"))
		*side = SIDE_C;
	else if (token->kind == TOKEN_NUMBER && token->number >= 1 && token->number <= 4096)
		*side = (int)token->number;
	else
		return fail(reader, token->span, _("H is the hidden size, C the number of words"),
		            _("a side is H, C or a number, not '%s'"), token->spelling);
	return true;
}

static bool is_symbol(const struct lexer *lexer, const char *spelling)
{
	return lexer->token.kind == TOKEN_SYMBOL && !strcmp(lexer->token.spelling, spelling);
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
			return fail(reader, lexer->token.span, _("write for example: param W[H,H]"),
			            _("a name is expected, not '%s'"), lexer->token.spelling);
		if (!lexer_next(lexer, reader->error))
			return false;
		if (!is_symbol(lexer, "["))
			return fail(reader, quantity.span, _("write for example: param W[H,H]"),
			            _("%s needs a shape in brackets"), quantity.name);
		if (!read_side(reader, lexer, &quantity.shape.rows) || !lexer_next(lexer, reader->error))
			return false;
		if (is_symbol(lexer, ",") && (!read_side(reader, lexer, &quantity.shape.cols) ||
		                              !lexer_next(lexer, reader->error)))
			return false;
		if (!is_symbol(lexer, "]"))
			return fail(reader, lexer->token.span, NULL, _("']' is expected, not '%s'"),
			            lexer->token.spelling);
		if (quantity.kind == QUANTITY_INPUT &&
		    ((strcmp(quantity.name, "x") && strcmp(quantity.name, "y")) ||
		     !shape_equal(quantity.shape, shape_of(SIDE_C, 1))))
			return fail(reader, quantity.span, _("write: input x[C] y[C]"),
			            _("%s cannot be an input: there are the word x[C] and the next one, y[C]"),
			            quantity.name);
		if (!add_quantity(reader, quantity))
			return false;
		reader->missing[reader->cell->quantities - 1] = quantity.is_bias && !reader->biases;
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
		return fail(reader, lexer->token.span, NULL, _("a name is missing here%s"), "");
	for (; lexer->token.kind != TOKEN_END; count++) {
		if (lexer->token.kind != TOKEN_NAME || count == most)
			return fail(reader, lexer->token.span, NULL, _("'%s' is not expected here"),
			            lexer->token.spelling);
		names[count] = lexer->token.spelling;
		spans[count] = lexer->token.span;
		if (!lexer_next(lexer, reader->error))
			return false;
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
		return fail(reader, (struct span){ reader->number, 1, 1 },
		            _("a line is a declaration (input, param, bias, state, loss, delta) or "
		              "s[t] = …"),
		            _("this line is no equation of a cell%s"), "");
	if (left->subscripts != 1 || left->subscript[0].count != 1 ||
	    left->subscript[0].at[0]->kind != TREE_NAME ||
	    strcmp(left->subscript[0].at[0]->name, "t"))
		return fail(reader, left->span, _("write s[t] = …"),
		            _("the left side of an equation is a name at time t: %s[t]"), left->name);
	int quantity = cell_find(cell, left->name);
	if (quantity < 0) {
		struct quantity const computed = { .name = left->name, .kind = QUANTITY_COMPUTED,
			                           .equation = -1, .span = left->span };
		if (!add_quantity(reader, computed))
			return false;
		quantity = cell->quantities - 1;
	} else if (cell->quantity[quantity].kind != QUANTITY_COMPUTED) {
		return fail(reader, left->span, NULL, _("%s is declared as an input or a parameter"),
		            left->name);
	} else if (cell->quantity[quantity].equation >= 0) {
		return fail(reader, left->span, NULL, _("%s has two equations"), left->name);
	}
	cell->quantity[quantity].equation = cell->forward.count;
	cell->forward.equation[cell->forward.count++] = (struct equation){
		.quantity = quantity, .time = TIME_T, .part = PART_FORWARD,
		.right = statement.value, .span = left->span,
	};
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
	if (!strcmp(lexer.token.spelling, "loss"))
		return read_names(reader, &lexer, &reader->loss, &reader->loss_span, 1);
	if (!strcmp(lexer.token.spelling, "delta"))
		return read_names(reader, &lexer, reader->delta, reader->delta_span, 16);
	return read_equation(reader);
}

static bool read_lines(struct reader *reader, const char *text, size_t length)
{
	const char *end = text + length;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		reader->line = text;
		reader->length = (size_t)((newline ? newline : end) - text);
		reader->number++;
		if (reader->cell->forward.count == CELL_QUANTITIES)
			return fail(reader, (struct span){ reader->number, 1, 1 }, NULL,
			            _("too many equations in a cell%s"), "");
		if (!read_line(reader))
			return false;
		text = newline ? newline + 1 : end;
	}
	return true;
}

// ---- binding names

// [t] or [t-1]: the offset, or 1 when the subscript is neither.
static int read_offset(const struct tree *name)
{
	if (name->subscripts != 1 || name->subscript[0].count != 1)
		return 1;
	const struct tree *at = name->subscript[0].at[0];
	if (at->kind == TREE_NAME && !strcmp(at->name, "t") && !at->subscripts)
		return 0;
	bool const back = tree_is_call(at, "-") && at->count == 2 &&
	                  at->part[0]->kind == TREE_NAME && !strcmp(at->part[0]->name, "t") &&
	                  tree_is_number(at->part[1], 1);
	return back ? -1 : 1;
}

static bool bind_name(struct reader *reader, struct tree *name, int equation)
{
	struct cell *cell = reader->cell;
	int const q = cell_find(cell, name->name);
	if (q < 0)
		return fail(reader, name->span, _("declare it: input, param, bias or state, or compute it "
		                                  "in an equation above"),
		            _("%s is not defined in this cell"), name->name);
	const struct quantity *quantity = &cell->quantity[q];
	int const offset = read_offset(name);
	if (quantity->kind == QUANTITY_PARAMETER) {
		if (name->subscripts)
			return fail(reader, name->span, NULL, _("%s is a parameter and has no time"),
			            name->name);
	} else if (offset > 0) {
		return fail(reader, name->span, _("write [t], or [t-1] of a state"),
		            _("%s needs a time"), name->name);
	} else if (offset < 0 && !quantity->is_state) {
		return fail(reader, name->span, _("declare it: state s[H]"),
		            _("only a state may look back; %s is none"), name->name);
	} else if (!offset && quantity->kind == QUANTITY_COMPUTED &&
	           (quantity->equation < 0 || quantity->equation >= equation)) {
		return fail(reader, name->span, _("equations run in the order of the text"),
		            _("%s is used before it is computed"), name->name);
	}
	name->quantity = q;
	name->time = quantity->kind == QUANTITY_PARAMETER ? TIME_NONE : TIME_T;
	name->offset = name->time == TIME_NONE ? 0 : offset;
	name->subscripts = 0;
	return true;
}

static bool bind_tree(struct reader *reader, struct tree *tree, int equation)
{
	if (tree->kind == TREE_NAME)
		return bind_name(reader, tree, equation);
	for (int i = 0; i < tree->count; i++)
		if (!bind_tree(reader, tree->part[i], equation))
			return false;
	return true;
}

// A bias that does not exist is 0: a + 0 and a - 0 are a.  NULL is the tree that became 0.
static struct tree *without_biases(struct reader *reader, struct tree *tree)
{
	if (tree->kind == TREE_NAME)
		return reader->missing[tree->quantity] ? NULL : tree;
	for (int i = 0; i < tree->count; i++) {
		struct tree *part = without_biases(reader, tree->part[i]);
		bool const is_term = tree_is_call(tree, "+") || (tree_is_call(tree, "-") && i == 1);
		if (!part && is_term && tree->count == 2)
			return without_biases(reader, tree->part[1 - i]);
		tree->part[i] = part ? part : tree_number(&reader->cell->arena, 0);
	}
	return tree;
}

static bool bind_equations(struct reader *reader)
{
	struct cell *cell = reader->cell;
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation *equation = &cell->forward.equation[i];
		struct quantity *quantity = &cell->quantity[equation->quantity];
		if (!bind_tree(reader, equation->right, i))
			return false;
		equation->right = without_biases(reader, equation->right);
		if (!equation->right)
			equation->right = tree_number(&cell->arena, 0);
		if (!cell_shape(cell, equation->right, &equation->shape, reader->error))
			return false;
		if (quantity->is_state && !shape_equal(quantity->shape, equation->shape))
			return fail(reader, equation->span, NULL,
			            _("the equation of the state %s has another shape than its declaration"),
			            quantity->name);
		quantity->shape = equation->shape;
	}
	return true;
}

// Takes the biases that do not exist out of the list of quantities.
static void drop_missing(struct reader *reader)
{
	struct cell *cell = reader->cell;
	int number[CELL_QUANTITIES], kept = 0;
	for (int i = 0; i < cell->quantities; i++) {
		number[i] = kept;
		if (!reader->missing[i])
			cell->quantity[kept++] = cell->quantity[i];
	}
	cell->quantities = kept;
	for (int i = 0; i < cell->forward.count; i++) {
		cell->forward.equation[i].quantity = number[cell->forward.equation[i].quantity];
		struct tree *stack[4 * PARSE_DEPTH];
		int depth = 0;
		stack[depth++] = cell->forward.equation[i].right;
		while (depth) {
			struct tree *tree = stack[--depth];
			if (tree->kind == TREE_NAME)
				tree->quantity = number[tree->quantity];
			for (int j = 0; j < tree->count && depth < 4 * PARSE_DEPTH; j++)
				stack[depth++] = tree->part[j];
		}
	}
}

// ---- what the engine runs instead, for stability

// E = xent(softmax(a), y) runs as logsumexp(a) - a·y, which neither overflows nor takes log 0 and
// differentiates to softmax(a) - y.  Valid because y, one-hot, sums to 1.
static struct tree *rewrite_xent(struct cell *cell, const struct tree *tree)
{
	if (!tree_is_call(tree, "xent") || tree->part[0]->kind != TREE_NAME ||
	    tree->part[1]->kind != TREE_NAME ||
	    cell->quantity[tree->part[1]->quantity].kind != QUANTITY_INPUT)
		return NULL;
	const struct quantity *p = &cell->quantity[tree->part[0]->quantity];
	if (p->equation < 0)
		return NULL;
	const struct tree *softmax = cell->forward.equation[p->equation].right;
	if (!tree_is_call(softmax, "softmax") || tree->part[0]->offset)
		return NULL;
	struct tree *logits = softmax->part[0];
	return tree_call2(&cell->arena, "-", build_call(&cell->arena, "logsumexp", logits),
	                  tree_call2(&cell->arena, "dot", logits, tree->part[1]));
}

static void rewrite_for_stability(struct cell *cell)
{
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation *equation = &cell->forward.equation[i];
		struct tree *stable = rewrite_xent(cell, equation->right);
		if (stable) {
			equation->stated = equation->right;
			equation->right = stable;
		}
	}
}

// ---- what depends on what

static bool mark_recurrent(struct cell *cell, const struct tree *tree)
{
	bool changed = false;
	if (tree->kind == TREE_NAME && !cell->quantity[tree->quantity].is_recurrent &&
	    cell->quantity[tree->quantity].kind == QUANTITY_COMPUTED) {
		cell->quantity[tree->quantity].is_recurrent = true;
		changed = true;
	}
	for (int i = 0; i < tree->count; i++)
		changed |= mark_recurrent(cell, tree->part[i]);
	return changed;
}

static void mark_all_recurrent(struct cell *cell)
{
	for (int i = 0; i < cell->quantities; i++)
		cell->quantity[i].is_recurrent = cell->quantity[i].is_state;
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		const struct equation *equation = &cell->forward.equation[i];
		if (cell->quantity[equation->quantity].is_recurrent)
			mark_recurrent(cell, equation->right);
	}
}

static void number_equations(struct cell *cell)
{
	for (int i = 0; i < cell->forward.count; i++)
		cell->quantity[cell->forward.equation[i].quantity].equation = i;
}

static bool resolve_loss(struct reader *reader)
{
	struct cell *cell = reader->cell;
	struct span const end = { reader->number ? reader->number : 1, 1, 1 };
	if (!reader->loss)
		return fail(reader, end, _("write: loss E"), _("the cell names no loss%s"), "");
	cell->loss = cell_find(cell, reader->loss);
	if (cell->loss < 0 || cell->quantity[cell->loss].kind != QUANTITY_COMPUTED ||
	    !shape_is_scalar(cell->quantity[cell->loss].shape))
		return fail(reader, reader->loss_span, _("a loss is a scalar that an equation computes"),
		            _("%s cannot be the loss"), reader->loss);
	if (cell->quantity[cell->loss].is_recurrent)
		return fail(reader, reader->loss_span, NULL, _("the loss %s may not feed a state"),
		            reader->loss);
	if (!reader->delta[0])
		return fail(reader, end, _("write: delta z"), _("the cell names no delta%s"), "");
	for (; cell->deltas < 16 && reader->delta[cell->deltas]; cell->deltas++) {
		const char *name = reader->delta[cell->deltas];
		int const q = cell_find(cell, name);
		if (q < 0 || !cell->quantity[q].is_recurrent || !shape_is_vector(cell->quantity[q].shape))
			return fail(reader, reader->delta_span[cell->deltas],
			            _("a delta is the gradient of a vector that the states depend on"),
			            _("%s cannot be a delta"), name);
		cell->delta[cell->deltas] = q;
	}
	return true;
}

static bool states_have_equations(struct reader *reader)
{
	const struct cell *cell = reader->cell;
	for (int i = 0; i < cell->quantities; i++)
		if (cell->quantity[i].is_state && cell->quantity[i].equation < 0)
			return fail(reader, cell->quantity[i].span, _("write s[t] = …"),
			            _("the state %s has no equation"), cell->quantity[i].name);
	return true;
}

static bool build(struct reader *reader, const char *text, size_t length)
{
	struct cell *cell = reader->cell;
	if (length > CELL_BYTES_MOST)
		return fail(reader, (struct span){ 1, 1, 1 }, NULL,
		            _("a cell of more than 64 KiB is too large%s"), "");
	if (!read_lines(reader, text, length) || !states_have_equations(reader) ||
	    !bind_equations(reader))
		return false;
	drop_missing(reader);
	differentiate_name_parts(cell);
	number_equations(cell);
	rewrite_for_stability(cell);
	mark_all_recurrent(cell);
	return resolve_loss(reader) && differentiate(cell, reader->error);
}

struct cell *cell_parse(const char *name, const char *source, const char *text, size_t length,
                        bool biases, struct error *error)
{
	struct cell *cell = memory_get(1, sizeof *cell);
	cell->references = 1;
	cell->name = arena_copy_bytes(&cell->arena, name, strlen(name));
	cell->source = arena_copy_bytes(&cell->arena, source, strlen(source));
	cell->text = arena_copy_bytes(&cell->arena, text, length);
	cell->quantity = arena_get(&cell->arena, CELL_QUANTITIES * sizeof *cell->quantity);
	cell->forward.equation = arena_get(&cell->arena, CELL_QUANTITIES * sizeof(struct equation));
	struct reader reader = { .cell = cell, .biases = biases, .error = error };
	if (build(&reader, text, length))
		return cell;
	error_locate(error, source, text, length, 1);
	cell_drop(cell);
	return NULL;
}
