// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/front.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "repl/meaning.h"
#include "repl/session.h"
#include "term/click.h"
#include "term/frame.h"
#include "term/input.h"
#include "term/line.h"
#include "term/lines.h"
#include "term/live.h"
#include "term/plain.h"
#include "term/presenting.h"
#include "term/report.h"
#include "term/screen.h"
#include "term/signals.h"
#include "term/standard_error.h"
#include "term/terminal.h"

enum { BACKGROUND_PAUSE = 100, LONG_MS = 100 };

static struct frame frame;
static struct grid shown;    // above the line; what a click finds
static struct manner manner; // as the screen follows it now
static bool has_ended;
static bool is_stale; // the picture, not only the line
static bool was_cut;  // the command after which it is drawn
static bool line_is_given_up; // Ctrl-C came while a picture was drawn
static long woken;    // when the loop last had something to do
static long begun;    // the number of the first entry of the command, which may be of many lines
static long said;     // the number of the entry after the last one that was drawn

static void say_messages(void)
{
	LOCAL(text) words = { 0 };
	if (standard_error_read(&words))
		screen_beep(); // Readline's way of saying no
	if (!words.length)
		return;
	session_say(frame.session, SAY_NOTE, text_get(&words));
	is_stale = true;
}

static void draw_line(void)
{
	int rows, cols;
	screen_size(&rows, &cols);
	LOCAL(grid) row = grid_new(1, cols);
	struct input_line const line = input_look();
	int const caret = presenting_is_blank() ? 0 : line_draw(&row, &line);
	screen_print(&row, rows - 1);
	screen_show(rows - 1, caret);
}

static void show(struct grid grid)
{
	screen_print(&grid, 0);
	grid_free(&shown);
	shown = grid;
}

// While a command works: what came to the terminal meanwhile.  False: it is not ours now.
static bool catch_up(void)
{
	if (!signals_terminal_is_ours() && signals_foreground()) {
		signals_take(EVENT_CONTINUE);
		screen_resume();
	}
	if (!signals_terminal_is_ours())
		return false;
	if (signals_take(EVENT_RESIZE))
		screen_resize();
	return true;
}

// The work that a command does, in place of the picture.
static void watch(struct session *session)
{
	int rows, cols;
	if (!live_is_due())
		return;
	if (!catch_up())
		return;
	screen_size(&rows, &cols);
	struct grid grid = grid_new(rows - 1, cols);
	live_draw(session, &grid);
	show(grid);
	draw_line();
}

// While a command works: the terminal came back, or has another size.
static void attend(void)
{
	if (!catch_up())
		return;
	screen_print(&shown, 0);
	draw_line();
}

static void give_keys(void)
{
	keys_set_hand(presenting_is_blank()  ? HAND_BLANK
	              : frame.is_reading     ? HAND_PAGE
	              : frame.seen.too_small ? HAND_NONE
	                                     : presenting_hand(frame.session),
	              presenting_is_on(frame.session));
}

// What the keys are for has changed, the picture has not.
static void draw_footer(int rows, int cols)
{
	LOCAL(grid) row = grid_new(1, cols);
	frame_draw_footer(&frame, &row);
	screen_print(&row, rows - 2);
}

// A picture is work, too: where it takes its time Ctrl-C gives it up; else Ctrl-C is for the line.  Whoever has
// interrupted a command does not wait for its picture.
static struct grid make_picture(void)
{
	int rows, cols;
	screen_size(&rows, &cols);
	struct grid grid = grid_new(rows - 1, cols);
	signals_work_begins();
	interrupt_begin();
	if (was_cut)
		interrupt_raise_in(LONG_MS);
	frame_draw(&frame, &grid);
	bool const is_cut = interrupt_is_cut(), came = interrupt_came();
	interrupt_end();
	signals_work_ends();
	bool const took_long = interrupt_clock() - woken >= LONG_MS; // with the command that it follows
	line_is_given_up |= came && !took_long && !was_cut;
	int rows_now, cols_now;
	screen_size(&rows_now, &cols_now);
	bool const fits = rows_now == rows && cols_now == cols; // it may have got another size meanwhile
	if (!is_cut && fits)
		return grid;
	if (is_cut) {
		frame.session->front.has_no_picture = took_long || was_cut || signals_leaving();
		was_cut = false;
	}
	grid_free(&grid);
	return make_picture();
}

