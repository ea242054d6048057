// SPDX-License-Identifier: GPL-3.0-or-later
// The one flag that Ctrl-C sets and every long loop reads.
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <signal.h>

extern volatile sig_atomic_t interrupt_pending; // who stops because of it resets it

#endif
