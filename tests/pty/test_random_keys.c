// SPDX-License-Identifier: GPL-3.0-or-later
// Random keys: halves of keys, arguments, searches, macros, pastes cut short, in bursts as fast as they
// can be read.  Whatever they are, the program lives, or has left as it was told to, and the terminal is as
// it was.  With the full figure (BPTT_TEST_SCALE=100) a quarter of a million keys, 400: a million.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "pty.h"

enum { BURSTS = 420, KEYS = 150, BURST_BYTES_MOST = 8192, SETTLE_EVERY = 3, ANSWERS_MOST = 6 };

static uint64_t state = 88172645463325252u;

static unsigned draw(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % below);
}

// What has once brought Readline, or this program, out of step.
static const char *const keys[] = {
	"\022",     "\023",     "\030",      "\030(",     "\030)",   "\030e",    "\030\030",
	"\030a",    "\030\025", "\005",      "\033",      "\0335",   "\033-",    "\0331\0332",
	"\025",     "\027",     "\031",      "\033y",     "\035",    "\033\035", "\033a",
	"\021",     "\026",     "\033[A",    "\033[B",    "\033[C",  "\033[D",   "\033[H",
	"\033[F",   "\033[5~",  "\033[6~",   "\033[1;5A", "\033[",   "\033O",    "\033[1",
	"\033[200~", "\033[201~", "\033[<0;10;5M", "\033[<0;1;1m", "\033[I", "\033[O", "\033\033[C",
	"\033\n",   "\033\r",   "\r",        "\n",        "\r\n",    "\t",       "\033?",
	"\033*",    "\033.",    "\033_",     "\007",      "\003",    "\004",     "\010",
	"\177",     "\033\177", "\033u",     "\033l",     "\033c",   "\033t",    "\024",
	"\037",     "\030\037", "\033r",     "\033~",     "\033p",   "\033n",    "\033<",
	"\033>",    "\016",     "\020",      "\013",      "\033d",   "\033\031", "\033\005",
	"\033\025", "\030\022", "\033#",     "\033g",     "s",       "b",        "q",
	"n",        "/",        "?",         " ",         "f",       "F",        ".",
	"d",        "w",        "c",         "x",         "u",       "i",        "a",
	"1",        "9",        "0",         "#",         "[",       "(",        "\"",
	"{",        "}",        "%",         "help\r",    "keys\r",  "focus\r",  "focus off\r",
	"next\r",   "back\r",   "frob\r",    "eye(3)\r",  "history\r", "layout projector\r", "layout auto\r",
	"set keys single\r", "set keys line\r", "set plain on\r", "set plain off\r", "search s\r",
	"lesson 1\r", "leave\r", "\033OP",   "\033OQ",    "\033[15~", "\033[17~", "\033[99~",
	"ế",        "\xE1\xBA", "\xFF",      "\x80",      "\x9B",    "木",        "y\xCC\x82",
};

// Letters, now and then a byte of any kind; none that kills, stops, or says that the input has ended.
static size_t add_key(char *at)
{
	unsigned const kind = draw(10);
	if (kind < 7) {
		const char *key = keys[draw(sizeof keys / sizeof *keys)];
		strcpy(at, key);
		return strlen(key);
	}
	do
		*at = (char)(kind < 9 ? ' ' + (int)draw(95) : 1 + (int)draw(255));
	while (strchr("\004\032\034", *at));
	return 1;
}

static size_t make_burst(char *burst)
{
	size_t length = 0;
	for (int i = 0; i < KEYS && length + 32 < BURST_BYTES_MOST; i++)
		length += add_key(burst + length);
	burst[length] = '\0';
	return length;
}

static struct pty *start(const char *const *words, const char *rc)
{
	char inputrc[600];
	snprintf(inputrc, sizeof inputrc, "INPUTRC=%s", rc);
	// Ctrl-X Ctrl-E opens an editor, where keys would be for it, and could write files.
	const char *const environment[] = { inputrc, "VISUAL=true", NULL };
	struct pty *pty = pty_start(24, 80, words, environment);
	assert_true(pty_wait_for(pty, ">"));
	return pty;
}

