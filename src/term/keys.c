// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/keys.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

#include "base/message.h"
#include "base/utf8.h"
#include "term/terminal.h"

static struct key_actions actions;
static enum hand hand = HAND_LINE;
static bool has_picture; // else no action is there
static bool is_presenting, is_continuing, is_typed;
static char taken[9]; // the letters that the hand has taken last

// ---- what keys send

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

static const struct named {
	const char *label;        // as a person calls it
	const char *capability;   // as terminfo does
	const char *sequences[5]; // what terminals send, whatever their terminfo says
	rl_command_func_t *usual; // what it does in any program
} named[NAME_COUNT] = {
	[NAME_UP] = { N_("Up"), "kcuu1", { "\033[A", "\033OA" }, NULL },
	[NAME_DOWN] = { N_("Down"), "kcud1", { "\033[B", "\033OB" }, NULL },
	[NAME_RIGHT] = { N_("Right"), "kcuf1", { "\033[C", "\033OC" }, rl_forward_char },
	[NAME_LEFT] = { N_("Left"), "kcub1", { "\033[D", "\033OD" }, rl_backward_char },
	[NAME_PAGE_DOWN] = { N_("PageDown"), "knp", { "\033[6~" }, NULL },
	[NAME_PAGE_UP] = { N_("PageUp"), "kpp", { "\033[5~" }, NULL },
	[NAME_HOME] = { N_("Home"), "khome", { "\033[H", "\033OH", "\033[1~", "\033[7~" },
	               rl_beg_of_line },
	[NAME_END] = { N_("End"), "kend", { "\033[F", "\033OF", "\033[4~", "\033[8~" },
	              rl_end_of_line },
	[NAME_F1] = { "F1", "kf1", { "\033OP", "\033[11~", "\033[[A" }, NULL },
	[NAME_F2] = { "F2", "kf2", { "\033OQ", "\033[12~", "\033[[B" }, NULL },
	[NAME_F5] = { "F5", "kf5", { "\033[15~", "\033[[E" }, NULL },
	[NAME_F6] = { "F6", "kf6", { "\033[17~" }, NULL },
	[NAME_F7] = { "F7", "kf7", { "\033[18~" }, NULL },
	[NAME_F8] = { "F8", "kf8", { "\033[19~" }, NULL },
	[NAME_F9] = { "F9", "kf9", { "\033[20~" }, NULL },
	[NAME_F10] = { "F10", "kf10", { "\033[21~" }, NULL },
	[NAME_F11] = { "F11", "kf11", { "\033[23~" }, NULL },
	[NAME_F12] = { "F12", "kf12", { "\033[24~" }, NULL },
	[NAME_SHIFT_UP] = { N_("Shift-Up"), "kri", { "\033[1;2A", "\033[1;3A" }, NULL },
	[NAME_SHIFT_DOWN] = { N_("Shift-Down"), "kind", { "\033[1;2B", "\033[1;3B" }, NULL },
	[NAME_CONTROL_UP] = { N_("Ctrl-Up"), "kUP5", { "\033[1;5A" }, NULL },
	[NAME_CONTROL_DOWN] = { N_("Ctrl-Down"), "kDN5", { "\033[1;5B" }, NULL },
	[NAME_SHIFT_TAB] = { N_("Shift-Tab"), "kcbt", { "\033[Z" }, NULL },
};

static bool sends(enum name name, const char *bytes, size_t length)
{
	char own[16];
	for (size_t i = 0; i < 5 && named[name].sequences[i]; i++)
		if (strlen(named[name].sequences[i]) == length &&
		    !memcmp(named[name].sequences[i], bytes, length))
			return true;
	return terminal_get(named[name].capability, own, sizeof own) == length &&
	       !memcmp(own, bytes, length);
}

// ---- keys of the line: Readline's functions

static int type_command(const char *command, rl_command_func_t *otherwise, int count, int key)
{
	if (rl_end || is_continuing)
		return otherwise ? otherwise(count, key) : rl_ding();
	if (has_picture && hand == HAND_NONE)
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
	bool const clears = is_presenting && !is_continuing;
	if (clears) {
		rl_delete_text(0, rl_end);
		rl_point = 0;
	}
	if (!(hand & HAND_LESSON))
		return type_command(command, NULL, count, key);
	if (clears && way == PICTURE_DOWN)
		return rl_newline(1, '\n');
	actions.picture(clears ? PICTURE_BEFORE : way);
	return 0;
}

