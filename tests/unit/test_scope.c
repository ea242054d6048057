// SPDX-License-Identifier: GPL-3.0-or-later
// What names mean at a place.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/evaluate.h"
#include "lang/parser.h"
#include "net.h"
#include "trace/place.h"
#include "trace/walk.h"

static bool ask(struct walk *walk, struct place place, const char *text, struct arena *arena,
                struct array *value, struct error *error)
{
	struct parse_names const names = walk_names(walk);
	struct walk_place at = { walk, place };
	struct scope const scope = walk_scope(&at);
	struct tree *tree;
	return parse_expression(text, strlen(text), 1, 1, &names, arena, &tree, error) &&
	       evaluate(tree, &scope, arena, value, error);
}

static struct array asked(struct walk *walk, struct place place, const char *text,
                          struct arena *arena)
{
	struct array value;
	struct error error;
	if (!ask(walk, place, text, arena, &value, &error))
		fail_msg("%s: %d: %s", text, error.span.column, error.cause);
	return value;
}

// Two expressions that mean the same: at every place, or at one.
static void names_mean_what_they_say(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "s[1]", "tanh(z[1])" },
		{ "z[1]", "U*x[1]+W*s[0]" },
		{ "z[0]", "U*x[0]+W*s[-1]" },
		{ "yhat[2]", "softmax(V*s[2])" },
		{ "E", "E[0]+E[1]+E[2]+E[3]+E[4]" },
		{ "E[3]", "-log(dot(yhat[3],y[3]))" },
		{ "s[1][0]", "[1,0,0]*s[1]" },
		{ "W[1,2]", "[0,1,0]*W*[0;0;1]" },
		{ "U[0,4]", "[1,0,0]*U*[0;0;0;0;1]" },
		{ "x[1]", "[0;1;0;0;0]" },
		{ "T", "5" },
		{ "H", "3" },
		{ "C", "5" },
		{ "delta[3,3]", "(V'*(yhat[3]-y[3])) .* (1-s[3].^2)" },
		{ "delta[3,2]", "(W'*delta[3,3]) .* (1-s[2].^2)" },
		{ "δ[3,1]", "(W'*delta[3,2]) .* (1-s[1].^2)" },
		{ "dE[3]/dz[1]", "delta[3,1]" },
		{ "∂E[3]/∂z[1]", "delta[3,1]" },
		{ "dE[3]/ds[1]", "W'*delta[3,2]" },
		{ "dE[3]/ds[-1]", "W'*delta[3,0]" },
		{ "dE[3]/dlogits[3]", "yhat[3]-y[3]" },
		{ "dE[3]/dlogits[2]", "0*logits[2]" },
		{ "dE[1]/dz[3]", "0*z[3]" },
		{ "dE[3]/dyhat[3]", "-(y[3]./yhat[3])" },
		{ "dE[3]/dW @ 1", "outer(delta[3,1],s[0])" },
		{ "dE[3]/dU @ 1", "outer(delta[3,1],x[1])" },
		{ "dE[3]/dV @ 3", "outer(yhat[3]-y[3],s[3])" },
		{ "dE[3]/dV @ 1", "0*V" },
		{ "dE[3]/dW", "dE[3]/dW @ 0 + (dE[3]/dW @ 1) + (dE[3]/dW @ 2) + (dE[3]/dW @ 3)" },
		{ "dE/dW", "dE[0]/dW + dE[1]/dW + dE[2]/dW + dE[3]/dW + dE[4]/dW" },
		{ "dE/dW @ 1", "dE[1]/dW @ 1 + (dE[2]/dW @ 1) + (dE[3]/dW @ 1) + (dE[4]/dW @ 1)" },
		{ "dE[3]/dW[1,2]", "[0,1,0]*dE[3]/dW*[0;0;1]" },
		{ "dE[3]/dW[1,2] @ 1", "delta[3,1][1]*s[0][2]" },
		{ "ds[3]/ds[2]", "diag(1-s[3].^2)*W" },
		{ "ds[3]/ds[1]", "ds[3]/ds[2]*ds[2]/ds[1]" },
		{ "dstate[3]/dstate[1]", "ds[3]/ds[1]" },
		{ "d(s)[3]/d(s)[1]", "ds[3]/ds[1]" },
		{ "ds[3]/ds[3]", "diag([1;1;1])" },
		{ "ds[-1]/ds[-1]", "diag([1;1;1])" },
		{ "ds[1]/ds[3]", "0*W" },
		{ "ds[3][0]/ds[1][2]", "[1,0,0]*ds[3]/ds[1]*[0;0;1]" },
		{ "ds[3][0]/ds[1]", "[1,0,0]*ds[3]/ds[1]" },
		{ "ds[3]/ds[1][2]", "ds[3]/ds[1]*[0;0;1]" },
		{ "ds[0]/dW[1,2]", "[0;1-s[0][1].^2;0]*s[-1][2]" },
		{ "ds[1]/dW[1,2] @ 1", "[0;1-s[1][1].^2;0]*s[0][2]" },
		{ "ds[1][1]/dW[1,2] @ 1", "(1-s[1][1].^2)*s[0][2]" },
		{ "dz[1]/dx[1]", "U" },
		{ "dE/dE[2]", "1" },
	};
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	network_initial(network, find(network, "s")).at[1] = 0.25;
	for (int single = 0; single < 2; single++) {
		network->single_sweep = single;
		struct walk *walk = walk_new(network, &error);
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
			struct arena arena = { 0 };
			struct array const first = asked(walk, place_start(), pairs[i][0], &arena);
			struct array const same = asked(walk, place_start(), pairs[i][1], &arena);
			assert_int_equal(first.rows, same.rows);
			assert_int_equal(first.cols, same.cols);
			expect_near(first, same, 1e-14, 1, pairs[i][0]);
			struct place place = place_start();
			for (int j = 0; j < 30; j++) { // finished values are the same everywhere
				place = place_after(&walk->itinerary, place, STRIDE_ITERATION);
				assert_true(array_equal(first,
				                        asked(walk, place, pairs[i][0], &arena)));
			}
			arena_free(&arena);
		}
		walk_free(walk);
	}
	network_free(network);
}

