// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/corpus.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"

bool sequence_has_loss(const struct sequence *sequence, int t)
{
	if (!sequence->given[INPUT_Y].at && sequence->y && sequence->y[t] == WORD_NONE)
		return false;
	for (int input = INPUT_Y; input < INPUTS_MOST; input++) {
		struct array const a = sequence->given[input];
		for (int i = 0; a.at && i < a.cols; i++)
			if (isnan(a.at[(size_t)t * (size_t)a.cols + (size_t)i]))
				return false;
	}
	return true;
}

// ---- life

struct corpus *corpus_new(const char *origin, const char *const *words, int C)
{
	struct corpus *corpus = memory_get(1, sizeof *corpus);
	corpus->references = 1;
	corpus->origin = memory_copy_string(origin);
	corpus->word = memory_get((size_t)C, sizeof *corpus->word);
	for (; corpus->C < C; corpus->C++)
		corpus->word[corpus->C] = memory_copy_string(words[corpus->C]);
	return corpus;
}

struct corpus *corpus_hold(struct corpus *corpus)
{
	if (corpus)
		corpus->references++;
	return corpus;
}

void corpus_drop(struct corpus *corpus)
{
	if (!corpus || --corpus->references)
		return;
	for (int i = 0; i < corpus->C; i++)
		free(corpus->word[i]);
	for (int i = 0; i < corpus->count; i++) {
		free(corpus->sequence[i].x);
		for (int input = 0; input < INPUTS_MOST; input++)
			free(corpus->sequence[i].given[input].at);
		for (int s = 0; s < STARTS_MOST; s++)
			free(corpus->sequence[i].start[s].at.at);
	}
	for (int s = 0; s < STARTS_MOST; s++)
		free(corpus->state[s]);
	free(corpus->word);
	free(corpus->sequence);
	free(corpus->origin);
	free(corpus);
}

static bool equal_arrays(struct array a, struct array b)
{
	return !a.at || !b.at ? a.at == b.at : array_equal(a, b);
}

bool corpus_equal(const struct corpus *a, const struct corpus *b)
{
	if (a == b || !a || !b)
		return a == b;
	bool equal = !strcmp(a->origin, b->origin) && a->C == b->C && a->count == b->count;
	for (int i = 0; equal && i < a->C; i++)
		equal = !strcmp(a->word[i], b->word[i]);
	for (int i = 0; equal && i < a->count; i++) {
		const struct sequence *p = &a->sequence[i], *q = &b->sequence[i];
		equal = p->count == q->count && p->asked == q->asked &&
		        !memcmp(p->x, q->x, 2 * (size_t)p->count * sizeof *p->x);
		for (int input = 0; equal && input < INPUTS_MOST; input++)
			equal = equal_arrays(p->given[input], q->given[input]);
		for (int s = 0; equal && s < STARTS_MOST; s++)
			equal = equal_arrays(p->start[s].at, q->start[s].at) &&
			        (!p->start[s].state || !strcmp(p->start[s].state, q->start[s].state));
	}
	return equal;
}

struct sequence *corpus_add(struct corpus *corpus, int count)
{
	// Doubles whenever the count is a power of two.
	if (!(corpus->count & (corpus->count - 1)))
		corpus->sequence = memory_resize(corpus->sequence,
		                                 corpus->count ? 2 * (size_t)corpus->count : 1,
		                                 sizeof *corpus->sequence);
	struct sequence *sequence = &corpus->sequence[corpus->count++];
	int *words = memory_get(2 * (size_t)count, sizeof *words); // y lies behind x
	*sequence = (struct sequence){ .x = words, .y = words + count, .count = count };
	corpus->steps += count;
	corpus->longest = count > corpus->longest ? count : corpus->longest;
	return sequence;
}

struct array corpus_give(struct sequence *sequence, int input, int cols)
{
	struct array *given = &sequence->given[input];
	*given = (struct array){ sequence->count, cols, NULL };
	given->at = memory_get(array_size(*given), sizeof *given->at);
	return *given;
}

struct array corpus_begin(struct corpus *corpus, struct sequence *sequence, const char *state, int size)
{
	int s = 0;
	while (sequence->start[s].state)
		s++;
	assert(s < STARTS_MOST && (!corpus->state[s] || !strcmp(corpus->state[s], state)));
	if (!corpus->state[s])
		corpus->state[s] = memory_copy_string(state);
	struct array const at = { size, 1, memory_get((size_t)size, sizeof *at.at) };
	sequence->start[s] = (struct start){ corpus->state[s], at };
	return at;
}

// ---- the words of a text

// A word where it stands.
struct occurrence {
	const char *at;
	int length, line;
	int number; // of its word
};

