// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: bytes from standard input pass through `queue`, and Readline is called only while it
// holds a whole key, so it never waits for the rest of one.
#include "term/input.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "repl/parts.h"
#include "repl/session.h"
#include "term/complete.h"
#include "term/history.h"
#include "term/signals.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
enum { ESCAPE = '\033', PATIENCE = 40, REST_PATIENCE = 1000 };

static struct input front;
static FILE *nowhere;
static bool is_begun, has_changed, is_pasting;

static struct {
	unsigned char bytes[4096];
	size_t from, to;
} queue;

static size_t queue_length(void)
{
	return queue.to - queue.from;
}

// False when standard input has ended.
static bool fill_queue(void)
{
	if (queue.from == queue.to)
		queue.from = queue.to = 0;
	if (queue.to == sizeof queue.bytes) {
		memmove(queue.bytes, queue.bytes + queue.from, queue_length());
		queue.to -= queue.from;
		queue.from = 0;
	}
	// What was there when the loop looked may be gone: Ctrl-C throws it away.
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	if (queue.to == sizeof queue.bytes || poll(&input, 1, 0) <= 0)
		return true;
	ssize_t const got =
		read(STDIN_FILENO, queue.bytes + queue.to, sizeof queue.bytes - queue.to);
	if (got > 0)
		queue.to += (size_t)got;
	return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

// What does not come soon does not come.  Readline believes the end of a paste only when it is
// told.
static int end_reading(void)
{
	if (!is_pasting)
		return EOF;
	is_pasting = false;
	queue.from = 0;
	queue.to = strlen(PASTE_END);
	memcpy(queue.bytes, PASTE_END, queue.to);
	return queue.bytes[queue.from++];
}

static int is_byte_there(void);

// Inside of a paste Readline reads on by itself.
static int read_byte(FILE *stream)
{
	(void)stream;
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	while (!queue_length()) {
		int const ready = poll(&input, 1, REST_PATIENCE);
		if (!ready || signals_urgent() || (ready < 0 && errno != EINTR))
			return end_reading();
		if (ready > 0 && !fill_queue())
			return end_reading();
	}
	return queue.bytes[queue.from++];
}

static void note_change(void)
{
	has_changed = true;
}

static void take_line(char *line)
{
	if (line && *line)
		history_remember(line);
	bool const goes_on = front.enter(line);
	free(line);
	if (!goes_on) {
		// Now, or Readline would show the prompt once more.
		rl_callback_handler_remove();
		is_begun = false;
		return;
	}
	rl_set_prompt(session_prompt(front.session));
	keys_set_continuing(front.session->pending.length > 0);
}

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
	snprintf(patience, sizeof patience, "%d", PATIENCE);
	rl_variable_bind("keyseq-timeout", patience);
	keys_bind();
	history_load();
	using_history();
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
	rl_prep_term_function = front.on_screen ? NULL : rl_prep_terminal;
	rl_deprep_term_function = front.on_screen ? NULL : rl_deprep_terminal;
	rl_redisplay_function = rl_redisplay;
	keys_start(front.on_screen ? &front.actions : NULL);
	complete_install(front.session, front.on_screen);
	rl_initialize();
	// Not before: who draws the line himself when Readline starts gets no bracketed paste.
	if (front.on_screen)
		rl_redisplay_function = note_change;
}

void input_stop(void)
{
	if (is_begun)
		rl_callback_handler_remove();
	is_begun = false;
	if (nowhere) {
		rl_outstream = NULL;
		fclose(nowhere);
		nowhere = NULL;
	}
}

// key = ESC "[" "[" any | ESC "[" {0x20-0x3F} final | ESC "O" any | ESC ESC… | ESC any
// The bytes of the key at the queue's beginning; 0 when some are still to come.
static size_t measure_key(const unsigned char *bytes, size_t length)
{
	size_t at = 1;
	if (bytes[0] != ESCAPE)
		return 1;
	if (length < 2)
		return 0;
	if (bytes[1] == ESCAPE)
		return 1;
	if (bytes[1] == 'O')
		return length < 3 ? 0 : 3;
	if (bytes[1] != '[')
		return 2;
	if (length > 2 && bytes[2] == '[')
		return length < 4 ? 0 : 4;
	for (at = 2; at < length; at++)
		if (bytes[at] < 0x20 || bytes[at] > 0x3F)
			return at + 1;
	return length < 64 ? 0 : length;
}

static bool is_bound(const unsigned char *bytes, size_t length)
{
	char sequence[65] = { 0 };
	if (!length || length > 64 || memchr(bytes, 0, length))
		return false;
	memcpy(sequence, bytes, length);
	return rl_function_of_keyseq(sequence, NULL, NULL) != NULL;
}

// Whether Readline may go on reading.  ESC ends a search, and begins a key if something follows: only a
// key that is bound, for of another one (M-C-u) Readline 8.2 may die.
static int is_byte_there(void)
{
	const unsigned char *escape = queue.bytes + queue.from - 1;
	if (!queue_length() || !RL_ISSTATE(RL_STATE_ISEARCH) || !queue.from || *escape != ESCAPE)
		return queue_length() > 0;
	return is_bound(escape, measure_key(escape, queue_length() + 1));
}

// Whether the next byte begins a key, and is not the rest of something that Readline is reading.
static bool begins_key(void)
{
	unsigned long const inside = RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_ISEARCH |
	                             RL_STATE_NSEARCH | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH |
	                             RL_STATE_VIMOTION | RL_STATE_INPUTPENDING;
	return !RL_ISSTATE(inside);
}