static void draw(void)
{
	int rows, cols;
	enum input_doing const doing = input_doing();
	screen_size(&rows, &cols);
	is_stale |= frame.is_told && doing != frame.doing;
	bool const is_other = doing != frame.doing && !frame.seen.too_small && !presenting_is_blank();
	frame.doing = doing;
	if (!is_stale && is_other)
		draw_footer(rows, cols);
	if (is_stale) {
		struct grid grid = presenting_is_blank() ? grid_new(rows - 1, cols) : make_picture();
		if (!presenting_is_blank() && frame_follow_width(&frame)) {
			grid_free(&grid);
			grid = make_picture();
		}
		frame.session->front.seen = frame.seen;
		show(grid);
	}
	give_keys();
	is_stale = was_cut = false;
	said = log_next(&frame.session->log);
	draw_line();
}

// Whether the session goes on here.
static bool goes_on_here(void)
{
	return !frame.session->quitting && !has_ended && !frame.session->manner.plain;
}

// What a command may have changed beside the picture.
static void follow_session(void)
{
	struct session *session = frame.session;
	if (manner.background != session->manner.background || manner.color != session->manner.color)
		screen_colour(&session->manner);
	if (manner.mouse != session->manner.mouse)
		screen_mouse(session->manner.mouse);
	manner = session->manner;
	presenting_tell_notes(session);
	// The next key of the same moment is of the hand that the command has chosen.
	give_keys();
}

static void find(const char *words, int way)
{
	if (frame_search(&frame, words, way))
		return;
	screen_beep();
	frame_notice(&frame, *words ? _("there is no such place") : _("/ says what to look for"));
}

// `search TEXT` while a page is read looks in the page; false: the line is something else.
static bool search_page(const char *line)
{
	static const struct {
		const char *name;
		int way;
	} searches[] = { { "search", 1 }, { "reverse-search", -1 } };
	size_t const length = strcspn(line, " ");
	for (size_t i = 0; frame.is_reading && i < sizeof searches / sizeof *searches; i++) {
		if (strlen(searches[i].name) != length || strncmp(line, searches[i].name, length))
			continue;
		const char *words = line + length + strspn(line + length, " ");
		find(*words ? words : text_get(&frame.search), searches[i].way);
		return true;
	}
	return false;
}

// A command that only moves what is seen: neither it nor that it could not is worth a line of the log,
// where `search` would find it.
static void move(const char *line)
{
	struct error error;
	signals_command_begins();
	bool const did = session_try_line(frame.session, line, &error);
	signals_work_ends();
	if (did)
		return;
	screen_beep();
	frame_notice(&frame, error.cause);
}

static bool only_moves(const char *line)
{
	const struct command *const command = meaning_of(frame.session, line).command;
	return command && command->only_moves;
}

// In a lesson what was not seen comes first: more of the page.  Of keys that came at once each is obeyed
// in the picture that the one before has made.
static bool read_on(void)
{
	if (session_reads(frame.session))
		draw();
	is_stale = true;
	return frame_turn(&frame, 1);
}

static bool go_back(void)
{
	const struct guide *guide = frame.session->guide;
	draw();
	is_stale = true;
	if (session_reads(frame.session) && !frame_turn(&frame, -1) && guide->back) {
		guide->back(guide->context, frame.session);
		follow_session();
	}
	return true;
}

// What was said from an entry on is seen; `before`: where the walk was.
static void show_news(long first, struct place before)
{
	const struct session *session = frame.session;
	// At the start the picture shows nothing of what a command did.
	bool const moved = session->state.place.phase != PHASE_START &&
	                   !place_equal(before, session->state.place);
	frame_said(&frame, first, moved);
	said = log_next(&session->log);
	is_stale = true;
}

