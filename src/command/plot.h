// SPDX-License-Identifier: GPL-3.0-or-later
// What commands that draw among the answers have in common.
#ifndef COMMAND_PLOT_H
#define COMMAND_PLOT_H

#include "repl/session.h"
#include "view/sheet.h"

// A sheet as wide as plain lines may be; says what was drawn on it as a result, and frees it.
struct sheet plot_sheet(const struct session *session);
void plot_say(struct session *session, struct sheet *sheet);

#endif
