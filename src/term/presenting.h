// SPDX-License-Identifier: GPL-3.0-or-later
// What a teacher needs before a class: a screen that goes on by itself or shows nothing, and notes that
// the class does not see.  And the command that tells which keys work.
#ifndef TERM_PRESENTING_H
#define TERM_PRESENTING_H

#include <stdbool.h>

#include "repl/command.h"
#include "term/keys.h"

extern const struct command presenting_commands[]; // auto, blank, keys, speaker-notes

struct session;

// Which hand has the keys of the session now; whether it presents (the projector's layout).
enum hand presenting_hand(const struct session *session);
bool presenting_is_on(const struct session *session);

// Chooses that layout for this session, whatever is remembered; nothing of it is.
void presenting_choose(struct session *session);

// Whether the screen is blank.
bool presenting_is_blank(void);
void presenting_blank(bool is_blank);

// Autoplay: milliseconds until the next command, -1: it is off; the command that is due now, NULL: none
// is.  After it ran, presenting_went tells whether it did anything: at the end autoplay begins again or
// stops.  Any key stops it.
int presenting_patience(void);
const char *presenting_due(struct session *session);
void presenting_went(struct session *session);
void presenting_stop(void);
bool presenting_plays(void);

// Opens a file, terminal or FIFO for the notes; false: *why says why not.
bool presenting_open_notes(const char *path, const char **why);
// Writes the notes of the lesson's present page, if they are others than before.
void presenting_tell_notes(const struct session *session);

#endif
