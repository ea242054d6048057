// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: bytes go through `queue` in their order; those of a paste go on into `paste` at once, so that
// the queue is never full of one.
#include "term/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "repl/session.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
// Milliseconds.  A terminal that has begun a paste may be slow to end it.
enum { ESCAPE = '\033', PATIENCE = 40, PASTE_PATIENCE = 1000 };

static struct {
	char bytes[4096];
	size_t from, to;
} queue;

static struct {
	struct text text; // with the beginning of the mark that ends it
	bool is_open, is_too_long;
} paste;

static size_t queue_length(void)
{
	return queue.to - queue.from;
}

static size_t make_room(void)
{
	memmove(queue.bytes, queue.bytes + queue.from, queue_length());
	queue.to -= queue.from;
	queue.from = 0;
	return sizeof queue.bytes - queue.to;
}

bool keyboard_fill(void)
{
	size_t const room = make_room();
	// What was there when somebody looked may be gone: Ctrl-C throws it away.
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	if (!room || poll(&input, 1, 0) <= 0)
		return true;
	ssize_t const got = read(STDIN_FILENO, queue.bytes + queue.to, room);
	if (got > 0)
		queue.to += (size_t)got;
	return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

size_t keyboard_feed(const char *bytes, size_t length)
{
	size_t const room = make_room(), taken = length < room ? length : room;
	memcpy(queue.bytes + queue.to, bytes, taken);
	queue.to += taken;
	return taken;
}

void keyboard_discard(void)
{
	queue.from = queue.to = 0;
	paste.is_open = false;
}

// ---- letters

// The bytes of the letter that begins here; 0 when some are still to come.  1 and *is_none: a byte that
// is not UTF-8 where the locale wants it.
static size_t measure_letter(const char *bytes, size_t length, bool *is_none)
{
	unsigned char const first = (unsigned char)*bytes;
	size_t const whole = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	size_t there = 1;
	uint32_t code = first;
	*is_none = false;
	if (!utf8_locale())
		return 1;
	while (there < length && there < whole && ((unsigned char)bytes[there] & 0xC0) == 0x80)
		there++;
	if (there < whole && there == length)
		return 0;
	size_t const letter = utf8_decode(bytes, length, &code);
	*is_none = code == UTF8_INVALID;
	return letter;
}

size_t keyboard_drop_broken(char *text, size_t length)
{
	size_t kept = 0;
	for (size_t at = 0; at < length;) {
		bool is_none;
		size_t const letter = measure_letter(text + at, length - at, &is_none);
		if (letter && !is_none) {
			memmove(text + kept, text + at, letter);
			kept += letter;
		}
		at += letter ? letter : 1;
	}
	text[kept] = '\0';
	return kept;
}

static void pass_broken(void)
{
	bool is_none = true;
	while (is_none && queue_length()) {
		measure_letter(queue.bytes + queue.from, queue_length(), &is_none);
		queue.from += is_none;
	}
}

// ---- pastes

static void open_paste(void)
{
	text_clear(&paste.text);
	paste.is_open = true;
	paste.is_too_long = false;
}

static bool ends_with(const struct text *text, const char *words)
{
	size_t const length = strlen(words);
	return text->length >= length && !memcmp(text->at + text->length - length, words, length);
}

static struct stroke end_paste(void)
{
	paste.is_open = false;
	if (ends_with(&paste.text, "\r"))
		paste.text.at[paste.text.length - 1] = '\n';
	if (paste.text.length)
		paste.text.length = keyboard_drop_broken(paste.text.at, paste.text.length);
	return (struct stroke){ .kind = STROKE_PASTE,
		                .pasted = paste.is_too_long ? NULL : text_get(&paste.text) };
}

static void shorten(struct text *text, size_t bytes)
{
	text->length -= bytes;
	text->at[text->length] = '\0';
}

// Of a text that is too long only as much is kept as may be the beginning of its end.
static void bound_paste(void)
{
	if (paste.text.length <= LINE_BYTES_MOST + strlen(PASTE_END))
		return;
	paste.is_too_long = true;
	memmove(paste.text.at, paste.text.at + paste.text.length - strlen(PASTE_END), strlen(PASTE_END));
	paste.text.length = strlen(PASTE_END);
	paste.text.at[paste.text.length] = '\0';
}

static struct stroke take_pasted(void)
{
	while (queue_length()) {
		char const byte = queue.bytes[queue.from++];
		bool const follows_return = ends_with(&paste.text, "\r");
		if (follows_return) {
			shorten(&paste.text, 1);
			text_add_char(&paste.text, '\n');
		}
		if (byte && !(follows_return && byte == '\n'))
			text_add_char(&paste.text, byte);
		bound_paste();
		if (!ends_with(&paste.text, PASTE_END))
			continue;
		shorten(&paste.text, strlen(PASTE_END));
		return end_paste();
	}
	return (struct stroke){ 0 };
}

// ---- keys

// key = [ESC] (ESC "[" "[" any | ESC "[" {0x20-0x3F} final | ESC "O" any | ESC letter) | letter
// The bytes of the key at the queue's beginning; 0 when some are still to come.
static size_t measure_key(const char *bytes, size_t length)
{
	bool is_none;
	if (bytes[0] != ESCAPE)
		return measure_letter(bytes, length, &is_none);
	if (length < 2)
		return 0;
	if (bytes[1] == ESCAPE) {
		if (length > 2 && bytes[2] == ESCAPE)
			return 1; // somebody leans on it
		size_t const rest = measure_key(bytes + 1, length - 1);
		return rest ? rest + 1 : 0;
	}
	if (bytes[1] == 'O')
		return length < 3 ? 0 : 3;
	if (bytes[1] != '[') {
		size_t const letter = measure_letter(bytes + 1, length - 1, &is_none);
		return letter ? letter + 1 : 0;
	}
	if (length > 2 && bytes[2] == '[')
		return length < 4 ? 0 : 4;
	size_t const most = KEY_BYTES_MOST - 1; // one for another ESC before it
	for (size_t at = 2; at < length && at < most; at++)
		if (bytes[at] < 0x20 || bytes[at] > 0x3F)
			return at + 1;
	return length < most ? 0 : most;
}

// ESC "[<" button ";" column ";" row ("M" pressed | "m" released)
static bool read_click(struct stroke *key)
{
	char report[32] = { 0 }, kind;
	int button, col, row;
	if (key->length < 9 || key->length >= sizeof report || memcmp(key->bytes, "\033[<", 3))
		return false;
	memcpy(report, key->bytes, key->length);
	if (sscanf(report + 3, "%d;%d;%d%c", &button, &col, &row, &kind) != 4)
		return false;
	*key = (struct stroke){ .kind = STROKE_CLICK,
		                .is_press = kind == 'M' && button == 0,
		                .row = row - 1,
		                .col = col - 1 };
	return true;
}

// Some terminals, and whoever types for a program, send CR LF for Enter.
static void pass_line_feed(void)
{
	if (!queue_length())
		keyboard_fill();
	if (queue_length() && queue.bytes[queue.from] == '\n')
		queue.from++;
}

struct stroke keyboard_next(void)
{
	if (paste.is_open)
		return take_pasted();
	pass_broken();
	if (!queue_length())
		return (struct stroke){ 0 };
	const char *at = queue.bytes + queue.from;
	struct stroke key = { .kind = STROKE_KEY, .length = measure_key(at, queue_length()) };
	if (!key.length)
		return (struct stroke){ 0 };
	memcpy(key.bytes, at, key.length);
	queue.from += key.length;
	if (key.length == strlen(PASTE_BEGIN) && !memcmp(key.bytes, PASTE_BEGIN, key.length)) {
		open_paste();
		return take_pasted();
	}
	if (*key.bytes == '\r')
		pass_line_feed();
	read_click(&key);
	return key;
}

bool keyboard_has_letter(void)
{
	if (paste.is_open)
		return false;
	pass_broken();
	unsigned char const next = queue_length() ? (unsigned char)queue.bytes[queue.from] : 0;
	return next >= ' ' && next != 0x7F && measure_key(queue.bytes + queue.from, queue_length());
}

int keyboard_patience(void)
{
	return paste.is_open ? PASTE_PATIENCE : queue_length() ? PATIENCE : -1;
}

struct stroke keyboard_give_up(void)
{
	if (paste.is_open)
		return end_paste();
	size_t escapes = 0;
	while (escapes < queue_length() && queue.bytes[queue.from + escapes] == ESCAPE)
		escapes++;
	bool const is_escape = escapes && escapes == queue_length();
	keyboard_discard();
	return is_escape ? (struct stroke){ .kind = STROKE_KEY, .bytes = { ESCAPE }, .length = 1 } :
	                   (struct stroke){ 0 };
}
