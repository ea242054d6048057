// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/operator.h"
#include "net/initialise.h"
#include "net/network.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "train/task.h"
#include "view/view.h"

// What means the same in every cell; further words for it are separated by blanks.
static const struct word_row {
	const char *words, *meaning;
} rows[] = {
	{ "let", N_("let NAME = EXPR: a variable, a parameter, or a backward equation of your own\n"
	              "  let a1 = U*x[1] + W*s[0]   a variable, for what follows\n"
	              "  W[1,2] = 0.5               a parameter or an initial state, also without let\n"
	              "  let dz[k] = ds[k]          this equation instead of the derived one\n"
	              "`check` judges it, `rederive` takes back what was written, `undo` the last line.") },
	{ "delta δ", N_("delta[t,k]: the gradient of loss t, carried back to step k\n"
	                "It is the gradient with respect to what the cell declares with `delta`: in the\n"
	                "usual cell z, so that delta[t,k] is dz[k] as it is in iteration (t, k).\n"
	                "  delta[3,1]                       loss 3 carried back to step 1\n"
	                "  norm(delta[3,k]) for k = 0..3    how large it is on the way") },
	{ "∂ gradient", N_("dE/dW, or ∂E/∂W: how the loss changes with W\n"
	                     "  dE/dW           of the sum of all losses\n"
	                     "  dE[3]/dW        of the loss at time 3\n"
	                     "  dE[3]/dW @ 1    the share of it that step 1 brings in\n"
	                     "  ds[3]/ds[1]     a Jacobian\n"
	                     "  dz[k]           the backward pass as it is here") },
	{ "E loss", N_("E: the sum of the losses; E[t]: the loss at time t\n"
	               "A gradient is of the one or of the other: dE/dW, dE[3]/dW.\n"
	               "Of several sequences E is that of the one at hand, E_all the sum over all:\n"
	               "  E_all\n"
	               "  dE_all/dW    `help sentence` says more") },
	{ "t", N_("t: the time, from 0; in the backward pass, whose loss is carried back\n"
	          "At the prompt it is that of the place: s[t] is the state here.") },
	{ "k", N_("k: in the backward pass the step that loss t has been carried back to\n"
	          "It runs from t down to 0, or to t - N under `truncate N`.") },
	{ "T", N_("T: how many time steps there are; `x` and `text` choose it") },
	{ "H", N_("H: how many units the state has; `hidden N` chooses it") },
	{ "C", N_("C: how many words the vocabulary has; `vocab` and `text` choose it") },
	{ "iteration", N_("iteration (t, k): the backward equations once, for loss t at step k\n"
	                  "`next` goes to the next one, `goto backward T K` to one of them.") },
	{ "$ _ $1", N_("$: the value printed last; $1: the first one; _ is $, too") },
	{ "for", N_("EXPR for NAME = A..B: a list of the values\n"
	            "  norm(delta[3,k]) for k = 0..3\n"
	            "  sum(s[t]) for t = 0..T-1") },
	{ "bench", N_("bptt-repl bench CELL C H T, in the shell: how long training takes\n"
	              "  bptt-repl bench tanh 65 100 25\n"
	              "65 words, 100 hidden units, 25 steps.") },
	{ "grad", N_("bptt-repl grad --load FILE --out FILE, in the shell: the gradients of a model\n"
	             "`bptt-repl grad --help` says more.") },
	{ "run", N_("bptt-repl run FILE, in the shell: the commands of a file; here `source FILE`") },
	{ "answer", N_("answer>: a lesson asks; an expression, a number or a choice answers\n"
	               "`hint` helps, `solution` shows it, `skip` goes on.") },
};

static void write_equations(const struct session *session, const struct program *program, int quantity,
                            bool gradient, struct text *out)
{
	struct print_style const style = { .unicode = utf8_locale() };
	const struct cell *cell = session->state.network->cell;
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity && program->equation[i].gradient == gradient) {
			text_add(out, "\n  ");
			equation_print(cell, &program->equation[i], &style, out);
		}
}

