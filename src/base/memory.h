// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that is there or ends the program: sizes that a learner can ask for are bounded before they
// reach this file, so what runs out here is the machine's.  Then the last words are said, whoever has set
// them, and without any SIGABRT is raised, whose handler restores the terminal.  Not for memory with a shorter life than a command: that is an arena.
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

// count·size zeroed bytes, never NULL; the caller frees them with free().
void *memory_get(size_t count, size_t size);

// As realloc for count·size bytes, never NULL; new bytes are not zeroed.
void *memory_resize(void *old, size_t count, size_t size);

// A copy of a string (of its first `length` bytes), ended by NUL; the caller frees it.
char *memory_copy_string(const char *string);
char *memory_copy_bytes(const char *bytes, size_t length);

// Where a library was refused this many bytes: does not return.
_Noreturn void memory_fail(size_t bytes);

// What is said then; it may end the program in its own way.
void memory_set_last_words(void (*say)(size_t bytes));

#endif
