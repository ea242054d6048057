// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/dialect.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/dialect_fit.h"

const char *dialect_name(const struct dialect *dialect)
{
	return dialect->name;
}

const char *dialect_cell(const struct dialect *dialect)
{
	return dialect->cell;
}

const char *dialect_layout(const struct dialect *dialect)
{
	return dialect->layout;
}

// ---- their files

static const char ending[] = ".dialect";

// Their names; the caller frees them and the array, which ends with NULL.
static char **list(void)
{
	return data_list("dialects", ending);
}

// What was read stays, and is parsed anew only where the file has changed: grade asks for all of them with each file.
enum { KEPT_MOST = 128 };
static struct kept {
	char *path, *text;
	struct dialect *dialect;
} kept[KEPT_MOST];
static int kept_count;

// The sizes that the arrays of a file say are the copy's own; all else is shared.
static struct dialect *copy(const struct dialect *dialect)
{
	struct arena arena = { 0 };
	struct dialect *own = arena_get(&arena, sizeof *own);
	*own = *dialect;
	own->arena = arena;
	return own;
}

static struct dialect *parse(const char *name, const char *path, const struct text *text, struct error *error)
{
	for (int i = 0; i < kept_count; i++)
		if (!strcmp(kept[i].path, path) && strlen(kept[i].text) == text->length && !strcmp(kept[i].text, text_get(text)))
			return copy(kept[i].dialect);
	struct dialect *dialect = dialect_parse(name, path, text_get(text), text->length, error);
	if (!dialect || kept_count == KEPT_MOST)
		return dialect;
	kept[kept_count++] = (struct kept){ memory_copy_string(path), memory_copy_string(text_get(text)), dialect };
	return copy(dialect);
}

static struct dialect *read_dialect(const char *name, struct error *error)
{
	struct text path = { 0 }, text = { 0 }, file = { 0 };
	struct dialect *dialect = NULL;
	bool const is_path = strchr(name, '/');
	text_addf(&file, "%s%s", name, ending);
	if (is_path)
		text_add(&path, name);
	else
		data_find("dialects", text_get(&file), &path);
	if (file_read_text(&text, text_get(&path), is_path ? FILE_NAMED : FILE_OWN,
	                   DIALECT_BYTES_MOST))
		dialect = parse(name, text_get(&path), &text, error);
	else
		file_fail(error, SPAN_NONE, text_get(&path));
	text_free(&path);
	text_free(&text);
	text_free(&file);
	return dialect;
}

// ---- which one

// How a file meets a dialect.
struct meeting {
	int known, fitting;                  // arrays, and those whose shapes are right, too
	const struct dialect_array *missing; // one that it needs and the file has not; NULL: none
	int lacking;                         // how many of those
};

static struct meeting meet(struct dialect *dialect, const struct npz *npz)
{
	struct meeting meeting = { 0 };
	const struct named **bound = dialect_bind(dialect, npz);
	meeting.known = dialect_count_known(dialect, bound, &meeting.missing);
	meeting.fitting = meeting.known ? dialect_count_fitting(dialect, bound) : 0;
	for (const struct dialect_array *each = meeting.missing; each; each = each->next)
		meeting.lacking += each->is_needed && !bound[each->number];
	free(bound);
	return meeting;
}

static int worth_of(const struct meeting *meeting)
{
	bool const fits = meeting->known && meeting->fitting == meeting->known;
	return meeting->missing ? 0 : meeting->known + (fits ? CELL_QUANTITIES : 0);
}

int dialect_worth(struct dialect *dialect, const struct npz *npz)
{
	struct meeting const meeting = meet(dialect, npz);
	return worth_of(&meeting);
}

static struct dialect *find_wanted(const struct npz *npz, const char *wanted, bool *is_fault,
                                   struct error *error)
{
	const struct dialect_array *missing = NULL;
	struct dialect *dialect = read_dialect(wanted, error);
	*is_fault = !dialect;
	if (!dialect)
		return NULL;
	const struct named **bound = dialect_bind(dialect, npz);
	dialect_count_known(dialect, bound, &missing);
	free(bound);
	if (!missing)
		return dialect;
	*is_fault = true;
	error_set(error, SPAN_NONE, NULL, _("there is no %s, which the dialect %s needs"), missing->name, wanted);
	dialect_free(dialect);
	return NULL;
}