static int change_picture(enum picture_key what, rl_command_func_t *otherwise, int count, int key)
{
	if (!has_picture)
		return otherwise ? otherwise(count, key) : rl_ding();
	actions.picture(what);
	return 0;
}

static int focus_next(int count, int key)
{
	(void)count, (void)key;
	if (!has_picture)
		return rl_ding();
	actions.quietly("focus");
	return 0;
}

// The line goes into an editor.
static int edit_line(int count, int key)
{
	(void)count, (void)key;
	if (is_continuing || memchr(rl_line_buffer, '\n', (size_t)rl_end))
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
	const struct named *name = &named[key->key];
	char own[16];
	size_t const count = terminal_get(name->capability, own, sizeof own);
	for (size_t i = 0; i < 5 && name->sequences[i]; i++)
		bind(key, name->sequences[i], strlen(name->sequences[i]), gives_way);
	if (count && *own == '\033')
		bind(key, own, count, gives_way);
}

void keys_bind(void)
{
	for (const struct key *key = keys; key < keys + KEYS; key++) {
		rl_add_defun(key->name, key->act, -1);
		if (key->sequence)
			bind(key, key->sequence, strlen(key->sequence), NULL);
		else
			bind_named(key, NULL);
	}
}

void keys_rebind(void)
{
	for (const struct key *key = keys; key < keys + KEYS; key++)
		if (!key->sequence && named[key->key].usual)
			bind_named(key, named[key->key].usual);
}

// ---- keys of the hands

enum deed {
	DEED_TYPE,    // types its command and enters it
	DEED_BEGIN,   // types the beginning of one
	DEED_QUIETLY, // runs its command
	DEED_PICTURE, // does it to the picture or the page
	DEED_NOTHING
};

enum { HAND_ANY = HAND_LINE | HAND_SINGLE | HAND_PANE };

