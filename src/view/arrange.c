// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/arrangement.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "view/layout.h"
#include "view/view.h"

int pane_count(void)
{
	int count = 0;
	while (views[count].name)
		count++;
	return count;
}

int pane_find(const char *name)
{
	const struct view *view = view_find(name);
	return view ? (int)(view - views) : PANE_NONE;
}

const char *pane_name(int pane)
{
	return views[pane].name;
}

struct arrangement arrangement_usual(void)
{
	struct arrangement usual = { .zoomed = PANE_NONE, .focus = PANE_NONE, .found = -1 };
	for (int i = 0; i < PANES_MOST; i++)
		usual.order[i] = i;
	return usual;
}

void arrangement_move(struct arrangement *arrangement, int pane, int by)
{
	int const last = pane_count() - 1;
	int at = 0;
	while (arrangement->order[at] != pane)
		at++;
	int to = by < -at ? 0 : by > last - at ? last : at + by;
	for (; at < to; at++)
		arrangement->order[at] = arrangement->order[at + 1];
	for (; at > to; at--)
		arrangement->order[at] = arrangement->order[at - 1];
	arrangement->order[to] = pane;
}

// By enum pane_place.
static const char *const places[] = {
	[PLACE_USUAL] = "usual",
	[PLACE_MAIN] = "main",
	[PLACE_SIDE] = "side",
	[PLACE_HIDDEN] = "hidden",
};

bool arrangement_choose(struct arrangement *arrangement, const char *form)
{
	bool const is_auto = !strcmp(form, "auto");
	if (is_auto || form_find(form))
		arrangement->form = is_auto ? NULL : form_find(form);
	return is_auto || form_find(form);
}

bool arrangement_place(struct arrangement *arrangement, int pane, const char *place)
{
	for (int i = 0; i <= PLACE_HIDDEN; i++)
		if (!strcmp(places[i], place)) {
			arrangement->place[pane] = (enum pane_place)i;
			return true;
		}
	return false;
}

void arrangement_write(const struct arrangement *arrangement, struct text *out)
{
	int const count = pane_count();
	bool in_order = true;
	if (arrangement->form)
		text_addf(out, "layout %s\n", arrangement->form->name);
	for (int i = 0; i < count; i++)
		in_order = in_order && arrangement->order[i] == i;
	if (!in_order) {
		text_add(out, "panes");
		for (int i = 0; i < count; i++)
			text_addf(out, " %s", pane_name(arrangement->order[i]));
		text_add_char(out, '\n');
	}
	for (int pane = 0; pane < count; pane++)
		if (arrangement->place[pane] != PLACE_USUAL)
			text_addf(out, "move %s %s\n", pane_name(pane),
			          places[arrangement->place[pane]]);
}

// `panes NAME…`: these from the top, in this order.
static void read_order(struct arrangement *arrangement, char *rest)
{
	int at = 0;
	for (char *name = strtok_r(NULL, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		int const pane = pane_find(name);
		if (pane == PANE_NONE)
			continue;
		arrangement_move(arrangement, pane, -PANES_MOST);
		arrangement_move(arrangement, pane, at++);
	}
}

static void read_line(struct arrangement *arrangement, char *line)
{
	char *rest;
	const char *verb = strtok_r(line, " ", &rest);
	if (verb && !strcmp(verb, "panes")) {
		read_order(arrangement, rest);
		return;
	}
	const char *first = strtok_r(NULL, " ", &rest), *second = strtok_r(NULL, " ", &rest);
	if (!verb || !first)
		return;
	int const pane = pane_find(first);
	if (!strcmp(verb, "layout"))
		arrangement_choose(arrangement, first);
	else if (!strcmp(verb, "move") && pane != PANE_NONE && second)
		arrangement_place(arrangement, pane, second);
}

void arrangement_read(struct arrangement *arrangement, const char *lines)
{
	while (*lines) {
		size_t const length = strcspn(lines, "\n");
		char *line = memory_copy_bytes(lines, length);
		read_line(arrangement, line);
		free(line);
		lines += length + (lines[length] == '\n');
	}
}

void pane_settle(struct pane_seen *seen, int total, int rest, long shift)
{
	int const last = total > seen->rows ? total - seen->rows : 0;
	long long const top = (long long)rest + shift; // a long is no more than an int on some machines
	seen->total = total;
	seen->top = top < 0 ? 0 : top > last ? last : (int)top;
	seen->shift = seen->top - rest;
}
