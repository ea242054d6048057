// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

volatile sig_atomic_t interrupt_pending;