// To add one: its row.  `only_presenting`: in the layout for a projector, where nobody types numbers.
static const struct hand_key {
	unsigned hands; // bits of enum hand
	char letter;    // or a named key
	enum name key;
	enum deed deed;
	const char *command;
	const char *hint; // in the footer, NULL: not there
	bool only_presenting;
	enum picture_key picture;
	const char *does; // for the list of keys, NULL: the command tells it
} hand_keys[] = {
#define LESSON_KEY(letter, key, deed, command, does)                                               \
	{ HAND_LESSON, letter, key, deed, command, NULL, false, PICTURE_BEFORE, does }
	LESSON_KEY(' ', 0, DEED_TYPE, "", N_("on in the lesson, as Enter does")),
	LESSON_KEY(0, NAME_PAGE_DOWN, DEED_TYPE, "", N_("the same")),
	LESSON_KEY(0, NAME_PAGE_UP, DEED_PICTURE, NULL, N_("back in the lesson, and its state")),
	LESSON_KEY('\177', 0, DEED_PICTURE, NULL, N_("the same")),
	LESSON_KEY('\b', 0, DEED_PICTURE, NULL, NULL),
#undef LESSON_KEY
#define ROW(hands, letter, key, deed, command, hint)                                               \
	{ hands, letter, key, deed, command, hint, false, 0, NULL }
	ROW(HAND_SINGLE, 's', 0, DEED_TYPE, N_("step"), N_("step")),
	ROW(HAND_SINGLE, 'S', 0, DEED_TYPE, N_("back"), NULL),
	ROW(HAND_SINGLE, 'n', 0, DEED_TYPE, N_("next"), N_("next")),
	ROW(HAND_SINGLE, 'N', 0, DEED_TYPE, N_("reverse-next"), NULL),
	ROW(HAND_SINGLE, 'f', 0, DEED_TYPE, N_("finish"), N_("finish")),
	ROW(HAND_SINGLE, 'F', 0, DEED_TYPE, N_("reverse-finish"), NULL),
	ROW(HAND_SINGLE, 'c', 0, DEED_TYPE, N_("continue"), N_("continue")),
	ROW(HAND_SINGLE, 'C', 0, DEED_TYPE, N_("reverse-continue"), NULL),
	{ HAND_SINGLE, 'w', 0, DEED_TYPE, "where", NULL, false, 0, N_("tells the place (where)") },
	ROW(HAND_SINGLE, 'e', 0, DEED_TYPE, N_("explain"), NULL),
	ROW(HAND_SINGLE, 'u', 0, DEED_TYPE, N_("undo"), NULL),
	ROW(HAND_SINGLE, 'U', 0, DEED_TYPE, N_("redo"), NULL),
	ROW(HAND_SINGLE, 'q', 0, DEED_TYPE, N_("set keys line"), NULL),
	ROW(HAND_SINGLE, '\033', 0, DEED_TYPE, N_("set keys line"), NULL),
	ROW(HAND_PANE, 0, NAME_UP, DEED_QUIETLY, N_("scroll up"), NULL),
	ROW(HAND_PANE, 0, NAME_DOWN, DEED_QUIETLY, N_("scroll down"), NULL),
	ROW(HAND_PANE, 0, NAME_PAGE_UP, DEED_QUIETLY, N_("scroll page-up"), NULL),
	ROW(HAND_PANE, 0, NAME_PAGE_DOWN, DEED_QUIETLY, N_("scroll page-down"), NULL),
	ROW(HAND_PANE, 0, NAME_HOME, DEED_QUIETLY, N_("scroll top"), NULL),
	ROW(HAND_PANE, 0, NAME_END, DEED_QUIETLY, N_("scroll bottom"), NULL),
	ROW(HAND_PANE, '/', 0, DEED_BEGIN, N_("search "), N_("search")),
	ROW(HAND_PANE, 'n', 0, DEED_QUIETLY, N_("search"), N_("next place")),
	ROW(HAND_PANE, 'N', 0, DEED_QUIETLY, N_("reverse-search"), NULL),
	ROW(HAND_PANE, 'z', 0, DEED_QUIETLY, N_("zoom"), N_("zoom")),
	ROW(HAND_PANE, 'q', 0, DEED_QUIETLY, N_("focus off"), NULL),
	ROW(HAND_PANE, '\033', 0, DEED_QUIETLY, N_("focus off"), NULL),
	ROW(HAND_ANY, '\t', 0, DEED_QUIETLY, N_("focus next"), NULL),
	ROW(HAND_ANY, 0, NAME_SHIFT_TAB, DEED_QUIETLY, N_("focus previous"), NULL),
#undef ROW
	{ HAND_ANY, '.', 0, DEED_PICTURE, "blank", N_("blank"), true, PICTURE_BLANK, NULL },
	{ HAND_ANY, 'b', 0, DEED_PICTURE, "blank", NULL, true, PICTURE_BLANK, NULL },
	{ HAND_ANY, 0, NAME_F5, DEED_NOTHING, NULL, NULL, true, 0, N_("nothing: clickers send it") },
	// Those of less.
#define PAGE_KEY(letter, key, hint, picture, does)                                                 \
	{ HAND_PAGE, letter, key, DEED_PICTURE, NULL, hint, false, picture, does }
	PAGE_KEY('\r', 0, NULL, PAGE_ON, N_("as the footer says")),
	PAGE_KEY(' ', 0, NULL, PAGE_ON, N_("a page on; at the end, back to the picture")),
	PAGE_KEY(0, NAME_PAGE_DOWN, NULL, PAGE_ON, N_("the same")),
	PAGE_KEY(0, NAME_PAGE_UP, NULL, PAGE_UP, N_("a page back")),
	PAGE_KEY('f', 0, NULL, PAGE_DOWN, N_("a page on")),
	PAGE_KEY('b', 0, NULL, PAGE_UP, N_("a page back")),
	PAGE_KEY(0, NAME_DOWN, NULL, PAGE_LINE_DOWN, N_("a line on")),
	PAGE_KEY(0, NAME_UP, NULL, PAGE_LINE_UP, N_("a line back")),
	PAGE_KEY('j', 0, NULL, PAGE_LINE_DOWN, N_("a line on")),
	PAGE_KEY('k', 0, NULL, PAGE_LINE_UP, N_("a line back")),
	PAGE_KEY(0, NAME_HOME, NULL, PAGE_FIRST, N_("to the beginning")),
	PAGE_KEY(0, NAME_END, NULL, PAGE_LAST, N_("to the end")),
	PAGE_KEY('g', 0, NULL, PAGE_FIRST, N_("to the beginning")),
	PAGE_KEY('G', 0, NULL, PAGE_LAST, N_("to the end")),
	PAGE_KEY('<', 0, NULL, PAGE_FIRST, N_("to the beginning")),
	PAGE_KEY('>', 0, NULL, PAGE_LAST, N_("to the end")),
	{ HAND_PAGE, '/', 0, DEED_BEGIN, "search ", N_("search"), false, 0, NULL },
	{ HAND_PAGE, '?', 0, DEED_BEGIN, "reverse-search ", NULL, false, 0, NULL },
	PAGE_KEY('n', 0, NULL, PAGE_FIND, N_("the next place")),
	PAGE_KEY('N', 0, NULL, PAGE_FIND_BACK, N_("the place before")),
	PAGE_KEY('q', 0, NULL, PAGE_BACK, N_("back to the picture")),
	PAGE_KEY('\033', 0, NULL, PAGE_BACK, N_("back to the picture")),
#undef PAGE_KEY
};

