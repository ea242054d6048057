// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that have names, and what terminals send for them.
#ifndef TERM_KEY_NAMES_H
#define TERM_KEY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <readline/readline.h>

enum name {
	NAME_NONE,
	NAME_UP,
	NAME_DOWN,
	NAME_RIGHT,
	NAME_LEFT,
	NAME_PAGE_DOWN,
	NAME_PAGE_UP,
	NAME_HOME,
	NAME_END,
	NAME_F1,
	NAME_F2,
	NAME_F5,
	NAME_F6,
	NAME_F7,
	NAME_F8,
	NAME_F9,
	NAME_F10,
	NAME_F11,
	NAME_F12,
	NAME_SHIFT_UP,
	NAME_SHIFT_DOWN,
	NAME_SHIFT_TAB,
	NAME_CONTROL_UP,
	NAME_CONTROL_DOWN,
	NAME_COUNT
};

struct key_name {
	const char *label;        // as a person calls it
	const char *capability;   // as terminfo does
	const char *sequences[5]; // what terminals send, whatever their terminfo says
	rl_command_func_t *usual; // what it does in any program
};

extern const struct key_name key_names[NAME_COUNT];

// Whether the bytes are what a key of this name sends, on this terminal or on any.
bool key_name_sends(enum name name, const char *bytes, size_t length);

#endif
