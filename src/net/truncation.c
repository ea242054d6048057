// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/truncation.h"

#include <stdlib.h>
#include <string.h>

bool truncation_equal(struct truncation a, struct truncation b)
{
	return a.form == b.form && (a.form == TRUNCATE_OFF || a.n == b.n);
}

int truncation_last_k(struct truncation truncation, int t)
{
	switch (truncation.form) {
	case TRUNCATE_STEPS:
		return t < truncation.n ? 0 : t - truncation.n;
	case TRUNCATE_CHUNKS:
		return t - t % truncation.n;
	case TRUNCATE_OFF:
		break;
	}
	return 0;
}

bool truncation_cuts(struct truncation truncation, int k)
{
	return truncation.form == TRUNCATE_CHUNKS && k % truncation.n == 0;
}

void truncation_write(struct truncation truncation, struct text *out)
{
	if (truncation.form == TRUNCATE_OFF)
		text_add(out, "off");
	else
		text_addf(out, truncation.form == TRUNCATE_CHUNKS ? "chunk %d" : "%d", truncation.n);
}

bool truncation_read(const char *words, struct truncation *truncation)
{
	bool const chunks = !strncmp(words, "chunk ", 6);
	const char *number = words + (chunks ? 6 : 0);
	char *end;
	long const n = strtol(number, &end, 10);
	*truncation = truncation_steps(-1);
	if (!strcmp(words, "off"))
		return true;
	if (*number < '0' || *number > '9' || *end || n < chunks || n > TRUNCATION_MOST)
		return false;
	*truncation = chunks ? truncation_chunks((int)n) : truncation_steps((int)n);
	return true;
}
