// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/dialect_read.h"
#include "file/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/evaluate.h"
#include "lang/parser.h"

// A line, read from left to right.
struct line {
	struct dialect *dialect;
	const char *text, *at, *end;
	int number;
	struct error *error;
};

static bool fail(const struct line *line, const char *advice, const char *cause)
{
	int const column = utf8_count(line->text, (size_t)(line->at - line->text)) + 1;
	return error_set(line->error, (struct span){ line->number, column, 1 }, advice, "%s", cause);
}

static void skip_blanks(struct line *line)
{
	while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
		line->at++;
}

static bool accept(struct line *line, char c)
{
	skip_blanks(line);
	if (line->at == line->end || *line->at != c)
		return false;
	line->at++;
	return true;
}

static const struct dialect_array *array_named(const struct dialect *dialect, const char *name,
                                               size_t length)
{
	const struct dialect_array *array = dialect->array;
	while (array && (strlen(array->name) != length || strncmp(array->name, name, length)))
		array = array->next;
	return array;
}

// Letters, digits, _ and the dots of a state_dict; empty: none stands here.
static const char *take_name(struct line *line)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.";
	skip_blanks(line);
	size_t const length = strspn(line->at, letters);
	const char *name = arena_copy_bytes(&line->dialect->arena, line->at, length);
	line->at += length;
	return name;
}

// The expression up to one of these letters, or "..".
static struct tree *take_expression(struct line *line, const char *ends)
{
	struct tree *tree = NULL;
	int depth = 0;
	skip_blanks(line);
	const char *const begin = line->at;
	for (; line->at < line->end; line->at++) {
		bool const is_range = line->at[0] == '.' && line->at[1] == '.';
		if (!depth && (strchr(ends, *line->at) || is_range))
			break;
		depth += (*line->at == '(') - (*line->at == ')');
	}
	int const column = utf8_count(line->text, (size_t)(begin - line->text)) + 1;
	parse_expression(begin, (size_t)(line->at - begin), line->number, column, NULL,
	                 &line->dialect->arena, &tree, line->error);
	return tree;
}

static struct dialect_array *add_array(struct dialect *dialect, struct dialect_array array)
{
	struct dialect_array **last = &dialect->array;
	while (*last)
		last = &(*last)->next;
	array.number = dialect->arrays++;
	*last = arena_get(&dialect->arena, sizeof array);
	**last = array;
	return *last;
}

// NAME {"|" NAME} "[" side {"," side} "]"
static bool read_array(struct line *line, bool is_needed)
{
	struct dialect *dialect = line->dialect;
	struct dialect_array array = { .name = take_name(line), .is_needed = is_needed };
	int others = 0;
	while (accept(line, '|')) {
		if (others == DIALECT_NAMES - 1)
			return fail(line, NULL, _("an array has too many names here"));
		array.also[others++] = take_name(line);
	}
	if (!*array.name || !accept(line, '['))
		return fail(line, "array Wxh[H,C] bh[H]", _("an array and its sides are expected here"));
	do {
		if (array.dims == DIALECT_SIDES)
			return fail(line, NULL, _("an array has one or two sides"));
		array.side[array.dims] = take_expression(line, ",]");
		if (!array.side[array.dims++])
			return false;
	} while (accept(line, ','));
	if (!accept(line, ']'))
		return fail(line, "array Wxh[H,C]", _("a ] is missing here"));
	if (array_named(dialect, array.name, strlen(array.name)))
		return fail(line, NULL, _("this array is there twice"));
	add_array(dialect, array);
	return true;
}

static bool read_arrays(struct line *line, bool is_needed)
{
	do
		if (!read_array(line, is_needed))
			return false;
	while (skip_blanks(line), line->at < line->end);
	return true;
}

// ":" | expr ".." expr
static bool read_range(struct line *line, struct dialect_term *term, int side)
{
	if (accept(line, ':'))
		return true;
	term->from[side] = take_expression(line, ",]");
	if (!term->from[side])
		return false;
	if (strncmp(line->at, "..", 2))
		return fail(line, "Wf[:, 0..H-1]", _("a range is : or FIRST..LAST"));
	line->at += 2;
	term->to[side] = take_expression(line, ",]");
	return term->to[side] != NULL;
}