static void enter(const char *line)
{
	struct session *session = frame.session;
	bool const goes_on = !*line && session_reads(session);
	is_stale |= !goes_on;
	frame_notice(&frame, "");
	session->front.has_no_picture = false;
	if (search_page(line))
		return;
	bool const was_reading = frame_stop_reading(&frame);
	is_stale |= was_reading;
	if (only_moves(line)) {
		move(line);
		follow_session();
		return;
	}
	bool const continues = session->pending.length > 0;
	if (goes_on && !was_reading && !continues && read_on())
		return;
	if (frame.seen.too_small && !*line && !continues)
		return; // what it would repeat cannot be seen
	draw_line(); // keys that came at once were not seen yet, and the command may take its time
	if (!continues)
		begun = log_next(&session->log);
	struct place const before = session->state.place;
	unsigned long const cuts = interrupt_cuts();
	lines_run(session, line, true, NULL);
	was_cut = interrupt_cuts() != cuts;
	show_news(begun, before);
	follow_session();
}

// A key's command that is not worth a line, nor a place in a lesson's page.
static void run_quietly(const char *command)
{
	is_stale = true;
	frame.session->front.has_no_picture = false;
	frame_stop_reading(&frame);
	long const first = log_next(&frame.session->log);
	struct place const before = frame.session->state.place;
	move(command);
	if (log_next(&frame.session->log) != first)
		show_news(first, before);
	follow_session();
}

// A click asks for what stands there.
static void click(int row, int col)
{
	LOCAL(text) word = { 0 };
	click_word(&shown, row, col, &word);
	if (word.length && meaning_of(frame.session, word.at).kind == LINE_EXPRESSION)
		keys_type(word.at);
}

// Autoplay's command, as if somebody had entered it.
static void play_on(void)
{
	const char *command = presenting_due(frame.session);
	if (!command)
		return;
	enter(command);
	presenting_went(frame.session);
}

static bool change_picture(enum picture_key key)
{
	bool did = true;
	is_stale = true;
	if (key != PICTURE_REDRAW) // the same, drawn anew
		frame_notice(&frame, "");
	switch (key) {
	case PICTURE_REDRAW:
		frame.session->front.has_no_picture = false;
		screen_repaint();
		break;
	case PICTURE_LOG:
		if (!frame_stop_reading(&frame))
			frame_read_log(&frame);
		break;
	case PICTURE_BEFORE:
		return go_back();
	case PICTURE_BLANK:
	case PICTURE_WAKE:
		presenting_blank(key == PICTURE_BLANK);
		break;
	case PAGE_FIND:
		find(text_get(&frame.search), 1);
		break;
	case PAGE_FIND_BACK:
		find(text_get(&frame.search), -1);
		break;
	case PAGE_BACK:
		frame_stop_reading(&frame);
		break;
	case PAGE_ON:
		did = frame_scroll(&frame, key) || frame_stop_reading(&frame);
		break;
	default:
		did = frame_scroll(&frame, key);
	}
	give_keys(); // the next key of the same moment
	return did;
}

static bool begins_word(const char *text)
{
	size_t start;
	char **words = session_complete(frame.session, text, strlen(text), &start);
	bool const begins = words[0] || command_begins(frame.session->tables, text);
	words_free(words);
	return begins;
}

// The terminal was not ours: take it, if we are its job.
static void resume(void)
{
	if (signals_foreground()) {
		screen_resume();
		is_stale = true;
		return;
	}
	poll(NULL, 0, BACKGROUND_PAUSE); // nobody can stop a job that no shell watches
	signals_stop();
}

// Until half a key is given up, or autoplay goes on.
static int least_patience(int key)
{
	int const play = presenting_patience();
	return key < 0 || (play >= 0 && play < key) ? play : key;
}

// Somebody is there: autoplay stops.
static void wake(void)
{
	is_stale |= presenting_plays();
	presenting_stop();
}

// Draws what has changed, waits, and does what is to be done but for keys.
static enum news wait_on_screen(int milliseconds)
{
	if (!goes_on_here())
		return NEWS_LEAVE;
	if (log_next(&frame.session->log) != said) // a list of matches, say
		show_news(said, frame.session->state.place);
	if ((is_stale || input_changed()) && signals_terminal_is_ours())
		draw();
	if (line_is_given_up) {
		line_is_given_up = false;
		is_stale |= frame.session->pending.length > 0;
		return NEWS_INTERRUPT;
	}
	unsigned const events = signals_wait(standard_error_descriptor(), least_patience(milliseconds));
	woken = interrupt_clock();
	if (events & EVENT_LEAVE)
		return NEWS_LEAVE;
	if (events & EVENT_STOP)
		signals_stop();
	else if (events & EVENT_CONTINUE)
		resume();
	if (!signals_terminal_is_ours())
		return NEWS_OTHER;
	if (events & EVENT_RESIZE) {
		screen_resize();
		is_stale = true;
	}
	if (events & EVENT_MESSAGE)
		say_messages();
	if (events & (EVENT_INTERRUPT | EVENT_INPUT))
		wake();
	if (events & EVENT_INTERRUPT) {
		is_stale |= frame.session->pending.length > 0 || presenting_is_blank();
		presenting_blank(false);
		return NEWS_INTERRUPT;
	}
	if (events & EVENT_INPUT)
		return NEWS_KEYS;
	if (!presenting_patience())
		return NEWS_LEAVE; // autoplay has something to enter
	return events ? NEWS_OTHER : NEWS_QUIET;
}

