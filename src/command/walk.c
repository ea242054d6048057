// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that move through the walk, and those that say where it stands.
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "command/all.h"
#include "command/findings.h"
#include "command/pass.h"
#include "command/tell.h"
#include "command/walk.h"
#include "repl/session.h"
#include "repl/stops.h"
#include "trace/walk.h"

#define REPEATS_MOST 1000000000L

static void say_place(struct session *session,
                      void (*tell)(const struct scene *scene, int columns, struct text *out))
{
	struct scene const scene = session_scene(session);
	struct text out = { 0 };
	tell(&scene, session->manner.columns, &out);
	session_answer(session, &out);
}

// How one row moves: the stride, the way, and what it says when it stops.
struct movement {
	enum stride stride;
	bool backward;
	void (*tell)(const struct scene *scene, int columns, struct text *out);
};

static bool ends(const struct walk *walk, struct place place, enum stride stride)
{
	struct place const before = place_before(&walk->itinerary, place, STRIDE_EQUATION);
	return place.phase == PHASE_START ||
	       place_equal(place, place_after(&walk->itinerary, before, stride));
}

// Where its stride stops, what the movement tells; where a stop holds on the way, the iteration that is
// complete there, or the equation.
static void say_stop(struct session *session, const struct walk *walk, struct movement movement)
{
	struct place const place = session->state.place;
	if (!session->front.has_screen)
		stops_say_hits(session, place);
	say_place(session, ends(walk, place, movement.stride)    ? movement.tell
	                   : ends(walk, place, STRIDE_ITERATION) ? tell_iteration
	                                                         : tell_equation);
	// Where the picture shows the place, a log of few rows shows what is said last.
	if (session->front.has_screen)
		stops_say_hits(session, place);
	displays_say(session);
}

static bool move_by(struct session *session, const struct words *words, struct movement movement,
                    long count, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	struct stops *stops = stops_of(session);
	if (!walk)
		return false;
	struct place const from = session->state.place;
	struct place *place = &session->state.place;
	for (long i = 0; i < count; i++) {
		struct place const next =
			movement.backward ? place_before(&walk->itinerary, *place, movement.stride)
					  : place_after(&walk->itinerary, *place, movement.stride);
		if (place_equal(next, *place))
			break;
		if (!stops_go(session, place, next, words->name, error))
			return false;
		if (stops_are_hit(stops))
			break;
	}
	if (!place_equal(*place, from))
		say_stop(session, walk, movement);
	else if (!pass_step(session, movement.backward))
		session_say(session, SAY_NOTE,
		            movement.backward ? _("This is the start of the walk.")
		                              : _("This is the end of the walk."));
	if (interrupt_is_cut()) // nothing was told: the same line goes there anew
		*place = from;
	return true;
}

static bool move(struct session *session, const struct words *words, struct movement movement,
                 struct error *error)
{
	long count = 1;
	if (words->count && !words_integer(words, 0, _("the count"), 1, REPEATS_MOST, &count, error))
		return false;
	return move_by(session, words, movement, count, error);
}

static bool run_step(struct session *session, const struct words *words, struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_EQUATION, false, tell_equation },
	            error);
}

static bool run_next(struct session *session, const struct words *words, struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_ITERATION, false, tell_iteration },
	            error);
}

static bool run_finish(struct session *session, const struct words *words, struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_LOSS, false, tell_pass }, error);
}

bool walk_continue(struct session *session, const struct words *words, struct error *error)
{
	return move_by(session, words, (struct movement){ STRIDE_ALL, false, tell_pass }, 1, error);
}

static bool run_continue(struct session *session, const struct words *words, struct error *error)
{
	return walk_continue(session, words, error);
}

static bool run_back(struct session *session, const struct words *words, struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_EQUATION, true, tell_equation },
	            error);
}

static bool run_reverse_next(struct session *session, const struct words *words,
                             struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_ITERATION, true, tell_iteration },
	            error);
}

static bool run_reverse_finish(struct session *session, const struct words *words,
                               struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_LOSS, true, tell_pass }, error);
}

static bool run_reverse_continue(struct session *session, const struct words *words,
                                 struct error *error)
{
	return move(session, words, (struct movement){ STRIDE_ALL, true, tell_pass }, error);
}

static bool fail_no_iteration(const struct walk *walk, long t, long k, struct span span,
                              struct error *error)
{
	int const last = place_last_k(&walk->itinerary, (int)t);
	if (!walk->itinerary.single && !walk->pass->has_loss[t])
		return walk_fail_loss(walk, (int)t, span, error);
	if (walk->itinerary.single && k == t)
		return error_set(error, span, NULL, _("no loss depends on step %ld: the last one is %d"), k,
		                 place_last_loss(&walk->itinerary));
	if (walk->itinerary.single)
		return error_set(error, span, _("sweep double"),
		                 _("in the single sweep k is t: there is no (%ld,%ld)"), t, k);
	if (k > t)
		return error_set(
			error, span, NULL,
			_("loss %ld does not depend on step %ld: its iterations are k = %ld … %d"),
			t, k, t, last);
	return error_set(error, span, _("truncate off"), _("truncation stops loss %ld at k = %d"),
	                 t, last);
}

