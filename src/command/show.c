// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that ask: for a value, for the equations, for a picture.  None of them changes anything.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/info.h"
#include "command/show.h"
#include "lang/operator.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/panes.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "repl/value.h"
#include "typeset/tex.h"
#include "view/view.h"

static bool run_print(struct session *session, const struct words *words, struct error *error)
{
	return value_print(session, words->rest, words->begin.line, words->begin.column, error);
}

// ---- equations

// Equations below each other, their signs in one column.
struct lines {
	const struct cell *cell;
	struct print_style style;
	bool tex; // as TeX
	struct text *out;
	int width; // of the widest left side
};

static void write_left(const struct lines *lines, const struct equation *equation, struct text *out)
{
	when_print(equation->when, out);
	equation_print_left(lines->cell, equation, &lines->style, out);
}

static void measure(struct lines *lines, const struct program *program)
{
	for (int i = 0; i < program->count; i++) {
		LOCAL(text) left = { 0 };
		write_left(lines, &program->equation[i], &left);
		int const columns = utf8_columns(text_get(&left), left.length);
		lines->width = columns > lines->width ? columns : lines->width;
	}
}

static void write_tex(const struct lines *lines, const struct equation *equation)
{
	struct tex_style const style = { .names = lines->style };
	text_add(lines->out, "\n  ");
	tex_write_left(lines->cell, equation, &style, lines->out);
	tex_write(equation->stated ? equation->stated : equation->right, &style, lines->out);
}

static void write_equation(const struct lines *lines, const struct equation *equation)
{
	if (lines->tex) {
		write_tex(lines, equation);
		return;
	}
	LOCAL(text) left = { 0 };
	write_left(lines, equation, &left);
	int const columns = utf8_columns(text_get(&left), left.length);
	text_addf(lines->out, "\n  %s%*s %s ", text_get(&left), lines->width - columns, "",
	          equation->adds ? "+=" : " =");
	print_tree(equation->stated ? equation->stated : equation->right, &lines->style,
	           lines->out);
	equation_print_derived(lines->cell, equation, &lines->style, lines->out);
	text_add(lines->out, equation->made ? _("   (a part that the engine names)") : "");
	if (equation->stated) {
		text_addf(lines->out, "\n%*s", lines->width + 6, "");
		text_add(lines->out, _("runs as "));
		print_tree(equation->right, &lines->style, lines->out);
	}
}

static void write_part(const struct lines *lines, const struct program *program,
                       enum equation_part part, const char *heading)
{
	bool first = true;
	for (int i = 0; i < program->count; i++) {
		if (program->equation[i].part != part)
			continue;
		if (first)
			text_addf(lines->out, lines->out->length ? "\n%s" : "%s", heading);
		first = false;
		write_equation(lines, &program->equation[i]);
	}
}

static bool run_equations(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	const struct program *backward = backward_program(network);
	(void)words, (void)error;
	struct text out = { 0 };
	struct lines lines = { .cell = network->cell,
		               .style = { .unicode = utf8_locale() && session->manner.math != MATH_ASCII },
		               .tex = session->manner.math == MATH_TEX,
		               .out = &out };
	measure(&lines, &network->cell->forward);
	measure(&lines, backward);
	write_part(&lines, &network->cell->forward, PART_FORWARD, _("forward, for t = 0 ... T-1"));
	if (network->single_sweep) {
		write_part(&lines, backward, PART_HEAD,
		           _("backward, for k = T-1 ... 0: loss k enters (t is k)"));
		write_part(&lines, backward, PART_BODY, _("step k"));
	} else {
		write_part(&lines, backward, PART_HEAD,
		           _("backward, for t = T-1 ... 0: loss t enters"));
		if (network->truncation.form == TRUNCATE_OFF) {
			write_part(&lines, backward, PART_BODY, _("each iteration, k = t ... 0"));
		} else {
			LOCAL(text) heading = { 0 };
			text_addf(&heading,
			          network->truncation.form == TRUNCATE_CHUNKS ?
			                  _("each iteration, k = t ... the begin of t's chunk of %d steps: truncated") :
			                  _("each iteration, k = t ... max(0, t-%d): truncated"),
			          network->truncation.n);
			write_part(&lines, backward, PART_BODY, text_get(&heading));
		}
	}
	write_part(&lines, backward, PART_TAIL, _("carried to k-1"));
	return session_answer(session, &out);
}

// ---- show

static void list_views(struct text *out)
{
	for (const struct view *view = views; view->name; view++)
		text_addf(out, "%s  %-10s  %s", out->length ? "\n" : "", view->name,
		          _(view->summary));
	text_addf(out, "\n  %-10s  %s", "cell", _("The text of the cell."));
	text_addf(out, "\n  %-10s  %s", "names", _("The names that expressions may use."));
}

