// SPDX-License-Identifier: GPL-3.0-or-later
// A frame: the session as the grid above the input line, either the picture (view/view.h with
// title, lesson, log and footer) or, after a command that said more than the log's pane holds, a
// page to read. It knows no terminal.
#ifndef TERM_FRAME_H
#define TERM_FRAME_H

#include <stdbool.h>

#include "base/grid.h"
#include "base/text.h"
#include "term/input.h"
#include "view/arrangement.h"

struct session;

struct frame {
	struct session *session;
	// What is read, page by page: the log from this entry on.
	bool is_reading;
	int said;     // rows of the log for which it grows over the picture, till the next command
	bool is_told; // an answer of one row, which stands in the footer: there is no log's pane
	long first;
	int skip;
	struct screen_seen seen;  // the last picture drawn
	int page_rows, page_cols, page_last; // the page to turn; the most that can be skipped
	struct text search;     // what is looked for in it; owned
	int found;              // the row where it was found last
	enum input_doing doing; // what the footer speaks of
	struct text notice;     // or says in its place, until the next key; owned
};

// Draws it all into a blank grid.
void frame_draw(struct frame *frame, struct grid *grid);

// The frame with the line below it, at rest: what a terminal of this size would show.
struct grid frame_draw_whole(struct frame *frame, int cols, int rows);

// What is said next is made for the pane where it will stand: a picture must not be wrapped.  True: what stands
// there was made anew, and is to be drawn again.
bool frame_follow_width(struct frame *frame);

// A command has run and said the entries from number `first` on; `moved`: the picture shows what it
// did.  Begins to read if they fit neither the log's pane nor, without one, the footer's row.
void frame_said(struct frame *frame, long first, bool moved);

// Of a lesson's page: shows more of it, below (way 1), or above (-1) as far as the current block begins;
// false: there is no more to be seen there.
bool frame_turn(struct frame *frame, int way);

// All of the log, from its end.
void frame_read_log(struct frame *frame);

// Moves the page that is read (keys of enum picture_key), or the lesson's page by a row or so; false when
// it stands where it stood.
bool frame_scroll(struct frame *frame, enum picture_key key);

// Looks for words in the page that is read, from the row at its top on (`way` 1) or back (-1), and
// lights them; false: they are not there.
bool frame_search(struct frame *frame, const char *words, int way);

// Says something in the footer; "": what it says otherwise.
void frame_notice(struct frame *frame, const char *words);

// The footer alone, into a grid of one row.
void frame_draw_footer(const struct frame *frame, struct grid *row);

// Ends reading; false when nothing was read.
bool frame_stop_reading(struct frame *frame);

#endif
