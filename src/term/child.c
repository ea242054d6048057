// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "term/signals.h"

// In the child.
static void become(const char *command, const char *argument, int input)
{
	if (input >= 0)
		dup2(input, STDIN_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO); // ours may be caught
	setenv("BPTT_CHILD", command, 1);
	execl("/bin/sh", "sh", "-c", argument ? "eval \"$BPTT_CHILD\" '\"$1\"'" : "eval \"$BPTT_CHILD\"", "sh", argument,
	      (char *)NULL);
	_exit(127);
}

int child_run(const char *command, const char *argument, void (*feed)(void *context, int to), void *context)
{
	static const int numbers[] = { SIGINT, SIGQUIT, SIGPIPE };
	enum { COUNT = sizeof numbers / sizeof *numbers };
	struct sigaction ignored = { .sa_handler = SIG_IGN }, kept[COUNT];
	int ends[2] = { -1, -1 }, status = -1;
	if (feed && pipe(ends))
		return -1;
	for (int i = 0; feed && i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	signals_lend();
	pid_t const child = fork();
	if (!child)
		become(command, argument, ends[0]);
	for (int i = 0; i < COUNT; i++)
		sigaction(numbers[i], &ignored, &kept[i]);
	if (feed) {
		close(ends[0]);
		if (child > 0)
			feed(context, ends[1]);
		close(ends[1]);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	for (int i = 0; i < COUNT; i++)
		sigaction(numbers[i], &kept[i], NULL);
	signals_lent();
	return status;
}
