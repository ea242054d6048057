// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/course.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/language.h"
#include "base/markup.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "file/html.h"
#include "file/save.h"
#include "lesson/content.h"
#include "lesson/library.h"
#include "lesson/webpage.h"

enum { LANGUAGES_MOST = WAYS_MOST, ABOUT_COLUMNS = 200 };

#define PROGRAM "program.html"

// A lesson in one language.
struct leaf {
	bool is_there;
	char *address, *title, *about; // owned
};

struct edition {
	char *language, *name, *index; // "vi", "Tiếng Việt", "index.vi.html"; owned
	struct leaf *leaf;             // by the number on the shelf; owned
};

struct course {
	const struct command *const *tables;
	const char *folder, *program;
	struct shelf shelf;
	struct edition edition[LANGUAGES_MOST];
	int editions;
	const struct edition *at; // whose pages are written
	struct course_told *told;
};

// ---- what there is

static char *address_of(const char *name, const char *language)
{
	struct text address = { 0 };
	bool const is_english = !strcmp(language, "en");
	text_addf(&address, "%s%s%s.html", name, is_english ? "" : ".", is_english ? "" : language);
	return text_take(&address);
}

static bool read_leaf(const struct course *course, int i, const char *language, struct leaf *leaf,
                      struct error *error)
{
	struct text path = { 0 }, about = { 0 };
	struct lesson lesson;
	leaf->is_there = shelf_speaks(course->shelf.name[i]);
	if (!leaf->is_there)
		return true;
	shelf_file(&course->shelf, i, &path);
	bool const ok = lesson_read_file(&lesson, text_get(&path), false, error);
	if (ok) {
		webpage_describe(&lesson, ABOUT_COLUMNS, &about);
		leaf->address = address_of(course->shelf.name[i], language);
		leaf->title = memory_copy_string(lesson.title);
		lesson_free(&lesson);
	}
	leaf->about = text_take(&about);
	text_free(&path);
	return ok;
}

// In the language that is spoken.  One without a lesson is none.
static bool add_edition(struct course *course, const char *language, struct error *error)
{
	struct edition *const edition = &course->edition[course->editions++];
	bool ok = true, has_any = false;
	edition->language = memory_copy_string(language);
	// The language's name, in the language itself.
	edition->name = memory_copy_string(_("English"));
	edition->index = address_of("index", language);
	edition->leaf = memory_get((size_t)course->shelf.count + 1, sizeof *edition->leaf);
	for (int i = 0; ok && i < course->shelf.count; i++) {
		ok = read_leaf(course, i, language, &edition->leaf[i], error);
		has_any |= edition->leaf[i].is_there;
	}
	return ok && (has_any || !strcmp(language, "en") ||
	              error_set(error, SPAN_NONE, NULL, _("there are no lessons in %s"), edition->name));
}

static bool find_editions(struct course *course, struct error *error)
{
	char *const list = language_list(), *rest = list;
	bool ok = true;
	for (char *language; ok && course->editions < LANGUAGES_MOST && (language = strsep(&rest, ", "));)
		if (*language && language_speak(language))
			ok = add_edition(course, language, error);
	free(list);
	return ok;
}

static void free_course(struct course *course)
{
	for (int e = 0; e < course->editions; e++) {
		struct edition *const edition = &course->edition[e];
		for (int i = 0; i < course->shelf.count; i++) {
			free(edition->leaf[i].address);
			free(edition->leaf[i].title);
			free(edition->leaf[i].about);
		}
		free(edition->leaf);
		free(edition->language);
		free(edition->name);
		free(edition->index);
	}
	shelf_free(&course->shelf);
}

// ---- pages

static bool save(struct course *course, const char *file, const struct text *bytes, struct error *error)
{
	LOCAL(text) path = { 0 };
	text_addf(&path, "%s/%s", course->folder, file);
	bool const ok = save_file(text_get(&path), text_get(bytes), bytes->length, error);
	course->told->pages++;
	course->told->bytes += bytes->length;
	if (bytes->length > course->told->largest)
		course->told->largest = bytes->length;
	return ok;
}

// "02-loss.md", and a heading in it that is passed by.
static bool find_page(void *context, const char *link, struct text *address)
{
	const struct course *const course = context;
	size_t const length = strcspn(link, "#");
	for (int i = 0; i < course->shelf.count; i++) {
		size_t const name = strlen(course->shelf.name[i]);
		bool const is_meant = length == name + 3 && !memcmp(link, course->shelf.name[i], name) &&
		                      !memcmp(link + name, ".md", 3);
		if (is_meant && course->at->leaf[i].is_there) {
			text_add(address, course->at->leaf[i].address);
			return true;
		}
	}
	return false;
}

