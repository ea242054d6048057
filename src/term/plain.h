// SPDX-License-Identifier: GPL-3.0-or-later
// Plain lines: for a screen reader, a pipe, a terminal that can do no more.  What is said is
// printed in its order; nothing moves a cursor, and without a terminal there is no escape byte and
// no prompt.
#ifndef TERM_PLAIN_H
#define TERM_PLAIN_H

#include <stdbool.h>

struct session;

// Between signals_install and signals_remove.  False: the session is over; true: a person wishes for
// the screen.
bool plain_run(struct session *session);

#endif
