// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that read and write files of arrays: load, save.
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/message.h"
#include "command/all.h"
#include "file/arrays.h"
#include "file/inputs.h"
#include "file/momenta.h"
#include "file/weights.h"
#include "net/network.h"
#include "repl/session.h"

// The name of the file, word `i`, with ~/ as a shell has it.
static bool take_path(const struct words *words, int i, struct text *path, struct error *error)
{
	if (words->count <= i)
		return error_set(error, words->end, _("a file's name, as in weights.npz"),
		                 _("a file's name is missing here"));
	if (words->count > i + 1)
		return error_set(error, words->word[i + 1].span,
		                 _("a name with blanks stands in \"…\""),
		                 _("'%s' is one word too many"), words->word[i + 1].at);
	file_write_path(words->word[i].at, path);
	return true;
}

static bool run_load(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) path = { 0 }, told = { 0 };
	LOCAL(weights) weights = { 0 };
	struct learning learning = session->learning;
	struct remembered remembered = { 0 };
	struct words file = *words;
	// FILE as DIALECT
	for (int i = 1; i + 1 < words->count; i += 2) {
		bool const is_layout = !strcmp(words->word[i].at, "layout");
		if (!is_layout && strcmp(words->word[i].at, "as")) {
			file.count = words->count;
			break;
		}
		if (is_layout && !layout_is_one(words->word[i + 1].at))
			return error_set(error, words->word[i + 1].span, "load FILE layout TNC",
			                 _("a layout is N, T and C in the order of the sides"));
		*(is_layout ? &weights.layout : &weights.wanted) = words->word[i + 1].at;
		file.count = words->count % 2 ? 1 : words->count;
	}
	if (!take_path(&file, 0, &path, error))
		return false;
	const struct cell *before = session->state.network->cell;
	struct network *next = network_copy(session->state.network);
	bool is_good = arrays_read(&weights.npz, text_get(&path), error) &&
	               weights_load(&weights, next, text_get(&path), true, false, error);
	if (is_good && !momenta_read(&weights.momenta, next, &learning.optimising, &remembered, error)) {
		error_locate(error, text_get(&path), "", 0, 1);
		is_good = false;
	}
	if (is_good) {
		weights_tell(&weights, &told);
		if (strcmp(before->name, next->cell->name))
			text_addf(&told, "%scell %s", told.length ? "\n" : "", next->cell->name);
		if (remembered.at)
			text_addf(&told, _("\n%s.*: what %s remembers after %ld steps"), optimisers[learning.optimising.by].name,
			          optimisers[learning.optimising.by].name, remembered.steps);
		session_set_network(session, next);
		if (remembered.at)
			session_set_passage(session, passage_remember((struct passage){ 0 }, session->state.network, learning, &remembered));
		session_say(session, SAY_RESULT, text_get(&told));
	} else {
		network_free(next);
		words_place(words, 0, error);
	}
	free(remembered.at);
	return is_good;
}

static bool save(struct session *session, const char *path, bool gradients, struct error *error)
{
	LOCAL(npz) out = { 0 };
	struct optimising optimising;
	struct remembered remembered;
	struct walk *walk = gradients ? session_walk(session, error) : NULL;
	if (gradients && !walk)
		return false;
	if (gradients)
		weights_write_gradients(walk->pass, &out);
	else
		weights_write(session->state.network, &out);
	if (!gradients && passage_remembered(session->state.passage, &optimising, &remembered))
		momenta_write(session->state.network, &optimising, &remembered, &out);
	bool const is_saved = npz_save(&out, path, error);
	struct text told = { 0 };
	for (int i = 0; is_saved && i < out.count; i++)
		text_addf(&told, i ? " %s" : "%s", out.at[i].name);
	session_answer(session, &told);
	return is_saved;
}

// So that no cell, script or lesson is replaced by a slip.
static bool check_suffix(const struct word *word, struct error *error)
{
	size_t const length = strlen(word->at);
	if (length > 4 && !strcmp(word->at + length - 4, ".npz"))
		return true;
	error_set(error, word->span, NULL, _("the name of a file of arrays ends in .npz"));
	return error_advise(error, "save %s.npz", word->at);
}

static bool run_save(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) path = { 0 };
	bool const gradients = words->count && !strcmp(words->word[0].at, "gradients");
	if (!take_path(words, gradients, &path, error))
		return false;
	return check_suffix(&words->word[gradients], error) &&
	       (save(session, text_get(&path), gradients, error) ||
	        words_place(words, gradients, error));
}

const struct command save_commands[] = {
	{
		.name = "load",
		.group = GROUP_NETWORK,
		.usage = "FILE [as DIALECT] [layout NTC]",
		.takes = { 1, 5, N_("a file's name") },
		.summary = N_("Take weights and data from a file of NumPy arrays (.npz); undo "
	                      "takes it back."),
		.help = N_("  load weights.npz\n"
	                   "Understood are the names of the cell's text (U, Wi, bf, s[-1]), x and y, and\n"
	                   "those of a PyTorch model with one nn.RNN, nn.LSTM or nn.GRU and one\n"
	                   "nn.Linear (nn.RNN and nn.LSTM also with num_layers=2; an nn.Embedding may\n"
	                   "stand before one layer), saved with\n"
	                   "  np.savez(\"model.npz\", x=x, y=y,\n"
	                   "           **{k: v.numpy() for k, v in model.state_dict().items()})\n"
	                   "Other sources have their dialects, files which say as equations how their\n"
	                   "arrays become the cell's (Wxh Whh Why; Wax Waa Wya; Wf Wi Wc Wo over [a; x];\n"
	                   "Wx Wh of rows; W_xh W_hh; Keras' kernel recurrent_kernel bias, with its\n"
	                   "Dense layer as dense_kernel dense_bias):\n"
	                   "  np.savez(\"model.npz\", Wxh=Wxh, Whh=Whh, Why=Why, inputs=x, targets=y)\n"
	                   "What each array was taken for is said.  `load FILE as DIALECT` chooses one.\n"
	                   "x and y are numbers of words (T, or N×T of N sequences; -100 is no target), or\n"
	                   "vectors (T×C, N×T×C; rows of NaN are no target).  Other orders are said:\n"
	                   "  load model.npz layout TNC\n"
	                   "N sequences are learned together; `sentence 2` takes the second to walk, and\n"
	                   "h0 of N×H gives each its own start.  A list of C words names them.\n"
	                   "Sizes follow from the arrays; the cell is kept where they fit it, else the\n"
	                   "one that they fit is taken; a bias among them does `set bias on`.  nn.GRU is\n"
	                   "gru-torch."),
		.run = run_load,
		.complete = COMPLETE_FILE,
	},
	{
		.name = "save",
		.group = GROUP_NETWORK,
		.usage = "[gradients] FILE",
		.takes = { 1, 2, N_("a file's name") },
		.summary = N_(
			"Write weights and data, or E and its gradients, as NumPy arrays (.npz)."),
		.help = N_("  save weights.npz\n  save gradients grads.npz\n"
	                   "Arrays have the names of the cell's text, gradients a d before them; what an\n"
	                   "optimiser remembers is there as adam.m.W.  The file is replaced as a whole or\n"
	                   "stays as it was."),
		.run = run_save,
		.complete = COMPLETE_FILE,
		.choices = "gradients",
	},
	{ .name = NULL },
};