struct dialect *dialect_find(const struct npz *npz, const char *wanted, const char *cell, bool *is_fault,
                             struct error *error)
{
	*is_fault = false;
	if (wanted)
		return find_wanted(npz, wanted, is_fault, error);
	struct dialect *best = NULL;
	struct text twin = { 0 };
	int most = 0;
	bool most_fits = false;
	char **names = list();
	for (char **name = names; *name; name++) {
		struct dialect *other = *is_fault ? NULL : read_dialect(*name, error);
		struct meeting const meeting = other ? meet(other, npz) : (struct meeting){ 0 };
		// Of several that know as much, those whose shapes are right; of several of those, the one of the cell.
		int const worth = worth_of(&meeting);
		int const rank = worth ? (worth * CELL_QUANTITIES + meeting.fitting) * 2 + !strcmp(other->cell, cell) : 0;
		*is_fault |= !other;
		free(*name);
		if (rank <= most) {
			if (rank && rank == most && most_fits && !twin.length)
				text_add(&twin, other->name);
			dialect_free(other);
			continue;
		}
		text_clear(&twin);
		dialect_free(best);
		best = other;
		most = rank;
		most_fits = worth > CELL_QUANTITIES;
	}
	free(names);
	if (!*is_fault && twin.length) {
		*is_fault = true;
		error_set(error, SPAN_NONE, _("say which one: load FILE as NAME, or grad --dialect=NAME"),
		          _("these arrays can be of the dialect %s or %s"), best->name, text_get(&twin));
	}
	text_free(&twin);
	if (!*is_fault)
		return best;
	dialect_free(best);
	return NULL;
}

// One that is missing may be there under another name.
static void fail_missing(const struct dialect *dialect, const struct npz *npz, const struct dialect_array *missing,
                         struct error *error)
{
	const struct named **bound = dialect_bind(dialect, npz), *other = NULL;
	LOCAL(text) advice = { 0 };
	int others = 0;
	for (int i = 0; i < npz->count; i++) {
		bool is_bound = false;
		for (int a = 0; a < dialect->arrays; a++)
			is_bound |= bound[a] == &npz->at[i];
		if (!is_bound) {
			others++;
			other = &npz->at[i];
		}
	}
	free(bound);
	if (others == 1)
		text_addf(&advice, _("np.savez(…, %s=%s), if that is it; help load says what each dialect needs"), missing->name,
		          other->name);
	else
		text_addf(&advice, _("np.savez(…, %s=…); help load says what each dialect needs"), missing->name);
	error_set(error, SPAN_NONE, text_get(&advice), _("there is no %s, which the dialect %s needs"), missing->name,
	          dialect->name);
}

bool dialect_is_near(const struct npz *npz, struct error *error)
{
	struct error ignored;
	struct meeting nearest = { .lacking = INT_MAX };
	bool is_near = false;
	char **names = list();
	for (char **name = names; *name; name++) {
		struct dialect *dialect = read_dialect(*name, &ignored);
		struct meeting const meeting = dialect ? meet(dialect, npz) : (struct meeting){ 0 };
		if (meeting.missing && meeting.known > 1 &&
		    (meeting.lacking < nearest.lacking ||
		     (meeting.lacking == nearest.lacking && meeting.fitting > nearest.fitting))) {
			nearest = meeting;
			is_near = true;
			fail_missing(dialect, npz, meeting.missing, error);
		}
		dialect_free(dialect);
		free(*name);
	}
	free(names);
	return is_near;
}

// Whether one of the arrays that it needs, or never has, has the name.
static bool claims(const struct dialect *dialect, const char *name)
{
	for (const struct dialect_array *each = dialect->never; each; each = each->next)
		if (dialect_matches(name, each->name))
			return true;
	for (const struct dialect_array *each = dialect->array; each; each = each->next)
		if (each->is_needed && dialect_matches(name, each->name))
			return true;
	return false;
}

static bool knows(const struct dialect *dialect, const char *name)
{
	bool knows = false;
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		knows |= dialect_matches(name, each->name);
		for (int i = 0; i < DIALECT_NAMES && each->also[i]; i++)
			knows |= dialect_matches(name, each->also[i]);
	}
	return knows;
}

// A name of the dialect's that is this one but for capitals; NULL: none.
static const char *find_capitals(const struct dialect *dialect, const char *name)
{
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		if (!strcasecmp(each->name, name))
			return each->name;
		for (int i = 0; i < DIALECT_NAMES && each->also[i]; i++)
			if (!strcasecmp(each->also[i], name))
				return each->also[i];
	}
	return NULL;
}

void dialect_write_renaming(const char *array, struct text *out)
{
	struct error ignored;
	bool is_done = false;
	char **names = list();
	for (char **each = names; *each; each++) {
		struct dialect *dialect = is_done ? NULL : read_dialect(*each, &ignored);
		const char *const right = dialect ? find_capitals(dialect, array) : NULL;
		if (right)
			text_addf(out, out->length ? ", %s=%s" : "np.savez(…, %s=%s", right, array);
		is_done = is_done || right;
		dialect_free(dialect);
		free(*each);
	}
	free(names);
}

bool dialect_knows(const char *array)
{
	struct error ignored;
	bool is_known = false;
	char **names = list();
	for (char **each = names; *each; each++) {
		struct dialect *dialect = is_known ? NULL : read_dialect(*each, &ignored);
		is_known = is_known || (dialect && knows(dialect, array));
		dialect_free(dialect);
		free(*each);
	}
	free(names);
	return is_known;
}

