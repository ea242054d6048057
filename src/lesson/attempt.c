// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/attempt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lang/parser.h"
#include "lesson/compare.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/session.h"
#include "repl/suggest.h"

// Of this many numbers it is worked out how far their digits reach; of longer texts nothing is noted.
enum { LITERALS_MOST = 64, LET_BYTES_MOST = 4096 };

// What the learner brings.

static bool is_name_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void belongings_note(struct belongings *belongings, const char *line)
{
	line += strspn(line, " \t");
	if (strncmp(line, "let ", 4) != 0 || strlen(line) > LET_BYTES_MOST)
		return;
	const char *const name = line + 4 + strspn(line + 4, " \t");
	size_t length = 0;
	while (is_name_letter(name[length]))
		length++;
	const char *const equals = name + length + strspn(name + length, " \t");
	if (!length || equals[0] != '=' || equals[1] == '=')
		return;
	char *const word = memory_copy_bytes(name, length);
	int i = 0;
	while (i < belongings->lets && strcmp(belongings->let[i].name, word) != 0)
		i++;
	if (i == belongings->lets) {
		belongings->let = memory_resize(belongings->let, (size_t)i + 1, sizeof *belongings->let);
		belongings->let[belongings->lets++] = (struct let){ .name = memory_copy_string(word) };
	}
	free(word);
	free(belongings->let[i].text);
	belongings->let[i].text = memory_copy_string(equals + 1);
}

void belongings_free(struct belongings *belongings)
{
	for (int i = 0; i < belongings->lets; i++) {
		free(belongings->let[i].name);
		free(belongings->let[i].text);
	}
	free(belongings->let);
	*belongings = (struct belongings){ 0 };
}

const char *belongings_text(const struct belongings *belongings, const char *name)
{
	for (int i = 0; belongings && i < belongings->lets; i++)
		if (strcmp(belongings->let[i].name, name) == 0)
			return belongings->let[i].text;
	if (!belongings || !belongings->session || !values_is_name(name))
		return NULL;
	const struct values *const values = &belongings->session->values;
	int const at = name[1] ? atoi(name + 1) - values->dropped - 1 : values->count - 1;
	return at >= 0 && at < values->count ? values->at[at].text : NULL;
}

struct loan attempt_lend(struct session *desk, const struct belongings *belongings)
{
	struct loan const loan = { desk->state.variables, desk->values };
	const struct session *const learner = belongings ? belongings->session : NULL;
	if (!learner || learner == desk)
		return loan;
	struct variables *const all = variables_copy(loan.variables);
	const struct variables *const own = learner->state.variables;
	for (int i = 0; own && i < own->count; i++)
		if (!variables_find(loan.variables, own->at[i].name))
			variables_set(all, own->at[i].name, own->at[i].value);
	desk->state.variables = all;
	desk->values = learner->values; // to be read, no more
	return loan;
}

void attempt_return(struct session *desk, struct loan loan)
{
	if (desk->state.variables != loan.variables)
		variables_free(desk->state.variables);
	desk->state.variables = loan.variables;
	desk->values = loan.values;
}

// Numbers in brackets, as they are printed.

// What a piece of text is within such a list, the longest spelling first.
enum list_part { PART_NONE, PART_BLANK, PART_COMMA, PART_ROW, PART_OPEN, PART_CLOSE, PART_TURN };
static const struct {
	const char *spelling;
	enum list_part mark;
} marks[] = {
	{ " ", PART_BLANK }, { "\t", PART_BLANK }, { ",", PART_COMMA }, { ";", PART_ROW },
	{ "\n", PART_ROW },  { "[", PART_OPEN },   { "(", PART_OPEN },  { "⎛", PART_OPEN },
	{ "⎜", PART_OPEN },  { "⎝", PART_OPEN },   { "]", PART_CLOSE }, { ")", PART_CLOSE },
	{ "⎞", PART_CLOSE }, { "⎟", PART_CLOSE },  { "⎠", PART_CLOSE }, { "'", PART_TURN },
	{ "ᵀ", PART_TURN },
};

static enum list_part take_mark(const char **at)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t const length = strlen(marks[i].spelling);
		if (strncmp(*at, marks[i].spelling, length) != 0)
			continue;
		*at += length;
		return marks[i].mark;
	}
	return PART_NONE;
}

