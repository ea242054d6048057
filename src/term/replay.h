// SPDX-License-Identifier: GPL-3.0-or-later
// `bptt-repl replay FILE`: plays a recording (file/cast.h) in the terminal.
#ifndef TERM_REPLAY_H
#define TERM_REPLAY_H

// The words of the command line from the verb on; returns an exit status.  Without a terminal the markers and
// their times are printed.
int replay_main(int argc, char **argv);

#endif
