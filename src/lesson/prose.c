// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/prose.h"

#include <string.h>

#include "base/markup.h"
#include "file/html.h"
#include "typeset/mathml.h"

// ---- words

static const char *element_of(enum role role)
{
	return role == ROLE_CODE ? "code" : role == ROLE_STRONG ? "em" : NULL;
}

// Into the course, or into the world; what else an address may be (a script, say) leads nowhere.
static bool begin_link(const char *link, const struct prose_ways *ways, struct text *out)
{
	LOCAL(text) address = { 0 };
	bool const is_outside = link && (!strncmp(link, "https://", 8) || !strncmp(link, "http://", 7));
	bool const leads = is_outside || (link && ways && ways->find && ways->find(ways->context, link, &address));
	if (leads) {
		text_addf(out, "<a%s href=\"", is_outside ? " rel=\"noopener noreferrer\"" : "");
		markup_add_address(out, is_outside ? link : text_get(&address));
		text_add(out, "\">");
	}
	return leads;
}

static void write_piece(const struct piece *piece, bool is_code, struct text *out)
{
	const char *const element = is_code ? NULL : element_of(piece->role);
	if (piece->tex)
		mathml_write(piece->tex, strlen(piece->tex), false, out);
	else if (!strcmp(piece->words, "\n"))
		text_add(out, "<br/>\n");
	else if (element)
		html_add_element(out, element, piece->words);
	else
		markup_add(out, piece->words);
}

static bool is_same_link(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

void prose_write_words(const struct paragraph *paragraph, const struct prose_ways *ways, struct text *out)
{
	const char *link = NULL;
	bool leads = false;
	for (int i = 0; i < paragraph->pieces; i++) {
		const struct piece *const piece = &paragraph->piece[i];
		if (!is_same_link(piece->link, link)) {
			text_add(out, leads ? "</a>" : "");
			leads = begin_link(piece->link, ways, out);
			link = piece->link;
		}
		write_piece(piece, paragraph->verbatim, out);
	}
	text_add(out, leads ? "</a>" : "");
}

void prose_write_plain(const struct paragraph *paragraph, struct text *out)
{
	for (int i = 0; i < paragraph->pieces; i++)
		text_add(out, strcmp(paragraph->piece[i].words, "\n") ? paragraph->piece[i].words : " ");
}

// ---- lists and quotations

// What is open: lists, an item in each, and quotations round them all.
struct nest {
	bool ordered[LESSON_DEPTH_MOST + 1];
	int lists, quotes;
	struct text *out;
};

static void close_lists(struct nest *nest, int lists)
{
	for (; nest->lists > lists; nest->lists--)
		text_addf(nest->out, "</li>\n</%s>\n", nest->ordered[nest->lists - 1] ? "ol" : "ul");
}

static void open_list(struct nest *nest, const struct paragraph *paragraph)
{
	bool const is_ordered = paragraph->ordered && nest->lists + 1 == paragraph->lists;
	nest->ordered[nest->lists++] = is_ordered;
	if (is_ordered && paragraph->number != 1)
		text_addf(nest->out, "<ol start=\"%u\">\n<li>", paragraph->number);
	else
		text_addf(nest->out, "<%s>\n<li>", is_ordered ? "ol" : "ul");
}

static void set_quotes(struct nest *nest, int quotes)
{
	if (quotes != nest->quotes)
		close_lists(nest, 0);
	for (; nest->quotes > quotes; nest->quotes--)
		text_add(nest->out, "</blockquote>\n");
	for (; nest->quotes < quotes; nest->quotes++)
		text_add(nest->out, "<blockquote>\n");
}

// Opens and closes what this paragraph needs round it.
static void place(struct nest *nest, const struct paragraph *paragraph)
{
	int const lists = paragraph->lists;
	set_quotes(nest, paragraph->quotes);
	close_lists(nest, lists);
	bool const is_other = nest->lists == lists && lists && nest->ordered[lists - 1] != paragraph->ordered;
	if (paragraph->begins_item && is_other)
		close_lists(nest, lists - 1);
	else if (paragraph->begins_item && nest->lists == lists)
		text_add(nest->out, "</li>\n<li>");
	while (nest->lists < lists)
		open_list(nest, paragraph);
}

// ---- paragraphs

// Lines of code that stand together; returns how many.
static int write_code(const struct paragraph *paragraph, int count, struct text *out)
{
	int lines = 0;
	text_add(out, "<pre><code>");
	for (; lines < count && paragraph[lines].verbatim; lines++) {
		LOCAL(text) line = { 0 };
		for (int i = 0; i < paragraph[lines].pieces; i++)
			text_add(&line, paragraph[lines].piece[i].words);
		html_add_letters(out, text_get(&line), line.length);
		text_add_char(out, '\n');
	}
	text_add(out, "</code></pre>\n");
	return lines;
}

static void write_display(const struct paragraph *paragraph, struct text *out)
{
	const char *const tex = paragraph->piece->tex;
	text_add(out, "<div class=\"math\">");
	mathml_write(tex, strlen(tex), true, out);
	text_add(out, "</div>\n");
}

void prose_write(const struct paragraph *paragraph, int count, const struct prose_ways *ways, struct text *out)
{
	struct nest nest = { .out = out };
	for (int i = 0; i < count;) {
		const struct paragraph *const each = &paragraph[i++];
		place(&nest, each);
		if (each->verbatim) {
			i += write_code(each, count - i + 1, out) - 1;
		} else if (each->display) {
			write_display(each, out);
		} else {
			text_add(out, "<p>");
			prose_write_words(each, ways, out);
			text_add(out, "</p>\n");
		}
	}
	set_quotes(&nest, 0);
	close_lists(&nest, 0);
}
