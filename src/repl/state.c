// SPDX-License-Identifier: GPL-3.0-or-later
// The state as a value.  A copy shares nothing that can change.
#include "net/network.h"
#include "repl/session.h"

struct state state_copy(const struct state *state)
{
	return (struct state){ network_copy(state->network), state->place,
		               state->variables ? variables_copy(state->variables) : NULL,
		               passage_hold(state->passage) };
}

bool state_equal(const struct state *a, const struct state *b)
{
	return place_equal(a->place, b->place) && network_equal(a->network, b->network) &&
	       variables_equal(a->variables, b->variables);
}

void state_free(struct state *state)
{
	network_free(state->network);
	variables_free(state->variables);
	passage_drop(&state->passage);
	*state = (struct state){ 0 };
}