// start | end | forward T | backward T K
static bool find_goal(const struct walk *walk, const struct words *words, struct place *goal,
                      struct error *error)
{
	const struct itinerary *itinerary = &walk->itinerary;
	const char *where = words_at(words, 0);
	long t, k;
	int takes = 1;
	if (!strcmp(where, "start")) {
		*goal = place_start();
	} else if (!strcmp(where, "end")) {
		*goal = place_end(itinerary);
	} else if (!strcmp(where, "forward")) {
		takes = 2;
		if (!words_integer(words, 1, "T", 0, itinerary->T - 1, &t, error))
			return false;
		place_forward(itinerary, (int)t, goal);
	} else if (!strcmp(where, "backward")) {
		takes = 3;
		if (!words_integer(words, 1, "T", 0, itinerary->T - 1, &t, error) ||
		    !words_integer(words, 2, "K", 0, itinerary->T - 1, &k, error))
			return false;
		if (!place_backward(itinerary, (int)t, (int)k, goal))
			return fail_no_iteration(walk, t, k, words->word[2].span, error);
	} else {
		const char *advice = _("goto start, goto end, goto forward T or goto backward T K");
		return words->count ? error_set(error, words->word[0].span, advice,
		                                _("'%s' is not a place of the walk"), words->rest)
		                    : error_set(error, words->end, advice, _("a place is missing here"));
	}
	return words_at_most(words, takes, error);
}

static bool run_goto(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	struct place goal;
	if (!walk || !find_goal(walk, words, &goal, error))
		return false;
	struct place const from = session->state.place;
	session->state.place = goal;
	say_place(session, tell_iteration);
	displays_say(session);
	if (interrupt_is_cut())
		session->state.place = from;
	return true;
}

static bool run_where(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	(void)words;
	if (!walk)
		return false;
	struct place const place = session->state.place;
	const struct equation *equation = walk_equation(walk, place);
	struct text out = { 0 };
	walk_describe(walk, place, &out);
	if (equation) {
		struct print_style const style =
			walk_style(walk, place, !session_scene(session).ascii);
		text_add(&out, "\n  ");
		equation_print(walk->network->cell, equation, &style, &out);
	}
	if (session->state.passage.passes)
		text_addf(&out, _("\n  pass %d of %d"), session->state.passage.at, session->state.passage.last);
	text_addf(&out, _("\n  equation %ld of %ld, stop %ld of %ld"),
	          place_ordinal(&walk->itinerary, place, STRIDE_EQUATION),
	          place_count(&walk->itinerary, STRIDE_EQUATION),
	          place_ordinal(&walk->itinerary, place, STRIDE_ITERATION),
	          place_count(&walk->itinerary, STRIDE_ITERATION));
	return session_answer(session, &out);
}

static bool run_explain(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	if (!session_walk(session, error))
		return false;
	if (!session->json) {
		say_place(session, tell_explanation);
		return true;
	}
	struct scene const scene = session_scene(session);
	LOCAL(text) out = { 0 };
	findings_write_place(&scene, &out);
	session_say_object(session, SAY_RESULT, text_get(&out));
	return true;
}

const struct command walk_commands[] = {
	{
		.name = "step",
		.alias = "s",
		.group = GROUP_WALK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Evaluate the next equation, or the next N."),
		.help = N_("Shows the equation with its names, with its numbers, and what it "
	                   "changed.\n"
	                   "Enter repeats it.  `s[3]` is the hidden state; `s` alone steps."),
		.run = run_step,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "next",
		.alias = "n",
		.group = GROUP_WALK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Go on to the end of the next time step or (t,k) iteration."),
		.help = N_("Backward it shows delta, the partial gradients beside their numeric "
	                   "values, and\n"
	                   "the sums so far."),
		.run = run_next,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "finish",
		.alias = "fin",
		.group = GROUP_WALK,
		.summary = N_("Go on to the end of the forward pass, or of this loss."),
		.run = run_finish,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "continue",
		.alias = "c",
		.group = GROUP_WALK,
		.summary = N_("Go on to the next stop, or to the end of the walk."),
		.run = run_continue,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "back",
		.alias = "reverse-step rs",
		.group = GROUP_WALK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary =
			N_("Go back one equation, or N: every value is again what it was there."),
		.run = run_back,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "reverse-next",
		.alias = "rn",
		.group = GROUP_WALK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Go back to the end of the iteration or time step before."),
		.run = run_reverse_next,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "reverse-finish",
		.alias = "rf",
		.group = GROUP_WALK,
		.summary = N_("Go back to the end of the loss before, of the forward pass, or to "
	                      "the start."),
		.run = run_reverse_finish,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "reverse-continue",
		.alias = "rc",
		.group = GROUP_WALK,
		.summary = N_("Go back to the stop before, or to the start of the walk."),
		.run = run_reverse_continue,
		.repeats = true,
		.in_lessons = true,
	},
	{
		.name = "goto",
		.group = GROUP_WALK,
		.usage = "start|end|forward T|backward T K",
		.takes = { 1, 3, N_("a place") },
		.summary = N_("Go to a place of the walk at once."),
		.help = N_("  goto forward 2       where time step 2 is complete\n"
	                   "  goto backward 3 1    where loss 3 has been carried back to step 1\n"
	                   "Values depend on the place alone, not on the way there."),
		.run = run_goto,
		.choices = "start end forward backward",
		.in_lessons = true,
	},
	{
		.name = "where",
		.group = GROUP_WALK,
		.summary = N_("Say the place: the time step or iteration, and the equation."),
		.run = run_where,
		.in_lessons = true,
	},
	{
		.name = "explain",
		.group = GROUP_WALK,
		.summary = N_("Show the equation just evaluated again, with every name in it."),
		.run = run_explain,
		.in_lessons = true,
	},
	{ .name = NULL },
};
