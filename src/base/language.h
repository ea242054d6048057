// SPDX-License-Identifier: GPL-3.0-or-later
// The language that is spoken: English, or one whose catalog is there, in the tree that the program was built in
// or where it was installed.
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include <stdbool.h>

// Takes the locale of the environment, once, before anything is said, and of the languages that LANGUAGE lists
// (else of the locale's own) the first that is there.  As in GNU programs the locales C and POSIX mean English;
// unlike there the machine need not have the locale, its name and UTF-8 will do.  Numbers keep their point.
void language_begin(void);

// Speaks the language of a name such as vi, vi_VN or vi_VN.UTF-8, in letters of UTF-8 whatever the locale.
// False: it is not there, and all stays as it was.
bool language_speak(const char *name);

// "en", "vi": the name of its folder of lessons.
const char *language_spoken(void);

// "en, vi": those that there are; the caller frees it.
char *language_list(void);

#endif