bool dialect_claims(const char *array, struct text *name)
{
	struct error ignored;
	char **names = list();
	for (char **each = names; *each; each++) {
		struct dialect *dialect = name->length ? NULL : read_dialect(*each, &ignored);
		if (dialect && claims(dialect, array))
			text_add(name, *each);
		dialect_free(dialect);
		free(*each);
	}
	free(names);
	return name->length > 0;
}

bool dialect_has(const struct dialect *dialect, const struct npz *npz, const char *array)
{
	const struct named **bound = dialect_bind(dialect, npz);
	bool has = false;
	for (int i = 0; i < dialect->arrays; i++)
		has |= bound[i] && !strcmp(bound[i]->name, array);
	free(bound);
	return has;
}

const char *dialect_equation_of(const struct dialect *dialect, const char *target)
{
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next)
		if (!strcmp(each->target, target))
			return each->text;
	return NULL;
}

bool dialect_write_state(const struct dialect *dialect, const char *array, struct text *target)
{
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next) {
		const struct dialect_array *const from = each->term->array;
		bool is = dialect_matches(array, from->name);
		for (int i = 0; i < DIALECT_NAMES && from->also[i]; i++)
			is |= dialect_matches(array, from->also[i]);
		if (is && strstr(each->target, "[-1]")) {
			text_add(target, each->target);
			return true;
		}
	}
	return false;
}

bool dialect_names_state(const char *array)
{
	struct text target = { 0 };
	struct error ignored;
	char **names = list();
	for (char **each = names; *each; each++) {
		struct dialect *dialect = target.length ? NULL : read_dialect(*each, &ignored);
		if (dialect)
			dialect_write_state(dialect, array, &target);
		dialect_free(dialect);
		free(*each);
	}
	free(names);
	bool const is = target.length > 0;
	text_free(&target);
	return is;
}

bool dialect_write_sources(const struct dialect *dialect, const struct npz *npz, const char *target, struct text *out)
{
	const struct named **bound = dialect_bind(dialect, npz);
	bool any = false;
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next)
		for (const struct dialect_term *term = strcmp(each->target, target) ? NULL : each->term; term; term = term->next) {
			const struct named *named = bound[term->array->number];
			if (named)
				text_addf(out, any ? " + d%s" : "d%s", named->name);
			any |= named != NULL;
		}
	free(bound);
	return any;
}

// ---- telling

// The array of the dialect that the file's is; NULL: none.
static const struct dialect_array *declared(const struct dialect *dialect, const struct named *const *bound,
                                            const struct named *named)
{
	const struct dialect_array *each = dialect->array;
	while (each && bound[each->number] != named)
		each = each->next;
	return each;
}

// "U = weight_ih[0..H-1, :]": the equation, with the names that the file has.
static void tell_equation(const struct dialect_equation *equation, const struct named *const *bound, struct text *out)
{
	const char *const text = equation->text;
	size_t at = 0;
	for (const struct dialect_term *term = equation->term; term; term = term->next) {
		const struct named *named = bound[term->array->number];
		const char *const name = term->array->name, *own = named ? named->name : name;
		const char *const dot = strchr(name, '.') ? NULL : strrchr(own, '.');
		text_add_bytes(out, text + at, term->at - at);
		text_add(out, dot ? dot + 1 : own);
		at = term->at + strlen(name);
	}
	text_add(out, text + at);
}

void dialect_tell(const struct dialect *dialect, const struct npz *from, const struct mapping *mapping,
                  const struct npz *own, struct text *out)
{
	struct text squares = { 0 }, unused = { 0 };
	const struct named **bound = dialect_bind(dialect, from);
	text_addf(out, _("dialect %s: %s\n"), dialect->name, dialect->title);
	bool is_first = true;
	for (int i = 0; i < from->count; i++) {
		const struct dialect_array *array = declared(dialect, bound, &from->at[i]);
		if (!array && !mapping_uses(mapping, own, from->at[i].name)) {
			text_addf(&unused, " %s", from->at[i].name);
			continue;
		}
		text_addf(out, is_first ? "%s " : ", %s ", from->at[i].name);
		npy_write_shape(&from->at[i].array, out);
		if (array && dialect_may_lie(dialect, array))
			text_addf(&squares, " %s", from->at[i].name);
		is_first = false;
	}
	for (const struct dialect_equation *each = dialect->equation; each; each = each->next) {
		bool is_there = false;
		for (const struct dialect_term *term = each->term; term; term = term->next)
			is_there |= bound[term->array->number] != NULL;
		if (is_there) {
			text_add(out, "\n");
			tell_equation(each, bound, out);
		}
	}
	if (squares.length)
		text_addf(out, _("\nWhether these squares stand or lie cannot be seen, they were taken as the dialect "
		                 "says:%s"), text_get(&squares));
	if (unused.length)
		text_addf(out, _("\nnot used:%s"), text_get(&unused));
	free(bound);
	text_free(&squares);
	text_free(&unused);
}