static void show_names(struct session *session, struct text *out)
{
	static const char *const kinds[] = { N_("input, by time"), N_("parameter"),
		                             N_("computed, by time") };
	const struct network *network = session->state.network;
	for (int i = 0; i < network->cell->quantities; i++) {
		const struct quantity *each = &network->cell->quantity[i];
		struct shape const shape = shape_resolve(each->shape, network->H, network->C);
		text_addf(out, "  %-8s  ", each->name);
		shape_write(shape, out);
		text_addf(out, "  %s%s\n", _(kinds[each->kind]),
		          each->is_state ? _(", a state: -1 is its initial value") : "");
	}
	text_add(out,
	         _("  delta[t,k]           the gradient of loss t carried back to step k\n"
	           "  dE[t]/dW, dE/dW      of one loss, of all; dE[t]/dW @ k: one step's part\n"
	           "  E_all, dE_all/dW     the sums over all sequences that are learned\n"
	           "  ds[3]/ds[1]          a Jacobian, the total derivative: what s[1] moves, moves\n"
	           "  dstate[3]/dstate[1]  of all states; each block holds the others at 1\n"
	           "  dW, ds[k], dz[k]     the backward pass as it is here\n"
	           "  $, $1, _             printed values: the last, the first, the last\n"
	           "  t, k, T, H, C        the place and the sizes"));
	if (session->state.variables && session->state.variables->count) {
		text_add(out, _("\nVariables:\n"));
		info_variables(session, out);
	}
}

static char **complete_show(struct session *session)
{
	(void)session;
	struct words_list list = { 0 };
	words_list_rows(&list, views, sizeof *views);
	words_list_split(&list, "cell names");
	info_list(&list);
	words_list_rows(&list, settings, sizeof *settings);
	return words_list_take(&list);
}

static bool fail_view(struct session *session, const struct words *words, struct error *error)
{
	error_set(error, words->word[0].span, NULL, _("there is no view '%s'"), words->word[0].at);
	return words_advise(error, words->word[0].at, complete_show(session), "show ",
	                    _("show alone lists what there is"));
}

// The parameter whose part of a view is asked for: `ledger W`, also `ledger dW`; 0: all of them.
static bool read_parameter(struct session *session, const struct words *words, const struct view *view,
                           int *parameter, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	const char *name = words_at(words, 1);
	*parameter = 0;
	if (words->count < 2)
		return true;
	if (!view || !view->of_each)
		return error_set(error, words->word[1].span, NULL, _("'%s' is one word too many"), name);
	int quantity = cell_find(cell, name);
	if (quantity < 0 && *name == 'd')
		quantity = cell_find(cell, name + 1);
	if (quantity < 0 || cell->quantity[quantity].kind != QUANTITY_PARAMETER)
		return error_set(error, words->word[1].span, "show names", _("there is no parameter '%s'"),
		                 name);
	*parameter = quantity + 1;
	return true;
}

bool show_named(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) out = { 0 };
	const char *name = words_at(words, 0);
	const struct view *view = view_find(name);
	int parameter;
	if (!read_parameter(session, words, view, &parameter, error))
		return false;
	if (view && !panes_exist(session, pane_find(name)))
		return error_set(error, words->word[0].span, "lesson 1", _("no lesson is open"));
	if (!*name) {
		list_views(&out);
	} else if (view) {
		panes_write(session, pane_find(name), parameter, &out);
	} else if (!strcmp(name, "cell")) {
		const char *text = session->state.network->cell->text;
		text_add(&out, text + strspn(text, "\n")); // one that was typed begins after its brace
	} else if (!strcmp(name, "names")) {
		show_names(session, &out);
	} else if (settings_tell(session, name, &out)) {
		settings_tell_origin(session, name, &out);
	} else if (!info_tell(session, name, &out)) {
		return fail_view(session, words, error);
	}
	return session_answer(session, &out);
}

static bool run_cells(struct session *session, const struct words *words, struct error *error)
{
	(void)words, (void)error;
	char **cells = network_list_cells();
	struct text out = { 0 };
	for (int i = 0; cells[i]; i++)
		text_addf(&out, "%scell %s", i ? "\n" : "", cells[i]);
	session_answer(session, &out);
	words_free(cells);
	return true;
}

const struct command show_commands[] = {
	{
		.name = "print",
		.alias = "p",
		.group = GROUP_ASK,
		.usage = "EXPR",
		.takes = { 1, WORDS_ANY, N_("an expression") },
		.summary =
			N_("Print the value of an expression; the expression alone does the same."),
		.help = N_("  print s[3]           the hidden state at time 3\n"
	                   "  delta[3,1]           loss 3 carried back to step 1\n"
	                   "  dE[3]/dW @ 1         what step 1 gives to dE[3]/dW\n"
	                   "  dE/dW[0,0]           one element, summed over all losses\n"
	                   "  norm(ds[3]/ds[1],2)  the largest singular value of a Jacobian\n"
	                   "  outer(delta[3,1], s[0]) - dE[3]/dW @ 1\n"
	                   "`show names` lists the names, `help functions` the functions."),
		.run = run_print,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{
		.name = "equations",
		.group = GROUP_ASK,
		.summary = N_("Print the cell's equations, forward and backward."),
		.help = N_("The backward equations are derived from the forward ones; both are "
	                   "what is run."),
		.run = run_equations,
		.in_lessons = true,
	},
	{
		.name = "show",
		.group = GROUP_ASK,
		.usage = "[VIEW [PARAMETER]|SETTING]",
		.takes = { 0, 2, NULL },
		.summary = N_("Print a view of this place, or a setting; alone: list the views."),
		.help = N_("  show network\n  show ledger W   of a view with a part for each parameter, one\n"
		           "  show names\n  show cell\n  show seed"),
		.run = show_named,
		.complete_words = complete_show,
		.in_lessons = true,
	},
	{
		.name = "cells",
		.group = GROUP_ASK,
		.summary = N_("List the cells that come with the program."),
		.run = run_cells,
		.in_lessons = true,
	},
	{ .name = NULL },
};
