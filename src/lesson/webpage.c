// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/webpage.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "file/html.h"
#include "lesson/lesson.h"
#include "lesson/library.h"
#include "lesson/prose.h"
#include "lesson/run.h"
#include "repl/panes.h"
#include "repl/session.h"
#include "typeset/mathml.h"
#include "view/reading.h"

enum {
	LINE_COLUMNS = 66, // of what commands print
	STAGE_COLUMNS = 64, STAGE_ROWS = 24, // this many fit beside the text, and on a telephone
	DESCRIPTION_COLUMNS = 160
};

struct writer {
	struct webpage *page;
	struct text *out;
	struct session *session;
	struct run *run;
	struct prose_ways ways;
	const char *program; // as in struct surroundings
	struct grid stands, unlit; // the picture that was written last; the same when nothing was lit
	int number; // of the lesson, 0: it is not ours
};

// ---- what was typed and printed

static void write_told(const struct output *output, struct text *out)
{
	static const char *const classes[TOLD_KINDS] = {
		[TOLD_RESULT] = "", [TOLD_NOTE] = " class=\"hint\"", [TOLD_ERROR] = " class=\"error\"",
		[TOLD_RIGHT] = " class=\"good\"", [TOLD_WRONG] = " class=\"error\"",
	};
	text_addf(out, "<samp%s>", classes[output->told]);
	html_add_letters(out, output->text, strlen(output->text));
	text_add(out, "</samp>\n");
}

static void write_commands(struct writer *writer, int page, int block)
{
	const struct block *const each = &writer->run->lesson.page[page].block[block];
	text_add(writer->out, "<pre>");
	for (int c = 0; c < each->commands; c++) {
		const struct entry *const ran = document_ran(&writer->run->document, page, block, c);
		text_add(writer->out, "<kbd class=\"command\"><i>▸</i> ");
		html_add_letters(writer->out, each->command[c].line, strlen(each->command[c].line));
		text_add(writer->out, "</kbd>\n");
		for (int i = 0; ran && i < ran->outputs; i++)
			write_told(&ran->output[i], writer->out);
	}
	text_add(writer->out, "</pre>\n");
}

// ---- questions

static void begin_details(struct text *out, const char *summary)
{
	text_add(out, "<details>\n");
	html_add_element(out, "summary", summary);
	text_add_char(out, '\n');
}

static void write_folded(struct writer *writer, const char *summary, const struct paragraph *words)
{
	begin_details(writer->out, summary);
	prose_write(words, 1, &writer->ways, writer->out);
	text_add(writer->out, "</details>\n");
}

// Of choices a number means the words.
static void write_answer(const struct question *question, const char *answer, struct text *out)
{
	int const choice = question->choices ? atoi(answer) : 0;
	bool const is_choice = choice >= 1 && choice <= question->choices;
	html_add_element(out, is_choice ? "q" : "code", is_choice ? question->choice[choice - 1] : answer);
}

static void write_wrong(struct writer *writer, const struct question *question)
{
	if (!question->wrongs)
		return;
	begin_details(writer->out, _("Answers that go wrong, and what to ask yourself"));
	text_add(writer->out, "<dl>\n");
	for (int i = 0; i < question->wrongs; i++) {
		text_add(writer->out, "<dt>");
		write_answer(question, question->wrong[i].answer, writer->out);
		text_add(writer->out, "</dt>\n<dd>");
		prose_write_words(&question->wrong[i].reply, &writer->ways, writer->out);
		text_add(writer->out, "</dd>\n");
	}
	text_add(writer->out, "</dl>\n</details>\n");
}

