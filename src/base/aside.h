// SPDX-License-Identifier: GPL-3.0-or-later
// Work of a library that cannot look up (base/interrupt.h) is done aside, by a thread of its own, while
// this one looks up.  At Ctrl-C it is left to itself: it goes on to its end, which nobody waits for.
//
// Invariant: the work touches nothing but its own data, which is freed by whoever has it last.
#ifndef BASE_ASIDE_H
#define BASE_ASIDE_H

#include <stdbool.h>

// Does work(data), which looks up never and says nothing.  True: it is done, and the data
// is the caller's.  False: it was interrupted; `release` is called with the data when the work ends, by the
// thread that does it.
bool aside_do(void (*work)(void *data), void (*release)(void *data), void *data);

#endif
