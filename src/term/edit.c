// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: while the editor runs the terminal is as it was before the program began, and Ctrl-C is the
// editor's.
#include "term/edit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/message.h"
#include "repl/script.h"
#include "repl/session.h"
#include "term/history.h"
#include "term/signals.h"

static const char *choose_editor(void)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	return visual && *visual ? visual : editor && *editor ? editor : "vi";
}

// A new file that holds the line; its path is left in *path.
static bool write_line(const char *line, struct text *path)
{
	const char *folder = getenv("TMPDIR");
	text_addf(path, "%s/bptt-XXXXXX", folder && *folder ? folder : "/tmp");
	int const file = mkstemp(path->at);
	if (file < 0)
		return false;
	size_t const length = strlen(line);
	bool const is_written = write(file, line, length) == (ssize_t)length && write(file, "\n", 1) == 1;
	return !close(file) && is_written;
}

// Its words may hold options, as in EDITOR="emacs -nw".  Returns what waitpid says; -1: no process.
static int run_editor(const char *path)
{
	struct sigaction ignored = { .sa_handler = SIG_IGN }, interrupt, quit;
	int status = -1;
	signals_lend();
	pid_t const child = fork();
	if (!child) {
		dup2(STDOUT_FILENO, STDERR_FILENO); // ours may be caught
		setenv("BPTT_EDITOR", choose_editor(), 1);
		execl("/bin/sh", "sh", "-c", "eval \"$BPTT_EDITOR\" '\"$1\"'", "sh", path, (char *)NULL);
		_exit(127);
	}
	sigaction(SIGINT, &ignored, &interrupt);
	sigaction(SIGQUIT, &ignored, &quit);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	signals_lent();
	return status;
}

static bool run_lines(struct session *session, const char *path, struct error *error)
{
	struct file_lines file;
	if (!file_lines_open(&file, path, FILE_OWN))
		return file_fail(error, (struct span){ 0 }, path);
	bool const is_good = script_try(session, &file, path, NULL, error);
	file_lines_close(&file);
	return is_good;
}

static bool run_edit(struct session *session, const struct words *words, struct error *error)
{
	if (!session->front.interactive)
		return error_set(error, words->name, NULL, _("edit needs a terminal"));
	struct text path = { 0 };
	const char *line = *words->rest ? words->rest : history_last("edit");
	bool const is_written = write_line(line, &path);
	int const status = is_written ? run_editor(text_get(&path)) : -1;
	bool is_good = false;
	if (!is_written)
		error_set(error, words->name, NULL, _("cannot write %s: %s"), text_get(&path), file_why(errno));
	else if (status)
		error_set(error, words->name, _("VISUAL or EDITOR names another one"),
		          _("the editor %s failed; nothing was run"), choose_editor());
	else
		is_good = run_lines(session, text_get(&path), error);
	unlink(text_get(&path));
	text_free(&path);
	return is_good;
}

const struct command edit_commands[] = {
	{
		.name = "edit",
		.group = GROUP_GENERAL,
		.usage = "[LINE]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Write lines in an editor, then run them; alone: the last line, again."),
		.help = N_("The editor is $VISUAL, $EDITOR or vi.  Ctrl-X Ctrl-E does it with the line\n"
	                   "that is being typed.  `undo` takes back all that was run."),
		.run = run_edit,
		.takes_line = true,
	},
	{ .name = NULL },
};
