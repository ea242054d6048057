// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/log.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void log_free(struct log *log)
{
	for (int i = 0; i < log->count; i++)
		free(log->at[i].text);
	free(log->at);
	*log = (struct log){ 0 };
}

// Drops so many of the oldest entries at once that dropping stays cheap.
static void make_room(struct log *log)
{
	int drop = log->count == LOG_MOST ? LOG_MOST / 8 : 0;
	for (int i = 0; i < log->count; i++) {
		if (i >= drop && log->bytes <= LOG_BYTES_MOST)
			break;
		log->bytes -= strlen(log->at[i].text);
		drop = i + 1 > drop ? i + 1 : drop;
	}
	for (int i = 0; i < drop; i++)
		free(log->at[i].text);
	log->count -= drop;
	log->dropped += drop;
	memmove(log->at, log->at + drop, (size_t)log->count * sizeof *log->at);
}

void log_add(struct log *log, enum say kind, struct text *text)
{
	if (log->at)
		make_room(log);
	else
		log->at = memory_get(LOG_MOST, sizeof *log->at);
	log->bytes += text->length;
	log->at[log->count++] = (struct said){ .kind = kind, .text = text_take(text) };
}

long log_next(const struct log *log)
{
	return log->dropped + log->count;
}

int log_index(const struct log *log, long number)
{
	long const i = number - log->dropped;
	return i < 0 ? 0 : i < log->count ? (int)i : log->count;
}

long log_answer(const struct log *log, long first)
{
	int i = log_index(log, first);
	while (i < log->count && log->at[i].kind == SAY_COMMAND)
		i++;
	return log->dropped + i;
}
