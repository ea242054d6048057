// SPDX-License-Identifier: GPL-3.0-or-later
// What commands that draw among the answers have in common.
#ifndef COMMAND_PLOT_H
#define COMMAND_PLOT_H

#include "lang/query.h"
#include "repl/session.h"
#include "repl/speech.h"
#include "view/sheet.h"

// A sheet as wide as plain lines may be, headed by the sequence that it is of (`speech` NULL: the one at hand), where
// there are several; says what was drawn on it as a result, and frees it.
struct sheet plot_sheet(const struct session *session, const struct speech *speech);
struct speech plot_speech(const struct session *session, const struct query *query);
void plot_say(struct session *session, struct sheet *sheet);

#endif
