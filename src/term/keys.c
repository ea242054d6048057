// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/keys.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

#include "base/message.h"
#include "base/utf8.h"
#include "term/key_names.h"

static struct keys_state state = { .hand = HAND_LINE };
static bool is_typed;
static char taken[9]; // the letters that the hand has taken last

const struct keys_state *keys_state(void)
{
	return &state;
}

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
	state.has_picture = of != NULL;
	state.actions = of ? *of : (struct key_actions){ 0 };
	state.hand = HAND_LINE;
	state.is_presenting = is_typed = false;
	*taken = '\0';
}

void keys_set_hand(enum hand now, bool presents)
{
	state.hand = now;
	state.is_presenting = presents;
}

void keys_set_continuing(bool continuing)
{
	state.is_continuing = continuing;
}

static bool works(const struct hand_key *key, enum hand now)
{
	return key->hands & now && (state.is_presenting || !key->only_presenting);
}

void keys_type(const char *command)
{
	if (rl_end || state.is_continuing)
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
		state.actions.quietly(key->command);
		break;
	case DEED_PICTURE:
		return state.actions.picture(key->picture) || !key->key;
	case DEED_NOTHING:
		break;
	}
	return true;
}

static const struct hand_key *find_hand_key(const char *bytes, size_t length)
{
	for (const struct hand_key *key = hand_keys; key < hand_keys + HAND_KEYS; key++) {
		bool const is_it = key->key ? key_name_sends(key->key, bytes, length)
		                            : length == 1 && *bytes == key->letter;
		if (is_it && works(key, state.hand))
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
	if (*taken && is_word && (at_once || !state.actions.begins_word(text_get(&line))))
		for (; *from; from++) {
			text_clear(&word);
			text_addf(&word, "%s%s", from, text_get(&line));
			if (state.actions.begins_word(text_get(&word)))
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
	return length == 1 && *bytes == '\033' && rl_editing_mode == 0 && state.hand & HAND_LINE;
}

// What turns a page does so whatever stands on the line.
static bool turns_page(const struct hand_key *key)
{
	return state.hand == HAND_PAGE && (key->key == NAME_PAGE_UP || key->key == NAME_PAGE_DOWN);
}

bool keys_take(const char *bytes, size_t length)
{
	if (!state.has_picture || state.is_continuing || is_vi_escape(bytes, length))
		return false;
	if (state.hand == HAND_BLANK) {
		state.actions.picture(PICTURE_WAKE);
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

void keys_write_row(const char *label, const char *does, struct text *out)
{
	int const columns = utf8_columns(label, strlen(label));
	text_addf(out, "%s  %s", out->length ? "\n" : "", label);
	text_add_repeated(out, " ", columns < 12 ? 12 - columns : 1);
	text_add(out, does);
}

void keys_write_hand(enum hand now, struct text *out)
{
	for (const struct hand_key *key = hand_keys; state.has_picture && key < hand_keys + HAND_KEYS; key++) {
		char letter[2] = { key->letter, '\0' };
		const char *label = key->key            ? _(key_names[key->key].label)
		                    : *letter == '\033' ? "Esc"
		                    : *letter == '\t'   ? "Tab"
		                    : *letter == '\r'   ? _("Enter")
		                    : *letter == ' '    ? _("Space")
		                    : *letter == '\177' ? _("Backspace")
		                                        : letter;
		// Without words it is what some terminals send for another one.
		if (works(key, now) && (key->does || key->command))
			keys_write_row(label, _(key->does ? key->does : key->command), out);
	}
}
