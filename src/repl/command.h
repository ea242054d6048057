// SPDX-License-Identifier: GPL-3.0-or-later
// A command is one row: name, usage, help and function.  Help, completion, prefixes, did-you-mean and
// the tests read the rows; each room owns its rows (net's commands, walking, lessons), main joins them.
// To add a command: write its function, add its row, add a line to tests/commands.test.
#ifndef REPL_COMMAND_H
#define REPL_COMMAND_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct arena;
struct session;

// The line as a command sees it: words after the name, split at blanks; "…" keeps blanks together.
// `rest` is the text after the name, blanks round it removed; columns are those of the line, for
// errors.
struct word {
	const char *at; // NUL-terminated copy, without quotation marks
	struct span span;
};

struct words {
	const char *line; // the whole line
	const char *rest; // after the command's name
	struct word *word;
	int count;
	struct span name;  // where the name stands
	struct span begin; // where the first word stands or is missing
	struct span end;   // just after the last word: where something is missing
};

enum command_group {
	GROUP_WALK,
	GROUP_STOP,
	GROUP_ASK,
	GROUP_NETWORK,
	GROUP_LESSON,
	GROUP_SCREEN,
	GROUP_GENERAL,
	GROUP_COUNT
};

// How Tab completes the words of a command.
enum complete { COMPLETE_NOTHING, COMPLETE_NAME, COMPLETE_FILE, COMPLETE_COMMAND };

// As `most`: any number of words, or a rest of the line that the command reads itself.
enum { WORDS_ANY = INT_MAX };

struct command {
	const char *name;  // NULL ends a table
	const char *alias; // further exact spellings, separated by blanks, or NULL
	enum command_group group;
	const char *usage; // after the name: "[N]"; NULL: nothing
	struct {
		int least, most;   // how many words
		const char *needs; // what is missing where there are fewer
	} takes;
	const char *summary; // one sentence, for lists
	const char *help;    // more, with examples; or NULL
	void (*tell_more)(struct text *out); // and what other rows say, lines that each begin anew; or NULL
	// False: a mistake, or nothing at all while the work is cut (base/interrupt.h), which needs no words.
	bool (*run)(struct session *session, const struct words *words, struct error *error);
	bool repeats; // an empty line repeats it
	enum complete complete;
	const char *choices; // words that complete, separated by blanks; or NULL
	// Words known only at run time (cells, views, lessons); NULL-terminated, for words_free; or NULL.
	char **(*complete_words)(struct session *session);
	bool only_moves; // what is seen on the screen: no line of the log is for it
	bool in_lessons; // a lesson file from a stranger may run it: it reads and writes no files
	bool takes_block; // a text between braces may follow the name (repl/block.h): the one word is then "{"
	bool takes_line; // the rest of the line is its own, also what would be another command
};

// The row that `word` names: exactly or by alias first, else by a prefix of one name only; NULL if none.
// *ambiguous (may be NULL) receives a list "s, show, step" when several names begin so.
const struct command *command_find(const struct command *const *tables, const char *word,
                                   struct text *ambiguous);
const struct command *command_find_exact(const struct command *const *tables, const char *word);

// Runs the row if it takes this many words.  An error that knows no better advice gets the usage.
bool command_run(const struct command *row, struct session *session, const struct words *words,
                 struct error *error);

// "step [N]"
void command_write_usage(const struct command *row, struct text *out);

// Appends a usage, its words in capitals in the language that is spoken.
void command_add_usage(const char *usage, struct text *out);

// Whether a name or an alias begins so.
bool command_begins(const struct command *const *tables, const char *text);

// The name nearest to a misspelt word (by edit distance, at most a third of it wrong), or NULL.
const char *command_nearest(const struct command *const *tables, const char *word);

// Splits a line whose command's name is its bytes [name, name + length); `number` is the line's number
// in its text.  All lives in the arena.  False: a quotation mark is not closed.
bool words_split(struct words *words, const char *line, size_t name, size_t length, int number,
                 struct arena *arena, struct error *error);

// Whether all of it is a whole number, of whatever size.
bool word_is_integer(const char *word);
// Reads word `i` as a whole number least … most; a clear error names the word, or what is missing.
bool words_integer(const struct words *words, int i, const char *what, long least, long most,
                   long *value, struct error *error);
// The same for a seed, which has 32 bits.
bool words_seed(const struct words *words, int i, uint32_t *seed, struct error *error);
// Reads word `i` as a finite number, `least` at least; errors as above.
bool words_number(const struct words *words, int i, const char *what, double least, double *value,
                  struct error *error);
// Reads word `i` as a finite number above 0, or 0 too.
bool words_size(const struct words *words, int i, const char *what, bool may_be_zero, double *value,
                struct error *error);
// Reads the two words `NAME on` or `NAME off`; the error of another second word speaks of NAME.
bool words_switch(const struct words *words, bool *is_on, struct error *error);
// False, with an error at the first word too many, if there are more than `most`: for commands where
// that depends on the words before (a row's `takes` is checked before it runs).
bool words_at_most(const struct words *words, int most, struct error *error);
// Gives an error that knows no place in the line that of word `i`, where there is none that of the words' beginning; of
// a file whose name is all that it knows it becomes one of the word.  Always false.
bool words_place(const struct words *words, int i, struct error *error);
// Word `i`, "" if there are fewer.
const char *words_at(const struct words *words, int i);

// The number of the word in a list that blanks separate (NULL: an empty one); -1 if it is none of them.
int words_find(const char *list, const char *word);

// Names in a growing list, for completion; words_list_take gives the NULL-terminated array, sorted and
// each name once, that words_free (session.h) frees.
void words_free(char **words); // NULL-terminated; NULL: none
struct words_list {
	char **at;
	int count, room;
};
void words_list_add(struct words_list *list, const char *word);
// The words of a list that blanks separate; NULL: none.
void words_list_split(struct words_list *list, const char *words);
// The names of a table: rows of this many bytes that begin with `const char *name`, NULL in the last.
void words_list_rows(struct words_list *list, const void *rows, size_t size);
char **words_list_take(struct words_list *list);
char **words_of_rows(const void *rows, size_t size);

// Advice for a word that is none of `among` (freed): the nearest behind `before`, else `otherwise`, else
// (NULL) all of them.  Always false.
bool words_advise(struct error *error, const char *word, char **among, const char *before,
                  const char *otherwise);

#endif
