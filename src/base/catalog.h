// SPDX-License-Identifier: GPL-3.0-or-later
// A catalog of translated messages: what msgfmt makes of po/LANGUAGE.po (the GNU .mo format, of either byte
// order).  It is read here and not by the C library, whose gettext speaks English only where the machine has
// no locale of the language: there LANGUAGE is ignored in C and, since glibc 2.39, in C.UTF-8.
#ifndef BASE_CATALOG_H
#define BASE_CATALOG_H

#include <stddef.h>

struct catalog;

// Takes the bytes of a .mo file, which are the catalog's then, or freed.  NULL if they are not.
struct catalog *catalog_new(char *bytes, size_t length);
void catalog_free(struct catalog *catalog);

// The translation of a message, valid as long as the catalog; NULL if there is none.
const char *catalog_find(const struct catalog *catalog, const char *message);

// The same of a message that has a form for one and a form for many: the form for `count`, which the catalog's
// Plural-Forms choose.
const char *catalog_find_counted(const struct catalog *catalog, const char *message, unsigned long count);

#endif
