// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/runners.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/plot.h"
#include "file/json.h"
#include "net/distance.h"
#include "net/network.h"
#include "view/glyph.h"
#include "view/race.h"

// Distances that are worth a look; more multiplications than this are refused rather than begun.
enum { STEPS_WORTH = 2000 };
#define COST_MOST 1e11

void runners_free(struct runners *runners)
{
	for (int i = 0; i < runners->count; i++) {
		free(runners->at[i].name);
		free(runners->at[i].at);
		network_free(runners->at[i].network);
	}
	runners->count = 0;
}

bool runners_add(struct runners *runners, const char *name, struct network *network,
                 const struct word *word, struct error *error)
{
	if (runners->count == PLOT_LINES) {
		network_free(network);
		return error_set(error, word->span, NULL, _("%d can be compared at most"),
		                 PLOT_LINES);
	}
	struct text clean = { 0 };
	utf8_clean(&clean, name, strlen(name), false);
	runners->at[runners->count++] =
		(struct runner){ .name = text_take(&clean), .network = network };
	return true;
}

// ---- options

static bool read_measure(struct runners *runners, const struct words *words, int i,
                         struct error *error)
{
	static const char *const names[] = { [MEASURE_STATE] = "state", [MEASURE_DELTA] = "delta" };
	const char *word = i < words->count ? words->word[i].at : "";
	for (int measure = 0; measure < 2; measure++)
		if (!strcmp(word, names[measure])) {
			runners->measure = (enum measure)measure;
			return true;
		}
	return error_set(
		error, i < words->count ? words->word[i].span : words->end, NULL,
		_("by state compares the Jacobian of the states, by delta the delta vectors"));
}

bool runners_read_option(struct runners *runners, const struct words *words, int *i,
                         struct error *error)
{
	const char *word = words->word[*i].at;
	if (!strcmp(word, "for")) {
		*i += 2;
		return words_integer(words, *i - 1, _("the number of steps"), 2, STEPS_WORTH,
		                     &runners->steps, error);
	}
	if (!strcmp(word, "by")) {
		*i += 2;
		return read_measure(runners, words, *i - 1, error);
	}
	return true;
}

// ---- running

// The same words, or vectors, again and again.
static void repeat_words(struct network *network, long steps)
{
	int const T = network->x_count;
	int *x = memory_get((size_t)steps, sizeof *x), *y = memory_get((size_t)steps, sizeof *y);
	for (long t = 0; t < steps; t++) {
		x[t] = network->x[t % T];
		y[t] = network->y[t % T];
	}
	struct sequence repeated = { .x = x, .y = y, .count = (int)steps };
	for (int input = 0; input < INPUTS_MOST; input++) {
		struct array const once = network->given[input];
		if (!once.at)
			continue;
		struct array const all = corpus_give(&repeated, input, once.cols);
		for (long i = 0; i < steps * once.cols; i++)
			all.at[i] = once.at[i % (T * once.cols)];
	}
	network_set_sequence(network, &repeated);
	for (int input = 0; input < INPUTS_MOST; input++)
		free(repeated.given[input].at);
	free(x);
	free(y);
}

static bool measure(const struct runners *runners, struct runner *runner, const struct pass *pass,
                    struct arena *arena)
{
	struct distance distance;
	int const t = network_last_loss(pass->network);
	bool const states = runners->measure == MEASURE_STATE;
	if (!(states ? distance_read_jacobians(&distance, pass, t, t + 1, false, arena)
	             : distance_read_sweep(&distance, pass, t, arena)))
		return false;
	runner->count = states ? distance.count : distance.reached;
	runner->at = memory_get((size_t)runner->count, sizeof *runner->at);
	for (int d = 0; d < runner->count; d++)
		runner->at[d] = states ? distance_norm(&distance, d) : distance.delta.at[d];
	return true;
}

static bool run(const struct runners *runners, struct runner *runner, const struct words *words,
                struct error *error)
{
	struct network *network = runner->network;
	if (network_ready(network, error) && runners->steps)
		repeat_words(network, runners->steps);
	if (!network_ready(network, error)) {
		error->span = words->name;
		return false;
	}
	struct pass *pass = pass_new(network);
	if (!pass)
		return false;
	LOCAL(arena) arena = { 0 };
	bool done = runners->measure != MEASURE_STATE || distance_cost(pass, pass->T, false) <= COST_MOST;
	if (!done)
		error_set(error, words->name, _("take fewer steps or units, or by delta"),
		          _("the Jacobians of %s would cost too much"), runner->name);
	else
		done = measure(runners, runner, pass, &arena);
	pass_free(pass);
	return done;
}

// ---- what came out

void runners_say_object(struct session *session, const struct runners *runners, const char *command)
{
	LOCAL(text) out = { 0 };
	bool const ascii = !utf8_locale();
	text_add(&out, "{\"command\": ");
	json_write_string(command, ascii, &out);
	text_addf(&out, ", \"measure\": \"%s\", \"t\": %d, \"lines\": [",
	          runners->measure == MEASURE_STATE ? "state" : "delta",
	          network_last_loss(runners->at[0].network));
	for (int i = 0; i < runners->count; i++) {
		const struct runner *runner = &runners->at[i];
		struct race_line const line = { runner->name, runner->at, runner->count };
		text_add(&out, i ? ", {\"name\": " : "{\"name\": ");
		json_write_string(runner->name, ascii, &out);
		text_add(&out, ", \"rate\": ");
		json_write_number(race_rate(&line), &out);
		text_add(&out, ", \"values\": ");
		json_write_numbers((struct array){ runner->count, 1, runner->at }, &out);
		text_add_char(&out, '}');
	}
	text_add(&out, "]}");
	session_say_object(session, SAY_RESULT, text_get(&out));
}

static void runners_say_picture(struct session *session, const struct runners *runners)
{
	struct race_line line[PLOT_LINES];
	struct race race = { .line = line,
		             .lines = runners->count,
		             .precision = session->precision,
		             .glyphs = session_glyphs(session) };
	bool const ascii = race.glyphs == GLYPHS_ASCII;
	const char *bar = glyph(GLYPH_NORM, ascii), *d = ascii ? "d" : "∂";
	int const t = network_last_loss(runners->at[0].network);
	LOCAL(text) heading = { 0 };
	for (int i = 0; i < runners->count; i++)
		line[i] = (struct race_line){ runners->at[i].name, runners->at[i].at,
			                      runners->at[i].count };
	if (runners->measure == MEASURE_STATE)
		text_addf(&heading, _("%s%sS[%d]/%sS[k]%s%s, S all states, by distance t-k"), bar,
		          d, t, d, bar, ascii ? "2" : "₂");
	else
		text_addf(&heading, _("%s%s[%d,k]%s by distance t-k"), bar,
		          glyph(GLYPH_DELTA, ascii), t, bar);
	race.heading = text_get(&heading);
	struct sheet sheet = plot_sheet(session, NULL);
	race_draw(&race, &sheet);
	plot_say(session, &sheet);
}

bool runners_measure(struct runners *runners, const struct words *words, struct error *error)
{
	for (int i = 0; i < runners->count; i++)
		if (!run(runners, &runners->at[i], words, error))
			return false;
	return true;
}

bool runners_run(struct runners *runners, struct session *session, const char *command,
                 const struct words *words, struct error *error)
{
	if (!runners_measure(runners, words, error))
		return false;
	if (session->json)
		runners_say_object(session, runners, command);
	else
		runners_say_picture(session, runners);
	return true;
}
