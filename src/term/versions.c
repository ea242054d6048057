// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/versions.h"

#include <curses.h>
#include <gsl/gsl_version.h>
#include <readline/readline.h>
#include <utf8proc.h>

void term_write_versions(struct text *out)
{
	text_addf(out, "GNU Readline %s\n%s\nGSL %s\nutf8proc %s\n", rl_library_version, curses_version(), gsl_version,
	          utf8proc_version());
}
