// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/html.h"

#include <stdint.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"
#include "base/markup.h"
#include "base/message.h"
#include "base/palette.h"
#include "base/utf8.h"

enum { PART_BYTES_MOST = 256 * 1024 };

// ---- the page round it

static const char *const classes[ROLE_COUNT] = {
	[ROLE_TEXT] = "",         [ROLE_DIM] = "dim",           [ROLE_TITLE] = "title",
	[ROLE_BORDER] = "border", [ROLE_STRONG] = "strong",     [ROLE_CODE] = "code",
	[ROLE_MATH] = "formula",  [ROLE_COMMAND] = "command",   [ROLE_HERE] = "place",
	[ROLE_LIT] = "lit",       [ROLE_NEW] = "new",           [ROLE_GRADIENT] = "gradient",
	[ROLE_POSITIVE] = "plus", [ROLE_NEGATIVE] = "minus",    [ROLE_GOOD] = "good",
	[ROLE_ERROR] = "error",   [ROLE_HINT] = "hint",         [ROLE_PROMPT] = "prompt",
};

static void add_colour(struct text *out, const char *property, uint32_t colour)
{
	if (colour != COLOUR_USUAL)
		text_addf(out, "%s:#%06x;", property, (unsigned)colour & 0xFFFFFF);
}

// What stands on a ground of its own has half blocks at its sides, where there is room.
static bool has_edges(enum role role)
{
	return role == ROLE_HERE || role == ROLE_LIT;
}

// The roles as the palette has them, on one ground.
static void add_roles(struct text *out, enum background background)
{
	for (int role = ROLE_TEXT + 1; role < ROLE_COUNT; role++) {
		struct look const look = palette_look(background, (enum role)role);
		unsigned const marks = palette_marks((enum role)role, true);
		text_addf(out, "pre .%s{", classes[role]);
		add_colour(out, "color", look.ink);
		add_colour(out, "background", look.ground);
		text_addf(out, "%s%s}\n", marks & MARK_BOLD ? "font-weight:bold;" : "",
		          marks & MARK_ITALIC ? "font-style:italic;" : "");
		if (!has_edges((enum role)role))
			continue;
		text_addf(out, "pre .%s-edge{", classes[role]);
		add_colour(out, "color", look.ground);
		text_add(out, "}\n");
	}
}

// A file of ours, for a style or a script.
static bool add_part(struct text *out, const char *file, struct error *error)
{
	struct text path = { 0 }, bytes = { 0 };
	bool const ok = data_find("pages", file, &path) &&
	                file_read_text(&bytes, text_get(&path), FILE_OWN, PART_BYTES_MOST);
	text_add(out, text_get(&bytes));
	text_free(&path);
	text_free(&bytes);
	return ok || error_set(error, SPAN_NONE, _("BPTT_REPL_DATA can name the folder that holds pages/"),
	                       _("the program's own file %s is missing"), file);
}

