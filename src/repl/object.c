// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/object.h"

#include <string.h>

#include "base/utf8.h"
#include "file/json.h"
#include "repl/speech.h"

// Adds `"key": "string"`, the string made harmless.
static void add_string(const char *key, const char *string, struct text *out)
{
	LOCAL(text) clean = { 0 };
	utf8_clean(&clean, string, strlen(string), true);
	text_addf(out, "%s\"%s\": ", out->length > 1 ? ", " : "", key);
	json_write_string(text_get(&clean), !utf8_locale(), out);
}

static void add_number(const char *key, long number, struct text *out)
{
	text_addf(out, "%s\"%s\": %ld", out->length > 1 ? ", " : "", key, number);
}

void object_write_said(enum say kind, const char *command, const char *said, struct text *out)
{
	static const char *const keys[] = { [SAY_RESULT] = "text",
		                            [SAY_NOTE] = "note",
		                            [SAY_ERROR] = "error",
		                            [SAY_COMMAND] = "typed",
		                            [SAY_PROSE] = "prose" };
	text_add_char(out, '{');
	if (command && kind != SAY_PROSE && kind != SAY_COMMAND)
		add_string("command", command, out);
	add_string(keys[kind], said + strspn(said, "\n"), out);
	text_add_char(out, '}');
}

void object_write_error(const struct error *error, struct text *out)
{
	text_add_char(out, '{');
	add_string("error", error->cause, out);
	if (error->source[0])
		add_string("source", error->source, out);
	add_number("line", error->span.line, out);
	add_number("column", error->span.column, out);
	add_string("advice", error->advice, out);
	text_add_char(out, '}');
}

// "sequence": 2, "sequences": 3; of the sum over all of them "sum": 3.
static void add_sequences(const struct network *network, struct tree *tree, struct text *out)
{
	struct speech const speech = speech_of(network, tree);
	int const count = network_sequences(network);
	if (count > 1 && speech.sequence) {
		add_number("sequence", network->sequence + 1, out);
		add_number("sequences", count, out);
	}
	if (count > 1 && speech.whole)
		add_number("sum", network_learned(network), out);
}

void object_say_series(struct session *session, const char *name, const struct series *series)
{
	LOCAL(text) out = { 0 };
	text_add_char(&out, '{');
	add_string("name", name, &out);
	if (series->variable) {
		add_string("for", series->variable, &out);
		add_number("from", series->first, &out);
		add_number("to", series->last, &out);
	}
	if (series->tree)
		add_sequences(session->state.network, series->tree, &out);
	text_add(&out, ", \"shape\": ");
	json_write_shape(series->value, &out);
	text_add(&out, ", \"values\": ");
	json_write_numbers(series->value, &out);
	text_add_char(&out, '}');
	session_say_object(session, SAY_RESULT, text_get(&out));
}
