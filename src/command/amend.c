// SPDX-License-Identifier: GPL-3.0-or-later
// A learner's own backward equations, all at once or for some iterations only, and taking them back: backward,
// at, rederive.  What
// `let dz[k] = ds[k]` does is repl/assign.h's.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/assign.h"
#include "repl/block.h"
#include "repl/session.h"

// The line itself: "at" belongs to it.
static bool run_at(struct session *session, const struct words *words, struct error *error)
{
	size_t const skip = strspn(words->line, " \t");
	return assign_amend(session, words->line + skip, words->name.line, words->name.column,
	                    error);
}

static bool run_rederive(struct session *session, const struct words *words, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	(void)words, (void)error;
	if (!cell->amendments) {
		session_say(session, SAY_RESULT, _("All backward equations are the derived ones."));
		return true;
	}
	session_sayf(
		session, SAY_RESULT,
		ngettext("%d line is taken back; the backward equations are the derived ones.",
	                 "%d lines are taken back; the backward equations are the derived ones.",
	                 (unsigned long)cell->amendments),
		cell->amendments);
	assign_take_cell(session, cell_rederived(cell));
	return true;
}

// ---- all of it

// A line of the block as an amendment: `let` may be left out.  Returns how many letters were put in.
static int write_amendment(const char *line, size_t length, struct text *out)
{
	const char *colon = memchr(line, ':', length);
	size_t const prefix = colon ? (size_t)(colon - line) + 1 : 0;
	size_t const skip = prefix + strspn(line + prefix, " \t");
	text_add_bytes(out, line, skip);
	int const more = strncmp(line + skip, "let ", 4) ? 4 : 0;
	text_add(out, more ? "let " : "");
	text_add_bytes(out, line + skip, length - skip);
	return more;
}

// The derived cell with all lines of the text; NULL and *error, placed in the text.
static struct cell *amend_all(const struct cell *before, const char *text, struct error *error)
{
	struct cell *cell = cell_rederived(before);
	for (int number = 1; *text; number++) {
		size_t const length = strcspn(text, "\n"), blanks = strspn(text, " \t");
		size_t end = strcspn(text, "#\n");
		while (end > blanks && strchr(" \t", text[end - 1]))
			end--;
		if (end > blanks) {
			LOCAL(text) line = { 0 };
			int const more = write_amendment(text + blanks, end - blanks, &line);
			struct cell *next =
				cell_amended(cell, text_get(&line), number, (int)blanks + 1 - more, error);
			cell_drop(cell);
			cell = next;
			if (!cell)
				return NULL;
		}
		text += length + (text[length] == '\n');
	}
	return cell;
}

// Which equations are the learner's, and which the derived ones still are.
static void say_program(struct session *session, const struct cell *cell)
{
	struct print_style const style = { .unicode = utf8_locale() };
	struct text out = { 0 }, derived = { 0 };
	int yours = 0;
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		yours += equation->amended;
		if (equation->amended)
			continue;
		text_add(&derived, derived.length ? ", " : "");
		equation_print_left(cell, equation, &style, &derived);
	}
	text_addf(&out, ngettext("%d equation is yours", "%d equations are yours", (unsigned long)yours), yours);
	if (derived.length)
		text_addf(&out, _("; still as derived: %s"), text_get(&derived));
	text_add(&out, _(".\ncheck judges them, compare holds each against the derived one, diagnose names a mistake."));
	text_free(&derived);
	session_answer(session, &out);
}

static bool run_backward(struct session *session, const struct words *words, struct error *error)
{
	struct braced block;
	LOCAL(text) text = { 0 };
	if (!block_find(session, words->line, strspn(words->line, " \t"), &block) || !block.is_closed)
		return error_set(error, words->end, "backward { dz[k] = ds[k] .* (1 - s[k].^2) }",
		                 _("the equations stand between braces"));
	block_read(words->line, block, &text);
	struct cell *cell = amend_all(session->state.network->cell, text_get(&text), error);
	if (!cell) {
		block_place_error(words->line, block, words->name.line, error);
		return false;
	}
	say_program(session, cell);
	assign_take_cell(session, cell);
	return true;
}

const struct command amend_commands[] = {
	{
		.name = "backward",
		.group = GROUP_NETWORK,
		.usage = "{ EQUATION; ... }",
		.takes = { 1, WORDS_ANY, N_("{ and the equations") },
		.summary = N_("Write the backward pass yourself: these equations in place of the derived ones."),
		.help = N_("  backward {\n"
	                   "  dlogits[t] = yhat[t] - y[t]\n"
	                   "  dV += outer(dlogits[t], s[t])\n"
	                   "  ds[t] = V'*dlogits[t]\n"
	                   "  dz[k] = ds[k] .* (1 - s[k].^2)\n"
	                   "  dW += outer(dz[k], s[k-1]);  dU += outer(dz[k], x[k])\n"
	                   "  ds[k-1] = W'*dz[k]\n"
	                   "  }\n"
	                   "What you do not write stays as derived, and it is said which.  Earlier lines of\n"
	                   "yours are taken back first; rederive takes back these."),
		.run = run_backward,
		.takes_block = true,
		.in_lessons = true,
	},
	{
		.name = "at",
		.group = GROUP_NETWORK,
		.usage = "k=t: let dNAME[k] = EXPR",
		.takes = { 1, WORDS_ANY, N_("the iterations") },
		.summary = N_("Write a backward equation of your own for some iterations only."),
		.help = N_(
			"  at k=t: let dz[k] = ds[k]      where the loss enters\n"
			"  at k=t-2: let ds[k-1] = 0      two steps before the loss\n"
			"  at k=0: let dW += outer(dz[k], s[k])\n"
			"Elsewhere the equation without a prefix runs.  `let dz[k] = ds[k]` alone\n"
			"replaces it everywhere, `equations` shows the program in force, `check` "
	                "judges\n"
			"it, `rederive` takes all such lines back."),
		.run = run_at,
		.in_lessons = true,
	},
	{
		.name = "rederive",
		.group = GROUP_NETWORK,
		.summary = N_("Take back all backward equations of your own: the derived ones run "
	                      "again."),
		.run = run_rederive,
		.in_lessons = true,
	},
	{ .name = NULL },
};
