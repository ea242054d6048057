// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C at any moment leaves nothing that is believed: each command is cut short at its n-th look, for
// many n, and what the session says afterwards is compared, letter for letter and to the last bit, with
// what a fresh session says of the same state.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/aside.h"
#include "base/interrupt.h"
#include "command/all.h"
#include "golden.h"
#include "lesson/lesson.h"
#include "repl/session.h"

static const struct command *const tables[] = {
	walk_commands,   pass_commands,    stop_commands,    display_commands, amend_commands,   show_commands,
	plot_commands,   surface_commands, check_commands,   derive_commands,  vanish_commands,
	race_commands,   slide_commands,   locate_commands,  info_commands,    save_commands,
	network_commands, sweep_commands, corpus_commands,  clip_commands,    train_commands,   sample_commands,
	set_commands,    undo_commands,    state_commands,   help_commands,    apropos_commands,
	source_commands, lesson_commands,  NULL,
};

// This many looks of each command are tried, all of them where there are no more.
enum { LOOKS_TRIED = 50 };

static char saved_path[60], save_line[80], load_line[80], save_gradients_line[80], script_path[60], script_line[80];

static bool run_line(struct session *session, const char *line, struct error *error)
{
	return session_try_line(session, line, error);
}

// Lines of text, each one to run.
static void run_lines(struct session *session, const char *lines)
{
	char *copy = strdup(lines), *rest = copy;
	for (char *line; (line = strsep(&rest, "\n"));) {
		struct error error;
		if (*line && !run_line(session, line, &error))
			fail_msg("%s: %s", line, error.cause);
	}
	free(copy);
}

static struct session *session_at(const char *setup)
{
	struct session *session = session_new(tables);
	assert_non_null(session);
	run_lines(session, "set precision 17");
	run_lines(session, setup);
	return session;
}

// ---- what is compared

// What the session says to these lines, from here on; mistakes, too.
static char *answers(struct session *session, const char *lines)
{
	char *copy = strdup(lines), *rest = copy;
	struct text out = { 0 };
	for (char *line; (line = strsep(&rest, "\n"));) {
		int const before = session->log.count;
		if (*line)
			session_run_line(session, line);
		for (int i = before; i < session->log.count; i++)
			text_addf(&out, "%s\n%s\n", line, session->log.at[i].text);
	}
	free(copy);
	return text_take(&out);
}

// Bare gradients come first and last: what an interrupted command carried may be carried on.
static const char probes[] = "dW\ndelta[t,k]\ndE[2]/dW @ 1\nE\ndE/dW\ndelta[T-1,0]\nds[T-1]/ds[0]\n"
			     "s[T-1]\nwhere\nnext 3\nnorm(dW)\nback\ncheck delta[2,1]\ngoto end\ndW";

static void expect_fresh(struct session *session, const char *setup, const char *line, long n)
{
	struct session *fresh = session_at(setup);
	session_set_state(fresh, state_copy(&session->state));
	char *has = answers(session, probes), *wants = answers(fresh, probes);
	size_t at = 0;
	while (has[at] && has[at] == wants[at])
		at++;
	if (has[at] || wants[at]) {
		while (at && at > 200)
			at -= 200;
		fail_msg("%s, interrupted at look %ld: after it\n%.400s\nbut afresh\n%.400s", line, n,
		         has + at, wants + at);
	}
	free(has);
	free(wants);
	session_free(fresh);
}

// What was said before the interrupt is what would have been said.
static void expect_beginning(const struct session *session, int from, const struct session *whole,
                             int whole_from, const char *line, long n)
{
	for (int i = from; i < session->log.count; i++) {
		int const other = whole_from + i - from;
		if (other >= whole->log.count ||
		    strcmp(session->log.at[i].text, whole->log.at[other].text))
			fail_msg("%s, interrupted at look %ld, says\n%s", line, n,
			         session->log.at[i].text);
	}
}

static char *read_saved(void)
{
	struct text text = { 0 };
	FILE *file = fopen(saved_path, "rb");
	for (int c; file && (c = getc(file)) != EOF;)
		text_addf(&text, "%02x", (unsigned)c);
	if (file)
		fclose(file);
	return text_take(&text);
}

// ---- cutting

struct line {
	const char *text;
	bool goes_on; // what it reached stays: it says so, and its state is another one
};