bool html_begin(const struct html_page *page, struct text *out, struct error *error)
{
	text_add(out, "<!DOCTYPE html>\n<html lang=\"");
	markup_add(out, page->language);
	text_add(out, "\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	              "style-src 'unsafe-inline'; script-src 'unsafe-inline'");
	text_addf(out, "%s\"/>\n", page->has_frame ? "; frame-src 'self'" : "");
	html_add_element(out, "title", page->title);
	text_add(out, "\n<meta name=\"description\" content=\"");
	markup_add(out, page->description);
	text_addf(out, "\"/>\n%s<style>/*<![CDATA[*/\n", page->links);
	add_roles(out, BACKGROUND_LIGHT);
	text_add(out, "@media (prefers-color-scheme: dark) {\n");
	add_roles(out, BACKGROUND_DARK);
	text_add(out, "}\n");
	bool const ok = add_part(out, "page.css", error);
	text_add(out, "/*]]>*/</style>\n</head>\n<body>\n");
	return ok;
}

bool html_end(const struct html_page *page, struct text *out, struct error *error)
{
	bool ok = true;
	if (page->has_steps) {
		text_add(out, "<script>//<![CDATA[\n");
		ok = add_part(out, "page.js", error);
		text_add(out, "//]]></script>\n");
	}
	text_add(out, "</body>\n</html>\n");
	return ok;
}

void html_add_element(struct text *out, const char *name, const char *words)
{
	text_addf(out, "<%s>", name);
	markup_add(out, words);
	text_addf(out, "</%s>", name);
}

// ---- letters

// Whether every font of one width has the letter in that width: Latin ones, and those that lines and bars are
// drawn with.  Others may come from another font.
static bool is_usual(const char *letter, size_t length)
{
	uint32_t code;
	size_t const first = utf8_decode(letter, length, &code);
	return first == length && (code < 0x250 || (code >= 0x1E00 && code < 0x1F00) || (code >= 0x2500 && code < 0x25A0));
}

void html_add_letters(struct text *out, const char *words, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t const letter = utf8_letter(words + at, length - at);
		bool const is_plain = is_usual(words + at, letter);
		if (!is_plain)
			text_add(out, utf8_columns(words + at, letter) > 1 ? "<i class=\"w\">" : "<i>");
		markup_add_bytes(out, words + at, letter);
		text_add(out, is_plain ? "" : "</i>");
		at += letter;
	}
}

// Whether a blank looks as one of a role does.
static bool is_bare(const struct cell_of_grid *cell)
{
	return grid_is_blank(cell) && palette_look(BACKGROUND_DARK, (enum role)cell->role).ground == COLOUR_USUAL;
}

static int row_end(const struct grid *grid, int row)
{
	int end = grid->cols;
	while (end > 0 && is_bare(grid_at(grid, row, end - 1)))
		end--;
	return end;
}

// The role at whose side this half block stands; ROLE_TEXT: it is none.
static enum role edge_of(const struct grid *grid, int row, int col)
{
	const char *const letter = grid_at(grid, row, col)->letter;
	int const beside = !strcmp(letter, "▐") ? col + 1 : !strcmp(letter, "▌") ? col - 1 : -1;
	enum role const role = beside >= 0 && beside < grid->cols ? (enum role)grid_at(grid, row, beside)->role : ROLE_TEXT;
	return has_edges(role) ? role : ROLE_TEXT;
}

// The column after what stands in one role; blanks without a ground stand in any.
static int run_end(const struct grid *grid, int row, int col, int end)
{
	unsigned char const role = grid_at(grid, row, col)->role;
	int last = col + 1;
	if (edge_of(grid, row, col) != ROLE_TEXT)
		return last;
	for (col++; col < end; col++) {
		const struct cell_of_grid *const cell = grid_at(grid, row, col);
		if (cell->role == role && !is_bare(cell) && edge_of(grid, row, col) == ROLE_TEXT)
			last = col + 1;
		else if (!is_bare(cell))
			break;
	}
	return last;
}

static void add_run(struct text *out, const struct grid *grid, int row, int from, int to)
{
	enum role const edge = edge_of(grid, row, from);
	const char *const class = classes[edge != ROLE_TEXT ? edge : (enum role)grid_at(grid, row, from)->role];
	struct text letters = { 0 };
	for (int col = from; col < to; col++) {
		const struct cell_of_grid *const cell = grid_at(grid, row, col);
		text_add(&letters, grid_is_blank(cell) ? " " : cell->letter);
	}
	if (*class)
		text_addf(out, "<span class=\"%s%s\">", class, edge != ROLE_TEXT ? "-edge" : "");
	html_add_letters(out, text_get(&letters), letters.length);
	text_add(out, *class ? "</span>" : "");
	text_free(&letters);
}

void html_add_grid(struct text *out, const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++) {
		int const end = row_end(grid, row);
		for (int col = 0; col < end;) {
			if (is_bare(grid_at(grid, row, col))) {
				text_add_char(out, ' ');
				col++;
				continue;
			}
			int const to = run_end(grid, row, col, end);
			add_run(out, grid, row, col, to);
			col = to;
		}
		text_add_char(out, '\n');
	}
}