static void print_burst(const char *burst)
{
	fputs("# the last burst: ", stderr);
	for (; *burst; burst++)
		fprintf(stderr, (unsigned char)*burst > ' ' && *burst < 0x7F ? "%c" : "\\%03o",
		        (unsigned char)*burst);
	fputs("\n", stderr);
}

// Told to leave (Ctrl-D, quit) it leaves with status 0 and the terminal as it was.  A Ctrl-C may come when
// it has given the terminal back and is only freeing memory.
static void assert_left_well(struct pty *pty, const char *burst)
{
	bool const is_well = pty_wait_end(pty) && (pty->status == 0 || pty->status == SIGINT) &&
	                     pty_is_restored(pty);
	if (!is_well) {
		print_burst(burst);
		fprintf(stderr, "# status %x; what it said last:\n%.6000s\n", pty->status,
		        pty->raw_length > 6000 ? pty->raw + pty->raw_length - 6000 : pty->raw);
	}
	assert_true(is_well);
}

// Whatever the burst began, it is over within a minute, and be it by Ctrl-C.
static void assert_answers(struct pty *pty, const char *burst)
{
	bool answers = false;
	for (int i = 0; i < ANSWERS_MOST && !answers && !pty->has_ended; i++) {
		answers = pty_settle(pty);
		if (!answers)
			pty_send(pty, "\003");
	}
	if (!answers && !pty->has_ended) {
		print_burst(burst);
		fputs("# the program does not answer\n", stderr);
		pty_free(pty);
		fail();
	}
}

static void press(const char *const *words, const char *rc)
{
	static char burst[BURST_BYTES_MOST];
	int const bursts = pty_scaled(BURSTS);
	struct pty *pty = start(words, rc);
	for (int i = 0; i < bursts; i++) {
		make_burst(burst);
		bool const is_read = pty_send(pty, burst);
		if (draw(SETTLE_EVERY) == 0 || !is_read)
			assert_answers(pty, burst);
		pty->raw_length = pty->raw_length > 65536 ? 0 : pty->raw_length;
		if (pty->has_ended) {
			assert_left_well(pty, burst);
			pty_free(pty);
			pty = start(words, rc);
		}
	}
	// Whatever is half done, Ctrl-C and Ctrl-D lead out.
	for (int i = 0; i < 20 && !pty->has_ended; i++) {
		pty_send(pty, "\003");
		pty_settle(pty);
		pty_send(pty, "\004");
		pty_settle(pty);
	}
	assert_left_well(pty, burst);
	pty_free(pty);
}

static void write_inputrc(char *path, size_t room)
{
	const char *home = getenv("HOME");
	snprintf(path, room, "%s/vi.inputrc", home ? home : "/tmp");
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("set editing-mode vi\n", file);
	fclose(file);
}

static void test_screen(void **unused)
{
	(void)unused;
	press((const char *const[]){ "-n", NULL }, "/dev/null");
}

static void test_plain(void **unused)
{
	(void)unused;
	press((const char *const[]){ "-n", "--plain", NULL }, "/dev/null");
}

static void test_lesson(void **unused)
{
	(void)unused;
	press((const char *const[]){ "-n", "lesson", "3", NULL }, "/dev/null");
}

static void test_vi(void **unused)
{
	char path[512];
	(void)unused;
	write_inputrc(path, sizeof path);
	press((const char *const[]){ "-n", NULL }, path);
	press((const char *const[]){ "-n", "--plain", NULL }, path);
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_lesson),
		cmocka_unit_test(test_vi),
	};
	const char *seed = getenv("BPTT_TEST_SEED");
	state ^= seed ? strtoull(seed, NULL, 10) * 0x9E3779B97F4A7C15u : 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