// A key that terminals send and nobody has bound (mouse, focus, F13) must not leave letters in the
// line.
static bool is_unbound(const unsigned char *bytes, size_t length)
{
	char sequence[65] = { 0 };
	if (length < 3 || length > 64 || memchr(bytes, 0, length))
		return false;
	memcpy(sequence, bytes, length);
	int kind = ISFUNC; // not set where a part of the sequence is bound
	rl_command_func_t *function = rl_function_of_keyseq(sequence, NULL, &kind);
	return kind == ISFUNC && (!function || function == rl_do_lowercase_version);
}

// ESC "[<" button ";" column ";" row ("M" pressed | "m" released): the first button asks.
static bool is_mouse(const unsigned char *bytes, size_t length)
{
	char report[32] = { 0 }, kind;
	int button, col, row;
	if (length < 9 || length >= sizeof report || memcmp(bytes, "\033[<", 3))
		return false;
	memcpy(report, bytes, length);
	if (sscanf(report + 3, "%d;%d;%d%c", &button, &col, &row, &kind) != 4)
		return false;
	if (kind == 'M' && button == 0 && front.click)
		front.click(row - 1, col - 1);
	return true;
}

// Whether the key is one of the hands', of the mouse, or nobody's; then it is done with.
static bool obeys(const unsigned char *bytes, size_t length)
{
	char key[64];
	size_t const from = queue.from;
	if (length > sizeof key)
		return false;
	memcpy(key, bytes, length);
	queue.from += length; // first: what it does may end the line, and pump is asked again
	if (keys_take(key, length) || is_mouse((unsigned char *)key, length) ||
	    (*key == ESCAPE && is_unbound((unsigned char *)key, length)))
		return true;
	queue.from = from;
	return false;
}

// ESC ends a search, and may begin a key.  Readline would call itself for that key, and crash when it
// is one that means nothing; told by Ctrl-J it only ends the search.
static bool ends_search(void)
{
	if (!RL_ISSTATE(RL_STATE_ISEARCH))
		return false;
	rl_stuff_char('\n');
	rl_callback_read_char();
	return !RL_ISSTATE(RL_STATE_ISEARCH); // ~/.inputrc may name other ends
}

// Hands keys to Readline; half a key stays in the queue.
static void pump(void)
{
	while (queue_length() && is_begun) {
		const unsigned char *at = queue.bytes + queue.from;
		size_t const length = begins_key() ? measure_key(at, queue_length()) : 1;
		if (!length)
			return;
		if (*at == ESCAPE && ends_search())
			continue;
		if (begins_key() && (length > 1 || *at != ESCAPE) && obeys(at, length))
			continue;
		if (*at == ESCAPE && begins_key()) {
			is_pasting =
				length == strlen(PASTE_BEGIN) && !memcmp(at, PASTE_BEGIN, length);
		}
		rl_callback_read_char();
	}
}

void input_begin(void)
{
	rl_callback_handler_install(session_prompt(front.session), take_line);
	is_begun = true;
	has_changed = true;
	pump(); // keys that came while another front end was leaving
}

bool input_read(void)
{
	bool const goes_on = fill_queue();
	pump();
	return goes_on;
}

int input_patience(void)
{
	return queue_length() && is_begun ? PATIENCE : -1;
}

void input_give_up(void)
{
	if (queue_length() == 1 && keys_take("\033", 1)) {
		queue.from = queue.to = 0;
		return;
	}
	// In vi mode a lone ESC is a command.  In Emacs mode Readline would make it the prefix of
	// the next key, whenever that comes.
	if (queue_length() == 1 && rl_editing_mode == 0)
		rl_callback_read_char();
	else
		queue.from = queue.to = 0;
}

void input_discard(void)
{
	fill_queue();
	queue.from = queue.to = 0;
}

void input_clear_line(void)
{
	tcflush(STDIN_FILENO, TCIFLUSH); // what was typed ahead
	queue.from = queue.to = 0;
	parts_drop(front.session);
	keys_set_continuing(false);
	if (!is_begun)
		return;
	rl_callback_sigcleanup();
	// It ends one of these only, the innermost not always: a key half entered in a search would stay
	// half entered, and the next one would be read into memory that is free.
	unsigned long const inside = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
	                             RL_STATE_MULTIKEY | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH |
	                             RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_INPUTPENDING;
	rl_readline_state &= ~inside;
	rl_clear_pending_input();
	rl_free_line_state();
	rl_maybe_unsave_line();
	using_history();
	rl_replace_line("", 1);
	rl_set_prompt(session_prompt(front.session));
	if (front.on_screen) {
		has_changed = true;
		return;
	}
	rl_crlf();
	rl_on_new_line();
	rl_redisplay();
}

struct input_line input_look(void)
{
	const char *prompt = rl_display_prompt ? rl_display_prompt : session_prompt(front.session);
	return (struct input_line){ prompt, rl_line_buffer ? rl_line_buffer : "",
		                    rl_line_buffer ? (size_t)rl_end : 0, (size_t)rl_point };
}

bool input_changed(void)
{
	bool const was = has_changed;
	has_changed = false;
	return was;
}

bool input_wants_paste_marks(void)
{
	const char *wants = rl_variable_value("enable-bracketed-paste");
	return wants && !strcmp(wants, "on");
}

void input_resume(void)
{
	if (!is_begun || front.on_screen)
		return;
	if (rl_prep_term_function)
		rl_prep_term_function(1);
	rl_on_new_line();
	rl_redisplay();
}

void input_resize(void)
{
	rl_resize_terminal();
}