static void bare_gradients_mean_here(void **state)
{
	(void)state;
	struct error error;
	struct arena arena = { 0 };
	struct array value;
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *walk = walk_new(network, &error);
	struct place place, end = place_end(&walk->itinerary);
	assert_true(place_backward(&walk->itinerary, 3, 1, &place));
	expect_near(asked(walk, place, "dW", &arena),
	            asked(walk, place,
	                  "dE[4]/dW + (dE[3]/dW @ 3) + (dE[3]/dW @ 2) + (dE[3]/dW @ 1)", &arena),
	            1e-14, 1, "dW");
	expect_near(asked(walk, place, "dz[1]", &arena), asked(walk, place, "delta[3,1]", &arena),
	            1e-15, 1, "dz[1]");
	expect_near(asked(walk, place, "ds[0]", &arena),
	            asked(walk, place, "W'*delta[3,1]", &arena), 1e-15, 1, "ds[0]");
	expect_near(asked(walk, end, "dW", &arena), asked(walk, end, "dE/dW", &arena), 1e-14, 1,
	            "dW");
	expect_near(asked(walk, end, "ds[-1]", &arena), asked(walk, end, "dE[0]/ds[-1]", &arena),
	            1e-15, 1, "ds[-1]");
	assert_true(asked(walk, place, "t", &arena).at[0] >= 3);
	assert_true(asked(walk, place, "k", &arena).at[0] <= 1);
	assert_false(ask(walk, place, "dz[2]", &arena, &value, &error));
	assert_string_equal(error.cause, "dz[2] is not known at this place");
	assert_true(place_forward(&walk->itinerary, 4, &place));
	assert_false(ask(walk, place, "dz[2]", &arena, &value, &error));
	assert_string_equal(error.cause,
	                    "dz is a running value of the backward pass, which has not begun");
	arena_free(&arena);
	walk_free(walk);
	network_free(network);
}