// Cuts the line at look n.
static void cut(const char *setup, const struct line *line, long n, const struct session *whole,
                int whole_from, const char *saved_whole)
{
	struct session *session = session_at(setup);
	struct state before = state_copy(&session->state);
	struct error error;
	int const from = session->log.count;
	char *saved = read_saved();
	interrupt_raise_after(n);
	bool const done = run_line(session, line->text, &error);
	interrupt_raise_after(-1);
	assert_false(interrupt_is_cut());
	assert_false(interrupt_came());
	// Notes after the line may be cut short when all of it is done.
	if (done && !line->goes_on && !state_equal(&session->state, &whole->state))
		fail_msg("%s, interrupted at look %ld, does not say so", line->text, n);
	if (!done && !strstr(error.cause, "interrupted"))
		fail_msg("%s, interrupted at look %ld: %s", line->text, n, error.cause);
	if (!done && !line->goes_on) {
		assert_true(state_equal(&session->state, &before));
		expect_beginning(session, from, whole, whole_from, line->text, n);
		char *now = read_saved();
		assert_string_equal(now, saved);
		free(now);
	}
	expect_fresh(session, setup, line->text, n);
	// The same line, once more and whole.
	if (!line->goes_on) {
		session_set_state(session, state_copy(&before));
		int const again = session->log.count;
		if (!run_line(session, line->text, &error))
			fail_msg("%s, after an interrupt at look %ld: %s", line->text, n, error.cause);
		assert_int_equal(session->log.count - again, whole->log.count - whole_from);
		expect_beginning(session, again, whole, whole_from, line->text, n);
		if (*saved_whole) {
			char *now = read_saved();
			assert_string_equal(now, saved_whole);
			free(now);
		}
	}
	free(saved);
	state_free(&before);
	session_free(session);
}

// Cuts the line at all of its looks, or at many; how many there are.
static long cut_everywhere(const char *setup, const struct line *line)
{
	struct session *whole = session_at(setup);
	int const from = whole->log.count;
	struct error error;
	interrupt_raise_after(1000000000);
	if (!run_line(whole, line->text, &error))
		fail_msg("%s: %s", line->text, error.cause);
	long const looks = interrupt_looks();
	interrupt_raise_after(-1);
	char *saved = read_saved();
	long const most = scaled(LOOKS_TRIED), tried = looks < most ? looks : most;
	for (long i = 0; i < tried; i++) {
		// The first ones, the last one, and between them any.
		long const n = looks <= most || i < 2 ? i :
		               i + 1 == tried         ? looks - 1 :
		                                        (i * 7919 + looks * i / tried) % looks;
		cut(setup, line, n, whole, from, strstr(line->text, "save") ? saved : "");
	}
	free(saved);
	session_free(whole);
	return looks;
}

// ---- commands

static const char tanh_setup[] = "text a b c a b d c a b\nhidden 3\ngoto backward 5 2";

static const struct line lines[] = {
	{ "E", false },
	{ "dE/dW", false },
	{ "dW", false },
	{ "delta[6,1]", false },
	{ "ds[7]/ds[1]", false },
	{ "ds[7]/dW[1,2]", false },
	{ "d(s)[7]/d(s)[1]", false },
	{ "norm(delta[7,k]) for k = 7..0", false },
	{ "W*W*W + eye(3)", false },
	{ "svd(W)", false },
	{ "eig(W)", false },
	{ "rho(W)", false },
	{ "let a = dE/dW", false },
	{ "W = W + 0.01*dE/dW", false },
	{ "goto backward 6 1", false },
	{ "goto end", false },
	{ "next", false },
	{ "back 3", false },
	{ "where", false },
	{ "explain", false },
	{ "equations", false },
	{ "check", false },
	{ "check delta[4,1]", false },
	{ "derive dE[6]/dW", false },
	{ "derive dE[6]/dW numbers", false },
	{ "vanish", false },
	{ "vanish claim", false },
	{ "locate", false },
	{ "info clip", false },
	{ "truncate compare 3", false },
	{ "show grid", false },
	{ "show map", false },
	{ "show ledger", false },
	{ "show saturation", false },
	{ "show network", false },
	{ "plot norm(dE[t]/dW) for t = 0..7", false },
	{ "heat delta[7,k] for k = 0..7", false },
	{ "bars dE/dW[0,0]", false },
	{ "surface E over W[0,0] = -1..1, W[1,1] = -1..1", false },
	{ "slide", false },
	{ "slide sigma 1.1", false },
	{ "slide sigma 0.5..2", false },
	{ "slide radius 0.9 by delta", false },
	{ "race tanh lstm", false },
	{ "display norm(dE/dW)", false },
	{ save_line, false },
	{ load_line, false },
	{ save_gradients_line, false },
	{ "hidden 300", false },
	{ script_line, false },
	{ "E; dE/dW; goto end", true },
	{ "continue", true },
	{ "reverse-continue", true },
	{ "finish", true },
	{ "until norm(delta[t,k]) < 1e-4", true },
	{ "until nan", true },
	{ "train 7", true },
	{ "sample 30", true },
};

