// SPDX-License-Identifier: GPL-3.0-or-later
// What stands on a lesson's pages beside the lesson itself, kept from one session to the next: one file a
// lesson in the state directory's folder `pages`, of this text only: of a lesson that was edited since, what
// stood on its pages is nowhere at home.
#ifndef LESSON_REMEMBER_H
#define LESSON_REMEMBER_H

#include "lesson/content.h"
#include "lesson/document.h"

// `name` is the lesson's in the progress file, `shift` how far its page was scrolled.  What cannot be kept,
// or is damaged, is lost without a word: the lesson's place is kept by progress.h, which complains.
void remember_save(const char *name, const struct lesson *lesson, const struct document *document,
                   int shift);
void remember_load(const char *name, const struct lesson *lesson, struct document *document, int *shift);

#endif
