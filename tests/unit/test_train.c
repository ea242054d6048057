// SPDX-License-Identifier: GPL-3.0-or-later
// Learning: what is read from a text, the descent against steps taken by hand, clipping, and where a
// training stops.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "net.h"
#include "net/backward.h"
#include "net/corpus.h"
#include "train/clip.h"
#include "train/gradient.h"
#include "train/sample.h"
#include "train/train.h"

// ---- texts

static struct corpus *read_text(const char *text, const char *const *given, int count, int most,
                                struct error *error)
{
	return corpus_read("sentences a.txt", "a.txt", text, strlen(text), given, count, most,
	                   error);
}

static void expect_sentence(const struct corpus *corpus, int i, const char *words)
{
	const struct sequence *sequence = &corpus->sequence[i];
	struct text text = { 0 };
	text_add(&text, corpus->word[sequence->x[0]]);
	for (int t = 0; t < sequence->count; t++) {
		text_addf(&text, " %s", corpus->word[sequence->y[t]]);
		if (t)
			assert_int_equal(sequence->x[t], sequence->y[t - 1]);
	}
	assert_string_equal(text_get(&text), words);
	text_free(&text);
}

static void sentences_become_sequences(void **state)
{
	(void)state;
	struct error error;
	struct corpus *corpus = read_text(
		"trời xanh  trời\r\n\nmột\n\tmây trắng trôi \nhai", NULL, 0, 0, &error);
	assert_non_null(corpus);
	assert_int_equal(corpus->count, 2);
	assert_int_equal(corpus->steps, 4);
	assert_int_equal(corpus->longest, 2);
	assert_int_equal(corpus->alone, 2);
	assert_int_equal(corpus->unknown, 0);
	assert_int_equal(corpus->C, 7);
	assert_string_equal(corpus->word[2], "một");
	expect_sentence(corpus, 0, "trời xanh trời");
	expect_sentence(corpus, 1, "mây trắng trôi");
	corpus_drop(corpus);
}

// One and the same letter, composed or not.
static void words_are_compared_composed(void **state)
{
	(void)state;
	struct error error;
	struct corpus *corpus =
		read_text("tr\u01A1\u0300i tro\u031B\u0300i tr\u1EDDi", NULL, 0, 0, &error);
	assert_non_null(corpus);
	assert_int_equal(corpus->C, 1);
	assert_string_equal(corpus->word[0], "tr\u1EDDi");
	corpus_drop(corpus);
}

static void rare_words_become_unknown(void **state)
{
	(void)state;
	static const char *const given[] = { "a", "<unk>", "c" };
	struct error error;
	struct corpus *corpus = read_text("a b a c\nb d a", NULL, 0, 2, &error);
	assert_non_null(corpus);
	assert_int_equal(corpus->C, 3);
	assert_int_equal(corpus->unknown, 2);
	expect_sentence(corpus, 0, "a b a <unk>");
	expect_sentence(corpus, 1, "b <unk> a");
	corpus_drop(corpus);
	corpus = read_text("a b a c\nb d a", given, 3, 0, &error);
	assert_non_null(corpus);
	assert_int_equal(corpus->unknown, 3);
	expect_sentence(corpus, 0, "a <unk> a c");
	corpus_drop(corpus);
}

