// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/line_keys.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

#include "base/message.h"
#include "term/key_names.h"
#include "term/terminal.h"

static int type_command(const char *command, rl_command_func_t *otherwise, int count, int key)
{
	if (rl_end || keys_state()->is_continuing)
		return otherwise ? otherwise(count, key) : rl_ding();
	if (keys_state()->has_picture && keys_state()->hand == HAND_NONE)
		return rl_ding();
	rl_insert_text(command);
	if (rl_explicit_arg) {
		char times[16];
		snprintf(times, sizeof times, " %d", count);
		rl_insert_text(times);
	}
	return rl_newline(1, '\n');
}

// A presenter's clicker cannot clear the line.  In a lesson whoever writes can read on the page meanwhile.
static int turn_page(enum picture_key way, const char *command, int count, int key)
{
	bool const clears = keys_state()->is_presenting && !keys_state()->is_continuing;
	if (clears) {
		rl_delete_text(0, rl_end);
		rl_point = 0;
	}
	if (!(keys_state()->hand & HAND_LESSON))
		return type_command(command, NULL, count, key);
	if (clears && way == PICTURE_DOWN)
		return rl_newline(1, '\n');
	keys_state()->actions.picture(clears ? PICTURE_BEFORE : way);
	return 0;
}

static int change_picture(enum picture_key what, rl_command_func_t *otherwise, int count, int key)
{
	if (!keys_state()->has_picture)
		return otherwise ? otherwise(count, key) : rl_ding();
	keys_state()->actions.picture(what);
	return 0;
}

static int focus_next(int count, int key)
{
	(void)count, (void)key;
	if (!keys_state()->has_picture)
		return rl_ding();
	keys_state()->actions.quietly("focus");
	return 0;
}

// The line goes into an editor.
static int edit_line(int count, int key)
{
	(void)count, (void)key;
	if (keys_state()->is_continuing || memchr(rl_line_buffer, '\n', (size_t)rl_end))
		return rl_ding();
	rl_point = 0;
	rl_insert_text(rl_end ? "edit " : "edit");
	return rl_newline(1, '\n');
}

// Readline tells a function neither its name nor its row: one function a row.
#define TYPES(name, command, otherwise)                                                            \
	static int name(int count, int key)                                                        \
	{                                                                                          \
		return type_command(command, otherwise, count, key);                               \
	}
