// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that a lesson's commands have changed in the learner's session, which end with the lesson.
// What the learner has set meanwhile stays.
#ifndef LESSON_BORROWED_SETTINGS_H
#define LESSON_BORROWED_SETTINGS_H

struct session;

// By number of settings[]: the lines that set what was before the lesson, and what it has set; owned.
struct borrowed {
	char **before, **set; // NULL: no setting was changed yet; an entry NULL: that one was not
};

// Around a command of the lesson: what the settings are, and what has changed since.  `told` is taken.
char **borrowed_tell(const struct session *session);
void borrowed_note(struct borrowed *borrowed, const struct session *session, char **told);

// Gives back what the lesson has changed, and frees all.
void borrowed_return(struct borrowed *borrowed, struct session *session);

#endif
