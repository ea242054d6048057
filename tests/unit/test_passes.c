// SPDX-License-Identifier: GPL-3.0-or-later
// Any pass of a training is found again with the very bits that were trained: in any order, of a training that
// was gone on with, halved, clipped, truncated, interrupted; and at a small part of its cost.  What each step added to
// a weight is what its gradient says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "net.h"
#include "train/train.h"
#include "tutor/learned.h"

static void ignore(void *context, const struct history *history)
{
	(void)context, (void)history;
}

static const struct train_watcher nobody = { NULL, ignore };

// Trains on; *passage stays where the network is.
static void go_on(struct network *network, struct learning learning, int passes, struct passage *passage,
                  struct train_watcher watcher)
{
	struct history *history = history_new(network, learning, passes);
	struct passage next = { 0 };
	if (passage)
		assert_true(passage_begin(*passage, network, learning, &next));
	train_run(network, history, watcher, passage ? &next : NULL);
	if (passage) {
		passage_drop(passage);
		*passage = next;
	}
	history_free(history);
}

static void expect_reached(struct passage passage, int pass, const struct network *trained, const struct network *like,
                           const char *what)
{
	struct network *network = network_copy(like);
	assert_true(passage_reach(passage, pass, network));
	if (!network_equal(network, trained))
		fail_msg("%s: pass %d has other weights than when it was trained", what, pass);
	network_free(network);
}

struct kind {
	const char *name, *cell;
	struct learning learning;
	struct truncation truncation;
};

static const struct kind kinds[] = {
	{ "plain", "tanh", { .rate = 0.1 }, { TRUNCATE_OFF, 0 } },
	{ "halved", "tanh", { .rate = 3, .halves = true }, { TRUNCATE_OFF, 0 } },
	{ "clipped", "lstm", { .rate = 1, .clip = { CLIP_NORM, 0.5 } }, { TRUNCATE_OFF, 0 } },
	{ "cut", "gru", { .rate = 1, .clip = { CLIP_ELEMENT, 0.05 } }, { TRUNCATE_OFF, 0 } },
	{ "truncated", "tanh", { .rate = 0.2 }, { TRUNCATE_STEPS, 1 } },
	{ "adam", "gru", { .rate = 0.02, .optimising = { 4, 0, 0, 0.9, 0.999, 1e-8 } }, { TRUNCATE_OFF, 0 } },
	{ "rmsprop, truncated", "tanh", { .rate = 0.02, .optimising = { 3, 0, 0.9, 0, 0, 1e-8 } }, { TRUNCATE_STEPS, 2 } },
	{ "in chunks", "lstm", { .rate = 0.2 }, { TRUNCATE_CHUNKS, 3 } },
};

static struct network *network_of(const struct kind *kind, struct random *random)
{
	struct network *network = new_network(kind->cell, 5, 4, 7);
	random_words(network, random, 9);
	network->truncation = kind->truncation;
	return network;
}

static void any_pass_has_the_bits_of_its_training(void **state)
{
	(void)state;
	enum { PASSES = 300 };
	struct random random;
	random_seed(&random, 3);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct network *start = network_of(&kinds[i], &random), *network = network_copy(start);
		struct passage passage = { 0 };
		go_on(network, kinds[i].learning, PASSES, &passage, nobody);
		assert_int_equal(passage.at, PASSES);
		assert_int_equal(passage.last, PASSES);
		expect_reached(passage, PASSES, network, start, kinds[i].name);
		expect_reached(passage, 0, start, start, kinds[i].name);
		for (int j = 0; j < scaled(30); j++) {
			int const pass = 1 + below(&random, PASSES);
			struct network *again = network_copy(start);
			go_on(again, kinds[i].learning, pass, NULL, nobody);
			expect_reached(passage, pass, again, start, kinds[i].name);
			network_free(again);
		}
		passage_drop(&passage);
		network_free(network);
		network_free(start);
	}
}