// The nearest lesson in that direction.
static void find_neighbour(const struct course *course, int i, int way, struct way *found, struct text *words)
{
	do
		i += way;
	while (i >= 0 && i < course->shelf.count && !course->at->leaf[i].is_there);
	if (i < 0 || i >= course->shelf.count)
		return;
	const struct leaf *const leaf = &course->at->leaf[i];
	text_addf(words, way < 0 ? "← %d %s" : "%d %s →", atoi(course->shelf.name[i]), leaf->title);
	*found = (struct way){ leaf->address, text_get(words), NULL };
}

// The same page in the other languages; i: -1 for the index.
static void find_others(const struct course *course, int i, struct way *others)
{
	int count = 0;
	for (int e = 0; e < course->editions; e++) {
		const struct edition *const edition = &course->edition[e];
		if (edition != course->at && (i < 0 || edition->leaf[i].is_there))
			others[count++] = (struct way){ i < 0 ? edition->index : edition->leaf[i].address,
				                        edition->name, edition->language };
	}
}

static bool write_lesson(struct course *course, int i, struct error *error)
{
	struct surroundings around = { .index = { course->at->index, _("All lessons"), NULL },
		                       .program = course->program, .find = find_page, .context = course };
	LOCAL(text) before = { 0 }, after = { 0 };
	struct webpage page;
	find_neighbour(course, i, -1, &around.before, &before);
	find_neighbour(course, i, 1, &around.after, &after);
	find_others(course, i, around.others);
	bool const ok = webpage_make(&page, course->tables, course->shelf.name[i], &around, error) &&
	                save(course, course->at->leaf[i].address, &page.bytes, error);
	webpage_free(&page);
	return ok;
}

static void write_list(const struct course *course, struct text *out)
{
	text_add(out, "<ol class=\"lessons\">\n");
	for (int i = 0; i < course->shelf.count; i++) {
		const struct leaf *const leaf = &course->at->leaf[i];
		if (!leaf->is_there)
			continue;
		text_addf(out, "<li value=\"%d\"><span class=\"number\">%d</span><a href=\"",
		          atoi(course->shelf.name[i]), atoi(course->shelf.name[i]));
		markup_add_address(out, leaf->address);
		text_add(out, "\">");
		markup_add(out, leaf->title);
		text_add(out, "</a>\n");
		html_add_element(out, "p", leaf->about);
		text_add(out, "</li>\n");
	}
	text_add(out, "</ol>\n");
}

static bool write_index(struct course *course, struct error *error)
{
	struct surroundings around = { 0 };
	LOCAL(text) out = { 0 }, links = { 0 };
	const char *const title = _("Backpropagation through time, step by step");
	const char *const about =
		_("A course in lessons. Each walks a small recurrent network forward and backward through time, one "
	          "equation after the other; all that its pages show was computed.");
	find_others(course, -1, around.others);
	ways_write_links(&around, &links);
	struct html_page const page = { course->at->language, title, about, text_get(&links), false, false };
	bool ok = html_begin(&page, &out, error);
	text_add(&out, "<header>\n");
	ways_write(&around, &out);
	html_add_element(&out, "h1", title);
	html_add_element(&out, "p", about);
	text_add_char(&out, '\n');
	if (course->program)
		ways_write_program(course->program, 0, 0, &out);
	text_add(&out, "</header>\n<main>\n");
	write_list(course, &out);
	text_add(&out, "</main>\n");
	return ok && html_end(&page, &out, error) && save(course, course->at->index, &out, error);
}

static bool write_edition(struct course *course, const struct edition *edition, struct error *error)
{
	bool ok = true;
	course->at = edition;
	language_speak(edition->language);
	for (int i = 0; ok && i < course->shelf.count; i++)
		ok = !edition->leaf[i].is_there || write_lesson(course, i, error);
	return ok && write_index(course, error);
}

static bool make_folder(const char *folder, struct error *error)
{
	struct stat there;
	bool const ok = !mkdir(folder, 0777) || (errno == EEXIST && !stat(folder, &there) && S_ISDIR(there.st_mode));
	if (!ok)
		error_set(error, SPAN_NONE, NULL, _("cannot make the folder: %s"),
		          errno == EEXIST ? file_why(ENOTDIR) : file_why(errno));
	if (!ok)
		error_locate(error, folder, "", 0, 1);
	return ok;
}

bool course_write(const struct command *const *tables, const char *folder, const char *program,
                  struct course_told *told, struct error *error)
{
	struct course course = { .tables = tables, .folder = folder, .program = program, .told = told,
		                 .shelf = shelf_find() };
	LOCAL(text) path = { 0 };
	char *const spoken = memory_copy_string(language_spoken());
	bool const had_utf8 = utf8_locale();
	*told = (struct course_told){ 0 };
	text_addf(&path, "%s/%s", folder, PROGRAM);
	if (!program && !access(text_get(&path), R_OK))
		course.program = PROGRAM;
	bool ok = make_folder(folder, error) && find_editions(&course, error);
	for (int e = 0; ok && e < course.editions; e++)
		ok = write_edition(&course, &course.edition[e], error);
	language_speak(spoken);
	utf8_set_locale(had_utf8);
	free_course(&course);
	free(spoken);
	return ok;
}