// The answer as the program tells it to those who give the question up, and the author's words.
static void write_solution(struct writer *writer, const struct question *question, int page, int block)
{
	const struct document *const document = &writer->run->document;
	begin_details(writer->out, _("Solution"));
	if (question->choices) {
		text_add(writer->out, "<p>");
		write_answer(question, question->answer, writer->out);
		text_add(writer->out, "</p>\n");
	}
	for (int i = 0; i < document->count && !question->choices; i++) {
		const struct entry *const entry = &document->entry[i];
		if (entry->kind != ENTRY_SOLUTION || entry->page != page || entry->block != block || !entry->outputs)
			continue;
		text_add(writer->out, "<pre>");
		for (int o = 0; o < entry->outputs; o++)
			write_told(&entry->output[o], writer->out);
		text_add(writer->out, "</pre>\n");
	}
	if (question->solution.pieces)
		prose_write(&question->solution, 1, &writer->ways, writer->out);
	text_add(writer->out, "</details>\n");
}

static void write_question(struct writer *writer, int page, int block)
{
	const struct question *const question = writer->run->lesson.page[page].block[block].question;
	struct text *const out = writer->out;
	text_add(out, "<div class=\"question\" role=\"group\" aria-label=\"");
	markup_add(out, _("Question"));
	text_add(out, "\">\n<p><span class=\"label\">");
	markup_add(out, _("Question. "));
	text_add(out, "</span>");
	prose_write_words(&question->words, &writer->ways, out);
	text_add(out, "</p>\n");
	if (question->choices)
		text_add(out, "<ol>\n");
	for (int i = 0; i < question->choices; i++) {
		html_add_element(out, "li", question->choice[i]);
		text_add_char(out, '\n');
	}
	text_add(out, question->choices ? "</ol>\n" : "");
	for (int i = 0; i < question->hints; i++) {
		LOCAL(text) summary = { 0 };
		text_addf(&summary, _("Hint %d of %d. "), i + 1, question->hints);
		write_folded(writer, text_get(&summary), &question->hint[i]);
	}
	write_wrong(writer, question);
	write_solution(writer, question, page, block);
	text_add(out, "</div>\n");
}

// ---- pictures

static struct stage_picture draw(struct writer *writer, bool lit)
{
	struct scene const scene = session_scene(writer->session);
	struct screen_parts parts = panes_parts(writer->session);
	parts.speak = lit ? parts.speak : NULL;
	return reading_draw_stage(&scene, &parts, STAGE_COLUMNS, STAGE_ROWS);
}

// The picture of the block at hand, where it is another one than stands already.  One that differs only in what
// is lit is for those who step: in a row with the others it would say nothing new.
static void write_picture(struct writer *writer, const struct stage_picture *picture)
{
	struct text *const out = writer->out;
	if (!picture->grid.rows || grid_equal(&picture->grid, &writer->stands))
		return;
	struct stage_picture unlit = draw(writer, false);
	bool const is_again = grid_equal(&unlit.grid, &writer->unlit);
	text_addf(out, "<figure%s style=\"--cols:%d\">\n<pre role=\"img\" aria-label=\"",
	          is_again ? " class=\"again\"" : "", picture->grid.cols);
	markup_add(out, _("Picture"));
	text_add(out, ": ");
	markup_add(out, text_get(&picture->title));
	text_add(out, "\">\n");
	html_add_grid(out, &picture->grid);
	text_add(out, "</pre>\n<figcaption>");
	markup_add(out, text_get(&picture->title));
	if (picture->tex.length) {
		text_add(out, "<div class=\"math\">");
		mathml_write(text_get(&picture->tex), picture->tex.length, true, out);
		text_add(out, "</div>");
	}
	text_add(out, "</figcaption>\n</figure>\n");
	writer->page->pictures++;
	grid_free(&writer->unlit);
	writer->unlit = unlit.grid;
	unlit.grid = (struct grid){ 0 };
	stage_picture_free(&unlit);
}

// ---- the walk

