// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/ways.h"

#include "base/language.h"
#include "base/markup.h"
#include "base/message.h"

static void write_way(const struct way *way, const char *class, const char *relation, struct text *out)
{
	if (!way->address)
		return;
	text_addf(out, "<a%s", class);
	if (*relation)
		text_addf(out, " rel=\"%s\"", relation);
	if (way->language)
		text_addf(out, " lang=\"%s\" hreflang=\"%s\"", way->language, way->language);
	text_add(out, " href=\"");
	markup_add_address(out, way->address);
	text_add(out, "\">");
	markup_add(out, way->words);
	text_add(out, "</a>\n");
}

void ways_write(const struct surroundings *around, struct text *out)
{
	bool const has_ways = around->index.address || around->before.address || around->after.address ||
	                      around->others[0].address;
	if (!has_ways)
		return;
	text_add(out, "<nav class=\"ways\" aria-label=\"");
	markup_add(out, _("Lessons"));
	text_add(out, "\">\n");
	write_way(&around->index, "", "", out);
	write_way(&around->before, "", "prev", out);
	write_way(&around->after, "", "next", out);
	for (int i = 0; i < WAYS_MOST; i++)
		write_way(&around->others[i], " class=\"on\"", "alternate", out);
	text_add(out, "</nav>\n");
}

static void write_link(const struct way *way, const char *relation, struct text *out)
{
	if (!way->address)
		return;
	text_addf(out, "<link rel=\"%s\"", relation);
	if (way->language)
		text_addf(out, " hreflang=\"%s\"", way->language);
	text_add(out, " href=\"");
	markup_add_address(out, way->address);
	text_add(out, "\"/>\n");
}

void ways_write_links(const struct surroundings *around, struct text *out)
{
	write_link(&around->before, "prev", out);
	write_link(&around->after, "next", out);
	for (int i = 0; i < WAYS_MOST; i++)
		write_link(&around->others[i], "alternate", out);
}

void ways_write_program(const char *program, int number, int page, struct text *out)
{
	text_addf(out, "<p%s><a class=\"here\" href=\"", page ? " class=\"run\"" : "");
	markup_add_address(out, program);
	text_add_char(out, '#');
	if (number)
		text_addf(out, "lesson=%d&amp;", number);
	if (number && page)
		text_addf(out, "page=%d&amp;", page);
	text_addf(out, "lang=%s\">", language_spoken());
	markup_add(out, _("Run it here"));
	text_add(out, "</a></p>\n");
}