static int make_files(void **state)
{
	(void)state;
	int const id = (int)getpid();
	snprintf(saved_path, sizeof saved_path, "/tmp/bptt-interrupt-%d.npz", id);
	snprintf(script_path, sizeof script_path, "/tmp/bptt-interrupt-%d.bptt", id);
	snprintf(load_line, sizeof load_line, "load %s", saved_path);
	snprintf(save_line, sizeof save_line, "save %s", saved_path);
	snprintf(save_gradients_line, sizeof save_gradients_line, "save gradients %s", saved_path);
	snprintf(script_line, sizeof script_line, "source %s", script_path);
	FILE *file = fopen(script_path, "w");
	return !file || fputs("E\nnorm(dE/dW)\ndelta[5,2]\n", file) < 0 || fclose(file);
}

static int remove_files(void **state)
{
	(void)state;
	unlink(saved_path);
	return unlink(script_path);
}

static void commands_leave_nothing_half(void **state)
{
	(void)state;
	long looks = 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		looks += cut_everywhere(tanh_setup, &lines[i]);
	assert_true(looks > 10000);
}

// Gates, truncation, losses carried one by one, one sweep for all, sentences, an amended equation.
static void networks_leave_nothing_half(void **state)
{
	(void)state;
	static const char *const setups[] = {
		"cell lstm\ntext a b c a b d\nhidden 2\ngoto backward 4 1",
		"cell gru\ntext a b c a b d\nhidden 2\nset bias on\ngoto backward 4 1",
		"text a b c a b d\nhidden 2\ntruncate 1\ngoto backward 4 3",
		"text a b c a b d\nhidden 2\nsweep single\ngoto backward 3 3",
		"text a b c a b d\nhidden 2\ntruncate chunk 3\ngoto backward 4 3",
		"text a b c a b d\nhidden 2\nlet dz[k] = ds[k] .* s[k]\ngoto backward 4 1",
	};
	static const struct line few[] = {
		{ "dW", false },      { "delta[3,1]", false }, { "check", false },
		{ "goto end", false }, { "show ledger", false }, { "continue", true },
		{ "reverse-finish", true }, { "train 3", true },
	};
	for (size_t i = 0; i < sizeof setups / sizeof *setups; i++)
		for (size_t j = strstr(setups[i], "lstm") || strstr(setups[i], "gru");
		     j < sizeof few / sizeof *few; j++)
			cut_everywhere(setups[i], &few[j]);
}

static void passes_leave_nothing_half(void **state)
{
	(void)state;
	static const struct line passes[] = {
		{ "pass 3", false }, { "pass -2", false }, { "norm(dE/dW) for pass = 9..0", false },
		{ "plot E for pass = 0..9", false }, { "until E < 5.6", false }, { "train 3", true },
	};
	for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
		cut_everywhere("text a b c a b d\nhidden 2\nset rate 0.2\ntrain 9\npass 5\ngoto backward 4 1", &passes[i]);
}

// ---- soon

