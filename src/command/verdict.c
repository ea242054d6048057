// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/verdict.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/diagnose.h"
#include "file/csv.h"
#include "file/json.h"
#include "net/network.h"

// ---- judging

void verdict_free(struct verdict *verdict)
{
	text_free(&verdict->names);
	text_free(&verdict->arrays);
	text_free(&verdict->group);
	text_free(&verdict->told);
}

// A name for what is wrong: the mistakes with their places; where none is named, the wrong numbers themselves, to
// six digits.
static void write_group(const struct submission *submission, const struct diagnosis *found, struct text *out)
{
	uint64_t hash = 0xCBF29CE484222325;
	for (int i = 0; i < submission->gradients; i++) {
		struct text numbers = { 0 };
		const struct evidence *evidence = &submission->gradient[i];
		text_addf(&numbers, "%d:", evidence->quantity);
		for (size_t j = 0; j < array_size(evidence->given); j++)
			text_addf(&numbers, "%.5e ", evidence->given.at[j] + 0.0);
		for (const char *c = text_get(&numbers); *c; c++)
			hash = (hash ^ (unsigned char)*c) * 0x100000001B3;
		text_free(&numbers);
	}
	if (found->explained && found->mistakes)
		for (int i = 0; i < found->mistakes; i++)
			text_addf(out, "%sB%d", i ? "+" : "", found->planting[i].bug->number);
	else
		text_addf(out, "x%08lx", (unsigned long)(hash & 0xffffffff));
}

// What the wrong arrays are in the words of the source that the learner writes in.
static void tell_dialect(const struct submission *submission, const struct diagnosis *found, struct text *out)
{
	const struct dialect *dialect = submission->weights.dialect;
	const struct cell *cell = submission->network->cell;
	const char *between = "";
	for (int i = 0; dialect && i < submission->gradients; i++) {
		const struct finding *finding = &found->finding[i];
		const struct quantity *quantity = &cell->quantity[submission->gradient[i].quantity];
		struct text target = { 0 };
		text_addf(&target, quantity->kind == QUANTITY_PARAMETER ? "%s" : "%s[-1]", quantity->name);
		const char *equation = dialect_equation_of(dialect, text_get(&target));
		text_free(&target);
		if (!equation || finding->right == finding->numbers)
			continue;
		if (!*between)
			text_addf(out, _("\nIn the names of %s: "), dialect_name(dialect));
		text_addf(out, "%s%s", between, equation);
		between = ", ";
	}
}

static void tell_gradients(const struct submission *submission, const struct diagnosis *found, struct text *out)
{
	diagnose_write(submission->network->cell, submission->gradient, submission->gradients, found, out);
	tell_dialect(submission, found, out);
}

static void judge(const struct submission *submission, int hint, struct verdict *verdict)
{
	struct arena arena = { 0 };
	struct text forward = { 0 };
	const struct cell *cell = submission->network->cell;
	struct diagnosis found =
		diagnose(submission->pass, submission->gradient, submission->gradients, &arena);
	bool const forward_differs =
		diagnose_write_forward(submission->pass, submission->value, submission->values, &forward);
	verdict->kind = found.right && !forward_differs ? 'r' : 'w';
	diagnose_write_names(&found, &verdict->names);
	diagnose_write_arrays(cell, submission->gradient, submission->gradients, &found, false, &verdict->arrays);
	if (verdict->kind == 'w')
		write_group(submission, &found, &verdict->group);
	text_add(&verdict->told, text_get(&forward));
	if (submission->gradients && forward.length)
		text_add(&verdict->told, "\n");
	if (hint && !found.right)
		diagnose_write_hint(cell, submission->gradient, submission->gradients, &found, hint,
		                    &verdict->told);
	else if (submission->gradients)
		tell_gradients(submission, &found, &verdict->told);
	else if (!forward_differs)
		text_add(&verdict->told, _("All forward values are right."));
	if (forward_differs && !verdict->arrays.length)
		text_add(&verdict->arrays, _("forward"));
	diagnosis_end(&found);
	text_free(&forward);
	arena_free(&arena);
}

struct verdict verdict_of(const char *path, const struct submission_request *request, int hint)
{
	struct verdict verdict = { .kind = 'e' };
	struct submission submission;
	struct error error;
	if (submission_read(&submission, path, request, &error)) {
		judge(&submission, hint, &verdict);
		submission_end(&submission);
	} else {
		error_write(&error, &verdict.told);
	}
	return verdict;
}

// ---- printing

void verdict_print_words(const char *words)
{
	struct text clean = { 0 };
	utf8_clean(&clean, words, strlen(words), true);
	fputs(text_get(&clean), stdout);
	text_free(&clean);
}

static const char *kind_name(char kind)
{
	return kind == 'r' ? "right" : kind == 'w' ? "wrong" : "refused";
}

static void add_field(const char *key, const char *value, struct text *out)
{
	text_addf(out, "%s\"%s\": ", out->length > 1 ? ", " : "", key);
	json_write_string(value, true, out);
}

static void print_json(const char *file, const struct verdict *verdict, const char *note)
{
	struct text out = { 0 };
	text_add_char(&out, '{');
	add_field("file", file, &out);
	add_field("verdict", kind_name(verdict->kind), &out);
	add_field("mistakes", text_get(&verdict->names), &out);
	add_field("wrong", text_get(&verdict->arrays), &out);
	add_field("group", text_get(&verdict->group), &out);
	add_field("text", text_get(&verdict->told), &out);
	if (note)
		add_field("note", note, &out);
	text_add_char(&out, '}');
	puts(text_get(&out));
	text_free(&out);
}

static void print_csv(const char *file, const struct verdict *verdict, const char *note)
{
	const char *const fields[] = { file, kind_name(verdict->kind), text_get(&verdict->names),
		                       text_get(&verdict->arrays), text_get(&verdict->group),
		                       note ? note : "" };
	struct text row = { 0 };
	csv_write_row(fields, sizeof fields / sizeof *fields, &row);
	fputs(text_get(&row), stdout);
	text_free(&row);
}

static void print_line(const char *file, const struct verdict *verdict, const char *note)
{
	verdict_print_words(file);
	if (verdict->kind == 'r')
		fputs(_(": right"), stdout);
	else if (verdict->kind == 'w' && verdict->names.length)
		printf(_(": %s (%s)"), text_get(&verdict->names), text_get(&verdict->arrays));
	else if (verdict->kind == 'w')
		printf(_(": wrong, none of the catalogue (%s)"), text_get(&verdict->arrays));
	else if (verdict->kind == 'e')
		fputs(_(": refused"), stdout);
	else
		fputs(_(": given up: its worker died"), stdout);
	if (note)
		printf("; %s", note);
	putchar('\n');
	if (verdict->kind == 'e') {
		fflush(stdout);
		struct text clean = { 0 };
		utf8_clean(&clean, text_get(&verdict->told), verdict->told.length, true);
		fprintf(stderr, "%s", text_get(&clean));
		text_free(&clean);
	}
}

void verdict_print(enum verdict_format format, const char *file, const struct verdict *verdict, const char *note)
{
	if (format == FORMAT_JSON)
		print_json(file, verdict, note);
	else if (format == FORMAT_CSV)
		print_csv(file, verdict, note);
	else
		print_line(file, verdict, note);
}
