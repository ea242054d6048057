// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of this room; main joins them with those of the other rooms.
#ifndef REPL_COMMANDS_H
#define REPL_COMMANDS_H

#include "repl/command.h"

extern const struct command walking_commands[];   // step … goto, where, explain
extern const struct command stopping_commands[];  // break, tbreak, watch … ignore
extern const struct command displaying_commands[]; // display, undisplay
extern const struct command amending_commands[];  // at, rederive
extern const struct command asking_commands[];    // print, equations, show, cells
extern const struct command picturing_commands[]; // plot, heat, bars
extern const struct command surfacing_commands[]; // surface
extern const struct command checking_commands[];  // check
extern const struct command deriving_commands[];  // derive
extern const struct command locating_commands[];  // locate
extern const struct command racing_commands[];    // race
extern const struct command sliding_commands[];   // slide
extern const struct command vanishing_commands[]; // vanish
extern const struct command info_commands[];      // info
extern const struct command setup_commands[];     // cell, hidden, text … sweep
extern const struct command corpora_commands[];   // sentences, task, sentence
extern const struct command clip_commands[];      // clip
extern const struct command training_commands[];  // train
extern const struct command sampling_commands[];  // sample
extern const struct command set_commands[];       // settings, set
extern const struct command changes_commands[];   // undo, redo
extern const struct command restoring_commands[]; // state
extern const struct command arranging_commands[]; // view, layout, zoom, hide … focus
extern const struct command scrolling_commands[]; // scroll, search, reverse-search
extern const struct command storing_commands[];   // load, save
extern const struct command general_commands[];   // help, complete, quit
extern const struct command apropos_commands[];   // apropos
extern const struct command source_commands[];    // source

#endif
