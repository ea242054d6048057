// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/grad.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "file/arrays.h"
#include "file/gradients.h"
#include "file/inputs.h"
#include "net/network.h"
#include "repl/command.h"
#include "repl/value.h"

struct request {
	const char *cell; // NULL: the one that the arrays fit
	const char *load, *out;
	struct truncation truncation;
	const char *dialect; // NULL: the one in which the arrays are named
	const char *layout;  // NULL: the dialect's
	struct gradients_how how;
};

// ---- from file to file

static bool load(const struct request *request, struct weights *weights, struct network *network,
                 struct error *error)
{
	weights->wanted = request->dialect;
	weights->layout = request->layout;
	if (!arrays_read(&weights->npz, request->load, error))
		return false;
	if (!weights_load(weights, network, request->load, !request->cell, true, error))
		return false;
	bool const is_good = weights_have_inputs(weights, network, error) && network_ready(network, error);
	if (!is_good)
		error_locate(error, request->load, "", 0, 1);
	network->truncation = request->truncation;
	return is_good;
}

// What stands behind E.
static void tell_sums(const struct request *request, const struct gradients_told *done, struct text *told)
{
	if (request->how.mean == MEAN_LOSSES)
		text_addf(told, _("; E and gradients are divided by the %d losses"), done->losses);
	else if (request->how.mean == MEAN_SEQUENCES)
		text_addf(told, _("; E and gradients are divided by the %d sequences"), done->sequences);
	else if (done->sequences > 1)
		text_addf(told, _("; E and gradients are sums over %d sequences with %d losses"), done->sequences,
		          done->losses);
}

static bool write_gradients(const struct request *request, const struct weights *weights,
                            const struct network *network, struct text *told, struct error *error)
{
	LOCAL(npz) out = { 0 };
	struct gradients_told done;
	bool const is_saved = (gradients_write(weights, network, request->how, &out, &done) ||
	                       error_set(error, SPAN_NONE, NULL, _("interrupted"))) &&
	                      npz_save(&out, request->out, error);
	weights_tell(weights, told);
	text_addf(told, _("\ncell %s, H = %d, C = %d, T = %d; E = "), network->cell->name,
	          network->H, network->C, network->x_count);
	number_write(done.E, 17, told);
	tell_sums(request, &done, told);
	return is_saved;
}

static bool run(const struct request *request, struct text *told, struct error *error)
{
	LOCAL(weights) weights = { 0 };
	const char *name = request->cell ? request->cell : NETWORK_USUAL_CELL;
	struct cell *cell = network_find_cell(name, false, error);
	if (!cell) {
		error->advice[0] = '\0';
		return words_advise(error, name, network_list_cells(), "--cell=",
		                    _("cells lists the cells; a file is named by its path: ./mine.cell"));
	}
	struct network *network = network_new(cell);
	bool const is_done = load(request, &weights, network, error) &&
	                     write_gradients(request, &weights, network, told, error);
	network_free(network);
	return is_done;
}

// ---- the command line

static const struct option options[] = {
	{ "cell", required_argument, NULL, 'c' }, { "load", required_argument, NULL, 'l' },
	{ "out", required_argument, NULL, 'o' },  { "truncate", required_argument, NULL, 't' },
	{ "dialect", required_argument, NULL, 'd' }, { "layout", required_argument, NULL, 'y' },
	{ "mean", required_argument, NULL, 'm' },    { "all", no_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },       { NULL, 0, NULL, 0 },
};

static int print_help(void)
{
	fputs(_("Usage: bptt-repl grad --load=FILE --out=FILE [--cell=NAME|FILE] [--truncate=N]\n"
	        "\n"
	        "      --load=FILE        weights, x and y as NumPy arrays (.npz), named as in\n"
	        "                         the cell's text, or as in the state_dict of a PyTorch\n"
	        "                         model with one nn.RNN, nn.LSTM or nn.GRU and one\n"
	        "                         nn.Linear, or in a dialect (help load lists them)\n"
	        "      --out=FILE         receives E, and for each array A its gradient dA\n"
	        "      --cell=NAME|FILE   the cell, where the arrays do not tell it; nn.GRU is\n"
	        "                         gru-torch\n"
	        "      --dialect=NAME     whose names the arrays have, where they do not tell it\n"
	        "      --layout=TNC       the order of the sides of x and y, where it is not\n"
	        "                         N T C: sequences, steps, numbers\n"
	        "      --mean=losses      divide by the number of losses; --mean=sequences by\n"
	        "                         theirs\n"
	        "      --all              write the gradient of each value at each step, too\n"
	        "      --truncate=N       carry each loss back N steps only; \"chunk N\": not out\n"
	        "                         of its chunk of N steps\n"),
	      stdout);
	return 0;
}

// 0 when the request is whole.
static int read_request(int argc, char **argv, struct request *request)
{
	int answer;
	opterr = 0;
	while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1)
		switch (answer) {
		case 'c':
			request->cell = optarg;
			break;
		case 'l':
			request->load = optarg;
			break;
		case 'o':
			request->out = optarg;
			break;
		case 'd':
			request->dialect = optarg;
			break;
		case 'y':
			request->layout = optarg;
			if (!layout_is_one(optarg))
				return message_fail_usage("grad", _("--layout takes N, T and C in their order, not '%s'"), optarg);
			break;
		case 'm':
			request->how.mean = !strcmp(optarg, "losses")      ? MEAN_LOSSES :
			                    !strcmp(optarg, "sequences") ? MEAN_SEQUENCES :
			                                                   MEAN_NOT;
			if (!request->how.mean)
				return message_fail_usage("grad", _("--mean takes losses or sequences, not '%s'"), optarg);
			break;
		case 'a':
			request->how.all = true;
			break;
		case 't':
			if (!truncation_read(optarg, &request->truncation))
				return message_fail_usage("grad", _("--truncate takes a number of steps, not '%s'"),
				                  optarg);
			break;
		default:
			return message_fail_usage("grad", answer == ':' ? _("the option '%s' needs an argument")
			                                : _("grad has no option '%s'"),
			                  argv[optind - 1]);
		}
	if (optind < argc)
		return message_fail_usage("grad", _("'%s' is one word too many"), argv[optind]);
	if (!request->load || !request->out)
		return message_fail_usage("grad", _("grad needs %s"), request->load ? "--out FILE" : "--load FILE");
	return 0;
}

int grad_main(int argc, char **argv)
{
	struct request request = { 0 };
	LOCAL(text) told = { 0 }, clean = { 0 };
	struct error error;
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--help"))
			return print_help();
	int const status = read_request(argc, argv, &request);
	if (status)
		return status;
	bool const is_done = run(&request, &told, &error);
	if (is_done) {
		utf8_clean(&clean, text_get(&told), told.length, true);
		puts(text_get(&clean));
	} else {
		error_print(&error);
	}
	return !is_done;
}
