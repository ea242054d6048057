// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

enum { PART_BYTES_LEAST = 3 };

// In small letters (of ASCII), composed, without quotation marks, and what stands round a number.
static char *plain(const char *typed)
{
	struct text composed = { 0 };
	typed += strspn(typed, " \t\"'([#");
	size_t length = strlen(typed);
	while (length && strchr(" \t\"')].:", typed[length - 1]))
		length--;
	utf8_compose(&composed, typed, length);
	for (size_t i = 0; i < composed.length; i++)
		if (composed.at[i] >= 'A' && composed.at[i] <= 'Z')
			composed.at[i] = (char)(composed.at[i] + ('a' - 'A'));
	text_add(&composed, "");
	return text_take(&composed);
}

static int by_number(const struct question *question, const char *word)
{
	char *end;
	long const number = strtol(word, &end, 10);
	return end != word && !*end && number >= 1 && number <= question->choices ? (int)number : 0;
}

static int by_letter(const struct question *question, const char *word)
{
	bool const is_letter = word[0] >= 'a' && word[0] < 'a' + question->choices && !word[1];
	return is_letter ? word[0] - 'a' + 1 : 0;
}

static int by_words(const struct question *question, const char *words, bool whole)
{
	int found = 0;
	for (int i = 0; i < question->choices; i++) {
		char *const choice = plain(question->choice[i]);
		bool const fits = whole ? strcmp(choice, words) == 0 : strstr(choice, words) != NULL;
		free(choice);
		if (fits)
			found = found ? -1 : i + 1;
	}
	return found;
}

int choice_find(const struct question *question, const char *typed, bool whole)
{
	char *const words = plain(typed);
	int found = by_number(question, words);
	if (!found)
		found = by_words(question, words, true);
	if (!found)
		found = by_letter(question, words);
	if (!found && !whole && strlen(words) >= PART_BYTES_LEAST)
		found = by_words(question, words, false);
	free(words);
	return found;
}
