// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of this room, one a file, all in one list; main joins those of lesson and term.
#ifndef COMMAND_ALL_H
#define COMMAND_ALL_H

#include "repl/command.h"

extern const struct command walk_commands[];    // step … goto, where, explain
extern const struct command stop_commands[];    // break, tbreak, watch … ignore
extern const struct command display_commands[]; // display, undisplay
extern const struct command amend_commands[];   // at, rederive
extern const struct command show_commands[];    // print, equations, show, cells
extern const struct command plot_commands[];    // plot, heat, bars
extern const struct command surface_commands[]; // surface
extern const struct command bug_commands[];     // bug
extern const struct command check_commands[];   // check
extern const struct command diagnose_commands[]; // diagnose, compare
extern const struct command derive_commands[];  // derive
extern const struct command why_commands[];     // why
extern const struct command vanish_commands[];  // vanish
extern const struct command race_commands[];    // race
extern const struct command slide_commands[];   // slide
extern const struct command locate_commands[];  // locate
extern const struct command export_commands[];  // export
extern const struct command info_commands[];    // info
extern const struct command save_commands[];    // load, save
extern const struct command network_commands[]; // cell, hidden, text … init
extern const struct command sweep_commands[];   // sweep, truncate
extern const struct command corpus_commands[];  // sentences, task, sentence
extern const struct command clip_commands[];    // clip
extern const struct command train_commands[];   // train
extern const struct command memory_commands[];  // memory
extern const struct command pass_commands[];    // pass
extern const struct command sample_commands[];  // sample
extern const struct command set_commands[];     // settings, set
extern const struct command undo_commands[];    // undo, redo
extern const struct command state_commands[];   // state
extern const struct command arrange_commands[]; // view, layout, zoom, hide … focus
extern const struct command scroll_commands[];  // scroll, search, reverse-search
extern const struct command help_commands[];    // help, complete, quit
extern const struct command apropos_commands[]; // apropos
extern const struct command source_commands[];  // source
extern const struct command startup_commands[]; // trust

// In the order in which help lists them.
#define COMMAND_TABLES                                                                             \
	save_commands, walk_commands, pass_commands, stop_commands, display_commands, amend_commands,             \
		show_commands, why_commands, plot_commands, surface_commands, check_commands, bug_commands, diagnose_commands, derive_commands,   \
		vanish_commands, race_commands, slide_commands, locate_commands, export_commands, info_commands,    \
		network_commands, sweep_commands, corpus_commands, clip_commands, train_commands, memory_commands, sample_commands, \
		set_commands, undo_commands, state_commands, arrange_commands, scroll_commands,    \
		help_commands, apropos_commands, source_commands, startup_commands

#endif