// A truncated walk: finished values are those of the loop, Jacobians are exact all the same.
static void truncation_is_in_the_values(void **state)
{
	(void)state;
	struct error error;
	struct arena arena = { 0 };
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *whole = walk_new(network, &error);
	struct network *cut = network_copy(network);
	cut->truncation = truncation_steps(1);
	struct walk *walk = walk_new(cut, &error);
	struct place const start = place_start();
	expect_near(asked(walk, start, "dE[3]/dW", &arena),
	            asked(whole, start, "dE[3]/dW @ 3 + (dE[3]/dW @ 2)", &arena), 1e-15, 1,
	            "dE[3]/dW");
	expect_near(asked(walk, start, "dE/dW @ 2", &arena),
	            asked(whole, start, "dE[2]/dW @ 2 + (dE[3]/dW @ 2)", &arena), 1e-15, 1,
	            "dE/dW @ 2");
	assert_true(largest(asked(walk, start, "delta[3,1]", &arena)) <= 0);
	assert_true(largest(asked(walk, start, "dE[3]/ds[1]", &arena)) <= 0);
	assert_true(largest(asked(walk, start, "dE[3]/dW @ 1", &arena)) <= 0);
	assert_true(array_equal(asked(walk, start, "delta[3,2]", &arena),
	                        asked(whole, start, "delta[3,2]", &arena)));
	assert_true(array_equal(asked(walk, start, "ds[3]/ds[0]", &arena),
	                        asked(whole, start, "ds[3]/ds[0]", &arena)));
	expect_near(asked(walk, place_end(&walk->itinerary), "dW", &arena),
	            asked(walk, start, "dE/dW", &arena), 1e-14, 1, "dW");
	arena_free(&arena);
	walk_free(walk);
	walk_free(whole);
	network_free(cut);
	network_free(network);
}

