// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of learning as text: how preferences.c and `state` tell them.
#ifndef REPL_LEARNING_H
#define REPL_LEARNING_H

#include <stdbool.h>

#include "base/text.h"

struct error;
struct session;
struct words;

// A number with the fewest digits that read back exactly: 0.1, not 0.10000000000000001.
void learning_tell_number(double number, struct text *out);

void learning_tell_clip(const struct session *session, struct text *out);
void learning_tell_draws(const struct session *session, struct text *out);
void learning_tell_halve(const struct session *session, struct text *out);
void learning_tell_rate(const struct session *session, struct text *out);
void learning_tell_temperature(const struct session *session, struct text *out);

// `set NAME VALUE`.
bool learning_set_draws(struct session *session, const struct words *words, struct error *error);
bool learning_set_halve(struct session *session, const struct words *words, struct error *error);
bool learning_set_rate(struct session *session, const struct words *words, struct error *error);
bool learning_set_temperature(struct session *session, const struct words *words,
                              struct error *error);

// The commands, each after `between`, that make of a new session's settings these.
void learning_tell_changed(const struct session *session, const char *between, struct text *out);

// `info clip`: what clipping does to the gradient at hand.
void info_clip(struct session *session, struct text *out);

#endif
