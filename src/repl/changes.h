// SPDX-License-Identifier: GPL-3.0-or-later
// What `undo` takes back: the networks and variables that lines have replaced, with the place where the
// walk was.  One line is one change, whatever it consists of (a script that it sources, too).  Moving
// through the walk is no change: there the reverse commands go back.
#ifndef REPL_CHANGES_H
#define REPL_CHANGES_H

#include <stdbool.h>

#include "trace/place.h"
#include "train/passes.h"

struct session;
struct variables;

// How many changes are kept; what their networks and variables hold is bounded by BUDGET_UNDO.
enum { CHANGES_MOST = 100 };

struct change {
	char *line;              // what was typed; owned
	struct network *network; // owned; NULL: it stays
	struct passage passage;  // the network's; one reference
	struct variables *variables;
	bool has_variables; // NULL may be a value of theirs
	char *settings;     // the lines that make the session's own settings again; owned; NULL: they stay
	char *panes;        // the arrangement, as arrangement_read takes it; owned; NULL: it stays
	struct place place;
};

struct changes {
	struct change *undo, *redo; // the last one is the next to be taken back
	int undos, redos;
	const char *line; // being run, not owned; NULL: nothing is kept
	bool has_entry;   // undo[undos - 1] is that of this line
	bool takes_back;  // the line is an undo or a redo: what it sets is no change of its own
};

void changes_free(struct changes *changes);

// Of its changes the first `kept` stay, and then come copies of another's, without that one's first `skipped`; what
// could be redone is forgotten.
void changes_take(struct changes *changes, int kept, const struct changes *from, int skipped);

// From here on all changes are those of this line; and no longer.
void changes_begin(struct changes *changes, const char *line);
void changes_end(struct changes *changes);

// Take a network (variables) that the line replaces: keep it, or free it.  `place` is where the walk was.
void changes_keep_network(struct changes *changes, struct network *network, struct passage passage,
                          struct place place);
void changes_keep_variables(struct changes *changes, struct variables *variables, struct place place);
// The texts (owned from here on; NULL: nothing) of `struct change`.
void changes_keep_choices(struct changes *changes, char *settings, char *panes, struct place place);

#endif
