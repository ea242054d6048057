// SPDX-License-Identifier: GPL-3.0-or-later
// A session with all commands, made before a test and freed after it.
#ifndef TESTS_UNIT_SESSION_H
#define TESTS_UNIT_SESSION_H

#include "command/all.h"
#include "repl/session.h"

static const struct command *const tables[] = { COMMAND_TABLES, NULL };

static inline int make_session(void **state)
{
	*state = session_new(tables);
	return *state ? 0 : -1;
}

static inline int free_session(void **state)
{
	session_free(*state);
	return 0;
}

static inline void run_line(struct session *session, const char *line)
{
	struct error error;
	if (!session_try_line(session, line, &error))
		fail_msg("%s: %s", line, error.cause);
}

static inline const char *last_said(const struct session *session)
{
	return session->log.count ? session->log.at[session->log.count - 1].text : "";
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, make_session, free_session)

#endif