#define TURNS(name, way, command)                                                                       \
	static int name(int count, int key)                                                        \
	{                                                                                          \
		return turn_page(way, command, count, key);                                             \
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
TYPES(single, "set keys single", NULL)
TYPES(tell_keys, "keys", rl_insert)
CHANGES(show_log, PICTURE_LOG, NULL)
CHANGES(redraw, PICTURE_REDRAW, rl_clear_screen)
CHANGES(scroll_up, PICTURE_UP, NULL)
CHANGES(scroll_down, PICTURE_DOWN, NULL)

// To add a key: its function above, its row here, its line in the manual.  F5 belongs to
// presenters' clickers and must do no harm.
static const struct key {
	const char *name; // of the function, for ~/.inputrc
	rl_command_func_t *act;
	enum name key;
	const char *sequence; // or this, and its label
	const char *label;
	const char *does;
} keys[] = {
	{ "bptt-step", step, NAME_RIGHT, NULL, NULL, N_("step") },
	{ "bptt-back", back, NAME_LEFT, NULL, NULL, N_("back") },
	{ "bptt-next", next, NAME_PAGE_DOWN, NULL, NULL, N_("next") },
	{ "bptt-reverse-next", reverse_next, NAME_PAGE_UP, NULL, NULL, N_("reverse-next") },
	{ "bptt-goto-start", go_start, NAME_HOME, NULL, NULL, N_("goto start") },
	{ "bptt-goto-end", go_end, NAME_END, NULL, NULL, N_("goto end") },
	{ "bptt-help", help, NAME_F1, NULL, NULL, N_("help") },
	{ "bptt-log", show_log, NAME_F2, NULL, NULL, N_("all of the log, and back") },
	{ "bptt-where", where, NAME_F5, NULL, NULL, N_("tells the place (where)") },
	{ "bptt-focus", focus_next, NAME_F6, NULL, NULL,
	  N_("gives the keys to the next pane, and at last to the line") },
	{ "bptt-function-back", back, NAME_F7, NULL, NULL, N_("back") },
	{ "bptt-function-step", step, NAME_F8, NULL, NULL, N_("step") },
	{ "bptt-function-reverse-next", reverse_next, NAME_F9, NULL, NULL, N_("reverse-next") },
	{ "bptt-function-next", next, NAME_F10, NULL, NULL, N_("next") },
	{ "bptt-reverse-finish", reverse_finish, NAME_F11, NULL, NULL, N_("reverse-finish") },
	{ "bptt-finish", finish, NAME_F12, NULL, NULL, N_("finish") },
	{ "bptt-scroll-up", scroll_up, NAME_SHIFT_UP, NULL, NULL, N_("the lesson's page up") },
	{ "bptt-scroll-down", scroll_down, NAME_SHIFT_DOWN, NULL, NULL,
	  N_("the lesson's page down") },
	{ "bptt-slide-up", slide_up, NAME_CONTROL_UP, NULL, NULL, N_("slide up") },
	{ "bptt-slide-down", slide_down, NAME_CONTROL_DOWN, NULL, NULL, N_("slide down") },
	{ "bptt-keys", tell_keys, NAME_NONE, "?", "?", N_("these keys") },
	{ "bptt-redraw", redraw, NAME_NONE, "\f", "Ctrl-L", N_("redraws the screen") },
	{ "bptt-edit", edit_line, NAME_NONE, "\030\005", "Ctrl-X Ctrl-E", N_("the line in an editor (edit)") },
	{ "bptt-single", single, NAME_NONE, "\030s", "Ctrl-X s",
	  N_("letters are commands (set keys single)") },
};

enum { KEYS = sizeof keys / sizeof *keys };

// Bytes as rl_bind_keyseq reads them; NULL where there are none, or they are an ordinary letter.
static const char *spell(const char *bytes, size_t count, char *sequence, size_t room)
{
	size_t length = 0;
	for (size_t i = 0; i < count && length < room; i++)
		length += (size_t)snprintf(sequence + length, room - length, "\\%03o",
		                           (unsigned)(unsigned char)bytes[i]);
	return count ? sequence : NULL;
}

// Binds it in a map where it has no meaning, or one that gives way.
static void bind_in(const struct key *key, const char *bytes, size_t count, Keymap map,
                    rl_command_func_t *gives_way)
{
	char sequence[16 * 4 + 1], raw[17] = { 0 };
	int kind = ISFUNC;
	if (count >= sizeof raw || !spell(bytes, count, sequence, sizeof sequence))
		return;
	memcpy(raw, bytes, count);
	rl_command_func_t *bound = rl_function_of_keyseq(raw, map, &kind);
	if (!gives_way || (kind == ISFUNC && bound == gives_way))
		rl_bind_keyseq_in_map(sequence, key->act, map);
}

static void bind(const struct key *key, const char *bytes, size_t count,
                 rl_command_func_t *gives_way)
{
	Keymap const maps[] = { emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap };
	// In vi mode Ctrl-X begins no keys, and a person may have bound it; its letters are its own.
	size_t const most = *bytes == '\030' ? 1 : *bytes == '?' ? 2 : 3;
	for (size_t map = 0; map < most; map++)
		bind_in(key, bytes, count, maps[map], gives_way);
}

// All that a key may send.
static void bind_named(const struct key *key, rl_command_func_t *gives_way)
{
	const struct key_name *name = &key_names[key->key];
	char own[16];
	size_t const count = terminal_get(name->capability, own, sizeof own);
	for (size_t i = 0; i < 5 && name->sequences[i]; i++)
		bind(key, name->sequences[i], strlen(name->sequences[i]), gives_way);
	if (count && *own == '\033')
		bind(key, own, count, gives_way);
}

void line_keys_bind(void)
{
	for (const struct key *key = keys; key < keys + KEYS; key++) {
		rl_add_defun(key->name, key->act, -1);
		if (key->sequence)
			bind(key, key->sequence, strlen(key->sequence), NULL);
		else
			bind_named(key, NULL);
	}
}

void line_keys_rebind(void)
{
	for (const struct key *key = keys; key < keys + KEYS; key++)
		if (!key->sequence && key_names[key->key].usual)
			bind_named(key, key_names[key->key].usual);
}

void line_keys_write(enum hand now, struct text *out)
{
	keys_write_hand(now, out);
	for (const struct key *key = keys; key < keys + KEYS; key++)
		keys_write_row(key->label ? key->label : _(key_names[key->key].label), _(key->does), out);
	keys_write_row(_("Enter"), _("as the footer says"), out);
	keys_write_row("Ctrl-C", _("stops a command; clears the line"), out);
	keys_write_row("Ctrl-D", _("leaves the program"), out);
	if (keys_state()->has_picture)
		text_add(out, _("\nWhile a page of output is read:"));
	keys_write_hand(HAND_PAGE, out);
}
