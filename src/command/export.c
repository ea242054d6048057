// SPDX-License-Identifier: GPL-3.0-or-later
// export: the whole walk as a file, every equation with its numbers in the order in which they run.  It has the
// same bytes on every machine, as the walk has: as TeX for people, as CSV and JSON for programs.
#include <stdint.h>
#include <string.h>

#include "array/number.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "file/json.h"
#include "file/save.h"
#include "lang/print.h"
#include "repl/session.h"
#include "view/formula.h"
#include "view/study.h"

enum { STEPS_SHOWN_MOST = 20000, NUMBERS_MOST = 4000000 };

// One equation of the walk, where it has just run.
struct export_step {
	struct scene scene;
	struct study study;
	const char *phase;
	int number; // from 0
	struct text equation, name;
	struct array result;
};

// ---- TeX

// Any words as TeX for text: letters that its fonts for Latin and Vietnamese lack go by their number.
static void write_tex_words(const char *words, struct text *out)
{
	for (size_t at = 0, length = strlen(words); at < length;) {
		uint32_t letter;
		size_t const bytes = utf8_decode(words + at, length - at, &letter);
		if (letter < 0x80 && strchr("#$%&_{}", (int)letter))
			text_addf(out, "\\%c", (char)letter);
		else if (letter < 0x80 && strchr("\\^~<>|\"", (int)letter))
			text_addf(out, "\\symbol{%u}", (unsigned)letter);
		else if (letter >= 0x250 && !(letter >= 0x1e00 && letter <= 0x1eff) && letter != 0x2026)
			text_addf(out, "\\texttt{U+%04X}", (unsigned)letter);
		else
			text_add_bytes(out, words + at, bytes);
		at += bytes;
	}
}

static void begin_tex(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, "% bptt-repl export: compiles with pdflatex\n"
	              "\\documentclass{article}\n"
	              "\\usepackage[T1,T5]{fontenc}\n"
	              "\\usepackage[utf8]{inputenc}\n"
	              "\\usepackage[a4paper,landscape,margin=12mm]{geometry}\n"
	              "\\usepackage{amsmath,amssymb}\n"
	              "\\setcounter{MaxMatrixCols}{40}\n"
	              "\\setlength{\\parindent}{0pt}\n"
	              "\\begin{document}\n");
	LOCAL(text) title = { 0 };
	text_addf(&title, _("Cell %s, H = %d, C = %d, T = %d"), network->cell->name, network->H, network->C,
	          network_steps(network));
	text_add(out, "\\section*{");
	write_tex_words(text_get(&title), out);
	text_add(out, "}\n");
}

static void write_tex_step(const struct export_step *step, struct text *out)
{
	LOCAL(text) where = { 0 };
	struct place const place = step->scene.place;
	struct place const before =
		place_before(&step->scene.walk->itinerary, place, STRIDE_EQUATION);
	if (before.phase != place.phase || before.t != place.t || before.k != place.k) {
		walk_describe(step->scene.walk, place, &where);
		text_add(out, "\n\\subsection*{");
		write_tex_words(text_get(&where), out);
		text_add(out, "}\n");
	}
	text_add(out, "\\begin{gather*}\n");
	formula_write_tex(&step->study, out);
	text_add(out, " \\\\\n");
	formula_write_tex_numbers(&step->study, out);
	text_add(out, "\n\\end{gather*}\n");
}

static void end_tex(const struct session *session, struct text *out)
{
	(void)session;
	text_add(out, "\\end{document}\n");
}

// ---- CSV

static void begin_csv(const struct session *session, struct text *out)
{
	(void)session;
	text_add(out, "step,phase,t,k,equation,name,row,column,value\n");
}

// Numbers stand bare, so that a minus is one; an equation holds no quotation mark.
static void write_csv_step(const struct export_step *step, struct text *out)
{
	struct place const place = step->scene.place;
	for (size_t i = 0; i < array_size(step->result); i++) {
		text_addf(out, "%d,%s,%d,", step->number, step->phase, place.t);
		if (place.phase == PHASE_BACKWARD)
			text_addf(out, "%d", place.k);
		text_addf(out, ",\"%s\",\"%s\",%d,%d,", text_get(&step->equation), text_get(&step->name),
		          (int)i / step->result.cols, (int)i % step->result.cols);
		number_write_exactly(step->result.at[i], out);
		text_add_char(out, '\n');
	}
}

static void end_csv(const struct session *session, struct text *out)
{
	(void)session, (void)out;
}

// ---- JSON

static void begin_json(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, "{\"cell\": ");
	json_write_string(network->cell->name, false, out);
	text_addf(out, ", \"C\": %d, \"H\": %d, \"T\": %d, \"words\": [", network->C, network->H, network_steps(network));
	for (int i = 0; i < network->C; i++) {
		text_add(out, i ? ", " : "");
		json_write_string(network->word[i], false, out);
	}
	text_add(out, "],\n\"walk\": [");
}

