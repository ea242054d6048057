// SPDX-License-Identifier: GPL-3.0-or-later
// The links of a lesson, `[words](02-loss.md#a-heading)`: whether what they name is there.
#ifndef LESSON_LINKS_H
#define LESSON_LINKS_H

#include "lesson/content.h"

// Finds the next link from byte *at on that leads nowhere: where it stands, and what is missing.  False: there
// is none.  Addresses of the web are not followed.
bool links_next_dead(const struct lesson *lesson, size_t *at, struct stretch *where,
                     const char **cause);

#endif
