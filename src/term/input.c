// SPDX-License-Identifier: GPL-3.0-or-later
// Readline is called as a plain function and asks for one key after the other; the program's loop runs
// where it waits for one.  Its callback interface is not used: that of 8.2 loses its place in half-read
// keys, searches and arguments.  Invariant: Readline gets whole keys, and letters; pastes, clicks and keys
// that nobody has bound never reach it.
#include "term/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/memory.h"
#include "base/message.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "term/complete.h"
#include "term/history.h"
#include "term/keyboard.h"
#include "term/line_keys.h"

#define MARK_PASTES "\033[?2004h"
#define UNMARK_PASTES "\033[?2004l"
enum { ESCAPE = '\033', CONTROL_G = 'G' & 0x1F, KEYSEQ_MS = 40, GIVE_UPS_MOST = 4 };

static struct input front;
static FILE *nowhere;
static bool is_asking, has_changed, marks_pastes;
static struct {
	struct stroke key; // where the bytes are, if they are a key's
	const char *bytes;
	size_t length, given;
} handed; // to Readline, byte by byte
static enum asked outcome; // ASKED_LINE until something else ends the line
static int give_ups;       // how often Readline was told so

// Whether Readline awaits the first byte of a key, and not the rest of something.
static bool begins_key(void)
{
	return RL_ISSTATE(RL_STATE_READCMD);
}

// ---- strokes that Readline does not see

static void hand(const char *bytes, size_t length)
{
	handed.bytes = bytes;
	handed.length = length;
	handed.given = 0;
}

// Pasted letters are letters of the line, in a search those of its first line are looked for.  In the
// middle of another key they would be commands.
static void take_paste(const char *text)
{
	if (text && RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
		size_t length = 0;
		while ((unsigned char)text[length] >= ' ' && text[length] != 0x7F)
			length++;
		hand(text, length);
		return;
	}
	if (!text) {
		session_sayf(front.session, SAY_NOTE,
		             _("Pasted text of more than %d bytes was not taken; `source FILE` reads more."),
		             LINE_BYTES_MOST);
	} else if (begins_key() && strlen(text) + (size_t)rl_end <= LINE_BYTES_MOST) {
		rl_begin_undo_group();
		rl_insert_text(text);
		rl_end_undo_group();
	} else {
		rl_ding();
	}
	rl_redisplay_function();
}

// A key that terminals send and nobody has bound (focus, F13) must not leave letters in the line.
static bool is_unbound(const struct stroke *stroke)
{
	char sequence[KEY_BYTES_MOST + 1] = { 0 };
	if (*stroke->bytes != ESCAPE || stroke->length < 3 ||
	    memchr(stroke->bytes, 0, stroke->length))
		return false;
	memcpy(sequence, stroke->bytes, stroke->length);
	int kind = ISFUNC; // not set where a part of the sequence is bound
	rl_command_func_t *function = rl_function_of_keyseq(sequence, NULL, &kind);
	return kind == ISFUNC && (!function || function == rl_do_lowercase_version);
}

// A lone ESC that no hand wants is a command of vi; to Emacs it would be the prefix of the next key,
// whenever that comes.
static bool is_idle_escape(const struct stroke *stroke)
{
	bool const is_alone = stroke->length == 1 && *stroke->bytes == ESCAPE;
	return is_alone && begins_key() && rl_editing_mode != 0;
}

// Whether the stroke is a key for Readline.
static bool is_for_readline(const struct stroke *stroke)
{
	switch (stroke->kind) {
	case STROKE_NONE:
		break;
	case STROKE_PASTE:
		take_paste(stroke->pasted);
		break;
	case STROKE_CLICK:
		if (stroke->is_press && begins_key() && front.click)
			front.click(stroke->row, stroke->col);
		break;
	case STROKE_KEY:
		return !(begins_key() && keys_take(stroke->bytes, stroke->length)) &&
		       !is_unbound(stroke) && !is_idle_escape(stroke);
	}
	return false;
}

// ---- what Readline is told

static void note_change(void)
{
	has_changed = true;
}

static void give_up(enum asked why)
{
	outcome = why;
	if (why != ASKED_INTERRUPT)
		return;
	tcflush(STDIN_FILENO, TCIFLUSH); // what was typed ahead
	keyboard_discard();
	parts_drop(front.session);
}

// Readline leaves everything at an error of reading, but for a search, which keeps its prompt.
static int tell_give_up(void)
{
	return RL_ISSTATE(RL_STATE_ISEARCH) && give_ups++ < GIVE_UPS_MOST ? CONTROL_G : READERR;
}

static struct stroke wait_for_stroke(void)
{
	int const patience = keyboard_patience();
	switch (front.wait(patience)) {
	case NEWS_KEYS:
		if (!keyboard_fill())
			give_up(ASKED_END);
		break;
	case NEWS_QUIET:
		if (patience >= 0)
			return keyboard_give_up();
		break;
	case NEWS_OTHER:
		break;
	case NEWS_INTERRUPT:
		give_up(ASKED_INTERRUPT);
		break;
	case NEWS_LEAVE:
		give_up(ASKED_LEAVE);
		break;
	}
	return (struct stroke){ 0 };
}

