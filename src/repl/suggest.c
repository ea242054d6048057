// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/suggest.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/cell.h"
#include "lang/operator.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/nearest.h"

// ---- words from elsewhere

// `here` is a name that the cell must have for the advice to make sense, "" for none.
static const struct {
	const char *words, *here, *advice;
} elsewhere[] = {
	{ "h hidden state hid", "s", N_("the hidden state is s[3]") },
	{ "loss L J cost", "E", N_("the loss is E, that of one step E[3]") },
	{ "dL dJ dloss", "dE", N_("a derivative is written dE/dW, or dE[3]/dW of one loss") },
	{ "dLdW dLdU dLdV dEdW dEdU dEdV d grad gradient diff backward", "dE",
	  N_("a derivative is written dE/dW, or dE[3]/dW of one loss") },
	{ "o p out output ypred y_pred probs pred", "yhat", N_("the prediction is yhat[3]") },
	{ "target label labels", "y", N_("the word to predict is y[3]") },
	{ "Whh Waa", "W", N_("the recurrent weights are W") },
	{ "Wxh Wax", "U", N_("the input weights are U") },
	{ "Why Wya", "V", N_("the output weights are V") },
	{ "mean average avg", "", N_("divide the sum by how many there are: sum(s[3])/H") },
	{ "min", "", N_("write -max(-a)") },
	{ "ln", "", N_("the natural logarithm is log(a)") },
	{ "transpose", "", N_("W' is W transposed") },
	{ "matmul mul mm times prod", "", N_("a product is written W*s[1], element by element .*") },
	{ "hadamard multiply", "", N_("element by element a product is written .*") },
	{ "pow power", "", N_("powers of elements are written s[1].^2") },
	{ "trace tr", "", N_("write sum(diag(W))") },
	{ "det inv pinv", "", N_("there is none here; svd(W), eig(W) and cond(W) tell of a matrix") },
	{ "size shape len length numel ndims", "", N_("show names tells all sizes") },
	{ "crossentropy cross_entropy nll", "", N_("write xent(yhat[3], y[3])") },
	{ "logistic sigma", "", N_("write sigmoid(a)") },
	{ "sin cos tan std var round floor", "", N_("help functions lists what there is") },
	{ "I identity", "", N_("write eye(H)") },
	{ "inner innerproduct", "", N_("write dot(a, b)") },
	{ "eigvals eigs eigenvalues", "", N_("write eig(W)") },
	{ "for", "", N_("a list is written norm(s[k]) for k = 0..3") },
	{ "if while", "", N_("a stop has a condition: break dW if t == 3") },
	{ "not and or", "", N_("conditions belong into stops: break t == 2 and k < 1") },
	{ "ls cd pwd cat vim vi clear", "", N_("quit leaves to the shell; help lists the commands") },
	{ "run r", "", N_("continue runs to the end, or to a stop") },
	{ "bt backtrace frame", "", N_("where tells the place, explain what happens there") },
	{ "load import include", "", N_("source FILE runs the commands of a file") },
	{ "save", "", N_("state prints a line that makes all of this again") },
	{ "man", "", N_("help lists the commands") },
};

const char *suggest_elsewhere(const struct session *session, const char *word)
{
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (words_find(elsewhere[i].words, word) >= 0 &&
		    (!*elsewhere[i].here || names_has(session, elsewhere[i].here)))
			return _(elsewhere[i].advice);
	return NULL;
}

static void advise(struct error *error, const char *advice)
{
	error->advice[0] = '\0';
	error_advise(error, "%s", advice);
}

// ---- names

static void suggest_name(const struct session *session, const char *name, struct error *error)
{
	const char *known = suggest_elsewhere(session, name);
	struct words_list list = { 0 };
	names_list(session, &list);
	struct nearest nearest = nearest_to(name);
	for (int i = 0; i < list.count; i++)
		if (!operator_find_function(list.at[i]))
			nearest_try(&nearest, list.at[i]);
	if (known || nearest.best)
		advise(error, known ? known : nearest.best);
	words_free(words_list_take(&list));
}

struct search {
	const struct session *session;
	const char *variable;
	const struct tree *unknown;
};

static void find_unknown(void *context, struct tree *tree)
{
	struct search *search = context;
	bool const is_known = tree->kind != TREE_NAME || names_has(search->session, tree->name) ||
	                      (search->variable && !strcmp(tree->name, search->variable));
	if (!is_known && !search->unknown)
		search->unknown = tree;
}

// ---- products

// The call of this operator at the place of the error.
struct fault {
	const char *op;
	struct span span;
	const struct tree *call;
};