static void write_json_step(const struct export_step *step, struct text *out)
{
	struct place const place = step->scene.place;
	text_addf(out, "%s\n{\"phase\": \"%s\", \"t\": %d", step->number ? "," : "", step->phase, place.t);
	if (place.phase == PHASE_BACKWARD)
		text_addf(out, ", \"k\": %d", place.k);
	text_add(out, ", \"equation\": ");
	json_write_string(text_get(&step->equation), false, out);
	text_add(out, ", \"name\": ");
	json_write_string(text_get(&step->name), false, out);
	text_add(out, ", \"shape\": ");
	json_write_shape(step->result, out);
	text_add(out, ", \"value\": ");
	json_write_numbers(step->result, out);
	text_add_char(out, '}');
}

static void end_json(const struct session *session, struct text *out)
{
	(void)session;
	text_add(out, "\n]}\n");
}

// ---- the walk

static const struct export_format {
	const char *ending;
	void (*begin)(const struct session *session, struct text *out);
	void (*step)(const struct export_step *step, struct text *out);
	void (*end)(const struct session *session, struct text *out);
} formats[] = {
	{ ".csv", begin_csv, write_csv_step, end_csv },
	{ ".json", begin_json, write_json_step, end_json },
	{ ".tex", begin_tex, write_tex_step, end_tex },
};

static const struct export_format *find_format(const char *file)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (text_ends_with(file, formats[i].ending))
			return &formats[i];
	return NULL;
}

// Equations and names have ASCII letters, whatever the locale: the file is to be the same everywhere.
static void write_step(const struct export_format *format, struct scene scene, int number, struct text *out)
{
	struct export_step step = { .scene = scene, .number = number };
	step.phase = scene.place.phase == PHASE_FORWARD ? "forward" : "backward";
	step.study = study_of(&step.scene);
	step.result = walk_result(scene.walk, scene.place);
	study_left(&step.study, true, &step.name);
	formula_write(&step.study, true, &step.equation);
	format->step(&step, out);
	text_free(&step.equation);
	text_free(&step.name);
	study_free(&step.study);
}

// False and *error: interrupted.
static bool write_walk(struct session *session, const struct export_format *format, struct scene scene,
                       struct text *out)
{
	const struct itinerary *itinerary = &scene.walk->itinerary;
	struct place const end = place_end(itinerary);
	int number = 0;
	scene.ascii = true;
	format->begin(session, out);
	for (struct place at = place_start(); !place_equal(at, end);) {
		at = place_after(itinerary, at, STRIDE_EQUATION);
		scene.place = at;
		write_step(format, scene, number++, out);
		if (interrupt_seen())
			return false;
	}
	format->end(session, out);
	return true;
}

static bool run_export(struct session *session, const struct words *words, struct error *error)
{
	const struct export_format *format = find_format(words->word[0].at);
	LOCAL(text) path = { 0 }, out = { 0 };
	if (!format)
		return error_set(error, words->word[0].span, _("export walk.tex, walk.csv or walk.json"),
		                 _("the name of an export ends in .tex, .csv or .json"));
	if (!session_walk(session, error))
		return false;
	struct scene const scene = session_scene(session);
	long const steps = place_count(&scene.walk->itinerary, STRIDE_EQUATION);
	const struct network *network = session->state.network;
	double const numbers = (double)steps * network->H * (network->C > network->H ? network->C : network->H);
	if (steps > STEPS_SHOWN_MOST || numbers > NUMBERS_MOST)
		return error_set(error, words->name, _("take fewer words, `truncate`, or smaller sizes"),
		                 _("this walk is too long for one file: %ld equations, matrices of %d x %d"), steps,
		                 network->H, network->C);
	file_write_path(words->word[0].at, &path);
	bool is_good = write_walk(session, format, scene, &out) &&
	               save_file(text_get(&path), text_get(&out), out.length, error);
	if (is_good)
		session_sayf(session, SAY_NOTE, _("%s: %ld equations"), words->word[0].at, steps);
	else if (!interrupt_is_cut())
		words_place(words, 0, error);
	return is_good;
}

const struct command export_commands[] = {
	{
		.name = "export",
		.group = GROUP_ASK,
		.usage = "FILE",
		.takes = { 1, 1, N_("a file's name") },
		.summary = N_("Write the whole walk to a file, every equation with its numbers."),
		.help = N_("  export walk.tex    for people: compiles with pdflatex\n"
	                   "  export walk.csv    a row for each number\n"
	                   "  export walk.json   an object for each equation\n"
	                   "Numbers of CSV and JSON read back exactly.  The file has the same bytes on\n"
	                   "every machine.  `picture` writes the screen."),
		.run = run_export,
		.complete = COMPLETE_FILE,
	},
	{ .name = NULL },
};
