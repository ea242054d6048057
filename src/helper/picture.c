// SPDX-License-Identifier: GPL-3.0-or-later
// bptt-picture: the pictures that bptt-repl writes (file/svg.h) as PDF or PNG, for what does not show SVG.  It is a
// program of its own because cairo and pango start slowly and end when memory does; bptt-repl starts it when it is
// asked for such a picture.  Pictures follow each other on standard input, an element a line; each is a page of the
// PDF, and PNG takes one.  No reader of any other SVG.
//   bptt-picture pdf|png <IN.svg >OUT
// The same input gives the same bytes where the fonts and these libraries are the same: no date is written, and the
// letters are drawn without hints.
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

enum { SIDE_MOST = 20000, PIXELS = 2 }; // units of a picture; pixels a unit

// A unit of the picture is 1/96 inch, as for those who read SVG; one of PDF is 1/72.
static double const pdf_scale = 0.75;

struct page {
	bool is_png;
	cairo_surface_t *surface; // NULL: no picture has begun
	cairo_t *cairo;
	PangoLayout *layout;
	int count; // of pictures
};

static cairo_status_t write_bytes(void *stream, const unsigned char *bytes, unsigned length)
{
	return fwrite(bytes, 1, length, stream) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

// ---- reading an element

// Where the value of an attribute begins; NULL: it has none.
static const char *attribute(const char *element, const char *name)
{
	char key[32];
	snprintf(key, sizeof key, " %s=\"", name);
	const char *const at = strstr(element, key);
	return at ? at + strlen(key) : NULL;
}

static double number(const char *element, const char *name, double otherwise)
{
	const char *const value = attribute(element, name);
	return value ? strtod(value, NULL) : otherwise;
}

static bool has(const char *element, const char *name, const char *wanted)
{
	const char *const value = attribute(element, name);
	return value && !strncmp(value, wanted, strlen(wanted));
}

static void set_ink(cairo_t *cairo, const char *element)
{
	const char *const value = attribute(element, "fill");
	unsigned long const colour = value && *value == '#' ? strtoul(value + 1, NULL, 16) : 0;
	cairo_set_source_rgba(cairo, (double)(colour >> 16 & 255) / 255, (double)(colour >> 8 & 255) / 255,
	                      (double)(colour & 255) / 255, number(element, "fill-opacity", 1));
}

// The words between > and <, in place.
static char *read_words(char *element)
{
	static const struct {
		const char *entity;
		char letter;
	} rows[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' } };
	char *words = strchr(element, '>'), *out, *at;
	if (!words)
		return element + strlen(element);
	for (at = out = ++words; *at && *at != '<'; out++) {
		size_t length = 1;
		*out = *at;
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			if (!strncmp(at, rows[i].entity, strlen(rows[i].entity))) {
				*out = rows[i].letter;
				length = strlen(rows[i].entity);
			}
		at += length;
	}
	*out = '\0';
	return words;
}

// ---- drawing

static void draw_rectangle(const struct page *page, const char *element)
{
	bool const is_all = has(element, "width", "100%");
	set_ink(page->cairo, element);
	if (is_all)
		cairo_paint(page->cairo);
	else
		cairo_rectangle(page->cairo, number(element, "x", 0), number(element, "y", 0), number(element, "width", 0),
		                number(element, "height", 0));
	cairo_fill(page->cairo);
}

// Dots of braille: "Mx ya1.3 1.3 …" each begins at the left end of a circle.
static void draw_dots(const struct page *page, const char *element)
{
	const char *at = attribute(element, "d");
	double x, y, radius;
	set_ink(page->cairo, element);
	while (at && sscanf(at, "M%lf %lfa%lf", &x, &y, &radius) == 3) {
		cairo_new_sub_path(page->cairo);
		cairo_arc(page->cairo, x + radius, y, radius, 0, 2 * G_PI);
		at = strchr(at + 1, 'M');
	}
	cairo_fill(page->cairo);
}

// Words are as wide as the picture says, whatever font there is.
static void draw_words(const struct page *page, char *element)
{
	double const x = number(element, "x", 0), y = number(element, "y", 0);
	double const width = number(element, "textLength", 0);
	bool const is_bold = has(element, "font-weight", "bold"), is_italic = has(element, "font-style", "italic");
	PangoFontDescription *const font = pango_font_description_from_string("DejaVu Sans Mono, monospace");
	pango_font_description_set_absolute_size(font, 15 * PANGO_SCALE);
	pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(font, is_italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_layout_set_font_description(page->layout, font);
	pango_font_description_free(font);
	set_ink(page->cairo, element);
	pango_layout_set_text(page->layout, read_words(element), -1);
	PangoRectangle natural;
	pango_layout_get_extents(page->layout, NULL, &natural);
	double const has_width = (double)natural.width / PANGO_SCALE;
	cairo_save(page->cairo);
	cairo_translate(page->cairo, x, y - (double)pango_layout_get_baseline(page->layout) / PANGO_SCALE);
	if (width > 0 && has_width > 0)
		cairo_scale(page->cairo, width / has_width, 1);
	pango_cairo_show_layout(page->cairo, page->layout);
	cairo_restore(page->cairo);
}

// ---- pages

static bool begin(struct page *page, const char *element)
{
	double const width = number(element, "width", 0), height = number(element, "height", 0);
	if (!(width >= 1 && width <= SIDE_MOST && height >= 1 && height <= SIDE_MOST) || (page->is_png && page->count))
		return false;
	double const scale = page->is_png ? PIXELS : pdf_scale;
	if (!page->surface) {
		page->surface = page->is_png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * PIXELS),
		                                                          (int)(height * PIXELS))
		                             : cairo_pdf_surface_create_for_stream(write_bytes, stdout, width * scale,
		                                                                   height * scale);
		if (!page->is_png)
			cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_CREATE_DATE,
			                               "2000-01-01T00:00:00Z");
		page->cairo = cairo_create(page->surface);
		page->layout = pango_cairo_create_layout(page->cairo);
		cairo_font_options_t *const options = cairo_font_options_create();
		cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
		cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
		cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
		pango_cairo_context_set_font_options(pango_layout_get_context(page->layout), options);
		cairo_font_options_destroy(options);
	} else {
		cairo_pdf_surface_set_size(page->surface, width * scale, height * scale);
	}
	cairo_identity_matrix(page->cairo);
	cairo_scale(page->cairo, scale, scale);
	pango_cairo_update_layout(page->cairo, page->layout);
	page->count++;
	return true;
}

