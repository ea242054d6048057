// SPDX-License-Identifier: GPL-3.0-or-later
// The words: the vocabulary with its numbers, and what is read and what is to be predicted at each
// time.  Of long lists, what is near the place.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"

enum { WORDS_SHOWN = 100, TIMES_SHOWN = 20, TIME_COLUMN = 5, GAP = 3 };

void view_words_title(const struct scene *scene, struct text *title)
{
	text_add(title, _("words"));
	if (scene->walk)
		text_addf(title, "   C = %d, T = %d", scene->walk->network->C,
		          scene->walk->itinerary.T);
}

static void fill_vocabulary(struct study *study, struct sheet *sheet)
{
	const struct network *network = study->scene->walk->network;
	LOCAL(text) list = { 0 };
	int const shown = network->C < WORDS_SHOWN ? network->C : WORDS_SHOWN;
	for (int i = 0; i < shown; i++)
		text_addf(&list, "%s%d %s", i ? "   " : "", i, study_word(study, i));
	if (shown < network->C)
		text_addf(&list, _("   ... and %d more"), network->C - shown);
	sheet_prose(sheet, ROLE_TEXT, text_get(&list));
}

static void put_word(struct study *study, struct sheet *sheet, struct area line, int col,
                     enum role role, int input, int t)
{
	const struct network *network = study->scene->walk->network;
	int const count = input == INPUT_X ? network->x_count : network->y_count;
	int const word = t < count ? (input == INPUT_X ? network->x : network->y)[t] : WORD_NONE;
	LOCAL(text) text = { 0 };
	if (word != WORD_NONE)
		text_addf(&text, "%d ", word);
	text_add(&text, study_input(study, input, t));
	grid_put(&sheet->paper, line, 0, col, role, text_get(&text));
}

static int word_columns(struct study *study, int t)
{
	const char *text = study_input(study, INPUT_X, t);
	return 1 + (study->scene->walk->network->x[t] > 9 ? 5 : 1) + utf8_columns(text, strlen(text));
}

void view_words_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	int const T = scene->walk->itinerary.T;
	int const here = scene->place.phase == PHASE_BACKWARD ? scene->place.k : scene->place.t;
	int from = T <= TIMES_SHOWN ? 0 : here - TIMES_SHOWN / 2;
	from = from > T - TIMES_SHOWN ? T - TIMES_SHOWN : from;
	from = from < 0 ? 0 : from;
	int const to = from + TIMES_SHOWN < T ? from + TIMES_SHOWN : T;
	int wide = utf8_columns(_("read x[t]"), strlen(_("read x[t]")));
	for (int t = from; t < to; t++) {
		int const cols = word_columns(study, t);
		wide = cols > wide ? cols : wide;
	}
	int const second = TIME_COLUMN + wide + GAP;

	fill_vocabulary(study, sheet);
	sheet_take(sheet, 1);
	struct area const head = sheet_take(sheet, 1);
	grid_put(&sheet->paper, head, 0, 0, ROLE_DIM, "t");
	grid_put(&sheet->paper, head, 0, TIME_COLUMN, ROLE_DIM, _("read x[t]"));
	grid_put(&sheet->paper, head, 0, second, ROLE_DIM, _("predict y[t]"));
	for (int t = from; t < to; t++) {
		struct area const line = sheet_take(sheet, 1);
		bool const lit = t == here && scene->place.phase != PHASE_START;
		enum role const role = lit ? ROLE_HERE : ROLE_TEXT;
		grid_putf(&sheet->paper, line, 0, 0, role, "%d", t);
		put_word(study, sheet, line, TIME_COLUMN, role, INPUT_X, t);
		put_word(study, sheet, line, second, role, INPUT_Y, t);
	}
}
