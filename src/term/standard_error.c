// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/standard_error.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "term/signals.h"

enum { MESSAGE_BYTES = 4096 };

static int messages = -1, real_stderr = -1;

void standard_error_catch(void)
{
	int ends[2];
	if (pipe(ends))
		return;
	fflush(stderr);
	real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	// A full pipe must not hold us: then words are lost.
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	}
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	messages = ends[0];
	signals_set_messages(messages, real_stderr);
}

int standard_error_descriptor(void)
{
	return messages;
}

bool standard_error_read(struct text *out)
{
	char bytes[MESSAGE_BYTES];
	ssize_t const length = read(messages, bytes, sizeof bytes);
	bool beeps = false;
	for (ssize_t i = 0; i < length; i++) {
		beeps |= bytes[i] == '\a';
		if (bytes[i] && bytes[i] != '\a')
			text_add_char(out, bytes[i]);
	}
	while (out->length && out->at[out->length - 1] == '\n')
		out->at[--out->length] = '\0';
	return beeps;
}

void standard_error_release(void)
{
	if (messages < 0)
		return;
	fflush(stderr);
	signals_set_messages(-1, -1);
	if (real_stderr >= 0)
		dup2(real_stderr, STDERR_FILENO);
	else
		close(STDERR_FILENO);
	char bytes[MESSAGE_BYTES];
	ssize_t length;
	while ((length = read(messages, bytes, sizeof bytes)) > 0)
		if (write(STDERR_FILENO, bytes, (size_t)length) < 0)
			break;
	close(messages);
	close(real_stderr);
	messages = real_stderr = -1;
}
