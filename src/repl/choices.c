// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/choices.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/panes.h"
#include "repl/session.h"
#include "repl/settings.h"

struct choices choices_of(const struct session *session)
{
	struct text own = { 0 }, panes = { 0 };
	settings_tell_own(session, "\n", &own);
	arrangement_write(&session->arrangement, &panes);
	return (struct choices){ text_take(&own), text_take(&panes) };
}

void choices_free(struct choices *choices)
{
	free(choices->settings);
	free(choices->panes);
	*choices = (struct choices){ 0 };
}

static bool is_of_the_keys(const char *line)
{
	return !strncmp(line, "set keys ", strlen("set keys "));
}

// The lines of `was` that are other in `now`, which has as many; NULL: none is.
static char *lines_changed(const char *was, const char *now)
{
	LOCAL(text) out = { 0 };
	while (*was) {
		size_t const length = strcspn(was, "\n"), other = strcspn(now, "\n");
		if ((length != other || memcmp(was, now, length)) && !is_of_the_keys(was)) {
			text_add(&out, out.length ? "\n" : "");
			text_add_bytes(&out, was, length);
		}
		was += length + (was[length] != '\0');
		now += other + (now[other] != '\0');
	}
	if (out.length)
		return text_take(&out);
	return NULL;
}

struct choices choices_changed(const struct choices *was, const struct choices *now)
{
	return (struct choices){
		.settings = lines_changed(was->settings, now->settings),
		.panes = strcmp(was->panes, now->panes) ? memory_copy_string(was->panes) : NULL,
	};
}

static void restore_settings(struct session *session, const char *lines)
{
	struct error ignored; // it has told them itself
	for (const char *end; *lines; lines = end + (*end != '\0')) {
		LOCAL(text) line = { 0 };
		end = lines + strcspn(lines, "\n");
		text_add_bytes(&line, lines, (size_t)(end - lines));
		session_try_line(session, text_get(&line), &ignored);
	}
}

void choices_restore(struct session *session, const struct choices *choices)
{
	if (choices->settings)
		restore_settings(session, choices->settings);
	if (!choices->panes)
		return;
	// What is seen of a pane stays, and who has the keys.
	struct arrangement const now = session->arrangement;
	session->arrangement = arrangement_usual();
	session->arrangement.zoomed = now.zoomed;
	session->arrangement.focus = now.focus;
	arrangement_read(&session->arrangement, choices->panes);
	panes_remember(session);
}