static void find_call(void *context, struct tree *tree)
{
	struct fault *fault = context;
	if (tree_is_call(tree, fault->op) && tree->count == 2 &&
	    tree->span.column == fault->span.column && tree->span.width == fault->span.width)
		fault->call = tree;
}

static const struct tree *find_fault(struct tree *tree, const char *op, struct span span)
{
	struct fault fault = { op, span, NULL };
	tree_visit(tree, find_call, &fault);
	return fault.call;
}

static struct shape shape_of_name(const struct session *session, const struct tree *tree)
{
	const struct network *network = session->state.network;
	int const q = tree->kind == TREE_NAME ? cell_find(network->cell, tree->name) : -1;
	return q < 0 ? shape_of(0, 0)
	             : shape_resolve(network->cell->quantity[q].shape, network->H, network->C);
}

// U*s[1] of a U with as many columns as x has rows: "V*s[1], W*s[1] or U*x[1]".
static void suggest_product(const struct session *session, const struct tree *call,
                            struct error *error)
{
	enum { MOST = 2 };
	const struct network *network = session->state.network;
	const struct tree *left = call->part[0], *right = call->part[1];
	struct shape const a = shape_of_name(session, left), b = shape_of_name(session, right);
	struct print_style const style = { 0 };
	LOCAL(text) advice = { 0 }, vector = { 0 };
	int lefts = 0, rights = 0;
	if (a.cols < 2 || b.rows < 2 || left->subscripts || right->subscripts != 1)
		return;
	print_tree(right, &style, &vector);
	for (int q = 0; q < network->cell->quantities; q++) {
		const struct quantity *each = &network->cell->quantity[q];
		struct shape const shape = shape_resolve(each->shape, network->H, network->C);
		const char *between = advice.length ? _(" or ") : "";
		if (each->kind == QUANTITY_PARAMETER && shape.cols == b.rows && lefts < MOST &&
		    ++lefts)
			text_addf(&advice, "%s%s*%s", between, each->name, text_get(&vector));
		else if (each->kind != QUANTITY_PARAMETER && shape.rows == a.cols &&
		         shape.cols == 1 && rights < MOST && ++rights)
			text_addf(&advice, "%s%s*%s%s", between, left->name, each->name,
			          strchr(text_get(&vector), '['));
	}
	if (advice.length)
		advise(error, text_get(&advice));
}

// ---- derivatives that are half written: dE[3]/W, E[3]/dW

static bool is_gradient(const struct session *session, const struct tree *tree)
{
	return tree->kind == TREE_NAME && tree->name[0] == 'd' &&
	       cell_find(session->state.network->cell, tree->name + 1) >= 0;
}

struct quotient {
	const struct session *session;
	bool is_half;
};

static void find_quotient(void *context, struct tree *tree)
{
	struct quotient *quotient = context;
	if (!tree_is_call(tree, "/") || tree->part[0]->kind != TREE_NAME ||
	    tree->part[1]->kind != TREE_NAME)
		return;
	quotient->is_half |= is_gradient(quotient->session, tree->part[0]) !=
	                     is_gradient(quotient->session, tree->part[1]);
}

bool suggest_names(const struct session *session, struct tree *tree, const char *variable,
                   struct error *error)
{
	struct search search = { session, variable, NULL };
	struct quotient quotient = { session, false };
	tree_visit(tree, find_unknown, &search);
	tree_visit(tree, find_quotient, &quotient);
	if (search.unknown) {
		error_set(error, search.unknown->span, _("show names lists what can be asked for"),
		          _("there is no %s here"), search.unknown->name);
		suggest_name(session, search.unknown->name, error);
		return false;
	}
	const struct tree *product = find_fault(tree, "*", error->span);
	if (product)
		suggest_product(session, product, error);
	else if (quotient.is_half)
		advise(error, _("a derivative has d before both names: dE[3]/dW"));
	return false;
}

bool suggest_function(const struct session *session, const char *text, int column,
                      struct error *error)
{
	const char *name = text;
	for (int letter = column; letter < error->span.column && *name; letter++)
		name += utf8_letter(name, strlen(name));
	size_t const length = strspn(
		name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	LOCAL(text) word = { 0 };
	text_add_bytes(&word, name, length);
	struct nearest nearest = nearest_to(text_get(&word));
	bool const is_call = length && name[length + strspn(name + length, " ")] == '(';
	bool const is_unknown = is_call && !operator_find_function(text_get(&word)) &&
	                        !names_has(session, text_get(&word));
	if (is_unknown)
		for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
			if (operator_find_function(op->name))
				nearest_try(&nearest, op->name);
	const char *known = is_unknown ? suggest_elsewhere(session, text_get(&word)) : NULL;
	if (known || nearest.best)
		advise(error, known ? known : nearest.best);
	return false;
}
