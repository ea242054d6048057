// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/verdict.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/diagnose.h"
#include "command/naming.h"
#include "file/csv.h"
#include "file/json.h"
#include "net/network.h"
#include "tutor/convention.h"

// What a gradient is that lies on its side (file/orientation.h).
#define TURNED "outer-transposed"

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
static void write_group(const struct submission *submission, const struct diagnosis *found,
                        const struct convention *convention, struct text *out)
{
	uint64_t hash = 0xCBF29CE484222325;
	for (int i = 0; i < submission->gradients; i++) {
		LOCAL(text) numbers = { 0 };
		const struct evidence *evidence = &submission->gradient[i];
		text_addf(&numbers, "%d:", evidence->quantity);
		for (size_t j = 0; j < array_size(evidence->given); j++)
			text_addf(&numbers, "%.5e ", evidence->given.at[j] + 0.0);
		for (const char *c = text_get(&numbers); *c; c++)
			hash = (hash ^ (unsigned char)*c) * 0x100000001B3;
	}
	if (convention)
		text_add(out, convention->name);
	if (submission->turned.length)
		text_addf(out, "%sB%d", out->length ? "+" : "", bug_find(TURNED)->number);
	for (int i = 0; found->explained && i < found->mistakes; i++)
		text_addf(out, "%sB%d", out->length ? "+" : "", found->planting[i].bug->number);
	if (submission->broken.length)
		text_addf(out, "%snot-finite", out->length ? "+" : "");
	if (!out->length || (!found->explained && !convention))
		text_addf(out, "%sx%08lx", out->length ? "+" : "", (unsigned long)(hash & 0xffffffff));
}

// What the forward pass is, where it is another function that the table of conventions has.
static void tell_convention(const struct convention_found *found, bool by_gradients, struct text *out)
{
	const struct convention *convention = found->convention;
	text_addf(out, by_gradients ? _("\nThey are right for another forward pass: %s") : _("\nThat is %s"),
	          convention->name);
	if (found->where)
		text_addf(out, " (%s)", found->where);
	text_addf(out, ": %s.", _(convention->says));
	for (int i = 0; i < found->other_count; i++)
		text_addf(out, i ? ", %s" : _("\nThese numbers cannot tell it from %s"), found->others[i]->name);
	text_addf(out, "%s\n%s", found->other_count ? "." : "", _(convention->asks));
}

// Gradients that were handed in transposed: the mistake that its shape tells, or a hint at it.
static void tell_turned(const struct submission *submission, int hint, struct text *out)
{
	const struct bug *const bug = bug_find(TURNED);
	const char *const names = text_get(&submission->turned);
	switch (hint) {
	case 0:
		text_addf(out, _("Transposed: %s; the shape tells it.\nB%d, %s: %s.\n%s\nTurned over:\n"), names, bug->number,
		          bug->name, _(bug->says), _(bug->asks));
		break;
	case 1:
		text_addf(out, _("Wrong: %s."), names);
		break;
	case 2:
		text_addf(out, _("Look at the shape of %s."), names);
		break;
	case 3:
		text_addf(out, _("Look at the outer product in %s."), names);
		break;
	case 4:
		text_add(out, _(bug->asks));
		break;
	default:
		text_addf(out, _("What you have is transposed: %s"), names);
	}
}

// The first value that differs, or the sum of the losses; whether there is one.
static bool tell_forward(const struct submission *submission, struct text *out)
{
	double const total = submission->sequences.total;
	if (diagnose_write_forward(&submission->sequences, submission->value, submission->values, out))
		return true;
	if (!(fabs(submission->total - total) > submission->total_tolerance))
		return false;
	text_addf(out, _("The forward pass: E is %.6g, and the sum of the losses is %.6g."), submission->total, total);
	return true;
}

// The evidence as it stands in the forward pass that the learner has.
static struct evidence *evidence_in(const struct submission *submission, const struct sequences *own, struct arena *arena)
{
	struct evidence *evidence = arena_get(arena, ((size_t)submission->gradients + 1) * sizeof *evidence);
	convention_move(submission->network, own->pass[0]->network, submission->gradient, submission->gradients, evidence);
	return evidence;
}