enum { HAND_KEYS = sizeof hand_keys / sizeof *hand_keys };

void keys_start(const struct key_actions *of)
{
	has_picture = of != NULL;
	actions = of ? *of : (struct key_actions){ 0 };
	hand = HAND_LINE;
	is_presenting = is_typed = false;
	*taken = '\0';
}

void keys_set_hand(enum hand now, bool presents)
{
	hand = now;
	is_presenting = presents;
}

void keys_set_continuing(bool continuing)
{
	is_continuing = continuing;
}

static bool works(const struct hand_key *key, enum hand now)
{
	return key->hands & now && (is_presenting || !key->only_presenting);
}

void keys_type(const char *command)
{
	if (rl_end || is_continuing)
		return;
	rl_insert_text(command);
	is_typed = true;
}

bool keys_enter(void)
{
	bool const was = is_typed;
	is_typed = false;
	return was;
}

// False: it could not, and is what it is elsewhere (Up on the first line of a page).
static bool obey(const struct hand_key *key)
{
	switch (key->deed) {
	case DEED_TYPE:
		keys_type(key->command);
		break;
	case DEED_BEGIN:
		rl_insert_text(key->command);
		rl_redisplay_function();
		break;
	case DEED_QUIETLY:
		actions.quietly(key->command);
		break;
	case DEED_PICTURE:
		return actions.picture(key->picture) || !key->key;
	case DEED_NOTHING:
		break;
	}
	return true;
}

static const struct hand_key *find_hand_key(const char *bytes, size_t length)
{
	for (const struct hand_key *key = hand_keys; key < hand_keys + HAND_KEYS; key++) {
		bool const is_it = key->key ? sends(key->key, bytes, length)
		                            : length == 1 && *bytes == key->letter;
		if (is_it && works(key, hand))
			return key;
	}
	return NULL;
}

static bool is_letter(const char *bytes, size_t length)
{
	return length == 1 && ((*bytes >= 'a' && *bytes <= 'z') || (*bytes >= 'A' && *bytes <= 'Z'));
}

static void note_taken(char letter)
{
	size_t const length = strlen(taken);
	if (length + 1 == sizeof taken)
		memmove(taken, taken + 1, length); // with its NUL
	strncat(taken, &letter, 1);
}