// [NUMBER "*"] NAME ["[" range {"," range} "]"] ["'"]
static struct dialect_term *read_term(struct line *line)
{
	struct dialect_term *term = arena_get(&line->dialect->arena, sizeof *term);
	char *end;
	skip_blanks(line);
	term->factor = strtod(line->at, &end);
	if (end == line->at) {
		term->factor = 1;
	} else {
		line->at = end;
		if (!accept(line, '*'))
			return fail(line, "-1*b", _("a * is expected after a factor")), NULL;
	}
	skip_blanks(line);
	term->at = (size_t)(line->at - line->text);
	const char *const name = take_name(line);
	term->array = array_named(line->dialect, name, strlen(name));
	if (!term->array) {
		line->at -= strlen(name);
		fail(line, _("a line array or maybe above says what there is"),
		     _("no array of this name is declared"));
		return NULL;
	}
	int sides = 0;
	if (accept(line, '[')) {
		do {
			if (sides == term->array->dims)
				return fail(line, NULL, _("the array does not have that many sides")), NULL;
			if (!read_range(line, term, sides++))
				return NULL;
		} while (accept(line, ','));
		if (!accept(line, ']'))
			return fail(line, NULL, _("a ] is missing here")), NULL;
		if (sides < term->array->dims)
			return fail(line, "W[:, 0..H-1]", _("each side has its range")), NULL;
	}
	term->is_transposed = accept(line, '\'');
	return term;
}

// ["given"] NAME ["[-1]"] "=" term {"+" term}; of x and y: "=" NAME, whose sides nobody need declare.
static bool read_equation(struct line *line, bool is_given)
{
	struct dialect *dialect = line->dialect;
	struct dialect_equation equation = { .text = line->at };
	skip_blanks(line);
	const char *const begin = line->at;
	if (!*take_name(line))
		return fail(line, "Wf = Wf[:, 0..H-1]", _("an equation begins with a parameter"));
	size_t length = (size_t)(line->at - begin);
	if (accept(line, '[')) {
		if (!accept(line, '-') || !accept(line, '1') || !accept(line, ']'))
			return fail(line, "s[-1] = h0", _("a state is given at -1"));
		length = (size_t)(line->at - begin);
	}
	equation.target = arena_copy_bytes(&dialect->arena, begin, length);
	equation.text = arena_copy_bytes(&dialect->arena, begin, (size_t)(line->end - begin));
	if (!accept(line, '='))
		return fail(line, "Wf = Wf[:, 0..H-1]", _("a = is missing here"));
	if (is_given || !strcmp(equation.target, "x") || !strcmp(equation.target, "y")) {
		skip_blanks(line);
		size_t const name_at = (size_t)(line->at - begin);
		struct dialect_array const words = { .name = take_name(line), .is_needed = is_given, .is_words = true };
		equation.term = arena_get(&dialect->arena, sizeof *equation.term);
		*equation.term = (struct dialect_term){ .array = add_array(dialect, words), .at = name_at, .factor = 1 };
	} else {
		struct dialect_term **term = &equation.term;
		do {
			*term = read_term(line);
			if (!*term)
				return false;
			(*term)->at -= (size_t)(begin - line->text);
			term = &(*term)->next;
		} while (accept(line, '+'));
	}
	skip_blanks(line);
	if (line->at < line->end)
		return fail(line, NULL, _("nothing may follow the equation"));
	struct dialect_equation **last = &dialect->equation;
	while (*last)
		last = &(*last)->next;
	*last = arena_get(&dialect->arena, sizeof equation);
	**last = equation;
	return true;
}

static bool accept_word(struct line *line, const char *word)
{
	size_t const length = strlen(word);
	if (strncmp(line->at, word, length) || (line->at[length] != ' ' && line->at[length] != '\t'))
		return false;
	line->at += length;
	return true;
}

// "never" NAME {NAME}
static bool read_never(struct line *line)
{
	for (skip_blanks(line); line->at < line->end; skip_blanks(line)) {
		struct dialect_array *never = arena_get(&line->dialect->arena, sizeof *never);
		*never = (struct dialect_array){ .name = take_name(line), .next = line->dialect->never };
		if (!*never->name)
			return fail(line, "never weight_ih_l0_reverse", _("the name of an array is missing here"));
		line->dialect->never = never;
	}
	return true;
}

// "size" NAME: what a side may be besides H and C
static bool read_size(struct line *line)
{
	struct dialect *dialect = line->dialect;
	const char *const name = take_name(line);
	if (!*name || dialect->sizes == DIALECT_SIZES)
		return fail(line, "size D", _("the name of a size is missing here, or is one too many"));
	dialect->size[dialect->sizes++] = name;
	return true;
}

