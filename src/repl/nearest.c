// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/nearest.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

// Longer words are not names that somebody meant.
enum { LETTERS_MOST = 64 };

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

// Optimal string alignment: as Levenshtein's distance, and two neighbours swapped count once.
// row[i][j] is the distance of the first i letters of a from the first j of b.
static int distance(const char *a, const char *b)
{
	int const m = (int)strlen(a), n = (int)strlen(b);
	int row[LETTERS_MOST + 1][LETTERS_MOST + 1];
	if (m > LETTERS_MOST || n > LETTERS_MOST)
		return INT_MAX;
	for (int i = 0; i <= m; i++)
		row[i][0] = i;
	for (int j = 0; j <= n; j++)
		row[0][j] = j;
	for (int i = 1; i <= m; i++)
		for (int j = 1; j <= n; j++) {
			row[i][j] = smaller(row[i - 1][j - 1] + !same(a[i - 1], b[j - 1]),
			                    smaller(row[i - 1][j], row[i][j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[i][j] = smaller(row[i][j], row[i - 2][j - 2] + 1);
		}
	return row[m][n];
}

struct nearest nearest_to(const char *word)
{
	return (struct nearest){ .word = word };
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	int const letters = (int)strlen(nearest->word);
	int const most = letters < 3 ? 0 : letters < 5 ? 1 : letters < 9 ? 2 : letters / 3;
	int const found = distance(nearest->word, candidate);
	// Of two equally near the one that begins alike is meant.
	bool const nearer = !nearest->best || found < nearest->distance ||
	                    (found == nearest->distance && nearest->best[0] != nearest->word[0] &&
	                     candidate[0] == nearest->word[0]);
	if (found <= most && found < (int)strlen(candidate) && nearer) {
		nearest->best = candidate;
		nearest->distance = found;
	}
}