static void bad_texts_are_refused(void **state)
{
	(void)state;
	static const char *const given[] = { "a", "b" };
	static const struct {
		const char *text;
		int given, line, column;
		const char *cause;
	} cases[] = {
		{ "", 0, 0, 0, "there are no sentences" },
		{ "\n \t\n", 0, 0, 0, "there are no sentences" },
		{ "one\ntwo\n", 0, 0, 0,
		  "a sentence of one word cannot be learned, and here are no others" },
		{ "a b\nb trời a", 2, 2, 3, "the word trời is not in the vocabulary" },
		{ "a b\na \xFFz", 0, 2, 3, "byte 6 (0xFF) does not belong into a text" },
		{ "a b\na \033[2J", 0, 2, 3, "byte 6 (0x1B) does not belong into a text" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error;
		assert_null(read_text(cases[i].text, given, cases[i].given, 0, &error));
		assert_string_equal(error.cause, cases[i].cause);
		assert_string_equal(error.source, "a.txt");
		assert_int_equal(error.span.line, cases[i].line);
		assert_int_equal(error.span.column, cases[i].column);
	}
}

// ---- the descent

static void ignore(void *context, const struct history *history)
{
	(void)context, (void)history;
}

static const struct train_watcher nobody = { NULL, ignore };

static struct history *train(struct network *network, struct learning learning, int passes)
{
	struct history *history = history_new(network, learning, passes);
	train_run(network, history, nobody, NULL);
	return history;
}

// The gradients are those of backward_parameter, which check compares with numeric ones, and truncated as they are:
// the plan sums them in another order.
static void gradients_are_those_of_the_walk(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "sigmoid", "relu",     "linear",
		                             "lstm", "gru",     "gru-torch" };
	enum { CELLS = sizeof cells / sizeof *cells };
	struct random random;
	int plans = 0;
	random_seed(&random, 5);
	for (int i = 0; i < scaled(700); i++) {
		struct network *network = random_network(cells[i % CELLS], &random);
		if (i / CELLS % 3 == 1) {
			network->single_sweep = false;
			network->truncation = truncation_steps(below(&random, 4));
		} else if (i / CELLS % 3 == 2) {
			network->truncation = truncation_chunks(1 + below(&random, 4));
		}
		struct optimising const plain = optimising_usual();
		struct network *moved = network_copy(network);
		struct sequence const sequence = network_sequence(network);
		struct pass *pass = pass_new(network);
		struct gradient *gradient = gradient_new(moved, network->x_count, &plain);
		struct arena arena = { 0 };
		plans += gradient->plan != NULL;
		assert_true(gradient_run(gradient, &sequence));
		expect_number(gradient->total, pass->total, 1e-12, "E");
		expect_number(gradient->answers, pass->total, 1e-12, "E of all steps");
		gradient_step(gradient, 1);
		gradient_store(gradient);
		for (int q = 0; q < network->cell->quantities; q++) {
			struct array const now = moved->parameter[q], old = network->parameter[q];
			if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const by = backward_parameter(pass, -1, q, -1, &arena);
			for (size_t j = 0; j < array_size(now); j++)
				expect_number(old.at[j] - now.at[j], by.at[j], 1e-12,
				              network->cell->quantity[q].name);
		}
		arena_free(&arena);
		gradient_free(gradient);
		pass_free(pass);
		network_free(network);
		network_free(moved);
	}
	assert_int_equal(plans, scaled(700));
}

static void a_pass_is_a_step_for_each_sequence(void **state)
{
	(void)state;
	struct error error;
	struct learning const learning = { .rate = 0.25 };
	struct network *network = new_network("gru", 4, 3, 1);
	assert_true(network_set_corpus(network, read_text("a b c a\nc c b", NULL, 0, 0, &error),
	                               &error));
	struct network *byhand = network_copy(network);
	double loss = 0;
	for (int i = 0; i < 2; i++) {
		struct arena arena = { 0 };
		struct network *at = network_copy(byhand);
		struct sequence const sequence = network->corpus->sequence[i];
		network_set_x(at, sequence.x, sequence.count);
		network_set_y(at, sequence.y, sequence.count);
		struct pass *pass = pass_new(at);
		loss += pass->total;
		for (int q = 0; q < at->cell->quantities; q++) {
			if (at->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const step = backward_parameter(pass, -1, q, -1, &arena);
			struct array const to = network_parameter(byhand, q);
			for (size_t j = 0; j < array_size(to); j++)
				to.at[j] -= 0.25 * step.at[j];
		}
		pass_free(pass);
		network_free(at);
		arena_free(&arena);
	}
	struct history *history = train(network, learning, 1);
	assert_int_equal(history->count, 1);
	expect_number(history->epoch[0].loss, loss, 1e-12, "the loss of the pass");
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].kind == QUANTITY_PARAMETER)
			expect_near(network->parameter[q], byhand->parameter[q], 1e-12, 1,
			            network->cell->quantity[q].name);
	history_free(history);
	network_free(byhand);
	network_free(network);
}