// False: the session is over.
static bool run_on_screen(void)
{
	is_stale = true;
	while (goes_on_here()) {
		char *line;
		enum asked const asked = input_ask(&line);
		if (asked == ASKED_LINE)
			enter(line);
		has_ended = asked == ASKED_END;
		free(line);
		if (signals_leaving())
			return false;
		play_on();
	}
	return !frame.session->quitting && !has_ended;
}

static bool start_screen(struct session *session)
{
	struct input const input = {
		.session = session,
		.on_screen = true,
		.actions = { change_picture, run_quietly, begins_word },
		.click = click,
		.wait = wait_on_screen,
	};
	frame = (struct frame){ .session = session };
	manner = session->manner;
	session->front.interactive = true;
	session->front.watch = watch;
	session->front.has_screen = true;
	interrupt_set_attention(attend);
	input_start(&input);
	if (!screen_start(&manner, input_wants_paste_marks())) {
		input_stop();
		return false;
	}
	screen_mouse(manner.mouse);
	presenting_tell_notes(session);
	standard_error_catch();
	said = log_next(&session->log); // what was said before has its place in the log
	return true;
}

// The last picture as lines, for whoever scrolls back.
static void print_picture(void)
{
	int rows, cols;
	screen_size(&rows, &cols);
	LOCAL(grid) grid = grid_new(rows - 1, cols);
	LOCAL(text) lines = { 0 };
	frame_draw(&frame, &grid);
	grid_write(&grid, &lines);
	screen_stop();
	fputs(text_get(&lines), stdout);
}

static void stop_screen(bool leaves_picture)
{
	input_stop();
	if (leaves_picture)
		print_picture();
	screen_stop();
	standard_error_release();
	grid_free(&shown);
	interrupt_set_attention(NULL);
	frame.session->front.has_screen = false;
	frame.session->front.has_no_picture = false;
	frame.session->front.seen = (struct screen_seen){ 0 };
}

// Whether there can be a picture; says why not where somebody might wonder.
static bool can_have_screen(void)
{
	const char *why;
	if (terminal_can_address(&why))
		return true;
	if (why)
		message_print(_("bptt-repl: %s; going on in plain lines\n"), why);
	return false;
}

// Whether as many files can be opened as a terminal needs: else each part would fail in its own words.
static bool can_open_files(void)
{
	enum { FILES = 10 };
	int opened[FILES], count = 0;
	while (count < FILES && (opened[count] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)) >= 0)
		count++;
	int const why = errno;
	for (int i = 0; i < count; i++)
		close(opened[i]);
	if (count == FILES)
		return true;
	message_print(_("bptt-repl: cannot open %d files for the terminal: %s\ntry: ulimit -n 64\n"),
	              FILES, file_why(why));
	return false;
}

int term_run(struct session *session)
{
	bool goes_on;
	if (!can_open_files())
		return 1;
	signals_install();
	report_prepare(session, NULL);
	do {
		if (!session->manner.plain && can_have_screen() && start_screen(session)) {
			goes_on = run_on_screen();
			stop_screen(!goes_on && session->manner.leave_screen);
			session->front.printed = log_next(&session->log);
		} else {
			// A person at a terminal has plain lines now, whatever was wished for.
			session->manner.plain |= isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
			goes_on = plain_run(session);
		}
	} while (goes_on);
	if (session->guide && session->guide->leave)
		session->guide->leave(session->guide->context, session);
	fflush(stdout);
	signals_remove();
	return 0;
}