// Where the line with the next letter begins no word, but does with letters that were taken before it,
// these go to its front; at once, if they do at all.  Whether any did.
static bool give_back(const char *bytes, size_t length, bool at_once)
{
	LOCAL(text) line = { 0 }, word = { 0 };
	bool const is_word = is_letter(bytes, length) && rl_point == rl_end;
	bool const is_call = length == 1 && *bytes && strchr("[(='.", *bytes) && !rl_end;
	const char *from = taken;
	text_add_bytes(&line, rl_line_buffer, (size_t)rl_end);
	text_add_bytes(&line, bytes, length);
	if (*taken && is_word && (at_once || !actions.begins_word(text_get(&line))))
		for (; *from; from++) {
			text_clear(&word);
			text_addf(&word, "%s%s", from, text_get(&line));
			if (actions.begins_word(text_get(&word)))
				break;
		}
	else if (*taken && is_call)
		from = taken + strlen(taken) - 1;
	else
		from = "";
	if (*from) {
		rl_point = 0;
		rl_insert_text(from);
		rl_point = rl_end;
	}
	bool const gave = *from;
	if (gave || !is_word)
		*taken = '\0';
	return gave;
}

bool keys_has_taken(void)
{
	return *taken;
}

// Readline's vi mode needs ESC more than we do.
static bool is_vi_escape(const char *bytes, size_t length)
{
	return length == 1 && *bytes == '\033' && rl_editing_mode == 0 && hand & HAND_LINE;
}

// What turns a page does so whatever stands on the line.
static bool turns_page(const struct hand_key *key)
{
	return hand == HAND_PAGE && (key->key == NAME_PAGE_UP || key->key == NAME_PAGE_DOWN);
}

bool keys_take(const char *bytes, size_t length)
{
	if (!has_picture || is_continuing || is_vi_escape(bytes, length))
		return false;
	if (hand == HAND_BLANK) {
		actions.picture(PICTURE_WAKE);
		return !give_back(bytes, length, true);
	}
	const struct hand_key *key = find_hand_key(bytes, length);
	if (!key || (rl_end && !turns_page(key))) {
		give_back(bytes, length, false);
		return false;
	}
	if (is_letter(bytes, length))
		note_taken(*bytes);
	else
		*taken = '\0';
	return obey(key);
}

// ---- telling of them

void keys_write_hints(enum hand now, bool ascii, struct text *out)
{
	text_add(out, _("q line  Ctrl-D quit")); // the ways out come first
	if (now & HAND_PANE)
		text_addf(out, "  %s", ascii ? _("Up Down PgUp PgDn") : _("↑↓ PgUp PgDn"));
	for (const struct hand_key *key = hand_keys; key < hand_keys + HAND_KEYS; key++)
		if (works(key, now) && key->hint)
			text_addf(out, "  %c %s", key->letter, _(key->hint));
	if (now & HAND_SINGLE)
		text_addf(out, "  %s", _("SNFC back  ? keys"));
}

static void write_row(const char *label, const char *does, struct text *out)
{
	int const columns = utf8_columns(label, strlen(label));
	text_addf(out, "%s  %s", out->length ? "\n" : "", label);
	text_add_repeated(out, " ", columns < 12 ? 12 - columns : 1);
	text_add(out, does);
}

static void write_hand(enum hand now, struct text *out)
{
	for (const struct hand_key *key = hand_keys; has_picture && key < hand_keys + HAND_KEYS; key++) {
		char letter[2] = { key->letter, '\0' };
		const char *label = key->key            ? _(named[key->key].label)
		                    : *letter == '\033' ? "Esc"
		                    : *letter == '\t'   ? "Tab"
		                    : *letter == '\r'   ? _("Enter")
		                    : *letter == ' '    ? _("Space")
		                    : *letter == '\177' ? _("Backspace")
		                                        : letter;
		// Without words it is what some terminals send for another one.
		if (works(key, now) && (key->does || key->command))
			write_row(label, _(key->does ? key->does : key->command), out);
	}
}

void keys_write(enum hand now, struct text *out)
{
	write_hand(now, out);
	for (const struct key *key = keys; key < keys + KEYS; key++)
		write_row(key->label ? key->label : _(named[key->key].label), _(key->does), out);
	write_row(_("Enter"), _("as the footer says"), out);
	write_row("Ctrl-C", _("stops a command; clears the line"), out);
	write_row("Ctrl-D", _("leaves the program"), out);
	if (has_picture)
		text_add(out, _("\nWhile a page of output is read:"));
	write_hand(HAND_PAGE, out);
}