static void the_tiny_text_is_learned(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "sigmoid", "relu", "lstm", "gru" };
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct learning learning = learning_usual();
		struct network *network = network_new(read_cell(cells[i], true));
		struct error error;
		assert_true(network_set_hidden(network, 10, &error));
		learning.rate = 0.5;
		learning.clip = (struct clip){ CLIP_NORM, 2 };
		struct history *history = train(network, learning, 600);
		if (!(history->last.loss < 0.2))
			fail_msg("%s: E is %g after 600 passes", cells[i], history->last.loss);
		history_free(history);
		network_free(network);
	}
}

static void training_is_deterministic(void **state)
{
	(void)state;
	struct network *a = new_network("lstm", 5, 6, 3), *b;
	struct random random;
	random_seed(&random, 1);
	random_words(a, &random, 9);
	b = network_copy(a);
	history_free(train(a, learning_usual(), 30));
	history_free(train(b, learning_usual(), 30));
	assert_true(network_equal(a, b));
	network_free(a);
	network_free(b);
}

static void the_rate_is_halved_when_the_loss_rises(void **state)
{
	(void)state;
	struct network *network = new_network("tanh", 8, 5, 2);
	struct random random;
	random_seed(&random, 4);
	random_words(network, &random, 12);
	struct learning learning = { .rate = 4, .halves = true };
	struct history *history = train(network, learning, 60);
	bool halved = false;
	assert_int_equal(history->count, 60);
	for (int i = 1; i + 1 < history->count; i++) {
		const struct epoch *epoch = &history->epoch[i];
		bool const rose = epoch->loss > epoch[-1].loss;
		double const wanted = rose ? epoch->rate / 2 : epoch->rate;
		halved = halved || rose;
		expect_number(epoch[1].rate, wanted, 0, "the rate");
	}
	assert_true(halved);
	history_free(history);
	network_free(network);
}

static void an_explosion_keeps_finite_weights(void **state)
{
	(void)state;
	struct network *network = new_network("relu", 8, 5, 2);
	struct random random;
	random_seed(&random, 4);
	random_words(network, &random, 40);
	struct learning learning = { .rate = 50 };
	struct history *history = train(network, learning, 500);
	assert_int_equal(history->end, TRAIN_NOT_FINITE);
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->parameter[q].at)
			assert_true(array_is_finite(network->parameter[q]));
	history_free(history);
	network_free(network);
}

static void interrupt(void *context, const struct history *history)
{
	int *steps = context;
	if (history->count == 3)
		interrupt_raise();
	*steps += 1;
}

static void an_interrupt_keeps_what_is_reached(void **state)
{
	(void)state;
	struct network *stopped = new_network("tanh", 4, 5, 2), *whole;
	struct random random;
	int steps = 0;
	random_seed(&random, 4);
	random_words(stopped, &random, 6);
	whole = network_copy(stopped);
	struct history *history = history_new(stopped, learning_usual(), 10);
	train_run(stopped, history, (struct train_watcher){ &steps, interrupt }, NULL);
	interrupt_forget();
	assert_int_equal(history->end, TRAIN_INTERRUPTED);
	assert_int_equal(history->count, 3);
	assert_int_equal(steps, 3);
	assert_false(history->has_last);
	history_free(history);
	history_free(train(whole, learning_usual(), 3));
	assert_true(network_equal(stopped, whole));
	network_free(stopped);
	network_free(whole);
}

// ---- clipping

static struct array random_part(struct random *random, struct arena *arena, int rows, int cols)
{
	struct array a = array_new(arena, rows, cols);
	for (size_t i = 0; i < array_size(a); i++)
		a.at[i] = random_uniform(random, -1, 1) * exp(random_uniform(random, -3, 3));
	return a;
}

static double cosine_of(const struct array *a, const struct array *b, int count)
{
	double product = 0;
	for (int i = 0; i < count; i++)
		for (size_t j = 0; j < array_size(a[i]); j++)
			product += a[i].at[j] * b[i].at[j];
	return product / (clip_norm(a, count) * clip_norm(b, count));
}

