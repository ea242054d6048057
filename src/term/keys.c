// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/keys.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

#include "term/terminal.h"

static void (*picture)(enum picture_key key);
static bool is_reading, is_continuing;

static int type_command(const char *command, rl_command_func_t *otherwise, int count, int key)
{
	if (rl_end || is_continuing)
		return otherwise ? otherwise(count, key) : rl_ding();
	rl_insert_text(command);
	if (rl_explicit_arg) {
		char times[16];
		snprintf(times, sizeof times, " %d", count);
		rl_insert_text(times);
	}
	return rl_newline(1, '\n');
}

static int turn_page(enum picture_key way, const char *command, int count, int key)
{
	if (!is_reading)
		return type_command(command, NULL, count, key);
	picture(way);
	return 0;
}

static int change_picture(enum picture_key what, rl_command_func_t *otherwise, int count, int key)
{
	if (!picture)
		return otherwise ? otherwise(count, key) : rl_ding();
	picture(what);
	return 0;
}

// Readline tells a function neither its name nor its row: one function a row.
#define TYPES(name, command, otherwise)                                                            \
	static int name(int count, int key)                                                        \
	{                                                                                          \
		return type_command(command, otherwise, count, key);                               \
	}
#define TURNS(name, way, command)                                                                  \
	static int name(int count, int key)                                                        \
	{                                                                                          \
		return turn_page(way, command, count, key);                                        \
	}
#define CHANGES(name, what, otherwise)                                                             \
	static int name(int count, int key)                                                        \
	{                                                                                          \
		return change_picture(what, otherwise, count, key);                                \
	}
TYPES(step, "step", rl_forward_char)
TYPES(back, "back", rl_backward_char)
TYPES(go_start, "goto start", rl_beg_of_line)
TYPES(go_end, "goto end", rl_end_of_line)
TURNS(next, PICTURE_DOWN, "next")
TURNS(reverse_next, PICTURE_UP, "reverse-next")
TYPES(help, "help", NULL)
TYPES(where, "where", NULL)
TYPES(slide_up, "slide up", NULL)
TYPES(slide_down, "slide down", NULL)
TYPES(finish, "finish", NULL)
TYPES(reverse_finish, "reverse-finish", NULL)
CHANGES(show_log, PICTURE_LOG, NULL)
CHANGES(redraw, PICTURE_REDRAW, rl_clear_screen)
CHANGES(scroll_up, PICTURE_UP, NULL)
CHANGES(scroll_down, PICTURE_DOWN, NULL)

// To add a key: its function above, its row here, its line in the manual.  F5 belongs to
// presenters' clickers and must do no harm.
static const struct key {
	const char *name; // of the function, for ~/.inputrc
	rl_command_func_t *act;
	const char *capability;   // how terminfo calls the key, or NULL
	const char *sequences[5]; // what terminals send, whatever their terminfo says
} keys[] = {
	{ "bptt-step", step, "kcuf1", { "\\e[C", "\\eOC" } },
	{ "bptt-back", back, "kcub1", { "\\e[D", "\\eOD" } },
	{ "bptt-next", next, "knp", { "\\e[6~" } },
	{ "bptt-reverse-next", reverse_next, "kpp", { "\\e[5~" } },
	{ "bptt-goto-start", go_start, "khome", { "\\e[H", "\\eOH", "\\e[1~", "\\e[7~" } },
	{ "bptt-goto-end", go_end, "kend", { "\\e[F", "\\eOF", "\\e[4~", "\\e[8~" } },
	{ "bptt-help", help, "kf1", { "\\eOP", "\\e[11~", "\\e[[A" } },
	{ "bptt-log", show_log, "kf2", { "\\eOQ", "\\e[12~", "\\e[[B" } },
	{ "bptt-where", where, "kf5", { "\\e[15~", "\\e[[E" } },
	{ "bptt-function-back", back, "kf7", { "\\e[18~" } },
	{ "bptt-function-step", step, "kf8", { "\\e[19~" } },
	{ "bptt-function-reverse-next", reverse_next, "kf9", { "\\e[20~" } },
	{ "bptt-function-next", next, "kf10", { "\\e[21~" } },
	{ "bptt-reverse-finish", reverse_finish, "kf11", { "\\e[23~" } },
	{ "bptt-finish", finish, "kf12", { "\\e[24~" } },
	{ "bptt-scroll-up", scroll_up, "kri", { "\\e[1;2A", "\\e[1;3A" } },
	{ "bptt-scroll-down", scroll_down, "kind", { "\\e[1;2B", "\\e[1;3B" } },
	// Control and an arrow.
	{ "bptt-slide-up", slide_up, "kUP5", { "\\e[1;5A" } },
	{ "bptt-slide-down", slide_down, "kDN5", { "\\e[1;5B" } },
	{ "bptt-redraw", redraw, NULL, { "\\C-l" } },
};

// A capability's bytes, written as rl_bind_keyseq reads them.
static const char *own_sequence(const char *capability, char *sequence, size_t room)
{
	char bytes[16];
	size_t const count = capability ? terminal_get(capability, bytes, sizeof bytes) : 0;
	if (!count || *bytes != '\033')
		return NULL;
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(sequence + length, room - length, "\\%03o",
		                           (unsigned)(unsigned char)bytes[i]);
	return sequence;
}

void keys_start(void (*on_picture)(enum picture_key key))
{
	picture = on_picture;
}

void keys_bind(void)
{
	// vi_movement_keymap begins its sequences with ESC as well.
	Keymap const maps[] = { emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct key *key = &keys[i];
		char sequence[16 * 4 + 1];
		const char *own = own_sequence(key->capability, sequence, sizeof sequence);
		rl_add_defun(key->name, key->act, -1);
		for (size_t map = 0; map < sizeof maps / sizeof *maps; map++) {
			for (size_t j = 0; j < 5 && key->sequences[j]; j++)
				rl_bind_keyseq_in_map(key->sequences[j], key->act, maps[map]);
			if (own)
				rl_bind_keyseq_in_map(own, key->act, maps[map]);
		}
	}
}

void keys_set_reading(bool reading)
{
	is_reading = reading;
}

void keys_set_continuing(bool continuing)
{
	is_continuing = continuing;
}
