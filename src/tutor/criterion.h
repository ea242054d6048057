// SPDX-License-Identifier: GPL-3.0-or-later
// How others judge a gradient: their step, their rule and their threshold, so that what these let through can be
// seen.  The program's own verdict is tutor/check.h's.
#ifndef TUTOR_CRITERION_H
#define TUTOR_CRITERION_H

#include <stdbool.h>

struct criterion {
	const char *name;
	const char *whose;
	const char *rule;  // for people
	double h;          // of central differences
	bool (*accepts)(double analytic, double numeric);
};

const struct criterion *criterion_find(const char *name); // NULL if there is none

#endif
