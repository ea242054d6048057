// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/helper.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/data.h"
#include "base/file.h"
#include "base/message.h"

extern char **environ;

// Runs it from one file into the other.  Returns what waitpid says, -1 and errno: there is no process.
static int run(const char *path, const char *format, int from, int to)
{
	char name[] = "bptt-picture", word[8] = "";
	char *const words[] = { name, word, NULL };
	posix_spawn_file_actions_t actions;
	pid_t process;
	int status = -1;
	strncpy(word, format, sizeof word - 1);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
	errno = posix_spawn(&process, path, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (errno)
		return -1;
	while (waitpid(process, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool read_all(FILE *file, struct text *out)
{
	char bytes[65536];
	size_t got;
	rewind(file);
	while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_add_bytes(out, bytes, got);
	return !ferror(file);
}

// Files, not pipes: neither side waits for the other.
bool helper_convert(const char *format, const struct text *svg, struct text *out, struct error *error)
{
	struct text path = { 0 };
	if (!data_find_helper("bptt-picture", &path)) {
		text_free(&path);
		return error_set(error, SPAN_NONE, _("picture step.svg; or build it with cairo and pango"),
		                 _("there is no bptt-picture here, which makes a %s of a picture"), format);
	}
	FILE *const from = tmpfile(), *const to = tmpfile();
	bool good = from && to && fwrite(text_get(svg), 1, svg->length, from) == svg->length && !fflush(from);
	if (good)
		rewind(from);
	int const status = good ? run(text_get(&path), format, fileno(from), fileno(to)) : -1;
	int const why = errno;
	good = !status && read_all(to, out);
	if (!good && status > 0)
		error_set(error, SPAN_NONE, NULL, _("%s failed"), text_get(&path));
	else if (!good)
		error_set(error, SPAN_NONE, NULL, _("cannot run %s: %s"), text_get(&path), file_why(why));
	if (from)
		fclose(from);
	if (to)
		fclose(to);
	text_free(&path);
	return good;
}