// The text as "[1, 2; 3, 4]" if it is nothing but several numbers with blanks, commas, brackets round them;
// a bracket that closes ends a row.  False: it is something else.
static bool spell_list(const char *typed, struct text *out)
{
	static const char minus[] = "−";
	int numbers = 0;
	bool row_ended = false, is_apart = true, is_turned = false;
	if (strlen(typed) > PARSE_BYTES)
		return false;
	text_add_char(out, '[');
	for (const char *at = typed; *at;) {
		struct numeral numeral;
		bool const is_negative = strncmp(at, minus, strlen(minus)) == 0;
		const char *const digits = at + (is_negative ? strlen(minus) : 0);
		bool const may_begin = is_apart && !(is_negative && *digits == '-');
		size_t const length = may_begin ? compare_read_numeral(digits, &numeral) : 0;
		if (length) {
			text_add(out, !numbers++ ? "" : row_ended ? "; " : ", ");
			text_add(out, is_negative ? "-" : "");
			text_add_bytes(out, digits, length);
			at = digits + length;
		}
		enum list_part const mark = length ? PART_NONE : take_mark(&at);
		if (!length && (!mark || is_turned))
			return false;
		row_ended = (row_ended && !length) || (numbers && (mark == PART_ROW || mark == PART_CLOSE));
		is_apart = !length;
		is_turned = mark == PART_TURN;
		if (is_turned && !row_ended)
			return false;
	}
	text_add(out, is_turned ? "]'" : "]");
	return numbers > 1;
}

// How far the digits reach.

struct literals {
	struct tree *at[LITERALS_MOST];
	int count;
	bool has_names;
};

static void find_literals(void *context, struct tree *tree)
{
	struct literals *const literals = context;
	if (tree->kind == TREE_NAME || tree->kind == TREE_DERIVATIVE)
		literals->has_names = true;
	if (tree->kind != TREE_NUMBER)
		return;
	if (literals->count < LITERALS_MOST)
		literals->at[literals->count] = tree;
	literals->count++;
}

// Half of the last digit of the number at that column of the text; a whole one is exact among others.
static double half_a_unit(const char *text, int column, bool is_alone)
{
	struct numeral numeral;
	for (size_t left = strlen(text), letter; column > 1 && left; column--) {
		letter = utf8_letter(text, left);
		text += letter;
		left -= letter;
	}
	bool const is_known = compare_read_numeral(text, &numeral) > 0;
	return is_known && (is_alone || !numeral.whole) ? numeral.unit / 2 : 0;
}

// What half a unit in each of its numbers makes of the value, all of them added up.
static void measure_slack(const char *text, const struct scope *scope, struct arena *arena,
                          struct attempt *attempt)
{
	struct literals literals = { .has_names = false };
	tree_visit(attempt->tree, find_literals, &literals);
	attempt->slack = array_new(arena, attempt->value.rows, attempt->value.cols);
	attempt->is_numbers = !literals.has_names && literals.count;
	if (!attempt->is_numbers || literals.count > LITERALS_MOST)
		return;
	bool const is_alone = literals.count == 1 && array_size(attempt->value) == 1 &&
	                      attempt->tree->height <= 2;
	for (int i = 0; i < literals.count && !interrupt_seen(); i++) {
		struct tree *const literal = literals.at[i];
		LOCAL(arena) moving = { 0 };
		double const number = literal->number;
		double const half = half_a_unit(text, literal->span.column, is_alone);
		struct array moved;
		struct error unheard;
		literal->number = number + half;
		bool const same = half > 0 && evaluate(attempt->tree, scope, &moving, &moved, &unheard) &&
		                  array_size(moved) == array_size(attempt->value);
		literal->number = number;
		for (size_t j = 0; same && j < array_size(moved); j++)
			attempt->slack.at[j] += fabs(moved.at[j] - attempt->value.at[j]);
	}
}

bool attempt_read(struct session *desk, const char *typed, struct arena *arena,
                  struct attempt *attempt, struct error *error)
{
	LOCAL(text) list = { 0 };
	bool const is_list = spell_list(typed, &list);
	const char *const text =
		is_list ? arena_copy_bytes(arena, text_get(&list), list.length) : typed;
	struct parse_names for_parser = names_for_parser(desk);
	for_parser.juxtaposes = true;
	*attempt = (struct attempt){ 0 };
	if (!parse_expression(text, strlen(text), 1, 1, &for_parser, arena, &attempt->tree, error))
		return suggest_function(desk, text, 1, error);
	struct names names;
	struct scope const scope = names_scope(desk, &names);
	if (!evaluate(attempt->tree, &scope, arena, &attempt->value, error))
		return suggest_names(desk, attempt->tree, NULL, error);
	measure_slack(text, &scope, arena, attempt);
	if (!interrupt_is_cut())
		return true;
	return error_set(error, attempt->tree->span, _("the same line starts it again"), _("interrupted"));
}

// Words.

int attempt_word(const struct session *desk, const char *typed)
{
	static const char *const quotes[] = { "\"", "'", "“", "”", "‘", "’", " " };
	LOCAL(text) word = { 0 };
	for (const char *at = typed; *at;) {
		const char *const before = at;
		for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
			if (strncmp(at, quotes[i], strlen(quotes[i])) == 0)
				at += strlen(quotes[i]);
		if (at == before)
			text_add_char(&word, *at++);
	}
	LOCAL(text) composed = { 0 };
	utf8_compose(&composed, text_get(&word), word.length);
	const struct network *const network = desk->state.network;
	int found = -1;
	for (int i = 0; i < network->C && found < 0; i++)
		if (strcmp(network->word[i], text_get(&composed)) == 0)
			found = i;
	return found;
}
