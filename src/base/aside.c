// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/aside.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/interrupt.h"
#include "base/memory.h"

// How long this thread sleeps between two looks; how many abandoned ones there may be.
enum { LOOK_MS = 10, ABANDONED_MOST = 8 };

struct job {
	void (*work)(void *data), (*release)(void *data);
	void *data;
	bool is_done, is_abandoned;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int abandoned;

static void *run(void *argument)
{
	struct job *job = argument;
	job->work(job->data);
	pthread_mutex_lock(&lock);
	job->is_done = true;
	bool const is_ours = job->is_abandoned;
	abandoned -= is_ours;
	pthread_cond_signal(&done);
	pthread_mutex_unlock(&lock);
	if (is_ours) {
		job->release(job->data);
		free(job);
	}
	return NULL;
}

// Signals are the main thread's: it alone knows what Ctrl-C means.  False: the system gives no thread.
static bool start(struct job *job)
{
	sigset_t all, old;
	pthread_t thread;
	pthread_mutex_lock(&lock);
	bool const is_crowded = abandoned >= ABANDONED_MOST;
	pthread_mutex_unlock(&lock);
	if (is_crowded)
		return false;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	bool const has_begun = !pthread_create(&thread, NULL, run, job);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (has_begun)
		pthread_detach(thread);
	return has_begun;
}

static void sleep_until_done(const struct job *job)
{
	struct timespec end;
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_nsec += LOOK_MS * 1000000L;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	if (!job->is_done)
		pthread_cond_timedwait(&done, &lock, &end);
}

// False: Ctrl-C came first.
static bool wait_for(struct job *job)
{
	bool is_done = false, is_cut = false;
	while (!is_done && !is_cut) {
		pthread_mutex_lock(&lock);
		sleep_until_done(job);
		is_done = job->is_done;
		pthread_mutex_unlock(&lock);
		// How often is a matter of time: not looks that are counted.
		is_cut = !is_done && interrupt_is_called() && interrupt_seen();
	}
	if (is_done)
		return true;
	pthread_mutex_lock(&lock);
	is_done = job->is_done;
	job->is_abandoned = !is_done;
	abandoned += !is_done;
	pthread_mutex_unlock(&lock);
	return is_done;
}

bool aside_do(void (*work)(void *data), void (*release)(void *data), void *data)
{
	struct job *job = memory_get(1, sizeof *job);
	*job = (struct job){ .work = work, .release = release, .data = data };
	if (!start(job))
		work(data);
	else if (!wait_for(job))
		return false;
	free(job);
	return true;
}
