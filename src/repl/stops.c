// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/stops.h"

#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "net/network.h"
#include "repl/suggest.h"
#include "repl/value.h"

// ---- names

static struct scope scope_at(void *context, struct walk_place *at)
{
	struct stop_names *names = context;
	return names_scope_at(names->session, *at, &names->names);
}

struct stop_scope stops_scope(struct session *session, struct stop_names *names)
{
	names->session = session;
	return (struct stop_scope){ names, scope_at };
}

static bool has_name(void *context, const char *name)
{
	return names_has(context, name);
}

static void rebind(struct session *session, struct stop *stop)
{
	struct error error;
	bool const was_lost = stop->lost;
	bool const has = stop_rebind(stop, session->state.network->cell, names_for_parser(session),
	                             has_name, session, &error);
	if (has == !was_lost)
		return;
	LOCAL(text) words = { 0 };
	stops_write(stop, &words);
	if (has)
		session_sayf(session, SAY_NOTE, _("'%s' is enabled again: the cell has its names."),
		             text_get(&words));
	else
		session_sayf(session, SAY_NOTE, _("'%s' is disabled: %s, in the cell %s."),
		             text_get(&words), error.cause, session->state.network->cell->name);
}

struct stops *stops_of(struct session *session)
{
	struct cell *cell = session->state.network->cell;
	if (session->displays.cell != cell) {
		if (session->displays.cell)
			for (int i = 0; i < session->stops.count; i++)
				rebind(session, &session->stops.stop[i]);
		cell_drop(session->displays.cell);
		session->displays.cell = cell_hold(cell);
	}
	return &session->stops;
}

// ---- as text

static const char *kind_name(const struct stop *stop)
{
	return stop->kind == STOP_WATCH ? "watch" : stop->temporary ? "tbreak" : "break";
}

static void write_condition(const struct stop *stop, struct text *out)
{
	text_add(out, stop->text);
	if (stop->condition)
		text_addf(out, " if %s", stop->condition);
}

void stops_write(const struct stop *stop, struct text *out)
{
	if (stop->number == STOP_UNTIL)
		text_add(out, "until ");
	else
		text_addf(out, "%s %d: ", kind_name(stop), stop->number);
	write_condition(stop, out);
}

static void list_stop(const struct stop *stop, struct text *out)
{
	text_addf(out, "%s  %-3d %-6s  ", out->length ? "\n" : "", stop->number, kind_name(stop));
	write_condition(stop, out);
	text_add(out, stop->lost       ? _("  (disabled: the cell has no such names)")
	              : stop->disabled ? _("  (disabled)")
	                               : "");
	if (stop->hits)
		text_addf(out,
		          ngettext("\n              hit once", "\n              hit %d times",
		                   (unsigned long)stop->hits),
		          stop->hits);
	if (stop->ignore > 0)
		text_addf(out,
		          ngettext("\n              passes by the next hit",
		                   "\n              passes by the next %d hits",
		                   (unsigned long)stop->ignore),
		          stop->ignore);
}

void info_breakpoints(struct session *session, struct text *out)
{
	const struct stops *stops = stops_of(session);
	for (int i = 0; i < stops->count; i++)
		list_stop(&stops->stop[i], out);
}

// ---- going

bool stops_suggest(const struct session *session, const struct words *words, struct error *error)
{
	// The word at fault, if it is a name.
	const char *at = words->line;
	for (int column = 1; *at && column < error->span.column; column++)
		at += utf8_decode(at, strlen(at), &(uint32_t){ 0 });
	LOCAL(text) name = { 0 };
	for (; *at && error->span.line == words->name.line; at++)
		if (*at == '_' || (*at & 0x80) || (*at >= '0' && *at <= '9') ||
		    (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'))
			text_add_char(&name, *at);
		else
			break;
	struct tree tree = { .kind = TREE_NAME, .name = text_get(&name), .span = error->span };
	bool const is_place = !strcmp(text_get(&name), "forward") || !strcmp(text_get(&name), "backward");
	if (name.length && !is_place)
		suggest_names(session, &tree, NULL, error);
	return false;
}

bool stops_go(struct session *session, struct place *place, struct place goal, struct span command,
              struct error *error)
{
	struct stops *stops = stops_of(session);
	struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct stop_names names;
	bool const done =
		stops_scan(stops, walk, stops_scope(session, &names), *place, goal, place);
	if (done)
		return true;
	interrupt_take();
	LOCAL(text) where = { 0 };
	walk_describe(walk, *place, &where);
	error_set(error, command, _("the same command goes on from here"),
	          _("interrupted; the walk is at: %s"), text_get(&where));
	return false;
}

static void write_value(const struct session *session, struct array value, struct text *out)
{
	int const columns = session->manner.columns > 40 ? session->manner.columns - 16 : 24;
	if (value.rows > 1 && value.cols > 1) {
		text_addf(out, _("%d×%d, norm "), value.rows, value.cols);
		number_write(array_norm(value), session->precision, out);
	} else {
		value_write_list(value, session->precision, columns, out);
	}
}

static void write_change(struct session *session, const struct stop *stop, struct place place,
                         struct text *out)
{
	LOCAL(arena) arena = { 0 };
	struct array before, after;
	struct walk *walk = session->walk;
	struct stop_names names;
	struct stop_scope const scope = stops_scope(session, &names);
	if (stop_watched_value(stop, walk, scope, place, true, &arena, &before)) {
		text_add(out, _("\n  it was "));
		write_value(session, before, out);
	}
	if (stop_watched_value(stop, walk, scope, place, false, &arena, &after)) {
		text_add(out, _("\n  it is  "));
		write_value(session, after, out);
	}
}

void stops_say_hits(struct session *session, struct place place)
{
	struct stops *stops = &session->stops;
	for (int i = 0; i < stops->count; i++) {
		const struct stop *stop = &stops->stop[i];
		struct text words = { 0 };
		// Whoever typed `until …` knows what it was.
		if (!stop->is_hit || stop->number == STOP_UNTIL)
			continue;
		text_addf(&words, _("stop %d: "), stop->number);
		write_condition(stop, &words);
		if (stop->kind == STOP_WATCH)
			write_change(session, stop, place, &words);
		session_answer(session, &words);
	}
	stops_delete_done(stops);
}
