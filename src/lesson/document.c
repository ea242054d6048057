// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { ENTRIES_MOST = 4000, NUMBER_MOST = 100000 };

// Where an entry stands among those of its page and block: what was run in the order of the commands, the
// rest behind it as it came.
static bool comes_before(const struct entry *a, const struct entry *b)
{
	if (a->page != b->page)
		return a->page < b->page;
	if (a->block != b->block)
		return a->block < b->block;
	if (a->kind == ENTRY_RAN && b->kind == ENTRY_RAN)
		return a->number < b->number;
	return a->kind == ENTRY_RAN && b->kind != ENTRY_RAN;
}

struct entry *document_add(struct document *document, struct entry entry, const char *line)
{
	struct text clean = { 0 };
	utf8_clean(&clean, line, strlen(line), true);
	entry.line = text_take(&clean);
	document->entry =
		memory_resize(document->entry, (size_t)document->count + 1, sizeof *document->entry);
	int at = document->count++;
	for (; at > 0 && comes_before(&entry, &document->entry[at - 1]); at--)
		document->entry[at] = document->entry[at - 1];
	document->entry[at] = entry;
	return &document->entry[at];
}

void document_tell(struct entry *entry, enum saying told, const char *text)
{
	struct text clean = { 0 };
	utf8_clean(&clean, text, strlen(text), true);
	entry->output =
		memory_resize(entry->output, (size_t)entry->outputs + 1, sizeof *entry->output);
	entry->output[entry->outputs++] = (struct output){ told, text_take(&clean) };
}

static void forget_outputs(struct entry *entry)
{
	for (int i = 0; i < entry->outputs; i++)
		free(entry->output[i].text);
	free(entry->output);
	entry->output = NULL;
	entry->outputs = 0;
}

const struct entry *document_ran(const struct document *document, int page, int block, int command)
{
	for (int i = 0; i < document->count; i++) {
		const struct entry *entry = &document->entry[i];
		if (entry->kind == ENTRY_RAN && entry->page == page && entry->block == block &&
		    entry->number == command)
			return entry;
	}
	return NULL;
}

int document_hints(const struct document *document, int page, int block, int most)
{
	int hints = 0;
	for (int i = 0; i < document->count; i++) {
		const struct entry *entry = &document->entry[i];
		hints += entry->kind == ENTRY_HINT && entry->page == page && entry->block == block;
	}
	return hints < most ? hints : most;
}

const char *document_answer(const struct document *document, int page, int block)
{
	const char *answer = NULL;
	for (int i = 0; i < document->count; i++) {
		const struct entry *entry = &document->entry[i];
		if (entry->kind == ENTRY_ANSWER && entry->page == page && entry->block == block)
			answer = entry->line;
	}
	return answer;
}

struct entry *document_rerun(struct document *document, int page, int block, int command)
{
	const struct entry *ran = document_ran(document, page, block, command);
	if (!ran)
		return document_add(document, (struct entry){ page, block, ENTRY_RAN, command,
		                                              NULL, NULL, 0 }, "");
	struct entry *entry = &document->entry[ran - document->entry];
	forget_outputs(entry);
	return entry;
}

// Keeps the entries that the function keeps.
static void sift(struct document *document, bool (*keeps)(const struct entry *entry, int page, int block),
                 int page, int block)
{
	int kept = 0;
	for (int i = 0; i < document->count; i++) {
		struct entry *entry = &document->entry[i];
		if (keeps(entry, page, block)) {
			document->entry[kept++] = *entry;
			continue;
		}
		forget_outputs(entry);
		free(entry->line);
	}
	document->count = kept;
}

static bool is_no_end(const struct entry *entry, int page, int block)
{
	(void)page, (void)block;
	return entry->kind != ENTRY_END;
}

static bool is_elsewhere(const struct entry *entry, int page, int block)
{
	return entry->kind == ENTRY_RAN || entry->page != page || entry->block != block;
}

