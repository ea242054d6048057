// SPDX-License-Identifier: GPL-3.0-or-later
// A value that is freed where its block is left, whichever way: LOCAL(text) name = { 0 }; is a struct text
// that text_free frees there.  What was given away (text_take) has left it empty.
#ifndef BASE_LOCAL_H
#define BASE_LOCAL_H

#define LOCAL(kind) __attribute__((cleanup(kind##_free))) struct kind

#endif
