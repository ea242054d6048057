// SPDX-License-Identifier: GPL-3.0-or-later
// The command clip, and `info clip`: what clipping does to the gradient at hand.
#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/info.h"
#include "lang/print.h"
#include "net/moment.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "repl/value.h"
#include "train/train.h"

static bool run_clip(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count)
		return settings_say(session, "clip");
	struct clip clip = session->learning.clip;
	const struct word *word = &words->word[0];
	int by = CLIP_OFF;
	while (by <= CLIP_ELEMENT && strcmp(word->at, clip_names[by]))
		by++;
	if (by > CLIP_ELEMENT)
		return error_set(error, word->span, "clip norm 5",
		                 _("clipping is by norm, by element or off, not '%s'"), word->at);
	clip.by = (enum clipping)by;
	if (by != CLIP_OFF && !words_size(words, 1, _("the threshold"), false, &clip.most, error))
		return false;
	int const most = by == CLIP_OFF ? 1 : 2;
	if (!words_at_most(words, most, error))
		return false;
	session->learning.clip = clip;
	settings_note(session, NULL);
	return true;
}

// ---- info clip

// At most 75 columns with six digits: the page of a lesson has 76.
enum {
	NAME_COLUMNS = 5,
	NUMBER_COLUMNS = 11,
	COSINE_COLUMNS = 9,
	ANGLE_COLUMNS = 9,
	EFFECT_COLUMNS = NUMBER_COLUMNS + COSINE_COLUMNS + ANGLE_COLUMNS
};

static void add_number(double number, int precision, struct text *out)
{
	LOCAL(text) text = { 0 };
	number_write(number, precision, &text);
	utf8_add_field(out, text_get(&text), NUMBER_COLUMNS);
}

// "    0.5000   0.9731   13.32°"
static void add_effect(const struct clip_effect *effect, int precision, struct text *out)
{
	double const degrees = acos(effect->cosine) * 57.29577951308232;
	LOCAL(text) cosine = { 0 }, angle = { 0 };
	add_number(effect->clipped, precision, out);
	if (isnan(effect->cosine)) {
		text_add(&cosine, "-");
		text_add(&angle, "-");
	} else {
		text_addf(&cosine, "%.5f", effect->cosine);
		text_addf(&angle, utf8_locale() ? "%.2f°" : "%.2f", degrees);
	}
	utf8_add_field(out, text_get(&cosine), COSINE_COLUMNS);
	utf8_add_field(out, text_get(&angle), ANGLE_COLUMNS);
}

static void add_row(const char *name, struct clip_effect by_norm, struct clip_effect by_element,
                    int precision, struct text *out)
{
	text_add(out, "\n  ");
	utf8_add_field(out, name, -NAME_COLUMNS);
	add_number(by_norm.norm, precision, out);
	add_effect(&by_norm, precision, out);
	add_effect(&by_element, precision, out);
}

static void add_head(struct clip by_norm, struct clip by_element, int precision, struct text *out)
{
	LOCAL(text) left = { 0 }, right = { 0 };
	text_add(&left, _("by norm "));
	number_write_short(by_norm.most, precision, &left);
	text_add(&right, _("by element "));
	number_write_short(by_element.most, precision, &right);
	text_addf(out, "\n  %-*s", NAME_COLUMNS + NUMBER_COLUMNS, "");
	utf8_add_field(out, text_get(&left), EFFECT_COLUMNS);
	utf8_add_field(out, text_get(&right), EFFECT_COLUMNS);
	text_addf(out, "\n  %-*s", NAME_COLUMNS, "");
	utf8_add_field(out, _("gradient"), NUMBER_COLUMNS);
	for (int effect = 0; effect < 2; effect++) {
		utf8_add_field(out, _("length"), NUMBER_COLUMNS);
		utf8_add_field(out, _("cosine"), COSINE_COLUMNS);
		utf8_add_field(out, _("angle"), ANGLE_COLUMNS);
	}
}

// What is compared: the clipping in force, or where none is, one to half of the gradient's norm; beside it
// the clipping of the other kind that leaves the gradient as long.
static void compare(struct session *session, const struct array *gradient, struct text *out)
{
	const struct cell *cell = session->state.network->cell;
	struct clip clip = session->learning.clip;
	double const norm = clip_norm(gradient, cell->quantities);
	int elements = 0;
	if (clip.by == CLIP_OFF)
		clip = (struct clip){ CLIP_NORM, norm / 2 };
	struct clip const other = clip_other(clip, gradient, cell->quantities);
	LOCAL(text) setting = { 0 };
	settings_tell(session, "clip", &setting);
	text_addf(out, _("%s; the gradient by all parameters together has the norm "),
	          text_get(&setting));
	number_write(norm, session->precision, out);
	network_add_sequence(session->state.network, out);
	if (other.by == CLIP_OFF) {
		text_add(out, _("\n  It is below the threshold: nothing is clipped."));
		return;
	}
	struct clip const by_norm = clip.by == CLIP_NORM ? clip : other;
	struct clip const by_element = clip.by == CLIP_NORM ? other : clip;
	add_head(by_norm, by_element, session->precision, out);
	for (int q = 0; q < cell->quantities; q++) {
		elements += (int)array_size(gradient[q]);
		if (gradient[q].at)
			add_row(cell->quantity[q].name, clip_effect(by_norm, gradient[q], norm),
			        clip_effect(by_element, gradient[q], norm), session->precision,
			        out);
	}
	struct clip_effect const of_all =
		clip_effect_of_all(by_element, gradient, cell->quantities);
	add_row(_("all"), clip_effect_of_all(by_norm, gradient, cell->quantities), of_all,
	        session->precision, out);
	text_addf(out,
	          _("\n  Both leave the gradient as long.\n"
	            "  By norm it is scaled and keeps its direction;\n"
	            "  by element %d of %d elements are cut, and it turns."),
	          of_all.cut, elements);
}

void info_clip(struct session *session, struct text *out)
{
	struct error error;
	const struct walk *walk = session_walk(session, &error);
	if (!walk) {
		text_add(out, error.cause);
		return;
	}
	struct moment *end = moment_end(walk->pass);
	if (!interrupt_is_cut())
		compare(session, end->sum, out);
	moment_free(end);
}

const struct command clip_commands[] = {
	{
		.name = "clip",
		.group = GROUP_NETWORK,
		.usage = "[off|norm X|element X]",
		.takes = { 0, 2, NULL },
		.summary =
			N_("Clip the gradients of train: scale long ones, or cut their elements."),
		.help = N_(
			"  clip norm 5       a longer gradient (all parameters) is scaled to norm 5\n"
			"  clip element 1    each element is cut to 1; this changes the direction\n"
			"  clip off\n"
			"`info clip` shows what both do to the gradient at hand.  Only train clips."),
		.run = run_clip,
		.choices = "off norm element",
		.in_lessons = true,
	},
	{ .name = NULL },
};
