// SPDX-License-Identifier: GPL-3.0-or-later
// Which libraries the program runs with, a line each.
#ifndef TERM_VERSIONS_H
#define TERM_VERSIONS_H

#include "base/text.h"

void term_write_versions(struct text *out);

#endif