// Writes the block that has been reached; a question is given up, so that its answer is known.
static void write_step(struct writer *writer)
{
	struct run *const run = writer->run;
	int const page = run->page, number = run->block;
	const struct block *const block = run_block(run);
	struct stage_picture picture = draw(writer, true);
	text_addf(writer->out, "<div class=\"step\" id=\"s%d\"%s>\n", ++writer->page->steps,
	          picture.grid.rows ? "" : " data-bare=\"\"");
	switch (block->kind) {
	case BLOCK_WORDS:
		prose_write(block->paragraph, block->paragraphs, &writer->ways, writer->out);
		write_picture(writer, &picture);
		break;
	case BLOCK_RUN:
		write_commands(writer, page, number);
		write_picture(writer, &picture);
		break;
	case BLOCK_ASK:
		write_picture(writer, &picture);
		run_skip(run, writer->session);
		write_question(writer, page, number);
		break;
	}
	text_add(writer->out, "</div>\n");
	grid_free(&writer->stands);
	writer->stands = picture.grid;
	picture.grid = (struct grid){ 0 };
	stage_picture_free(&picture);
}

static bool has_title(const struct lesson *lesson, int page)
{
	return lesson->page[page].title != lesson->title;
}

static void begin_section(struct writer *writer, int page)
{
	const struct lesson *const lesson = &writer->run->lesson;
	text_addf(writer->out, "%s<section id=\"p%d\">\n", page ? "</section>\n" : "", page + 1);
	if (has_title(lesson, page)) {
		html_add_element(writer->out, "h2", lesson->page[page].title);
		text_add_char(writer->out, '\n');
		if (writer->program && writer->number)
			ways_write_program(writer->program, writer->number, page + 1, writer->out);
	}
}

static bool fail_stuck(const struct run *run, struct error *error)
{
	error_set(error, (struct span){ 0 }, _("`lesson --check` tells what is wrong with it"),
	          _("the lesson does not go on after block %d of its page %d"), run->block + 1, run->page + 1);
	error_locate(error, run->lesson.source, "", 0, 1);
	return false;
}

// To the last block; at each of them what follows is the next one.
static bool walk(struct writer *writer, struct error *error)
{
	struct run *const run = writer->run;
	int page = -1, block = -1;
	while (!run->finished) {
		bool const is_new = run->page != page || run->block != block;
		if (!is_new)
			return fail_stuck(run, error);
		for (; page < run->page; block = -1)
			begin_section(writer, ++page);
		block = run->block;
		if (block >= 0)
			write_step(writer);
		bool const stays = run->page == page && run->block == block;
		if (stays && page + 1 == run->lesson.pages && run_page_ends(run))
			break;
		if (stays)
			run_next(run, writer->session);
	}
	text_add(writer->out, "</section>\n");
	return true;
}

// ---- round it