static bool finish(struct page *page)
{
	bool good = page->count > 0;
	if (good && page->is_png)
		good = cairo_surface_write_to_png_stream(page->surface, write_bytes, stdout) == CAIRO_STATUS_SUCCESS;
	if (page->surface) {
		g_object_unref(page->layout);
		good = good && cairo_status(page->cairo) == CAIRO_STATUS_SUCCESS;
		cairo_destroy(page->cairo);
		cairo_surface_finish(page->surface);
		good = good && cairo_surface_status(page->surface) == CAIRO_STATUS_SUCCESS;
		cairo_surface_destroy(page->surface);
	}
	bool const is_written = !ferror(stdout);
	return !fclose(stdout) && is_written && good;
}

static bool draw(struct page *page, char *element)
{
	static const char svg[] = "<svg ", end[] = "</svg>", title[] = "<title>", group[] = "<g ", group_end[] = "</g>",
	                  rectangle[] = "<rect ", path[] = "<path ", words[] = "<text ";
#define IS(name) (!strncmp(element, name, sizeof name - 1))
	if (IS(svg))
		return begin(page, element);
	if (!page->count)
		return false;
	if (IS(rectangle))
		draw_rectangle(page, element);
	else if (IS(path))
		draw_dots(page, element);
	else if (IS(words))
		draw_words(page, element);
	else if (IS(end))
		cairo_show_page(page->cairo);
	else
		return IS(title) || IS(group) || IS(group_end);
#undef IS
	return true;
}

// In a build with sanitizers: what fontconfig keeps until the process ends is no leak.
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int main(int argc, char **argv)
{
	struct page page = { .is_png = argc == 2 && !strcmp(argv[1], "png") };
	char *line = NULL;
	size_t room = 0;
	long row = 0;
	if (argc != 2 || (!page.is_png && strcmp(argv[1], "pdf") != 0)) {
		fputs("Usage: bptt-picture pdf|png <PICTURE.svg >FILE\nPictures are those of bptt-repl's command `picture`.\n",
		      stderr);
		return 2;
	}
	bool good = true;
	while (good && getline(&line, &room, stdin) > 0) {
		row++;
		good = draw(&page, line);
	}
	if (!good)
		fprintf(stderr, "bptt-picture: -:%ld: this is no picture of bptt-repl, or too many or too large for %s\n", row,
		        argv[1]);
	bool const is_finished = finish(&page);
	if (good && !is_finished)
		fprintf(stderr, "bptt-picture: cannot write the %s: %s\n", argv[1], strerror(errno ? errno : EIO));
	free(line);
	return !good || !is_finished;
}