// At a letter of which only the first bytes are left, the vi commands of 8.2 (e, w, %) go back and forth
// for ever.  Keys bring none, but an old history, the name of a file, or a mark of another line may.
static void mend_line(void)
{
	if (rl_editing_mode || !rl_end)
		return;
	char *mended = memory_copy_string(rl_line_buffer);
	if (keyboard_drop_broken(mended, strlen(mended)) < (size_t)rl_end) {
		rl_replace_line(mended, 1);
		rl_point = rl_point < rl_end ? rl_point : rl_end;
	}
	free(mended);
}

static int read_byte(FILE *stream)
{
	(void)stream;
	while (handed.given == handed.length) {
		if (begins_key())
			mend_line();
		if (outcome != ASKED_LINE)
			return tell_give_up();
		struct stroke stroke = keyboard_next();
		if (stroke.kind == STROKE_NONE)
			stroke = wait_for_stroke();
		if (is_for_readline(&stroke)) {
			handed.key = stroke;
			hand(handed.key.bytes, stroke.length);
		} else if (keys_enter()) {
			return '\n';
		}
	}
	return (unsigned char)handed.bytes[handed.given++];
}

// Readline reads letters ahead, to insert them at once, and wants to know whether anything follows an ESC.
static int is_byte_there(void)
{
	return handed.given < handed.length ||
	       (outcome == ASKED_LINE && !keys_has_taken() && keyboard_has_letter());
}

enum asked input_ask(char **line)
{
	// What a line that was given up has left in Readline.
	unsigned long const inside = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
	                             RL_STATE_MULTIKEY | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH |
	                             RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_INPUTPENDING;
	outcome = ASKED_LINE;
	give_ups = 0;
	hand(NULL, 0);
	keys_set_continuing(front.session->pending.length > 0);
	is_asking = true;
	*line = readline(session_prompt(front.session));
	is_asking = false;
	if (!*line) {
		rl_readline_state &= ~inside;
		rl_clear_pending_input();
		rl_replace_line("", 1);
		return outcome == ASKED_LINE ? ASKED_END : outcome;
	}
	if (**line)
		history_remember(*line);
	return ASKED_LINE;
}

// ---- the line as it is

struct input_line input_look(void)
{
	const char *prompt = rl_display_prompt ? rl_display_prompt : session_prompt(front.session);
	return (struct input_line){ prompt, rl_line_buffer ? rl_line_buffer : "",
		                    rl_line_buffer ? (size_t)rl_end : 0, (size_t)rl_point };
}

enum input_doing input_doing(void)
{
	if (!is_asking)
		return DOING_NOTHING;
	if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH))
		return DOING_SEARCH;
	if (!begins_key())
		return DOING_KEY;
	return rl_end ? DOING_LINE : DOING_NOTHING;
}

bool input_changed(void)
{
	bool const was = has_changed;
	has_changed = false;
	return was;
}

// ---- the terminal

bool input_wants_paste_marks(void)
{
	return marks_pastes;
}

static void prepare_terminal(int meta)
{
	rl_prep_terminal(meta);
	if (marks_pastes)
		fputs(MARK_PASTES, rl_outstream);
	fflush(rl_outstream);
}

static void release_terminal(void)
{
	if (marks_pastes)
		fputs(UNMARK_PASTES, rl_outstream);
	fflush(rl_outstream);
	rl_deprep_terminal();
}

void input_resume(void)
{
	if (!is_asking || front.on_screen)
		return;
	prepare_terminal(1);
	rl_on_new_line();
	rl_redisplay();
}

void input_resize(void)
{
	rl_resize_terminal();
}

// ---- start and stop

// What is done once: what is bound here, ~/.inputrc may bind otherwise.
static void prepare_readline(void)
{
	static bool is_ready;
	if (is_ready)
		return;
	is_ready = true;
	rl_readline_name = "Bptt"; // $if Bptt
	rl_change_environment = 0; // or LINES and COLUMNS stay what they are now
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_getc_function = read_byte;
	rl_input_available_hook = is_byte_there;
	char patience[16];
	snprintf(patience, sizeof patience, "%d", KEYSEQ_MS);
	rl_variable_bind("keyseq-timeout", patience);
	line_keys_bind();
	history_load(front.session);
	using_history();
}

// Once Readline has read ~/.inputrc.  Its own way with pastes (8.2 writes beyond its buffer) is switched
// off; whether they are wanted at all, that file says.
static void take_over(void)
{
	static bool is_done;
	if (is_done)
		return;
	is_done = true;
	const char *wants = rl_variable_value("enable-bracketed-paste");
	marks_pastes = wants && !strcmp(wants, "on");
	rl_variable_bind("enable-bracketed-paste", "off");
	line_keys_rebind();
}

void input_start(const struct input *input)
{
	front = *input;
	prepare_readline();
	if (front.on_screen) {
		// What Readline writes beside the line (Ctrl-L, lists) would land in the picture.
		nowhere = fopen("/dev/null", "w");
		rl_variable_bind("blink-matching-paren", "off");
	}
	rl_outstream = front.on_screen ? nowhere : stdout;
	rl_prep_term_function = front.on_screen ? NULL : prepare_terminal;
	rl_deprep_term_function = front.on_screen ? NULL : release_terminal;
	rl_redisplay_function = rl_redisplay;
	keys_start(front.on_screen ? &front.actions : NULL);
	complete_install(front.session, front.on_screen);
	rl_initialize();
	take_over();
	// Not before: Readline asks who draws the line when it starts.
	if (front.on_screen)
		rl_redisplay_function = note_change;
}

void input_stop(void)
{
	if (nowhere) {
		rl_outstream = NULL;
		fclose(nowhere);
		nowhere = NULL;
	}
}