// The pages of the lesson, where there is more than one.
static void write_contents(const struct lesson *lesson, struct text *out)
{
	if (lesson->pages < 2)
		return;
	text_add(out, "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">");
	markup_add(out, _("Pages"));
	text_add(out, "</h2>\n<ol>\n");
	for (int p = 0; p < lesson->pages; p++) {
		text_addf(out, "<li><a href=\"#p%d\">", p + 1);
		markup_add(out, has_title(lesson, p) ? lesson->page[p].title : _("Introduction"));
		text_add(out, "</a></li>\n");
	}
	text_add(out, "</ol>\n</nav>\n");
}

static void write_bar(const struct webpage *page, struct text *out)
{
	text_add(out, "<div class=\"bar\" id=\"bar\" role=\"group\" hidden=\"hidden\" aria-label=\"");
	markup_add(out, _("Step by step"));
	text_add(out, "\">\n<button type=\"button\" aria-label=\"");
	markup_add(out, _("Step back (left arrow)"));
	text_add(out, "\">◂</button>\n<input type=\"range\" min=\"1\" max=\"");
	text_addf(out, "%d\" value=\"1\" aria-label=\"", page->steps);
	markup_add(out, _("Step"));
	text_addf(out, "\"/>\n<output>1 / %d</output>\n<button type=\"button\" aria-label=\"", page->steps);
	markup_add(out, _("Step on (right arrow)"));
	text_add(out, "\">▸</button>\n</div>\n");
}

// Where the script shows the program beside the text.
static void write_pane(struct text *out)
{
	text_add(out, "<aside class=\"pane\" id=\"pane\" hidden=\"hidden\" aria-label=\"");
	markup_add(out, _("The program"));
	text_add(out, "\">\n<button type=\"button\" aria-label=\"");
	markup_add(out, _("Close the program"));
	text_add(out, "\">×</button>\n</aside>\n");
}

void webpage_describe(const struct lesson *lesson, int cols, struct text *out)
{
	for (int p = 0; p < lesson->pages && !out->length; p++)
		for (int b = 0; b < lesson->page[p].blocks && !out->length; b++)
			for (int i = 0; i < lesson->page[p].block[b].paragraphs && !out->length; i++)
				prose_write_plain(&lesson->page[p].block[b].paragraph[i], out);
	size_t const fits = utf8_fit(text_get(out), out->length, cols);
	if (fits == out->length)
		return;
	size_t end = fits;
	while (end > 0 && out->at[end] != ' ')
		end--;
	out->length = end ? end : fits;
	out->at[out->length] = '\0';
	text_add(out, "…");
}

static bool write_all(struct writer *writer, const struct surroundings *around, struct error *error)
{
	const struct lesson *const lesson = &writer->run->lesson;
	struct text *const out = writer->out;
	LOCAL(text) title = { 0 }, description = { 0 }, links = { 0 };
	if (writer->number)
		text_addf(&title, _("Lesson %d: %s"), writer->number, lesson->title);
	else
		text_add(&title, lesson->title);
	text_add(&title, " – bptt-repl");
	webpage_describe(lesson, DESCRIPTION_COLUMNS, &description);
	ways_write_links(around, &links);
	struct html_page const html = { language_spoken(), text_get(&title), text_get(&description),
		                        text_get(&links), true, around->program != NULL };
	bool ok = html_begin(&html, out, error);
	text_add(out, "<header>\n");
	ways_write(around, out);
	if (writer->number) {
		text_add(out, "<p class=\"where\">");
		text_addf(out, _("Lesson %d"), writer->number);
		text_add(out, "</p>\n");
	}
	html_add_element(out, "h1", lesson->title);
	text_add_char(out, '\n');
	if (around->program)
		ways_write_program(around->program, writer->number, 0, out);
	write_contents(lesson, out);
	text_add(out, "</header>\n<main>\n");
	ok = ok && walk(writer, error);
	text_add(out, "</main>\n<footer>\n");
	ways_write(around, out);
	html_add_element(out, "p", _("Made by bptt-repl, a debugger for backpropagation through time: what is shown "
	                             "is what ran."));
	text_add(out, "\n</footer>\n");
	write_bar(writer->page, out);
	if (around->program)
		write_pane(out);
	return ok && html_end(&html, out, error);
}

// A lesson that is ours is known by its number.
static int number_of(const char *lesson)
{
	struct shelf shelf = shelf_find();
	LOCAL(text) path = { 0 };
	struct error error;
	char *key = NULL;
	int number;
	if (shelf_path(&shelf, lesson, &path, &key, &number, &error) && !number)
		shelf_speak_as(text_get(&path));
	shelf_free(&shelf);
	free(key);
	return number;
}

bool webpage_make(struct webpage *page, const struct command *const *tables, const char *lesson,
                  const struct surroundings *around, struct error *error)
{
	*page = (struct webpage){ 0 };
	bool const had_utf8 = utf8_locale();
	utf8_set_locale(true); // a page is UTF-8 wherever it is made
	struct writer writer = { .page = page, .out = &page->bytes, .number = number_of(lesson),
		                 .ways = { around->find, around->context }, .program = around->program };
	writer.session = session_open(tables, error);
	bool ok = writer.session != NULL;
	if (ok)
		writer.session->manner.columns = LINE_COLUMNS;
	ok = ok && lesson_open_apart(writer.session, lesson, error);
	if (ok) {
		writer.run = run_of(writer.session);
		ok = write_all(&writer, around, error);
	}
	grid_free(&writer.stands);
	grid_free(&writer.unlit);
	if (writer.session)
		session_free(writer.session);
	utf8_set_locale(had_utf8);
	if (!ok)
		webpage_free(page);
	return ok;
}

void webpage_free(struct webpage *page)
{
	text_free(&page->bytes);
	*page = (struct webpage){ 0 };
}