struct distinct {
	const char *at;
	int length, times;
	int number; // in the vocabulary; -1: not there
};

struct reading {
	struct text text;    // composed
	struct occurrence *token; // in the text's order
	int tokens;
	struct distinct *word; // in the order of first appearance
	int words;
	int *slot;      // hash table of numbers + 1 of words; 0 is empty
	uint32_t slots; // a power of two, more than twice the tokens
};

// FNV-1a.
static uint32_t hash_of(const char *at, int length)
{
	uint32_t hash = 2166136261U;
	for (int i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)at[i]) * 16777619U;
	return hash;
}

// The slot that holds the word, or the empty one where it belongs.
static int *find_slot(const struct reading *reading, const char *at, int length)
{
	for (uint32_t i = hash_of(at, length);; i++) {
		int *slot = &reading->slot[i & (reading->slots - 1)];
		if (!*slot)
			return slot;
		const struct distinct *word = &reading->word[*slot - 1];
		if (word->length == length && !memcmp(word->at, at, (size_t)length))
			return slot;
	}
}

static void take_token(struct reading *reading, const char *at, int length, int line)
{
	int *slot = find_slot(reading, at, length);
	if (!*slot) {
		reading->word[reading->words++] = (struct distinct){ at, length, 0, -1 };
		*slot = reading->words;
	}
	reading->word[*slot - 1].times++;
	reading->token[reading->tokens++] = (struct occurrence){ at, length, line, *slot - 1 };
}

static bool check_bytes(const char *text, size_t length, struct error *error)
{
	int line = 1;
	size_t begin = 0;
	uint32_t code;
	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = utf8_decode(text + at, length - at, &code);
		if (code == '\n') {
			line++;
			begin = at + 1;
		}
		if (code != UTF8_INVALID && (code >= ' ' || text_is_space((char)code)) && code != 0x7F)
			continue;
		struct span const span = { line, utf8_count(text + begin, at - begin) + 1, 1 };
		error_set(error, span, _("save the text as UTF-8"),
		          _("byte %zu (0x%02X) does not belong into a text"), at,
		          (unsigned)(unsigned char)text[at]);
		return false;
	}
	return true;
}

static void split(struct reading *reading)
{
	const char *text = text_get(&reading->text);
	size_t const length = reading->text.length;
	int line = 1;
	reading->slots = 4;
	while (reading->slots < length + 2)
		reading->slots *= 2;
	reading->token = memory_get(length / 2 + 1, sizeof *reading->token);
	reading->word = memory_get(length / 2 + 1, sizeof *reading->word);
	reading->slot = memory_get(reading->slots, sizeof *reading->slot);
	for (const char *at = text; *at; at++) {
		line += *at == '\n';
		if (text_is_space(*at))
			continue;
		const char *end = at;
		while (*end && !text_is_space(*end))
			end++;
		take_token(reading, at, (int)(end - at), line);
		at = end - 1;
	}
}

static void free_reading(struct reading *reading)
{
	text_free(&reading->text);
	free(reading->token);
	free(reading->word);
	free(reading->slot);
}

// ---- the vocabulary

// More frequent ones first; among equals the one that came first (a word's place in memory).
static int compare_frequency(const void *a, const void *b)
{
	const struct distinct *const *p = a, *const *q = b;
	if ((*p)->times != (*q)->times)
		return (*p)->times > (*q)->times ? -1 : 1;
	return *p < *q ? -1 : 1;
}

static bool is_word(const struct distinct *word, const char *name)
{
	return strlen(name) == (size_t)word->length &&
	       !memcmp(word->at, name, (size_t)word->length);
}

// The words that are kept get numbers; returns how many.
static int choose_words(struct reading *reading, int most)
{
	const struct distinct **by_times = memory_get((size_t)reading->words, sizeof *by_times);
	for (int i = 0; i < reading->words; i++)
		by_times[i] = &reading->word[i];
	qsort(by_times, (size_t)reading->words, sizeof *by_times, compare_frequency);
	int const kept = most && most < reading->words ? most : reading->words;
	for (int i = 0; i < kept; i++)
		reading->word[by_times[i] - reading->word].number = 0;
	free(by_times);
	int number = 0;
	for (int i = 0; i < reading->words; i++)
		if (reading->word[i].number == 0)
			reading->word[i].number = number++;
	return number;
}

