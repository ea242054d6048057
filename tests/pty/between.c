// SPDX-License-Identifier: GPL-3.0-or-later
#include "between.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// What the keyboard sends between two programs is not meant for us.
static const int deaf_to[] = { SIGTTOU, SIGINT, SIGQUIT, SIGTSTP };

static void set_hearing(void (*how)(int))
{
	for (size_t i = 0; i < sizeof deaf_to / sizeof *deaf_to; i++)
		signal(deaf_to[i], how);
}

void between_run(char **words, char **environment, int in, int out)
{
	char command;
	set_hearing(SIG_IGN);
	int ready[2], started[2]; // the end of `started` is the beginning of the program
	if (read(in, &command, 1) != 1 || pipe(ready) || pipe2(started, O_CLOEXEC))
		_exit(126);
	pid_t const program = fork();
	if (!program) {
		char byte;
		close(ready[1]);
		// Until the terminal is ours.
		if (read(ready[0], &byte, 1) < 0)
			_exit(126);
		set_hearing(SIG_DFL);
		close(in);
		close(out);
		close(ready[0]);
		execve(words[0], words, environment);
		_exit(127);
	}
	setpgid(program, program);
	tcsetpgrp(STDIN_FILENO, program);
	close(ready[0]);
	close(ready[1]);
	close(started[1]);
	if (read(started[0], &command, 1) || write(out, &program, sizeof program) < 0)
		_exit(126);
	for (;;) {
		int status;
		if (waitpid(program, &status, WUNTRACED) < 0)
			_exit(126);
		tcsetpgrp(STDIN_FILENO, getpgrp());
		char const what = WIFSTOPPED(status) ? 'S' : 'X', last = BETWEEN_LAST;
		if (write(STDOUT_FILENO, &last, 1) < 0 || write(out, &what, 1) < 0 ||
		    (what == 'X' && write(out, &status, sizeof status) < 0))
			_exit(126);
		if (read(in, &command, 1) <= 0) {
			kill(program, SIGKILL);
			_exit(0);
		}
		if (command == 'C')
			tcsetpgrp(STDIN_FILENO, program);
		kill(-program, SIGCONT);
	}
}