// Each training adds to the line, whatever was changed before it; who branches off leaves the rest.
static void trainings_go_on_where_they_begin(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 4);
	struct network *start = network_of(&kinds[0], &random), *network = network_copy(start);
	struct passage passage = { 0 };
	struct learning const other = { .rate = 0.3, .clip = { CLIP_NORM, 1 } };
	go_on(network, kinds[0].learning, 20, &passage, nobody);
	struct network *twenty = network_copy(network);
	go_on(network, kinds[0].learning, 10, &passage, nobody); // goes on as before
	struct network *thirty = network_copy(network);
	network->truncation = truncation_steps(2);
	go_on(network, other, 15, &passage, nobody);
	assert_int_equal(passage.last, 45);
	assert_int_equal(passage_least(passage), 0);
	expect_reached(passage, 20, twenty, start, "the first training");
	expect_reached(passage, 30, thirty, thirty, "the second");
	struct network *reached = network_copy(network);
	assert_true(passage_reach(passage, 45, reached));
	assert_true(network_equal(reached, network));

	// From pass 20 on, another way.
	struct passage branch = passage_hold(passage);
	branch.at = 20;
	struct network *way = network_copy(twenty);
	go_on(way, other, 3, &branch, nobody);
	assert_int_equal(branch.last, 23);
	expect_reached(branch, 23, way, way, "a branch");
	expect_reached(branch, 20, twenty, twenty, "before a branch");
	expect_reached(passage, 30, thirty, thirty, "what was left");
	passage_drop(&branch);
	passage_drop(&passage);
	struct network *all[] = { start, network, twenty, thirty, reached, way };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		network_free(all[i]);
}

static void interrupt(void *context, const struct history *history)
{
	(void)context;
	if (history->count == 3 && history->sequence == 2)
		interrupt_raise();
}

static struct network *network_of_sentences(void)
{
	struct error error;
	struct network *network = new_network("tanh", 4, 3, 1);
	static const char text[] = "a b c a\nc c b\nb a\na a b\n";
	struct corpus *corpus = corpus_read("text", "text", text, strlen(text), NULL, 0, 0, &error);
	assert_true(network_set_corpus(network, corpus, &error));
	return network;
}

// A pass that was not completed has a number, too.
static void half_a_pass_is_found_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct learning const learning = kinds[i].learning;
		struct network *network = network_of_sentences();
		struct network *start = network_copy(network);
		struct passage passage = { 0 };
		go_on(network, learning, 10, &passage, (struct train_watcher){ NULL, interrupt });
		interrupt_forget();
		assert_int_equal(passage.last, 4);
		expect_reached(passage, 4, network, start, "half a pass");
		struct network *three = network_copy(start);
		go_on(three, learning, 3, NULL, nobody);
		expect_reached(passage, 3, three, start, "the pass before");
		go_on(network, learning, 2, &passage, nobody);
		assert_int_equal(passage.last, 6);
		expect_reached(passage, 6, network, start, "what was trained then");
		expect_reached(passage, 3, three, start, "the pass before it all");
		passage_drop(&passage);
		network_free(three);
		network_free(start);
		network_free(network);
	}
}

// Trained in parts, from any pass, also at another rate: the same bits as at one go, for what the optimiser
// remembers goes on, too.
static void an_optimiser_goes_on(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 9);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (kinds[i].learning.halves)
			continue;
		struct learning const learning = kinds[i].learning;
		struct learning slower = learning;
		slower.rate /= 2;
		struct network *start = network_of(&kinds[i], &random);
		struct network *whole = network_copy(start), *parts = network_copy(start), *back = network_copy(start);
		struct passage passage = { 0 };
		go_on(whole, learning, 20, NULL, nobody);
		go_on(parts, learning, 13, &passage, nobody);
		go_on(parts, learning, 7, &passage, nobody);
		assert_true(network_equal(whole, parts));
		expect_reached(passage, 20, whole, start, kinds[i].name);
		passage.at = 6;
		assert_true(passage_reach(passage, 6, back));
		go_on(back, learning, 14, &passage, nobody);
		assert_true(network_equal(whole, back));

		// Another rate is another training, with the same memory: as PyTorch's is where lr is changed.
		go_on(back, slower, 5, &passage, nobody);
		assert_int_equal(passage.last, 25);
		expect_reached(passage, 25, back, start, kinds[i].name);
		struct optimising optimising;
		struct remembered remembered;
		bool const remembers = optimising_memory(&learning.optimising) > 0;
		assert_int_equal(passage_remembered(passage, &optimising, &remembered), remembers);
		if (remembers)
			assert_int_equal(remembered.steps, 25);

		// What is remembered makes a training elsewhere go on the same way.
		struct passage other = { 0 };
		if (remembers) {
			struct network *there = network_copy(back);
			other = passage_remember(other, there, slower, &remembered);
			go_on(there, slower, 4, &other, nobody);
			go_on(back, slower, 4, &passage, nobody);
			assert_true(network_equal(there, back));
			network_free(there);
		}
		passage_drop(&passage);
		passage_drop(&other);
		network_free(start), network_free(whole), network_free(parts), network_free(back);
	}
}

// ---- where a weight comes from

