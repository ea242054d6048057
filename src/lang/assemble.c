// SPDX-License-Identifier: GPL-3.0-or-later
// How a cell comes to be: its text is read, its names are bound, unstable forms are replaced, and the
// differentiator is asked for the backward programs.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lang/amend.h"
#include "lang/cell.h"
#include "lang/differentiate.h"
#include "lang/naming.h"
#include "lang/operator.h"
#include "lang/reader.h"

// ---- what the engine runs instead, for stability

static bool is_input(const struct cell *cell, const struct tree *tree)
{
	return tree->kind == TREE_NAME && cell->quantity[tree->quantity].kind == QUANTITY_INPUT;
}

// The call behind an operand: itself, or the right side of the equation that it names.
static const struct tree *call_behind(const struct cell *cell, const struct tree *tree)
{
	if (tree->kind != TREE_NAME || tree->offset || cell->quantity[tree->quantity].equation < 0)
		return tree;
	return cell->forward.equation[cell->quantity[tree->quantity].equation].right;
}

// The form that the operator's row asks for, NULL where the call is not of that kind.
static struct tree *stable_form(struct cell *cell, const struct tree *tree)
{
	if (tree->kind != TREE_CALL || !tree->op->stable)
		return NULL;
	const struct tree *inner = call_behind(cell, tree->part[0]);
	for (int i = 1; i < tree->count; i++)
		if (!is_input(cell, tree->part[i]))
			return NULL;
	return tree_is_call(inner, tree->op->unstable_of) ?
	               tree->op->stable(&cell->arena, inner->part, tree->part) :
	               NULL;
}

// The tree with such calls replaced wherever they stand; itself when there are none.
static struct tree *stabilised(struct cell *cell, struct tree *tree)
{
	struct tree *stable = stable_form(cell, tree);
	for (int i = 0; stable && i < tree->count; i++)
		if (tree->part[i]->kind == TREE_NAME)
			cell->quantity[tree->part[i]->quantity].is_rewritten = true;
	if (stable) {
		stable->span = tree->span;
		return stable;
	}
	if (tree->kind != TREE_CALL)
		return tree;
	struct tree *part[2];
	bool changed = false;
	for (int i = 0; i < tree->count; i++) {
		part[i] = stabilised(cell, tree->part[i]);
		changed |= part[i] != tree->part[i];
	}
	if (!changed)
		return tree;
	return tree_with_parts(&cell->arena, tree, part);
}