static struct corpus *with_own_words(struct reading *reading, const char *origin, int most)
{
	int const kept = choose_words(reading, most);
	int unknown = -1;
	const char **name = memory_get((size_t)kept + 1, sizeof *name);
	char *names = memory_get(reading->text.length + (size_t)kept + 1, 1), *next = names;
	for (int i = 0; i < reading->words; i++) {
		const struct distinct *word = &reading->word[i];
		if (word->number < 0)
			continue;
		memcpy(next, word->at, (size_t)word->length);
		name[word->number] = next;
		next += word->length + 1;
		if (is_word(word, CORPUS_UNKNOWN))
			unknown = word->number;
	}
	bool const adds = kept < reading->words && unknown < 0;
	if (adds)
		name[unknown = kept] = CORPUS_UNKNOWN;
	struct corpus *corpus = corpus_new(origin, name, kept + adds);
	for (int i = 0; i < reading->words; i++)
		if (reading->word[i].number < 0) {
			reading->word[i].number = unknown;
			corpus->unknown += reading->word[i].times;
		}
	free(name);
	free(names);
	return corpus;
}

// NULL: a word is not among the given ones, and *fault is where it stands first.
static struct corpus *with_given_words(struct reading *reading, const char *origin,
                                       const char *const *given_word, int given,
                                       const struct occurrence **fault)
{
	struct corpus *corpus = corpus_new(origin, given_word, given);
	int unknown = -1;
	for (int i = 0; i < given; i++) {
		int const length = (int)strlen(given_word[i]);
		int const *slot = find_slot(reading, given_word[i], length);
		if (*slot)
			reading->word[*slot - 1].number = i;
		if (!strcmp(given_word[i], CORPUS_UNKNOWN))
			unknown = i;
	}
	for (int i = 0; i < reading->tokens; i++) {
		struct distinct *word = &reading->word[reading->token[i].number];
		if (word->number >= 0)
			continue;
		if (unknown < 0) {
			*fault = &reading->token[i];
			corpus_drop(corpus);
			return NULL;
		}
		word->number = unknown;
		corpus->unknown += word->times;
	}
	return corpus;
}

// ---- sentences

static void add_sentence(struct corpus *corpus, const struct reading *reading, int first, int end)
{
	struct sequence *sequence = corpus_add(corpus, end - first - 1);
	for (int i = 0; i < sequence->count; i++) {
		const struct occurrence *token = &reading->token[first + i];
		sequence->x[i] = reading->word[token[0].number].number;
		sequence->y[i] = reading->word[token[1].number].number;
	}
}

static void add_sentences(struct corpus *corpus, const struct reading *reading)
{
	for (int first = 0, end; first < reading->tokens; first = end) {
		end = first;
		while (end < reading->tokens &&
		       reading->token[end].line == reading->token[first].line)
			end++;
		if (end - first > 1)
			add_sentence(corpus, reading, first, end);
		else
			corpus->alone++;
	}
}

static struct corpus *fail_word(const struct reading *reading, const struct occurrence *token,
                                struct error *error)
{
	LOCAL(text) name = { 0 };
	const char *line = token->at;
	while (line > text_get(&reading->text) && line[-1] != '\n')
		line--;
	struct span const span = { token->line, utf8_count(line, (size_t)(token->at - line)) + 1,
		                   utf8_count(token->at, (size_t)token->length) };
	text_add_bytes(&name, token->at, (size_t)token->length);
	error_set(
		error, span,
		_("give vocab the word " CORPUS_UNKNOWN ", too, and it will stand for all others"),
		_("the word %s is not in the vocabulary"), text_get(&name));
	return NULL;
}

static struct corpus *fail_empty(struct corpus *corpus, struct error *error)
{
	error_set(error, SPAN_NONE,
	          _("a sentence has two words at least: each is to predict the next"),
	          corpus->alone
	                  ? _("a sentence of one word cannot be learned, and here are no others")
	                  : _("there are no sentences"));
	corpus_drop(corpus);
	return NULL;
}

struct corpus *corpus_read(const char *origin, const char *source, const char *text, size_t length,
                           const char *const *given_word, int given, int most, struct error *error)
{
	struct reading reading = { 0 };
	const struct occurrence *fault = NULL;
	struct corpus *corpus = NULL;
	bool const fits = length <= CORPUS_BYTES_MOST;
	if (!fits)
		error_set(error, SPAN_NONE, NULL, _("this text has more than %d KiB"),
		          CORPUS_BYTES_MOST / 1024);
	if (fits && check_bytes(text, length, error)) {
		utf8_compose(&reading.text, text, length);
		split(&reading);
		corpus = given ? with_given_words(&reading, origin, given_word, given, &fault)
		               : with_own_words(&reading, origin, most);
		if (corpus)
			add_sentences(corpus, &reading);
		else
			fail_word(&reading, fault, error);
	}
	if (corpus && !corpus->count)
		corpus = fail_empty(corpus, error);
	if (!corpus)
		error_locate(error, source, text, fits ? length : 0, 1);
	free_reading(&reading);
	return corpus;
}