static void mistakes_are_explained(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int column, width;
		const char *cause, *advice;
	} cases[] = {
		{ "s", 1, 1, "s needs a time, -1 to 4", "s[4]" },
		{ "1 + z", 5, 1, "z needs a time, 0 to 4", "z[4]" },
		{ "s[1,2]", 3, 1, "s has its time first, the element in brackets of its own", "s[1][2]" },
		{ "s[5]", 3, 1, "s has times -1 to 4, not 5", "s[4] is the last one" },
		{ "s[-2]", 3, 2, "s has times -1 to 4, not -2", "s[-1] is the initial state" },
		{ "z[-1]", 3, 2, "z has times 0 to 4, not -1", "z[0] is the first one" },
		{ "x[-1]", 3, 2, "x has times 0 to 4, not -1", "x[0] is the first one" },
		{ "E[5]", 3, 1, "E has times 0 to 4, not 5", "E[4] is the last one" },
		{ "s[0.5]", 3, 3, "a whole number is needed, not 0.5", "count from 0" },
		{ "s[1e10]", 3, 4, "1e+10 is too large here", "count from 0" },
		{ "s[nan]", 3, 3, "a whole number is needed, not nan", "count from 0" },
		{ "s[W]", 3, 1, "a whole number is needed, not a 3×3 matrix", "count from 0" },
		{ "s[3][3]", 6, 1, "s has elements 0 to 2, not 3", "elements count from 0" },
		{ "s[3][-1]", 6, 2, "s has elements 0 to 2, not -1", "elements count from 0" },
		{ "s[3][0,1]", 8, 1, "s is 3×1: a vector", "one subscript is enough: the element" },
		{ "W[1]", 3, 1, "W is a 3×3 matrix: an element needs two subscripts", "W[1,2]" },
		{ "W[3,0]", 3, 1, "W has rows 0 to 2, not 3", "elements count from 0" },
		{ "W[0,-1]", 5, 2, "W has columns 0 to 2, not -1", "elements count from 0" },
		{ "W[1,2][0]", 8, 1, "an element of W is one number and has no elements of its own", "" },
		{ "W[1,2,3]", 7, 1, "a subscript has one number or two", "W[1,2]" },
		{ "W[1][2][3][4]", 1, 13, "too many subscripts", "s[3][0]" },
		{ "frob", 1, 4, "there is no frob here", "show names" },
		{ "2*q[3]", 3, 4, "there is no q here", "show names" },
		{ "delta", 1, 5, "delta needs the loss t and the step k", "delta[3,1]" },
		{ "delta[3]", 1, 8, "delta needs the loss t and the step k", "delta[3,1]" },
		{ "delta[3,4]", 7, 1, "there is no delta[3,4] where T is 5", "k goes from t" },
		{ "delta[5,1]", 7, 1, "there is no delta[5,1] where T is 5", "k goes from t" },
		{ "delta[3,-1]", 7, 1, "there is no delta[3,-1] where T is 5", "k goes from t" },
		{ "delta[3,1][7]", 12, 1, "delta has elements 0 to 2, not 7", "elements count" },
		{ "dW", 1, 2, "dW is a running value of the backward pass, which has not begun",
		  "dE/dW" },
		{ "ds[1]", 1, 5, "ds is a running value of the backward pass, which has not begun",
		  "goto backward" },
		{ "dE[9]/dW", 4, 1, "E has times 0 to 4, not 9", "dE[4] is the last one" },
		{ "ds/dW", 1, 2, "s needs a time, -1 to 4", "[" },
		{ "dE[3]/dz", 7, 2, "z needs a time, 0 to 4", "[" },
		{ "dE[3]/dz[9]", 10, 1, "z has times 0 to 4, not 9", "dz[4] is the last one" },
		{ "dE/dE", 4, 2, "E needs a time, 0 to 4", "[" },
		{ "dW/dW", 1, 2, "W is given, it depends on nothing", "dE[3]/dW" },
		{ "dx[1]/dW", 1, 5, "x is given, it depends on nothing", "dE[3]/dW" },
		{ "dE[3]/dW @ 5", 12, 1, "there is no step 5, only 0 to 4", "what step 1 gives" },
		{ "dE[3]/dW @ -1", 12, 2, "there is no step -1, only 0 to 4", "what step 1 gives" },
		{ "dE[3]/dW @ W", 12, 1, "a whole number is needed, not a 3×3 matrix", "" },
		{ "dE[3]/ds[1] @ 1", 15, 1, "@ belongs to the derivative by a parameter",
		  "dE[3]/dW @ 1" },
		{ "ds[3]/dW", 7, 2, "the derivative of a vector by a matrix has three dimensions",
		  "ask for one element: ds[3]/dW[1,2]" },
		{ "ds[3]/dW[9,9]", 10, 1, "W has rows 0 to 2, not 9", "elements count" },
		{ "ds[3]/dW[1]", 10, 1, "W is a 3×3 matrix: an element needs two subscripts", "write both: W[1,2]" },
		{ "dE[3]/dW[3,3]", 10, 1, "W has rows 0 to 2, not 3", "elements count" },
		{ "dE[3]/dW[1]", 10, 1, "W is a 3×3 matrix: an element needs two subscripts",
		  "W[1,2]" },
		{ "ds[3][9]/ds[1]", 1, 14, "this Jacobian is 3×3 and has no such element",
		  "elements count" },
		{ "ds[3]/ds[1][9]", 1, 14, "this Jacobian is 3×3 and has no such element",
		  "elements count" },
		{ "dstate[3]/ds[1]", 1, 15,
		  "all states together are derived by all states together", "dstate[3]/dstate[1]" },
		{ "dstate[3]/dstate[1] @ 1", 1, 23,
		  "all states together are derived by all states together", "dstate[3]/dstate[1]" },
		{ "dstate/dstate[1]", 1, 6, "state needs a time, -1 to 4", "[" },
		{ "dstate[1]/dstate[3]", 11, 9, "a state does not depend on a later one", "" },
		{ "W*x[1]", 1, 6,
		  "W*x[1]: W is 3×3, x[1] is 5×1; the columns of the left must equal the rows of "
		  "the "
		  "right",
		  "" },
		{ "s[1].*s[1]'", 1, 11,
		  "s[1] .* s[1]': s[1] is 3×1, s[1]' is 1×3; elementwise, both need the same shape",
		  "transpose" },
		{ "zeros(6000)", 1, 11,
		  "zeros(6000): a side is a whole number from 1 to 4096, not 6000", "" },
	};
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *walk = walk_new(network, &error);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct array value;
		if (ask(walk, place_start(), cases[i].text, &arena, &value, &error))
			fail_msg("%s has a value", cases[i].text);
		assert_string_equal(error.cause, cases[i].cause);
		if (!strstr(error.advice, cases[i].advice))
			fail_msg("%s: the advice is: %s", cases[i].text, error.advice);
		if (error.span.column != cases[i].column || error.span.width != cases[i].width)
			fail_msg("%s: at %d+%d", cases[i].text, error.span.column,
			         error.span.width);
		arena_free(&arena);
	}
	walk_free(walk);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_mean_what_they_say),
		cmocka_unit_test(bare_gradients_mean_here),
		cmocka_unit_test(truncation_is_in_the_values),
		cmocka_unit_test(mistakes_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