static void judge(const struct submission *submission, int hint, struct verdict *verdict)
{
	LOCAL(arena) arena = { 0 };
	struct text *const told = &verdict->told;
	struct forward const forward = { submission->value,     submission->gradient, submission->values,
		                         submission->gradients, submission->total,    submission->total_tolerance };
	bool const differs = tell_forward(submission, told);
	struct convention_found convention = { 0 };
	if (differs)
		convention = convention_find(&submission->sequences, &forward);
	if (convention.convention)
		tell_convention(&convention, false, told);
	else if (differs)
		text_add(told, _("\nNo convention that is known here explains it."));
	bool const has_own = convention.sequences.count > 0;
	const struct sequences *const sequences = has_own ? &convention.sequences : &submission->sequences;
	const struct evidence *const evidence =
		has_own ? evidence_in(submission, sequences, &arena) : submission->gradient;
	int const count = submission->gradients;
	struct diagnosis found = diagnose(sequences, evidence, count, 0, &arena);
	const struct cell *cell = sequences->pass[0]->network->cell;
	const struct weights *const of = &submission->weights;
	bool const is_turned = submission->turned.length > 0, is_broken = submission->broken.length > 0;
	verdict->kind = found.right && !differs && !is_turned && !is_broken ? 'r' : 'w';
	if (count && differs)
		text_add(told, "\n");
	if (is_broken)
		text_addf(told, _("Not finite: %s.\nOf the numbers:\n"), text_get(&submission->broken));
	if (is_turned)
		tell_turned(submission, hint, told);
	if (hint && is_turned)
		; // one hint at a time
	else if (hint && !found.right)
		diagnose_write_hint(cell, evidence, count, &found, of, hint, told);
	else if (count)
		diagnose_write(cell, evidence, count, &found, of, told);
	else if (!differs)
		text_add(told, _("All forward values are right."));
	if (count && !hint)
		naming_write_legend(cell, evidence, count, &found, of, told);
	if (!differs && !found.explained && !submission->values)
		convention = convention_find(&submission->sequences, &forward);
	if (!differs && convention.convention && !hint)
		tell_convention(&convention, true, told);
	if (!hint && submission->told.length)
		text_addf(told, "\n%s", text_get(&submission->told));
	if (convention.convention)
		text_addf(&verdict->names, "forward %s", convention.convention->name);
	if (is_turned)
		text_addf(&verdict->names, "%sB%d %s", verdict->names.length ? ", " : "", bug_find(TURNED)->number, TURNED);
	diagnose_write_names(&found, &verdict->names);
	if (is_broken)
		text_addf(&verdict->names, "%snot finite", verdict->names.length ? ", " : "");
	if (differs)
		text_add(&verdict->arrays, _("forward"));
	if (is_turned)
		text_addf(&verdict->arrays, "%s%s", differs ? ", " : "", text_get(&submission->turned));
	if (is_broken)
		text_addf(&verdict->arrays, "%s%s", verdict->arrays.length ? ", " : "", text_get(&submission->broken));
	naming_write_arrays(cell, evidence, count, &found, of, false, &verdict->arrays);
	if (verdict->kind == 'w')
		write_group(submission, &found, convention.convention, &verdict->group);
	diagnosis_end(&found);
	convention_found_free(&convention);
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

void verdict_print_words(const char *words, FILE *to)
{
	LOCAL(text) clean = { 0 };
	utf8_clean(&clean, words, strlen(words), true);
	fputs(text_get(&clean), to);
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
	LOCAL(text) out = { 0 };
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
}

static void print_csv(const char *file, const struct verdict *verdict, const char *note)
{
	const char *const fields[] = { file, kind_name(verdict->kind), text_get(&verdict->names),
		                       text_get(&verdict->arrays), text_get(&verdict->group),
		                       note ? note : "" };
	LOCAL(text) row = { 0 };
	csv_write_row(fields, sizeof fields / sizeof *fields, &row);
	fputs(text_get(&row), stdout);
}

static void print_line(const char *file, const struct verdict *verdict, const char *note)
{
	verdict_print_words(file, stdout);
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
		message_print("%s", text_get(&verdict->told));
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