void document_forget_block(struct document *document, int page, int block)
{
	sift(document, is_elsewhere, page, block);
}

void document_forget_end(struct document *document)
{
	sift(document, is_no_end, 0, 0);
}

void document_free(struct document *document)
{
	for (int i = 0; i < document->count; i++) {
		forget_outputs(&document->entry[i]);
		free(document->entry[i].line);
	}
	free(document->entry);
	*document = (struct document){ 0 };
}

// ---- the file
//
// entry = "entry" PAGE BLOCK KIND NUMBER text {TOLD text}, each on a line of its own;
// text  = " " letters, with \n and \\ for a newline and a backslash

static const char *const kinds[ENTRY_KINDS] = { "ran",  "typed",    "answer",
	                                        "hint", "solution", "told",   "end" };
static const char *const tolds[TOLD_KINDS] = { "result", "note", "error", "right", "wrong" };

static void write_text(const char *text, struct text *out)
{
	text_add_char(out, ' ');
	for (; *text; text++) {
		if (*text == '\n')
			text_add(out, "\\n");
		else if (*text == '\\')
			text_add(out, "\\\\");
		else
			text_add_char(out, *text);
	}
	text_add_char(out, '\n');
}

static char *read_text(const char *from, size_t length)
{
	struct text plain = { 0 }, clean = { 0 };
	for (size_t i = 0; i < length; i++) {
		bool const escaped = from[i] == '\\' && i + 1 < length;
		i += escaped;
		text_add_char(&plain, escaped && from[i] == 'n' ? '\n' : from[i]);
	}
	utf8_clean(&clean, text_get(&plain), plain.length, true);
	text_free(&plain);
	return text_take(&clean);
}

void document_write(const struct document *document, struct text *out)
{
	for (int i = 0; i < document->count; i++) {
		const struct entry *entry = &document->entry[i];
		if (entry->kind == ENTRY_RAN)
			continue;
		text_addf(out, "entry %d %d %s %d", entry->page, entry->block, kinds[entry->kind],
		          entry->number);
		write_text(entry->line, out);
		for (int o = 0; o < entry->outputs; o++) {
			text_add(out, tolds[entry->output[o].told]);
			write_text(entry->output[o].text, out);
		}
	}
}

static int find_word(const char *const *words, int count, const char *word, size_t length)
{
	for (int i = 0; i < count; i++)
		if (strlen(words[i]) == length && !memcmp(words[i], word, length))
			return i;
	return -1;
}

static struct entry *read_entry(struct document *document, const char *line, size_t length)
{
	int page, block, number, end = 0;
	char kind[16];
	if (sscanf(line, "entry %d %d %15s %d%n", &page, &block, kind, &number, &end) != 4 ||
	    (size_t)end > length)
		return NULL;
	int const found = find_word(kinds, ENTRY_KINDS, kind, strlen(kind));
	if (found <= ENTRY_RAN || page < 0 || block < -1 || number < 0 || page > NUMBER_MOST ||
	    block > NUMBER_MOST || number > NUMBER_MOST || document->count == ENTRIES_MOST)
		return NULL;
	size_t const from = (size_t)end + ((size_t)end < length);
	char *typed = read_text(line + from, length - from);
	struct entry *entry = document_add(
		document,
		(struct entry){ page, block, (enum entry_kind)found, number, NULL, NULL, 0 }, typed);
	free(typed);
	return entry;
}

void document_read(struct document *document, const char *text)
{
	struct entry *entry = NULL;
	while (*text) {
		size_t const length = strcspn(text, "\n"), word = strcspn(text, " \n");
		int const told = find_word(tolds, TOLD_KINDS, text, word);
		if (told >= 0 && entry) {
			size_t const from = word + (word < length);
			char *said = read_text(text + from, length - from);
			document_tell(entry, (enum saying)told, said);
			free(said);
		} else if (!(entry = read_entry(document, text, length))) {
			return;
		}
		text += length + (text[length] == '\n');
	}
}