static void clipping_does_what_it_says(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 8);
	for (int i = 0; i < scaled(1000); i++) {
		struct arena arena = { 0 };
		struct array raw[3] = { random_part(&random, &arena, 3, 4),
			                { 0 },
			                random_part(&random, &arena, 5, 1) };
		struct array now[3] = { array_copy(&arena, raw[0]),
			                { 0 },
			                array_copy(&arena, raw[2]) };
		double const norm = clip_norm(raw, 3);
		struct clip const clip = { i % 2 ? CLIP_NORM : CLIP_ELEMENT,
			                   norm * random_uniform(&random, 0.05, 1.2) };
		struct clip_effect const all = clip_effect_of_all(clip, raw, 3);
		bool const changed = clip_apply(clip, now, 3);
		assert_int_equal(changed, all.cut > 0);
		expect_number(clip_norm(now, 3), all.clipped, 1e-12, "the clipped norm");
		expect_number(cosine_of(raw, now, 3), all.cosine, 1e-12, "the cosine");
		if (clip.by == CLIP_NORM) {
			expect_number(all.clipped, fmin(norm, clip.most), 1e-12, "the norm");
			expect_number(all.cosine, 1, 1e-12, "the direction");
		}
		for (size_t j = 0; clip.by == CLIP_ELEMENT && j < array_size(raw[0]); j++)
			expect_number(now[0].at[j], fmax(-clip.most, fmin(clip.most, raw[0].at[j])),
			              0, "an element");
		struct clip const other = clip_other(clip, raw, 3);
		if (changed)
			expect_number(clip_effect_of_all(other, raw, 3).clipped, all.clipped, 1e-9,
			              "as long by the other kind");
		else
			assert_int_equal(other.by, CLIP_OFF);
		arena_free(&arena);
	}
}

// ---- samples

static void samples_follow_the_prediction(void **state)
{
	(void)state;
	enum { DRAWS = 4000 };
	struct network *network = new_network("tanh", 4, 3, 9);
	int const word = 1;
	int often[3] = { 0 }, out[3];
	network_set_x(network, &word, 1);
	network_set_y(network, &word, 1);
	struct pass *pass = pass_new(network);
	struct array const yhat = pass_value(pass, find(network, "yhat"), 0);
	for (uint32_t seed = 0; seed < DRAWS; seed++) {
		assert_int_equal(sample_words(network, &word, 1, 1, seed, out, 1), 1);
		often[out[0]]++;
	}
	for (int i = 0; i < 3; i++) {
		double const p = yhat.at[i], spread = sqrt(p * (1 - p) / DRAWS);
		if (fabs((double)often[i] / DRAWS - p) > 5 * spread)
			fail_msg("word %d was drawn %d times, its probability is %g", i, often[i],
			         p);
	}
	pass_free(pass);
	network_free(network);
}

// At temperature 0 each word is the likeliest after all before it, read by one pass.
static void samples_read_what_they_draw(void **state)
{
	(void)state;
	enum { COUNT = 12 };
	static const char *const cells[] = { "tanh", "lstm", "gru" };
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct network *network = new_network(cells[i], 6, 5, 12);
		int words[COUNT + 2] = { 3, 0 };
		set_initialiser(network, "uniform", 2);
		assert_int_equal(sample_words(network, words, 2, 0, 1, words + 2, COUNT), COUNT);
		network_set_x(network, words, COUNT + 2);
		network_set_y(network, words, COUNT + 2);
		struct pass *pass = pass_new(network);
		for (int t = 1; t <= COUNT; t++) {
			struct array const yhat = pass_value(pass, find(network, "yhat"), t);
			for (int j = 0; j < yhat.rows; j++)
				assert_true(yhat.at[j] <= yhat.at[words[t + 1]]);
		}
		pass_free(pass);
		network_free(network);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_become_sequences),
		cmocka_unit_test(words_are_compared_composed),
		cmocka_unit_test(rare_words_become_unknown),
		cmocka_unit_test(bad_texts_are_refused),
		cmocka_unit_test(gradients_are_those_of_the_walk),
		cmocka_unit_test(a_pass_is_a_step_for_each_sequence),
		cmocka_unit_test(the_tiny_text_is_learned),
		cmocka_unit_test(training_is_deterministic),
		cmocka_unit_test(the_rate_is_halved_when_the_loss_rises),
		cmocka_unit_test(an_explosion_keeps_finite_weights),
		cmocka_unit_test(an_interrupt_keeps_what_is_reached),
		cmocka_unit_test(clipping_does_what_it_says),
		cmocka_unit_test(samples_follow_the_prediction),
		cmocka_unit_test(samples_read_what_they_draw),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
