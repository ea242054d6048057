// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/versions.h"

#include <stdio.h>

#include <curses.h>
#include <readline/readline.h>

void term_write_versions(struct text *out)
{
	text_addf(out, "GNU Readline %s\n%s\n", rl_library_version, curses_version());
}