static void tell_quantity(const struct session *session, int number, struct text *out)
{
	static const char *const kinds[] = { N_("%s is an input of the cell %s: "),
		                             N_("%s is a parameter of the cell %s: "),
		                             N_("%s is computed by the cell %s: ") };
	const struct network *network = session->state.network;
	const struct quantity *quantity = &network->cell->quantity[number];
	text_addf(out, _(kinds[quantity->kind]), quantity->name, network->cell->name);
	shape_write(quantity->shape, out);
	text_add(out, " = ");
	shape_write(shape_resolve(quantity->shape, network->H, network->C), out);
	write_equations(session, &network->cell->forward, number, false, out);
}

// A word as the program prints it, ŷ, as the cell's name for it.
static const char *plain_name(const char *word)
{
	static const char *const hats[] = { "ŷ", "y\xCC\x82" };
	for (size_t i = 0; i < 2; i++)
		if (!strcmp(word, hats[i]))
			return "yhat";
	return word;
}

// The name of the quantity whose gradient dNAME is; NULL: the word is none.
static const char *gradient_of(const char *word)
{
	static const char *const signs[] = { "∂", "d" };
	for (size_t i = 0; i < 2; i++)
		if (!strncmp(word, signs[i], strlen(signs[i])) && word[strlen(signs[i])])
			return plain_name(word + strlen(signs[i]));
	return NULL;
}

static void tell_gradient(const struct session *session, const char *word, int number, struct text *out)
{
	const struct cell *cell = session->state.network->cell;
	const char *name = cell->quantity[number].name;
	const char *time = cell->quantity[number].kind == QUANTITY_PARAMETER ? "" : "[1]";
	text_addf(out, _("%s: the gradient of the loss with respect to %s; of loss 3: dE[3]/d%s%s"), word,
	          name, name, time);
	size_t const before = out->length;
	write_equations(session, &cell->sweep, number, true, out);
	text_add(out, out->length > before ?
	                      _("\n`let` puts an equation of yours in place of a derived one.") :
	                      _("\nThe backward pass joins it with the next one, and has no equation for it."));
}

static bool tell_view(const char *word, struct text *out)
{
	const struct view *view = views;
	while (view->name && strcmp(view->name, word))
		view++;
	if (view->name)
		text_addf(out, _("%s: a pane\n%s\n`view %s` prints it, `focus %s` scrolls it."), word,
		          _(view->summary), word, word);
	return view->name != NULL;
}

static bool tell_cell(const char *word, struct text *out)
{
	bool is_cell = false;
	char **cells = network_list_cells();
	for (int i = 0; cells && cells[i]; i++)
		is_cell |= !strcmp(cells[i], word);
	words_free(cells);
	if (is_cell)
		text_addf(out, _("%s: a recurrent cell\n`cell %s` takes it, `show cell` then prints its text."),
		          word, word);
	return is_cell;
}

bool vocabulary_tell(const struct session *session, const char *word, struct text *out)
{
	word = plain_name(word);
	const struct cell *cell = session->state.network->cell;
	const struct operation *op = operator_find_function(word);
	const struct initialiser *initialiser = initialiser_find(word);
	const struct task *task = task_find(word);
	const struct setting *setting = setting_find(word);
	const char *name = gradient_of(word);
	int const quantity = cell_find(cell, word), of = name ? cell_find(cell, name) : -1;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (words_find(rows[i].words, word) >= 0) {
			text_add(out, _(rows[i].meaning));
			if (quantity >= 0)
				write_equations(session, &cell->forward, quantity, false, out);
			return true;
		}
	if (quantity >= 0)
		tell_quantity(session, quantity, out);
	else if (op)
		text_add(out, op->help ? _(op->help) : op->name);
	else if (of >= 0 && cell->quantity[of].kind != QUANTITY_INPUT)
		tell_gradient(session, word, of, out);
	else if (setting && !setting_is_command(setting))
		setting_write_help(setting, out);
	else if (initialiser)
		text_addf(out, _("%s: a way to draw weights: `init %s`; `help init` lists all"), word, word);
	else if (task)
		text_addf(out, _("%s: a task: %s\n`task %s` learns it."), word, _(task->summary), word);
	else
		return tell_view(word, out) || tell_cell(word, out);
	return true;
}