static long milliseconds(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (long)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

// How long the line takes when it is to stop after so long; 0: never.
static long time_line(struct session *session, const char *line, long stop)
{
	struct error error;
	long const begin = milliseconds();
	if (stop)
		interrupt_raise_in(stop);
	bool const done = run_line(session, line, &error);
	long const time = milliseconds() - begin;
	assert_int_equal(done, !stop);
	return time;
}

// Where the work is one call of a library, too.  The machine may be busy: one time of several is enough.
static void work_stops_soon(void **state)
{
	static const struct {
		const char *setup, *line;
	} works[] = {
		{ "hidden 320", "rho(W)" },          { "hidden 320", "eig(W)" },
		{ "hidden 320", "init orthogonal" }, { "hidden 320", "init sigma 1" },
		{ "hidden 320", "init radius 1" },   { "hidden 200", "slide radius 1.2" },
		{ "hidden 400", "info clip" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
		bool is_soon = false;
		for (int tries = 0; tries < 5 && !is_soon; tries++) {
			struct session *session = session_at(works[i].setup);
			long const whole = time_line(session, works[i].line, 0);
			session_free(session);
			session = session_at(works[i].setup);
			long const stop = whole / 4 + 1, late = time_line(session, works[i].line, stop) - stop;
			is_soon = late < whole / 3 + 1;
			if (!is_soon)
				print_message("# %s: %ld ms late of %ld\n", works[i].line, late, whole);
			session_free(session);
		}
		assert_true(is_soon);
	}
}

// Two pipes: what the work waits for, and what tells that its data is gone.
struct aside {
	int go[2], gone[2];
};

static void wait_and_interrupt(void *data)
{
	char byte;
	interrupt_raise(); // as the handler of a signal does
	assert_int_equal(read(((struct aside *)data)->go[0], &byte, 1), 1);
}

static void tell_that_it_is_gone(void *data)
{
	assert_int_equal(write(((struct aside *)data)->gone[1], "x", 1), 1);
}

static void work_aside_is_left_to_itself(void **state)
{
	(void)state;
	struct aside aside;
	char byte;
	assert_int_equal(pipe(aside.go), 0);
	assert_int_equal(pipe(aside.gone), 0);
	interrupt_begin();
	assert_false(aside_do(wait_and_interrupt, tell_that_it_is_gone, &aside));
	assert_true(interrupt_is_cut());
	interrupt_end();
	assert_int_equal(write(aside.go[1], "x", 1), 1);
	assert_int_equal(read(aside.gone[0], &byte, 1), 1);
	// Once more, not interrupted in time: the data is still ours.
	interrupt_begin();
	assert_int_equal(write(aside.go[1], "x", 1), 1);
	bool const is_done = aside_do(wait_and_interrupt, tell_that_it_is_gone, &aside);
	interrupt_end();
	if (!is_done)
		assert_int_equal(read(aside.gone[0], &byte, 1), 1);
	for (int i = 0; i < 2; i++) {
		close(aside.go[i]);
		close(aside.gone[i]);
	}
}

static double processor_time_of(void (*work)(void))
{
	clock_t const begun = clock();
	work();
	return (double)(clock() - begun);
}

enum { LOOKS_TIMED = 200000 };

static void look_often(void)
{
	for (int i = 0; i < LOOKS_TIMED; i++)
		assert_false(interrupt_seen());
}

static void read_the_clock_often(void)
{
	struct timespec at;
	for (int i = 0; i < LOOKS_TIMED; i++)
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
}

// A command of a lesson has a limit of processor time, and looks at each part of each expression: it does not read
// the processor's clock, which only the kernel knows, each time.  And still it is stopped.
static void a_limit_is_cheap(void **state)
{
	(void)state;
	interrupt_begin();
	long const before = interrupt_limit(3600 * 1000);
	double const looking = processor_time_of(look_often), reading = processor_time_of(read_the_clock_often);
	assert_false(interrupt_unlimit(before));
	if (looking > reading / 4)
		fail_msg("%d looks take %g, as many readings %g", LOOKS_TIMED, looking, reading);
	interrupt_limit(20);
	clock_t const begun = clock();
	while (!interrupt_seen())
		assert_true(clock() - begun < 2 * CLOCKS_PER_SEC);
	assert_true(interrupt_unlimit(0));
	interrupt_end();
}

static int looks_left;

static void raise_at_third_look(void)
{
	if (--looks_left == 0)
		interrupt_raise();
}

// Where no signal comes: each look asks, in the next piece of work, too.
static void who_is_asked_interrupts(void **state)
{
	(void)state;
	interrupt_ask(raise_at_third_look);
	for (int piece = 0; piece < 2; piece++) {
		looks_left = 3;
		interrupt_begin();
		assert_false(interrupt_seen());
		assert_false(interrupt_seen());
		assert_true(interrupt_seen());
		assert_true(interrupt_is_cut());
		interrupt_end();
		assert_false(interrupt_is_cut());
	}
	interrupt_ask(NULL);
	interrupt_forget();
	assert_false(interrupt_seen());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_is_cheap),
		cmocka_unit_test(work_stops_soon),
		cmocka_unit_test(who_is_asked_interrupts),
		cmocka_unit_test(work_aside_is_left_to_itself),
		cmocka_unit_test_setup_teardown(commands_leave_nothing_half, make_files, remove_files),
		cmocka_unit_test(networks_leave_nothing_half),
		cmocka_unit_test(passes_leave_nothing_half),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