static void expect_made_of(double value, double wanted, const char *what)
{
	if (!(fabs(value - wanted) <= 1e-12 * fmax(1, fabs(wanted))))
		fail_msg("%s is %.17g, not %.17g", what, value, wanted);
}

// A number, which is `wanted`, is the sum of its causes or their product; so are all steps among these.  How many
// steps were looked at.
static int expect_made(struct passage passage, const struct network *at_hand, struct number number, double wanted)
{
	struct arena arena = { 0 };
	struct network *past = number.sequence >= 0 ? learned_network(passage, number) : network_copy(at_hand);
	struct pass *pass = pass_new(past);
	struct why const why = learned_why(passage, pass, number, false, &arena);
	double sum = 0, product = 1;
	int steps = number.step && number.sequence >= 0;
	for (int i = 0; i < why.count; i++) {
		const struct cause *cause = &why.cause[i];
		sum += cause->value;
		product *= cause->value;
		assert_true(*cause->label);
		if (cause->goes_on && cause->number.step)
			steps += expect_made(passage, at_hand, cause->number, cause->value);
	}
	expect_made_of(why.value, wanted, "a weight, or what a step added to it,");
	if (why.kind != WHY_FUNCTION)
		expect_made_of(why.kind == WHY_SUM ? sum : product, wanted, "what it is made of");
	const struct cause *last = &why.cause[why.count - 1];
	if (why.kind != WHY_SUM && !strstr(last->label, "clipped"))
		expect_made_of(last->value, why_array(pass, last->number, &arena).at[number.element],
		            "the gradient of a step");
	arena_free(&arena);
	pass_free(pass);
	network_free(past);
	return steps;
}

static int expect_weights_made(struct passage passage, const struct network *network)
{
	int steps = 0;
	for (int q = 0; q < network->cell->quantities; q++) {
		struct number const number = { .quantity = q, .t = -1, .time = -1, .pass = passage.at, .sequence = -1 };
		struct array const weights = network->parameter[q];
		for (size_t i = 0; weights.at && i < array_size(weights); i += 7) {
			struct number each = number;
			each.element = (int)i;
			assert_true(learned_is(passage, network->cell, each));
			steps += expect_made(passage, network, each, weights.at[i]);
		}
	}
	return steps;
}

// The walk's gradients at the weights of each moment, with the rate and the clipping, are what the plan added.
static void a_weight_is_made_of_its_steps(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 7);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct network *network = network_of(&kinds[i], &random);
		struct passage passage = { 0 };
		go_on(network, kinds[i].learning, 5, &passage, nobody);
		go_on(network, learning_usual(), 1 + below(&random, 5), &passage, nobody);
		assert_true(expect_weights_made(passage, network) > 50);
		passage_drop(&passage);
		network_free(network);
	}
}

static void half_a_pass_is_made_of_its_steps(void **state)
{
	(void)state;
	struct network *network = network_of_sentences();
	struct passage passage = { 0 };
	go_on(network, learning_usual(), 10, &passage, (struct train_watcher){ NULL, interrupt });
	interrupt_forget();
	assert_true(expect_weights_made(passage, network) > 50);
	go_on(network, learning_usual(), 2, &passage, nobody);
	assert_true(expect_weights_made(passage, network) > 50);
	passage_drop(&passage);
	network_free(network);
}

// ---- what it costs

static double used(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// Where a long training was, is found at a small part of its cost.
static void a_pass_costs_little(void **state)
{
	(void)state;
	enum { PASSES = 10000, TRIES = 20 };
	struct random random;
	random_seed(&random, 6);
	struct network *network = new_network("tanh", 4, 8, 1);
	random_words(network, &random, 5);
	struct passage passage = { 0 };
	double const begin = used();
	go_on(network, learning_usual(), PASSES, &passage, nobody);
	double const trained = used() - begin;
	for (int i = 0; i < TRIES; i++)
		assert_true(passage_reach(passage, below(&random, PASSES + 1), network));
	double const reached = (used() - begin - trained) / TRIES;
	print_message("# %d passes: %.1f ms; one of them: %.3f ms\n", PASSES, 1e3 * trained, 1e3 * reached);
	assert_true(reached < trained / 10);
	passage_drop(&passage);
	network_free(network);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_pass_has_the_bits_of_its_training),
		cmocka_unit_test(trainings_go_on_where_they_begin),
		cmocka_unit_test(half_a_pass_is_found_again),
		cmocka_unit_test(an_optimiser_goes_on),
		cmocka_unit_test(a_weight_is_made_of_its_steps),
		cmocka_unit_test(half_a_pass_is_made_of_its_steps),
		cmocka_unit_test(a_pass_costs_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
