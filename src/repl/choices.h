// SPDX-License-Identifier: GPL-3.0-or-later
// What a person has chosen beside the network and the variables: the session's own settings and how the
// panes are arranged.  Both are told as texts, so that what a line has changed of them is found by
// comparing, and `undo` needs to know nothing of any command.
#ifndef REPL_CHOICES_H
#define REPL_CHOICES_H

struct session;

struct choices {
	char *settings, *panes; // owned
};

struct choices choices_of(const struct session *session);
void choices_free(struct choices *choices);

// Of the settings the lines that are other in `now`, of the panes all, NULL where nothing is: what makes
// it again as it was.  Who has the keys is no choice of that kind.
struct choices choices_changed(const struct choices *was, const struct choices *now);

// Makes it again.
void choices_restore(struct session *session, const struct choices *choices);

#endif