static void rewrite_for_stability(struct cell *cell)
{
	for (int i = 0; i < cell->forward.count; i++) {
		struct equation *equation = &cell->forward.equation[i];
		struct tree *stable = stabilised(cell, equation->right);
		if (stable != equation->right) {
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

// ---- reading

static void number_equations(struct cell *cell)
{
	for (int i = 0; i < cell->forward.count; i++)
		cell->quantity[cell->forward.equation[i].quantity].equation = i;
}

static bool build(struct reader *reader, const char *text, size_t length)
{
	struct cell *cell = reader->cell;
	if (length > CELL_BYTES_MOST)
		return reader_fail(reader, (struct span){ 1, 1, 1 }, _("is this a cell?"),
		            _("a cell of more than 64 KiB is too large%s"), "");
	if (!reader_read(reader, text, length) || !reader_bind(reader))
		return false;
	if (!naming_give(cell, reader->error))
		return false;
	number_equations(cell);
	rewrite_for_stability(cell);
	mark_all_recurrent(cell);
	return reader_resolve_loss(reader) && differentiate(cell, reader->error);
}

// Amends the backward pass by a line and keeps it.
static bool amend_by(struct cell *cell, const struct amendment *line, struct error *error)
{
	if (!amend(cell, line, error))
		return false;
	size_t const count = (size_t)cell->amendments;
	const char **kept = arena_get(&cell->arena, (count + 1) * sizeof *kept);
	if (count)
		memcpy(kept, cell->amendment, count * sizeof *kept);
	kept[count] = arena_copy_bytes(&cell->arena, line->line, line->length);
	cell->amendment = kept;
	cell->amendments++;
	return true;
}

static bool amend_all(struct reader *reader)
{
	for (int i = 0; i < reader->amendments; i++)
		if (!amend_by(reader->cell, &reader->amendment[i], reader->error))
			return false;
	return true;
}

// `last` is a line behind the text that was read elsewhere, or NULL.
static struct cell *parse(const char *name, const char *source, const char *text, size_t length,
                          bool biases, const struct amendment *last, struct error *error)
{
	struct cell *cell = memory_get(1, sizeof *cell);
	cell->references = 1;
	cell->biases = biases;
	cell->name = arena_copy_bytes(&cell->arena, name, strlen(name));
	cell->source = arena_copy_bytes(&cell->arena, source, strlen(source));
	cell->text = arena_copy_bytes(&cell->arena, text, length);
	cell->quantity = arena_get(&cell->arena, CELL_QUANTITIES * sizeof *cell->quantity);
	cell->forward.equation = arena_get(&cell->arena, CELL_QUANTITIES * sizeof(struct equation));
	struct reader reader = { .cell = cell, .biases = biases, .error = error };
	bool good = build(&reader, text, length) && amend_all(&reader);
	if (!good)
		error_locate(error, source, text, length, 1);
	good = good && (!last || amend_by(cell, last, error));
	free(reader.amendment);
	if (!good) {
		cell_drop(cell);
		return NULL;
	}
	cell->combines = program_combines(&cell->sweep);
	differentiate_single(cell);
	return cell;
}

struct cell *cell_parse(const char *name, const char *source, const char *text, size_t length,
                        bool biases, struct error *error)
{
	return parse(name, source, text, length, biases, NULL, error);
}

struct cell *cell_amended(const struct cell *cell, const char *line, int number, int column,
                          struct error *error)
{
	struct amendment const last = { line, strlen(line), number, column };
	LOCAL(text) text = { 0 };
	text_add(&text, cell->text);
	struct cell *amended = NULL;
	if (text.length + last.length >= CELL_BYTES_MOST)
		error_set(error, (struct span){ number, column, 1 }, NULL,
		          _("a cell of more than 64 KiB is too large"));
	else
		amended = parse(cell->name, cell->source, text_get(&text), text.length, cell->biases,
		                &last, error);
	if (amended) {
		amended->hides_amendments = cell->hides_amendments;
		text_addf(&text, "%s%s\n", text.length && text.at[text.length - 1] != '\n' ? "\n" : "", line);
		amended->text = arena_copy_bytes(&amended->arena, text_get(&text), text.length);
	}
	return amended;
}

// Where the text says the number of the size; NULL: nowhere.
static const char *find_size(const char *text, const char *name, size_t *digits)
{
	size_t const length = strlen(name);
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *at = line + strspn(line, " \t");
		if (strncmp(at, "size", 4) || !strspn(at + 4, " \t"))
			continue;
		at += 4 + strspn(at + 4, " \t");
		if (strncmp(at, name, length) || !strchr(" \t=", at[length]))
			continue;
		at += length;
		at += strspn(at, " \t=");
		*digits = strspn(at, "0123456789");
		return at;
	}
	return NULL;
}

struct cell *cell_sized(const struct cell *cell, const char *name, int number, struct error *error)
{
	size_t digits;
	LOCAL(text) text = { 0 };
	const char *at = find_size(cell->text, name, &digits);
	if (!at) {
		error_set(error, SPAN_NONE, _("show cell prints its text"), _("the cell %s has no size %s of its own"),
		          cell->name, name);
		return NULL;
	}
	text_add_bytes(&text, cell->text, (size_t)(at - cell->text));
	text_addf(&text, "%d", number);
	text_add(&text, at + digits);
	// It is no longer what its file says.
	struct cell *sized = cell_parse(cell->name, "", text_get(&text), text.length, cell->biases, error);
	return sized;
}

struct cell *cell_rederived(const struct cell *cell)
{
	LOCAL(text) text = { 0 };
	struct error error;
	for (const char *line = cell->text; *line;) {
		size_t const length = strcspn(line, "\n");
		size_t const whole = length + (line[length] == '\n');
		if (!amend_is_line(cell, line, length))
			text_add_bytes(&text, line, whole);
		line += whole;
	}
	struct cell *derived =
		cell_parse(cell->name, cell->source, text_get(&text), text.length, cell->biases, &error);
	assert(derived); // lines of the backward pass change nothing in the rest of a cell
	return derived;
}