// "cell" NAME, up to the end of the line
static bool read_cell(struct line *line)
{
	skip_blanks(line);
	line->dialect->cell = arena_copy_bytes(&line->dialect->arena, line->at, (size_t)(line->end - line->at));
	return line->at < line->end || fail(line, "cell lstm", _("the name of a cell is missing here"));
}

static bool read_line(struct line *line)
{
	skip_blanks(line);
	if (line->at == line->end)
		return true;
	if (accept_word(line, "array"))
		return read_arrays(line, true);
	if (accept_word(line, "maybe"))
		return read_arrays(line, false);
	if (accept_word(line, "scale"))
		return (line->dialect->scale = take_expression(line, "")) != NULL;
	if (accept_word(line, "cell"))
		return read_cell(line);
	if (accept_word(line, "never"))
		return read_never(line);
	if (accept_word(line, "size"))
		return read_size(line);
	if (accept_word(line, "layout")) {
		skip_blanks(line);
		line->dialect->layout = take_name(line);
		return layout_is_one(line->dialect->layout) ||
		       fail(line, "layout CNT", _("a layout is N, T and C in the order of the sides"));
	}
	if (accept_word(line, "given"))
		return read_equation(line, true);
	return read_equation(line, false);
}

struct dialect *dialect_parse(const char *name, const char *source, const char *text, size_t length,
                              struct error *error)
{
	struct arena arena = { 0 };
	struct dialect *dialect = arena_get(&arena, sizeof *dialect);
	*dialect = (struct dialect){ .title = "", .cell = "tanh", .size = { "H", "C" }, .sizes = 2, .arena = arena };
	dialect->name = arena_copy_bytes(&dialect->arena, name, strlen(name));
	struct line line = { .dialect = dialect, .number = 1, .error = error };
	// Ends with NUL, so that a look ahead is safe.
	const char *at = arena_copy_bytes(&dialect->arena, text, length), *const end = at + strlen(at);
	bool is_good = strlen(at) == length;
	if (!is_good)
		error_set(error, (struct span){ 1, 1, 1 }, NULL, _("a NUL byte: this is not text"));
	for (; is_good && at < end; line.number++) {
		size_t const whole = strcspn(at, "\n"), code = strcspn(at, "#\n");
		if (!*dialect->title && at[0] == '#')
			dialect->title = arena_copy_bytes(&dialect->arena, at + 1 + (at[1] == ' '),
			                                  whole - 1 - (at[1] == ' '));
		size_t last = code;
		while (last && strchr(" \t\r", at[last - 1]))
			last--;
		line.text = line.at = at;
		line.end = at + last;
		is_good = read_line(&line);
		at += whole + (at[whole] == '\n');
	}
	if (is_good)
		return dialect;
	error_locate(error, source, text, length, 1);
	dialect_free(dialect);
	return NULL;
}

void dialect_free(struct dialect *dialect)
{
	if (!dialect)
		return;
	struct arena arena = dialect->arena;
	arena_free(&arena);
}

// ---- values

struct sizes {
	const struct dialect *dialect;
	const int *length;
	int T;
};

static bool size_value(void *context, const struct tree *name, const struct indices *indices,
                       struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct sizes *sizes = context;
	const struct dialect *dialect = sizes->dialect;
	int i = 0;
	(void)indices;
	*used = 0;
	while (i < dialect->sizes && strcmp(name->name, dialect->size[i]))
		i++;
	if (i == dialect->sizes && strcmp(name->name, "T"))
		return error_set(error, name->span, "size D", _("sizes are H and C, and what is declared, not %s"),
		                 name->name);
	*out = array_scalar(arena, i < dialect->sizes ? sizes->length[i] : sizes->T);
	return true;
}

bool dialect_value(const struct dialect *dialect, const struct tree *tree, const int *length, int T, double *value,
                   struct error *error)
{
	struct sizes sizes = { dialect, length, T };
	struct scope const scope = { .context = &sizes, .name = size_value };
	struct arena arena = { 0 };
	struct array out;
	bool const is_good = evaluate(tree, &scope, &arena, &out, error);
	*value = is_good && array_size(out) == 1 ? out.at[0] : 0;
	arena_free(&arena);
	return is_good;
}
